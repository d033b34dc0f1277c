"""The demo: one virtual mesh, a secretariat and three meeting points with real engines, eight phone-only institutions.

Everything is the real code: stores on disk, radio sessions over TCP to virtual nodes, a printer that keeps its paper.
"""

import asyncio
import contextlib
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from fieldkit.acts import messages
from fieldkit.acts.printing import queue_document
from fieldkit.cli.remedies import advised, told
from fieldkit.core.carrier import Carrier
from fieldkit.core.delivery import ARRIVED
from fieldkit.core.documents import DocumentKind
from fieldkit.core.errors import DeviceError, FieldkitError, InputError
from fieldkit.core.facts.event import Event, says
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Role
from fieldkit.core.roster.roster import Place
from fieldkit.core.views.inbox import Direction, make_inbox
from fieldkit.engine.engine import Engine
from fieldkit.kit import Kit
from fieldkit.link.node.airtime import PRESETS, preset_named
from fieldkit.paper.printing import JobState
from fieldkit.practice.mesh.live import VirtualMesh
from fieldkit.practice.mesh.world import node_specs
from fieldkit.practice.town.demo_day import BEGAN_MIN, Cast, after, before
from fieldkit.practice.town.places import copy_small, demo_places
from fieldkit.practice.town.script import Card, Moment, Player, needs
from fieldkit.practice.town.town import Town
from fieldkit.store.files.home import KitConfig
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.files.roster import whole_roster
from fieldkit.store.tables.jobs import job_rows
from fieldkit.store.tables.status import read_problems

HEADLESS_S = 20.0
PRESET = "SHORT_FAST"
"""A morning in minutes needs a quicker air than a town would: MEDIUM_FAST is full of twelve nodes' first words."""
LOOK_S = 2.0
"""Seconds (at speed 1) between people's looks at their screens."""
PATIENCE_S = 60.0
"""And until they leave out what they cannot do, because the radio has not brought what it is about."""


