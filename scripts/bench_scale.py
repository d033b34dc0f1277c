"""What a kit's daily work costs as its log grows: each figure at 10,000 events and more as a ratio to 100 events.

`scripts/bench scale [EVENTS…]`, by default 100, 10,000 and 100,000; a million takes some minutes. One run, one disk, in
turn; every log is made from the same seed, with an incident every 20,000 events of which the last one runs.
"""

import asyncio
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench_terminal import OURS, on_terminal

from fieldkit.console.starting import quick_start
from fieldkit.core.carrier import Carrier
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.body import Body, RefBody
from fieldkit.core.facts.event import Event, Ref, make_event
from fieldkit.core.facts.said import Ack, CardAct, CardStep, EntrySort, Incident, Message, Note, Report
from fieldkit.core.facts.staff import Crew, Question
from fieldkit.core.facts.terms import Condition, Precedence, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchAct,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestState,
    RequestStatus,
)
from fieldkit.kit import Kit
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.store.backup import back_up
from fieldkit.store.files.home import LOG_NAME, KitConfig
from fieldkit.store.kept import KEPT_NAME

ROOT = Path(__file__).resolve().parents[1]
SIZES = (100, 10_000, 100_000)
INCIDENT_EVENTS = 20_000
BATCH = 20_000
DAY_EVENTS = 2_000
BACKUP_AT = 1_795_248_000
"""Eight in the morning, when a part of the day begins of which a copy is kept of a long log."""
AHEAD_S = 2.5
SCREENS = ("f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "h")
FIELDKIT = (
    sys.executable,
    "-c",
    "import sys; sys.argv[0] = 'fieldkit'; from fieldkit.cli import main; main(sys.argv[1:])",
)
GOALS = {
    100_000: {"note": 1.5, "board": 1.5, "start": 1.3, "key": 1.2},
    1_000_000: {"note": 3.0, "board": 3.0, "start": 2.6, "key": 2.4},
}
"""Ratios to 100 events that are not to be passed, by the first word of a figure."""
MOST = {
    100_000: {"search": 0.3, "engine MB": 80, "console MB": 80},
    1_000_000: {"search": 0.6, "engine MB": 160, "console MB": 160},
}
"""Seconds and MB that are not to be passed."""


def facts(kit: Kit, events: int) -> Iterator[Event]:
    """A mixture as in a morning of many kits: half of them reports, messages and forstået a third."""
    rng = random.Random(1)
    places = [place.number for place in kit.roster.places]
    seqs = dict.fromkeys(range(1, 27), 1) | {kit.identity.kit: kit.identity.first + 1}
    now = kit.now() - 60
    step = max(6 * 3600, events * 3.0) / events
    written: list[Ref] = []
    asked: list[Ref] = []
    sent: list[Ref] = []
    notices: list[Ref] = []
    pointed_at: dict[type[Body], list[Ref]] = {Message: written, Request: asked, Dispatch: sent, Notice: notices}
    tag = 0

    def body(index: int) -> Body:
        place, pick = rng.choice(places), rng.random()
        if pick < 0.5:
            topics = {
                topic: TopicState(Condition.SHORTAGE, rng.choice([None, 6])) for topic in rng.sample(list(Topic), 3)
            }
            note = rng.choice(["", "", "Vi mangler tæpper i børnehuset"])
            return Report(place, topics, rng.randrange(90), rng.randrange(20), note=note, by="leder")
        if pick < 0.65:
            text = f"Besked {index}: vandvognen kommer til Ærøgade kl. {index % 24}"
            to = rng.choice(["all", "secretariat", str(place)])
            return Message(text, int(to) if to.isdigit() else to, rng.choice(list(Precedence)), sender=place)
        if pick < 0.80 and written:
            return Ack(RefBody(*rng.choice(written[-200:])), "Øvelse Modtager", place)
        if pick < 0.88:
            return Note(f"Notat {index} om vejen ved skolen", rng.choice(list(EntrySort)), "vagt")
        if pick < 0.91:
            return Request("tæpper", place, count=rng.randrange(1, 90), unit="stk.")
        if pick < 0.94 and asked:
            return RequestStatus(RefBody(*rng.choice(asked[-100:])), rng.choice(list(RequestState)), holder="Vej")
        if pick < 0.955:
            return Crew(f"Øvelse {rng.randrange(60)}", place, "runner", out=rng.random() < 0.5)
        if pick < 0.97:
            return Question(f"Hvornår kommer strømmen {rng.randrange(50)}?", place)
        if pick < 0.978 and written:
            return Dispatch("Øvelse Runner", 1, route=(place,), refs=(RefBody(*rng.choice(written[-50:])),))
        if pick < 0.985 and sent:
            return DispatchStatus(RefBody(*sent.pop(rng.randrange(len(sent)))), DispatchAct.RETURNED, by="vagt")
        if pick < 0.988:
            return Notice(f"Vand {index}", "Vandvognen holder ved skolen", "all")
        if pick < 0.993 and notices:
            return NoticePlace(RefBody(*rng.choice(notices[-5:])), place, rng.random() < 0.6)
        return CardStep(rng.choice(["alarm", "skole-stroem"]), CardAct.TICK, rng.randrange(1, 8), by="vagt")

    for index in range(events):
        author, begins = rng.choice(list(seqs)), index % INCIDENT_EVENTS == 0
        if begins:
            if tag:
                over = Incident(tag, stop=True)
                at = hlc_of_unix(now - (events - index) * step)
                yield make_event(over, kit=2, epoch=0, seq=seqs[2], hlc=at, incident=tag)
                seqs[2] += 1
            tag = 1000 + index // INCIDENT_EVENTS
        said: Body = Incident(tag, name=f"Hændelse {tag}") if begins else body(index)
        at = hlc_of_unix(now - (events - index) * step)
        epoch = kit.identity.epoch if author == kit.identity.kit else 0
        event = make_event(said, kit=author, epoch=epoch, seq=seqs[author], hlc=at, incident=tag)
        seqs[author] += 1
        if type(said) in pointed_at:
            pointed_at[type(said)].append(event.ref)
        yield event


def make_home(folder: Path, events: int) -> Path:
    """A secretariat's kit with so many events, kept as a start and an end leave it."""
    home = folder / str(events)
    kit = Kit.create(home, KitConfig(1, Role.SECRETARIAT, "sekretariat", 1), data=ROOT / "data", cards=ROOT / "cards")
    batch: list[Event] = []
    for event in facts(kit, events):
        batch.append(event)
        if len(batch) == BATCH:
            kit.log.insert(batch, carrier=Carrier.BUNDLE, arrived=int(kit.now()))
            batch = []
    kit.log.insert(batch, carrier=Carrier.BUNDLE, arrived=int(kit.now()))
    kit.close()
    Kit.open(home).close()
    return home


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """The median of so many."""
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def command(home: Path, *arguments: str) -> Callable[[], object]:
    settings = {**os.environ, "FIELDKIT_HOME": str(home), "PYTHONPATH": str(ROOT)}

    def run() -> None:
        subprocess.run([*FIELDKIT, *arguments], env=settings, check=True, stdout=subprocess.DEVNULL)

    return run


async def keys(home: Path, wait_s: float = AHEAD_S, screens: tuple[str, ...] = SCREENS) -> dict[str, float]:
    """Seconds from a key until Pilot finds the screen drawn and at rest: the region's own key, an arrow after it; so
    long after the first screen stood (by default until the console has loaded ahead what the others will show).

    `paint`: seconds until the last painting that follows from it. Pilot looks in steps of 20 ms, and a screen that 100
    events leave empty is painted in less than one.
    """
    from fieldkit.console.app import FeltkitApp

    painted = [0.0]

    class Painting(FeltkitApp):
        """Notes when it paints."""

        def _display(self, screen: Any, renderable: Any) -> None:
            super()._display(screen, renderable)
            painted[0] = time.perf_counter()

    quick_start()
    kit = Kit.open(home)
    app = Painting(kit)
    app.operator = "Øvelse"
    found = {}
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await asyncio.sleep(wait_s)
        await pilot.pause()
        for key in screens:
            for name, press in ((key, key), (f"{key} down", "down")):
                began = time.perf_counter()
                await pilot.press(press)
                await pilot.pause()
                found[f"key {name}"] = time.perf_counter() - began
                if painted[0] > began:  # F9 has nothing to go down to
                    found[f"paint {name}"] = painted[0] - began
    kit.close()
    return found


KEYS = "import sys; sys.path.insert(0, 'scripts'); import bench_scale as b, json; from pathlib import Path; "
CHILD = {
    "keys": KEYS + "import asyncio; print(json.dumps(asyncio.run(b.keys(Path(sys.argv[1])))))",
    "at once": KEYS + "import asyncio; print(json.dumps(asyncio.run(b.keys(Path(sys.argv[1]), 0, ('f3',)))))",
    "merge": KEYS + "print(json.dumps(b.merge(Path(sys.argv[1]))))",
    "backup": KEYS + "print(json.dumps(b.backup(Path(sys.argv[1]))))",
    "day": KEYS + "print(json.dumps(b.bundle_day(Path(sys.argv[1]))))",
}


def child(name: str, home: Path) -> dict[str, float]:
    """Measured in a process of its own, with its highest memory in MB."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(write, 1)
        os.environ["PYTHONPATH"] = str(ROOT)
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", CHILD[name], str(home)])
    os.close(write)
    with os.fdopen(read) as said:
        told = json.loads(said.read())
    _, status, used = os.wait4(pid, 0)
    assert status == 0, f"{name} failed"
    return {**told, "peak MB": used.ru_maxrss / 1024}


def merge(home: Path) -> dict[str, float]:
    """Seconds that taking in 100 new events of another kit takes."""
    kit = Kit.open(home)
    fresh = others(100, kit.now())
    began = time.perf_counter()
    kit.merge(fresh, Carrier.SLIP)
    took = time.perf_counter() - began
    kit.close()
    return {"merge 100": took}


def others(many: int, now: float) -> list[Event]:
    """New events of a kit that is nowhere else."""
    epoch = int.from_bytes(os.urandom(2), "big")
    return [
        make_event(Note(f"nyt {n}", EntrySort.NOTE), kit=77, epoch=epoch, seq=n, hlc=hlc_of_unix(now))
        for n in range(1, many + 1)
    ]


def backup(home: Path) -> dict[str, float]:
    """Seconds and MB written of a backup after 100 new events, when two have been made before in that part of a day."""
    kit = Kit.open(home)
    took, wrote = [], []
    with tempfile.TemporaryDirectory(prefix=".stick-", dir=home.parent) as stick:
        for hour in range(6):
            kit.merge(others(100, kit.now()), Carrier.SLIP)
            before, began = written_mb(), time.perf_counter()
            back_up(kit.log, kit.home, kit.config.number, Path(stick), BACKUP_AT + hour * 3600)
            took.append(time.perf_counter() - began)
            wrote.append(written_mb() - before)
    kit.close()
    return {"backup": statistics.median(took[2:]), "backup MB written": statistics.median(wrote[2:])}


def written_mb() -> float:
    """What this process has handed to the system to be written."""
    told = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(told["wchar"]) / 1e6


def bundle_day(home: Path) -> dict[str, float]:
    """Seconds that a bundle takes to be imported that has a day's new events beside all that is here. Memory is told of
    this and of making it."""
    with tempfile.TemporaryDirectory(prefix=".other-", dir=home.parent) as folder:
        shutil.copytree(home, Path(folder) / "kit")
        other = Kit.open(Path(folder) / "kit")
        other.log.insert(others(DAY_EVENTS, other.now()), carrier=Carrier.SLIP, arrived=int(other.now()))
        export_bundle(other, Path(folder) / "day.fkb")
        other.close()
        kit = Kit.open(home)
        began = time.perf_counter()
        told = import_bundle(kit, Path(folder) / "day.fkb")
        took = time.perf_counter() - began
        assert told.new >= DAY_EVENTS
        kit.close()
    return {"bundle day": took}


def sizes_of(home: Path, events: int) -> dict[str, float]:
    """Bytes an event on the disk: the table of events with its indexes, the local tables, what is kept."""
    kit = Kit.open(home)
    kit.log.checkpoint()
    kit.close()
    log = (home / LOG_NAME).stat().st_size
    with closing(sqlite3.connect(home / LOG_NAME)) as db:
        try:
            sql = "SELECT sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name=s.name WHERE m.tbl_name='events'"
            table = int(db.execute(sql).fetchone()[0])
        except sqlite3.Error:  # this SQLite does not tell of its pages
            table = log
    kept = sum(path.stat().st_size for path in home.glob(f"{KEPT_NAME}*"))
    found = {"": log + kept, " (log)": table, " (local tables)": log - table, " (kept)": kept}
    return {f"bytes an event{what}": size / max(1, events) for what, size in found.items()}


def engine_mb(home: Path) -> float:
    """Highest memory of an engine that runs for some seconds."""
    pid = os.fork()
    if pid == 0:
        os.environ.update(FIELDKIT_HOME=str(home), PYTHONPATH=str(ROOT))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        os.execv(sys.executable, [*FIELDKIT, "run", "--for", "5"])
    _, status, used = os.wait4(pid, 0)
    assert status == 0, "the engine failed"
    return used.ru_maxrss / 1024


def measure(home: Path) -> dict[str, float]:
    found = {
        "open": seconds(lambda: Kit.open(home).close()),
        "note": seconds(command(home, "note", "hej")),
        "board": seconds(command(home, "board")),
        "log since all": seconds(command(home, "log", "--since", "1-0002"), 3),
        "log since 50": seconds(command(home, "log", "--since", _number(home, 50)), 3),
        "search": seconds(command(home, "log", "--search", "notat 42"), 3),
        "start": statistics.median(on_terminal(OURS.format(home=str(home)), stay_s=0)["painted"] for _ in range(5)),
        "engine MB": engine_mb(home),
        **sizes_of(home, _events(home)),
    }
    runs = [child("keys", home) for _ in range(3)]
    for name in runs[0]:
        value = statistics.median(run[name] for run in runs)
        found["console MB" if name == "peak MB" else name] = value
    found["at once f3"] = child("at once", home)["key f3"]
    for name in ("merge", "backup", "day"):
        told = child(name, home)
        found |= {what: value for what, value in told.items() if what != "peak MB"}
        if name == "day":
            found["bundle day MB"] = told["peak MB"]
    return found


def _number(home: Path, back: int) -> str:
    """The number of the event that so many came after."""
    kit = Kit.open(home)
    found = kit.reading.latest(back + 1)[-1].number
    kit.close()
    return found


def _events(home: Path) -> int:
    kit = Kit.open(home)
    many = kit.log.count()
    kit.close()
    return many


def bench_scale(sizes: tuple[int, ...]) -> dict[str, object]:
    """Every figure at every size, and each as a ratio to the first."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
        absolute = {}
        for size in sizes:
            absolute[size] = measure(make_home(Path(folder), size))
            print(f"{size}: {json.dumps({k: round(v, 4) for k, v in absolute[size].items()})}", file=sys.stderr)
    first = absolute[sizes[0]]
    ratios = {
        str(size): {name: round(value / first[name], 2) for name, value in found.items()}
        for size, found in absolute.items()
    }
    missed = [
        f"{name} at {size}: {ratio} (goal {goal})"
        for size, goals in GOALS.items()
        for name, ratio in ratios.get(str(size), {}).items()
        if (goal := goals.get(name.split()[0])) is not None and ratio > goal
    ]
    missed += [
        f"{name} at {size}: {absolute[size][name]:.3g} (goal {goal})"
        for size, goals in MOST.items()
        for name, goal in goals.items()
        if size in absolute and absolute[size][name] > goal
    ]
    return {
        "ratios to the first size": ratios,
        "ratios to the size before": {
            str(size): {name: round(value / absolute[before][name], 2) for name, value in absolute[size].items()}
            for before, size in pairwise(sizes)
        },
        "absolute": {str(size): {k: round(v, 4) for k, v in found.items()} for size, found in absolute.items()},
        "missed": missed,
    }


def main(arguments: list[str]) -> None:
    sizes = tuple(int(one.replace(",", "").replace("_", "")) for one in arguments) or SIZES
    print(json.dumps(bench_scale(sizes), indent=2))
