"""Two kits with their engines and a phone on a virtual mesh with real sockets: everything arrives, once, told truly."""

import asyncio
import random
import time
from contextlib import asynccontextmanager

import pytest
from kits import make_kit
from paths import DATA

from fieldkit.acts import messages
from fieldkit.core.facts.said import Ack, Message, Report
from fieldkit.core.facts.terms import Precedence, Role
from fieldkit.core.views.understood import readers_of
from fieldkit.engine.engine import Engine
from fieldkit.practice.mesh.live import VirtualMesh
from fieldkit.practice.mesh.world import node_specs
from fieldkit.practice.town.places import demo_places
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.files.roster import load_roster
from fieldkit.store.tables.delivery import deliveries, with_acks

pytestmark = pytest.mark.real_time

SPEED = 10.0
EVENTS = 200


class Town:
    """Secretariat, one meeting point, one institution with only a phone."""

    def __init__(self, folder, mesh, places):
        self.mesh = mesh
        self.centre, self.point, self.institution = places
        write_key(folder / "key", new_key())
        self.kits, self.engines, self.tasks = [], [], []
        for index, place in enumerate((self.centre, self.point)):
            role = Role.SECRETARIAT if index == 0 else Role.MEETING_POINT
            where = {"number": place.number, "role": role, "place": place.slug, "data": DATA, "radio": mesh.urls[index]}
            self.kits.append(make_kit(folder / place.slug, **where, key=folder / "key"))
            self.engines.append(Engine(folder / place.slug, rng=random.Random(index)))

    async def until(self, what, seconds):
        """Wait until `what()` holds for the consoles' kits; fail when it never does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for kit in self.kits:
                kit.refresh()
            if what():
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"not within {seconds} s")


@asynccontextmanager
async def living(folder, loss):
    roster, faults = load_roster(DATA)
    assert roster is not None, faults
    places = demo_places(roster, meeting_points=1, institutions=1)
    async with VirtualMesh(node_specs(places), seed=4, speed=SPEED, loss=loss, acquainted=True) as mesh:
        town = Town(folder, mesh, places)
        town.tasks = [asyncio.create_task(engine.run()) for engine in town.engines]
        try:
            yield town
        finally:
            for engine in town.engines:
                engine.stop()
            ended = await asyncio.gather(*town.tasks, return_exceptions=True)
            for kit in town.kits:
                kit.close()
            assert not [error for error in ended if isinstance(error, Exception)]


def state_at(kit, event, place):
    """The word that a person reads about an event at a place."""
    readers = readers_of(event.ref, kit.state, kit.roster)
    told = with_acks(deliveries(kit.log, event.id), readers, event.row.precedence(event.body))
    return next((d.state for d in told if d.place == place.number), None)


async def test_two_hundred_events_through_loss_a_reboot_and_a_pulled_cable_arrive_once(tmp_path):
    async with living(tmp_path, loss=0.3) as town:
        one, two = town.kits
        sent = []
        for part in range(4):
            sent += [
                two.record(Message(f"nummer {len(sent) + i}: to tæpper mere", town.centre.number, Precedence.FLASH))
                for i in range(EVENTS // 4)
            ]
            await asyncio.sleep(2.0)
            if part == 1:
                town.mesh.reboot(1)
            elif part == 2:
                town.mesh.drop_client(1)
                town.mesh.drop_client(0)
        ids = {event.id for event in sent}

        def arrived():
            return {row.event.id for row in one.log.all()} & ids

        await town.until(lambda: arrived() == ids, 150)
        rows = [row for row in one.log.all() if row.event.kit == town.point.kit and row.event.kind == "message"]
        assert len(rows) == EVENTS == len({row.event.id for row in rows})
        assert {row.carrier for row in rows} == {"radio"}
        town.mesh.set_loss(0.0)
        # every modtaget is true by now; and all of them are told in the end
        await town.until(lambda: all(state_at(two, event, town.centre) == "received" for event in sent), 150)
        messages.acknowledge(one, sent[0].ref, "Øvelse Andersen")
        await town.until(lambda: state_at(two, sent[0], town.centre) == "acknowledged", 30)
        assert state_at(two, sent[1], town.centre) == "received", "one person read one message, not two"


async def test_nothing_is_told_as_received_while_the_other_is_away(tmp_path):
    async with living(tmp_path, loss=0.0) as town:
        one, two = town.kits
        await town.until(lambda: town.point.kit in one.state.kits, 20)
        town.mesh.partition([[0], [1, 2]])
        event = two.record(Message("Hører I os?", town.centre.number, Precedence.FLASH))
        await town.until(lambda: state_at(two, event, town.centre) == "heard", 20)  # the phone's node relays it
        await asyncio.sleep(3.0)
        assert state_at(two, event, town.centre) == "heard"
        town.mesh.partition([])
        await town.until(lambda: state_at(two, event, town.centre) == "received", 40)
        assert any(row.event.id == event.id for row in one.log.all())


async def test_a_phone_reports_is_answered_and_says_forstaaet(tmp_path):
    async with living(tmp_path, loss=0.0) as town:
        one, two = town.kits
        phone = town.mesh.phone(2)
        await town.until(lambda: town.point.kit in one.state.kits, 20)
        town.mesh.phone_send(2, "vand! mad ok varme? 43b 6v", town.centre.node)

        def report():
            rows = [row.event for row in one.log.all() if isinstance(row.event.body, Report)]
            return next((e for e in rows if e.body.place == town.institution.number), None)

        await town.until(report, 20)
        assert report().body.children == 43 and report().body.staff == 6
        await town.until(lambda: any(report().number in text.text for text in phone.texts), 20)
        # the other kit has it as well: over the air, as a frame
        await town.until(lambda: any(row.event.id == report().id for row in two.log.all()), 20)

        question = one.record(Message("Hvor skal vandvognen holde?", town.institution.number, Precedence.URGENT))
        await town.until(lambda: any(question.number in text.text for text in phone.texts), 20)
        await town.until(lambda: state_at(one, question, town.institution) == "received", 20)
        town.mesh.phone_send(2, f"ok {question.number}", town.centre.node)
        await town.until(lambda: one.state.acks.get(question.ref), 20)
        assert state_at(one, question, town.institution) == "received", "nothing proves who said ok, and it is urgent"
        acks = [row.event for row in one.log.all() if isinstance(row.event.body, Ack)]
        assert [ack.body.place for ack in acks] == [town.institution.number]
        await town.until(lambda: any(row.event.id == acks[0].id for row in two.log.all()), 20)
