"""Where there is a mouse it does what the keys do, and nothing else."""

from console_pilot import HERE, SIZE, arrives, at_screen, press, screen, settle, write
from kits import Clock
from textual.events import MouseScrollDown
from textual.widgets import Input

from fieldkit.console.regions import REGIONS, KeyLine
from fieldkit.console.row_list import RowList
from fieldkit.console.send_bar import SendBar
from fieldkit.console.status_line import StatusLine
from fieldkit.core.documents import Printable
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Topic
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import raise_to


async def click(app, pilot, words: str, row: int | None = None) -> None:
    """Click on the first place where these words stand."""
    lines = screen(app).splitlines()
    at = next(nth for nth, line in enumerate(lines) if words in line and row in (None, nth))
    await pilot.click(offset=(lines[at].index(words), at))
    await settle(pilot)


async def test_the_line_of_keys(crisis: Kit) -> None:
    for size in (SIZE, (120, 40), (60, 20)):
        queue: list[Printable] = []
        app = at_screen(crisis, queue)
        async with app.run_test(size=size) as pilot:
            for kind in REGIONS:
                if kind.module:
                    await click(app, pilot, kind.key.upper(), size[1] - 1)
                    assert app.front.id == kind.name
            await pilot.click(KeyLine, offset=(screen(app).splitlines()[-1].index("?"), 0))
            await settle(pilot)
            assert len(app.screen_stack) == 2


async def test_tabs_rows_and_what_a_row_opens(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message(to=HERE, text="Send tæpper"))
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        app.poll()
        await press(pilot, "f7")
        await click(app, pilot, "3Rin")
        assert "Ring til" in screen(app)
        await click(app, pilot, "7Ste")
        assert "Uglemoseskolen" in screen(app)
        await press(pilot, "f4")
        title = next(iter(crisis.cards.values())).title
        await click(app, pilot, title[:20])
        assert "Mellemrum" in screen(app) and title[:20] in screen(app)


async def test_the_status_line(crisis: Kit) -> None:
    raise_to(crisis.log, b"x" * 16, 1, "queued", int(crisis.now()))
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await click(app, pilot, "Strømsvigt nord", 0)
        assert app.front.id == "incident"
        await click(app, pilot, "usendt", 0)
        assert app.front.id == "inbox"
        await pilot.click(StatusLine, offset=(78, 0))
        await settle(pilot)
        assert len(app.screen_stack) == 2  # who is on duty?


async def test_a_report_by_mouse_alone_but_for_the_letters(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await click(app, pilot, "F5")
        await pilot.click("#via", offset=(12, 0))
        await pilot.click("#shorthand")
        await write(pilot, "vand ok")
        await click(app, pilot, "varme")
        assert app.focused is not None and app.focused.at == list(Topic).index(Topic.HEAT)  # type: ignore[attr-defined]
        await pilot.click(SendBar)
        await settle(pilot)
        bodies = [row.event.body for row in crisis.log.all() if isinstance(row.event.body, Report)]
        assert len(bodies) == 1 and bodies[0].topics.keys() == {Topic.WATER}


async def test_the_wheel_scrolls_and_moves_nothing_else(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "6")
        board = app.front.query_one("#rows", RowList)
        chosen, focused = board.key, app.focused
        for _ in range(3):
            app.post_message(MouseScrollDown(None, 10, 8, 0, 1, 0, False, False, False))
        for _ in range(1000):  # it scrolls when the screen has been drawn
            if board.scroll_y:
                break
            await pilot.pause(0)
        assert board.scroll_y > 0 and board.key == chosen and app.focused is focused


async def test_a_click_beside_everything_takes_no_focus_away(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await pilot.click(".gap")
        assert isinstance(app.focused, Input)
