"""Reading a log gives the same with and without anything kept of it, whatever became of what is kept."""

import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_logs import QUIET, a_log, checkpointed, gone, some_events
from strategies import clashing_logs, forked_feeds

from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.terms import Condition, Precedence, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Request, RequestState, RequestStatus
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.tell.search import words_of
from fieldkit.store.kept import KEPT_NAME, Kept
from fieldkit.store.log import Log
from fieldkit.store.reading import Reading

ROSTER = Roster(
    places=(
        Place(number=40, slug="boernehuset-regnfrakken", name="Børnehuset Regnfrakken", kind=PlaceKind.DAYCARE),
        Place(number=41, slug="uglemoseskolen", name="Uglemoseskolen", kind=PlaceKind.SCHOOL),
    )
)


PLACES = range(1, 8)
"""Of an afternoon's reports, and what a drawn one names now and then."""


def asked(folder: Path, *texts: str) -> list[object]:
    """Everything that a reading answers, as what can be compared."""
    log = Log.open(folder / "log.db")
    kept = Kept.open(log)
    try:
        return answers(Reading(log, kept), *texts)
    finally:
        kept.close()
        log.close()


def answers(reading: Reading, *texts: str) -> list[object]:
    rows = [row.event.id for row in reading.rows()]
    middle = next((row.event.stamp for index, row in enumerate(reading.rows()) if index == len(rows) // 2), None)
    return [
        rows,
        [event.id for event in reading.latest(7)],
        [row.event.id for row in reading.rows(after=middle)],
        *([row.event.id for row in reading.found(text, ROSTER)] for text in texts),
        *([event.id for event in reading.latest_found(text, ROSTER, 3)] for text in texts),
        *([event.id for event in reading.reports_of(place, 3)] for place in (12, 40, 101, *PLACES)),
    ]


def found(events: list[Event], text: str, keep_at: int) -> list[Event]:
    """What `text` finds in a log of these events, of which so many are kept."""
    with tempfile.TemporaryDirectory() as folder:
        a_log(Path(folder), events, keep_at={keep_at})
        log = Log.open(Path(folder) / "log.db")
        kept = Kept.open(log)
        assert kept.read_to == keep_at
        try:
            return [row.event for row in Reading(log, kept).found(text, ROSTER)]
        finally:
            kept.close()
            log.close()


@QUIET
@given(forked_feeds(), st.data())
def test_any_log_is_read_alike_with_and_without_what_is_kept(logs, data):
    mixed = data.draw(st.permutations(logs))
    points = data.draw(st.sets(st.integers(1, max(1, len(mixed)))))
    words = sorted({word for event in mixed for word in words_of(event)} | {"12-0147", "vand", "ae", "-", "“"})
    some = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=4))
    begin, end = data.draw(st.tuples(st.integers(0, 3), st.integers(1, 9)))
    texts = [*some, " ".join(some[:2]), some[0][begin:end], some[0].upper(), "børnehuset", "melding"]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        a_log(Path(one), mixed, keep_at=points)
        a_log(Path(other), mixed)
        with_kept, without = asked(Path(one), *texts), asked(Path(other), *texts)
        assert with_kept == without
        assert without[0] == [event.id for event in sorted(set(mixed), key=lambda event: event.stamp)]