class Demo:
    """The made-up municipality in a temporary folder."""

    def __init__(self, data: Path, cards: Path, *, seed: int, speed: float) -> None:
        roster = whole_roster(data)
        places = demo_places(roster)
        self.kit_places = [place for place in places if place.kit is not None]
        self.phone_places = [place for place in places if place.kit is None]
        if not self.kit_places or self.kit_places[0].node is None or not self.phone_places:
            raise InputError(
                f"{data} mangler et sekretariat, mødesteder eller institutioner med radio; se data/README.md."
            )
        self.cast = Cast(roster, self.kit_places, self.phone_places)
        self.cards, self.seed, self.speed = cards, seed, speed
        self.said: dict[str, Event] = {}
        self._past = time.time() - 60 * (BEGAN_MIN + 1)
        self.folder = Path(tempfile.mkdtemp(prefix="feltkit-demo-"))
        self.data = copy_small(data, self.folder / "data", places)
        self.mesh = VirtualMesh(node_specs(places, preset=PRESET), seed=seed, acquainted=True)
        self.town = Town(
            self.mesh, self.phone_places, len(self.kit_places), self.kit_places[0].node, seed=seed, speed=speed
        )
        self.errors: list[str] = []
        self.engines: list[Engine] = []

    def home(self, place: Place) -> Path:
        return self.folder / place.slug

    async def run(self, ready: Callable[[], object], stop: asyncio.Event) -> None:
        """Live until `stop`."""
        await self.mesh.start()
        tasks: list[asyncio.Task[None]] = []
        try:
            self._make_kits()
            self._make_past()
            for place in self.kit_places:
                engine = Engine(self.home(place), rng=random.Random(f"{self.seed} {place.number}"))
                self.engines.append(engine)
                tasks.append(asyncio.create_task(engine.run()))
            tasks.append(asyncio.create_task(self.town.live()))
            tasks.append(asyncio.create_task(self._people()))
            ready()
            stopped = asyncio.create_task(stop.wait())
            done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                task.result()
            stopped.cancel()
        except FieldkitError as error:
            self.errors.append(told(error))
        finally:
            for engine in self.engines:
                engine.stop()
            for task in tasks[len(self.engines) :]:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.mesh.stop()

    def result(self) -> dict[str, Any]:
        """What came of it, read from the secretariat's own log and tables."""
        kit = Kit.open(self.home(self.kit_places[0]))
        try:
            rows = kit.log.all()
            reports = [row.event for row in rows if says(row.event, Report)]
            jobs = job_rows(kit.log, limit=10_000)
            delivered = kit.log.read("SELECT count(*) FROM deliveries WHERE state IN (?, ?)", ARRIVED)[0][0]
            problems = [advised(problem.text, problem.remedy) for problem in read_problems(kit.log)]
            return {
                "events": len(rows),
                "reports": len(reports),
                "messages": sum(1 for row in rows if says(row.event, Message)),
                "receipts_printed": sum(
                    1
                    for job in jobs
                    if job.document is DocumentKind.RECEIPT and job.state in (JobState.CONFIRMED, JobState.UNCONFIRMED)
                ),
                "places_heard": len({report.body.place for report in reports}),
                "delivered": int(delivered),
                "errors": self.errors + problems,
            }
        finally:
            kit.close()

    def clear(self) -> None:
        """Remove the temporary folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_kits(self) -> None:
        key = self.folder / "kommune.key"
        write_key(key, new_key())
        for index, place in enumerate(self.kit_places):
            role = Role.SECRETARIAT if index == 0 else Role.MEETING_POINT
            assert place.kit is not None
            url = self.mesh.urls[index]
            config = KitConfig(place.kit, role, place.slug, place.number, url, "virtual:", preset=PRESET)
            Kit.create(
                self.home(place), config, data=self.data, cards=self.cards, key=key, now=lambda: self._past
            ).close()

    def _make_past(self) -> None:
        """Three quarters of an hour of the exercise, known to all kits, so that every screen has something to show."""
        kits = {place.slug: Kit.open(self.home(place), now=lambda: self._past) for place in self.kit_places}
        player = Player(kits)
        try:
            for kit in kits.values():
                _tell(kit, 0, kits)
            for moment in before(self.cast, time.time()):
                self._past = moment.at
                kit = kits[moment.where]
                known = kit.log.count()
                if _able(moment, kit, player):
                    player.play(moment)
                    _tell(kit, known, kits)
        finally:
            for kit in kits.values():
                kit.close()
        self.said = player.said

    async def _people(self) -> None:
        """What the people at secretariat and meeting points do, through kits of their own as a console would."""
        kits = {place.slug: Kit.open(self.home(place)) for place in self.kit_places}
        player = Player(kits)
        player.said.update(self.said)
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            for moment in after(self.cast):
                due = begun + moment.at / self.speed
                while clock() < due:
                    await self._look(kits, due - clock())
                while not _able(moment, kits[moment.where], player) and clock() < due + PATIENCE_S / self.speed:
                    await self._look(kits, LOOK_S)
                if _able(moment, kits[moment.where], player):
                    player.play(moment)
            while True:
                await self._look(kits, LOOK_S)
        finally:
            for kit in kits.values():
                kit.close()

    async def _look(self, kits: Mapping[str, Kit], seconds: float) -> None:
        """Wait a little, then see what has come; at the meeting points somebody reads it and says so."""
        await asyncio.sleep(min(seconds, LOOK_S / self.speed))
        for place, kit in kits.items():
            kit.refresh()
            if place != self.kit_places[0].slug:
                self._read_messages(kit)

    @staticmethod
    def _read_messages(kit: Kit) -> None:
        """Somebody at the meeting point reads what came for it and says so."""
        for entry in make_inbox(kit.state, kit.roster, kit.now(), place=kit.place, kit=kit.identity.kit):
            if entry.direction is Direction.IN and kit.place in entry.waiting:
                messages.acknowledge(kit, entry.ref, "forbindelsesofficeren")


def _able(moment: Moment, kit: Kit, player: Player) -> bool:
    """Whether the kit has what the moment needs: the events that it is about, and the card."""
    act = moment.act
    if isinstance(act, Card) and act.card not in kit.cards:
        return False
    return all(label in player.said and kit.log.by_id(player.said[label].id) is not None for label in needs(act))


def _tell(kit: Kit, known: int, kits: Mapping[str, Kit]) -> None:
    """What a kit has recorded since it held `known` events becomes known to all, as in the time before the demo."""
    new = [row.event for row in kit.log.all()[known:]]
    for other in kits.values():
        if other is not kit:
            other.merge(new, Carrier.RADIO)


def run_demo(
    data: Path, cards: Path, *, headless: bool, seconds: float | None, speed: float, seed: int
) -> dict[str, Any]:
    """Run the demo with or without a screen; returns its result."""
    if not headless and not sys.stdout.isatty():
        raise InputError("Skærmen kræver en terminal; uden skærm bruges “fieldkit demo --headless --for 20”.")
    demo = Demo(data, cards, seed=seed, speed=speed)
    try:
        if headless:
            asyncio.run(_headless(demo, HEADLESS_S if seconds is None else seconds))
        else:
            _with_screen(demo, seconds)
        return demo.result()
    finally:
        demo.clear()


async def _headless(demo: Demo, seconds: float) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await demo.run(lambda: loop.call_later(seconds, stop.set), stop)


def _with_screen(demo: Demo, seconds: float | None) -> None:
    """The town and its engines in a thread of their own; the secretariat's console here."""
    from fieldkit.console import run_console

    ready = threading.Event()
    stops: list[Callable[[], object]] = []

    async def live() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        stops.append(lambda: loop.call_soon_threadsafe(stop.set))
        if seconds is not None:
            loop.call_later(seconds, stop.set)
        await demo.run(ready.set, stop)

    def live_in_thread() -> None:
        try:
            asyncio.run(live())
        except DeviceError as error:
            demo.errors.append(told(error))
        finally:
            ready.set()

    thread = threading.Thread(target=live_in_thread, name="demo-town", daemon=True)
    thread.start()
    ready.wait(60.0)
    if demo.errors:
        raise InputError(demo.errors[0])
    kit = Kit.open(demo.home(demo.kit_places[0]))
    try:
        run_console(kit, queue_print=lambda wanted: queue_document(kit, wanted))
    finally:
        kit.close()
        for stop in stops:
            with contextlib.suppress(RuntimeError):
                stop()
        thread.join(15.0)


