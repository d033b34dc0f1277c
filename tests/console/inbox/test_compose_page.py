"""A message is written, checked and sent, and its delivery told in five words."""

from console_pilot import HERE, SIZE, arrives, bodies, engines_log, press, screen, settle, type_keys, write
from kits import Clock
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence, Role
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import raise_to

AT_ONE_SCHOOL = "Brombærskolen"


async def test_a_message_is_written_and_its_delivery_told_in_five_words(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await write(pilot, "Vi mangler æbler")
        assert "16 tegn · plads til ca." in screen(app)
        await press(pilot, "enter")
        assert bodies(crisis, Message) == []
        await press(pilot, "enter")
        (row,) = crisis.state.messages.values()
        assert row.body == Message("Vi mangler æbler", to=Role.SECRETARIAT.value)
        for state, word in (("queued", "i kø"), ("sent", "sendt"), ("heard", "hørt"), ("received", "modtaget")):
            with engines_log(crisis) as log:
                raise_to(log, row.id, 1, state, clock.now)
            app.poll()
            await settle(pilot)
            (line,) = [line for line in screen(app).splitlines() if row.number in line and " ud " in line]
            assert line.rstrip().endswith(word)


async def test_akut_is_not_sent_by_enter_alone(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n", "shift+tab", "a", "enter")
        await write(pilot, "Brand")
        await press(pilot, "enter", "enter", "enter")
        assert "Er det akut?" in screen(app)
        assert bodies(crisis, Message) == []
        await press(pilot, "j")
    (message,) = bodies(crisis, Message)
    assert message.precedence is Precedence.FLASH


async def test_personal_data_is_refused_and_the_draft_kept(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await write(pilot, "Hent 010190-1234")
        await press(pilot, "enter", "enter")
        assert "CPR-nummer" in screen(app)
        await press(pilot, "f2", "f3")
        assert app.query_one("#text", Input).value == "Hent 010190-1234"
    assert bodies(crisis, Message) == []


async def test_unknown_addressee_gets_near_names(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n", "shift+tab", "shift+tab")
        app.query_one("#to", Input).value = ""
        await write(pilot, "brombærskolan")
        await press(pilot, "enter")
        assert f"mente du {AT_ONE_SCHOOL}" in screen(app)


KOGLESKOVEN = "Børnehaven Kogleskoven"


async def test_an_answer_that_says_nothing_is_not_sent(point: Kit, clock: Clock) -> None:
    asked = arrives(point, clock, Message("Har I tæpper?", to=HERE))
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "s", "enter", "enter", "enter")
        assert "Svaret er tomt" in screen(app)
        await press(pilot, "tab", "enter")
        assert "Svaret er tomt" in screen(app)
    assert [body.text for body in bodies(point, Message)] == [asked.body.text]


async def test_the_message_form_says_what_enter_does_in_each_field(staff: Kit) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        assert "Enter: videre til hastegrad" in screen(app)
        await type_keys(pilot, "kogle")
        await press(pilot, "enter")
        assert app.query_one("#to", Input).value == KOGLESKOVEN
        assert "Enter: videre til beskeden" in screen(app)
        await press(pilot, "enter")
        assert "Enter: videre til Send" in screen(app) and "Enter: send" not in screen(app)
        await type_keys(pilot, "hej")
        await press(pilot, "enter")
        assert "Enter: send" in screen(app) and bodies(staff, Message) == []
        await press(pilot, "up")
        assert app.focused is app.query_one("#text", Input)
