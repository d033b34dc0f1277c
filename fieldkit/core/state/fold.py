"""State: what is true now, folded from events by `apply`, the only fold.

The fold is commutative and idempotent: registers keep the latest by `Stamp`, sets only grow, and what late events tell
of the clocks behind earlier ones, or of who is believed, folds those anew (`core.state.clocks`, `core.state.believed`).
Kits with the same events hold equal States whatever the order, carrier or number of copies. `core.views.board` and
friends read it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, cast

from fieldkit.core.facts import families as families  # folding needs every kind
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.chits import Chit
from fieldkit.core.facts.erasure import Erase
from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.roster import RosterEdit, RosterUndo
from fieldkit.core.facts.said import Ack, Assign, Hello, Incident, Message, Note
from fieldkit.core.facts.work import Dispatch, DispatchStatus, Notice, NoticePlace
from fieldkit.core.state import afoot as state_afoot
from fieldkit.core.state import chits as state_paper
from fieldkit.core.state import clocks as state_clocks
from fieldkit.core.state import incidents as state_incidents
from fieldkit.core.state import key_change as state_key_change
from fieldkit.core.state import lessons as state_lessons
from fieldkit.core.state import offers as state_offers
from fieldkit.core.state import place_names, place_reports
from fieldkit.core.state import reporting as state_reporting
from fieldkit.core.state import runs as state_runs
from fieldkit.core.state import staff as state_staff
from fieldkit.core.state import work as state_work
from fieldkit.core.state.believed import TELLING, Believed
from fieldkit.core.state.clocks import Clocks
from fieldkit.core.state.held import EVERYTHING, Beneath, Held, InPlay
from fieldkit.core.state.incidents import Incidents, current, over_for_long, running
from fieldkit.core.state.place_reports import Reports
from fieldkit.core.state.register import Register
from fieldkit.core.state.roster import RosterState, fold_undo
from fieldkit.core.state.runs import RunKey, RunState
from fieldkit.core.state.vector import Vector


class State:
    """Everything folded so far. Read it; only `apply` changes it.

    It is made of parts (`PARTS`). Beside the vector, a State that stands on what a store has kept gets each of them
    when somebody first looks at it: a note costs no message, and what nobody looks at is not held. Of the parts that
    go by incident it then holds those of the incidents that are open and of daily work, and of another incident once
    somebody looks (`look_at`); while none is open, all that are not over for long, for what is left must be dealt with.
    """

    incidents: Incidents
    reports: Reports
    messages: dict[bytes, Event[Message]]
    acks: dict[Ref, dict[bytes, Event[Ack]]]
    replaced: dict[Ref, set[Ref]]
    """Old message → the messages that replace it."""
    kits: dict[int, Register[Hello]]
    owners: dict[int, Register[int]]
    """Radio node → place, as decided by people (`Assign`); the roster's own column comes first elsewhere."""
    runs: dict[RunKey, RunState]
    notes: dict[bytes, Event[Note]]
    work: state_work.WorkState
    staff: state_staff.StaffState
    reporting: state_reporting.ReportingState
    afoot: state_afoot.AfootState
    paper: state_paper.PaperState
    lessons: state_lessons.Lessons
    offers: state_offers.Offers
    erased: dict[int, Register[int]]
    """Incident → in how many of its events somebody has last erased the names."""
    roster: RosterState
    """What was edited in the roster since the files were handed in."""
    place_names: place_names.SaidNames
    """What places are called in each incident, as was recorded when it began or the lists changed."""
    clock_checks: state_clocks.ClockChecks
    key_changes: state_key_change.KeyChangeState
    vector: Vector

    def __init__(
        self,
        beneath: Beneath | None = None,
        vector: Vector | None = None,
        *,
        in_play: InPlay | None = None,
    ) -> None:
        """`in_play`: the incidents of which the condensed parts are held, whatever runs, for who looks at no other."""
        self._beneath = beneath
        self.vector = vector or Vector()
        self.clocks = Clocks() if beneath is None else beneath.clocks
        self.believed = Believed() if beneath is None else beneath.believed
        self._verdict = self._verdicts()
        """The verdicts on clocks and on who is believed by which its events stand where they do, or apart."""
        self.loaded: set[str] = set()
        """Names of the parts that are here."""
        self.seen_by_views: dict[type, Any] = {}
        """What views keep of their last look, by the type that keeps it. No part of State: it may be gone."""
        self._held = Held(beneath, in_play)
        self._away: frozenset[int] = frozenset()
        """What was over for long when the parts were loaded that hold what goes on beyond its incident."""
        self._taken = 0
        """So many events have been folded into it."""
        self._all: list[Event] = []
        """Every event, of a State that stands on nothing: a late one may tell that earlier ones stand elsewhere."""
        if beneath is None:
            for part in PARTS:
                self._put(_Filling(part), part)

    def __getattr__(self, name: str) -> Any:
        part = _OF_ATTRIBUTE.get(name)
        if part is None:
            raise AttributeError(name)
        self._load(part)
        return self.__dict__[name]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, State)
            and self.vector == other.vector
            and all(getattr(self, name) == getattr(other, name) for name in _OF_ATTRIBUTE)
        )

    __hash__ = None  # type: ignore[assignment]

    def current(self) -> int:
        """The tag of the incident that runs now, 0 when none does. A real one comes before any exercise."""
        return current(self.incidents)

    def owner(self, node: int) -> int | None:
        """The place that somebody assigned this node to."""
        register = self.owners.get(node)
        return register.value if register else None

    def put_away(self) -> frozenset[int]:
        """Tags of the incidents that are over for long."""
        return over_for_long(self.incidents)

    def _in_play(self) -> InPlay:
        if not self.current():
            return InPlay(self.put_away(), but=True)
        return InPlay(running(self.incidents) | {0})

    def look_at(self, tag: int | None) -> None:
        """Hold what was recorded in this incident as well, also when it is over; None: in every incident."""
        self._held.look_at(tag)
        self.choose_again()

    def choose_again(self) -> None:
        """Another choice of events may be in play: an incident has begun or ended, or somebody looks at one."""
        if self._held.in_play is not None and self._held.choose(self._in_play) != self._held.in_play:
            self._let_go(part for part in PARTS if part.by_incident)
            self._held.in_play = None
        elif self._away and not self._away <= self.put_away():  # one has ended once more: it is followed up again
            self._let_go(part for part in PARTS if part.afoot)

    def _let_go(self, parts: "Iterable[Part]") -> None:
        """They come back with what is to be held when somebody looks at them."""
        self.seen_by_views.clear()
        for part in parts:
            if self._beneath is not None and part.name in self.loaded:
                for name in part.attributes:
                    del self.__dict__[name]
                self.loaded.remove(part.name)

    def _load(self, part: "Part") -> None:
        filling = _Filling(part)
        for _ in self._fill(filling, part):
            pass
        self._put(filling, part)

    def ahead(self) -> Iterator[None]:
        """Load the parts that are not here, an event at a time, for whoever has time to spare: what is looked at later
        is there then. Whoever looks meanwhile need not wait for it; a part that something happened to meanwhile is left
        to who looks at it."""
        beneath, held = self._beneath, self._held
        if beneath is None:
            return
        for part in PARTS:
            if part.name not in self.loaded:
                filling = _Filling(part)
                filled = self._fill(filling, part)
                next(filled, None)  # it has chosen then
                as_it_was = self._taken, held.in_play, beneath.read_to
                yield from filled
                if part.name not in self.loaded and as_it_was == (self._taken, held.in_play, beneath.read_to):
                    self._put(filling, part)

    def _fill(self, filling: "_Filling", part: "Part") -> Iterator[None]:
        """Fill a part, an event at a time."""
        beneath, held = self._beneath, self._held
        assert beneath is not None, "a State that stands on nothing has all its parts"
        if part.by_incident and held.in_play is None:
            held.in_play = held.choose(self._in_play)
        in_play = held.in_play if part.by_incident and held.in_play is not None else EVERYTHING
        events: Iterable[Event]
        if part.condensed:
            filling.__dict__.update(beneath.condensed(part.name, in_play if part.by_incident else None) or {})
            events = (event for event in beneath.tail() if event.incident in in_play)
        else:
            events = beneath.events([kind.kind for kind in part.folds if kind not in part.afoot], in_play)
            if part.afoot:
                self._away = self.put_away()
                going_on = {tag for ref in self.afoot.refs() for tag in beneath.incidents_of(ref)}
                wider = in_play.also(going_on - self._away)
                events = chain(events, beneath.events([kind.kind for kind in part.afoot], wider))
        for event in events:
            handler = part.folds.get(type(event.body))
            if handler is not None and not self.believed.is_apart(event):
                handler(cast(State, filling), event, event.body)
            yield

    def _put(self, filling: "_Filling", part: "Part") -> None:
        self.__dict__.update(filling.__dict__)
        self.loaded.add(part.name)

    def take(self, event: Event) -> None:
        """Fold an event into the parts that are here; one that is not gets it from beneath when it is loaded."""
        self._taken += 1
        body, held = event.body, self._held
        counts = held.counts(event)
        for part, handler in FOLDS.get(type(body), ()):
            if part.name not in self.loaded:
                continue
            if not part.by_incident or (counts if not part.condensed else held.own(event)):
                handler(self, event, body)
            elif type(body) in part.afoot:
                self._let_go((part,))  # it may be about what is held although its incident is not
        if type(body) is Incident:
            self.choose_again()
        else:
            for other in held.brings(event):
                self._hold(other)

    def refold(self) -> None:
        """Fold everything anew: some events stand elsewhere than they did."""
        self._verdict = self._verdicts()
        self.seen_by_views.clear()
        if self._beneath is not None:
            self._beneath.moved()
            self._let_go(PARTS)
            self._held.in_play = self._held.fixed
            return
        for part in PARTS:
            self._put(_Filling(part), part)
        for event in self._all:
            event = self.clocks.placed(event)
            if not self.believed.is_apart(event):
                self.take(event)

    def moved(self) -> bool:
        """Whether something stands elsewhere, or apart, since it was folded."""
        return self._verdicts() != self._verdict

    def _verdicts(self) -> tuple[int, int]:
        return self.clocks.version, self.believed.version

    def remember(self, event: Event) -> None:
        """Keep an event for the time when it stands elsewhere, where nothing beneath has it."""
        if self._beneath is None:
            self._all.append(event)

    def _hold(self, event: Event) -> None:
        """Fold an event that was recorded before into what is collected: something that is held has to do with it."""
        if self.believed.is_apart(event):
            return
        for part, handler in FOLDS.get(type(event.body), ()):
            if part.name in self.loaded and part.by_incident and not part.condensed:
                handler(self, event, event.body)


