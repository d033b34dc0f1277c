"""Beside: what stands at the right of the board where the screen is wide: the chosen place with its thread, and on a
very wide one the tasks."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from fieldkit.console.looks import letters_for
from fieldkit.console.overview.place_detail import detail
from fieldkit.console.steady import Steady
from fieldkit.console.words import DIM, event_clock
from fieldkit.core.errors import FieldkitError
from fieldkit.core.tell.written import report_line
from fieldkit.core.views.board import BoardRow
from fieldkit.kit import Kit

TASKS_FROM = 160
POINTS = 12
"""Lines for the chosen place's points."""


class Beside(Steady, Horizontal):
    """Told by `show_place` which place; reads its thread when the cursor has been drawn."""

    DEFAULT_CSS = """
    Beside { dock: right; width: 42; height: 100%; border-left: vkey #3a4a5a; padding: 0 0 0 1; }
    """

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._row: BoardRow | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="thread", markup=False)

    def show_place(self, row: BoardRow | None) -> None:
        self._row = row
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        thread = self.query_one("#thread", Static)
        width, height = self.content_size
        row = self._row
        if row is None or not width:
            thread.update("")
            return
        points = detail(
            row, width, min(POINTS, max(6, height // 3)), self._kit.now(), letters_for(self.app.get_line_filters())
        )
        thread.update(Content.assemble(points, "\n\n", self._thread(row)))

    def _thread(self, row: BoardRow) -> Content:
        now = self._kit.now()
        try:
            found = self._kit.reading.reports_of(row.place, 20)
        except FieldkitError:
            return Content("")
        return Content("\n").join(
            [
                Content.assemble((f"{event_clock(event, now)} {event.number} ", DIM), report_line(event.body))
                for event in reversed(found)
            ]
        )
