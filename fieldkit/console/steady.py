"""A fault in one screen does not end the console: it is told, the screen is made anew, and the rest goes on.

Textual ends the program with the first exception that nobody caught, and the engine that runs in it as well. Whatever
fault of ours it is, who stands there at night still has the other screens, and what was recorded is in the log.
"""

import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TypeVar

from textual._context import active_message_pump
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static
from textual.worker import WorkerFailed

from fieldkit.console.recording import Say
from fieldkit.console.regions import BY_NAME, focus_on
from fieldkit.console.remedies import told
from fieldkit.core.documents import Wanted
from fieldkit.core.errors import FieldkitError

R = TypeVar("R")
AGAIN_S = 10.0
"""A screen that fails again within so many seconds is made anew, and when it does once more, left out."""
REPORT = "skaermfejl.txt"
"""In the kit's folder: what a technician needs of the latest faults."""
_REPORT_BYTES = 100_000


class Steady(MessagePump):
    """Who has handlers of ours: when one of them fails, the app's `guard` hears of it and the next message counts.
    Without a guard the fault goes on to Textual, as tests want it."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            guard: Guard | None = getattr(self.app, "guard", None)
            if guard is None:
                raise
            guard.take(error)


class FirstScreen(Steady, Screen[object]):
    """Textual's own first screen: what is drawn on it may fail in its turn."""


class Window(Steady, ModalScreen[R]):
    """What asks something. It is answered once: a key that comes behind the answer finds it gone. Ctrl-T drops what is
    begun in it."""

    BINDINGS = [
        Binding("ctrl+t", "clear", "Slet kladden", priority=True),
        Binding("question_mark", "app.help", ""),  # outside a field, as everywhere
    ]

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def unfinished(self) -> str:
        """What somebody who leaves it by an F-key is told: it has begun something, which goes on, or was asked
        and did not answer."""
        return ""

    def action_clear(self) -> None:
        """Throw away what was begun: who keeps drafts knows more of them."""
        if isinstance(self.focused, Input):
            self.focused.value = ""


class Guard:
    """Takes the faults of an app's screens. `front` names the region that is shown; `remake` makes one anew, or puts
    `LeftOut` in its place; `leave` takes a window away that asks something."""

    def __init__(
        self,
        folder: Path,
        say: Say,
        front: Callable[[], str],
        remake: Callable[[str, bool], Awaitable[None]],
        leave: Callable[[ModalScreen[object]], None],
        soon: Callable[..., object],
    ) -> None:
        self._folder, self._say, self._front = folder, say, front
        self._remake, self._leave, self._soon = remake, leave, soon
        self._times: dict[str, list[float]] = {}
        self._taking = False

    def take(self, error: Exception, *, lost: bool = False) -> None:
        """Say it, keep what a technician needs, and make anew what fails again, or is `lost` and hears nothing more."""
        if self._taking:  # to tell of one fails as well
            return
        self._taking = True
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error  # the work's own fault, not that it had one
        try:
            if isinstance(error, FieldkitError) and not lost:  # no fault of ours: a disk, what somebody asked for
                self._say(told(error), fault=True)
                return
            pump = active_message_pump.get(None)
            around = list(pump.ancestors_with_self) if isinstance(pump, DOMNode) else []
            modal = next((node for node in around if isinstance(node, ModalScreen)), None)
            region = next((node.id for node in around if node.id in BY_NAME), None) or self._front()
            title = "Vinduet" if modal is not None else BY_NAME[region].wide
            write_report(self._folder, error, title)
            self._say(f"{title} fejlede ({where(error)}). Det, der er skrevet, er gemt; prøv igen.", fault=True)
            times = self._times_of(str(modal) if modal is not None else region)
            if (times > 1 or lost) and modal is not None:
                self._soon(self._leave, modal)
            elif times > 1 or lost:
                self._soon(self._remake, region, times > 2)
        except Exception as worse:  # noqa: BLE001 (whatever it is, the console goes on)
            write_report(self._folder, worse, "mens en anden fejl blev sagt")
        finally:
            self._taking = False

    def _times_of(self, what: str) -> int:
        """So many times it has failed lately, this one with it."""
        now = monotonic()
        times = self._times[what] = [*(at for at in self._times.get(what, ()) if now - at <= AGAIN_S), now][-8:]
        return len(times)


def where(error: Exception) -> str:
    """`TypeError i runners.py:88`: the innermost line of ours, for who mends it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "fieldkit" in frame.filename and not frame.filename.endswith("steady.py")]
    line = f" i {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{line}"


def write_report(folder: Path, error: Exception, title: str) -> None:
    """Put the whole fault, and when it was, at the end of the report; nothing when the disk will not have it."""
    text = f"--- {datetime.now():%Y-%m-%d %H:%M:%S} {title}\n{''.join(traceback.format_exception(error))}"
    with suppress(OSError):
        path = folder / REPORT
        kept = path.read_bytes()[-_REPORT_BYTES:] if path.exists() else b""
        path.write_bytes(kept + text.encode("utf-8", "replace"))


class LeftOut(Static, can_focus=True):
    """Stands where a screen cannot be shown: a region of the app."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{BY_NAME[name].wide} kan ikke vises på dette kit lige nu.\n\n"
            "De andre skærme virker: brug F-tasterne. Det, der er skrevet, er gemt.\n"
            f"Slut med Ctrl-Q, start igen, og vis teknikeren filen {REPORT} i kittets mappe.",
            id=name,
        )

    def enter(self) -> None:
        focus_on(self)

    def back(self) -> bool:
        return False

    def print_request(self) -> Wanted | None:
        return None
