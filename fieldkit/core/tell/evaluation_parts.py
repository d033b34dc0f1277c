"""What an evaluation in Danish is made of: parts of sentences, facts, grids and questions; and what it is told from."""

from collections.abc import Sequence
from typing import NamedTuple

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.lessons import LessonPoint
from fieldkit.core.tell.evaluation_words import Part
from fieldkit.core.tell.parts import Names
from fieldkit.core.views.evaluation import Evaluation
from fieldkit.core.views.evaluation_local import LocalFigures


class Cell(NamedTuple):
    """A text; `late`: it should be seen first; `bare`: it says by itself what it is, without the heading."""

    text: str
    late: bool = False
    bare: bool = False


class Said(NamedTuple):
    """A sentence."""

    text: str


class Facts(NamedTuple):
    """Words, and what each is."""

    pairs: tuple[tuple[str, Cell], ...]


class Grid(NamedTuple):
    """Rows under headings. `drawn`: a picture of it tells as much."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    drawn: bool = False


class Question(NamedTuple):
    """A question with the answers to it, each with who gave it and its number."""

    point: LessonPoint
    question: str
    answers: tuple[tuple[str, str], ...]


def chosen_rows(rows: Sequence[tuple[Cell, ...]], most: int) -> tuple[tuple[Cell, ...], ...]:
    """So many rows at most, in their order; of more, those with something late before the others."""
    by_need = sorted(range(len(rows)), key=lambda at: (not any(cell.late for cell in rows[at]), at))
    return tuple(rows[at] for at in sorted(by_need[:most]))


Body = tuple[Said | Facts | Grid | Question, ...]


class Section(NamedTuple):
    """A part with its title."""

    part: Part
    title: str
    body: Body


class Told(NamedTuple):
    """All that an evaluation is told from.

    `events` are the incident's; `names` is how the reader knows places; `local` what the reader's own kit knows beside;
    `other` an incident to compare with; `municipality` whose it is, "" when the kit does not know; `apart` counts the
    lines that stand apart, for their kit is not believed.
    """

    evaluation: Evaluation
    events: Sequence[Event]
    names: Names
    local: LocalFigures | None = None
    other: Evaluation | None = None
    municipality: str = ""
    apart: int = 0


def title_of(evaluation: Evaluation) -> str:
    """`ØVELSE “Efterår”`, `“Strømsvigt nord”`."""
    name = evaluation.name or f"Hændelse {evaluation.tag & 0x7FFF}"
    return f"{'ØVELSE ' if evaluation.exercise else ''}“{name}”"
