"""Texts to phone-only places: a durable queue with what became of each. Local, never replicated."""

from enum import StrEnum
from typing import Any

import msgspec

from fieldkit.core.delivery import DeliveryState
from fieldkit.link.node.ports import ALERT_APP, BROADCAST
from fieldkit.store.log import Log


class TextState(StrEnum):
    """How far one text has come (`DeliveryState`), or that it waits for its next try, or that it was given up."""

    WAITING = "waiting"
    SENT = DeliveryState.SENT.value
    HEARD = DeliveryState.HEARD.value
    RECEIVED = DeliveryState.RECEIVED.value
    FAILED = "failed"

    @property
    def reached(self) -> DeliveryState:
        """How far it is known to have come: nowhere while it waits, and when it was given up."""
        return DeliveryState.QUEUED if self in (TextState.WAITING, TextState.FAILED) else DeliveryState(self)

    @property
    def settled(self) -> bool:
        """Nothing more will be done about it, and no answer changes it."""
        return self in (TextState.RECEIVED, TextState.FAILED)


class Part(msgspec.Struct, frozen=True):
    """Which of the texts of one event this is: `index` of `count`, for `place` (a roster number; 0: all it is for)."""

    index: int
    count: int
    place: int


LONGEST_WAIT_S = 1800
"""No text waits so long for its next try."""
STEPS = 500
"""How many of the last steps of all texts are looked through for what a phone received last."""
FOR_EVER = (1 << 63) - 1
"""Later than any step."""
_COLUMNS = "text_id, node, text, event, part, portnum, state, tries, created, at"


class PhoneText(msgspec.Struct, frozen=True):
    """One text of at most 200 bytes. `node` 0xFFFFFFFF is everybody; `event` the id it belongs to, None for an answer.

    `part` is None for an answer. `at` is when the next try is due, or the last step (Unix seconds).
    """

    text_id: int
    node: int
    text: str
    event: bytes | None
    part: Part | None
    portnum: int
    state: TextState
    tries: int
    created: int
    at: int


def queue_text(
    log: Log,
    node: int,
    text: str,
    now: float,
    *,
    portnum: int = 1,
    event: bytes | None = None,
    part: Part | None = None,
) -> int:
    """Put a text in the queue; returns its id."""
    return log.write(
        "INSERT INTO texts (node, text, event, part, portnum, state, tries, created, at) VALUES (?,?,?,?,?,?,0,?,?)",
        (node, text, event, _part_words(part), portnum, TextState.WAITING, int(now), int(now)),
    )


def waiting_texts(log: Log) -> list[PhoneText]:
    """Texts that wait for their first or next try: what is akut, then what people have written, then answers; oldest
    first."""
    order = f"portnum != {ALERT_APP}, event IS NULL, text_id"
    rows = log.read(f"SELECT {_COLUMNS} FROM texts WHERE state='{TextState.WAITING}' ORDER BY {order}")
    return [_text(row) for row in rows]


def due_texts(log: Log, now: float) -> list[PhoneText]:
    """Those of them whose time has come, or seems too far off: the clock has been set back since."""
    return [text for text in waiting_texts(log) if text.at <= int(now) or text.at > int(now) + LONGEST_WAIT_S]


def sent_texts(log: Log) -> list[PhoneText]:
    """Texts that the node took and of which nothing more was heard, oldest first."""
    rows = log.read(f"SELECT {_COLUMNS} FROM texts WHERE state='{TextState.SENT}' ORDER BY text_id")
    return [_text(row) for row in rows]


def texts_of(log: Log, event: bytes) -> list[PhoneText]:
    """All texts that carry one event."""
    return [_text(row) for row in log.read(f"SELECT {_COLUMNS} FROM texts WHERE event=? ORDER BY text_id", (event,))]


def states_of_texts(log: Log, since: float, until: float) -> list[TextState]:
    """How far each text has come that was queued in that time (Unix seconds), also answers."""
    sql = "SELECT state FROM texts WHERE created >= ? AND created <= ? ORDER BY text_id"
    return [TextState(state) for (state,) in log.read(sql, (int(since), int(until)))]


