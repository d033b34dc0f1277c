"""The vault: emergency lists (personal data) kept encrypted apart from the log, and destroyed after seven days.

A list is one file HOME/vault/NAME.liste: magic 8 bytes · length of the header 2 bytes · header JSON (name, times,
how the key is made) · ChaCha20-Poly1305 of the list's JSON, bound to all before it · BLAKE2s-128 of the whole.
Lists are encrypted before they are written and decrypted in memory only: no plaintext ever touches a disk here.
"""

import hashlib
import os
import re
import secrets
import unicodedata
from enum import StrEnum
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.remedies import InsertListKey, MakeListKey, NameList, RenameList, SeeLists, UseKeyFile
from fieldkit.core.text.personal_data import find_cpr
from fieldkit.store.errors import store_errors
from fieldkit.store.files.bounded import PICTURE_FILE, read_bounded
from fieldkit.store.files.durable import clear_leftovers, sync, write_whole
from fieldkit.store.files.sheet import LARGEST_FILE
from fieldkit.store.vault.ages import Age, Ledger, after, age_of, entered, keep, look, read
from fieldkit.store.vault.list_files import ListTable

MAGIC = b"FKLISTE1"
SUFFIX = ".liste"
_DOOMED = ".gone"
"""Ends the name of a list that is being destroyed."""
KEPT_S = 7 * 24 * 3600
"""Emergency lists are kept seven days at most (KL's recommendations 2026), counted as `store.vault.ages` has it."""
OLD_S = 24 * 3600
"""They are made daily: an older one says so."""
SALT_BYTES, NONCE_BYTES, DIGEST_BYTES = 16, 12, 16
MIN_PASSPHRASE = 10
MIN_KEY_BYTES = 32
_MAX_HEADER = 2048
_MAX_LIST = 8 * LARGEST_FILE
"""Bytes. What is handed in has `LARGEST_FILE`; as JSON it may be longer."""


class Lock(StrEnum):
    """What opens a list."""

    PASSPHRASE = "passphrase"
    KEY = "key"


class Cost(msgspec.Struct, frozen=True):
    """scrypt's work. 2^15·8·3 is one of OWASP's minimal choices (password storage, 2023): 32 MB, about a second on a
    Pi, and it leaves a Pi with half a gigabyte alive."""

    n: int = 1 << 15
    r: int = 8
    p: int = 3


class Secret(msgspec.Struct, frozen=True):
    """What a person opens lists with. `repr` shows nothing of it."""

    lock: Lock
    material: bytes

    def __repr__(self) -> str:
        return f"Secret({self.lock.value})"


class ListInfo(msgspec.Struct, frozen=True):
    """A list from the outside, readable without opening it. Unix seconds; `made` is the age of the file handed in.

    A damaged list has `lock` None and times 0.
    """

    name: str
    made: int
    added: int
    lock: Lock | None

    @property
    def damaged(self) -> bool:
        return self.lock is None


class OpenList(msgspec.Struct, frozen=True):
    """An opened list, in memory only."""

    info: ListInfo
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return f"OpenList({self.info.name!r}, {len(self.rows)} rows)"


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    made: int
    added: int
    lock: Lock
    salt: str
    nonce: str
    cost: Cost | None = None


def passphrase(text: str) -> Secret:
    """The same key for the same words on every keyboard. InputError when it is too short to protect anything."""
    words = unicodedata.normalize("NFC", text.strip())
    if len(words) < MIN_PASSPHRASE:
        raise InputError(f"Adgangskoden skal have mindst {MIN_PASSPHRASE} tegn; brug for eksempel fire tilfældige ord.")
    return Secret(Lock.PASSPHRASE, words.encode())


def key_file(path: Path) -> Secret:
    """The key in a file that lies on the shift's own USB stick. InputError when it is missing or too short."""
    if not path.is_file():
        raise InputError(f"Nøglefilen {path} findes ikke.", InsertListKey())
    raw = read_bounded(path, PICTURE_FILE)
    if len(raw) < MIN_KEY_BYTES:
        raise InputError(f"{path} er for kort til at være en nøglefil.", MakeListKey())
    return Secret(Lock.KEY, raw)


def new_key_file(path: Path) -> None:
    """Write a fresh random key. InputError when the file is there already."""
    if path.exists():
        raise InputError(f"{path} findes allerede; vælg et andet navn, så ingen nøgle bliver overskrevet.")
    if not path.parent.is_dir():
        raise InputError(f"Mappen {path.parent} findes ikke; sæt USB-nøglen i, og angiv en fil på den.")
    write_whole(path, f"Feltkit nøglefil til nødlister. Hemmelig.\n{secrets.token_hex(32)}\n")


