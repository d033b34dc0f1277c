"""How far a card is, which timers run and which cards fit the situation: views of State. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fieldkit.core.board import Board, BoardRow
from fieldkit.core.card_types import Card, StartTimer, Step, Trigger
from fieldkit.core.cards import suggested
from fieldkit.core.clock import unix_of
from fieldkit.core.inbox import Entry
from fieldkit.core.roster import Roster
from fieldkit.core.state import RunKey, RunState, State
from fieldkit.core.terms import CONDITION_DA, TOPIC_DA, Condition, Level, Role

SETTLED = ("tick", "skip")
NEW_INCIDENT_S = 2 * 3600
"""How long after its start an incident still proposes the cards that begin with it (staff complete within 2 hours)."""


class StepLine(NamedTuple):
    """One step in a run. `act` is tick, skip or empty; `at` Unix seconds of that; `due_at` when it should be done."""

    step: Step
    act: str
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
        return sum(line.act in SETTLED for line in self.steps)

    @property
    def current(self) -> StepLine | None:
        """The first step that is neither ticked nor skipped."""
        return next((line for line in self.steps if line.act not in SETTLED), None)

    @property
    def next_due(self) -> StepLine | None:
        """The open step whose deadline comes first."""
        waiting = [line for line in self.steps if line.act not in SETTLED and line.due_at is not None]
        return min(waiting, key=lambda line: line.due_at or 0, default=None)


class Timer(NamedTuple):
    """A clock that a ticked step started: what for, and when it rings (Unix seconds)."""

    label: str
    card: str
    rings_at: int


def view_run(card: Card, run: RunState | None, now: float, *, newest: str | None = None) -> RunView:
    """`card` is the text that is followed; `newest` the version that is in the folder now."""
    started = unix_of(run.started.hlc) if run is not None and run.started is not None else None
    running = run is not None and bool(run.open.value)
    lines = []
    for step in card.steps:
        register = run.steps.get(step.number) if run is not None else None
        value = register.value if register is not None else None
        act = value.act if value is not None and value.act in SETTLED else ""
        due = started + step.deadline_s if running and started is not None and step.deadline_s is not None else None
        at = unix_of(register.stamp.hlc) if register is not None and register.stamp is not None else None
        late = due is not None and not act and now > due
        lines.append(StepLine(step, act, value.by if value else "", value.reason if value else "", at, due, late))
    version = (run.version.value if run is not None else None) or card.version
    return RunView(card, running, started, tuple(lines), version, running and version != (newest or card.version))


def own_runs(state: State, kit: int) -> dict[str, RunState]:
    """This kit's runs in the incident that is going on, by card."""
    tag = state.current()
    return {key.card: run for key, run in state.runs.items() if key.kit == kit and key.incident == tag}


def others_runs(state: State, kit: int) -> dict[RunKey, RunState]:
    """What other kits are working through now."""
    tag = state.current()
    return {key: run for key, run in state.runs.items() if key.kit != kit and key.incident == tag and run.open.value}


def timers(state: State, cards: Mapping[str, Card], kit: int) -> list[Timer]:
    """Clocks started by ticked steps of running cards, in the order in which they ring; also those that have rung."""
    found = []
    for name, run in own_runs(state, kit).items():
        card = cards.get(name)
        if card is None or not run.open.value:
            continue
        for number, register in run.steps.items():
            step = card.step(number)
            ticked = register.value is not None and register.value.act == "tick" and register.stamp is not None
            if step is not None and ticked and register.stamp is not None and isinstance(step.action, StartTimer):
                label = step.action.label or step.text
                found.append(Timer(label, name, unix_of(register.stamp.hlc) + step.action.seconds))
    return sorted(found, key=lambda timer: timer.rings_at)


def proposals(
    cards: Mapping[str, Card], board: Board, inbox: Iterable[Entry], state: State, roster: Roster, here: int, now: float
) -> dict[str, str]:
    """Cards that fit what is going on, by id, each with the reason in Danish; those already begun here are left out."""
    found: dict[str, str] = {}
    for trigger, reason in _triggers(board, inbox, state, roster, here, now):
        for card in suggested(cards.values(), trigger):
            found.setdefault(card.id, reason)
    return found


def _triggers(
    board: Board, inbox: Iterable[Entry], state: State, roster: Roster, here: int, now: float
) -> Iterable[tuple[Trigger, str]]:
    if not board.tag:
        return
    incident = state.incidents.get(board.tag)
    if incident is not None and incident.started is not None and now - unix_of(incident.started.hlc) < NEW_INCIDENT_S:
        yield Trigger("incident-started"), "hændelsen er begyndt"
    rows = [row for row in board.rows if _concerns(row, roster, here)]
    for condition in (Condition.CRITICAL, Condition.SHORTAGE):
        for topic, word in TOPIC_DA.items():
            hit = [row for row in rows if topic in row.topics and row.topics[topic].condition is condition]
            if hit:
                yield Trigger("topic", topic, condition), f"{word} {CONDITION_DA[condition]}: {_named(hit)}"
    if red := [row for row in rows if row.level is Level.RED]:
        yield Trigger("report-red"), f"rød: {_named(red)}"
    if silent := [row for row in rows if row.silent]:
        yield Trigger("place-silent"), f"tavs: {_named(silent)}"
    if late := [entry for entry in inbox if entry.overdue]:
        yield Trigger("message-overdue"), f"over frist: {late[0].number}"


def _concerns(row: BoardRow, roster: Roster, here: int) -> bool:
    own = roster.place(here)
    if row.place == here or own is None or own.role is Role.SECRETARIAT:
        return True
    place = roster.place(row.place)
    return place is not None and place.meeting_point == own.slug


def _named(rows: list[BoardRow]) -> str:
    return rows[0].name + (f" og {len(rows) - 1} til" if len(rows) > 1 else "")
