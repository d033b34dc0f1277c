"""What citizens ask and tell, and the secretariat's numbered answers (instruks), the same at every place. A view."""

from enum import StrEnum

import msgspec

from fieldkit.core.facts.event import Event, Ref, number_of
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.staff import Answer, Question, QuestionSort
from fieldkit.core.facts.work import Request
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.board import place_of_kit, resolve_place
from fieldkit.core.views.scope import Scope


class QuestionState(StrEnum):
    """OPEN: nobody has answered. ANSWERED: an instruks answers it. CLOSED: it became something else, or needs none."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


QUESTION_STATE_DA: dict[QuestionState, str] = {
    QuestionState.OPEN: "ubesvaret",
    QuestionState.ANSWERED: "besvaret",
    QuestionState.CLOSED: "lukket",
}


class AnswerView(msgspec.Struct, frozen=True):
    """One version of an answer. `instruks` and `version` are what people say: instruks 3, version 2.

    `current`: to be given now. `rivals` are the event numbers of other texts with the same version: two people wrote at
    the same time, and somebody must write the next version. `questions` are the event numbers that it answers.
    """

    ref: Ref
    number: str
    event_id: bytes
    instruks: int
    version: int
    title: str
    text: str
    at: int
    time_sure: bool
    by: str
    current: bool
    withdrawn: bool
    rivals: tuple[str, ...]
    questions: tuple[str, ...]


class QuestionView(msgspec.Struct, frozen=True):
    """One question, asked in the same words by `count` citizens at `places`. Times are Unix seconds.

    `number` is the first that was recorded, `numbers` all of them. `instruks` answers it (0: none), `into` is the
    number of the note or request that it became.
    """

    ref: Ref
    number: str
    numbers: tuple[str, ...]
    refs: tuple[Ref, ...]
    text: str
    sort: QuestionSort
    count: int
    places: tuple[int, ...]
    first_at: int
    last_at: int
    state: QuestionState
    instruks: int
    into: str
    reason: str


def answer_versions(state: State, tag: int | None = None) -> list[AnswerView]:
    """Every version of every answer of incident `tag` (by default the one that runs), by number, then as written."""
    tag = state.current() if tag is None else tag
    scope = Scope.with_day_before(state, tag)
    groups: dict[int, list[tuple[Event, Answer]]] = {}
    for event in sorted(state.staff.answers.values(), key=lambda e: e.stamp):
        if event in scope:
            groups.setdefault(event.body.number, []).append((event, event.body))
    views: list[AnswerView] = []
    for instruks in sorted(groups):
        found = groups[instruks]
        heads = [pair for pair in found if pair[0].ref not in state.staff.answer_replaced] or found[-1:]
        current, latest = max(heads, key=lambda pair: (pair[1].version, pair[0].stamp))
        # a later version settles which of two earlier ones is meant, though it can replace only one of them
        rivals = tuple(event.number for event, body in heads if event is not current and body.version >= latest.version)
        views += [_answer(event, body, event is current, rivals) for event, body in found]
    return views


def current_answers(state: State, tag: int | None = None) -> list[AnswerView]:
    """The answers to be given now, by number; withdrawn ones are gone."""
    return [view for view in answer_versions(state, tag) if view.current and not view.withdrawn]


def next_instruks(state: State, tag: int | None = None) -> int:
    """The number of the next new answer."""
    return max((view.instruks for view in answer_versions(state, tag)), default=0) + 1


def make_questions(state: State, roster: Roster, tag: int | None = None) -> list[QuestionView]:
    """What citizens asked and told in incident `tag` (by default the one that runs): open ones first, those asked
    most often first of them; then the others, the latest first."""
    tag = state.current() if tag is None else tag
    scope = Scope.with_day_before(state, tag)
    groups: dict[tuple[str, str], list[tuple[Event, Question]]] = {}
    for event in sorted(state.staff.questions.values(), key=lambda e: e.stamp):
        if event in scope:
            body = event.body
            groups.setdefault((body.sort.value, fold_name(body.text).rstrip(" ?.!")), []).append((event, body))
    given = {view.instruks for view in current_answers(state, tag)}
    became = (event for event in state.work.requests.values() if event.body.ref)
    requests = {ref_of(e.body.ref): e for e in sorted(became, key=lambda e: e.stamp) if e.body.ref}
    views = [_question(found, state, roster, given, requests) for found in groups.values()]
    return sorted(views, key=_order)


def _order(view: QuestionView) -> tuple[int, int, int, str]:
    if view.state is QuestionState.OPEN:
        return (0, -view.count, view.first_at, view.number)
    return (1, 0, -view.last_at, view.number)


def _answer(event: Event, body: Answer, current: bool, rivals: tuple[str, ...]) -> AnswerView:
    return AnswerView(
        ref=event.ref,
        number=event.number,
        event_id=event.id,
        instruks=body.number,
        version=body.version,
        title=body.title,
        text=body.text,
        at=event.at,
        time_sure=event.time_sure,
        by=body.by,
        current=current,
        withdrawn=body.withdrawn,
        rivals=rivals if current else (),
        questions=tuple(number_of(ref.kit, ref.seq) for ref in body.answers),
    )


def _question(
    found: list[tuple[Event, Question]],
    state: State,
    roster: Roster,
    given: set[int],
    requests: dict[Ref, Event[Request]],
) -> QuestionView:
    first, body = found[0]
    refs = [event.ref for event, _ in found]
    answering = _answering(refs, state) & given
    settled = [_became(ref, state, requests) for ref in refs]
    became = next((told for told in reversed(settled) if told is not None), ("", ""))
    how = QuestionState.OPEN
    if answering:
        how = QuestionState.ANSWERED
    elif all(told is not None for told in settled):
        # the same words from another place ask again: one closed copy does not close the others
        how = QuestionState.CLOSED
    places = {resolve_place(b.place or place_of_kit(e.kit, state, roster), state, roster) for e, b in found}
    return QuestionView(
        ref=first.ref,
        number=first.number,
        numbers=tuple(event.number for event, _ in found),
        refs=tuple(refs),
        text=body.text,
        sort=body.sort,
        count=sum(b.count for _, b in found),
        places=tuple(sorted(places)),
        first_at=first.at,
        last_at=found[-1][0].at,
        state=how,
        instruks=min(answering, default=0),
        into=became[0],
        reason=became[1],
    )


def _answering(refs: list[Ref], state: State) -> set[int]:
    """Numbers of the answers that point at one of these questions."""
    pointing = {answer for ref in refs for answer in state.staff.answered.get(ref, ())}
    return {event.body.number for event in state.staff.answers.values() if event.ref in pointing}


def _became(ref: Ref, state: State, requests: dict[Ref, Event[Request]]) -> tuple[str, str] | None:
    """What a question became: the number of the event, and a person's reason; None while it is open."""
    closed = state.staff.closed.get(ref)
    if closed:
        body = max(closed.values(), key=lambda e: e.stamp).body
        return (number_of(body.into.kit, body.into.seq) if body.into else "", body.reason)
    request = requests.get(ref)
    return (request.number, "") if request else None
