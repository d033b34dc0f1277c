"""The print desk: the print worker on this kit's printer and queue, and the receipts that print by themselves."""

import asyncio
from collections.abc import Callable

import msgspec

from fieldkit.acts.printing import keep_traits, known_traits, payload_of, profile_of, queue_document
from fieldkit.core.documents import Receipt, danish_of
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.devices.machine.power import too_low_to_print
from fieldkit.devices.printer.job import PrintJob, Withdrawn
from fieldkit.devices.printer.port import PrinterPort
from fieldkit.devices.printer.step_types import Outcome, Patience
from fieldkit.devices.printer.url import own_port
from fieldkit.devices.printer.worker import PAUSED, PrintWorker
from fieldkit.engine.audience import audience
from fieldkit.kit import Kit
from fieldkit.paper.printing import PRINTER_ADVICE, PRINTER_IN_SHORT, PRINTER_STATUS_DA, JobState, PrinterStatus
from fieldkit.store.files.home import OF_THE_PRINTER
from fieldkit.store.tables import jobs
from fieldkit.store.tables.status import (
    IN_SHORT,
    WHAT_TO_DO,
    Device,
    DeviceState,
    DeviceStatus,
    Facts,
    Trouble,
    add_problem,
    end_trouble,
    put_status,
)

TURN_S = 1.0
"""How long the engine waits for a command that prints, before it looks after other things."""
EXPIRE_S = 3600.0
"""A receipt that found no printer for so long is not printed by itself any more."""

PAUSE_ADVICE = "Se efter kabel og strøm; der prøves igen af sig selv, eller når noget udskrives igen."
_NO_FAULT = {
    PrinterStatus.OK: DeviceState.OK,
    PrinterStatus.NEAR_END: DeviceState.WARNING,
    PrinterStatus.UNKNOWN: DeviceState.UNKNOWN,
}


