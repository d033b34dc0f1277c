"""RowList: a list of rows with a cursor, used by every region. It repaints only the rows whose text changed."""

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

MOVES = ("up", "down", "pageup", "pagedown", "home", "end")


class Row(NamedTuple):
    """One row: a key that is unique in the list and stays the same while the thing it shows does, and its text.

    What a key is, the list that shows the rows knows: a reference, a place, a small type of its own."""

    key: Hashable
    text: Content
    heading: bool = False
    """A heading cannot be chosen."""


class RowOption(Option):
    """A row as Textual shows it."""

    def __init__(self, row: Row) -> None:
        super().__init__(row.text, disabled=row.heading)
        self.key = row.key


class RowList(OptionList):
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
        self._rows: list[Row] = []
        self._touched = False
        """Somebody has moved the cursor; until then it stays on the first row, whatever that comes to be."""
        self._drawn_width: int | None = None
        """The width that the rows were laid out for; None when they are to be laid out anew."""

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

    def on_key(self, event: events.Key) -> None:
        if event.key in MOVES:
            self._touched = True

    @property
    def key(self) -> Any:
        """The key under the cursor, None when there is none."""
        return self._rows[self.highlighted].key if self.highlighted is not None and self._rows else None

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    def show_rows(self, rows: list[Row]) -> None:
        """Show these rows; what is the same on the screen is left alone."""
        if rows == self._rows:
            return
        if [(row.key, row.heading) for row in rows] == [(row.key, row.heading) for row in self._rows]:
            for index, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
                if old != new:
                    self.replace_option_prompt_at_index(index, new.text)
            self._rows = rows
            return
        key, at, top = self.key, self.highlighted, self.scroll_offset.y
        self._rows = rows
        self.set_options(RowOption(row) for row in rows)
        keys = [row.key for row in rows]
        if self._touched and key in keys:
            self.highlighted = keys.index(key)
        elif rows:
            wanted = min(at or 0, len(rows) - 1) if self._touched else 0
            choosable = [index for index, row in enumerate(rows) if not row.heading]
            self.highlighted = min(choosable, key=lambda index: abs(index - wanted)) if choosable else None
        self.call_after_refresh(self._scroll_back, top)

    def _scroll_back(self, top: int) -> None:
        """Where it was before the rows changed, but never with the cursor out of sight."""
        self.scroll_to(y=top, animate=False, immediate=True)
        self.scroll_to_highlight()

    def go_to(self, key: Hashable) -> None:
        """Put the cursor on `key`, if it is there."""
        keys = [row.key for row in self._rows]
        if key in keys:
            self._touched = True
            self.highlighted = keys.index(key)


def chosen_key(event: OptionList.OptionSelected) -> Any:
    """The key of the row that was chosen, whatever the cursor has done since."""
    assert isinstance(event.option, RowOption)
    return event.option.key
