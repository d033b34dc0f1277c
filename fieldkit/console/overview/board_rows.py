"""A place as one line of the board, and what its marks mean: pure, so that it can be read in a test without a screen.

A line is as wide as it is told to be. Narrow, it names the worst point in short; wide, it says all that is wrong in
whole words.
"""

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content

from fieldkit.console.words import CONDITION_STYLE, DIM, LEVEL_STYLE, cut, fitted
from fieldkit.core.facts.terms import CONDITION_DA, TOPIC_DA, Condition, Level, Topic, Trust
from fieldkit.core.text.wording import heard_da
from fieldkit.core.views.board import BoardRow, TopicCell
from fieldkit.core.views.hours_left import left_of, left_short, worst_first

Piece = tuple[str, str]
"""Text and its style."""
Letters = Callable[[str], str]
"""How a text is written on this screen (`looks.letters_for`)."""
LEVEL_SHORT: dict[Level, str] = {Level.RED: "RØD ", Level.YELLOW: "GUL ", Level.GREEN: "GRØN", Level.UNKNOWN: " ?  "}
BESIDE = 4 + 1 + 1 + 1 + 6 + 1 + 1
"""Cells of a line beside name and points: level, gap, gap, silence, age, gap, trust."""
IN_WORDS = 22
"""With so many cells for the points they are said in words."""
SILENT_STYLE = "bold #ffd75f"
DOUBT_STYLE = "bold #ff9f43"
OVER_STYLE = CONDITION_STYLE[Condition.SHORTAGE]


