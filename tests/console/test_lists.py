"""Emergency lists at the screen: in from a stick, shown for a while, printed, destroyed; their contents stay in the
vault."""

from collections.abc import Callable
from pathlib import Path

import pytest
from console_pilot import SIZE, at_screen, bodies, press, screen, settle, write
from kits import Clock, meeting_point
from textual.pilot import Pilot
from textual.widgets import Input

from fieldkit.console.lists import SHOWN_S, ListsPage, ShownList
from fieldkit.core.facts.said import Note
from fieldkit.devices.machine import sticks
from fieldkit.kit import Kit
from fieldkit.store.tables.jobs import jobs_between
from fieldkit.store.vault import vault as store

PutIn = Callable[..., None]
WORDS = "fire tilfældige øvelsesord"
LIST = "Navn;Klasse;Medicin\nEksempel Barn;3B;astmaspray\nPrøve Barn;3B;\n"


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb" / "klasse 3B.csv").write_text(LIST, encoding="utf-8")
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


async def done(pilot: Pilot[None]) -> str:
    """What stands there when the work beside the screen is done."""
    await settle(pilot)
    await settle(pilot)
    return screen(pilot.app)  # type: ignore[arg-type]


async def add(pilot: Pilot[None]) -> str:
    await press(pilot, "f7", "l")
    await done(pilot)
    await press(pilot, "l", "enter", "enter")
    for _ in range(2):
        await write(pilot, WORDS)
        await press(pilot, "enter")
    return await done(pilot)


def texts(kit: Kit) -> list[str]:
    kit.refresh()
    return [note.text for note in bodies(kit, Note) if "nødliste" in note.text]


async def test_a_list_goes_in_from_a_stick_is_shown_and_only_its_name_is_in_the_log(
    crisis: Kit, usb: Path, put_in: PutIn
) -> None:
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        shown = await add(pilot)
        assert "Nødlisten klasse-3b er låst inde (2 linjer)" in shown and "ikke krypteret" in " ".join(shown.split())
        assert "klasse-3b" in shown and "adgangskode" in shown
        await press(pilot, "enter")
        await write(pilot, "helt andre øvelsesord")
        await press(pilot, "enter")
        assert "passer ikke til nødlisten" in await done(pilot)
        await press(pilot, "enter")
        field = app.screen.focused
        assert isinstance(field, Input) and field.password
        await write(pilot, WORDS)
        await press(pilot, "enter")
        shown = await done(pilot)
        assert "PERSONOPLYSNINGER · klasse-3b" in shown and "Eksempel Barn  3B      astmaspray" in shown
        await press(pilot, "escape")
        assert "astmaspray" not in screen(app)
    assert texts(crisis) == ["nødliste klasse-3b lagt ind", "nødliste klasse-3b hentet"]
    assert {note.by for note in bodies(crisis, Note) if "nødliste" in note.text} == {"Øvelse Andersen"}
    assert "astmaspray" not in "".join(
        path.read_bytes().decode("latin-1") for path in crisis.home.folder.rglob("*") if path.is_file()
    )


async def test_a_shown_list_closes_by_itself_and_at_a_key_of_the_screens(crisis: Kit, usb: Path, put_in: PutIn) -> None:
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=(60, 20)) as pilot:
        await add(pilot)
        for leaves_by_key in (False, True):
            await press(pilot, "enter")
            await write(pilot, WORDS)
            await press(pilot, "enter")
            assert "astmaspray" in await done(pilot)
            window = app.screen
            assert isinstance(window, ShownList)
            if leaves_by_key:
                await press(pilot, "f2")
                assert app.front.id == "overview" and "astmaspray" not in screen(app)
                continue
            for _ in range(SHOWN_S - 1):
                window.second()
            await press(pilot, "down")
            window.second()
            assert app.screen is window, "somebody is there"
            await press(pilot, "f1")  # the list is what closes, whatever stands over it
            for _ in range(SHOWN_S):
                window.second()
            await settle(pilot)
            assert isinstance(app.screen, ListsPage) and "astmaspray" not in screen(app)


