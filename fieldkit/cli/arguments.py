"""What people type as arguments and what it stands for: words of a list, numbers of events."""

from typing import TypeVar

from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event
from fieldkit.kit import Kit

B = TypeVar("B")


def word_of(words: dict[str, B], text: str, what: str) -> B:
    """The value that a Danish or English word stands for; InputError with the Danish words when it stands for none."""
    found = words.get(" ".join(text.lower().split()))
    if found is None:
        first: dict[str, str] = {}  # the Danish words stand before the English ones
        for word, value in words.items():
            first.setdefault(str(value), word)
        known = list(first.values())
        raise InputError(f"“{text}” er ikke {what}; vælg {', '.join(known)}.")
    return found


def find_body(kit: Kit, number: str, kind: type[B], what: str) -> tuple[Event, B]:
    """The event with this number and its body; InputError when it is of another kind."""
    event = kit.find(number)
    body = event.body
    if not isinstance(body, kind):
        raise InputError(f"{event.number} er ikke {what}; se numrene med “fieldkit log”.")
    return event, body


def ref_to(kit: Kit, number: str) -> RefBody | None:
    """Points at the event with this number; None for an empty one."""
    return RefBody(*kit.find(number).ref) if number else None
