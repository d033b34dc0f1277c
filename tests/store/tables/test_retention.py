"""What a kit forgets of its own bookkeeping after months, and above all what it does not."""

import asyncio
import json
import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from kits import Clock, make_kit
from phone_texts import all_texts

from fieldkit.acts import incidents
from fieldkit.cli import cli
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.delivery import DeliveryState
from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Incident, Message, Note
from fieldkit.core.remedies import PrintAgain
from fieldkit.engine import table_desk
from fieldkit.engine.engine import Engine
from fieldkit.engine.table_desk import sweep
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document, Text
from fieldkit.paper.printing import JobState
from fieldkit.store.backup import back_up
from fieldkit.store.tables import jobs, texts
from fieldkit.store.tables.delivery import deliveries, raise_to
from fieldkit.store.tables.retention import (
    BATCH,
    DAY_S,
    cut_off,
    forget_papers,
    prune_deliveries,
    prune_problems,
    prune_texts,
)
from fieldkit.store.tables.status import add_problem, read_problems
from fieldkit.store.tables.texts import Part, TextState

NOW = 1_800_000_000
CUT = NOW - 90 * DAY_S
PAPER = Document("Kvittering", (Text("Vand og tæpper"),), number="12-0001", time="08.40", kit="Kit 12")
FINISHED_TEXTS = (TextState.HEARD, TextState.RECEIVED, TextState.FAILED)
ARRIVED = (DeliveryState.RECEIVED, DeliveryState.ACKNOWLEDGED)
ages = st.integers(0, 200).map(lambda days: NOW - days * DAY_S)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture(autouse=True)
def no_pause(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only who shares the log with another process leaves it time to record."""
    if not request.node.get_closest_marker("real_time"):
        monkeypatch.setattr(table_desk, "PAUSE_S", 0.0)


@pytest.fixture
def kit(tmp_path: Path, clock: Clock):
    clock.now = NOW - 400 * DAY_S
    made = make_kit(tmp_path / "kit", now=clock)
    clock.now = NOW
    yield made
    made.close()


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """One kit for all drawn cases: each begins with empty tables."""
    made = make_kit(tmp_path_factory.mktemp("drawn") / "kit")
    yield made.log
    made.close()


def emptied(log):
    for table in ("events", "problems", "texts", "jobs", "deliveries"):
        log.conn.execute(f"DELETE FROM {table}")
    return log


def known_event(log, seq: int, at: int, *, ahead: int = 0):
    event = make_event(Note("x"), kit=12, epoch=1, seq=seq, hlc=hlc_of_unix(at + ahead))
    log.insert([event], carrier="own", arrived=at)
    return event


def queue(kit: Kit, at: float, state: JobState, kind: DocumentKind = DocumentKind.RECEIPT) -> int:
    job = jobs.queue_job(kit.log, PAPER, kind, PAPER.number, at)
    jobs.set_state(kit.log, job, state, "", at)
    return job


def has_paper(log, job: int) -> bool:
    return bool(log.read("SELECT length(bytes) FROM jobs WHERE job=?", (job,))[0][0])


def fill(kit: Kit, at: float) -> tuple[bytes, int]:
    """One row of every table that is over and done with, as of `at`, and a newest fault and text; event and job."""
    clock, kit.now = kit.now, lambda: at
    event = kit.record(Message("Mød kl. 9", to=1), incident=0)
    kit.now = clock
    raise_to(kit.log, event.id, 1, DeliveryState.RECEIVED, at)
    text = texts.queue_text(kit.log, 77, "Mød kl. 9", at, event=event.id, part=Part(1, 1, 1))
    texts.set_text(kit.log, text, TextState.RECEIVED, at)
    add_problem(kit.log, "printer", f"Printeren svarer ikke ({int(at)}).", at)
    job = queue(kit, at, JobState.CONFIRMED)
    return event.id, job


def left(kit: Kit, event: bytes, job: int) -> list[bool]:
    """Which of what `fill` made is still there: fault, text, paper, delivery."""
    log = kit.log
    (at,) = log.read("SELECT created FROM jobs WHERE job=?", (job,))[0]
    return [
        bool(log.read("SELECT 1 FROM problems WHERE at=?", (at,))),
        bool(texts.texts_of(log, event)),
        has_paper(log, job),
        bool(deliveries(log, event)),
    ]


@given(st.lists(ages, max_size=8))
def test_faults_of_before_the_cut_off_go_and_the_newest_keeps_its_number(tables, times):
    log = emptied(tables)
    for at in times:
        log.write("INSERT INTO problems (at, source, text) VALUES (?, 'radio', 'x')", (at,))
    newest = read_problems(log, limit=1)
    prune_problems(log, CUT)
    assert [p.at for p in reversed(read_problems(log))] == [at for at in times[:-1] if at >= CUT] + times[-1:]
    assert read_problems(log, limit=1) == newest, "a console tells by the number what is new"


text_rows = st.tuples(st.integers(0, 3), st.sampled_from(TextState), ages, st.booleans())


@given(st.lists(text_rows, max_size=10), st.lists(ages, min_size=3, max_size=3), st.integers(0, 2))
def test_texts_go_when_all_of_their_event_are_done_and_old(tables, rows, told, ahead):
    log = emptied(tables)
    events = [known_event(log, n + 1, at, ahead=ahead * 100 * DAY_S) for n, at in enumerate(told)]
    for which, state, at, _ in rows:
        text = texts.queue_text(log, 7, "x", at, event=events[which].id if which < 3 else None)
        texts.set_text(log, text, state, at)
        texts.note_packet(log, text, 1000 + text)
    before = {text.text_id: text for text in all_texts(log)}
    prune_texts(log, CUT)
    kept = {text.text_id for text in all_texts(log)}
    for text in before.values():
        siblings = [t for t in before.values() if t.event == text.event] if text.event else [text]
        done = all(t.state in FINISHED_TEXTS and t.at < CUT for t in siblings)
        if text.event:
            said = next(at for event, at in zip(events, told, strict=True) if event.id == text.event)
            done = done and said + ahead * 100 * DAY_S < CUT
        assert (text.text_id in kept) == (not done or text.text_id == max(before)), text
    assert {text_id for (text_id,) in log.read("SELECT text_id FROM text_steps")} == kept, "its packets go with it"


job_rows = st.tuples(st.sampled_from(JobState), ages, st.booleans())


@given(st.lists(job_rows, max_size=10))
def test_papers_go_when_they_and_their_copies_are_done_and_old_and_no_job_is_lost(tables, rows):
    log = emptied(tables)
    family: dict[int, int] = {}
    for state, at, copies in rows:
        originals = [job for job, first in family.items() if job == first]
        if copies and originals:
            job = jobs.queue_copy(log, originals[-1], at)
            family[job] = originals[-1]
        else:
            job = jobs.queue_job(log, PAPER, DocumentKind.BOARD, "", at)
            family[job] = job
        jobs.set_state(log, job, state, "", at)
    before = {row.job: row for row in jobs.job_rows(log)}
    forget_papers(log, CUT)
    after = {row.job: row for row in jobs.job_rows(log)}
    for job, row in before.items():
        kin = [before[other] for other, first in family.items() if first == family[job]]
        gone = all(
            k.state not in (JobState.QUEUED, JobState.PRINTING, JobState.UNCONFIRMED) and k.at < CUT for k in kin
        )
        assert has_paper(log, job) == (not gone), row
        assert after[job] == (msgspec.structs.replace(row, reason="indholdet er slettet") if gone else row)
        if not gone:
            assert jobs.job_document(log, job) == PAPER
    assert list(after) == list(before)
    assert forget_papers(log, CUT) == 0, "the reason is given once"


places = st.lists(st.tuples(st.sampled_from(DeliveryState), ages), max_size=4)


@given(st.lists(st.tuples(ages, st.integers(0, 1), places), max_size=4))
def test_deliveries_go_when_every_place_has_it_and_all_is_old(tables, drawn):
    log = emptied(tables)
    for seq, (at, ahead, steps) in enumerate(drawn, 1):
        event = known_event(log, seq, at, ahead=ahead * 200 * DAY_S)
        for place, (state, then) in enumerate(steps):
            raise_to(log, event.id, place, state, then)
    prune_deliveries(log, CUT)
    for seq, (at, ahead, steps) in enumerate(drawn, 1):
        event = log.find(12, seq)[0].event
        over = at + ahead * 200 * DAY_S < CUT and all(state in ARRIVED and then < CUT for state, then in steps)
        assert [(d.state, d.at) for d in deliveries(log, event.id)] == ([] if over else steps)


async def test_after_months_only_the_bookkeeping_is_gone_and_every_event_is_there(kit):
    event, job = fill(kit, NOW - 100 * DAY_S)
    younger = fill(kit, NOW - 20 * DAY_S)
    said = [row.event.id for row in kit.log.all()]
    assert await sweep(kit)
    assert left(kit, event, job) == [False] * 4
    assert left(kit, *younger) == [True] * 4
    assert [row.event.id for row in kit.log.all()] == said


async def test_a_clock_that_nobody_has_set_forgets_nothing(kit):
    old = fill(kit, NOW - 100 * DAY_S)
    fill(kit, NOW)
    kit.time_sure = False
    assert not await sweep(kit)
    assert left(kit, *old) == [True] * 4
    kit.time_sure = True
    assert await sweep(kit)
    assert left(kit, *old) == [False] * 4


async def test_rows_of_an_unset_clock_are_not_old_when_the_clock_is_set(kit, clock):
    """A Pi without a clock chip comes from the cupboard, is used this morning as if it were spring, and is then set."""
    fill(kit, NOW - 300 * DAY_S)
    kit.time_sure = False
    clock.now = NOW - 200 * DAY_S
    morning = fill(kit, clock.now)
    fill(kit, clock.now + 60)
    kit.time_sure, clock.now = True, NOW
    assert await sweep(kit)
    assert left(kit, *morning) == [True] * 4
    fill(kit, NOW)
    for days, remains in ((29, [True] * 4), (35, [False, True, False, True]), (100, [False] * 4)):
        clock.now = NOW + days * DAY_S
        assert await sweep(kit)
        assert left(kit, *morning) == remains, f"{days} days after the clock was set"


def test_an_event_that_came_before_it_was_said_tells_that_the_clock_was_behind(kit, clock):
    kit.record(Note("sikker tid"))
    assert cut_off(kit.log, NOW + 1, []) == NOW + 1
    said = make_event(Note("i dag"), kit=3, epoch=1, seq=1, hlc=hlc_of_unix(NOW + 50 * DAY_S))
    kit.merge([said], "radio")
    assert cut_off(kit.log, NOW + 1, []) is None


async def test_nothing_of_a_running_incident_goes_however_long_it_runs(kit, clock):
    clock.now = NOW - 200 * DAY_S
    earlier = fill(kit, clock.now)
    clock.now = NOW - 150 * DAY_S
    incidents.start(kit, "Øvelse uden ende", exercise=True)
    clock.now = NOW - 140 * DAY_S
    during = fill(kit, clock.now)
    fill(kit, NOW)
    clock.now = NOW
    assert await sweep(kit)
    assert left(kit, *earlier) == [False] * 4, "what was before it does not wait for it"
    assert left(kit, *during) == [True] * 4
    incidents.stop(kit)
    assert await sweep(kit)
    assert left(kit, *during) == [False] * 4


async def test_an_incident_counts_from_its_first_event_here(kit, clock):
    start = make_event(Incident(5, name="Strømsvigt"), kit=1, epoch=1, seq=1, hlc=hlc_of_unix(NOW), incident=5)
    clock.now = NOW - 100 * DAY_S
    kit.merge([make_event(Note("x"), kit=1, epoch=1, seq=2, hlc=hlc_of_unix(clock.now), incident=5)], "radio")
    clock.now = NOW
    kit.merge([start], "usb")
    assert cut_off(kit.log, NOW - 30 * DAY_S, [5]) == NOW - 101 * DAY_S
    assert cut_off(kit.log, NOW - 120 * DAY_S, [5]) == NOW - 120 * DAY_S


@pytest.mark.real_time
async def test_another_process_records_between_two_transactions(kit, clock):
    rows = [(NOW - 40 * DAY_S, f"{n}") for n in range(2 * BATCH + 10)]
    kit.log.conn.execute("BEGIN")
    kit.log.conn.executemany("INSERT INTO problems (at, source, text) VALUES (?, 'radio', ?)", rows)
    kit.log.conn.execute("COMMIT")
    console = Kit.open(kit.home.folder, now=clock)
    try:
        sweeping = asyncio.create_task(sweep(kit))
        await asyncio.sleep(0)
        assert not sweeping.done()
        assert len(read_problems(console.log, limit=9999)) == BATCH + 10, "the first piece is gone, the rest still here"
        console.record(Note("mens kittet rydder op"))
        assert await sweeping
        assert len(read_problems(console.log, limit=9999)) == 1
    finally:
        console.close()


async def test_the_engine_forgets_at_its_start_and_says_no_old_message_again(kit, clock):
    event, job = fill(kit, NOW - 100 * DAY_S)
    fill(kit, NOW - 99 * DAY_S)
    kit.close()
    engine = Engine(kit.home.folder, now=clock)
    running = asyncio.create_task(engine.run())
    looking = Kit.open(kit.home.folder, now=clock)
    try:
        async with asyncio.timeout(20):
            while deliveries(looking.log, event):  # noqa: ASYNC110  the tables tell nobody
                await asyncio.sleep(0.01)
        engine.stop()
        await running
        assert left(looking, event, job) == [False] * 4
        engine = Engine(kit.home.folder, now=clock)
        running = asyncio.create_task(engine.run(engine.stop))
        await running
        assert not texts.due_texts(looking.log, NOW)
        assert not deliveries(looking.log, event)
    finally:
        looking.close()


def test_jobs_lists_what_is_forgotten_and_reprint_says_what_to_do(kit):
    old, young = queue(kit, NOW - 40 * DAY_S, JobState.CONFIRMED), queue(kit, NOW, JobState.CONFIRMED)
    board = queue(kit, NOW - 40 * DAY_S, JobState.FAILED, DocumentKind.BOARD)
    forget_papers(kit.log, NOW - 30 * DAY_S)
    home = ["--home", str(kit.home.folder)]
    listed = CliRunner().invoke(cli, [*home, "jobs"])
    assert listed.exit_code == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [str(old), str(young), str(board)]
    assert listed.stdout.splitlines()[0].endswith("indholdet er slettet")
    refused = CliRunner().invoke(cli, [*home, "reprint", str(old)])
    assert refused.exit_code == 1
    assert isinstance(refused.exception, InputError)
    assert refused.exception.remedy == PrintAgain(DocumentKind.RECEIPT, "12-0001")
    assert CliRunner().invoke(cli, [*home, "reprint", str(young)]).exit_code == 0
    with pytest.raises(InputError) as again:
        jobs.queue_copy(kit.log, board, NOW)
    assert again.value.remedy == PrintAgain(DocumentKind.BOARD)
    assert len(jobs.job_rows(kit.log)) == 4


async def test_a_copy_on_a_stick_and_doctor_are_fine_with_a_kit_that_has_forgotten(kit, tmp_path):
    event, job = fill(kit, NOW - 100 * DAY_S)
    fill(kit, NOW)
    assert await sweep(kit)
    (tmp_path / "usb").mkdir()
    copy = back_up(kit.log, kit.home, 12, tmp_path / "usb", NOW)
    assert copy.events == kit.log.count()
    shutil.copytree(copy.folder, tmp_path / "back")
    shutil.copytree(kit.home.folder / "keys", tmp_path / "back" / "keys")
    again = Kit.open(tmp_path / "back", check=True, now=kit.now)
    try:
        assert left(again, event, job) == [False] * 4
        assert [row.job for row in jobs.job_rows(again.log)] == [row.job for row in jobs.job_rows(kit.log)]
        with pytest.raises(InputError, match="for gammelt"):
            jobs.queue_copy(again.log, job, NOW)
    finally:
        again.close()
    examined = CliRunner().invoke(cli, ["--home", str(kit.home.folder), "doctor", "--json"])
    assert {one["check"]: one["state"] for one in json.loads(examined.stdout)}["log"] == "ok"
