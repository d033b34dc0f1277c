"""The shared picture for a coordinating staff: what is lacking, asked for, offered and owned, in one's own
municipality and in the neighbours', side by side.

A neighbour is seen as it was when its bundle was made: who was silent then is silent, however long ago that is; ages
are those of now. An exercise and what is real never stand side by side.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.facts.terms import Condition, Precedence, Topic
from fieldkit.core.facts.work import RequestState
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.board import Board, BoardRow, make_board, place_name
from fieldkit.core.views.offers import standing_offers
from fieldkit.core.views.requests import make_requests


class Side(NamedTuple):
    """A municipality as it is seen here. `as_of`, Unix seconds: when what is known of it was true; of one's own that is
    now. `knows_time`: whether the clock that says so is to be relied on."""

    municipality: int
    name: str
    own: bool
    state: State
    roster: Roster
    as_of: float
    knows_time: bool = True

    @property
    def exercise(self) -> bool:
        """Whether an exercise runs there, and nothing real."""
        return bool(self.state.current() & EXERCISE_BIT)

    def board(self, now: float, tag: int | None = None) -> Board:
        """Its board of an incident, by default the one that runs, with ages as of `now`."""
        board = make_board(self.state, self.roster, self.as_of, tag, knows_time=self.knows_time)
        since = max(0, int(now - self.as_of))
        return msgspec.structs.replace(board, rows=[_older(row, since) for row in board.rows]) if since else board


class SharedSort(StrEnum):
    """What a line of the shared picture tells of."""

    LACK = "lack"
    REQUEST = "request"
    OFFER = "offer"
    RESOURCE = "resource"


SHARED_SORT_DA: dict[SharedSort, str] = {
    SharedSort.LACK: "mangel",
    SharedSort.REQUEST: "anmodning",
    SharedSort.OFFER: "tilbud",
    SharedSort.RESOURCE: "ressource",
}


class SharedLine(msgspec.Struct, frozen=True):
    """One lack, open request, offer, or resource of the lists.

    place is its number in that municipality, 0 unknown · thing, count, unit: of what and how much, count None when
    nobody said · condition and hours of a lack · precedence, state and late of a request · number: the event that says
    it, empty when it stands in a list · said_at: Unix seconds, None when nobody knows · as_of: when what is known of
    that municipality was true.
    """

    municipality: int
    municipality_name: str
    own: bool
    exercise: bool
    what: SharedSort
    place: int
    place_name: str
    thing: str
    count: int | None
    unit: str
    topic: Topic | None
    condition: Condition | None
    hours: int | None
    precedence: Precedence | None
    state: RequestState | None
    late: bool
    number: str
    said_at: int | None
    as_of: int


_WORST = (Condition.CRITICAL, Condition.SHORTAGE)


def shared_lines(sides: Sequence[Side]) -> list[SharedLine]:
    """By municipality, one's own first: the worst lacks, requests as they are dealt with, offers, resources."""
    return [
        line
        for side in comparable(sides)
        for line in (*_lacks(side), *_requests(side), *_offers(side), *_resources(side))
    ]


def comparable(sides: Sequence[Side]) -> list[Side]:
    """Those that may stand beside the first, which is one's own: real work with real work, exercises with exercises."""
    return [side for side in sides if side.exercise == sides[0].exercise]


def not_comparable(sides: Sequence[Side]) -> list[Side]:
    """Those that do not stand beside one's own, because the one is an exercise and the other is not."""
    return [side for side in sides if side.exercise != sides[0].exercise]


def _lacks(side: Side) -> Iterator[SharedLine]:
    found = [
        (_WORST.index(cell.condition), row.place, topic, row, cell)
        for row in side.board(side.as_of).rows
        for topic, cell in row.topics.items()
        if cell.condition in _WORST
    ]
    for _, _, topic, row, cell in sorted(found, key=lambda one: one[:3]):
        said = None if cell.age_s is None else int(side.as_of) - cell.age_s
        yield _line(
            side, SharedSort.LACK, row.place, "", topic=topic, condition=cell.condition, hours=cell.hours,
            number=cell.number, said_at=said,
        )  # fmt: skip


def _requests(side: Side) -> Iterator[SharedLine]:
    for one in make_requests(side.state, side.roster, side.as_of):
        if one.open:
            yield _line(
                side, SharedSort.REQUEST, one.place, one.what, count=one.count, unit=one.unit, topic=one.topic,
                precedence=one.precedence, state=one.state, late=one.late, number=one.number, said_at=one.asked_at,
            )  # fmt: skip


def _offers(side: Side) -> Iterator[SharedLine]:
    for event in standing_offers(side.state):
        said = event.body
        yield _line(
            side, SharedSort.OFFER, said.place, said.what, count=said.count, unit=said.unit, topic=said.topic,
            number=event.number, said_at=event.at,
        )  # fmt: skip


def _resources(side: Side) -> Iterator[SharedLine]:
    for one in sorted(side.roster.resources, key=lambda resource: (resource.topic or "", resource.name)):
        place = side.roster.by_slug(one.place) if one.place else None
        yield _line(
            side,
            SharedSort.RESOURCE,
            place.number if place else 0,
            one.name,
            count=one.amount,
            unit=one.unit,
            topic=one.topic,
        )


def _line(
    side: Side,
    what: SharedSort,
    place: int,
    thing: str,
    *,
    count: int | None = None,
    unit: str = "",
    topic: Topic | None = None,
    condition: Condition | None = None,
    hours: int | None = None,
    precedence: Precedence | None = None,
    state: RequestState | None = None,
    late: bool = False,
    number: str = "",
    said_at: int | None = None,
) -> SharedLine:
    return SharedLine(
        municipality=side.municipality,
        municipality_name=side.name,
        own=side.own,
        exercise=side.exercise,
        what=what,
        place=place,
        place_name=place_name(place, side.roster) if place else "",
        thing=thing,
        count=count,
        unit=unit,
        topic=topic,
        condition=condition,
        hours=hours,
        precedence=precedence,
        state=state,
        late=late,
        number=number,
        said_at=said_at,
        as_of=int(side.as_of),
    )


def _older(row: BoardRow, by_s: int) -> BoardRow:
    topics = {
        topic: msgspec.structs.replace(cell, age_s=None if cell.age_s is None else cell.age_s + by_s)
        for topic, cell in row.topics.items()
    }
    return msgspec.structs.replace(row, age_s=None if row.age_s is None else row.age_s + by_s, topics=topics)
