"""Ratios of this project against the plainest thing that does the same, each pair measured in turn in one run."""

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench_terminal import OURS, on_terminal
from sqlite_utils import Database

from fieldkit.acts import incidents
from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Condition, Level, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.kit import Kit
from fieldkit.store.files.home import KitConfig
from fieldkit.store.log import EVENT_COLUMNS, Log
from fieldkit.store.schema import create_events

ROOT = Path(__file__).resolve().parents[1]
TOPICS = {topic: TopicState(Condition.SHORTAGE, 6) for topic in Topic}
COLUMNS = ", ".join(EVENT_COLUMNS)
BLOCK = 100
"""Records in a round: short, so that a disk that others use too is as busy for both of a pair."""
GOALS = {
    "record_vs_raw_sqlite": ">= 0.7",
    "merge_100k_vs_raw_attach": "<= 1.5",
    "first_paint_vs_bare_textual": "<= 1.6",
    "idle_cpu_vs_bare_textual": "<= 1.5",
    "idle_memory_vs_bare_textual": "<= 1.5",
    "list_bytes_vs_plain_text": "<= 1.1",
}


def ratio_of(ours: Callable[[], float], plain: Callable[[], float], rounds: int) -> tuple[float, list[float]]:
    """The median of ours/plain over rounds taken in turn, and every round's ratio."""
    ratios = [ours() / plain() for _ in range(rounds)]
    return round(statistics.median(ratios), 3), [round(r, 3) for r in ratios]


def raw_log(path: Path) -> sqlite3.Connection:
    """The same table in a plain sqlite3 file, with the same durability."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    create_events(Database(connection))
    return connection


def bench_record(folder: Path) -> dict[str, object]:
    """Durable records a second through Kit against one INSERT and COMMIT a transaction on the same disk."""
    kit = Kit.create(folder / "record", KitConfig(12, Role.MEETING_POINT, "x", 12))
    raw = raw_log(folder / "raw.db")
    body = Report(12, TOPICS, 43, 6, Level.YELLOW, "tæpper")
    event = make_event(body, kit=12, epoch=1, seq=1, hlc=1 << 40)
    values = [event.id, 12, 1, 1, event.hlc, 0, 0, "report", event.raw.decode(), "own", 0]
    insert = f"INSERT INTO events ({COLUMNS}, carrier, arrived) VALUES (?,?,?,?,?,?,?,?,?,?,?)"
    serial = 0

    def ours() -> float:
        began = time.perf_counter()
        for _ in range(BLOCK):
            kit.record(body)
        return BLOCK / (time.perf_counter() - began)

    def plain() -> float:
        nonlocal serial
        began = time.perf_counter()
        for _ in range(BLOCK):
            serial += 1
            values[0], values[3] = os.urandom(16), serial  # ids are as random as hashes are
            raw.execute("BEGIN")
            raw.execute(insert, values)
            raw.execute("COMMIT")
        return BLOCK / (time.perf_counter() - began)

    ratio, rounds = ratio_of(ours, plain, 41)
    return {"record_vs_raw_sqlite": ratio, "rounds": rounds}


def bench_merge(folder: Path) -> dict[str, object]:
    """Merging 100 000 events, half of them known, against a bare ATTACH and INSERT OR IGNORE."""
    source = folder / "source.db"
    raw = raw_log(source)
    body = Report(12, TOPICS, 43, 6, Level.YELLOW, "tæpper")
    rows = []
    for seq in range(1, 100_001):
        event = make_event(body, kit=12, epoch=1, seq=seq, hlc=seq << 16)
        rows.append((event.id, 12, 1, seq, event.hlc, 0, 0, "report", event.raw.decode(), "own", 0))
    raw.execute("BEGIN")
    raw.executemany(f"INSERT INTO events ({COLUMNS}, carrier, arrived) VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)
    raw.execute("COMMIT")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    count = 0

    def half(path: Path) -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO events ({COLUMNS}, carrier, arrived) VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows[::2]
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def ours() -> float:
        nonlocal count
        count += 1
        path = folder / f"ours-{count}.db"
        Log.open(path, create=True).close()
        half(path)
        log = Log.open(path)
        began = time.perf_counter()
        assert log.merge(source, carrier=Carrier.BUNDLE, arrived=0) == 50_000
        took = time.perf_counter() - began
        log.close()
        return took

    def plain() -> float:
        nonlocal count
        count += 1
        path = folder / f"raw-{count}.db"
        raw_log(path).close()
        half(path)
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        began = time.perf_counter()
        connection.execute("ATTACH DATABASE ? AS other", (str(source),))
        connection.execute("BEGIN")
        connection.execute(f"INSERT OR IGNORE INTO main.events SELECT {COLUMNS}, 'bundle', 0 FROM other.events")
        connection.execute("COMMIT")
        took = time.perf_counter() - began
        connection.close()
        return took

    ratio, rounds = ratio_of(ours, plain, 3)
    return {"merge_100k_vs_raw_attach": ratio, "rounds": rounds}


BARE = """
    from textual.app import App
    from textual.widgets import Footer, Header, Static
    class Bare(App):
        BINDINGS = [("q", "quit", "Slut")]
        def compose(self):
            yield Header()
            yield Static("Feltkit")
            yield Footer()
    app = Bare()
