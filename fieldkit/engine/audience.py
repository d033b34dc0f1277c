"""Whom an event is for: the kits that must have it before the link rests, and the phone-only places that get a text."""

from fieldkit.core.facts.address import ToAll, ToPlace, ToRole, addressee_of
from fieldkit.core.facts.chits import Chit
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import Body
from fieldkit.core.facts.roster import RosterEdit, RosterUndo
from fieldkit.core.facts.said import Ack, Assign, Hello, Incident, Message
from fieldkit.core.facts.terms import Role
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.facts.work import Dispatch, DispatchStatus, Notice, NoticePlace, RequestStatus, Round
from fieldkit.core.roster.roster import Place, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.board import place_of_kit, resolve_place


def kits_at(place: int, state: State, roster: Roster) -> set[int]:
    """Kits that stand at a place: by what they said themselves, and by the roster."""
    found = {kit for kit, hello in state.kits.items() if hello.value and hello.value.place == place}
    known = roster.place(place)
    if known is not None and known.kit is not None:
        found.add(known.kit)
    return found


def kits_with(role: str, state: State, roster: Roster) -> set[int]:
    """Kits of a role that have been heard, and the roster's secretariat also before it was; none of a newer version's
    role."""
    found = {kit for kit, hello in state.kits.items() if hello.value and hello.value.role == role}
    if role == Role.SECRETARIAT and roster.secretariat is not None and roster.secretariat.kit is not None:
        found.add(roster.secretariat.kit)
    return found


def audience(event: Event, state: State, roster: Roster) -> frozenset[int]:
    """Kits that this event is for, without its author. Everybody hears everything; these must confirm it."""
    return frozenset(_kits(event.body, state, roster) - {event.kit})


def _kits(body: Body, state: State, roster: Roster) -> set[int]:
    if isinstance(body, Chit) and body.said is not None:
        return _kits(body.said, state, roster)
    secretariat = kits_with(Role.SECRETARIAT, state, roster)
    if isinstance(body, Message | Notice):
        match addressee_of(body.to):
            case ToAll():
                return set(state.kits) | secretariat
            case ToRole(role):
                return kits_with(role, state, roster) | secretariat
            case ToPlace(number):
                return kits_at(resolve_place(number, state, roster), state, roster) | secretariat
    if isinstance(body, Ack | RequestStatus | DispatchStatus | NoticePlace):
        return secretariat | {body.ref.kit}
    if isinstance(body, Dispatch):
        return secretariat.union(*(kits_at(resolve_place(place, state, roster), state, roster) for place in body.route))
    if isinstance(body, Incident | Hello | Assign | Revoke | RosterEdit | RosterUndo | Round):
        return set(state.kits) | secretariat
    # kinds that name the place they concern are for that place's kit as well
    place = getattr(body, "place", None)
    return secretariat | (kits_at(place, state, roster) if isinstance(place, int) and place else set())


def phone_places(event: Event, state: State, roster: Roster) -> list[Place]:
    """Places with a node but no kit that a message is for, by roster number; none for what is no message."""
    body = event.body
    if not isinstance(body, Message):
        return []
    match addressee_of(body.to):
        case ToAll():
            places = list(roster.places)
        case ToRole(role):
            places = [place for place in roster.places if place.role == role]
        case ToPlace(number):
            known = roster.place(resolve_place(number, state, roster))
            places = [known] if known else []
    sender = body.sender or place_of_kit(event.kit, state, roster)
    return [p for p in places if p.node is not None and not kits_at(p.number, state, roster) and p.number != sender]


def node_of(place: int, state: State, roster: Roster) -> int | None:
    """The radio node to reach a phone-only place by: assigned by people, else the roster's."""
    for node, register in sorted(state.owners.items()):
        if register.value == place:
            return node
    known = roster.place(place)
    return known.node if known else None
