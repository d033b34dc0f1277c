"""What the archive costs at a size: events of 98 made-up municipalities over three years, loaded from kits' logs as any
load does, against COPY of the same rows into a table of the same schema; then every view, once for all and once for one
municipality as its own reader; and how large it all is.
"""

import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

from archives import programs_of_postgres, running_server  # noqa: E402

from fieldkit.archive.checking import Checking  # noqa: E402
from fieldkit.archive.connection import Connection, archive_at  # noqa: E402
from fieldkit.archive.load import load  # noqa: E402
from fieldkit.archive.reading import Municipality, one_moment  # noqa: E402
from fieldkit.archive.schema import make_ready  # noqa: E402
from fieldkit.archive.sources import Source  # noqa: E402
from fieldkit.archive.verify import verify  # noqa: E402
from fieldkit.core.clock.hybrid import hlc_of_unix  # noqa: E402
from fieldkit.core.facts import families as families  # noqa: E402
from fieldkit.core.facts.body import Body, RefBody  # noqa: E402
from fieldkit.core.facts.event import EXERCISE_BIT, Event, make_event  # noqa: E402
from fieldkit.core.facts.said import Ack, CardAct, CardStep, Hello, Incident, Message, Note, Report  # noqa: E402
from fieldkit.core.facts.terms import Condition, Precedence, Role, Topic  # noqa: E402
from fieldkit.core.facts.topic_state import TopicState  # noqa: E402
from fieldkit.core.facts.work import Request, RequestState, RequestStatus  # noqa: E402
from fieldkit.resync.journal import journal_pieces  # noqa: E402
from fieldkit.store.log import EVENT_COLUMNS  # noqa: E402
from fieldkit.store.schema import create_events  # noqa: E402

MUNICIPALITIES = 98
KITS = 25
INCIDENTS = 9
"""Of each municipality: three a year, two of three an exercise."""
BEGIN = 1_735_689_600 + 40 * 86_400
REGIONS = 5
SETTINGS = ("shared_buffers=2GB", "max_wal_size=8GB", "checkpoint_timeout=30min", "work_mem=256MB",
            "maintenance_work_mem=512MB", "random_page_cost=1.1", "effective_cache_size=12GB")  # fmt: skip
VIEWS = ("feeds", "kits", "incidents", "signs", "silences", "understood", "open_requests", "years", "regions")
WORDS = (
    *("vand", "varme", "strøm", "tæpper", "skolen", "mødestedet", "runner", "generator", "kører", "kommer"),
    *("mangler", "hentet", "lukket", "gården", "nu"),
)
TO: tuple[int | str, ...] = ("all", "secretariat", 2, 5)
COLUMNS = ", ".join(EVENT_COLUMNS)


