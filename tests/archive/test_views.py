"""The usual questions in SQL: the same answers as the kits' own views give, and sums of them for regions and years."""

from datetime import UTC, datetime, timedelta

import pytest
from archives import BEGAN, Feeds, a_day

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.body import RefBody, unknown_place
from fieldkit.core.facts.chits import Chit, ChitSort
from fieldkit.core.facts.event import EXERCISE_BIT, Event
from fieldkit.core.facts.said import Ack, Assign, Incident, Message, Note, Report
from fieldkit.core.facts.terms import Condition, Precedence, Role, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Request, RequestState, RequestStatus, Round
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import fold
from fieldkit.core.state.reporting import sign_of
from fieldkit.core.views.rounds import make_rounds

pytestmark = pytest.mark.processes

HOUR = 3600
WATER = {Topic.WATER: TopicState(Condition.SHORTAGE)}
ROSTER = Roster(
    places=tuple(
        Place(
            number=number,
            slug=f"sted-{number}",
            name=f"Sted {number}",
            kind=PlaceKind.SECRETARIAT if number == 1 else PlaceKind.MEETING_POINT,
        )
        for number in range(1, 7)
    )
)


def at(after_s: int) -> datetime:
    return datetime.fromtimestamp(BEGAN + after_s, UTC)


def busy_night() -> Feeds:
    """Ten hours in which one place is heard all along, others now and then, once by runner's chit or from elsewhere."""
    said = Feeds()
    said(1, Incident(said.tag, "Strømsvigt nord"), 0)
    said(1, Round(2, BEGAN - EPOCH_UNIX_S + HOUR), 120)
    for hour in range(10):
        said(2, Report(2, WATER), hour * HOUR + 900)
    said(3, Note("vi er her"), 1800)
    said(3, Report(3, WATER, via=Via.OBSERVED), 5 * HOUR)  # its own kit stands there
    said(4, Message("hej"), 2 * HOUR)
    said(2, Report(5, WATER, via=Via.OBSERVED), 3 * HOUR)  # seen from elsewhere: no sign of place 5
    said(2, Report(5, WATER, via=Via.PHONE), 4 * HOUR)
    said(1, Report(unknown_place(0xA0F0065), WATER), 6 * HOUR)
    said(1, Assign(0xA0F0065, 6), 7 * HOUR)
    written = BEGAN - EPOCH_UNIX_S + 7 * HOUR
    said(4, Chit(4, 1, ChitSort.NOTE, at=written, note=Note("skrevet i mørke")), 9 * HOUR)
    said(4, Chit(4, 2, ChitSort.LOST), 9 * HOUR + 60)
    said(1, Incident(said.tag, stop=True), 10 * HOUR)
    return said


def told_at(event: Event) -> int:
    """When it was said, Unix seconds: what is on paper when that was written, whose a radio is from the beginning."""
    if event.kind == "assign":
        return 0
    sign = sign_of(event)
    return event.at if sign is None else sign.at


def test_who_was_silent_is_what_the_kits_would_have_said_at_every_moment(put_in, rows, log_of):
    said = busy_night()
    put_in(log_of(said.events))
    silent = rows("SELECT place, silent_from, heard_again FROM feltkit.silences")
    assert {place for place, *_ in silent} >= {3, 4, 5, 6}
    for moment in range(0, 10 * HOUR, 7 * 60):
        # the archive looks back: it knows whose radio it was, and that something was written that was entered later
        known = [event for event in said.events if told_at(event) <= BEGAN + moment]
        state = fold(known)
        theirs = {row.place for row in make_rounds(state, ROSTER, BEGAN + moment, said.tag) if row.silent}
        now = at(moment)
        ours = {place for place, since, until in silent if since <= now and (until is None or now < until)}
        assert ours == theirs, moment / HOUR


def test_without_rounds_there_is_no_silence_and_what_goes_on_is_judged_to_its_last_word(put_in, rows, log_of):
    said = Feeds(tag=5)
    said(1, Incident(5, "Uden runder"), 0)
    said(1, Round(0, 0), 60)
    said(2, Note("x"), 100)
    said(1, Note("sidste ord"), 9 * HOUR)
    more = Feeds(tag=6)
    more(1, Incident(6, "Går videre"), 0)
    more(2, Note("x"), 100)
    more(1, Note("sidste ord"), 9 * HOUR)
    put_in(log_of(said.events, "a"), code=751)
    put_in(log_of(more.events, "b"), code=740)
    assert rows("SELECT municipality, incident, place, heard_again FROM feltkit.silences") == [(740, 6, 2, None)]


