"""Chits that were written by hand while the kit was dark: entering one by its number, also those lost or unused.

The time on the paper is kept apart from the time of entry. What was entered, and what is missing: `core.views.chits`.
"""

from dataclasses import KW_ONLY, dataclass

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.clock.said import happened_at
from fieldkit.core.errors import InputError
from fieldkit.core.facts.chits import EMPTY_SORTS, Chit, ChitSort
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import EntrySort, Message, Note, Report
from fieldkit.core.facts.terms import Precedence, Role, Via
from fieldkit.core.phrase.parse import parse
from fieldkit.core.remedies import ChooseChitSort, CorrectChit, SayWhenWritten
from fieldkit.core.state.chits import ChitKey
from fieldkit.core.state.fold import State
from fieldkit.core.views.chits import Missing, chit_label, chit_view, incident_at, missing_chits, split_circa
from fieldkit.kit import Kit
from fieldkit.store.tables.chit_prints import chit_prints

_UNKNOWN = ("?", "ukendt")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person reads on a filled-in chit. `place` is where it was written; `at` seconds since 2025, None unknown;
    `who` wrote it. Without `sort` the text decides: the shorthand of a report, or else a message to `to`."""

    text: str
    _: KW_ONLY
    place: int
    at: int | None
    circa: bool = False
    sort: ChitSort | None = None
    to: int | str = Role.SECRETARIAT.value
    precedence: Precedence = Precedence.ROUTINE
    via: Via = Via.RUNNER
    who: str = ""


def enter(kit: Kit, key: ChitKey, filled: Filled, *, by: str = "", correct: bool = False) -> Event[Chit]:
    """One chit, in the incident that ran when it was written. As in `chit_of`."""
    return put(kit, chit_of(kit.state, key, filled, by=by, correct=correct))


def leave_empty(kit: Kit, key: ChitKey, sort: ChitSort, *, by: str = "", correct: bool = False) -> Event[Chit]:
    """The chit is lost, or was not used: one of `EMPTY_SORTS`. InputError when it stands already, unless `correct`."""
    return enter(kit, key, Filled("", place=0, at=None, sort=sort), by=by, correct=correct)


def put(kit: Kit, body: Chit) -> Event[Chit]:
    """Record what `chit_of` made, in the incident that ran when it was written."""
    return kit.record(body, incident=incident_at(kit.state, body.at))


def missing(kit: Kit, series: int | None = None) -> Missing:
    """What is not entered of the chits of a kit, by default this one; only of its own it knows how many it printed."""
    of = kit.identity.kit if series is None else series
    printed = [(one.first, one.last) for one in chit_prints(kit.log)] if of == kit.identity.kit else []
    return missing_chits(kit.state, of, printed)


def time_on(text: str, now: float) -> tuple[int | None, bool]:
    """What a person read as the time on a chit at `now` (Unix seconds): seconds since 2025 and whether it is a guess;
    None for `?`, when it does not say. InputError for nothing, and when it is no time."""
    if not text.strip():
        raise InputError("Skriv, hvad klokken er på blanketten, eller ? når det ikke står der.", SayWhenWritten())
    if text.strip() in _UNKNOWN:
        return None, False
    rest, circa = split_circa(text)
    return happened_at(rest, now), circa


def chit_of(state: State, key: ChitKey, filled: Filled, *, by: str = "", correct: bool = False) -> Chit:
    """What to record for one chit; `by` enters it.

    InputError for a number that stands already (lost and blank ones may be found again) unless `correct`, for an empty
    text, and for a report that says nothing of the eleven points.
    """
    known = chit_view(state, key)
    label = chit_label(*key)
    if known is not None and not correct and known.sort not in EMPTY_SORTS:
        what = f"Blanket {label} er allerede skrevet ind som nr. {known.number}."
        raise InputError(what, CorrectChit(label, known.number))
    if filled.sort in EMPTY_SORTS:
        return whole(Chit)(*key, filled.sort, correct=known is not None, by=by)
    text = filled.text
    if not text.strip():
        raise InputError(f"Der mangler en tekst til blanket {label}; skriv, hvad der står på den.")
    phrase = parse(text)
    sort = filled.sort or (ChitSort.REPORT if phrase.is_report else ChitSort.MESSAGE)
    if sort is ChitSort.REPORT:
        typed.must_report(phrase, f"“{text.strip()}”", ChooseChitSort())
    report = whole(Report)(
        place=filled.place,
        topics=phrase.topics,
        children=phrase.children,
        staff=phrase.staff,
        level=phrase.level,
        note=phrase.note,
        via=filled.via,
        by=filled.who,
    )
    return whole(Chit)(
        *key,
        sort,
        at=filled.at,
        circa=filled.circa,
        report=report,
        message=whole(Message)(text, filled.to, filled.precedence, sender=filled.place, by=filled.who),
        note=whole(Note)(text, EntrySort.ACTION if sort is ChitSort.RUNNER else EntrySort.NOTE, by=filled.who),
        correct=known is not None,
        by=by,
    )
