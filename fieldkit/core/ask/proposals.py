"""Proposals: everything that a person at this kit should be asked about now. Nothing happens by itself.

They are read from State, and say what and why; what a person's yes does stands in `core.ask.proposal`, and is done by
`acts.proposals`.
"""

from collections.abc import Iterable

from fieldkit.core.ask.proposal import (
    AskNeighbour,
    Asks,
    CallRunnerBack,
    Proposal,
    PutUpNotice,
    Remind,
    SayRead,
    SendRunner,
    SignRunnerIn,
    TakeDownNotice,
    TellRequest,
    WriteReport,
)
from fieldkit.core.ask.staff import staff_proposals
from fieldkit.core.clock.age import age_s
from fieldkit.core.facts.terms import PRECEDENCE_DA, Precedence, Role
from fieldkit.core.facts.work import MAX_STOPS, REQUEST_STATE_DA, RequestState
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.text.wording import how_long, long_ago, named
from fieldkit.core.views.board import place_name
from fieldkit.core.views.errands import Errand, ErrandState, make_errands, nearest_first
from fieldkit.core.views.inbox import Direction, Entry, message_entries
from fieldkit.core.views.notices import NoticeView, Outdated, make_notices
from fieldkit.core.views.requests import make_requests
from fieldkit.core.views.rounds import NextStep, RoundRow, make_rounds
from fieldkit.core.views.scope import Scope

_BY_PRECEDENCE = {Precedence.FLASH: 0, Precedence.URGENT: 1, Precedence.ROUTINE: 3, Precedence.INFO: 4}

REMINDER = "Vi mangler jeres melding. Svar for eksempel: vand ok, mad ok, varme?, 43 børn, 6 voksne."
"""What a silent place is asked."""


def proposals(
    state: State, roster: Roster, now: float, *, place: int, kit: int, role: Role, tag: int | None = None
) -> list[Proposal]:
    """What a person at `place` (roster number), where `kit` of this `role` stands, should be asked at `now` (Unix
    seconds), the most urgent first. `tag` is by default the incident that runs."""
    tag = state.current() if tag is None else tag
    errands = make_errands(state, roster, now)
    found = [
        *_messages(state, roster, now, place, kit, tag, errands),
        *_runners(errands, roster, now, place, kit, role),
        *_silence(state, roster, now, place, role, tag),
        *_requests(state, roster, now, place, kit, role, tag),
        *_notices(state, roster, now, place, role, tag),
        *(staff_proposals(state, roster, now, tag) if role is Role.SECRETARIAT else ()),
    ]
    return sorted(found, key=lambda proposal: (proposal.rank, proposal.since, proposal.key))


def _messages(
    state: State, roster: Roster, now: float, place: int, kit: int, tag: int, errands: list[Errand]
) -> Iterable[Proposal]:
    """Messages whose deadline passed without forstået: ours to read, or ours to send a runner with."""
    scope = Scope.with_daily_work(tag)
    for entry in message_entries(state, roster, now, place=place, kit=kit, tag=tag):
        if not entry.overdue or entry.due_at is None or not scope.has(entry.incident):
            continue
        rank, over = _BY_PRECEDENCE[entry.precedence], how_long(now - entry.due_at)
        word = PRECEDENCE_DA[entry.precedence]
        if entry.direction is Direction.IN:
            text = (
                f"Besked {entry.number} ({word}) fra {_name(entry.sender, roster)} venter på jeres forstået, "
                f"fristen er overskredet med {over}: læs den, og sig forstået."
            )
            yield Proposal(
                Asks.READ, f"read/{entry.number}", rank, entry.due_at, text, SayRead(entry.ref, place), entry.number
            )
            continue
        mine = [errand for errand in errands if any(item.ref == entry.ref for item in errand.carried)]
        yield from _delivered(entry, mine, roster, rank)
        left = [number for number in entry.waiting if not any(_covers(errand, number) for errand in mine)]
        if left:
            route = _route(place, left, roster)
            text = (
                f"Besked {entry.number} ({word}) mangler forstået fra {named(_names(left, roster))}, "
                f"fristen er overskredet med {over}{_unproven(entry, left, roster)}: send en runner?"
            )
            yield Proposal(
                Asks.UNANSWERED,
                f"unanswered/{entry.number}",
                rank,
                entry.due_at,
                text,
                SendRunner(entry.ref, route),
                entry.number,
            )


def _unproven(entry: Entry, left: list[int], roster: Roster) -> str:
    """Of whom an “ok” is here that anybody may have sent."""
    said = [place for place in left if place in entry.doubted]
    return f" (kun et ubekræftet “ok” fra {named(_names(said, roster))}: ring og spørg)" if said else ""


