"""How it is told that an exercise pauses, or how fast it goes on."""

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.exercises import ExercisePace
from fieldkit.core.tell.parts import Names, Telling


def _pace(body: ExercisePace, event: Event, names: Names) -> str:
    minute = body.elapsed // 60
    if not body.speed:
        return f"Øvelsen holder pause i minut {minute}"
    fast = f"{body.speed / 100:g}".replace(".", ",")
    return f"Øvelsen går fra minut {minute}{'' if body.speed == 100 else f', {fast} gange så hurtigt som uret'}"


TELLINGS: dict[type, Telling] = {ExercisePace: Telling(line=_pace)}
