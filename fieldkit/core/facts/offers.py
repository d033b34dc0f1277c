"""What an event says of what can be spared: for the staff that several municipalities have together.

Same rules as `core.facts.said`. What a municipality owns stands in its lists; what it can do without, somebody decides.
"""

from typing import ClassVar

from fieldkit.core.facts.body import Body, Count, Line, Name, PlaceNumber, Unit
from fieldkit.core.facts.kinds import (
    INFO,
    ROUTINE,
    Belongs,
    Kind,
    from_here,
    never,
    never_open,
    nothing,
    to_secretariat,
)
from fieldkit.core.facts.terms import Topic


class Offer(Body, frozen=True):
    """So much of something can be had at `place` from now on; the latest word on the same thing there counts, and a
    count of 0 takes it back. count None when nobody said · topic: which of the eleven points it helps · by: who decided
    it. Travels by paper and file, not by air: the neighbours have no radio of ours.
    """

    kind: ClassVar[str] = "offer"
    what: Line
    place: PlaceNumber
    count: Count = None
    unit: Unit = ""
    topic: Topic | None = None
    by: Name = ""


OFFER = Kind(
    body=Offer,
    word="tilbud",
    wire=(),
    audience=to_secretariat,
    precedence=ROUTINE,
    pace=INFO,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
KINDS = (OFFER,)
