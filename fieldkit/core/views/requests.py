"""Requests for assistance as people read them: who has it, how far it is, what could help; late ones rise. A view."""

from collections.abc import Callable
from functools import cache, partial

import msgspec

from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, Ref, number_of
from fieldkit.core.facts.terms import ACKNOWLEDGE_WITHIN_S, Precedence, Role, Topic, Trust
from fieldkit.core.facts.work import Request, RequestState, request_due_at
from fieldkit.core.roster.roster import Resource, Roster, distance_m
from fieldkit.core.state.fold import State
from fieldkit.core.state.work import RequestProgress
from fieldkit.core.text.wording import amount_words
from fieldkit.core.views.board import place_of_kit, resolve_place
from fieldkit.core.views.scope import Scope


class RequestView(msgspec.Struct, frozen=True):
    """One request now. Times are Unix seconds.

    `place` needs it, `asker` is where it was recorded (roster numbers, 0 unknown). `late_at` is the moment from which
    it is overdue: what was said, else the time in which somebody must have taken it; None when there is none. `late`:
    it is overdue, or nobody has taken it in that time, whatever was said. `changes` counts all that anybody recorded
    about it. `resources` of the roster help with its topic, the nearest first.
    """

    ref: Ref
    number: str
    event_id: bytes
    incident: int
    kit: int
    what: str
    count: int | None
    unit: str
    place: int
    asker: int
    due_at: int | None
    topic: Topic | None
    precedence: Precedence
    source: str
    by: str
    trust: Trust
    asked_at: int
    state: RequestState
    holder: str
    note: str
    changed_at: int | None
    changes: int
    late_at: int | None
    late: bool
    overdue: bool
    resources: tuple[Resource, ...]

    @property
    def open(self) -> bool:
        return self.state.is_open

    def concerns(self, role: Role, kit: int, place: int) -> bool:
        """Whether it is looked after at a kit: the secretariat's, where it was recorded, or where it is needed."""
        return role is Role.SECRETARIAT or self.kit == kit or self.place == place

    @property
    def amount(self) -> str:
        """`20 stk. tæpper` as one phrase."""
        return amount_words(self.count, self.unit, self.what)


def make_requests(state: State, roster: Roster, now: float, tag: int | None = None) -> list[RequestView]:
    """Requests of incident `tag` (by default the one that runs): late ones first, then open ones, then settled ones.

    Late and open by precedence and then by time; settled with the latest change first.
    """
    tag = state.current() if tag is None else tag
    scope = Scope.with_daily_work(tag)
    near = cache(partial(resources_for, roster=roster))  # many ask for the same at one place
    views = [
        _view(event, event.body, state, roster, now, near) for event in state.work.requests.values() if event in scope
    ]
    return sorted(views, key=_order)


def resources_for(topic: Topic | None, place: int, roster: Roster) -> tuple[Resource, ...]:
    """What the roster has for a topic, nearest to the place first; those at an unknown distance last."""
    if topic is None:
        return ()
    here = roster.place(place)

    def metres(resource: Resource) -> float:
        at = roster.by_slug(resource.place) if resource.place else None
        found = distance_m(here, at) if here and at else None
        return float("inf") if found is None else found

    return tuple(sorted(roster.resources_for(topic), key=metres))


def _view(
    event: Event,
    body: Request,
    state: State,
    roster: Roster,
    now: float,
    near: Callable[[Topic | None, int], tuple[Resource, ...]],
) -> RequestView:
    progress = state.work.request_progress.get(event.ref) or RequestProgress()
    how = progress.state.value or RequestState.WAITING
    asked_at = event.at
    due_at = request_due_at(body)
    within = ACKNOWLEDGE_WITHIN_S[body.precedence]
    take_by = asked_at + within if how is RequestState.WAITING and within is not None else None
    late_at = due_at if due_at is not None else take_by
    overdue = how.is_open and late_at is not None and now > late_at
    place = resolve_place(body.place or place_of_kit(event.kit, state, roster), state, roster)
    return RequestView(
        ref=event.ref,
        number=event.number,
        event_id=event.id,
        incident=event.incident,
        kit=event.kit,
        what=body.what,
        count=body.count,
        unit=body.unit,
        place=place,
        asker=place_of_kit(event.kit, state, roster),
        due_at=due_at,
        topic=body.topic,
        precedence=body.precedence,
        source=_number(body.ref),
        by=body.by,
        trust=body.trust,
        asked_at=asked_at,
        state=how,
        holder=progress.holder.value or "",
        note=progress.note.value or "",
        changed_at=progress.state.stamp.at if progress.state.stamp else None,
        changes=len(progress.changes),
        late_at=late_at,
        late=overdue or (take_by is not None and now > take_by),
        overdue=overdue,
        resources=near(body.topic, place),
    )


def _order(view: RequestView) -> tuple[int, int, int, str, bytes]:
    if view.late:
        return (0, view.precedence.turn, view.late_at or view.asked_at, view.number, view.event_id)
    if view.open:
        return (1, view.precedence.turn, view.due_at or view.asked_at, view.number, view.event_id)
    return (2, 0, -(view.changed_at or view.asked_at), view.number, view.event_id)


def _number(ref: RefBody | None) -> str:
    return number_of(ref.kit, ref.seq) if ref is not None else ""
