"""Every file of a kit's folder damaged in every way, then every command. One JSON document.

A bit is flipped, a sector zeroed, an end cut off, all of it gone: whatever is asked of the kit then ends with an answer
or one sentence, never a traceback; nothing is begun anew behind anybody's back: no number is given out again, no key of
the municipality and no log is made, and of a key of its own that a kit makes in place of one that is gone it tells; and
what can be read is read. Exit 1 otherwise.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

from every_command import commands, run_program  # noqa: E402

from fieldkit.store.log import Log  # noqa: E402

SECTOR = 4096
IN_USE = (
    ("init", "--number", "1", "--role", "secretariat", "--place", "sekretariat", "--printer", "virtual:",
     "--data", "DATA", "--cards", "CARDS"),
    ("incident", "start", "Strømsvigt"),
    ("report", "uglemoseskolen", "vand! mad ok", "--by", "Øvelse Andersen"),
    ("message", "Kan I sende tæpper?", "--to", "uglemoseskolen"),
    ("request", "new", "tæpper", "--place", "uglemoseskolen"),
    ("card", "start", "alarm"),
    ("answer", "set", "Vand", "Kog vandet", "--on-behalf", "--by", "Øvelse Andersen"),
    ("roster", "change", "steder", "uglemoseskolen", "adresse=Prøvevej 9", "--by", "Øvelse Andersen"),
    ("vault", "key", "STICK/vagt.key"),
    ("vault", "add", "STICK/klasse.csv", "--key", "STICK/vagt.key", "--name", "klasse"),
    ("roster", "import", "DATA"),
    ("print", "board"),
    ("run", "--for", "1"),
)  # fmt: skip
OWN_KEY, OWN_KEY_TOLD = "kit.key", "egen nøgle var væk"
"""The only key that a kit may make by itself (`store.files.kit_key`), and what `doctor` says of it."""
LATER = (("log",), ("board",), ("doctor",), ("note", "efter skaden"), ("log",))
"""What is asked of every damaged kit; in turn one of all the other commands is asked too."""


def in_use(place: Path) -> None:
    """A kit with all the files that one has, and its log not yet moved out of the WAL."""
    stick = place / "stick"
    stick.mkdir(parents=True)
    (stick / "klasse.csv").write_text("navn;medicin\nØvelse Andersen;ingen\n", "utf-8")
    swap = {"STICK": str(stick), "DATA": str(ROOT / "data"), "CARDS": str(ROOT / "cards")}
    for words in IN_USE:
        spoken = [swap[top] + word[len(top) :] if (top := word.split("/")[0]) in swap else word for word in words]
        status, said = run_program(*spoken, home=place / "kit")
        if status:
            raise SystemExit(f"{words}: {said}")
    (place / "kit" / "drafts.lock").touch()
    home = place / "kit"
    with closing(Log.open(home / "log.db")):  # as when the power goes: the last words are in the WAL alone
        for number in range(3):
            run_program("note", f"det sidste før strømmen gik: {number}", home=home)
        shutil.copytree(home, place / "cut")
    shutil.rmtree(home)
    (place / "cut").rename(home)


def damages(raw: bytes, rng: random.Random, times: int) -> Iterator[tuple[str, bytes | None]]:
    """So many damages of a file's bytes, each with its name; None: it is gone."""
    yield "gone", None
    yield "empty", b""
    for _ in range(times):
        at = rng.randrange(len(raw)) if raw else 0
        if raw:
            bit = 1 << rng.randrange(8)
            yield f"bit {bit} of byte {at}", raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
            yield f"top bit of byte {at}", raw[:at] + bytes([raw[at] ^ 0x80]) + raw[at + 1 :]
            begin = at // SECTOR * SECTOR
            zeros = bytes(min(SECTOR, len(raw) - begin))
            yield f"sector at {begin} zeroed", raw[:begin] + zeros + raw[begin + SECTOR :]
            yield f"cut off at {at}", raw[:at]
            yield f"cut off at sector {begin}", raw[:begin]
            noise = rng.randbytes(len(zeros))
            yield f"sector at {begin} noise", raw[:begin] + noise + raw[begin + SECTOR :]


