"""PlacePage: one place with all its topics, their age and number, its note, and what it said before."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.console.messages import Say, WriteMessage
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList
from fieldkit.console.steady import Steady
from fieldkit.console.words import CONDITION_STYLE, DIM, SOON, count_da, event_clock, level_cell
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import CONDITION_DA, TOPIC_DA, TRUST_DA, VIA_DA, Condition, Topic
from fieldkit.core.roster.roster import PLACE_KIND_DA
from fieldkit.core.tell.parts import aside, doubt
from fieldkit.core.tell.written import report_line
from fieldkit.core.text.wording import ago_da
from fieldkit.core.views.board import Board, BoardRow, place_name, resolve_place
from fieldkit.core.views.hours_left import left_da, left_of
from fieldkit.core.views.understood import readers_of
from fieldkit.kit import Kit

HISTORY = 40
"""Reports of one place that are looked up."""
HOURS = 17
"""Cells for how long a point still lasts."""


class PlacePage(Steady, Vertical):
    """Filled by `show_place`; the list scrolls."""

    BINDINGS = [("n", "write", "Besked til stedet")]

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self.place = 0
        self.latest = b""
        """The id of the place's latest report, empty when there is none."""

    def compose(self) -> ComposeResult:
        yield Static(classes="title", id="place-name")
        yield Static(classes="columns", id="place-facts")
        yield RowList(id="events")
        hint = "K forstået · N besked til stedet · F5 ny melding · U udskriv · Esc tilbage"
        yield Static(hint, classes="hint", markup=False)

    def action_write(self) -> None:
        """A message to the place; a radio that nobody knows the place of has no name to write to."""
        if self.place >= UNKNOWN_PLACE:
            self.post_message(Say("Stedet er ukendt: tryk T, og sig, hvilket sted radioen hører til."))
        else:
            self.post_message(WriteMessage(place_name(self.place, self._kit.roster)))

    def show_place(self, place: int, board: Board) -> None:
        self.place = place
        row = next((row for row in board.rows if row.place == place), None)
        if row is None:
            return
        self.latest = row.event_id
        self.query_one("#place-name", Static).update(self._title(row))
        self.query_one("#place-facts", Static).update(self._facts(row))
        self.query_one("#events", RowList).show_rows(self._rows(row))

    def _title(self, row: BoardRow) -> Content:
        known = self._kit.roster.place(row.place)
        kind = f", {PLACE_KIND_DA[known.kind]}" if known else ""
        address = f" · {known.address}" if known and known.address else ""
        return Content.assemble(level_cell(row.level), " ", (row.name, "bold"), kind, (address, DIM))

    def _facts(self, row: BoardRow) -> Content:
        if not row.heard:
            return Content("Intet er meldt herfra." + (" Stedet er tavst." if row.silent else ""))
        counts = f"{count_da(row.children)} {'barn' if row.children == 1 else 'børn'}, "
        counts += f"{count_da(row.staff)} {'voksen' if row.staff == 1 else 'voksne'}"
        via = f"{VIA_DA[row.via]}, " if row.via and not row.second_hand else ""
        trust = TRUST_DA[row.trust] if row.trust else "ukendt"
        trust += ", set af andre" if row.second_hand else ""
        silent = " · TAVS" if row.silent else ""
        return Content(f"{counts} · sidst hørt {ago_da(row.age_s)}: {row.number}, {via}{trust}{silent}")

    def _rows(self, row: BoardRow) -> list[Row]:
        rows = [Row(f"topic.{topic}", self._topic(row, topic)) for topic in Topic]
        history = self._history(row.place)
        if row.note:
            rows.append(Row("note", Content.assemble(("Note: ", "bold"), row.note)))
        latest = next((event for event in history if event.id == row.event_id), None)
        if latest is not None:
            rows.append(Row("read", self._read(latest)))
        if history:
            rows.append(Row("history", Content("Tidligere meldinger, nyeste først"), heading=True))
        now = self._kit.now()
        for event in history:
            line = Content.assemble((f"{event_clock(event, now)}  {event.number}  ", DIM), report_line(event.body))
            rows.append(Row(event.id.hex(), line))
        return rows

    def _topic(self, row: BoardRow, topic: Topic) -> Content:
        cell = row.topics.get(topic)
        condition = cell.condition if cell else Condition.UNKNOWN
        name = f"{TOPIC_DA[topic]:<15}"
        word = CONDITION_DA[condition]
        style = CONDITION_STYLE[condition]
        padding = " " * (9 - len(word))
        if cell is None:
            return Content.assemble(name, (word, style), padding, ("ikke meldt", DIM))
        left = left_of(cell)
        hours = left_da(left, self._kit.now()) if left is not None else ""
        over = SOON if left is not None and left.over else ""
        gap = " " * max(1, HOURS - len(hours))
        return Content.assemble(
            name, (word, style), padding, (hours, over), gap, (f"{ago_da(cell.age_s):<22}{cell.number}", DIM)
        )

    def _read(self, event: Event) -> Content:
        """Who has said forstået to the latest report."""
        state, roster = self._kit.state, self._kit.roster
        own = resolve_place(event.row.origin(event.body), state, roster)
        readers = readers_of(event.ref, state, roster, sender=own)
        names = [f"{one.by}{aside(place_name(one.place, self._kit.roster), doubt(one.trust))}" for one in readers]
        if not names:
            return Content.assemble((f"Ingen har sagt forstået til {event.number} endnu", SOON), ": tryk K")
        return Content.assemble(("Forstået af: ", "bold"), ", ".join(sorted(names)))

    def _history(self, place: int) -> list[Event[Report]]:
        state, roster = self._kit.state, self._kit.roster
        numbers = {place} | {
            said for _, said in state.reports if said >= UNKNOWN_PLACE and resolve_place(said, state, roster) == place
        }
        try:
            found = [event for number in numbers for event in self._kit.reading.reports_of(number, HISTORY)]
        except FieldkitError as error:
            self.post_message(Say(told(error), fault=True))
            return []
        return sorted(found, key=lambda event: event.stamp, reverse=True)[:HISTORY]
