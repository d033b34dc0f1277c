"""The leader's page of an exercise behind H: what has come, what it became, what comes next. Reads the kit's table;
nothing is played from here."""

import textwrap
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fieldkit.console.questions import Choose, Confirm
from fieldkit.console.remedies import told
from fieldkit.console.steady import Window
from fieldkit.console.words import BOLD, DIM, clock_da
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.text.wording import many_da
from fieldkit.kit import Kit
from fieldkit.store.tables.exercises import RunRow, RunState, StepRow, StepState, runs, steps_of_run

if TYPE_CHECKING:
    from textual.app import App

    from fieldkit.console.recording import Say
    from fieldkit.practice.exercise.leading import Leading

LOOK_S = 2.0
"""How often the page is drawn anew while it is open."""
NEXT = "#ffd75f"
HANG = 12
"""Columns that when and mark of a step take."""


LEAD, JOIN, PAPERS = "lead", "join", "papers"
ENDED_DA = {
    RunState.PLAYED: "Drejebogen er spillet. Slut øvelsen under H, når I er færdige.",
    RunState.BEATEN: "STOP: noget virkeligt er begyndt. Øvelsen er slut, og intet mere bliver spillet.",
    RunState.STOPPED: "Øvelsen er sluttet; intet mere bliver spillet.",
    RunState.RUNNING: "Øvelsen holder pause. P går videre.",
}


class Exercises:
    """The scenario that is played from this screen, if one is. `changed` lets the screens look for what is new."""

    def __init__(self, app: "App[None]", kit: Kit, say: "Say", changed: Callable[[], None]) -> None:
        self._app, self._kit, self._say, self._changed = app, kit, say, changed
        self.leading: Leading | None = None

    @property
    def plays(self) -> bool:
        return self.leading is not None and self.leading.plays

    def choose(self) -> None:
        """Ask which scenario, and what is to be done with it. Every one is read first, and says when it does not fit
        this kit's lists."""
        from fieldkit.acts.sticks import sticks_in
        from fieldkit.practice.exercise.files import read_file, scenarios_in

        choices: list[tuple[Path, str]] = []
        self._faults: dict[Path, list[str]] = {}
        for path in scenarios_in(sticks_in()):
            try:
                scenario, faults = read_file(path, self._kit.roster, self._kit.cards)
            except FieldkitError as error:
                self._faults[path] = [told(error)]
                scenario = None
            else:
                self._faults[path] = [str(fault) for fault in faults]
            if scenario is None:
                choices.append((path, f"{path.stem}: kan ikke spilles her; Enter siger hvorfor"))
            else:
                choices.append((path, f"{scenario.seconds // 60} min  {scenario.name}"))
        self._app.push_screen(Choose("Hvilken drejebog?", choices), self._chosen)

    def _chosen(self, path: Path | None) -> None:
        if path is None:
            return
        if faults := self._faults.get(path):
            more = f" (og {len(faults) - 1} fejl mere)" if len(faults) > 1 else ""
            self._say(f"Drejebogen kan ikke spilles: {faults[0]}{more}", fault=True)
            return
        ways = [
            (LEAD, "Led øvelsen herfra"),
            (JOIN, "Følg en øvelse, som et andet kit leder"),
            (PAPERS, "Udskriv det, der skal ligge klar: drejebogen og kuverterne"),
        ]
        self._app.push_screen(Choose("Hvad skal der ske?", ways), partial(self._way, path))

    def _way(self, path: Path, way: str | None) -> None:
        if way == PAPERS:
            self._print(path)
        elif way is not None:
            joins = way == JOIN
            what = "Følg øvelsen" if joins else "Begynd ØVELSEN"
            question = f"{what} efter drejebogen {path.stem}? Alt bliver mærket ØVELSE, på alle kits."

            def sure(yes: bool | None) -> None:
                if yes:
                    self._start(path, joins=joins)

            self._app.push_screen(Confirm(question, yes="begynd"), sure)

    def _print(self, path: Path) -> None:
        from fieldkit.practice.exercise.files import print_beforehand

        try:
            jobs = print_beforehand(self._kit, path)
        except FieldkitError as error:
            self._say(told(error), fault=True)
            return
        self._say(f"Job {jobs[0]} til {jobs[-1]} er i kø: drejebogen først. Vis den ikke til dem, der øver sig.")

    def _start(self, path: Path, *, joins: bool) -> None:
        from fieldkit.practice.exercise.leading import Leading

        if self.leading is not None:
            self.leading.stop()
        kit, app = self._kit, self._app

        def ended(how: RunState | FieldkitError) -> None:
            with suppress(RuntimeError):  # the screen has ended as well
                app.call_later(self._ended, how)

        self.leading = Leading(kit.home.folder, kit.own_clock, path, ended, joins=joins)
        self.leading.start()
        self._say("ØVELSEN spilles fra denne skærm. H: D drejebogen, P pause.")

    def pause_or_go_on(self) -> None:
        """Hold a pause, or go on with what paused."""
        if self.leading is None:
            self._say("Ingen drejebog spilles fra denne skærm. O under H begynder en eller går videre med den.")
        elif self.leading.plays:
            self.leading.pause()
        else:
            self._start(self.leading.path, joins=self.leading.joins)

    def close(self) -> None:
        """The screen ends: the exercise pauses, and goes on from here or anywhere."""
        if self.leading is not None:
            self.leading.stop()

    def _ended(self, how: RunState | FieldkitError) -> None:
        if isinstance(how, FieldkitError):
            self._say(told(how), fault=True)
        else:
            self._say(ENDED_DA.get(how, "Øvelsen er slut."), fault=how is RunState.BEATEN)
        self._changed()


