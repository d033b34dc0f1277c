"""One print job from its first question to the printer to an outcome a person can trust. The queue is elsewhere.

`job_steps` is the protocol without I/O: it yields what to do and is sent what came of it. `run_job` does it on a port.
The order is the point: status, then the journal's durable `begin`, then bytes, then the fence. Nothing is ever resent.
"""

import asyncio
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.port import PortLost, PrinterPort
from fieldkit.devices.printer.reply import PARSED_QUESTION, Parsed, Printed, Reply, printed_question
from fieldkit.devices.printer.talk import STATUS_S, Talk
from fieldkit.paper.printing import HOLDING, PRINTER_STATUS_DA, WELL, JobState, PrinterStatus


class Fence(StrEnum):
    """What the printer answers behind a job. AUTO: not known yet, so the first job finds out."""

    AUTO = "auto"
    PRINTED = "printed"
    """GS ( H function 48: answered when the paper is out. The only true acknowledgement."""
    PARSED = "parsed"
    """GS r 1: answered when the job has been read; believed together with a good status after it."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Traits:
    """What has been learnt of one printer. `tells_status`: it has answered DLE EOT, so its silence means trouble."""

    fence: Fence = Fence.AUTO
    tells_status: bool = False


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One job as the queue hands it over. `payload` are all bytes of escpos.encode.

    `urgent` is a flash message; `essential` is a receipt or docket, which prints on the last of the battery.
    """

    job: int
    document: DocumentKind
    number: str
    payload: bytes = field(repr=False)
    urgent: bool = False
    essential: bool = True
    copy: int = 0


class PrintJournal(Protocol):
    """The durable memory of jobs. Each call returns only when what it did survives a power cut."""

    def queued(self) -> list[PrintJob]:
        """Jobs in state queued, oldest first."""
        ...

    def begin(self, job: int) -> None:
        """queued → printing. From here on the job is never sent again by itself."""
        ...

    def finish(self, job: int, state: JobState, reason: str) -> None:
        """printing → the outcome; back to queued only when surely no byte left. `reason` is Danish, empty when fine."""
        ...

    def recover(self) -> list[int]:
        """After a crash: every job found printing → unconfirmed. The numbers of those jobs."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for each stage; a test shortens them."""

    chunk_bytes: int = 512
    stall: float = 180.0
    """No byte taken for so long: the printer is stuck. As long as a person needs to find a new roll."""
    status: float = STATUS_S
    probe: float = 1.0
    """For a first GS r, to see whether the printer answers at all."""
    fence: float = 15.0
    """From the last byte to the fence's answer while the printer says it is well; a 40-line list takes 2 s."""
    learn: float = 5.0
    """How much longer a first GS ( H gets once GS r behind it has been answered."""
    hold: float = 300.0
    """For the fence while paper or cover is missing: somebody may be changing the roll."""
    poll: float = 1.0
    """Between looks at the status while waiting."""


@dataclass(frozen=True, slots=True)
class AskStatus:
    """→ PrinterStatus."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Tell the journal, durably, that the first byte is about to leave → None."""


@dataclass(frozen=True, slots=True)
class Send:
    """Write `data` → Sent."""

    data: bytes
    within_s: float


@dataclass(frozen=True, slots=True)
class Sent:
    """How many bytes were taken; `lost` says why when the way to the printer broke."""

    taken: int
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Flush:
    """Wait until nothing is left in this machine → bool."""

    within_s: float


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for replies, at most `within_s` → list[Reply], empty for silence; None when the way broke."""

    within_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went. QUEUED: no byte of it left this machine, and it waits. `traits` is what is now known."""

    state: JobState
    reason: str
    status: PrinterStatus
    traits: Traits


Step: TypeAlias = AskStatus | Begin | Send | Flush | Listen
Answer: TypeAlias = PrinterStatus | Sent | list[Reply] | bool | None
Steps: TypeAlias = Generator[Step, Answer, Outcome]

_LOOK = "se, om papiret kom ud."


def _token(job: int) -> bytes:
    """Four printable bytes that tell this job's fence from an older one's."""
    return f"{job % 10_000:04}".encode("ascii")


def job_steps(
    job: int, payload: bytes, traits: Traits, answers: bool, patience: Patience, now: Callable[[], float]
) -> Steps:
    """The protocol of one job on an open port. `answers`: whether the port can bring replies; `now`: seconds."""
    status = yield from _status()
    if status is not PrinterStatus.UNKNOWN:
        traits = Traits(traits.fence, tells_status=True)
    if status in HOLDING:
        return Outcome(JobState.QUEUED, f"Printeren melder: {PRINTER_STATUS_DA[status]}.", status, traits)
    if status is PrinterStatus.UNKNOWN and traits.tells_status:
        return Outcome(JobState.QUEUED, "Printeren svarer ikke længere; er den tændt?", status, traits)
    fence = traits.fence if answers else Fence.NONE
    if fence is Fence.AUTO:
        # GS r prints nothing and every printer knows it. One that is silent to it will not answer a fence either.
        sent = yield from _send(PARSED_QUESTION, patience.probe)
        if sent.lost:
            return Outcome(JobState.QUEUED, sent.lost, PrinterStatus.UNKNOWN, traits)
        heard = yield from _listen(patience.probe)
        if not any(isinstance(reply, Parsed) for reply in heard or ()):
            fence = Fence.NONE

    yield Begin()
    total = 0
    while total < len(payload):
        sent = yield from _send(payload[total : total + patience.chunk_bytes], patience.stall)
        total += sent.taken
        if sent.lost or sent.taken == 0:
            return _broken(total, len(payload), sent.lost or "Printeren tager ikke imod.", traits)
    flushed = yield Flush(patience.stall)
    if not flushed:
        return Outcome(
            JobState.UNCONFIRMED, f"Printeren tog ikke imod det hele i tide; {_LOOK}", PrinterStatus.UNKNOWN, traits
        )
    if fence is Fence.NONE:
        return Outcome(JobState.UNCONFIRMED, f"Printeren kvitterer ikke; {_LOOK}", status, traits)
    return (yield from _fenced(job, fence, traits, patience, now))


