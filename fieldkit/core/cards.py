"""Action cards: what other modules import. Here live the lint over a whole set and the proposing of cards.

Pure: text in, cards and faults out. Files are read in `store.card_files`; the run of a card is events.
"""

import difflib
from collections.abc import Collection, Iterable

from fieldkit.core.card_reader import card_version, read_card
from fieldkit.core.card_types import (
    Action,
    Card,
    OpenCard,
    PrintDocument,
    Section,
    SendMessage,
    SendReport,
    StartTimer,
    Step,
    Trigger,
)
from fieldkit.core.card_words import duration_da, is_role
from fieldkit.core.faults import Fault
from fieldkit.core.terms import Condition

__all__ = [
    "Action",
    "Card",
    "OpenCard",
    "PrintDocument",
    "Section",
    "SendMessage",
    "SendReport",
    "StartTimer",
    "Step",
    "Trigger",
    "card_version",
    "duration_da",
    "is_role",
    "lint",
    "read_card",
    "suggested",
]


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
        if roles and card.role and card.role not in (*roles, "alle"):
            line = next(n for n, text in enumerate(card.text.split("\n"), 1) if text.startswith("rolle"))
            faults.append(
                Fault(card.file, line, f"rollen “{card.role}” står ikke i roller.txt.{_meant(card.role, roles)}")
            )
        for step in card.steps:
            target = _card_named(step.action)
            if target == card.id and isinstance(step.action, OpenCard):
                faults.append(Fault(card.file, step.line, "kortet åbner sig selv."))
            elif target and target not in first:
                faults.append(Fault(card.file, step.line, f"der findes intet kort med id “{target}”."))
            faults += [
                Fault(card.file, step.line, f"ring: rollen “{name}” står ikke i roller.txt.{_meant(name, roles)}")
                for name in step.ring
                if roles and name not in roles
            ]
    return sorted(faults)


def _meant(name: str, roles: Collection[str]) -> str:
    close = difflib.get_close_matches(name, list(roles), n=1)
    return f" Mente du “{close[0]}”?" if close else ""


def _card_named(action: Action | None) -> str:
    if isinstance(action, OpenCard):
        return action.card
    if isinstance(action, PrintDocument) and action.document == "card":
        return action.argument
    return ""


def suggested(cards: Iterable[Card], trigger: Trigger) -> list[Card]:
    """The cards that the kit proposes when `trigger` happens; a critical topic also proposes cards for a shortage."""

    def wanted(opens: Trigger) -> bool:
        worse = trigger.condition is Condition.CRITICAL and opens.condition is Condition.SHORTAGE
        return (opens.kind, opens.topic) == (trigger.kind, trigger.topic) and (
            worse or opens.condition == trigger.condition
        )

    return [card for card in cards if any(wanted(opens) for opens in card.opens_on)]
