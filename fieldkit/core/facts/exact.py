"""Numbers that stand for one event though two kits bear one number: `2-0002/3f9a`, the number and how the id begins.

Where a number stands for one event, it is all that anybody says or types.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event, parse_number

LEAST = 4
"""Digits of an id that are told at least: two events with one number share them once in 65,536 times."""
_BEGINS = re.compile(r"[0-9a-f]{1,32}\Z")


class Exact(NamedTuple):
    """What was typed: kit and order, and how the id begins, "" when that was not said."""

    kit: int
    seq: int
    begins: str

    def means(self, event: Event) -> bool:
        return (event.kit, event.seq) == self[:2] and event.id.hex().startswith(self.begins)


def parse_exact(text: str) -> Exact:
    """`2-0002` or `2-0002/3f9a`; InputError in one sentence when it is neither."""
    number, slash, begins = text.partition("/")
    kit, seq = parse_number(number)
    begins = begins.strip().lower()
    if slash and not _BEGINS.match(begins):
        raise InputError(f"“{text.strip()}” er ikke et nummer; bag skråstregen står de tegn, som er vist.")
    return Exact(kit, seq, begins)


def exact_number(event: Event, among: Iterable[Event]) -> str:
    """The number of `event`, with as much of its id as tells it from every other of `among` that has the number."""
    return exact_among(event.number, event.id, (one.id for one in among if one.number == event.number))


def exact_among(number: str, event_id: bytes, ids: Iterable[bytes]) -> str:
    """The same of an event with this id, where `ids` are those of the events with its number."""
    own = event_id.hex()
    others = {one.hex() for one in ids} - {own}
    if not others:
        return number
    digits = LEAST
    while any(other.startswith(own[:digits]) for other in others):
        digits += 1
    return f"{number}/{own[:digits]}"
