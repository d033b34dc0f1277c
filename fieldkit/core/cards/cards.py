"""Action cards: what other modules import. Here live the lint over a whole set and the proposing of cards.

Pure: text in, cards and faults out. Files are read in `store.files.cards`; the run of a card is events.
"""

import difflib
from collections.abc import Collection, Iterable

from fieldkit.core.cards.grammar import is_role
from fieldkit.core.cards.reader import card_version, read_card
from fieldkit.core.cards.types import (
    Action,
    Card,
    Mode,
    Occasion,
    OpenCard,
    PrintDocument,
    Section,
    SendMessage,
    SendReport,
    StartTimer,
    Step,
    TopicBad,
    Trigger,
)
from fieldkit.core.documents import CardSheet
from fieldkit.core.errors import InputError
from fieldkit.core.facts.terms import Condition
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import SeeCards

__all__ = [
    "Action",
    "Card",
    "Mode",
    "Occasion",
    "OpenCard",
    "PrintDocument",
    "Section",
    "SendMessage",
    "SendReport",
    "StartTimer",
    "Step",
    "TopicBad",
    "Trigger",
    "card_version",
    "is_role",
    "lint",
    "no_card",
    "read_card",
    "suggested",
]


def no_card(card_id: str) -> InputError:
    """There is no such card."""
    return InputError(f"Der er intet kort “{card_id}”.", SeeCards())


def lint(cards: Iterable[Card], roles: Collection[str] = ()) -> list[Fault]:
    """Faults that only a whole set shows: double ids, unknown cards and, with `roles`, roles not among them."""
    cards = list(cards)
    faults: list[Fault] = []
    first: dict[str, Card] = {}
    for card in cards:
        if card.id in first:
            faults.append(Fault(card.file, card.id_line, f"id “{card.id}” bruges også i {first[card.id].file}."))
        first.setdefault(card.id, card)
    for card in cards:
        if card.role:
            faults += _unknown_role(card, 1, "rolle", card.role, roles)
        for step in card.steps:
            for name in step.ring:
                faults += _unknown_role(card, step.line, "- ring", name, roles)
            faults += _wrong_card(card, step, first)
    return sorted(faults)


def _unknown_role(card: Card, line: int, start: str, name: str, roles: Collection[str]) -> list[Fault]:
    if not roles or name in roles or name == "alle":
        return []
    close = difflib.get_close_matches(name, list(roles), n=1)
    meant = f" Mente du “{close[0]}”?" if close else ""
    return [Fault(card.file, _line(card, line, start), f"rollen “{name}” står ikke i roller.txt.{meant}")]


def _wrong_card(card: Card, step: Step, known: Collection[str]) -> list[Fault]:
    target = _card_named(step.action)
    line = _line(card, step.line, "- gør")
    if target == card.id and isinstance(step.action, OpenCard):
        return [Fault(card.file, line, "kortet åbner sig selv.")]
    if target and target not in known:
        return [Fault(card.file, line, f"der findes intet kort med id “{target}”.")]
    return []


def _line(card: Card, first: int, start: str) -> int:
    """The line, from `first` on, that begins with `start`; `first` when none does."""
    lines = card.text.split("\n")[first - 1 :]
    return next((n for n, text in enumerate(lines, first) if text.strip().startswith(start)), first)


def _card_named(action: Action | None) -> str:
    if isinstance(action, OpenCard):
        return action.card
    if isinstance(action, PrintDocument) and isinstance(action.wanted, CardSheet):
        return action.wanted.card
    return ""


def suggested(cards: Iterable[Card], trigger: Trigger) -> list[Card]:
    """The cards that the kit proposes when `trigger` happens; a critical topic also proposes cards for a shortage."""

    meant: tuple[Trigger, ...]
    match trigger:
        case Occasion():
            meant = (trigger,)
        case TopicBad(topic, Condition.CRITICAL):
            meant = (trigger, TopicBad(topic, Condition.SHORTAGE))
        case TopicBad():
            meant = (trigger,)
    return [card for card in cards if any(opens in meant for opens in card.opens_on)]
