"""The municipality's key is changed after a theft: a new one reaches each kit sealed to its own key, is put in use, and
the old one is retired. Each step is an event, so that after a power cut the same command goes on.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TypeVar

from fieldkit.acts.trust import must_decide, must_say_who
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.key_change import MOST_KEYS, KeyInUse, KeyRetired, KeyShare
from fieldkit.core.facts.keys import Vouch
from fieldkit.core.facts.said import Hello
from fieldkit.core.remedies import BeginKeyChange, CarryKey, CompareMarks
from fieldkit.core.signed.key_word import make_word
from fieldkit.core.signed.sealed import ONCE_BYTES
from fieldkit.core.state.key_change import Share
from fieldkit.core.text.wording import named as listed
from fieldkit.core.views.key_change import KeyChange, NamedKey, key_change, verdict
from fieldkit.kit import Kit
from fieldkit.link.wire.seal import Sealer
from fieldkit.resync.slips import slip_digits
from fieldkit.store.files.keys import MunicipalityKey, new_key, read_keys, read_retired
from fieldkit.store.files.kit_key import KitKey
from fieldkit.store.keyring import named, share_of

K = TypeVar("K", bound=Body)
_MOST = 100_000
"""Events of one kind that are looked through: all that there can be."""


def how_far(kit: Kit) -> KeyChange | None:
    """How far the newest key has come that this kit knows of; None while none was ever changed. Of keys on their way
    one that this kit has opened comes first: what it could not open may be made up."""
    changes, believed = kit.state.key_changes, kit.log.believed
    in_use = verdict(changes, believed).in_use
    known = {NamedKey(one.body.number, one.body.fingerprint) for one in _shares(kit)}
    known |= {in_use} if in_use is not None else set()
    used = in_use.number if in_use is not None else 0
    newest = [key for key in known if key.number > used] or [key for key in known if key == in_use]
    key = min(newest, key=lambda one: (_key_in_hand(kit, one) is None, -one.number, one.fingerprint), default=None)
    return None if key is None else key_change(key, changes, believed, kit.state.vector)


def begin(kit: Kit, by: str, *, anew: bool = False, unvouched: bool = False) -> KeyChange:
    """Make the next key and seal it to every kit that is to have it; or go on, and seal it anew to those that have not
    said that they have it. `anew`: another key, though the last has not reached all. `unvouched`: the marks were
    compared, for no root vouches.

    InputError without a name, when this kit's word would not count, or when no number is left.
    """
    own = _may_say(kit, by)
    if not kit.log.believed.is_rooted() and not unvouched:
        raise InputError(
            "Kommunens rod står ikke inde for noget kit, så enhver med den gamle nøgle kan have sagt, at det er et.",
            CompareMarks(),
        )
    found = how_far(kit)
    if found is None or anew or found.lost or _key_in_hand(kit, found.key) is None or _is_done(found):
        key = new_key(_next_number(kit))
        _share(kit, key, [(kit.identity.kit, own.public.hex())], own)
        kit.take_up_keys()
        found = key_change(named(key), kit.state.key_changes, kit.log.believed, kit.state.vector)
    key_here = _key_in_hand(kit, found.key)
    if key_here is None:
        raise InputError("Den nye nøgle kunne ikke lægges i kittets mappe.")
    _share(kit, key_here, [(one.kit, one.key) for one in found.holders if not one.holds], own)
    return key_change(found.key, kit.state.key_changes, kit.log.believed, kit.state.vector)


def put_in_use(kit: Kit, by: str, *, without_rest: bool = False) -> Event[KeyInUse]:
    """Every kit that has the new key seals with it from now on. InputError while some lack it, unless `without_rest`;
    when a kit that is cut off has been given it; and as `begin`."""
    own = _may_say(kit, by)
    found = how_far(kit)
    if found is None or _key_in_hand(kit, found.key) is None:
        raise InputError("Ingen ny nøgle er på vej.", BeginKeyChange())
    if found.in_use:
        raise InputError(f"Nøgle nr. {found.key.number} er allerede i brug.")
    if found.lost:
        raise InputError(f"{_kits(found.lost)} er spærret og kan åbne nøgle nr. {found.key.number}.", BeginKeyChange())
    if found.lacking and not without_rest:
        raise InputError(f"{_kits([one.kit for one in found.lacking])} har ikke nøglen endnu.", CarryKey())
    return kit.record(make_word(KeyInUse, own.secret, kit.identity.kit, *found.key, by))


def retire(kit: Kit, number: int, by: str) -> Event[KeyRetired]:
    """The key with this number, older than the one in use, opens nothing any more. InputError for another, and as
    `begin`."""
    own = _may_say(kit, by)
    in_use = verdict(kit.state.key_changes, kit.log.believed).in_use
    key = next((one for one in read_keys(kit.home.key_path.parent) if one.number == number), None)
    if key is None:
        raise InputError(f"Kittet har ingen nøgle nr. {number}, som kan udgå.")
    if in_use is None or number >= in_use.number:
        raise InputError(f"Nøgle nr. {number} kan ikke udgå, før en nyere er i brug.")
    return kit.record(make_word(KeyRetired, own.secret, kit.identity.kit, *named(key), by))


def letter_to(kit: Kit, to: int, columns: int | None = None) -> tuple[list[str], list[Event]]:
    """Codes by which a kit that was away gets its share on paper or on a stick, sealed under an older key that it can
    have: what is inside opens for it alone. And the events in them. A kit that may seals it anew; any other hands on
    what there is. InputError when nothing is sealed to it."""
    found = how_far(kit)
    key_here = None if found is None else _key_in_hand(kit, found.key)
    if found is not None and key_here is not None and (own := _deciding_key(kit)) is not None:
        _share(kit, key_here, [(one.kit, one.key) for one in found.holders if one.kit == to], own)
        found = how_far(kit)
    shares = [one for one in _shares(kit) if found and one.body.kit == to and _names(one.body) == found.key]
    if found is None or not any(one.kit == to and one.given for one in found.holders):
        if found is None:
            raise InputError("Ingen ny nøgle er på vej.", BeginKeyChange())
        if to in kit.log.believed.doubted():
            raise InputError(f"Kit {to} er spærret og får ingen del af den nye nøgle.")
        if not any(one.kit == to for one in found.holders):
            raise InputError(f"Kit {to} har ikke sagt, hvad dets nøgle er; hent dets pakke eller seddel først.")
        raise InputError(
            f"Dette kit har ingen del af den nye nøgle til kit {to}; lav sedlen på det kit, hvor skiftet blev begyndt."
        )
    authors = {(one.author, one.epoch) for one in shares}
    used = [event for event in _said(kit, KeyInUse) if _names(event.body) == found.key]
    authors |= {(event.kit, event.epoch) for event in used}
    about = {author for author, _ in authors} | {to}
    wanted: list[Event] = [
        *(event for event in _said(kit, Vouch) if event.body.kit in about),
        *(event for event in _said(kit, Hello) if event.body.key and (event.kit, event.epoch) in authors),
        *(event for event in _said(kit, KeyShare) if event.body in [one.body for one in shares]),
        *used,
    ]
    older = [key for key in _all_keys(kit) if key.number < found.key.number]
    has = {number for who, number, _ in kit.state.key_changes.held if who == to}
    key = max((one for one in older if one.number in has), key=lambda one: one.number, default=None)
    key = key or min(older, key=lambda one: one.number, default=None)
    if key is None:
        raise InputError("Kittet har ingen ældre nøgle, som sedlen kan forsegles med.")
    sealer = Sealer(kit.identity.kit, kit.identity.epoch, key.number, key.secret)
    return slip_digits(kit, wanted, columns or kit.config.columns, kit.config.dots, sealer=sealer), wanted


def newest_key(kit: Kit) -> MunicipalityKey | None:
    """The key that is on its way or in use, where this kit has it: the radios' cards are made for it beforehand."""
    found = how_far(kit)
    return kit.key if found is None else _key_in_hand(kit, found.key) or kit.key


