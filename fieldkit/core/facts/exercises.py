"""What kits that practise together say to each other about the exercise itself: how it goes on from here.

Same rules as `core.facts.said`. That one begins and ends is said as of any incident.
"""

from typing import Annotated, ClassVar

from fieldkit.core.facts.body import Body, Exactly
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
from fieldkit.core.facts.layout import Varint

LONGEST_S = 24 * 3600
"""Of an exercise."""
FASTEST = 3600
"""Seconds of an exercise that may go in one second."""


class ExercisePace(Body, frozen=True):
    """At this event the exercise is `elapsed` seconds from its start, and goes on from there at `speed` hundredths of
    the clock's pace; 0 while it pauses. Said by the kit that leads, where an exercise goes otherwise than with the
    clock from its start."""

    kind: ClassVar[str] = "exercise-pace"
    elapsed: Annotated[int, Exactly(0, LONGEST_S)]
    speed: Annotated[int, Exactly(0, 100 * FASTEST)]


EXERCISE_PACE = Kind(
    body=ExercisePace,
    word="øvelsens gang",
    wire=(Wire(40, {"elapsed": Varint(6, LONGEST_S), "speed": Varint(7, 100 * FASTEST)}),),
    audience=to_everybody,
    precedence=INFO,
    pace=URGENT,  # until it is known, what is joined plays on
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
KINDS = (EXERCISE_PACE,)
