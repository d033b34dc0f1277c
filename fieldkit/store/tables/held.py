"""Messages that were sent and can still be taken back: a few seconds on this kit's disk alone, and only then an event.

Until it is one it goes nowhere, neither by radio nor by slip, bundle or copy. A power cut loses nothing: whoever opens
the kit next makes it the event that it was to be.
"""

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from fieldkit.core.facts.kinds import body_json
from fieldkit.core.facts.said import Message
from fieldkit.store.log import Log


class Held(NamedTuple):
    """What it says, the incident that it belongs to, and when it becomes an event, Unix seconds."""

    held: int
    body: Message
    tag: int
    due: float


class Gone(Exception):
    """It is not held any more: it was taken back, or somebody has made it an event."""


def hold(log: Log, body: Message, tag: int, due: float) -> None:
    """Keep it durably until then."""
    log.write("INSERT INTO held (body, tag, due) VALUES (?, ?, ?)", (body_json(body).decode(), tag, due))


def held_in(log: Log) -> list[Held]:
    """All, the oldest first; what the disk has damaged is left out."""
    if not log.has_table("held"):
        return []
    found: list[Held] = []
    for number, body, tag, due in log.read("SELECT held, body, tag, due FROM held ORDER BY held"):
        try:
            found.append(Held(number, msgspec.json.decode(str(body), type=Message), tag, due))
        except ValueError:
            continue
    return found


def take_back(log: Log, number: int) -> bool:
    """It becomes no event; False when it has become one, or was taken back."""
    with log.locked():
        return bool(log.conn.execute("DELETE FROM held WHERE held=?", (number,)).rowcount)


def letting_go(number: int) -> Callable[[sqlite3.Connection], None]:
    """For `Log.append`: in the transaction that makes it an event it is held no more. Gone when it was not."""

    def let_go(connection: sqlite3.Connection) -> None:
        if not connection.execute("DELETE FROM held WHERE held=?", (number,)).rowcount:
            raise Gone

    return let_go
