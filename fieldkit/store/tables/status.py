"""Local tables that tell how this kit's devices are, and which faults a person should see. Never replicated."""

import msgspec

from fieldkit.store.log import Log


class DeviceStatus(msgspec.Struct, frozen=True):
    """What the engine last knew of a device. `state`: ok, warning, fault, off or unknown; `text` is short Danish.

    `at` is Unix seconds; an old status means that no engine runs. `facts` holds numbers (battery %, channel use % …).
    """

    device: str
    state: str
    text: str
    at: int
    facts: dict[str, float | int | str | bool | None] = {}


class Problem(msgspec.Struct, frozen=True):
    """A fault that was met: Unix seconds, where from (radio, printer, store …), one Danish sentence."""

    problem: int
    at: int
    source: str
    text: str


def put_status(log: Log, status: DeviceStatus) -> None:
    """Keep the latest status of a device."""
    log.write(
        "INSERT INTO devices VALUES (?, ?, ?) "
        "ON CONFLICT (device) DO UPDATE SET status=excluded.status, at=excluded.at",
        (status.device, msgspec.json.encode(status).decode(), status.at),
    )


def read_status(log: Log) -> dict[str, DeviceStatus]:
    """Latest status by device name: "radio", "printer", "battery", "engine", "clock"."""
    rows = log.read("SELECT device, status FROM devices")
    return {str(device): msgspec.json.decode(str(text), type=DeviceStatus) for device, text in rows}


def add_problem(log: Log, source: str, text: str, at: float) -> None:
    """Note a fault once; the same sentence from the same source within ten minutes is not repeated."""
    known = log.read("SELECT 1 FROM problems WHERE source=? AND text=? AND at > ?", (source, text, int(at) - 600))
    if not known:
        log.write("INSERT INTO problems (at, source, text) VALUES (?, ?, ?)", (int(at), source, text))


def read_problems(log: Log, *, since: int = 0, limit: int = 50) -> list[Problem]:
    """The latest faults, newest first."""
    rows = log.read(
        "SELECT problem, at, source, text FROM problems WHERE at >= ? ORDER BY problem DESC LIMIT ?", (since, limit)
    )
    return [Problem(n, at, source, text) for n, at, source, text in rows]
