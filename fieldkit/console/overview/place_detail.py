"""The chosen place below or beside the board: all eleven points in words, the worst first, and what is known of it."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from fieldkit.console.overview.board_rows import DOUBT_STYLE, SILENT_STYLE, Letters, Piece, is_over, points
from fieldkit.console.words import CONDITION_STYLE, DIM, level_cell
from fieldkit.core.facts.terms import CONDITION_DA, TOPIC_DA, TRUST_DA, VIA_DA, Condition, Topic, Trust
from fieldkit.core.tell.said import counts_words
from fieldkit.core.text.wording import ago_da
from fieldkit.core.views.board import BoardRow, TopicCell
from fieldkit.core.views.hours_left import left_da, left_of

FLOW = 6
"""With fewer lines all stands in one flow; with more each kind begins a line."""


def detail(row: BoardRow, width: int, height: int, now: float, letters: Letters = str) -> Content:
    """At most `height` lines of `width` cells. What does not fit is what is well or was never said."""
    groups = [_head(row), *_groups(row, now)]
    if height < FLOW:
        first, *rest = groups
        groups = [first, [piece for group in rest for piece in ([*group, (" · ", DIM)])][:-1]] if rest else [first]
    lines = [line for group in groups for line in _wrapped([(letters(text), style) for text, style in group], width)]
    if len(lines) > height:
        lines = [*lines[: height - 1], _with_dots(lines[height - 1], width)]
    return Content("\n").join([Content.assemble(*line) for line in lines])


def _head(row: BoardRow) -> list[Piece]:
    pieces: list[Piece] = [level_cell(row.level), (" ", ""), (row.name, "bold")]
    if counts := counts_words(row.children, row.staff):
        pieces.append((f" · {counts}", ""))
    return [*pieces, (" · ", DIM), *heard_pieces(row)]


def heard_pieces(row: BoardRow) -> list[Piece]:
    """How and when the place last said something, and whether that is proven."""
    if not row.heard:
        return [("tavst, intet er meldt", SILENT_STYLE) if row.silent else ("intet er meldt", DIM)]
    via = f", {VIA_DA[row.via]}" if row.via and not row.second_hand else ""
    pieces: list[Piece] = [("TAVST, ", SILENT_STYLE)] if row.silent else []
    pieces.append((f"hørt {ago_da(row.age_s)}: {row.number}{via}", SILENT_STYLE if row.silent else DIM))
    if row.second_hand:
        pieces.append((", set af andre", DOUBT_STYLE))
    if row.trust is Trust.UNVERIFIED:
        pieces.append((f", {TRUST_DA[row.trust]}", DOUBT_STYLE))
    return pieces


def _groups(row: BoardRow, now: float) -> Iterable[list[Piece]]:
    said = points(row)
    over = [(topic, cell) for topic, cell in said if cell.condition is not Condition.CRITICAL and is_over(cell)]
    kinds: Sequence[tuple[str, Condition, list[tuple[Topic, TopicCell]]]] = (
        (CONDITION_DA[Condition.CRITICAL], Condition.CRITICAL, _of(said, Condition.CRITICAL)),
        ("måske slut", Condition.SHORTAGE, over),
        (CONDITION_DA[Condition.SHORTAGE], Condition.SHORTAGE, _of(said, Condition.SHORTAGE, but=over)),
    )
    for word, condition, found in kinds:
        if found:
            yield _group(word, condition, _told(found, row, now))
    if row.note:
        yield [("note ", DIM), (f"“{row.note}”", "")]
    if well := _of(said, Condition.OK, but=over):
        word = "alt ok" if len(well) == len(Topic) else CONDITION_DA[Condition.OK]
        yield _group(word, Condition.OK, _told(well, row, now))
    known = {topic for topic, cell in said if cell.condition is not Condition.UNKNOWN}
    if unsaid := [TOPIC_DA[topic] for topic in Topic if topic not in known]:
        word = "ikke meldt" if row.heard else "ukendt"
        yield _group(word, Condition.UNKNOWN, ["alle elleve punkter"] if len(unsaid) == len(Topic) else unsaid)


def _of(
    said: Sequence[tuple[Topic, TopicCell]], condition: Condition, but: Sequence[tuple[Topic, TopicCell]] = ()
) -> list[tuple[Topic, TopicCell]]:
    return [point for point in said if point[1].condition is condition and point not in but]


def _group(word: str, condition: Condition, told: Sequence[str]) -> list[Piece]:
    return [(word, CONDITION_STYLE[condition]), (f" {', '.join(told)}", "")]


def _told(found: Sequence[tuple[Topic, TopicCell]], row: BoardRow, now: float) -> list[str]:
    """The points, each with how long it lasts; those said before the latest report stand last, with one age for all
    that share it."""
    of_age: dict[str, list[str]] = {"": []}
    for topic, cell in found:
        said = "" if cell.number == row.number else f" (sagt {ago_da(cell.age_s)})"
        of_age.setdefault(said, []).append(_lasting(topic, cell, now))
    return ["; ".join(f"{', '.join(points)}{said}" for said, points in of_age.items() if points)]


def _lasting(topic: Topic, cell: TopicCell, now: float) -> str:
    left = left_of(cell)
    return TOPIC_DA[topic] + (f" ({left_da(left, now)})" if left is not None else "")


def _wrapped(pieces: Sequence[Piece], width: int) -> list[list[Piece]]:
    """Pieces in lines, broken only at blanks; a word may be of several pieces."""
    words: list[tuple[str, list[Piece]]] = [("", [])]
    """The style of the blank before each word, and the word."""
    for text, style in pieces:
        for at, part in enumerate(text.split(" ")):
            if at:
                words.append((style, []))
            words[-1][1].extend((part[cell : cell + width], style) for cell in range(0, len(part), width))
    lines: list[list[Piece]] = [[]]
    used = 0
    for at, (blank, word) in enumerate(words):
        cells = sum(len(text) for text, _ in word)
        if at and used + 1 + cells > width:
            lines.append([])
            used = 0
        elif at:
            lines[-1].append((" ", blank))
            used += 1
        for text, style in word:
            if used + len(text) > width:
                lines.append([])
                used = 0
            lines[-1].append((text, style))
            used += len(text)
    return lines


def _with_dots(line: list[Piece], width: int) -> list[Piece]:
    used = sum(len(text) for text, _ in line)
    if used < width - 1:
        return [*line, (" …", DIM)]
    text, style = line[-1]
    return [*line[:-1], (text[: max(0, len(text) - 2)], style), (" …", DIM)]