def _broken(total: int, length: int, why: str, traits: Traits) -> Outcome:
    if total == 0:
        return Outcome(JobState.QUEUED, why, PrinterStatus.OFFLINE, traits)
    if total == length:
        return Outcome(JobState.UNCONFIRMED, f"{why} Det hele var sendt; {_LOOK}", PrinterStatus.OFFLINE, traits)
    return Outcome(
        JobState.FAILED, f"{why} Kun et stykke nåede frem; kassér det, og udskriv igen.", PrinterStatus.OFFLINE, traits
    )


def _fenced(job: int, fence: Fence, traits: Traits, patience: Patience, now: Callable[[], float]) -> Steps:
    """From the last byte on: ask, wait, and look at the printer while waiting."""
    token = _token(job)
    question = {
        Fence.PRINTED: printed_question(token),
        Fence.PARSED: PARSED_QUESTION,
    }.get(fence, printed_question(token) + PARSED_QUESTION)
    sent = yield from _send(question, patience.stall)
    if sent.lost or sent.taken < len(question):
        return Outcome(JobState.UNCONFIRMED, f"Printeren tager ikke imod mere; {_LOOK}", PrinterStatus.UNKNOWN, traits)
    start = well_since = now()
    parsed_at: float | None = None
    while True:
        heard = yield from _listen(patience.poll)
        if heard is None:
            return Outcome(
                JobState.UNCONFIRMED,
                f"Forbindelsen blev afbrudt før kvitteringen; {_LOOK}",
                PrinterStatus.OFFLINE,
                traits,
            )
        printed = any(isinstance(reply, Printed) and reply.token == token for reply in heard)
        if parsed_at is None and any(isinstance(reply, Parsed) for reply in heard):
            parsed_at = now()
        status = yield from _status()
        if printed:
            return Outcome(JobState.CONFIRMED, "", status, Traits(Fence.PRINTED, traits.tells_status))
        well = status in WELL or (status is PrinterStatus.UNKNOWN and not traits.tells_status)
        # While learning, GS ( H gets a little longer than GS r, which a printer may answer ahead of its paper.
        due = patience.learn if fence is Fence.AUTO else 0.0
        if well and parsed_at is not None and now() - parsed_at >= due and fence is not Fence.PRINTED:
            return Outcome(JobState.CONFIRMED, "", status, Traits(Fence.PARSED, traits.tells_status))
        if status in HOLDING:
            well_since = now()
        if now() - start >= patience.hold or now() - well_since >= patience.fence:
            break
    why = PRINTER_STATUS_DA[status] if status in HOLDING else "ingen kvittering fra printeren"
    return Outcome(JobState.UNCONFIRMED, f"Sendt, men {why}; {_LOOK}", status, traits)


def _status() -> Generator[Step, Answer, PrinterStatus]:
    status = yield AskStatus()
    assert isinstance(status, PrinterStatus)
    return status


def _send(data: bytes, within_s: float) -> Generator[Step, Answer, Sent]:
    sent = yield Send(data, within_s)
    assert isinstance(sent, Sent)
    return sent


def _listen(within_s: float) -> Generator[Step, Answer, list[Reply] | None]:
    heard = yield Listen(within_s)
    assert heard is None or isinstance(heard, list)
    return heard


async def run_job(
    port: PrinterPort, job: PrintJob, journal: PrintJournal, traits: Traits, patience: Patience | None = None
) -> Outcome:
    """Print one job; the journal holds the outcome when this returns. The port is opened and closed here.

    A port that cannot be opened leaves the job queued. Cancelled after the first byte, the job is unconfirmed; killed,
    it stays `printing` in the journal and `recover` makes it unconfirmed. StoreError from the journal passes through.
    """
    patience = patience or Patience()
    begun = False
    try:
        try:
            await port.open()
            talk = Talk(port)
            await talk.forget()
        except DeviceError as error:
            return Outcome(JobState.QUEUED, str(error), PrinterStatus.OFFLINE, traits)
        steps = job_steps(job.job, job.payload, traits, port.answers, patience, asyncio.get_running_loop().time)
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
        if begun:
            journal.finish(job.job, outcome.state, outcome.reason)
        return outcome
    except asyncio.CancelledError:
        if begun:
            journal.finish(job.job, JobState.UNCONFIRMED, f"Udskriften blev afbrudt; {_LOOK}")
        raise
    finally:
        await port.close()


async def _perform(
    port: PrinterPort, talk: Talk, step: AskStatus | Send | Flush | Listen, patience: Patience
) -> Answer:
    match step:
        case AskStatus():
            try:
                return await talk.status(patience.status)
            except DeviceError:
                return PrinterStatus.UNKNOWN
        case Send(data, within_s):
            try:
                return Sent(await port.write(data, within_s))
            except PortLost as error:
                return Sent(error.written, str(error))
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
