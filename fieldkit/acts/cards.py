"""Working an action card on an open kit: start, tick, untick, skip, end, and what the kit does when a step is ticked.

The one place for it: console and command line both come here. What is seen of a run is `core.views.card_progress`.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from fieldkit.acts import messages, typed
from fieldkit.acts.whole import whole
from fieldkit.core.ask import cards as card_suggestions
from fieldkit.core.ask.cards import Suggestion
from fieldkit.core.cards.cards import (
    Action,
    Card,
    OpenCard,
    PrintDocument,
    SendMessage,
    SendReport,
    StartTimer,
    Step,
    no_card,
)
from fieldkit.core.cards.grammar import SKIP_QUESTION
from fieldkit.core.cards.types import ToSlug
from fieldkit.core.documents import wanted_of
from fieldkit.core.errors import InputError
from fieldkit.core.facts.address import ToAll, ToRole
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.personal import BY_ITSELF
from fieldkit.core.facts.said import TO_ALL, CardAct, CardDid, CardStep
from fieldkit.core.facts.terms import Role
from fieldkit.core.remedies import GiveReason, Part, SeeRunningCards, StartCard
from fieldkit.core.state.runs import RunKey, RunState
from fieldkit.core.views import card_progress
from fieldkit.core.views.card_progress import RunView, Timer, view_run
from fieldkit.kit import Kit
from fieldkit.store.files.cards import keep_card, kept_card
from fieldkit.store.tables.status import Device, DeviceState, read_status
from fieldkit.store.tables.taken_in import note

_FINISHED = re.compile(r"(?<!\bkl)[.!?]$")


def accept(kit: Kit) -> None:
    """The kit's cards as they lie in its folder, also where somebody changed them by hand, are what was taken in."""
    note(kit.log, Part.CARDS, kit.home.cards)
    kit.library.read_again()


class Missing(StrEnum):
    """What a person must add before the kit can do its part of a step."""

    TEXT = "text"
    """The rest of a message that the card only begins."""
    ARGUMENT = "argument"
    """What a document is to be about."""


class Ticked(NamedTuple):
    """What came of a tick. Of the rest at most one is set, by what the step's card says:

    `message` was recorded · `job` was queued for print · `report`: open the form of the eleven points · `card` is to
    be shown, and runs now · `timer` runs. `again`: the kit did it before in this run and has not done it again.
    `missing`: nothing was done, a person must add it. `why`: nothing was done, a Danish sentence.
    """

    event: Event[CardStep]
    message: Event | None = None
    job: int | None = None
    report: bool = False
    card: str = ""
    timer: Timer | None = None
    again: bool = False
    missing: Missing | None = None
    why: str = ""


def follow(kit: Kit, card_id: str) -> RunView:
    """The card as this kit follows it: a run keeps to the text it was started on. InputError: no such card."""
    newest = kit.cards.get(card_id)
    key = card_progress.own_keys(kit.state, kit.identity.kit).get(card_id)
    run = kit.state.runs[key] if key is not None else None
    followed = _followed(kit, card_id, run) or newest
    if followed is None:
        raise no_card(card_id)
    return view_run(followed, run, kit.now(), newest=newest.version if newest else "")


def run_about(kit: Kit, card_id: str, incident: int) -> RunView | None:
    """This kit's run of a card in one incident, by its tag, however it stands; None when there is none."""
    run = kit.state.runs.get(RunKey(incident, kit.identity.kit, card_id))
    card = _followed(kit, card_id, run) or kit.cards.get(card_id)
    return None if run is None or card is None else view_run(card, run, kit.now())


def followed(kit: Kit) -> dict[str, Card]:
    """Every card by its id, those that are open at this kit as it follows them."""
    return {**kit.cards, **{view.card.id: view.card for view in running(kit)}}


def running(kit: Kit) -> list[RunView]:
    """The cards that are open at this kit, the next deadline first."""
    views = [follow(kit, card) for card in card_progress.own_keys(kit.state, kit.identity.kit) if _known(kit, card)]
    return sorted((view for view in views if view.running), key=_urgency)


