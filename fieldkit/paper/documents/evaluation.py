"""How an incident went, for the folder: the same parts as on the page, short enough to be read off a roll of paper.

What is late comes first where not all has room. The questions that nobody has answered have lines to write on.
"""

from collections.abc import Sequence

from fieldkit.core.tell.evaluation import sections
from fieldkit.core.tell.evaluation_parts import Cell, Facts, Grid, Question, Said, Told, chosen_rows, title_of
from fieldkit.core.tell.evaluation_words import Part
from fieldkit.paper.blocks import Align, Blank, Block, Column, Document, Heading, KeyValue, Rule, Table, Text
from fieldkit.paper.documents.source import DocumentSource

ROWS_SHOWN = 12
MOMENTS_SHOWN = 12
"""Of the timeline: those that count most; all the others are in the log."""
FEW = 5
"""So many rows are told, late or not."""
NARROW_COLUMNS, TABLE_CHARS = 3, 24
"""A grid of so many columns of so short cells is a table; any other is told a row at a time."""


def evaluation_sheet(told: Told, source: DocumentSource) -> Document:
    """Evaluering, of the incident that `told` is about."""
    evaluation = told.evaluation
    blocks: list[Block] = [Text(title_of(evaluation), bold=True, tall=True)]
    for number, section in enumerate(sections(told, MOMENTS_SHOWN), 1):
        blocks += [Rule(), Heading(f"{number}. {section.title}")]
        only_late = section.part is Part.MESSAGES
        for part in section.body:
            match part:
                case Said(text):
                    blocks.append(Text(text))
                case Facts(pairs):
                    blocks += [KeyValue(key, cell.text, bold=cell.late) for key, cell in pairs]
                case Grid():
                    blocks += _grid(part, only_late=only_late)
                case Question():
                    blocks += _question(part)
    return Document(
        "Evaluering",
        tuple(blocks),
        source.log_end,
        source.moment(source.now, sure=source.knows_time),
        source.kit_name(source.kit),
        evaluation.exercise,
    )


def _grid(grid: Grid, *, only_late: bool) -> list[Block]:
    """`only_late`: of a long list the rest is not worth the paper."""
    short = all(len(cell.text) <= TABLE_CHARS for row in grid.rows for cell in row)
    rows = [row for row in grid.rows if not only_late or len(grid.rows) <= FEW or any(cell.late for cell in row)]
    shown = chosen_rows(rows, ROWS_SHOWN)
    left = len(grid.rows) - len(shown)
    more: list[Block] = [Text(f"Og {left} til; se siden eller loggen.", indent=2)] if left else []
    if short and len(grid.headings) <= NARROW_COLUMNS:
        return [_table(grid.headings, tuple(tuple(cell.text for cell in row) for row in shown)), *more]
    return [block for row in shown for block in _row(grid.headings, row)] + more


def _table(headings: Sequence[str], rows: tuple[tuple[str, ...], ...]) -> Table:
    """The column with the longest text takes what the others leave."""
    widths = [max(len(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    widest = max(range(len(widths)), key=lambda at: widths[at])
    columns = tuple(
        Column(heading, "*" if at == widest else width, Align.LEFT)
        for at, (heading, width) in enumerate(zip(headings, widths, strict=True))
    )
    return Table(columns, rows)


def _row(headings: Sequence[str], row: Sequence[Cell]) -> list[Block]:
    """The first cell, and what the others say under it; empty ones say nothing."""
    beside = "; ".join(
        cell.text if cell.bare else f"{heading.lower()} {cell.text}"
        for heading, cell in zip(headings[1:], row[1:], strict=True)
        if cell.text
    )
    late = any(cell.late for cell in row)
    if all(cell.bare for cell in row[1:]):
        return [Text(" ".join(cell.text for cell in row if cell.text), bold=late, marker="!" if late else "-")]
    return [Text(row[0].text, bold=late, marker="!" if late else "-"), *([Text(beside, indent=2)] if beside else [])]


def _question(question: Question) -> list[Block]:
    blocks: list[Block] = [Text(question.question, bold=True)]
    for text, by in question.answers:
        blocks.append(Text(f"{text} ({by})", marker="-"))
    return blocks if question.answers else [*blocks, Blank(2, ruled=True)]
