"""What is wrong at a place, in a few sentences: for the map and the wall. Pure."""

from typing import NamedTuple

from fieldkit.core.facts.terms import CONDITION_DA, LEVEL_DA, TOPIC_DA, Condition, Level, Topic
from fieldkit.core.text.wording import age_da
from fieldkit.core.views.board import BoardRow, TopicCell


class Wrong(NamedTuple):
    """A sentence, and how bad that is; UNKNOWN for what only explains."""

    text: str
    condition: Condition


def what_is_wrong(row: BoardRow) -> list[Wrong]:
    """What is critical and what is short at a place, with the hours that are left, and its note."""
    if not row.heard:
        return [Wrong("Intet er hørt herfra", Condition.UNKNOWN)]
    told = []
    for condition in (Condition.CRITICAL, Condition.SHORTAGE):
        points = [(topic, row.topics.get(topic)) for topic in Topic]
        named = [_lasting(topic, cell) for topic, cell in points if cell is not None and cell.condition is condition]
        if named:
            told.append(Wrong(f"{CONDITION_DA[condition].capitalize()}: {', '.join(named)}", condition))
    if not told and row.level in _SAYS:
        told.append(Wrong(f"Stedet siger {LEVEL_DA[row.level]}", _SAYS[row.level]))
    if row.note:
        told.append(Wrong(f"“{row.note}”", Condition.UNKNOWN))
    return told


_SAYS = {Level.RED: Condition.CRITICAL, Level.YELLOW: Condition.SHORTAGE}


def _lasting(topic: Topic, cell: TopicCell) -> str:
    """`vand 2 t 10 tilbage`: what was said to last, less what has passed since."""
    if cell.hours is None:
        return TOPIC_DA[topic]
    if cell.age_s is None:
        return f"{TOPIC_DA[topic]} {cell.hours} t da det blev sagt"
    left = cell.hours * 3600 - cell.age_s
    return f"{TOPIC_DA[topic]} {age_da(left)} tilbage" if left >= 60 else f"{TOPIC_DA[topic]} skulle være sluppet op"
