"""What a carrier of files and paper needs of an open kit: its log, its key, and the way in for events."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Protocol

from fieldkit.core.carrier import Brought, Carrier
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.facts.erasure import Erased
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.roster.roster import Roster
from fieldkit.core.signed.certificate import Root
from fieldkit.core.text.wording import log_lines_da
from fieldkit.link.wire.seal import Sealer
from fieldkit.store.files.home import Home, KitConfig
from fieldkit.store.files.keys import MunicipalityKey
from fieldkit.store.identity import Identity
from fieldkit.store.kept import Progress
from fieldkit.store.log import Log
from fieldkit.store.reading import Reading


class Owner(Protocol):
    """An open kit, as `fieldkit.kit.Kit` is."""

    home: Home
    config: KitConfig
    log: Log
    identity: Identity
    now: Callable[[], float]

    @property
    def key(self) -> MunicipalityKey | None: ...

    @property
    def keys(self) -> dict[int, bytes]: ...

    @property
    def roots(self) -> list[Root]: ...

    @property
    def reading(self) -> Reading: ...

    @property
    def roster(self) -> Roster: ...

    def merge(self, events: Iterable[Event], carrier: Carrier) -> list[Event]: ...

    def merge_file(
        self,
        path: Path,
        carrier: Carrier,
        *,
        only: Collection[bytes] | None = None,
        told: Progress | None = None,
    ) -> int: ...

    def forget_names(self, erased: Iterable[Erased]) -> int: ...

    def sign(self, least: int = 1) -> int: ...

    def renew_epoch(self, reason: str) -> None: ...


def key_of(owner: Owner) -> MunicipalityKey:
    """The municipality's key; InputError when this kit has none."""
    if owner.key is None:
        raise InputError(
            f"Kittet i {owner.home.folder} har ingen nøgle; læg kommunens nøgle i {owner.home.key_path} og prøv igen."
        )
    return owner.key


def keys_of(owner: Owner) -> list[MunicipalityKey]:
    """Every key that is accepted while keys change, the newest first; InputError when this kit has none."""
    newest = key_of(owner)
    return [newest, *(MunicipalityKey(n, s) for n, s in sorted(owner.keys.items()) if s != newest.secret)]


def sealer_of(owner: Owner) -> Sealer:
    """Who seals what this kit writes."""
    key = key_of(owner)
    return Sealer(owner.identity.kit, owner.identity.epoch, key.number, key.secret)


def _told_of_us(owner: Owner) -> int:
    """The highest sequence of the feed that this kit writes now that others have brought, 0 when there is none."""
    sql = "SELECT coalesce(max(seq), 0) FROM events WHERE kit=? AND epoch=? AND carrier<>?"
    return int(owner.log.read(sql, (owner.identity.kit, owner.identity.epoch, str(Carrier.OWN)))[0][0])


def brought(
    owner: Owner,
    count: int,
    merge: Callable[[], int],
    rejected: tuple[CarrierError, ...] = (),
) -> Brought:
    """Merge `count` checked events by `merge`, which gives how many were new; what there is to tell of it.

    When others knew more of our own feed than we did, this disk is a copy or came back from one: a new epoch begins
    before a number is said twice.
    """
    head, apart = _told_of_us(owner), _apart(owner)
    new = merge()
    renewed = _told_of_us(owner) > head and not owner.log.read_only
    if renewed:
        owner.renew_epoch("andre kits kender mere af dette kits log, end det selv gjorde")
    forks = tuple(number_of(kit, seq) for kit, _, seq in owner.log.forks())
    return Brought(new, count - new, forks, rejected, renewed, tuple(_stand_apart(_apart(owner) - apart)))


def _apart(owner: Owner) -> Counter[int]:
    """How much stands apart, by kit."""
    return Counter(row.event.kit for row in owner.log.apart())


def _stand_apart(more: Counter[int]) -> Iterable[str]:
    for kit, many in sorted(more.items()):
        what = log_lines_da(many)
        yield f"{what} fra kit {kit} er sat til side, fordi det er spærret; det tæller først, når nogen godkender det."
