"""What stands in a line and at the head comes from events alone: names, places, gaps, signatures, corrections."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journals import journal_lines, make_journal
from strategies import forked_feeds

from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, in_order, make_event
from fieldkit.core.facts.roster import PlaceNames
from fieldkit.core.facts.said import Hello, Incident, Message, Note, Report
from fieldkit.core.facts.terms import Role, Trust, Via
from fieldkit.core.signed.checkpoint import START, make_checkpoint
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.signed.standing import Standings
from fieldkit.resync.journal import FORMATS, Journal, journal_pieces

NOON = 1_795_258_800
FEED = {"kit": 7, "epoch": 9}


def said(body, seq, *, minute=0, incident=5, **feed) -> Event:
    return make_event(body, **{**FEED, **feed}, seq=seq, hlc=hlc_of_unix(NOON + 60 * minute), incident=incident)


def named(places, seq, **more) -> Event:
    return said(PlaceNames(places, 999, "Eksempelkommune"), seq, **more)


def test_a_place_is_called_what_it_was_called_when_the_line_was_written() -> None:
    events = [
        said(Report(40), 1, minute=0),
        named({40: "Åskolen"}, 2, minute=1),
        said(Report(40), 3, minute=2),
        named({40: "Ny Åskole"}, 4, minute=3),
        said(Report(40), 5, minute=4),
        said(Report(40), 6, minute=5, incident=6),
        named({40: "Huset"}, 7, minute=6, incident=6),
        said(Report(40), 8, minute=7, incident=0),
    ]
    told = [line.text.split(" melder")[0] for line in journal_lines(events) if line.kind == "report"]
    assert told == ["Åskolen", "Åskolen", "Ny Åskole", "Huset", "Huset"]


def test_a_kit_is_the_place_where_it_says_that_it_stands() -> None:
    events = [
        said(Hello(Role.MEETING_POINT, 40), 1, incident=0),
        named({40: "Åskolen", 41: "Hallen"}, 2, minute=1),
        said(Message("Vi er her", "all"), 3, minute=2),
        said(Hello(Role.MEETING_POINT, 41), 4, minute=3, incident=0),
        said(Message("Vi er flyttet", 40), 5, minute=4),
        said(Message("Ingen ved hvor", "all"), 1, minute=5, kit=8),
    ]
    lines = [line for line in journal_lines(events) if line.kind == "message"]
    assert [(line.place_name, line.text) for line in lines] == [
        ("Åskolen", "Åskolen til alle: Vi er her"),
        ("Hallen", "Hallen til Åskolen: Vi er flyttet"),
        ("", "Kit 8 til alle: Ingen ved hvor"),
    ]


def test_via_and_trust_are_the_events_own() -> None:
    events = [said(Report(40, via=Via.RUNNER, trust=Trust.UNVERIFIED), 1), said(Note("Vand"), 2, minute=1)]
    assert [(line.via_da, line.trust) for line in journal_lines(events)] == [
        ("runner", "unverified"),
        ("", "verified"),
    ]


def test_the_head_names_municipality_kits_and_what_is_missing() -> None:
    events = [said(Hello(Role.MEETING_POINT, 40, first=3), 3), named({40: "Åskolen"}, 4), said(Note("x"), 7)]
    document = json.loads(make_journal(events, "json"))
    assert document["municipalities"] == [{"code": 999, "name": "Eksempelkommune"}]
    assert document["kits"] == [
        {"kit": 7, "epoch": 9, "place": 40, "place_name": "Åskolen", "first": 3, "last": 7, "events": 3}
    ]
    assert document["gaps"] == [{"kit": 7, "epoch": 9, "first": 5, "last": 6}]
    page = make_journal(events, "html")
    assert "<h1>Journal: Eksempelkommune</h1>" in page and "Eksempelkommune (kommunekode 999)" in page
    assert "<dt>Mangler</dt><dd>7-0005 til 7-0006 (2)</dd>" in page
    assert "Kit 7, Åskolen: 7-0003 til 7-0007" in page


def test_every_line_says_what_stands_behind_it() -> None:
    secret = bytes(range(32))
    events = [said(Note(f"linje {seq}"), seq, minute=seq) for seq in (1, 2, 3)]
    forged = said(Note("forfalsket"), 2, minute=9)
    block = make_checkpoint(secret, public_of(secret), 7, 9, 1, START, [event.id for event in events[:2]])
    standings = Standings([block], lambda kit, key: True)
    lines = Journal(lambda: in_order([*events, forged]), standings).lines()
    assert [(line.number, line.signature_da) for line in lines] == [
        ("7-0001", "underskrevet"),
        ("7-0002", "underskrevet"),
        ("7-0003", "kun radiosegl"),
        ("7-0002", "modsagt af underskriften"),
    ]
    page = make_journal([*events, forged], "html", standings=standings)
    assert "<dt>Underskrift</dt><dd>1 kun radiosegl; 2 underskrevet; 1 modsagt af underskriften</dd>" in page


def test_each_edition_of_a_number_has_an_anchor_and_the_number_leads_to_all() -> None:
    events = [said(Note("gren a"), 4), said(Note("gren b"), 4, minute=5), said(Note("andet kit"), 4, epoch=10)]
    anchors = {line.anchor for line in journal_lines(events)}
    assert len(anchors) == 3 and all(anchor.startswith("7-0004/") for anchor in anchors)
    page = make_journal(events, "html")
    for anchor in (*anchors, "7-0004"):
        assert page.count(f'id="{anchor}"') == 1
    assert all(line.fork for line in journal_lines(events))


def test_a_correction_stands_beside_what_it_corrects() -> None:
    events = [said(Message("kl. 15"), 1), said(Message("kl. <16>", replaces=RefBody(7, 9, 1)), 2, minute=70)]
    page = make_journal(events, "html")
    first = page[page.index('<tr id="7-0001"') : page.index('<tr id="7-0002"')]
    assert '<a href="#7-0002">erstattet af nr. 7-0002</a>' in first and "kl. &lt;16&gt;" in first
    assert '(erstatter nr. <a href="#7-0001">7-0001</a>)' in page[page.index('<tr id="7-0002"') :]


def test_days_and_incidents_have_tables_of_their_own_and_those_that_are_long_stream(monkeypatch) -> None:
    from fieldkit.resync.journal import html_form

    monkeypatch.setattr(html_form, "MOST_HELD", 2)
    events = [
        said(Incident(5, "Strømsvigt"), 1, incident=5),
        *(said(Note(f"linje {seq}"), seq, minute=seq) for seq in range(2, 12)),
        *(said(Note(f"udenfor {seq}"), seq, minute=seq, kit=8, incident=0) for seq in range(1, 5)),
        said(Note("næste dag"), 12, minute=24 * 60),
    ]
    page = make_journal(events, "html")
    found = [page[at:].partition('"')[2].partition('"')[0] for at in _all(page, "<section class=")]
    assert found.count("s") == len(found)
    ids = [part.partition('"')[0] for part in page.split('<section class="s" id="')[1:]]
    assert ids[0] == "2026-11-21-0005" and ids[-1] == "2026-11-22-0005" and "2026-11-21-0000" in ids
    assert len(ids) == len(set(ids)) > 3 and "(fortsat)" in page
    assert page.count('<tr id="') == len(events)
    assert "lørdag 21.11.2026 · Strømsvigt" in page and "søndag 22.11.2026 · Strømsvigt" in page


def _all(text: str, part: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(part, at)]


@pytest.mark.parametrize("form", FORMATS)
@given(logs=forked_feeds(), seed=st.randoms())
def test_any_log_is_told_the_same_whatever_brought_it(form, logs, seed) -> None:
    shuffled = list(logs)
    seed.shuffle(shuffled)
    assert make_journal(logs, form) == make_journal(shuffled, form)


def test_it_is_written_a_piece_at_a_time() -> None:
    asked = 0

    def read():
        nonlocal asked
        for seq in range(1, 2001):
            asked += 1
            yield said(Note(f"linje {seq}"), seq, minute=0)

    pieces = journal_pieces(read, "html")
    next(pieces)
    for _ in range(3):
        next(pieces)
    assert asked < 2010


def test_what_a_revoked_kit_wrote_is_shown_apart_and_names_nothing() -> None:
    events = [
        said(Incident(5, "Strømsvigt"), 1),
        named({40: "Åskolen"}, 2, minute=1),
        said(Incident(5, "Noget andet"), 1, minute=2, kit=8),
        named({40: "Tyvens hus"}, 2, minute=3, kit=8),
        said(Report(40), 3, minute=4),
    ]
    ordered = in_order(events)
    lines = list(Journal(lambda: ordered, is_apart=lambda event: event.kit == 8).lines())
    assert [line.apart for line in lines] == [False, False, True, True, False]
    assert {line.incident_name for line in lines} == {"Strømsvigt"} and lines[-1].text.startswith("Åskolen melder")
    page = "".join(journal_pieces(lambda: ordered, "html", is_apart=lambda event: event.kit == 8))
    assert page.count("sat til side: kittet var spærret") == 2 and "som var spærret, og sat til side" in page
