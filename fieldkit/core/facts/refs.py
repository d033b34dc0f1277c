"""What an event points at; of an event of any kind, told by the types of its fields."""

from functools import cache
from typing import get_args, get_type_hints

from fieldkit.core.facts.body import Body, RefBody
from fieldkit.core.facts.event import Event, Ref


def ref_of(ref: RefBody) -> Ref:
    """What a body points at, as an event's own `ref` is."""
    return Ref(ref.kit, ref.epoch, ref.seq)


def refs_of(event: Event) -> tuple[Ref, ...]:
    """The events that this one is about, replaces, answers or carries."""
    found: list[Ref] = []
    for name in _fields(type(event.body)):
        value = getattr(event.body, name)
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                found.append(ref_of(one))
    return tuple(found)


@cache
def _fields(body: type[Body]) -> tuple[str, ...]:
    hints = get_type_hints(body)
    return tuple(name for name in body.__struct_fields__ if _holds_ref(hints[name]))


def _holds_ref(kind: object) -> bool:
    return kind is RefBody or any(map(_holds_ref, get_args(kind)))