class Journal:
    """The worker's durable memory on the kit's own tables; bytes are made when the job is taken."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self._config_at = self._changed()

    def _changed(self) -> int:
        try:
            return self.kit.home.config_path.stat().st_mtime_ns
        except OSError:
            return 0

    def _read_again(self) -> None:
        """What a person has found out about the printer meanwhile holds from the next job on. InputError when kit.toml
        cannot be read."""
        at = self._changed()
        if at == self._config_at:
            return
        told = self.kit.home.read_config()
        of_printer = {name: getattr(told, name) for name in ("columns", "code_page", *OF_THE_PRINTER)}
        self.kit.config = msgspec.structs.replace(self.kit.config, **of_printer)
        self._config_at = at

    def queued(self) -> list[PrintJob]:
        """The jobs that can be next: the first by their turns, the first essential one (bytes cost time to make)."""
        jobs.expire(self.kit.log, self.kit.now() - EXPIRE_S, self.kit.now())
        self._read_again()
        profile_of(self.kit)  # a wrong kit.toml holds every job
        waiting = jobs.queued_rows(self.kit.log)
        waiting.sort(key=lambda row: row.haste.turn)
        next_ones = [*waiting[:1], *[row for row in waiting if row.essential][:1]]
        rows = {row.job: row for row in next_ones}
        found = []
        for row in sorted(rows.values(), key=lambda row: row.job):
            try:
                payload = self.payload(row)
            except (ValueError, InputError) as wrong:
                # Damaged on the disk, or a code too big for this paper: it would stand first in the queue for ever.
                reason = str(wrong) if isinstance(wrong, InputError) else "jobbet er beskadiget på disken"
                jobs.set_state(self.kit.log, row.job, JobState.FAILED, reason, self.kit.now())
                return self.queued()
            found.append(
                PrintJob(row.job, row.document, row.number, payload, row.haste, row.essential, copy=row.copies - 1)
            )
        return found

    def begin(self, job: int) -> None:
        if not jobs.begin_job(self.kit.log, job, self.kit.now()):
            raise Withdrawn(f"Job {job} er taget ud af køen.")

    def finish(self, job: int, state: JobState, reason: str) -> None:
        jobs.set_state(self.kit.log, job, state, reason, self.kit.now())

    def recover(self) -> list[int]:
        return jobs.recover(self.kit.log, self.kit.now())

    def payload(self, row: jobs.JobRow) -> bytes:
        """The job's bytes for this kit's printer."""
        document = jobs.job_document(self.kit.log, row.job)
        return payload_of(self.kit, document, row.document, job=str(row.job), copy=row.copies - 1)


class PrintDesk:
    """Empties the queue when there is a printer; makes receipts in any case."""

    def __init__(
        self,
        kit: Kit,
        battery: Callable[[], int | None],
        patience: Patience | None = None,
        *,
        through: Callable[[PrinterPort], PrinterPort] = lambda port: port,
    ) -> None:
        """`through` gives the port that is printed through instead of the kit's own."""
        self.kit = kit
        own = own_port(kit.config.printer, kit.home.folder, TURN_S)
        self.port = through(own) if own is not None else None
        self.worker = (
            PrintWorker(
                self.port,
                Journal(kit),
                traits=known_traits(kit),
                low_battery=lambda: too_low_to_print(battery()),
                on_status=self._on_status,
                on_outcome=self._on_outcome,
                asked=lambda: jobs.asked_to_go_on(kit.log),
                patience=patience,
            )
            if self.port is not None
            else None
        )

    async def run(self) -> None:
        """Print until cancelled."""
        if self.worker is None:
            none = DeviceStatus(Device.PRINTER, DeviceState.OFF, "ingen printer", int(self.kit.now()))
            put_status(self.kit.log, none)
            end_trouble(self.kit.log, Trouble.PRINTER, self.kit.now())
            await asyncio.Event().wait()
            return
        await self.worker.run()

    def wake(self) -> None:
        """Something was queued."""
        if self.worker is not None:
            self.worker.wake()

    def receipt_for(self, event: Event) -> None:
        """A receipt for what was handed in here: by a phone-only place, by a runner, or by radio to this kit."""
        own = event.kit == self.kit.identity.kit
        for_us = own or self.kit.identity.kit in audience(event, self.kit.state, self.kit.roster)
        if not (event.row.receipt and for_us):
            return
        queue_document(self.kit, Receipt(self.kit.exact(event.id)), event=event)
        self.wake()

    def _on_status(self, status: PrinterStatus, sentence: str) -> None:
        state, word = _NO_FAULT.get(status, DeviceState.FAULT), PRINTER_STATUS_DA[status]
        do, short = PRINTER_ADVICE[status], PRINTER_IN_SHORT[status]
        if sentence == PAUSED and state is not DeviceState.FAULT:
            state, word, do, short = DeviceState.WARNING, "holder pause efter et brud", PAUSE_ADVICE, "print pause"
        facts: Facts = {name: text for name, text in ((WHAT_TO_DO, do), (IN_SHORT, short)) if text}
        put_status(self.kit.log, DeviceStatus(Device.PRINTER, state, word, int(self.kit.now()), facts))
        if sentence:
            add_problem(self.kit.log, "printer", sentence, self.kit.now(), trouble=Trouble.PRINTER)
        elif state in (DeviceState.OK, DeviceState.WARNING):  # silence is no sign that it is well
            end_trouble(self.kit.log, Trouble.PRINTER, self.kit.now())

    def _on_outcome(self, job: PrintJob, outcome: Outcome) -> None:
        keep_traits(self.kit, outcome.traits)
        if outcome.state is not JobState.CONFIRMED:
            what = f"{danish_of(job.document)} {job.number}".strip()
            add_problem(self.kit.log, "printer", f"Udskrift {job.job} ({what}): {outcome.reason}", self.kit.now())
        if outcome.state in (JobState.CONFIRMED, JobState.UNCONFIRMED) and not outcome.broke:
            end_trouble(self.kit.log, Trouble.PRINTER, self.kit.now())  # it took a whole job
