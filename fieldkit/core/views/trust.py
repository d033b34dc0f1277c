"""Whether a kit's frames are still to be believed, and who may say that they are not.

The group key lets any kit seal; a lost kit is refused by its number at once, and shut out for good by a new key.
"""

from collections.abc import Iterable

from fieldkit.core.facts.event import Event, says
from fieldkit.core.facts.terms import Role
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.register import Register
from fieldkit.core.state.trust import Revoked


def may_revoke(kit: int, roster: Roster) -> bool:
    """A secretariat by the roster; where the roster names none, any kit. A stolen kit must not cut off the others, and
    what it says of its own role proves nothing."""
    seats = {place.kit for place in roster.places if place.role is Role.SECRETARIAT and place.kit is not None}
    return not seats or kit in seats


def revoked_from(revoked: Revoked, kit: int, epoch: int, roster: Roster) -> int | None:
    """Unix seconds from which this kit is not believed in this epoch; None while it is."""
    said: dict[int, Register[bool]] = {}
    for key in ((kit, None), (kit, epoch)):
        for author, register in revoked.get(key, {}).items():
            if author != kit and may_revoke(author, roster):
                said.setdefault(author, Register()).merge(register)
    return min((one.stamp.at for one in said.values() if one.value and one.stamp is not None), default=None)


def is_revoked(revoked: Revoked, kit: int, epoch: int, roster: Roster) -> bool:
    """Whether frames that this kit seals in this epoch are refused."""
    return revoked_from(revoked, kit, epoch, roster) is not None


def is_too_late(event: Event, revoked: Revoked, roster: Roster) -> bool:
    """Whether its kit wrote it in the second when it was revoked, or later: whoever brings it, and however, it is not
    taken in. What the kit wrote before is what it was."""
    since = revoked_from(revoked, event.kit, event.epoch, roster)
    return since is not None and event.at >= since


def revocations_apart(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """The words about who is believed, which count for what is brought with them; and the others."""
    words: list[Event] = []
    others: list[Event] = []
    for event in events:
        (words if says(event, Revoke) else others).append(event)
    return words, others
