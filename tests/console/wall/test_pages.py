"""Each page says what is so, no better, in letters that are read across a room, at every size of the terminal."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from console_pilot import arrives
from hypothesis import given
from hypothesis import strategies as st
from kits import Clock, secretariat
from wall_read import stands

from fieldkit.acts import activation, incidents, messages, requests
from fieldkit.console.wall.pages import Page, draw, pages
from fieldkit.console.wall.picture import Picture, look_at
from fieldkit.console.wall.sheet import Room
from fieldkit.core.carrier import Carrier
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Condition, Level, Precedence, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status

USUAL = Room(80, 24)
SIZES = [(80, 24), (60, 20), (120, 40), (200, 60), (40, 12), (20, 6), (1, 1), (400, 100)]
CRITICAL = TopicState(Condition.CRITICAL, 4)


@pytest.fixture
def engine(staff: Kit) -> Iterator[None]:
    """An engine that runs, as far as others can see."""
    lock = staff.home.lock_engine()
    assert lock is not None
    yield
    lock.close()


def seen(kit: Kit, room: Room = USUAL, **changed: object) -> dict[str, str]:
    """What each page shows, by its key."""
    picture = look_at(kit)
    if changed:
        picture = msgspec.structs.replace(picture, **changed)
    return {page.key: show(page, picture, room) for page in pages(picture, room)}


def show(page: Page, picture: Picture, room: Room = USUAL) -> str:
    return draw(page, picture, room, "").plain()


def report(kit: Kit, clock: Clock, place: int, seq: int, ago: int, **said: object) -> None:
    topics = said.pop("topics", {})
    arrives(kit, clock, Report(place, topics, **said), kit_number=place, seq=seq, ago=ago)
    kit.refresh()


def test_the_situation_counts_what_is_red_yellow_and_silent_and_says_who_decided(staff: Kit, clock: Clock) -> None:
    clock.now += 4 * 3600
    report(staff, clock, 2, 1, 300, topics={Topic.WATER: CRITICAL})
    report(staff, clock, 3, 1, 300, level=Level.YELLOW)
    report(staff, clock, 4, 1, 300, level=Level.YELLOW)
    activation.decide(staff, 2, by="beredskabschefen")
    picture = look_at(staff)
    silent = sum(row.silent for row in picture.board.rows)
    said = seen(staff)["situation"]
    assert stands(said, "1", 2) and stands(said, "2", 2) and stands(said, str(silent), 2)
    assert stands(said, "rødt") and stands(said, "gule") and stands(said, "tavse")
    assert f"1 rødt, 2 gule, {silent} tavse" in said
    assert "besluttet af beredskabschefen" in said and "Strømsvigt nord" in said


def test_what_is_unknown_is_never_shown_as_well(staff: Kit, clock: Clock) -> None:
    said = seen(staff)
    many = len(look_at(staff).board.rows)
    assert f"0 grønne · {many} ukendt" in said["situation"]
    assert not any(key.startswith("worst") for key in said), "nobody is silent yet, and nothing is red"
    clock.now += 4 * 3600
    worst = seen(staff)["worst.0"]
    assert stands(worst, "aldrig") and "TAVS" in worst and "Intet er hørt herfra" in worst
    assert "GRØN" not in worst


def test_without_a_clock_that_is_set_nobody_is_silent_and_the_clock_is_about(staff: Kit, clock: Clock) -> None:
    staff.time_sure = False
    clock.now += 4 * 3600
    said = seen(staff)["situation"]
    assert stands(said, "?", 2) and "tavse ukendt" in said and "ca." in said.split("\n")[0]
    staff.time_sure = True
    assert "ca." not in seen(staff)["situation"].split("\n")[0]


def test_the_worst_place_has_its_name_and_age_large_and_the_hours_that_are_left(staff: Kit, clock: Clock) -> None:
    clock.now += 3600
    report(staff, clock, 3, 1, 95 * 60, topics={Topic.WATER: CRITICAL, Topic.FOOD: TopicState(Condition.SHORTAGE)})
    said = seen(staff)["worst.0"]
    assert stands(said, "Brombærskolen") and stands(said, "1 t 35") and "RØD" in said
    assert "Kritisk: vand (ca. 2 t tilbage)" in said and "Mangel: mad" in said


def test_every_place_is_in_the_grid_with_its_age(staff: Kit, clock: Clock) -> None:
    report(staff, clock, 3, 1, 12 * 60, level=Level.RED)
    for room in (USUAL, Room(120, 40), Room(60, 20)):
        grid = "\n".join(text for key, text in seen(staff, room).items() if key.startswith("all."))
        names = [row.name for row in look_at(staff).board.rows]
        missing = [name for name in names if name[:12] not in grid and name.split()[-1][:9] not in grid]
        assert not missing
        assert "R Brombær" in grid and "12 min" in grid


def test_an_akut_message_is_the_first_page_until_somebody_has_read_it(staff: Kit, clock: Clock) -> None:
    text = "Taget på hallen er faldet ned, 3 er klemt"
    body = Message(text, to="secretariat", precedence=Precedence.FLASH)
    event = arrives(staff, clock, body, kit_number=3, ago=120)
    staff.refresh()
    said = seen(staff)
    first = next(iter(said))
    assert first == f"akut.{event.id.hex()}"
    assert stands(said[first], "AKUT", 2) and stands(said[first], "fra Brombærskolen") and stands(said[first], "2 min")
    assert stands(said[first], "“Taget på") or text in said[first]
    assert all("1 AKUT, " in text for text in said.values())
    messages.acknowledge(staff, event.ref, "Øvelse Andersen")
    assert next(iter(seen(staff))) == "situation"


def test_two_akut_messages_with_one_number_are_two_pages(staff: Kit, clock: Clock) -> None:
    """As when a kit had to begin its numbers anew."""
    for epoch in (1, 2):
        at = hlc_of_unix(clock.now - 60 * epoch)
        body = Message("Hjælp", "secretariat", Precedence.FLASH)
        event = make_event(body, kit=3, epoch=epoch, seq=1, hlc=at, incident=staff.state.current())
        staff.merge([event], Carrier.RADIO)
    assert len([key for key in seen(staff) if key.startswith("akut.")]) == 2


def test_requests_say_how_long_they_wait_and_whether_anybody_has_them(staff: Kit, clock: Clock) -> None:
    due = int(clock.now) + 1800 - EPOCH_UNIX_S
    requests.ask(staff, "tæpper", place=3, count=60, unit="stk.", due=due)
    clock.now += 45 * 60
    said = seen(staff)["waiting.0"]
    assert stands(said, "45 min") and "60 stk. tæpper, Brombærskolen" in said and "ingen har taget den" in said
    assert "skulle være der" in said and "for 15 min siden" in said


def test_nothing_is_wrong_while_an_engine_runs(staff: Kit, engine: None) -> None:
    put_status(staff.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(staff.now())))
    assert look_at(staff).wrong == ""


def test_an_engine_that_is_gone_is_told_on_every_page(staff: Kit, clock: Clock) -> None:
    assert all("Motoren kører ikke: intet nyt kommer ind" in text for text in seen(staff).values())
    put_status(staff.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(clock.now)))
    assert all("Motoren er standset: intet nyt siden" in text for text in seen(staff).values())


def test_an_exercise_says_so_on_every_page(tmp_path: Path, clock: Clock) -> None:
    kit = secretariat(tmp_path / "kit", now=clock)
    try:
        assert all("Ingen hændelse er i gang" in text and "ØVELSE" not in text for text in seen(kit).values())
        incidents.start(kit, "Strømsvigt nord", exercise=True)
        assert all("ØVELSE  Strømsvigt nord" in text for text in seen(kit).values())
    finally:
        kit.close()


@pytest.mark.parametrize("halves", [True, False])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_fits_every_terminal(staff: Kit, clock: Clock, width: int, height: int, halves: bool) -> None:
    clock.now += 4 * 3600
    report(staff, clock, 3, 1, 300, topics={Topic.WATER: CRITICAL}, note="uro hos de mindste")
    arrives(staff, clock, Message("x" * 200, "secretariat", Precedence.FLASH), kit_number=4)
    staff.refresh()
    picture, room = look_at(staff), Room(width, height, halves)
    for page in pages(picture, room):
        sheet = draw(page, picture, room, "side", stale="Billedet er fra 20.05: disken er fuld", turned=True)
        rows = sheet.lines()
        assert len(rows) == height and {sum(len(piece.text) for piece in row) for row in rows} == {width}


@given(st.integers(30, 220), st.integers(10, 70))
def test_the_counts_and_the_clock_are_drawn_wherever_there_is_room(width: int, height: int) -> None:
    room = Room(width, height)
    assert room.big >= 1 and room.huge >= room.big and (room.text == 0 or room.unit >= 2)
