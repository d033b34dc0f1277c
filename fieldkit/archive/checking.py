"""Checks a log's events one by one and writes them as COPY reads them: a part of the log at a time, in other processes
where there are many, because to decode and hash an event takes longer than the database takes to keep it.
"""

import gc
import os
import signal
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from multiprocessing import get_context, parent_process

import msgspec

from fieldkit.archive.sources import OpenLog, opened
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import StoreError
from fieldkit.core.facts import families as families  # no body is decoded before all kinds are known
from fieldkit.core.facts.event import ID_BYTES, Event, number_of
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.refs import refs_of
from fieldkit.core.facts.terms import Precedence, Trust
from fieldkit.core.state.reporting import sign_of
from fieldkit.store.log import EVENT_COLUMNS

COLUMNS = (
    "kit, epoch, seq, hlc, incident, flags, known, precedence, proven, heard, heard_s, observed, "
    "about_kit, about_epoch, about_seq, id, kind, body"
)
"""What a line tells, after the municipality and the batch."""
_SELECT = (
    f"SELECT {', '.join(EVENT_COLUMNS).replace('body', 'CAST(body AS BLOB)')} FROM events "
    "WHERE kit <> 0 AND rowid > ? AND rowid <= ?"
)
_REF = struct.Struct(f"={ID_BYTES}sHHI")
ALONE = 40_000
"""Rows of a log up to which no other process is begun: that takes as long as to check so many."""
_MOST_PROCESSES = 8
_AHEAD = 2
"""Parts that wait checked for each process: what is checked lies in memory until the database has it."""
_NUL = rb"\u0000"
"""The one letter of JSON that the database has no room for."""
_NULL = r"\N"
_ESCAPED = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"))
"""What COPY would take for something else; the first one first."""
_PRECEDENCES = {precedence: number for number, precedence in enumerate(Precedence)}


class Rejected(msgspec.Struct, frozen=True):
    """An event, or a checkpoint, that was kept out: its number, and why, in English for a log."""

    number: str
    fault: str


class Part(msgspec.Struct, frozen=True):
    """So many events of a log that were `read`: a line of each that holds, in the order of ids, without the
    municipality and the batch; their ids with kit, epoch and sequence; and those that were kept out."""

    read: int
    lines: list[str]
    packed: bytes
    rejected: list[Rejected]

    def refs(self) -> dict[bytes, tuple[int, int, int]]:
        """By id: kit, epoch and sequence."""
        return {event_id: (kit, epoch, seq) for event_id, kit, epoch, seq in _REF.iter_unpack(self.packed)}


class Checking:
    """Who checks: this process, and for long logs others, which begin when they are first needed and end with this."""

    def __init__(self, alone: int = ALONE) -> None:
        """`alone`: rows of a log up to which this process checks it."""
        self._alone = alone
        self._processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Checking":
        return self

    def __exit__(self, *exc: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def parts(self, log: OpenLog, size: int) -> Iterator[Part]:
        """All events of a log, so many at a time, checked. StoreError when a process that checks is gone."""
        ranges = [(first, first + size) for first in range(0, log.last_row, size)]
        if log.last_row <= self._alone or self._processes < 2:
            yield from (part(log.uri, *each) for each in ranges)
            return
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _begin)
        coming: list[Future[Part]] = []
        try:
            for each in ranges:
                coming.append(self._pool.submit(part, log.uri, *each))
                if len(coming) > _AHEAD * self._processes:
                    yield coming.pop(0).result()
            while coming:
                yield coming.pop(0).result()
        except BrokenProcessPool as error:
            raise StoreError("Kontrollen af loggen blev afbrudt: maskinen har vist for lidt hukommelse.") from error


def _begin() -> None:
    """A process that checks ends when the one that asked it has, however that came; to be interrupted is the other's
    matter."""
    gc.disable()  # it holds hundreds of thousands of things, none of which is garbage
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = parent_process()
    assert asked is not None

    def end_with_it() -> None:
        asked.join()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=end_with_it, daemon=True).start()


def part(uri: str, after: int, last: int) -> Part:
    """The events of the log at `uri` from one row to another."""
    found: list[tuple[bytes, str, bytes]] = []
    rejected: list[Rejected] = []
    read = 0
    with closing(opened(uri)) as db:
        for event_id, *values in db.execute(_SELECT, (after, last)):
            read += 1
            event: Event = Event(*values)
            if fault := _fault(event_id, event):
                rejected.append(Rejected(_number(event), fault))
            else:
                found.append((event_id, _line(event), _REF.pack(event_id, event.kit, event.epoch, event.seq)))
    found.sort()
    return Part(read, [line for _, line, _ in found], b"".join(ref for *_, ref in found), rejected)


def _fault(event_id: object, event: Event) -> str:
    if type(event.raw) is not bytes:
        return "the body is no text"
    fault = event_fault(event)
    return fault or ("" if event.id == event_id else "its bytes are not those that its id was made of")


def _number(event: Event) -> str:
    """The number of what may be no event at all."""
    kit, seq = event.kit, event.seq
    return number_of(kit, seq) if type(kit) is int and type(seq) is int else "?"


def _line(event: Event) -> str:
    """An event as COPY reads it, and what the views ask for at once: whether its body can be read, how urgent and how
    well proven it is, which place it is a sign of life of, and what it is about."""
    body = event.body
    row, known = REGISTRY.of(body), REGISTRY.knows(body) and _NUL not in event.raw
    about, heard = f"{_NULL}\t{_NULL}\t{_NULL}", f"{_NULL}\t{_NULL}\tf"
    if known and len(refs := refs_of(event)) == 1:
        kit, epoch, seq = refs[0]
        about = f"{kit}\t{epoch}\t{seq}"
    if known and (sign := sign_of(event)) is not None:
        heard = f"{sign.place}\t{sign.at - EPOCH_UNIX_S}\t{'t' if sign.observed else 'f'}"
    text = event.raw.decode()
    for letter, written in _ESCAPED:
        if letter in text:
            text = text.replace(letter, written)
    return (
        f"{event.kit}\t{event.epoch}\t{event.seq}\t{event.hlc}\t{event.incident}\t{event.flags}\t"
        f"{'t' if known else 'f'}\t{_PRECEDENCES[row.precedence(body)]}\t"
        f"{'t' if row.trust(body) is Trust.VERIFIED else 'f'}\t{heard}\t{about}\t"
        f"\\\\x{event.id.hex()}\t{event.kind}\t{text}\n"
    )
