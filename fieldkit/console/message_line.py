"""The row above the keys: the latest fault or confirmation, with its time."""

from functools import partial

from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from fieldkit.console.messages import World
from fieldkit.console.remedies import advised, told
from fieldkit.console.steady import Steady
from fieldkit.console.words import clock_da
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Trouble, read_problems, standing

FRESH_S = 10 * 60
"""A fault met this long before the screen opened is still worth the line."""
HOLD_S = 30
"""A confirmation leaves the line with the first new minute after this long; a fault stays until the next line."""

FLASHES, FLASH_S = 4, 0.5
"""So many times the line is turned round for what cannot wait, and how long each time."""

FAULT_HOLD_S = 180.0
"""A fault stands this long; what lasts shows in the status line, and old news beside it would be a lie."""


ENDED_DA = {
    Trouble.RADIO: "Radioen virker igen.",
    Trouble.NODE: "Radioen er sat op, som den skal være.",
    Trouble.PRINTER: "Printeren virker igen.",
    Trouble.BATTERY: "Batteriet har strøm nok igen.",
    Trouble.STORE: "Disken tager imod igen.",
}
"""What is said when a fault that lasted is over."""


class MessageLine(Steady, Static):
    """Shows what was said last, whole: a long sentence takes a second row while it stands, for what to do next is often
    its end. The engine's problems come in as they are noted."""

    DEFAULT_CSS = """
    MessageLine { height: auto; min-height: 1; max-height: 2; padding: 0 1; background: #1b1f24; }
    MessageLine.flashing { text-style: reverse; }
    MessageLine.fault { max-height: 3; background: #5c1a16; color: #ffffff; }
    """
    world: var[World] = var(World())

    def __init__(self, kit: Kit) -> None:
        super().__init__("")
        self._kit = kit
        self._problem = 0
        self._local = -1
        self._standing: set[Trouble] = set()
        self.text = ""
        self._said_at = 0.0

    def watch_world(self, world: World) -> None:
        hold = FAULT_HOLD_S if self.has_class("fault") else HOLD_S
        if self.text and self._kit.now() - self._said_at > hold:
            self.text = ""
            self.set_class(False, "fault")
            self.update("")
        if world.local == self._local:
            return
        self._local = world.local
        fresh = int(self._kit.now()) - FRESH_S
        try:
            stands = standing(self._kit.log)
            problems = read_problems(self._kit.log, since=fresh, limit=1)
        except FieldkitError as error:
            self.say(told(error), fault=True)
            return
        over, self._standing = self._standing - stands, stands
        if over:
            self.say(" ".join(ENDED_DA[trouble] for trouble in Trouble if trouble in over))
        newest = next(iter(problems), None)
        if newest is not None and newest.problem > self._problem:
            self._problem = newest.problem
            at = max(newest.at, newest.told)
            if newest.ended is None and at >= fresh:
                self.say(advised(newest.text, newest.remedy), fault=True, at=at)

    def flash(self, left: int = 2 * FLASHES - 1) -> None:
        """Turn the line round and back a few times; then it stands."""
        self.set_class(left % 2 == 1, "flashing")
        if left:
            self.set_timer(FLASH_S, partial(self.flash, left - 1))

    def say(self, text: str, *, fault: bool = False, at: float | None = None) -> None:
        """Show one line; `at` is Unix seconds, by default now."""
        if text == self.text and fault and self.has_class("fault") and at is None:
            return
        self.text = text
        self._said_at = self._kit.now()
        when = clock_da(self._kit.now() if at is None else at)
        self.set_class(fault, "fault")
        self.update(Content.assemble((f"{when} ", "#b8c7d6"), " ".join(text.split())))
