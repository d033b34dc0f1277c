"""The engine from outside: Ctrl-C and kill at any time, devices that are dead and come back, two engines on one kit."""

import asyncio
import json
import signal
import sqlite3

import pytest
from command_line import end, fieldkit, program, start, until, wait_for_line
from kits import closed, secretariat
from placed_printer import on_tcp
from ports import free_ports

from fieldkit.practice.mesh.live import VirtualMesh
from fieldkit.practice.paper.printer import VirtualPrinter

pytestmark = pytest.mark.processes

INTERRUPTED = 128 + signal.SIGINT


def numbers(home):
    """The numbers in the log, in its order."""
    return [row["number"] for row in fieldkit("log", "--json", home=home).lines]


def finding(home, name):
    """What the doctor says of one thing."""
    return next(found for found in fieldkit("doctor", "--json", home=home).document if found["check"] == name)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_engine_ends_when_asked_and_says_that_all_is_kept(tmp_path, stop):
    home = closed(secretariat(tmp_path / "kit", printer="virtual:"))
    engine = start(["run"], home=home)
    try:
        wait_for_line(engine, "Motoren kører")
        assert fieldkit("message", "hej", "--to", "alle", home=home).status == 0
        engine.send_signal(stop)
        out, err = engine.communicate(timeout=20)
        assert engine.returncode == 0 and out == "" and "alt er gemt" in err and "Traceback" not in err
    finally:
        end(engine)
    assert numbers(home) == ["1-0001", "1-0002"]
    assert finding(home, "engine")["state"] == "warning"


@pytest.mark.parametrize("arguments", [["run"], ["demo", "--headless", "--json"], ["mesh"]], ids=lambda a: a[0])
@pytest.mark.parametrize("after_s", [0.5, 0.8, 1.3, 2.5])
def test_ctrl_c_at_any_time_gives_a_sentence_at_most(tmp_path, arguments, after_s):
    home = closed(secretariat(tmp_path / "kit", radio="tcp://127.0.0.1:1", printer="virtual:"))
    extra = ["--port", str(free_ports(4))] if arguments == ["mesh"] else []
    process = start([*arguments, *extra], home=home)
    try:
        with pytest.raises(Exception, match="timed out"):
            process.communicate(timeout=after_s)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        end(process)
    assert process.returncode in (0, INTERRUPTED), err
    assert "Traceback" not in err
    if out:
        json.loads(out)
    assert numbers(home) == ["1-0001"]


def test_kill_9_in_the_middle_loses_nothing_that_was_said_to_be_noted(tmp_path):
    home = closed(secretariat(tmp_path / "kit", printer="virtual:"))
    given = ["1-0001"]
    for _ in range(3):
        engine = start(["run"], home=home)
        wait_for_line(engine, "Motoren kører")
        given += [fieldkit("message", f"besked {n}", "--to", "alle", home=home).out.strip() for n in range(5)]
        assert fieldkit("print", "receipt", given[-1], home=home).status == 0
        end(engine)
    writer = start(["report", "uglemoseskolen", "vand!"], home=home)
    end(writer)
    shown = numbers(home)
    assert shown[: len(given)] == given
    assert len(shown) in (len(given), len(given) + 1), "the killed one is there whole or not at all"
    connection = sqlite3.connect(home / "log.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert fieldkit("doctor", home=home).status == 0
    engine = start(["run"], home=home)
    try:
        until(
            lambda: not {"queued", "printing"} & {job["state"] for job in fieldkit("jobs", "--json", home=home).lines}
        )
    finally:
        end(engine)
    states = [job["state"] for job in fieldkit("jobs", "--json", home=home).lines]
    assert len(states) == 3 and set(states) <= {"confirmed", "unconfirmed"}


def test_a_second_engine_is_refused_and_the_first_goes_on(tmp_path):
    home = closed(secretariat(tmp_path / "kit"))
    engine = start(["run"], home=home)
    try:
        wait_for_line(engine, "Motoren kører")
        answer = program("run", "--for", "2", home=home)
        assert "kører allerede" in answer.refused()
        assert engine.poll() is None
    finally:
        end(engine)


async def test_dead_devices_are_told_and_come_back(tmp_path):
    """No radio and no printer at first: the engine runs, the doctor tells; they come, and what waited is done."""
    port = free_ports(3)  # two nodes and a printer
    radio, printer = f"tcp://127.0.0.1:{port}", f"tcp://127.0.0.1:{port + 2}"
    home = closed(secretariat(tmp_path / "kit", radio=radio, printer=printer))
    before = {f["check"]: f for f in fieldkit("doctor", "--json", home=home).document}
    assert before["radio"]["state"] == before["printer"]["state"] == "fault"
    assert before["radio"]["do"] and before["printer"]["do"]

    async def doctor_says(name, *states):
        await asyncio.to_thread(
            until, lambda: finding(home, name)["state"] in states, seconds=50, what=f"{name} to be {states}"
        )

    def states():
        return [job["state"] for job in fieldkit("jobs", "--json", home=home).lines]

    engine = start(["run"], home=home)
    try:
        await asyncio.to_thread(wait_for_line, engine, "Motoren kører")
        await doctor_says("radio", "fault", "warning")
        assert fieldkit("report", "uglemoseskolen", "vand!", home=home).status == 0
        assert fieldkit("print", "receipt", "1-0002", home=home).status == 0
        await doctor_says("printer", "fault", "warning")
        assert engine.poll() is None and states() == ["queued"]
        async with VirtualMesh(2, port, 1), on_tcp(VirtualPrinter(), port=port + 2):
            await doctor_says("radio", "ok")
            await doctor_says("printer", "ok")
            await asyncio.to_thread(until, lambda: states() == ["confirmed"], seconds=50, what="the receipt")
        await doctor_says("radio", "fault", "warning")
        assert engine.poll() is None and numbers(home)[:2] == ["1-0001", "1-0002"]
    finally:
        end(engine)


def test_commands_wait_for_each_other(tmp_path):
    """Twelve at once: each gets a number of its own, all are there."""
    home = closed(secretariat(tmp_path / "kit"))
    started = [start(["message", f"besked {n}", "--to", "alle"], home=home) for n in range(12)]
    given = []
    for process in started:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        given.append(out.strip())
    assert sorted(given) == [f"1-{n:04d}" for n in range(2, 14)]
    assert numbers(home)[1:] == sorted(given)