async def test_two_passphrases_that_differ_and_a_short_one_keep_nothing(crisis: Kit, usb: Path, put_in: PutIn) -> None:
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "l")
        await done(pilot)
        await press(pilot, "l", "enter", "enter")
        await write(pilot, "kort")
        await press(pilot, "enter")
        assert "mindst 10 tegn" in screen(app)
        await press(pilot, "ctrl+u")
        await write(pilot, WORDS)
        await press(pilot, "enter")
        await write(pilot, WORDS + "x")
        await press(pilot, "enter")
        assert "ikke ens" in screen(app)
        await press(pilot, "escape")
        assert "Der er ingen nødlister" in await done(pilot)
    assert store.list_infos(crisis.home.vault) == [] and texts(crisis) == []


async def test_all_are_destroyed_only_on_a_j(crisis: Kit, usb: Path, put_in: PutIn) -> None:
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await add(pilot)
        await press(pilot, "x", "enter", "n")
        assert store.list_infos(crisis.home.vault)
        await press(pilot, "x", "j")
        assert "Slettet: klasse-3b." in await done(pilot)
    assert store.list_infos(crisis.home.vault) == []


async def test_what_is_a_week_old_is_gone_when_the_page_is_opened(
    crisis: Kit, usb: Path, put_in: PutIn, clock: Clock
) -> None:
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await add(pilot)
        await press(pilot, "escape")
        clock.now += 8 * 24 * 3600
        await press(pilot, "l")
        assert "klasse-3b var over syv døgn gammel og er slettet" in await done(pilot)


async def test_a_key_file_on_the_stick_locks_and_opens(crisis: Kit, usb: Path, put_in: PutIn) -> None:
    put_in(usb)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "l")
        await done(pilot)
        await press(pilot, "k")
        assert (usb / "vagt.key").exists() and "er lavet" in screen(app)
        await press(pilot, "l", "enter", "enter", "enter")
        assert "nøglefil" in await done(pilot)
        put_in()
        await press(pilot, "enter")
        assert "sæt den USB-nøgle i" in " ".join((await done(pilot)).split())
        put_in(usb)
        (usb / "anden.key").write_text("0" * 64)
        await press(pilot, "enter")
        assert "flere nøglefiler (anden.key og vagt.key)" in " ".join((await done(pilot)).split())
        (usb / "anden.key").unlink()
        await press(pilot, "enter")
        assert "astmaspray" in await done(pilot)


async def test_without_a_stick_a_printer_or_a_list_it_says_what_to_do(crisis: Kit, usb: Path, put_in: PutIn) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "l")
        await done(pilot)
        await press(pilot, "p", "g", "x", "k")
        assert "ingen USB-nøgle" in await done(pilot)
        await press(pilot, "l")
        assert "Læg listen (CSV," in screen(app)
        put_in(usb)
        await press(pilot, "escape")
        await add(pilot)
        await press(pilot, "p")
        await write(pilot, WORDS)
        await press(pilot, "enter")
        assert "ingen printer" in await done(pilot)


async def test_a_list_is_printed_at_once_and_never_lies_in_the_print_queue(
    tmp_path: Path, usb: Path, put_in: PutIn, clock: Clock
) -> None:
    put_in(usb)
    made = meeting_point(tmp_path / "med-printer", now=clock, printer="virtual:")
    app = at_screen(made)
    async with app.run_test(size=SIZE) as pilot:
        await add(pilot)
        await press(pilot, "p")
        await write(pilot, WORDS)
        await press(pilot, "enter")
        assert "er udskrevet." in await done(pilot)
    assert texts(made)[-1] == "nødliste klasse-3b udskrevet"
    assert not jobs_between(made.log, 0, 1 << 40)
    made.close()
