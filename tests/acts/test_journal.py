"""What a person types to choose what a journal holds."""

import pytest
from kits import Kit

from fieldkit.acts import incidents, journal
from fieldkit.core.errors import InputError
from fieldkit.resync.journal import Choice


def test_nothing_typed_is_all(kit: Kit) -> None:
    assert journal.choice(kit) == Choice()


def test_an_incident_by_its_name_a_number_of_it_or_its_tag(kit: Kit) -> None:
    one = incidents.start(kit, "Strømsvigt syd")
    assert journal.choice(kit, incident="strømsvigt SYD").incident == one.incident
    other = incidents.start(kit, "Strømsvigt syd")
    with pytest.raises(InputError, match=rf"\({one.number}\); .*\({other.number}\)\. Skriv nummeret"):
        journal.choice(kit, incident="Strømsvigt syd")
    assert journal.choice(kit, incident=one.number).incident == one.incident
    assert journal.choice(kit, incident=f"{other.incident:04x}").incident == other.incident
    with pytest.raises(InputError, match=r"“Storm” er ingen hændelse her; her er .*“Strømsvigt"):
        journal.choice(kit, incident="Storm")


def test_a_place_by_name_or_by_a_number_that_no_list_has_any_more(point: Kit) -> None:
    assert journal.choice(point, place="uglemoseskolen").place == 2
    assert journal.choice(point, place="4711").place == 4711
    with pytest.raises(InputError, match="ugelmose"):
        journal.choice(point, place="ugelmose")


def test_a_person(kit: Kit) -> None:
    assert journal.choice(kit, person="Øvelse Friis", personal=False) == Choice(person="Øvelse Friis", personal=False)
    with pytest.raises(InputError):
        journal.choice(kit, person="x")
