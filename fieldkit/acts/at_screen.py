"""Who sits at the screen: finding a person by the beginning of their name, taking the screen, and handing it over.

Who is on duty is `acts.duty`: of those on duty here one has the screen, and what is recorded bears that name.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from fieldkit.acts import duty, typed
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import Crew
from fieldkit.core.roster.roster import Roster
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.crew import LONG_SHIFT_S, Spell, on_duty, spell_of
from fieldkit.kit import Kit
from fieldkit.store.tables import at_screen
from fieldkit.store.tables.at_screen import AtScreen


class Near(IntEnum):
    """How near a person is to this screen, the nearest first."""

    ON_DUTY = 0
    BELONGS = 1
    ELSEWHERE = 2


class Candidate(NamedTuple):
    """Somebody who may sit here. `roles` as `core.views.crew.role_words` reads them: the one in which they are on duty,
    else those of the roster. `place`: the name of the place they belong to, "" when nobody knows."""

    name: str
    roles: tuple[str, ...]
    place: str
    near: Near


def candidates(kit: Kit) -> list[Candidate]:
    """Everybody who may sit here, once: those on duty here, those who belong here, and then all others of the
    roster."""
    here = on_duty(kit.state, kit.now(), place=kit.place)
    own = kit.roster.place(kit.place)
    slug = own.slug if own is not None else ""
    found = {
        fold_name(one.name): Candidate(
            one.name, (one.role,) if one.role else (), own.name if own is not None else "", Near.ON_DUTY
        )
        for one in here
    }
    listed = _listed(kit.roster, slug)
    return [*found.values(), *(one for name, one in listed.items() if name not in found)]


def _listed(roster: Roster, slug: str) -> dict[str, Candidate]:
    """The people of the roster by their folded names; those whose place has this slug first."""
    roles: dict[str, list[str]] = {}
    found: dict[str, Candidate] = {}
    for person in sorted(roster.people, key=lambda one: not slug or one.place != slug):
        name = fold_name(person.name)
        mine = roles.setdefault(name, [])
        if person.role.value not in mine:
            mine.append(person.role.value)
        if name not in found:
            place = roster.by_slug(person.place) if person.place else None
            near = Near.BELONGS if slug and person.place == slug else Near.ELSEWHERE
            found[name] = Candidate(person.name, (), place.name if place is not None else "", near)
    return {name: Candidate(one.name, tuple(roles[name]), one.place, one.near) for name, one in found.items()}


def begun(text: str, people: Iterable[Candidate]) -> list[Candidate]:
    """Those whose name begins so, or a later part of it, or whose initials these letters are: the nearest first, and of
    those whose first name it is before the others."""
    folded = fold_name(text)
    ranked = [(one.near, rank, index, one) for index, one in enumerate(people) if (rank := _rank(folded, one)) < _NO]
    return [one for *_, one in sorted(ranked, key=lambda each: each[:3])]


def slipped(text: str, people: Iterable[Candidate]) -> list[Candidate]:
    """Those whose name, or a later part of it, begins so but for one slip of the finger, the nearest first; nobody for
    less than `_SLIP_LETTERS`, of which too much is only a slip away."""
    folded = fold_name(text)
    if len(folded) < _SLIP_LETTERS:
        return []
    found = [one for one in people if any(_is_slip(folded, part) for part in _parts(_read(one.name)[0]))]
    return sorted(found, key=lambda one: one.near)


def _parts(name: str) -> Iterator[str]:
    """The name, and what is left of it from each later word on."""
    while name:
        yield name
        name = name.partition(" ")[2]


def _is_slip(text: str, name: str) -> bool:
    """One letter another, too many, too few, or two changed round, and the rest as the name begins."""
    at = next((i for i, (one, other) in enumerate(zip(text, name, strict=False)) if one != other), len(name))
    if at >= len(text):
        return False
    rest, left = text[at:], name[at:]
    return (
        left[1:].startswith(rest[1:])
        or left.startswith(rest[1:])
        or left[1:].startswith(rest)
        or (rest[:2] == left[1::-1] and left[2:].startswith(rest[2:]))
    )


_NO = 3
_SLIP_LETTERS = 4


def _rank(folded: str, one: Candidate) -> int:
    name, initials = _read(one.name)
    if name.startswith(folded):
        return 0
    if len(folded) >= typed.NAME_LETTERS and initials.startswith(folded):
        return 1
    return 2 if f" {folded}" in name else _NO


@lru_cache(maxsize=20_000)
def _read(name: str) -> tuple[str, str]:
    """A name as it is compared, and its initials: worked out once, for each letter asks it of the whole roster."""
    words = [fold_name(word) for word in name.split()]
    return fold_name(name), "".join(word[0] for word in words if word)


def on_duty_here(kit: Kit, name: str) -> Spell | None:
    """The person's time on duty here, while it lasts."""
    spell = spell_of(kit.state, kit.now(), name, kit.place)
    return spell if spell is not None and spell.until is None else None


def has_left(kit: Kit, name: str, since: float) -> bool:
    """Whether the person, who took the screen then, has gone off duty here: it is not theirs any longer. Who had gone
    before and has come back without a word is still here."""
    spell = spell_of(kit.state, kit.now(), name, kit.place)
    return spell is not None and spell.until is not None and spell.until >= int(since)


def come(kit: Kit, name: str, role: str = "") -> list[Event[Crew]]:
    """A person takes the screen and is on duty; nothing is recorded when they are already. InputError for what is no
    name."""
    typed.name(name)
    return [] if on_duty_here(kit, name) is not None else [duty.sign_in(kit, name, role=role)]


def leave(kit: Kit, name: str, by: str = "") -> list[Event[Crew]]:
    """A person who hands the screen over goes off duty; nothing is recorded when they are not on it."""
    spell = on_duty_here(kit, name)
    return [] if spell is None else [duty.sign_out(kit, spell, by=by)]


def keep(kit: Kit, name: str) -> None:
    """What is recorded bears this name from now on, also after a power cut. "" for nobody."""
    spell = on_duty_here(kit, name) if name else None
    who = AtScreen(name, spell.role if spell is not None else "", int(kit.now())) if name else None
    at_screen.keep(kit.log, who)


def last(kit: Kit) -> AtScreen | None:
    """Who had the screen when it was last left; None when that is longer ago than a shift, or they have gone since."""
    who = at_screen.kept(kit.log)
    if who is None or is_over(who.since, kit.now()) or has_left(kit, who.name, who.since):
        return None
    return who


def forget(kit: Kit) -> None:
    """The name of who had it is kept no longer than anybody may go on with it."""
    if last(kit) is None and at_screen.kept(kit.log) is not None:
        at_screen.keep(kit.log, None)


def is_over(since: float, now: float) -> bool:
    """Whether a person who took the screen then has had it for a whole shift: somebody asks anew. A clock that was set
    back is not believed for longer."""
    return not since <= now < since + LONG_SHIFT_S
