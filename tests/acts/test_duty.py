"""Coming on duty, going, and handing over: names as on the roster, who is meant, and what a change of shift needs."""

import pytest
from kits import meeting_point

from fieldkit.acts import duty, incidents
from fieldkit.core.errors import InputError
from fieldkit.core.facts.staff import FACT_CHARS, Crew, Handover
from fieldkit.core.remedies import ChoosePlace, NameBoth, SayThreeThings, SeeCrew, WriteName, WriteNamesOut
from fieldkit.core.views.crew import on_duty

HERE, ELSEWHERE, FARTHER = 2, 3, 4
THREE = ("Runner er ude", "Vand er rødt", "Møde kl. 18")


@pytest.fixture
def kit(tmp_path):
    made = meeting_point(tmp_path / "kit", cards=None, now=lambda: 1_795_000_000.0)
    incidents.start(made, "Strømsvigt")
    yield made
    made.close()


@pytest.fixture
def known(kit):
    return next(person for person in kit.roster.people if person.name)


def names(kit, place=None):
    return [spell.name for spell in on_duty(kit.state, kit.now(), place=place)]


def test_a_name_of_the_roster_is_written_as_there_and_brings_its_role(kit, known):
    event = duty.sign_in(kit, f" {known.name.upper()} ", by="Prøve")
    assert event.body == Crew(known.name, HERE, known.role.value, by="Prøve")
    other = duty.sign_in(kit, known.name, place=ELSEWHERE, role="logfører", since=60_000_000)
    assert other.body == Crew(known.name, ELSEWHERE, "logfører", since=60_000_000)


def test_anybody_else_comes_with_the_name_and_role_that_were_said(kit):
    assert duty.sign_in(kit, "Xa Ybsen").body == Crew("Xa Ybsen", HERE)
    with pytest.raises(InputError) as refused:
        duty.sign_in(kit, "  ")
    assert refused.value.remedy == WriteName()


def test_who_goes_is_the_one_here_else_the_only_one_of_that_name(kit):
    duty.sign_in(kit, "Prøve Lund", place=ELSEWHERE)
    assert duty.who_is_on_duty(kit, "prøve lund").place == ELSEWHERE
    duty.sign_in(kit, "Prøve Lund", place=FARTHER)
    with pytest.raises(InputError, match="står på vagt flere steder") as several:
        duty.who_is_on_duty(kit, "Prøve Lund")
    slugs = tuple(kit.roster.place(place).slug for place in (ELSEWHERE, FARTHER))
    assert several.value.remedy == ChoosePlace(slugs)
    duty.sign_in(kit, "Prøve Lund")
    assert duty.who_is_on_duty(kit, "Prøve Lund").place == HERE
    assert duty.who_is_on_duty(kit, "Prøve Lund", FARTHER).place == FARTHER
    with pytest.raises(InputError, match="“Xa” står ikke på vagt") as nobody:
        duty.who_is_on_duty(kit, "Xa")
    assert nobody.value.remedy == SeeCrew()


def test_going_off_duty_ends_the_spell_at_that_place_only(kit):
    for place in (HERE, ELSEWHERE):
        duty.sign_in(kit, "Prøve Lund", place=place, role="runner")
    event = duty.sign_out(kit, duty.who_is_on_duty(kit, "Prøve Lund"), by="Øvelse")
    assert event.body == Crew("Prøve Lund", HERE, "runner", out=True, by="Øvelse")
    assert names(kit, HERE) == [] and names(kit, ELSEWHERE) == ["Prøve Lund"]


def test_a_handover_signs_one_out_and_the_other_in_with_the_same_role(kit, known):
    duty.sign_in(kit, "Prøve Lund", role="kriseleder")
    going = duty.who_leaves(kit, "prøve lund", HERE)
    event = duty.hand_over(kit, going, known.name.lower(), [*THREE, " "])
    assert event.body == Handover("Prøve Lund", known.name, HERE, role="kriseleder", facts=THREE)
    assert names(kit) == [known.name]


def test_who_is_not_on_duty_hands_over_by_name_as_on_the_roster(kit, known):
    assert duty.who_leaves(kit, known.name.upper(), HERE) == known.name
    assert duty.who_leaves(kit, "Xa Ybsen", HERE) == "Xa Ybsen"
    event = duty.hand_over(kit, "Xa Ybsen", "Prøve Lund", THREE, place=ELSEWHERE, role="logfører", at=60_000_000)
    assert event.body == Handover("Xa Ybsen", "Prøve Lund", ELSEWHERE, role="logfører", facts=THREE, at=60_000_000)
    assert names(kit) == ["Prøve Lund"]


@pytest.mark.parametrize(
    ("going", "incoming", "facts", "sentence", "remedy"),
    [
        ("Xa", "Yb", THREE[:2], "her er 2", SayThreeThings(2)),
        ("Xa", "Yb", (*THREE, "fire"), "her er 4", SayThreeThings(4)),
        ("Xa", "Yb", (*THREE[:2], "x" * (FACT_CHARS + 1)), "En af de tre ting er på 121 tegn", None),
        (" ", "Yb", THREE, "Et navn mangler", NameBoth()),
        ("Xa", " ", THREE, "Et navn mangler", NameBoth()),
        ("Xa", "XA", THREE, "kan ikke være den samme", WriteNamesOut()),
    ],
)
def test_a_handover_that_lacks_something_is_refused_and_leaves_nothing(kit, going, incoming, facts, sentence, remedy):
    before = kit.log.count()
    with pytest.raises(InputError, match=sentence) as refused:
        duty.hand_over(kit, going, incoming, facts)
    assert refused.value.remedy == remedy
    assert kit.log.count() == before
