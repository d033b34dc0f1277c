"""Bundles: all that a kit knows in one file on a USB stick, closed under the municipality's key; exported whole or not
at all, imported whole or not at all.

A bundle of format 2 is a head in clear and, behind it, a SQLite file in chunks with authenticated encryption
(docs/decisions/0037-a-bundle-is-closed-under-the-municipalitys-key.md). The head, big end first:

     0   8  "FKBUNDLE"
     8   2  format: 2
    10   1  number of the municipality's key
    11   4  fingerprint of that key, as people read it to each other
    15   2  code of the municipality, 0 when the kit was not told it
    17   2  kit
    19   8  made, Unix seconds
    27  32  salt, random for each file
    59   8  length of the SQLite file, bytes
    67      the chunks (`resync.chunks`): 65,536 bytes and a tag of 16, the last what is left
   -32  32  the seal, to the end of the file

Keys: BLAKE2s of nothing, keyed with the municipality's key, for `person` "fk-bundl", opens every bundle; BLAKE2s of the
head, keyed with that, for "fk-bfile", closes this one file. The head is authenticated along with each chunk. The seal
is BLAKE2s of all before it, keyed with the municipality's key, for "fk-bseal": whoever has only what opens bundles, a
neighbour, makes none that a kit takes in. All have 32 bytes.

The SQLite file (application id "FKBT") has these tables; others are left alone by this version:

    events       the columns of `store.log.EVENT_COLUMNS`, in the order that is the same everywhere
    checkpoints  key, kit, epoch, first, before, ids, signature: what `core.signed.checkpoint` says of them
    erased       id, again, word: events whose names were erased (`core.facts.erasure`), whose rows say what is left;
                 they count on the word of who erased them (`resync.erasures`)
    newer        frame: sealed frames with records that the exporting kit could not read

Bundles of format 1, in clear, are still imported (`resync.bundle_1`).
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.core.carrier import Brought, Carrier
from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.devices.machine.sticks import stick_of
from fieldkit.resync.bundle_head import (
    FILE_SEAL_BYTES,
    HEAD_BYTES,
    SALT_BYTES,
    Head,
    file_key,
    file_seal,
    reading_key,
)
from fieldkit.resync.bundle_opening import in_clear
from fieldkit.resync.bundle_tables import (
    Checked,
    checkpoints_in,
    newer_in,
    tables,
    write_tables,
)
from fieldkit.resync.chunks import close, closed_length
from fieldkit.resync.erasures import known_to
from fieldkit.resync.newer import take_in
from fieldkit.resync.owner import Owner, brought, key_of, keys_of
from fieldkit.store.errors import store_errors
from fieldkit.store.files.bounded import pieces_of
from fieldkit.store.files.durable import clear_leftovers
from fieldkit.store.files.keys import MunicipalityKey, read_retired
from fieldkit.store.files.medium import fits_fat, namesake, put_on_medium
from fieldkit.store.kept import Progress
from fieldkit.store.tables.checkpoints import add_checkpoints, checkpoints
from fieldkit.store.tables.erased import founded_in, note_erased
from fieldkit.store.tables.newer import newer_frames

_CHECKPOINTS_AT_ONCE = 500
_IN_TURN = 3
"""Equal parts of the way of an export: events are gathered, written, and read back."""


class Exported(NamedTuple):
    """How many events lie in the file, how many bytes it has, and what tells it from every other bundle."""

    events: int
    length: int
    mark: str


def export_bundle(
    owner: Owner, path: Path, *, told: Progress | None = None, noted: Callable[[str], None] = lambda _mark: None
) -> Exported:
    """Write all that the kit knows to `path`, whole, durable and read back, or not at all. Told how far it is; its mark
    is `noted` before it has its name.

    Works while an engine records: one reading is one moment. InputError when the file is there already, there is no
    key, no room, or no such folder; StoreError when the medium refuses.
    """
    key = key_of(owner)
    _refuse_place(path)
    owner.sign()
    total = max(1, owner.log.count())

    def say(turn: int, done: int, of: int) -> None:
        if told is not None:
            told(total * (turn * of + min(done, of)) // (_IN_TURN * of), total)

    with workspace(owner) as own:
        plain = own / "bundle.db"
        # what no kit would take in must not make the whole bundle one that is refused
        events = (event for event in owner.reading.events() if not event_fault(event))
        with store_errors(own):
            count = write_tables(
                plain,
                events,
                checkpoints(owner.log),
                newer_frames(owner.log),
                lambda done: say(0, done, total),
                erased=founded_in(owner.log),
            )
            length = plain.stat().st_size
        made = max(0, int(owner.now()))
        salt = os.urandom(SALT_BYTES)
        code = owner.config.municipality
        head = Head(key.number, key.fingerprint(), code, owner.identity.kit, made, salt, length)
        whole = HEAD_BYTES + closed_length(length) + FILE_SEAL_BYTES
        noted(head.mark)
        stick = stick_of(path.absolute().parent)
        put_on_medium(
            path,
            whole,
            closed(head, plain, key),
            is_fat=stick is not None and stick.is_fat,
            written=lambda done: say(1, done, whole),
            compared=lambda done: say(2, done, whole),
        )
    return Exported(count, whole, head.mark)


def closed(head: Head, plain: Path, key: MunicipalityKey) -> Iterator[bytes]:
    """The bytes of a bundle with this head around a SQLite file."""
    packed, seal = head.packed(), file_seal(key)
    for piece in (packed, *close(file_key(reading_key(key), head), pieces_of(plain), packed)):
        seal.update(piece)
        yield piece
    yield seal.digest()


def import_bundle(
    owner: Owner,
    path: Path,
    *,
    read: Progress | None = None,
    checked: Progress | None = None,
    kept: Progress | None = None,
) -> Brought:
    """Check a bundle from end to end, then merge it in one transaction. The file itself is only read. Told how far
    bytes are `read`, events are `checked` and, when they are many, `kept`.

    CarrierError in one sentence, and nothing merged, when it is damaged, foreign, forged or newer.
    """
    if owner.log.read_only:
        raise StoreError(f"Loggen {owner.log.path} kan kun læses (skrivebeskyttet disk); intet blev flettet.")
    with opened_bundle(owner, path, read=read, checked=checked) as (copy, found), store_errors(owner.home.folder):
        owner.log.damaged += [row for row in found.damaged if row not in owner.log.damaged]
        known = set(founded_in(owner.log))
        with tables(copy) as db:
            held = known_to(owner.log)(db)
            fresh = {one.word for one in held if one not in known}
            erased = [one for one in held if one.word in fresh]
        note_erased(owner.log, erased)  # before they come: what has no names is damaged to who does not know why

        def merge() -> int:
            only = found.few if found.few is not None and len(found.few) <= found.count // 2 else None
            return owner.merge_file(copy, Carrier.BUNDLE, only=only, told=kept) if found.fresh else 0

        told = brought(owner, found.count, merge)
        with tables(copy) as db:
            frames = newer_in(db)
            _add_checkpoints(owner, checkpoints_in(db))
        new = take_in(owner, frames, Carrier.BUNDLE)
        if erased:
            owner.forget_names(erased)
    return msgspec.structs.replace(told, new=told.new + len(new))


def check_bundle(owner: Owner, path: Path) -> Checked:
    """The same check, with nothing merged."""
    with opened_bundle(owner, path) as (_, found):
        return found


@contextmanager
def opened_bundle(
    owner: Owner, path: Path, *, read: Progress | None = None, checked: Progress | None = None
) -> Iterator[tuple[Path, Checked]]:
    """A kit's own copy of what lies in a bundle, a SQLite file that is gone afterwards, and what the check of it found.
    CarrierError as `import_bundle`."""
    keys = [*keys_of(owner), *reversed(read_retired(owner.home.key_path.parent))]
    code = owner.config.municipality
    with workspace(owner) as own:
        copy = own / "bundle.db"
        holds = known_to(owner.log)
        yield copy, in_clear(path, copy, keys, code, owner.log.path, holds=holds, read=read, checked=checked)


@contextmanager
def workspace(owner: Owner) -> Iterator[Path]:
    """A folder for a bundle in clear, on the kit's own disk and never on the stick; gone afterwards, and known for what
    it is when the power leaves it. Where that disk takes nothing it is the machine's own place for such files."""
    suffix = f".{os.getpid()}.new"
    try:
        own = tempfile.TemporaryDirectory(prefix="incoming-", suffix=suffix, dir=owner.home.folder)
    except OSError:
        own = tempfile.TemporaryDirectory(prefix="feltkit-", suffix=suffix)
    with own as folder:
        yield Path(folder)


def _refuse_place(path: Path) -> None:
    folder = path.absolute().parent
    if not folder.is_dir():
        raise InputError(f"Mappen {folder} findes ikke; sæt USB-nøglen i, eller vælg en anden mappe.")
    if not fits_fat(path.name):
        raise InputError(
            f"“{path.name}” kan ikke hedde sådan på alle USB-nøgler; brug bogstaver, tal, punktum og bindestreg."
        )
    with store_errors(folder):
        clear_leftovers(folder)
    if (there := namesake(folder, path.name)) is not None:
        raise InputError(f"{there} findes allerede; vælg et andet navn, så ingen tidligere pakke bliver overskrevet.")


def _add_checkpoints(owner: Owner, found: Iterator[Checkpoint]) -> None:
    some: list[Checkpoint] = []
    for one in found:
        some.append(one)
        if len(some) == _CHECKPOINTS_AT_ONCE:
            add_checkpoints(owner.log, some)
            some = []
    add_checkpoints(owner.log, some)
