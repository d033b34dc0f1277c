"""A kit's folder: kit.toml, the log, keys, copies of data and cards. Makes it, reads it, locks it."""

import fcntl
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import msgspec

from fieldkit.core.device_url import NO_DEVICE, names_device
from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.terms import ROLE_DA, Role
from fieldkit.core.remedies import ChooseFolder, ChooseOtherHome, Lacking, MakeKit
from fieldkit.paper.widths import USUAL_WIDTH
from fieldkit.store.errors import store_errors

LOG_NAME = "log.db"
CONFIG_NAME = "kit.toml"
KEY_NAME = "municipality.key"


class KitConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What kit.toml says. `number` 1..65535 is unique in the municipality; `place` is a slug of the roster."""

    number: int
    role: Role
    place: str
    place_number: int
    radio: str = NO_DEVICE
    printer: str = NO_DEVICE
    columns: int = USUAL_WIDTH
    """Columns of the printer's paper, one of `paper.widths`."""
    code_page: int | None = None
    """Slot n of `ESC t n` as read off the printed test page; None takes the usual one."""
    preset: str | None = None
    """The speed of all the municipality's nodes (`MEDIUM_FAST` …); None takes the usual one."""

    @property
    def has_radio(self) -> bool:
        return names_device(self.radio)

    @property
    def has_printer(self) -> bool:
        return names_device(self.printer)


class Home:
    """Paths of one kit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def config_path(self) -> Path:
        return self.folder / CONFIG_NAME

    @property
    def log_path(self) -> Path:
        return self.folder / LOG_NAME

    @property
    def key_path(self) -> Path:
        return self.folder / "keys" / KEY_NAME

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def cards(self) -> Path:
        return self.folder / "cards"

    @property
    def kept_cards(self) -> Path:
        """Card texts that runs were started on."""
        return self.folder / "kept-cards"

    @property
    def vault(self) -> Path:
        """Emergency lists, encrypted."""
        return self.folder / "vault"

    @property
    def paper(self) -> Path:
        """Where the virtual printer lays its paper."""
        return self.folder / "paper"

    def exists(self) -> bool:
        return self.config_path.exists()

    def read_config(self) -> KitConfig:
        """InputError in one sentence when there is no kit here or kit.toml is wrong."""
        if not self.config_path.exists():
            raise InputError(f"Der er intet kit i {self.folder}.", MakeKit(Lacking.KIT))
        with store_errors(self.config_path):
            raw = self.config_path.read_bytes()
        try:
            return msgspec.toml.decode(raw, type=KitConfig)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(
                f"{self.config_path} kan ikke læses ({error}); ret linjen eller lav kittet igen."
            ) from error

    def write_config(self, config: KitConfig) -> None:
        """Write kit.toml whole or not at all."""
        lines = [f"# Feltkit {ROLE_DA[config.role]}"]
        for name in config.__struct_fields__:
            value = getattr(config, name)
            if value is None:
                continue
            lines.append(f"{name} = {value}" if isinstance(value, int) else f"{name} = {_quoted(str(value))}")
        write_whole(self.config_path, "\n".join(lines) + "\n")

    def change_config(self, name: str, value: str | int) -> None:
        """Set one line of kit.toml and leave the rest of it as people wrote it; InputError when it cannot be read."""
        self.read_config()
        with store_errors(self.config_path):
            lines = self.config_path.read_text(encoding="utf-8").splitlines()
        line = f"{name} = {value}" if isinstance(value, int) else f"{name} = {_quoted(value)}"
        kept = [old for old in lines if old.partition("=")[0].strip() != name]
        write_whole(self.config_path, "\n".join([*kept, line]) + "\n")

    def lock_engine(self) -> IO[str] | None:
        """Hold the engine's lock; None when another process runs the engine. The lock dies with the process."""
        return self._lock("engine.lock")

    def lock_drafts(self) -> IO[str] | None:
        """Hold the lock of the console whose begun texts are kept; None when another console has it."""
        return self._lock("drafts.lock")

    def _lock(self, name: str) -> IO[str] | None:
        path = self.folder / name
        with store_errors(path):
            handle = path.open("a", encoding="utf-8")
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                handle.close()
                return None
        return handle


def make_room(folder: Path) -> bool:
    """Make a new kit's folder; whether it was this call that did, so that nobody else's is ever taken away again."""
    with store_errors(folder):
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            return False
    return True


def make_folder(home: Home, *, data: Path | None, cards: Path | None) -> None:
    """The folders of a new kit, with copies of data and cards. InputError when a kit is there already."""
    refuse_existing(home)
    if home.folder.exists() and not home.folder.is_dir():
        raise InputError(f"{home.folder} er en fil, ikke en mappe.", ChooseFolder())
    copies = [(source, target) for source, target in ((data, home.data), (cards, home.cards)) if source is not None]
    for source, target in copies:
        refuse_inside(source, target)
    with store_errors(home.folder):
        home.folder.mkdir(parents=True, exist_ok=True)
        for source, target in copies:
            shutil.copytree(source, target, dirs_exist_ok=True)


def refuse_existing(home: Home) -> None:
    """InputError when a kit is there already."""
    if home.exists() or home.log_path.exists():
        raise InputError(f"Der er allerede et kit i {home.folder}; det bliver ikke overskrevet.", ChooseOtherHome())


def refuse_inside(source: Path, target: Path) -> None:
    """InputError when `target` lies in `source`: a folder copied into itself has no end."""
    if target.resolve().is_relative_to(source.resolve()):
        raise InputError(f"Kittet ligger selv i {source.resolve()}; skriv mappen med listerne alene.")


def write_whole(path: Path, content: str | bytes, *, mode: int = 0o644) -> None:
    """Write a small file whole or not at all, and durably: temp file, fsync, rename, fsync of the folder."""
    write_pieces(path, [content.encode() if isinstance(content, str) else content], mode=mode)


def write_pieces(path: Path, pieces: Iterable[bytes], *, mode: int = 0o644) -> None:
    """The same of a file of any length. What a link points at is written; a device or a pipe is written to and never
    replaced."""
    if path.exists() and not path.is_file():
        with store_errors(path), path.open("wb") as there:
            there.writelines(pieces)
        return
    path = path.resolve() if path.is_symlink() else path
    temporary = path.with_name(path.name + ".new")
    with store_errors(path):
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as handle:
            handle.writelines(pieces)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _quoted(text: str) -> str:
    if any(ord(c) < 32 for c in text):
        raise StoreError(f"“{text!r}” kan ikke stå i {CONFIG_NAME}; fjern linjeskift og styretegn.")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
