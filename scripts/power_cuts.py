"""Power cuts at real commands: what each may leave of all files that a kit writes, and what the kit makes of it after.

Every command that writes is run once under strace, from a kit that is in use; at random moments of it the power goes,
and what the disk may hold then (tests/support/torn_disk.py) is laid out and opened. Bad is: a traceback, a refusal to
read, a word of it that was acknowledged and is gone, a number that is given out again, a list, card, key, setting or
paper on a stick that is neither as before nor as after, a leftover that stays. One JSON document.
"""

import argparse
import contextlib
import functools
import io
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

from torn_disk import STRACE, Disk, Op, lay_out, record  # noqa: E402

from fieldkit.cli import main as program  # noqa: E402
from fieldkit.core.errors import FieldkitError  # noqa: E402
from fieldkit.core.facts.event import Ref, says  # noqa: E402
from fieldkit.core.facts.said import Note  # noqa: E402
from fieldkit.kit import Kit  # noqa: E402
from fieldkit.resync.bundle import check_bundle  # noqa: E402
from fieldkit.store.files.keys import read_key  # noqa: E402
from fieldkit.store.files.roster import load_roster  # noqa: E402
from fieldkit.store.files.wrapped_keys import KEYS_NAME, unwrap_keys  # noqa: E402
from fieldkit.store.log import Log  # noqa: E402

FIELDKIT = [sys.executable, "-c", "from fieldkit.cli import main; main()"]
MEDIA = "stick"
"""Beside the kit's folder `kit`: what is written to another medium."""


@dataclass
class Case:
    """One command that writes, and what it came to."""

    name: str
    arguments: tuple[str, ...]
    images: int = 0
    operations: int = 0
    bad: list[str] = field(default_factory=list)


CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("init", ("init", "--number", "7", "--role", "meeting-point", "--place", "uglemoseskolen",
              "--data", "DATA", "--cards", "CARDS")),
    ("note", ("note", "en linje til")),
    ("roster import", ("roster", "import", "STICK/lister")),
    ("card start", ("card", "start", "alarm")),
    ("slip picture", ("slip", "make", "--to", "STICK/seddel.png")),
    ("vault add", ("vault", "add", "STICK/klasse.csv", "--key", "STICK/vagt.key")),
    ("vault purge", ("vault", "purge", "--all")),
    ("roster export", ("roster", "export", "STICK/ud")),
    ("bundle export", ("bundle", "export", "STICK/kit.fkb")),
    ("bundle to stick", ("bundle", "export", "--stick", "STICK")),
    ("bundles from stick", ("bundle", "import", "--stick", "STICK")),
    ("bundle import", ("bundle", "import", "STICK/andet.fkb")),
    ("backup", ("backup", "STICK/kopi")),
    ("backup with keys", ("backup", "STICK/kopi", "--with-keys", "--passphrase-file", "STICK/ord")),
    ("restore", ("restore", "STICK/kopi", "--passphrase-file", "STICK/ord")),
    ("journal", ("journal", "--out", "STICK/journal.html")),
    ("print to file", ("print", "board", "--to", "STICK/papir.bin")),
    ("keys new", ("keys", "new", "STICK/ny.key")),
    ("run", ("run", "--for", "1")),
)  # fmt: skip
"""Commands in the words of the command line; STICK, DATA and CARDS are folders."""
PASSPHRASE = "tørv hest måne søm"
WRITTEN = ("seddel.png", "kit.fkb", "journal.html", "papir.bin", "ny.key")
"""What a command writes on the stick: whole, or not there."""


def run_program(*arguments: str, home: Path) -> tuple[int, str, str]:
    """A command in this process: status, output, what it said on stderr."""
    out, err = io.BytesIO(), io.BytesIO()
    with io.TextIOWrapper(out, "utf-8") as said, io.TextIOWrapper(err, "utf-8") as told:
        status = 1
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
            try:
                program(["--home", str(home), *arguments])
            except SystemExit as stop:
                status = stop.code if isinstance(stop.code, int) else 1
        said.flush()
        told.flush()
        return status, out.getvalue().decode(), err.getvalue().decode()


