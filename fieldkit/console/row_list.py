"""RowList: a list of rows with a cursor, used by every region. It lays out the rows down to some screens below the
cursor, and repaints only those whose text changed: the top of a list of thousands costs what a short list does."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from time import monotonic
from typing import Any, Generic, NamedTuple, TypeVar, overload

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from fieldkit.console.steady import Steady

T = TypeVar("T")
MARK = "▸"
"""Before the chosen row, which is turned round as well: on some screens one of the two is hard to see."""
AHEAD = 50
"""So many rows are laid out to begin with, and beyond the cursor when it comes near their end."""
MOMENT_S = 2.0
"""From seeing something to the key that is about it a person takes no longer."""
MOVES = ("up", "down", "pageup", "pagedown", "home", "end")


class Newcomer:
    """What came under a cursor by itself a moment ago: who presses a key that is about it has hardly seen it."""

    def __init__(self) -> None:
        self._at = -MOMENT_S

    def came(self) -> None:
        self._at = monotonic()

    def seen(self) -> None:
        """A person has gone there, or asked for it."""
        self._at = -MOMENT_S

    def just_now(self) -> bool:
        """Asked again, they have been told."""
        just = monotonic() - self._at < MOMENT_S
        self.seen()
        return just


class Row(NamedTuple):
    """One row: a key that is unique in the list and stays the same while the thing it shows does, and its text.

    What a key is, the list that shows the rows knows: a reference, a place, a small type of its own."""

    key: Hashable
    text: Content
    heading: bool = False
    """A heading cannot be chosen."""


class RowsOnDemand(Sequence[Row], Generic[T]):
    """Rows that are made when the cursor comes near them: `make` one from each of `things`, `key` without making it."""

    def __init__(self, things: Sequence[T], key: Callable[[T], Hashable], make: Callable[[T], Row]) -> None:
        self._things = things
        self._key = key
        self._make = make

    def __len__(self) -> int:
        return len(self._things)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self._make(thing) for thing in self._things[at]]
        return self._make(self._things[at])

    def keys(self) -> Iterator[Hashable]:
        return map(self._key, self._things)


class RowOption(Option):
    """A row as Textual shows it."""

    def __init__(self, row: Row) -> None:
        super().__init__(row.text, disabled=row.heading)
        self.key = row.key


class RowList(Steady, OptionList):
    """Rows with a cursor that stays on the same key when others come and go."""

    DEFAULT_CSS = """
    RowList { height: 1fr; border: none; padding: 0; background: transparent; }
    RowList { scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    RowList:focus { border: none; }
    RowList > .option-list--option { padding: 0; }
    RowList > .option-list--option-disabled { color: $text-muted; text-style: bold; }
    RowList > .option-list--option-highlighted { background: #3a3a3a; }
    RowList:focus > .option-list--option-highlighted { background: #1f4e79; text-style: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._all: Sequence[Row] = ()
        self._rows: list[Row] = []
        self._newcomer = Newcomer()
        self._touched = False
        """Somebody has moved the cursor; until then it stays on the first row, whatever that comes to be."""
        self._drawn_width: int | None = None
        """The width that the rows were laid out for; None when they are to be laid out anew."""

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        at, lines = self.scroll_offset.y + y, self._lines
        return marked(strip) if at < len(lines) and lines[at] == (self.highlighted, 0) else strip

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._drawn_width is None:
            self._drawn_width = self.scrollable_content_region.width
        return super().render_lines(crop)

    def on_resize(self, event: events.Resize) -> None:
        """A list lays all its rows out again when it is told its size, also the first time, when they just were."""
        if self._drawn_width == self.scrollable_content_region.width:
            event.prevent_default()
        else:
            self._drawn_width = None
        self._lay_out(round(self.scroll_y) + self._ahead)  # a row is a line or more: a higher list has room for these

    def on_key(self, event: events.Key) -> None:
        if event.key in MOVES:
            self._touched = True
            self._newcomer.seen()

    @property
    def key(self) -> Any:
        """The key under the cursor, None when there is none."""
        return self._rows[self.highlighted].key if self.highlighted is not None and self._rows else None

    @property
    def rows(self) -> Sequence[Row]:
        """All there are, also those that are not laid out."""
        return self._all

    def show_rows(self, rows: Sequence[Row], *, anew: bool = False) -> None:
        """Show these rows; what is the same on the screen is left alone. `anew`: somebody has asked for others."""
        key, at, top = self.key, self.highlighted, self.scroll_offset.y
        self._all = rows
        wanted = 0
        if self._touched:
            found = self._index_of(key)
            wanted = min(at or 0, len(rows) - 1) if found is None else found
        laid_out = list(rows[: max(self._ahead, wanted + self._ahead // 2)])
        if laid_out == self._rows:
            self._update_lines()  # there may be more or fewer below them
            return
        if [(row.key, row.heading) for row in laid_out] == [(row.key, row.heading) for row in self._rows]:
            for index, (old, new) in enumerate(zip(self._rows, laid_out, strict=True)):
                if old != new:
                    self.replace_option_prompt_at_index(index, new.text)
            self._rows = laid_out
            return
        self._rows = laid_out
        self.set_options(RowOption(row) for row in laid_out)
        choosable = [index for index, row in enumerate(laid_out) if not row.heading]
        self.highlighted = min(choosable, key=lambda index: abs(index - wanted)) if choosable else None
        if anew:
            self._newcomer.seen()
        elif key not in (None, self.key):
            self._newcomer.came()
        if top or (self.highlighted or 0) >= self.size.height:
            self.call_after_refresh(self._scroll_back, top)

    def _scroll_back(self, top: int) -> None:
        """Where it was before the rows changed, but never with the cursor out of sight."""
        self.scroll_to(y=top, animate=False, immediate=True)
        self.scroll_to_highlight()

    @property
    def _ahead(self) -> int:
        """At least some screens of rows, however high the screen is."""
        return max(AHEAD, 2 * self.size.height)

    def every_key(self) -> Iterator[Hashable]:
        """The keys of all there are, without making the rows."""
        rows = self._all
        return rows.keys() if isinstance(rows, RowsOnDemand) else (row.key for row in rows)

    def _index_of(self, key: Hashable) -> int | None:
        return next((index for index, found in enumerate(self.every_key()) if found == key), None)

    def _lay_out(self, many: int) -> None:
        """Have at least so many rows laid out, as far as there are any."""
        if len(self._rows) < min(many, len(self._all)):
            more = list(self._all[len(self._rows) : many])
            self._rows += more
            self.add_options(RowOption(row) for row in more)

    def watch_highlighted(self, highlighted: int | None) -> None:
        if highlighted is not None and highlighted + self._ahead // 2 >= len(self._rows):
            self._lay_out(highlighted + self._ahead)
        super().watch_highlighted(highlighted)

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        if round(new) + self._ahead // 2 > len(self._rows):
            self._lay_out(round(new) + self._ahead)

    def _update_lines(self) -> None:
        """Rows that are not laid out count as a line each, so that the scrollbar says how long the list is."""
        left, lines = len(self._all) - len(self._rows), self._line_cache.lines
        laid_out = bool(lines) and lines[-1][0] + 1 == len(self._rows)
        if left and laid_out and self.virtual_size.height == len(lines) + left:
            return
        if len(self._all) > self.size.height:
            # what the bar will be told when it is first drawn: as news it would ask for a layout and a frame more
            self.vertical_scrollbar.set_reactive(Widget.virtual_size, self.size)
        super()._update_lines()
        if left:
            self.virtual_size = Size(self.virtual_size.width, len(lines) + left)
            self._scroll_update(self.virtual_size)

    def action_last(self) -> None:
        self._lay_out(len(self._all))
        super().action_last()

    def action_page_up(self) -> None:
        if self.scrollable_content_region.height:  # a list without room has laid nothing out
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        if self.scrollable_content_region.height:
            super().action_page_down()  # type: ignore[no-untyped-call]

    def action_cursor_up(self) -> None:
        if all(row.heading for row in self._rows[: self.highlighted or 0]):
            self._lay_out(len(self._all))  # from the first row it goes to the last
        super().action_cursor_up()

    def came_just_now(self) -> bool:
        """As `Newcomer.just_now`, of the row under the cursor."""
        return self._newcomer.just_now()

    def go_to(self, key: Hashable) -> None:
        """Put the cursor on `key`, if it is there."""
        index = self._index_of(key)
        if index is not None:
            self._touched = True
            self._newcomer.seen()
            self._lay_out(index + self._ahead)
            self.highlighted = index


def marked(strip: Strip) -> Strip:
    """The line with `MARK` before it. Where it begins with a letter that moves on by a cell, and the next wide gap is
    narrower by one: the columns stay. A line that is full is told from the others by its colours alone."""
    text, first = strip.text, next(iter(strip), None)
    if first is None or not text or len(text) != strip.cell_length:  # a sign of two cells stands in it
        return strip
    gap = 0 if text[0] == " " else text.find("  ")
    if gap < 0:
        gap = len(text) - 1
        if text[gap] != " ":
            return strip
    return Strip.join([Strip([Segment(MARK, first.style)], 1), strip.crop(0, gap), strip.crop(gap + 1)])


def chosen_key(event: OptionList.OptionSelected) -> Any:
    """The key of the row that was chosen, whatever the cursor has done since."""
    assert isinstance(event.option, RowOption)
    return event.option.key
