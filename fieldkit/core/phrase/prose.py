"""Running text, as tired people write it: what it says of the points, of how many there are, and of the whole place."""

from typing import NamedTuple

from fieldkit.core.facts.terms import Condition, Level, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.phrase.claims import Claim, Hold, settled
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.elsewhere import mark_others
from fieldkit.core.phrase.marks import is_strange
from fieldkit.core.phrase.people import doubtful, too_few_for
from fieldkit.core.phrase.reading import read
from fieldkit.core.phrase.roll import counts
from fieldkit.core.phrase.sentences import Part, parts_of
from fieldkit.core.phrase.signs import signs
from fieldkit.core.phrase.whole import level_of
from fieldkit.core.phrase.wording import lexicon


class Prose(NamedTuple):
    """`spoken_of`: the points of which something was said, understood or not."""

    topics: dict[Topic, TopicState]
    children: int | None
    staff: int | None
    level: Level | None
    spoken_of: frozenset[Topic]
    left_open: frozenset[Topic] = frozenset()
    """Points that were spoken of as being in order, in words that do not quite say so."""
    excepts: bool = False
    """Whether something is excepted from what is said."""
    says_all_of_others: bool = False
    """Whether `alt` is asked, supposed, or told by or of others."""
    doubtful_counts: bool = False
    """Whether it gives numbers of people that are those of another time or place."""
    is_plain: bool = True
    """Whether its word is enough for that a point is in order."""


def read_prose(text: str) -> Prose:
    """What running text says; in doubt nothing, or the worse."""
    parts = parts_of(text)
    mark_others(parts)
    reading = read(parts)
    children, staff = counts(parts)
    short = [Claim(topic, Condition.SHORTAGE) for part in too_few_for(parts, children) for topic in part.topics()]
    claims = [*reading.claims, *signs(parts), *short]
    if _is_urgent(parts):
        for claim in claims:
            if claim.condition is Condition.SHORTAGE and claim.topic not in (Topic.CALM, Topic.PICKUP):
                claim.condition = Condition.CRITICAL
    topics = settled(claims)
    named = frozenset(topic for part in parts for topic in part.topics())
    spoken_of = frozenset(claim.topic for claim in claims) | named | _passed_over(parts)
    left_open = frozenset(c.topic for c in claims if c.condition is None and c.hold is not Hold.PAST) - topics.keys()
    return Prose(
        topics,
        children,
        staff,
        level_of(parts, topics),
        spoken_of,
        left_open,
        excepts=any(part.has(Cue.EXCEPT) for part in parts),
        says_all_of_others=any(
            part.has(Cue.ALL) and (part.asks or part.supposes or part.quotes or part.elsewhere) for part in parts
        ),
        doubtful_counts=doubtful(parts),
        is_plain=_is_plain(parts),
    )


PLAIN_WORDS = 8
"""So long at most is running text of which every turn is known. In longer ones, on texts that nobody had seen, each
seventeenth had a point read as in order that was not said to be; in those that are as short, none."""


def _is_plain(parts: list[Part]) -> bool:
    """Whether a text is short and holds no thing that nobody here knows: only then is a point taken to be in order on
    the word of running text. Of a longer one that stays in the note, for a human to read; what is bad is told."""
    words = [word for part in parts for word in part.words]
    return len(words) <= PLAIN_WORDS and not any(map(is_strange, words))


_URGENT = {"haster", "akut", "straks", "øjeblikkeligt", "omgående", "sos", "mayday", "nødsituation", "livsfare"}


def _is_urgent(parts: list[Part]) -> bool:
    """`haster!`"""
    return any(
        any(set(word.text.split()) & _URGENT for word in part.words)
        and not part.has(Cue.NOT, Cue.NONE)
        and not part.asks
        for part in parts
    )


def _passed_over(parts: list[Part]) -> frozenset[Topic]:
    """Points whose words are no things where they stand: `varmt vand`."""
    known = lexicon()
    turns = [word.text.split() for part in parts for word in part.words if tuple(word.text.split()) in known.nothing]
    return frozenset(known.topics[word] for turn in turns for word in turn if word in known.topics)
