"""What an event says about trust: which kit is cut off because it is in wrong hands."""

from typing import Annotated, ClassVar

from fieldkit.core.facts.body import Body, Exactly, Line, Name
from fieldkit.core.facts.kinds import (
    ROUTINE,
    URGENT,
    Belongs,
    Kind,
    Wire,
    from_here,
    never,
    never_open,
    nothing,
    to_everybody,
)
from fieldkit.core.facts.layout import FLAG, MAYBE_TEXT, Maybe, Varint


class Revoke(Body, frozen=True):
    """Frames of this kit are refused from now on. `epoch` None: of all its epochs. `undo`: it was found again."""

    kind: ClassVar[str] = "revoke"
    kit: Annotated[int, Exactly(1, 0xFFFF)]
    epoch: Annotated[int | None, Exactly(0, 0xFFFF)] = None
    undo: bool = False
    reason: Line = ""
    by: Name = ""


REVOKE = Kind(
    body=Revoke,
    word="spærring",
    wire=(
        Wire(
            25,
            {
                "kit": Varint(4, 0xFFFF),
                "epoch": Maybe(Varint(16, 0xFFFF)),
                "undo": FLAG,
                "reason": MAYBE_TEXT,
                "by": MAYBE_TEXT,
            },
        ),
    ),
    audience=to_everybody,
    precedence=ROUTINE,
    pace=URGENT,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
KINDS = (REVOKE,)
