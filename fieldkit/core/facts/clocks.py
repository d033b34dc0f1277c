"""What a kit says about another one's clock: it cannot have been as late as that one's event claims."""

from typing import Annotated, ClassVar

from fieldkit.core.clock.hybrid import MAX_SECONDS
from fieldkit.core.facts.body import Body, Exactly, RefBody
from fieldkit.core.facts.kinds import (
    INFO,
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
from fieldkit.core.facts.layout import REF, Varint


class ClockCheck(Body, frozen=True):
    """The event `ref` was here when it claimed to be `ahead` seconds later than this kit's own clock, which something
    has set. `ahead` 0: it did not; said where another kit has found it ahead."""

    kind: ClassVar[str] = "clock-check"
    ref: RefBody
    ahead: Annotated[int, Exactly(0, MAX_SECONDS)] = 0


CLOCK_CHECK = Kind(
    body=ClockCheck,
    word="urkontrol",
    wire=(Wire(30, {"ref": REF, "ahead": Varint(7, MAX_SECONDS)}),),
    audience=to_everybody,
    precedence=INFO,
    pace=URGENT,  # until it is known, the kit that is ahead wins
    open=never_open,
    belongs=Belongs.NONE,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
KINDS = (CLOCK_CHECK,)