def _share(kit: Kit, key: MunicipalityKey, to: Iterable[tuple[int, str]], own: KitKey) -> None:
    """Seal the key to each of these kits. One to whose key nothing can be sealed is left out: it is none."""
    for number, public in to:
        with suppress(ValueError):
            kit.record(share_of(key, number, bytes.fromhex(public), own, os.urandom(ONCE_BYTES)))


def _may_say(kit: Kit, by: str) -> KitKey:
    must_say_who(by)
    must_decide(kit, "skifte kommunens nøgle")
    own = _deciding_key(kit)
    if own is None:
        raise InputError("Kommunens rod giver ikke dette kits egen nøgle lov til det; få den vidimeret igen.")
    if kit.key is None:
        raise InputError("Kittet har ingen nøgle at skifte; en tekniker skal først lægge kommunens nøgle i kittet.")
    return own


def _deciding_key(kit: Kit) -> KitKey | None:
    """This kit's own key, where what it signs counts."""
    who, own = kit.identity, kit.own_key
    counts = own is not None and own.public.hex() in kit.log.believed.deciding_keys(who.kit, who.epoch)
    return own if counts else None


def _shares(kit: Kit) -> list[Share]:
    """What is sealed to anybody by kits that may."""
    decides = kit.log.believed.deciding_keys
    return [one for one in kit.state.key_changes.shares if decides(one.author, one.epoch)]


def _is_done(found: KeyChange) -> bool:
    return found.in_use and not found.lacking


def _names(body: KeyShare | KeyInUse) -> NamedKey:
    return NamedKey(body.number, body.fingerprint)


def _key_in_hand(kit: Kit, key: NamedKey) -> MunicipalityKey | None:
    secret = kit.keys.get(key.number)
    found = None if secret is None else MunicipalityKey(key.number, secret)
    return found if found is not None and named(found) == key else None


def _all_keys(kit: Kit) -> list[MunicipalityKey]:
    """Those that open, and the retired ones."""
    folder = kit.home.key_path.parent
    return [*read_retired(folder), *read_keys(folder)]


def _next_number(kit: Kit) -> int:
    """Above every one that this kit has had or knows to be in use. Shares that it could not open count for nothing: who
    makes them up would use up the numbers."""
    known = {key.number for key in _all_keys(kit)}
    in_use = verdict(kit.state.key_changes, kit.log.believed).in_use
    number = max(known | ({in_use.number} if in_use else set())) + 1
    if number > MOST_KEYS:
        raise InputError("Der er ikke flere numre til nøgler (1 til 15); lav kittene igen med en ny nøgle.")
    return number


def _said(kit: Kit, kind: type[K]) -> list[Event[K]]:
    return kit.log.latest_of(kind, limit=_MOST)


def _kits(numbers: Sequence[int]) -> str:
    return f"Kit {listed([str(number) for number in numbers])}"
