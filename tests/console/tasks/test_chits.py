"""Chits are entered in order, and lost ones are named."""

from console_pilot import SIZE, at_screen, bodies, fill, press, rows, screen, write
from kits import Clock
from textual.widgets import Input

from fieldkit.console.row_list import RowList
from fieldkit.core.clock.danish import danish
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.chits import Chit, ChitSort
from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.views.chits import make_chits
from fieldkit.kit import Kit
from fieldkit.store.tables.chit_prints import note_chits


def written_at(kit: Kit, hour: int, minute: int) -> int:
    """Seconds since 2025 of the last time that a Danish clock showed this."""
    now = danish(kit.now())
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp()
    return int(at if at <= kit.now() + 300 else at - 86_400) - EPOCH_UNIX_S


async def test_chits_are_entered_in_order_and_a_lost_one_is_named(point: Kit, clock: Clock) -> None:
    note_chits(point.log, 1, 4, clock.now)
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "6")
        assert "2-B001 til 2-B004" in screen(app)
        await press(pilot, "n")
        assert app.screen.query_one("#field-number", Input).value == "2-B001"
        await fill(pilot, "ca. 14.30", "", "vand! mad ok 43b", "", "", "", "pedellen")
        assert "skrevet ca." in screen(app) and "KRITISK: vand" in screen(app)
        await press(pilot, "enter")
        assert app.screen.query_one("#field-number", Input).value == "2-B002", "the next one is asked for at once"
        await write(pilot, "mangler")
        for _ in range(7):
            await press(pilot, "enter")
        await press(pilot, "enter")
        assert app.screen.query_one("#field-number", Input).value == "2-B003"
        await press(pilot, "escape")
        assert "MANGLER" in screen(app) and "Udskrevet og ikke skrevet ind: 2-B003 til 2-B004" in screen(app)
    first, lost = bodies(point, Chit)
    assert (first.count, first.sort, first.circa, first.by) == (1, ChitSort.REPORT, True, "Øvelse Andersen")
    assert first.at == written_at(point, 14, 30)
    assert first.report.topics[Topic.WATER].condition is Condition.CRITICAL and first.report.by == "pedellen"
    assert (lost.count, lost.sort) == (2, ChitSort.LOST)


async def test_a_gap_is_shown_entered_with_enter_and_a_wrong_chit_is_corrected(point: Kit, clock: Clock) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "6", "n")
        number = app.screen.query_one("#field-number", Input)
        number.value = "2-B002"
        await fill(pilot, "9.15", "", "Vi mangler tæpper", "", "", "", "", "")
        await press(pilot, "escape")
        assert "Mangler: find dem" in screen(app) and "Blanketter 1!" in screen(app)
        assert rows(app)[0].strip() == "2-B001"
        await press(pilot, "home", "enter")
        await fill(pilot, "9.00", "", "alt ok 12 børn", "", "", "", "", "")
        assert "Mangler" not in screen(app)
        app.query_one("#rows", RowList).highlighted = 2
        await press(pilot, "r")
        field = app.screen.query_one("#field-text", Input)
        assert field.value == "Vi mangler tæpper"
        field.value = "Vi mangler 20 tæpper"
        await press(pilot, *["enter"] * 6)
    second = next(view for view in make_chits(point.state) if view.key.nth == 2)
    assert second.said.text == "Vi mangler 20 tæpper" and second.entries == 2
    assert second.at == written_at(point, 9, 15) + EPOCH_UNIX_S, "a correction keeps the time on the paper"


async def test_an_entered_number_is_not_taken_twice(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "6", "n")
        await fill(pilot, "9.00", "", "alt ok", "", "", "", "", "")
        number = app.screen.query_one("#field-number", Input)
        number.value = "2-B001"
        await fill(pilot, "9.00", "", "rød", "", "", "", "", "")
        assert "er allerede skrevet ind" in screen(app)
    assert len(bodies(point, Chit)) == 1
