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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fieldkit.core.bodies import Message, Report
from fieldkit.core.errors import DeviceError, FieldkitError, InputError
from fieldkit.core.phrase import parse
from fieldkit.core.roster import Place
from fieldkit.core.terms import Precedence, Role, Via
from fieldkit.engine import Engine
from fieldkit.kit import Kit
from fieldkit.link.airtime import PRESETS, preset_named
from fieldkit.practice.mesh import VirtualMesh
from fieldkit.practice.town import Town, demo_places, node_specs
from fieldkit.printing import queue_document
from fieldkit.store.home import KitConfig
from fieldkit.store.jobs import job_rows
from fieldkit.store.keys import new_key, write_key
from fieldkit.store.roster_files import load_roster
from fieldkit.store.status import read_problems

HEADLESS_S = 20.0
_OWN_REPORTS = (
    "alt ok 14 voksne",
    "strøm? vand ok lys ok 9 voksne",
    "gul. mad til 6 timer, varme? 11 voksne, mange forældre spørger",
)


class Demo:
    """The made-up municipality in a temporary folder."""

    def __init__(self, data: Path, cards: Path, *, seed: int, speed: float) -> None:
        roster, faults = load_roster(data)
        if roster is None:
            raise InputError(f"Der er fejl i {data}: {faults[0]}. Ret dem og prøv igen.")
        places = demo_places(roster)
        self.kit_places = [place for place in places if place.kit is not None]
        self.phone_places = [place for place in places if place.kit is None]
        if not self.kit_places or self.kit_places[0].node is None or not self.phone_places:
            raise InputError(
                f"{data} mangler et sekretariat, mødesteder eller institutioner med radio; se data/README.md."
            )
        self.data, self.cards, self.seed, self.speed = data, cards, seed, speed
        self.folder = Path(tempfile.mkdtemp(prefix="feltkit-demo-"))
        self.mesh = VirtualMesh(node_specs(places), seed=seed)
        self.town = Town(
            self.mesh, self.phone_places, len(self.kit_places), self.kit_places[0].node, seed=seed, speed=speed
        )
        self.errors: list[str] = []
        self.engines: list[Engine] = []

    def home(self, place: Place) -> Path:
        return self.folder / place.slug

    async def run(self, ready: Callable[[], None], stop: asyncio.Event) -> None:
        """Live until `stop`."""
        await self.mesh.start()
        tasks: list[asyncio.Task[None]] = []
        try:
            self._make_kits()
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
            self.errors.append(str(error))
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
            jobs = job_rows(kit.log, limit=10_000)
            delivered = kit.log.read("SELECT count(*) FROM deliveries WHERE state IN ('received', 'acknowledged')")[0][
                0
            ]
            problems = [problem.text for problem in read_problems(kit.log)]
            return {
                "events": len(rows),
                "reports": sum(1 for row in rows if row.event.kind == "report"),
                "messages": sum(1 for row in rows if row.event.kind == "message"),
                "receipts_printed": sum(
                    1 for job in jobs if job.document == "receipt" and job.state in ("confirmed", "unconfirmed")
                ),
                "places_heard": len({row.event.body.place for row in rows if isinstance(row.event.body, Report)}),
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
            config = KitConfig(
                place.kit, role, place.slug, place.number, radio=self.mesh.urls[index], printer="virtual:"
            )
            kit = Kit.create(self.home(place), config, data=self.data, cards=self.cards, key=key)
            if index == 0:
                kit.start_incident("Strømsvigt i Eksempelkommune", exercise=True, level="2")
            kit.close()

    async def _people(self) -> None:
        """What the people at secretariat and meeting points do, through kits of their own as a console would."""
        secretariat, *points = (Kit.open(self.home(place)) for place in self.kit_places)
        try:
            await self._wait(3.0)
            secretariat.record(
                Message("Vi samler meldinger hver time. Skriv kort, og sig til ved mangel.", by="sekretariatet")
            )
            for index, kit in enumerate(points):
                await self._wait(2.0)
                kit.refresh()
                phrase = parse(_OWN_REPORTS[index % len(_OWN_REPORTS)])
                kit.record(
                    Report(
                        kit.place, phrase.topics, phrase.children, phrase.staff, phrase.level, phrase.note, Via.OBSERVED
                    )
                )
            await self._wait(2.0)
            secretariat.refresh()
            first = self.phone_places[0]
            question = "Vandvognen er hos jer inden kl. 12. Hvor skal den holde?"
            secretariat.record(
                Message(
                    question,
                    first.number,
                    Precedence.URGENT,
                    by="sekretariatet",
                )
            )
            while True:
                await self._wait(4.0)
                for kit in points:
                    kit.refresh()
                    self._read_messages(kit)
        finally:
            for kit in (secretariat, *points):
                kit.close()

    @staticmethod
    def _read_messages(kit: Kit) -> None:
        """Somebody at the meeting point reads what came and says so."""
        for event in list(kit.state.messages.values()):
            acks = kit.state.acks.get(event.ref, {})
            if event.kit != kit.identity.kit and not any(ack.kit == kit.identity.kit for ack in acks.values()):
                kit.acknowledge(event.number, "forbindelsesofficeren")

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)


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
    stops: list[Callable[[], None]] = []

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
            demo.errors.append(str(error))
        finally:
            ready.set()

    thread = threading.Thread(target=live_in_thread, name="demo-town", daemon=True)
    thread.start()
    ready.wait(60.0)
    if demo.errors:
        raise InputError(demo.errors[0])
    kit = Kit.open(demo.home(demo.kit_places[0]))
    try:
        run_console(kit, queue_print=lambda document, argument: str(queue_document(kit, document, argument)))
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
        roster, faults = load_roster(data)
        if roster is None:
            raise InputError(f"Der er fejl i {data}: {faults[0]}. Ret dem og prøv igen.")
        owners = [place for place in roster.places if place.node is not None][:nodes]
        if len(owners) < nodes:
            raise InputError(f"{data} har kun {len(owners)} steder med radio; vælg højst så mange med --nodes.")
        mesh = VirtualMesh(node_specs(owners, preset=preset), port, seed, loss=loss)

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
