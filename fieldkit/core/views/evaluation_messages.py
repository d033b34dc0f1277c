"""How long messages took: from sent to forstået at each place that they were for, and by precedence.

Received is no event: how far a message came through the air is the bookkeeping of the kit that sent it
(`core.views.evaluation_local`).
"""

from collections.abc import Container, Iterable, Sequence
from statistics import median_low

import msgspec

from fieldkit.core.facts.terms import ACKNOWLEDGE_WITHIN_S, Precedence
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.inbox import Entry, message_entries


class ReadAt(msgspec.Struct, frozen=True):
    """A place (roster number) where people said forstået, after how many seconds, and who."""

    place: int
    after_s: int
    by: str


class MessageLine(msgspec.Struct, frozen=True):
    """One message. `at` Unix seconds; the rest as in `views.inbox.Entry`.

    `first_s` and `all_s` are seconds until the first and the last of its places had said forstået; `all_s` is None
    while one is still waited for, and for one to which nobody has said anything. `late`: not all had in time.
    """

    number: str
    event_id: bytes
    at: int
    sure: bool
    precedence: Precedence
    sender: int
    to: int | str
    text: str
    by: str
    read: tuple[ReadAt, ...]
    waiting: tuple[int, ...]
    never_heard: int
    first_s: int | None
    all_s: int | None
    late: bool
    replaced_by: str


class PrecedenceSum(msgspec.Struct, frozen=True):
    """The messages of one precedence that were not replaced: how many, how many all their places have read, how many
    not in time, and the seconds until all had, the middle one and the slowest. `within_s` None: no deadline."""

    precedence: Precedence
    count: int
    read: int
    late: int
    within_s: int | None
    median_s: int | None
    slowest_s: int | None


def message_lines(
    state: State, roster: Roster, until: int, tag: int, among: Container[bytes]
) -> tuple[MessageLine, ...]:
    """Every message of incident `tag` as it stands at `until`, in the order of time: of those whose ids are `among`."""
    entries = message_entries(state, roster, until, place=0, kit=0, tag=tag)
    mine = (entry for entry in entries if entry.event_id in among)
    return tuple(_line(entry, until) for entry in sorted(mine, key=lambda one: (one.at, one.number, one.event_id)))


def by_precedence(lines: Sequence[MessageLine]) -> tuple[PrecedenceSum, ...]:
    """The sums, the most urgent first; precedences without a message are left out."""
    told = [_sum(precedence, lines) for precedence in sorted(Precedence, key=lambda one: one.turn)]
    return tuple(one for one in told if one.count)


def median_of(seconds: Iterable[int]) -> int | None:
    """The middle one, of two the shorter; None of nothing."""
    found = list(seconds)
    return median_low(found) if found else None


def _line(entry: Entry, until: int) -> MessageLine:
    read = tuple(
        ReadAt(reader.place, max(0, reader.at - entry.at), reader.by)
        for reader in entry.readers
        if reader.counts(entry.precedence)
    )
    took = [one.after_s for one in read]
    all_s = max(took) if took and not entry.waiting else None
    within = ACKNOWLEDGE_WITHIN_S[entry.precedence]
    late = within is not None and (
        all_s > within if all_s is not None else bool(entry.waiting) and until > entry.at + within
    )
    return MessageLine(
        number=entry.number,
        event_id=entry.event_id,
        at=entry.at,
        sure=entry.time_sure,
        precedence=entry.precedence,
        sender=entry.sender,
        to=entry.to,
        text=entry.text,
        by=entry.by,
        read=read,
        waiting=entry.waiting,
        never_heard=len(entry.never_heard),
        first_s=min(took) if took else None,
        all_s=all_s,
        late=late and not entry.replaced_by,
        replaced_by=entry.replaced_by,
    )


def _sum(precedence: Precedence, lines: Sequence[MessageLine]) -> PrecedenceSum:
    mine = [line for line in lines if line.precedence is precedence and not line.replaced_by]
    took = [line.all_s for line in mine if line.all_s is not None]
    return PrecedenceSum(
        precedence=precedence,
        count=len(mine),
        read=len(took),
        late=sum(line.late for line in mine),
        within_s=ACKNOWLEDGE_WITHIN_S[precedence],
        median_s=median_of(took),
        slowest_s=max(took, default=None),
    )
