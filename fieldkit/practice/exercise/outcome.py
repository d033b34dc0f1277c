"""What became of each step of an exercise, read from the kit's own log and tables after it or on the way.

It tells what happened to what was injected; how well the people did is for the evaluation.
"""

from collections.abc import Iterator

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.work import REQUEST_STATE_DA
from fieldkit.core.views.answers import make_questions
from fieldkit.core.views.board import place_name
from fieldkit.core.views.requests import make_requests
from fieldkit.core.views.understood import readers_of
from fieldkit.kit import Kit
from fieldkit.paper.printing import JOB_STATE_DA
from fieldkit.store.tables.exercises import RunRow, StepRow, steps_of_run
from fieldkit.store.tables.jobs import job_row


class Outcome(msgspec.Struct, frozen=True):
    """One step: as it was noted, the numbers of the events it became, and what has come of them, in words."""

    step: StepRow
    numbers: tuple[str, ...]
    came: tuple[str, ...]


def outcomes(kit: Kit, run: RunRow) -> list[Outcome]:
    """Of every step of a run, in their order."""
    kit.state.look_at(run.tag)
    found = []
    for step in steps_of_run(kit.log, run.tag):
        events = list(_events(kit, run.tag, step))
        came = [word for event in events for word in _came_of(kit, run.tag, event)]
        came += [f"udskrift {job}: {_paper(kit, job)}" for job in step.became.jobs]
        found.append(Outcome(step, tuple(event.number for event in events), tuple(came)))
    return found


def _events(kit: Kit, tag: int, step: StepRow) -> Iterator[Event]:
    for number in step.became.events:
        try:
            yield kit.find(number)
        except InputError:
            continue  # its row is damaged; the number is told all the same
    if step.became.sent_from and step.known is not None:
        came = [
            row.event
            for row in kit.log.all()
            if row.rowid > step.known
            and row.event.incident == tag
            and row.event.row.origin(row.event.body) == step.became.sent_from
        ]
        yield from came[:1]


def _came_of(kit: Kit, tag: int, event: Event) -> Iterator[str]:
    state, roster = kit.state, kit.roster
    for reader in readers_of(event.ref, state, roster, sender=event.row.origin(event.body)):
        minutes = max(0, reader.at - event.at) // 60
        yield f"{event.number} forstået af {reader.by}, {place_name(reader.place, roster)}, efter {minutes} min"
    for request in make_requests(state, roster, kit.now(), tag):
        if request.ref == event.ref:
            who = f", {request.holder}" if request.holder else ""
            yield f"anmodning {event.number}: {REQUEST_STATE_DA[request.state]}{who}"
    for question in make_questions(state, roster, tag):
        if event.ref in question.refs:
            became = f"blev til {question.into}" if question.into else question.reason
            answered = f"svaret i instruks {question.instruks}" if question.instruks else became or "åbent"
            yield f"spørgsmål {event.number}: {answered}"


def _paper(kit: Kit, job: int) -> str:
    try:
        return JOB_STATE_DA[job_row(kit.log, job).state]
    except InputError:
        return "glemt"
