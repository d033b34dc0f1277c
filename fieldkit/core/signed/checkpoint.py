"""Checkpoints: a kit signs a block of what it has written, whole and in order, after the fact and many events at once.

A checkpoint is no event. Checkpoints are a set beside the log that grows as the log does, merged by union; every
carrier but the radio brings them. The ids of the block are signed one by one, so that an event is known for genuine
whatever of the rest is here, and one that was rewritten, removed or moved is named by its number. `before` chains the
block to the one before it: each chain hash is BLAKE2s-128 over the last one and an id, the first 16 zeros.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import blake2s

import msgspec

from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.event import ID_BYTES
from fieldkit.core.signed.ed25519 import KEY_BYTES, SIGNATURE_BYTES, is_signed, sign

MOST_EVENTS = 256
"""In one block."""
START = bytes(ID_BYTES)
"""The chain before a feed's first event, and before a block whose author lacks the event before it."""
_STATEMENT = b"fk-checkpoint-1\0"


class Checkpoint(msgspec.Struct, frozen=True, dict=True):
    """Who holds `key` has written, as kit and epoch, from sequence `first` on just the events with these `ids` (16
    bytes each, in order); `before` is the chain hash of what it wrote before them."""

    key: bytes
    kit: int
    epoch: int
    first: int
    before: bytes
    ids: bytes
    signature: bytes

    @property
    def last(self) -> int:
        """The sequence of its last event."""
        return self.first + len(self.ids) // ID_BYTES - 1

    @property
    def after(self) -> bytes:
        """The chain hash behind its last event."""
        return chain(self.before, self.each())

    @property
    def statement(self) -> bytes:
        """The bytes that are signed."""
        return statement(self.kit, self.epoch, self.first, self.before, self.ids)

    @cached_property
    def mark(self) -> bytes:
        """16 bytes that tell it from every other."""
        return blake2s(self.key + self.statement, digest_size=ID_BYTES, person=b"fkcheckp").digest()

    def each(self) -> list[bytes]:
        """The ids, one by one."""
        return [self.ids[at : at + ID_BYTES] for at in range(0, len(self.ids), ID_BYTES)]

    def id_at(self, seq: int) -> bytes:
        """The id that it gives the event with this sequence; empty outside the block."""
        at = (seq - self.first) * ID_BYTES
        return self.ids[at : at + ID_BYTES] if at >= 0 else b""

    def holds(self) -> bool:
        """Whether it can be a checkpoint at all and its key has signed it. Whose key that is, is another question."""
        return self._holds

    @cached_property
    def _holds(self) -> bool:
        count, rest = divmod(len(self.ids), ID_BYTES)
        shaped = (
            len(self.key) == KEY_BYTES
            and len(self.signature) == SIGNATURE_BYTES
            and len(self.before) == ID_BYTES
            and not rest
            and 1 <= count <= MOST_EVENTS
            and 1 <= self.kit <= 0xFFFF
            and 0 <= self.epoch <= 0xFFFF
            and 1 <= self.first <= self.last <= MAX_SEQ
        )
        return shaped and is_signed(self.key, self.statement, self.signature)


def statement(kit: int, epoch: int, first: int, before: bytes, ids: bytes) -> bytes:
    """`fk-checkpoint-1` and a zero · kit, epoch: 2 bytes each, big end first · first: 4 · before: 16 · the ids."""
    head = kit.to_bytes(2, "big") + epoch.to_bytes(2, "big") + first.to_bytes(4, "big")
    return _STATEMENT + head + before + ids


def chain(before: bytes, ids: Iterable[bytes]) -> bytes:
    """The chain hash after these ids."""
    for event_id in ids:
        before = blake2s(before + event_id, digest_size=ID_BYTES, person=b"fk-chain").digest()
    return before


def make_checkpoint(
    secret: bytes, key: bytes, kit: int, epoch: int, first: int, before: bytes, ids: Sequence[bytes]
) -> Checkpoint:
    """Sign a block of at most `MOST_EVENTS` events."""
    together = b"".join(ids)
    signature = sign(secret, statement(kit, epoch, first, before, together))
    return Checkpoint(key, kit, epoch, first, before, together, signature)
