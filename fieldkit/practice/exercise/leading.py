"""An exercise that is played beside a screen: in a thread of its own, on the kit opened once more.

It is over when the scenario is, when it is stopped, or when something real begins; stopped before, it goes on later.
"""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from fieldkit.core.errors import FieldkitError
from fieldkit.core.remedies import StartAgain
from fieldkit.kit import Kit
from fieldkit.practice.exercise.files import whole_scenario
from fieldkit.practice.exercise.run import ExerciseRun
from fieldkit.store.tables.exercises import RunState

PAUSES_WITHIN_S = 10.0
"""How long its last word may take when it is stopped."""


class Leading:
    """`ended` is told from the thread how it ended: a state, RUNNING when it pauses; or why it could not go on."""

    def __init__(
        self,
        home: Path,
        now: Callable[[], float],
        path: Path,
        ended: Callable[[RunState | FieldkitError], object],
        *,
        joins: bool = False,
    ) -> None:
        self.path, self.joins = path, joins
        self._home, self._now, self._ended = home, now, ended
        self._stop = threading.Event()
        self.stands = threading.Event()
        """It plays, or it could not begin."""
        self._thread = threading.Thread(target=self._live, name="exercise", daemon=True)

    def start(self) -> None:
        """Begin or go on, and return at once."""
        self._thread.start()

    @property
    def plays(self) -> bool:
        return self._thread.is_alive() and not self._stop.is_set()

    def pause(self) -> None:
        """Soon what seemed broken works again; `ended` is told when it is so."""
        self._stop.set()

    def stop(self) -> None:
        """Pause, and return when it is so."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(PAUSES_WITHIN_S)

    def _live(self) -> None:
        how: RunState | FieldkitError
        try:
            with closing(Kit.open(self._home, now=self._now)) as kit:
                how = self._play(kit)
        except FieldkitError as error:
            how = error
        except Exception as error:  # noqa: BLE001 - a thread that ends unseen would leave an exercise that seems to go on
            what = f"Øvelsen er standset af en fejl i programmet ({type(error).__name__}: {error})."
            how = FieldkitError(what, StartAgain())
        self.stands.set()
        self._ended(how)

    def _play(self, kit: Kit) -> RunState:
        run = ExerciseRun(kit, whole_scenario(self.path, kit), self.path.name, joins=self.joins)
        try:
            run.begin()
            while (wait := run.turn()) is not None:
                self.stands.set()
                if self._stop.wait(wait):
                    break
        finally:
            run.close()
        return run.state
