"""Whom an event is for: the kits that must have it before the link rests, and the phone-only places that get a text."""

from fieldkit.core.facts.address import ToAll, ToPlace, ToRole, addressee_of
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import Audience
from fieldkit.core.facts.terms import Role
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


def owns_radio(place: int, state: State, roster: Roster) -> bool:
    """Whether a radio is known at a place: by the roster, by what people have decided, or by what its kit said."""
    known = roster.place(place)
    if known is not None and known.node is not None:
        return True
    hellos = (hello.value for hello in state.kits.values())
    return any(register.value == place for register in state.owners.values()) or any(
        hello is not None and hello.place == place and hello.node is not None for hello in hellos
    )


def audience(event: Event, state: State, roster: Roster) -> frozenset[int]:
    """Kits that this event is for, without its author. Everybody hears everything; these must confirm it."""
    return frozenset(_kits(event.row.audience(event.body), state, roster) - {event.kit})


def _kits(wanted: Audience, state: State, roster: Roster) -> set[int]:
    found = kits_with(Role.SECRETARIAT, state, roster) | set(wanted.kits)
    places = list(wanted.places)
    match addressee_of(wanted.to):
        case ToAll():
            found |= set(state.kits)
        case ToRole(role):
            found |= kits_with(role, state, roster)
        case ToPlace(number):
            places.append(number)
    if wanted.everybody:
        found |= set(state.kits)
    return found.union(*(kits_at(resolve_place(place, state, roster), state, roster) for place in places if place))


def phone_places(event: Event, state: State, roster: Roster) -> list[Place]:
    """Places with a node but no kit that are told an event in plain text, by roster number; none for a kind that no
    phone is told of."""
    row, body = event.row, event.body
    if row.phone_text is None:
        return []
    match addressee_of(row.audience(body).to):
        case ToAll():
            places = list(roster.places)
        case ToRole(role):
            places = [place for place in roster.places if place.role == role]
        case ToPlace(number):
            known = roster.place(resolve_place(number, state, roster))
            places = [known] if known else []
        case None:
            places = []
    sender = row.origin(body) or place_of_kit(event.kit, state, roster)
    return [
        p
        for p in places
        if p.number != sender and not kits_at(p.number, state, roster) and node_of(p.number, state, roster) is not None
    ]


def node_of(place: int, state: State, roster: Roster) -> int | None:
    """The radio node to reach a phone-only place by: the one that people assigned to it last, else the roster's, unless
    they assigned that to another place."""
    assigned = [(said.stamp, node) for node, said in state.owners.items() if said.stamp and said.value == place]
    if assigned:
        return max(assigned)[1]
    known = roster.place(place)
    if known is None or known.node is None or state.owner(known.node) not in (None, place):
        return None
    return known.node
