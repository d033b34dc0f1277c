"""Commands for what the kit knows: cards and roster."""

from pathlib import Path
from typing import Any

import click
import msgspec

from fieldkit.cli.common import Places, as_json, open_kit, project_folder, say, show_json
from fieldkit.core.cards import Card, read_card
from fieldkit.core.errors import InputError
from fieldkit.core.faults import Fault
from fieldkit.core.roster import PERSON_ROLE_DA, PLACE_KIND_DA, Roster, node_id
from fieldkit.store.card_files import load_cards
from fieldkit.store.home import Home
from fieldkit.store.roster_files import load_roster


def show_faults(faults: list[Fault], as_json: bool) -> None:
    """Print each fault as FILE:LINE: what; exit 1 when there is one."""
    if as_json:
        show_json([{"file": f.file, "line": f.line, "what": f.what} for f in faults])
    else:
        for fault in faults:
            say(str(fault))
    if faults:
        raise click.exceptions.Exit(1)


def cards_folder(places: Places, path: Path | None = None) -> Path:
    """The folder asked for, the kit's own, or the one that came along."""
    if path is not None:
        return path
    home = Home(places.home)
    folder = home.cards if home.cards.is_dir() else project_folder("cards")
    if folder is None:
        raise InputError("Der er ingen mappe med actioncards; angiv den, for eksempel “fieldkit cards lint cards”.")
    return folder


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
    found, _ = load_cards(cards_folder(places))
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
    found, _ = load_cards(cards_folder(places))
    card = found.get(card_id)
    if card is None:
        raise InputError(f"Der er intet kort “{card_id}”; se dem med “fieldkit cards list”.")
    if as_json:
        steps = [
            {"section": section.title, "number": step.number, "text": step.text, "deadline_s": step.deadline_s}
            for section in card.sections
            for step in section.steps
        ]
        show_json({**_card_json(card), "purpose": card.purpose, "steps": steps})
    else:
        say(card.text.rstrip())


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
            text = folder.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            show_faults(
                [Fault(folder.name, 1, f"Filen er ikke UTF-8 (byte {error.start}); gem den som UTF-8.")], as_json
            )
            return
        show_faults(sorted(read_card(folder.name, text)[1]), as_json)
        return
    show_faults(load_cards(folder)[1], as_json)


def _card_json(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "title": card.title,
        "role": card.role,
        "levels": list(card.levels),
        "version": card.version,
        "steps_count": sum(len(section.steps) for section in card.sections),
    }


@click.group()
def roster() -> None:
    """Places, people and resources: check, import, show."""


def roster_folder(places: Places, path: Path | None) -> Path:
    """The folder asked for, the kit's own, or the one that came along."""
    if path is not None:
        return path
    home = Home(places.home)
    folder = home.data if home.data.is_dir() else project_folder("data")
    if folder is None:
        raise InputError("Der er ingen mappe med stamdata; angiv den, for eksempel “fieldkit roster check data”.")
    return folder


@roster.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def roster_check(places: Places, folder: Path | None, as_json: bool) -> None:
    """Name every fault in a roster folder by file and line.

    \b
    Example: fieldkit roster check data
    """
    found, faults = load_roster(roster_folder(places, folder))
    if found is not None and not faults and not as_json:
        say(f"Ingen fejl: {len(found.places)} steder, {len(found.people)} personer, {len(found.resources)} ressourcer.")
    show_faults(faults, as_json)


@roster.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def roster_import(places: Places, folder: Path) -> None:
    """Take a roster folder into the kit, all or nothing.

    \b
    Example: fieldkit roster import /media/usb/data
    """
    from fieldkit.store.roster_import import import_roster

    with open_kit(places) as kit:
        found, faults = load_roster(folder)
        if found is None:
            show_faults(faults, False)
            return
        import_roster(folder, kit.home)
        say(
            f"Indlæst: {len(found.places)} steder, {len(found.people)} personer. Åbne skærme viser det ved næste start."
        )


@roster.command("show")
@as_json
@click.pass_obj
def roster_show(places: Places, as_json: bool) -> None:
    """Show places and people.

    \b
    Example: fieldkit roster show --json
    """
    with open_kit(places) as kit:
        found: Roster = kit.roster
        if as_json:
            show_json(
                {
                    "places": [_place_json(place) for place in found.places],
                    "people": [msgspec.to_builtins(person) for person in found.people],
                }
            )
            return
        for place in found.places:
            belongs = f"  hører til {place.meeting_point}" if place.meeting_point else ""
            say(f"{place.number:>4}  {place.slug:<30} {PLACE_KIND_DA[place.kind]:<14} {place.name}{belongs}")
        for person in found.people:
            say(f"      {person.name:<30} {PERSON_ROLE_DA[person.role]:<20} {person.place or ''}")


def _place_json(place: Any) -> dict[str, Any]:
    return {
        "number": place.number,
        "slug": place.slug,
        "name": place.name,
        "kind": place.kind,
        "address": place.address,
        "lat": place.lat,
        "lon": place.lon,
        "meeting_point": place.meeting_point,
        "node": node_id(place.node) if place.node is not None else None,
        "pinned": place.public_key is not None,
        "kit": place.kit,
    }


COMMANDS = [cards, roster]
