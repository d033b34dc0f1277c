"""The row under the status line, on every screen: what needs a person now, most urgent first, and F9 leads there."""

from asyncio import to_thread
from importlib import import_module
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from fieldkit.console.messages import ShowSheet, Unread, World
from fieldkit.console.regions import Tab
from fieldkit.console.starting import beside, loaded
from fieldkit.console.steady import Steady
from fieldkit.console.words import DIM, cut
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit
from fieldkit.store.tables.status import read_status

if TYPE_CHECKING:
    from fieldkit.acts.needs import Need

LOOK_AFTER_S = 1.0
"""The screen is drawn first; what waits is looked for when it stands: that looks at every place and message."""
WAY = "F9"
STYLES = {0: "bold #ffffff on #b3261e", 1: "bold #ffd75f"}
"""By rank; the others are plain."""


class NowLine(Steady, Static):
    """Never takes the focus. `needs` is what it last found, None before it has looked."""

    DEFAULT_CSS = """
    NowLine { height: 1; background: #1b1f24; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    world: var[World] = var(World())
    needs: var["list[Need] | None"] = var(None)

    def __init__(self, kit: Kit) -> None:
        super().__init__("")
        self._kit = kit
        self.many = 0
        """So many lines they are in the list behind F9."""
        self.first = ""
        """What the first of them says."""
        self._seen: object = None
        """What was true when it was last looked."""
        self._will_look = False
        self._shown: Content | None = None

    def on_mount(self) -> None:
        self.watch_world()

    def watch_world(self) -> None:
        if self.is_mounted and not self._will_look and self._now_true() != self._seen:
            self._will_look = True
            self.set_timer(LOOK_AFTER_S, self._look_soon)

    def on_resize(self) -> None:
        self._show()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(ShowSheet(Tab.NOW))

    def _now_true(self) -> object:
        try:
            devices = {device: (status.state, status.text) for device, status in read_status(self._kit.log).items()}
        except FieldkitError:  # the sentence itself stands on the message line
            devices = {}
        return (self.world.minute, self.world.events, devices)

    def _look_soon(self) -> None:
        self._will_look, self._seen = False, self._now_true()
        self.run_worker(self._look(), exclusive=True)

    async def _look(self) -> None:
        """What that takes, and what the other screens will, is loaded beside the screen, which goes on answering
        keys."""
        needs = await to_thread(import_module, "fieldkit.acts.needs")
        await beside(self._kit.state.ahead())
        loaded()
        try:
            found = needs.needs_now(self._kit)
            lines = needs.gathered(found)
            self.many, self.first = len(lines), lines[0].text if lines else ""
            self.needs = found
        except FieldkitError:
            return
        self.post_message(Unread([need.entry for need in self.needs if need.rank == 0 and need.entry]))
        self._show()

    def _show(self) -> None:
        width = self.size.width
        if self.needs is None or not width:
            return
        content = now_row(self.needs, self.many, width, self.first)
        if content != self._shown:
            self._shown = content
            self.update(content, layout=False)


def now_row(needs: "list[Need]", many: int, width: int, text: str) -> Content:
    """The row at `width` cells; `many` as the list behind F9 counts them, `text` what its first line says."""
    if not needs:
        return Content.assemble((" Intet venter på jer lige nu.", DIM))
    first = needs[0]
    style = STYLES.get(first.rank, "")
    count = f" {many} venter "
    room = max(8, width - len(count) - len(WAY) - 3)
    return Content.assemble(
        (count, "bold #000000 on #ffd75f" if first.rank > 0 else style),
        " ",
        (cut(text, room).ljust(room), style),
        " ",
        (WAY, "bold #7fd0ff"),
    )
