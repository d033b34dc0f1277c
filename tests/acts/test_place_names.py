"""What places are called is recorded with the incident, and again when the lists change; never for its own sake."""

from pathlib import Path

import pytest
from kits import DATA, make_kit, secretariat

from fieldkit.acts import incidents, roster
from fieldkit.core.facts.event import says
from fieldkit.core.facts.roster import MAX_NAMED, PlaceNames, RosterTable
from fieldkit.kit import Kit
from fieldkit.resync.journal import Journal


def recorded(kit: Kit) -> list[PlaceNames]:
    return [row.event.body for row in kit.log.all() if says(row.event, PlaceNames)]


@pytest.fixture
def kit(tmp_path: Path):
    made = secretariat(tmp_path / "kit", municipality=999, municipality_name="Eksempelkommune")
    yield made
    made.close()


def test_who_starts_an_incident_records_all_names(kit: Kit) -> None:
    assert recorded(kit) == []
    begun = incidents.start(kit, "Strømsvigt")
    (names,) = recorded(kit)
    assert names.places == {place.number: place.name for place in kit.roster.places}
    assert (names.municipality, names.name) == (999, "Eksempelkommune")
    assert kit.log.latest(limit=1)[0].incident == begun.incident
    incidents.start(kit, "Storm")
    assert len(recorded(kit)) == 2, "another incident is read by itself"


def test_a_changed_name_is_recorded_while_an_incident_runs_and_other_cells_are_not(kit: Kit) -> None:
    place = kit.roster.places[3]
    roster.change(kit, RosterTable.PLACES, str(place.number), {"navn": "Det nye navn"}, anyway=True)
    assert recorded(kit) == [], "no incident runs"
    incidents.start(kit, "Strømsvigt")
    roster.change(kit, RosterTable.PLACES, str(place.number), {"adresse": "Prøvevej 2"}, anyway=True)
    assert len(recorded(kit)) == 1
    edit = roster.change(kit, RosterTable.PLACES, str(place.number), {"navn": "Det nyeste navn"}, anyway=True)
    assert recorded(kit)[1:] == [PlaceNames({place.number: "Det nyeste navn"}, 999, "Eksempelkommune")]
    roster.undo(kit, edit, anyway=True)
    assert recorded(kit)[2:] == [PlaceNames({place.number: "Det nye navn"}, 999, "Eksempelkommune")]


def test_a_kit_that_got_its_lists_late_records_them_then(tmp_path: Path) -> None:
    kit = make_kit(tmp_path / "kit", number=1)
    try:
        incidents.start(kit, "Strømsvigt")
        assert recorded(kit) == []
        roster.take_in(kit, DATA)
        (names,) = recorded(kit)
        assert len(names.places) == len(kit.roster.places)
        roster.take_in(kit, DATA)
        assert len(recorded(kit)) == 1
    finally:
        kit.close()


def test_many_places_are_named_by_several_events(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [f"{number};sted-{number};Stedet nr. {number};andet;Vej {number}" for number in range(1, 2 * MAX_NAMED + 2)]
    (folder / "steder.csv").write_text("nummer;kortnavn;navn;type;adresse\n" + "\n".join(rows), encoding="utf-8")
    kit = make_kit(tmp_path / "kit", number=1, place="sted-1", data=folder)
    try:
        assert not kit.faults
        incidents.start(kit, "Strømsvigt")
        found = recorded(kit)
        assert [len(names.places) for names in found] == [MAX_NAMED, MAX_NAMED, 1]
    finally:
        kit.close()


def test_the_journal_is_read_without_any_list(kit: Kit) -> None:
    incidents.start(kit, "Strømsvigt")
    kit.say_hello()
    *_, last = Journal(kit.reading.events).lines()
    assert last.place_name == "Krisesekretariatet" and "Krisesekretariatet" in last.text


def test_a_rehearsal_records_nothing(kit: Kit) -> None:
    before = kit.log.count()
    incidents.start(kit.rehearsal(), "Strømsvigt")
    assert kit.log.count() == before


def test_only_the_municipality_is_recorded_where_there_is_no_list(tmp_path: Path) -> None:
    kit = make_kit(tmp_path / "kit", number=1, municipality=999, municipality_name="Eksempelkommune")
    try:
        incidents.start(kit, "Strømsvigt")
        assert recorded(kit) == [PlaceNames({}, 999, "Eksempelkommune")]
    finally:
        kit.close()
