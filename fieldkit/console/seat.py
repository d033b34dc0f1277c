"""Whose turn it is at the screen: since when, kept through a power cut, and when somebody is asked for anew."""

from collections.abc import Callable
from contextlib import suppress

from fieldkit.acts import at_screen
from fieldkit.console.recording import Recorder, Say
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit


class Seat:
    """The one who has the screen, whose name `recorder` signs with.

    `keeps`: whether what this console knows outlives it; `changed` shows the name that holds now.
    """

    def __init__(
        self, kit: Kit, recorder: Recorder, say: Say, keeps: Callable[[], bool], changed: Callable[[], object]
    ) -> None:
        self._kit = kit
        self._recorder = recorder
        self._say = say
        self._keeps = keeps
        self._changed = changed
        self._since: float | None = None
        """When they took it; None for nobody, and for one whom nobody asked."""

    def taken(self, name: str) -> None:
        """It is this person's from now on, also after a power cut; "" for nobody's."""
        self._since = self._kit.now() if name else None
        self._changed()
        if self._keeps():
            with suppress(FieldkitError):  # what is recorded bears it all the same; a full disk is told elsewhere
                at_screen.keep(self._kit, name)

    def give(self, name: str) -> None:
        """It is another's; who goes on does not begin anew."""
        if name != self._recorder.operator:
            self._recorder.name(name)
        self._say(f"{name} har skærmen nu. Ctrl-N: en anden.")

    def look(self) -> None:
        """Who has gone off duty, or has sat here for a whole shift, is asked for anew at what they do next."""
        name, since = self._recorder.operator, self._since
        if since is None or not name:
            return
        if at_screen.has_left(self._kit, name, since):
            self._recorder.name("")
            self._say(f"{name} er gået af vagt. Ctrl-N: sig, hvem der har skærmen nu.")
        elif at_screen.is_over(since, self._kit.now()):
            self._recorder.name("")
            self._say(f"{name} har haft skærmen i 12 timer. Ctrl-N: sig, hvem der har den nu.")