class _Filling:
    """A part while it is being loaded: of State only its attributes, which is all that its handlers look at."""

    def __init__(self, part: "Part") -> None:
        self.__dict__.update((name, make()) for name, make in part.attributes.items())


def apply(state: State, event: Event) -> State:
    """Fold one event into `state` (changed in place) and return it; see `apply_all`."""
    return apply_all(state, (event,))


def apply_all(state: State, events: Sequence[Event]) -> State:
    """Fold events that came together into `state` (changed in place) and return it. Kinds not known here only count in
    the vector.

    Where they tell that a clock was wrong, or who is not believed, all is folded anew, once: what lies beneath must
    have recorded them before. What stands apart counts in the vector alone.
    """
    clocks, believed, vector = state.clocks, state.believed, state.vector
    for event in events:
        clocks.learn(event)
        believed.learn(event)
    moved = state.moved()
    for event in events:
        event = clocks.placed(event)
        vector.add(event.kit, event.epoch, event.seq)
        if (begins := begins_at(event)) is not None:
            vector.feed(event.kit, event.epoch).rebase(begins)
        state.remember(event)
        if not moved and not believed.is_apart(event):
            state.take(event)
    if moved:
        state.refold()
    return state


def begins_at(event: Event) -> int | None:
    """The sequence at which the event says that its feed begins; None where it says nothing of it, or one behind
    itself: that nobody can have written, and who believed it would miss nothing of that feed any more."""
    tell = FEED_BEGINS.get(type(event.body))
    begins = tell(event.body) if tell is not None else None
    return begins if begins is not None and begins <= event.seq else None


