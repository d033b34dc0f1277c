"""Whom the kits believe: a kit that is lost is cut off, and taken back when it is found."""

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.views.trust import may_revoke
from fieldkit.kit import Kit


def revoke(kit: Kit, lost: int, by: str, *, reason: str = "") -> Event[Revoke]:
    """Every kit refuses frames of the kit with this number, in this crisis and the next; `by` decided it. InputError
    without a name, when it is this kit, or when this is no secretariat's: its word would not count."""
    return _say(kit, whole(Revoke)(lost, reason=reason, by=by))


def take_back(kit: Kit, found: int, by: str, *, reason: str = "") -> Event[Revoke]:
    """The kit was found again and is whole. Refused as in `revoke`."""
    return _say(kit, whole(Revoke)(found, undo=True, reason=reason, by=by))


def _say(kit: Kit, body: Revoke) -> Event[Revoke]:
    if body.kit == kit.identity.kit:
        raise InputError("Et kit kan ikke spærre sig selv; gør det fra sekretariatets kit.")
    if not may_revoke(kit.identity.kit, kit.roster):
        raise InputError("Kun sekretariatets kit kan spærre et kit; giv krisesekretariatet besked.")
    if not body.by:
        raise InputError("Det er ikke sagt, hvem der har besluttet det.")
    typed.must_name(body.by)
    return kit.record(body, incident=0)
