"""Whom a message or a notice is for: everybody, the places of a role, or one place. Read from the stored `int | str`.

The stored form is part of an event's bytes and never changes; which kits must have an event is not said here.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import overload

from fieldkit.core.facts.said import TO_ALL


@dataclass(frozen=True, slots=True)
class ToAll:
    """Every place."""


@dataclass(frozen=True, slots=True)
class ToRole:
    """Every place of a role: a `Role`, or the word of one that only a newer version knows, which no place here has."""

    role: str


@dataclass(frozen=True, slots=True)
class ToPlace:
    """One place by its roster number, or by the stand-in of a node that no place owns (`unknown_place`)."""

    place: int


Whom = ToAll | ToRole | ToPlace


@overload
def whom(to: int | str) -> Whom: ...
@overload
def whom(to: int | str | None) -> Whom | None: ...
def whom(to: int | str | None) -> Whom | None:
    """Reads `to` as an event has it; None for what is for nobody in particular."""
    return None if to is None else _read(to)


@lru_cache(maxsize=4096)
def _read(to: int | str) -> Whom:
    if isinstance(to, int):
        return ToPlace(to)
    return ToAll() if to == TO_ALL else ToRole(to)
