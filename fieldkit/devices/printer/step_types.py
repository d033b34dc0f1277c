"""What a print job yields and is sent, what is known of a printer, and how long it is waited for. What happens in which
order is `steps`."""

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from fieldkit.devices.printer.talk import STATUS_S, Heard
from fieldkit.paper.printing import JobState, PrinterStatus


class Fence(StrEnum):
    """What the printer answers behind a job. AUTO: not known yet, so the first job finds out."""

    AUTO = "auto"
    PRINTED = "printed"
    """GS ( H function 48: answered when the paper is out. The only true acknowledgement."""
    PARSED = "parsed"
    """GS r 1: answered when the job has been read; believed when the paper has had its time and the printer is well."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Traits:
    """What has been learnt of one printer. `tells_status`: it has answered DLE EOT, so its silence means trouble."""

    fence: Fence = Fence.AUTO
    tells_status: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """What the port says of itself, see PrinterPort."""

    answers: bool = True
    loses: bool = False
    instant: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for each stage, and how fast paper comes; a test shortens them."""

    chunk_bytes: int = 128
    """Four lines. Two such chunks may be under way: less than any buffer, enough for the head to go on."""
    stall: float = 180.0
    """No byte taken for so long: the printer is stuck. As long as a person needs to find a new roll."""
    status: float = STATUS_S
    probe: float = 1.0
    """For a GS r or GS ( H before the job, to see whether the printer takes in what is sent."""
    quiet: float = 0.05
    """So long nothing more comes after that answer."""
    settle: float = 5.0
    """The same where an older job may have asked what is not answered yet: its answers look like this one's."""
    fence: float = 15.0
    """From the last sign of life to an answer while the printer says it is well."""
    learn: float = 5.0
    """How much longer a first GS ( H gets once GS r behind it has been answered."""
    hold: float = 3600.0
    """While paper or cover is missing: nothing else would print either, and somebody may be changing the roll."""
    poll: float = 1.0
    """Between looks at the status."""
    bytes_per_s: float = 300.0
    rows_per_s: float = 240.0
    """How fast a slow head prints (30 mm/s), by which paper is estimated where the printer does not tell of it."""
    usual: float = 3.0
    """So many times faster is a usual one."""
    fastest_rows_per_s: float = 4800.0
    """Faster than any head (600 mm/s): what is acknowledged sooner was acknowledged ahead of the paper."""


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
class Ask:
    """Write a question, whole before anything else is written → Sent."""

    question: bytes
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
    """Wait for answers, at most `within_s`, on a port without a way back just so long → Heard; None when it broke."""

    within_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went. QUEUED: no byte of it left this machine, and it waits. `traits` is what is now known.

    `broke`: the way to the printer, or the printer, failed in the middle; what is sent next would share its fate.
    `busy`: another program of this kit was printing. `owes`: answers to what was asked may still come.
    """

    state: JobState
    reason: str
    status: PrinterStatus
    traits: Traits
    broke: bool = False
    busy: bool = False
    owes: bool = False


Step: TypeAlias = AskStatus | Begin | Send | Ask | Flush | Listen
Answer: TypeAlias = PrinterStatus | Sent | Heard | bool | None
Steps: TypeAlias = Generator[Step, Answer, Outcome]
Halted: TypeAlias = Generator[Step, Answer, Outcome | None]
"""A part of the job; an outcome ends it."""
