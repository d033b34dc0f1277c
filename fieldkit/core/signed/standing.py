"""What stands behind an event: the radio's seal alone, or its author's signature.

A pure function of the event, of the checkpoints over its feed and of the certificates: never of the carrier that
brought it here, nor of the order in which anything came.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from fieldkit.core.facts.event import Event
from fieldkit.core.signed.checkpoint import MOST_EVENTS, Checkpoint

Vouched = Callable[[int, bytes], bool]
"""(kit, key): whether the municipality's root has vouched that this is the kit's key."""


class Standing(StrEnum):
    """The first is the least; the last two are for people to look at."""

    SEAL = "seal"
    """Sealed by somebody who had the municipality's key; no signature covers it."""
    UNVOUCHED = "unvouched"
    """Signed by a key for which the root has not vouched."""
    SIGNED = "signed"
    CONTRADICTED = "contradicted"
    """Its author's signature gives this number to another event: it was forged, changed, or written on a copy of the
    kit that has not signed it."""
    FORKED = "forked"
    """Signed, and so is another event with the same number: the kit's disk was copied."""


STANDING_DA: Mapping[Standing, str] = {
    Standing.SEAL: "kun radiosegl",
    Standing.UNVOUCHED: "underskrevet, uvidimeret",
    Standing.SIGNED: "underskrevet",
    Standing.CONTRADICTED: "modsagt af underskriften",
    Standing.FORKED: "underskrevet i to udgaver",
}


TO_LOOK_AT = (Standing.CONTRADICTED, Standing.FORKED)
"""What people must look at."""


class Standings:
    """What stands behind events, by all checkpoints that are here and hold (`Checkpoint.holds`). Whether one does is
    looked at here when it is first asked about: a row in a file is no signature, whoever checked it when it came."""

    def __init__(self, checkpoints: Iterable[Checkpoint] = (), vouched: Vouched = lambda kit, key: False) -> None:
        self._vouched = vouched
        self._blocks: dict[tuple[int, int], list[Checkpoint]] = defaultdict(list)
        for checkpoint in checkpoints:
            self._blocks[checkpoint.kit, checkpoint.epoch].append(checkpoint)
        self._firsts: dict[tuple[int, int], list[int]] = {}
        for feed, blocks in self._blocks.items():
            blocks.sort(key=lambda one: (one.first, one.mark))
            self._firsts[feed] = [block.first for block in blocks]
        self._known: dict[tuple[int, bytes], bool] = {}

    def of(self, event: Event) -> Standing:
        """What stands behind the event. A key for which nobody has vouched contradicts nothing."""
        vouched: set[bytes] = set()
        own_unvouched = False
        for block in self._over(event.kit, event.epoch, event.seq):
            signed = block.id_at(event.seq)
            if self.is_vouched(event.kit, block.key):
                vouched.add(signed)
            elif signed == event.id:
                own_unvouched = True
        if event.id in vouched:
            return Standing.SIGNED if len(vouched) == 1 else Standing.FORKED
        if vouched:
            return Standing.CONTRADICTED
        return Standing.UNVOUCHED if own_unvouched else Standing.SEAL

    def is_vouched(self, kit: int, key: bytes) -> bool:
        """Whether the root has vouched that this is the key of the kit with this number."""
        known = self._known.get((kit, key))
        if known is None:
            known = self._known[kit, key] = self._vouched(kit, key)
        return known

    def _over(self, kit: int, epoch: int, seq: int) -> Iterable[Checkpoint]:
        firsts = self._firsts.get((kit, epoch), [])
        near = slice(bisect_left(firsts, seq - MOST_EVENTS + 1), bisect_right(firsts, seq))
        return (block for block in self._blocks.get((kit, epoch), [])[near] if seq <= block.last and block.holds())
