"""Hand-written chits when the kit is back: their numbers, what was entered, and what is missing. A view.

Times are Unix seconds unless told otherwise. Entering one: `acts.chits`.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import InputError
from fieldkit.core.facts.chits import CHIT_SORT_DA, EMPTY_SORTS, MAX_CHIT, Chit, ChitSort
from fieldkit.core.facts.event import EXERCISE_BIT, Event
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.state.chits import ChitKey
from fieldkit.core.state.fold import State

CHIT_MARK = "B"
"""Stands in the number of a hand-written chit (blanket), so that it is never taken for an event's number."""
_NUMBER = re.compile(r"(?:([0-9]{1,5})\s*-\s*)?B?\s*([0-9]{1,6})", re.IGNORECASE)
_CIRCA = re.compile(r"(?:ca\.?|cirka|omkring)(?:\s+|(?=[0-9]))", re.IGNORECASE)
SORT_WORDS: dict[str, ChitSort] = {
    **{str(sort): sort for sort in ChitSort},
    **{word: sort for sort, word in CHIT_SORT_DA.items()},
    "tabt": ChitSort.LOST,
    "tom": ChitSort.UNUSED,
}
"""What people type for each sort."""


class ChitView(msgspec.Struct, frozen=True):
    """One number as it stands. `at` is when it was written, None when nobody knows; `entered_at` when it was typed in.

    `place` is the roster number it is from (0 none), `number` the event's, `entries` how often it was entered.
    """

    key: ChitKey
    label: str
    sort: ChitSort
    at: int | None
    circa: bool
    entered_at: int
    entered_sure: bool
    place: int
    who: str
    by: str
    number: str
    event: Event[Chit]
    said: Report | Message | Note | None
    entries: int


class Missing(msgspec.Struct, frozen=True):
    """What was not entered of one kit's chits, by count.

    `gaps` lie below the highest entered: somebody has them, or they are lost. `ahead` were printed and lie above it:
    blank as yet, or not come to. `lost` somebody has given up.
    """

    gaps: tuple[int, ...]
    ahead: tuple[int, ...]
    lost: tuple[int, ...]
    highest: int = 0
    """The highest entered, 0 when none was."""
    open_end: bool = False
    """Nobody here knows how many were printed: there may always be one more."""


def chit_label(series: int, count: int) -> str:
    """`12-B007`: the kit and the count of its chits."""
    return f"{series}-{CHIT_MARK}{count:03d}"


def parse_chit(text: str, own: int) -> ChitKey:
    """`12-B007`, `B007`, `b7` or `7` (then of kit `own`) → its key. InputError in one sentence when it is no number."""
    found = _NUMBER.fullmatch(text.strip())
    series, count = (int(found[1] or own), int(found[2])) if found else (0, 0)
    if not 1 <= series <= 0xFFFF or not 1 <= count <= MAX_CHIT:
        raise InputError(f"“{text.strip()}” er ikke nummeret på en blanket; skriv det som øverst på den: B007.")
    return ChitKey(series, count)


def split_circa(text: str) -> tuple[str, bool]:
    """`ca. 14.30` → (`14.30`, True)."""
    found = _CIRCA.match(text.strip())
    return (text.strip()[found.end() :], True) if found else (text.strip(), False)


def sort_word(text: str) -> ChitSort:
    """The sort that a person typed, in Danish or English. InputError when there is none such."""
    sort = SORT_WORDS.get(text.strip().casefold())
    if sort is None:
        raise InputError(f"“{text.strip()}” er ikke en slags blanket; vælg {', '.join(CHIT_SORT_DA.values())}.")
    return sort


def empty_word(text: str) -> ChitSort | None:
    """Lost or unused, when a person typed that in place of a time; None for anything else."""
    sort = SORT_WORDS.get(text.strip().casefold())
    return sort if sort in EMPTY_SORTS else None


def make_chits(state: State, series: int | None = None) -> list[ChitView]:
    """Every number that was entered, in order; only those that kit `series` printed when it is given."""
    return [_view(key, state) for key in sorted(state.paper.chits) if series in (None, key.series)]


def chit_view(state: State, key: ChitKey) -> ChitView | None:
    """One number as it stands, None when nobody has entered it."""
    return _view(key, state) if key in state.paper.chits else None


def _view(key: ChitKey, state: State) -> ChitView:
    entries = state.paper.chits[key]
    event = max(entries.values(), key=lambda entry: entry.stamp)
    body = event.body
    said = body.said
    place = REGISTRY.of(said).origin(said) if said is not None else 0
    return ChitView(
        key=key,
        label=chit_label(*key),
        sort=body.sort,
        at=None if body.at is None else body.at + EPOCH_UNIX_S,
        circa=body.circa,
        entered_at=event.at,
        entered_sure=event.time_sure,
        place=place,
        who=said.by if said else "",
        by=body.by,
        number=event.number,
        event=event,
        said=said,
        entries=len(entries),
    )


def missing_chits(state: State, series: int, printed: Iterable[tuple[int, int]] = ()) -> Missing:
    """What is not entered of kit `series`. `printed`: first and last of each print, where it is known."""
    entered = {key.nth for key in state.paper.chits if key.series == series}
    on_paper = {count for first, last in printed for count in range(first, last + 1)}
    highest = max(entered, default=0)
    wanted = (on_paper or set(range(1, highest + 1))) - entered
    lost = [view.key.nth for view in make_chits(state, series) if view.sort is ChitSort.LOST]
    return Missing(
        gaps=tuple(sorted(count for count in wanted if count < highest)),
        ahead=tuple(sorted(count for count in wanted if count > highest)),
        lost=tuple(lost),
        highest=highest,
        open_end=not on_paper,
    )


def to_enter(missing: Missing, after: int = 0) -> int | None:
    """The next number to ask for, in order, above `after`; None when all were asked for."""
    known = next((count for count in sorted((*missing.gaps, *missing.ahead)) if count > after), None)
    if known is None and missing.open_end and after < MAX_CHIT:
        return max(after, missing.highest) + 1
    return known


def spans(counts: Sequence[int], series: int) -> str:
    """`12-B003, 12-B007 til 12-B009`; empty for none. `counts` in order."""
    runs: list[list[int]] = []
    for count in counts:
        if runs and runs[-1][1] == count - 1:
            runs[-1][1] = count
        else:
            runs.append([count, count])
    return ", ".join(
        chit_label(series, first) + (f" til {chit_label(series, last)}" if last > first else "") for first, last in runs
    )


def incident_at(state: State, at: int | None) -> int:
    """The tag of the incident that ran at `at` (seconds since 2025), 0 for none; without a time the one that runs now.

    A real one comes before an exercise, a later one before an earlier.
    """
    if at is None:
        return state.current()
    found = []
    for tag, incident in state.incidents.items():
        if incident.started is None or incident.open.stamp is None or at + EPOCH_UNIX_S < incident.started.at:
            continue
        if incident.open.value or at + EPOCH_UNIX_S <= incident.open.stamp.at:
            found.append((not tag & EXERCISE_BIT, incident.started, tag))
    return max(found)[2] if found else 0
