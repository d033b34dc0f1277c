"""Cards as rows of text: the list of all and the steps of one. Pure."""

from enum import Enum, auto
from textwrap import wrap
from typing import NamedTuple

from textual.content import Content

from fieldkit.console.cards.runs import Callees, RunView, StepLine, calling_order
from fieldkit.console.row_list import Row
from fieldkit.console.words import DIM, clock_da, fitted
from fieldkit.core.cards.types import Action, OpenCard, PrintDocument, SendMessage, SendReport, StartTimer, addressee_da
from fieldkit.core.clock.durations import duration_da
from fieldkit.core.documents import DOCUMENTS, said_of
from fieldkit.core.facts.said import CardAct
from fieldkit.core.facts.terms import PRECEDENCE_DA
from fieldkit.core.roster.roster import Roster
from fieldkit.core.text.wording import age_da, soon_da


class CardList(Enum):
    """The lists of the region, under their headings."""

    RUNNING = auto()
    FITTING = auto()
    ALL = auto()


class CardLine(NamedTuple):
    """Key of a card in one of the lists."""

    under: CardList
    card: str


class OtherRun(NamedTuple):
    """Key of a card that is in use at another kit."""

    kit: int
    card: str


_INDENT = 9
"""Cells before a step's text: mark, box, number."""
_LATE = "bold #ff8a80"
_NOW = "bold #ffd75f"
_DONE = "#7fbf7f"
_BOX = {CardAct.TICK: "[x]", CardAct.SKIP: "[–]", None: "[ ]"}


def run_row(view: RunView, now: float, width: int) -> Row:
    """A card in use: title, how far, the next deadline."""
    due = view.next_due
    deadline, style = "", ""
    if due is not None and due.due_at is not None:
        style = _LATE if due.late else ""
        left = due.due_at - int(now)
        deadline = f"trin {due.step.number} " + (f"over {age_da(max(60, -left))}" if due.late else soon_da(left))
    total = len(view.steps)
    pieces: list[str | tuple[str, str]] = [
        ("> ", _NOW),
        (fitted(view.card.title, max(20, width - 36)), "bold"),
        f" {view.done:>3} af {total:<3}",
        (f"{deadline:>20}", style),
        (" !" if view.changed else "  ", _LATE),
    ]
    return Row(CardLine(CardList.RUNNING, view.card.id), Content.assemble(*pieces))


def plain_row(under: CardList, view: RunView, tail: str, width: int) -> Row:
    """A card that is not in use: title, then its role or why it is proposed."""
    room = max(20, width // 2)
    ended = "(lagt væk) " if view.started_at is not None and not view.running else ""
    title = fitted(ended + view.card.title, room)
    content = Content.assemble("  ", title, " ", (fitted(tail, width - room - 3), DIM))
    return Row(CardLine(under, view.card.id), content)


def step_rows(view: RunView, roster: Roster, place: int, now: float, width: int, *, helps: bool = True) -> list[Row]:
    """Sections and steps; the current one stands out and, when it `helps`, shows whom to call from `place` and what the
    kit can do."""
    rows: list[Row] = []
    lines = {line.step.number: line for line in view.steps}
    current = view.current if view.running else None
    for index, section in enumerate(view.card.sections):
        rows.append(Row(f"section.{index}", Content.assemble((section.title, "bold underline")), heading=True))
        for step in section.steps:
            line = lines[step.number]
            rows.append(Row(step.number, _step(line, line is current, view.running, roster, place, now, width, helps)))
    return rows


def _step(
    line: StepLine, current: bool, running: bool, roster: Roster, place: int, now: float, width: int, helps: bool
) -> Content:
    step = line.step
    style = _DONE if line.act is CardAct.TICK else DIM if line.act is CardAct.SKIP else "bold" if current else ""
    text = _hung(step.text, width)
    pieces: list[str | tuple[str, str]] = [
        (">" if current else " ", _NOW),
        (_BOX[line.act], style),
        f"{step.number:>3}. ",
        (text, style),
    ]
    tail, tail_style = when_of(line, running, now)
    if tail:
        last = text.rpartition("\n")[2] if "\n" in text else " " * _INDENT + text
        pieces.append("  " if len(last) + 2 + len(tail) <= width else f"\n{' ' * _INDENT}")
        pieces.append((tail, tail_style))
    if helps and (current or not running):
        below = []
        if step.ring:
            below.append(f"ring: {' > '.join(_caller(callees) for callees in calling_order(step.ring, roster, place))}")
        if step.action is not None:
            below.append(f"kittet kan: {action_da(step.action)}")
        if current and step.may_skip:
            below.append("I = ikke relevant")
        pieces += [(f"\n{' ' * _INDENT}{_hung(each, width)}", "#7fd0ff") for each in below]
    return Content.assemble(*pieces)


def when_of(line: StepLine, running: bool, now: float) -> tuple[str, str]:
    """When it was done and by whom, or until when it should be."""
    if line.act is not None and line.at is not None:
        why = f": {line.reason}" if line.reason else ""
        return (f"{clock_da(line.at, now=now)} {line.by}{why}", DIM)
    if line.due_at is not None:
        until = clock_da(line.due_at, now=now)
        return (f"FRIST {until} ER GÅET", _LATE) if line.late else (f"inden {until}", _NOW)
    if line.step.deadline_s is not None and not running:
        return (f"inden {duration_da(line.step.deadline_s)}", DIM)
    return ("", "")


def _hung(text: str, width: int) -> str:
    """Wrapped so that the lines after the first stand under the text."""
    return f"\n{' ' * _INDENT}".join(wrap(text, max(20, width - _INDENT)) or [""])


def _caller(callees: Callees) -> str:
    """An office with the people to call: nobody is named when the roster does not know for sure."""
    told = ", ".join(f"{person.name} {person.phone}".strip() for person in callees.people[:2])
    return f"{callees.office} ({told})" if told else callees.office


def action_da(action: Action) -> str:
    """What the kit offers when the step is ticked."""
    match action:
        case SendReport():
            return "åbne en ny melding"
        case SendMessage():
            text = f": “{action.text}”" if action.text else ""
            to = addressee_da(action.addressee)
            return f"skrive en besked ({PRECEDENCE_DA[action.precedence]}) til {to}{text}"
        case PrintDocument(kind, wanted):
            about = said_of(wanted) if wanted is not None else ""
            return f"udskrive {DOCUMENTS[kind].danish} {about}".strip()
        case StartTimer():
            label = f": {action.label}" if action.label else ""
            return f"tage tid, {duration_da(action.seconds)}{label}"
        case OpenCard():
            return f"åbne kortet {action.card}"
