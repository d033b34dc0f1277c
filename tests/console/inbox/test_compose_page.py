"""A message is written, checked and sent, and its delivery told in five words."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from console_pilot import (
    HERE,
    SIZE,
    arrives,
    at_screen,
    bodies,
    engines_log,
    press,
    put,
    screen,
    settle,
    type_keys,
    write,
)
from kits import Clock, meeting_point
from textual.widgets import Input

from fieldkit.acts import held, incidents
from fieldkit.console.app import FeltkitApp
from fieldkit.console.inbox.inbox_view import Inbox
from fieldkit.console.inbox.thread_rows import ThreadKey
from fieldkit.console.messages import WriteMessage
from fieldkit.console.row_list import RowList
from fieldkit.console.word_pick import WordPick
from fieldkit.core.facts.said import Ack, Message
from fieldkit.core.facts.terms import Precedence, Role
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import raise_to

AT_ONE_SCHOOL = "Brombærskolen"


@pytest.fixture
def with_radio(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    made = meeting_point(tmp_path / "with-radio", now=clock, radio="tcp://127.0.0.1")
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()


async def test_a_message_is_written_and_its_delivery_told_in_five_words(with_radio: Kit, clock: Clock) -> None:
    crisis = with_radio
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await write(pilot, "Vi mangler æbler")
        assert "16 tegn · " in screen(app) and " sekunder i luften; plads til ca. " in screen(app)
        await press(pilot, "enter")
        assert bodies(crisis, Message) == []
        await press(pilot, "enter")
        assert crisis.state.messages == {} and "Ctrl-Z: fortryd" in screen(app) and "1 sendes om lidt" in screen(app)
        clock.now += 10
        app.poll()
        (row,) = crisis.state.messages.values()
        assert row.body == Message("Vi mangler æbler", to=Role.SECRETARIAT.value)
        for state, word in (("queued", "i kø"), ("sent", "sendt"), ("heard", "hørt"), ("received", "modtaget")):
            with engines_log(crisis) as log:
                raise_to(log, row.id, 1, state, clock.now)
            app.poll()
            await settle(pilot)
            (line,) = [line for line in screen(app).splitlines() if "→ besked" in line]
            assert "Vi mangler æbler" in line and f" {word} " in line


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


async def sent(pilot, *keys: str) -> None:
    """Tæpper på vej, written to everybody and sent."""
    await press(pilot, *(keys or ("f3", "n")))
    await put(pilot, "#to", "alle")
    await put(pilot, "#text", "Tæpper på vej")
    await press(pilot, "enter", "enter")


async def test_a_message_is_taken_back_from_any_screen_and_stands_there_to_be_mended(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await sent(pilot)
        assert "Besked til alle sendes om 10 sekunder. Ctrl-Z: fortryd." in screen(app)
        await press(pilot, "f6", "slash", "ctrl+z")
        assert app.query_one("#text", Input).value == "Tæpper på vej" and app.query_one("#to", Input).value == "alle"
        assert "Beskeden er ikke sendt. Ret den, eller slet den med Ctrl-T." in screen(app)
        clock.now += 60
        app.poll()
        assert bodies(crisis, Message) == []
        await press(pilot, "ctrl+z")
        assert "Der er intet at fortryde" in screen(app)
        await put(pilot, "#text", "Tæpper på vej kl. 15")
        await press(pilot, "enter", "enter")
        clock.now += 10
        app.poll()
        assert [message.text for message in bodies(crisis, Message)] == ["Tæpper på vej kl. 15"]
        await press(pilot, "ctrl+z")
        assert "Der er intet at fortryde" in screen(app) and len(bodies(crisis, Message)) == 1


async def test_what_was_begun_after_it_stands_behind_what_is_taken_back(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await sent(pilot)
        await press(pilot, "n")
        await put(pilot, "#text", "og vand")
        await press(pilot, "ctrl+z")
        assert app.query_one("#text", Input).value == "Tæpper på vej og vand"


async def test_what_was_begun_to_others_is_not_put_into_it_and_is_found_with_them(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await sent(pilot)
        await press(pilot, "n")
        await put(pilot, "#to", AT_ONE_SCHOOL)
        await put(pilot, "#text", "Kun til jer")
        await press(pilot, "ctrl+z")
        assert app.query_one("#text", Input).value == "Tæpper på vej" and app.query_one("#to", Input).value == "alle"
        assert f"Det, du skrev til {AT_ONE_SCHOOL}, ligger som kladde" in " ".join(screen(app).split())
        app.query_one(Inbox).write(WriteMessage(AT_ONE_SCHOOL))  # as S in their thread
        await settle(pilot)
        assert app.query_one("#text", Input).value == "Kun til jer"


async def test_s_in_the_thread_of_many_writes_to_all_of_them(crisis: Kit) -> None:
    crisis.record(Message("Tæpper på vej", to="all"))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        app.query_one("#entries", RowList).go_to(ThreadKey("all"))
        await press(pilot, "enter", "s")
        assert app.query_one("#to", Input).value == "alle" and "Ny besked" in screen(app)


async def test_without_a_radio_nobody_is_told_that_it_goes_through_the_air(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await put(pilot, "#to", "alle")
        await put(pilot, "#text", "Tæpper på vej")
        assert "13 tegn · kittet har ingen radio: beskeden går kun med loggen" in screen(app)
        assert "i luften" not in screen(app)
        await press(pilot, "enter", "enter")
        clock.now += 10
        app.poll()
        await settle(pilot)
        assert "til alle er noteret; kittet har ingen radio" in screen(app) and "i kø" not in screen(app)


async def test_on_a_narrow_screen_every_urgency_and_the_whole_cost_stay_in_sight(with_radio: Kit) -> None:
    app = FeltkitApp(with_radio)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "f3", "n", "up", "a")
        assert "haster [akut]" in screen(app)
        assert "tegn mere" in screen(app)


async def test_who_leaves_an_akut_question_by_an_f_key_is_told_that_it_is_not_sent(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await put(pilot, "#to", "alle")
        await put(pilot, "#text", "Gå væk fra kælderen")
        app.query_one(WordPick).value = Precedence.FLASH.value
        await press(pilot, "enter", "enter")
        assert "Er det akut?" in screen(app)
        await press(pilot, "f2")
        assert "Intet er gjort, for der blev ikke svaret: “AKUT til alle" in screen(app)
        assert bodies(crisis, Message) == []
        await press(pilot, "f3")
        assert app.query_one("#text", Input).value == "Gå væk fra kælderen"


async def test_the_screen_lets_it_go_by_itself(with_radio: Kit, clock: Clock) -> None:
    crisis = with_radio
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await sent(pilot)
        clock.now += 10
        for _ in range(100):
            await asyncio.sleep(0.05)
            if bodies(crisis, Message):
                break
        await settle(pilot)
        assert [message.text for message in bodies(crisis, Message)] == ["Tæpper på vej"]
        assert "til alle er noteret og ligger i kø" in screen(app)


async def test_when_the_engine_records_it_the_screen_does_not_go_on_saying_that_it_waits(
    with_radio: Kit, clock: Clock
) -> None:
    crisis = with_radio
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await sent(pilot)
        clock.now += 10
        with closing(Kit.open(crisis.home.folder, now=clock)) as engine:
            assert len(held.let_go(engine)) == 1
        app.poll()
        assert "Beskeden er noteret og ligger i kø." in screen(app) and "sendes om" not in screen(app)
        await sent(pilot, "n")
        await press(pilot, "ctrl+z")
        app.poll()
        assert "Beskeden er ikke sendt" in screen(app)


async def test_who_quits_is_told_of_what_has_not_gone_yet(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await sent(pilot)
        await press(pilot, "ctrl+q")
        assert "1 er ikke sendt endnu" in screen(app)


async def test_whom_it_is_for_and_how_urgent_it_is_are_a_draft_as_well(staff: Kit) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        assert "kladde" not in screen(app).splitlines()[2]
        await type_keys(pilot, "kogle")
        await press(pilot, "escape")
        assert "1 kladde" in screen(app) and "Kladden bliver liggende: tryk N" in screen(app)
        await press(pilot, "n")
        assert "Ny besked   kladde: begyndt før, Ctrl-T sletter den" in screen(app)
        assert app.query_one("#to", Input).value in ("kogle", KOGLESKOVEN)
        await press(pilot, "ctrl+t", "escape")
        assert "kladde" not in screen(app)
        await press(pilot, "n", "tab", "h", "escape")
        assert "1 kladde" in screen(app)


async def test_who_only_looks_at_the_page_leaves_no_draft(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n", "tab", "tab", "tab", "escape")
        assert "kladde" not in screen(app).splitlines()[2]


async def test_a_message_to_one_place_is_not_opened_with_what_was_begun_to_another(staff: Kit, clock: Clock) -> None:
    staff.record(Message("Hej", to=3))
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await put(pilot, "#to", "alle")
        await put(pilot, "#text", "til alle")
        await press(pilot, "escape", "v", "home", "s")
        assert app.query_one("#to", Input).value == AT_ONE_SCHOOL and app.query_one("#text", Input).value == ""
        await write(pilot, "til jer")
        await press(pilot, "escape")
        assert "2 kladder" in screen(app) and f"tryk S i tråden med {AT_ONE_SCHOOL}" in screen(app)


async def test_who_types_before_the_cursor_stands_in_the_text_says_nothing_about_the_list(
    crisis: Kit, clock: Clock
) -> None:
    arrives(crisis, clock, Message("Kom med vand", to=HERE))
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        app.poll()
        await press(pilot, "f3", "n", "shift+tab")
        await type_keys(pilot, "kms")
        assert "Bogstaver skrives i felterne" in screen(app) and "Ny besked" in screen(app)
        for action in ("acknowledge", "answer"):  # as the palette does it
            await app.run_action(action, app.front)
            await settle(pilot)
            assert "Vælg først en melding eller en besked" in screen(app)
    assert bodies(crisis, Ack) == []
