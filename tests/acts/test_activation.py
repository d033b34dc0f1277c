"""Deciding the level, saying that the staff is complete, standing it down, and noting calls."""

import pytest
from kits import secretariat
from paths import DATA

from fieldkit.acts import activation, incidents
from fieldkit.core.errors import InputError
from fieldkit.core.facts.staff import Call, CallResult, LevelAct, LevelChange
from fieldkit.core.remedies import DecideLevelFirst, NameDecider, SeeLevels, WriteNameCalled
from fieldkit.core.roster.roster import PersonRole
from fieldkit.core.views.activation import make_activation


@pytest.fixture(params=[True, False], ids=["with a ladder", "without"])
def kit(request, tmp_path):
    made = secretariat(tmp_path / "kit", data=DATA if request.param else None, cards=None)
    incidents.start(made, "Strømsvigt")
    yield made
    made.close()


def level(kit):
    return make_activation(kit.state, kit.roster, kit.now()).level


def test_a_level_is_decided_the_staff_completed_and_stood_down(kit):
    event = activation.decide(kit, 2, by="direktøren", reason="strømmen er væk")
    assert event.body == LevelChange(2, "direktøren", LevelAct.SET, None, "strømmen er væk")
    assert activation.complete(kit, by="tovholderen").body == LevelChange(2, "tovholderen", LevelAct.FULL)
    assert activation.stand_down(kit, 1, by="borgmesteren").body == LevelChange(1, "borgmesteren", LevelAct.STAND_DOWN)
    assert level(kit) == 1
    activation.stand_down(kit, by="borgmesteren")
    assert level(kit) is None


def test_nothing_is_decided_by_nobody(kit):
    activation.decide(kit, 2, by="direktøren")
    before = kit.log.count()
    for act in (
        lambda: activation.decide(kit, 1, by=" "),
        lambda: activation.complete(kit, by=""),
        lambda: activation.stand_down(kit, by=""),
    ):
        with pytest.raises(InputError, match="uden navn") as refused:
            act()
        assert refused.value.remedy == NameDecider()
    assert kit.log.count() == before


def test_there_must_be_a_staff_to_complete_and_a_level_to_end(kit):
    with pytest.raises(InputError, match="Ingen stab er indkaldt") as nobody:
        activation.complete(kit, by="tovholderen")
    assert nobody.value.remedy == DecideLevelFirst()
    with pytest.raises(InputError, match="intet niveau at ophæve") as none:
        activation.stand_down(kit, by="borgmesteren")
    assert none.value.remedy == SeeLevels()


def test_only_steps_of_the_ladder_are_decided_and_digits_where_there_is_none(kit):
    sentence = "på kommunens stige; vælg 0, 1, 2" if kit.roster.levels else "vælg 0 til 9"
    activation.decide(kit, 1, by="direktøren")
    for act in (activation.decide, activation.stand_down):
        for wrong in (10, -1):
            with pytest.raises(InputError, match=sentence):
                act(kit, wrong, by="direktøren")


def test_a_call_is_noted_with_the_name_and_role_of_the_roster_unless_it_was_for_another(kit):
    for person in kit.roster.people[:1]:
        event = activation.note_call(kit, person.name.upper(), CallResult.REACHED, by="Øvelse", note="kommer kl. 18")
        assert event.body == Call(person.name, CallResult.REACHED, person.role.value, by="Øvelse", note="kommer kl. 18")
        other = activation.note_call(kit, person.name, CallResult.NO_ANSWER, role=PersonRole.RUNNER)
        assert other.body == Call(person.name, CallResult.NO_ANSWER, PersonRole.RUNNER.value)
    assert activation.note_call(kit, "Xa Ybsen", CallResult.STAND_IN).body == Call("Xa Ybsen", CallResult.STAND_IN)
    with pytest.raises(InputError) as refused:
        activation.note_call(kit, " ", CallResult.REACHED)
    assert refused.value.remedy == WriteNameCalled()
