"""Documents to lines of an exact width, by whole words; nothing is cut off and nothing is wider than the paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from fieldkit.paper.abilities import Letters
from fieldkit.paper.blocks import (
    Align,
    Banner,
    Blank,
    Block,
    Checkbox,
    Column,
    Cut,
    Document,
    Heading,
    KeyValue,
    Qr,
    Rule,
    SignatureLine,
    Table,
    Text,
)
from fieldkit.paper.charset import printable, printable_line
from fieldkit.paper.plain_letters import in_plain_letters, plain

NARROWEST = 16
"""Columns; below this no layout is tried."""

EXERCISE = "ØVELSE"
NO_CODE = "Ingen QR-kode: printeren kan ikke tegne den."
SMALLEST_STAR = 8
"""A `*` column narrower than this is unreadable: the table is stacked instead."""
GAP = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of printable characters; its cells are `len(text)`, doubled when `wide`."""

    text: str = ""
    bold: bool = False
    tall: bool = False
    wide: bool = False
    align: Align = Align.LEFT

    @property
    def cells(self) -> int:
        """Columns the line takes on paper."""
        return len(self.text) * (2 if self.wide else 1)


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code on its own, centred; digits (str) or bytes."""

    data: str | bytes
    level: Literal["L", "M"]


@dataclass(frozen=True, slots=True)
class CutMark:
    """The paper is cut here; `last` at the end of the document."""

    last: bool


Item: TypeAlias = Line | QrCode | CutMark


def wrap(text: str, width: int) -> list[str]:
    """`text` made printable, in lines of at most `width` cells, by whole words; longer words are split, none is lost.

    Line ends are kept, runs of spaces become one. At least one line, which may be empty.
    """
    if width < 1:
        raise ValueError(f"no room for text in {width} columns")
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        current = ""
        for word in paragraph.split():
            if current and len(current) + 1 + len(word) <= width:
                current += " " + word
                continue
            if current:
                lines.append(current)
            while len(word) > width:
                at = _split_at(word, width)
                lines.append(word[:at])
                word = word[at:]
            current = word
        lines.append(current)
    return lines


def _split_at(word: str, width: int) -> int:
    """Where to split a word longer than `width`: after its last hyphen or slash that fits, else at the edge."""
    for at in range(width, width // 2, -1):
        if word[at - 1] in "-/":
            return at
    return width


def lay_out(
    document: Document,
    width: int,
    *,
    job: str = "",
    copy: int = 0,
    letters: Letters = Letters.DANISH,
    codes: bool = True,
) -> list[Item]:
    """The document on paper of `width` columns (≥ 16): each part with header, foot and cut.

    `job` is the print job's number for the foot; `copy` n > 0 puts KOPI n on every part. PLAIN `letters` are written
    before anything is measured, for they take more room. Without `codes` a word stands where one would be.
    """
    if not codes:
        shown = tuple(Text(NO_CODE) if isinstance(block, Qr) else block for block in document.blocks)
        document = replace(document, blocks=shown)
    exercise = EXERCISE if document.exercise else ""
    if letters is Letters.PLAIN:
        document, exercise, job = in_plain_letters(document), plain(exercise), plain(job)
    if width < NARROWEST:
        raise ValueError(f"{width} columns are too few; the narrowest paper has {NARROWEST}")
    parts = _parts(document.blocks)
    items: list[Item] = []
    for index, blocks in enumerate(parts, start=1):
        items += _head(document, width, copy, exercise)
        for block in blocks:
            items += _block(block, width)
        items += _foot(document, width, job, copy, exercise, index, len(parts))
        items.append(CutMark(last=index == len(parts)))
    return items


def _parts(blocks: Iterable[Block]) -> list[list[Block]]:
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Cut):
            parts.append([])
        else:
            parts[-1].append(block)
    return [part for part in parts if part] or [[]]


def _head(document: Document, width: int, copy: int, exercise: str) -> list[Item]:
    items: list[Item] = []
    shouted = [word for word in (exercise, f"KOPI {copy}" if copy > 0 else "") if word]
    if shouted:
        items += _banner("\n".join(shouted), width)
    if document.headed:
        items += [Line(text, bold=True, tall=True) for text in wrap(document.title, width)]
        number, time = printable_line(document.number), printable_line(document.time)
        if number or time:
            items += _edges(number, time, width)
        if document.kit:
            items += [Line(text) for text in wrap(document.kit, width)]
        items.append(_rule("-", width))
    return items


def _foot(document: Document, width: int, job: str, copy: int, exercise: str, part: int, parts: int) -> list[Item]:
    words = [exercise, f"KOPI {copy}" if copy > 0 else "", printable_line(document.number)]
    words.append(f"job {printable_line(job)}" if job else "")
    count = f"slut {part}/{parts}" if part == parts else f"del {part}/{parts}"
    *above, last = _packed([word for word in words if word] or [""], width)
    return [_rule("-", width), *(Line(line) for line in above), *_edges(last, count, width)]


def _packed(words: Sequence[str], width: int) -> list[str]:
    """`words` with dots between them, in as few lines as they need; a word is split only when longer than a line."""
    lines = [""]
    for word in words:
        joined = f"{lines[-1]} · {word}" if lines[-1] else word
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines += wrap(word, width)
    return [line for line in lines if line] or [""]


def _edges(left: str, right: str, width: int) -> list[Line]:
    """`left` and `right` at the two edges of one line, or wrapped on lines of their own when they do not fit."""
    if len(left) + len(right) + 2 <= width:
        return [Line((left + " " * (width - len(left) - len(right)) + right).rstrip())]
    return [
        *(Line(text) for text in wrap(left, width) if left),
        *(Line(text, align=Align.RIGHT) for text in wrap(right, width) if right),
    ]


def _rule(character: str, width: int) -> Line:
    return Line((printable(character).strip() or "-")[0] * width)


def _banner(text: str, width: int) -> list[Item]:
    rule = _rule("=", width)
    wide = all(len(word) <= width // 2 for word in printable(text).split())  # no word is broken to be wide
    lines = wrap(text, width // 2 if wide else width)
    return [rule, *(Line(line, bold=True, tall=True, wide=wide, align=Align.CENTER) for line in lines), rule]


def _hanging(marker: str, text: str, width: int, line: Line) -> list[Line]:
    """Lines of `text` beside `marker`; a marker gets lines of its own when it takes more than half the
    paper, or leaves too little for a word that would fit without it."""
    lead = printable_line(marker)
    room = width - len(lead) - 1
    if not lead:
        return [replace(line, text=part) for part in wrap(text, width)]
    longest = max((len(word) for word in printable(text).split()), default=0)
    if room < width // 2 or room < longest <= width:
        return [replace(line, text=part) for part in [*wrap(lead, width), *wrap(text, width)]]
    lines = wrap(text, room)
    pad = " " * (len(lead) + 1)
    return [
        replace(line, text=(f"{lead} {part}" if index == 0 else pad + part).rstrip())
        for index, part in enumerate(lines)
    ]


def _block(block: Block, width: int) -> list[Item]:
    match block:
        case Heading(text, level, align):
            return [Line(line, bold=True, tall=level == 1, align=align) for line in wrap(text, width)]
        case Text(text, align, bold, tall, marker, indent):
            inset = min(max(indent, 0), width // 2)
            lines = _hanging(marker, text, width - inset, Line(bold=bold, tall=tall, align=align))
            return [replace(line, text=(" " * inset + line.text).rstrip()) for line in lines]
        case Rule(character):
            return [_rule(character, width)]
        case KeyValue(key, value, bold):
            return list(_hanging(f"{printable_line(key)}:", value, width, Line(bold=bold)))
        case Table():
            return _table(block, width)
        case Checkbox(text, checked, marker, note):
            box = "[x]" if checked else "[ ]"
            lines = _hanging(box, f"{marker} {text}".strip(), width, Line())
            if note:
                lines += [Line("    " + line) for line in wrap(note, width - 4)]
            return list(lines)
        case Qr(data, caption, level):
            captions = [Line(line, align=Align.CENTER) for line in wrap(caption, width)] if caption else []
            return [QrCode(data, level), *captions]
        case SignatureLine(label):
            return [Line(), Line(), _rule("_", width), *(Line(line) for line in wrap(label, width))]
        case Blank(lines, ruled):
            return [line for _ in range(max(lines, 0)) for line in ([Line(), _rule("_", width)] if ruled else [Line()])]
        case Banner(text):
            return _banner(text, width)
        case Cut():
            raise ValueError("a cut divides the document into parts before its blocks are laid out")


def _widths(columns: Sequence[Column], width: int) -> list[int] | None:
    """Cells of each column, or None when the paper is too narrow for them."""
    fixed = sum(column.width for column in columns if column.width != "*")
    stars = sum(1 for column in columns if column.width == "*")
    rest = width - fixed - GAP * (len(columns) - 1)
    if rest < stars * SMALLEST_STAR or any(column.width != "*" and column.width < 1 for column in columns):
        return None
    shares = [rest // stars + (1 if index < rest % stars else 0) for index in range(stars)] if stars else []
    share = iter(shares)
    return [next(share) if column.width == "*" else column.width for column in columns]


def _table(table: Table, width: int) -> list[Item]:
    if not table.columns:
        return []
    widths = _widths(table.columns, width)
    if widths is None:
        return _stacked(table, width)
    items: list[Item] = []
    if table.header and any(column.header for column in table.columns):
        items += _row([column.header for column in table.columns], table.columns, widths, bold=True)
        items.append(_rule("-", width))
    for row in table.rows:
        items += _row(row, table.columns, widths, bold=False)
        if table.ruled:
            items.append(_rule("_", width))
    return items


def _row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], *, bold: bool) -> list[Line]:
    wrapped = [wrap(cells[index] if index < len(cells) else "", room) for index, room in enumerate(widths)]
    lines = []
    for depth in range(max(len(cell) for cell in wrapped)):
        pieces = [
            _place(cell[depth] if depth < len(cell) else "", room, column.align)
            for cell, room, column in zip(wrapped, widths, columns, strict=True)
        ]
        lines.append(Line((" " * GAP).join(pieces).rstrip(), bold=bold))
    return lines


def _place(text: str, width: int, align: Align) -> str:
    if align is Align.RIGHT:
        return text.rjust(width)
    if align is Align.CENTER:
        return text.center(width)
    return text.ljust(width)


def _stacked(table: Table, width: int) -> list[Item]:
    """A table on paper too narrow for it: the first cell bold, the others under it with their headers."""
    items: list[Item] = []
    for row in table.rows:
        for index, cell in enumerate(row):
            header = printable_line(table.columns[index].header)
            if index == 0:
                items += [Line(line, bold=True) for line in wrap(cell, width)]
            elif printable_line(cell):
                items += [
                    Line(("  " + line.text).rstrip())
                    for line in _hanging(f"{header}:" if header else "", cell, width - 2, Line())
                ]
            elif header and table.ruled:
                items += [Line("  " + line) for line in wrap(f"{header}:", width - 2)]
        items.append(_rule("_" if table.ruled else "-", width))
    return items


def as_text(items: Iterable[Item], width: int) -> str:
    """The layout as UTF-8 text, one line a printed line: for golden tests, and for a screen instead of paper."""
    out = []
    for item in items:
        match item:
            case Line():
                room = width - item.cells
                left = {Align.LEFT: 0, Align.CENTER: room // 2, Align.RIGHT: room}[item.align]
                out.append((" " * left + item.text).rstrip())
            case QrCode(data):
                kind = "cifre" if isinstance(data, str) else "byte"
                label = f"[QR {len(data)} {kind}]"
                out.append(" " * ((width - len(label)) // 2) + label)
            case CutMark():
                out.append(("- " * width)[:width].rstrip())
    return "\n".join(out) + "\n"