def list_name(text: str) -> str:
    """A list's name from what a person or a file calls it: small letters, digits and hyphens. It stands in the log, so
    InputError when it holds a CPR number, or nothing."""
    if find_cpr(text):
        raise InputError("Navnet på nødlisten indeholder et CPR-nummer.", RenameList())
    name = re.sub(r"[^0-9a-zæøå]+", "-", unicodedata.normalize("NFC", text).casefold()).strip("-")[:40].strip("-")
    if not name:
        raise InputError("Nødlisten mangler et navn.", NameList())
    return name


def add_list(
    folder: Path,
    name: str,
    table: ListTable,
    secret: Secret,
    now: float,
    *,
    made: float,
    sure: bool = True,
    cost: Cost | None = None,
) -> ListInfo:
    """Encrypt a list and put it in `folder`, in place of an older one of that name. Durable when this returns.
    `sure`: something has set the clock that shows `now`."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # slow to load: only for lists

    name = list_name(name)
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    work = (cost or Cost()) if secret.lock is Lock.PASSPHRASE else None
    header = _Header(name, int(min(made, now)), int(now), secret.lock, salt.hex(), nonce.hex(), work)
    front = _front(header)
    sealed = ChaCha20Poly1305(_key(secret, header)).encrypt(nonce, msgspec.json.encode(table), front)
    content = front + sealed
    with store_errors(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync(folder.absolute().parent)
    ledger, _ = _looked_at(folder, now, sure)  # before it comes, so that what passed till now is not its own
    write_whole(_path(folder, name), content + _digest(content))
    ledger = entered(ledger, name, header.added, header.made, here=False)
    keep(folder, ledger, list(ledger.lists))
    return _info(header)


def ages(folder: Path, now: float, *, sure: bool) -> dict[str, Age]:
    """The age of every whole list by name, and note that it was looked at. `now` as in `add_list`."""
    ledger, infos = _looked_at(folder, now, sure)
    keep(folder, ledger, [info.name for info in infos])
    return {info.name: age_of(ledger, info.name) for info in infos}


def _looked_at(folder: Path, now: float, sure: bool) -> tuple[Ledger, list[ListInfo]]:
    """What is counted until now, with every whole list in it."""
    ledger = after(read(folder), look(now, sure=sure))
    infos = [info for info in list_infos(folder) if not info.damaged]
    for info in infos:
        counted = ledger.lists.get(info.name)
        if counted is None or counted.added != info.added:
            ledger = entered(ledger, info.name, info.added, info.made, here=True)
    lists = {info.name: ledger.lists[info.name] for info in infos}
    return msgspec.structs.replace(ledger, lists=lists), infos


def list_infos(folder: Path) -> list[ListInfo]:
    """Every list by name; damaged ones too."""
    if not folder.is_dir():
        return []
    with store_errors(folder):
        return [_look(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]


def open_list(folder: Path, name: str, secret: Secret) -> OpenList:
    """Decrypt a list in memory. InputError when there is none of that name or the secret is not its own; StoreError
    when the file is damaged."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    path = _found(folder, name)
    header, front, sealed = _read(path)
    if header.lock is not secret.lock:
        if header.lock is Lock.PASSPHRASE:
            raise InputError(f"Nødlisten {header.name} åbnes med en adgangskode.")
        raise InputError(f"Nødlisten {header.name} åbnes med en nøglefil.", UseKeyFile())
    try:
        plain = ChaCha20Poly1305(_key(secret, header)).decrypt(bytes.fromhex(header.nonce), sealed, front)
    except InvalidTag as error:
        what = "Adgangskoden" if secret.lock is Lock.PASSPHRASE else "Nøglefilen"
        raise InputError(
            f"{what} passer ikke til nødlisten {header.name}; prøv igen, eller spørg den, der lagde listen ind."
        ) from error
    try:
        table = msgspec.json.decode(plain, type=ListTable)
    except ValueError as error:
        raise _damaged(path) from error
    return OpenList(_info(header), table.columns, table.rows)


