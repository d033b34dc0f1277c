"""Who this log writes as: kit, epoch and first sequence; and the token that notices a restored or cloned disk.

A copy of the database that comes back from a backup would give out sequence numbers a second time. So each engine start
writes a new random token both into the database and into a file beside it; when they disagree, or the machine
is another one, a new epoch begins and the sequence jumps to the next thousand, so that no number is said twice.

A log that has lost its end (a WAL that was deleted or damaged) would do the same: what this kit last said is noted in a
small file too, after it is durable. That is not synced, and may be older than the log, but never newer.
"""

import os
from contextlib import suppress
from hashlib import blake2s
from io import FileIO
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import msgspec

from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.remedies import Lacking, MakeKit
from fieldkit.store.files.bounded import SMALL_FILE, read_bounded
from fieldkit.store.files.durable import OWNER_ONLY, write_whole
from fieldkit.store.log import NUMBERED, Log

FILE_NAME = "generation.json"
_MOST_EPOCHS = 0xFFFF
LAST_NAME = "log.last"
"""Epoch and sequence of the last event that this kit said, and their checksum: always as long."""
_MACHINE_FILES = (Path("/sys/firmware/devicetree/base/serial-number"), Path("/etc/machine-id"))


class Identity(msgspec.Struct, frozen=True):
    """Whose feed this log writes. `renewed` tells why a new epoch began just now ("" when it did not).

    Another process of the kit may begin the next epoch at any time: `current` tells what holds now.
    """

    kit: int
    epoch: int
    first: int
    renewed: str = ""


class _Last(NamedTuple):
    """What this kit last said, as far as that was noted."""

    epoch: int
    seq: int


class _Generation(msgspec.Struct):
    tokens: list[str]
    machine: str


def claim(log: Log, folder: Path, kit: int) -> Identity:
    """The identity of this log, renewed first when the disk is not the one that wrote last."""
    if log.read_only or (log.get_meta("epoch") is not None and not _doubt(log, folder, kit)):
        return current(log, kit)
    with log.locked():
        # an engine may have been changing its token, or another process have begun the epoch already
        if log.get_meta("epoch") is None:
            return _begin(log, folder, kit, "")
        if reason := _doubt(log, folder, kit):
            return _begin(log, folder, kit, reason)
        return current(log, kit)


def current(log: Log, kit: int) -> Identity:
    """Who this log writes as now, whichever process of the kit said so."""
    return Identity(kit, *log.feed())


def renew(log: Log, folder: Path, kit: int, reason: str) -> Identity:
    """Begin a new epoch: a fresh random number, and a sequence above everything seen of this kit."""
    with log.locked():
        return _begin(log, folder, kit, reason)


