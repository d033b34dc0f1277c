"""Who may sit at a screen, found by the beginning of a name; and taking the screen, once."""

import pytest
from kits import Clock

from fieldkit.acts import at_screen, duty, incidents, roster
from fieldkit.acts.at_screen import Candidate, Near, begun, candidates, slipped
from fieldkit.core.errors import InputError
from fieldkit.core.facts.roster import RosterTable
from fieldkit.core.facts.staff import Crew
from fieldkit.kit import Kit


def names(kit: Kit, text: str) -> list[str]:
    return [one.name for one in begun(text, candidates(kit))]


def test_those_on_duty_here_come_first_then_those_who_belong_here_then_all(staff: Kit) -> None:
    before = candidates(staff)
    assert [one.near for one in before] == sorted(one.near for one in before)
    assert {one.near for one in before} == {Near.BELONGS, Near.ELSEWHERE}
    assert len({one.name for one in before}) == len(before) == len({one.name for one in staff.roster.people})
    duty.sign_in(staff, "Prøve Dam", role="runner")
    duty.sign_in(staff, "Vikar Nord")
    assert candidates(staff)[:2] == [
        Candidate("Prøve Dam", ("runner",), "Krisesekretariatet", Near.ON_DUTY),
        Candidate("Vikar Nord", (), "Krisesekretariatet", Near.ON_DUTY),
    ]
    assert names(staff, "prø")[0] == "Prøve Dam"


@pytest.mark.parametrize("text", ["Ekzempel And", "Esempel And", "Ekssempel And", "Eksmepel And", "Andresen"])
def test_one_slip_of_the_finger_still_comes_near_a_name(staff: Kit, text: str) -> None:
    assert "Eksempel Andersen" in [one.name for one in slipped(text, candidates(staff))]
    assert names(staff, text) == []


@pytest.mark.parametrize("text", ["Eks", "Eksempel And", "Ekzempel Amd", "Vikar Nord", "", "Eksempel Andersen Ny"])
def test_what_is_a_beginning_or_two_slips_away_or_another_name_comes_near_nobody(staff: Kit, text: str) -> None:
    assert slipped(text, candidates(staff)) == []


def test_a_name_is_found_by_its_beginning_its_initials_and_its_later_parts(staff: Kit) -> None:
    assert names(staff, "øvelse a")[:1] == ["Øvelse Andersen"] == names(staff, "OEVELSE A")[:1]
    assert "Model Bæk" in names(staff, "mb") and "Model Bæk" in names(staff, "bæk")
    assert names(staff, "ingen hedder så") == []
    assert all(name.startswith(("M", "m")) or " M" in name for name in names(staff, "m"))


def test_a_person_with_two_rows_is_one_with_two_roles(staff: Kit) -> None:
    roster.add(staff, RosterTable.PEOPLE, {"navn": "Model Bæk", "rolle": "runner", "sted": "sekretariat"})
    found = [one for one in candidates(staff) if one.name == "Model Bæk"]
    assert found == [Candidate("Model Bæk", ("liaison", "runner"), "Krisesekretariatet", Near.BELONGS)]


def test_a_kit_without_lists_knows_nobody_and_takes_any_name(kit: Kit) -> None:
    assert candidates(kit) == []
    [came] = at_screen.come(kit, "Øvelse Andersen", "runner")
    assert came.body == Crew("Øvelse Andersen", kit.place, "runner")
    for text in ("x", "", "Peter 010180-1234", "Ø" * 61):
        with pytest.raises(InputError):
            at_screen.come(kit, text)


def test_who_is_on_duty_is_not_signed_in_twice_and_goes_once(point: Kit) -> None:
    assert len(at_screen.come(point, "Øvelse Andersen")) == 1
    assert at_screen.come(point, "øvelse andersen") == []
    [gone] = at_screen.leave(point, "Øvelse Andersen", "Prøve Bæk")
    assert gone.body.out and gone.body.by == "Prøve Bæk"
    assert at_screen.leave(point, "Øvelse Andersen") == []
    since = point.now()
    assert at_screen.has_left(point, "Øvelse Andersen", since) and not at_screen.has_left(point, "Prøve Bæk", since)


def test_who_has_gone_and_says_their_name_again_later_has_the_screen(point: Kit, clock: Clock) -> None:
    at_screen.come(point, "Øvelse Andersen")
    at_screen.leave(point, "Øvelse Andersen")
    clock.now += 3600
    assert not at_screen.has_left(point, "Øvelse Andersen", clock.now)
    at_screen.keep(point, "Øvelse Andersen")
    assert at_screen.last(point) is not None


def test_who_had_the_screen_has_it_within_the_shift_and_while_on_duty(point: Kit, clock: Clock) -> None:
    assert at_screen.last(point) is None
    at_screen.come(point, "Øvelse Andersen", "leader")
    at_screen.keep(point, "Øvelse Andersen")
    clock.now += 11 * 3600
    last = at_screen.last(point)
    assert last is not None and (last.name, last.role) == ("Øvelse Andersen", "leader")
    at_screen.leave(point, "Øvelse Andersen")
    assert at_screen.last(point) is None
    at_screen.keep(point, "Prøve Bæk")
    assert at_screen.last(point) is not None, "who has said a name and is not on duty"
    clock.now += 12 * 3600
    assert at_screen.last(point) is None
    clock.now -= 24 * 3600
    assert at_screen.last(point) is None, "a clock that was set back"


def test_in_an_incident_that_begins_later_the_person_is_asked_and_comes_anew(kit: Kit) -> None:
    at_screen.come(kit, "Øvelse Andersen")
    at_screen.keep(kit, "Øvelse Andersen")
    incidents.start(kit, "Prøven", exercise=True)  # never mixes with what was before
    assert at_screen.last(kit) is not None and not at_screen.has_left(kit, "Øvelse Andersen", 0)
    assert len(at_screen.come(kit, "Øvelse Andersen")) == 1
