"""The journal and its sentences: what people and the archive read, the same wherever it is made."""

import csv
import io
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import make_journal
from strategies import bodies, events

from fieldkit.core.clock.danish import danish
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.chits import Chit, ChitSort
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.kinds import REGISTRY, Opaque
from fieldkit.core.facts.said import Ack, CardAct, CardStep, EntrySort, Incident, Message, Note, Report
from fieldkit.core.facts.staff import Answer, Crew, LevelChange, Question, Warned, WarningSource
from fieldkit.core.facts.terms import Condition, Level, Precedence, Role, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Dispatch, Notice, Request, RequestState, RequestStatus, Round, Silence, SilenceStep
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.tell.sentences import TELLINGS, sentence
from fieldkit.resync.journal import clock_of

NOON = 1_795_258_800
"""21.11.2026 12:00 in Denmark."""


def told(body, seq=1, kit=12, minute=0, incident=5, sure=True):
    return make_event(
        body, kit=kit, epoch=7, seq=seq, hlc=hlc_of_unix(NOON + 60 * minute), incident=incident, time_sure=sure
    )


SAID = [
    (
        Report(40, {Topic.HEAT: TopicState(Condition.SHORTAGE), Topic.WATER: TopicState(Condition.CRITICAL, 6)},
               children=43, staff=6, level=Level.RED, note="tæpper", via=Via.RUNNER, trust=Trust.UNVERIFIED),
        "Sted 40 melder niveau rød; KRITISK: vand (6 timer); mangel: varme; 43 børn, 6 voksne; “tæpper” "
        "(via runner, ubekræftet)",
    ),
    (Report(40, dict.fromkeys(Topic, TopicState(Condition.OK))), "Sted 40 melder alt ok (via radio)"),
    (Report(40, dict.fromkeys(Topic, TopicState(Condition.OK)) | {Topic.WATER: TopicState(Condition.SHORTAGE, 1)}),
     "Sted 40 melder mangel: vand (1 time); resten ok (via radio)"),
    (Report(40, {Topic.WATER: TopicState(Condition.OK, 9)}), "Sted 40 melder ok: vand (9 timer) (via radio)"),
    (Message("Send vand\nnu", str(Role.SECRETARIAT), Precedence.FLASH, sender=40, by="Øvelse Andersen"),
     "AKUT: Sted 40 til sekretariatet: Send vand nu (Øvelse Andersen)"),
    (Message("Tak", "all", replaces=RefBody(1, 2, 3)), "Kit 12 til alle: Tak (erstatter nr. 1-0003)"),
    (Ack(RefBody(1, 2, 42), "vagthavende", 40), "Nr. 1-0042 er forstået på Sted 40 (vagthavende)"),
    (Incident(5, "Strømsvigt nord", level="2"), "Hændelsen “Strømsvigt nord” begynder, niveau 2"),
    (Note("Vi flytter ind i hallen", EntrySort.DECISION, "leder"), "Beslutning: Vi flytter ind i hallen (leder)"),
    (CardStep("alarm", CardAct.SKIP, 3, reason="ingen port"),
     "Actioncard alarm, trin 3: ikke relevant: ingen port (kit 12)"),
    (Request("tæpper", 40, 20, "stk.", due=0, topic=Topic.HEAT),
     "Sted 40 anmoder om 20 stk. tæpper (punkt: varme, senest 01.01.2025 01.00)"),
    (RequestStatus(RefBody(12, 7, 5), RequestState.WORKING, holder="Runner 3"),
     "Anmodning nr. 12-0005 er under udførelse (hos Runner 3)"),
    (Dispatch("Runner 3", 40, (41, 42), (RefBody(1, 2, 4),), minutes=30),
     "Runner 3 sendt til fods fra Sted 40 til Sted 41, Sted 42 med nr. 1-0004 (ventes tilbage efter 30 min)"),
    (Notice("Vand", "Hentes ved porten"), "Opslag “Vand”: Hentes ved porten"),
    (Round(3, 0), "Alle steder melder hver 3. time fra 01.01.2025 01.00"),
    (Silence(40, SilenceStep.ASK, 41), "Intet hørt fra Sted 40: Sted 41 er spurgt"),
    (Crew("Øvelse Andersen", 40, "leader"), "Øvelse Andersen møder på vagt som kriseleder, Sted 40"),
    (LevelChange(2, reason="byen er mørk"), "Niveau 2 besluttet: byen er mørk"),
    (Question("Hvor er der vand?", 40, 7), "Spørgsmål fra borgere på Sted 40: Hvor er der vand? (7 gange)"),
    (Answer(3, "Vand", "Ved porten", withdrawn=True),
     "Instruks 3, version 1, “Vand” er TRUKKET TILBAGE og må ikke gives mere"),
    (Warned("Skybrud fra kl. 18", WarningSource.WEATHER, "vejrtjenesten", 0, "vagten"),
     "Varsel fra vejrtjenesten (vejr): Skybrud fra kl. 18 (modtaget 01.01.2025 01.00, vagten)"),
    (Warned("Rygter om lukket vand", WarningSource.MEDIA), "Varsel (medier): Rygter om lukket vand"),
    (Chit(12, 3, ChitSort.NOTE, at=0, circa=True, note=Note("Lyset gik"), by="vagten"),
     "Blanket 12-B003, skrevet ca. 01.01.2025 01.00: Notat: Lyset gik (skrevet ind af vagten)"),
    (Chit(12, 4, ChitSort.LOST), "Blanket 12-B004: mangler"),
    (Opaque("weather", {"wind": 12}), "Slags “weather”, som denne udgave ikke kender: wind: 12"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text"), SAID)
def test_each_kind_is_told_in_plain_danish(body, text):
    assert sentence(told(body)) == text


def test_every_kind_has_a_sentence_and_a_word():
    assert set(TELLINGS) == {row.body for row in REGISTRY.all()} | {Opaque}


@given(events(bodies))
def test_any_event_is_one_clean_line(event):
    said = sentence(event)
    assert said
    assert "\n" not in said
    assert "\x1b" not in said
    assert said == said.strip()


def test_nothing_of_a_long_text_is_cut_off():
    assert sentence(told(Message("x" * 1999 + "y"))).endswith("xy")


def test_a_roster_names_the_places():
    roster = Roster(places=(Place(number=40, slug="uglemoseskolen", name="Uglemoseskolen", kind=PlaceKind.SCHOOL),))
    assert "Uglemoseskolen" in sentence(told(Report(40)), roster)
    assert "Uglemoseskolen" in make_journal([told(Report(40))], "html", roster)
    assert "Uglemoseskolen" not in make_journal([told(Report(40))], "html")


def test_hours_are_told_also_when_all_is_ok():
    topics = dict.fromkeys(Topic, TopicState(Condition.OK)) | {Topic.POWER: TopicState(Condition.OK, 6)}
    assert "nødstrøm (6 timer)" in sentence(told(Report(40, topics)))


@settings(max_examples=300)
@given(st.integers(1_735_689_600, 2_800_000_000))
def test_danish_time_is_what_the_zone_table_says(unix):
    expected = datetime.fromtimestamp(unix, ZoneInfo("Europe/Copenhagen"))
    assert danish(unix).isoformat() == expected.isoformat()


def test_danish_time_changes_at_one_in_the_morning_utc():
    for year in (2025, 2026, 2027, 2040):
        for month in (3, 10):
            last = max(d for d in range(25, 32) if datetime(year, month, d, tzinfo=UTC).weekday() == 6)
            change = datetime(year, month, last, 1, tzinfo=UTC).timestamp()
            assert danish(change - 1).utcoffset() != danish(change).utcoffset()


def a_day():
    return [
        told(Incident(0x8005, "Strømsvigt <nord>"), 1, incident=0x8005),
        told(Message("<script>alert(1)</script> & “vand”"), 2, minute=1, incident=0x8005),
        told(Note("=1+1"), 3, minute=2, incident=0, sure=False),
        told(Note("gren a"), 4, minute=3),
        told(Note("gren b"), 4, minute=9),
        told(Message("ny tekst", replaces=RefBody(12, 7, 2)), 5, minute=5),
    ]


def test_the_json_journal_tells_all_of_each_event():
    document = json.loads(make_journal(a_day(), "json"))
    assert [line["number"] for line in document["events"]] == [
        "12-0001", "12-0002", "12-0003", "12-0004", "12-0005", "12-0004",
    ]  # fmt: skip
    first, second, third, *_ = document["events"]
    assert first["at"] == "2026-11-21T11:00:00+00:00"
    assert first["local"] == "2026-11-21T12:00:00+01:00"
    assert first["exercise"] is True
    assert first["incident_name"] == "Strømsvigt <nord>"
    assert second["body"]["text"] == "<script>alert(1)</script> & “vand”"
    assert second["replaced_by"] == ["12-0005"]
    assert third["at_certain"] is False
    assert third["clock"].startswith("ca. ")
    (branches,) = document["forks"]
    assert [line["id"] for line in document["events"] if line["fork"]] == branches


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_the_html_journal_is_one_page_that_runs_nothing_and_asks_for_nothing():
    page = make_journal(a_day(), "html")
    reader = _Reader()
    reader.feed(page)
    tags = {tag for tag, _ in reader.tags}
    assert not tags & {"script", "link", "img", "iframe"}
    assert all(attrs.get("href", "#").startswith("#") for _, attrs in reader.tags)
    text = " ".join(reader.text)
    assert "<script>alert(1)</script> & “vand”" in text
    assert "ØVELSE Strømsvigt <nord>" in text
    assert "erstattet af nr. 12-0005" in text
    assert text.index("Numre med flere udgaver") < text.index("gren a") < text.index("gren b")


def test_the_html_journal_tells_which_incidents_and_periods_it_covers_and_who_kept_it():
    written = [
        told(Incident(5, name="Strømsvigt"), seq=1, minute=0),
        told(Note("Pumpen kører", by="Øvelse Bæk"), seq=2, minute=70),
        told(Report(40, by="Eksempel Ås"), seq=3, minute=20),
        told(Note("Uden for", by="Prøve <Dam>"), seq=1, kit=3, minute=5, incident=0),
    ]
    read = _Reader()
    read.feed(make_journal(written, "html"))
    first, last, _, outside = (clock_of(event) for event in written)
    text = " ".join("".join(read.text).split())
    assert f"HændelserStrømsvigt: {first} til {last}Uden for hændelser: {outside}" in text
    assert "Ført på kitKit 3: 3-0001Kit 12: 12-0001 til 12-0003" in text
    assert "Skrevet afPrøve <Dam>, Øvelse Bæk" in text
    assert "<dt>Skrevet af</dt><dd>ingen navne er noteret</dd>" in make_journal([told(Report(40))], "html")


def test_the_csv_journal_opens_in_a_danish_spreadsheet_and_holds_no_formula():
    raw = make_journal(a_day(), "csv")
    rows = list(csv.DictReader(io.StringIO(raw.removeprefix("\ufeff")), delimiter=";"))
    assert raw.startswith("\ufeffnummer;tid;")
    assert len(rows) == 6
    assert rows[0]["hændelse"] == "ØVELSE Strømsvigt <nord>"
    assert rows[2]["tid"] == "ca. 21.11.2026 12.02"
    assert rows[0]["nummer"] == "nr. 12-0001", "3-2026 alone would be a month"
    started = make_journal([told(Incident(5, "=HYPERLINK(1)"))], "csv")
    cells = [cell for row in csv.reader(io.StringIO(started), delimiter=";") for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert "=HYPERLINK(1)" not in cells


def test_an_empty_journal_says_so():
    assert "Ingen linjer." in make_journal([], "html")
    assert json.loads(make_journal([], "json"))["events"] == []
    assert make_journal([], "csv").count("\n") == 1