def fold(events: Iterable[Event]) -> State:
    """The State of these events."""
    return apply_all(State(), list(events))


def _message(state: State, event: Event[Message], body: Message) -> None:
    state.messages[event.id] = event
    if body.replaces is not None:
        state.replaced.setdefault(ref_of(body.replaces), set()).add(event.ref)


def _ack(state: State, event: Event[Ack], body: Ack) -> None:
    state.acks.setdefault(ref_of(body.ref), {})[event.id] = event


def _hello(state: State, event: Event[Hello], body: Hello) -> None:
    state.kits.setdefault(event.kit, Register()).put(event.stamp, body)


def _assign(state: State, event: Event[Assign], body: Assign) -> None:
    state.owners.setdefault(body.node, Register()).put(event.stamp, body.place)


def _note(state: State, event: Event[Note], body: Note) -> None:
    state.notes[event.id] = event


def _chit(state: State, event: Event[Chit], body: Chit) -> None:
    state_paper.fold_chit(state.paper, event, body)


def _erase(state: State, event: Event[Erase], body: Erase) -> None:
    state.erased.setdefault(body.tag, Register()).put(event.stamp, body.many)


def _roster(state: State, event: Event[RosterEdit], body: RosterEdit) -> None:
    state.roster.edits[event.id] = event


