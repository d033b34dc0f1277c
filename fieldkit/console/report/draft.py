"""What the form's fields mean: shorthand and marks become the report that would be recorded; marks as text. Pure."""

import re
from typing import NamedTuple

from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Condition, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.phrase.parse import parse

_ALL_FINE = re.compile(r"\s*[aA](?=[\s\d]|$)")
"""A lone `a` first in the field is short for “alt ok”: the usual report in one key."""


class Reading(NamedTuple):
    """`report` is what Enter would record. `is_report` is false when no topic, count or level was understood."""

    report: Report
    is_report: bool
    not_understood: tuple[str, ...]


def read_draft(text: str, marks: dict[Topic, TopicState], *, place: int, own: bool, via: Via) -> Reading:
    """`marks` were set by hand and stand above the text. A report that others told by phone is unverified."""
    phrase = parse(_ALL_FINE.sub("alt ok ", text, count=1))
    topics = {**phrase.topics, **marks}
    report = Report(
        place=place,
        topics=topics,
        children=phrase.children,
        staff=phrase.staff,
        level=phrase.level,
        note=phrase.note,
        via=via,
        trust=Trust.VERIFIED if own or via is Via.OBSERVED else Trust.UNVERIFIED,
    )
    return Reading(report, phrase.is_report or bool(marks), phrase.unparsed)


def marks_text(marks: dict[Topic, TopicState]) -> str:
    """Marks as a draft keeps them: `water:critical:6 heat:shortage:`."""
    return " ".join(
        f"{topic.value}:{state.condition.value}:{'' if state.hours is None else state.hours}"
        for topic, state in marks.items()
    )


def marks_from(text: str) -> dict[Topic, TopicState]:
    """The marks again. A draft of another version may have words that are not known here: they are left out."""
    found = {}
    for piece in text.split():
        topic, _, said = piece.partition(":")
        condition, _, hours = said.partition(":")
        if topic in set(Topic) and condition in set(Condition):
            found[Topic(topic)] = TopicState(Condition(condition), int(hours) if hours.isdecimal() else None)
    return found