def numbers(log: Path) -> dict[str, list[str]]:
    """By number, the ids of the events that have it; those that were ever given out."""
    found: dict[str, list[str]] = {}
    with closing(Log.open(log)) as opened:
        for row in opened.all():
            found.setdefault(row.event.number, []).append(row.event.id.hex())
    return found


def judge(home: Path, given: dict[str, list[str]], asked: list[tuple[str, ...]], stick: Path) -> Iterator[str]:
    """What is wrong with how a damaged kit answers. `given`: the numbers that were given out before."""
    keys_before = {path.name for path in (home / "keys").glob("*")}
    lost_log = not (home / "log.db").exists()
    lost_config = not (home / "kit.toml").exists()
    told = ""
    for words in asked:
        swap = {"STICK": str(stick), "CARDS": str(ROOT / "cards")}
        spoken = [swap[top] + word[len(top) :] if (top := word.split("/")[0]) in swap else word for word in words]
        try:
            status, said = run_program(*spoken, home=home)
        except BaseException as error:  # noqa: BLE001 -- exactly what is looked for
            last = traceback.extract_tb(error.__traceback__)[-1]
            yield f"{' '.join(words)}: {type(error).__name__}: {str(error)[:150]} ({last.filename}:{last.lineno})"
            continue
        told += " ".join(said.split())
        if "Traceback" in said:
            yield f"{' '.join(words)}: traceback"
        if status and not said.strip():
            yield f"{' '.join(words)}: ended with {status} and said nothing"
    if lost_log and (home / "log.db").exists():
        yield "a log was begun"
    if lost_config and (home / "kit.toml").exists():
        yield "a kit was begun"
    made = {path.name for path in (home / "keys").glob("*")} - keys_before
    if made - {OWN_KEY}:
        yield "a key of the municipality was made"
    if made and OWN_KEY_TOLD not in told:
        yield "the kit made a key of its own and told nobody"
    try:
        now = numbers(home / "log.db")
    except Exception:  # noqa: BLE001 -- a log that cannot be opened gives out no number
        return
    for number, ids in now.items():
        if number in given and not set(ids) <= set(given[number]):
            yield f"{number} was given out again"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=4, help="of each damage that has a place in the file")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="files whose names have this in them")
    options.add_argument("--most", type=int, default=1 << 30, help="damages in all, evenly over the files")
    chosen = options.parse_args()
    begin, rng = time.monotonic(), random.Random(chosen.seed)
    told: dict[str, object] = {}
    wrong = tried = given_commands = 0
    others = [words for words in commands() if words[0] not in ("init",)]
    shm = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="feltkit-damage-", dir=shm if shm.is_dir() else None) as own:
        used, place = Path(own) / "used", Path(own) / "place"
        in_use(used)
        copy = Path(own) / "copy"
        shutil.copytree(used / "kit", copy)
        given = numbers(copy / "log.db")
        files = [path for path in sorted((used / "kit").rglob("*")) if path.is_file() and path.suffix != ".lock"]
        files = [path for path in files if chosen.only in str(path)]
        few = {
            path.parent.name: path for path in files if path.parent.name in ("cards", "data", "data.before", "paper")
        }
        files = [path for path in files if path.parent.name not in few] + list(few.values())
        share = max(1, chosen.most // max(1, len(files)))
        for file in files:
            name = str(file.relative_to(used / "kit"))
            found: list[str] = []
            every = list(damages(file.read_bytes(), rng, chosen.times))
            for what, damaged in rng.sample(every, min(share, len(every))):
                shutil.rmtree(place, ignore_errors=True)
                shutil.copytree(used, place)
                target = place / "kit" / name
                if damaged is None:
                    target.unlink()
                else:
                    target.write_bytes(damaged)
                asked = [*LATER, others[tried % len(others)], others[(tried * 7) % len(others)]]
                tried += 1
                given_commands += len(asked)
                found += [f"{what}: {one}" for one in judge(place / "kit", given, asked, place / "stick")]
            told[name] = found[:6]
            wrong += len(found)
    shown = {name: found for name, found in told.items() if found}
    counted = {"files": len(told), "damages": tried, "commands": given_commands, "wrong": wrong}
    seconds = round(time.monotonic() - begin)
    print(json.dumps({**counted, "seconds": seconds, "found": shown}, ensure_ascii=False, indent=1))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
