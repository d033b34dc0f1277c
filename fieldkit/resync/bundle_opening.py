"""Opens a bundle of either format into a SQLite file in clear, and checks it from end to end: whoever reads it, kit,
neighbour or archive, trusts nothing of it before. What is done with it is `resync.bundle`'s matter, and others'.
"""

from collections.abc import Iterator, Sequence
from hmac import compare_digest
from pathlib import Path

from fieldkit.core.errors import CarrierError, FieldkitError
from fieldkit.core.remedies import ChooseBundle, ImportAsNeighbours
from fieldkit.core.text.system_errors import because
from fieldkit.core.text.wording import in_fours
from fieldkit.resync import bundle_1
from fieldkit.resync.bundle_head import (
    FILE_SEAL_BYTES,
    FORMAT,
    HEAD_BYTES,
    Head,
    Seal,
    file_key,
    file_seal,
    format_of,
    read_head,
    reading_key,
)
from fieldkit.resync.bundle_tables import Checked, Wrong, check_tables, tables
from fieldkit.resync.chunks import Tampered, closed_length, opened
from fieldkit.resync.erasures import Holds, none_hold
from fieldkit.store.errors import store_errors
from fieldkit.store.files.bounded import PIECE, pieces_of
from fieldkit.store.files.keys import MunicipalityKey
from fieldkit.store.kept import Progress


def in_clear(
    path: Path,
    copy: Path,
    keys: Sequence[MunicipalityKey],
    code: int,
    log: Path,
    *,
    holds: Holds = none_hold,
    read: Progress | None = None,
    checked: Progress | None = None,
) -> Checked:
    """Lay what is in a bundle at `copy`, a SQLite file, opened by one of `keys`; what the check of it found. `code`: of
    the only municipality whose bundles are wanted, 0 any; `log`: what it has already was checked; `holds`: which
    erasures in it count. CarrierError as `import_bundle`."""
    begins, size = _begins(path)
    try:
        if begins.startswith(bundle_1.SQLITE):
            # a copy is checked and merged: a worn stick may read differently the second time
            _keep(copy, _carried(path), read, size)
            return _checked_1(copy, path, keys, log, checked)
        head = _read_head(begins, size, path)
        key = _key_for(code, head, keys, path)
        return open_by(
            reading_key(key), head, path, copy, log, seal=file_seal(key), holds=holds, read=read, checked=checked
        )
    except (Wrong, Tampered) as error:
        raise CarrierError(_damaged(path)) from error


def open_by(
    reads: bytes,
    head: Head,
    path: Path,
    copy: Path,
    log: Path,
    *,
    seal: Seal | None = None,
    holds: Holds = none_hold,
    read: Progress | None = None,
    checked: Progress | None = None,
) -> Checked:
    """The same of a bundle with this head by what opens it alone. Without `seal` nothing tells who made it. Wrong or
    Tampered when it is not whole; a `log` that is not there yet knows nothing."""
    pieces = opened(file_key(reads, head), _chunks(path, seal), head.packed())
    _keep(copy, pieces, read, head.length)
    if copy.stat().st_size != head.length:
        raise Wrong
    with tables(copy) as db:
        return check_tables(db, log, checked, {one.id: one.again for one in holds(db)})


def head_of_bundle(path: Path) -> Head | None:
    """The head of a bundle; None of one of format 1, which has none. CarrierError when it is none, or not whole."""
    begins, size = _begins(path)
    if begins.startswith(bundle_1.SQLITE):
        return None
    try:
        return _read_head(begins, size, path)
    except Wrong as error:
        raise CarrierError(_damaged(path)) from error


def _begins(path: Path) -> tuple[bytes, int]:
    """How a file begins, and how long it is; CarrierError for what surely is no bundle."""
    if not path.is_file():
        if path.exists():
            raise CarrierError(f"{path} er ikke en pakke fra Feltkit.", ChooseBundle())
        raise CarrierError(f"Pakken {path} findes ikke; se efter navnet, og om USB-nøglen sidder i.")
    begins = next(_carried(path, HEAD_BYTES), b"")
    if not begins:
        raise CarrierError(f"Pakken {path} er tom; eksportér den igen.")
    if not begins.startswith(bundle_1.SQLITE) and format_of(begins) is None:
        raise CarrierError(f"{path} er ikke en pakke fra Feltkit.", ChooseBundle())
    try:
        return begins, path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def _read_head(begins: bytes, size: int, path: Path) -> Head:
    form = format_of(begins)
    if form is not None and form > FORMAT:
        raise CarrierError(f"Pakken {path} er lavet af en nyere udgave af Feltkit (format {form}); opdatér dette kit.")
    head = read_head(begins)
    if head is None or head.length < 1 or size != HEAD_BYTES + closed_length(head.length) + FILE_SEAL_BYTES:
        raise Wrong
    return head


