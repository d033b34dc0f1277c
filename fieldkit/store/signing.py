"""A kit signs what it has written: afterwards, many events at once, and never anything that another kit wrote. And it
holds its log against what all kits have signed.

Only what was recorded here is signed, also of earlier epochs; a hole in it (the disk has damaged a row) begins a new
chain.
"""

from collections.abc import Iterator

from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.event import Event
from fieldkit.core.signed.checkpoint import MOST_EVENTS, START, Checkpoint, make_checkpoint
from fieldkit.core.signed.standing import Standings
from fieldkit.core.signed.verify import Finding, verify
from fieldkit.core.state.vector import Feed
from fieldkit.store.files.kit_key import KitKey
from fieldkit.store.log import NUMBERED, Log
from fieldkit.store.tables.checkpoints import add_checkpoints, checkpoints, last_of_key

_AT_ONCE = 2_000
"""Events of which the ids are read at once."""
_NEXT_EPOCH = "SELECT min(epoch) FROM events WHERE kit=? AND epoch>? AND typeof(epoch)='integer' AND epoch <= 65535"
_TOP = f"SELECT seq FROM events WHERE kit=? AND epoch=? AND carrier=? AND {NUMBERED} ORDER BY seq DESC LIMIT 1"
"""Both go straight to one row of the index: this is asked every few minutes, of logs of any length."""


def sign(log: Log, kit: int, key: KitKey, least: int = 1) -> int:
    """Sign what this kit has written and not signed, where that is at least so many events of a feed; how many events
    were signed. The disk holds them before they are signed, and the checkpoint after."""
    if log.read_only:
        return 0
    made = list(_blocks(log, kit, key, least))
    add_checkpoints(log, made)
    return sum(one.last - one.first + 1 for one in made)


def findings(log: Log, standings: Standings) -> Iterator[Finding]:
    """All that the signatures that are here say against the log, in the order of kits and numbers."""

    def events_at(kit: int, epoch: int, seq: int) -> list[Event]:
        return [row.event for row in log.by_ref(kit, epoch, seq, seq)]

    return verify(checkpoints(log), events_at, standings)


def _blocks(log: Log, kit: int, key: KitKey, least: int) -> Iterator[Checkpoint]:
    for feed in _feeds(log, kit):
        top = next((seq for (seq,) in log.read(_TOP, (*feed, Carrier.OWN.value))), 0)
        last = last_of_key(log, *feed, key.public)
        signed, after = (last.last, last.after) if last is not None else (0, START)
        if top - signed >= least:
            yield from _of_feed(log, feed, signed, top, after, key)


def _feeds(log: Log, kit: int) -> Iterator[Feed]:
    """One for each epoch of this kit's number."""
    epoch = -1
    while (found := log.read(_NEXT_EPOCH, (kit, epoch))[0][0]) is not None:
        epoch = int(found)
        yield Feed(kit, epoch)


def _of_feed(log: Log, feed: Feed, signed: int, top: int, after: bytes, key: KitKey) -> Iterator[Checkpoint]:
    """What was recorded behind `signed`, where the chain hash is `after`, to `top`."""
    block: list[bytes] = []
    first = signed + 1
    for seq, event_id in _own(log, feed, signed, top):
        if seq != first + len(block) or len(block) == MOST_EVENTS:
            if block:
                made = make_checkpoint(key.secret, key.public, feed.kit, feed.epoch, first, after, block)
                yield made
            after = made.after if block and seq == first + len(block) else START
            block, first = [], seq
        block.append(event_id)
    if block:
        yield make_checkpoint(key.secret, key.public, feed.kit, feed.epoch, first, after, block)


def _own(log: Log, feed: Feed, signed: int, top: int) -> Iterator[tuple[int, bytes]]:
    """Sequences and ids of what was recorded here and the disk has not damaged."""
    for begin in range(signed + 1, top + 1, _AT_ONCE):
        for row in log.by_ref(feed.kit, feed.epoch, begin, min(begin + _AT_ONCE - 1, top)):
            if row.carrier is Carrier.OWN:
                yield row.event.seq, row.event.id
