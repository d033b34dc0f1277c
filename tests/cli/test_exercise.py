"""`fieldkit exercise`: what comes along, faults by file and line, papers, a whole exercise, and what became of it."""

import re
import signal
import subprocess
from pathlib import Path

import pytest
from command_line import command, end, fieldkit, start, surroundings, until
from kits import closed, secretariat
from scenarios import EVERY

from fieldkit.kit import Kit
from fieldkit.store.tables.exercises import RunState, runs

SHAPE = {"name", "file", "incident", "began", "speed", "minutes", "state", "steps"}
STEP = {"step", "minute", "what", "text", "state", "at", "numbers", "jobs", "said", "came"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return closed(secretariat(tmp_path / "kit", printer="virtual:"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prøve.toml"
    path.write_text(EVERY, encoding="utf-8")
    return path


def state_of(home: Path) -> RunState | None:
    kit = Kit.open(home)
    try:
        found = runs(kit.log)
        return found[-1].state if found else None
    finally:
        kit.close()


def test_the_scenarios_that_came_along_are_listed_without_a_kit_too(home: Path, tmp_path: Path):
    told = fieldkit("exercise", "list", home=home).out.splitlines()
    assert told == fieldkit("exercise", "list", home=tmp_path / "none").out.splitlines()
    assert len(told) == 5 and any(line.startswith("stroemsvigt-vinter") and "60 min" in line for line in told)


def test_faults_are_told_by_file_and_line_all_of_them(home: Path, file: Path):
    assert fieldkit("exercise", "check", file, home=home).out.startswith("Ingen fejl: “Prøve”, 60 minutter, 10 indspil")
    lines = EVERY.split("\n")
    place, percent = lines.index('sted = "uglemoseskolen"'), lines.index("procent = 12")
    lines[place], lines[percent] = 'sted = "findes-ikke"', "procent = 2"
    faults = [place + 1, percent + 1, len(lines) + 1]
    file.write_text("\n".join([*lines, "vrøvl"]), encoding="utf-8")
    answer = fieldkit("exercise", "check", file, home=home)
    assert answer.status == 1
    at = [line.split(": ")[0] for line in answer.out.splitlines()]
    assert at == [f"prøve.toml:{n}" for n in faults]
    found = fieldkit("exercise", "check", file, "--json", home=home).document
    assert [fault["line"] for fault in found] == faults
    refused = fieldkit("exercise", "run", file, home=home).refused()
    assert f"prøve.toml:{place + 1}" in refused and "den har 3 fejl" in refused
    assert state_of(home) is None


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"", b"[[indspil]]\n" * 9000, "æ = 1\r\n".encode()])
def test_rubbish_is_a_fault_and_no_traceback(home: Path, file: Path, raw: bytes):
    file.write_bytes(raw)
    answer = fieldkit("exercise", "check", file, home=home)
    assert answer.status == 1 and "Traceback" not in answer.out + answer.err and answer.out.startswith("prøve.toml:")


def test_a_name_that_is_no_scenario_says_where_to_look(home: Path):
    assert "fieldkit exercise list" in fieldkit("exercise", "check", "xyzzy", home=home).refused()
    assert "er alt for stor" not in fieldkit("exercise", "run", "xyzzy", home=home).refused()


def test_what_must_lie_ready_is_shown_and_printed(home: Path, file: Path, tmp_path: Path):
    shown = fieldkit("exercise", "print", file, "--text", home=home).out
    assert "KUVERT 9" in shown and "Kun for den, der leder" in shown
    assert fieldkit("jobs", "--json", home=home).lines == []
    assert "drejebogen og 1 kuvert." in fieldkit("exercise", "print", file, home=home).out
    assert [job["document"] for job in fieldkit("jobs", "--json", home=home).lines] == ["exercise", "exercise"]
    assert "øvelsespapir" in fieldkit("jobs", home=home).out
    without = closed(secretariat(tmp_path / "uden"))
    assert "ingen printer" in fieldkit("exercise", "print", file, home=without).refused()


def test_nothing_was_played_yet(home: Path):
    assert "ikke spillet nogen øvelse" in fieldkit("exercise", "report", home=home).refused()


@pytest.mark.processes
def test_an_exercise_from_start_to_report(home: Path, file: Path):
    done = subprocess.run(
        command("exercise", "run", file, "--speed", "3600", home=home),
        capture_output=True, text=True, timeout=60, env=surroundings({}), check=True,
    )  # fmt: skip
    told = done.stdout
    assert "ØVELSE “Prøve” er begyndt: 60 minutter, 13 trin" in told and "Til den, der leder." in told
    assert "ØVELSE +02" in told and re.search(r"2\. melding, Uglemoseskolen: 1-[0-9]{4}\n", told)
    assert "Næste: +14  8. opkald, Lokalradioen" in told and "Hvad skal folk gøre?" in told
    assert "Drejebogen er spillet." in told
    report = fieldkit("exercise", "report", "--json", home=home).document
    assert set(report) == SHAPE and report["state"] == "played" and len(report["steps"]) == 13
    assert all(set(step) == STEP for step in report["steps"])
    lines = fieldkit("exercise", "report", home=home).out.splitlines()
    assert "ØVELSE “Prøve”" in lines[0] and "spillet til ende" in lines[0]
    assert any(re.search(r"anmodning 1-[0-9]{4}: afventer", line) for line in lines)
    assert "er spillet; slut den" in fieldkit("exercise", "run", file, home=home).refused()
    assert fieldkit("incident", "stop", home=home).status == 0
    assert fieldkit("exercise", "report", "prøve", home=home).status == 0
    assert "der hedder “andet”" in fieldkit("exercise", "report", "andet", home=home).refused()


@pytest.mark.processes
def test_ctrl_c_pauses_and_the_same_command_goes_on(home: Path, file: Path):
    for nth in range(2):
        process = start(["exercise", "run", file], home=home)
        try:
            until(lambda: state_of(home) is RunState.RUNNING, what="the exercise")
            assert process.stdout is not None
            first = process.stdout.readline()
            assert ("er begyndt" if nth == 0 else "går videre fra +00") in first
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
            assert re.search(r"holder pause ved \+0[0-1]\.", process.stdout.read())
        finally:
            end(process)
    assert state_of(home) is RunState.RUNNING


@pytest.mark.processes
def test_a_real_incident_stops_it_and_says_so(home: Path, file: Path):
    process = start(["exercise", "run", file], home=home)
    try:
        until(lambda: state_of(home) is RunState.RUNNING, what="the exercise")
        assert fieldkit("incident", "start", "Brand på rådhuset", home=home).status == 0
        assert process.wait(20) == 0
        assert process.stdout is not None
        assert "STOP: “Brand på rådhuset” er begyndt og er virkelig." in process.stdout.read()
    finally:
        end(process)
    assert state_of(home) is RunState.BEATEN
    incidents = fieldkit("incident", "list", "--json", home=home).lines
    assert [row["exercise"] for row in incidents if row["open"]] == [False]
    assert "er virkelig; øv jer bagefter" in fieldkit("exercise", "run", file, home=home).refused()


def test_the_made_up_net_must_be_the_kits_own(home: Path, file: Path):
    assert "tcp://127.0.0.1:4403" in fieldkit("exercise", "run", file, "--mesh", "4403", home=home).refused()
    assert "--screen" in fieldkit("exercise", "run", file, "--screen", home=home).refused()
    assert state_of(home) is None


@pytest.mark.processes
def test_a_kit_that_joins_waits_for_the_one_that_leads(home: Path, file: Path):
    process = start(["exercise", "run", file, "--join"], home=home)
    try:
        assert process.stdout is not None
        assert "Venter på" in process.stdout.readline()
        assert fieldkit("incident", "start", "Prøve", "--exercise", home=home).status == 0
        until(lambda: state_of(home) is RunState.RUNNING, what="the exercise that the other leads")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        end(process)
