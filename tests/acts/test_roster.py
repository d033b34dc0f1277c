"""Editing the lists in a crisis: each edit is a fact, is checked as the files are, and can be taken back once."""

import pytest
from kits import secretariat

from fieldkit.acts import roster
from fieldkit.core.errors import InputError
from fieldkit.core.facts.roster import RosterEdit, RosterTable, RowAct
from fieldkit.core.remedies import SeeEdits

PEOPLE = RosterTable.PEOPLE


@pytest.fixture
def kit(tmp_path):
    made = secretariat(tmp_path / "kit", cards=None)
    yield made
    made.close()


def phones(kit, name):
    return [person.phone for person in kit.roster.people if person.name == name]


def test_a_cell_is_changed_and_the_edit_taken_back_once(kit):
    row = kit.roster_rows(PEOPLE)[0]
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
    row = kit.roster_rows(PEOPLE)[0]
    with pytest.raises(InputError, match="Det kan ikke rettes sådan"):
        roster.change(kit, PEOPLE, row.name, {"rolle": "tryllekunstner"})
    with pytest.raises(InputError, match="står allerede i personer"):
        roster.add(kit, PEOPLE, row.cells)
    with pytest.raises(InputError, match="står ikke i personer"):
        roster.remove(kit, PEOPLE, "Xa Ybsen")
    assert kit.log.count() == before
