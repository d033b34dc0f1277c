"""Every list fits the screen, says its keys and stays when its own number is pressed."""

import pytest
from console_pilot import HERE, SECRETARIAT, SIZE, at_screen, press, screen, settle
from kits import Clock

from fieldkit.acts import kit_state
from fieldkit.acts.checkup import Finding
from fieldkit.console.row_list import RowList
from fieldkit.core.errors import StoreError
from fieldkit.core.facts.chits import Chit, ChitSort
from fieldkit.core.facts.said import Note
from fieldkit.core.facts.staff import Answer, Crew, LevelChange, Question
from fieldkit.core.facts.terms import Topic
from fieldkit.core.facts.work import Dispatch, Notice, Request
from fieldkit.kit import Kit

LONGEST_LINE = SIZE[0]


@pytest.mark.exhaustive
@pytest.mark.parametrize("key", ["a", "f7"])
async def test_every_list_fits_the_screen_and_says_its_keys(staff: Kit, clock: Clock, key: str) -> None:
    long = "et meget langt ord uden ende " * 6
    staff.record(Request(long, HERE, count=99_999, unit="stk.", topic=Topic.WATER, by=long))
    staff.record(Dispatch(long, SECRETARIAT, route=(2, 3, 4, 5), refs=()))
    staff.record(Notice(long, long))
    staff.record(Question(long, HERE, 99_999))
    staff.record(Answer(1, long, long))
    staff.record(Chit(1, 3, ChitSort.NOTE, note=Note(long), by=long))
    staff.record(LevelChange(2, long, reason=long))
    for place in (SECRETARIAT, HERE):
        staff.record(Crew("Øvelse Andersen", place, "leader"))
    clock.now += 26 * 3600
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, key)
        for sheet in "1234567":
            await press(pilot, sheet)
            for _ in range(2):
                lines = screen(app).splitlines()
                assert len(lines) <= SIZE[1] and all(len(line) <= LONGEST_LINE for line in lines)
                assert not app.screen.vertical_scrollbar.display
                assert "F10Kit ?" in lines[-1] and lines[-3].strip(), "the keys are told"
                for row in app.query_one("SheetView #rows", RowList).rows:
                    assert row.heading or all(len(line) < SIZE[0] for line in row.text.plain.split("\n")), row
                await press(pilot, "home", "enter")
                if len(app.screen_stack) > 1:
                    await press(pilot, "escape")
            await press(pilot, "escape")
            if "SheetView" not in {type(app.front).__name__}:
                await press(pilot, key)


async def test_the_number_of_the_list_that_is_shown_leaves_it_as_it_is(staff: Kit) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        for region, sheet, words in (("f7", "6", "Øvelse Andersen"), ("a", "2", "Ingen")):
            await press(pilot, region, sheet)
            before = screen(app)
            assert words in before
            await press(pilot, sheet)
            below = slice(2, None)  # the line above comes when what waits has been looked for
            assert screen(app).splitlines()[below] == before.splitlines()[below]


async def test_a_disk_that_cannot_be_read_is_told_and_the_screen_stays(
    crisis: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10")

        def refuses(_kit: Kit) -> list[Finding]:
            raise StoreError("Disken svarer ikke.")

        monkeypatch.setattr(kit_state, "kit_state", refuses)
        clock.now += 60
        app.poll()
        await settle(pilot)
        assert "Disken svarer ikke." in screen(app) and app.front.id == "kit"
