"""MapPage: the places on a small map, with a cursor that goes from one to the nearest in a direction."""

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from fieldkit.console.looks import SELECTED
from fieldkit.console.overview.board_rows import short_name
from fieldkit.console.place_words import what_is_wrong
from fieldkit.console.steady import Window
from fieldkit.console.words import BOLD, DIM, LATE, SOON, level_cell
from fieldkit.core.facts.terms import Condition, Level
from fieldkit.core.tell.said import counts_words
from fieldkit.core.text.wording import heard_da, many_da, named
from fieldkit.core.views.board import Board, BoardRow, make_board, place_name
from fieldkit.core.views.place_map import PlaceMap, Spot, by_urgency, make_map, toward, without_position
from fieldkit.kit import Kit

_WRONG = {Condition.CRITICAL: LATE, Condition.SHORTAGE: SOON}
NAME_CELLS = 16
"""So much of a name stands beside a mark."""
_SIGNS = {Level.RED: "r", Level.YELLOW: "g", Level.UNKNOWN: "?"}
_STYLES = {Level.RED: LATE, Level.YELLOW: SOON, Level.GREEN: "#7fbf7f", Level.UNKNOWN: "#d0d0d0"}
LEGEND = "r rød  g gul  ? ukendt  kun tal: grøn  ! tavs  [ ] her  + flere"
HINT = "Pile: nærmeste den vej · Tab: de værste · Enter: vis det · Esc"


def sign_of(row: BoardRow | None) -> str:
    """What stands before a place's number; nothing for a green one, and for one that reports nothing."""
    return _SIGNS.get(row.level, "") if row is not None else ""


