"""A stick at the screen: what others put there comes in, what this kit knows lies there after, and what went wrong is
told."""

from asyncio import to_thread
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import cast

import pytest
from console_pilot import SIZE, at_screen, press, screen, settle, write
from kits import Clock, make_kit
from textual.pilot import Pilot
from textual.widgets import Input

from fieldkit.acts import sticks as acts
from fieldkit.console.app import FeltkitApp
from fieldkit.core.errors import InputError
from fieldkit.core.facts.said import Note
from fieldkit.devices.machine import sticks
from fieldkit.kit import Kit
from fieldkit.resync.bundle import import_bundle
from fieldkit.resync.stick import put_on

PutIn = Callable[..., None]


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


@pytest.fixture
def put_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PutIn:
    """These folders are sticks that are in, by what the kernel tells."""

    def put(*folders: Path) -> None:
        lines = [f"36 24 8:1 / {folder} rw - vfat /dev/nothing1 rw" for folder in folders]
        (tmp_path / "mountinfo").write_text("\n".join(lines), "utf-8")
        monkeypatch.setattr(sticks, "MOUNTS", tmp_path / "mountinfo")
        monkeypatch.setattr(sticks, "USUAL", tuple(str(folder) for folder in folders))

    put()
    return put


@pytest.fixture
def other(tmp_path: Path, crisis: Kit, clock: Clock) -> Kit:
    made = make_kit(tmp_path / "andet", number=9, key=crisis.home.key_path, now=clock)
    made.record(Note("fra det andet kit"))
    return made


async def done(pilot: Pilot[None]) -> str:
    """What stands there when the work beside the screen is done."""
    await settle(pilot)
    await settle(pilot)
    return screen(pilot.app)  # type: ignore[arg-type]


async def test_without_a_stick_a_folder_is_named_and_does_the_same(
    crisis: Kit, other: Kit, usb: Path, put_in: PutIn
) -> None:
    put_on(other, usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "u")
        assert "M: i en mappe · Esc: luk" in screen(app)
        await press(pilot, "m")
        await write(pilot, str(usb / "findes-ikke"))
        await press(pilot, "enter")
        assert "findes ikke" in screen(app)
        app.screen.query_one(Input).value = str(usb)
        await press(pilot, "enter")
        assert "Enter: hent og læg" in screen(app)
        await press(pilot, "enter")
        assert "1 pakke læst: " in await done(pilot) and "ligger på nøglen" in screen(app)
        assert "tages ud" not in screen(app)
    assert any(row.event.body == Note("fra det andet kit") for row in crisis.log.all())
    assert len(list(usb.rglob("*.fkb"))) == 2


async def test_what_others_put_there_comes_in_and_what_the_kit_knows_lies_there_after(
    crisis: Kit, other: Kit, usb: Path, put_in: PutIn
) -> None:
    put_on(other, usb)
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "u")
        assert str(usb)[:40] in screen(app) and "Enter: hent og læg" in screen(app)
        await press(pilot, "enter")
        told = await done(pilot)
        assert "1 pakke læst: 2 nye linjer, 0 var her allerede." in told
        assert "ligger på nøglen" in told and "Nøglen kan tages ud." in told
        await press(pilot, "escape")
        assert "fra det andet kit" in screen(app)
    (ours,) = (path for path in usb.iterdir() if path.name.startswith("kit-2-"))
    assert import_bundle(other, ours).new == crisis.log.count() - 2


async def test_only_one_of_the_two(crisis: Kit, other: Kit, usb: Path, put_in: PutIn) -> None:
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "u", "h")
        assert "Der ligger ingen pakker" in (await done(pilot)).replace("\n", " ")
        put_on(other, usb)
        await press(pilot, "h")
        assert "1 pakke læst" in await done(pilot)
        assert len(list(usb.iterdir())) == 1
        await press(pilot, "l")
        assert "ligger på nøglen" in await done(pilot)
        assert len(list(usb.iterdir())) == 2


async def test_a_bundle_that_is_refused_is_named_and_the_others_come_in(
    crisis: Kit, other: Kit, usb: Path, put_in: PutIn
) -> None:
    put_on(other, usb)
    (usb / "gammel.fkb").write_bytes(b"noget andet")
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "f6", "u", "enter")
        told = "".join(letter for letter in await done(pilot) if letter not in " │\n")  # the folder is a long name
        assert "gammel.fkberikkeenpakkefraFeltkit" in told
        assert "2nyelinjer" in told and "tagesud" not in told


async def test_without_a_stick_it_says_so_and_finds_one_that_came(crisis: Kit, usb: Path, put_in: PutIn) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "u")
        assert "Der sidder ingen USB-nøgle i kittet" in screen(app)
        await press(pilot, "enter", "h", "l")
        assert "Der sidder ingen" in screen(app)
        put_in(usb)
        await press(pilot, "escape", "u")
        assert str(usb)[:40] in screen(app)


class Slow:
    """A visit to a stick that waits in the middle until somebody lets it go on."""

    def __init__(self) -> None:
        self.began, self.goes_on = Event(), Event()
        self.came_through = False

    def __call__(self, *_where: object, takes: bool, puts: bool) -> acts.Visit:
        say = cast(acts.Doing, _where[3])("Pakken lægges på nøglen")
        say(1, 3)
        self.began.set()
        assert self.goes_on.wait(10)
        say(2, 3)
        self.came_through = True
        return acts.Visit(done=["Det ligger på nøglen."])


async def left_in_the_middle(pilot: Pilot[None], app: FeltkitApp, monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Somebody lets the stick be read and written, and goes to another screen before that has ended."""
    visit = Slow()
    monkeypatch.setattr(acts, "visit", visit)
    await press(pilot, "f6", "u")
    app.simulate_key("enter")
    await to_thread(visit.began.wait, 10)
    await app.run_action("region('overview')")  # as F2 does, but nobody waits for the work beside
    return visit


async def test_who_leaves_by_an_f_key_is_told_that_it_goes_on_and_what_came_of_it(
    crisis: Kit, usb: Path, put_in: PutIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        visit = await left_in_the_middle(pilot, app, monkeypatch)
        await pilot.pause(0)
        assert "Lad nøglen sidde" in screen(app)
        visit.goes_on.set()
        told = await done(pilot)
        assert "Det ligger på nøglen. Nøglen kan tages ud." in told
        assert visit.came_through


async def test_who_ends_the_screen_in_the_middle_is_asked_first(
    crisis: Kit, usb: Path, put_in: PutIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        visit = await left_in_the_middle(pilot, app, monkeypatch)
        await app.run_action("quit")
        await pilot.pause(0)
        assert app.is_running and "Lad nøglen sidde, til det er færdigt. Slut?" in screen(app)
        visit.goes_on.set()
        await done(pilot)
        await press(pilot, "escape", "ctrl+q")
        assert not app.is_running


async def test_what_cannot_even_begin_is_told_and_the_stick_may_be_taken_out(
    crisis: Kit, usb: Path, put_in: PutIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_where: object, takes: bool, puts: bool) -> acts.Visit:
        raise InputError("Disken kan ikke læses.")

    put_in(usb)
    monkeypatch.setattr(acts, "visit", refused)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "u", "enter")
        told = await done(pilot)
        assert "Disken kan ikke læses." in told and "Enter: hent og læg" in told
