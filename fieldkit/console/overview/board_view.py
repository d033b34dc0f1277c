"""Overview: the board with its filters and orders, and the chosen place; or the place that was opened from it."""

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
from fieldkit.console.looks import letters_for
from fieldkit.console.messages import World
from fieldkit.console.overview.board_order import Order, belongs_to, counted, is_problem, matches, ordered
from fieldkit.console.overview.place_detail import FLOW, detail
from fieldkit.console.overview.place_grid import PlaceGrid
from fieldkit.console.regions import focus_on, put_text, turn_to, visible
from fieldkit.console.row_list import RowList
from fieldkit.console.steady import Steady
from fieldkit.core.documents import BoardPicture, Receipt, Wanted
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.terms import Role
from fieldkit.core.text.wording import many_da
from fieldkit.core.views.board import Board, BoardRow, make_board, place_name
from fieldkit.kit import Kit

if TYPE_CHECKING:
    from fieldkit.console.overview.beside import Beside
    from fieldkit.console.overview.place_page import PlacePage

CALM = """Ingen hændelse er i gang.

  H   begynd en hændelse eller en øvelse
  F4  slå op i actioncards
  F5  send en melding om, hvordan det går på et sted
  F7  se, hvem der er hvem
  ?   hjælp

Meldinger, der kommer nu, står på listen herunder."""
BESIDE_FROM = 120
"""Cells of the screen from which the chosen place stands beside the board, with its thread."""
LOW = 26
"""Lines of the screen up to which the chosen place is told in few of them."""
KEYS = ("Enter åbn", "K forstået", "S orden", "/ find", "M mødested", "P problemer", "U print", "B landkort")
"""On the hint line, the most wanted first: there may not be room for all."""


