"""Commands for the action cards that the kit knows."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from fieldkit.acts import cards as acts
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say, show_faults, show_json
from fieldkit.core.cards.cards import Card, no_card, read_card
from fieldkit.core.errors import StoreError
from fieldkit.core.faults import Fault
from fieldkit.store.files.bounded import read_bounded
from fieldkit.store.files.cards import LARGEST_CARD, load_cards
from fieldkit.store.files.home import Home
from fieldkit.store.files.shipped import shipped_cards


def cards_folder(places: Places, path: Path | None = None) -> Path:
    """The folder asked for, the kit's own, or the one that came along."""
    if path is not None:
        return path
    home = Home(places.home)
    return home.cards if home.exists() else shipped_cards()


def _cards_here(places: Places) -> dict[str, Card]:
    """The cards of the kit, also when its log cannot be opened, or those that came along."""
    if Home(places.home).exists():
        with suppress(StoreError), open_kit(places) as kit:
            return kit.cards
    return load_cards(cards_folder(places))[0]


@click.group()
def cards() -> None:
    """Action cards: list, show, lint."""


@cards.command("list")
@as_json
@click.pass_obj
def cards_list(places: Places, as_json: bool) -> None:
    """List the cards.

    \b
    Example: fieldkit cards list
    """
    found = _cards_here(places)
    for card in found.values():
        if as_json:
            show_json(_card_json(card))
        else:
            say(f"{card.id:<28} {card.title}  ({card.role})")


@cards.command("show")
@click.argument("card_id")
@as_json
@click.pass_obj
def cards_show(places: Places, card_id: str, as_json: bool) -> None:
    """Show one card.

    \b
    Example: fieldkit cards show alarm
    """
    found = _cards_here(places)
    card = found.get(card_id)
    if card is None:
        raise no_card(card_id)
    if as_json:
        steps = [
            {"section": section.title, "number": step.number, "text": step.text, "deadline_s": step.deadline_s}
            for section in card.sections
            for step in section.steps
        ]
        show_json({**_card_json(card), "purpose": card.purpose, "steps": steps})
    else:
        say(card.text.rstrip())


@cards.command("accept")
@click.pass_obj
def cards_accept(places: Places) -> None:
    """Say that the kit's own cards are to be as they lie in its folder now, changed by hand or with a file gone.

    \b
    Example: fieldkit cards accept
    """
    with open_kit(places) as kit:
        acts.accept(kit)
        say(f"Godkendt: {len(kit.cards)} kort.")


@cards.command("lint")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def cards_lint(places: Places, path: Path | None, as_json: bool) -> None:
    """Name every fault in a folder of cards, or in one card, by file and line.

    \b
    Example: fieldkit cards lint cards
    """
    folder = cards_folder(places, path)
    if folder.is_file():
        try:
            text = read_bounded(folder, LARGEST_CARD).decode("utf-8")
        except UnicodeDecodeError as error:
            show_faults(
                [Fault(folder.name, 1, f"Filen er ikke UTF-8 (byte {error.start}); gem den som UTF-8.")], as_json
            )
            return
        card, faults = read_card(folder.name, text)
        found = {card.id: card} if card is not None else {}
    else:
        found, faults = load_cards(folder)
        if path is None and Home(places.home).exists():
            with open_kit(places) as kit:
                faults = kit.library.cards_since.faults + faults
    if not faults and not as_json:
        say(f"Ingen fejl: {len(found)} kort.")
    show_faults(faults, as_json)


def _card_json(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "title": card.title,
        "role": card.role,
        "levels": list(card.levels),
        "version": card.version,
        "steps_count": sum(len(section.steps) for section in card.sections),
    }


COMMANDS = [cards]