def run_mesh(
    nodes: int, port: int, *, data: Path | None, preset: str, loss: float, seed: int, seconds: float | None
) -> None:
    """Open virtual nodes until Ctrl-C."""
    try:
        preset = preset_named(preset).name
    except KeyError as error:
        raise InputError(f"“{preset}” er ingen preset; vælg en af {', '.join(PRESETS)}.") from error
    if data is None:
        mesh = VirtualMesh(nodes, port, seed, preset=preset, loss=loss)
    else:
        roster = whole_roster(data)
        owners = [place for place in roster.places if place.node is not None][:nodes]
        if len(owners) < nodes:
            raise InputError(f"{data} har kun {len(owners)} steder med radio; vælg højst så mange med --nodes.")
        # a municipality's radios have been on the air before; nodes without a roster are as they come out of the box
        mesh = VirtualMesh(node_specs(owners, preset=preset), port, seed, loss=loss, acquainted=True)

    async def live() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        if seconds is not None:
            loop.call_later(seconds, stop.set)
        async with mesh:
            for index, node in enumerate(mesh.world.nodes):
                click.echo(f"{index:>3}  !{node.number:08x}  {mesh.urls[index]}", err=True)
            click.echo("Noderne lytter. Ctrl-C standser dem.", err=True)
            await stop.wait()

    asyncio.run(live())
