"""Every screen of the same day at four sizes as it is seen, and in three looks: a change of a screen is a change here.

`FELTKIT_UPDATE_GOLDEN=1 pytest tests/console/test_screens.py` writes them anew; read them before committing.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_pilot import press, screen, settle
from linux_console import on_a_linux_console, shown
from paths import ROOT

from fieldkit.console.app import FeltkitApp
from fieldkit.console.looks import Look
from fieldkit.console.now_line import NowLine
from fieldkit.kit import Kit

sys.path.append(str(ROOT / "scripts"))

from screenshot_pictures import Clock, make_day

CHANGES = re.compile(r"\d+ [kMG]B|kendetal [0-9a-f]{4} [0-9a-f]{4}")
"""What differs from machine to machine and from key to key."""
GOLDEN = Path(__file__).parents[1] / "data" / "screens"
SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
SCREENS: dict[str, tuple[str, ...]] = {
    "overview": ("f2",),
    "place": ("f2", "down", "enter"),
    "messages": ("f2", "f3"),
    "thread": ("f3", "enter"),
    "write": ("f3", "n"),
    "cards": ("f4",),
    "card": ("f4", "enter"),
    "report": ("f5",),
    "log": ("f6",),
    "on duty": ("f7",),
    "runners": ("f7", "2"),
    "calls": ("f7", "3"),
    "level": ("f7", "4"),
    "shift": ("f7", "5"),
    "people": ("f7", "6"),
    "places": ("f7", "7"),
    "print": ("f8",),
    "now": ("f9",),
    "requests": ("f9", "2"),
    "notices": ("f9", "3"),
    "questions": ("f9", "4"),
    "answers": ("f9", "5"),
    "chits": ("f9", "6"),
    "form": ("f9", "2", "n"),
    "kit": ("f10",),
    "incident": ("f2", "h"),
    "find": ("f2", "ctrl+p"),
    "who": ("f2", "ctrl+n"),
    "help": ("f2", "f1"),
}


@pytest.fixture(autouse=True)
def looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldkit.console.now_line.LOOK_AFTER_S", 0.001)
    monkeypatch.setattr("fieldkit.console.watch.ENGINE_EVERY", 1 << 30)  # none runs, and the day says that one does


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    made = make_day(tmp_path_factory.mktemp("day") / "kit", Clock())
    yield made
    made.close()


async def drawn(kit: Kit, size: tuple[int, int], look: Look = Look.FULL) -> dict[str, str]:
    """The text of every screen; in a look of few colours or none each is looked through besides."""
    app, found = FeltkitApp(kit, look=look, queue_print=lambda _wanted: 1), {}
    app.operator = "Øvelse Andersen"
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        while app.query_one(NowLine).needs is None:
            await pilot.pause(0.01)
        for name, keys in SCREENS.items():
            await press(pilot, *keys)
            found[name] = CHANGES.sub("…", screen(app))
            for text, style in shown(app) if look is not Look.FULL else ():
                letters, behind = on_a_linux_console(style)
                assert letters != behind or not text.strip("▔▁█▆ "), (name, text, style)
                assert look is Look.FEW or (style.color is None and style.bgcolor is None), (name, text, style)
            await press(pilot, "escape")
    return found


@pytest.mark.exhaustive
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_screens_are_as_they_were_looked_at(day: Kit, size: tuple[int, int]) -> None:
    found = "".join(f"=== {name}\n{text}\n" for name, text in (await drawn(day, size)).items())
    path = GOLDEN / f"{size[0]}x{size[1]}.txt"
    if os.environ.get("FELTKIT_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
    for line in found.splitlines():
        assert len(line) <= size[0]


@pytest.mark.exhaustive
@pytest.mark.parametrize("look", [Look.FEW, Look.NONE])
async def test_every_screen_says_the_same_in_few_colours_and_in_none(day: Kit, look: Look) -> None:
    found = "".join(f"=== {name}\n{text}\n" for name, text in (await drawn(day, (80, 24), look)).items())
    assert found == (GOLDEN / "80x24.txt").read_text(encoding="utf-8")
