"""A kit's folder: kit.toml, the log, keys, copies of data and cards. Reads it, locks it."""

import fcntl
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Annotated

import msgspec

from fieldkit.core.device_url import NO_DEVICE, names_device
from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.terms import ROLE_DA, Role
from fieldkit.core.remedies import FetchCopy, Lacking, MakeKit
from fieldkit.paper.abilities import Letters, QrWay
from fieldkit.paper.widths import USUAL_WIDTH
from fieldkit.store.errors import store_errors
from fieldkit.store.files.bounded import SMALL_FILE, read_bounded
from fieldkit.store.files.durable import clear_leftovers, write_whole

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
    letters: Letters = Letters.DANISH
    qr: QrWay = QrWay.PRINTER
    cutter: bool = True
    """Whether the printer cuts by itself; else there is a line to tear at, past the edge."""
    dots: int | None = None
    """Dots across the paper; None as usual for so many columns."""
    preset: str | None = None
    """The speed of all the municipality's nodes (`MEDIUM_FAST` …); None takes the usual one."""
    municipality: int = 0
    """The municipality's code (kommunekode, `101` …), 0 when it was not said."""
    municipality_name: str = ""
    names_days: Annotated[int, msgspec.Meta(ge=0)] = 0
    """So many days after an incident the names of those who worked in it are kept, 0 when no period was set."""

    @property
    def has_radio(self) -> bool:
        return names_device(self.radio)

    @property
    def has_printer(self) -> bool:
        return names_device(self.printer)


OF_THE_PRINTER = ("letters", "qr", "cutter", "dots")
"""What is said of a printer only where it is not as usual."""
_TRIES, _TRY_AGAIN_S = 5, 0.02
"""So often, and so many seconds apart, the engine's lock is asked for before another process is believed to have it."""
_SAID_WHEN_NOT_USUAL = (*OF_THE_PRINTER, "municipality", "municipality_name", "names_days")
_USUAL = {field.name: field.default for field in msgspec.structs.fields(KitConfig)}