def purge(folder: Path, now: float, *, sure: bool = True, everything: bool = False) -> list[str]:
    """Destroy every list that has lain here for more than seven days, or all; the names of those that are gone. Damaged
    ones go with all. `now` and `sure` as in `add_list`."""
    found = ages(folder, now, sure=sure)
    doomed = [
        info.name
        for info in list_infos(folder)
        if everything or (info.name in found and found[info.name].kept_s > KEPT_S)
    ]
    for name in doomed:
        _destroy(_doom(_path(folder, name)))
    if folder.is_dir():
        clear_leftovers(folder)
        with store_errors(folder):
            for left in folder.glob(f"*{SUFFIX}.new"):  # as earlier versions named it
                left.unlink(missing_ok=True)  # half written when the power went
            for left in folder.glob(f"*{_DOOMED}"):
                _destroy(left)
    if doomed:
        ages(folder, now, sure=sure)  # and nothing of them stays beside the vault
    return doomed


def _doom(path: Path) -> Path:
    """Under another name first: a power cut while it is overwritten leaves no list that cannot be opened."""
    doomed = path.with_name(f"{path.name}{_DOOMED}")
    with store_errors(path):
        path.replace(doomed)
        sync(path.parent)
    return doomed


def _destroy(path: Path) -> None:
    """Overwrite a list's file and delete it. On flash the old cells may survive; they hold only what was encrypted."""
    with store_errors(path):
        with path.open("r+b") as handle:
            handle.write(secrets.token_bytes(path.stat().st_size))
            handle.flush()
            os.fsync(handle.fileno())
        path.unlink()
        sync(path.parent)


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}{SUFFIX}"


def _found(folder: Path, name: str) -> Path:
    path = _path(folder, list_name(name))
    if not path.is_file():
        raise InputError(f"Der er ingen nødliste “{name.strip()}”.", SeeLists())
    return path


def _front(header: _Header) -> bytes:
    raw = msgspec.json.encode(header)
    return MAGIC + len(raw).to_bytes(2, "big") + raw


def _digest(content: bytes) -> bytes:
    """Tells damage from a wrong secret without any secret."""
    return hashlib.blake2s(content, digest_size=DIGEST_BYTES).digest()


def _read(path: Path) -> tuple[_Header, bytes, bytes]:
    """Header, the bytes that the seal is bound to, and the sealed rest. StoreError when the file is damaged."""
    try:
        raw = read_bounded(path, _MAX_LIST)
    except InputError:
        raise _damaged(path) from None
    content, digest = raw[:-DIGEST_BYTES], raw[-DIGEST_BYTES:]
    start = len(MAGIC) + 2
    size = int.from_bytes(content[len(MAGIC) : start], "big")
    if not content.startswith(MAGIC) or size > _MAX_HEADER or _digest(content) != digest:
        raise _damaged(path)
    try:
        header = msgspec.json.decode(content[start : start + size], type=_Header)
        salt, nonce = bytes.fromhex(header.salt), bytes.fromhex(header.nonce)
    except (msgspec.DecodeError, ValueError) as error:
        raise _damaged(path) from error
    # whoever can write here could forge the digest: no header may cost more memory than our own do
    cost = header.cost or Cost(2, 1, 1)
    sane = 2 <= cost.n <= 1 << 17 and cost.n & (cost.n - 1) == 0 and 1 <= cost.r <= 8 and 1 <= cost.p <= 8
    if not sane or len(salt) != SALT_BYTES or len(nonce) != NONCE_BYTES:
        raise _damaged(path)
    return header, content[: start + size], content[start + size :]


def _look(path: Path) -> ListInfo:
    try:
        header, _, _ = _read(path)
    except StoreError:
        return ListInfo(path.name.removesuffix(SUFFIX), 0, 0, None)
    return ListInfo(path.name.removesuffix(SUFFIX), header.made, header.added, header.lock)


def _info(header: _Header) -> ListInfo:
    return ListInfo(header.name, header.made, header.added, header.lock)


def _key(secret: Secret, header: _Header) -> bytes:
    salt = bytes.fromhex(header.salt)
    if secret.lock is Lock.KEY:
        return hashlib.blake2b(secret.material, digest_size=32, salt=salt, person=b"fk-nodliste").digest()
    cost = header.cost or Cost()
    memory = 128 * cost.r * (cost.n + cost.p + 2) + (1 << 20)
    return hashlib.scrypt(secret.material, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=memory, dklen=32)


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"Nødlisten i {path} er beskadiget og kan ikke åbnes; læg listen ind igen, eller brug papirudgaven."
    )
