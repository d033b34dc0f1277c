"""Logs whose events point at each other, for tests of what is held: small ones, in which all that can go wrong lies
close together."""

import random

from fieldkit.core.facts.body import Body, RefBody
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import FLAG_SET_BACK, Event, make_event
from fieldkit.core.facts.said import Ack, CardAct, CardStep, EntrySort, Incident, Message, Note, Report
from fieldkit.core.facts.staff import Answer, Question, QuestionClosed
from fieldkit.core.facts.terms import Level, Precedence
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchAct,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestState,
    RequestStatus,
)

TAGS = (0, 5, 6, 7, 8, 9, 0x8005)
"""Daily work, five incidents and an exercise: more than are followed up once they are over."""


def linked_log(rng: random.Random) -> list[Event]:
    """Events of three kits in any order of arrival. They begin and end incidents, point at each other across them, and
    now and then a feed has forked, or somebody's clock was wrong."""
    tags = TAGS[: rng.randint(2, len(TAGS))]
    slots = [(1 + n % 3, 0, 1 + n // 3) for n in range(rng.randint(5, 40))]

    def event(slot: tuple[int, int, int]) -> Event:
        body = _body(rng, tags, slots)
        own = type(body) is Incident and rng.random() < 0.8
        tag = body.tag if own else rng.choice(tags)
        kit, epoch, seq = slot
        flags = FLAG_SET_BACK if rng.random() < 0.03 else 0
        return make_event(body, kit=kit, epoch=epoch, seq=seq, hlc=rng.randint(1, 40) << 16, incident=tag, flags=flags)

    events = [event(slot) for slot in slots]
    events += [event(slot) for slot in slots if rng.random() < 0.05]
    rng.shuffle(events)
    return events


def _body(rng: random.Random, tags: tuple[int, ...], slots: list[tuple[int, int, int]]) -> Body:
    def ref() -> RefBody:
        return RefBody(*rng.choice(slots))

    def maybe() -> RefBody | None:
        return ref() if rng.random() < 0.5 else None

    place, tag = rng.choice([1, 2, 3, 40]), rng.choice(tags[1:])
    made = [
        *[lambda: Incident(tag, name="x")] * 2,
        *[lambda: Incident(tag, stop=True)] * 3,
        lambda: Message("m", rng.choice(["all", 1, 2]), rng.choice(list(Precedence)), sender=place, replaces=maybe()),
        *[lambda: Ack(ref(), "a", place)] * 2,
        lambda: Dispatch("runner", start=1, route=(2, 3), refs=(ref(), ref())),
        *[lambda: DispatchStatus(ref(), rng.choice(list(DispatchAct)), place=place)] * 2,
        lambda: Notice("t", "tekst", rng.choice(["all", 2]), replaces=maybe()),
        *[lambda: NoticePlace(ref(), place, rng.random() < 0.7)] * 2,
        lambda: Request("tæpper", place, ref=maybe()),
        lambda: RequestStatus(ref(), rng.choice(list(RequestState))),
        lambda: Question(rng.choice("ab"), place),
        lambda: QuestionClosed(ref(), into=maybe()),
        lambda: Answer(1, "t", "x", rng.randint(1, 3), maybe(), (ref(),)),
        lambda: Report(place, {}, rng.randrange(9), level=rng.choice(list(Level))),
        lambda: Note("n", EntrySort.DECISION),
        lambda: ClockCheck(ref(), rng.choice([0, 5, 20])),
        lambda: CardStep("alarm", rng.choice(list(CardAct)), 1, by="v"),
    ]
    return rng.choice(made)()
