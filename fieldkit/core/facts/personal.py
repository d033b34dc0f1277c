"""What a body may tell of people, put into the hands of who reads: marked, or something else in its place.

What a field may hold says its rule (`core.facts.body.Personal`); here it is found and replaced, also in a body inside.
"""

from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any, TypeVar

from msgspec import structs

from fieldkit.core.facts.body import Body, Personal, bodies_inside, personal_in
from fieldkit.core.facts.kinds import REGISTRY, Opaque, body_json

B = TypeVar("B", bound=Body)
Put = Callable[[Personal, str], str]
"""What is read in the place of such a text, which is never empty."""
BY_ITSELF = "kittet"
"""Who did it, where the kit did it by itself: nobody's name."""
PLACE_DIGITS = 5
"""So many digits alone are the number of a place, as in the name of a row of the roster, and no telephone's."""


def with_personal(body: B, put: Put) -> B:
    """`body` with `put` applied to each text that may tell of a person. It is for telling, never for keeping: its texts
    are no longer canonical. Of what this version does not know nothing is replaced: nobody knows what is in it."""
    own = _own(type(body))
    inside = [name for name in _inside(type(body)) if getattr(body, name) is not None]
    if not inside and not any(getattr(body, name) for name in own):
        return body
    twin = copy(body)
    for name, sort in own.items():
        structs.force_setattr(twin, name, _put(sort, getattr(body, name), put))
    for name in inside:
        structs.force_setattr(twin, name, with_personal(getattr(body, name), put))
    return twin


def personal_of(body: Body) -> dict[str, Personal]:
    """By field, what this very body may tell of people: fields that say nothing are left out; those of a body inside
    stand behind a dot. What this version does not know may hold anything."""
    if not REGISTRY.knows(body):
        return {"": Personal.FREE}
    found = {name: sort for name, sort in _own(type(body)).items() if _tells(sort, getattr(body, name))}
    for name in _inside(type(body)):
        if (within := getattr(body, name)) is not None:
            found |= {f"{name}.{field}": sort for field, sort in personal_of(within).items()}
    return found


def json_without_personal(body: Body) -> bytes:
    """The body's JSON in which every text that may tell of a person is empty; of what this version does not know
    nothing is left."""
    if type(body) is Opaque:
        return b"{}"
    return body_json(with_personal(body, lambda _sort, _text: ""))


def _tells(sort: Personal, value: Any) -> bool:
    return bool(value) and not (sort is Personal.NAME and value == BY_ITSELF)


def _put(sort: Personal, value: Any, put: Put) -> Any:
    if isinstance(value, str):
        is_row = sort is Personal.CONTACT and len(value) <= PLACE_DIGITS and value.isascii() and value.isdigit()
        return put(sort, value) if _tells(sort, value) and not is_row else value
    if isinstance(value, dict):
        return {key: put(sort, text) if text else text for key, text in value.items()}
    return tuple(_put(sort, text, put) for text in value)


@cache
def _own(body: type[Body]) -> dict[str, Personal]:
    return {name: sort for name, sort in personal_in(body).items() if "." not in name}


@cache
def _inside(body: type[Body]) -> tuple[str, ...]:
    return tuple(bodies_inside(body))
