"""How it is told that a kit's clock was ahead, or was not."""

from fieldkit.core.clock.durations import about_da
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.tell.parts import Names, Telling


def _check(body: ClockCheck, event: Event, names: Names) -> str:
    number = number_of(body.ref.kit, body.ref.seq)
    if not body.ahead:
        return f"Kit {body.ref.kit} havde ret i tiden, da {number} kom til kit {event.kit}"
    return f"Kit {body.ref.kit}’s ur er {about_da(body.ahead)} foran kit {event.kit}’s, set på {number}"


TELLINGS: dict[type, Telling] = {ClockCheck: Telling(line=_check)}
