"""Which erasures of names in a bundle hold: said by a kit whose word counts, signed by it, and of just these events.

What an event says without its names cannot be told from its id any more. So a row of that kind is taken in only on the
word of who erased it; a bundle in which it has none is one that somebody changed.
"""

import sqlite3
from collections.abc import Callable, Iterable

from fieldkit.core.facts.erasure import Erase, Erased
from fieldkit.core.facts.event import Event
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.signed.standing import Standings
from fieldkit.core.state.believed import TELLING_KINDS, Believed
from fieldkit.core.state.erasures import erasures_that_hold
from fieldkit.resync.bundle_tables import checkpoints_in, erased_in, events_of
from fieldkit.store.log import Log
from fieldkit.store.tables.checkpoints import checkpoints
from fieldkit.store.tables.erased import founded_in

Holds = Callable[[sqlite3.Connection], list[Erased]]
"""Those in the file of a bundle that hold."""


def none_hold(db: sqlite3.Connection) -> list[Erased]:
    """For who knows nobody whose word would count."""
    return []


def known_to(log: Log) -> Holds:
    """Those that hold by what a log knows of who is believed, and the bundle's own certificates and checkpoints."""

    def holds(db: sqlite3.Connection) -> list[Erased]:
        return [*founded_in(log), *that_hold(db, log.on_trust(), log.believed.roots, checkpoints(log))]

    return holds


def that_hold(
    db: sqlite3.Connection, on_trust: Iterable[Event], roots: Iterable[Root], signed: Iterable[Checkpoint]
) -> list[Erased]:
    """The same by what is given."""
    erased = erased_in(db)
    if not erased:
        return []
    believed = Believed([*on_trust, *events_of(db, TELLING_KINDS)], roots)
    standings = Standings([*signed, *checkpoints_in(db)], believed.is_vouched)
    return erasures_that_hold(erased, events_of(db, [Erase.kind]), believed, standings)
