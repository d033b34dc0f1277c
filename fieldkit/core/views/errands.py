"""Runners' errands as people read them: where, with what, back when; overdue, answered meanwhile, recalled. A view.

Nothing here sends anybody anywhere; it says what is known and when a person should begin to look for a runner.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise

import msgspec

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, Ref, number_of
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.terms import Role, Transport, Trust
from fieldkit.core.facts.work import Dispatch, DispatchStatus
from fieldkit.core.roster.roster import Place, Roster, distance_m
from fieldkit.core.state.fold import State
from fieldkit.core.state.register import Register
from fieldkit.core.state.work import ErrandProgress
from fieldkit.core.views.board import place_of_kit, resolve_place
from fieldkit.core.views.inbox import addressed
from fieldkit.core.views.scope import Scope
from fieldkit.core.views.understood import readers_of
from fieldkit.core.views.with_chits import messages_at

SPEED_KMH: dict[Transport, float] = {Transport.FOOT: 5.0, Transport.BICYCLE: 15.0, Transport.CAR: 30.0}
"""Careful speeds in town without light signals: a brisk walk, an unhurried bicycle, a car that looks out."""
DETOUR = 1.3
"""Length of streets against the straight line between two places; European towns lie between 1.2 and 1.4."""
STOP_S = 5 * 60
"""At each place: find a person, hand over, get a signature."""
UNKNOWN_ROUTE_S = 60 * 60
"""When the distance is unknown somebody looks for the runner after an hour all the same."""


class ErrandState(StrEnum):
    """OUT: under way. ANSWERED: all it carried was acknowledged meanwhile, by radio. RECALLED: asked to turn back.
    RETURNED: signed in again."""

    OUT = "out"
    ANSWERED = "answered"
    RECALLED = "recalled"
    RETURNED = "returned"


ERRAND_STATE_DA: dict[ErrandState, str] = {
    ErrandState.OUT: "ude",
    ErrandState.ANSWERED: "besvaret i mellemtiden",
    ErrandState.RECALLED: "kaldt tilbage",
    ErrandState.RETURNED: "tilbage",
}


class Stop(msgspec.Struct, frozen=True):
    """A place of the route. `delivered_at` Unix seconds, None while nobody has said that it was delivered there."""

    place: int
    delivered_at: int | None
    signed_by: str


class Carried(msgspec.Struct, frozen=True):
    """An event on paper in the runner's pocket. `answered_at` Unix seconds, None until all its places said so, each by
    a word that is proven: for no other is a runner called back. `doubted` are the places of which only an unproven word
    is known."""

    ref: Ref
    number: str
    answered_at: int | None
    answered_by: str
    doubted: tuple[int, ...] = ()


class Errand(msgspec.Struct, frozen=True):
    """One errand now. Times are Unix seconds; `expected_at` None when the distance is unknown and nobody guessed.

    `out` holds until the runner is signed in, whatever became of the errand: a person who is not back is looked for.
    """

    ref: Ref
    number: str
    event_id: bytes
    incident: int
    kit: int
    runner: str
    start: int
    transport: Transport
    route: tuple[Stop, ...]
    carried: tuple[Carried, ...]
    left_at: int
    expected_at: int | None
    alarm_at: int
    state: ErrandState
    out: bool
    overdue: bool
    recalled_at: int | None
    returned_at: int | None
    signed_by: str
    note: str
    by: str

    def concerns(self, role: Role, kit: int, place: int) -> bool:
        """Whether a kit looks out for the runner: the secretariat's, the one that sent it, or the one where it left."""
        return role is Role.SECRETARIAT or self.kit == kit or self.start == place

    @property
    def open(self) -> bool:
        """The errand still has a purpose."""
        return self.state is ErrandState.OUT

    @property
    def ahead(self) -> tuple[int, ...]:
        """Places where nobody has said that it was delivered."""
        return tuple(stop.place for stop in self.route if stop.delivered_at is None)


def travel_s(start: Place | None, route: Sequence[Place | None], transport: Transport) -> int | None:
    """Seconds from `start` over the places and back, with the stops; None when a position is unknown.

    Straight lines times `DETOUR`, at `SPEED_KMH`, and `STOP_S` at each place.
    """
    metres = 0.0
    legs = [start, *route, start]
    for a, b in pairwise(legs):
        leg = distance_m(a, b) if a is not None and b is not None else None
        if leg is None:
            return None
        metres += leg
    return round(metres * DETOUR / (SPEED_KMH[transport] / 3.6)) + STOP_S * len(route)


def nearest_first(start: Place | None, places: Iterable[Place], most: int | None = None) -> tuple[Place, ...]:
    """A route that always goes on to the nearest place left, over `most` at most; those at an unknown distance come
    last, by number."""
    left = sorted(places, key=lambda place: place.number)
    route: list[Place] = []
    here = start
    while left and (most is None or len(route) < most):
        measured = [(distance_m(here, place), place.number, place) for place in left] if here is not None else []
        known = [(metres, number, place) for metres, number, place in measured if metres is not None]
        place = min(known)[2] if known else left[0]
        left.remove(place)
        route.append(place)
        here = place if place.lat is not None else here
    return tuple(route)


