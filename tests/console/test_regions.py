"""Every region fits the screen, and no line of keys is cut."""

import pytest
from console_pilot import HERE, arrives, press, screen, settle
from kits import Clock
from textual.widgets import Static

from fieldkit.console.app import FeltkitApp
from fieldkit.console.regions import REGIONS
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Condition, Precedence, Topic, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.kit import Kit


@pytest.mark.exhaustive
@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
async def test_every_region_fits(crisis: Kit, clock: Clock, size: tuple[int, int]) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.CRITICAL, 6)}, children=112, staff=14))
    arrives(crisis, clock, Message("En lang besked " * 10, to=HERE, precedence=Precedence.URGENT), seq=2)
    app = FeltkitApp(crisis)
    async with app.run_test(size=size) as pilot:
        for kind in REGIONS:
            if not kind.module:
                continue
            await press(pilot, kind.key)
            lines = screen(app).splitlines()
            assert len(lines) <= size[1]
            assert "F9" in lines[-1] and "?" in lines[-1]
            assert "Strømsvigt" in lines[0] and "kit 2" in lines[0]
            assert not app.screen.vertical_scrollbar.display


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [80, 100, 120])
async def test_no_line_of_keys_or_signs_is_cut(point: Kit, clock: Clock, width: int) -> None:
    arrives(point, clock, Message("Har I tæpper?", to=HERE))
    seen = Report(3, {Topic.WATER: TopicState(Condition.OK)}, via=Via.OBSERVED)
    arrives(point, clock, seen, seq=2)
    app = FeltkitApp(point)

    def whole() -> None:
        """Every hint that is shown has room for all its words."""
        for hint in app.query(".hint").results(Static):
            if hint.size.width:
                assert len(str(hint.content)) <= hint.size.width, str(hint.content)

    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        assert "a set af andre" in screen(app)
        for keys in ([kind.key] for kind in REGIONS if kind.name in ("overview", "inbox", "report")):
            await press(pilot, *keys)
            whole()
        await press(pilot, "f2", "enter")
        whole()
        await press(pilot, "f3", "enter")
        whole()
        await press(pilot, "s")
        for _ in range(4):
            whole()
            await press(pilot, "tab")
        await press(pilot, "f2", "f9")
        whole()


@pytest.mark.parametrize("width", [60, 75, 80, 109, 110, 120, 127, 128, 160])
async def test_every_key_of_the_bottom_row_is_there_and_can_be_clicked(kit: Kit, width: int) -> None:
    app = FeltkitApp(kit)
    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        row = screen(app).splitlines()[-1]
        assert row.split()[0].startswith("F2") and "F10" in row and "?" in row.partition("F10")[2], row
        assert len(row) <= width and row.endswith(("?", "Ctrl-Q Slut")), row
        await pilot.click("KeyLine", offset=(row.index("F7") + 1, 0))
        await settle(pilot)
        assert app.front.id == "staff"
