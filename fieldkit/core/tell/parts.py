"""What telling a kind is made of: names and times as the reader knows them, and the parts of a slip of paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fieldkit.core.clock.danish import danish_date_time
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.facts.terms import TRUST_DA, Trust
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.incidents import IncidentState
from fieldkit.core.views.board import place_name


def _named_by_id(card: str) -> str:
    return f"Actioncard {card}"


def _as_named(tag: int, name: str) -> str:
    return name


def _as_told(event: Event, place: int) -> int:
    return place


def _with_date(seconds: int) -> str:
    return danish_date_time(seconds + EPOCH_UNIX_S)


@dataclass(frozen=True, slots=True)
class Names:
    """How the one who reads knows things; without more than `place`, from the event alone.

    `place` names a place by its number. `sender` gives the place that said something (event, place in the event),
    0 when nobody knows. `moment` tells a time in seconds since 2025. `card` names an action card by its id.
    `incident` names an incident (tag, name in the event), empty when nobody does.
    """

    place: Callable[[int], str]
    sender: Callable[[Event, int], int] = _as_told
    moment: Callable[[int], str] = _with_date
    card: Callable[[str], str] = _named_by_id
    incident: Callable[[int, str], str] = _as_named

    def when(self, seconds: int | None, before: str = "kl. ") -> str:
        """A time that an event tells, after `before`; empty for none."""
        return "" if seconds is None else before + self.moment(seconds)

    def who(self, event: Event, place: int, kit: str) -> str:
        """The place that said something, or the kit that it was said on, called `kit`."""
        sender = self.sender(event, place)
        return self.place(sender) if sender else f"{kit} {event.kit}"


def names_of(roster: Roster, incidents: Mapping[int, IncidentState] | None = None) -> Names:
    """Names from the roster, numbers without one; and those of the incidents that the reader knows."""
    return Names(lambda place: place_name(place, roster), incident=incident_names(incidents or {}))


def incident_names(incidents: Mapping[int, IncidentState]) -> Callable[[int, str], str]:
    """For `Names.incident`: the event's own word first, else what is known of the tag."""

    def incident(tag: int, name: str) -> str:
        known = incidents.get(tag)
        return name or (known.name.value if known else None) or ""

    return incident


def number(ref: RefBody) -> str:
    """`12-0147`."""
    return number_of(ref.kit, ref.seq)


def aside(*words: str) -> str:
    """` (Navn, ubekræftet)`; empty words are left out, and nothing is nothing."""
    said = ", ".join(word for word in words if word)
    return f" ({said})" if said else ""


def join(before: str, text: str) -> str:
    """`before` and `text`, or nothing when there is no text."""
    return before + text if text else ""


def doubt(trust: Trust) -> str:
    """`ubekræftet`, or nothing when the sender is proven."""
    return "" if trust is Trust.VERIFIED else TRUST_DA[trust]


class Words(NamedTuple):
    """A text; `bold` and `tall` where it must be seen first."""

    text: str
    bold: bool = False
    tall: bool = False


class Title(NamedTuple):
    """The name of what a slip is about, big."""

    text: str


class Fact(NamedTuple):
    """A word and what it is."""

    key: str
    value: str
    bold: bool = False


class Gap(NamedTuple):
    """A line across."""


class Until(NamedTuple):
    """By when something must have happened: Unix seconds, and whether the clock behind it was sure."""

    words: str
    at: int
    sure: bool


class From(NamedTuple):
    """Whether the sender is proven."""

    trust: Trust


Part = Words | Title | Fact | Gap | Until | From


class Poster(NamedTuple):
    """What hangs on a wall. `text` alone is divided where it can be; `until` Unix seconds; `replaces` a number."""

    headline: str
    text: str = ""
    until: int | None = None
    replaces: str = ""


Line = Callable[[Any, Any, Names], str]
"""(body, event, names) → one sentence without a full stop."""


WRITTEN_BY = "Skrevet af"


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """How one kind is told. All but the sentence may be left out: paper then says the kind's word and the sentence."""

    line: Line
    head: Callable[[Any], str] | None = None
    """What it is called, when that is more than the kind's word."""
    log: Line | None = None
    """The sentence where `head` stands before it."""
    spoken: Line | None = None
    """What a runner reads aloud."""
    contents: Callable[[Any, Any, Names], Sequence[Part]] | None = None
    """What it says, big; `spoken` when None."""
    counted: bool = True
    """Whether its words are counted on a docket, so that one who copies them sees that none is lost."""
    slip: Callable[[Any, Any, Names], Sequence[Part]] | None = None
    """What stands on its receipt."""
    until: Callable[[Any, Any], Until | None] | None = None
    """By when people must have done something about it."""
    trust: Callable[[Any], Trust] | None = None
    """Whether its sender is proven, where a docket must say so."""
    author: str = WRITTEN_BY
    """What the one who gave it is called, where it keeps a name."""
    searched: bool = True
    """Whether its texts are words that it is found by, beside its sentence."""
    via: Callable[[Any], str] | None = None
    """How it came, as it says itself; None where it does not."""
    poster: Callable[[Any], Poster] | None = None
    """How it hangs on a wall; None: it does not."""


def named(key: str, value: str) -> list[Part]:
    """A fact, or nothing when there is none."""
    return [Fact(key, value)] if value else []
