"""Two who begin at once, keys that are whole or not there, receipts that are too old, addresses without a port."""

import socket
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldkit.cli.care import _PORTS, _reach, examine
from fieldkit.cli.tree import cli
from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.terms import Role
from fieldkit.engine.print_desk import EXPIRE_S, Journal
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document
from fieldkit.store.files.home import Home, KitConfig
from fieldkit.store.files.keys import new_key, read_key, write_key
from fieldkit.store.tables import jobs
from fieldkit.store.tables.status import DeviceStatus, put_status

CONFIG = KitConfig(12, Role.MEETING_POINT, "skolen", 12)


def test_who_comes_second_neither_shares_nor_removes_the_kit_that_another_is_making(tmp_path):
    home = Home(tmp_path / "kit")
    home.folder.mkdir()
    first = home.lock_engine()  # another `init` is in the middle of it
    with pytest.raises(InputError, match="bliver lavet nu"):
        Kit.create(home.folder, CONFIG)
    assert home.folder.is_dir() and not home.exists()
    first.close()
    Kit.create(home.folder, CONFIG).close()


def test_of_many_that_begin_at_once_one_makes_the_kit(tmp_path):
    made, gate = [], threading.Barrier(4)

    def begin() -> None:
        gate.wait()
        try:
            Kit.create(tmp_path / "kit", CONFIG).close()
            made.append(1)
        except (InputError, StoreError):
            return

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kit = Kit.open(tmp_path / "kit")
    assert made == [1] and [row.event.kind for row in kit.log.all()] == ["hello"]


def test_a_key_file_is_readable_by_its_owner_only_and_leaves_nothing_beside_it(tmp_path: Path):
    key = new_key(2)
    write_key(tmp_path / "municipality-2.key", key)
    assert read_key(tmp_path / "municipality-2.key") == key
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("municipality-2.key", 0o600)]


def test_a_receipt_that_waited_an_hour_is_given_up_also_while_the_engine_runs(kit, clock):
    old = jobs.queue_job(kit.log, Document("Kvittering", ()), "receipt", "12-0001", clock.now)
    docket = jobs.queue_job(kit.log, Document("Følgeseddel", ()), "docket", "12-0002", clock.now)
    journal = Journal(kit)
    assert [job.job for job in journal.queued()] == [old]
    clock.now += EXPIRE_S + 1
    assert [job.job for job in journal.queued()] == [docket]
    assert jobs.job_row(kit.log, old).state == jobs.FAILED


def test_doctor_knows_the_usual_port(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setitem(_PORTS, "radio", server.getsockname()[1])
        assert _reach("radio", "tcp://127.0.0.1")["state"] == "ok"
    assert _reach("radio", "tcp://127.0.0.1:99999")["state"] == "fault"


def test_a_message_that_no_frame_holds_is_told_at_once(folder):
    done = CliRunner().invoke(cli, ["--home", str(folder), "message", "vand " * 120, "--to", "alle"])
    assert done.exit_code == 0 and done.stdout.strip() == "12-0002"
    assert "for lang" in done.stderr


def test_doctor_does_not_believe_the_status_of_an_engine_that_was_killed(kit):
    put_status(kit.log, DeviceStatus("engine", "ok", "kører", int(kit.now())))

    def engine():
        return next(found["state"] for found in examine(kit.home.folder) if found["check"] == "engine")

    assert engine() == "warning"
    lock = kit.home.lock_engine()
    assert engine() == "ok"
    lock.close()
