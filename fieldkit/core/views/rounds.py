"""Reporting rounds and silence: when each place is next to report, who is late, what was done about it. A view.

A round begins every N hours; within it each place has its own slot, so that they do not all send at once. A place is
late when it has not reported for a slot that is over, and silent when nothing else was heard from it either. The
ladder: remind it → ask the nearest place that has reported → propose a runner.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import msgspec

from fieldkit.core.clock.age import age_s
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.event import Stamp, number_of
from fieldkit.core.facts.work import Silence, SilenceStep
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.register import Register
from fieldkit.core.state.reporting import Word
from fieldkit.core.views.board import REPORT_EVERY_S, place_name, place_of_kit, place_slug, resolve_place
from fieldkit.core.views.scope import Scope
from fieldkit.core.views.with_chits import every_observation, every_sign, every_word

SLOT_S = 20
"""Seconds between two places' slots: a report, its relays and the answer to it."""
SLOTS = 60
"""Slots in a round; place number modulo this is the place's slot, so a round is in after twenty minutes."""
GRACE_S = 15 * 60
"""A report may be this late before anybody is asked about it: a slot is kept by people."""
REMIND_WAIT_S = 15 * 60
"""From the reminder to asking a neighbour."""
ASK_WAIT_S = 20 * 60
"""From asking a neighbour to proposing a runner."""
SECOND_HAND_HOLDS_S = 60 * 60
"""A neighbour's word keeps the runner at home for this long."""


class NextStep(StrEnum):
    """What a person is to be asked about a late place now. WAIT: a step was taken and has time left."""

    NONE = "none"
    REMIND = "remind"
    ASK = "ask"
    RUNNER = "runner"
    WAIT = "wait"


class RoundPlan(msgspec.Struct, frozen=True):
    """The rounds of an incident: every `every_s` seconds from `first_at` (Unix seconds). `number` is empty when nobody
    has set them and the usual three hours from the start of the incident count."""

    every_s: int
    first_at: int
    number: str
    by: str


class SecondHand(msgspec.Struct, frozen=True):
    """What somebody at another place said about a place: `at` Unix seconds, `source` the roster number, 0 unknown."""

    number: str
    at: int
    source: int
    by: str


class StepTaken(msgspec.Struct, frozen=True):
    """A step of the ladder taken since the place was last heard: `at` Unix seconds, `asked` a place's number or 0."""

    step: SilenceStep
    at: int
    asked: int
    note: str
    by: str


class RoundRow(msgspec.Struct, frozen=True):
    """One place in the rounds. Times are Unix seconds, None when there is none.

    `slot_at` is its latest slot that has begun, `next_at` the coming one; `last_at` its own latest report, `heard_at`
    anything that came from it. `due`: its slot has begun and it has not reported. `age_s` counts from what was last
    heard, or from the first slot of a place that was never heard.
    """

    place: int
    slug: str
    name: str
    slot_at: int | None
    next_at: int
    last_at: int | None
    last_number: str
    heard_at: int | None
    due: bool
    late: bool
    silent: bool
    age_s: int | None
    second_hand: SecondHand | None
    steps: tuple[StepTaken, ...]
    next_step: NextStep
    nearest: int
    runner_out: bool


def round_plan(state: State, tag: int) -> RoundPlan | None:
    """The rounds of incident `tag`: as set by the secretariat, else every three hours from its start; None when off."""
    said = state.reporting.rounds.get(tag)
    if said is not None and said.value is not None and said.stamp is not None:
        if not said.value.hours:
            return None
        number = number_of(said.stamp.kit, said.stamp.seq)
        return RoundPlan(said.value.hours * 3600, said.value.first + EPOCH_UNIX_S, number, said.value.by)
    incident = state.incidents.get(tag)
    if incident is None or incident.started is None or not incident.open.value:
        return None
    return RoundPlan(REPORT_EVERY_S, incident.started.at + REPORT_EVERY_S, "", "")


def slot_offset_s(place: int) -> int:
    """Seconds after the round's beginning at which a place reports."""
    return place % SLOTS * SLOT_S


