"""Which cards fit what goes on now, and why: triggers read from State, matched with the cards. A view."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache, partial
from typing import NamedTuple

from fieldkit.core.cards.cards import suggested
from fieldkit.core.cards.types import Card, Occasion, TopicBad, Trigger
from fieldkit.core.facts.terms import CONDITION_DA, TOPIC_DA, Condition, Level, Role
from fieldkit.core.roster.roster import PersonRole, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.text.names import fold_name
from fieldkit.core.text.wording import how_long, named
from fieldkit.core.views.activation import Change, make_activation
from fieldkit.core.views.board import Board, BoardRow, make_board
from fieldkit.core.views.card_progress import own_keys
from fieldkit.core.views.crew import TeamsState, two_teams
from fieldkit.core.views.errands import make_errands
from fieldkit.core.views.inbox import message_entries
from fieldkit.core.views.requests import make_requests
from fieldkit.core.views.rounds import make_rounds

NEW_INCIDENT_S = 2 * 3600
"""How long after its start an incident still proposes the cards that begin with it (staff complete within 2 hours)."""
NEW_LEVEL_S = 2 * 3600
"""And a raised level those that follow from it."""
ENDED_S = 72 * 3600
"""How long after its end an incident proposes what comes after it (an evaluation is agreed within three days)."""
LOW_BATTERY_PERCENT = 30
"""There is then still time to fetch power; printing stops at 15 %."""

_AT: dict[str, tuple[Role, ...]] = {
    "alle": tuple(Role),
    "kitansvarlig": tuple(Role),
    "runner": (Role.SECRETARIAT, Role.MEETING_POINT),
    "forbindelsesofficer": (Role.MEETING_POINT,),
    "institutionsleder": (Role.MEETING_POINT, Role.INSTITUTION),
    "centerchef": (Role.SECRETARIAT, Role.INSTITUTION),
}
"""Where the people of a card's role are; a role that is not named here sits at the secretariat."""

_CARDS_OF: dict[str, tuple[str, ...]] = {
    PersonRole.LEADER: ("kriseleder", "stabschef"),
    PersonRole.OPERATIONS: ("logistikleder",),
    PersonRole.COMMUNICATION: ("kommunikationsleder",),
    PersonRole.LIAISON: ("forbindelsesofficer",),
    PersonRole.LIAISON_OFFICER: ("forbindelsesofficer",),
    PersonRole.LOG_KEEPER: ("logfører",),
    PersonRole.PLACE_LEADER: ("institutionsleder",),
    PersonRole.TECHNICIAN: ("it-leder", "kitansvarlig"),
    PersonRole.ON_CALL: ("vagthavende", "sekretariatsleder"),
    PersonRole.RUNNER: ("runner",),
}
"""The roles on cards that are for a person of the roster's role; other words are their own."""
_FOR_ALL = "alle"


class Suggestion(NamedTuple):
    """A card that fits, why (Danish), and since when (Unix seconds) that has been so."""

    card: str
    reason: str
    trigger: Trigger
    since: int


class _Raised(NamedTuple):
    trigger: Trigger
    reason: str
    since: int


def suggestions(
    state: State,
    roster: Roster,
    cards: Mapping[str, Card],
    now: float,
    *,
    place: int,
    kit: int,
    role: Role,
    battery: int | None = None,
    radio_lost: bool = False,
) -> list[Suggestion]:
    """Cards to propose at `place` (roster number), where `kit` of this `role` stands, at `now` (Unix seconds).

    One line a card, the most urgent reason first. Left out: cards that are open here, cards laid away since their
    reason arose, and cards for people who are elsewhere. `battery` in percent, None unknown.
    """
    runs = {card: state.runs[key] for card, key in own_keys(state, kit).items()}
    found: dict[str, Suggestion] = {}
    fitting = cache(partial(suggested, cards.values()))  # hundreds of requests raise the same
    for raised in _raised(state, roster, now, place, kit, role, battery, radio_lost):
        for card in fitting(raised.trigger):
            run = runs.get(card.id)
            laid_away = run is not None and run.open.stamp is not None and run.open.stamp.at >= raised.since
            if card.id in found or role not in _places(card):
                continue
            if run is not None and (run.open.value or laid_away):
                continue
            if raised.trigger is Occasion.LEVEL_RAISED and not _for_level(card, state, roster, now):
                continue
            found[card.id] = Suggestion(card.id, raised.reason, raised.trigger, raised.since)
    return list(found.values())


