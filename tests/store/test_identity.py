"""One kit, several processes, and a new epoch in the middle: no number is ever said twice."""

import subprocess
import sys
import textwrap

import pytest

from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.store import identity
from fieldkit.store.log import Log


def test_a_screen_that_was_open_writes_in_the_epoch_that_the_engine_began(folder):
    screen, engine = Kit.open(folder), Kit.open(folder)
    screen.record(Note("før"))
    engine.renew_epoch("kit 1 kender vores log til 40")
    after = screen.record(Note("efter"))
    assert (after.epoch, after.seq) == (engine.identity.epoch, 1002), "not 12-0003, which kit 1 may know as another"
    assert (screen.identity.epoch, screen.identity.first) == (engine.identity.epoch, 1001)


def test_an_engine_learns_of_the_epoch_that_a_command_began(folder):
    engine, command = Kit.open(folder), Kit.open(folder)
    command.renew_epoch("andre kit kender mere")
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
