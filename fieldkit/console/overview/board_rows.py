"""The board as rows of text, 78 cells wide: pure, so that it can be read in a test without a screen."""

from collections.abc import Iterable
from itertools import groupby

from textual.content import Content

from fieldkit.console.row_list import Row
from fieldkit.console.words import CONDITION_CELL, CONDITION_STYLE, DIM, TOPIC_SHORT, count_da, fitted, level_cell
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.terms import Condition, Level, Topic, Trust
from fieldkit.core.roster.roster import Roster
from fieldkit.core.text.wording import heard_da
from fieldkit.core.views.board import Board, BoardRow

FIXED_CELLS = 5 + 1 + 9 + 3 * len(Topic) + 7 + 1 + 1
"""Cells beside the name: level, gap, age, topics, counts, trust, scroll bar."""
LEGEND = "m mangel  K! kritisk  · ikke meldt  ! tavs  u ubekræftet  a set af andre"


def name_cells(width: int) -> int:
    """How wide the name may be on a screen of `width` cells."""
    return max(12, min(40, width - FIXED_CELLS))


def column_heads(width: int) -> Content:
    heads = "".join(TOPIC_SHORT[topic].ljust(3) for topic in Topic)
    return Content(f"{'Alt':<5} {fitted('Sted', name_cells(width))}  {'Alder':<7}{heads}{'Bø/Vo':>7}")


def board_rows(rows: Iterable[BoardRow], width: int) -> list[Row]:
    return [Row(row.place, board_row(row, width)) for row in rows]


def board_row(row: BoardRow, width: int) -> Content:
    """One place: level in colour and word, name, age, eleven cells, children/staff, trust."""
    pieces: list[str | tuple[str, str]] = [level_cell(row.level), " "]
    unheard = not row.heard
    pieces.append((fitted(row.name, name_cells(width)), DIM if unheard and not row.silent else ""))
    age = heard_da(row.age_s, row.heard)
    pieces.append((f" {'!' if row.silent else ' '}{age:<7}", "bold #ffd75f" if row.silent else DIM if unheard else ""))
    cells = (row.topics.get(topic) for topic in Topic)
    for condition, run in groupby(cell.condition if cell else Condition.UNKNOWN for cell in cells):
        text, style, many = CONDITION_CELL[condition], CONDITION_STYLE[condition], len(list(run))
        if " on " in style:  # the gaps between have no colour of their own
            pieces += [(text, style), " " * (3 - len(text))] * many
        else:  # one piece for a run: what a row costs to draw is its pieces, and all rows are drawn anew each minute
            pieces.append((text.ljust(3) * many, style))
    unsaid = row.children is None and row.staff is None
    counts = "·" if unsaid else f"{count_da(row.children)}/{count_da(row.staff)}"
    pieces.append((f"{counts:>7}", DIM if unsaid else ""))
    if row.second_hand:
        pieces.append(("a", "bold #ff9f43"))
    elif row.trust is Trust.UNVERIFIED:
        pieces.append(("u", "bold #ff9f43"))
    return Content.assemble(*pieces)


def is_problem(row: BoardRow) -> bool:
    """Red, yellow, silent, or from a node that no place owns."""
    return row.silent or row.level in (Level.RED, Level.YELLOW) or row.place >= UNKNOWN_PLACE


def counted(board: Board) -> Content:
    """How many of each level, and how many silent: colour and word."""
    pieces: list[str | tuple[str, str]] = []
    for level, word in ((Level.RED, "rød"), (Level.YELLOW, "gul"), (Level.GREEN, "grøn"), (Level.UNKNOWN, "ukendt")):
        many = sum(row.level is level for row in board.rows)
        style = {"rød": "bold #ff8a80", "gul": "bold #ffd75f", "grøn": "#7fbf7f"}.get(word, DIM)
        pieces += [(f"{many} {word}", style if many else DIM), "  "]
    silent = sum(row.silent for row in board.rows)
    pieces.append((f"{silent} tavse", "bold #ffd75f" if silent else DIM))
    return Content.assemble(*pieces)


def belongs_to(row: BoardRow, meeting_point: str, roster: Roster) -> bool:
    """The meeting point itself, its institutions, and nodes that nobody owns: they may be anybody's."""
    place = roster.place(row.place)
    return place is None or place.slug == meeting_point or place.meeting_point == meeting_point
