"""Ctrl-P: what somebody types is found and done, from any screen, any window and any field."""

from console_pilot import SIZE, arrives, at_screen, press, screen, type_keys, write
from kits import Clock
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.console.inbox import Inbox
from fieldkit.console.palette import Palette
from fieldkit.console.palette.commands import SAYS, Command, commands
from fieldkit.console.regions import BY_NAME
from fieldkit.console.row_list import RowList
from fieldkit.core.documents import BoardPicture, Printable
from fieldkit.core.facts.said import Message, Report
from fieldkit.kit import Kit


def found(app) -> list[str]:
    """What the palette shows, from the top."""
    return [row.text.plain for row in app.screen.query_one("#found", RowList).rows]


async def ask(pilot, text: str) -> None:
    await press(pilot, "ctrl+p")
    await write(pilot, text)


async def test_it_opens_everywhere_and_esc_leaves_all_as_it_was(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "vand")
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, Palette)
        await type_keys(pilot, "log")
        await press(pilot, "escape")
        assert app.front.id == "report" and len(app.screen_stack) == 1
        await type_keys(pilot, " ok")
        assert app.query_one("#shorthand", Input).value == "vand ok"
        await press(pilot, "f6", "n", "ctrl+p")  # in a window
        assert isinstance(app.screen, Palette)
        await press(pilot, "ctrl+p")
        assert len(app.screen_stack) == 2


