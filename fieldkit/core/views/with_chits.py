"""What State keeps and what stands on chits, together: reports, messages, notes. Views read them here alone."""

from collections.abc import Iterator

import msgspec

from fieldkit.core.facts.event import Event, Ref, says
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.terms import Via
from fieldkit.core.state.fold import State
from fieldkit.core.state.place_reports import PlaceReports, Seen
from fieldkit.core.state.register import Register
from fieldkit.core.state.reporting import Word


def every_report(state: State) -> Iterator[tuple[tuple[int, int], PlaceReports]]:
    """By (incident tag, place number), which may come more than once."""
    yield from state.reports.items()
    for event, report in _on_chits(state):
        said = PlaceReports()
        said.fold(event.stamp, report, Seen(report.via, report.trust, event.number, event.kit))
        yield (event.incident, report.place), said


def every_word(state: State) -> Iterator[tuple[tuple[int, int], Register[Word]]]:
    """Signs of life from the places themselves, by (incident tag, place number)."""
    yield from state.reporting.told.items()
    for event, report in _on_chits(state):
        if report.via is not Via.OBSERVED:
            yield (event.incident, report.place), _word(event, report)


def every_observation(state: State) -> Iterator[tuple[tuple[int, int, int], Register[Word]]]:
    """What somebody saw, by (incident tag, place number, kit)."""
    yield from state.reporting.observed.items()
    for event, report in _on_chits(state):
        if report.via is Via.OBSERVED:
            yield (event.incident, report.place, event.kit), _word(event, report)


def every_message(state: State) -> Iterator[Event[Message]]:
    """Messages, in no order."""
    yield from state.messages.values()
    for event in state.paper.told.values():
        if says(event, Message):
            yield event


class _ByRef(msgspec.Struct):
    """The messages of the last look, and how many there were."""

    source: dict[bytes, Event[Message]] = {}
    many: int = 0
    found: dict[Ref, list[Event[Message]]] = {}


def messages_at(state: State, ref: Ref) -> list[Event[Message]]:
    """The message that `ref` points at, several when a feed forked, in the order of their stamps."""
    known: _ByRef = state.seen_by_views.setdefault(_ByRef, _ByRef())
    messages = state.messages
    if known.source is not messages or known.many != len(messages):  # it only grows, or is another
        known.source, known.many, known.found = messages, len(messages), {}
        for event in messages.values():
            known.found.setdefault(event.ref, []).append(event)
    on_chits = [event for event in state.paper.told.values() if event.ref == ref and says(event, Message)]
    return sorted([*known.found.get(ref, ()), *on_chits], key=lambda event: event.stamp)


def every_note(state: State) -> Iterator[Event[Note]]:
    """Lines in the log, in no order."""
    yield from state.notes.values()
    for event in state.paper.told.values():
        if says(event, Note):
            yield event


def every_sign(state: State) -> Iterator[tuple[tuple[int, int], int]]:
    """Signs of life that are no reports: by (place number, 0) or (0, kit) Unix seconds, more than once for some."""
    yield from state.reporting.spoken.items()
    for event in state.paper.told.values():
        if says(event, Message):
            yield ((event.body.sender, 0) if event.body.sender else (0, event.kit)), event.at
        elif says(event, Note):
            yield (0, event.kit), event.at


def _on_chits(state: State) -> Iterator[tuple[Event, Report]]:
    for event in state.paper.reports.values():
        yield event, event.body


def _word(event: Event, report: Report) -> Register[Word]:
    return Register(event.stamp, Word(event.number, report.by, event.kit))
