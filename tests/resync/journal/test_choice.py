"""One incident, one place, one person; and a journal without what may tell of people."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journals import journal_lines, make_journal
from strategies import bodies

from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.body import Personal, personal_in
from fieldkit.core.facts.chits import Chit, ChitSort
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.kinds import Opaque
from fieldkit.core.facts.personal import with_personal
from fieldkit.core.facts.roster import PlaceNames, RosterEdit, RosterTable
from fieldkit.core.facts.said import Hello, Incident, Message, Note, Report
from fieldkit.core.facts.staff import Crew, Handover
from fieldkit.core.facts.terms import Role
from fieldkit.resync.journal import FORMATS, Choice

NOON = 1_795_258_800


def said(body, seq, kit=7, incident=5) -> Event:
    return make_event(body, kit=kit, epoch=9, seq=seq, hlc=hlc_of_unix(NOON + 60 * seq), incident=incident)


DAY = [
    said(Hello(Role.MEETING_POINT, 40), 1, incident=0),
    said(Incident(5, "Strømsvigt"), 2),
    said(PlaceNames({40: "Åskolen", 41: "Hallen"}, 999, "Eksempelkommune"), 3),
    said(Report(41, note="Øvelse Friis henter selv"), 4, kit=8),
    said(Message("Vand på vej", 41, by="Prøve Dam"), 5),
    said(Note("Intet nyt", by="Øvelse Friis"), 6, kit=8, incident=6),
    said(Crew("Øvelse Friis-Holm", 41), 7, kit=8),
]


def numbers(**choice) -> list[str]:
    return [line.number for line in journal_lines(DAY, choice=Choice(**choice))]


def test_one_incident() -> None:
    assert numbers(incident=5) == ["7-0002", "7-0003", "8-0004", "7-0005", "8-0007"]
    assert numbers(incident=0) == ["7-0001"]


def test_one_place_is_what_names_it_and_what_was_written_there() -> None:
    assert numbers(place=41) == ["8-0004", "7-0005", "8-0007"]
    assert numbers(place=40) == ["7-0001", "7-0002", "7-0003", "7-0005"], "kit 7 stands there"


def test_one_person_is_a_name_as_it_was_written_and_no_part_of_another() -> None:
    assert numbers(person="øvelse friis") == ["8-0004", "8-0006", "8-0007"]
    assert numbers(person="Friis", incident=6) == ["8-0006"]
    assert numbers(person="Fri") == []


def test_the_head_says_what_was_chosen_and_of_how_many() -> None:
    page = make_journal(DAY, "html", choice=Choice(place=41, incident=5))
    assert "<dt>Udvalg</dt><dd>3 af 7 linjer: hændelsen “Strømsvigt”; linjer om eller fra Hallen</dd>" in page
    assert "Øvelse Friis" in make_journal(DAY, "html", choice=Choice(person="Øvelse Friis"))
    chosen = json.loads(make_journal(DAY, "json", choice=Choice(place=41)))
    assert (chosen["total"], chosen["count"], len(chosen["events"]), chosen["choice"]["place"]) == (7, 3, 3, 41)
    assert "Prøve Dam" not in make_journal(DAY, "html", choice=Choice(person="Øvelse Friis"))


def test_personal_data_is_marked() -> None:
    page = make_journal(DAY, "html")
    assert '<span class="f">Vand på vej</span>' in page and '<span class="n">Prøve Dam</span>' in page
    message = json.loads(make_journal(DAY, "json"))["events"][4]
    assert message["personal"] == {"text": "free", "by": "name"}
    (row,) = [
        row for row in csv.DictReader(io.StringIO(make_journal(DAY, "csv").removeprefix("\ufeff")), delimiter=";")
        if row["nummer"] == "nr. 7-0005"
    ]  # fmt: skip
    assert (row["personoplysninger"], row["hvem"], row["hvad skete der"]) == (
        "fri tekst, navn", "Prøve Dam", "Åskolen til Hallen: Vand på vej",
    )  # fmt: skip


SECRETS = ("Zhemmelig", "Qtelefon", "Xnavn")
TELLING = [
    said(Note("Zhemmelig", by="Xnavn"), 1),
    said(Chit(7, 1, ChitSort.MESSAGE, message=Message("Zhemmelig", "all", by="Xnavn"), by="Xnavn"), 2),
    said(RosterEdit(RosterTable.PEOPLE, "Xnavn, runner", {"telefon": "Qtelefon"}, by="Xnavn"), 3),
    said(Handover("Xnavn", "Xnavn", 40, facts=("Zhemmelig",)), 4),
    said(Opaque("vejr", {"note": "Zhemmelig", "who": {"Xnavn": 1}}), 5),
    said(Message("Zhemmelig", "all"), 6),
    said(Message("Zhemmelig", "all", by="Xnavn"), 6, kit=8),
]


@pytest.mark.parametrize("form", FORMATS)
def test_left_out_is_left_out_everywhere(form) -> None:
    whole = make_journal(TELLING, form)
    assert all(secret in whole for secret in SECRETS)
    without = make_journal(TELLING, form, choice=Choice(personal=False))
    assert not [secret for secret in SECRETS if secret.lower() in without.lower()]
    assert not [event.id.hex() for event in TELLING if event.id.hex() in without], "an id would prove a guess"
    assert "7-0006" in without and "udeladt" in without
    one = make_journal(TELLING, form, choice=Choice(person="Xnavn", personal=False))
    assert "xnavn" not in one.lower() and "7-0001" in one
    assert "7-0006" not in [line.number for line in journal_lines(TELLING, choice=Choice(person="Xnavn"))]


@given(bodies, st.integers(1, 1 << 20))
def test_no_text_that_may_tell_of_people_is_left_in_any_kind(body, seq) -> None:
    mark = "\u2603hemmelig"
    given_away = with_personal(body, lambda sort, text: mark)
    event = said(type(body)(**{name: getattr(given_away, name) for name in body.__struct_fields__}), seq)
    if mark not in event.raw.decode():
        return
    assert personal_in(type(body)) or type(body) is Opaque
    for form in FORMATS:
        assert mark not in make_journal([event], form, choice=Choice(personal=False))


def test_what_is_told_of_people_has_a_word() -> None:
    from fieldkit.resync.journal import words

    held = set(Personal) - {Personal.NOTHING}
    assert set(words.SORTS) == set(words.LEFT_OUT) == held