@QUIET
@given(clashing_logs((Report, Note, Message)), st.data())
def test_a_log_reads_alike_in_whatever_order_its_events_came(logs, data):
    """Also when cloned cards have said several things under one number at one moment."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        a_log(Path(one), logs, keep_at=data.draw(st.sets(st.integers(1, len(logs)), max_size=1)))
        a_log(Path(other), data.draw(st.permutations(logs[::-1])))
        assert asked(Path(one), "1-0001", "øvelse", "melding") == asked(Path(other), "1-0001", "øvelse", "melding")


def said(*bodies: object) -> list[Event]:
    return [make_event(body, kit=12, epoch=0, seq=n, hlc=n << 16) for n, body in enumerate(bodies, 1)]


DAY = said(
    Message("Vandvognen kommer til Ærøgade kl. 14", "all", Precedence.FLASH),
    Report(40, {Topic.WATER: TopicState(Condition.CRITICAL, 6)}, children=43, note="Vi mangler tæpper"),
    Report(41, {Topic.FOOD: TopicState(Condition.OK)}),
    Request("tæpper til børnehuset", 41, count=20, unit="stk.", topic=Topic.HEAT),
    RequestStatus(RefBody(12, 0, 4), RequestState.DECLINED, note="ingen biler"),
    Note("Café Élan har åbnet for 112 gæster"),
    Note("Se 12-0002 om vandet"),
    Report(55, {Topic.LIGHT: TopicState(Condition.SHORTAGE)}),
    Note("Günther Prøve henter nøglen"),
)


@pytest.mark.parametrize("keep_at", [4, 9])
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ærøgade", [1]),
        ("AEROEGADE", [1]),
        ("aeroegade", [1]),
        ("boernehuset", [2, 4]),  # by the name of the place, and by what somebody wrote
        ("BØRNEHUSET", [2, 4]),
        ("regnfrakken", [2]),
        ("vogn", [1]),
        ("vognen", [1]),
        ("vand", [1, 2, 7]),
        ("va", [1, 2, 4, 7]),
        ("gn", []),  # two letters only begin a word
        ("tæpper", [2, 4]),
        ("taepper ugle", [4]),
        ("tæpper regnfrakken", [2]),
        ("kritisk vand", [2]),
        ("vand kritisk", [2]),
        ("akut", [1]),
        ("afvist", [5]),
        ("melding", [2, 3, 8]),
        ("anmodning tæpper", [4]),
        ("varme", [4]),
        ("mad", [3]),
        ("cafe elan", [6]),
        ("CAFÉ", [6]),
        ("GÜNTHER", [9]),
        ("gunther", [9]),
        ("guenther", [9]),
        ("12-0002", [2, 7]),
        ("12-2", [2, 7]),
        ("0004", [4, 5]),
        ("2-0002", []),
        ("43", [2]),
        ("“", []),
        ("ukendtord", []),
    ],
)
def test_what_a_word_finds(text, numbers, keep_at):
    """Half of it kept, or all of it."""
    assert [event.seq for event in found(DAY, text, keep_at)] == numbers


def test_what_the_roster_calls_a_place_counts_when_somebody_looks(tmp_path: Path):
    a_log(tmp_path, DAY, keep_at={9})
    log = Log.open(tmp_path / "log.db")
    reading = Reading(log, Kept.open(log))
    renamed = Roster(places=(Place(number=40, slug="solsikken", name="Solsikken", kind=PlaceKind.DAYCARE),))
    assert [row.event.seq for row in reading.found("solsikken", renamed)] == [2]
    assert not list(reading.found("regnfrakken", renamed))
    log.close()


def test_a_late_event_stands_where_its_time_puts_it(tmp_path: Path):
    a_log(tmp_path, DAY, keep_at={9})
    log = Log.open(tmp_path / "log.db")
    reading = Reading(log, Kept.open(log))
    late = make_event(Note("Vandvognen er kørt"), kit=7, epoch=0, seq=1, hlc=(3 << 16) + 1)
    log.insert([late], carrier=Carrier.SLIP, arrived=0)
    assert [row.event.seq for row in reading.rows() if row.event.kit == 12] == [event.seq for event in DAY]
    assert [row.event for row in reading.rows()].index(late) == 3
    assert reading.latest(len(DAY) - 2)[-1] == late
    assert [row.event for row in reading.rows(after=DAY[1].stamp)][:2] == [DAY[2], late]
    assert [row.event for row in reading.found("vandvogn", ROSTER)] == [DAY[0], late]
    log.close()


def test_both_of_a_fork_are_found(tmp_path: Path):
    twin = make_event(Note("Vandvognen på den anden disk"), kit=12, epoch=0, seq=1, hlc=9 << 16)
    assert found([*DAY, twin], "12-0001", 9) == found([*DAY, twin], "12-0001", 4) == [DAY[0], twin]


def test_more_words_than_one_statement_takes_are_all_found(tmp_path: Path, monkeypatch):
    many = said(*(Note(f"hus{'abcdefghij'[n % 10]}{n}ende") for n in range(60)))
    for size, batches in ((7, 400), (7, 3)):
        monkeypatch.setattr("fieldkit.store.lookup._OR", size)
        monkeypatch.setattr("fieldkit.store.lookup._BATCHES", batches)
        assert len(found(many, "hus", 60)) == 60


def test_an_answer_that_comes_to_be_doubted_on_the_way_goes_on_from_the_log(tmp_path: Path):
    events = some_events()
    a_log(tmp_path, events, keep_at={400})
    log = Log.open(tmp_path / "log.db")
    kept = Kept.open(log)
    rows = Reading(log, kept).rows()
    begun = [next(rows).event.id for _ in range(50)]
    kept.close()
    log.conn.execute("UPDATE events SET hlc=hlc+1 WHERE rowid=350")  # damaged since: what is read is no longer its own
    everything = begun + [row.event.id for row in rows]
    assert everything == [row.event.id for row in log.all()] and len(set(everything)) == len(everything) == 399
    log.close()


TEXTS = ("vand", "kritisk", "melding mad", "12-0003", "e", "øvelse", "2")


@pytest.fixture(scope="module")
def kept_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    a_log(folder, some_events(), keep_at={200, 300})
    checkpointed(folder / KEPT_NAME)
    return folder


@pytest.mark.exhaustive
def test_any_wrong_byte_of_it_finds_the_same(kept_folder: Path):
    raw = (kept_folder / KEPT_NAME).read_bytes()
    expected = asked(kept_folder, *TEXTS)
    for at in range(0, len(raw), max(1, len(raw) // 150)):
        gone(kept_folder)
        (kept_folder / KEPT_NAME).write_bytes(raw[:at] + bytes([raw[at] ^ 0xFF]) + raw[at + 1 :])
        assert asked(kept_folder, *TEXTS) == expected, f"byte {at}"
    for cut in range(0, len(raw), max(1, len(raw) // 20)):
        gone(kept_folder)
        (kept_folder / KEPT_NAME).write_bytes(raw[:cut])
        assert asked(kept_folder, *TEXTS) == expected, f"cut at {cut}"


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM words_data WHERE id = (SELECT max(id) FROM words_data)",
        "UPDATE words_data SET block = substr(block, 1, length(block) - 1) WHERE id > 10",
        "DELETE FROM words_idx",
        "DELETE FROM times WHERE row = 17",
        "UPDATE times SET hlc = hlc + 1 WHERE row = 17",
        "DELETE FROM places WHERE row < 100",
        "DELETE FROM parts WHERE name = 'terms.0'",
        "DELETE FROM parts WHERE name = 'lookup'",
        "DROP TABLE words",
        "DROP TABLE times",
    ],
)
def test_what_is_lost_of_it_is_noticed_thrown_away_and_made_anew(kept_folder: Path, tmp_path: Path, damage):
    shutil.copytree(kept_folder, tmp_path / "kit")
    folder = tmp_path / "kit"
    gone(folder)
    a_log_kept = Log.open(folder / "log.db")
    kept = Kept.open(a_log_kept)
    expected = answers(Reading(a_log_kept, kept), *TEXTS)  # of the log alone: nothing is kept yet
    assert kept.read_to == 0 and kept.keep()
    kept.close()
    with sqlite3.connect(folder / KEPT_NAME) as db:
        db.execute(damage)
    db.close()
    kept = Kept.open(a_log_kept)
    assert kept.read_to == 400
    assert answers(Reading(a_log_kept, kept), *TEXTS) == expected
    assert kept.read_to == 0
    assert kept.keep() and kept.read_to == 400
    assert answers(Reading(a_log_kept, kept), *TEXTS) == expected and kept.read_to == 400
    kept.close()
    a_log_kept.close()


def test_what_is_damaged_is_not_added_to(kept_folder: Path, tmp_path: Path):
    """A sum that is taken anew over a damaged table would make it good for ever."""
    shutil.copytree(kept_folder, tmp_path / "kit")
    folder = tmp_path / "kit"
    gone(folder)
    log = Log.open(folder / "log.db")
    kept = Kept.open(log)
    assert kept.keep()
    kept.close()
    with sqlite3.connect(folder / KEPT_NAME) as db:
        db.execute("DELETE FROM words_data WHERE id = (SELECT max(id) FROM words_data)")
    db.close()
    log.insert([make_event(Note("vandet er tilbage"), kit=9, epoch=0, seq=1, hlc=1)], carrier=Carrier.RADIO, arrived=0)
    kept = Kept.open(log)
    assert not kept.keep() and kept.read_to == 0
    assert kept.keep() and kept.read_to == 401
    kept.close()
    log.close()


@pytest.mark.parametrize("keep_at", [set(), {300}], ids=["nothing kept", "kept"])
def test_who_stops_reading_after_the_log_was_closed_is_no_fault(tmp_path: Path, keep_at: set[int]) -> None:
    """A reader that leaves (`head`): what has been begun is let go of when the program ends, behind its log."""
    a_log(tmp_path, some_events(), keep_at=keep_at)
    log = Log.open(tmp_path / "log.db")
    kept = Kept.open(log)
    begun = [Reading(log, kept).rows(), Reading(log, kept).found("vand", ROSTER)]
    assert all(next(rows) for rows in begun)
    kept.close()
    log.close()
    for rows in begun:
        rows.close()
