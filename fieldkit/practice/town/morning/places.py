"""Who takes part in the morning: five kits, and places that have a phone or nothing."""

from collections.abc import Callable
from typing import NamedTuple

from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Role, Via
from fieldkit.core.phrase.parse import parse
from fieldkit.practice.town.script import Act


class KitAt(NamedTuple):
    """A kit of the morning: where it stands, its number and role."""

    place: str
    number: int
    role: Role


CENTRE, NORTH, SOUTH, WEST, SCHOOL = (
    "sekretariat",
    "kloeverkaerskolen",
    "raeveengskolen",
    "storkeredeskolen",
    "aalekisteskolen",
)
SILENT = "bakkekammens-skole"
NEIGHBOUR = "plejehjemmet-kornloftet"
KITS = (
    KitAt(CENTRE, 1, Role.SECRETARIAT),
    KitAt(NORTH, 11, Role.MEETING_POINT),
    KitAt(SOUTH, 12, Role.MEETING_POINT),
    KitAt(WEST, 13, Role.MEETING_POINT),
    KitAt(SCHOOL, 129, Role.INSTITUTION),
)
NUMBERS = {CENTRE: 1, NORTH: 11, SOUTH: 12, WEST: 13, SCHOOL: 129, SILENT: 127, NEIGHBOUR: 128}
PHONES = {126: "plejehjemmet-kaffekanden", 124: "boernehaven-agernhatten", 130: "hjemmeplejen-vest"}
"""Places of the roster that have only a phone and take part."""
PLACES = (*NUMBERS, *PHONES.values())
"""Slugs of all that take part: with another roster than these, other places would be silent as well."""


def report(place: int, words: str, via: Via, by: str = "") -> Report:
    """A report from the shorthand that people type."""
    said = parse(words)
    return Report(place, said.topics, said.children, said.staff, said.level, said.note, via, by=by)


Line = tuple[str, str, Act, str]
"""Danish time of day, slug of the place whose kit it is, act, label (empty for none)."""
Said = Callable[[str], int]
"""A time of day that people name, in the seconds of an event."""
