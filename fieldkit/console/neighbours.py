"""N in the overview: the board of a neighbouring municipality as its last bundle told it. Nothing can be done here."""

from asyncio import to_thread
from importlib import import_module
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from fieldkit.console.messages import World
from fieldkit.console.overview.board_order import counted
from fieldkit.console.overview.place_detail import FLOW, detail
from fieldkit.console.overview.place_grid import PlaceGrid
from fieldkit.console.regions import focus_on, visible
from fieldkit.console.remedies import told
from fieldkit.console.steady import Steady
from fieldkit.core.documents import Wanted
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit

if TYPE_CHECKING:
    from fieldkit.store.neighbours import Picture

READING = "NABO  naboens billede læses …"


class Neighbours(Steady, Vertical):
    """One neighbour at a time; N turns to the next."""

    DEFAULT_CSS = """
    Neighbours #neighbour-chosen { height: 5; }
    """
    BINDINGS = [("n", "next", "Næste nabo")]
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._pictures: list[Picture] = []
        self._turn = 0
        self._read: tuple[tuple[str, int], ...] | None = None
        """Which files the pictures were read from, and when those were last changed."""
        self._reading = False

    def compose(self) -> ComposeResult:
        yield Static(READING, classes="title", id="neighbour-title")
        yield Static(id="neighbour-counted")
        yield Static(classes="hint", id="neighbour-said", markup=False)
        yield PlaceGrid(id="neighbour-places")
        yield Static(id="neighbour-chosen")
        yield Static("Kun til at læse: her kan intet gøres · N næste nabo · Esc tilbage", classes="hint", markup=False)

    def enter(self) -> None:
        self.redraw()
        focus_on(self.query_one("#neighbour-places", PlaceGrid))

    def back(self) -> bool:
        return False

    def print_request(self) -> Wanted | None:
        return None

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def action_next(self) -> None:
        if self._pictures:
            self._turn = (self._turn + 1) % len(self._pictures)
        self.redraw()

    def redraw(self) -> None:
        """Draw what has been read, and read what has come since beside the screen."""
        width = self.content_size.width or self.app.size.width - self.gutter.width
        if not visible(self) or not width:
            return
        if self._files() != self._read and not self._reading:
            self._reading = True
            self.run_worker(self._read_them(), exclusive=True)
        if self._pictures:
            self._show(self._pictures[self._turn % len(self._pictures)])

    def _show(self, picture: "Picture") -> None:
        from fieldkit.acts import neighbours

        board = neighbours.side_of(picture).board(self._kit.now())
        exercise = "ØVELSE  " if board.exercise else ""
        title = Content.assemble(
            (f"NABO {picture.neighbour.called}", "bold #000000 on #ffd75f"),
            f"  {exercise}{neighbours.age_words(picture, self._kit.now())}",
        )
        self.query_one("#neighbour-title", Static).update(title)
        summary = Content.assemble(counted(board.rows), f"   {board.incident or 'ingen hændelse er i gang der'}")
        self.query_one("#neighbour-counted", Static).update(summary)
        said = self.query_one("#neighbour-said", Static)
        said.update(Content(neighbours.left_out_words(picture)))
        said.display = bool(neighbours.left_out_words(picture))
        self.query_one("#neighbour-places", PlaceGrid).show_rows(board.rows)
        self._show_chosen()

    @on(PlaceGrid.Moved)
    def _show_chosen(self) -> None:
        """All that is told of the place under the cursor."""
        row, chosen = self.query_one("#neighbour-places", PlaceGrid).row, self.query_one("#neighbour-chosen", Static)
        width = self.content_size.width or self.app.size.width - self.gutter.width
        chosen.update("" if row is None else detail(row, width, FLOW - 1, self._kit.now()), layout=False)

    async def _read_them(self) -> None:
        files = self._files()
        acts = await to_thread(import_module, "fieldkit.acts.neighbours")
        try:
            self._pictures = await to_thread(acts.pictures, self._kit)
            title = "" if self._pictures else "NABO  der er ikke hentet nogen pakke fra en nabo endnu"
        except FieldkitError as error:
            self._pictures, title = [], f"NABO  {told(error)}"
        self._read, self._reading = files, False
        if title:
            self.query_one("#neighbour-title", Static).update(Content(title))
        self.redraw()

    def _files(self) -> tuple[tuple[str, int], ...]:
        """What the pictures are read from: another where a bundle was fetched since."""
        try:
            found = sorted(path for path in self._kit.home.neighbours.glob("*/*") if path.suffix in (".db", ".key"))
            return tuple((str(path), path.stat().st_mtime_ns) for path in found)
        except OSError:  # a file went meanwhile: it is looked for again
            return ()
