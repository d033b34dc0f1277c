"""Incidents and exercises: one begins, the one that runs ends. Which one runs says `State.current`."""

from hashlib import blake2s

from fieldkit.acts import activation, cards, place_names, typed
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import EXERCISE_BIT, Event
from fieldkit.core.facts.exercises import LONGEST_S, ExercisePace
from fieldkit.core.facts.said import Incident
from fieldkit.core.remedies import StartIncident
from fieldkit.core.state.staff import step_number
from fieldkit.core.tell.left_open import left_open
from fieldkit.core.views.handover import handover_list
from fieldkit.kit import Kit


def start(kit: Kit, name: str, *, exercise: bool = False, level: str = "", decided_by: str = "") -> Event[Incident]:
    """A crisis or an exercise begins, also when another one runs, and what the places are called is recorded with it.
    `level` is a word of the municipality's own ladder; who decided it is recorded beside it, when somebody says so.
    InputError when the name is empty or too long, nobody could be called so, or that is no step of the ladder: then
    nothing has begun."""
    if not typed.is_said(name):
        raise InputError("Hændelsen skal have et navn, for eksempel “Strømsvigt nord”.")
    typed.fits(name, "Navnet", typed.NAME)
    step = _decided_step(kit, level, decided_by) if typed.is_said(decided_by) else None
    tag = _new_tag(kit, name) | (EXERCISE_BIT if exercise else 0)
    begun = kit.record(whole(Incident)(tag, name=name, level=level if step is None else ""), incident=tag)
    if step is not None:
        activation.decide(kit, step, by=decided_by, incident=tag)
    place_names.record(kit, tag)
    return begun


def _decided_step(kit: Kit, level: str, decided_by: str) -> int:
    """The step that somebody decided."""
    typed.name(decided_by)
    step = step_number(level)
    if step is None:
        raise InputError("Hvem der har besluttet niveauet, kan kun noteres med niveauets tal, for eksempel 2.")
    activation.must_be_there(kit, step)
    return step


def stop(kit: Kit) -> Event[Incident]:
    """The running incident ends, everywhere. InputError when none runs."""
    tag = kit.state.current()
    if not tag:
        raise InputError("Der er ingen hændelse i gang.", StartIncident())
    return kit.record(whole(Incident)(tag, stop=True), incident=tag)


def still_open(kit: Kit) -> str:
    """What is open when somebody is about to end it, as one sentence; "" when nothing is."""
    found = handover_list(
        kit.state, kit.roster, kit.now(), place=kit.place, kit=kit.identity.kit, cards=cards.followed(kit)
    )
    return left_open(found)


def go_on(kit: Kit, tag: int, elapsed_s: float, speed: float) -> Event[ExercisePace]:
    """The exercise `tag` is `elapsed_s` seconds from its start, and goes on at `speed` (1.0: with the clock), or pauses
    (0.0), on every kit that plays it."""
    return kit.record(whole(ExercisePace)(min(int(elapsed_s), LONGEST_S), round(100 * speed)), incident=tag)


def _new_tag(kit: Kit, name: str) -> int:
    """Fifteen bits that no incident known here has, neither as a crisis nor as an exercise; never 0. Kits that cannot
    hear each other will hardly choose the same."""
    seed = f"{name}/{kit.identity.kit}/{kit.identity.epoch}/{kit.now()}".encode()
    tag = int.from_bytes(blake2s(seed, digest_size=2).digest(), "big") & ~EXERCISE_BIT
    while tag == 0 or tag in kit.state.incidents or tag | EXERCISE_BIT in kit.state.incidents:
        tag = (tag + 1) & ~EXERCISE_BIT
    return tag
