"""A notice is written, hung, replaced and taken down."""

from console_pilot import HERE, SIZE, at_screen, bodies, fill, press, rows, screen

from fieldkit.console.row_list import RowList
from fieldkit.core.documents import NoticeSheet, Printable
from fieldkit.core.facts.work import Notice, NoticePlace
from fieldkit.kit import Kit


async def test_a_notice_is_written_hung_replaced_and_the_old_one_taken_down(point: Kit) -> None:
    queue: list[Printable] = []
    app = at_screen(point, queue)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "3", "n")
        await fill(pilot, "Drikkevand", "Vand udleveres i gården kl. 12-18.", "", "om 4 t", "")
        await press(pilot, "enter")
        await press(pilot, "h", "enter")
        assert "hænger 1 sted" in screen(app)
        await press(pilot, "e", "enter", "enter")
        await fill(pilot, "om 8 t", "")
        await press(pilot, "escape")
        assert "HÆNGER ENDNU 1 sted" in screen(app) and "Opslag 2!" in screen(app)
        assert rows(app)[0].startswith("! ")
        app.query_one("#rows", RowList).highlighted = 0
        await press(pilot, "t", "enter")
        assert "HÆNGER ENDNU" not in screen(app)
    old, new = bodies(point, Notice)
    assert old.title == new.title == "Drikkevand" and new.replaces is not None
    up, down = bodies(point, NoticePlace)
    assert (up.place, up.up, down.place, down.up) == (HERE, True, HERE, False)
    assert up.ref == down.ref == new.replaces
    assert [type(wanted) for wanted in queue] == [NoticeSheet]


async def test_where_it_hangs_is_said_by_the_beginning_of_a_name_as_everywhere(point: Kit) -> None:
    point.record(Notice("Vand", "Hent vand", to="all"))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9", "3", "h", "ctrl+t")
        await fill(pilot, "brombær")
        assert "hænger nu, Brombærskolen" in screen(app)
    (hangs,) = bodies(point, NoticePlace)
    assert hangs.place == 3
