"""PlacePage: one place with all its topics, their age and number, its note, and what it said before."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.console.messages import Say
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList
from fieldkit.console.steady import Steady
from fieldkit.console.words import CONDITION_STYLE, DIM, count_da, event_clock, level_cell
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
from fieldkit.core.views.understood import readers_of
from fieldkit.kit import Kit

HISTORY = 40
"""Reports of one place that are looked up."""


class PlacePage(Steady, Vertical):
    """Filled by `show_place`; the list scrolls."""

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
        yield Static("K kvittér for meldingen · F5 ny melding · F8 udskriv · Esc tilbage", classes="hint", markup=False)

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
        via = f"{VIA_DA[row.via]}, " if row.via else ""
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
        hours = f"{cell.hours} t" if cell.hours is not None else ""
        return Content.assemble(
            name, (word, style), padding, f"{hours:<6}", (f"{ago_da(cell.age_s):<19}{cell.number}", DIM)
        )

    def _read(self, event: Event) -> Content:
        """Who has said forstået to the latest report."""
        state, roster = self._kit.state, self._kit.roster
        own = resolve_place(event.row.origin(event.body), state, roster)
        readers = readers_of(event.ref, state, roster, sender=own)
        names = [f"{one.by}{aside(place_name(one.place, self._kit.roster), doubt(one.trust))}" for one in readers]
        if not names:
            return Content.assemble((f"{event.number} er ikke kvitteret endnu", "bold #ffd75f"), ": tryk K")
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