class LastWord:
    """Where a kit notes what it last said. The file stays open: to open it each time would cost more than to note."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LAST_NAME
        self._file: FileIO | None = None

    def note(self, epoch: int, seq: int) -> None:
        """Note what was just made durable. Where the disk refuses it stays unnoted: less is seen then, and nothing
        wrong."""
        told = f"{epoch} {seq}"
        with suppress(OSError):
            if self._file is None:
                self._file = FileIO(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY), "w")
            os.pwrite(self._file.fileno(), f"{told:<24}{crc32(told.encode()):08x}\n".encode(), 0)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _read_last(folder: Path) -> _Last | None:
    """None as well when the power tore it, or the disk has damaged it."""
    try:
        with (folder / LAST_NAME).open("rb") as handle:
            raw = handle.read(33)
        told = raw[:24].decode("ascii").strip()
        if int(raw[24:32], 16) != crc32(told.encode()):
            return None
        epoch, seq = map(int, told.split())
    except (OSError, ValueError):
        return None
    return _Last(epoch, seq)


def _lost(log: Log, folder: Path, kit: int) -> _Last | None:
    """The last that this kit said in the epoch that it writes, when the log does not have it."""
    last = _read_last(folder)  # before the log is looked at: another process may be saying more
    if last is None or str(last.epoch) != log.get_meta("epoch"):
        return None
    return last if last.seq > _top(log, kit, last.epoch) else None


def _top(log: Log, kit: int, epoch: int) -> int:
    """The highest number in a feed, 0 when there is none."""
    sql = f"SELECT coalesce(max(seq), 0) FROM events WHERE kit=? AND epoch=? AND {NUMBERED}"
    return int(log.read(sql, (kit, epoch))[0][0])


def refresh_token(log: Log, folder: Path) -> None:
    """A new token in both places. The file first holds old and new: a power cut between the writes is no fault."""
    with log.locked():
        old, new = log.get_meta("generation"), os.urandom(16).hex()
        _write(folder, _Generation([token for token in (old, new) if token], machine_mark()))
        log.set_meta("generation", new)
    with log.locked():  # only when the database has it durably; and another process may have gone further meanwhile
        _write(folder, _Generation([log.get_meta("generation") or new], machine_mark()))


def _begin(log: Log, folder: Path, kit: int, reason: str) -> Identity:
    """A new epoch and a new token, under the log's lock. A power cut on the way leaves a token that does not fit, so
    that the next start begins again."""
    used = {row[0] for row in log.read("SELECT DISTINCT epoch FROM events WHERE kit=?", (kit,))}
    used.add(log.feed()[0])
    epoch = next(e for e in iter(lambda: int.from_bytes(os.urandom(2), "big"), None) if e not in used)
    last = _read_last(folder)
    # above half of them somebody may have made numbers up, to leave this kit none
    head = max(log.head(kit, MAX_SEQ // 2), last.seq if last is not None else 0)
    first = 1 if head == 0 and not reason else (head // 1000 + 1) * 1000 + 1
    token = os.urandom(16).hex()
    _write(folder, _Generation([token], machine_mark()))
    log.set_meta("generation", token)
    log.set_meta("first", str(first))
    log.set_meta("epoch", str(epoch))
    return Identity(kit, epoch, first, reason)


def _doubt(log: Log, folder: Path, kit: int) -> str:
    """Why this may not be the disk that wrote last; "" when it is."""
    generation = _read(folder)
    if generation is None or log.get_meta("generation") not in generation.tokens:
        return "databasen er gendannet fra en kopi"
    if generation.machine != machine_mark():
        return "disken er flyttet til en anden maskine"
    epoch, first = log.feed()
    if not (0 <= epoch <= _MOST_EPOCHS and 1 <= first <= MAX_SEQ):
        return "loggen siger en nummerserie, som ingen kan have"
    if _top(log, kit, epoch) >= MAX_SEQ:
        return "der er ikke flere numre i rækken"
    if _lost(log, folder, kit) is not None:
        return "loggen har mistet noget af det, som kittet selv har noteret; de andre kits eller en kopi kan have det"
    return ""


def machine_mark() -> str:
    """A mark of the machine that does not tell which it is."""
    for path in _MACHINE_FILES:
        try:
            return blake2s(path.read_bytes().strip(), digest_size=8, person=b"fk-mach").hexdigest()
        except OSError:
            continue
    return "unknown"


def _read(folder: Path) -> _Generation | None:
    path = folder / FILE_NAME
    if not path.exists():
        return None
    try:
        raw = read_bounded(path, SMALL_FILE)
    except InputError:  # nobody else than this wrote it, and never so much
        return None
    try:
        return msgspec.json.decode(raw, type=_Generation)
    except ValueError:  # no JSON, no UTF-8, or something else than was written
        return None


def _write(folder: Path, generation: _Generation) -> None:
    if not folder.is_dir():
        raise StoreError(f"Mappen {folder} findes ikke.", MakeKit(Lacking.FOLDER))
    write_whole(folder / FILE_NAME, msgspec.json.encode(generation).decode())
