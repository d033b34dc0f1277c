"""What the battery gauge says, and what may then be printed; unknown is never full and never low."""

from pathlib import Path

import pytest

from fieldkit.devices.machine.power import Power, read_power, too_low_to_print


@pytest.mark.parametrize(("percent", "low"), [(None, False), (100, False), (15, False), (14, True), (0, True)])
def test_below_fifteen_per_cent_only_the_essential_prints(percent: int | None, low: bool) -> None:
    assert too_low_to_print(percent) is low


def supply(folder: Path, name: str, **files: str) -> None:
    (folder / name).mkdir(parents=True)
    for file, text in files.items():
        (folder / name / file).write_text(text + "\n")


def test_the_lowest_battery_counts_and_any_mains_is_mains(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="0")
    supply(tmp_path, "BAT0", type="Battery", capacity="80")
    supply(tmp_path, "BAT1", type="Battery", capacity="31")
    supply(tmp_path, "usb", type="USB", online="1")
    assert read_power(tmp_path) == Power(31, True)


def test_what_no_gauge_tells_is_unknown(tmp_path: Path) -> None:
    assert read_power(tmp_path / "nothing") == Power(None, None)
    supply(tmp_path, "BAT0", type="Battery", capacity="?")
    supply(tmp_path, "AC", type="Mains", online="")
    assert read_power(tmp_path) == Power(None, None)
