"""The commonest jobs done by keys alone on kits of the sample municipality: how many keys, how many screens, how long.

Seconds are those of a person by the keystroke-level model (Card, Moran and Newell 1980): 0.5 s a key, as of somebody
who types codes and not running text, and 1.35 s for each screen that is looked at. What the machine takes is told
beside, as measured in this run.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "support")]

from console_pilot import SIGNS, SIZE, arrives, at_screen, bodies, press, settle  # noqa: E402
from kits import NOW, Clock, meeting_point, secretariat  # noqa: E402
from linux_console import words  # noqa: E402
from textual.widget import Widget  # noqa: E402

from fieldkit.acts import incidents  # noqa: E402
from fieldkit.acts.held import waiting  # noqa: E402
from fieldkit.acts.printing import queue_document  # noqa: E402
from fieldkit.console.app import FeltkitApp  # noqa: E402
from fieldkit.console.overview import Overview  # noqa: E402
from fieldkit.core.documents import BoardPicture, JobAgain, Printable  # noqa: E402
from fieldkit.core.facts.said import Ack, CardStep, Message, Report  # noqa: E402
from fieldkit.core.facts.staff import Call, Crew, LevelChange, Question  # noqa: E402
from fieldkit.core.facts.terms import Precedence  # noqa: E402
from fieldkit.core.facts.work import Dispatch, Request, Silence  # noqa: E402
from fieldkit.kit import Kit  # noqa: E402
from fieldkit.paper.printing import JobState  # noqa: E402
from fieldkit.store.tables.jobs import set_state  # noqa: E402

KEY_S, LOOK_S = 0.5, 1.35
TABLE = ROOT / "docs" / "keystrokes.md"
Queue = list[Printable]
End = Callable[[Kit, Queue, FeltkitApp], Any]
"""Whether the job is done: what the log holds, what was printed, where the screen stands."""


class Job(NamedTuple):
    """One job: what it is, its keys, when it is done, and the most keys that it may cost. `before` makes what it is
    about; `leads` is the secretariat's kit instead of a school's."""

    what: str
    keys: tuple[str, ...]
    done: End
    most: int
    before: Callable[[Kit, Clock], object] = lambda _kit, _clock: None
    leads: bool = False


def typed(text: str) -> tuple[str, ...]:
    """The keys of a text."""
    return tuple(SIGNS.get(letter, letter) for letter in text)


def has(kind: type, many: int = 1) -> End:
    return lambda kit, _queue, _app: len(bodies(kit, kind)) == many


def held(kit: Kit, _queue: Queue, _app: FeltkitApp) -> bool:
    """It is sent in ten seconds, if nobody takes it back."""
    return len(waiting(kit)) == 1


def printed(kit: Kit, queue: Queue, app: FeltkitApp) -> bool:
    return len(queue) == 1


def sits(name: str) -> End:
    return lambda _kit, _queue, app: app.operator == name


def at_place(place: int) -> End:
    return lambda _kit, _queue, app: isinstance(app.front, Overview) and selected(app.front) == place


def selected(board: Overview) -> int:
    return board.selected.place if board.selected is not None else 0


def on_duty(kit: Kit, clock: Clock) -> None:
    kit.record(Crew("Prøve Christensen", kit.place, "liaison"))


def asked(kit: Kit, clock: Clock) -> None:
    arrives(kit, clock, Message("Har I tæpper?", to=kit.place, precedence=Precedence.URGENT), ago=30)


def waits(kit: Kit, clock: Clock) -> None:
    """A message to another place that nobody has understood within its time."""
    kit.record(Message("Kom med tæpper", to=3, precedence=Precedence.URGENT))
    clock.now += 40 * 60


def failed(kit: Kit, clock: Clock) -> None:
    """A paper that did not come out."""
    set_state(kit.log, queue_document(kit, BoardPicture()), JobState.FAILED, "papir slut", clock.now)


def hours(kit: Kit, clock: Clock) -> None:
    clock.now += 5 * 3600


JOBS: tuple[Job, ...] = (
    Job(
        "Report how it is here: all ok, 43 children, 6 adults",
        ("f5", *typed("a 43b 6v"), "enter", "enter"),
        has(Report),
        11,
    ),
    Job("Say forstået to the message that came", ("f3", "k"), has(Ack), 2, asked),
    Job("Say forstået to what stands on the top line", ("f9", "k"), has(Ack), 2, asked),
    Job(
        "Answer the message that came: ja, 40",
        ("f3", "s", *typed("ja, 40"), "enter", "enter"),
        held,
        10,
        asked,
    ),
    Job(
        "Message to the secretariat: vi går",
        ("f3", "n", *typed("vi går"), "enter", "enter"),
        held,
        10,
    ),
    Job(
        "Send a runner with what waits, with a docket",
        ("f9", "enter", "e", "right", "enter", "enter"),
        lambda kit, queue, _app: len(bodies(kit, Dispatch)) == 1 and len(queue) == 1,
        12,
        waits,
    ),
    Job(
        "Send a runner to a school, with a docket",
        ("f7", "2", "n", "e", "right", "enter", *typed("bro"), "ctrl+s", "enter"),
        lambda kit, queue, _app: len(bodies(kit, Dispatch)) == 1 and len(queue) == 1,
        12,
    ),
    Job("Ask for 40 blankets", ("a", "n", *typed("tæpper"), "enter", "4", "0", "ctrl+s"), has(Request), 12),
    Job("Sign in as who is on the list, with the card", ("ctrl+n", "p", "c", "enter", "enter"), has(Crew), 6),
    Job("Hand the screen over to somebody on duty here", ("ctrl+n", "1"), sits("Prøve Christensen"), 3, on_duty),
    Job("Find a place on the board", ("slash", *typed("bro"), "enter"), at_place(3), 6),
    Job("Tick the first step of a card", ("f4", "enter", "space"), has(CardStep, 2), 4),
    Job("Print the board", ("u",), printed, 1),
    Job("Note a call: no answer", ("f7", "3", "i", "enter"), has(Call), 4, leads=True),
    Job(
        "Decide the level, with who",
        ("f7", "4", "b", "right", "enter", *typed("borgmesteren"), "ctrl+s"),
        has(LevelChange),
        20,
        leads=True,
    ),
    Job(
        "Write down a citizen's question",
        ("f9", "4", "n", *typed("hvor er der vand"), "ctrl+s"),
        has(Question),
        22,
    ),
    Job(
        "See who has not said forstået",
        ("f3", "m"),
        lambda _kit, _queue, app: "Brombærskolen" in words(app).partition("Hvem mangler at sige forstået?")[2],
        3,
        waits,
    ),
    Job(
        "Print again what failed",
        ("f8", "2", "g", "j"),
        lambda _kit, queue, _app: queue == [JobAgain(1)],
        4,
        failed,
    ),
    Job("Ask all silent places", ("f9", "s", "enter"), has(Silence, 84), 4, hours, leads=True),
)


class Cost(NamedTuple):
    """What a job came to: keys, screens looked at, seconds of a person, and milliseconds of the machine in all and at
    its slowest key. `done` is whether it came to its end."""

    job: Job
    screens: int
    machine_ms: float
    slowest_ms: float
    done: bool

    @property
    def keys(self) -> int:
        return len(self.job.keys)

    @property
    def seconds(self) -> float:
        return self.keys * KEY_S + self.screens * LOOK_S


def stands(app: FeltkitApp) -> tuple[object, ...]:
    """What is in front: another one has to be looked at."""
    windows = tuple(type(screen).__name__ for screen in app.screen_stack[1:])
    front = app.screen_stack[0].query("#body > *").results(Widget)
    region = next((each for each in front if each.display), None)
    pages = () if region is None else tuple(page.id or str(page.classes) for page in region.children if page.display)
    return (windows, region.id if region else "", pages)


async def cost_of(job: Job, folder: Path) -> Cost:
    clock = Clock(NOW)
    kit = (secretariat if job.leads else meeting_point)(folder, now=clock)
    try:
        incidents.start(kit, "Strømsvigt nord")
        job.before(kit, clock)
        kit.refresh()
        queue: Queue = []
        app = at_screen(kit, queue)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            screens, machine, slowest, seen = 0, 0.0, 0.0, stands(app)
            for key in job.keys:
                begun = time.perf_counter()
                await press(pilot, key)
                took = (time.perf_counter() - begun) * 1000
                machine, slowest = machine + took, max(slowest, took)
                if (now := stands(app)) != seen:
                    screens, seen = screens + 1, now
            return Cost(job, screens, machine, slowest, bool(job.done(kit, queue, app)))
    finally:
        kit.close()


def costs() -> list[Cost]:
    """Of every job, each on a kit of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return [asyncio.run(cost_of(job, Path(folder) / str(number))) for number, job in enumerate(JOBS)]