def _roster_undo(state: State, event: Event[RosterUndo], body: RosterUndo) -> None:
    fold_undo(state.roster, body)


Fold = Callable[[State, Any, Any], None]


class Part(NamedTuple):
    """A share of State that is kept and loaded by itself: the attributes of State that it fills, and what of it each
    kind of event changes.

    `condensed`: it holds the latest word about each thing, little of however many events, and is kept as it is. Any
    other part is a collection of events, which the log has: it is folded anew from those. `by_incident`: from those of
    the incidents that are in play.
    """

    name: str
    attributes: Mapping[str, Callable[[], Any]]
    folds: Mapping[type[Body], Fold]
    condensed: bool = False
    by_incident: bool = False
    afoot: frozenset[type[Body]] = frozenset()


def _inside(attribute: str, handlers: Mapping[type, Callable[[Any, Any, Any], None]]) -> dict[type[Body], Fold]:
    """Folds of a family that has a state of its own in State."""

    def within(handler: Callable[[Any, Any, Any], None]) -> Fold:
        return lambda state, event, body: handler(getattr(state, attribute), event, body)

    return {kind: within(handler) for kind, handler in handlers.items()}


PARTS = (
    Part("incidents", {"incidents": dict}, _inside("incidents", state_incidents.HANDLERS), condensed=True),
    Part("reports", {"reports": dict}, _inside("reports", place_reports.HANDLERS), condensed=True, by_incident=True),
    Part("messages", {"messages": dict, "replaced": dict}, {Message: _message}, by_incident=True),
    Part("acks", {"acks": dict}, {Ack: _ack}, by_incident=True),
    Part("kits", {"kits": dict}, {Hello: _hello}, condensed=True),
    Part("owners", {"owners": dict}, {Assign: _assign}, condensed=True),
    Part("runs", {"runs": dict}, _inside("runs", state_runs.HANDLERS), condensed=True, by_incident=True),
    Part("notes", {"notes": dict}, {Note: _note}, by_incident=True),
    Part(
        "work",
        {"work": state_work.WorkState},
        _inside("work", state_work.HANDLERS),
        by_incident=True,
        afoot=frozenset({Dispatch, DispatchStatus, Notice, NoticePlace}),
    ),
    Part("staff", {"staff": state_staff.StaffState}, _inside("staff", state_staff.HANDLERS), by_incident=True),
    Part(
        "reporting",
        {"reporting": state_reporting.ReportingState},
        _inside("reporting", state_reporting.HANDLERS),
        condensed=True,
    ),
    Part("afoot", {"afoot": state_afoot.AfootState}, _inside("afoot", state_afoot.HANDLERS), condensed=True),
    Part("paper", {"paper": state_paper.PaperState}, {Chit: _chit}),
    Part("lessons", {"lessons": dict}, _inside("lessons", state_lessons.HANDLERS), by_incident=True),
    Part("offers", {"offers": dict}, _inside("offers", state_offers.HANDLERS), by_incident=True),
    Part("erased", {"erased": dict}, {Erase: _erase}, condensed=True),
    Part("roster", {"roster": RosterState}, {RosterEdit: _roster, RosterUndo: _roster_undo}),
    Part(
        "place_names",
        {"place_names": dict},
        _inside("place_names", place_names.HANDLERS),
        condensed=True,
        by_incident=True,
    ),
    Part(
        "clock_checks",
        {"clock_checks": dict},
        _inside("clock_checks", state_clocks.HANDLERS),
        condensed=True,
    ),
    Part(
        "key_changes",
        {"key_changes": state_key_change.KeyChangeState},
        _inside("key_changes", state_key_change.HANDLERS),
        condensed=True,
    ),
)
"""All of State but the vector."""
FEED_BEGINS = {row.body: row.feed_begins for row in REGISTRY.all() if row.feed_begins is not None}
"""Kinds that tell the sequence at which their author's feed begins."""
_OF_ATTRIBUTE = {name: part for part in PARTS for name in part.attributes}
FOLDS: dict[type, tuple[tuple[Part, Fold], ...]] = {
    kind: tuple((part, part.folds[kind]) for part in PARTS if kind in part.folds)
    for kind in {kind for part in PARTS for kind in part.folds} | TELLING
}
"""By type of body, which parts it changes and how: none, where it only tells who is believed. What this version does
not know only counts in the vector."""
