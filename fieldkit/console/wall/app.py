"""WallApp: the kit's picture on the wall. It turns its pages by itself and needs no key; it records nothing, starts no
engine and never dies of a page that fails: that one is left out and said, and the next one comes.
"""

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from fieldkit.console.looks import Bare, Few, Look, PlainLetters
from fieldkit.console.messages import World
from fieldkit.console.remedies import told
from fieldkit.console.starting import started
from fieldkit.console.steady import FirstScreen, Steady, where, write_report
from fieldkit.console.wall.pages import Page, draw, pages
from fieldkit.console.wall.picture import Picture, look_at
from fieldkit.console.wall.sheet import Room, Sheet, wrapped
from fieldkit.console.wall.turning import Turning
from fieldkit.console.watch import StoreWatch
from fieldkit.console.words import clock_da
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit

BEAT_S = 1.0
"""How often it is asked whether the page is to be turned."""
FLASH_S = 0.7
"""So long what is akut is turned round when it comes: once, so that somebody looks up."""
KEYS = "mellemrum: hold · pile: blad · Q: slut"


class Wall(Steady, Widget):
    """The sheet on the screen. Only rows that have changed are drawn anew: what stands, stands still."""

    DEFAULT_CSS = "Wall { width: 100%; height: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self._strips: list[Strip] = []

    def show(self, rows: Sequence[Sequence[Segment]]) -> None:
        before, self._strips = self._strips, [Strip(row) for row in rows]
        if len(before) != len(self._strips):
            self.refresh()
            return
        for y, (old, new) in enumerate(zip(before, self._strips, strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        strip = self._strips[y] if y < len(self._strips) else Strip([])
        return strip.adjust_cell_length(self.size.width)

    def on_resize(self) -> None:
        app = self.app
        assert isinstance(app, WallApp)
        app.show()


class WallGuard:
    """Takes what goes wrong in the app: it is written down, and the wall goes on."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def take(self, error: Exception, *, lost: bool = False) -> None:
        write_report(self._kit.home.folder, error, "Storskærmen")


class WallApp(Steady, App[None]):
    """`now`: a steady clock in seconds, by which pages are turned. The rest as for `FeltkitApp`."""

    TITLE = "Feltkit"
    CSS = "Screen { background: #101418; overflow: hidden; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        Binding("q,Q,escape,ctrl+q", "quit", "Slut", priority=True),
        Binding("ctrl+c", "hint", priority=True),
        Binding("space", "hold", "Hold"),
        Binding("right,down,pagedown,enter", "turn(1)", "Næste"),
        Binding("left,up,pageup", "turn(-1)", "Forrige"),
    ]

    def __init__(
        self,
        kit: Kit,
        *,
        driver_class: type[Driver] | None = None,
        keep_going: bool = False,
        look: Look = Look.FULL,
        plain_letters: bool = False,
        now: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(driver_class)
        self._looks: list[LineFilter] = [PlainLetters()] if plain_letters else []
        if look is not Look.FULL:
            self._looks.append(Few() if look is Look.FEW else Bare())
        self._halves = not plain_letters
        self.animation_level = "none"
        self.kit = kit
        self.guard = WallGuard(kit) if keep_going else None
        self.store = StoreWatch(
            kit, show=self._look, say=self._store_says, bell=self.bell, soon=self.call_later, reads_only=True
        )
        self.turning = Turning()
        self._now = now
        self._picture: Picture | None = None
        self._wrong = ""
        """Why there is no fresh picture."""
        self._store_fault = ""
        """What the store could not do when it was last looked at."""
        self._pages: list[Page] = []
        self._made_for: tuple[Picture, Room] | None = None
        """The picture and the room that the pages are for."""
        self._seen: object = None
        """What was drawn last."""
        self.shown = ""
        """The key of the page that stands."""
        self._rung: set[str] = set()
        self._flash_until = 0.0
        self._beat: asyncio.TimerHandle | None = None

    def get_line_filters(self) -> Sequence[LineFilter]:
        return self._looks

    def get_default_screen(self) -> Screen[object]:
        return FirstScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield Wall()

    def on_mount(self) -> None:
        self.store.start()
        self.call_after_refresh(started)
        self._next_beat()

    def on_unmount(self) -> None:
        self.store.stop()
        if self._beat is not None:
            self._beat.cancel()

    def _next_beat(self) -> None:
        """On the bare loop, as `StoreWatch` looks: nothing on the screen wakes for it. The next one is set first, so
        that nothing that goes wrong in one can be the last."""
        self._beat = asyncio.get_running_loop().call_later(BEAT_S, self._next_beat)
        self.show()

    def _store_says(self, text: str, *, fault: bool = False) -> None:
        if fault:
            self._store_fault = text

    def _look(self, world: World) -> None:
        """Something has changed: make the picture anew. Where that cannot be, or what others wrote could not be read,
        the last one stands, and it is said how old it is."""
        self._wrong, self._store_fault = self._store_fault, ""
        try:
            if not self._wrong or self._picture is None:
                self._picture = look_at(self.kit)
        except FieldkitError as error:
            self._wrong = told(error)
        except Exception as error:  # noqa: BLE001 (whatever it is, the wall stands)
            self._fault(error)
            self._wrong = f"Billedet kan ikke læses ({where(error)})"
        self.show()

    def _fault(self, error: Exception) -> None:
        if self.guard is None:
            raise error
        self.guard.take(error)

    @property
    def _stale(self) -> str:
        if not self._wrong or self._picture is None:
            return self._wrong
        return f"Billedet er fra {clock_da(self._picture.now)}: {self._wrong}"

    def _handle_exception(self, error: Exception) -> None:
        """Where Textual comes with what nobody caught."""
        if self.guard is None:
            super()._handle_exception(error)
        else:
            self.guard.take(error, lost=True)

    def show(self) -> None:
        """Show the page that stands now. While it is the same, nothing is drawn: an idle wall costs next to nothing."""
        found = self.query(Wall)
        room = self._room
        if not found or not room.width or not room.height:
            return
        try:
            page = self._page(room)
            flashes = self._now() < self._flash_until
            seen = (self._picture, room, page, self.turning.held, self._stale, flashes)
            if seen != self._seen:
                self._seen = seen
                found.first().show(self._sheet(room, page, turned=flashes).lines())
        except Exception as error:  # noqa: BLE001 (the next beat tries again)
            self._fault(error)

    @property
    def _room(self) -> Room:
        return Room(self.size.width, self.size.height, self._halves)

    def _page(self, room: Room) -> Page | None:
        """The page that stands; None before there is a picture."""
        picture = self._picture
        if picture is None:
            return None
        if self._made_for is None or self._made_for[0] is not picture or self._made_for[1] != room:
            self._pages, self._made_for = pages(picture, room), (picture, room)
        page = self.turning.page(self._pages, self._now())
        self.shown = page.key
        self._ring()
        return page

    def _sheet(self, room: Room, page: Page | None, *, turned: bool) -> Sheet:
        picture = self._picture
        if picture is None or page is None:
            return _note(room, self._stale or "Billedet læses …")
        foot = _foot(page, self._pages, self.turning.held)
        try:
            return draw(page, picture, room, foot, stale=self._stale, turned=turned)
        except Exception as error:  # noqa: BLE001 (one page fails, the others are drawn)
            self._fault(error)
            return _note(room, f"Siden “{page.title}” kan ikke vises ({where(error)}); den næste kommer om lidt.")

    def _ring(self) -> None:
        """Once for each akut message."""
        akut = {page.key for page in self._pages if page.akut}
        if akut - self._rung:
            self.bell()
            self._flash_until = self._now() + FLASH_S
            self.set_timer(FLASH_S + 0.1, self.show)
        self._rung = akut

    def action_hold(self) -> None:
        self.turning.hold()
        self.show()

    def action_turn(self, by: int) -> None:
        if self._page(self._room) is not None:
            self.turning.step(self._pages, by, self._now())
            self.show()

    def action_hint(self) -> None:
        """Ctrl-C ends nothing by accident; the foot says what does."""


def _foot(page: Page, all_pages: Sequence[Page], held: bool) -> str:
    at = next((at for at, one in enumerate(all_pages, 1) if one.key == page.key), 0)
    number = f"side {at} af {len(all_pages)}"
    return f"HOLDT: mellemrum går videre · {number}" if held else f"{number} · {KEYS}"


def _note(room: Room, text: str) -> Sheet:
    """Words alone."""
    sheet = Sheet(room)
    for at, line in enumerate(wrapped(text, room.width - 4, room.text, 6)):
        sheet.line(2, 1 + at * room.line, line, room.width - 4, bold=True)
    return sheet
