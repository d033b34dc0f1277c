"""Which erasures of names hold: said by a kit whose word counts, signed by it, and of just these events."""

from collections import defaultdict
from collections.abc import Iterable

from fieldkit.core.facts.erasure import Erase, Erased, digest_of
from fieldkit.core.facts.event import Event, says
from fieldkit.core.signed.standing import Standing, Standings
from fieldkit.core.state.believed import Believed


def erasures_that_hold(
    erased: Iterable[Erased],
    words: Iterable[Event],
    believed: Believed,
    standings: Standings,
    *,
    even_apart: bool = False,
) -> list[Erased]:
    """Those of `erased` that one of `words` said. Where a root has vouched for anybody the word must be signed; else
    that it comes from a kit whose word counts is all that can be known. `even_apart`: where the names are gone already,
    it does not matter that the kit was cut off since."""
    by_word: dict[bytes, list[Erased]] = defaultdict(list)
    for one in erased:
        by_word[one.word].append(one)
    found: list[Erased] = []
    for word in words:
        rows = by_word.get(word.id, [])
        if (
            says(word, Erase)
            and len(rows) == word.body.many
            and digest_of((one.id, one.again) for one in rows) == word.body.digest
            and believed.may_revoke(word.kit, word.epoch)
            and (even_apart or not believed.is_apart(word))
            and (not believed.is_rooted() or standings.of(word) is Standing.SIGNED)
        ):
            found += rows
    return found
