"""What somebody wants printed: measured, asked about when it is long, queued, and told what and how long it is.

What takes long to make is made beside the screen, on the kit opened once more.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.app import App
from textual.widgets import Input

from fieldkit.acts import previews
from fieldkit.acts.previews import Preview
from fieldkit.acts.printing import why_waiting
from fieldkit.console.messages import PrintRequested
from fieldkit.console.prints.paper_words import length_da, question_da, ready_da
from fieldkit.console.questions import Confirm
from fieldkit.console.recording import Say
from fieldkit.console.remedies import told
from fieldkit.core.documents import ESSENTIAL, Continuity, FailedAgain, JobAgain, Printable, danish_of, kind_of
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit
from fieldkit.store.tables.jobs import job_row


def told_of_job(kit: Kit, job: int) -> str:
    """What was queued as this job, how long it is, and why it waits, in a line."""
    try:
        row = job_row(kit.log, job)
        paper = previews.preview_of_job(kit, row)
        held = why_waiting(kit, essential=row.essential)
    except FieldkitError:
        return f"Lagt til udskrift som job {job}."
    return f"{_put_da(paper, f' som job {job}')}{_waits_da(held)}"


def _put_da(paper: Preview, as_job: str) -> str:
    return f"{paper.called}, {length_da(paper.millimetres)}, er lagt til udskrift{as_job}."


def _waits_da(held: str) -> str:
    return f" Det venter: {held}." if held else ""


class Printing:
    """One request on its way. `queue` gives a job's number."""

    def __init__(self, app: App[Any], kit: Kit, queue: Callable[[Printable], object], say: Say) -> None:
        self._app, self._kit, self._queue, self._say = app, kit, queue, say
        self._where = (app.screen, app.focused)
        """Where somebody asked for it."""

    def request(self, message: PrintRequested) -> None:
        """Begin; the rest follows by itself."""
        wanted = previews.to_measure(message.wanted)
        if wanted is None or message.seen is not None:
            self._put(message, message.seen)
        elif previews.is_slow(self._kit, wanted):
            self._say(f"{danish_of(kind_of(wanted)).capitalize()} gøres klar …")
            home, now = self._kit.home.folder, self._kit.own_clock
            self._beside(partial(previews.preview_apart, home, now, wanted), partial(self._measured, message))
        else:
            try:
                paper = previews.preview(self._kit, wanted)
            except FieldkitError as error:
                self._say(told(error), fault=True)
                return
            self._measured(message, paper)

    def _beside(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do `work` in a thread, and `then` on the screen with what came of it."""
        app = self._app

        def run() -> None:
            try:
                found = work()
            except FieldkitError as error:
                app.call_from_thread(partial(self._say, told(error), fault=True))
                return
            app.call_from_thread(then, found)

        app.run_worker(run, thread=True)

    def _measured(self, message: PrintRequested, paper: Preview) -> None:
        if not paper.is_long:
            self._put(message, paper)
            return
        if self._where != (self._app.screen, self._app.focused) or isinstance(self._app.focused, Input):
            self._say(ready_da(paper))  # a question would take the letters of who types by now
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._put(message, paper)

        self._app.push_screen(Confirm(question_da(paper), yes="udskriv", danger=True), answered)

    def _put(self, message: PrintRequested, paper: Preview | None) -> None:
        if previews.is_slow(self._kit, message.wanted):
            work = partial(previews.queue_apart, self._kit.home.folder, self._kit.own_clock, message.wanted)
            self._beside(work, partial(self._queued, message, paper))
            return
        try:
            job = self._queue(message.wanted)
        except FieldkitError as error:
            self._say(told(error), fault=True)
            return
        self._queued(message, paper, job)

    def _queued(self, message: PrintRequested, paper: Preview | None, job: object) -> None:
        as_job = f" som job {job}" if job else ""
        match message.wanted, paper:
            case Continuity(), _:
                said = f"Papirberedskabet er lagt til udskrift{as_job} og de næste."
            case FailedAgain(), _:
                said = f"Det, der fejlede, er lagt til udskrift igen{as_job} og de næste."
            case JobAgain(old), _:
                said = f"Job {old} er lagt til udskrift igen{as_job}."
            case _, Preview():
                said = _put_da(paper, as_job)
            case _:
                said = f"Lagt til udskrift{as_job}."
        self._say(f"{said}{self._waits(message.wanted)}")
        message.then(job)

    def _waits(self, wanted: Printable) -> str:
        essential = isinstance(wanted, Continuity) or (
            not isinstance(wanted, FailedAgain | JobAgain) and kind_of(wanted) in ESSENTIAL
        )
        return _waits_da(why_waiting(self._kit, essential=essential))
