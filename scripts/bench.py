"""Ratios of this project against the plainest thing that does the same, each pair measured in turn in one run."""

import csv
import io
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from bench_terminal import OURS, on_terminal
from sqlite_utils import Database

from fieldkit.acts import incidents
from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.event import ID_BYTES, make_event
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.terms import Condition, Level, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.signed.checkpoint import MOST_EVENTS, START, make_checkpoint
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.state.fold import State, apply_all
from fieldkit.kit import Kit
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.store.files.home import LOG_NAME, KitConfig
from fieldkit.store.log import EVENT_COLUMNS, Log
from fieldkit.store.schema import create_events
from fieldkit.store.tables.checkpoints import add_checkpoints

ROOT = Path(__file__).resolve().parents[1]
TOPICS = {topic: TopicState(Condition.SHORTAGE, 6) for topic in Topic}
COLUMNS = ", ".join(EVENT_COLUMNS)
BLOCK = 100
"""Records in a round: short, so that a disk that others use too is as busy for both of a pair."""
SLOW_SYNC_S = 0.01
"""What an SD card's sync takes (docs/facts/store.md, "One transaction for each event")."""
SLOW_BLOCK = 20
GOALS = {
    "record_vs_raw_sqlite": ">= 0.75",
    "record_vs_raw_sqlite_at_10_ms": ">= 0.97",
    "merge_100k_vs_raw_attach": "<= 1.5",
    "import_100k_signed_vs_raw_attach": "<= 3",
    "first_paint_vs_bare_textual": "<= 1.3",
    "idle_cpu_vs_bare_textual": "<= 1.2",
    "idle_memory_vs_bare_textual": "<= 1.5",
    "list_bytes_vs_plain_text": "<= 1.1",
    "journal_html_vs_plain_list": "<= 8",
    "journal_csv_vs_plain_list": "<= 7",
    "journal_json_vs_plain_list": "<= 6",
    "evaluation_20k_vs_fold": "<= 4",
    "evaluation_20k_seconds": "<= 5",
}


def ratio_of(ours: Callable[[], float], plain: Callable[[], float], rounds: int) -> tuple[float, list[float]]:
    """The median of ours/plain over rounds taken in turn, and every round's ratio."""
    ratios = [ours() / plain() for _ in range(rounds)]
    return round(statistics.median(ratios), 3), [round(r, 3) for r in ratios]


