"""The worker that empties the print queue: one job at a time, urgent first, and on again when paper is back."""

import asyncio
from collections.abc import Callable, Sequence

from fieldkit.core.errors import FieldkitError
from fieldkit.devices.printer.escpos import warm_up
from fieldkit.devices.printer.job import Outcome, Patience, PrintJob, PrintJournal, Traits, run_job
from fieldkit.devices.printer.port import PrinterPort
from fieldkit.devices.printer.talk import ask_status
from fieldkit.paper.printing import JobState, PrinterStatus

IDLE_S = 10.0
RETRY_S = 2.0


def choose(jobs: Sequence[PrintJob], *, low_battery: bool) -> PrintJob | None:
    """The next job: urgent ones first, else the oldest. On a low battery only essential ones."""
    allowed = [job for job in jobs if job.essential or not low_battery]
    return next((job for job in allowed if job.urgent), allowed[0] if allowed else None)


class PrintWorker:
    """Runs until cancelled. `wake` it when a job was queued; it looks by itself every `idle_s` seconds as well.

    `low_battery` tells whether only essential jobs may print now. `on_status(status, sentence)` is told each change of
    the printer's state, `on_outcome(job, outcome)` each job that ended. A printer or store in trouble never ends the
    worker.
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
        patience: Patience | None = None,
        idle_s: float = IDLE_S,
        retry_s: float = RETRY_S,
    ) -> None:
        self.traits = traits or Traits()
        self.status = PrinterStatus.UNKNOWN
        self._port, self._journal, self._low_battery = port, journal, low_battery
        self._on_status, self._on_outcome = on_status, on_outcome
        self._patience = patience or Patience()
        self._idle_s, self._retry_s = idle_s, retry_s
        self._told: tuple[PrinterStatus, str] | None = None
        self._woken = asyncio.Event()

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
            job = choose(self._journal.queued(), low_battery=self._low_battery())
            if job is None:
                status = await ask_status(self._port, self._patience.status)
                self._tell(status, "")
                return self._idle_s
            outcome = await run_job(self._port, job, self._journal, self.traits, self._patience)
        except FieldkitError as error:
            self._tell(self.status, str(error))
            return self._retry_s
        self.traits = outcome.traits
        waiting = outcome.state is JobState.QUEUED
        self._tell(outcome.status, outcome.reason if waiting else "")
        if waiting:
            return self._retry_s
        self._on_outcome(job, outcome)
        return 0.0

    def _tell(self, status: PrinterStatus, sentence: str) -> None:
        self.status = status
        if self._told != (status, sentence):
            self._told = (status, sentence)
            self._on_status(status, sentence)