def _covers(errand: Errand, place: int) -> bool:
    """A runner is on the way there with it, has been there, or is back and was not called back before."""
    stop = next((stop for stop in errand.route if stop.place == place), None)
    if stop is None:
        return False
    return stop.delivered_at is not None or errand.recalled_at is None


def _delivered(entry: Entry, errands: list[Errand], roster: Roster, rank: int) -> Iterable[Proposal]:
    """A runner has handed it over (or came back) and nobody has written down that it was read."""
    for errand in errands:
        for stop in errand.route:
            back = errand.returned_at if errand.recalled_at is None else None
            at = stop.delivered_at if stop.delivered_at is not None else back
            if stop.place not in entry.waiting or at is None:
                continue
            name = _name(stop.place, roster)
            if stop.delivered_at is not None:
                who = f" til {stop.signed_by}" if stop.signed_by else ""
                text = f"{errand.runner} har afleveret besked {entry.number}{who} hos {name}: notér forstået?"
            else:
                text = f"{errand.runner} er tilbage fra {name} med besked {entry.number}: notér, hvem der har læst den."
            yield Proposal(
                Asks.DELIVERED_UNREAD,
                f"delivered/{entry.number}/{stop.place}",
                rank,
                at,
                text,
                SayRead(entry.ref, stop.place),
                entry.number,
            )


def _runners(errands: list[Errand], roster: Roster, now: float, place: int, kit: int, role: Role) -> Iterable[Proposal]:
    """Runners who are not back in time, and errands that the radio has made needless. Asked where the runner set out,
    and at the secretariat."""
    for errand in errands:
        if not errand.out or not (errand.kit == kit or errand.start == place or role is Role.SECRETARIAT):
            continue
        ahead = named(_names(errand.ahead, roster))
        if errand.overdue:
            if errand.expected_at is None:
                when = f"gik for {how_long(now - errand.left_at)} siden, og ingen ved, hvor lang ruten er"
            else:
                when = f"skulle have været tilbage for {how_long(now - errand.alarm_at)} siden"
            ask = f"spørg hos {ahead}" if ahead else "spørg på ruten"
            text = f"Runner {errand.runner} ({errand.number}) {when}: er vedkommende tilbage? Ellers {ask}."
            yield Proposal(
                Asks.OVERDUE_RUNNER,
                f"overdue/{errand.number}",
                0,
                errand.alarm_at,
                text,
                SignRunnerIn(errand.ref, errand.ahead),
                errand.number,
            )
        elif errand.state is ErrandState.ANSWERED:
            answered = [item for item in errand.carried if item.answered_at is not None]
            since = max((item.answered_at or 0 for item in answered), default=errand.left_at)
            numbers = named([item.number for item in answered])
            text = (
                f"{numbers} er besvaret, mens runner {errand.runner} ({errand.number}) er ude: kald runneren tilbage?"
            )
            word = f"Runner {errand.runner} skal vende om: beskeden er besvaret over radio."
            yield Proposal(
                Asks.ANSWERED_RUNNER,
                f"answered/{errand.number}",
                3,
                since,
                text,
                CallRunnerBack(errand.ref, errand.ahead, word),
                errand.number,
            )


def _silence(state: State, roster: Roster, now: float, place: int, role: Role, tag: int) -> Iterable[Proposal]:
    """This place's own report, and the ladder for others: all for the secretariat, a meeting point its institutions."""
    own = roster.place(place)
    for row in make_rounds(state, roster, now, tag):
        since = row.slot_at if row.slot_at is not None else int(now)
        if row.place == place:
            if row.due:
                text = f"Jeres melding skulle være sendt for {how_long(now - since)} siden: send den nu."
                yield Proposal(Asks.REPORT_DUE, f"report/{place}/{since}", 2, since, text, WriteReport(place))
            continue
        other = roster.place(row.place)
        belongs = own is not None and other is not None and other.meeting_point == own.slug
        if role is Role.SECRETARIAT or (role is Role.MEETING_POINT and belongs):
            yield from _ladder(row, roster, now, place, since)


def about_silent(names: list[str]) -> str:
    """What the place nearest to silent ones is asked."""
    return f"Vi hører intet fra {named(names)}. Kan I se eller høre, hvordan det går der? Skriv, hvad I selv har set."


