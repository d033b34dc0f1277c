"""An exercise while it is played: the leader's lines here, the engine beside them, and the screen when wanted."""

import asyncio
import contextlib
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import NamedTuple

import click

from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.output import say
from fieldkit.cli.remedies import told
from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.delivery import DeliveryState, has_reached
from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.remedies import StartAgain
from fieldkit.core.state.incidents import called
from fieldkit.engine.beside import EngineBeside
from fieldkit.kit import Kit
from fieldkit.link.node.plan import preset_of_plan
from fieldkit.practice.exercise.files import whole_scenario
from fieldkit.practice.exercise.play import Field
from fieldkit.practice.exercise.run import ExerciseRun
from fieldkit.practice.exercise.scenario import Scenario
from fieldkit.practice.exercise.schedule import Step
from fieldkit.practice.exercise.wording import minute, title_of
from fieldkit.practice.exercise.world import MeshWorld, places_in_play
from fieldkit.practice.mesh.live import HOST, VirtualMesh
from fieldkit.practice.mesh.world import node_specs
from fieldkit.store.tables.delivery import deliveries
from fieldkit.store.tables.exercises import RunState, StepRow, StepState


class Wish(NamedTuple):
    """How the exercise is to be played; `port` of the first made-up node, None without a made-up net."""

    speed: float
    joins: bool
    port: int | None
    screen: bool


Say = Callable[[str], None]
GOES_OUT_S = 5.0
"""How long the last word of an exercise that pauses may take to the radio, or over the made-up net that closes with it,
before the engine here stops."""


def play(places: Places, path: Path, wish: Wish) -> None:
    """Until it is over or somebody stops it. InputError when it cannot begin."""
    if wish.screen:
        _with_screen(places, path, wish)
        return
    with open_kit(places) as kit:
        scenario = whole_scenario(path, kit)
        engine = _engine_when_free(kit, places)
        try:
            if engine is not None:
                engine.start(lambda error: click.echo(told(error), err=True))
            asyncio.run(_play(kit, scenario, path, wish, say, interrupted=_on_interrupt))
        finally:
            if engine is not None:
                engine.stop()


def _engine_when_free(kit: Kit, places: Places) -> EngineBeside | None:
    """An engine of our own where none runs: without one nothing prints."""
    lock = kit.home.lock_engine()
    if lock is None:
        return None
    lock.close()
    return EngineBeside(places.home)


def _on_interrupt(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)


async def _play(
    kit: Kit,
    scenario: Scenario,
    path: Path,
    wish: Wish,
    say: Say,
    *,
    interrupted: Callable[[asyncio.Event], None],
) -> None:
    stop = asyncio.Event()
    interrupted(stop)
    async with _world(kit, scenario, wish, say) as field:
        leader = _Leader(kit, say)
        run = ExerciseRun(
            kit, scenario, path.name, speed=wish.speed, joins=wish.joins, field=field, told=leader.step_done
        )
        try:
            run.begin()
            leader.begins(run)
            while (wait := run.turn()) is not None and not stop.is_set():
                leader.next(run)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), wait)
        finally:
            pauses = run.close()
        leader.ends(run)
        if pauses is not None and kit.config.has_radio:
            await _gone_out(kit, pauses, DeliveryState.SENT if wish.port is None else DeliveryState.RECEIVED)


async def _gone_out(kit: Kit, event: Event, far: DeliveryState) -> None:
    """Wait until it is so far; not for long, for some kit may be off."""
    end = time.monotonic() + GOES_OUT_S
    while time.monotonic() < end:
        to = deliveries(kit.log, event.id)
        if to and all(has_reached(one.state, far) for one in to):
            return
        await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def _world(kit: Kit, scenario: Scenario, wish: Wish, say: Say) -> AsyncIterator[Field | None]:
    """The made-up net, open while the exercise is played; None when it is played on what there is."""
    if wish.port is None:
        yield None
        return
    here = kit.roster.place(kit.place)
    if here is None or here.node is None:
        raise InputError(f"{kit.config.place} har ingen radio i listerne; det efterlignede net kræver én.")
    url = f"tcp://{HOST}:{wish.port}"
    if kit.config.radio != url:
        raise InputError(f"Kittets radio er {kit.config.radio}; til det efterlignede net skal kit.toml sige {url}.")
    owners = places_in_play(scenario, here, kit.roster)
    preset = preset_of_plan(kit.config.preset)
    async with VirtualMesh(node_specs(owners, preset=preset), wish.port, acquainted=True) as mesh:
        for url, place in zip(mesh.urls, owners, strict=True):
            if place.kit is not None:
                say(f"{url}  {place.name}")
        yield MeshWorld(mesh, owners, here.node)


