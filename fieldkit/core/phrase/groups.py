"""Topics that stand together, what their marks come to, and one state for each topic in the end."""

from dataclasses import dataclass

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.phrase.tokens import Item
from fieldkit.core.phrase.words import CRITICAL, GRAVITY, OK, SHORTAGE, Kind, Tone

LONGEST_THING = 3
"""Unknown words that may stand as one thing in a list (`mangler 3 varme tæpper og vand`)."""


@dataclass(slots=True)
class Group:
    """Topics that share their marks: items `first:last`; `joints[i]` is what stands between topic i and i+1."""

    topics: list[int]
    joints: list[Kind | None]
    first: int
    last: int
    before: int | None = None
    after: int | None = None
    tone: int | None = None
    hours: int | None = None


@dataclass(slots=True)
class Statement:
    """One topic's state and the items that say so."""

    topic: Topic
    condition: Condition
    hours: int | None
    said_by: list[Item]


def marked_at_all(group: Group) -> bool:
    """Whether any word or sign tells how the group is."""
    return group.before is not None or group.after is not None or group.tone is not None


def next_in_list(items: list[Item], at: int) -> tuple[Kind | None, int] | None:
    """(joint, index) of the next topic of the same list that starts at `at`, or None."""
    if at < len(items) and is_open_topic(items[at]):
        return None, at
    joint, at = joint_at(items, at)
    if joint is None:
        return None
    if at < len(items) and is_open_topic(items[at]):
        return joint, at
    things = 0
    while at < len(items) and items[at].kind in (Kind.OTHER, Kind.NUMBER) and things < LONGEST_THING:
        at += 1
        things += 1
    second, at = joint_at(items, at)
    if things and second is not None and at < len(items) and is_open_topic(items[at]):
        return second, at
    return None


def joint_at(items: list[Item], at: int) -> tuple[Kind | None, int]:
    found: Kind | None = None
    while at < len(items) and items[at].kind in (Kind.COMMA, Kind.AND):
        found = Kind.AND if items[at].kind is Kind.AND or found is Kind.AND else Kind.COMMA
        at += 1
    while found and at < len(items) and items[at].word in ("ogsaa", "mere", "flere", "vores"):
        at += 1
    return found, at


def is_open_topic(item: Item) -> bool:
    return item.kind is Kind.TOPIC and item.sense.condition is None


def resolve(items: list[Item], group: Group) -> list[Statement]:
    """What a group's marks come to for each of its topics."""
    n = len(group.topics)
    before = items[group.before] if group.before is not None else None
    after = items[group.after] if group.after is not None else None
    tone = items[group.tone] if group.tone is not None else None
    hours = items[group.hours] if group.hours is not None else None
    if before and tone:
        if before.sense.condition is OK and before.sense.tone is Tone.PLAIN:
            before = None
        elif before.sense.condition is OK and "?" in tone.word:
            return []
        else:
            tone.understood = True
            tone = None
    if before and not after and hours and before.sense.condition is CRITICAL and n > 1:
        return [
            *_shared(items, group.topics[:-1], before, None),
            *_shared(items, group.topics[-1:], None, hours, SHORTAGE),
        ]
    if before and after:
        if n == 1:
            if before.sense.condition is OK:
                return _shared(items, group.topics, after, hours)
            said = _shared(items, group.topics, before, hours)
            if after.sense.condition is not OK and after.sense.condition is not None:
                for s in said:
                    s.condition = worst(s.condition, after.sense.condition)
                    s.said_by.append(after)
            return said
        cut, end = _split(group)
        return [*_shared(items, group.topics[:cut], before, None), *_shared(items, group.topics[end:], after, hours)]
    mark = before or after or tone
    if mark is None and hours is None:
        return []
    if before and hours and n > 1 and group.joints[-1] is not Kind.AND:
        return [
            *_shared(items, group.topics[:-1], before, None),
            *_shared(items, group.topics[-1:], before, hours),
        ]
    return _shared(items, group.topics, mark, hours, SHORTAGE if mark is None else None)


def _split(group: Group) -> tuple[int, int]:
    """(end of the left part, start of the right part); topics between them are left undecided."""
    for kind in (Kind.COMMA, None, Kind.AND):
        places = [i for i, joint in enumerate(group.joints) if joint is kind]
        if places:
            return places[0] + 1, places[-1] + 1
    return len(group.topics), len(group.topics)


def _shared(
    items: list[Item], topics: list[int], mark: Item | None, hours: Item | None, condition: Condition | None = None
) -> list[Statement]:
    if mark is not None:
        if mark.kind is Kind.PUNCT:
            condition = CRITICAL if "!" in mark.word else SHORTAGE
        else:
            condition = mark.sense.condition
    said: list[Statement] = []
    for i in topics:
        topic = items[i].sense.topic
        if topic is not None and condition is not None:
            signs = [items[i], *(sign for sign in (mark, hours) if sign)]
            said.append(Statement(topic, condition, hours.value if hours else None, signs))
    return said


def settle(said: list[Statement]) -> dict[Topic, TopicState]:
    """One state a topic: the worst that was said. What contradicts it goes back to the note."""
    kept: dict[Topic, Statement] = {}
    for statement in said:
        known = kept.get(statement.topic)
        if known is None:
            kept[statement.topic] = statement
            continue
        alone = _hours_alone(statement), _hours_alone(known)
        if alone[0] and known.hours is None:
            known.hours = statement.hours
        elif alone[1] and statement.hours is None:
            statement.hours = known.hours
            kept[statement.topic] = statement
        elif heavier(statement, known):
            kept[statement.topic] = statement
            give_back(known)
        elif (statement.condition, statement.hours) != (known.condition, known.hours) and not (
            statement.condition is known.condition and statement.hours is None
        ):
            give_back(statement)
    return {topic: TopicState(kept[topic].condition, kept[topic].hours) for topic in Topic if topic in kept}


def _hours_alone(statement: Statement) -> bool:
    return all(item.kind in (Kind.TOPIC, Kind.HOURS) for item in statement.said_by) and statement.hours is not None


def heavier(a: Statement | TopicState, b: Statement | TopicState) -> bool:
    """Whether the first is worse, or lasts shorter."""
    if a.condition is b.condition:
        return a.hours is not None and (b.hours is None or a.hours < b.hours)
    return GRAVITY[a.condition] > GRAVITY[b.condition]


def worst(a: Condition, b: Condition) -> Condition:
    return max(a, b, key=GRAVITY.__getitem__)


def give_back(statement: Statement) -> None:
    """Leave what it was made of for the note."""
    for item in statement.said_by:
        item.understood = False