class Home:
    """Paths of one kit."""

    DATA = "data"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def config_path(self) -> Path:
        return self.folder / CONFIG_NAME

    @property
    def log_path(self) -> Path:
        return self.folder / LOG_NAME

    @property
    def making_path(self) -> Path:
        """There while a new kit is made: the names of what was not there when that began."""
        return self.folder / "init.json"

    @property
    def key_path(self) -> Path:
        return self.folder / "keys" / KEY_NAME

    @property
    def kit_key_path(self) -> Path:
        """The kit's own secret."""
        return self.key_path.with_name("kit.key")

    @property
    def root_path(self) -> Path:
        """The public half of the municipality's root."""
        return self.key_path.with_name("root.pub")

    @property
    def data(self) -> Path:
        """The roster's tables; the former ones while new ones take their place, also when the power went then."""
        final = self.folder / self.DATA
        return self.data_before if not final.exists() and self.data_before.is_dir() else final

    @property
    def data_before(self) -> Path:
        """The tables that were there before the last ones were taken in."""
        return self.folder / f"{self.DATA}.before"

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
    def neighbours(self) -> Path:
        """What is known of other municipalities, a folder for the code of each."""
        return self.folder / "neighbours"

    @property
    def paper(self) -> Path:
        """Where the virtual printer lays its paper."""
        return self.folder / "paper"

    @property
    def filed(self) -> Path:
        """Where a person's files for looking back go when no stick is in (`store.files.filed`)."""
        return self.folder / "filer"

    @property
    def parts(self) -> tuple[Path, ...]:
        """All that a new kit's folder gets, kit.toml last."""
        log = (self.folder / f"{LOG_NAME}{end}" for end in ("", "-wal", "-shm", "-journal"))
        kept = (self.folder / f"kept.db{end}" for end in ("", "-wal", "-shm", "-journal"))
        return (
            self.folder / self.DATA, self.cards, self.kept_cards, self.key_path.parent, *log, *kept,
            self.folder / "generation.json", self.folder / "log.last", self.config_path,
        )  # fmt: skip

    def exists(self) -> bool:
        return self.config_path.exists()

    def clear_leftovers(self) -> None:
        """What was in the making when the power went goes away; what a living process makes stays."""
        for folder in (self.folder, self.key_path.parent, self.kept_cards, self.vault, *self.neighbours.glob("*")):
            clear_leftovers(folder)
        if self.exists():  # made to its end, and the power went before that was told
            with suppress(OSError):
                self.making_path.unlink(missing_ok=True)

    def read_config(self) -> KitConfig:
        """InputError in one sentence when there is no kit here or kit.toml is wrong."""
        if not self.config_path.exists():
            self.refuse_without_config()
            raise InputError(f"Der er intet kit i {self.folder}.", MakeKit(Lacking.KIT))
        raw = read_bounded(self.config_path, SMALL_FILE)
        try:
            return msgspec.toml.decode(raw, type=KitConfig)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(
                f"{self.config_path} kan ikke læses ({_wrong_in(raw, error)}); ret linjen eller lav kittet igen."
            ) from error

    def refuse_without_config(self) -> None:
        """InputError when there is a log without its kit.toml: somebody has lost a file, and no kit is new."""
        if self.log_path.exists() and not self.config_path.exists() and not self.making_path.exists():
            raise InputError(f"Mappen {self.folder} har en log, men {CONFIG_NAME} mangler.", FetchCopy())

    def write_config(self, config: KitConfig) -> None:
        """Write kit.toml whole or not at all."""
        lines = [f"# Feltkit {ROLE_DA[config.role]}"]
        for name in config.__struct_fields__:
            value = getattr(config, name)
            if value is None or (name in _SAID_WHEN_NOT_USUAL and value == _USUAL[name]):
                continue
            lines.append(f"{name} = {_toml(value)}")
        write_whole(self.config_path, "\n".join(lines) + "\n")

    def change_config(self, name: str, value: str | int | None) -> None:
        """Set one line of kit.toml, or take it away for None, and leave the rest of it as people wrote it; InputError
        when it cannot be read."""
        self.read_config()
        with store_errors(self.config_path):
            lines = self.config_path.read_text(encoding="utf-8").splitlines()
        kept = [old for old in lines if old.partition("=")[0].strip() != name]
        if value is not None:
            kept.append(f"{name} = {_toml(value)}")
        write_whole(self.config_path, "\n".join(kept) + "\n")

    def lock_engine(self) -> IO[str] | None:
        """Hold the engine's lock; None when another process runs the engine. The lock dies with the process."""
        for _ in range(_TRIES - 1):  # somebody may be looking whether one runs
            if (lock := self._lock("engine.lock")) is not None:
                return lock
            time.sleep(_TRY_AGAIN_S)
        return self._lock("engine.lock")

    def engine_runs(self) -> bool:
        """Whether some process runs the engine now: also one that was killed is known to be gone."""
        with store_errors(self.folder):
            try:
                handle = (self.folder / "engine.lock").open(encoding="utf-8")
            except FileNotFoundError:
                return False
            with handle:
                try:
                    fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
        return False

    def lock_drafts(self) -> IO[str] | None:
        """Hold the lock of the console whose begun texts are kept; None when another console has it."""
        return self._lock("drafts.lock")

    def lock_exercise(self) -> IO[str] | None:
        """Hold the lock of whoever plays an exercise on this kit; None when another process does."""
        return self._lock("exercise.lock")

    def lock_data(self) -> IO[str] | None:
        """Hold the lock of whoever takes new tables in; None when another process does."""
        return self._lock("data.lock")

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


def _wrong_in(raw: bytes, error: Exception) -> str:
    """Where kit.toml is wrong and how, in Danish: what the parser says is English."""
    if isinstance(error, UnicodeDecodeError):
        line = raw.count(b"\n", 0, error.start) + 1
        return f"linje {line}: bogstaverne er ikke i UTF-8"
    said = str(error)
    if found := re.search(r"field `([^`]*)`", said):
        name = found[1]
        return f"“{name}” mangler" if "missing" in said else f"{_line_of(name, raw)}“{name}” er ingen indstilling"
    if found := re.search(r"`\$\.(\w+)`", said):
        return f"{_line_of(found[1], raw)}“{found[1]}” har en forkert værdi"
    if found := re.search(r"at line ([0-9]+)", said):
        return f"linje {found[1]} er ikke skrevet rigtigt"
    if "end of document" in said:
        return "den sidste linje er ikke skrevet færdig"
    return "den er ikke skrevet rigtigt"


def _line_of(name: str, raw: bytes) -> str:
    """`linje 3: `, or nothing when the name begins no line."""
    lines = raw.decode().splitlines()
    at = next((at for at, line in enumerate(lines, 1) if line.partition("=")[0].strip(" \t\"'") == name), None)
    return f"linje {at}: " if at is not None else ""


def _toml(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    if any(ord(c) < 32 for c in text):
        raise StoreError(f"“{text!r}” kan ikke stå i {CONFIG_NAME}; fjern linjeskift og styretegn.")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