def in_use(place: Path) -> None:
    """A kit as it is in use: words, lists, cards that run, an emergency list; and a stick with what comes to it."""
    home, stick = place / "kit", place / MEDIA
    stick.mkdir(parents=True)
    made = ["--number", "1", "--role", "secretariat", "--place", "sekretariat"]
    said: list[tuple[str, ...]] = [
        ("init", *made, "--data", str(ROOT / "data"), "--cards", str(ROOT / "cards")),
        ("incident", "start", "Strømsvigt"),
        *(("note", f"notat {number}") for number in range(5)),
        ("vault", "key", str(stick / "vagt.key")),
    ]
    shutil.copytree(ROOT / "data", stick / "lister")
    places = stick / "lister" / "steder.csv"
    places.write_text(places.read_text("utf-8-sig").replace("Uglemoseskolen", "Uglemoseskolen ny"), "utf-8-sig")
    (stick / "klasse.csv").write_text("navn;medicin\nØvelse Andersen;ingen\n", "utf-8")
    said.append(("vault", "add", str(stick / "klasse.csv"), "--key", str(stick / "vagt.key"), "--name", "gammel"))
    said.append(("roster", "import", str(ROOT / "data")))
    (stick / "ord").write_text(f"{PASSPHRASE}\n", "utf-8")
    said.append(("backup", str(stick / "kopi"), "--with-keys", "--passphrase-file", str(stick / "ord")))
    said.append(("bundle", "export", "--stick", str(stick)))
    for words in said:
        status, _, err = run_program(*words, home=home)
        if status:
            raise SystemExit(f"{words}: {err}")
    other = place / "other"
    for words in (("init", "--number", "2", "--role", "meeting-point", "--place", "uglemoseskolen",
                   "--key", str(home / "keys" / "municipality.key")), ("note", "fra et andet kit"),
                  ("bundle", "export", str(stick / "andet.fkb"))):  # fmt: skip
        status, _, err = run_program(*words, home=other)
        if status:
            raise SystemExit(f"{words}: {err}")
    shutil.rmtree(other)


def rosters(folder: Path) -> list[str]:
    """What a roster may be: as before, as after."""
    brought = folder / MEDIA / "lister"
    return [sample_names(), *([folder_names(brought)] if brought.is_dir() else [])]


@functools.cache
def sample_names() -> str:
    return folder_names(ROOT / "data")


def folder_names(folder: Path) -> str:
    found, faults = load_roster(folder)
    return repr(faults) if found is None else ",".join(place.name for place in found.places)


def judge(place: Path, before: frozenset[bytes], done: bool, name: str) -> Iterator[str]:
    """What is wrong with an image: `before` are the events that were acknowledged before the command began."""
    home, stick = place / "kit", place / MEDIA
    if name == "restore":
        yield from _restored(place, done)
        return
    if name == "init" and not done and not (home / "kit.toml").exists():
        again = ["--number", "7", "--role", "meeting-point", "--place", "uglemoseskolen"]
        status, _, err = run_program("init", *again, "--data", str(ROOT / "data"), "--cards", str(ROOT / "cards"),
                                     home=home)  # fmt: skip
        if status:
            yield f"init again: {err.strip()}"
            return
    try:
        kit = Kit.open(home, check=True)
    except FieldkitError as error:
        yield f"open: {error}"
        return
    with contextlib.closing(kit):
        events = {row.event.id for row in kit.log.all()}
        if lost := before - events:
            yield f"{len(lost)} acknowledged events are gone"
        if kit.log.damaged or kit.log.forks() or kit.log.doubled():
            yield "damaged, forked or doubled"
        if kit.identity.renewed:
            yield f"a new epoch: {kit.identity.renewed}"
        if kit.key is None:
            yield "no key"
        refs = {row.event.ref for row in kit.log.all()}
        new = kit.record(Note("efter strømsvigt"))
        if Ref(*new.ref) in refs:
            yield f"{new.number} is given out again"
        if kit.library.roster_faults or folder_names(home / "data") not in rosters(place):
            yield f"the roster is neither the former nor the new: {kit.library.roster_faults[:1]}"
        if kit.library.card_faults or len(kit.cards) != len(list((ROOT / "cards").glob("*.md"))) - 1:
            yield f"cards: {kit.library.card_faults[:1]}"
        kept = [path for path in home.joinpath("kept-cards").glob("*") if path.suffix != ".md" or not path.read_text()]
        left = [path.name for folder in (home, home / "keys", home / "vault") if folder.is_dir()
                for path in folder.iterdir() if path.name.endswith((".new", ".part"))]  # fmt: skip
        left += [path.name for path in home.glob("incoming-*")] + [path.name for path in kept]
    for words in (("log",), ("board",), ("card", "list"), ("vault", "list"), ("card", "start", "alarm"),
                  ("print", "card", "alarm", "--text"), ("vault", "purge")):  # fmt: skip
        status, _, err = run_program(*words, home=home)
        if status and not (words[1:2] == ("start",) and "allerede" in err):
            yield f"{' '.join(words)}: {err.strip()[-200:]}"
    if vault := [path.name for path in (home / "vault").glob("*") if path.suffix != ".liste"]:
        left += vault
    if left:
        yield f"left over: {left}"
    _, listed, _ = run_program("vault", "list", home=home)
    if "beskadiget" in listed:
        yield f"a list is damaged: {listed}"
    if stick.exists():
        yield from _stick(stick, home)


