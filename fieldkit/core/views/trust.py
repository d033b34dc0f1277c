"""Whether a kit's frames are still to be believed, and who may say that they are not.

The group key lets any kit seal; a lost kit is refused by its number at once, and shut out for good by a new key.
"""

from fieldkit.core.facts.terms import Role
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.register import Register
from fieldkit.core.state.trust import Revoked


def may_revoke(kit: int, roster: Roster) -> bool:
    """A secretariat by the roster; where the roster names none, any kit. A stolen kit must not cut off the others, and
    what it says of its own role proves nothing."""
    seats = {place.kit for place in roster.places if place.role is Role.SECRETARIAT and place.kit is not None}
    return not seats or kit in seats


def is_revoked(revoked: Revoked, kit: int, epoch: int, roster: Roster) -> bool:
    """Whether frames that this kit seals in this epoch are refused."""
    said: dict[int, Register[bool]] = {}
    for key in ((kit, None), (kit, epoch)):
        for author, register in revoked.get(key, {}).items():
            if author != kit and may_revoke(author, roster):
                said.setdefault(author, Register()).merge(register)
    return any(register.value for register in said.values())
