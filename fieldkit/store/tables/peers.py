"""What the radio knows of the other kits, as the engine keeps it: when each was last heard, what it says it has.

The delivery machine's own memory is written by `engine.kit_link`; here it is read, for who looks at it.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import msgspec

from fieldkit.core.state.vector import Feed
from fieldkit.link.delivery.outputs import Memory
from fieldkit.store.log import Log

EVERY_S = 300
"""When a kit was heard is kept by the five minutes: a card lives longer with fewer writes."""

T = TypeVar("T")


class SaidToHave(NamedTuple):
    """Kit `kit` has said that of `feed` it has `many` events, all up to `head`."""

    kit: int
    feed: Feed
    head: int
    many: int


def note_heard(log: Log, heard: Mapping[int, float]) -> None:
    """Keep when each kit was last heard by radio, Unix seconds; nothing is written when that is no news."""
    kept = heard_kits(log)
    news = {kit: int(at) // EVERY_S * EVERY_S for kit, at in heard.items()}
    if all(at <= kept.get(kit, 0) for kit, at in news.items()):
        return
    log.write(
        "INSERT INTO link_state VALUES ('heard', ?) ON CONFLICT (key) DO UPDATE SET value=excluded.value",
        (msgspec.msgpack.encode(kept | news),),
    )


def heard_kits(log: Log) -> dict[int, int]:
    """When each kit was last heard by radio, Unix seconds; nothing where the disk has damaged it."""
    return _kept(log, "heard", dict[int, int]) or {}


def said_to_have(log: Log) -> list[SaidToHave]:
    """What every other kit has said that it has, as it was when the engine last kept it."""
    memory = _kept(log, "memory", Memory)
    if memory is None:
        return []
    return [
        SaidToHave(kit, Feed(of, epoch), head, max(0, head - base + 1) + sum(last - first + 1 for first, last in loose))
        for kit, of, epoch, base, head, loose in memory.peers
    ]


def _kept(log: Log, key: str, kind: type[T]) -> T | None:
    rows = log.read("SELECT value FROM link_state WHERE key=?", (key,))
    try:
        return msgspec.msgpack.decode(rows[0][0], type=kind) if rows else None
    except (ValueError, TypeError):
        return None
