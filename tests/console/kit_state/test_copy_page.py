"""A copy of the kit, taken at the screen."""

from pathlib import Path

from console_pilot import SIZE, at_screen, press, screen, settle, write

from fieldkit.kit import Kit
from fieldkit.store.restore import find_copy


def joined(text: str) -> str:
    return "".join(letter for letter in text if letter not in " │\n")


async def test_a_copy_is_taken_in_a_folder_that_somebody_names(crisis: Kit, tmp_path: Path) -> None:
    events = crisis.log.count()
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "b")
        assert "Kopi af kittet: hvor skal den ligge?" in screen(app)
        await press(pilot, "m")
        await write(pilot, str(tmp_path / "medie"))
        await press(pilot, "enter")
        await settle(pilot)
        told = joined(screen(app))
        assert f"{events}linjer;1kopiliggerdernu." in told or f"{events}linje;1kopiliggerdernu." in told
        assert "påsammedisksomkittet" in told, "the test's own disk"
        await press(pilot, "escape")
        assert "Kopi af kittet" not in screen(app)
    assert find_copy(tmp_path / "medie").folder.is_dir()


async def test_a_folder_that_is_not_there_is_said_and_another_can_be_named(crisis: Kit, tmp_path: Path) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "b", "m")
        await write(pilot, str(tmp_path / "intet" / "her"))
        await press(pilot, "enter")
        await settle(pilot)
        assert "findesikke" in joined(screen(app))
        await press(pilot, "m")
        assert "Hvilken mappe" in screen(app)
