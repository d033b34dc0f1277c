"""What a person would write by hand to say it: one line for a report, and what the boxes of a chit hold."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts.body import Body
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.terms import CONDITION_DA, LEVEL_DA, TOPIC_DA, Condition, Precedence, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.tell.said import counts_words


class Written(NamedTuple):
    """The boxes of a chit. `to` is None where nobody is addressed by name: the secretariat takes it."""

    text: str
    to: int | str | None = None
    precedence: Precedence = Precedence.ROUTINE


def topic_line(topic: Topic, state: TopicState) -> str:
    """`vand mangler 6 t`."""
    hours = f" {state.hours} t" if state.hours is not None else ""
    return f"{TOPIC_DA[topic]} {CONDITION_DA[state.condition]}{hours}"


def report_line(report: Report) -> str:
    """What a report says, worst first, on one line; nothing that it did not say."""
    parts: list[str] = []
    if report.level is not None:
        parts.append(LEVEL_DA[report.level])
    if len(report.topics) == len(Topic) and all(
        s.condition is Condition.OK and s.hours is None for s in report.topics.values()
    ):
        parts.append("alt ok")
    else:
        for condition in (Condition.CRITICAL, Condition.SHORTAGE, Condition.OK):
            told = [(t, s) for t, s in report.topics.items() if s.condition is condition]
            if condition is Condition.OK and len(told) > 3 and all(s.hours is None for _, s in told):
                parts.append(f"{', '.join(TOPIC_DA[t] for t, _ in told)}: ok")
            else:
                parts += [topic_line(t, s) for t, s in told]
    if report.children is not None:
        parts.append(counts_words(report.children, None))
    if report.staff is not None:
        parts.append(counts_words(None, report.staff))
    if report.note:
        parts.append(f"“{report.note}”")
    return ", ".join(parts) or "(tom)"


def said_line(body: Body) -> str:
    """What somebody said, on one line, to one who answers it; "" for what was not said in words."""
    return _SAID.get(type(body), lambda _body: "")(body)


def written(said: Report | Message | Note) -> Written:
    """What stood on the chit that says this."""
    return _WRITTEN[type(said)](said)


def _report(report: Report) -> Written:
    points = report_line(msgspec.structs.replace(report, note=""))
    return Written(f"{points}, {report.note}" if report.note else points)


_WRITTEN: dict[type, Callable[[Any], Written]] = {
    Report: _report,
    Message: lambda message: Written(message.text, message.to, message.precedence),
    Note: lambda note: Written(note.text),
}
_SAID: dict[type, Callable[[Any], str]] = {Report: report_line, Message: lambda message: message.text}
