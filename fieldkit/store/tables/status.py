"""Local tables that tell how this kit's devices are, and which faults a person should see. Never replicated."""

from collections.abc import Mapping
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


ENGINE_SILENT_S = 60
"""After so long without a word from the engine none runs: nobody prints, its devices and what it knew of the clock are
unknown."""
WHAT_TO_DO = "do"
"""Fact of a device: what a person can do about its state, in Danish."""
IN_SHORT = "short"
"""Fact of a device: its state in at most a dozen letters, where `FEJL` would say too little."""
BEGAN = "began"
"""Fact of an engine: since when it runs, Unix seconds."""
LOG_ROW = "log_row"
"""Fact of an engine that has stopped: the last row that the log had."""
AIR_LEFT, AIR_PLAIN = "air_left_s", "air_plain_s"
"""Facts of a radio: seconds that the kit may be on the air before its hour is full, and before what does not haste
waits."""
KITS_HEARD = "kits_heard"
"""Fact of a radio: how many kits were heard in the last hour."""

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


class Trouble(OpenTerm):
    """What a fault that lasts is about: it stands until just that is well again. Another version may know of more."""

    RADIO = "radio"
    """No conversation with the radio."""
    NODE = "node"
    """The radio is not set up as planned."""
    PRINTER = "printer"
    BATTERY = "battery"
    STORE = "store"


class Problem(msgspec.Struct, frozen=True):
    """A fault that was met: Unix seconds, where from (radio, printer, store …), a Danish sentence, what would help.

    `trouble` is None for what just happened. What lasts was last `told` then, and `ended` is None while it stands.
    """

    problem: int
    at: int
    source: str
    text: str
    remedy: Remedy | None = None
    trouble: Trouble | None = None
    told: int = 0
    ended: int | None = None

    @property
    def stands(self) -> bool:
        """Whether it lasts still, as far as anybody has seen."""
        return self.trouble is not None and self.ended is None


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


def engine_tells(found: Mapping[Device, DeviceStatus], now: float) -> bool:
    """Whether an engine runs, by what it has told of itself, and so what it told of the devices holds. Of one that was
    killed that is so until the first who asks for its lock (`Home.engine_runs`) notes that it has gone."""
    engine = found.get(Device.ENGINE)
    return engine is not None and engine.state is not DeviceState.OFF and now - engine.at < ENGINE_SILENT_S


def _status(text: str) -> DeviceStatus | None:
    try:
        kept = msgspec.json.decode(text, type=dict[str, Any])
        remedy = read_remedy(kept.pop("remedy", None))
        return msgspec.structs.replace(msgspec.convert(kept, DeviceStatus), remedy=remedy)
    except ValueError:
        return None


AGAIN_S = 600
"""The same fault is told again after so long; one that comes back sooner after its end has lasted all the time."""


def add_error(log: Log, source: str, error: FieldkitError, at: float, trouble: Trouble | None = None) -> None:
    """As `add_problem`, for what was raised."""
    add_problem(log, source, str(error), at, error.remedy, trouble)


def add_problem(
    log: Log, source: str, text: str, at: float, remedy: Remedy | None = None, trouble: Trouble | None = None
) -> None:
    """Note a fault once; the same sentence from the same source within ten minutes is not repeated. One that lasts
    (`trouble`) is one row until its end, and has a new number whenever it is told again."""
    now = int(at)
    known = log.read(
        "SELECT problem, max(at, told), ended FROM problems WHERE source=? AND text=? AND trouble=? "
        "AND (at > ? OR trouble <> '' AND (ended IS NULL OR ended > ?)) ORDER BY problem DESC LIMIT 1",
        (source, text, trouble or "", now - AGAIN_S, now - AGAIN_S),
    )
    kept = msgspec.json.encode(remedy).decode() if remedy is not None else ""
    if not known:
        log.write(
            "INSERT INTO problems (at, source, text, remedy, trouble, told) VALUES (?, ?, ?, ?, ?, ?)",
            (now, source, text, kept, trouble or "", now),
        )
        return
    problem, told, ended = known[0]
    if trouble is not None and (ended is not None or told <= now - AGAIN_S):
        log.write(
            "UPDATE problems SET problem=(SELECT max(problem) + 1 FROM problems), remedy=?, told=?, ended=NULL "
            "WHERE problem=?",
            (kept, now, problem),
        )


def end_trouble(log: Log, trouble: Trouble, at: float) -> None:
    """It is well again: what stood of it has ended. Nothing is written when nothing stood."""
    if log.read("SELECT 1 FROM problems WHERE trouble=? AND trouble <> '' AND ended IS NULL LIMIT 1", (trouble,)):
        log.write("UPDATE problems SET ended=? WHERE trouble=? AND trouble <> '' AND ended IS NULL", (int(at), trouble))


def standing(log: Log) -> set[Trouble]:
    """What is not well now, as far as the engine has seen."""
    if not _has_column(log, "ended"):
        return set()
    rows = log.read("SELECT DISTINCT trouble FROM problems WHERE trouble <> '' AND ended IS NULL")
    return {Trouble(str(word)) for (word,) in rows}


def read_problems(log: Log, *, since: int = 0, limit: int = 50) -> list[Problem]:
    """The latest faults, newest first: those that were met or told `since` then, and all that still stand."""
    remedy = "remedy" if _has_column(log, "remedy") else "''"
    ends, recent = ("trouble, told, ended", "max(at, told, coalesce(ended, 0)) >= ? OR trouble <> '' AND ended IS NULL")
    if not _has_column(log, "ended"):
        ends, recent = "'', at, NULL", "at >= ?"
    rows = log.read(
        f"SELECT problem, at, source, text, {remedy}, {ends} FROM problems WHERE {recent} "
        "ORDER BY problem DESC LIMIT ?",
        (since, limit),
    )
    return [
        Problem(n, at, source, text, _remedy(kept), Trouble(trouble) if trouble else None, told, ended)
        for n, at, source, text, kept, trouble, told, ended in rows
    ]


def _has_column(log: Log, name: str) -> bool:
    """A log that can only be read was perhaps never opened by a version that keeps so much."""
    return not log.read_only or bool(log.read("SELECT 1 FROM pragma_table_info('problems') WHERE name=?", (name,)))


def _remedy(kept: str) -> Remedy | None:
    """None as well for what the disk has damaged: the sentence stands without it."""
    try:
        return read_remedy(msgspec.json.decode(kept)) if kept else None
    except ValueError:
        return None
