"""What a kit can say of a range that somebody lacks: the events, open ones and the tail first, and what is absent."""

from fieldkit.core.state.vector import Feed, Progress
from fieldkit.link.delivery.absents import Absents, absent_records, never_on_air
from fieldkit.link.delivery.outputs import World
from fieldkit.link.delivery.repair import Answer
from fieldkit.link.wire.frame import on_air

TAIL = 12
"""Events at the end of a feed that a late joiner gets before older ones."""
LOOK_BACK = 1024
"""Events of one asked range that are looked at, from its end; what is older is asked for again."""


def answers_of(world: World, absents: Absents, progress: Progress, feed: Feed, first: int, last: int) -> list[Answer]:
    """Records for `first`..`last` of a feed; nothing for what this kit has not got and knows nothing of."""
    events = world.events_of(feed, max(first, last - LOOK_BACK + 1), last)
    carried = [event for event in events if on_air(event)]
    absent = absents.within(feed, first, last)
    absent += [(e.seq, e.seq) for e in events if never_on_air(e) and not absents.has(feed, e.seq)]
    if progress.base > first:
        absent.append((first, min(last, progress.base - 1)))
    tail = {event.seq for event in carried[-TAIL:]}
    found = [Answer(record, True) for record in absent_records(feed, absent)]
    return found + [Answer(event, event.seq in tail or world.is_open(event)) for event in reversed(carried)]
