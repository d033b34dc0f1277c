"""Which numbers and names of the roster events use: what must not come to mean something else behind their backs."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

import msgspec

from fieldkit.core.facts.body import UNKNOWN_PLACE, Body, Personal, personal_in
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.named_places import places_named
from fieldkit.core.facts.staff import LevelChange
from fieldkit.core.text.names import fold_name


class Used(msgspec.Struct):
    """How many events use each: places and kits by number, radio nodes, steps of the ladder, and by their folded name
    the people of the incident that runs."""

    places: Counter[int] = msgspec.field(default_factory=Counter)
    kits: Counter[int] = msgspec.field(default_factory=Counter)
    nodes: Counter[int] = msgspec.field(default_factory=Counter)
    levels: Counter[int] = msgspec.field(default_factory=Counter)
    people: Counter[str] = msgspec.field(default_factory=Counter)


def used_by(events: Iterable[Event], incident: int) -> Used:
    """What these events use; `incident` is the one that runs, 0 for none."""
    used = Used()
    for event in events:
        used.kits[event.kit] += 1
        for place in places_named(event.kind, event.raw):
            if place < UNKNOWN_PLACE:
                used.places[place] += 1
            else:
                used.nodes[place - UNKNOWN_PLACE] += 1
        body = event.body
        node = getattr(body, "node", None)
        if isinstance(node, int):
            used.nodes[node] += 1
        if isinstance(body, LevelChange) and body.level is not None:
            used.levels[body.level] += 1
        if incident and event.incident == incident:
            used.people.update({fold_name(name) for name in _names(body)} - {""})
    return used


def _names(body: Body) -> Iterable[str]:
    for path in _fields(type(body)):
        value: object = body
        for name in path:
            value = getattr(value, name, None)
        if isinstance(value, str):
            yield value


@cache
def _fields(body: type[Body]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(path.split(".")) for path, told in personal_in(body).items() if told is Personal.NAME)
