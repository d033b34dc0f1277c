"""An exercise of two kits and a phone over the virtual mesh: texts, a radio that is lost, and a real incident."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from kits import make_kit
from paths import DATA
from scenarios import scenario

from fieldkit.acts import incidents
from fieldkit.core.facts.terms import Role
from fieldkit.engine.engine import Engine
from fieldkit.kit import Kit
from fieldkit.practice.exercise.outcome import outcomes
from fieldkit.practice.exercise.run import ExerciseRun
from fieldkit.practice.exercise.world import MeshWorld, places_in_play
from fieldkit.practice.mesh.live import VirtualMesh
from fieldkit.practice.mesh.world import node_specs
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.files.roster import whole_roster
from fieldkit.store.tables.exercises import RunState, runs
from fieldkit.store.tables.status import Device, DeviceState, read_status

pytestmark = pytest.mark.real_time

TEXT = """
navn = "Prøve med to kit"
minutter = 600
vejledning = "Til den, der leder."

[[indspil]]
minut = 1
slags = "melding"
sted = "plejehjemmet-kaffekanden"
tekst = "strøm! 31 beboere"

[[indspil]]
minut = 32
slags = "sms"
sted = "boernehaven-agernhatten"
tekst = "lys? varme! vand ok 38 børn"

[[svigt]]
minut = 100
til = 160
slags = "radio væk"
sted = "kloeverkaerskolen"

[[svigt]]
minut = 100
til = 160
slags = "relæ dødt"
sted = "boernehaven-agernhatten"

[[indspil]]
minut = 500
slags = "spørgsmål"
tekst = "Kommer aldrig så langt?"
"""
SPEED = 10.0
MINUTES_A_SECOND = 4


async def until(look: Callable[[], object], kits: list[Kit], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, f"not within {seconds} s"
        await asyncio.sleep(0.05)
        for kit in kits:
            kit.refresh()


async def play(run: ExerciseRun) -> None:
    wait = run.turn()
    while wait is not None:
        await asyncio.sleep(min(wait, 0.05))
        wait = run.turn()


async def test_two_kits_practise_over_the_air_and_something_real_ends_it_for_both(tmp_path: Path):
    roster = whole_roster(DATA)
    one = scenario(roster, TEXT)
    here, there = roster.resolve("sekretariat"), roster.resolve("kloeverkaerskolen")
    owners = places_in_play(one, here, roster)
    index = {place.slug: nth for nth, place in enumerate(owners)}
    write_key(tmp_path / "key", new_key())
    async with VirtualMesh(node_specs(owners), seed=5, speed=SPEED, acquainted=True) as mesh:
        kits, engines = [], []
        for place, role in ((here, Role.SECRETARIAT), (there, Role.MEETING_POINT)):
            url = mesh.urls[index[place.slug]]
            where = {"number": place.number, "role": role, "place": place.slug, "data": DATA, "radio": url}
            kits.append(make_kit(tmp_path / place.slug, **where, key=tmp_path / "key"))
            engines.append(Engine(tmp_path / place.slug, rng=random.Random(place.number)))
        leader, other = kits
        assert here.node is not None
        world, at = MeshWorld(mesh, owners, here.node), Kit.open(tmp_path / here.slug)
        leading = ExerciseRun(at, one, "prøve.toml", speed=60.0 * MINUTES_A_SECOND, field=world)
        joining = ExerciseRun(
            Kit.open(tmp_path / there.slug), one, "prøve.toml", speed=60.0 * MINUTES_A_SECOND, joins=True
        )
        tasks = [asyncio.create_task(engine.run()) for engine in engines]
        try:
            joining.begin()
            leading.begin()
            tasks += [asyncio.create_task(play(leading)), asyncio.create_task(play(joining))]

            def radio_of(kit: Kit) -> DeviceState:
                found = read_status(kit.log).get(Device.RADIO)
                return DeviceState.UNKNOWN if found is None else found.state

            def reports(kit: Kit) -> dict[int, str]:
                return {
                    row.event.body.place: row.event.body.note for row in kit.log.all() if row.event.kind == "report"
                }

            phone = roster.resolve("boernehaven-agernhatten")
            await until(lambda: phone.number in reports(leader), kits)
            assert reports(leader)[phone.number] == "ØVELSE", "the text said so on the air"
            answers = mesh.phone(index[phone.slug]).texts
            await until(lambda: any("ØVELSE" in text.text for text in answers), kits)
            await until(lambda: len(reports(other)) == 2, kits)
            assert other.state.current() == leader.state.current() == leading.tag
            await until(lambda: radio_of(other) is DeviceState.FAULT, kits)
            assert radio_of(leader) is not DeviceState.FAULT, "only the kit whose radio it is"
            await until(lambda: not mesh.world.nodes[index[phone.slug]].alive, kits)
            await until(lambda: radio_of(other) is not DeviceState.FAULT, kits)
            await until(lambda: mesh.world.nodes[index[phone.slug]].alive, kits)
            marked = [row.event for kit in kits for row in kit.log.all() if row.event.incident]
            assert marked and {"report"} <= {event.kind for event in marked} and all(event.exercise for event in marked)
            tasks[len(engines)].cancel()
            leading.close()
            await until(lambda: joining.pauses, kits)
            assert radio_of(other) is not DeviceState.FAULT and joining.state is RunState.RUNNING
            leading = ExerciseRun(at, one, "prøve.toml", speed=60.0 * MINUTES_A_SECOND, field=world)
            leading.begin()
            tasks.append(asyncio.create_task(play(leading)))
            await until(lambda: not joining.pauses, kits)
            assert abs(joining.elapsed_s - leading.elapsed_s) < 60 * MINUTES_A_SECOND * 3, "seconds of the two clocks"
            real = incidents.start(other, "Brand på skolen").incident
            await until(lambda: leading.state is RunState.BEATEN and joining.state is RunState.BEATEN, kits)
            await until(lambda: all(kit.state.current() == real for kit in kits), kits)
            assert all("aldrig" not in str(row.event.body) for row in leader.log.all())
            told = outcomes(leader, runs(leader.log)[-1])
            assert [len(one.numbers) for one in told[:2]] == [1, 1], "also the text that came through the air"
        finally:
            for engine in engines:
                engine.stop()
            for task in tasks[len(engines) :]:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            for run in (leading, joining):
                run.close()
                run.kit.close()
            for kit in kits:
                kit.close()
        assert not [error for error in ended if isinstance(error, Exception)], ended