def _key_for(code: int, head: Head, keys: Sequence[MunicipalityKey], path: Path) -> MunicipalityKey:
    """The key that closes a bundle; CarrierError when this kit does not have it, or the bundle is another's."""
    if code and head.municipality and head.municipality != code:
        raise CarrierError(
            f"Pakken {path} kommer fra en anden kommune: dens kommunekode er {head.municipality}, dette kits {code}; "
            "intet blev flettet. Hent den rigtige pakke.",
            ImportAsNeighbours(),
        )
    numbered = [key for key in keys if key.number == head.key_number]
    found = next((key for key in numbered if key.fingerprint() == head.fingerprint), None)
    if found is not None:
        return found
    if numbered:
        raise CarrierError(
            f"Pakken {path} kommer fra en anden kommune: dens nøgle har kendetal {in_fours(head.fingerprint)}, dette "
            f"kits {in_fours(numbered[0].fingerprint())}; intet blev flettet. "
            "Hent den rigtige pakke eller den rigtige nøgle."
        )
    raise CarrierError(
        f"Pakken {path} er lukket med nøgle nummer {head.key_number} (kendetal {in_fours(head.fingerprint)}), som "
        "dette kit ikke har: enten kommer den fra en anden kommune, eller også mangler kittet en nøgle. "
        "Intet blev flettet."
    )


def _checked_1(copy: Path, said: Path, keys: Sequence[MunicipalityKey], log: Path, told: Progress | None) -> Checked:
    """A bundle of format 1, checked; its own stamp and digest instead of chunks."""
    bundle_1.refuse_other_database(copy, said)
    with tables(copy) as db:
        meta = bundle_1.read_meta(db, said)
        if not bundle_1.is_stamped(copy, meta):
            raise Wrong
        found = check_tables(db, log, told)
        key = next((key for key in keys if key.fingerprint() == meta.key), None)
        if key is None:
            raise CarrierError(
                f"Pakken {said} kommer fra en anden kommune: dens nøgle har kendetal {in_fours(meta.key[:8])}, dette "
                f"kits {in_fours(keys[0].fingerprint())}; intet blev flettet. "
                "Hent den rigtige pakke eller den rigtige nøgle."
            )
        if meta.count != found.count or not bundle_1.is_closed_by(key, meta, db):
            raise CarrierError(
                f"Pakken {said} er ændret, efter at den blev lavet; intet blev flettet. Eksportér den igen."
            )
    return found


def _keep(copy: Path, pieces: Iterator[bytes], told: Progress | None, total: int) -> None:
    """Write a kit's own copy; a disk that refuses is the kit's own."""
    done = 0
    try:
        with store_errors(copy), copy.open("wb") as handle:
            for piece in pieces:
                handle.write(piece)
                done += len(piece)
                if told is not None and total >= PIECE:
                    told(min(done, total), total)
    except (FieldkitError, Wrong, Tampered):
        if told is not None and total >= PIECE:
            told(total, total)  # what is told of it goes away
        raise


def _chunks(path: Path, seal: Seal | None) -> Iterator[bytes]:
    """What lies between the head and the seal; Wrong at the end when that is not the one given."""
    held = b""
    at = 0
    for piece in _carried(path):
        held += piece
        out, held = held[:-FILE_SEAL_BYTES], held[-FILE_SEAL_BYTES:]
        if seal is not None:
            seal.update(out)
        if behind := out[max(0, HEAD_BYTES - at) :]:
            yield behind
        at += len(out)
    if seal is not None and not compare_digest(seal.digest(), held):
        raise Wrong


def _carried(path: Path, at_once: int = PIECE) -> Iterator[bytes]:
    """The bytes of a file on a medium that may be worn; CarrierError where it cannot be read."""
    try:
        yield from pieces_of(path, at_once)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> CarrierError:
    return CarrierError(f"Pakken {path} kan ikke læses ({because(error)}); eksportér den igen på en anden USB-nøgle.")


def _damaged(said: Path) -> str:
    return f"Pakken {said} er beskadiget, og intet blev flettet; eksportér den igen, gerne på en anden USB-nøgle."
