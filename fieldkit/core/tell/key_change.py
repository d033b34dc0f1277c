"""How the change of the municipality's key is told."""

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.key_change import KeyHeld, KeyInUse, KeyRetired, KeyShare
from fieldkit.core.tell.parts import Names, Telling, aside
from fieldkit.core.text.wording import in_fours


def _key(body: KeyShare | KeyHeld | KeyInUse | KeyRetired) -> str:
    return f"nøgle nr. {body.number}, kendetal {in_fours(body.fingerprint)}"


def _share(body: KeyShare, event: Event, names: Names) -> str:
    return f"Kit {body.kit} får sin del af kommunens {_key(body)}"


def _held(body: KeyHeld, event: Event, names: Names) -> str:
    return f"Kit {event.kit} har kommunens {_key(body)}"


def _in_use(body: KeyInUse, event: Event, names: Names) -> str:
    return f"Kommunens {_key(body)}, er i brug fra nu af{aside(body.by)}"


def _retired(body: KeyRetired, event: Event, names: Names) -> str:
    return f"Kommunens {_key(body)}, er udgået{aside(body.by)}"


TELLINGS: dict[type, Telling] = {
    KeyShare: Telling(line=_share),
    KeyHeld: Telling(line=_held),
    KeyInUse: Telling(line=_in_use),
    KeyRetired: Telling(line=_retired),
}
