"""One kit, several processes, and a new epoch in the middle: no number is ever said twice."""

import contextlib
import shutil
import subprocess
import sys
import textwrap

import pytest
from command_line import fieldkit

from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.store import identity
from fieldkit.store.log import Log
from fieldkit.store.tables.status import read_problems


def test_a_screen_that_was_open_writes_in_the_epoch_that_the_engine_began(folder):
    screen, engine = Kit.open(folder), Kit.open(folder)
    screen.record(Note("før"))
    engine.renew_epoch("kit 1 kender vores log til 40")
    after = screen.record(Note("efter"))
    assert (after.epoch, after.seq) == (engine.identity.epoch, 1002), "not 12-0003, which kit 1 may know as another"
    assert (screen.identity.epoch, screen.identity.first) == (engine.identity.epoch, 1001)


def test_an_engine_learns_of_the_epoch_that_a_command_began(folder):
    engine, command = Kit.open(folder), Kit.open(folder)
    command.renew_epoch("andre kits kender mere")
    engine.refresh()
    assert engine.identity.epoch == command.identity.epoch


@pytest.mark.processes
def test_a_token_that_changes_while_a_kit_is_opened_is_no_restored_disk(folder):
    """The engine's start writes the token in two places; whoever opens the kit between them must not be fooled."""
    script = textwrap.dedent(f"""
        from pathlib import Path
        from fieldkit.kit import Kit
        from fieldkit.store import identity
        folder = Path({str(folder)!r})
        kit = Kit.open(folder)
        for _ in range(80):
            identity.refresh_token(kit.log, folder)
            identity.claim(kit.log, folder, 12)
        print(kit.identity.epoch == identity.current(kit.log, 12).epoch)
    """)
    racers = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [racer.communicate(timeout=60)[0] for racer in racers] == ["True\n"] * 3
    again = Kit.open(folder)
    assert again.identity.renewed == "" and [row.event.kind for row in again.log.all()] == ["hello"]


@pytest.mark.processes
def test_two_processes_that_find_a_restored_disk_begin_one_epoch(folder):
    (folder / identity.FILE_NAME).unlink()
    script = f"from pathlib import Path; from fieldkit.kit import Kit; Kit.open(Path({str(folder)!r})).close()"
    openers = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(3)]
    assert [opener.wait(60) for opener in openers] == [0, 0, 0]
    kit = Kit.open(folder)
    assert len({row.event.epoch for row in kit.log.all()}) == 2


@pytest.mark.exhaustive
def test_any_wrong_bit_in_the_token_is_a_restored_disk_and_no_fault(folder):
    """Numbers are safe then as well: the next epoch begins."""
    Kit.open(folder).close()
    path = folder / identity.FILE_NAME
    raw = path.read_bytes()
    for at in range(len(raw)):
        for bit in (0, 7):
            path.write_bytes(raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :])
            log = Log.open(folder / "log.db")
            assert identity.claim(log, folder, 12).kit == 12
            log.close()


def _lose_the_end(folder, damage) -> None:
    """The log as a power cut leaves it, its last words in the WAL alone, and then `damage` to that."""
    Kit.open(folder).close()
    with contextlib.closing(Log.open(folder / "log.db")):
        kit = Kit.open(folder)
        said = [kit.record(Note(f"notat {number}")) for number in range(3)]
        kept = folder.with_name("cut")
        shutil.copytree(folder, kept)
        kit.close()
    shutil.rmtree(folder)
    kept.rename(folder)
    wal = folder / "log.db-wal"
    damage(wal)
    assert [one.number for one in said] == ["12-0002", "12-0003", "12-0004"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda wal: wal.unlink(),
        lambda wal: wal.write_bytes(b""),
        lambda wal: wal.write_bytes(wal.read_bytes()[:-2000]),
        lambda wal: wal.write_bytes(b"\xff" + wal.read_bytes()[1:]),
        lambda wal: wal.write_bytes(wal.read_bytes()[:9000] + b"\xaa" * 512 + wal.read_bytes()[9512:]),
    ],
    ids=["gone", "empty", "cut off", "one bit of its head", "noise in the middle"],
)
def test_a_log_that_has_lost_its_end_gives_no_number_out_again_and_says_so(folder, damage):
    _lose_the_end(folder, damage)
    told = fieldkit("log", home=folder)
    assert told.status == 0 and "loggen har mistet noget af det, som kittet selv har noteret" in told.err
    kit = Kit.open(folder)
    assert kit.record(Note("efter skaden")).seq > 1000
    assert not kit.log.doubled() and not kit.log.forks()
    assert read_problems(kit.log)[0].text.startswith("Ny nummerserie: loggen har mistet")
    kit.close()
    assert "Ny nummerserie" not in fieldkit("log", home=folder).err, "it is told once, and stays among the problems"


def test_a_log_that_has_all_that_was_said_goes_on_where_it_was(folder):
    _lose_the_end(folder, lambda wal: None)
    kit = Kit.open(folder)
    assert kit.record(Note("videre")).number == "12-0005" and not kit.identity.renewed


@pytest.mark.parametrize("held", [None, b"", b"\0" * 33, b"7 99999                 00000000\n", b"\xff" * 40])
def test_what_is_noted_of_the_last_number_is_worth_nothing_when_it_is_torn(folder, held):
    kit = Kit.open(folder)
    kit.record(Note("x"))
    kit.close()
    path = folder / identity.LAST_NAME
    path.unlink()
    if held is not None:
        path.write_bytes(held)
    kit = Kit.open(folder)
    assert not kit.identity.renewed and kit.record(Note("videre")).seq == 3
