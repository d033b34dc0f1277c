"""How far a card is: its steps, the current one, deadlines, the timers that ticked steps started, whom to ring. A view.

A run belongs to one kit in one incident; when the incident is over, a run that is still open (the evaluation) goes on.
"""

from collections.abc import Mapping
from typing import NamedTuple

from fieldkit.core.cards.types import Card, StartTimer, Step
from fieldkit.core.facts.said import CardAct
from fieldkit.core.roster.roster import PERSON_ROLE_DA, Person, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.runs import RunKey, RunState
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.scope import Scope


class StepLine(NamedTuple):
    """One step in a run. `act` is how it was settled, None while it is open; `at` Unix seconds of that; `due_at` when
    it should be done."""

    step: Step
    act: CardAct | None
    by: str
    reason: str
    at: int | None
    due_at: int | None
    late: bool


class RunView(NamedTuple):
    """A card as this kit follows it. `started_at` None: not begun. `changed`: the card was edited after the start."""

    card: Card
    running: bool
    started_at: int | None
    steps: tuple[StepLine, ...]
    version: str
    changed: bool

    @property
    def done(self) -> int:
        return sum(line.act is not None for line in self.steps)

    @property
    def current(self) -> StepLine | None:
        """The first step that is neither ticked nor skipped."""
        return next((line for line in self.steps if line.act is None), None)

    @property
    def late(self) -> tuple[StepLine, ...]:
        """Open steps whose deadline has passed, the longest overdue first."""
        return tuple(sorted((line for line in self.steps if line.late), key=lambda line: line.due_at or 0))

    @property
    def next_due(self) -> StepLine | None:
        """The open step whose deadline comes first."""
        waiting = [line for line in self.steps if line.act is None and line.due_at is not None]
        return min(waiting, key=lambda line: line.due_at or 0, default=None)


class Timer(NamedTuple):
    """A clock that a ticked step started: what for, in which run and step, and when it rings (Unix seconds)."""

    label: str
    card: str
    rings_at: int
    step: int
    key: RunKey


class Callees(NamedTuple):
    """One office of a calling order, with the people of the roster who have it; none when the roster knows nobody."""

    office: str
    people: tuple[Person, ...]


def view_run(card: Card, run: RunState | None, now: float, *, newest: str | None = None) -> RunView:
    """`card` is the text that is followed; `newest` the version that is in the folder now."""
    started = run.started.at if run is not None and run.started is not None else None
    running = _is_running(run)
    lines = []
    for step in card.steps:
        register = run.steps.get(step.number) if run is not None else None
        value = register.value if register is not None else None
        act = value.act if value is not None and value.act.settles else None
        due = step_due_at(step, run)
        at = register.stamp.at if register is not None and register.stamp is not None else None
        late = due is not None and act is None and now > due
        lines.append(StepLine(step, act, value.by if value else "", value.reason if value else "", at, due, late))
    version = (run.version.value if run is not None else None) or card.version
    return RunView(card, running, started, tuple(lines), version, running and version != (newest or card.version))


def step_due_at(step: Step, run: RunState | None) -> int | None:
    """By when a step is to be done, Unix seconds; None when it has no time, or nobody follows the card now."""
    if run is None or run.started is None or step.deadline_s is None or not _is_running(run):
        return None
    return run.started.at + step.deadline_s


def _is_running(run: RunState | None) -> bool:
    return run is not None and bool(run.open.value)


def own_keys(state: State, kit: int) -> dict[str, RunKey]:
    """This kit's runs by card: those of the incident that goes on and open ones of daily work.

    When no incident goes on, the open runs of those that are over as well: an evaluation begins where a crisis ends.
    """
    tag = state.current()
    own, left = Scope.alone(tag), Scope.to_follow_up(state, tag)
    found: dict[str, RunKey] = {}
    ranks: dict[str, tuple[bool, bool, int]] = {}
    mine = [(key, run) for key, run in state.runs.items() if key.kit == kit]
    for key, run in sorted(mine, key=lambda pair: pair[1].started or ()):
        is_open = bool(run.open.value)
        here = own.has(key.incident)
        if not here and not (is_open and left.has(key.incident)):
            continue
        begun = run.started.hlc if run.started is not None else 0
        # with an incident its own run counts, however it stands; without one an open run comes before a finished one
        rank = (here, is_open, begun) if tag else (is_open, here, begun)
        if key.card not in found or rank > ranks[key.card]:
            found[key.card], ranks[key.card] = key, rank
    return found


def own_runs(state: State, kit: int) -> dict[str, RunState]:
    """The runs of `own_keys`, by card."""
    return {card: state.runs[key] for card, key in own_keys(state, kit).items()}


def others_runs(state: State, kit: int, *, laid_away: bool = False) -> dict[RunKey, RunState]:
    """What other kits are working through now, in order; with `laid_away` also what they have done with."""
    scope = Scope.alone(state.current())
    found = ((k, run) for k, run in sorted(state.runs.items()) if k.kit != kit and scope.has(k.incident))
    return {key: run for key, run in found if laid_away or run.open.value}


def timers(state: State, cards: Mapping[str, Card], kit: int) -> list[Timer]:
    """Clocks started by ticked steps of this kit's running cards, in the order in which they ring; also those that have
    rung and that nobody has stopped, ticked anew, unticked or laid away with their card.

    Read from the log alone, so that two consoles agree and a restart changes nothing. `cards` are the texts followed.
    """
    found = []
    for name, key in own_keys(state, kit).items():
        card, run = cards.get(name), state.runs[key]
        if card is None or not run.open.value:
            continue
        for number, register in run.steps.items():
            step = card.step(number)
            if step is None or register.stamp is None or not isinstance(step.action, StartTimer):
                continue
            stopped = run.stopped.get(number)
            if stopped is not None and stopped.stamp is not None and stopped.stamp > register.stamp:
                continue
            if register.value is not None and register.value.act is CardAct.TICK:
                label = step.action.label or step.text
                found.append(Timer(label, name, register.stamp.at + step.action.seconds, number, key))
    return sorted(found, key=lambda timer: (timer.rings_at, timer.card, timer.step))


def calling_order(ring: tuple[str, ...], roster: Roster, place: int) -> list[Callees]:
    """The offices of a card's `ring:` with people to call at `place` (roster number).

    People are named only where the roster has a role of exactly that name, and only those at the place itself, else at
    its meeting point, else at the secretariat: a wrong number costs more than none.
    """
    here = roster.place(place)
    centre = roster.secretariat
    near = [slug for slug in (here and here.slug, here and here.meeting_point, centre and centre.slug) if slug]
    found = []
    for office in ring:
        role = next((role for role, word in PERSON_ROLE_DA.items() if fold_name(word) == fold_name(office)), None)
        groups = [roster.people_with(role, slug) for slug in near] if role is not None else []
        found.append(Callees(office, next((people for people in groups if people), ())))
    return found
