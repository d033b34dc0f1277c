"""What else is found: places, people, action cards, and events by their numbers."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from fieldkit.console import messages
from fieldkit.console.palette.commands import Command, Run
from fieldkit.console.palette.host import Host
from fieldkit.console.palette.matching import words_of
from fieldkit.console.regions import BY_NAME, Tab
from fieldkit.console.sheets import Desk, SheetView
from fieldkit.console.typed import place_word
from fieldkit.console.words import clock_da
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.roster.roster import PERSON_ROLE_DA, Person, Place
from fieldkit.core.tell.sentences import head_words, sentence
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.inbox import make_inbox
from fieldkit.kit import Kit

if TYPE_CHECKING:
    from fieldkit.console.journal import Journal

_NUMBER = re.compile(r"(?:(\d{1,5})\s*-\s*)?(\d{1,9})")
_FOUND_AT_MOST = 12
ANY_WIDTH = 80
"""Cells of a page that is only asked whether it is there."""
NAME_CELLS = 20
"""So much of a name stands in a list for certain."""


def places(kit: Kit) -> Iterator[Command]:
    """Every place: its page."""
    for place in kit.roster.places:
        yield Command(f"place.{place.number}", place.name, _open_place(place), "sted", "", place.slug)


def at_place(kit: Kit, asked: tuple[str, ...]) -> Iterator[Command]:
    """What is done about a place, when something of its name was typed: a message to it, a report about it."""
    named = {word for word in asked if len(word) > 1}
    for place in kit.roster.places:
        if not any(
            word.startswith(one) or (len(one) > 3 and one in word) for word in words_of(place.name) for one in named
        ):
            continue
        to = place_word(place, kit.roster)
        message, report = messages.WriteMessage(to), messages.WriteReport(place.number)
        name = f"place.{place.number}"
        yield Command(f"{name}.message", f"Skriv besked til {place.name}", _post(message), "Meldinger", "", "send ny")
        yield Command(f"{name}.report", f"Meld for {place.name}", _post(report), "Ny melding", "", "melding skriv")


def people(kit: Kit) -> Iterator[Command]:
    """Everybody on the roster with the number to ring to."""
    for person in kit.roster.people:
        place = kit.roster.by_slug(person.place) if person.place else None
        phone = person.phone or "intet nummer"
        where = ", ".join(part for part in (PERSON_ROLE_DA[person.role], place.name if place else "") if part)
        bare = phone.replace(" ", "")
        yield Command("", f"{person.name}  {phone}", _call(person, where), where, "", f"ring telefon person {bare}")


def cards(kit: Kit) -> Iterator[Command]:
    for card in kit.cards.values():
        yield Command(
            f"card.{card.id}",
            card.title,
            _post(messages.ShowCard(card.id)),
            f"kort, {card.role}",
            "",
            f"actioncard {card.id}",
        )


def numbered(kit: Kit, text: str) -> list[Command]:
    """The events with the number that was typed: `12-0147`, or `147` of any kit, this one's first and then the
    latest. By the log's own index."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return []
    own, seq = kit.config.number, int(match[2])
    feeds = kit.state.vector.feeds.items()
    kits = [int(match[1])] if match[1] else sorted({feed.kit for feed, here in feeds if here.has(seq)})
    found = [row.event for number in kits for row in kit.log.find(number, seq)]
    found.sort(key=lambda event: (event.kit != own, -event.at))
    return [_event(kit, event) for event in found[:_FOUND_AT_MOST]]


def not_here(text: str) -> str:
    """What is said of a kit's number of which nothing has come; "" of what is no such number."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None or not match[1]:
        return ""
    number = number_of(int(match[1]), int(match[2]))
    return f"{number} er ikke kommet hertil endnu; den er skrevet på kit {int(match[1])}."


def _event(kit: Kit, event: Event) -> Command:
    text = " ".join(sentence(event, kit.roster, kit.state.incidents).split())
    when = clock_da(event.at, sure=event.time_sure, now=kit.now())
    number = number_of(event.kit, event.seq)
    return Command("", f"{number}  {text}", _open_event(event), f"{head_words(event)} {when}")


def _post(message: messages.WriteMessage | messages.WriteReport | messages.ShowCard) -> Run:
    return lambda app: app.post_message(message)


def _open_place(place: Place) -> Run:
    async def run(app: Host) -> None:
        from fieldkit.console.overview import Overview

        await cast(Overview, await app.show_region("overview")).open_place(place.number)

    return run


def _call(person: Person, where: str) -> Run:
    """Who is to be called now is called from that list, where it is noted what came of it; anybody else stands among
    the people."""

    async def run(app: Host) -> None:
        from fieldkit.console.staff.calls import CallLine

        folded = fold_name(person.name)
        view = cast(SheetView, await app.show_region(Tab.CALLS.region))
        view.show_tab(Tab.CALLS)
        line = view.find(lambda row: isinstance(row.key, CallLine) and row.key.name == folded)
        if line is not None:
            view.open_page(line)
        else:
            view.show_tab(Tab.PEOPLE)
            view.find(lambda row: fold_name(row.text.plain).startswith(folded[:NAME_CELLS]))
        phone = f"ring {person.phone}" if person.phone else "intet nummer på listen"
        app.say(f"{person.name}: {phone} ({where})")

    return run


def _open_event(event: Event) -> Run:
    """Where it is dealt with: the list that has it, else the messages, else the log, which has everything."""

    async def run(app: Host) -> None:
        kit = app.kit
        kit.event_at(event.ref)  # of an incident that is over: all of it is looked at
        for kind in BY_NAME.values():
            for tab, make in kind.sheets().items():
                sheet = make(Desk(app.screen_stack[0], kit))
                sheet.look()
                if sheet.page(event.id, ANY_WIDTH) is not None:
                    app.post_message(messages.ShowSheet(tab, event.id))
                    return
        entries = make_inbox(kit.state, kit.roster, kit.now(), place=kit.place, kit=kit.config.number)
        if any(entry.event_id == event.id for entry in entries):
            app.post_message(messages.ShowEntry(event.id))
        else:
            cast("Journal", await app.show_region("journal")).point_at(event)

    return run
