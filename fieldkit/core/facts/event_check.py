"""Whether the columns of an event that came from outside can be an event at all: their types, bounds and sizes.

The id proves that nothing was changed on the way; this proves that nothing can trip over the event afterwards.
"""

import re
from operator import attrgetter

import msgspec

from fieldkit.core.clock.hybrid import MAX_HLC
from fieldkit.core.facts.bounds import MAX_BODY_BYTES, MAX_SEQ, is_sane
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import Opaque

_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
BOUNDS = {
    "kit": (1, 0xFFFF),
    "epoch": (0, 0xFFFF),
    "seq": (1, MAX_SEQ),
    "hlc": (0, MAX_HLC),
    "incident": (0, 0xFFFF),
    "flags": (0, 0xFF),
}
"""Of the numbers of an event: the least and the most that each may be."""
_numbers = attrgetter(*BOUNDS)


def event_fault(event: Event) -> str:
    """What is wrong with the event, in English for a log; "" when nothing is."""
    if fault := shape_fault(event):
        return fault
    if len(event.raw) > MAX_BODY_BYTES:
        return f"the body has {len(event.raw)} bytes"
    body = event.body
    if type(body) is Opaque and not is_sane(body.fields):
        return "the body holds what nobody can tell"
    return ""


def shape_fault(event: Event) -> str:
    """What trips whoever only reads it; "" when nothing does. For what lies in a log: it was looked at whole when it
    came there, but who has the file makes an id right for whatever he likes."""
    for (name, (low, high)), value in zip(BOUNDS.items(), _numbers(event), strict=True):
        if type(value) is not int or not low <= value <= high:
            return f"{name} is {value!r}"
    if type(event.kind) is not str or not _KIND.match(event.kind):
        return f"kind is {event.kind!r}"
    try:
        event.raw.decode()
        event.body  # noqa: B018 -- that it can be read is what is asked
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError):
        return "the body is no JSON object"
    return ""
