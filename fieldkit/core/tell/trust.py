"""How it is told that a kit is cut off, or believed again."""

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.tell.parts import Names, Telling, aside


def _revoke(body: Revoke, event: Event, names: Names) -> str:
    what = f"Kit {body.kit} er {'ikke længere spærret' if body.undo else 'spærret: det tros ikke mere'}"
    return f"{what}{aside(body.reason, body.by)}"


TELLINGS: dict[type, Telling] = {Revoke: Telling(line=_revoke)}
