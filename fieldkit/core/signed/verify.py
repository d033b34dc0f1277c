"""What the checkpoints say of a log: which events they contradict, which are missing, which are there twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.signed.standing import Standing, Standings

EventsAt = Callable[[int, int, int], Sequence[Event]]
"""(kit, epoch, sequence) → the events with this number in a feed that are here, several where it forked."""


class Doubt(StrEnum):
    """What is wrong with a number."""

    MISSING = "missing"
    """Its author has signed it, and it is not here: it did not come yet, or somebody took it away."""
    CONTRADICTED = "contradicted"
    """Its author has signed another event with this number."""
    FORKED = "forked"
    """Its author has signed two events with this number: its disk was copied."""


DOUBT_DA: Mapping[Doubt, str] = {
    Doubt.MISSING: "er underskrevet, men er her ikke: den er ikke kommet endnu, eller nogen har fjernet den",
    Doubt.CONTRADICTED: "er modsagt: kittet har underskrevet en anden hændelse med det nummer",
    Doubt.FORKED: "er underskrevet i to udgaver: kittets disk er kopieret",
}


class Finding(msgspec.Struct, frozen=True):
    """One number in doubt. `ids`: the events with this number that are here, and `signed` those that were signed."""

    kit: int
    epoch: int
    seq: int
    doubt: Doubt
    ids: tuple[bytes, ...]
    signed: tuple[bytes, ...]

    @property
    def number(self) -> str:
        return number_of(self.kit, self.seq)


def verify(checkpoints: Iterable[Checkpoint], events_at: EventsAt, standings: Standings) -> Iterator[Finding]:
    """Everything that vouched checkpoints which hold say against a log, in the order of kits and numbers."""
    signed: dict[tuple[int, int, int], set[bytes]] = {}
    for one in checkpoints:
        if standings.is_vouched(one.kit, one.key) and one.holds():
            for seq, event_id in enumerate(one.each(), one.first):
                signed.setdefault((one.kit, one.epoch, seq), set()).add(event_id)
    for (kit, epoch, seq), ids in sorted(signed.items()):
        here = {event.id: event for event in events_at(kit, epoch, seq)}
        doubts = {standings.of(event) for event in here.values()}
        if Standing.CONTRADICTED in doubts:
            doubt = Doubt.CONTRADICTED
        elif len(ids) > 1:
            doubt = Doubt.FORKED
        elif not ids & here.keys():
            doubt = Doubt.MISSING
        else:
            continue
        yield Finding(kit, epoch, seq, doubt, tuple(sorted(here)), tuple(sorted(ids)))
