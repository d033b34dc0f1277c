"""A warning that comes in: kept with its source, who warned and when, and read where the staff looks."""

import pytest
from kits import secretariat

from fieldkit.acts import incidents, warnings
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import InputError
from fieldkit.core.facts.staff import Warned, WarningSource
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.views.handover import WARNINGS_SHOWN, handover_list
from fieldkit.core.views.warnings import make_warnings


@pytest.fixture
def kit(tmp_path):
    kit = secretariat(tmp_path / "kit")
    yield kit
    kit.close()


def handed(kit):
    return handover_list(kit.state, kit.roster, kit.now(), place=kit.place, kit=kit.identity.kit)


def test_a_warning_says_what_from_which_source_who_warned_and_when(kit):
    event = warnings.receive(
        kit, "Orkan i nat", WarningSource.WEATHER, sender="vejrtjenesten", received=60_000_000, by="Øvelse Ægir"
    )
    assert event.body == Warned("Orkan i nat", WarningSource.WEATHER, "vejrtjenesten", 60_000_000, "Øvelse Ægir")
    assert sentence(event).startswith("Varsel fra vejrtjenesten (vejr): Orkan i nat (modtaget ")


def test_one_without_sender_or_time_has_the_time_of_its_entry(kit):
    event = warnings.receive(kit, "Rygter om vandet", WarningSource.MEDIA)
    assert sentence(event) == "Varsel (medier): Rygter om vandet"
    (view,) = make_warnings(kit.state)
    assert (view.number, view.sender, view.at) == (event.number, "", (event.hlc >> 16) + EPOCH_UNIX_S)


@pytest.mark.parametrize("nothing", ["", "  ", "\n"])
def test_one_that_says_nothing_is_refused_and_nothing_is_noted(kit, nothing):
    before = kit.log.count()
    with pytest.raises(InputError, match="Teksten i varslet er tom"):
        warnings.receive(kit, nothing, WarningSource.OTHER)
    assert kit.log.count() == before


@pytest.mark.parametrize(
    ("text", "sender", "by", "words"),
    [
        ("å" * 2001, "", "", "2001 tegn, og der er plads til 2000"),
        ("Orkan", "n" * 61, "", "den, der varsler, er på 61 tegn"),
        ("Orkan", "", "n" * 61, "den, der tog imod det, er på 61 tegn"),
    ],
)
def test_nothing_of_it_is_cut_off_without_a_word(kit, text, sender, by, words):
    with pytest.raises(InputError, match=words):
        warnings.receive(kit, text, WarningSource.OTHER, sender=sender, by=by)


def test_one_with_a_cpr_number_is_refused(kit):
    with pytest.raises(InputError, match="CPR"):
        warnings.receive(kit, "Efterlyst: 010190-1234", WarningSource.AUTHORITY)


def test_the_latest_are_handed_over_also_those_that_came_before_somebody_pressed_start(kit):
    before = warnings.receive(kit, "Frost fra i aften", WarningSource.WEATHER)
    incidents.start(kit, "Strømsvigt nord")
    later = [warnings.receive(kit, f"Udfald {n}", WarningSource.SUPPLY) for n in range(2)]
    assert [one.number for one in handed(kit).warnings] == [later[1].number, later[0].number, before.number]
    for n in range(WARNINGS_SHOWN):
        warnings.receive(kit, f"Igen {n}", WarningSource.SUPPLY)
    assert [one.text for one in handed(kit).warnings] == [f"Igen {n}" for n in reversed(range(WARNINGS_SHOWN))]


def test_an_exercise_keeps_its_warnings_to_itself(kit):
    warnings.receive(kit, "Frost fra i aften", WarningSource.WEATHER)
    incidents.start(kit, "Øvelse", exercise=True)
    assert handed(kit).warnings == ()