async def test_a_screen_is_reached_by_its_danish_word(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        for typed, name in [
            ("meld", "report"),
            ("logbog", "journal"),
            ("haendelse", "incident"),
            ("overbilk", "overview"),
        ]:
            await ask(pilot, typed)
            await press(pilot, "enter")
            assert app.front.id == name, typed


async def test_what_needs_a_form_opens_it(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        for typed, words in [
            ("anmod", "Ny anmodning"),
            ("send runner", "Numre med"),
            ("nyt opslag", "opslag"),
            ("meld på vagt", "Rolle"),
            ("notér i log", "Hvad skal stå i loggen?"),
        ]:
            await ask(pilot, typed)
            await press(pilot, "enter")
            assert words in screen(app), (typed, screen(app))
            await press(pilot, "escape")


async def test_a_message_to_a_place_and_a_report_for_it(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await ask(pilot, "skriv til sekretariat")
        assert found(app)[0].startswith("Skriv besked til ")
        await press(pilot, "enter")
        assert app.front.id == "inbox" and app.query_one("#to", Input).value.startswith("Kris")
        await ask(pilot, "meld uglemose")
        await press(pilot, "enter")
        assert app.front.id == "report" and app.query_one("#where", Input).value == "Uglemoseskolen"


async def test_a_place_a_card_and_a_person_open(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await ask(pilot, "uglemoseskolen")
        await press(pilot, "enter")
        assert app.front.id == "overview" and app.front.open_now == 2
        card = next(iter(crisis.cards.values()))
        await ask(pilot, card.title)
        await press(pilot, "enter")
        assert app.front.id == "cards" and card.title in screen(app)
        person = crisis.roster.people[-1]
        await ask(pilot, person.name)
        assert person.name in found(app)[0]
        await press(pilot, "enter")
        assert app.front.id == "staff" and (person.phone or "intet nummer") in screen(app)


async def test_a_number_opens_what_bears_it_wherever_it_lies(crisis: Kit, clock: Clock) -> None:
    message = arrives(crisis, clock, Message(to=2, text="Send tæpper"), seq=147)
    old = arrives(crisis, clock, Report(place=3), kit_number=3, seq=8, ago=600)
    arrives(crisis, clock, Report(place=3), kit_number=3, seq=9)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        for typed in ("1-0147", "0147", "147"):
            await press(pilot, "f2")
            await ask(pilot, typed)
            assert "Send tæpper" in found(app)[0], (typed, found(app))
            await press(pilot, "enter")
            assert isinstance(app.front, Inbox) and app.front.selected.event_id == message.id
            assert "Send tæpper" in screen(app)
        await ask(pilot, "3-8")
        await press(pilot, "enter")
        assert app.front.id == "journal" and app.query_one("#events", RowList).key == old.id
        await ask(pilot, "9999")
        assert "Intet passer" in screen(app)
        await press(pilot, "escape")
        await ask(pilot, "7-12")
        assert "7-0012 er ikke kommet hertil endnu; den er skrevet på kit 7." in screen(app)


async def test_a_number_of_a_request_opens_the_request(crisis: Kit) -> None:
    from fieldkit.acts import requests

    asked = requests.ask(crisis, "tæpper", place=2, by="Øvelse Andersen")
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await ask(pilot, asked.number)
        await press(pilot, "enter")
        assert f"Anmodning {asked.number}" in screen(app)


async def test_what_the_screen_in_front_can_do_is_done_to_the_chosen_row(crisis: Kit, clock: Clock) -> None:
    message = arrives(crisis, clock, Message(to=2, text="Send tæpper"))
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        app.poll()
        await press(pilot, "f3")
        await ask(pilot, "svar")
        await press(pilot, "enter")
        assert f"Svar på {message.number}" in app.query_one("#text", Input).value
        await press(pilot, "f2")  # from elsewhere nothing is done to a row that nobody sees
        await ask(pilot, "erstat")
        await press(pilot, "enter")
        assert app.front.id == "inbox" and "tryk så R" in screen(app)


async def test_documents_print_and_the_screen_stays(crisis: Kit) -> None:
    queue: list[Printable] = []
    app = at_screen(crisis, queue)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6")
        await ask(pilot, "udskriv overblik")
        assert "Udskriv situationsbillede" in found(app)[0]
        await press(pilot, "enter")
        if not queue:  # a long paper is asked about first
            await press(pilot, "j")
        assert queue == [BoardPicture()] and app.front.id == "journal"


async def test_what_was_used_last_stands_first_also_after_a_start(crisis: Kit) -> None:
    for first in ("", "Log", "Niveau"):
        app = at_screen(crisis)
        async with app.run_test(size=SIZE) as pilot:
            await press(pilot, "ctrl+p")
            if first:
                assert found(app)[0].startswith(first)
            await write(pilot, "niveau" if first else "log")
            await press(pilot, "enter")


async def test_the_arrows_choose_and_the_mouse_too(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p", "down", "down", "up")
        assert app.screen.query_one("#found", RowList).highlighted == 1
        await write(pilot, "logbog")
        await pilot.click("#found", offset=(3, 0))
        assert app.front.id == "journal"


async def test_a_form_keeps_its_draft_when_the_palette_leads_away(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await ask(pilot, "anmod")
        await press(pilot, "enter")
        await write(pilot, "tæpper")
        await ask(pilot, "logbog")
        await press(pilot, "enter")
        assert app.front.id == "journal" and len(app.screen_stack) == 1
        await ask(pilot, "anmod")
        await press(pilot, "enter")
        assert app.screen.query_one("#field-what", Input).value == "tæpper"


async def test_every_word_that_is_added_is_for_something_that_is_there(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE):
        known = {each.name for name in BY_NAME for each in await from_region(app, name)}
        assert SAYS.keys() - known == set()


async def from_region(app: FeltkitApp, name: str) -> list[Command]:
    await app.show_region(name)
    return commands(app)


async def test_what_people_call_things_finds_them(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        for typed, title in [
            ("backup", "Tag en kopi af kittet"),
            ("begynd hændelse", "Begynd en hændelse"),
            ("spørg tavse", ""),
            ("akut", "Ny besked"),
            ("doctor", ""),
            ("usb", ""),
        ]:
            await ask(pilot, typed)
            assert found(app)[0].startswith(title) and "Intet passer" not in found(app)[0], typed
            await press(pilot, "escape")