def make_errands(
    state: State, roster: Roster, now: float, tag: int | None = None, *, every: bool = False
) -> list[Errand]:
    """Errands of incident `tag` (by default the one that runs), as `Scope.to_follow_up` has it, and every runner who is
    not back of any other but those that are over for long; with `every` all there are, each of another incident as it
    stands in its own, for who looks at all incidents.

    Overdue ones first, then those out, by the time they are expected; then the others, the latest first.
    """
    tag = state.current() if tag is None else tag
    scope, afoot, over = Scope.to_follow_up(state, tag), state.afoot, state.put_away()
    errands = [
        _errand(event, event.body, state, roster, now, scope)
        if event in scope or not every
        else make_errand(event, state, roster, now)
        for event in state.work.dispatches.values()
        if every or event in scope or (afoot.is_out(event.ref) and event.incident not in over)
    ]
    return sorted(errands, key=_order)


def make_errand(event: Event[Dispatch], state: State, roster: Roster, now: float) -> Errand:
    """One errand, as it stands in its own incident."""
    scope = Scope.to_follow_up(state, event.incident)
    return _errand(event, event.body, state, roster, now, scope)


def _errand(event: Event, body: Dispatch, state: State, roster: Roster, now: float, scope: Scope) -> Errand:
    """`scope`: what was said outside it of what the runner carries does not count."""
    progress = state.work.errands.get(event.ref) or ErrandProgress()
    start = resolve_place(body.start or place_of_kit(event.kit, state, roster), state, roster)
    route = tuple(resolve_place(place, state, roster) for place in body.route)
    left_at = body.left + EPOCH_UNIX_S if body.left is not None else event.at
    lasts = body.minutes * 60 if body.minutes is not None else None
    if lasts is None and route:
        lasts = travel_s(roster.place(start), [roster.place(place) for place in route], body.transport)
    expected_at = left_at + lasts if lasts is not None else None
    alarm_at = expected_at if expected_at is not None else left_at + UNKNOWN_ROUTE_S
    stops = tuple(_stop(place, progress, state, roster) for place in route)
    carried = tuple(_carried(ref, route, state, roster, scope) for ref in body.refs)
    returned = progress.returned.value
    if returned is not None:
        how = ErrandState.RETURNED
    elif progress.recalled.value is not None:
        how = ErrandState.RECALLED
    elif _answered(carried, stops):
        how = ErrandState.ANSWERED
    else:
        how = ErrandState.OUT
    last = returned or progress.recalled.value
    return Errand(
        ref=event.ref,
        number=event.number,
        event_id=event.id,
        incident=event.incident,
        kit=event.kit,
        runner=body.runner,
        start=start,
        transport=body.transport,
        route=stops,
        carried=carried,
        left_at=left_at,
        expected_at=expected_at,
        alarm_at=alarm_at,
        state=how,
        out=returned is None,
        overdue=returned is None and now > alarm_at,
        recalled_at=_at(progress.recalled),
        returned_at=_at(progress.returned),
        signed_by=returned.by if returned else "",
        note=last.note if last else "",
        by=body.by,
    )


def _answered(carried: Sequence[Carried], stops: Sequence[Stop]) -> bool:
    """All was acknowledged before the runner had been everywhere: the rest of the way is for nothing."""
    if stops and all(stop.delivered_at is not None for stop in stops):
        return False
    return bool(carried) and all(item.answered_at is not None for item in carried)


def _at(register: Register[DispatchStatus]) -> int | None:
    if register.value is None or register.stamp is None:
        return None
    return register.value.at + EPOCH_UNIX_S if register.value.at is not None else register.stamp.at


def _stop(place: int, progress: ErrandProgress, state: State, roster: Roster) -> Stop:
    latest: Register[DispatchStatus] = Register()
    for said, register in progress.delivered.items():
        if resolve_place(said, state, roster) == place:
            latest.merge(register)
    return Stop(place, _at(latest), latest.value.by if latest.value is not None else "")


def _carried(ref: RefBody, route: tuple[int, ...], state: State, roster: Roster, scope: Scope) -> Carried:
    """Answered when each place on the route that it is for said forstået; who was last."""
    key = ref_of(ref)
    wanted = set(route) & set(_addressees(key, state, roster, scope)) or set(route)
    acks = [event for event in state.acks.get(key, {}).values() if event in scope]
    readers = [reader for reader in readers_of(key, state, roster, acks) if reader.place in wanted]
    proven = [reader for reader in readers if reader.trust is Trust.VERIFIED]
    doubted = tuple(reader.place for reader in readers if reader.trust is not Trust.VERIFIED)
    number = number_of(ref.kit, ref.seq)
    if not wanted or not wanted <= {reader.place for reader in proven}:
        return Carried(key, number, None, "", doubted)
    last = max(proven, key=lambda reader: (reader.at, reader.by))
    return Carried(key, number, last.at, last.by)


def _addressees(ref: Ref, state: State, roster: Roster, scope: Scope) -> tuple[int, ...]:
    event = next((event for event in messages_at(state, ref) if event in scope), None)
    if event is None:
        return ()
    return addressed(event.body.to, roster, event.body.sender or place_of_kit(event.kit, state, roster))


def _order(errand: Errand) -> tuple[int, int, str, bytes]:
    if errand.out:
        return (0 if errand.overdue else 1, errand.alarm_at, errand.number, errand.event_id)
    return (2, -(errand.returned_at or errand.left_at), errand.number, errand.event_id)
