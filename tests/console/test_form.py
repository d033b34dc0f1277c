"""Forms keep what was typed and refuse what must not be written."""

from console_pilot import SIZE, at_screen, bodies, fill, press, screen, settle, type_keys
from textual.events import Key
from textual.widgets import Input, Static

from fieldkit.acts import incidents
from fieldkit.console.send_bar import SendBar
from fieldkit.core.facts.work import Dispatch, DispatchStatus, Request
from fieldkit.kit import Kit


async def test_a_draft_outlives_escape_and_a_wrong_word_is_told(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        await fill(pilot, "vand", "mange")
        await press(pilot, "escape")
        assert "Anmodninger" in screen(app)
        await press(pilot, "n")
        assert app.screen.query_one("#field-what", Input).value == "vand"
        while not isinstance(app.screen.focused, SendBar):
            await press(pilot, "down")
        await press(pilot, "enter")
        assert "“mange” er ikke et antal" in screen(app) and bodies(point, Request) == []


async def test_a_field_that_cannot_be_used_is_told_when_it_is_left_and_what_is_missing_below_is_not(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        await fill(pilot, "tæpper", "fyrre")
        assert "“fyrre” er ikke et antal" in screen(app)
        assert app.screen.focused is app.screen.query_one("#field-unit", Input)
        await press(pilot, "escape", "f9", "3", "n")
        await fill(pilot, "Drikkevand")
        assert all(not str(one.content) for one in app.screen.query(".fault").results(Static))


async def test_dropping_a_draft_leaves_the_cursor_where_the_form_began(point: Kit) -> None:
    """Else what the runner told is written over the name of who received the runner."""
    point.record(Dispatch("Eksempel Frandsen", 2, route=(3,), minutes=40))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "2", "b")
        began = app.screen.focused
        assert began is app.screen.query_one("#field-note", Input)
        await type_keys(pilot, "vejen er")
        await press(pilot, "ctrl+t")
        assert app.screen.focused is began
        await fill(pilot, "en væltet bil", "", "")
    (back,) = bodies(point, DispatchStatus)
    assert (back.by, back.note) == ("Øvelse Andersen", "en væltet bil")


async def test_a_personal_number_is_refused_in_the_form(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        await fill(pilot, "medicin til 010190-1234", "", "", "", "", "", "", "", "")
        assert "CPR-nummer" in screen(app)
    assert bodies(point, Request) == []


async def test_what_was_begun_is_called_a_draft_and_ctrl_t_drops_it(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        assert "Kladde: begyndt før" not in screen(app)
        await fill(pilot, "vand", "mange")
        await press(pilot, "escape", "n")
        assert "Kladde: begyndt før. Ctrl-T sletter den." in screen(app)
        await press(pilot, "ctrl+t")
        assert app.screen.query_one("#field-what", Input).value == ""
        assert app.screen.focused is app.screen.query_one("#field-what", Input)
        assert "Kladde: begyndt før" not in screen(app)
        await press(pilot, "escape", "n")
        assert "Kladde: begyndt før" not in screen(app)


async def test_who_is_faster_than_the_screen_loses_nothing_and_ends_nothing(point: Kit) -> None:
    """Keys that come before a form stands, and behind an answer that was given."""
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        for keys in (
            ("a", "n", "escape"),
            ("a", "n", "ctrl+t", "escape"),
            ("f2", "enter", "f2"),
            ("ctrl+n", "f3", "escape"),
        ):
            for key in keys:
                app.post_message(Key(key, key if len(key) == 1 else None))
            await settle(pilot)
            await press(pilot, "f2")
        assert app.is_running and len(app.screen_stack) == 1
        await press(pilot, "a", "n")
        await fill(pilot, "vand")
        window = app.screen
        await press(pilot, "escape")
        window.dismiss(None)
        await settle(pilot)
        assert len(app.screen_stack) == 1


async def test_it_is_noted_from_any_field_and_what_is_wrong_is_said_where_it_stands(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n", "ctrl+s")
        assert "Anmodningen er tom; skriv den." in screen(app) and bodies(point, Request) == []
        await fill(pilot, "tæpper")
        await type_keys(pilot, "40")
        await press(pilot, "ctrl+s", "ctrl+s")
        assert len(app.screen_stack) == 1
    (asked,) = bodies(point, Request)
    assert (asked.what, asked.count) == ("tæpper", 40)


async def test_what_the_form_suggested_itself_is_no_draft(staff: Kit) -> None:
    """Left untouched for another level, the form suggests that one, not the first."""
    incidents.start(staff, "Strømsvigt", level="2")
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "4", "b", "escape", "up", "b")
        assert "[1]" in screen(app) and "Kladde: begyndt før" not in screen(app)
