"""StepPage: one step of a card, large, with whom to ring, the clocks that run, and the next one small."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fieldkit.console.cards.card_rows import action_da, when_of
from fieldkit.console.cards.runs import Callees, RunView, StepLine, Timer, calling_order
from fieldkit.console.steady import Steady
from fieldkit.console.words import DIM, LATE, SOON
from fieldkit.core.facts.said import CardAct
from fieldkit.core.roster.roster import Roster
from fieldkit.core.text.wording import soon_da

_DOES = "#7fd0ff"
_DONE = "#7fbf7f"
PEOPLE = 2
"""So many of an office are named; the next one is rung when these do not answer."""


class StepPage(Steady, VerticalScroll, can_focus=True, inherit_bindings=False):
    """Shows the step that it is given. Up and down are the region's: they go to another step."""

    DEFAULT_CSS = """
    StepPage { height: 1fr; padding: 0 1; }
    StepPage Static { height: auto; }
    StepPage #step-head { text-style: bold; }
    StepPage #step-now { margin: 1 0; padding: 1 2; border-left: thick #7fd0ff; text-style: bold; background: #18212b; }
    StepPage:focus #step-now { background: #1d3348; }
    StepPage #step-next { margin: 1 0 0 0; color: #9fb3c8; }
    """

    BINDINGS = [("pageup", "page_up", "Rul op"), ("pagedown", "page_down", "Rul ned")]

    def compose(self) -> ComposeResult:
        for name in ("head", "now", "help", "next"):
            yield Static(id=f"step-{name}", markup=False)

    def show(self, view: RunView, line: StepLine, roster: Roster, place: int, clocks: list[Timer], now: float) -> None:
        """The step, as it is followed from `place`; `clocks` are those that run here."""
        parts = {
            "head": _head(view, line, now),
            "now": Content(line.step.text),
            "help": _help(view, line, roster, place, clocks, now),
            "next": _next(view, line),
        }
        for name, content in parts.items():
            found = self.query_one(f"#step-{name}", Static)
            if found.content != content:
                found.update(content)
            found.display = bool(content.plain)


def following(view: RunView, line: StepLine) -> StepLine | None:
    """The open step that comes behind this one; when there is none, the first that is open."""
    waiting = [one for one in view.steps if one.act is None and one.step.number != line.step.number]
    return next((one for one in waiting if one.step.number > line.step.number), waiting[0] if waiting else None)


def _head(view: RunView, line: StepLine, now: float) -> Content:
    section = next((one.title for one in view.card.sections if line.step in one.steps), "")
    pieces: list[str | tuple[str, str]] = [f"Trin {line.step.number} af {len(view.steps)}", (f" · {section}", DIM)]
    if line.act is not None:
        pieces.append((" · gjort" if line.act is CardAct.TICK else " · ikke relevant", _DONE))
    tail, style = when_of(line, view.running, now)
    if tail:
        pieces += [" " if line.act is not None else " · ", (tail, style)]
    return Content.assemble(*pieces)


def _help(view: RunView, line: StepLine, roster: Roster, place: int, clocks: list[Timer], now: float) -> Content:
    """Whom to ring with their numbers, what the kit can do, and the clocks: this card's first."""
    lines: list[tuple[str, str]] = []
    if line.step.ring:
        lines.append(("Ring i den rækkefølge, til én svarer:", _DOES))
        lines += [
            (f"  {_office(one)}", "bold" if one.people else DIM) for one in calling_order(line.step.ring, roster, place)
        ]
    if line.step.action is not None:
        lines.append((f"Kittet kan: {action_da(line.step.action)}", _DOES))
    if line.step.may_skip and line.act is None:
        lines.append(("I: ikke relevant her", DIM))
    for timer in sorted(clocks, key=lambda one: (one.card != view.card.id, one.rings_at))[:PEOPLE]:
        left = int(timer.rings_at - now)
        told = f"ringer {soon_da(left)}" if left > 0 else "RINGER: U stopper det"
        lines.append((f"Ur, {timer.label}: {told}", SOON if left > 0 else LATE))
    return Content("\n").join([Content.assemble(one) for one in lines])


def _office(callees: Callees) -> str:
    told = [f"{one.name} {one.phone or 'intet nummer på listen'}" for one in callees.people[:PEOPLE]]
    return f"{callees.office}: {', '.join(told) or 'ingen på listen'}"


def _next(view: RunView, line: StepLine) -> Content:
    other = following(view, line)
    if other is None:
        left = "" if line.act is None else "Alle trin er gjort. L lægger kortet væk."
        return Content(left or "Det er det sidste, der er åbent.")
    return Content(f"Derefter {other.step.number}: {other.step.text}")
