"""What the form's fields mean: shorthand and marks become the report that would be recorded. Pure."""

import re
from typing import NamedTuple

from fieldkit.core.bodies import Report
from fieldkit.core.phrase import parse
from fieldkit.core.terms import Topic, Trust, Via
from fieldkit.core.topic_state import TopicState

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
