"""The worker that empties the print queue: one job at a time, urgent first, and on again when paper is back.

A line that breaks in the middle of jobs pauses the queue instead of eating it.
"""

import asyncio
from collections.abc import Callable, Sequence

from fieldkit.core.errors import FieldkitError
from fieldkit.devices.printer.escpos import warm_up
from fieldkit.devices.printer.job import PrintJob, PrintJournal, Withdrawn, run_job
from fieldkit.devices.printer.port import PrinterBusy, PrinterPort
from fieldkit.devices.printer.step_types import Outcome, Patience, Traits
from fieldkit.devices.printer.talk import ask_status
from fieldkit.paper.printing import HOLDING, PRINTER_ADVICE, PRINTER_STATUS_DA, JobState, PrinterStatus

IDLE_S = 10.0
RETRY_S = 2.0
BREATH_S = 0.1
"""Between two jobs, so that another program of the kit that waits for the printer gets its turn."""
PAUSE_S = 15.0
"""After a job that broke in the middle; four times as long after each further one in a row."""
LONGEST_PAUSE_S = 600.0
PAUSED = "Udskriften holder pause: det seneste job gik i stykker undervejs."


def choose(jobs: Sequence[PrintJob], *, low_battery: bool) -> PrintJob | None:
    """The next job: by its turn, then the oldest. On a low battery only essential ones."""
    allowed = [job for job in jobs if job.essential or not low_battery]
    return min(allowed, key=lambda job: job.haste.turn, default=None)


class PrintWorker:
    """Runs until cancelled. `wake` it when a job was queued; it looks by itself every `idle_s` seconds as well.

    `low_battery` tells whether only essential jobs may print now. `on_status(status, sentence)` is told each change of
    the printer's state, `on_outcome(job, outcome)` each job that ended. `asked` grows each time a person says that
    printing may go on after a pause. A printer or store in trouble never ends the worker.
    """

    def __init__(
        self,
        port: PrinterPort,
        journal: PrintJournal,
        *,
        traits: Traits | None = None,
        low_battery: Callable[[], bool] = lambda: False,
        on_status: Callable[[PrinterStatus, str], None] = lambda status, sentence: None,
        on_outcome: Callable[[PrintJob, Outcome], None] = lambda job, outcome: None,
        asked: Callable[[], int] = lambda: 0,
        patience: Patience | None = None,
        idle_s: float = IDLE_S,
        retry_s: float = RETRY_S,
        pause_s: float = PAUSE_S,
    ) -> None:
        self.traits = traits or Traits()
        self.status = PrinterStatus.UNKNOWN
        self._port, self._journal, self._low_battery = port, journal, low_battery
        self._on_status, self._on_outcome = on_status, on_outcome
        self._patience = patience or Patience()
        self._idle_s, self._retry_s, self._pause_s = idle_s, retry_s, pause_s
        self._breaks = 0
        """Jobs in a row that broke in the middle."""
        self._paused_until = 0.0
        self._owes = True
        self._asks, self._asked = asked, 0
        self._told: tuple[PrinterStatus, str] | None = None
        self._woken = asyncio.Event()

    @property
    def paused(self) -> bool:
        """Whether the queue waits after a job that broke in the middle."""
        return self._breaks > 0 and asyncio.get_running_loop().time() < self._paused_until

    def wake(self) -> None:
        """A job was queued: look now. From the loop's own thread only."""
        self._woken.set()

    async def run(self) -> None:
        """Recover what a crash left, then print until cancelled."""
        self._journal.recover()
        # Journals make a job's bytes when it is asked for, on the loop: the slow import must be over by then.
        await asyncio.to_thread(warm_up)
        while True:
            self._woken.clear()
            wait_s = await self._turn()
            if wait_s > 0:
                try:
                    async with asyncio.timeout(wait_s):
                        await self._woken.wait()
                except TimeoutError:
                    continue

    async def _turn(self) -> float:
        """One job, or one look at the printer. Seconds until the next turn."""
        try:
            if (asked := self._asks()) != self._asked:
                self._asked, self._paused_until = asked, 0.0  # a person says that it may go on
            job = choose(self._journal.queued(), low_battery=self._low_battery())
            if job is None or self.paused:
                status = await ask_status(self._port, self._patience.status)
                self._tell(status, self._sentence(status, waiting=job is not None))
                return self._idle_s if job is None else self._retry_s
            outcome = await run_job(
                self._port, job, self._journal, self.traits, self._patience, self._in_the_middle, owes=self._owes
            )
        except PrinterBusy:
            return self._retry_s
        except Withdrawn:
            self._owes = True  # the printer was asked whether it is ready, and may still answer
            return BREATH_S
        except FieldkitError as error:
            self._tell(self.status, str(error))
            return self._retry_s
        if outcome.busy:
            return self._retry_s
        self.traits, self._owes = outcome.traits, outcome.owes
        waiting = outcome.state is JobState.QUEUED
        if not waiting:
            self._count(outcome)
            self._on_outcome(job, outcome)
        self._tell(outcome.status, self._sentence(outcome.status, outcome.reason if waiting else "", waiting=True))
        return self._retry_s if waiting else BREATH_S

    def _count(self, outcome: Outcome) -> None:
        if not outcome.broke:
            self._breaks = 0
            return
        self._paused_until = asyncio.get_running_loop().time() + min(LONGEST_PAUSE_S, self._pause_s * 4.0**self._breaks)
        self._breaks += 1

    def _in_the_middle(self, status: PrinterStatus) -> None:
        self._tell(status, self._sentence(status, waiting=True))

    def _sentence(self, status: PrinterStatus, reason: str = "", *, waiting: bool) -> str:
        """Why jobs wait and what to do; nothing when none does."""
        if status in HOLDING and waiting and (not reason or status is not PrinterStatus.OFFLINE):
            return f"Printeren melder: {PRINTER_STATUS_DA[status]}. {PRINTER_ADVICE[status]}"
        return reason or (PAUSED if waiting and self.paused else "")

    def _tell(self, status: PrinterStatus, sentence: str) -> None:
        self.status = status
        if self._told != (status, sentence):
            self._told = (status, sentence)
            self._on_status(status, sentence)
