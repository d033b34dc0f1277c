"""What the form's fields mean: shorthand and marks become what is said; marks as text. Pure."""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.phrase.parse import Phrase, parse

_ALL_FINE = re.compile(r"\s*[aA](?=[\s\d]|$)")
"""A lone `a` first in the field is short for “alt ok”: the usual report in one key."""


def read_draft(text: str, marks: Mapping[Topic, TopicState]) -> Phrase:
    """What was said; `marks` were set by hand and stand above the text."""
    phrase = parse(_ALL_FINE.sub("alt ok ", text, count=1))
    return replace(phrase, topics={**phrase.topics, **marks}, is_report=phrase.is_report or bool(marks))


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
