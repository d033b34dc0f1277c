"""An incident begins and ends: its tag, what runs, and what is refused."""

import pytest
from kits import make_kit, secretariat

from fieldkit.acts import incidents
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.facts.said import Incident
from fieldkit.core.facts.terms import Role


@pytest.fixture
def kit(tmp_path):
    made = make_kit(tmp_path / "kit", number=2, role=Role.SECRETARIAT, place_number=1, now=lambda: 1_795_000_000.0)
    yield made
    made.close()


def test_what_begins_runs_until_it_is_stopped(kit):
    begun = incidents.start(kit, "Strømsvigt nord", level="2")
    running = kit.state.incidents[begun.incident]
    assert kit.state.current() == begun.incident == begun.body.tag
    assert (running.name.value, running.level.value) == ("Strømsvigt nord", "2")
    assert incidents.stop(kit).incident == begun.incident
    assert not kit.state.current()


def test_an_exercise_is_marked_in_its_tag_and_never_stands_before_a_crisis(kit):
    exercise = incidents.start(kit, "Øvelse nord", exercise=True)
    assert exercise.incident & EXERCISE_BIT and exercise.exercise
    crisis = incidents.start(kit, "Strømsvigt nord")
    assert not crisis.exercise and kit.state.current() == crisis.incident
    incidents.stop(kit)
    assert kit.state.current() == exercise.incident, "the exercise still goes on"


def test_nothing_real_begins_or_ends_by_what_is_said_within_an_exercise(kit):
    """Somebody inside could write it so; no version does."""
    crisis = incidents.start(kit, "Strømsvigt nord")
    within = crisis.incident | EXERCISE_BIT
    kit.record(Incident(crisis.incident, stop=True), incident=within)
    assert kit.state.current() == crisis.incident
    kit.record(Incident(0x123, name="Storm"), incident=within)
    assert kit.state.current() == crisis.incident and 0x123 not in kit.state.incidents


def test_the_same_name_at_the_same_second_is_another_incident(kit):
    tags = [incidents.start(kit, "Strømsvigt", exercise=exercise).incident for exercise in (False, False, True, True)]
    assert len({tag & ~EXERCISE_BIT for tag in tags}) == 4 and 0 not in tags


@pytest.mark.parametrize("name", ["", "   "])
def test_an_incident_without_a_name_is_refused(kit, name):
    with pytest.raises(InputError, match="skal have et navn"):
        incidents.start(kit, name)
    assert not kit.state.incidents


def test_nothing_can_be_stopped_when_nothing_runs(kit):
    with pytest.raises(InputError, match="ingen hændelse i gang"):
        incidents.stop(kit)


@pytest.mark.parametrize(
    ("level", "by", "why"),
    [
        ("rød", "direktøren", "med niveauets tal"),
        ("", "direktøren", "med niveauets tal"),
        ("2", "d", "er ikke et navn"),
    ],
)
def test_nothing_begins_when_the_level_that_was_decided_cannot_be_noted(kit, level, by, why):
    before = kit.log.count()
    with pytest.raises(InputError, match=why):
        incidents.start(kit, "Strømsvigt nord", level=level, decided_by=by)
    assert kit.log.count() == before and not kit.state.incidents


def test_nothing_begins_at_a_level_that_is_not_on_the_ladder(tmp_path):
    staff = secretariat(tmp_path / "staff", now=lambda: 1_795_000_000.0)
    with pytest.raises(InputError, match="findes ikke på kommunens stige; vælg 0, 1, 2"):
        incidents.start(staff, "Strømsvigt nord", level="3", decided_by="direktøren")
    assert not staff.state.incidents
    staff.close()
