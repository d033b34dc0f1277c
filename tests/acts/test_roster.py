"""Editing the lists in a crisis: each edit is a fact, is checked as the files are, and can be taken back once."""

import pytest
from kits import secretariat

from fieldkit.acts import roster
from fieldkit.core.errors import InputError
from fieldkit.core.facts.roster import RosterEdit, RosterTable, RowAct
from fieldkit.core.facts.said import Note
from fieldkit.core.facts.work import Request
from fieldkit.core.remedies import DoItAnyway, SeeEdits

PEOPLE, PLACES = RosterTable.PEOPLE, RosterTable.PLACES


@pytest.fixture
def kit(tmp_path):
    made = secretariat(tmp_path / "kit", cards=None)
    yield made
    made.close()


def phones(kit, name):
    return [person.phone for person in kit.roster.people if person.name == name]


def test_a_cell_is_changed_and_the_edit_taken_back_once(kit):
    row = kit.library.rows(PEOPLE)[0]
    name, before = row.cells["navn"], phones(kit, row.cells["navn"])
    edit = roster.change(kit, PEOPLE, row.name, {"telefon": "00 00 00 09"}, "vagthavende")
    assert edit.body == RosterEdit(PEOPLE, row.name, {"telefon": "00 00 00 09"}, by="vagthavende")
    assert "00 00 00 09" in phones(kit, name)
    roster.undo(kit, edit, "vagthavende")
    assert phones(kit, name) == before
    with pytest.raises(InputError, match=f"{edit.number} er allerede fortrudt") as refused:
        roster.undo(kit, edit)
    assert refused.value.remedy == SeeEdits()


def test_a_row_is_called_by_its_own_cells_and_can_be_removed(kit):
    cells = {"navn": "Prøve Lund", "rolle": "runner", "sted": "uglemoseskolen", "transport": "cykel"}
    added = roster.add(kit, PEOPLE, cells)
    assert added.body == RosterEdit(PEOPLE, "Prøve Lund, runner, uglemoseskolen", cells, RowAct.ADDED)
    assert phones(kit, "Prøve Lund") == [""]
    roster.remove(kit, PEOPLE, added.body.row)
    assert phones(kit, "Prøve Lund") == []


def test_what_would_make_the_lists_faulty_is_refused_and_leaves_nothing(kit):
    before = kit.log.count()
    row = kit.library.rows(PEOPLE)[0]
    with pytest.raises(InputError, match="Det kan ikke rettes sådan"):
        roster.change(kit, PEOPLE, row.name, {"rolle": "tryllekunstner"})
    with pytest.raises(InputError, match="står allerede i personer"):
        roster.add(kit, PEOPLE, row.cells)
    with pytest.raises(InputError, match="står ikke i personer"):
        roster.remove(kit, PEOPLE, "Xa Ybsen")
    assert kit.log.count() == before


def refused(deed, words):
    with pytest.raises(InputError, match=words) as told:
        deed()
    assert told.value.remedy == DoItAnyway()


def test_a_place_that_events_use_is_renamed_and_removed_only_anyway(kit):
    kit.record(Request("tæpper", place=101))
    before = kit.log.count()
    refused(
        lambda: roster.change(kit, PLACES, "101", {"navn": "Noget andet"}), "Sted 101 er .* i 1 linje i loggen og ville"
    )
    refused(lambda: roster.remove(kit, PLACES, "101"), "ville forsvinde")
    assert kit.log.count() == before
    roster.change(kit, PLACES, "101", {"adresse": "Ny Vej 1"})
    roster.change(kit, PLACES, "102", {"navn": "Noget andet"})
    roster.remove(kit, PLACES, "102")
    roster.change(kit, PLACES, "101", {"navn": "Noget andet"}, anyway=True)
    assert kit.roster.place(101).name == "Noget andet"
    refused(lambda: roster.change(kit, PLACES, str(kit.place), {"navn": "Et andet sted"}), "ville komme til at hedde")


def test_a_number_that_was_another_places_is_not_given_out_again_and_an_undo_takes_none_away(kit):
    kit.record(Request("tæpper", place=102))
    roster.remove(kit, PLACES, "102", anyway=True)
    new = {"nummer": "102", "kortnavn": "ny-hal", "navn": "Ny hal", "type": "idrætshal"}
    refused(lambda: roster.add(kit, PLACES, new), "Sted 102 er .* ville komme til at hedde Ny hal")
    added = roster.add(kit, PLACES, {**new, "nummer": "900"})
    kit.record(Request("tæpper", place=900))
    refused(lambda: roster.undo(kit, added), "Sted 900 er Ny hal i 1 linje i loggen og ville forsvinde")
    roster.undo(kit, added, anyway=True)
    refused(lambda: roster.add(kit, PLACES, {**new, "nummer": "900", "navn": "En tredje"}), "Sted 900 er Ny hal")


def test_the_screen_refuses_what_the_act_refuses(kit):
    kit.record(Request("tæpper", place=101))
    edit = roster.change(kit.rehearsal(), PLACES, "101", {"navn": "Noget andet"})
    refused(lambda: roster.check(kit, edit.body), "Sted 101")


def test_a_note_uses_no_place(kit):
    kit.record(Note("x"))
    roster.remove(kit, PLACES, "101")
