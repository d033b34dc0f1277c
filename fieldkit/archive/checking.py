"""Checks a log's events one by one and writes them as COPY reads them: a part of the log at a time, in other processes
where there are many, because to decode and hash an event takes longer than the database takes to keep it.
"""

import gc
import os
import secrets
import signal
import struct
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from hashlib import blake2s
from itertools import groupby
from multiprocessing import get_context, parent_process
from operator import itemgetter

import msgspec

from fieldkit.archive.sources import OpenLog, opened
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import StoreError
from fieldkit.core.facts import families as families  # no body is decoded before all kinds are known
from fieldkit.core.facts.erasure import again_of, without_names
from fieldkit.core.facts.event import ID_BYTES, Event, number_of, without_its_names
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.refs import refs_of
from fieldkit.core.facts.terms import Precedence, Trust
from fieldkit.core.state.reporting import sign_of
from fieldkit.store.log import EVENT_COLUMNS

COLUMNS = (
    "municipality, batch, kit, epoch, seq, hlc, incident, flags, known, precedence, proven, heard, heard_s, observed, "
    "about_kit, about_epoch, about_seq, id, kind, body"
)
"""What a line tells."""
DIGEST_BYTES = 16
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


class Deposit(msgspec.Struct, frozen=True, array_like=True):
    """What a batch puts in of one feed: how many events between two sequences, and `digest_of` their ids in the order
    of sequence and id."""

    kit: int
    epoch: int
    first: int
    last: int
    events: int
    digest: bytes


class Part(msgspec.Struct, frozen=True):
    """So many events of a log that were `read`, as one batch: `lines` as COPY reads them, in the order of ids, of those
    that hold; what they are, `packed`; and those that were kept out."""

    batch: int
    read: int
    count: int
    lines: bytes
    packed: bytes
    deposits: list[Deposit]
    rejected: list[Rejected]

    def deposits_of(self, ids: Collection[bytes]) -> list[Deposit]:
        """Of some of its events alone."""
        wanted = set(ids)
        return _deposits((kit, epoch, seq, event_id) for event_id, kit, epoch, seq in _REF.iter_unpack(self.packed)
                         if event_id in wanted)  # fmt: skip


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

    def parts(self, log: OpenLog, size: int, municipality: int, erased: Mapping[bytes, bytes]) -> Iterator[Part]:
        """All events of a log, so many at a time, checked, those in `erased` without names. StoreError when a process
        that checks is gone."""
        ranges = [(first, first + size) for first in range(0, log.last_row, size)]
        if log.last_row <= self._alone or self._processes < 2:
            yield from (part(log.uri, municipality, *each, erased) for each in ranges)
            return
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _begin)
        coming: list[Future[Part]] = []
        try:
            for each in ranges:
                coming.append(self._pool.submit(part, log.uri, municipality, *each, erased))
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


def part(uri: str, municipality: int, after: int, last: int, erased: Mapping[bytes, bytes]) -> Part:
    """The events of the log at `uri` from one row to another. `erased`: of which the archive is to have no names, by
    id, and what tells what is left of each (`core.facts.erasure.again_of`)."""
    batch = secrets.randbits(62)
    begin = f"{municipality}\t{batch}\t"
    found: list[tuple[bytes, str, tuple[int, int, int, bytes]]] = []
    rejected: list[Rejected] = []
    read = 0
    with closing(opened(uri)) as db:
        for event_id, *values in db.execute(_SELECT, (after, last)):
            read += 1
            event: Event = Event(*values)
            fault = _fault(event_id, event)
            if (again := erased.get(event_id)) is not None and (left := _left_of(event_id, event, fault, again)):
                event, fault = left, ""
            if fault:
                rejected.append(Rejected(_number(event), fault))
            else:
                found.append((event_id, begin + _line(event), (event.kit, event.epoch, event.seq, event_id)))
    found.sort()
    return Part(
        batch,
        read,
        len(found),
        "".join(line for _, line, _ in found).encode(),
        b"".join(_REF.pack(event_id, kit, epoch, seq) for _, _, (kit, epoch, seq, event_id) in found),
        _deposits(ref for *_, ref in found),
        rejected,
    )


def _left_of(event_id: bytes, event: Event, fault: str, again: bytes) -> Event | None:
    """What is left of an event whose names were erased, whether it comes with them or without; None when that is not
    what was said to be left."""
    if not fault:
        body = without_names(event)
        if body is None:
            return None
        event = Event(event.kit, event.epoch, event.seq, event.hlc, event.incident, event.flags, event.kind, body)
    elif fault != _OTHER:
        return None
    return without_its_names(event, event_id) if again_of(event, event.raw) == again else None


def _deposits(refs: Iterable[tuple[int, int, int, bytes]]) -> list[Deposit]:
    found = []
    for (kit, epoch), events in groupby(sorted(refs), key=itemgetter(0, 1)):
        each = [(seq, event_id) for _, _, seq, event_id in events]
        digest = digest_of(event_id for _, event_id in each)
        found.append(Deposit(kit, epoch, each[0][0], each[-1][0], len(each), digest))
    return found


def digest_of(ids: Iterable[bytes]) -> bytes:
    """BLAKE2s-128 over ids: what a deposit keeps of them."""
    return blake2s(b"".join(ids), digest_size=DIGEST_BYTES).digest()


_OTHER = "its bytes are not those that its id was made of"


def _fault(event_id: object, event: Event) -> str:
    if type(event.raw) is not bytes:
        return "the body is no text"
    fault = event_fault(event)
    return fault or ("" if event.id == event_id else _OTHER)


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