def right_card(
    role: str,
    found: Iterable[Suggestion],
    cards: Mapping[str, Card],
    *,
    at: Role,
    running: Iterable[str],
    begun: Collection[str],
) -> str | None:
    """The card that a person who comes on duty in `role` at a kit of the role `at` begins with: one of theirs that is
    in use, else one that fits now, else the one that the role begins with; else one for everybody. None when there is
    none such.

    `running` are the ids of the cards that are in use here, the most urgent first, `begun` of all that have been in the
    incident that runs.
    """
    words = [fold_name(word) for word in _CARDS_OF.get(role, (role,))]
    mine = [card for word in words for card in cards.values() if fold_name(card.role) == word]
    fitting = [one.card for one in found]
    ids = [card.id for card in mine]
    start = [card.id for card in mine if Occasion.INCIDENT_STARTED in card.opens_on and at in _places(card)]
    first = [card for word in words for card in _only([one for one in mine if fold_name(one.role) == word])]
    choices = (
        [card for card in running if card in ids],
        [card for card in fitting if card in ids],
        [card for card in start if card not in begun],
        [] if any(card in begun for card in ids) else first,
        [card for card in fitting if cards[card].role == _FOR_ALL],
    )
    return next((card for some in choices for card in some), None)


def _only(cards: list[Card]) -> list[str]:
    """The one that a role begins with, when that can be told: the only one, or the only one that nothing opens."""
    plain = [card.id for card in cards if not card.opens_on]
    return plain if len(plain) == 1 else [card.id for card in cards] if len(cards) == 1 else []


def _places(card: Card) -> tuple[Role, ...]:
    """The roles of the kits that stand where the card's people are."""
    return _AT.get(card.role, (Role.SECRETARIAT,))


def _raised(
    state: State, roster: Roster, now: float, place: int, kit: int, role: Role, battery: int | None, radio_lost: bool
) -> Iterable[_Raised]:
    """Everything that has happened, the most urgent first."""
    board = make_board(state, roster, now)
    rows = [row for row in board.rows if _concerns(row, roster, place, role)] if board.tag else []
    if radio_lost:
        yield _Raised(Occasion.RADIO_LOST, "radioen er væk", int(now))
    if battery is not None and battery < LOW_BATTERY_PERCENT:
        yield _Raised(Occasion.BATTERY_LOW, f"batteri {battery} %", int(now))
    if board.tag:
        yield from _runners(state, roster, now, place, kit, role)
        yield from _topics(rows, now, Condition.CRITICAL)
        red = [row for row in rows if row.level is Level.RED]
        if red:
            yield _Raised(Occasion.REPORT_RED, f"rød: {_named(red)}", _since(red, now))
        yield from _silent(state, roster, now, rows)
        yield from _messages(state, roster, now, place, kit)
        yield from _requests(state, roster, now, place, kit, role)
    yield from _levels(state, roster, now)
    yield from _incidents(state, board, now)
    if board.tag:
        yield from _topics(rows, now, Condition.SHORTAGE)
        teams = two_teams(state, roster, now)
        if teams.state is TeamsState.NOW and teams.at is not None:
            yield _Raised(Occasion.SHIFT_LONG, "hændelsen har varet over 24 timer", teams.at)


