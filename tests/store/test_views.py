"""Views that a person reads in another program: they tell what the journal tells, and nothing is stored twice."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from kits import Clock, meeting_point, secretariat
from sqlite_utils import Database
from sqlite_utils.cli import cli as sqlite_utils

from fieldkit.acts import incidents
from fieldkit.core.clock.danish import danish_date_time
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import ahead_flags, make_event
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.said import Ack, Message, Note, Report
from fieldkit.core.facts.terms import Condition, Level, Precedence, Role, Topic, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Request, RequestState, RequestStatus
from fieldkit.core.tell.sentences import kind_words
from fieldkit.kit import Kit
from fieldkit.resync.journal import Journal
from fieldkit.store.log import Log
from fieldkit.store.views import VIEWS


@pytest.fixture
def log(tmp_path: Path):
    """The log's file after a short incident, and what the journal says of it."""
    clock = Clock(1_795_258_800)
    kit = secretariat(tmp_path / "kit", now=clock)
    incidents.start(kit, "Strømsvigt nord", exercise=True)
    clock.now += 60
    sent = kit.record(Message("Vandvognen kommer", 2, Precedence.URGENT, by="Øvelse Bæk"))
    kit.record(Ack(RefBody(*sent.ref), "Prøve Dam", 2))
    kit.record(Message("Den kommer kl. 15", Role.MEETING_POINT.value, replaces=RefBody(*sent.ref)))
    kit.record(Report(2, {Topic.WATER: TopicState(Condition.CRITICAL, 4)}, children=7, level=Level.RED, via=Via.RUNNER))
    asked = kit.record(Request("tæpper", 2, 40, "stk."))
    kit.record(RequestStatus(RefBody(*asked.ref), RequestState.WORKING))
    incidents.stop(kit)
    lines = list(Journal(kit.reading.events).lines())
    kit.close()
    yield kit.home.log_path, lines


def rows(path: Path, view: str) -> list[dict]:
    """What `sqlite-utils rows` prints of a view."""
    told = CliRunner().invoke(sqlite_utils, ["rows", str(path), view])
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def test_sqlite_utils_lists_them(log) -> None:
    path, lines = log
    told = json.loads(CliRunner().invoke(sqlite_utils, ["views", str(path), "--counts"]).stdout)
    assert {row["view"] for row in told} == set(VIEWS)
    assert {row["view"]: row["count"] for row in told}["journal"] == len(lines)


def test_the_journal_is_the_journals_lines(log) -> None:
    path, lines = log
    found = rows(path, "journal")
    assert [(row["nummer"], row["id"], row["tid"], row["slags"], row["noteret hos"]) for row in found] == [
        (line.number, line.id, line.clock, line.kind_da, line.place_name) for line in lines
    ]
    assert [row["hændelse"] for row in found] == [line.incident_words for line in lines]
    assert [row["skrevet af"] for row in found] == [line.by for line in lines]
    (sent,) = [row for row in found if row["tekst"] == "Vandvognen kommer"]
    assert sent["hændelse"] == "ØVELSE Strømsvigt nord"


def test_messages_reports_requests_incidents_places_and_kits_read_well(log) -> None:
    path, lines = log
    first, second = rows(path, "beskeder")
    assert (first["fra"], first["til"], first["hastegrad"]) == ("Krisesekretariatet", "Uglemoseskolen", "haster")
    assert (first["forstået"], first["erstattet af"]) == (1, second["nummer"])
    assert (second["til"], second["hastegrad"], second["tillid"]) == ("mødestederne", "rutine", "bekræftet")
    (report,) = rows(path, "meldinger")
    assert (report["sted"], report["niveau"], report["via"]) == ("Uglemoseskolen", "rød", "runner")
    assert (report["vand"], report["mad"], report["børn"]) == ("kritisk (4 t)", "ukendt", 7)
    (request,) = rows(path, "anmodninger")
    assert (request["antal"], request["hvad"], request["tilstand"]) == (40, "tæpper", "under udførelse")
    (incident,) = rows(path, "hændelser")
    assert (incident["navn"], bool(incident["sluttet"])) == ("ØVELSE Strømsvigt nord", True)
    assert incident["linjer"] == sum(line.incident == incident["mærke"] for line in lines)
    assert {"nummer": 2, "navn": "Uglemoseskolen"} in rows(path, "steder")
    (kit,) = rows(path, "kit")
    assert (kit["sted"], kit["rolle"], kit["linjer"], kit["mangler"]) == (
        "Krisesekretariatet", "sekretariat", len(lines), 0,
    )  # fmt: skip


def test_a_second_kit_and_a_gap(tmp_path: Path) -> None:
    kit, other = secretariat(tmp_path / "one"), meeting_point(tmp_path / "two")
    try:
        kit.merge([other.record(Note(f"linje {n}")) for n in range(3)][::2], "radio")
        told = {row["kit"]: (row["linjer"], row["mangler"], row["sted"]) for row in views(kit)("kit")}
        assert told == {1: (1, 0, "Sted 1"), 2: (2, 1, "")}
    finally:
        kit.close()
        other.close()


def views(kit: Kit):
    database = Database(kit.log.conn)
    return lambda view: list(database[view].rows)


def test_a_row_that_the_disk_has_damaged_keeps_nobody_from_reading_the_others(staff: Kit) -> None:
    staff.record(Message("hel", "all"))
    staff.log.conn.execute("UPDATE events SET body='{\"text\":' WHERE kind='incident'")
    for view in VIEWS:
        assert isinstance(views(staff)(view), list)
    assert "hel" in [row["tekst"] for row in views(staff)("journal")]


def test_every_kind_has_its_word(staff: Kit) -> None:
    for seq, row in enumerate(REGISTRY.all(), 1):
        values = (bytes([seq]), 9, 1, seq, 0, 0, 0, row.name, "{}", "own", 0)
        staff.log.conn.execute(f"INSERT INTO events VALUES (?{',?' * 10})", values)
    told = {row["slags"] for row in views(staff)("journal")}
    assert told >= {kind_words(row.name) for row in REGISTRY.all()}


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    log = Log.open(tmp_path_factory.mktemp("log") / "log.db", create=True)
    yield log
    log.close()


@given(st.integers(1_735_689_600, 2_800_000_000), st.integers(0, 40_000), st.booleans())
def test_times_are_danish_also_where_the_order_is_ahead_of_the_clock(empty, unix, ahead, sure) -> None:
    flags = ahead_flags(ahead) | (0 if sure else 1)
    event = make_event(Note("x"), kit=7, epoch=1, seq=1, hlc=hlc_of_unix(unix), flags=flags)
    empty.conn.execute("DELETE FROM events")
    empty.insert([event], carrier="radio", arrived=0)
    ((told,),) = empty.conn.execute("SELECT tid FROM journal").fetchall()
    clock = danish_date_time(event.at).removesuffix(" sommertid").removesuffix(" vintertid")
    assert told == ("" if sure else "ca. ") + clock


def test_they_store_nothing(staff: Kit) -> None:
    kinds = staff.log.read("SELECT name, type, rootpage FROM sqlite_master WHERE type='view'")
    assert {name for name, _, _ in kinds} == set(VIEWS)
    assert {page for _, _, page in kinds} == {0}
