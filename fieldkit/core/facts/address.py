"""Whom a message or a notice is for: everybody, the places of a role, or one place. Read from the stored `int | str`.

The stored form is part of an event's bytes and never changes; which kits must have an event is not said here.
"""

from typing import overload

import msgspec

from fieldkit.core.facts.said import TO_ALL


class ToAll(msgspec.Struct, frozen=True):
    """Every place."""


class ToRole(msgspec.Struct, frozen=True):
    """Every place of a role: a `Role`, or the word of one that only a newer version knows, which no place here has."""

    role: str


class ToPlace(msgspec.Struct, frozen=True):
    """One place by its roster number, or by the stand-in of a node that no place owns (`unknown_place`)."""

    place: int


Addressee = ToAll | ToRole | ToPlace


@overload
def addressee_of(to: int | str) -> Addressee: ...
@overload
def addressee_of(to: int | str | None) -> Addressee | None: ...
def addressee_of(to: int | str | None) -> Addressee | None:
    """Reads `to` as an event has it; None for what is for nobody in particular."""
    if to is None:
        return None
    if isinstance(to, int):
        return ToPlace(to)
    return ToAll() if to == TO_ALL else ToRole(to)
