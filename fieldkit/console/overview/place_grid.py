"""PlaceGrid: the places of the board in one column or two, with a cursor that stays on its place when others move.

Each line is made when it is drawn and kept while its place does not change: a key redraws the two lines it touches. The
lowest line says what the marks mean, and how many places there is no room for.
"""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from fieldkit.console.looks import letters_for
from fieldkit.console.overview.board_rows import legend, place_line
from fieldkit.console.row_list import MARK, Newcomer
from fieldkit.console.steady import Steady
from fieldkit.core.views.board import BoardRow

GAP = 2
"""Cells between two columns."""
TWO_FROM = 76
"""Narrower, a line that has half of it names nothing."""
WORDS_FROM = 150
"""From here on each of two columns has room for whole words."""
HIGH = 24
"""So many places in one column are as good as two columns."""
WHEEL = 3


class Shape(NamedTuple):
    """`columns` of `height` lines, each `line` cells wide without its mark."""

    columns: int
    height: int
    line: int

    @property
    def room(self) -> int:
        return self.columns * self.height


def shape(width: int, height: int, places: int) -> Shape:
    """How `places` stand on so many cells and lines: in whole words where all of them, or two dozen, find room so."""
    narrow = width < TWO_FROM or places <= height or (height >= HIGH and width < WORDS_FROM)
    columns = 1 if narrow else 2
    return Shape(columns, max(1, height), (width - GAP * (columns - 1)) // columns - len(MARK))


class PlaceGrid(Steady, Widget, can_focus=True):
    """Down goes through all places, also from the foot of one column to the head of the next; left and right cross."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"place-grid--line", "place-grid--chosen", "place-grid--legend"}
    DEFAULT_CSS = """
    PlaceGrid { height: 1fr; text-wrap: nowrap; }
    PlaceGrid > .place-grid--legend { color: #9fb3c8; }
    PlaceGrid > .place-grid--chosen { background: #3a3a3a; }
    PlaceGrid:focus > .place-grid--chosen { background: #1f4e79; }
    """
    BINDINGS = [
        ("up", "move(-1)", "Op"),
        ("down", "move(1)", "Ned"),
        ("left", "cross(-1)", "Venstre"),
        ("right", "cross(1)", "Højre"),
        ("pageup", "page(-1)", "Side op"),
        ("pagedown", "page(1)", "Side ned"),
        ("home", "end(0)", "Første"),
        ("end", "end(-1)", "Sidste"),
        ("enter", "choose", "Åbn"),
    ]

    class Moved(Message):
        """The cursor stands on another place."""

    class Chosen(Message):
        """Enter, or a second click, on a place."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[BoardRow] = ()
        self.empty = ""
        """What stands there when there is no place."""
        self._at = 0
        self._top = 0
        """Index of the first place that is shown."""
        self._newcomer = Newcomer()
        self._touched = False
        """Somebody has moved the cursor; until then it stays on the first place, whatever that comes to be."""
        self._strips: dict[tuple[int, bool, int], tuple[BoardRow, Strip]] = {}

    @property
    def row(self) -> BoardRow | None:
        """The place under the cursor."""
        return self.rows[self._at] if self._at < len(self.rows) else None

    @property
    def key(self) -> int | None:
        """Its number."""
        return None if self.row is None else self.row.place

    @property
    def places(self) -> list[int]:
        """The numbers of all, in order."""
        return [row.place for row in self.rows]

    @property
    def shape(self) -> Shape:
        return shape(self.size.width, self.size.height - 1, len(self.rows))

    def show_rows(self, rows: Sequence[BoardRow], *, anew: bool = False) -> None:
        """Show these. `anew`: others were asked for, and when the chosen one is not among them the cursor is on the
        first."""
        key, self.rows = self.key, list(rows)
        found = next((at for at, row in enumerate(rows) if row.place == key), None) if self._touched else 0
        self._at = found if found is not None else 0 if anew else max(0, min(self._at, len(rows) - 1))
        if anew:
            self._newcomer.seen()
        elif key not in (None, self.key):
            self._newcomer.came()
        standing = {row.place for row in rows}
        self._strips = {which: drawn for which, drawn in self._strips.items() if which[0] in standing}
        self._keep_in_sight()
        self.refresh()

    def came_just_now(self) -> bool:
        """As `Newcomer.just_now`, of the place under the cursor."""
        return self._newcomer.just_now()

    def go_to(self, place: int) -> None:
        """Put the cursor on a place, if it is there."""
        at = next((at for at, row in enumerate(self.rows) if row.place == place), None)
        if at is not None:
            self._go(at)

    def _go(self, at: int) -> None:
        self._touched = True
        self._newcomer.seen()
        was, top = self._at, self._top
        self._at = max(0, min(at, len(self.rows) - 1))
        self._keep_in_sight()
        if self._top != top:
            self.refresh()
        elif self._at != was:
            self.refresh(*(self._region(index) for index in (was, self._at)))
        if self._at != was:
            self.post_message(self.Moved())

    def _keep_in_sight(self) -> None:
        """One column moves by lines, two by a column."""
        columns, height, _ = self.shape
        if self.size.height <= 1:
            return
        step = 1 if columns == 1 else height
        top = self._top - self._top % step
        if self._at < top:
            top = self._at - self._at % step
        elif self._at >= top + columns * height:
            top = self._at - self._at % step - (columns * height - step)
        last = max(0, -(-len(self.rows) // step) * step - columns * height)
        self._top = min(top, last)

    def _region(self, at: int) -> Region:
        _, height, line = self.shape
        column, y = divmod(at - self._top, height)
        return Region(column * (line + len(MARK) + GAP), y, line + len(MARK), 1)

    def on_resize(self) -> None:
        self._keep_in_sight()

    def render_lines(self, crop: Region) -> list[Strip]:
        top = self._top
        self._keep_in_sight()  # while it was hidden nobody knew how much room there would be
        if self._top != top:
            self.refresh()
        return super().render_lines(crop)

    def on_mouse_scroll_down(self) -> None:
        self._go(self._at + WHEEL)

    def on_mouse_scroll_up(self) -> None:
        self._go(self._at - WHEEL)

    def on_click(self, event: events.Click) -> None:
        columns, height, line = self.shape
        column = event.x // (line + len(MARK) + GAP)
        at = self._top + column * height + event.y
        if event.y < height and column < columns and at < len(self.rows):
            if at == self._at and self._touched:
                self.action_choose()
            else:
                self._go(at)

    def action_move(self, by: int) -> None:
        """From the last it goes to the first, and back."""
        if self.rows:
            self._go((self._at + by) % len(self.rows))

    def action_cross(self, by: int) -> None:
        columns, height, _ = self.shape
        at = self._at + by * height
        column_of_last = (len(self.rows) - 1) // height
        if columns == 2 and at >= 0 and at // height <= column_of_last:
            self._go(at)

    def action_page(self, by: int) -> None:
        self._go(self._at + by * self.shape.room)

    def action_end(self, at: int) -> None:
        self._go(at if at == 0 else len(self.rows) - 1)

    def action_choose(self) -> None:
        if self.key is not None:
            self.post_message(self.Chosen(self.key))

    def render_line(self, y: int) -> Strip:
        width, (columns, height, line) = self.size.width, self.shape
        if y >= height:
            return self._legend(width)
        if not self.rows:
            return self._drawn(Content.styled(self.empty if y == 0 else "", "#9fb3c8"), width, "place-grid--line")
        strips: list[Strip] = []
        plain = self.get_visual_style("place-grid--line").rich_style
        for column in range(columns):
            at = self._top + column * height + y
            strips.append(self._place(at, line) if at < len(self.rows) else Strip.blank(line + len(MARK), plain))
            if column + 1 < columns:
                strips.append(Strip.blank(GAP, plain))
        return Strip.join(strips).adjust_cell_length(width, plain)

    def _place(self, at: int, line: int) -> Strip:
        row, chosen = self.rows[at], at == self._at
        which = (row.place, chosen and self.has_focus, line) if chosen else (row.place, False, -line)
        kept = self._strips.get(which)
        if kept is not None and kept[0] == row:
            return kept[1]
        letters = letters_for(self.app.get_line_filters())
        said = Content.assemble(MARK if chosen else " ", place_line(row, line, letters))
        drawn = self._drawn(said, line + len(MARK), "place-grid--chosen" if chosen else "place-grid--line")
        self._strips[which] = (row, drawn)
        return drawn

    def _legend(self, width: int) -> Strip:
        left = len(self.rows) - self._top - self.shape.room
        more = " ".join([*([f"▲{self._top}"] if self._top > 0 else []), *([f"▼{left}"] if left > 0 else [])])
        said = legend(self.rows, self.shape.line)
        room = width - len(more) - 1
        if said.cell_length > room:
            said = said.truncate(room, ellipsis=True)
        told = Content.assemble(said, " " * max(1, width - said.cell_length - len(more)), (more, "bold"))
        return self._drawn(told, width, "place-grid--legend")

    def _drawn(self, content: Content, width: int, component: str) -> Strip:
        style = self.get_visual_style(component)
        strips = Visual.to_strips(self, content, width, 1, style, pad=True)
        return strips[0] if strips else Strip.blank(width, style.rich_style)

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
