"""What is wrong at a place, in a few sentences: for the map and the wall. Pure."""

from typing import NamedTuple

from fieldkit.core.facts.terms import CONDITION_DA, LEVEL_DA, TOPIC_DA, Condition, Level, Topic
from fieldkit.core.views.board import BoardRow, TopicCell
from fieldkit.core.views.hours_left import left_da, left_of


class Wrong(NamedTuple):
    """A sentence, and how bad that is; UNKNOWN for what only explains."""

    text: str
    condition: Condition


def what_is_wrong(row: BoardRow, now: float) -> list[Wrong]:
    """What is critical and what is short at a place, with the hours that are left, and its note."""
    if not row.heard:
        return [Wrong("Intet er hørt herfra", Condition.UNKNOWN)]
    told = []
    for condition in (Condition.CRITICAL, Condition.SHORTAGE):
        points = [(topic, row.topics.get(topic)) for topic in Topic]
        named = [
            _lasting(topic, cell, now) for topic, cell in points if cell is not None and cell.condition is condition
        ]
        if named:
            told.append(Wrong(f"{CONDITION_DA[condition].capitalize()}: {', '.join(named)}", condition))
    if not told and row.level in _SAYS:
        told.append(Wrong(f"Stedet siger {LEVEL_DA[row.level]}", _SAYS[row.level]))
    if row.note:
        told.append(Wrong(f"“{row.note}”", Condition.UNKNOWN))
    return told


_SAYS = {Level.RED: Condition.CRITICAL, Level.YELLOW: Condition.SHORTAGE}


def _lasting(topic: Topic, cell: TopicCell, now: float) -> str:
    """`vand (ca. 2 t tilbage)`."""
    left = left_of(cell)
    return TOPIC_DA[topic] if left is None else f"{TOPIC_DA[topic]} ({left_da(left, now)})"
