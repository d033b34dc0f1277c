"""What steps are called for people: on the leader's list, on the screen and in the report."""

from fieldkit.core.roster.roster import Roster
from fieldkit.practice.exercise.scenario import BREAKS_DA, SORT_DA, Inject
from fieldkit.practice.exercise.schedule import Step


def title_of(step: Step, roster: Roster) -> str:
    """`melding, Plejehjemmet Kaffekanden` · `radio væk, Uglemoseskolen` · `slut: radio væk, Uglemoseskolen`."""
    what = step.what
    place = roster.by_slug(what.place)
    where = place.name if place is not None else what.place
    if isinstance(what, Inject):
        parts = [SORT_DA[what.sort], where, what.sender if not where else "", what.card]
    else:
        parts = [f"{'slut: ' if step.ends else ''}{BREAKS_DA[what.what]}", where]
    return ", ".join(part for part in parts if part)


def text_of(step: Step) -> str:
    """What it says, and what the leader is to look for."""
    what = step.what
    said = what.text if isinstance(what, Inject) else f"batteriet viser {what.percent} %" if what.percent else ""
    look = f"Se efter: {what.expects}" if what.expects and not step.ends else ""
    return "\n".join(part for part in (said, look) if part)


def minute(seconds: int) -> str:
    """`+05` · `+120`: minutes after the start, as people say the time of an exercise."""
    return f"+{seconds // 60:02d}"