def _stick(stick: Path, home: Path) -> Iterator[str]:
    for name in WRITTEN:
        path = stick / name
        if path.exists():
            yield from _paper(path, home)
    if (stick / "ud" / "steder.csv").exists():
        found, faults = load_roster(stick / "ud")
        if found is None or folder_names(stick / "ud") != sample_names() or not found.people:
            yield f"an export that is not whole: {faults[:1]}"
    copies = list((stick / "kopi").glob("kit-*/[0-9]*/log.db"))
    # an earlier one of the same hour has another name for the moment in which the new one takes its place
    copies = copies or list((stick / "kopi").glob("kit-*/old-*/log.db"))
    for copy in copies:
        try:
            Kit.open(copy.parent, check=True).close()
        except FieldkitError as error:
            yield f"a copy does not open: {error}"
    if not copies:
        yield "no copy is left"
    yield from _wrapped(stick / "kopi" / "kit-1" / KEYS_NAME)
    bundles = [path for path in stick.glob("kit-1-*.fkb") if not list(_paper(path, home))]
    if not bundles or len(bundles) < len(list(stick.glob("kit-1-*.fkb"))):
        yield f"{len(bundles)} whole bundles of the kit's own on the stick"


def _wrapped(path: Path) -> Iterator[str]:
    """What is wrong with wrapped keys. To open some takes a third of a second: the same bytes are opened once."""
    raw = path.read_bytes() if path.exists() else b""
    if raw not in _OPENED:
        try:
            whole = "municipality.key" in unwrap_keys(path, PASSPHRASE)
            _OPENED[raw] = "" if whole else "the wrapped keys are not whole"
        except (FieldkitError, OSError) as error:
            _OPENED[raw] = f"the wrapped keys: {error}"
    if _OPENED[raw]:
        yield _OPENED[raw]


_OPENED: dict[bytes, str] = {}
"""What is wrong with wrapped keys, by all their bytes."""


def _restored(place: Path, done: bool) -> Iterator[str]:
    """What the power left of a restore: a kit, or nothing that keeps the next one from making it. Its copy is as it
    was."""
    home, stick = place / "kit", place / MEDIA
    if not (home / "kit.toml").exists():
        if done:
            yield "no kit though it was said to be there"
        words = ("restore", str(stick / "kopi"), "--passphrase-file", str(stick / "ord"))
        status, _, err = run_program(*words, home=home)
        if status:
            yield f"restore again: {err.strip()}"
            return
    for spoken in (("note", "efter gendannelsen"), ("log",), ("board",), ("card", "list")):
        status, _, err = run_program(*spoken, home=home)
        if status:
            yield f"{' '.join(spoken)}: {err.strip()[-200:]}"
    with contextlib.closing(Kit.open(home, check=True)) as kit:
        said = [row.event for row in kit.log.all() if says(row.event, Note)]
        if not {f"notat {number}" for number in range(5)} <= {event.body.text for event in said}:
            yield "not all notes came back"
        if kit.key is None or kit.own_key is None:
            yield "a key is missing"
        if kit.log.forks() or kit.log.doubled() or kit.log.damaged:
            yield "damaged, forked or doubled"
        new = next(event for event in said if event.body.text == "efter gendannelsen")
        if new.seq <= 1000:
            yield f"{new.number} is given out again"
    if left := [path.name for path in home.iterdir() if path.name.endswith(".new") or path.name == "init.json"]:
        yield f"left over: {left}"


