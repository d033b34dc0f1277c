"""The part of State that holds what was learnt: whole events by their ids. Folded by `core.state.fold`."""

from collections.abc import Callable
from typing import Any

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.lessons import Lesson

Lessons = dict[bytes, Event[Lesson]]


def _lesson(lessons: Lessons, event: Event[Lesson], body: Lesson) -> None:
    lessons[event.id] = event


HANDLERS: dict[type, Callable[[Lessons, Any, Any], None]] = {Lesson: _lesson}
