"""Paper: what will lie on the table, line by line between its edges. Draws only the lines in sight, however many."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from fieldkit.console.steady import Steady

EDGE = Style(color="#6f8296")


class Paper(Steady, ScrollView, can_focus=True):
    """Arrows, PgUp and PgDn move it."""

    DEFAULT_CSS = "Paper { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[str] = ()
        self._columns = 0
        self._what: object = None

    def lay(self, what: object, lines: Sequence[str], columns: int) -> None:
        """Show these lines; it stays where it was read when it is still `what` it was."""
        if lines == self._lines and what == self._what:
            return
        self._lines, self._columns = lines, columns
        self.virtual_size = Size(columns + 2, len(lines))
        if what != self._what:
            self._what = what
            self.scroll_to(y=0, animate=False)
        self.refresh()

    @property
    def lines(self) -> Sequence[str]:
        """All there are."""
        return self._lines

    def render_line(self, y: int) -> Strip:
        at, width, plain = y + self.scroll_offset.y, self.size.width, self.rich_style
        if at >= len(self._lines):
            return Strip.blank(width, plain)
        text = self._lines[at].ljust(self._columns)
        edge = Segment("│", plain + EDGE)
        return Strip([edge, Segment(text, plain), edge], self._columns + 2).adjust_cell_length(width, plain)
