"""Activation: deciding the level, saying that the staff is complete, standing it down, and noting calls.

What follows from a level (the clock, the calling order): `core.views.activation`.
"""

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import MAX_LEVEL, Call, CallResult, LevelAct, LevelChange
from fieldkit.core.remedies import DecideLevelFirst, NameDecider, SeeLevels, WriteNameCalled
from fieldkit.core.roster.roster import PersonRole
from fieldkit.core.views.activation import make_activation
from fieldkit.core.views.crew import find_people
from fieldkit.kit import Kit


def decide(
    kit: Kit, level: int, *, by: str, at: int | None = None, reason: str = "", incident: int | None = None
) -> Event[LevelChange]:
    """Somebody decided a step of the municipality's ladder, for the incident that runs unless another is given. `at`
    seconds since 2025, None now. InputError without a name, and for a step that there is not."""
    return _change(kit, LevelAct.SET, level, by, at, reason, incident)


def must_be_there(kit: Kit, level: int) -> None:
    """InputError for a step that there is not: on the municipality's ladder, or at all."""
    if kit.roster.levels and kit.roster.level(level) is None:
        known = ", ".join(str(one.level) for one in kit.roster.levels)
        raise InputError(f"Niveau {level} findes ikke på kommunens stige; vælg {known}.")
    if not 0 <= level <= MAX_LEVEL:
        raise InputError(f"Niveau {level} findes ikke; vælg 0 til {MAX_LEVEL}.")


def complete(kit: Kit, *, by: str, at: int | None = None) -> Event[LevelChange]:
    """The staff is complete: the clock stops. InputError without a name, and when no staff was called in."""
    _named(by)
    now = make_activation(kit.state, kit.roster, kit.now())
    if now.clock is None:
        raise InputError("Ingen stab er indkaldt.", DecideLevelFirst())
    return _change(kit, LevelAct.FULL, now.level, by, at, "")


def stand_down(
    kit: Kit, level: int | None = None, *, by: str, at: int | None = None, reason: str = ""
) -> Event[LevelChange]:
    """The staff's work ends; `level` holds from now on, None for none. InputError without a name, when there is no
    level to end, and for one that there is not."""
    return _change(kit, LevelAct.STAND_DOWN, level, by, at, reason)


def note_call(
    kit: Kit,
    name: str,
    result: CallResult,
    *,
    role: PersonRole | None = None,
    by: str = "",
    at: int | None = None,
    note: str = "",
) -> Event[Call]:
    """One attempt to call a person. A name of the roster is written as it stands there, and brings its role unless
    the call was for another. InputError without a name."""
    if not typed.is_said(name):
        raise InputError("Navnet mangler.", WriteNameCalled())
    known = find_people(name, kit.roster)
    meant = role if role is not None else known[0].role if known else None
    return kit.record(
        whole(Call)(
            name=known[0].name if known else name,
            result=result,
            role=meant.value if meant is not None else "",
            by=by,
            at=at,
            note=note,
        )
    )


def _change(
    kit: Kit, act: LevelAct, level: int | None, by: str, at: int | None, reason: str, incident: int | None = None
) -> Event[LevelChange]:
    _named(by)
    if level is not None:
        must_be_there(kit, level)
    if act is LevelAct.STAND_DOWN and make_activation(kit.state, kit.roster, kit.now()).level is None:
        raise InputError("Der er intet niveau at ophæve.", SeeLevels())
    body = whole(LevelChange)(level, by, act, at, reason)
    return kit.record(body, incident=incident, check=lambda: typed.must_name(by))


def _named(by: str) -> None:
    if not typed.is_said(by):
        what = "Et niveau uden navn kan ikke efterprøves: skriv, hvem der har besluttet det."
        raise InputError(what, NameDecider())
