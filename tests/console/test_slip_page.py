"""A slip from the screen: printed, or shown so that a scanner reads it off the screen."""

from pathlib import Path

import pytest
import zxingcpp
from console_pilot import SIZE, at_screen, press, screen, settle
from kits import Clock, make_kit, meeting_point
from PIL import Image
from textual.pilot import Pilot

from fieldkit.acts import incidents, slips
from fieldkit.console.slip_page import BESIDE_CELLS, drawn, room_on
from fieldkit.core.errors import InputError
from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.link.wire.slip import LEAST_DIGITS
from fieldkit.paper.printing import JobState
from fieldkit.resync.slips import Scanner
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.tables.jobs import jobs_between, set_state


def read_off(shown: str, width: int = 54) -> str:
    """What a scanner reads off the first columns of a dark screen that shows this."""
    lines = [line[:width] for line in shown.split("\n")]
    picture = Image.new("L", (4 * (max(map(len, lines)) + 4), 8 * (len(lines) + 2)), 0)
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            for half in (0, 1):
                if letter == "█" or letter == "▀▄"[half]:
                    picture.paste(
                        255, (8 + 4 * column, 8 + 8 * row + 4 * half, 12 + 4 * column, 12 + 8 * row + 4 * half)
                    )
    return "".join(found.text for found in zxingcpp.read_barcodes(picture))


async def done(pilot: Pilot[None]) -> str:
    await settle(pilot)
    await settle(pilot)
    return screen(pilot.app)  # type: ignore[arg-type]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    write_key(tmp_path / "key", new_key())
    return tmp_path / "key"


@pytest.fixture
def here(tmp_path: Path, clock: Clock, key: Path) -> Kit:
    made = meeting_point(tmp_path / "her", now=clock, key=key)
    incidents.start(made, "Strømsvigt nord")
    for turn in range(8):
        made.record(Note(f"notat {turn}: vandet er tilbage i bygning {turn}"))
    return made


async def test_every_code_is_read_off_a_screen_of_eighty_by_twenty_four_and_brings_its_events(
    here: Kit, tmp_path: Path, key: Path, clock: Clock
) -> None:
    other = make_kit(tmp_path / "andet", number=9, key=key, now=clock)
    scanner = Scanner(other)
    app = at_screen(here)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "s", "down", "v")
        shown = await done(pilot)
        assert "Kode 1 af " in shown and "Scan alle koder" in shown
        many = int(shown.split("Kode 1 af ")[1].split()[0])
        assert many > 1
        for _ in range(many):
            scanner.scan([read_off(screen(app))])
            await press(pilot, "right")
        assert "Kode 1 af " in screen(app)
        assert scanner.missing() == {}
        await press(pilot, "escape", "escape")
        assert app.front.id == "journal"
    assert sum(isinstance(row.event.body, Note) for row in other.log.all()) == 8
    other.close()


async def test_what_was_not_shown_whole_on_the_screen_is_on_the_next_slip(here: Kit) -> None:
    app = at_screen(here)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "s", "down", "v")
        many = int((await done(pilot)).split("Kode 1 af ")[1].split()[0])
        await press(pilot, "right", "escape")
        assert f"Kun 2 af {many} koder blev vist: den næste seddel har det hele igen." in screen(app)
        assert "siden den seneste seddel" not in screen(app)
        await press(pilot, "v")
        await done(pilot)
        await press(pilot, *["right"] * many, "escape")
        assert "vist på skærmen." in screen(app) and "siden den seneste seddel" in screen(app)
        await press(pilot, "up", "up", "down", "down", "v")
        await done(pilot)
        await press(pilot, "f2")
        assert app.front.id == "overview"


async def test_the_next_slip_begins_where_the_last_one_ended(tmp_path: Path, key: Path, clock: Clock) -> None:
    here = meeting_point(tmp_path / "her", now=clock, key=key, printer="virtual:")
    here.record(Note("før"))
    app = at_screen(here)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "f6", "s")
        assert "siden den seneste seddel" not in screen(app)
        await press(pilot, "enter")
        assert "Lagt til udskrift som job 1:" in await done(pilot)
        await press(pilot, "escape")
        here.record(Note("efter"))
        await press(pilot, "s", "enter")
        assert "Lagt til udskrift som job 2: 1 linje i 1 kode" in await done(pilot)
        await press(pilot, "enter")
        await press(pilot, "escape", "s", "enter")
        assert "intet nyt" in await done(pilot)
    assert [job.document for job in jobs_between(here.log, 0, 1 << 40)] == ["slip", "slip"]
    here.close()


@pytest.mark.parametrize("end", [JobState.FAILED, JobState.WITHDRAWN])
def test_what_was_on_a_slip_that_never_came_out_is_on_the_next_one(here: Kit, clock: Clock, end: JobState) -> None:
    def make(nth: int = 0) -> slips.Made:
        return slips.made_beside(here.home.folder, clock, slips.choices(here)[nth])

    first = make(-1)
    wanted = here.record(Note("det, som det næste kit mangler"))
    lost = make()
    assert wanted.id in {event.id for event in lost.slip.events}
    set_state(here.log, lost.job, end, "", clock.now)
    again = make()
    assert wanted.id in {event.id for event in again.slip.events}
    assert {event.id for event in again.slip.events}.isdisjoint(event.id for event in first.slip.events)
    set_state(here.log, again.job, JobState.CONFIRMED, "", clock.now)
    with pytest.raises(InputError, match="intet nyt"):
        make()


async def test_a_kit_without_a_printer_a_key_or_room_on_its_screen_says_so(crisis: Kit, here: Kit) -> None:
    app = at_screen(here)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "f6", "s", "enter")
        assert "ingen printer" in screen(app)
        await press(pilot, "v")
        assert "Skærmen kan ikke vise en kode" in screen(app)
    crisis.home.key_path.unlink(missing_ok=True)


@pytest.mark.parametrize(("size", "fits"), [((80, 24), True), ((120, 40), True), ((60, 20), False), ((20, 5), False)])
def test_how_much_a_screen_takes(size: tuple[int, int], fits: bool) -> None:
    most = room_on(*size)
    assert (most >= LEAST_DIGITS) is fits
    if fits:
        lines = drawn("7" * most)
        assert (
            len(lines) <= size[1]
            and len(lines[0]) + BESIDE_CELLS <= size[0]
            and read_off("\n".join(lines), size[0]) == "7" * most
        )
