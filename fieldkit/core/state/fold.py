"""State: what is true now, folded from events by `apply`, the only fold.

The fold is commutative and idempotent: registers keep the latest by `Stamp`, sets only grow. Kits with the same
events hold equal States whatever the order, carrier or number of copies. `core.views.board` and friends read it.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts import families as families  # folding needs every kind
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.chits import Chit
from fieldkit.core.facts.event import EXERCISE_BIT, Event, Ref, Stamp, says
from fieldkit.core.facts.roster import RosterEdit, RosterUndo
from fieldkit.core.facts.said import Ack, Assign, CardAct, CardStep, Hello, Incident, Message, Note, Report
from fieldkit.core.facts.staff import LevelChange
from fieldkit.core.facts.terms import Level, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.state import chits as state_paper
from fieldkit.core.state import staff as state_staff
from fieldkit.core.state import work as state_work
from fieldkit.core.state.register import Register
from fieldkit.core.state.roster import RosterState, fold_undo
from fieldkit.core.state.trust import Revoked, fold_revoke
from fieldkit.core.state.vector import Vector


class Seen(NamedTuple):
    """How and by whom a place's latest report came."""

    via: Via
    trust: Trust
    number: str
    kit: int


class PlaceReports(msgspec.Struct):
    """What one place has said in one incident; each point keeps its own latest word."""

    topics: dict[Topic, Register[TopicState]] = {}
    children: Register[int] = msgspec.field(default_factory=Register)
    staff: Register[int] = msgspec.field(default_factory=Register)
    level: Register[Level] = msgspec.field(default_factory=Register)
    note: Register[str] = msgspec.field(default_factory=Register)
    last: Register[Seen] = msgspec.field(default_factory=Register)

    def fold(self, stamp: Stamp, report: Report, seen: Seen) -> None:
        self.last.put(stamp, seen)
        topics = self.topics
        for topic, state in report.topics.items():
            register = topics.get(topic)
            if register is None:
                topics[topic] = Register(stamp, state)
            elif register.stamp is None or stamp > register.stamp:  # `put`, without a call for each of eleven
                register.stamp, register.value = stamp, state
        if report.children is not None:
            self.children.put(stamp, report.children)
        if report.staff is not None:
            self.staff.put(stamp, report.staff)
        if report.level is not None:
            self.level.put(stamp, report.level)
        if report.note:
            self.note.put(stamp, report.note)

    def merge(self, other: "PlaceReports") -> None:
        """Take in what the same place said under another name or incident."""
        for topic, register in other.topics.items():
            self.topics.setdefault(topic, Register()).merge(register)
        self.children.merge(other.children)
        self.staff.merge(other.staff)
        self.level.merge(other.level)
        self.note.merge(other.note)
        self.last.merge(other.last)


class IncidentState(msgspec.Struct):
    """One crisis or exercise. `open` holds whether it runs; `started` is the earliest start."""

    name: Register[str] = msgspec.field(default_factory=Register)
    level: Register[str] = msgspec.field(default_factory=Register)
    open: Register[bool] = msgspec.field(default_factory=Register)
    started: Stamp | None = None


class StepState(msgspec.Struct):
    """How one step of a card run stands: ticked, unticked or skipped, by whom, why."""

    act: CardAct
    by: str
    reason: str


class RunKey(NamedTuple):
    """A card run: one per incident, kit and card."""

    incident: int
    kit: int
    card: str


class RunState(msgspec.Struct):
    """A running copy of a card. `version` is the text it was started on; `open` false once ended.

    `did` is what the kit did when a step was ticked, also when it was unticked afterwards; `stopped` who stopped a
    step's timer.
    """

    version: Register[str] = msgspec.field(default_factory=Register)
    open: Register[bool] = msgspec.field(default_factory=Register)
    steps: dict[int, Register[StepState]] = {}
    did: dict[int, set[str]] = {}
    stopped: dict[int, Register[str]] = {}
    started: Stamp | None = None

    @property
    def settled(self) -> set[int]:
        """Steps that nobody waits for any more."""
        return {number for number, step in self.steps.items() if step.value is not None and step.value.act.settles}


class State(msgspec.Struct):
    """Everything folded so far. Read it; only `apply` changes it."""

    incidents: dict[int, IncidentState] = {}
    reports: dict[tuple[int, int], PlaceReports] = {}
    """By (incident tag, place number)."""
    messages: dict[bytes, Event[Message]] = {}
    acks: dict[Ref, dict[bytes, Event[Ack]]] = {}
    replaced: dict[Ref, set[Ref]] = {}
    """Old message → the messages that replace it."""
    kits: dict[int, Register[Hello]] = {}
    owners: dict[int, Register[int]] = {}
    """Radio node → place, as decided by people (`Assign`); the roster's own column comes first elsewhere."""
    runs: dict[RunKey, RunState] = {}
    notes: dict[bytes, Event[Note]] = {}
    work: state_work.WorkState = msgspec.field(default_factory=state_work.WorkState)
    staff: state_staff.StaffState = msgspec.field(default_factory=state_staff.StaffState)
    paper: state_paper.PaperState = msgspec.field(default_factory=state_paper.PaperState)
    roster: RosterState = msgspec.field(default_factory=RosterState)
    """What was edited in the roster since the files were handed in."""
    revoked: Revoked = {}
    vector: Vector = msgspec.field(default_factory=Vector)

    def current(self) -> int:
        """The tag of the incident that runs now, 0 when none does. A real one comes before any exercise."""
        running = [
            (not tag & EXERCISE_BIT, incident.open.stamp, tag)
            for tag, incident in self.incidents.items()
            if incident.open.value and incident.open.stamp is not None
        ]
        return max(running)[2] if running else 0

    def owner(self, node: int) -> int | None:
        """The place that somebody assigned this node to."""
        register = self.owners.get(node)
        return register.value if register else None


