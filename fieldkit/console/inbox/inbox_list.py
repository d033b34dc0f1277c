"""The list of the inbox: what waits first, then the threads, the worst first; or all one by one."""

from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts.held import waiting
from fieldkit.console.inbox.compose_page import Aim, Purpose
from fieldkit.console.inbox.entry_rows import UNPROVEN, entry_row
from fieldkit.console.inbox.thread_pane import Delivered
from fieldkit.console.inbox.thread_rows import ThreadKey, head_row
from fieldkit.console.regions import put_text
from fieldkit.console.row_list import Row, RowList, RowsOnDemand
from fieldkit.console.typed import address_word
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.terms import Trust
from fieldkit.core.state.incidents import running
from fieldkit.core.views.inbox import Entry, make_inbox
from fieldkit.core.views.thread import ThreadHead, make_threads
from fieldkit.kit import Kit


class Show(StrEnum):
    """What the list shows."""

    WAITING = "det, der venter, og tråde"
    THREADS = "kun tråde"
    ALL = "alt enkeltvis"
    OPEN = "mangler forstået"
    MESSAGES = "kun beskeder"
    REPORTS = "kun meldinger"


Shown = Entry | ThreadHead | str
"""What a row of the list is about; a heading is a word."""
WAITS = "Venter på jer"
THREADS = "Tråde: det, der haster, først"


class InboxList(Vertical):
    """All that came and went, as `look` last found it."""

    def __init__(self, kit: Kit, delivered: Delivered, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._delivered = delivered
        self.shows = Show.WAITING
        self.entries: list[Entry] = []
        self._heads: list[ThreadHead] = []

    def compose(self) -> ComposeResult:
        yield Static(classes="title", id="inbox-title")
        yield RowList(id="entries")
        yield Static(classes="hint", id="list-hint")

    @property
    def rows(self) -> RowList:
        return self.query_one("#entries", RowList)

    def look(self) -> None:
        """Make the entries as they are now."""
        kit = self._kit
        self.entries = make_inbox(kit.state, kit.roster, kit.now(), place=kit.place, kit=kit.config.number)
        self._heads = make_threads(self.entries, kit.state, kit.roster, place=kit.place)

    def entry(self, event_id: bytes) -> Entry | None:
        return next((entry for entry in self.entries if entry.event_id == event_id), None)

    def turn(self) -> None:
        """Show the next of what it can show."""
        every = list(Show)
        self.shows = every[(every.index(self.shows) + 1) % len(every)]

    def show(self, width: int, drafts: Sequence[Purpose]) -> None:
        """Draw it; what somebody has begun to write to is marked."""
        kit, now = self._kit, self._kit.now()
        begun = {purpose.number.partition("/")[0] for purpose in drafts}
        to = {purpose.number for purpose in drafts if purpose.aim is Aim.TO}
        things = self._things()

        def row(thing: Shown) -> Row:
            if isinstance(thing, str):
                return Row(thing, Content(thing), heading=True)
            if isinstance(thing, ThreadHead):
                delivered = self._delivered(thing.latest)
                written = bool(to) and address_word(thing.of, kit.roster) in to
                return head_row(thing, delivered, kit.roster, now, width, begun=written)
            return entry_row(thing, self._delivered(thing), kit.roster, now, width, begun=thing.number in begun)

        self.rows.show_rows(RowsOnDemand(things, _key, row))
        many = sum(not isinstance(thing, str) for thing in things)
        put_text(self.query_one("#inbox-title", Static), self._title(many, width, len(drafts)))
        put_text(self.query_one("#list-hint", Static), Content(self._hint(things, width)))

    def point_at_what_waits(self) -> None:
        """Who comes here from another screen finds the cursor on something that waits, when anything does."""
        at = self.entry(self.rows.key) if isinstance(self.rows.key, bytes) else None
        if self.shows is Show.WAITING and (at is None or not at.waits_here):
            first = next((entry for entry in self.entries if entry.waits_here or entry.overdue), None)
            if first is not None:
                self.rows.go_to(first.event_id)
        self.rows.go_to(self.rows.key)  # what comes from now on moves no row from under it: K is about what stood there

    def _things(self) -> list[Shown]:
        """What the rows of the list are about."""
        match self.shows:
            case Show.WAITING:
                urgent = [entry for entry in self.entries if entry.cries or entry.overdue or entry.waits_here]
                if not urgent:
                    return list(self._heads)
                return [WAITS, *urgent, THREADS, *self._heads]
            case Show.THREADS:
                return list(self._heads)
            case Show.OPEN:
                return [entry for entry in self.entries if entry.open]
            case Show.MESSAGES:
                return [entry for entry in self.entries if entry.report is None]
            case Show.REPORTS:
                return [entry for entry in self.entries if entry.report is not None]
            case Show.ALL:
                return list(self.entries)

    def _hint(self, things: Sequence[Shown], width: int) -> str:
        unproven = any(isinstance(thing, Entry) and thing.trust is Trust.UNVERIFIED for thing in things[:30])
        pieces = ["Enter åbn", "K forstået", "S svar", "N ny", "M hvem mangler", "V vis andet"]
        if unproven:
            pieces.append(f"{UNPROVEN}=ubekræftet")
        text = " · ".join(pieces)
        while len(text) > width and len(pieces) > 3:
            pieces.pop(-2 if unproven else -1)
            text = " · ".join(pieces)
        return text

    def _title(self, shown: int, width: int, drafts: int) -> Content:
        """What is shown comes first, and what counts least is left out where there is no room."""
        mine = sum(entry.waits_here for entry in self.entries)
        late = sum(entry.overdue for entry in self.entries)
        held, over = self._held, self._left_by
        head = "Meldinger" if self.shows is Show.WAITING else f"Viser {shown}: {self.shows}"
        if not self.entries:
            head = "Meldinger   ingen endnu. Tryk N for at skrive en besked."
        pieces = [(head, "" if self.shows is Show.WAITING else "bold #7fd0ff")]
        if self.entries:
            pieces.append((f"{mine} venter på forstået her", "bold #ffd75f" if mine else ""))
            pieces.append((f"{late} over frist", "bold #ff8a80" if late else ""))
        if held:
            pieces.append((f"{held} sendes om lidt", "bold #ffd75f"))
        if over:
            pieces.append((f"{over} {'hændelse' if over == 1 else 'hændelser'} er slut", "bold"))
        if drafts:
            pieces.append((f"{drafts} {'kladde' if drafts == 1 else 'kladder'}", "bold #7fd0ff"))
        while len(pieces) > 2 and sum(len(text) + 3 for text, _ in pieces) - 3 > width:
            pieces.pop()
        return Content("   ").join(Content.styled(text, style) for text, style in pieces)

    @property
    def _held(self) -> int:
        """How many messages can still be taken back."""
        with suppress(FieldkitError):
            return len(waiting(self._kit))
        return 0

    @property
    def _left_by(self) -> int:
        """How many incidents that are over have left something in the list."""
        return len({entry.incident for entry in self.entries} - running(self._kit.state.incidents) - {0})


def _key(thing: Shown) -> bytes | ThreadKey | str:
    if isinstance(thing, ThreadHead):
        return ThreadKey(thing.of)
    return thing.event_id if isinstance(thing, Entry) else thing