class MapPage(Window[int | None]):
    """Gives the place that was chosen, None when it was only looked at."""

    DEFAULT_CSS = """
    MapPage { background: #101418; }
    MapPage Static { text-wrap: nowrap; text-overflow: ellipsis; padding: 0 1; }
    MapPage #map { height: 1fr; }
    MapPage #map-place { height: 2; }
    """
    BINDINGS = [
        ("left", "go(-1, 0)", "Vest"),
        ("right", "go(1, 0)", "Øst"),
        ("up", "go(0, 1)", "Nord"),
        ("down", "go(0, -1)", "Syd"),
        ("tab", "turn(1)", "Næste"),
        ("shift+tab", "turn(-1)", "Forrige"),
        ("home", "home", "Her"),
        ("enter", "choose", "Til tavlen"),
        ("escape,b,f2", "give_up", "Luk"),
    ]

    def __init__(self, kit: Kit, place: int | None = None) -> None:
        super().__init__()
        self._kit = kit
        self._place = place
        self._board: Board | None = None
        self._order: list[int] = []
        self._map: PlaceMap | None = None

    def compose(self) -> ComposeResult:
        yield Static(classes="title", id="map-title")
        yield Static(id="map")
        yield Static(id="map-place")
        yield Static(LEGEND, classes="hint", markup=False)
        yield Static(HINT, classes="hint", markup=False)

    def on_mount(self) -> None:
        self.watch(self.app, "world", self.redraw, init=False)

    def on_resize(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        """The map as it is now; the cursor stays on its place."""
        found = self.query_one("#map", Static)
        width, height = found.content_size.width, found.content_size.height
        if not width or not height:
            return
        kit = self._kit
        self._board = board = make_board(kit.state, kit.roster, kit.now(), knows_time=kit.knows_time)
        placed = by_urgency(board, kit.roster, kit.place)
        self._order = [place.number for place, _ in placed]
        if self._place not in self._order:
            self._place = self._order[0] if self._order else None
        spots = []
        for place, row in placed:
            mark = f"{sign_of(row)}{place.number}{'!' if row is not None and row.silent else ''}"
            mark = f"[{mark}]" if place.number == kit.place else mark
            assert place.lat is not None and place.lon is not None
            spots.append(Spot(place.number, place.lat, place.lon, mark, short_name(place.name, NAME_CELLS)))
        self._map = make_map(spots, width, height)
        without = without_position(board, kit.roster)
        title = f"Landkort: {many_da(len(spots), 'sted', 'steder')}, nord er op"
        if without:
            title += f" · uden position: {named([place_name(number, kit.roster) for number in without])}"
        self.query_one("#map-title", Static).update(Content(title))
        self._draw()

    def _draw(self) -> None:
        board, drawn = self._board, self._map
        if board is None or drawn is None:
            return
        if not drawn.marks:
            few = "Ingen steder har en position i listerne." if not self._order else "Skærmen er for lille til et kort."
            self.query_one("#map", Static).update(Content(few))
        else:
            self.query_one("#map", Static).update(self._content(board, drawn))
        self.query_one("#map-place", Static).update(self._told(board, drawn))

    def _content(self, board: Board, drawn: PlaceMap) -> Content:
        levels = {row.place: row.level for row in board.rows}
        chosen = drawn.mark_of(self._place) if self._place is not None else None
        pieces: list[list[tuple[int, str, str]]] = [[] for _ in range(drawn.height)]
        for mark in drawn.marks:
            style = f"bold {_STYLES[levels[mark.place]]}" if mark.place in levels else BOLD
            if mark is chosen:
                style = f"bold #ffffff on {SELECTED}"
            pieces[mark.row].append((mark.column, mark.text, style))
        for label in drawn.labels:
            pieces[label.row].append((label.column, label.text, DIM))
        pieces[-1].append((0, drawn.scale, DIM))
        lines = []
        for row in pieces:
            line: list[str | tuple[str, str]] = []
            at = 0
            for column, text, style in sorted(row):
                line += [" " * (column - at), (text, style)]
                at = column + len(text)
            lines.append(Content.assemble(*line))
        return Content("\n").join(lines)

    def _told(self, board: Board, drawn: PlaceMap) -> Content:
        """The place under the cursor, and who shares its mark."""
        place = self._place
        if place is None:
            return Content("")
        row = next((row for row in board.rows if row.place == place), None)
        name = place_name(place, self._kit.roster)
        here = " (her)" if place == self._kit.place else ""
        if row is None:
            first = Content.assemble((f"{place} {name}{here}", BOLD), (" melder ikke selv", DIM))
        else:
            silent = (" TAVS", SOON) if row.silent else ""
            heard = f"  hørt: {heard_da(row.age_s, row.heard)}"
            people = counts_words(row.children, row.staff)
            counts = f"  {people}" if people else ""
            first = Content.assemble(level_cell(row.level), (f" {place} {name}{here}", BOLD), heard, silent, counts)
        mark = drawn.mark_of(place)
        others = [number for number in mark.places if number != place] if mark is not None else []
        pieces = (
            [(f"{wrong.text}  ", _WRONG.get(wrong.condition, DIM)) for wrong in what_is_wrong(row, self._kit.now())]
            if row
            else []
        )
        if others:
            near = named([place_name(one, self._kit.roster) for one in others])
            pieces.append((f"På samme mærke: {near}", DIM))
        return Content("\n").join([first, Content.assemble(*pieces)])

    def action_go(self, east: int, north: int) -> None:
        if self._map is not None and self._place is not None:
            self._point_at(toward(self._map, self._place, east, north))

    def action_turn(self, by: int) -> None:
        if self._order:
            at = self._order.index(self._place) if self._place in self._order else -by
            self._point_at(self._order[(at + by) % len(self._order)])

    def action_home(self) -> None:
        if self._kit.place in self._order:
            self._point_at(self._kit.place)

    def _point_at(self, place: int | None) -> None:
        if place is not None and place != self._place:
            self._place = place
            self._draw()

    def on_click(self, event: events.Click) -> None:
        """A click points at the mark under it; a second one on the same goes there."""
        drawn, at = self._map, event.get_content_offset(self.query_one("#map"))
        if drawn is None or at is None:
            return
        for mark in drawn.marks:
            if mark.row == at.y and mark.column <= at.x < mark.column + len(mark.text):
                if self._place in mark.places:
                    self.action_choose()
                else:
                    self._point_at(mark.place)
                return

    def action_choose(self) -> None:
        """The board shows it, where it reports; the secretariat does not stand there."""
        if self._place is not None and self._board is not None:
            if any(row.place == self._place for row in self._board.rows):
                self.dismiss(self._place)
            else:
                self.query_one("#map-place", Static).update(Content("Stedet melder ikke selv og står ikke på tavlen."))

    def action_give_up(self) -> None:
        self.dismiss(None)