def _topics(rows: list[BoardRow], now: float, condition: Condition) -> Iterable[_Raised]:
    for topic, word in TOPIC_DA.items():
        hit = [row for row in rows if topic in row.topics and row.topics[topic].condition is condition]
        if hit:
            since = min(int(now) - (row.topics[topic].age_s or 0) for row in hit)
            yield _Raised(TopicBad(topic, condition), f"{word} {CONDITION_DA[condition]}: {_named(hit)}", since)


def _silent(state: State, roster: Roster, now: float, rows: list[BoardRow]) -> Iterable[_Raised]:
    here = {row.place for row in rows}
    silent = [row for row in make_rounds(state, roster, now) if row.silent and row.place in here]
    if silent:
        since = min(row.slot_at if row.slot_at is not None else int(now) for row in silent)
        yield _Raised(Occasion.PLACE_SILENT, f"tavs: {named([row.name for row in silent])}", since)


def _messages(state: State, roster: Roster, now: float, place: int, kit: int) -> Iterable[_Raised]:
    late = [entry for entry in message_entries(state, roster, now, place=place, kit=kit) if entry.overdue]
    if late:
        since = min(entry.due_at or entry.at for entry in late)
        numbers = named([entry.number for entry in late])
        yield _Raised(Occasion.MESSAGE_OVERDUE, f"besked over fristen: {numbers}", since)


def _runners(state: State, roster: Roster, now: float, place: int, kit: int, role: Role) -> Iterable[_Raised]:
    for errand in make_errands(state, roster, now):
        if errand.overdue and errand.concerns(role, kit, place):
            late = how_long(now - errand.alarm_at)
            reason = f"runner {errand.runner} er {late} over tiden"
            yield _Raised(Occasion.RUNNER_OVERDUE, reason, errand.alarm_at)


def _requests(state: State, roster: Roster, now: float, place: int, kit: int, role: Role) -> Iterable[_Raised]:
    for view in make_requests(state, roster, now):
        if view.open and view.concerns(role, kit, place):
            yield _Raised(Occasion.REQUEST_OPENED, f"anmodning {view.number}: {view.amount}", view.asked_at)


def _levels(state: State, roster: Roster, now: float) -> Iterable[_Raised]:
    raised = [line for line in make_activation(state, roster, now).history if line.change in (Change.FIRST, Change.UP)]
    if raised and raised[-1].level and now - raised[-1].at < NEW_LEVEL_S:
        yield _Raised(Occasion.LEVEL_RAISED, f"niveau {raised[-1].level} er besluttet", raised[-1].at)


def _for_level(card: Card, state: State, roster: Roster, now: float) -> bool:
    level = make_activation(state, roster, now).level
    return level is None or level in card.levels


def _incidents(state: State, board: Board, now: float) -> Iterable[_Raised]:
    incident = state.incidents.get(board.tag) if board.tag else None
    if incident is not None and incident.started is not None:
        started = incident.started.at
        if now - started < NEW_INCIDENT_S:
            yield _Raised(Occasion.INCIDENT_STARTED, "hændelsen er begyndt", started)
    if board.tag:
        return
    for over in sorted(state.incidents.values(), key=lambda one: one.open.stamp or (), reverse=True):  # the last first
        if over.ended is not None and now - over.ended.at < ENDED_S:
            yield _Raised(Occasion.INCIDENT_STOPPED, f"{over.name.value or 'hændelsen'} er slut", over.ended.at)


def _concerns(row: BoardRow, roster: Roster, here: int, role: Role) -> bool:
    if row.place == here or role is Role.SECRETARIAT:
        return True
    own, place = roster.place(here), roster.place(row.place)
    return own is not None and place is not None and place.meeting_point == own.slug


def _since(rows: list[BoardRow], now: float) -> int:
    return min(int(now) - (row.age_s or 0) for row in rows)


def _named(rows: list[BoardRow]) -> str:
    return named([row.name for row in rows])
