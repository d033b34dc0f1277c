"""Which places a body names, whatever its kind: told by the types of its fields, and by nothing else."""

from collections.abc import Iterator
from functools import cache

import msgspec

from fieldkit.core.facts.body import Body, Place, Several, Token, bodies_inside, rules_of
from fieldkit.core.facts.bounds import is_place
from fieldkit.core.facts.kinds import REGISTRY


def places_named(kind: str, body: bytes | str) -> set[int]:
    """Roster numbers of all places in a body as it is kept (JSON), those of a body inside it too.

    Read from the JSON, because a search goes through the whole log, and typed bodies take twice as long. In what this
    version does not know, fields count that are called as those with places are called today. What the disk has damaged
    names nothing.
    """
    row = REGISTRY.named(kind)
    try:
        said = msgspec.json.decode(body)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested without end
        return set()
    return set(_within(said, row.body if row is not None else None)) - {0}


def _within(said: object, body: type[Body] | None) -> Iterator[int]:
    if isinstance(said, dict):
        with_places, inside = _fields(body)
        for name, value in said.items():
            if name in with_places:
                yield from _numbers(value)
            elif isinstance(value, dict | list):
                yield from _within(value, inside.get(name))
    elif isinstance(said, list):
        for each in said:
            yield from _within(each, body)


@cache
def _fields(body: type[Body] | None) -> tuple[frozenset[str], dict[str, type[Body]]]:
    """Names of fields that hold places, and fields that hold another body; None: of a kind that is not known."""
    if body is None:
        return frozenset(name for kind in REGISTRY.all() for name in _holding(kind.body)), {}
    newer, _ = _fields(None)
    return frozenset(_holding(body)) | (newer - set(body.__struct_fields__)), bodies_inside(body)


def _holding(body: type[Body]) -> Iterator[str]:
    for name, rule in rules_of(body).items():
        match rule:
            case Place() | Several(each=Place()) | Token(place=True):
                yield name


def _numbers(value: object) -> Iterator[int]:
    """A number, or several; a role or "all" is no place, nor is a number that none can have."""
    for one in value if isinstance(value, list) else (value,):
        if type(one) is int and is_place(one):
            yield one
