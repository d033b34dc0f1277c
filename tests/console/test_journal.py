"""The log is searched and written in."""

from console_pilot import HERE, SIZE, arrives, at_screen, bodies, press, screen, write
from kits import Clock
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.console.journal import LINES
from fieldkit.console.row_list import RowList
from fieldkit.core.facts.said import Ack, Message, Note, Report
from fieldkit.core.facts.terms import Topic
from fieldkit.core.facts.work import Request
from fieldkit.kit import Kit


async def test_log_is_searched_and_written(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Der er glat på Nørregade", to=HERE))
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "n")
        await write(pilot, "Besluttet at lukke")
        await press(pilot, "enter")
        assert "Besluttet at lukke" in screen(app)
        await press(pilot, "slash")
        await write(pilot, "glat")
        await press(pilot, "enter")
        rows = app.query_one("#events", RowList).rows
        assert len(rows) == 1 and "Nørregade" in rows[0].text.plain
        await press(pilot, "escape")
        assert len(app.query("Journal #events").first(RowList).rows) > 1


async def test_the_log_is_searched_in_any_case_of_æøå_and_by_place_kind_and_point(point: Kit) -> None:
    point.record(Note("Æblerne i Østerbro er på"))
    point.record(Report(3, {}, children=7))
    point.record(Request("tæpper", HERE, topic=Topic.HEAT))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6")
        for wanted, found in (
            ("æBLERNE I øSTERBRO", "Østerbro"),
            ("BROMBÆRSKOLEN", "7 børn"),
            ("anmodning", "tæpper"),
            ("varme", "tæpper"),
            ("2-0004", "Æblerne"),
        ):
            await press(pilot, "slash")
            app.query_one("#search", Input).value = wanted
            await press(pilot, "enter")
            (line,) = [row.text.plain for row in app.query_one("#events", RowList).rows]
            assert found in line, wanted
            await press(pilot, "escape")


async def test_older_lines_come_a_piece_at_a_time(point: Kit) -> None:
    for number in range(LINES + 30):
        point.record(Note(f"linje {number}"))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6")
        rows = app.query_one("#journal #events", RowList)
        assert len(rows.rows) == LINES and f"de seneste {LINES}, V viser ældre" in screen(app)
        await press(pilot, "v")
        assert len(rows.rows) == point.log.count() and "V viser ældre" not in screen(app)
        await press(pilot, "v", "end")
        assert "linje 0" in screen(app) or "stednavne" in screen(app)
        assert len(rows.rows) == point.log.count()


async def test_k_is_not_about_a_line_that_came_under_the_cursor_a_moment_ago(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Er I der?", to=HERE), ago=-60)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        app.poll()
        await press(pilot, "f6")
        arrives(crisis, clock, Message("Brand", to=HERE), seq=2, ago=-90)
        app.poll()
        await press(pilot, "k")
        assert "kom øverst lige nu" in screen(app) and bodies(crisis, Ack) == []
        await press(pilot, "k")
        assert len(bodies(crisis, Ack)) == 1
