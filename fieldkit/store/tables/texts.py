"""Texts to phone-only places: a durable queue with what became of each. Local, never replicated."""

from typing import Any

import msgspec

from fieldkit.store.log import Log

WAITING, SENT, HEARD, RECEIVED, FAILED = "waiting", "sent", "heard", "received", "failed"
_COLUMNS = "text_id, node, text, event, part, portnum, state, tries, created, at"


class PhoneText(msgspec.Struct, frozen=True):
    """One text of at most 200 bytes. `node` 0xFFFFFFFF is everybody; `event` the id it belongs to, None for an answer.

    `part` is `2/3` in a long message, "" else. `at` is when the next try is due, or the last step (Unix seconds).
    """

    text_id: int
    node: int
    text: str
    event: bytes | None
    part: str
    portnum: int
    state: str
    tries: int
    created: int
    at: int


def queue_text(
    log: Log, node: int, text: str, now: float, *, portnum: int = 1, event: bytes | None = None, part: str = ""
) -> int:
    """Put a text in the queue; returns its id."""
    return log.write(
        "INSERT INTO texts (node, text, event, part, portnum, state, tries, created, at) VALUES (?,?,?,?,?,?,0,?,?)",
        (node, text, event, part, portnum, WAITING, int(now), int(now)),
    )


def due_texts(log: Log, now: float) -> list[PhoneText]:
    """Waiting texts whose time has come, oldest first."""
    rows = log.read(f"SELECT {_COLUMNS} FROM texts WHERE state=? AND at<=? ORDER BY text_id", (WAITING, int(now)))
    return [_text(row) for row in rows]


def sent_texts(log: Log) -> list[PhoneText]:
    """Texts that the node took and of which nothing more was heard, oldest first."""
    rows = log.read(f"SELECT {_COLUMNS} FROM texts WHERE state=? ORDER BY text_id", (SENT,))
    return [_text(row) for row in rows]


def texts_of(log: Log, event: bytes) -> list[PhoneText]:
    """All texts that carry one event."""
    return [_text(row) for row in log.read(f"SELECT {_COLUMNS} FROM texts WHERE event=? ORDER BY text_id", (event,))]


def read_text(log: Log, text_id: int) -> PhoneText | None:
    rows = log.read(f"SELECT {_COLUMNS} FROM texts WHERE text_id=?", (text_id,))
    return _text(rows[0]) if rows else None


def recent_texts(log: Log, limit: int = 50) -> list[PhoneText]:
    """The newest texts, newest first."""
    return [_text(row) for row in log.read(f"SELECT {_COLUMNS} FROM texts ORDER BY text_id DESC LIMIT ?", (limit,))]


def set_text(log: Log, text_id: int, state: str, at: float, *, tried: bool = False) -> None:
    """A step of one text; `tried` counts a try."""
    log.write("UPDATE texts SET state=?, at=?, tries=tries+? WHERE text_id=?", (state, int(at), int(tried), text_id))


def _text(row: tuple[Any, ...]) -> PhoneText:
    return PhoneText(*row)
