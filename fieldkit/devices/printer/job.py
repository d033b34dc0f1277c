"""One print job on a port, from its first question to the printer to an outcome a person can trust. The protocol is
`steps`, the queue is elsewhere.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.errors import DeviceError, FieldkitError
from fieldkit.devices.printer.port import PortLost, PrinterBusy, PrinterPort
from fieldkit.devices.printer.step_types import (
    Answer,
    Ask,
    AskStatus,
    Begin,
    Flush,
    Listen,
    Outcome,
    Patience,
    Send,
    Sent,
    Traits,
    Way,
)
from fieldkit.devices.printer.steps import LOOK, job_steps
from fieldkit.devices.printer.talk import Talk
from fieldkit.paper.printing import Haste, JobState, PrinterStatus


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One job as the queue hands it over. `payload` are all bytes of escpos.encode.

    `essential` is a receipt or docket, which prints on the last of the battery.
    """

    job: int
    document: DocumentKind
    number: str
    payload: bytes = field(repr=False)
    haste: Haste = Haste.ROUTINE
    essential: bool = True
    copy: int = 0


class Withdrawn(FieldkitError):
    """A person took the job out of the queue before its first byte left."""


class PrintJournal(Protocol):
    """The durable memory of jobs. Each call returns only when what it did survives a power cut."""

    def queued(self) -> list[PrintJob]:
        """Jobs in state queued, oldest first."""
        ...

    def begin(self, job: int) -> None:
        """queued → printing. From here on the job is never sent again by itself. Withdrawn when it waits no more."""
        ...

    def finish(self, job: int, state: JobState, reason: str) -> None:
        """printing → the outcome; back to queued only when surely no byte left. `reason` is Danish, empty when fine."""
        ...

    def recover(self) -> list[int]:
        """After a crash: every job found printing → unconfirmed. The numbers of those jobs."""
        ...


async def run_job(
    port: PrinterPort,
    job: PrintJob,
    journal: PrintJournal,
    traits: Traits,
    patience: Patience | None = None,
    on_status: Callable[[PrinterStatus], None] = lambda status: None,
    *,
    owes: bool = True,
) -> Outcome:
    """Print one job; the journal holds the outcome when this returns. The port is opened and closed here.

    A port that cannot be opened leaves the job queued. Cancelled after the first byte, the job is unconfirmed; killed,
    it stays `printing` in the journal and `recover` makes it unconfirmed. StoreError and Withdrawn of the journal pass
    through. `on_status` is told how the printer says it is, also in the middle. `owes`: as the job before left it, see
    Outcome.
    """
    patience = patience or Patience()
    begun = False
    try:
        try:
            await port.open()
            talk = Talk(port)
            await talk.forget()
        except DeviceError as error:
            status = PrinterStatus.UNKNOWN if isinstance(error, PrinterBusy) else PrinterStatus.OFFLINE
            return Outcome(JobState.QUEUED, str(error), status, traits, busy=isinstance(error, PrinterBusy))
        way = Way(port.answers, port.loses, port.instant)
        now, salt = asyncio.get_running_loop().time, secrets.randbelow(1 << 24)
        steps = job_steps(job.payload, traits, way, patience, now, salt=salt, owes=owes)
        answer: Answer = None
        while True:
            try:
                step = steps.send(answer)
            except StopIteration as done:
                outcome: Outcome = done.value
                break
            if isinstance(step, Begin):
                journal.begin(job.job)
                begun, answer = True, None
            else:
                answer = await _perform(port, talk, step, patience)
                if isinstance(answer, PrinterStatus) and answer is not PrinterStatus.UNKNOWN:
                    on_status(answer)
        if begun:
            journal.finish(job.job, outcome.state, outcome.reason)
        return outcome
    except asyncio.CancelledError:
        if begun:
            journal.finish(job.job, JobState.UNCONFIRMED, f"Udskriften blev afbrudt; {LOOK}")
        raise
    finally:
        await port.close()


async def _perform(
    port: PrinterPort, talk: Talk, step: AskStatus | Send | Ask | Flush | Listen, patience: Patience
) -> Answer:
    match step:
        case AskStatus():
            try:
                return await talk.status(patience.status)
            except DeviceError:
                return PrinterStatus.UNKNOWN
        case Send(data, within_s):
            try:
                return Sent(await talk.write(data, within_s))
            except PortLost as error:
                return Sent(error.written, str(error))
        case Ask(question, within_s):
            try:
                return Sent(len(question) if await talk.ask(question, within_s) else 0)
            except PortLost as error:
                return Sent(0, str(error))
        case Flush(within_s):
            try:
                return await port.flush(within_s)
            except DeviceError:
                return False
        case Listen(within_s):
            try:
                return await talk.hear(within_s)
            except DeviceError:
                return None