def make_rounds(state: State, roster: Roster, now: float, tag: int | None = None) -> list[RoundRow]:
    """Every place but secretariats in the rounds of incident `tag` (by default the one that runs); silent ones first,
    then late ones, by how long nothing was heard; then the others by their next slot. Empty when there are no rounds.
    """
    tag = state.current() if tag is None else tag
    plan = round_plan(state, tag)
    if plan is None:
        return []
    own = _own_reports(state, roster, tag)
    heard = _heard(state, roster)
    rows = []
    late = {place.number for place in _reporting(roster) if _is_late(plan, place.number, own, now)}
    reported = [p for p in _reporting(roster) if p.number in own and p.number not in late]
    seen, steps, under_way = _seen(state, roster, tag), _steps(state, roster, tag), _under_way(state)
    for place in _reporting(roster):
        number = place.number
        last_at, last_number = own.get(number, (None, ""))
        out_at = under_way.get(number)
        told = _Told(
            last_at,
            last_number,
            heard.get(number),
            _since_then(steps.get(number, {}).values(), last_at),
            _second_hand(seen.get(number, ()), last_at),
            out_at is not None and (last_at is None or out_at >= last_at),
        )
        rows.append(_row(place, plan, told, late, reported, roster, now))
    return sorted(rows, key=_order)


def _order(row: RoundRow) -> tuple[int, int, int]:
    if row.late:
        return (0 if row.silent else 1, -(row.age_s or 0), row.place)
    return (2, row.next_at, row.place)


def _reporting(roster: Roster) -> list[Place]:
    return [place for place in roster.places if place.kind is not PlaceKind.SECRETARIAT]


def _slot(plan: RoundPlan, place: int, at: float) -> int | None:
    """The place's latest slot at `at`, None before its first."""
    first = plan.first_at + slot_offset_s(place)
    passed = int(at - first) // plan.every_s if at >= first else -1
    return first + passed * plan.every_s if passed >= 0 else None


