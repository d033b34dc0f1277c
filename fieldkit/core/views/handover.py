"""The handover list: what the person who comes on duty must know, made from State. Reads; records nothing."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from fieldkit.core.cards.cards import Card
from fieldkit.core.facts.said import EntrySort
from fieldkit.core.facts.staff import QuestionSort
from fieldkit.core.facts.terms import PRECEDENCE_DA, Role, Trust
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.runs import RunState
from fieldkit.core.views.activation import CHANGE_DA, Change, make_activation
from fieldkit.core.views.answers import QuestionState, QuestionView, make_questions
from fieldkit.core.views.card_progress import view_run
from fieldkit.core.views.crew import Spell, TeamsState, TwoTeams, on_duty, two_teams
from fieldkit.core.views.errands import Errand, make_errands
from fieldkit.core.views.inbox import Direction, Entry, make_inbox
from fieldkit.core.views.requests import RequestView, make_requests
from fieldkit.core.views.rounds import make_rounds
from fieldkit.core.views.scope import Scope
from fieldkit.core.views.warnings import WarningView, make_warnings
from fieldkit.core.views.with_chits import every_note

DECISIONS_SHOWN = 10
DEADLINES_SHOWN = 12
WARNINGS_SHOWN = 5


class Decision(msgspec.Struct, frozen=True):
    """A decision of the staff or a change of level, in Danish. `at` Unix seconds."""

    number: str
    at: int
    time_sure: bool
    text: str
    by: str


class Deadline(msgspec.Struct, frozen=True):
    """Something that must happen by `at` (Unix seconds), in Danish; `number` is the event it comes from, or "". `sure`:
    the clock that it is counted from was set."""

    at: int
    what: str
    number: str
    late: bool
    sure: bool = True


class OpenCard(msgspec.Struct, frozen=True):
    """A card that runs at this kit. `total` None and `next_step` "" when the card is not here any more."""

    card: str
    title: str
    done: int
    total: int | None
    next_step: str


class Section(StrEnum):
    """The lists of a HandoverList, each by its field, in the order in which they are gone through."""

    CREW = "crew"
    WAITING = "waiting"
    UNCONFIRMED = "unconfirmed"
    UNVERIFIED = "unverified"
    REQUESTS = "requests"
    RUNNERS = "runners"
    QUESTIONS = "questions"
    DECISIONS = "decisions"
    WARNINGS = "warnings"
    DEADLINES = "deadlines"
    CARDS = "cards"


SECTION_DA: Mapping[Section, str] = {
    Section.CREW: "På vagt",
    Section.WAITING: "Skal læses her",
    Section.UNCONFIRMED: "Sendt herfra, ingen har sagt forstået",
    Section.UNVERIFIED: "Ubekræftet afsender",
    Section.REQUESTS: "Åbne anmodninger",
    Section.RUNNERS: "Runnere ude",
    Section.QUESTIONS: "Ubesvarede spørgsmål",
    Section.DECISIONS: "Beslutninger",
    Section.WARNINGS: "Varsler",
    Section.DEADLINES: "Næste frister",
    Section.CARDS: "Åbne kort",
}


class HandoverList(msgspec.Struct, frozen=True):
    """Everything to hand over at `place` at `now` (Unix seconds).

    `waiting` is to be read here; `unconfirmed` went out from here and nobody there has said forstået; `unverified`
    came from a sender that is not proven. `battery` is percent, None unknown.
    """

    place: int
    now: int
    battery: int | None
    crew: tuple[Spell, ...]
    teams: TwoTeams
    waiting: tuple[Entry, ...]
    unconfirmed: tuple[Entry, ...]
    unverified: tuple[Entry, ...]
    requests: tuple[RequestView, ...]
    runners: tuple[Errand, ...]
    questions: tuple[QuestionView, ...]
    decisions: tuple[Decision, ...]
    warnings: tuple[WarningView, ...]
    deadlines: tuple[Deadline, ...]
    cards: tuple[OpenCard, ...]


def handover_list(
    state: State,
    roster: Roster,
    now: float,
    *,
    place: int,
    kit: int,
    battery: int | None = None,
    cards: Mapping[str, Card] | None = None,
    tag: int | None = None,
) -> HandoverList:
    """What is open at `place` (roster number), where `kit` stands, in incident `tag` (by default the one that runs).

    `cards` are as this kit follows them: a run keeps to the text it was started on. The secretariat hands over every
    open request and question, other places their own.
    """
    tag = state.current() if tag is None else tag
    cards = cards or {}
    entries = make_inbox(state, roster, now, place=place, kit=kit, tag=tag)
    here = roster.place(place)
    everything = here is None or here.role is Role.SECRETARIAT
    requests = tuple(
        r for r in make_requests(state, roster, now, tag) if r.open and (everything or place in (r.place, r.asker))
    )
    runners = tuple(e for e in make_errands(state, roster, now) if e.out and (everything or e.kit == kit))
    questions = tuple(
        q
        for q in make_questions(state, roster, tag)
        if q.state is QuestionState.OPEN and q.sort is QuestionSort.QUESTION and (everything or place in q.places)
    )
    running = tuple(_open_cards(state, cards, tag, kit))
    unconfirmed = tuple(e for e in entries if e.open and e.direction is Direction.OUT and e.report is None)
    waiting = tuple(e for e in entries if e.open and e.direction is Direction.IN)
    due = [
        *_entry_deadlines(waiting, unconfirmed, now),
        *(
            Deadline(r.late_at, f"anmodning: {r.amount}", r.number, r.overdue)
            for r in requests
            if r.late_at is not None
        ),
        *(Deadline(e.alarm_at, _back_words(e), e.number, e.overdue) for e in runners),
        *_card_deadlines(state, cards, tag, kit, now),
        *_staff_deadlines(state, roster, now, tag),
        *_round_deadlines(state, roster, now, tag, None if everything else place),
    ]
    return HandoverList(
        place=place,
        now=int(now),
        battery=battery,
        crew=tuple(on_duty(state, now, tag, None if everything else place)),
        teams=two_teams(state, roster, now, tag),
        waiting=waiting,
        unconfirmed=unconfirmed,
        unverified=tuple(e for e in entries if e.trust is Trust.UNVERIFIED and e.direction is Direction.IN),
        requests=requests,
        runners=runners,
        questions=questions,
        decisions=tuple(_decisions(state, roster, now, tag))[-DECISIONS_SHOWN:],
        warnings=tuple(make_warnings(state, tag)[:WARNINGS_SHOWN]),
        deadlines=tuple(sorted(due, key=lambda d: (d.at, d.number, d.what))[:DEADLINES_SHOWN]),
        cards=running,
    )


def _decisions(state: State, roster: Roster, now: float, tag: int) -> list[Decision]:
    scope = Scope.with_day_before(state, tag)
    noted = [event for event in every_note(state) if event in scope and event.body.entry is EntrySort.DECISION]
    found = [
        Decision(event.number, event.at, event.time_sure, event.body.text, event.body.by)
        for event in sorted(noted, key=lambda event: event.stamp)
    ]
    for line in make_activation(state, roster, now, tag).history:
        step = "" if line.level is None else f"niveau {line.level} "
        text = CHANGE_DA[line.change] if line.change is Change.FULL else f"{step}{CHANGE_DA[line.change]}"
        why = f": {line.reason}" if line.reason else ""
        found.append(Decision(line.number, line.at, line.time_sure, f"{text}{why}", line.by))
    return sorted(found, key=lambda decision: (decision.at, decision.number))


def _back_words(errand: Errand) -> str:
    """Nobody expects a runner at a time that nobody knows: then that is when somebody looks for them."""
    return f"{errand.runner} ventes tilbage" if errand.expected_at is not None else f"se efter {errand.runner}"


def _entry_deadlines(waiting: Iterable[Entry], unconfirmed: Iterable[Entry], now: float) -> Iterable[Deadline]:
    for entry in waiting:
        if entry.due_at is not None:
            what = f"{PRECEDENCE_DA[entry.precedence]} besked skal læses her"
            yield Deadline(entry.due_at, what, entry.number, now > entry.due_at, entry.time_sure)
    for entry in unconfirmed:
        if entry.due_at is not None:
            what = f"{PRECEDENCE_DA[entry.precedence]} besked mangler forstået"
            yield Deadline(entry.due_at, what, entry.number, now > entry.due_at, entry.time_sure)


def _staff_deadlines(state: State, roster: Roster, now: float, tag: int) -> Iterable[Deadline]:
    clock = make_activation(state, roster, now, tag).clock
    if clock is not None and clock.full_at is None:
        yield Deadline(clock.full_by, "staben skal være fuldtallig", "", clock.late)
    teams = two_teams(state, roster, now, tag)
    if teams.at is not None and teams.state is not TeamsState.NOT_YET:
        yield Deadline(teams.at, "staben deles i to hold", "", now > teams.at)


def _round_deadlines(state: State, roster: Roster, now: float, tag: int, place: int | None) -> Iterable[Deadline]:
    """The next report of this place; at the secretariat the beginning of the next round."""
    rows = make_rounds(state, roster, now, tag)
    if place is not None:
        for row in rows:
            if row.place == place:
                at = row.slot_at if row.due and row.slot_at is not None else row.next_at
                yield Deadline(at, "melding fra stedet", "", row.late)
    elif rows:
        yield Deadline(min(row.next_at for row in rows), "næste runde af meldinger begynder", "", False)


def _runs(state: State, tag: int, kit: int) -> list[tuple[str, RunState]]:
    scope = Scope.alone(tag)
    return [
        (key.card, run)
        for key, run in sorted(state.runs.items())
        if scope.has(key.incident) and key.kit == kit and run.open.value is not False
    ]


def _open_cards(state: State, cards: Mapping[str, Card], tag: int, kit: int) -> Iterable[OpenCard]:
    for name, run in _runs(state, tag, kit):
        card, settled = cards.get(name), run.settled
        left = [step for step in card.steps if step.number not in settled] if card else []
        yield OpenCard(
            card=name,
            title=card.title if card else name,
            done=len(card.steps) - len(left) if card else len(settled),
            total=len(card.steps) if card else None,
            next_step=f"{left[0].number}. {left[0].text}" if left else "",
        )


def _card_deadlines(state: State, cards: Mapping[str, Card], tag: int, kit: int, now: float) -> Iterable[Deadline]:
    for name, run in _runs(state, tag, kit):
        card = cards.get(name)
        for line in view_run(card, run, now).steps if card is not None else ():
            if line.due_at is not None and line.act is None:
                what = f"{card.title if card else name}, trin {line.step.number}: {line.step.text}"
                yield Deadline(line.due_at, what, "", line.late)
