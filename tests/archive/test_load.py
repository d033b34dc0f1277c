"""What goes into the archive: all that holds and nothing twice, whoever loads and wherever it was cut off."""

import selectors
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from archives import HERE, notes_of, row_of
from command_line import until
from kits import Municipality, closed

from fieldkit.acts import notes
from fieldkit.archive.connection import archive_at
from fieldkit.archive.load import load, municipality_of
from fieldkit.archive.sources import Source, sources
from fieldkit.core.errors import FieldkitError, InputError, StoreError
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.resync.bundle import export_bundle
from fieldkit.store.backup import back_up
from fieldkit.store.files.keys import new_key, read_keys
from fieldkit.store.log import Log

pytestmark = pytest.mark.processes

EVENTS = "SELECT id, kit, epoch, seq, hlc, incident, flags, kind, body FROM feltkit.events"


def test_the_archive_holds_the_union_of_the_logs_byte_for_byte(put_in, rows, homes):
    first, second = put_in(*homes)
    logs = [Log.open(home / "log.db") for home in homes]
    union = {row_of(row.event) for log in logs for row in log.all()}
    for log in logs:
        log.close()
    assert {(bytes(event_id), *rest) for event_id, *rest in rows(EVENTS)} == union
    assert (first.known, second.known) == (0, first.new) and second.new == 3
    assert first.rejected == second.rejected == ()


def test_the_same_log_again_adds_nothing_and_what_came_since_is_added(put_in, rows, homes, municipality: Municipality):
    put_in(*homes)
    before = rows(f"{EVENTS} ORDER BY id")
    assert [loaded.new for loaded in put_in(*homes)] == [0, 0]
    assert rows(f"{EVENTS} ORDER BY id") == before
    three = municipality(3)
    notes.write(three, "ny")
    assert put_in(closed(three))[0].new == 2


def test_two_municipalities_with_the_same_events_both_have_them(put_in, rows, homes):
    many = put_in(homes[0], code=751)[0].new
    assert put_in(homes[0], code=740)[0].new == many
    assert rows("SELECT municipality, count(*) FROM feltkit.events GROUP BY 1 ORDER BY 1") == [(740, many), (751, many)]


def test_a_damaged_or_changed_event_is_named_and_kept_out_and_all_else_goes_in(put_in, rows, log_of):
    events = [row_of(event) for event in notes_of(12, 8)]
    events[2] = (*events[2][:8], '{"text":"rettet bagefter"}')
    events[4] = (*events[4][:3], "x", *events[4][4:])
    events[5] = (*events[5][:8], b"\xff\x00rubbish")
    events[6] = (events[6][0], 70_000, *events[6][2:])
    (loaded,) = put_in(log_of(events))
    assert [one.number for one in loaded.rejected] == ["12-0003", "?", "12-0006", "70000-0007"]
    assert loaded.new == 4 == rows("SELECT count(*) FROM feltkit.events")[0][0]
    assert rows("SELECT read, new, rejected, ended IS NOT NULL FROM feltkit.loads") == [(8, 4, 4, True)]


def test_letters_that_the_database_or_copy_could_trip_over_come_through_and_break_no_view(put_in, rows, log_of):
    texts = [
        '{"text":"nul \\u0000 her"}',
        '{"text":"\\\\N \\\\. \\t \\n"}',
        '{ "text" :\t"mellem\\\\rum"\n}',
        '{"text":""}',
    ]
    made = [make_event(Note("x"), kit=3, epoch=1, seq=seq, hlc=seq) for seq in range(1, len(texts) + 1)]
    events = [type(event)(*row_of(event)[1:8], text.encode()) for event, text in zip(made, texts, strict=True)]
    events.append(type(made[0])(3, 1, 9, 9, 0, 0, "message", b'{"text":"\\u0000","precedence":"flash"}'))
    (loaded,) = put_in(log_of(events))
    assert (loaded.new, loaded.rejected) == (len(events), ())
    stored = {bytes(event_id): body for event_id, body in rows("SELECT id, body FROM feltkit.events")}
    assert stored == {event.id: event.raw.decode() for event in events}
    for view in ("log", "signs", "silences", "understood", "requests", "years", "regions"):
        rows(f"SELECT * FROM feltkit.{view}")


def test_a_kind_of_a_newer_version_is_kept_as_it_is(put_in, rows, log_of):
    newer = type(notes_of(1, 1)[0])(4, 1, 1, 5, 0, 0, "hologram", b'{"ref":[1,2,3],"tal":1e300}')
    assert put_in(log_of([newer]))[0].new == 1
    assert rows("SELECT kind, known, body FROM feltkit.events") == [("hologram", False, newer.raw.decode())]