def _paper(path: Path, home: Path) -> Iterator[str]:
    raw = path.read_bytes()
    match path.suffix:
        case ".png":
            whole = raw.startswith(b"\x89PNG") and raw.endswith(b"IEND\xaeB`\x82")
        case ".html":
            whole = raw.rstrip().endswith(b"</html>")
        case ".key":
            with contextlib.suppress(FieldkitError):
                read_key(path)
                return
            whole = False
        case ".fkb":
            with contextlib.closing(Kit.open(home)) as kit:
                try:
                    check_bundle(kit, path)
                    return
                except FieldkitError:
                    whole = False
        case _:
            whole = len(raw) > 300 and raw.strip(b"\0") == raw.rstrip(b"\0")
    if not whole:
        yield f"{path.name} is half written"


def events_of(place: Path) -> frozenset[bytes]:
    """What a kit has recorded, read from a copy: who opens a kit changes it."""
    with tempfile.TemporaryDirectory(dir=place.parent) as own:
        shutil.copytree(place / "kit", Path(own) / "kit")
        with contextlib.closing(Log.open(Path(own) / "kit" / "log.db")) as log:
            return frozenset(row.event.id for row in log.all())


def cut(
    case: Case, ops: list[Op], first: Path, work: Path, images: int, rng: random.Random, events: list[frozenset[bytes]]
) -> None:
    """Cut the power at so many moments of what was recorded: `events` are those acknowledged before and after it."""
    moments = sorted(rng.randint(0, len(ops)) for _ in range(images))
    disk, done = Disk([first]), 0
    for moment in moments:
        for op in ops[done:moment]:
            disk.do(op)
        done = moment
        place = work / "image"
        shutil.rmtree(place, ignore_errors=True)
        lay_out(disk.image(rng), first, place)
        (place / "kit").mkdir(parents=True, exist_ok=True)
        case.images += 1
        try:
            ended = moment == len(ops)
            wrong = list(judge(place, events[ended], ended, case.name))
        except Exception as error:  # noqa: BLE001 -- exactly what is looked for
            wrong = [f"{type(error).__name__}: {error}"]
        case.bad += [f"after {moment} of {len(ops)} operations: {one}" for one in wrong]


def run(images: int, seed: int, names: list[str], keep: Path | None = None) -> list[Case]:
    """All cases, `images` over all of them."""
    rng = random.Random(seed)
    chosen = [(name, words) for name, words in CASES if not names or name in names]
    cases = []
    shm = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="feltkit-cuts-", dir=shm if shm.is_dir() else None) as own:
        used = Path(own) / "used"
        in_use(used)
        for number, (name, words) in enumerate(chosen):
            case = Case(name, words)
            cases.append(case)
            place, first = Path(own) / "place", Path(own) / "first"
            for folder in (place, first):
                shutil.rmtree(folder, ignore_errors=True)
            if name == "init":
                place.mkdir()
                (place / "kit").mkdir()
            elif name == "restore":
                shutil.copytree(used, place)
                shutil.rmtree(place / "kit")
                (place / "kit").mkdir()
            else:
                shutil.copytree(used, place)
            swap = {"STICK": str(place / MEDIA), "DATA": str(ROOT / "data"), "CARDS": str(ROOT / "cards")}
            spoken = [word if (whole := word.split("/")[0]) not in swap else swap[whole] + word[len(whole) :]
                      for word in words]  # fmt: skip
            shutil.copytree(place, first)
            status, ops = record([*FIELDKIT, "--home", str(place / "kit"), *spoken], [place], Path(own) / "trace")
            if status:
                case.bad.append(f"the command itself ended with {status}")
                continue
            case.operations = len(ops)
            events = [frozenset[bytes]() if name in ("init", "restore") else events_of(first), events_of(place)]
            shutil.rmtree(place)  # back to what was there before, where the trace says that it lay
            shutil.move(first, place)
            share = images // len(chosen) + (number < images % len(chosen))
            cut(case, ops, place, Path(own) / "work", share, rng, events)
    return cases


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--images", type=int, default=1000, help="over all commands")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", action="append", default=[], help="a command by its name here")
    chosen = options.parse_args()
    if STRACE is None:
        print("strace mangler: sudo apt install strace. [strace is missing]", file=sys.stderr)
        return 2
    begin = time.monotonic()
    cases = run(chosen.images, chosen.seed, chosen.only)
    bad = sum(bool(case.bad) for case in cases)
    told = {
        "images": sum(case.images for case in cases),
        "bad": sum(len(case.bad) for case in cases),
        "seconds": round(time.monotonic() - begin),
        "commands": {
            case.name: {"operations": case.operations, "images": case.images, "bad": case.bad[:5]} for case in cases
        },
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