def _is_late(plan: RoundPlan, place: int, own: dict[int, tuple[int, str]], now: float) -> bool:
    """Whether it has not reported for the latest slot whose grace is over. A report from half a round before the slot
    counts for it: an urgent report shortly before need not be repeated."""
    slot = _slot(plan, place, now - GRACE_S)
    return slot is not None and (place not in own or own[place][0] < slot - plan.every_s // 2)


class _Told(NamedTuple):
    """What is known of one place: its own last report, when anybody there was last heard, what was done and seen since,
    and whether a runner who left since is under way."""

    last_at: int | None
    last_number: str
    heard_at: int | None
    steps: tuple[StepTaken, ...]
    second_hand: SecondHand | None
    runner_out: bool


def _row(
    place: Place,
    plan: RoundPlan,
    told: _Told,
    late_places: set[int],
    reported: list[Place],
    roster: Roster,
    now: float,
) -> RoundRow:
    number = place.number
    slot = _slot(plan, number, now)
    first = plan.first_at + slot_offset_s(number)
    last_at = told.last_at
    heard_at = max((at for at in (told.heard_at, last_at) if at is not None), default=None)
    late = number in late_places
    judged = _slot(plan, number, now - GRACE_S)
    silent = late and judged is not None and (heard_at is None or heard_at < judged - plan.every_s // 2)
    since = heard_at if heard_at is not None else first if now >= first else None
    nearest = _nearest(place, reported, roster)
    return RoundRow(
        place=number,
        slug=place_slug(number, roster),
        name=place_name(number, roster),
        slot_at=slot,
        next_at=slot + plan.every_s if slot is not None else first,
        last_at=last_at,
        last_number=told.last_number,
        heard_at=heard_at,
        due=slot is not None and (last_at is None or last_at < slot - plan.every_s // 2),
        late=late,
        silent=silent,
        age_s=age_s(since, now) if since is not None else None,
        second_hand=told.second_hand,
        steps=told.steps,
        next_step=_next_step(late, silent, told.steps, told.second_hand, nearest, told.runner_out, now),
        nearest=nearest,
        runner_out=told.runner_out,
    )


def _next_step(
    late: bool,
    silent: bool,
    steps: tuple[StepTaken, ...],
    second_hand: SecondHand | None,
    nearest: int,
    runner_out: bool,
    now: float,
) -> NextStep:
    taken = {step.step: step.at for step in steps}
    if not late or SilenceStep.EXPLAINED in taken:
        return NextStep.NONE
    if runner_out:
        return NextStep.WAIT
    reminded, asked = taken.get(SilenceStep.RESEND), taken.get(SilenceStep.ASK)
    if reminded is None:
        return NextStep.REMIND
    if not silent or now < reminded + REMIND_WAIT_S:
        return NextStep.WAIT
    if second_hand is not None:
        age = age_s(second_hand.at, now)
        if age is not None and age < SECOND_HAND_HOLDS_S:  # nobody waits for what claims to be later than now
            return NextStep.WAIT
    if asked is None and nearest:
        return NextStep.ASK
    if asked is not None and now < asked + ASK_WAIT_S:
        return NextStep.WAIT
    return NextStep.RUNNER


def _own_reports(state: State, roster: Roster, tag: int) -> dict[int, tuple[int, str]]:
    """By place: when (Unix seconds) and under which number it last reported itself."""
    found: dict[int, tuple[int, str]] = {}
    scope = Scope.with_daily_work(tag)

    def take(said: int, register: Register[Word]) -> None:
        if register.stamp is None or register.value is None:
            return
        place = resolve_place(said, state, roster)
        found[place] = max(found.get(place, (0, "")), (register.stamp.at, register.value.number))

    for (incident, said), register in every_word(state):
        if scope.has(incident):
            take(said, register)
    for (incident, said, kit), register in every_observation(state):
        if scope.has(incident) and place_of_kit(kit, state, roster) == resolve_place(said, state, roster):
            take(said, register)
    return found


def _seen(state: State, roster: Roster, tag: int) -> dict[int, list[tuple[Stamp, SecondHand]]]:
    """By place: what others saw of it."""
    found: dict[int, list[tuple[Stamp, SecondHand]]] = {}
    scope = Scope.with_daily_work(tag)
    for (incident, said, kit), register in every_observation(state):
        if not scope.has(incident) or register.stamp is None or register.value is None:
            continue
        source, place = place_of_kit(kit, state, roster), resolve_place(said, state, roster)
        if source != place:
            word = SecondHand(register.value.number, register.stamp.at, source, register.value.by)
            found.setdefault(place, []).append((register.stamp, word))
    return found


def _second_hand(seen: Iterable[tuple[Stamp, SecondHand]], since: int | None) -> SecondHand | None:
    """The latest word from elsewhere, when the place itself has said nothing newer."""
    newer = [(word.at, word.source, stamp, word) for stamp, word in seen if since is None or word.at > since]
    return max(newer, key=lambda one: one[:3])[3] if newer else None


def _heard(state: State, roster: Roster) -> dict[int, int]:
    """By place: when something last came from there that a person made there."""
    found: dict[int, int] = {}

    for (said, kit), at in every_sign(state):
        place = resolve_place(said or place_of_kit(kit, state, roster), state, roster)
        found[place] = max(found.get(place, 0), at)
    return found


def _steps(state: State, roster: Roster, tag: int) -> dict[int, dict[SilenceStep, Register[Silence]]]:
    """By place: the latest of each step taken about its silence."""
    found: dict[int, dict[SilenceStep, Register[Silence]]] = {}
    scope = Scope.alone(tag)
    for (incident, said), steps in state.reporting.silence.items():
        if scope.has(incident):
            of_place = found.setdefault(resolve_place(said, state, roster), {})
            for step, register in steps.items():
                of_place.setdefault(step, Register()).merge(register)
    return found


def _since_then(steps: Iterable[Register[Silence]], since: int | None) -> tuple[StepTaken, ...]:
    """Steps taken after the place last reported, in the order of time."""
    taken = [one for register in steps if (one := _taken(register)) is not None]
    late = [one for one in taken if since is None or one.at >= since]
    return tuple(sorted(late, key=lambda step: (step.at, step.step)))


def _taken(register: Register[Silence]) -> StepTaken | None:
    if register.stamp is None or register.value is None:
        return None
    body = register.value
    return StepTaken(body.step, register.stamp.at, body.asked, body.note, body.by)


def _nearest(place: Place, reported: list[Place], roster: Roster) -> int:
    """The nearest place that has reported for this round, else its meeting point if that has; 0 when there is none."""
    near = roster.nearest(place, reported)
    if near:
        return near[0].number
    return next((p.number for p in reported if p.slug == place.meeting_point and p.number != place.number), 0)


def _under_way(state: State) -> dict[int, int]:
    """By place: when (Unix seconds) the last of the runners left who are under way to it."""
    found: dict[int, int] = {}
    over = state.put_away()
    for event in state.work.dispatches.values():
        progress = state.work.errands.get(event.ref)
        if (
            event.incident in over
            or not state.afoot.is_out(event.ref)
            or (progress is not None and progress.recalled.value is not None)
        ):
            continue
        for place in event.body.route:
            found[place] = max(found.get(place, 0), event.at)
    return found