def events_of(code: int, count: int) -> Iterator[Event]:
    """One municipality's events: half reports and messages, with forstået, notes, cards and requests."""
    rng = random.Random(code)
    seqs = dict.fromkeys(range(1, KITS + 1), 0)

    def event(kit: int, body: Body, at: float, tag: int) -> Event:
        seqs[kit] += 1
        return make_event(
            body, kit=kit, epoch=code, seq=seqs[kit], hlc=hlc_of_unix(at) | seqs[kit] & 0xFFFF, incident=tag
        )

    for kit in seqs:
        yield event(kit, Hello(Role.SECRETARIAT if kit == 1 else Role.MEETING_POINT, kit), BEGIN - 86_400, 0)
    each = max(1, (count - KITS) // INCIDENTS - 2)
    for number in range(INCIDENTS):
        tag = number + 1 + (EXERCISE_BIT if number % 3 else 0)
        began = BEGIN + number * 120 * 86_400 + rng.randrange(86_400)
        lasts = rng.randrange(8, 48) * 3600
        yield event(1, Incident(tag, f"Hændelse {number}"), began, tag)
        messages: list[RefBody] = []
        requests: list[RefBody] = []
        for turn in range(each):
            at, kit = began + lasts * (turn + 1) / (each + 1), rng.randrange(1, KITS + 1)
            if kit == number + 3 and turn > each // 3:
                kit = 1  # this one falls silent
            said = " ".join(rng.choices(WORDS, k=rng.randrange(4, 16)))
            dice = rng.random()
            if dice < 0.35:
                topics = {topic: TopicState(rng.choice(list(Condition)[1:])) for topic in Topic if rng.random() < 0.6}
                body: Body = Report(kit, topics, children=rng.randrange(200), staff=rng.randrange(30), note=said[:40])
            elif dice < 0.50:
                body = Message(said, to=rng.choice(TO), precedence=rng.choice(list(Precedence)))
            elif dice < 0.65 and messages:
                body = Ack(messages[rng.randrange(max(0, len(messages) - 20), len(messages))], by="Øvelse Andersen")
            elif dice < 0.80:
                body = Note(said, by="Øvelse Andersen")
            elif dice < 0.90:
                body = CardStep("alarm", CardAct.TICK, rng.randrange(1, 20), "0123456789abcdef", "Øvelse Andersen")
            elif dice < 0.95 or not requests:
                body = Request(said[:30], kit, count=rng.randrange(1, 50), unit="stk.", topic=rng.choice(list(Topic)))
            else:
                body = RequestStatus(rng.choice(requests), rng.choice(list(RequestState)))
            made = event(kit, body, at, tag)
            if dice < 0.50 and dice >= 0.35:
                messages.append(RefBody(*made.ref))
            elif dice >= 0.90 and dice < 0.95:
                requests.append(RefBody(*made.ref))
            yield made
        yield event(1, Incident(tag, stop=True), began + lasts, tag)


def make_log(path: Path, code: int, count: int) -> None:
    """A log as a kit keeps it, without what is kept beside it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        create_events(Database(db))
        db.execute("BEGIN")
        db.executemany(
            f"INSERT INTO events ({COLUMNS}, carrier, arrived) VALUES (?,?,?,?,?,?,?,?,?,'own',0)",
            ((e.id, e.kit, e.epoch, e.seq, e.hlc, e.incident, e.flags, e.kind, e.raw.decode())
             for e in events_of(code, count)),
        )  # fmt: skip
        db.execute("COMMIT")


def one(archive: Connection, query: str) -> Any:
    row = archive.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def ingest(archives: Sequence[Connection], plain: Connection, folder: Path, count: int) -> list[tuple[float, float]]:
    """For each archive connection in turn, a municipality at a time: seconds of its load, and seconds that COPY takes
    right after it for the same rows, ready in memory, into a table with the same keys and indexes. The logs are made,
    and gone, one by one."""
    took = []
    with Checking() as checking:
        for number in range(MUNICIPALITIES):
            archive, code, file = archives[number % len(archives)], 101 + number, folder / "log.db"
            make_log(file, code, count // MUNICIPALITIES)
            began = time.perf_counter()
            told = load(archive, Source("log", file), code, checking, region=f"Region {number % REGIONS}")
            loaded = time.perf_counter() - began
            file.unlink()
            assert not told.rejected and not told.known
            query = f"COPY (SELECT * FROM feltkit.events WHERE municipality = {code}) TO STDOUT"
            with archive.cursor().copy(query.encode()) as out:
                rows = b"".join(map(bytes, out))
            began = time.perf_counter()
            with plain.transaction(), plain.cursor().copy("COPY feltkit.events FROM STDIN") as copy:
                copy.write(rows)
            took.append((loaded, time.perf_counter() - began))
            if not number % 10:
                print(f"{number + 1} of {MUNICIPALITIES}: {took[-1]} s", file=sys.stderr, flush=True)
    return took


def ratio(took: Sequence[tuple[float, float]]) -> list[float]:
    """The least, the middle and the greatest of all loads: where others use the machine too, each has its own share."""
    ratios = sorted(ours / plain for ours, plain in took)
    return [round(each, 2) for each in (ratios[0], statistics.median(ratios), ratios[-1])]


def views(archive: Connection, where: str = "") -> dict[str, float]:
    """Seconds for each view, all its rows counted."""
    found = {}
    for view in VIEWS:
        began = time.perf_counter()
        rows = one(archive, f"SELECT count(*) FROM (SELECT * FROM feltkit.{view} {where}) AS each")
        found[f"{view} ({rows} rows)"] = round(time.perf_counter() - began, 2)
        print(view, where, found[f"{view} ({rows} rows)"], file=sys.stderr, flush=True)
    return found


def sizes(archive: Connection, count: int) -> dict[str, float]:
    """Bytes an event: rows and each index, and the other tables."""
    parts = (
        "SELECT regexp_replace(regexp_replace(class.relname, '^(events|deposits|checkpoints)_[0-9]+', '\\1'), "
        "'^(events)_(municipality_)?(id_idx|pkey)', '\\1_pkey') AS part, "
        "sum(pg_relation_size(class.oid)) AS size FROM pg_class AS class "
        "JOIN pg_namespace AS space ON space.oid = class.relnamespace "
        "WHERE space.nspname = 'feltkit' AND class.relkind IN ('r', 'i') GROUP BY 1 ORDER BY 2 DESC"
    )
    found = {str(part): round(float(size) / count, 1) for part, size in archive.execute(parts.encode()) if size > count}
    return {"all": round(sum(found.values()), 1), **found}


def main(events: int) -> None:
    programs = programs_of_postgres()
    assert programs is not None, "there is no PostgreSQL 15 or newer (scripts/postgres-env)"
    with running_server(programs, SETTINGS) as server, tempfile.TemporaryDirectory() as folder:
        name, plain_name = server.new_database(), server.new_database()
        found: dict[str, Any] = {}
        with archive_at(server.url(name)) as archive, archive_at(server.url(plain_name)) as plain:
            make_ready(archive)
            make_ready(plain)
            server.run("CREATE ROLE keeper LOGIN IN ROLE feltkit_keeper")
            with archive_at(server.url(name, "keeper")) as keeper:
                took = ingest((keeper, archive), plain, Path(folder), events)
            server.run(f"DROP DATABASE {plain_name} WITH (FORCE)")
            count = one(archive, "SELECT count(*) FROM feltkit.events")
            found |= {
                "events": count,
                "ingest_vs_copy": ratio(took[::2]),
                "ingest_by_a_superuser_vs_copy": ratio(took[1::2]),
                "events_a_second": round(count / sum(ours for ours, _ in took)),
                "copied_a_second": round(count / sum(plain for _, plain in took)),
            }
            archive.execute("VACUUM ANALYZE")
            found["bytes_an_event"] = sizes(archive, count)
            found["views_all_s"] = views(archive)
            began = time.perf_counter()
            make_log(Path(folder) / "log.db", 101, events // MUNICIPALITIES)
            made = time.perf_counter()
            known = load(archive, Source("log", Path(folder) / "log.db"), 101, Checking(1 << 62)).known
            found["load_again_s"] = round(time.perf_counter() - made, 2)
            found["made_s"] = round(made - began, 2)
            began = time.perf_counter()
            with one_moment(archive):
                assert verify(Municipality(archive, 101)).holds
            found["verify_one_s"] = round(time.perf_counter() - began, 2)
            began = time.perf_counter()
            with one_moment(archive):
                archived = Municipality(archive, 101)
                size = sum(map(len, journal_pieces(archived.events, "json", archived.standings())))
            found["journal_one_s"] = round(time.perf_counter() - began, 2)
            found["of_one"] = {"events": known, "journal_mb": round(size / 1e6, 1)}
        server.run("CREATE ROLE reader LOGIN IN ROLE feltkit_101")
        with archive_at(server.url(name, "reader")) as archive:
            found["views_one_s"] = views(archive)
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
