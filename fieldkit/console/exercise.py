"""The leader's page of an exercise behind H: what has come, what it became, what comes next. Reads the kit's table;
nothing is played from here."""

import textwrap

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fieldkit.console.steady import Window
from fieldkit.console.words import BOLD, DIM, clock_da
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.kit import Kit
from fieldkit.store.tables.exercises import RunRow, StepRow, StepState, runs, steps_of_run

LOOK_S = 2.0
"""How often the page is drawn anew while it is open."""
NEXT = "#ffd75f"
HANG = 12
"""Columns that when and mark of a step take."""


def run_of(kit: Kit, tag: int) -> RunRow | None:
    """The scenario that this kit plays in the exercise `tag`; None when none is, and for what is real."""
    if not tag & EXERCISE_BIT:
        return None
    return next((run for run in runs(kit.log) if run.tag == tag), None)


def lines_of(kit: Kit, run: RunRow, width: int) -> Content:
    """Every step on a line; what the latest and the next one say under them. `width` in columns."""
    steps = steps_of_run(kit.log, run.tag)
    ahead = next((step.nth for step in steps if not step.settled), None)
    latest = max((step.nth for step in steps if step.state is StepState.DONE), default=None)
    parts: list[str | tuple[str, str]] = [
        (f"ØVELSE “{run.name}”: spillet til +{int(run.elapsed) // 60:02d} af {run.seconds // 60} minutter\n\n", BOLD)
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
