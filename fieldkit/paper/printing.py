"""The words for how a printer is and how a print job went, shared by screen, paper and devices."""

from enum import IntEnum, StrEnum


class PrinterStatus(StrEnum):
    """What the printer says about itself. UNKNOWN is a printer that does not answer, and never means ok."""

    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    COVER = "cover"
    OFFLINE = "offline"
    ERROR = "error"
    UNKNOWN = "unknown"


class Haste(IntEnum):
    """How soon a job must come out, in the numbers that the queue on the disk has always had."""

    ROUTINE = 0
    FLASH = 1
    URGENT = 2
    FLASH_DOCKET = 3
    """Somebody stands and waits to run with it."""

    @classmethod
    def _missing_(cls, value: object) -> "Haste":
        return cls.ROUTINE

    @property
    def turn(self) -> int:
        """0 comes out first."""
        return _TURNS.index(self)


_TURNS = (Haste.FLASH_DOCKET, Haste.FLASH, Haste.URGENT, Haste.ROUTINE)


class JobState(StrEnum):
    """QUEUED: not one byte has left. CONFIRMED: the printer said it came out. UNCONFIRMED: a person must look.

    FAILED: it surely did not come out whole, though a piece may lie on the table. WITHDRAWN: a person took it out of
    the queue before one byte had left.
    """

    QUEUED = "queued"
    PRINTING = "printing"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


NOT_BEGUN = frozenset({JobState.QUEUED, JobState.PRINTING, JobState.WITHDRAWN})
"""Of these nothing is known to lie on any table yet, or ever."""
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
PRINTER_ADVICE: dict[PrinterStatus, str] = {
    PrinterStatus.OK: "",
    PrinterStatus.UNKNOWN: "Se efter kabel og strøm.",
    PrinterStatus.NEAR_END: "Hav en ny rulle klar.",
    PrinterStatus.OUT: "Sæt en ny rulle i; så går udskriften videre af sig selv.",
    PrinterStatus.COVER: "Luk låget; så går udskriften videre af sig selv.",
    PrinterStatus.OFFLINE: "Se efter kabel og strøm, og om printeren er slået fra på sin knap.",
    PrinterStatus.ERROR: "Se efter, om papiret sidder fast; sluk og tænd printeren.",
}
"""What a person can do about it."""
PRINTER_IN_SHORT: dict[PrinterStatus, str] = {
    **dict.fromkeys(PrinterStatus, ""),
    PrinterStatus.OUT: "papir slut",
    PrinterStatus.COVER: "låg åbent",
}
"""Where there is room for one word; "" where the state of the device says as much."""
JOB_STATE_DA: dict[JobState, str] = {
    JobState.QUEUED: "venter",
    JobState.PRINTING: "printer nu",
    JobState.CONFIRMED: "kom ud",
    JobState.UNCONFIRMED: "sendt uden svar",
    JobState.FAILED: "fejlede",
    JobState.WITHDRAWN: "taget ud af køen",
}
