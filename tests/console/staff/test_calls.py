"""The calling order goes on by itself and keeps every attempt."""

from console_pilot import SIZE, at_screen, bodies, press, screen

from fieldkit.console.row_list import RowList
from fieldkit.console.staff.calls import CallLine
from fieldkit.core.facts.staff import Call, CallResult, LevelChange
from fieldkit.kit import Kit


async def test_the_calling_order_goes_on_to_the_stand_in_and_keeps_every_attempt(staff: Kit) -> None:
    staff.record(LevelChange(1, "fagchefen"))
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "3")
        assert "Ring til Fiktiv Bæk" in screen(app)
        await press(pilot, "f")
        assert "Notér Fiktiv Bæk: fik fat i?" in screen(app)
        await press(pilot, "escape", "i", "enter")
        assert "Ring til Påhit Bæk" in screen(app), "the stand-in is next"
        await press(pilot, "f", "j")
        assert "Ring til Øvelse Andersen" in screen(app), "the seat is filled, the next one is called"
        rows = app.query_one("#rows", RowList)
        rows.go_to(next(row.key for row in rows.rows if isinstance(row.key, CallLine)))
        await press(pilot, "enter")
        assert "Forsøg (1)" in screen(app) and "intet svar" in screen(app)
    first, second = bodies(staff, Call)
    assert (first.name, first.result, first.by) == ("Fiktiv Bæk", CallResult.NO_ANSWER, "Øvelse Andersen")
    assert (second.name, second.result) == ("Påhit Bæk", CallResult.REACHED)


async def test_on_a_narrow_screen_each_person_still_has_one_row(staff: Kit) -> None:
    staff.record(LevelChange(1, "fagchefen"))
    app = at_screen(staff)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "f7", "3")
        (line,) = [line for line in screen(app).splitlines() if "Påhit Bæk" in line]
        assert line.rstrip().endswith("mangler") and "00 00 00 17" in line