def timers(kit: Kit) -> list[Timer]:
    """Timers of running cards in the order in which they ring; those that have rung until somebody deals with them."""
    texts = {view.card.id: view.card for view in running(kit)}
    return card_progress.timers(kit.state, texts, kit.identity.kit)


def suggestions(kit: Kit) -> list[Suggestion]:
    """Cards that fit what goes on, with why; battery and radio are those that the engine last told."""
    status = read_status(kit.log)
    battery, radio = status.get(Device.BATTERY), status.get(Device.RADIO)
    percent = battery.facts.get("percent") if battery is not None else None
    return card_suggestions.suggestions(
        kit.state,
        kit.roster,
        kit.cards,
        kit.now(),
        place=kit.place,
        kit=kit.identity.kit,
        role=kit.config.role,
        battery=percent if isinstance(percent, int) else None,
        radio_lost=radio is not None and radio.state is DeviceState.FAULT,
    )


def for_role(kit: Kit, role: str) -> str | None:
    """The card that a person who comes on duty here in `role` begins with; None when no incident runs, or none fits."""
    if not kit.state.current():
        return None
    begun = card_progress.own_keys(kit.state, kit.identity.kit)
    open_now = [view.card.id for view in running(kit)]
    found = suggestions(kit)
    return card_suggestions.right_card(role, found, kit.cards, at=kit.config.role, running=open_now, begun=begun)


def start(kit: Kit, card_id: str, by: str = "", *, incident: int | None = None) -> Event[CardStep]:
    """Begin a card, or take one up again that was laid away; its text is kept first. `incident`: which it is about,
    where that is not the one that runs. InputError: unknown, or begun."""
    card = kit.cards.get(card_id)
    if card is None:
        raise no_card(card_id)
    if follow(kit, card_id).running:
        raise InputError(f"Kortet “{card.title}” er allerede i gang her.", SeeRunningCards())
    if not kit.is_rehearsal:
        keep_card(kit.home.kept_cards, card)
    return kit.record(whole(CardStep)(card_id, CardAct.START, version=card.version, by=by), incident=incident)


def incident_of(kit: Kit, card_id: str) -> int | None:
    """The tag of the incident that this kit's run of the card belongs to; None when there is no run."""
    key = card_progress.own_keys(kit.state, kit.identity.kit).get(card_id)
    return key.incident if key is not None else None


def missing(action: Action) -> Missing | None:
    """What a person must add before the kit can do it."""
    return _missing(action, "", "")


def did(kit: Kit, card_id: str, number: int) -> bool:
    """Whether the kit has done its part of step `number` in the run that is open, ticked or unticked since."""
    key = card_progress.own_keys(kit.state, kit.identity.kit).get(card_id)
    return key is not None and bool(kit.state.runs[key].did.get(number))


