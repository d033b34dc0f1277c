"""Which erasures of names hold: said by a kit whose word counts, signed by it, and of just these events.

What an event says without its names cannot be told from its id any more: what is left of it counts on that word alone.
"""

from collections import defaultdict
from collections.abc import Iterable

from fieldkit.core.facts.erasure import Erase, digest_of
from fieldkit.core.facts.event import Event, says
from fieldkit.core.signed.standing import Standing, Standings
from fieldkit.core.state.believed import Believed

Row = tuple[bytes, bytes, bytes]
"""The id of an event, what tells that it says what is left (`again_of`), and the id of the word by which it was."""


def words_that_hold(
    words: Iterable[Event], rows: Iterable[Row], believed: Believed, standings: Standings
) -> Iterable[Event]:
    """Those of `words` by which just these rows were erased. Where a root has vouched for anybody the word must be
    signed; else that it comes from a kit whose word counts is all that can be known."""
    by_word: defaultdict[bytes, list[tuple[bytes, bytes]]] = defaultdict(list)
    for event_id, again, word in rows:
        by_word[word].append((event_id, again))
    for event in words:
        pairs = by_word.get(event.id, [])
        if (
            says(event, Erase)
            and len(pairs) == event.body.many
            and digest_of(pairs) == event.body.digest
            and believed.may_revoke(event.kit, event.epoch)
            and (not believed.is_rooted() or standings.of(event) is Standing.SIGNED)
        ):
            yield event
