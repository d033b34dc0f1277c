"""Every event as one plain Danish sentence: what happened, for the log, the journal and the screen; and its paper.

From the event alone, so that it is the same everywhere: `Names` says how the reader knows places, times and cards
(paper tells the clock of its day and the titles of cards). Kinds of a newer version say their name and what they hold.
"""

from collections.abc import Mapping, Sequence

from msgspec import structs

from fieldkit.core.facts.event import Event, saying
from fieldkit.core.facts.kinds import REGISTRY, Opaque
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.incidents import IncidentState
from fieldkit.core.tell import (
    chits,
    clocks,
    erasure,
    exercises,
    key_change,
    keys,
    lessons,
    offers,
    roster,
    said,
    staff,
    trust,
    work,
)
from fieldkit.core.tell.parts import Fact, Names, Part, Poster, Telling, Title, Until, Words, join, names_of
from fieldkit.core.text.clean import one_line

_OPAQUE_CHARS = 400
MOST_CHARS = 10_000
"""No text of an event is cut off."""
_NO_ROSTER = Roster()
_NO_INCIDENTS: Mapping[int, IncidentState] = {}


def _opaque(body: Opaque, event: Event, names: Names) -> str:
    held = "; ".join(f"{name}: {value}" for name, value in body.fields.items())
    if len(held) > _OPAQUE_CHARS:
        held = held[:_OPAQUE_CHARS] + " …"
    return f"Slags “{event.kind}”, som denne udgave ikke kender{join(': ', held)}"


TELLINGS: dict[type, Telling] = {
    **said.TELLINGS,
    **work.TELLINGS,
    **staff.TELLINGS,
    **chits.TELLINGS,
    **trust.TELLINGS,
    **roster.TELLINGS,
    **clocks.TELLINGS,
    **keys.TELLINGS,
    **key_change.TELLINGS,
    **lessons.TELLINGS,
    **offers.TELLINGS,
    **erasure.TELLINGS,
    **exercises.TELLINGS,
    Opaque: Telling(line=_opaque),
}
"""By type of body: every kind, and what this version does not know."""


def telling(event: Event) -> Telling:
    """How this event is told."""
    return TELLINGS[type(event.body)]


def sentence(event: Event, roster: Roster = _NO_ROSTER, incidents: Mapping[int, IncidentState] = _NO_INCIDENTS) -> str:
    """What happened, in one line without a full stop. `incidents`: those whose names the reader knows."""
    return one_line(told(event, names_of(roster, incidents)), MOST_CHARS)


def told(event: Event, names: Names) -> str:
    """The same in the reader's own names; lines that people wrote stay lines."""
    return telling(event).line(event.body, event, names)


def kind_words(kind: str) -> str:
    """`melding`, `besked` …; the kind itself when this version does not know it."""
    row = REGISTRY.named(kind)
    return row.word if row is not None else kind


def head_words(event: Event) -> str:
    """What an event is called on paper: `melding`, `beslutning` …"""
    head = telling(event).head
    if head is not None:
        return head(event.body)
    row = REGISTRY.named(event.kind)
    return row.word if row is not None else f"ukendt slags ({event.kind})"


def log_line(event: Event, names: Names) -> str:
    """The sentence behind `head_words`, which says the sort already."""
    how = telling(event)
    return (how.log or how.line)(event.body, event, names)


def spoken(event: Event, names: Names) -> str:
    """What a runner reads aloud."""
    how = telling(event)
    return (how.spoken or how.log or how.line)(event.body, event, names)


def contents(event: Event, names: Names) -> Sequence[Part]:
    """What it says, as the parts of a slip."""
    how = telling(event)
    return how.contents(event.body, event, names) if how.contents else [Words(spoken(event, names), tall=True)]


def slip(event: Event, names: Names) -> Sequence[Part]:
    """What stands on its receipt."""
    how = telling(event)
    if how.slip is not None:
        return how.slip(event.body, event, names)
    return [Title(head_words(event).capitalize()), Words(log_line(event, names))]


def until(event: Event) -> Until | None:
    """By when people must have done something about it; None when nobody said."""
    how = telling(event)
    return how.until(event.body, event) if how.until is not None else None


def author(event: Event) -> Fact | None:
    """Who wrote it, by the word for that; the name is empty when nobody took it down. None for what nobody writes."""
    name: str | None = getattr(event.body, "by", None)
    return None if name is None else Fact(telling(event).author, name)


def unsigned(event: Event) -> Event:
    """The event as if nobody had given a name, for who tells the author beside the sentence."""
    by = author(event)
    return event if by is None or not by.value else saying(event, structs.replace(event.body, by=""))


def via(event: Event) -> str:
    """How it came, as the event itself says; empty where it does not."""
    how = telling(event)
    return how.via(event.body) if how.via is not None else ""


def poster(event: Event) -> Poster | None:
    """How it hangs on a wall; None for what does not."""
    how = telling(event)
    return how.poster(event.body) if how.poster is not None else None
