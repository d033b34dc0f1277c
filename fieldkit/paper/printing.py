"""The words for how a printer is and how a print job went, shared by screen, paper and devices."""

from enum import StrEnum


class PrinterStatus(StrEnum):
    """What the printer says about itself. UNKNOWN is a printer that does not answer, and never means ok."""

    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    COVER = "cover"
    OFFLINE = "offline"
    ERROR = "error"
    UNKNOWN = "unknown"


class JobState(StrEnum):
    """QUEUED: not one byte has left. CONFIRMED: the printer said it came out. UNCONFIRMED: a person must look.

    FAILED: it surely did not come out whole, though a piece may lie on the table.
    """

    QUEUED = "queued"
    PRINTING = "printing"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"


WELL = frozenset({PrinterStatus.OK, PrinterStatus.NEAR_END})
"""With these a printer prints, and answers that it has."""
HOLDING = frozenset({PrinterStatus.OUT, PrinterStatus.COVER, PrinterStatus.OFFLINE, PrinterStatus.ERROR})
"""With these nothing is sent to the printer; the queue waits for a person."""

PRINTER_STATUS_DA: dict[PrinterStatus, str] = {
    PrinterStatus.OK: "klar",
    PrinterStatus.NEAR_END: "snart ikke mere papir",
    PrinterStatus.OUT: "papir slut",
    PrinterStatus.COVER: "låget er åbent",
    PrinterStatus.OFFLINE: "svarer ikke på udskrift (offline)",
    PrinterStatus.ERROR: "fejl i printeren",
    PrinterStatus.UNKNOWN: "ukendt",
}
JOB_STATE_DA: dict[JobState, str] = {
    JobState.QUEUED: "venter",
    JobState.PRINTING: "udskrives",
    JobState.CONFIRMED: "udskrevet",
    JobState.UNCONFIRMED: "sendt, ikke bekræftet",
    JobState.FAILED: "mislykket",
}
