"""Beside: what stands at the right of the board where the screen is wide: the chosen place with its thread, and on a
very wide one what waits for a person."""

from collections.abc import Callable, Sequence
from textwrap import wrap

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts.needs import Need, gathered
from fieldkit.acts.threads import thread_of
from fieldkit.console.inbox.entry_rows import said
from fieldkit.console.looks import letters_for
from fieldkit.console.messages import ShowSheet
from fieldkit.console.now_line import STYLES, NowLine
from fieldkit.console.overview.board_rows import Piece
from fieldkit.console.overview.place_detail import detail
from fieldkit.console.regions import Tab
from fieldkit.console.remedies import told
from fieldkit.console.steady import Steady
from fieldkit.console.words import BOLD, DIM, clock_da
from fieldkit.core.errors import FieldkitError
from fieldkit.core.views.board import BoardRow
from fieldkit.core.views.thread import Said
from fieldkit.kit import Kit

TASKS_FROM = 160
"""Cells of the screen from which the tasks stand there as well."""
ROOMY = 190
"""From here on there is room for wider panes."""
POINTS = 12
"""Lines for the chosen place's points at most."""
LATEST = 20
"""So much of a thread is looked up: hardly more finds room."""
INDENT = 2


def cells_of(width: int) -> int:
    """How many cells of a screen of `width` all panes take, with their edges."""
    pane = 52 if width >= ROOMY else 42
    return pane * (2 if width >= TASKS_FROM else 1)


class Pane(Steady, Static):
    """Drawn by `draw` when it has got another size: before the screen has placed it, it has none."""

    def __init__(self, draw: Callable[[], object], *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._draw = draw

    def on_resize(self) -> None:
        self._draw()


class Tasks(Pane):
    """What waits for a person, as the line at the top has it; a click leads there."""

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(ShowSheet(Tab.NOW))


class Beside(Steady, Horizontal):
    """Told by `show_place` which place; looks its thread up when the board itself has been drawn."""

    DEFAULT_CSS = """
    Beside { dock: right; height: 100%; }
    Beside > Pane { height: 100%; width: 1fr; border-left: solid #3a4a5a; padding: 0 0 0 1; }
    """

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._row: BoardRow | None = None
        self._will_show = False

    def compose(self) -> ComposeResult:
        yield Pane(self._show_soon, id="thread")
        yield Tasks(self._show_tasks, id="waits")

    def on_mount(self) -> None:
        self.watch(self.app.query_one(NowLine), "needs", self._show_tasks)

    def fit(self, width: int) -> None:
        """What there is room for on a screen of so many cells."""
        self.styles.width = cells_of(width)
        self.query_one("#waits").display = width >= TASKS_FROM
        self._show_tasks()
        self._show_soon()

    def show_place(self, row: BoardRow | None) -> None:
        self._row = row
        self._show_soon()

    def _show_soon(self) -> None:
        if not self._will_show:
            self._will_show = True
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        self._will_show = False
        pane = self.query_one("#thread", Static)
        width, height = pane.content_size
        row = self._row
        if row is None or not width:
            pane.update("")
            return
        letters, now = letters_for(self.app.get_line_filters()), self._kit.now()
        points = detail(row, width, min(POINTS, max(6, height // 2)), now, letters)
        left = height - points.plain.count("\n") - 3
        try:
            thread = thread_of(self._kit, row.place, LATEST)
            lines = thread_lines(thread.said, width, left, now)
        except FieldkitError as error:
            lines = Content(told(error))
        pane.update(Content("\n").join([points, Content(""), lines]), layout=False)

    def _show_tasks(self) -> None:
        pane = self.query_one("#waits", Tasks)
        width, height = pane.content_size
        needs = self.app.query_one(NowLine).needs
        if pane.display and width and needs is not None:
            pane.update(task_lines(needs, width, height, self._kit.now()), layout=False)


def thread_lines(thread: Sequence[Said], width: int, height: int, now: float) -> Content:
    """The latest of a thread that find room, in the order of time: what came has an arrow to the left, what went out
    one to the right; a report and a message are told apart by word."""
    blocks: list[Content] = []
    used = 1
    for one in reversed(thread):
        block = _said(one, width, now)
        used += block.plain.count("\n") + 1
        if used > height:
            break
        blocks.insert(0, block)
    head = "Meldinger og beskeder" if blocks else "Ingen meldinger eller beskeder"
    return Content("\n").join([Content.styled(head, BOLD), *blocks])


def _said(one: Said, width: int, now: float) -> Content:
    entry = one.entry
    clock = clock_da(entry.at, sure=entry.time_sure, now=now)
    head = f"{clock} {'←' if one.theirs else '→'} {'melding' if one.is_report else 'besked'} "
    style = DIM if not one.standing else BOLD if one.waits_here else ""
    first, *rest = wrap(f"{head}{said(entry)}", width, subsequent_indent=" " * INDENT) or [head]
    pieces: list[Piece] = [(head, DIM), (first[len(head) :], style)]
    return Content.assemble(*pieces, *((f"\n{line}", style) for line in rest))


def task_lines(needs: Sequence[Need], width: int, height: int, now: float) -> Content:
    """What waits, the most urgent first, as far as there is room, and how many more there are."""
    blocks: list[Content] = []
    used = 2
    shown = gathered(needs)
    for at, line in enumerate(shown):
        need = line.needs[0]
        lines = wrap(f"{clock_da(need.since, now=now)} {line.text}", width, subsequent_indent=" " * INDENT)
        used += len(lines)
        if used > height:
            blocks.append(Content.styled(f"og {len(shown) - at} mere: F9", DIM))
            break
        blocks.append(Content.styled("\n".join(lines), STYLES.get(need.rank, "")))
    head = f"Venter på jer: {len(shown)}  (F9)" if needs else "Intet venter på jer lige nu."
    return Content("\n").join([Content.styled(head, BOLD), *blocks])