class _Leader:
    """What the one who leads is told, line by line."""

    def __init__(self, kit: Kit, say: Say) -> None:
        self._kit, self._say = kit, say
        self._shown = 0
        """The step that was last told as the next one."""
        self._waits = self._pauses = False

    def begins(self, run: ExerciseRun) -> None:
        name = f"ØVELSE “{run.scenario.name}”"
        if run.resumed:
            self._say(f"{name} går videre fra {minute(int(run.pace.elapsed_s))}. Ctrl-C holder pause igen.")
        elif run.tag:
            length = f"{run.scenario.seconds // 60} minutter, {len(run.steps)} trin"
            self._say(f"{name} er begyndt: {length}. Ctrl-C holder pause; samme kommando fortsætter.")
        if not run.joins and not run.resumed:
            self._say(run.scenario.guide)

    def next(self, run: ExerciseRun) -> None:
        """What comes next, once."""
        if not run.tag:
            if not self._waits:
                self._waits = True
                self._say("Venter på, at øvelsen begynder på det kit, der leder den.")
            return
        if run.pauses is not self._pauses:
            self._pauses, at = run.pauses, minute(int(run.elapsed_s))
            self._say(f"Den, der leder, holder pause ved {at}." if run.pauses else f"Øvelsen går videre fra {at}.")
        step = run.ahead
        if step is not None and step.nth != self._shown:
            self._shown = step.nth
            self._say(f"       Næste: {minute(step.at_s)}  {step.nth}. {title_of(step, self._kit.roster)}")

    def step_done(self, step: Step, row: StepRow) -> None:
        """What was done, what it became, and what it says."""
        when = danish_clock(row.at) if row.at is not None else ""
        became = " ".join([*row.became.events, *([row.became.said] if row.became.said else [])])
        left = "UDELADT: " if row.state is StepState.LEFT_OUT else ""
        self._say(f"ØVELSE {minute(row.due)}  kl. {when}  {row.nth}. {row.title}: {left}{became}".rstrip(": "))
        for line in row.text.split("\n"):
            if line:
                self._say(f"       {line}")

    def ends(self, run: ExerciseRun) -> None:
        kit = self._kit
        match run.state:
            case RunState.PLAYED:
                self._say("Drejebogen er spillet. Slut øvelsen, når I er færdige: fieldkit incident stop.")
            case RunState.BEATEN:
                real = called(kit.state.incidents, kit.state.current())
                self._say(f"STOP: {real} er begyndt og er virkelig. Øvelsen er slut, og intet mere bliver spillet.")
            case RunState.STOPPED:
                self._say("Øvelsen er sluttet; intet mere bliver spillet.")
            case _ if run.tag:
                at = minute(int(run.elapsed_s))
                self._say(f"Øvelsen holder pause ved {at}. Samme kommando fortsætter.")
            case _:
                self._say("Øvelsen var ikke begyndt.")


def _with_screen(places: Places, path: Path, wish: Wish) -> None:
    """The exercise in a thread of its own, the kit's screen here; the screen's list of the exercise is the leader's."""
    from fieldkit.acts.printing import queue_document
    from fieldkit.console import run_console

    if not sys.stdout.isatty():
        raise InputError("Skærmen kræver en terminal; uden skærm spilles øvelsen uden --screen.")
    stops: list[Callable[[], object]] = []
    wrong: list[FieldkitError] = []
    lines: list[str] = []
    begun = threading.Event()

    def interrupted(stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        stops.append(lambda: loop.call_soon_threadsafe(stop.set))

    def quiet(text: str) -> None:
        lines.append(text)
        begun.set()

    def live() -> None:
        try:
            with open_kit(places) as kit:
                scenario = whole_scenario(path, kit)
                asyncio.run(_play(kit, scenario, path, wish, quiet, interrupted=interrupted))
        except FieldkitError as error:
            wrong.append(error)
        except Exception as error:  # noqa: BLE001 - a thread that ends unseen would leave an exercise that seems to go on
            what = f"Øvelsen er standset af en fejl i programmet ({type(error).__name__}: {error})."
            wrong.append(FieldkitError(what, StartAgain()))
        finally:
            begun.set()

    thread = threading.Thread(target=live, name="exercise", daemon=True)
    thread.start()
    begun.wait(60.0)
    if wrong:
        raise wrong[0]
    with open_kit(places) as kit:
        engine = _engine_when_free(kit, places)
        try:
            run_console(
                kit,
                start_engine=engine.start if engine is not None else None,
                queue_print=lambda wanted: queue_document(kit, wanted),
            )
        finally:
            for stop in stops:
                with contextlib.suppress(RuntimeError):  # it has ended by itself
                    stop()
            thread.join(15.0)
            if engine is not None:
                engine.stop()
    if wrong:
        raise wrong[0]
    say(lines[-1])  # that it pauses, or how it ended
