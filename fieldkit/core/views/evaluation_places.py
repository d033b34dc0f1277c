"""Which places were silent during an incident, for which rounds, what was done about it, when they were heard again.

As in `core.views.rounds`, but over the whole incident: each slot of each place by the rounds that held then. Afterwards
whatever people wrote at a place's kit tells that they were there, not only what is asked for while it lasts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.event import Event, says
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Via
from fieldkit.core.facts.work import Dispatch, Round, Silence, SilenceStep
from fieldkit.core.roster.roster import PlaceKind, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.reporting import spoken_by
from fieldkit.core.views.board import REPORT_EVERY_S, place_of_kit, resolve_place
from fieldkit.core.views.rounds import GRACE_S, slot_offset_s

MOST_SLOTS = 400
"""Slots of one place that are looked at under one plan: more than a fortnight of hourly rounds."""


class SilentStep(msgspec.Struct, frozen=True):
    """What somebody did about a silent place, and when (Unix seconds). `asked` is a place, 0 for none."""

    number: str
    at: int
    sure: bool
    step: SilenceStep
    asked: int
    note: str
    by: str


class SilentPlace(msgspec.Struct, frozen=True):
    """A place that was silent, or about whose silence something was done. Times are Unix seconds.

    Of its `slots`, `missed` passed without a report in time and `silent` without any word at all; `since` is the first
    of those. `heard_at` is the first word from there afterwards, None when there was none. `runners` are the numbers of
    the errands that went there after that, `seen` those of what people elsewhere reported of it.
    """

    place: int
    slots: int
    missed: int
    silent: int
    since: int | None
    heard_at: int | None
    steps: tuple[SilentStep, ...]
    runners: tuple[str, ...]
    seen: tuple[str, ...] = ()


class Reporting(msgspec.Struct, frozen=True):
    """How the rounds went: places in the rounds, those that reported at all, slots that were due and those missed."""

    places: int
    reported: int
    slots: int
    missed: int
    silent: tuple[SilentPlace, ...]


class _Plan(NamedTuple):
    """Rounds that held from one time to another; `every_s` 0: none."""

    since: int
    until: int
    every_s: int
    first_at: int

    def slots(self, place: int) -> Iterator[int]:
        """The slots of a place whose grace was over while this held."""
        if not self.every_s:
            return
        first = self.first_at + slot_offset_s(place)
        passed = max(0, -(-(self.since - first) // self.every_s))
        for nth in range(passed, passed + MOST_SLOTS):
            slot = first + nth * self.every_s
            if slot + GRACE_S > self.until:
                return
            yield slot


def reporting(state: State, roster: Roster, events: Sequence[Event], started_at: int, until: int) -> Reporting:
    """How the places of the roster reported in the incident whose `events` these are, from `started_at` on; those
    silent for the most rounds first."""
    own, words, seen = _heard(state, roster, events)
    plans = _plans(events, started_at, until)
    steps = _steps(state, roster, events)
    places = [place.number for place in roster.places if place.kind is not PlaceKind.SECRETARIAT]
    silent, slots, missed = [], 0, 0
    for place in places:
        due = [(slot, plan.every_s) for plan in plans for slot in plan.slots(place)]
        late = [one for one in due if not _within(own.get(place, []), *one)]
        mute = [slot for slot, every in late if not _within(words.get(place, []), slot, every)]
        slots, missed = slots + len(due), missed + len(late)
        if not mute and place not in steps:
            continue
        since = mute[0] if mute else None
        begun = min([at for at in (since, *(step.at for step in steps.get(place, ()))) if at is not None])
        again = bisect_right(words.get(place, []), begun)
        heard = words[place][again] if again < len(words.get(place, [])) else None
        silent.append(
            SilentPlace(
                place=place,
                slots=len(due),
                missed=len(late),
                silent=len(mute),
                since=since,
                heard_at=heard,
                steps=tuple(steps.get(place, ())),
                runners=tuple(_runners(state, roster, place, begun, events)),
                seen=tuple(number for at, number in seen.get(place, ()) if at >= begun),
            )
        )
    return Reporting(
        places=len(places),
        reported=sum(bool(own.get(place)) for place in places),
        slots=slots,
        missed=missed,
        silent=tuple(sorted(silent, key=lambda one: (-one.silent, -len(one.steps), one.place))),
    )


def _within(times: list[int], slot: int, every_s: int) -> bool:
    """Whether one of the times counts for a slot: from half a round before it to the end of its grace."""
    at = bisect_left(times, slot - every_s // 2)
    return at < len(times) and times[at] <= slot + GRACE_S


def _plans(events: Sequence[Event], started_at: int, until: int) -> list[_Plan]:
    """The rounds one after the other: every three hours until somebody sets others."""
    said = [event for event in events if says(event, Round)]
    changes = [(started_at, REPORT_EVERY_S, started_at + REPORT_EVERY_S)]
    changes += [(event.at, event.body.hours * 3600, event.body.first + EPOCH_UNIX_S) for event in said]
    ends = [at for at, _, _ in changes[1:]] + [until]
    return [_Plan(at, end, every, first) for (at, every, first), end in zip(changes, ends, strict=True)]


class _Heard(NamedTuple):
    """By place, in order: when it reported itself, when any word came from there (Unix seconds), and when and under
    which number people elsewhere reported of it."""

    own: dict[int, list[int]]
    words: dict[int, list[int]]
    seen: dict[int, list[tuple[int, str]]]


def _heard(state: State, roster: Roster, events: Sequence[Event]) -> _Heard:
    stands = {event.kit: place_of_kit(event.kit, state, roster) for event in events}
    heard = _Heard({}, {}, {})
    among = {event.id for event in events}
    told: list[Event[Report]] = [event for event in state.paper.reports.values() if event.id in among]
    told += [event for event in events if says(event, Report)]
    for event in told:
        report, here = event.body, stands[event.kit]
        place = resolve_place(report.place, state, roster)
        observed = report.via is Via.OBSERVED
        if not observed or here == place:
            heard.own.setdefault(place, []).append(event.at)
        else:
            heard.seen.setdefault(place, []).append((event.at, event.number))
        heard.words.setdefault(here if observed else place, []).append(event.at)
    for line in events:
        if not says(line, Report):
            place, kit = spoken_by(line) or (0, line.kit)
            heard.words.setdefault(resolve_place(place, state, roster) if place else stands[kit], []).append(line.at)
    for times in (*heard.own.values(), *heard.words.values()):
        times.sort()
    for told_of in heard.seen.values():
        told_of.sort()
    return heard


def _steps(state: State, roster: Roster, events: Sequence[Event]) -> dict[int, list[SilentStep]]:
    """By place: what was done about its silence, in order."""
    found: dict[int, list[SilentStep]] = {}
    for event in events:
        if says(event, Silence):
            body = event.body
            step = SilentStep(event.number, event.at, event.time_sure, body.step, body.asked, body.note, body.by)
            found.setdefault(resolve_place(body.place, state, roster), []).append(step)
    return found


def _runners(state: State, roster: Roster, place: int, since: int, events: Sequence[Event]) -> Iterator[str]:
    for event in events:
        if (
            says(event, Dispatch)
            and event.at >= since
            and place in (resolve_place(stop, state, roster) for stop in event.body.route)
        ):
            yield event.number
