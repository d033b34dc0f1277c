"""Which erasures of names in a bundle hold: said by a kit whose word counts, signed by it, and of just these events.

What an event says without its names cannot be told from its id any more. So a row of that kind is taken in only on the
word of who erased it; a bundle in which it has none is one that somebody changed.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable

from fieldkit.core.facts.erasure import Erase, digest_of
from fieldkit.core.facts.event import Event, says
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.signed.standing import Standing, Standings
from fieldkit.core.state.believed import TELLING_KINDS, Believed
from fieldkit.resync.bundle_tables import checkpoints_in, erased_in, events_of
from fieldkit.store.log import Log
from fieldkit.store.tables.checkpoints import checkpoints
from fieldkit.store.tables.erased import Erased
from fieldkit.store.tables.erased import erased_in as noted_in

Holds = Callable[[sqlite3.Connection], list[Erased]]
"""Those in the file of a bundle that hold."""


def none_hold(db: sqlite3.Connection) -> list[Erased]:
    """For who knows nobody whose word would count."""
    return []


def known_to(log: Log) -> Holds:
    """Those that hold by what a log knows of who is believed, and the bundle's own certificates and checkpoints."""

    def holds(db: sqlite3.Connection) -> list[Erased]:
        return [*noted_in(log), *that_hold(db, log.on_trust(), log.believed.roots, checkpoints(log))]

    return holds


def that_hold(
    db: sqlite3.Connection, on_trust: Iterable[Event], roots: Iterable[Root], signed: Iterable[Checkpoint]
) -> list[Erased]:
    """The same by what is given. Where a root has vouched for anybody the word must be signed; else that it comes from
    a kit whose word counts is all that can be known."""
    by_word: dict[bytes, list[Erased]] = defaultdict(list)
    for one in erased_in(db):
        by_word[one.word].append(one)
    if not by_word:
        return []
    believed = Believed([*on_trust, *events_of(db, TELLING_KINDS)], roots)
    standings = Standings([*signed, *checkpoints_in(db)], believed.is_vouched)
    found: list[Erased] = []
    for word in events_of(db, [Erase.kind]):
        rows = by_word.get(word.id, [])
        if (
            says(word, Erase)
            and len(rows) == word.body.many
            and digest_of((one.id, one.again) for one in rows) == word.body.digest
            and believed.may_revoke(word.kit, word.epoch)
            and not believed.is_apart(word)
            and (not believed.is_rooted() or standings.of(word) is Standing.SIGNED)
        ):
            found += rows
    return found
