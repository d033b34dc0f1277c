"""One thread of the inbox: what was said with a place or a group, and the keys that count there."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts.threads import thread_of
from fieldkit.console import messages
from fieldkit.console.inbox.thread_rows import other_name, thread_rows
from fieldkit.console.messages import World
from fieldkit.console.regions import put_text
from fieldkit.console.remedies import told
from fieldkit.console.row_list import RowList
from fieldkit.core.errors import FieldkitError
from fieldkit.core.views.inbox import Entry
from fieldkit.core.views.thread import LINES, Other, Thread
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import Delivery

Delivered = Callable[[Entry], list[Delivery]]
"""How far an entry of ours has come, by receiver."""


class ThreadPane(Vertical):
    """The thread of one place or group, oldest first, drawn anew only when something may have changed."""

    def __init__(self, kit: Kit, delivered: Delivered, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._delivered = delivered
        self.of: Other | None = None
        """Whose thread is open."""
        self.thread: Thread | None = None
        self._limit = LINES
        self._seen: object = None

    def compose(self) -> ComposeResult:
        yield Static(classes="title", id="thread-title")
        yield RowList(id="said")
        yield Static(classes="hint", id="thread-hint")

    @property
    def rows(self) -> RowList:
        return self.query_one("#said", RowList)

    def entry(self, event_id: bytes) -> Entry | None:
        """One of its entries."""
        said = self.thread.said if self.thread is not None else ()
        return next((one.entry for one in said if one.entry.event_id == event_id), None)

    def open(self, of: Other, world: World, width: int, *, in_front: bool, at: bytes = b"") -> None:
        """Show a thread, with the cursor on `at`, else on the newest that waits here, else on the newest."""
        if of != self.of:
            self._limit = LINES
        self.show(of, world, width, in_front=in_front)
        if self.thread is not None and self.thread.said:
            newest = self.thread.unread or self.thread.said[-1]
            self.rows.go_to(at or newest.entry.event_id)

    def show_more(self, world: World, width: int) -> None:
        """What was said before what is shown."""
        self._limit *= 2
        self.show(self.of, world, width, in_front=True)

    def show(self, of: Other | None, world: World, width: int, *, in_front: bool) -> None:
        """Draw the thread of `of` as it is in `world`; in front, its keys stand under it."""
        seen = (of, world, width, self._limit, in_front)
        if of is None or (seen == self._seen and world != World()):
            return
        self.of, self._seen = of, seen
        kit = self._kit
        try:
            self.thread = thread = thread_of(kit, of, self._limit)
        except FieldkitError as error:
            self.post_message(messages.Say(told(error), fault=True))
            return
        delivered = {one.entry.event_id: self._delivered(one.entry) for one in thread.said}
        self.rows.show_rows(thread_rows(thread, delivered, kit.roster, kit.now(), width, here=kit.place))
        here = sum(one.waits_here for one in thread.said)
        count = f"   {here} venter på forstået her" if here else ""
        put_text(
            self.query_one("#thread-title", Static),
            Content.assemble(other_name(of, kit.roster), (count, "bold #ffd75f")),
        )
        keys = "K forstået · S svar · N ny · Enter åbn · Esc tilbage"
        put_text(self.query_one("#thread-hint", Static), Content(keys if in_front else "← fra stedet · → til stedet"))