def read_text(log: Log, text_id: int) -> PhoneText | None:
    rows = log.read(f"SELECT {_COLUMNS} FROM texts WHERE text_id=?", (text_id,))
    return _text(rows[0]) if rows else None


def set_text(log: Log, text_id: int, state: TextState, at: float, *, tried: bool = False) -> None:
    """A step of one text; `tried` counts a try."""
    log.write("UPDATE texts SET state=?, at=?, tries=tries+? WHERE text_id=?", (state, int(at), int(tried), text_id))


def redirect(log: Log, text: PhoneText, node: int, now: float) -> None:
    """Let all texts of one event to one place, which were for one node, wait anew for another: also what the old node
    had, for its place does not have that."""
    for other in texts_of(log, text.event) if text.event is not None else []:
        if other.node == text.node and other.part and text.part and other.part.place == text.part.place:
            again = "UPDATE texts SET node=?, state=?, at=?, tries=0 WHERE text_id=?"
            log.write(again, (node, TextState.WAITING, int(now), other.text_id))
            log.write("DELETE FROM text_steps WHERE text_id=?", (other.text_id,))


def was_said_to_all(log: Log, text: str, since: int) -> bool:
    """Whether a text to everybody was queued at or after a moment (Unix seconds)."""
    return bool(log.read("SELECT 1 FROM texts WHERE node=? AND text=? AND created>=?", (BROADCAST, text, since)))


def note_packet(log: Log, text_id: int, packet: int) -> None:
    """A text went out, perhaps again, in the packet with this number."""
    log.write("INSERT INTO text_steps (text_id, packet) VALUES (?, ?)", (text_id, packet))


def note_came(log: Log, text_id: int) -> None:
    """The phone's own radio has a text."""
    log.write("INSERT INTO text_steps (text_id) VALUES (?)", (text_id,))


def text_in(log: Log, packet: int) -> PhoneText | None:
    """The text that went out in a packet; None when none of ours did."""
    steps = log.read("SELECT text_id FROM text_steps WHERE packet=? ORDER BY step DESC LIMIT 1", (packet,))
    return read_text(log, steps[0][0]) if steps else None


def last_step(log: Log) -> int:
    """The last step of all texts so far; 0 before the first."""
    return int(log.read("SELECT coalesce(max(step), 0) FROM text_steps")[0][0])


def perhaps_last(log: Log, node: int, place: int, until: int = FOR_EVER) -> list[PhoneText]:
    """The texts of which any may be what a phone at a place had received last at a step: the last one that its radio
    was known to have, and those that had gone out since that one did and of which nobody knew whether they came. What
    was said to everybody for another place by name is none of them. Looks at the last steps only."""
    latest = "step > (SELECT coalesce(max(step), 0) FROM text_steps) - ? AND step <= ?"
    steps = log.read(f"SELECT step, text_id, packet FROM text_steps WHERE {latest} ORDER BY step DESC", (STEPS, until))
    texts = {text_id: text for _, text_id, _ in steps if (text := read_text(log, text_id)) is not None}
    mine = [(step, texts[n], packet) for step, n, packet in steps if n in texts and _is_for(texts[n], node, place)]
    known = {text.text_id for _, text, packet in mine if packet is None}
    came = next(((step, text) for step, text, packet in mine if packet is None), None)
    since = 0
    found: dict[int, PhoneText] = {}
    if came is not None:
        since = next((step for step, text, packet in mine if text == came[1] and packet is not None), came[0])
        found[came[1].text_id] = came[1]
    for step, text, _ in mine:
        if step > since and text.text_id not in known:
            found[text.text_id] = text
    return list(found.values())


def _is_for(text: PhoneText, node: int, place: int) -> bool:
    named = text.part.place if text.part is not None else 0
    return text.node == node or (text.node == BROADCAST and named in (0, place))


def _text(row: tuple[Any, ...]) -> PhoneText:
    text_id, node, text, event, part, portnum, state, *rest = row
    return PhoneText(text_id, node, text, event, _part(part), portnum, TextState(state), *rest)


def _part_words(part: Part | None) -> str:
    """As it is stored: `2/3/17`, "" for none."""
    return f"{part.index}/{part.count}/{part.place}" if part else ""


def _part(words: str) -> Part | None:
    return Part(*map(int, words.split("/"))) if words else None