def test_several_load_at_once_what_overlaps_and_nothing_is_there_twice(archive_url, rows, log_of, monkeypatch):
    monkeypatch.setattr("fieldkit.archive.load.BATCH", 50)
    events = notes_of(5, 600)
    logs = [log_of(events[first : first + 400], f"log{first}") for first in (0, 100, 200)]
    logs.append(log_of(reversed(events), "backwards"))
    told, failed = [], []

    def run(folder) -> None:
        try:
            with archive_at(archive_url) as archive, sources([folder], []) as (source,):
                told.append(load(archive, source, 751, HERE))
        except Exception as error:  # noqa: BLE001 — whatever it is, it is told below
            failed.append(error)

    threads = [threading.Thread(target=run, args=(folder,)) for folder in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sum(one.new for one in told) == 600
    assert rows("SELECT count(*), count(DISTINCT id) FROM feltkit.events") == [(600, 600)]
    assert rows("SELECT sum(events) FROM feltkit.deposits") == [(600,)]


SLOW_LOADER = """
import sys, time
from pathlib import Path
from fieldkit.archive import load as loading
from fieldkit.archive.checking import Checking
from fieldkit.archive.connection import archive_at
from fieldkit.archive.sources import sources
loading.BATCH = 200
def slowly(done, of):
    print(done, flush=True)
    time.sleep(0.02)
with archive_at(sys.argv[1]) as archive, sources([Path(sys.argv[2])], []) as (source,):
    with Checking(int(sys.argv[3])) as checking:
        loading.load(archive, source, 751, checking, told=slowly)
"""


def is_running(process: str) -> bool:
    """Whether it does anything still: a container whose first process reaps nothing keeps what has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_loader_that_is_killed_anywhere_is_run_again_and_it_is_whole(archive_url, rows, log_of):
    folder = log_of(notes_of(5, 3_000))
    seen = 0
    for batches, alone in ((1, "0"), (3, "10000"), (6, "10000")):
        command = [sys.executable, "-c", SLOW_LOADER, archive_url, folder, alone]
        loader = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert loader.stdout is not None
        for _ in range(batches):
            loader.stdout.readline()
        helpers = Path(f"/proc/{loader.pid}/task/{loader.pid}/children").read_text().split()
        loader.send_signal(signal.SIGKILL)
        loader.communicate()
        until(lambda: not any(is_running(helper) for helper in helpers), what="who checked for it")  # noqa: B023
        now = rows("SELECT count(*) FROM feltkit.events")[0][0]
        assert now % 200 == 0 and seen <= now < 3_000, "whole batches, or nothing of one"
        seen = now
    assert seen
    with archive_at(archive_url) as archive, sources([folder], []) as (source,):
        loaded = load(archive, source, 751, HERE)
    assert loaded.new + loaded.known == 3_000 and loaded.known >= seen
    assert rows("SELECT count(*), count(DISTINCT id) FROM feltkit.events") == [(3_000, 3_000)]
    assert rows("SELECT sum(events) FROM feltkit.deposits") == [(3_000,)]
    assert rows("SELECT count(*) FROM feltkit.loads WHERE ended IS NULL")[0][0] == 3


@pytest.mark.parametrize("cut_after", [0, 1, 900, 20_000, 60_000])
def test_a_connection_that_is_cut_at_any_byte_leaves_whole_batches_and_one_sentence(
    postgres, archive_url, rows, log_of, monkeypatch, cut_after
):
    monkeypatch.setattr("fieldkit.archive.load.BATCH", 100)
    folder = log_of(notes_of(5, 400, "en linje som fylder noget, så at der er meget at sende"))
    database = archive_url.partition("@/")[2].partition("?")[0]
    with CutWire(postgres.port, cut_after) as wire:
        url = f"postgresql://postgres@127.0.0.1:{wire.port}/{database}?sslmode=disable"
        with pytest.raises(StoreError, match=r"afbrudt|svarer ikke"), archive_at(url, "Igen.") as archive:
            wire.armed = True
            with sources([folder], []) as (source,):
                load(archive, source, 751, HERE)
    now = rows("SELECT count(*) FROM feltkit.events")[0][0]
    assert now % 100 == 0 and now < 400
    with archive_at(archive_url) as archive, sources([folder], []) as (source,):
        assert load(archive, source, 751, HERE).known == now
    assert rows("SELECT count(*), count(DISTINCT id) FROM feltkit.events") == [(400, 400)]


class CutWire:
    """A wire to the server that breaks after so many bytes, once it is armed."""

    def __init__(self, server: int, bytes_left: int) -> None:
        self.armed = False
        self._left, self._server = bytes_left, server
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "CutWire":
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._listening.close()

    def _serve(self) -> None:
        try:
            near, _ = self._listening.accept()
        except OSError:
            return
        far = socket.create_connection(("127.0.0.1", self._server))
        with near, far, selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(4096)
                    if self.armed and key.fileobj is near:
                        data = data[: self._left]
                        self._left -= len(data)
                    if data:
                        key.data.sendall(data)
                    if not data or (self.armed and self._left <= 0):
                        return


def test_a_server_that_stops_the_loader_is_told_in_one_sentence(archive_url, postgres, log_of):
    with pytest.raises(StoreError, match=r"afbrudt .*\. Igen\.$"), archive_at(archive_url, "Igen.") as archive:
        postgres.run(f"SELECT pg_terminate_backend({archive.info.backend_pid})")
        with sources([log_of(notes_of(5, 3))], []) as (source,):
            load(archive, source, 751, HERE)


def test_backups_bundles_and_a_card_that_cannot_be_written_to_are_sources(
    put_in, archive, rows, tmp_path, municipality: Municipality
):
    one, two = municipality(1), municipality(2)
    usb = tmp_path / "usb"
    for kit in (one, two):
        notes.write(kit, f"fra {kit.config.number}")
        back_up(kit.log, kit.home, kit.config.number, usb, kit.now())
    notes.write(two, "kom efter kopien")
    export_bundle(two, usb / "to.fkb")
    before = {path: path.read_bytes() for path in usb.rglob("*") if path.is_file()}
    assert [(loaded.source.partition("/")[0], loaded.new) for loaded in put_in(usb)] == [("kit-1", 2), ("kit-2", 2)]
    keys = read_keys(one.home.key_path.parent)
    with sources([usb / "to.fkb"], keys) as (source,):
        assert load(archive, source, 751, HERE).new == 1
    assert {path: path.read_bytes() for path in usb.rglob("*") if path.is_file()} == before
    with pytest.raises(InputError, match="uden kommunens nøgle"), sources([usb / "to.fkb"], []):
        pass


def test_what_a_power_cut_left_beside_a_log_is_read_as_well(put_in, tmp_path, municipality: Municipality):
    kit = municipality(1)
    notes.write(kit, "kun i loggens fil ved siden af")
    dead = tmp_path / "dead"
    dead.mkdir()
    for name in ("log.db", "log.db-wal"):  # as a card is copied after the kit went dark
        (dead / name).write_bytes((kit.home.folder / name).read_bytes())
    assert (dead / "log.db-wal").stat().st_size
    assert put_in(dead)[0].new == kit.log.count() == 2
    assert not (dead / "log.db-shm").exists()


@pytest.mark.parametrize(
    ("own", "said", "words"),
    [
        (0, None, "siger ikke, hvilken kommune"),
        (751, 740, "hører til kommune 751, ikke 740"),
        (10_000, None, "ingen kommunes kode"),
    ],
)
def test_a_log_whose_municipality_is_in_doubt_is_refused(tmp_path, own, said, words):
    with pytest.raises(InputError, match=words):
        municipality_of(Source("kit-9", tmp_path, own), said)


def test_the_code_stands_in_the_kits_file_or_is_said(tmp_path):
    assert municipality_of(Source("kit-9", tmp_path, 751), None) == 751
    assert (
        municipality_of(Source("kit-9", tmp_path), 751) == municipality_of(Source("kit-9", tmp_path, 751), 751) == 751
    )


def test_a_kits_own_file_says_code_and_name(put_in, archive, rows, municipality: Municipality):
    home = closed(municipality(4, municipality=751, municipality_name="Eksempelkommune"))
    with sources([home], []) as (source,):
        assert (source.municipality, source.municipality_name) == (751, "Eksempelkommune")
        load(archive, source, 751, HERE, region="Region Midt")
    put_in(home)
    assert rows("SELECT * FROM feltkit.municipalities") == [(751, "Eksempelkommune", "Region Midt")]


@pytest.mark.parametrize("what", ["nowhere", "empty", "file"])
def test_what_is_no_log_is_refused_in_one_sentence(tmp_path, what):
    path = tmp_path / what
    if what == "empty":
        path.mkdir()
    elif what == "file":
        path.write_bytes(b"x" * 300)
    with pytest.raises(FieldkitError, match=r"findes ikke|hverken|ikke en pakke"), sources([path], [new_key()]):
        pass