def tick(
    kit: Kit,
    card_id: str,
    number: int,
    by: str = "",
    *,
    act: bool = True,
    again: bool = False,
    text: str = "",
    argument: str = "",
    begin: bool = False,
) -> Ticked:
    """Step `number` is done, and the kit does its part: never twice in one run unless `again`, never when not `act`.
    `begin`: a card that is not in use is begun by it.

    `text` stands instead of the message's, `argument` names the document's thing. What the kit records (a message, a
    job, another card) comes before the tick: a tick that stands is true. Ticking a ticked step does what is still left
    of it, or starts its timer anew. InputError: no such step, card not begun, nothing left to do.
    """
    if not kit.is_rehearsal:  # what cannot be recorded is not done either, and no card is begun for it
        tick(kit.rehearsal(), card_id, number, by, act=act, again=again, text=text, argument=argument, begin=begin)
    view, step = _step(kit, card_id, number, begin_by=by if begin else None)
    action = step.action
    done_before = did(kit, card_id, number) and not again
    if view.steps[number - 1].act is CardAct.TICK and not _left(action, act, done_before):
        raise InputError(f"Trin {number} på kortet “{view.card.title}” er allerede krydset af.")
    if action is None or not act:
        return Ticked(_record(kit, view, CardAct.TICK, number, by))
    if isinstance(action, StartTimer):
        event = _record(kit, view, CardAct.TICK, number, by)
        return Ticked(event, timer=next((t for t in timers(kit) if (t.card, t.step) == (card_id, number)), None))
    if done_before:
        return Ticked(_record(kit, view, CardAct.TICK, number, by), again=True)
    if lacking := _missing(action, text, argument):
        return Ticked(_record(kit, view, CardAct.TICK, number, by), missing=lacking)
    match action:
        case SendMessage():
            return _send(kit, view, number, by, action, text)
        case PrintDocument():
            job = _print(kit, action, argument)
            return Ticked(_record(kit, view, CardAct.TICK, number, by, did=CardDid.PRINT.value), job=job)
        case SendReport():
            return Ticked(_record(kit, view, CardAct.TICK, number, by, did=CardDid.REPORT.value), report=True)
        case OpenCard():
            if not follow(kit, action.card).running:
                start(kit, action.card, by)
            return Ticked(_record(kit, view, CardAct.TICK, number, by, did=action.card), card=action.card)


def seen(kit: Kit, card_id: str, number: int, what: str) -> Event[CardStep]:
    """The kit itself has seen that step `number` is done, by `what`; it does nothing more. InputError as in `tick`."""
    view, _ = _step(kit, card_id, number)
    return _record(kit, view, CardAct.TICK, number, BY_ITSELF, what)


def last_act(kit: Kit, card_id: str, number: int) -> tuple[CardAct, str] | None:
    """What was last done with a step in the run that is open, and by whom; None for nothing."""
    key = card_progress.own_keys(kit.state, kit.identity.kit).get(card_id)
    register = kit.state.runs[key].steps.get(number) if key is not None else None
    return (register.value.act, register.value.by) if register is not None and register.value is not None else None


def untick(kit: Kit, card_id: str, number: int, by: str = "", reason: str = "") -> Event[CardStep]:
    """Step `number` is open again; what the kit did stays done. InputError: it was not ticked or skipped."""
    view, _ = _step(kit, card_id, number)
    if view.steps[number - 1].act is None:
        raise InputError(f"Trin {number} på kortet “{view.card.title}” er ikke krydset af.")
    return _record(kit, view, CardAct.UNTICK, number, by, reason)


def skip(kit: Kit, card_id: str, number: int, reason: str, by: str = "", *, begin: bool = False) -> Event[CardStep]:
    """Step `number` is not relevant here; `begin` as in `tick`. InputError: without a reason, or when the card does not
    let it be skipped."""
    may_skip(kit, card_id, number)
    if not kit.is_rehearsal:
        skip(kit.rehearsal(), card_id, number, reason, by, begin=begin)
    view, step = _step(kit, card_id, number, begin_by=by if begin else None)
    if not typed.is_said(reason):
        question = step.skip_question or SKIP_QUESTION
        raise InputError(f"Skriv grunden: {question}", GiveReason(question))
    return _record(kit, view, CardAct.SKIP, number, by, reason)


def may_skip(kit: Kit, card_id: str, number: int) -> None:
    """InputError when the card does not let the step be skipped, or has no such step."""
    if not _step_of(follow(kit, card_id), number).may_skip:
        raise InputError(f"Trin {number} kan stå åbent, men ikke springes over.")


def stop_timer(kit: Kit, card_id: str, number: int, by: str = "") -> Event[CardStep]:
    """The timer of step `number` has been heard, or is not needed any more; the tick stands."""
    view, _ = _step(kit, card_id, number)
    if not any((timer.card, timer.step) == (card_id, number) for timer in timers(kit)):
        raise InputError(f"Der går intet ur for trin {number} på kortet “{view.card.title}”.")
    return _record(kit, view, CardAct.STOP_TIMER, number, by)


