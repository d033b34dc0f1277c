"""What is said when the names in an incident are erased; and what an event says then, beside the id that it keeps.

The id is of the words that are gone: it cannot be reckoned any more. So whoever erases says by a digest which events it
was and what each says now, and `again_of` tells for one of them whether it still says that.
"""

from collections.abc import Iterable
from hashlib import blake2s
from typing import Annotated, ClassVar, NamedTuple

from fieldkit.core.facts.body import MAX_COUNT, Body, Exactly, Line, Name, Octets, Personal
from fieldkit.core.facts.event import ID_BYTES, Event
from fieldkit.core.facts.kinds import (
    INFO,
    REGISTRY,
    ROUTINE,
    Belongs,
    Kind,
    body_json,
    from_here,
    never,
    never_open,
    nothing,
    to_everybody,
)
from fieldkit.core.facts.personal import with_personal

ERASED = "(slettet)"
"""What stands where a name was."""
_NAMES = (Personal.NAME, Personal.CONTACT)


class Erase(Body, frozen=True):
    """The names in `many` events of the incident `tag` are erased; `digest` is `digest_of` which and what is left."""

    kind: ClassVar[str] = "erase"
    tag: Annotated[int, Exactly(1, 0xFFFF)]
    many: Annotated[int, Exactly(1, MAX_COUNT)]
    digest: Annotated[str, Octets(ID_BYTES)]
    reason: Line = ""
    by: Name = ""


class Erased(NamedTuple):
    """An event by its id; what tells that it says what is left (`again_of`); the id of the word by which it was."""

    id: bytes
    again: bytes
    word: bytes


ERASE = Kind(
    body=Erase,
    word="sletning af navne",
    wire=(),
    audience=to_everybody,
    precedence=ROUTINE,
    pace=INFO,
    open=never_open,
    belongs=Belongs.NONE,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
KINDS = (ERASE,)


def without_names(event: Event) -> bytes | None:
    """The event's body, as JSON, in which nobody is named: names and ways to reach people are `ERASED`, what was told
    in own words stays. None where nobody is named, and of what this version does not know."""
    if not REGISTRY.knows(event.body):
        return None
    left = body_json(with_personal(event.body, lambda sort, text: ERASED if sort in _NAMES else text))
    return None if left == event.raw else left


def again_of(event: Event, body: bytes) -> bytes:
    """What tells the event apart that has this body now: 16 bytes over its own bytes with that body."""
    left = Event(event.kit, event.epoch, event.seq, event.hlc, event.incident, event.flags, event.kind, body)
    return blake2s(left.canonical, digest_size=ID_BYTES, person=b"fk-erase").digest()


def digest_of(erased: Iterable[tuple[bytes, bytes]]) -> str:
    """Over ids and what `again_of` gives for each, in the order of ids; as hex."""
    mill = blake2s(digest_size=ID_BYTES, person=b"fkerased")
    for event_id, again in sorted(erased):
        mill.update(event_id + again)
    return mill.hexdigest()
