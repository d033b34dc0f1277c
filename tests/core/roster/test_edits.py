"""Edits of the roster are events: checked like the files, merged in any order, seen at once, undone and exported."""

from functools import partial
from itertools import permutations
from pathlib import Path

import pytest
from kits import secretariat
from roster_files import FILES, small_roster

from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.roster import RosterEdit, RosterTable, RosterUndo, RowAct
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.remedies import UndoEdit
from fieldkit.core.roster import edits as roster_edits
from fieldkit.core.roster.edits import edited_roster
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import fold
from fieldkit.core.state.roster import standing_edits
from fieldkit.core.tell.sentences import sentence
from fieldkit.engine.audience import audience
from fieldkit.kit import Kit
from fieldkit.store.files.roster import load_tables

PLACES, PEOPLE = RosterTable.PLACES, RosterTable.PEOPLE


PHONE = RosterEdit(PEOPLE, "Åse Prøve, runner, nord", {"telefon": "00 00 00 99"})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small_roster(tmp_path / "data")


def edited(kit: Kit, edit: RosterEdit):
    """Recorded as the acts do it: looked at first."""
    return kit.record(edit, check=partial(kit.library.check_edit, edit))


@pytest.fixture
def kit(tmp_path: Path, data: Path):
    kit = secretariat(tmp_path / "kit", data=data, cards=None)
    yield kit
    kit.close()


def said(*edits: RosterEdit | RosterUndo, kit: int = 1, at: int = 100):
    return [
        make_event(edit, kit=kit, epoch=0, seq=n, hlc=(at + n) << 16, incident=0) for n, edit in enumerate(edits, 1)
    ]


def test_an_edit_holds_at_once_and_after_a_restart(kit):
    kit.record(PHONE)
    kit.record(RosterEdit(PLACES, "4", {"mødested": "syd", "navn": "Myren"}))
    kit.record(RosterEdit(PEOPLE, "Ny Prøve, runner", {"navn": "Ny Prøve", "rolle": "runner"}, RowAct.ADDED))
    kit.record(RosterEdit(PEOPLE, "Bo Prøve, tekniker, syd", act=RowAct.REMOVED))
    for now in (kit, Kit.open(kit.home.folder)):
        assert [(p.name, p.role, p.phone) for p in now.roster.people] == [
            ("Åse Prøve", "runner", "00 00 00 99"),
            ("Bo Prøve", "runner", "00 00 00 02"),
            ("Ny Prøve", "runner", ""),
        ]
        assert [p.name for p in now.roster.institutions_of("syd")] == ["Myren"]
        assert [row.cells["navn"] for row in now.library.rows(PEOPLE)] == ["Åse Prøve", "Bo Prøve", "Ny Prøve"]
        assert now.faults == []


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (RosterEdit(PLACES, "3", {"radio": "!0a0f0002"}), "allerede brugt"),
        (RosterEdit(PLACES, "3", {"radio": "nej"}), "radionummer"),
        (RosterEdit(PLACES, "4", {"mødested": "øst"}), "øst"),
        (RosterEdit(PLACES, "2", act=RowAct.REMOVED), "nord"),
        (RosterEdit(PLACES, "2", {"nummer": "9"}), "kan ikke rettes"),
        (RosterEdit(PLACES, "9", {"navn": "x"}), "står ikke i steder"),
        (RosterEdit(PEOPLE, "åse prøve, RUNNER, nord", {"navn": "x"}, RowAct.ADDED), "står allerede"),
        (RosterEdit(PEOPLE, "Ny, konge", {"navn": "Ny", "rolle": "konge"}, RowAct.ADDED), "konge"),
        (RosterEdit(PEOPLE, PHONE.row, {"farve": "blå"}), "farve"),
        (RosterEdit(PEOPLE, PHONE.row, {"navn": ""}), "tom"),
        (RosterEdit(PEOPLE, PHONE.row), "tom"),
        (RosterEdit(PEOPLE, PHONE.row, {"bemærkning": "010190-1234"}), "CPR"),
        (RosterEdit(PEOPLE, PHONE.row, {"telefon": "4,1E+07"}), "mistet cifre"),
        (RosterEdit(PLACES, "4", {"adresse": "BÃ¸gevej 2"}), "gået i stykker"),
    ],
)
def test_what_the_files_may_not_say_an_edit_may_not_either(kit, edit, words):
    before = kit.log.count()
    with pytest.raises(InputError, match=words):
        edited(kit, edit)
    assert kit.log.count() == before
    assert kit.faults == []