def test_time_to_understood_is_that_of_the_first_word_that_counts(put_in, rows, log_of):
    said = Feeds()
    said(1, Incident(said.tag, "Strømsvigt nord"), 0)
    flash = RefBody(*said(1, Message("kom", to=2, precedence=Precedence.FLASH), 100).ref)
    said(1, Ack(flash, by="os selv", place=1), 110)  # the sender's own word tells nothing
    said(1, Ack(flash, by="en telefon", place=2, trust=Trust.UNVERIFIED), 130)  # nobody knows whose word it is
    said(2, Ack(flash, by="Øvelse Andersen", place=2), 100 + 301)
    said(2, Ack(flash, by="en til", place=2), 100 + 900)
    routine = RefBody(*said(2, Message("hvordan går det", to="secretariat"), 1000).ref)
    said(1, Ack(routine, by="en telefon", trust=Trust.UNVERIFIED), 1060)
    said(1, Message("ingen svarer", to=2, precedence=Precedence.URGENT), 2000)
    said(1, Message("til orientering", precedence=Precedence.INFO), 3000)
    put_in(log_of(said.events))
    found = rows("SELECT number, precedence, sent, took, in_time FROM feltkit.understood ORDER BY sent")
    assert found == [
        ("1-0003", "flash", at(100), timedelta(seconds=301), False),
        ("2-0004", "routine", at(1000), timedelta(seconds=60), True),
        ("1-0007", "urgent", at(2000), None, None),
        ("1-0008", "info", at(3000), None, None),
    ]


def test_open_requests_are_those_that_nobody_has_ended(put_in, rows, log_of):
    said = Feeds()
    said(1, Incident(said.tag, "Strømsvigt nord"), 0)
    things = [Request(f"ting {number}", 2, count=number, unit="stk.", topic=Topic.WATER) for number in range(4)]
    asked = [RefBody(*said(2, thing, 60 * number).ref) for number, thing in enumerate(things)]
    said(1, RequestStatus(asked[1], RequestState.WORKING), 500)
    said(1, RequestStatus(asked[2], RequestState.WORKING), 500)
    said(1, RequestStatus(asked[2], RequestState.DONE), 600)
    said(1, RequestStatus(asked[3], RequestState.DECLINED, note="nej"), 600)
    said(2, RequestStatus(asked[3], RequestState.WAITING), 700)
    put_in(log_of(said.events))
    assert rows("SELECT what, count, unit, topic, place, state FROM feltkit.open_requests ORDER BY asked") == [
        ("ting 0", 0, "stk.", "water", 2, "waiting"),
        ("ting 1", 1, "stk.", "water", 2, "working"),
        ("ting 3", 3, "stk.", "water", 2, "waiting"),
    ]
    assert rows("SELECT count(*) FROM feltkit.requests") == [(4,)]


def test_regions_are_sums_over_years_with_exercises_apart(put_in, rows, log_of):
    exercise = Feeds(tag=EXERCISE_BIT | 9)
    exercise(1, Incident(exercise.tag, "Efterår"), -200 * 86_400)
    put_in(log_of(a_day(), "a"), code=751, region="Midt")
    put_in(log_of(a_day() + exercise.events[1:], "b"), code=740, region="Midt")
    put_in(log_of(a_day(), "c"), code=630, region="Syd")
    told = rows("SELECT region, year, exercise, municipalities, incidents, messages, understood, in_time_percent, "
                "mean_took, requests, open_requests FROM feltkit.regions ORDER BY 1, 2")  # fmt: skip
    took = timedelta(seconds=600)
    assert told == [
        ("Midt", 2025, True, 1, 1, 0, 0, None, None, 0, 0),
        ("Midt", 2026, False, 2, 2, 2, 2, 100, took, 2, 2),
        ("Syd", 2026, False, 1, 1, 1, 1, 100, took, 1, 1),
    ]
    assert rows("SELECT sum(silences) FROM feltkit.regions") == rows("SELECT count(*) FROM feltkit.silences") != [(0,)]


def test_the_log_reads_as_people_say_it(put_in, rows, log_of):
    put_in(log_of(a_day()))
    told = "number, at, at_certain, exercise, kind, said ->> 'text'"
    found = rows(f"SELECT {told} FROM feltkit.log WHERE kind = 'message'")
    assert found == [("1-0003", at(700), True, False, "message", "Vandvognen kommer kl. 15")]
    assert rows("SELECT kit, place, role FROM feltkit.kits ORDER BY kit") == [
        (1, 1, str(Role.SECRETARIAT)),
        (2, 2, str(Role.MEETING_POINT)),
    ]
    feed = rows("SELECT kit, first, last, events, missing, forked FROM feltkit.feeds WHERE kit = 1")
    assert feed == [(1, 1, 4, 4, 0, 0)]
    assert rows("SELECT name, exercise, started, stopped FROM feltkit.incidents") == [
        ("Strømsvigt nord", False, at(0), at(8 * HOUR))
    ]