"""


def sample_home(folder: Path) -> Path:
    """A kit in the middle of a day: the sample roster and cards, 300 events."""
    home = folder / "console"
    kit = Kit.create(home, KitConfig(1, Role.SECRETARIAT, "sekretariat", 1), data=ROOT / "data", cards=ROOT / "cards")
    incidents.start(kit, "Måling", exercise=True)
    places = [place.number for place in kit.roster.places]
    for index in range(300):
        kit.record(Report(places[index % len(places)], TOPICS, 43, 6))
    kit.close()
    return home


def bench_paint(folder: Path) -> dict[str, object]:
    """Seconds from the program's first line to its first full screen."""
    ours = OURS.format(home=str(sample_home(folder)))
    ratio, rounds = ratio_of(
        lambda: on_terminal(ours, stay_s=0)["painted"], lambda: on_terminal(BARE, stay_s=0)["painted"], 9
    )
    return {"first_paint_vs_bare_textual": ratio, "rounds": rounds}


def bench_idle(folder: Path) -> dict[str, object]:
    """Thirty seconds untouched, once settled: CPU used, and peak memory of the whole run; both at the same time."""
    home = str(sample_home(folder / "idle"))
    pairs = []
    for _ in range(2):
        with ThreadPoolExecutor() as both:
            pairs.append(tuple(both.map(lambda make: on_terminal(make, stay_s=30), (OURS.format(home=home), BARE))))
    seconds = [[found["ended"] - found["settled"] for found in pair] for pair in pairs]
    ours, bare = pairs[0]
    return {
        "idle_cpu_vs_bare_textual": round(statistics.mean(mine / plain for mine, plain in seconds), 3),
        "idle_memory_vs_bare_textual": round(ours["peak"] / bare["peak"], 3),
        "seconds": [{"ours": round(mine, 3), "bare": round(plain, 3)} for mine, plain in seconds],
        "megabytes": {"ours": round(ours["peak"] / 1024), "bare": round(bare["peak"] / 1024)},
    }


def bench_paper(folder: Path) -> dict[str, object]:
    """ESC/POS bytes of a 40-line list against the same lines as plain text."""
    from fieldkit.devices.printer.escpos import encode, profile_for
    from fieldkit.paper.blocks import Document, Text
    from fieldkit.paper.layout import as_text, lay_out

    lines = [f"{n:>3}. Øster Ågade {n}, børnehaven, {n * 3} børn"[:42] for n in range(1, 41)]
    items = lay_out(Document("Liste", tuple(Text(line) for line in lines), "1-0001", "21.11. 20:15", "Kit 1"), 48)
    ratio = len(encode(items, profile_for(48))) / len(as_text(items, 48).encode("cp865", "replace"))
    return {"list_bytes_vs_plain_text": round(ratio, 3)}


BENCHES = {
    "record": bench_record,
    "merge": bench_merge,
    "paint": bench_paint,
    "idle": bench_idle,
    "paper": bench_paper,
}


def main(names: list[str]) -> None:
    if names[:1] == ["scale"]:
        import bench_scale

        bench_scale.main(names[1:])
        return
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.exit(f"{unknown[0]} is no benchmark; choose from {', '.join(BENCHES)}.")
    found: dict[str, object] = {}
    details: dict[str, object] = {}
    for name in names or BENCHES:
        # on the project's own disk: a RAM disk has no durability to measure
        with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
            (Path(folder) / "idle").mkdir()
            result = BENCHES[name](Path(folder))
        found.update({key: value for key, value in result.items() if key in GOALS})
        details[name] = {key: value for key, value in result.items() if key not in GOALS}
    print(json.dumps({**found, "goals": {k: GOALS[k] for k in found}, "details": details}, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