def end(kit: Kit, card_id: str, by: str = "") -> Event[CardStep]:
    """Lay the card away; open steps stay open. InputError: it is not in use."""
    return _record(kit, _running(kit, card_id), CardAct.END, 0, by)


def _known(kit: Kit, card_id: str) -> bool:
    key = card_progress.own_keys(kit.state, kit.identity.kit).get(card_id)
    return card_id in kit.cards or (key is not None and _followed(kit, card_id, kit.state.runs[key]) is not None)


def _followed(kit: Kit, card_id: str, run: RunState | None) -> Card | None:
    """The text that an open run was started on; today's when it is that, or when the old one is lost."""
    newest = kit.cards.get(card_id)
    version = run.version.value if run is not None and run.open.value else None
    if version is None or (newest is not None and newest.version == version):
        return newest
    return kept_card(kit.home.kept_cards, card_id, version) or newest


def _urgency(view: RunView) -> tuple[int, int, str]:
    line = view.next_due
    return (0, line.due_at or 0, view.card.id) if line is not None else (1, view.started_at or 0, view.card.id)


def _running(kit: Kit, card_id: str) -> RunView:
    view = follow(kit, card_id)
    if not view.running:
        raise InputError(f"Kortet “{view.card.title}” er ikke begyndt.", StartCard(card_id))
    return view


def _step(kit: Kit, card_id: str, number: int, begin_by: str | None = None) -> tuple[RunView, Step]:
    """A card in use and a step of it; with `begin_by` a name, a card that is not is begun by that person."""
    view = follow(kit, card_id)
    step = _step_of(view, number)
    if begin_by is not None and not view.running:
        start(kit, card_id, begin_by)
        return follow(kit, card_id), step
    return _running(kit, card_id), step


def _step_of(view: RunView, number: int) -> Step:
    step = view.card.step(number)
    if step is None:
        raise InputError(f"Kortet “{view.card.title}” har ikke trin {number}; det har 1 til {len(view.card.steps)}.")
    return step


def _record(
    kit: Kit, view: RunView, act: CardAct, number: int = 0, by: str = "", reason: str = "", did: str = ""
) -> Event[CardStep]:
    """An act on the run that is open, in the incident it was begun in."""
    body = whole(CardStep)(view.card.id, act, number, view.version, by, reason, did)
    return kit.record(body, incident=incident_of(kit, view.card.id))


def _left(action: Action | None, act: bool, done_before: bool) -> bool:
    """Whether ticking a ticked step does anything."""
    if action is None or not act:
        return False
    return isinstance(action, StartTimer) or not done_before


def _missing(action: Action, text: str, argument: str) -> Missing | None:
    if isinstance(action, SendMessage) and not text.strip() and not _FINISHED.search(action.text):
        return Missing.TEXT
    if isinstance(action, PrintDocument) and action.wanted is None and not argument:
        return Missing.ARGUMENT
    return None


def _send(kit: Kit, view: RunView, number: int, by: str, action: SendMessage, text: str) -> Ticked:
    if action.addressee == ToRole(kit.config.role) and kit.is_role(Role.SECRETARIAT):
        event = _record(kit, view, CardAct.TICK, number, by)
        return Ticked(event, why="Beskeden er til sekretariatet, og det er her: der er intet sendt.")
    to: int | str
    match action.addressee:
        case ToAll():
            to = TO_ALL
        case ToRole(role):
            to = role
        case ToSlug(slug):
            to = kit.roster.resolve(slug).number
    message = messages.send(kit, text.strip() or action.text, to, precedence=action.precedence, by=by)
    return Ticked(_record(kit, view, CardAct.TICK, number, by, did=message.number), message=message)


def _print(kit: Kit, action: PrintDocument, argument: str) -> int:
    from fieldkit.acts.printing import (
        document_of,  # every document there is: not for those who only look
        queue_document,  # every document there is: not for those who only look
    )

    wanted = action.wanted if action.wanted is not None and not argument else wanted_of(action.kind, argument)
    document_of(kit, wanted)  # refused before anything is recorded
    return 0 if kit.is_rehearsal else queue_document(kit, wanted)
