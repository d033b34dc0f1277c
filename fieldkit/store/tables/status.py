"""Local tables that tell how this kit's devices are, and which faults a person should see. Never replicated."""

from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

from fieldkit.core.errors import FieldkitError, Remedy
from fieldkit.core.facts.terms import OpenTerm
from fieldkit.core.remedies import read_remedy
from fieldkit.store.log import Log


class DeviceState(StrEnum):
    """OFF: none is set up, or it was stopped. UNKNOWN: nobody has looked yet, or a newer program has another word."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"
    OFF = "off"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> "DeviceState":
        return cls.UNKNOWN


class Device(OpenTerm):
    """What the engine tells of; another version may tell of more."""

    ENGINE = "engine"
    RADIO = "radio"
    PRINTER = "printer"
    BATTERY = "battery"
    CLOCK = "clock"


WHAT_TO_DO = "do"
"""Fact of a device: what a person can do about its state, in Danish."""
IN_SHORT = "short"
"""Fact of a device: its state in at most a dozen letters, where `FEJL` would say too little."""
LOG_ROW = "log_row"
"""Fact of an engine that has stopped: the last row that the log had."""


Facts: TypeAlias = dict[str, float | int | str | bool | None]


class DeviceStatus(msgspec.Struct, frozen=True):
    """What the engine last knew of a device; `text` is short Danish.

    `at` is Unix seconds; an old status means that no engine runs. `facts` holds numbers (battery %, channel use % …),
    `remedy` what would help.
    """

    device: Device
    state: DeviceState
    text: str
    at: int
    facts: Facts = {}
    remedy: Remedy | None = None


class Problem(msgspec.Struct, frozen=True):
    """A fault that was met: Unix seconds, where from (radio, printer, store …), a Danish sentence, what would help."""

    problem: int
    at: int
    source: str
    text: str
    remedy: Remedy | None = None


def put_status(log: Log, status: DeviceStatus) -> None:
    """Keep the latest status of a device."""
    log.write(
        "INSERT INTO devices VALUES (?, ?, ?) "
        "ON CONFLICT (device) DO UPDATE SET status=excluded.status, at=excluded.at",
        (status.device, msgspec.json.encode(status).decode(), status.at),
    )


def read_status(log: Log) -> dict[Device, DeviceStatus]:
    """The latest status of each device; what the disk has damaged is as if it had never been told."""
    rows = log.read("SELECT device, status FROM devices")
    return {status.device: status for _, text in rows if (status := _status(str(text))) is not None}


def _status(text: str) -> DeviceStatus | None:
    try:
        kept = msgspec.json.decode(text, type=dict[str, Any])
        remedy = read_remedy(kept.pop("remedy", None))
        return msgspec.structs.replace(msgspec.convert(kept, DeviceStatus), remedy=remedy)
    except ValueError:
        return None


def add_error(log: Log, source: str, error: FieldkitError, at: float) -> None:
    """As `add_problem`, for what was raised."""
    add_problem(log, source, str(error), at, error.remedy)


def add_problem(log: Log, source: str, text: str, at: float, remedy: Remedy | None = None) -> None:
    """Note a fault once; the same sentence from the same source within ten minutes is not repeated."""
    known = log.read("SELECT 1 FROM problems WHERE source=? AND text=? AND at > ?", (source, text, int(at) - 600))
    if not known:
        kept = msgspec.json.encode(remedy).decode() if remedy is not None else ""
        log.write("INSERT INTO problems (at, source, text, remedy) VALUES (?, ?, ?, ?)", (int(at), source, text, kept))


def read_problems(log: Log, *, since: int = 0, limit: int = 50) -> list[Problem]:
    """The latest faults, newest first."""
    # a log that can only be read was perhaps never opened by a version that keeps remedies
    has_remedy = not log.read_only or log.read("SELECT 1 FROM pragma_table_info('problems') WHERE name='remedy'")
    remedy = "remedy" if has_remedy else "''"
    rows = log.read(
        f"SELECT problem, at, source, text, {remedy} FROM problems WHERE at >= ? ORDER BY problem DESC LIMIT ?",
        (since, limit),
    )
    return [Problem(n, at, source, text, _remedy(kept)) for n, at, source, text, kept in rows]


def _remedy(kept: str) -> Remedy | None:
    """None as well for what the disk has damaged: the sentence stands without it."""
    try:
        return read_remedy(msgspec.json.decode(kept)) if kept else None
    except ValueError:
        return None