def table(found: list[Cost]) -> str:
    lines = [
        "| job | keys | may cost | screens | seconds |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| {cost.job.what} | {cost.keys} | {cost.job.most} | {cost.screens} | {cost.seconds:.1f} |"
            for cost in found
        ),
    ]
    return "\n".join(lines)


def page(found: list[Cost]) -> str:
    assert __doc__ is not None
    return f"""# Keys, screens and seconds

Made by `scripts/keystrokes`, which does each job on a kit of the sample municipality, by keys alone, and looks
whether it was done. Names are typed as far as they must be. Seconds are a person's by the keystroke-level model (Card,
Moran and Newell 1980): {KEY_S} s a key and {LOOK_S} s for each screen that comes and is looked at.

{table(found)}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=TABLE)
    options = parser.parse_args()
    found = costs()
    options.file.write_text(page(found))
    for cost in found:
        if not cost.done:
            print(f"not done: {cost.job.what}", file=sys.stderr)
        if cost.keys > cost.job.most:
            print(f"{cost.keys} keys instead of {cost.job.most}: {cost.job.what}", file=sys.stderr)
    slowest = max(found, key=lambda cost: cost.slowest_ms)
    print(table(found))
    print(f"slowest key on this machine: {slowest.slowest_ms:.0f} ms, {slowest.job.what}")
    sys.exit(not all(cost.done and cost.keys <= cost.job.most for cost in found))


if __name__ == "__main__":
    main()
