"""Overview: the board with its filters, or the place that was opened from it."""

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from fieldkit.acts import nodes
from fieldkit.console import messages
from fieldkit.console.messages import World
from fieldkit.console.overview.board_rows import LEGEND, belongs_to, board_rows, column_heads, counted, is_problem
from fieldkit.console.regions import focus_on, turn_to, visible
from fieldkit.console.row_list import RowList, chosen_key
from fieldkit.console.steady import Steady
from fieldkit.core.documents import BoardPicture, Receipt, Wanted
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.terms import Role
from fieldkit.core.views.board import Board, BoardRow, make_board, place_name
from fieldkit.kit import Kit

if TYPE_CHECKING:
    from fieldkit.console.overview.place_page import PlacePage

CALM = """Ingen hændelse er i gang.

  H   begynd en hændelse eller en øvelse
  F4  slå op i actioncards
  F5  send en melding om, hvordan det går på et sted
  F7  se, hvem der er hvem
  ?   hjælp

Meldinger, der kommer nu, står på listen herunder."""


HINT = "Enter åbn · K kvittér · M mødested · P kun problemer · T tildel ukendt node"
HINT_WITH_NEIGHBOUR = "Enter åbn · K kvittér · M mødested · P kun problemer · T tildel · N nabo"


class Overview(Steady, Vertical):
    """The board; Enter opens a place."""

    DEFAULT_CSS = """
    Overview #calm { height: auto; padding: 1 2; color: #cfe3f5; }
    Overview #place { height: 1fr; }
    Overview #board { height: 1fr; }
    Overview #places > .option-list--option { text-wrap: nowrap; }
    """
    BINDINGS = [
        ("m", "meeting_point", "Mødested"),
        ("p", "problems", "Kun problemer"),
        ("t", "assign", "Tildel sted"),
        ("k", "acknowledge", "Kvittér"),
        ("n", "neighbours", "Nabo"),
        ("b", "map", "Landkort"),
    ]
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._meeting_point = ""
        self._only_problems = False
        self._board: Board | None = None
        self._seen: tuple[World, int] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="board"):
            yield Static(classes="title", id="summary")
            yield Static(CALM, id="calm", markup=False)
            yield Static(classes="columns", id="heads")
            yield RowList(id="places")
            yield Static(LEGEND, classes="hint", markup=False)
            yield Static(HINT, classes="hint", id="hint", markup=False)

    def enter(self) -> None:
        self.query_one("#hint", Static).update(HINT_WITH_NEIGHBOUR if self._follows else HINT)
        self.redraw()
        focus_on(self.query_one("#places" if self._page is None else "#events", RowList))

    def back(self) -> bool:
        if self._page is None:
            return False
        turn_to(self.query_one("#board"))
        self._seen = None
        self.redraw()
        focus_on(self.query_one("#places", RowList))
        return True

    def print_request(self) -> Wanted | None:
        if self._page is not None:
            latest = self._page.latest
            return Receipt(self._kit.exact(latest)) if latest else None
        return BoardPicture()

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    @property
    def selected(self) -> BoardRow | None:
        """The row under the cursor, or of the place that is open."""
        if self._board is None:
            return None
        wanted = self._page.place if self._page is not None else self.query_one("#places", RowList).key
        return next((row for row in self._board.rows if row.place == wanted), None)

    @property
    def open_now(self) -> int | None:
        """The place whose page is shown."""
        return self._page.place if self._page is not None else None

    @property
    def _page(self) -> "PlacePage | None":
        """The page of one place while it is shown; made on its first visit, and none until it stands."""
        standing = (page for page in self.query("#place").results() if page.display and page.query("#events"))
        return next(standing, None)  # type: ignore[return-value]

    def redraw(self) -> None:
        # before the first layout the width is worked out, so that one layout is enough
        width = self.content_size.width or self.app.size.width - self.gutter.width
        if not visible(self) or not width:
            return
        seen = (World(self.world.events, 0, self.world.minute), width)
        if seen == self._seen:
            return
        self._seen = seen
        self._board = board = self._picture()
        if self._page is not None:
            self._page.show_place(self._page.place, board)
            return
        rows = self._filtered(board)
        calm = not board.tag
        self.query_one("#calm").display = calm
        if calm:
            rows = [row for row in rows if row.heard]
        self._set("#summary", self._title(board, len(rows)))
        self.query_one("#heads").display = bool(rows)
        self._set("#heads", column_heads(width))
        self.query_one("#places", RowList).show_rows(board_rows(rows, width))

    def _set(self, selector: str, content: Content) -> None:
        static = self.query_one(selector, Static)
        if static.content != content:
            static.update(content)

    def _filtered(self, board: Board) -> list[BoardRow]:
        rows = board.rows
        if self._meeting_point:
            rows = [row for row in rows if belongs_to(row, self._meeting_point, self._kit.roster)]
        if self._only_problems:
            rows = [row for row in rows if is_problem(row)]
        return rows

    def _title(self, board: Board, shown: int) -> Content:
        if not board.tag:
            return Content("Overblik")
        level = f"niveau {board.level}" if board.level.isdigit() else board.level
        name = board.incident + (f" ({level})" if level else "")
        pieces: list[str | Content | tuple[str, str]] = [counted(board), "   "]
        limits = []
        if self._meeting_point:
            place = self._kit.roster.by_slug(self._meeting_point)
            limits.append(place.name if place else self._meeting_point)
        if self._only_problems:
            limits.append("kun problemer")
        if limits:
            pieces.append((f"viser {shown}: {', '.join(limits)}   ", "bold #7fd0ff"))
        if board.others:
            pieces.append((f"{len(board.others) + 1} i gang: H   ", "bold #ffd75f"))
        pieces.append(name)
        return Content.assemble(*pieces)

    @on(RowList.OptionSelected, "#places")
    async def _open(self, event: RowList.OptionSelected) -> None:
        event.stop()
        if self._board is not None:
            await self.open_place(chosen_key(event))

    def _picture(self) -> Board:
        kit = self._kit
        return make_board(kit.state, kit.roster, kit.now(), knows_time=kit.knows_time)

    async def open_place(self, place: int) -> None:
        """Show everything one place said."""
        board = self._board or self._picture()
        from fieldkit.console.overview.place_page import PlacePage

        if not self.query(PlacePage):
            await self.mount(PlacePage(self._kit, id="place"))
        page = self.query_one(PlacePage)
        turn_to(page)
        page.show_place(place, board)
        focus_on(self.query_one("#events", RowList))

    async def point_at(self, place: int) -> None:
        """Put the cursor on a place; with its page open, show that place instead."""
        if self.open_now is not None:
            await self.open_place(place)
            return
        self.query_one("#places", RowList).go_to(place)

    def action_problems(self) -> None:
        self._only_problems = not self._only_problems
        self._refilter()

    def action_meeting_point(self) -> None:
        from fieldkit.console.questions import Choose

        places = self._kit.roster.with_role(Role.MEETING_POINT)
        choices = [("", "alle steder"), *((place.slug, place.name) for place in places)]
        self.app.push_screen(
            Choose("Vis steder under hvilket mødested?", choices, current=self._meeting_point), self._meet
        )

    def _meet(self, slug: str | None) -> None:
        if slug is not None:
            self._meeting_point = slug
            self._refilter()

    def _refilter(self) -> None:
        self._seen = None
        self.redraw()

    @property
    def _follows(self) -> bool:
        """Whether the kit follows another municipality."""
        return self._kit.home.neighbours.is_dir()

    def action_neighbours(self) -> None:
        if self._follows:
            self.post_message(messages.ShowRegion("neighbours"))
        else:
            self.post_message(messages.Say("Kittet følger ingen anden kommune; få en læsenøgle fra nabokommunen."))

    def action_map(self) -> None:
        from fieldkit.console.overview.map_page import MapPage

        row = self.selected
        self.app.push_screen(MapPage(self._kit, row.place if row is not None else None), self._show_on_board)

    def _show_on_board(self, place: int | None) -> None:
        if place is not None:
            self.post_message(messages.ShowPlace(place))

    def action_acknowledge(self) -> None:
        row = self.selected
        if row is None or not row.event_id:
            self.post_message(messages.Say("Der er ingen melding at kvittere for: stedet har ikke meldt noget."))
        else:
            self.post_message(messages.acknowledgement(self._kit, row.event_id))

    def action_assign(self) -> None:
        row = self.selected
        if row is None or row.place < UNKNOWN_PLACE:
            self.post_message(messages.Say("Kun en række, der hedder Ukendt node, kan tildeles et sted."))
            return
        from fieldkit.console.questions import Ask
        from fieldkit.console.typed import place_names, place_typed

        roster = self._kit.roster
        known = partial(place_typed, roster=roster)
        ask = Ask(f"Hvilket sted hører {row.name} til?", names=place_names(roster), check=known)
        self.app.push_screen(ask, partial(self._assign, row.place))

    def _assign(self, stand_in: int, name: str | None) -> None:
        if not name:
            return
        from fieldkit.console.typed import place_typed

        place = place_typed(name, self._kit.roster)
        self.back()
        done = f"{place_name(stand_in, self._kit.roster)} hører nu til {place.name} ({{number}})."
        kit, node = self._kit, stand_in - UNKNOWN_PLACE
        self.post_message(messages.Act(lambda _name: nodes.assign(kit, node, place.number), done, signed=False))
