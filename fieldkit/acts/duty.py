"""Duty: a person comes, goes, or hands over to the next. Who is on duty: `core.views.crew`."""

from collections.abc import Sequence

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import FACTS, Crew, Handover
from fieldkit.core.remedies import ChoosePlace, NameBoth, SayThreeThings, SeeCrew, WriteName, WriteNamesOut
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.board import place_slug
from fieldkit.core.views.crew import Spell, find_people, on_duty
from fieldkit.kit import Kit


def sign_in(
    kit: Kit, name: str, *, place: int | None = None, role: str = "", since: int | None = None, by: str = ""
) -> Event[Crew]:
    """A person comes on duty at `place`, by default where this kit stands.

    A name of the roster is written as it stands there, and brings its role unless another is given (`role_key`).
    `since` seconds since 2025, None now. InputError without a name.
    """
    if not typed.is_said(name):
        raise InputError("Navnet mangler.", WriteName())
    known = find_people(name, kit.roster)
    return kit.record(
        whole(Crew)(
            name=known[0].name if known else name,
            place=kit.place if place is None else place,
            role=role or (known[0].role.value if known else ""),
            since=since,
            by=by,
        ),
        check=lambda: typed.must_name(name),
    )


def sign_out(kit: Kit, spell: Spell, *, at: int | None = None, by: str = "") -> Event[Crew]:
    """Who is on duty goes. `at` seconds since 2025, None now."""
    return kit.record(whole(Crew)(name=spell.name, place=spell.place, role=spell.role, out=True, since=at, by=by))


def who_is_on_duty(kit: Kit, name: str, place: int | None = None) -> Spell:
    """The person on duty with this name: at `place`, else here, else the only one anywhere. InputError when there is
    none, or several are meant."""
    named = [spell for spell in on_duty(kit.state, kit.now()) if fold_name(spell.name) == fold_name(name)]
    found = [spell for spell in named if spell.place == (kit.place if place is None else place)]
    if not found and place is None:
        found = named
    if len(found) == 1:
        return found[0]
    if found:
        slugs = tuple(place_slug(spell.place, kit.roster) for spell in found)
        raise InputError(f"“{name.strip()}” står på vagt flere steder.", ChoosePlace(slugs))
    raise InputError(f"“{name.strip()}” står ikke på vagt.", SeeCrew())


def who_leaves(kit: Kit, name: str, place: int) -> Spell | str:
    """Who goes at a change of shift: on duty at `place`, or only a name, written as on the roster when it stands
    there."""
    going = [spell for spell in on_duty(kit.state, kit.now(), place=place) if fold_name(spell.name) == fold_name(name)]
    if going:
        return going[0]
    known = find_people(name, kit.roster)
    return known[0].name if known else name


def hand_over(
    kit: Kit,
    going: Spell | str,
    incoming: str,
    facts: Sequence[str],
    *,
    place: int | None = None,
    role: str = "",
    at: int | None = None,
) -> Event[Handover]:
    """One person goes off duty and another comes on, and has said three things back; nothing else need be recorded.

    The one who comes has the role of the one who goes, unless another is given. `place` is by default where this kit
    stands, `at` seconds since 2025, None now. InputError for another number of facts, for one that is too long, and for
    names that are missing or the same.
    """
    outgoing = going if isinstance(going, str) else going.name
    if not typed.is_said(outgoing) or not typed.is_said(incoming):
        raise InputError("Et navn mangler: skriv både den, der går, og den, der møder.", NameBoth())
    if fold_name(outgoing) == fold_name(incoming):
        raise InputError("Den, der møder, kan ikke være den samme som den, der går.", WriteNamesOut())
    told = [fact for fact in facts if typed.is_said(fact)]
    if len(told) != FACTS:
        raise InputError(f"Den, der møder, gentager tre ting; her er {len(told)}.", SayThreeThings(len(told)))
    known = find_people(incoming, kit.roster)
    return kit.record(
        whole(Handover)(
            outgoing=outgoing,
            incoming=known[0].name if known else incoming,
            place=kit.place if place is None else place,
            role=role or ("" if isinstance(going, str) else going.role),
            facts=tuple(told),
            at=at,
        ),
        check=lambda: typed.must_name(incoming),
    )