def test_edits_made_apart_give_one_roster_in_any_order(data):
    tables, _ = load_tables(data)
    events = [
        *said(PHONE, RosterEdit(PLACES, "4", {"navn": "Myren"}), kit=1, at=100),
        *said(RosterEdit(PEOPLE, PHONE.row.upper(), {"telefon": "00 00 00 55"}), kit=2, at=110),
        *said(RosterEdit(PEOPLE, "Bo Prøve, runner, nord", act=RowAct.REMOVED), kit=3, at=90),
    ]
    events += said(RosterUndo(RefBody(*events[1].ref)), kit=4, at=95)
    states = [fold(order) for order in permutations(events)]
    assert all(state == states[0] for state in states)
    assert fold([*events, *events]) == states[0]
    now = edited_roster(tables, standing_edits(states[0].roster))
    assert [(p.name, p.phone) for p in now.roster.people] == [("Åse Prøve", "00 00 00 55"), ("Bo Prøve", "00 00 00 03")]
    assert [p.name for p in now.roster.places][-1] == "Børnehuset Myren", "undone before its time, and all the same"


def test_an_undone_edit_is_as_if_it_had_not_been_made(kit):
    def phones():
        return {person.name: person.phone for person in kit.roster.people}

    new = {"navn": "Ny Prøve", "rolle": "runner", "telefon": "00 11", "bemærkning": "kører ikke"}
    kit.record(RosterEdit(PEOPLE, "Ny Prøve, runner", new, RowAct.ADDED))
    first = kit.record(RosterEdit(PEOPLE, "Ny Prøve, runner", {"telefon": "00 22", "navn": "Nye Prøve"}))
    kit.record(RosterEdit(PEOPLE, "Ny Prøve, runner", {"telefon": "00 33"}))
    assert phones()["Nye Prøve"] == "00 33"
    kit.record(RosterUndo(RefBody(*first.ref)))
    assert phones()["Ny Prøve"] == "00 33", "the later edit stays, and the name is the old one again"
    gone = kit.record(RosterEdit(PEOPLE, "Ny Prøve, runner", act=RowAct.REMOVED))
    assert "Ny Prøve" not in phones()
    kit.record(RosterUndo(RefBody(*gone.ref)))
    assert phones()["Ny Prøve"] == "00 33"
    kit.record(RosterEdit(PEOPLE, "Ny Prøve, runner", act=RowAct.REMOVED))
    again = {"navn": "Ny Prøve", "rolle": "runner"}
    kit.record(RosterEdit(PEOPLE, "Ny Prøve, runner", again, RowAct.ADDED))
    assert [(p.phone, p.note) for p in kit.roster.people if p.name == "Ny Prøve"] == [("", "")], (
        "nothing old comes back"
    )


def test_of_two_edits_that_contradict_each_other_the_first_holds_and_the_other_is_named(kit):
    mine = kit.record(RosterEdit(PLACES, "3", {"radio": "!0a0f0009"}))
    address = said(RosterEdit(PLACES, "4", {"adresse": "Vej 1"}), kit=3, at=1)
    theirs = said(RosterEdit(PLACES, "4", {"radio": "!0a0f0009"}), kit=2, at=mine.hlc >> 16)
    kit.merge([*theirs, *address], "radio")
    kit.record(PHONE)
    place = kit.roster.by_node(0x0A0F0009)
    assert (place.slug if place else "", kit.roster.people[0].phone) == ("syd", "00 00 00 99")
    assert kit.roster.by_slug("myren").address == "Vej 1", "only the edit that cannot be is left out, not its row"
    assert len(kit.faults) == 1
    assert kit.faults[0].what.startswith("Rettelse 2-0001 ") and kit.faults[0].remedy == UndoEdit("2-0001")
    assert "!0a0f0009" in kit.faults[0].what
    kit.record(RosterEdit(PLACES, "4", {"navn": "Myren"}))
    kit.record(RosterEdit(PLACES, "3", {"radio": ""}))
    assert kit.faults == [], "the first gave it up: now the other holds"
    assert [place.slug for place in kit.roster.places if place.node == 0x0A0F0009] == ["myren"]