def connected(path: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """A plain connection with the durability of a kit's own."""
    connection = sqlite3.connect(path, isolation_level=None, factory=kind)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def raw_log(path: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """The same table in a plain sqlite3 file, with the same durability."""
    connection = connected(path, kind)
    create_events(Database(connection))
    return connection


class SlowSync(sqlite3.Connection):
    """A connection whose every commit takes `SLOW_SYNC_S` more, as its sync does on an SD card.

    It sleeps behind the statement that committed a change, whoever made it: no disk is slowed down. That is where the
    WAL's one sync of a commit ends; what a checkpoint, one commit in 300, syncs beside that is as fast as the disk.
    """

    commits = 0
    _changes = 0

    def execute(self, *statement: Any) -> sqlite3.Cursor:
        cursor = super().execute(*statement)
        if self.total_changes != self._changes and not self.in_transaction:
            self._changes = self.total_changes
            self.commits += 1
            time.sleep(SLOW_SYNC_S)
        return cursor


class Spent(NamedTuple):
    """Seconds that one record takes, and seconds of CPU in them: this process's own and the kernel's for it."""

    took: float
    cpu: float


def spent(record: Callable[[], object], records: int) -> Spent:
    """The mean of so many."""
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(records):
        record()
    return Spent((time.perf_counter() - began) / records, (time.process_time() - cpu) / records)


def in_turn(folder: Path, kind: type[sqlite3.Connection], rounds: int, records: int) -> list[tuple[Spent, Spent]]:
    """Durable records through Kit, and the plainest thing that does the same: one INSERT that commits by itself, of as
    many bytes, into the same table with the same indexes on the same disk."""
    folder.mkdir()
    kit = Kit.create(folder / "kit", KitConfig(12, Role.MEETING_POINT, "x", 12))
    body = Report(12, TOPICS, 43, 6, Level.YELLOW, "tæpper")
    kit.record(body)
    values = list(kit.log.read(f"SELECT {COLUMNS}, carrier, arrived FROM events ORDER BY rowid DESC LIMIT 1")[0])
    insert = f"INSERT INTO events ({COLUMNS}, carrier, arrived) VALUES (?,?,?,?,?,?,?,?,?,?,?)"
    kit.log.close()
    kit.log.conn = connected(kit.log.path, kind)
    raw = raw_log(folder / "raw.db", kind)

    def ours() -> None:
        kit.record(body)

    def plain() -> None:
        values[0] = os.urandom(ID_BYTES)  # ids are as random as hashes are
        values[3] += 1
        raw.execute(insert, values)

    found = []
    for turn in range(rounds):
        if turn % 2:  # so that neither always finds the disk as the other left it
            plainly = spent(plain, records)
            found.append((spent(ours, records), plainly))
        else:
            found.append((spent(ours, records), spent(plain, records)))
    if isinstance(kit.log.conn, SlowSync) and isinstance(raw, SlowSync):
        assert kit.log.conn.commits == raw.commits == rounds * records, "a record is one commit"
    kit.close()
    raw.close()
    return found


def bench_record(folder: Path) -> dict[str, object]:
    """Records a second through Kit against raw sqlite3: on this disk, and on one whose sync takes 10 ms more for both.

    The CPU of one record, with what its commit costs the kernel, is told in microseconds.
    """
    found: dict[str, object] = {}
    rounds: dict[str, list[float]] = {}
    pairs = in_turn(folder / "disk", sqlite3.Connection, 41, BLOCK)
    slow = in_turn(folder / "slow", SlowSync, 15, SLOW_BLOCK)
    for name, of in (("record_vs_raw_sqlite", pairs), ("record_vs_raw_sqlite_at_10_ms", slow)):
        ratios = [plain.took / ours.took for ours, plain in of]
        found[name] = round(statistics.median(ratios), 3)
        rounds[name] = [round(ratio, 3) for ratio in ratios]
    found["cpu_vs_raw_sqlite"] = round(statistics.median(ours.cpu / plain.cpu for ours, plain in pairs), 3)
    for name, half in (("ours", 0), ("raw", 1)):
        took, cpu = (statistics.median(pair[half][part] for pair in pairs) * 1e6 for part in (0, 1))
        found[f"microseconds_{name}"] = {"took": round(took, 1), "cpu": round(cpu, 1)}
    return {**found, "rounds": rounds}


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


def bench_bundle(folder: Path) -> dict[str, object]:
    """Importing a bundle of 100 000 signed events that are all new, from the stick until they are durable in the log,
    against a bare ATTACH and INSERT OR IGNORE of the same rows. What follows, the State and what finds events, is the
    same for every carrier and told apart; so is the export, with its reading back."""
    source = bundle_kit(folder / "source", 1)
    secret = os.urandom(32)
    public, before = public_of(secret), START
    body = Report(12, TOPICS, 43, 6, Level.YELLOW, "tæpper")
    for first in range(1, 100_001, MOST_EVENTS):
        seqs = range(first, min(first + MOST_EVENTS, 100_001))
        events = [make_event(body, kit=20, epoch=1, seq=seq, hlc=seq << 16) for seq in seqs]
        source.log.insert(events, carrier=Carrier.BUNDLE, arrived=0)
        signed = make_checkpoint(secret, public, 20, 1, first, before, [event.id for event in events])
        add_checkpoints(source.log, [signed])
        before = signed.after
    source.close()
    source = Kit.open(folder / "source")
    began = time.perf_counter()
    export_bundle(source, folder / "all.fkb")
    exported = time.perf_counter() - began
    rows = folder / "rows.db"
    connection = sqlite3.connect(rows, isolation_level=None)
    connection.execute("ATTACH DATABASE ? AS log", (str(source.home.log_path),))
    connection.execute(f"CREATE TABLE events AS SELECT {COLUMNS} FROM log.events ORDER BY rowid")
    connection.close()
    count, kept, cpu = 0, list[float](), {"ours": list[float](), "raw": list[float]()}

    def ours() -> float:
        nonlocal count
        count += 1
        kit = bundle_kit(folder / f"kit-{count}", 2, source.home.key_path)
        keep = kit.merge_file

        def merged_alone(path: Path, carrier: Carrier, **options: Any) -> int:
            return kit.log.merge(path, carrier=carrier, arrived=0, only=options["only"])

        kit.merge_file = merged_alone  # type: ignore[method-assign]
        began, worked = time.perf_counter(), time.process_time()
        assert import_bundle(kit, folder / "all.fkb").new == source.log.count()
        took = time.perf_counter() - began
        cpu["ours"].append(time.process_time() - worked)
        kit.merge_file = keep  # type: ignore[method-assign]
        began = time.perf_counter()
        kit.stand_on_kept()
        kept.append(time.perf_counter() - began)
        kit.close()
        return took

    def plain() -> float:
        path = folder / f"raw-{count}.db"
        raw_log(path).close()
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        began, worked = time.perf_counter(), time.process_time()
        connection.execute("ATTACH DATABASE ? AS other", (str(rows),))
        connection.execute("BEGIN")
        connection.execute(
            f"INSERT OR IGNORE INTO main.events ({COLUMNS}, carrier, arrived) "
            f"SELECT {COLUMNS}, 'bundle', 0 FROM other.events"
        )
        connection.execute("COMMIT")
        took = time.perf_counter() - began
        cpu["raw"].append(time.process_time() - worked)
        connection.close()
        return took

    ratio, rounds = ratio_of(ours, plain, 5)
    source.close()
    return {
        "import_100k_signed_vs_raw_attach": ratio,
        "rounds": rounds,
        "cpu": round(statistics.median(mine / plain for mine, plain in zip(cpu["ours"], cpu["raw"], strict=True)), 2),
        "seconds": {"export": round(exported, 2), "state and search after": round(statistics.median(kept), 2)},
        "megabytes": round((folder / "all.fkb").stat().st_size / 1e6, 1),
    }


def bundle_kit(folder: Path, number: int, key: Path | None = None) -> Kit:
    return Kit.create(folder, KitConfig(number, Role.MEETING_POINT, f"sted-{number}", number), key=key)


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


def bench_journal(folder: Path) -> dict[str, object]:
    """The journal of 20 000 events in each form against a CSV of what the events hold, read by the same log."""
    from fieldkit.resync.journal import FORMATS, journal_pieces
    from fieldkit.store.kept import Kept
    from fieldkit.store.reading import Reading

    log = Log.open(folder / "log.db", create=True)
    bodies = [
        Report(12, TOPICS, 43, 6, Level.YELLOW, "tæpper", by="Øvelse Dam"),
        Message("Vandvognen kommer kl. 15", 12, by="Øvelse Bæk"),
        Note("Vi flytter ind i hallen", by="Øvelse Bæk"),
    ]
    log.insert(
        [make_event(bodies[seq % 3], kit=12, epoch=1, seq=seq, hlc=seq << 19, incident=5) for seq in range(1, 20_001)],
        carrier=Carrier.BUNDLE,
        arrived=0,
    )
    read = Reading(log, Kept.open(log)).events

    def plain() -> float:
        began = time.process_time()
        writer = csv.writer(io.StringIO(), delimiter=";")
        for event in read():
            writer.writerow((event.number, event.at, event.kind, event.raw.decode(), event.body.kind))
        return time.process_time() - began

    def ours(form: str) -> float:
        began = time.process_time()
        for _piece in journal_pieces(read, form):
            pass
        return time.process_time() - began

    told = {form: ratio_of(partial(ours, form), plain, 5) for form in FORMATS}
    log.close()
    return {
        **{f"journal_{form}_vs_plain_list": ratio for form, (ratio, _) in told.items()},
        "rounds": {form: rounds for form, (_, rounds) in told.items()},
    }


def bench_evaluation(folder: Path) -> dict[str, object]:
    """Evaluating a day of 20,000 events, from a closed kit to the page, against reading and folding them once; and the
    plain seconds of the slowest round."""
    from bench_scale import INCIDENT_EVENTS, make_home

    from fieldkit.acts.evaluation import evaluated
    from fieldkit.resync.evaluation_page import page

    home = make_home(folder, INCIDENT_EVENTS)
    took: dict[str, list[float]] = {"page": [], "figures": []}

    def ours() -> float:
        began = time.perf_counter()
        kit = Kit.open(home)
        told = evaluated(kit)
        took["figures"].append(time.perf_counter() - began)
        assert told.evaluation.events == INCIDENT_EVENTS and len(page(told)) > 100_000
        kit.close()
        took["page"].append(time.perf_counter() - began)
        return took["page"][-1]

    def plain() -> float:
        began = time.perf_counter()
        log = Log.open(home / LOG_NAME)
        apply_all(State(), [row.event for row in log.all()])
        log.close()
        return time.perf_counter() - began

    ratio, rounds = ratio_of(ours, plain, 5)
    return {
        "evaluation_20k_vs_fold": ratio,
        "evaluation_20k_seconds": round(max(took["page"]), 2),
        "figures_20k_seconds": round(max(took["figures"]), 2),
        "rounds": rounds,
    }


BENCHES = {
    "record": bench_record,
    "merge": bench_merge,
    "bundle": bench_bundle,
    "paint": bench_paint,
    "idle": bench_idle,
    "paper": bench_paper,
    "journal": bench_journal,
    "evaluation": bench_evaluation,
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