class Overview(Steady, Vertical):
    """The board; Enter opens a place."""

    DEFAULT_CSS = """
    Overview #calm { height: auto; padding: 1 2; color: #cfe3f5; }
    Overview #place { height: 1fr; }
    Overview #board { height: 1fr; }
    Overview #chosen { height: 5; }
    """
    BINDINGS = [
        ("m", "meeting_point", "Mødested"),
        ("p", "problems", "Kun problemer"),
        ("s", "order", "Orden"),
        ("slash", "find", "Find"),
        ("t", "assign", "Tildel sted"),
        ("k", "acknowledge", "Forstået"),
        ("u", "print", "Udskriv"),
        ("n", "neighbours", "Nabo"),
        ("b", "map", "Landkort"),
    ]
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._meeting_point = ""
        self._only_problems = False
        self._order = Order.WORST
        self._typed = ""
        """What was typed behind `/`."""
        self._board: Board | None = None
        self._seen: tuple[World, int, int] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="board"):
            yield Static(classes="title", id="summary")
            yield Static(CALM, id="calm", markup=False)
            yield PlaceGrid(id="places")
            yield Static(id="chosen")
            yield Static(classes="hint", id="hint", markup=False)

    @property
    def _grid(self) -> PlaceGrid:
        return self.query_one("#places", PlaceGrid)

    def enter(self) -> None:
        self.redraw()
        focus_on(self._grid if self._page is None else self.query_one("#events", RowList))

    def back(self) -> bool:
        if self._page is None:
            for line in self.query("#filter"):
                line.remove()
            if not self._typed:
                return False
            self._find("")
            return True
        turn_to(self.query_one("#board"))
        self._refilter()
        focus_on(self._grid)
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
        wanted = self._page.place if self._page is not None else self._grid.key
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
        seen = (World(self.world.events, 0, self.world.minute), width, self.app.size.height)
        if seen == self._seen:
            return
        self._seen = seen
        self._board = board = self._picture()
        if self._page is not None:
            self._page.show_place(self._page.place, board)
            return
        self._show_board(board)

    def _show_board(self, board: Board, *, anew: bool = False) -> None:
        """`anew`: other places were asked for."""
        rows = self._filtered(board)
        calm = not board.tag
        self.query_one("#calm").display = calm
        if calm:
            rows = [row for row in rows if row.heard]
        put_text(self.query_one("#summary", Static), self._title(board, rows))
        grid = self._grid
        limited = self._typed or self._meeting_point or self._only_problems
        grid.empty = "Intet sted passer. Esc, M eller P viser flere." if limited else ""
        grid.show_rows(ordered(rows, self._order), anew=anew)
        self._lay_out(bool(rows))
        self._show_chosen()

    def _lay_out(self, any_row: bool) -> None:
        """What there is room for beside the board, and under it."""
        width, height = self.app.size
        wide = width >= BESIDE_FROM
        chosen = self.query_one("#chosen", Static)
        chosen.display = any_row and not wide
        lines = FLOW - 1 if height < LOW else FLOW + 2
        if chosen.styles.height is None or chosen.styles.height.value != lines:
            chosen.styles.height = lines
        beside = self._beside
        if wide and beside is None:
            self.call_after_refresh(self._put_beside)  # the board first
        elif beside is not None:
            beside.display = wide
            if wide:
                beside.fit(width)

    async def _put_beside(self) -> None:
        """What it shows is loaded when the board has been drawn."""
        from fieldkit.console.overview.beside import Beside

        if self._beside is None:
            beside = Beside(self._kit, id="beside")
            await self.query_one("#board").mount(beside, before="#summary")
            beside.fit(self.app.size.width)
            beside.show_place(self._grid.row)

    @property
    def _beside(self) -> "Beside | None":
        return next(iter(self.query("#beside").results()), None)  # type: ignore[return-value]

    @on(PlaceGrid.Moved)
    def _moved(self, event: PlaceGrid.Moved) -> None:
        event.stop()
        self._show_chosen()

    def _show_chosen(self) -> None:
        """All that is known of the place under the cursor."""
        row, chosen = self._grid.row, self.query_one("#chosen", Static)
        if chosen.display:
            lines = chosen.styles.height
            width = self.content_size.width or self.app.size.width - self.gutter.width
            told = Content("")
            if row is not None:
                height = int(lines.value) if lines is not None else FLOW - 1
                told = detail(row, width, height, self._kit.now(), letters_for(self.app.get_line_filters()))
            if told != chosen.content:
                chosen.update(told, layout=False)
        if (beside := self._beside) is not None and beside.display:
            beside.show_place(row)
        put_text(self.query_one("#hint", Static), Content(self._hint(row)))

    def _hint(self, row: BoardRow | None) -> str:
        """As many keys as there is room for."""
        keys = list(KEYS)
        if self._follows:
            keys.insert(4, "N nabo")
        if row is not None and row.place >= UNKNOWN_PLACE:
            keys.insert(1, "T tildel sted")
        width = self.app.size.width - self.gutter.width
        if self.app.size.width >= BESIDE_FROM:  # the grid may not know its size yet
            from fieldkit.console.overview.beside import cells_of

            width -= cells_of(self.app.size.width)
        letters = letters_for(self.app.get_line_filters())
        said = ""
        for key in keys:
            longer = f"{said} · {letters(key)}" if said else letters(key)
            said = longer if len(longer) <= width else said
        return said

    def _filtered(self, board: Board) -> list[BoardRow]:
        rows = board.rows
        if self._meeting_point:
            rows = [row for row in rows if belongs_to(row, self._meeting_point, self._kit.roster)]
        if self._only_problems:
            rows = [row for row in rows if is_problem(row)]
        if self._typed:
            rows = [row for row in rows if matches(row, self._typed)]
        return rows

    def _title(self, board: Board, rows: list[BoardRow]) -> Content:
        """What is shown and how many, before how they are and what runs."""
        if not board.tag:
            return Content("Overblik")
        level = f"niveau {board.level}" if board.level.isdigit() else board.level
        name = board.incident + (f" ({level})" if level else "")
        pieces: list[str | Content | tuple[str, str]] = []
        if board.others:
            pieces.append((f"{len(board.others) + 1} i gang: H   ", "bold #ffd75f"))
        limits = [f"“{self._typed}”"] if self._typed else []
        if self._meeting_point:
            place = self._kit.roster.by_slug(self._meeting_point)
            limits.append(place.name if place else self._meeting_point)
        if self._only_problems:
            limits.append("kun problemer")
        if limits:
            shown = f"Viser {len(rows)} af {len(board.rows)}: {', '.join(limits)}, {self._order.value}"
            pieces += [(shown, "bold #7fd0ff"), "   ", counted(rows), "   "]
        else:
            style = "" if self._order is Order.WORST else "bold #7fd0ff"
            pieces += [
                counted(rows),
                "   ",
                (f"{many_da(len(rows), 'sted', 'steder')}, {self._order.value}", style),
                "   ",
            ]
        said = Content.assemble(*pieces)
        # the first letters of a name say nothing, and the line at the top has it
        return said + name if said.cell_length + len(name) <= self.query_one("#summary").size.width else said

    @on(PlaceGrid.Chosen)
    async def _open(self, event: PlaceGrid.Chosen) -> None:
        event.stop()
        if self._board is not None:
            await self.open_place(event.place)

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
        """Put the cursor on a place; with its page open, show that place instead. What hides it is taken away."""
        if self.open_now is not None:
            await self.open_place(place)
            return
        if place not in self._grid.places:
            self._meeting_point, self._only_problems, self._typed = "", False, ""
            self._refilter()
        self._grid.go_to(place)

    def action_problems(self) -> None:
        self._only_problems = not self._only_problems
        self._refilter()

    def action_order(self) -> None:
        self._order = self._order.next
        self._refilter()

    async def action_find(self) -> None:
        """A line to type a part of a name in; it stays until Esc or Enter."""
        from fieldkit.console.overview.filter_line import FilterLine

        if self._page is not None:
            return
        line = next(iter(self.query(FilterLine)), None)  # who left it by an F-key comes back to it
        if line is None:
            line = FilterLine(self._typed, self._find, self._found)
            await self.query_one("#board").mount(line, before="#hint")
        line.begin()

    def _find(self, typed: str) -> None:
        self._typed = " ".join(typed.split())
        self._refilter()

    def _found(self) -> None:
        focus_on(self._grid)

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
        """Show others, or in another order, of what was seen: no place is looked at again for it."""
        if self._board is None or self._page is not None:
            self._seen = None
            self.redraw()
        else:
            self._show_board(self._board, anew=True)

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
            self.post_message(messages.Say("Der er intet at sige forstået til: stedet har ikke meldt noget."))
        elif self._page is None and self._grid.came_just_now():
            self.post_message(messages.Say(f"{row.name} kom øverst lige nu. Læs det, og tryk K igen."))
        else:
            self.post_message(messages.acknowledgement(self._kit, row.event_id))

    def action_print(self) -> None:
        wanted = self.print_request()
        if wanted is None:
            self.post_message(messages.Say("Her er intet at udskrive: stedet har ikke meldt noget."))
        else:
            self.post_message(messages.PrintRequested(wanted))

    def action_assign(self) -> None:
        row = self.selected
        if row is None or row.place < UNKNOWN_PLACE:
            self.post_message(messages.Say("Kun en række, der hedder Ukendt radio, kan tildeles et sted."))
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
        if self._page is not None:
            self.back()
        done = f"{place_name(stand_in, self._kit.roster)} hører nu til {place.name} ({{number}})."
        kit, node = self._kit, stand_in - UNKNOWN_PLACE
        self.post_message(messages.Act(lambda _name: nodes.assign(kit, node, place.number), done, signed=False))