def test_an_unrelated_conflict_leaves_agreed_edits_alone(kit):
    """Two radios that changed places are right only together: neither row may fall back to the files alone."""
    for place, radio in (("2", ""), ("3", "!0a0f0002"), ("2", "!0a0f0003")):
        kit.record(RosterEdit(PLACES, place, {"radio": radio}))
    swapped = {place.slug: place.node for place in kit.roster.places}
    kit.merge(said(RosterEdit(PEOPLE, "X, runner", {"navn": "X", "rolle": "konge"}, RowAct.ADDED), kit=2), "radio")
    assert {place.slug: place.node for place in kit.roster.places} == swapped
    assert [fault.what.split(":")[0] for fault in kit.faults] == [
        "Rettelse 2-0001 af “X, runner” i personer bruges ikke"
    ]
    kit.record(RosterEdit(PEOPLE, "Y, runner", {"navn": "Y", "rolle": "runner"}, RowAct.ADDED))
    kit.record(RosterEdit(PEOPLE, "Y, runner", act=RowAct.REMOVED))
    assert len(kit.faults) == 1


def test_a_conflict_among_many_edits_costs_few_readings(data, monkeypatch):
    tables, _ = load_tables(data)
    many = [RosterEdit(PEOPLE, f"P{n}, runner", {"navn": f"P{n}", "rolle": "runner"}, RowAct.ADDED) for n in range(300)]
    many[150] = RosterEdit(PEOPLE, "X, konge", {"navn": "X", "rolle": "konge"}, RowAct.ADDED)
    many[151] = RosterEdit(PLACES, "3", {"radio": "!0a0f0002"})
    readings = []
    read = roster_edits.read_roster
    monkeypatch.setattr(roster_edits, "read_roster", lambda tables: readings.append(1) or read(tables))
    now = edited_roster(tables, said(*many))
    assert [one.edit for one in now.left_out] == [many[150], many[151]]
    assert len(now.roster.people) == 3 + 298
    assert len(readings) < 40


def test_a_number_with_a_leading_zero_is_the_same_place(tmp_path, data):
    (data / "steder.csv").write_text(FILES["steder.csv"].replace("\n4;", "\n04;"), encoding="utf-8")
    kit = secretariat(tmp_path / "kit", data=data, cards=None)
    kit.record(RosterEdit(PLACES, "4", {"navn": "Myren"}))
    assert kit.roster.by_slug("myren").name == "Myren"
    kit.close()


def test_two_processes_of_one_kit_do_not_contradict_each_other(kit):
    other = Kit.open(kit.home.folder)
    kit.record(RosterEdit(PLACES, "3", {"radio": "!0a0f0009"}))
    with pytest.raises(InputError, match="allerede brugt"):
        edited(other, RosterEdit(PLACES, "4", {"radio": "!0a0f0009"}))
    other.close()


def test_faulty_files_are_not_edited_but_named(kit):
    (kit.home.data / "personer.csv").write_text("navn;rolle\nA;konge\n", encoding="utf-8")
    again = Kit.open(kit.home.folder)
    with pytest.raises(InputError, match="konge"):
        edited(again, PHONE)
    assert again.roster == Roster(lost=("personer.csv",))


def test_an_edit_is_for_every_kit_and_reads_like_a_line_of_the_log(kit):
    event = kit.record(RosterEdit(PEOPLE, PHONE.row, PHONE.cells, by="Vagt Æble"))
    kit.merge([make_event(Revoke(9), kit=5, epoch=0, seq=1, hlc=1 << 16, incident=0)], "radio")
    assert audience(event, kit.state, kit.roster) == audience(kit.record(Revoke(9)), kit.state, kit.roster)
    assert sentence(event, kit.roster) == "Personer: Åse Prøve, runner, nord, rettet: telefon “00 00 00 99” (Vagt Æble)"
    gone = kit.record(RosterEdit(PLACES, "4", act=RowAct.REMOVED))
    assert sentence(gone, kit.roster).startswith("Steder: ")
    assert sentence(gone, kit.roster).endswith("fjernet")


def test_a_row_that_says_nothing_is_no_row(kit):
    """As in the files: an edit from elsewhere that adds one must not put rows and people out of step."""
    before = len(kit.library.rows(PEOPLE))
    kit.record(RosterEdit(PEOPLE, "nogen", {}, RowAct.ADDED))
    kit.record(RosterEdit(PEOPLE, "en anden", {"ny kolonne": "x"}, RowAct.ADDED))
    assert len(kit.library.rows(PEOPLE)) == len(kit.roster.people) == before