def name_cells(width: int) -> int:
    """How wide the name may be in a line of `width` cells."""
    free = width - BESIDE
    return free - 9 if free < 13 + IN_WORDS else min(26, 13 + (free - 13 - IN_WORDS) // 2)


def in_words(width: int) -> bool:
    """Whether a line of `width` cells has room for words."""
    return width - BESIDE - name_cells(width) >= IN_WORDS


def place_line(row: BoardRow, width: int, letters: Letters = str) -> Content:
    """Level in colour and word, name, silence and age, what is wrong, and whether the sender is proven."""
    name = name_cells(width)
    unheard = not row.heard
    pieces: list[Piece] = [(letters(LEVEL_SHORT[row.level])[:4], LEVEL_STYLE[row.level]), (" ", "")]
    called = fitted(short_name(letters(row.name), name), name)
    pieces.append((called, DIM if unheard and not row.silent else ""))
    age = f" {'!' if row.silent else ' '}{age_short(row, letters):<6} "
    pieces.append((age, SILENT_STYLE if row.silent else DIM if unheard else ""))
    room = width - BESIDE - name
    pieces += _filled(
        said_in(row, room - (1 if in_words(width) else 0), letters), room
    )  # a word is not glued to the sign
    pieces.append(("a", DOUBT_STYLE) if row.second_hand else ("u", DOUBT_STYLE) if _unproven(row) else (" ", ""))
    return Content.assemble(*pieces)


def age_short(row: BoardRow, letters: Letters = str) -> str:
    """In six cells; in whole hours where minutes or days find no room."""
    age = letters(heard_da(row.age_s, row.heard))
    if len(age) <= 6 or row.age_s is None:
        return age
    hours = row.age_s // 3600
    return f"{hours} t" if hours < 1000 else ">999 t"


def short_name(name: str, width: int) -> str:
    """The name in `width` cells. Of several words the last, which tells places apart, is left whole if it can be."""
    first, _, last = name.rpartition(" ")
    room = width - len(last) - len("… ")
    if len(name) <= width or not first or room < 0:
        return cut(name, width)
    return f"{first[:room].rstrip()}… {last}" if room else f"{first[:1]}…{last}"


def points(row: BoardRow) -> list[tuple[Topic, TopicCell]]:
    """The points that were said, worst first."""
    return sorted(row.topics.items(), key=lambda point: worst_first(point[1]))


def is_over(cell: TopicCell) -> bool:
    """The hours that were said for it are over: nobody knows how it is now."""
    left = left_of(cell)
    return left is not None and left.over


def wrong_in(row: BoardRow) -> list[tuple[Topic, TopicCell]]:
    """The points that are critical, lack something, or may be over by now; worst first."""
    return [point for point in points(row) if worst_first(point[1])[0] <= 2]


def said_in(row: BoardRow, width: int, letters: Letters = str) -> list[Piece]:
    """What is wrong in at most `width` cells, worst first, with how many more there are; else how much is well."""
    wrong = wrong_in(row)
    if not wrong:
        return _well(row, points(row), width, letters)
    return (_in_words if width >= IN_WORDS else _in_short)(wrong, width, letters)


def _in_short(wrong: Sequence[tuple[Topic, TopicCell]], width: int, letters: Letters) -> list[Piece]:
    """`VAND 2t+1`: capitals are critical."""
    topic, cell = wrong[0]
    left = left_of(cell)
    hours = f" {left_short(left)}" if left is not None else ""
    more = f"+{len(wrong) - 1}" if len(wrong) > 1 else ""
    critical = cell.condition is Condition.CRITICAL
    word = letters(TOPIC_DA[topic].upper() if critical else TOPIC_DA[topic])
    word = cut(word, max(2, width - len(hours) - len(more)))
    return [
        (cut(f"{word}{hours}", width - len(more)), CONDITION_STYLE[Condition.CRITICAL] if critical else OVER_STYLE),
        (more, DIM),
    ]


def _in_words(wrong: Sequence[tuple[Topic, TopicCell]], width: int, letters: Letters) -> list[Piece]:
    """`kritisk vand 2t, toilet; mangel varme`, each kind named once."""
    pieces: list[Piece] = []
    used, before = 0, ""
    for at, (topic, cell) in enumerate(wrong):
        left = left_of(cell)
        over = cell.condition is not Condition.CRITICAL and is_over(cell)
        kind = "måske slut" if over else CONDITION_DA[cell.condition]
        hours = f" {left_short(left)}" if left is not None and not over else ""
        style = CONDITION_STYLE[cell.condition if cell.condition is Condition.CRITICAL else Condition.SHORTAGE]
        gap = "" if not before else ", " if kind == before else "; "
        text = letters((f"{kind} " if kind != before else "") + f"{TOPIC_DA[topic]}{hours}")
        more = f" +{len(wrong) - at}"
        behind = len(f" +{len(wrong) - at - 1}") if at + 1 < len(wrong) else 0
        if used + len(gap) + len(text) + behind > width:
            if not pieces:
                return [(cut(text, width - behind), style), (f" +{len(wrong) - 1}" if behind else "", DIM)]
            return [*pieces, (more, DIM)]
        pieces += [(gap, DIM), (text, style)]
        used, before = used + len(gap) + len(text), kind
    return pieces


def _well(row: BoardRow, said: Sequence[tuple[Topic, TopicCell]], width: int, letters: Letters) -> list[Piece]:
    """How many points are well, never as if the others were; and for how long, where that was said."""
    if not row.heard:
        return []
    well = [point for point in said if point[1].condition is Condition.OK]
    style = CONDITION_STYLE[Condition.OK] if well else DIM
    left = left_of(well[0][1]) if well else None
    ends = f"{letters(TOPIC_DA[well[0][0]])} {left_short(left)}" if left is not None else ""
    if len(well) == len(Topic):
        text = "alt ok"
    elif not well:
        text = "ingen punkter meldt" if width >= IN_WORDS else "0 punkter"
    else:
        text = f"{len(well)} af {len(Topic)} ok" if width >= 10 else f"{len(well)}/{len(Topic)} ok"
        text += ", resten ikke meldt" if width >= 30 and not ends else ""
    if ends and width < IN_WORDS:
        text = f"ok {ends}" if len(ends) + 3 <= width else ends
    elif ends:
        text = f"{text}, {ends}"
    return [(cut(text, width), style)]


def _filled(pieces: list[Piece], width: int) -> list[Piece]:
    used = sum(len(text) for text, _ in pieces)
    return [*(piece for piece in pieces if piece[0]), (" " * max(0, width - used), "")]


def _unproven(row: BoardRow) -> bool:
    return row.trust is Trust.UNVERIFIED


def legend(rows: Iterable[BoardRow], width: int) -> Content:
    """What the marks in lines of `width` cells mean, of those that stand there."""
    rows = list(rows)
    cells = [cell for row in rows for cell in row.topics.values()]
    short = not in_words(width)
    conditions = {cell.condition for cell in cells}
    told: tuple[tuple[str, str, bool], ...] = (
        ("VAND kritisk", "", short and Condition.CRITICAL in conditions),
        ("vand mangel", "", short and (Condition.SHORTAGE in conditions or any(map(is_over, cells)))),
        ("t ca. timer tilbage", "", any(cell.hours is not None for cell in cells)),
        ("! tavs", SILENT_STYLE, any(row.silent for row in rows)),
        ("u ubekræftet", DOUBT_STYLE, any(_unproven(row) and not row.second_hand for row in rows)),
        ("a set af andre", DOUBT_STYLE, any(row.second_hand for row in rows)),
        ("+1 flere", "", any(len(wrong_in(row)) > (1 if short else 2) for row in rows)),
    )
    return Content("  ").join([Content.styled(text, style) for text, style, there in told if there])