def apply(state: State, event: Event) -> State:
    """Fold one event into `state` (changed in place) and return it. Kinds not known here only count in the vector."""
    state.vector.add(event.kit, event.epoch, event.seq)
    body = event.body
    for handler in FOLDS.get(type(body), ()):
        handler(state, event, body)
    return state


def fold(events: Iterable[Event]) -> State:
    """The State of these events."""
    state = State()
    for event in events:
        apply(state, event)
    return state


def ref_of(ref: RefBody) -> Ref:
    return Ref(ref.kit, ref.epoch, ref.seq)


def _report(state: State, event: Event[Report], body: Report) -> None:
    """Every second event is one: its stamp and number are made once, and its registers are set here."""
    stamp, number = event.stamp, event.number
    reports = state.reports.get((event.incident, body.place))
    if reports is None:
        reports = state.reports[event.incident, body.place] = PlaceReports()
    reports.fold(stamp, body, Seen(body.via, body.trust, number, event.kit))
    state_work.heard(state.work, event, body, stamp, number)


def _message(state: State, event: Event[Message], body: Message) -> None:
    state.messages[event.id] = event
    if body.replaces is not None:
        state.replaced.setdefault(ref_of(body.replaces), set()).add(event.ref)


def _ack(state: State, event: Event[Ack], body: Ack) -> None:
    state.acks.setdefault(ref_of(body.ref), {})[event.id] = event


def _incident(state: State, event: Event[Incident], body: Incident) -> None:
    incident = state.incidents.setdefault(body.tag, IncidentState())
    incident.open.put(event.stamp, not body.stop)
    if body.level:
        incident.level.put(event.stamp, body.level)
    if not body.stop:
        incident.name.put(event.stamp, body.name)
        if incident.started is None or event.stamp < incident.started:
            incident.started = event.stamp


def _level(state: State, event: Event[LevelChange], body: LevelChange) -> None:
    if event.incident:
        incident = state.incidents.setdefault(event.incident, IncidentState())
        incident.level.put(event.stamp, "" if body.level is None else str(body.level))


def _hello(state: State, event: Event[Hello], body: Hello) -> None:
    state.kits.setdefault(event.kit, Register()).put(event.stamp, body)
    state.vector.feed(event.kit, event.epoch).rebase(body.first)


def _assign(state: State, event: Event[Assign], body: Assign) -> None:
    state.owners.setdefault(body.node, Register()).put(event.stamp, body.place)


def _note(state: State, event: Event[Note], body: Note) -> None:
    state.notes[event.id] = event


def _chit(state: State, event: Event[Chit], body: Chit) -> None:
    """Messages and notes on chits stand among the others; reports do not, for a correction must take them back out."""
    before, now = state_paper.fold_chit(state.paper, event, body)
    if before is not None:
        state.messages.pop(before.id, None)
        state.notes.pop(before.id, None)
    if now is not None and says(now, Message):
        state.messages[now.id] = now
    elif now is not None and says(now, Note):
        state.notes[now.id] = now


def _card(state: State, event: Event[CardStep], body: CardStep) -> None:
    run = state.runs.setdefault(RunKey(event.incident, event.kit, body.card), RunState())
    if run.started is None or event.stamp < run.started:
        run.started = event.stamp
    if body.version:
        run.version.put(event.stamp, body.version)
    if body.act in (CardAct.START, CardAct.END):
        run.open.put(event.stamp, body.act is CardAct.START)
    elif body.step and body.act is CardAct.STOP_TIMER:
        run.stopped.setdefault(body.step, Register()).put(event.stamp, body.by)
    elif body.step:
        if body.did:
            run.did.setdefault(body.step, set()).add(body.did)
        run.steps.setdefault(body.step, Register()).put(event.stamp, StepState(body.act, body.by, body.reason))


def _revoke(state: State, event: Event[Revoke], body: Revoke) -> None:
    fold_revoke(state.revoked, event, body)


def _roster(state: State, event: Event[RosterEdit], body: RosterEdit) -> None:
    state.roster.edits[event.id] = event


def _roster_undo(state: State, event: Event[RosterUndo], body: RosterUndo) -> None:
    fold_undo(state.roster, body)


_Fold = Callable[[State, Any, Any], None]
_HANDLERS: dict[type, _Fold] = {
    Report: _report,
    Message: _message,
    Ack: _ack,
    Incident: _incident,
    Hello: _hello,
    Assign: _assign,
    Note: _note,
    CardStep: _card,
    RosterEdit: _roster,
    RosterUndo: _roster_undo,
    Revoke: _revoke,
    LevelChange: _level,
    Chit: _chit,
}


def _folds() -> dict[type, tuple[_Fold, ...]]:
    """Every kind's folds over the whole of State; a report, for one, is also a sign of life among the work."""
    found: dict[type, tuple[_Fold, ...]] = {kind: (handler,) for kind, handler in _HANDLERS.items()}
    for kind, about_work in state_work.HANDLERS.items():
        found[kind] = (*found.get(kind, ()), partial(_on_work, about_work))
    for kind, about_staff in state_staff.HANDLERS.items():
        found[kind] = (*found.get(kind, ()), partial(_on_staff, about_staff))
    return found


def _on_work(fold: Callable[[state_work.WorkState, Event, Any], None], state: State, event: Event, body: Any) -> None:
    fold(state.work, event, body)


def _on_staff(
    fold: Callable[[state_staff.StaffState, Event, Any], None], state: State, event: Event, body: Any
) -> None:
    fold(state.staff, event, body)


FOLDS = _folds()
"""By type of body, what folds it. Every kind is here; what this version does not know only counts in the vector."""
