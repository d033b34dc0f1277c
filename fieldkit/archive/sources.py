"""What a load reads: the logs of kits, of their copies and of bundles, each a SQLite file that is only read.

A kit that died is perhaps a card in a reader that cannot be written to, with what its power cut left: its log is read
where it lies, and where SQLite will not have that, from a copy.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.facts.erasure import Erase, Erased
from fieldkit.core.facts.event import Event
from fieldkit.core.remedies import GiveKey
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.state.believed import TELLING_KINDS
from fieldkit.resync.bundle_opening import head_of_bundle, in_clear
from fieldkit.resync.bundle_tables import checkpoints_in, erased_in, events_of
from fieldkit.resync.stick import bundles_on
from fieldkit.store.errors import store_errors
from fieldkit.store.files.home import LOG_NAME, Home
from fieldkit.store.files.keys import MunicipalityKey
from fieldkit.store.files.root import read_roots
from fieldkit.store.files.shelf import copies_on, is_copy, shelves_in
from fieldkit.store.log import Log
from fieldkit.store.tables.checkpoints import checkpoints


class OpenLog(msgspec.Struct, frozen=True):
    """A log that can be read: at `uri`, up to its last row; and all its checkpoints.

    `erased`: which of its events have no names any more, as it says. Where there are any, `telling` is on what it
    depends whose word counts, and `erasing` the words by which it was done.
    """

    uri: str
    last_row: int
    checkpoints: tuple[Checkpoint, ...]
    erased: tuple[Erased, ...] = ()
    telling: tuple[Event, ...] = ()
    erasing: tuple[Event, ...] = ()


class Source(msgspec.Struct, frozen=True):
    """One log. `name`: what people call it · `municipality`: the code that its kit says, 0 when it says none · `roots`:
    the public keys of whoever vouches for that municipality's kits, as this one has them."""

    name: str
    file: Path
    municipality: int = 0
    municipality_name: str = ""
    roots: tuple[bytes, ...] = ()
    is_bundle: bool = False
    """Its file is what lay in a bundle, in clear."""

    @contextmanager
    def to_read(self) -> Iterator[OpenLog]:
        """The log, for as long as it is read. StoreError when the file cannot be."""
        with store_errors(self.file), ExitStack() as held:
            uri = _uri_of(self.file, held)
            with closing(opened(uri)) as db:
                last = db.execute("SELECT coalesce(max(rowid), 0) FROM events").fetchone()[0]
                log = Log(self.file, db, read_only=True)
                signed = tuple(checkpoints_in(db) if self.is_bundle else checkpoints(log))
                erased = tuple(erased_in(db))
                telling = tuple(events_of(db, TELLING_KINDS)) if erased else ()
                erasing = tuple(events_of(db, [Erase.kind])) if erased else ()
            yield OpenLog(uri, last, signed, erased, telling, erasing)


@contextmanager
def sources(paths: Iterable[Path], keys: Sequence[MunicipalityKey]) -> Iterator[list[Source]]:
    """The logs that these folders and files hold, each checked as far as it must be before anything is read: bundles
    are opened by one of `keys`. InputError or CarrierError for what is none."""
    with ExitStack() as held:
        yield [source for path in paths for source in _found(path, keys, held)]


def _found(path: Path, keys: Sequence[MunicipalityKey], held: ExitStack) -> Iterator[Source]:
    if path.is_file():
        yield _of_bundle(path, keys, held)
        return
    folders = [path] if (path / LOG_NAME).is_file() else list(_copies(path))
    if not folders and path.is_dir() and bundles_on(path):
        raise InputError(f"I {path} ligger der kun pakker; skriv deres navne, for eksempel {path}/*.fkb.")
    if not folders:
        what = "findes ikke" if not path.exists() else "er hverken et kits mappe, en mappe med kopier eller en pakke"
        raise InputError(f"{path} {what}; angiv mappen med kittets log, kopiernes mappe eller en pakke.")
    for folder in folders:
        yield _of_folder(folder)


def _copies(path: Path) -> Iterator[Path]:
    """The latest copy of each kit on a medium, or of the one kit whose copies lie here."""
    for shelf in shelves_in(path) if path.is_dir() else ():
        copies = [copy for copy in copies_on(shelf) if (copy / LOG_NAME).is_file()]
        yield from copies[-1:]


def _of_folder(folder: Path) -> Source:
    home = Home(folder)
    name = folder.resolve().name if not is_copy(folder.name) else f"{folder.resolve().parent.name}/{folder.name}"
    if not home.config_path.exists():
        return Source(name, home.log_path)
    config = home.read_config()
    roots = read_roots(home.key_path.parent)
    codes = {config.municipality, *(root.municipality for root in roots)} - {0}
    if len(codes) > 1:
        raise InputError(f"{name} siger, at det hører til flere kommuner ({_listed(codes)}); ret det, der er forkert.")
    code = codes.pop() if codes else 0
    return Source(name, home.log_path, code, config.municipality_name, tuple(root.key for root in roots))


def _listed(codes: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(codes)))


def _of_bundle(path: Path, keys: Sequence[MunicipalityKey], held: ExitStack) -> Source:
    if not keys:
        raise InputError(f"Pakken {path} kan ikke læses uden kommunens nøgle.", GiveKey())
    room = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="feltkit-")))
    copy = room / "bundle.db"
    with closing(Log.open(room / LOG_NAME, create=True)) as nothing_known:
        in_clear(path, copy, keys, 0, nothing_known.path, holds=erased_in)
    head = head_of_bundle(path)
    return Source(path.name, copy, head.municipality if head is not None else 0, is_bundle=True)


def _uri_of(file: Path, held: ExitStack) -> str:
    """Where SQLite finds a log that somebody may be writing, or what a power cut left of one; nothing is made beside
    it."""
    wal, shared = (file.with_name(f"{file.name}-{end}") for end in ("wal", "shm"))
    if shared.exists():
        return f"{file.resolve().as_uri()}?mode=ro"
    if not wal.exists() or not wal.stat().st_size:
        return f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    room = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="feltkit-")))
    for part in (file, wal):
        shutil.copyfile(part, room / part.name)
    return (room / file.name).as_uri()


def opened(uri: str) -> sqlite3.Connection:
    """A connection to a log at such an address."""
    db = sqlite3.connect(uri, uri=True)
    try:
        db.text_factory = lambda raw: raw.decode("utf-8", "replace")  # what is damaged is told by its number
        db.execute("SELECT 1 FROM events LIMIT 1").fetchone()
    except BaseException:
        db.close()
        raise
    return db
