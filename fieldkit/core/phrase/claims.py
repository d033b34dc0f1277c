"""What is said of the eleven points, piece by piece, and what all of it comes to."""

from dataclasses import dataclass
from enum import Enum, auto

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.phrase.words import CRITICAL, GRAVITY, OK, SHORTAGE


class Hold(Enum):
    """How a claim stands to what else is said of its point."""

    STANDS = auto()
    PAST = auto()
    """Told of what happened: gives way to what is told of later."""
    RENEWS = auto()
    """`nu`, `igen`, `nej`: takes the place of what went before."""


@dataclass(slots=True)
class Claim:
    """`condition` None: something was said of the point that was not understood, so it is not simply in order."""

    topic: Topic
    condition: Condition | None
    hours: int | None = None
    hold: Hold = Hold.STANDS
    partial: bool = False
    lasting: bool = False
    """Only how long it lasts, which is a day or more."""
    item: bool = False
    """Said of one thing of several that the point is about."""
    words: tuple[str, ...] = ()
    there: bool = False
    """Only that there are some."""


_MIXED = frozenset({Topic.HYGIENE, Topic.FOOD, Topic.COMMS})
"""Several things make up the point: when some are there, it is not gone."""


def settled(claims: list[Claim]) -> dict[Topic, TopicState]:
    """One state a point. What is told of later takes the place of what was, otherwise the worst stands."""
    found: dict[Topic, TopicState] = {}
    for topic in Topic:
        said = _in_force([claim for claim in claims if claim.topic is topic])
        known = [claim for claim in said if claim.condition is not None]
        if not known:
            continue
        condition = heaviest([claim.condition for claim in known if not claim.lasting] or [SHORTAGE])
        if condition is OK and any(claim.condition is None and claim.hold is not Hold.PAST for claim in said):
            continue
        gone = {c.words for c in known if c.condition is CRITICAL}
        mixed = topic in _MIXED
        rest = {c.words for c in said if (c.condition is OK and mixed) or c.there} - gone
        if condition is CRITICAL and rest and all(words for words in rest | gone):
            condition = SHORTAGE
        if condition is CRITICAL and any(c.partial and c.condition is not CRITICAL for c in said):
            condition = SHORTAGE
        hours = [claim.hours for claim in known if claim.hours is not None]
        if condition is not None:
            found[topic] = TopicState(condition, min(hours) if hours else None)
    return found


def _in_force(claims: list[Claim]) -> list[Claim]:
    kept: list[Claim] = []
    for claim in claims:
        if claim.condition is not None and claim.hold is Hold.RENEWS:
            kept = [k for k in kept if (k.condition is None and k.hold is not Hold.PAST) or k.there]
        elif claim.condition is OK:
            kept = [k for k in kept if k.hold is not Hold.PAST or k.condition is None or _is_another(k, claim)]
        kept.append(claim)
    return kept


def _is_another(before: Claim, claim: Claim) -> bool:
    """Of several things that make up a point, one is well and another was not: `tlf. døde, radio ok`."""
    if claim.topic not in _MIXED or not claim.words or not before.words:
        return False
    return not {word[:4] for word in claim.words} & {word[:4] for word in before.words}


def heaviest(said: list[Condition | None]) -> Condition | None:
    """The worst of what was said; None when nothing is known."""
    known = [condition for condition in said if condition is not None]
    return max(known, key=GRAVITY.__getitem__) if known else None
