"""What an exercise breaks at a kit looks broken to engine and screen, says ØVELSE, and works again when it must."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from kits import Clock, closed, secretariat

from fieldkit.acts import incidents, printing
from fieldkit.acts.proposals import asked_now
from fieldkit.core.ask.proposal import Asks
from fieldkit.core.documents import BoardPicture
from fieldkit.core.facts.said import Note
from fieldkit.devices.machine.power import Power
from fieldkit.engine.broken import Breakage
from fieldkit.engine.engine import Engine
from fieldkit.kit import Kit
from fieldkit.paper.printing import JobState
from fieldkit.practice.mesh.live import VirtualMesh
from fieldkit.practice.mesh.world import node_specs
from fieldkit.store.tables import battery
from fieldkit.store.tables.battery import readings
from fieldkit.store.tables.exercises import LEASE_S, Broken, say_broken
from fieldkit.store.tables.jobs import job_row
from fieldkit.store.tables.status import Device, DeviceState, Trouble, read_problems, read_status, standing

FULL = Power(96, False)


@pytest.fixture
def drill(tmp_path: Path, clock: Clock):
    """A secretariat in an exercise."""
    made = secretariat(tmp_path / "kit", now=clock)
    incidents.start(made, "Prøve", exercise=True)
    yield made
    made.close()


def say(kit: Kit, *what: Broken, value: int = 0) -> None:
    say_broken(kit.log, kit.state.current(), dict.fromkeys(what, value), kit.own_clock())


def test_a_device_seems_broken_only_while_somebody_goes_on_saying_so(drill: Kit, clock: Clock):
    breakage = Breakage(drill)
    say(drill, Broken.BATTERY, value=11)
    assert breakage.look(again=True) and breakage.power(FULL) == Power(11, False)
    clock.now += LEASE_S - 1
    assert not breakage.look(again=False) and breakage.battery == 11
    clock.now += 2
    assert breakage.look(again=False), "whoever played the exercise is gone"
    assert breakage.power(FULL) == FULL


def test_what_was_said_by_a_clock_that_was_ahead_breaks_nothing(drill: Kit, clock: Clock):
    clock.now += 86_400
    say(drill, Broken.KIT)
    clock.now -= 86_400
    breakage = Breakage(drill)
    assert not breakage.look(again=True) and not breakage.kit_dead


def test_with_a_real_incident_everything_works_at_once(drill: Kit):
    breakage = Breakage(drill)
    say(drill, *Broken, value=9)
    assert breakage.look(again=True)
    assert breakage.clock and breakage.kit_dead and breakage.out_of_paper and breakage.battery == 9
    incidents.start(drill, "Brand")
    assert breakage.look(again=False), "nobody need write that it works again"
    assert not (breakage.clock or breakage.kit_dead or breakage.out_of_paper or breakage.battery)


def test_nothing_is_broken_where_no_exercise_runs(tmp_path: Path, clock: Clock):
    kit = secretariat(tmp_path / "kit", now=clock)
    say_broken(kit.log, 0, {Broken.RADIO: 0}, clock())
    assert not Breakage(kit).look(again=True)
    real = incidents.start(kit, "Brand").incident
    say_broken(kit.log, real, {Broken.RADIO: 0}, clock())
    assert not Breakage(kit).look(again=True)
    kit.close()


# --- the whole engine ----------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def engine_of(home: Path, power: Callable[[], Power] = lambda: FULL) -> AsyncIterator[Kit]:
    """The engine at work, and a kit as the screen has it."""
    engine = Engine(home, power=power, rng=random.Random(1))
    work = asyncio.create_task(engine.run())
    kit = Kit.open(home)
    try:
        yield kit
    finally:
        engine.stop()
        await work
        kit.close()


async def until(look: Callable[[], object], kit: Kit, seconds: float = 25.0) -> None:
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, [problem.text for problem in read_problems(kit.log)]
        await asyncio.sleep(0.05)
        kit.refresh()


def state_of(kit: Kit, device: Device) -> tuple[DeviceState, str]:
    found = read_status(kit.log).get(device)
    return (DeviceState.UNKNOWN, "") if found is None else (found.state, found.text)


@pytest.mark.real_time
async def test_the_printer_is_out_of_paper_and_prints_when_that_is_over(tmp_path: Path):
    home = closed(secretariat(tmp_path / "kit", printer="virtual:"))
    async with engine_of(home) as kit:
        incidents.start(kit, "Prøve", exercise=True)
        say(kit, Broken.PAPER)
        await until(lambda: "papir slut" in state_of(kit, Device.PRINTER)[1], kit)
        job = printing.queue_document(kit, BoardPicture())
        await until(lambda: any("papir slut" in problem.text for problem in read_problems(kit.log)), kit)
        assert job_row(kit.log, job).state is JobState.QUEUED
        assert not list((home / "paper").glob("*.bin")), "nothing went to the real printer"
        say(kit)
        await until(lambda: job_row(kit.log, job).state is JobState.CONFIRMED, kit)


@pytest.mark.real_time
async def test_battery_and_clock_are_what_the_exercise_says_and_the_kit_stays_on(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    monkeypatch.setattr(battery, "EVERY_S", 0)
    home = closed(secretariat(tmp_path / "kit", printer="virtual:"))
    async with engine_of(home) as kit:
        await until(lambda: state_of(kit, Device.BATTERY)[1] == "96 %", kit)
        incidents.start(kit, "Prøve", exercise=True)
        say_broken(kit.log, kit.state.current(), {Broken.BATTERY: 5, Broken.CLOCK: 0}, kit.own_clock())
        await until(lambda: state_of(kit, Device.BATTERY) == (DeviceState.WARNING, "5 % (ØVELSE)"), kit)
        assert state_of(kit, Device.CLOCK) == (DeviceState.WARNING, "ikke sat (ØVELSE)")
        assert any(proposal.asks is Asks.PAPER for proposal in asked_now(kit)), "the screen offers to print"
        assert not (tmp_path / "poweroff").exists(), "5 % that are played turn no kit off"
        say(kit)
        await until(lambda: state_of(kit, Device.BATTERY)[1] == "96 %", kit)
        assert state_of(kit, Device.CLOCK)[0] is DeviceState.OK
        assert {one.percent for one in readings(kit.log)} == {96}, "what was played is no use of the battery"


@pytest.mark.real_time
async def test_a_battery_that_was_low_in_an_exercise_is_over_with_it_on_a_kit_without_a_gauge(tmp_path: Path):
    async with engine_of(closed(secretariat(tmp_path / "kit")), lambda: Power(None, None)) as kit:
        incidents.start(kit, "Prøve", exercise=True)
        say(kit, Broken.BATTERY, value=11)
        await until(lambda: standing(kit.log) == {Trouble.BATTERY}, kit)
        say(kit)
        await until(lambda: state_of(kit, Device.BATTERY)[1] == "ukendt", kit)
        await until(lambda: standing(kit.log) == set(), kit, 5)


@pytest.mark.real_time
async def test_a_battery_that_is_empty_turns_the_kit_off_whatever_is_played(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    holds = [FULL]
    async with engine_of(closed(secretariat(tmp_path / "kit")), lambda: holds[-1]) as kit:
        incidents.start(kit, "Prøve", exercise=True)
        say(kit, Broken.BATTERY, value=14)
        await until(lambda: state_of(kit, Device.BATTERY)[1] == "14 % (ØVELSE)", kit)
        assert not (tmp_path / "poweroff").exists()
        holds.append(Power(3, False))
        say(kit, Broken.BATTERY, value=12)
        await until(lambda: (tmp_path / "poweroff").exists(), kit, LEASE_S - 5)


@pytest.mark.real_time
async def test_a_dead_kit_prints_nothing_and_says_that_it_is_dead_in_the_exercise(tmp_path: Path):
    home = closed(secretariat(tmp_path / "kit", printer="virtual:"))
    async with engine_of(home) as kit:
        incidents.start(kit, "Prøve", exercise=True)
        say(kit, Broken.KIT)
        await until(lambda: state_of(kit, Device.ENGINE) == (DeviceState.FAULT, "kittet er dødt (ØVELSE)"), kit)
        job = printing.queue_document(kit, BoardPicture())
        await until(lambda: "offline" in state_of(kit, Device.PRINTER)[1], kit)
        assert job_row(kit.log, job).state is JobState.QUEUED
        incidents.start(kit, "Brand")
        await until(lambda: job_row(kit.log, job).state is JobState.CONFIRMED, kit)
        assert state_of(kit, Device.ENGINE) == (DeviceState.OK, "kører")


@pytest.mark.real_time
async def test_the_radio_is_gone_and_comes_back(tmp_path: Path):
    home = tmp_path / "kit"
    made = secretariat(home)
    place = made.roster.place(made.place)
    assert place is not None
    made.close()
    async with VirtualMesh(node_specs([place]), seed=3, acquainted=True) as mesh:
        made = Kit.open(home)
        made.home.change_config("radio", mesh.urls[0])
        made.close()
        async with engine_of(home) as kit:
            await until(lambda: state_of(kit, Device.RADIO)[0] in (DeviceState.OK, DeviceState.WARNING), kit)
            incidents.start(kit, "Prøve", exercise=True)
            say(kit, Broken.RADIO)
            await until(lambda: state_of(kit, Device.RADIO)[0] is DeviceState.FAULT, kit)
            await until(lambda: any("(ØVELSE)" in problem.text for problem in read_problems(kit.log)), kit)
            kit.record(Note("skrevet, mens radioen var væk"))
            incidents.start(kit, "Brand")
            await until(lambda: state_of(kit, Device.RADIO)[0] is not DeviceState.FAULT, kit, 40)
