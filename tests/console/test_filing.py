"""Evaluation and journal in a file: on the stick that is in, else in the kit's folder; it is said where."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from console_pilot import SIZE, at_screen, press, screen, settle
from kits import Clock
from textual.pilot import Pilot

from fieldkit.acts import incidents, notes
from fieldkit.devices.machine import sticks
from fieldkit.kit import Kit
from fieldkit.store.tables.done import Done, last_done

PutIn = Callable[..., None]


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
    await settle(pilot)
    await settle(pilot)
    return " ".join(word for word in screen(pilot.app).split() if word != "│")  # type: ignore[arg-type]


async def test_every_paper_is_written_to_the_stick_and_none_over_another(
    crisis: Kit, clock: Clock, tmp_path: Path, put_in: PutIn
) -> None:
    notes.write(crisis, "skolen er åbnet", by="Øvelse Andersen")
    (tmp_path / "usb").mkdir()
    put_in(tmp_path / "usb")
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "g")
        assert "Om “Strømsvigt nord”; journalen med navne." in await done(pilot)
        for nth in range(5):
            await press(pilot, "home", *(["down"] * nth), "enter")
            assert "ligger i" in await done(pilot)
        await press(pilot, "enter")
        assert "-2.json" in "".join((await done(pilot)).split())
        await press(pilot, "end", "enter")
        assert "Hele loggen som pakke, lukket, til et andet kit ligger i" in await done(pilot)
        clock.now += 60
        await press(pilot, "enter")
        assert "Hele loggen som pakke, lukket, til et andet kit ligger i" in await done(pilot)
    made = sorted(path.name for path in (tmp_path / "usb").iterdir())
    (log,) = [name for name in made if name.endswith(".fkb")]  # the later one knows all that the earlier one knew
    assert log.startswith("kit-2-")
    assert made == [
        "evaluering-stroemsvigt-nord.html",
        "evaluering-stroemsvigt-nord.json",
        "journal-stroemsvigt-nord-2.json",
        "journal-stroemsvigt-nord.csv",
        "journal-stroemsvigt-nord.html",
        "journal-stroemsvigt-nord.json",
        log,
    ]
    told = json.loads((tmp_path / "usb" / "evaluering-stroemsvigt-nord.json").read_text("utf-8"))
    assert told["incident"] == "Strømsvigt nord"
    assert "Øvelse Andersen" in (tmp_path / "usb" / "journal-stroemsvigt-nord.csv").read_text("utf-8")


async def test_without_a_stick_it_goes_to_the_kits_folder_and_without_names_when_asked(
    crisis: Kit, clock: Clock, put_in: PutIn
) -> None:
    notes.write(crisis, "skolen er åbnet", by="Øvelse Andersen")
    clock.now += 60
    incidents.stop(crisis)
    incidents.start(crisis, "Vandskade", exercise=True)
    app = at_screen(crisis)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "h", "g")
        assert "“Vandskade”; journalen med navne." in await done(pilot)
        await press(pilot, "h", "end", "enter")
        assert "Om “Strømsvigt nord”" in await done(pilot)
        await press(pilot, "n")
        assert "uden navne og personoplysninger" in await done(pilot)
        await press(pilot, "down", "down", "enter")
        assert "ligger i" in await done(pilot)
    text = (crisis.home.filed / "journal-stroemsvigt-nord.csv").read_text("utf-8")
    assert "Strømsvigt nord" in text and "Øvelse Andersen" not in text and "Vandskade" not in text
    assert last_done(crisis.log, Done.JOURNAL) is None, "without the names it is not the whole"


async def test_where_nothing_has_happened_there_is_nothing_to_write(kit: Kit, put_in: PutIn) -> None:
    app = at_screen(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "g")
        assert "ingen hændelse eller øvelse" in await done(pilot)
        await press(pilot, "enter", "h", "n", "escape")
        assert app.front.id == "journal"
    assert not (kit.home.filed).exists()