def _ladder(row: RoundRow, roster: Roster, now: float, here: int, since: int) -> Iterable[Proposal]:
    key, number = f"silent/{row.place}/{row.next_step}", row.last_number
    state = "er tavs" if row.silent else "mangler at melde"
    age = f"sidst hørt {long_ago(row.age_s)}" if row.heard_at is not None else "aldrig hørt"
    said = ""
    if row.second_hand is not None:
        source = row.second_hand.by or _name(row.second_hand.source, roster)
        said = f" Andenhånds fra {source} {long_ago(age_s(row.second_hand.at, now))} ({row.second_hand.number})."
    if row.next_step is NextStep.REMIND:
        text = f"{row.name} {state} ({age}).{said} Bed om melding igen?"
        yield Proposal(Asks.SILENT, key, 2, since, text, Remind(row.place, REMINDER), number, row.place)
    elif row.next_step is NextStep.ASK and row.nearest == here:
        text = f"{row.name} {state} ({age}), og I er nærmest: se efter, og meld, hvad I ser (set selv)."
        yield Proposal(Asks.SILENT, key, 2, since, text, WriteReport(row.place), number)
    elif row.next_step is NextStep.ASK:
        text = f"{row.name} {state} ({age}) og svarer ikke på rykker: spørg det nærmeste, {_name(row.nearest, roster)}?"
        yes = AskNeighbour(row.place, row.nearest, about_silent([row.name]))
        yield Proposal(Asks.SILENT, key, 2, since, text, yes, number, row.place)
    elif row.next_step is NextStep.RUNNER:
        text = f"{row.name} {state} ({age}), og ingen har kunnet svare for stedet.{said} Send en runner?"
        yield Proposal(Asks.SILENT, key, 1, since, text, SendRunner(None, (row.place,)), number, row.place)


def _requests(
    state: State, roster: Roster, now: float, place: int, kit: int, role: Role, tag: int
) -> Iterable[Proposal]:
    """Late requests: at the secretariat, and where they were recorded or are needed."""
    for view in make_requests(state, roster, now, tag):
        if not view.late:
            continue
        if not view.concerns(role, kit, place):
            continue
        who = f", {view.holder} har den" if view.holder else ""
        what = "ingen har taget den" if view.state is RequestState.WAITING and not view.holder else "hvor langt er den"
        near = f" Mulige ressourcer: {named([r.name for r in view.resources])}." if view.resources else ""
        since = view.late_at if view.overdue and view.late_at is not None else view.asked_at
        how = f"er {how_long(now - since)} over tiden" if view.overdue else f"har ventet {how_long(now - since)}"
        text = (
            f"Anmodning {view.number} fra {_name(view.place, roster)} om {view.amount} "
            f"{how} ({REQUEST_STATE_DA[view.state]}{who}): {what}?{near}"
        )
        rank = 1 if view.precedence in (Precedence.FLASH, Precedence.URGENT) else 3
        yield Proposal(
            Asks.LATE_REQUEST,
            f"request/{view.number}",
            rank,
            since,
            text,
            TellRequest(view.ref, view.place),
            view.number,
        )


def _notices(state: State, roster: Roster, now: float, place: int, role: Role, tag: int) -> Iterable[Proposal]:
    """Outdated notices that hang here, and good ones that do not yet. The secretariat is asked for places without a
    kit of their own: nobody else could be."""
    scope = Scope.with_daily_work(tag)
    for view in make_notices(state, roster, now, tag):
        for at in view.still_up:
            known = roster.place(at)
            if at != place and not (role is Role.SECRETARIAT and (known is None or known.kit is None)):
                continue
            where = "her" if at == place else f"hos {_name(at, roster)}"
            text = f"Opslag {view.number} “{view.title}” hænger endnu {where}, men {_why(view)}: tag det ned."
            key, since = f"notice-down/{view.number}/{at}", view.expires_at or view.at
            yield Proposal(Asks.OUTDATED_NOTICE, key, 4, since, text, TakeDownNotice(view.ref, at), view.number)
        if place in view.missing and scope.has(view.incident):
            text = f"Opslag {view.number} “{view.title}” skal hænge her: udskriv det, og hæng det op."
            key = f"notice-up/{view.number}"
            yield Proposal(Asks.MISSING_NOTICE, key, 4, view.at, text, PutUpNotice(view.ref, place), view.number)


def _why(view: NoticeView) -> str:
    if view.outdated is Outdated.REPLACED:
        return f"er erstattet af {view.replaced_by}"
    return "er udløbet" if view.outdated is Outdated.EXPIRED else "hændelsen er slut"


def _route(here: int, places: Iterable[int], roster: Roster) -> tuple[int, ...]:
    """A walkable order, as long as one errand can be; places that the roster does not know come last."""
    numbers = list(places)
    known = [place for number in numbers if (place := roster.place(number)) is not None]
    ordered = [place.number for place in nearest_first(roster.place(here), known, MAX_STOPS)]
    return (*ordered, *(number for number in numbers if number not in ordered))[:MAX_STOPS]


def _name(place: int, roster: Roster) -> str:
    return place_name(place, roster) if place else "ukendt sted"


def _names(places: Iterable[int], roster: Roster) -> list[str]:
    return [_name(place, roster) for place in places]