def run_of(kit: Kit, tag: int) -> RunRow | None:
    """The scenario that this kit plays in the exercise `tag`, or, when nothing runs (0), the one it played last. None
    when it played none, and for what is real."""
    if tag and not tag & EXERCISE_BIT:
        return None
    return next((run for run in reversed(runs(kit.log)) if tag in (0, run.tag)), None)


def lines_of(kit: Kit, run: RunRow, width: int) -> Content:
    """Every step on a line; what the latest and the next one say under them. `width` in columns."""
    steps = steps_of_run(kit.log, run.tag)
    ahead = next((step.nth for step in steps if not step.settled), None)
    latest = max((step.nth for step in steps if step.state is StepState.DONE), default=None)
    whole = many_da(run.seconds // 60, "minut", "minutter")
    parts: list[str | tuple[str, str]] = [
        (
            f"ØVELSE “{run.name}”: spillet til +{int(run.elapsed) // 60:02d} af {whole}\n\n",
            BOLD,
        )
    ]
    for step in steps:
        style = NEXT if step.nth == ahead else "" if step.settled else DIM
        parts.append((f"{_indented(_line(step, kit.now(), is_next=step.nth == ahead), width, 0)}\n", style))
        if step.nth in (ahead, latest) and step.text:
            lines = [_indented(line, width) for line in step.text.split("\n")]
            parts.append(("".join(f"{line}\n" for line in lines), style))
    return Content.assemble(*parts)


def _indented(line: str, width: int, first: int = HANG) -> str:
    return textwrap.fill(line, max(width, 40), initial_indent=" " * first, subsequent_indent=" " * HANG)


def _line(step: StepRow, now: float, *, is_next: bool) -> str:
    when = clock_da(step.at, now=now) if step.at is not None and step.state is StepState.DONE else ""
    mark = "NÆSTE" if is_next else "udeladt" if step.state is StepState.LEFT_OUT else when
    became = " ".join([*step.became.events, *([step.became.said] if step.became.said else [])])
    return f"+{step.due // 60:02d} {mark:<7} {step.nth}. {step.title}{f': {became}' if became else ''}"


class ScriptPage(Window[None]):
    """Esc closes it; arrows scroll."""

    DEFAULT_CSS = """
    ScriptPage { background: #101418; }
    ScriptPage VerticalScroll { height: 1fr; padding: 0 1; }
    ScriptPage .hint { dock: bottom; }
    """
    BINDINGS = [("escape,enter,d", "close", "Luk")]

    def __init__(self, kit: Kit, tag: int) -> None:
        super().__init__()
        self._kit, self._tag = kit, tag

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(id="script", markup=False)
        yield Static(" Kun for den, der leder. Pil op og ned: rul · Esc: luk", classes="hint")

    def on_mount(self) -> None:
        self._draw()
        self.set_interval(LOOK_S, self._draw)

    def _draw(self) -> None:
        try:
            run = run_of(self._kit, self._tag)
            told = Content("Øvelsen er slut.") if run is None else lines_of(self._kit, run, self.size.width - 3)
        except FieldkitError as error:
            told = Content(str(error))
        script = self.query_one("#script", Static)
        if script.content != told:
            script.update(told)

    def action_close(self) -> None:
        self.dismiss(None)
