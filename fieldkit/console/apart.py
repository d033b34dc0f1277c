"""Apart: what a window has done in a thread, because it takes long.

Who leaves the window by an F-key hears at the bottom of the screen what came of it: the work goes on, for a stick that
is half written helps nobody.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from textual.app import App
from textual.message import Message

from fieldkit.console import messages
from fieldkit.console.remedies import told
from fieldkit.console.steady import Window
from fieldkit.core.errors import FieldkitError

T = TypeVar("T")
GROUP = "apart"
"""What the app's workers that do such things are called by."""
Words = tuple[str, str]
"""What was done, and what went wrong; "" for nothing."""


class Apart:
    """One thing at a time; `busy` while it is being done. `say` shows `Words` in the window."""

    def __init__(self, window: Window[Any], say: Callable[[str, str], object]) -> None:
        self._window, self._say = window, say
        self._app: App[Any] | None = None
        self.busy = False

    @property
    def _stands(self) -> bool:
        """Nobody has left the window."""
        return self._app is not None and self._window in self._app.screen_stack

    def do(self, work: Callable[[], T], then: Callable[[T], object], words: Callable[[T], Words]) -> None:
        """Have `work` done; it opens the kit for itself. `then` is told what came of it while the window stands; else
        `words` says it. A FieldkitError is said in either."""
        app = self._app = self._window.app
        self.busy = True

        def run() -> None:
            came: T | FieldkitError
            try:
                came = work()
            except FieldkitError as error:
                came = error
            except BaseException:
                self.busy = False
                raise
            with suppress(RuntimeError):  # the screen has ended as well
                app.call_from_thread(self._came, came, then, words)

        # the app's: those of a window are dropped with it
        app.run_worker(run, thread=True, group=GROUP, description=self._window.unfinished())

    def show(self, do: Callable[..., object], *given: object) -> None:
        """Called by the work: have how far it is shown, while somebody looks."""

        def shown() -> None:
            if self._stands:
                do(*given)

        if self._app is not None:
            with suppress(RuntimeError):
                self._app.call_from_thread(shown)

    def _came(self, came: T | FieldkitError, then: Callable[[T], object], words: Callable[[T], Words]) -> None:
        self.busy = False
        if not self._stands:
            said = ("", told(came)) if isinstance(came, FieldkitError) else words(came)
            self._tell(*said)
        elif isinstance(came, FieldkitError):
            self._say("", told(came))
        else:
            then(came)
        self._post(messages.LookAgain())

    def _tell(self, done: str, fault: str) -> None:
        if done or fault:
            self._post(messages.Say(f"{done} {fault}".strip(), fault=bool(fault)))

    def _post(self, message: Message) -> None:
        if self._app is not None:
            self._app.post_message(message)


def unfinished(app: App[Any]) -> list[str]:
    """What is not done yet, also behind windows that somebody has left: what each says of it."""
    return [worker.description for worker in app.workers if worker.group == GROUP and not worker.is_finished]
