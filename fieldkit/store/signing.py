"""A kit signs what it has written: afterwards, many events at once, and never anything that another kit wrote.

Only what was recorded here is signed, also of earlier epochs; a hole in it (the disk has damaged a row) begins a new
chain.
"""

from collections.abc import Iterator

from fieldkit.core.carrier import Carrier
from fieldkit.core.signed.checkpoint import MOST_EVENTS, START, Checkpoint, make_checkpoint
from fieldkit.core.state.vector import Feed
from fieldkit.store.files.kit_key import KitKey
from fieldkit.store.log import NUMBERED, Log
from fieldkit.store.tables.checkpoints import add_checkpoints, checkpoints

_OWN = str(Carrier.OWN)
_AT_ONCE = 2_000


def sign(log: Log, kit: int, key: KitKey, least: int = 1) -> int:
    """Sign what this kit has written and not signed, where that is at least so many events of a feed; how many events
    were signed. The disk holds them before they are signed, and the checkpoint after."""
    if log.read_only:
        return 0
    made = list(_blocks(log, kit, key, least))
    add_checkpoints(log, made)
    return sum(one.last - one.first + 1 for one in made)


def _blocks(log: Log, kit: int, key: KitKey, least: int) -> Iterator[Checkpoint]:
    own = f"kit=? AND carrier=? AND {NUMBERED} AND typeof(epoch)='integer' AND epoch BETWEEN 0 AND 65535"
    tops = log.read(f"SELECT epoch, max(seq) FROM events WHERE {own} GROUP BY epoch", (kit, _OWN))
    ends = dict(
        log.read("SELECT epoch, max(last) FROM checkpoints WHERE kit=? AND key=? GROUP BY epoch", (kit, key.public))
    )
    for epoch, top in tops:
        if 0 <= top - ends.get(epoch, 0) < least:
            continue
        last = _last_signed(log, Feed(kit, epoch), key)
        signed, after = (last.last, last.after) if last is not None else (0, START)
        if top - signed >= least:
            yield from _of_feed(log, Feed(kit, epoch), signed, top, after, key)


def _last_signed(log: Log, feed: Feed, key: KitKey) -> Checkpoint | None:
    """The block of this key that goes farthest: what only says so would keep the kit from signing ever again."""
    own = (one for one in checkpoints(log, *feed) if one.key == key.public)
    return next((one for one in sorted(own, key=lambda one: (-one.last, one.mark)) if one.holds()), None)


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
