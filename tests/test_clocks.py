"""Clocks that are wrong by hours and years: what is so stays so, and is the same in every kit."""

import random
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kits import NOW, Clock, make_kit

from fieldkit.acts import incidents
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import Event, make_event, says
from fieldkit.core.facts.said import Note, Report
from fieldkit.core.facts.terms import Condition, Precedence, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Dispatch, Request
from fieldkit.core.state.fold import State, apply, fold
from fieldkit.core.views.board import make_board
from fieldkit.core.views.clocks import clocks_ahead, is_behind
from fieldkit.core.views.errands import make_errands
from fieldkit.core.views.requests import make_requests
from fieldkit.kit import Heard, Kit
from fieldkit.link.codec.codec import carried
from fieldkit.store.files.keys import new_key, write_key

HOUR, YEAR = 3600, 365 * 86400
PLACE = 2


def water(condition: Condition) -> Report:
    return Report(PLACE, {Topic.WATER: TopicState(condition)})


def stands(kit: Kit) -> Condition | None:
    row = next((row for row in make_board(kit.state, kit.roster, kit.now()).rows if row.place == PLACE), None)
    return row.topics[Topic.WATER].condition if row and Topic.WATER in row.topics else None


def age(kit: Kit) -> int | None:
    return next(row.age_s for row in make_board(kit.state, kit.roster, kit.now()).rows if row.place == PLACE)


class Town:
    """Kits of one municipality whose clocks a test moves, each by itself."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.time = NOW
        self.clocks: dict[int, Clock] = {}
        write_key(folder / "key", new_key())

    def kit(self, number: int, off: float = 0, *, sure: bool = True) -> Kit:
        clock = self.clocks[number] = Clock(off)
        kit = make_kit(
            self.folder / f"kit{number}",
            number=number,
            role=Role.SECRETARIAT if number == 1 else Role.MEETING_POINT,
            key=self.folder / "key",
            now=lambda: self.time + clock.now,
        )
        kit.time_sure = sure
        self.stack.callback(kit.close)
        return kit

    def later(self, seconds: float) -> None:
        self.time += seconds


def tell(giver: Kit, *takers: Kit) -> None:
    """Everything that one kit holds, to others, and what they answer back."""
    for taker in takers:
        taker.merge([row.event for row in giver.log.all()], "radio")


def mix(*kits: Kit) -> None:
    """All tell all, until nobody has anything new to say."""
    while True:
        before = [kit.log.count() for kit in kits]
        for kit in kits:
            tell(kit, *(other for other in kits if other is not kit))
        if before == [kit.log.count() for kit in kits]:
            return


@pytest.fixture
def town(tmp_path):
    with ExitStack() as stack:
        yield Town(tmp_path, stack)


@pytest.mark.parametrize("ahead", [5 * HOUR, 3 * YEAR, 31 * YEAR])
def test_a_kit_that_is_ahead_does_not_win_over_one_that_is_right(town, ahead):
    a, b = town.kit(1), town.kit(2, ahead)
    b.record(water(Condition.CRITICAL))
    tell(b, a)
    assert stands(a) is Condition.CRITICAL, "nobody has said anything else"
    assert age(a) == 0
    town.later(600)
    assert age(a) == 600, "it ages from when it was heard"
    a.record(water(Condition.OK))
    mix(a, b)
    assert stands(a) is stands(b) is Condition.OK
    town.later(600)
    b.record(water(Condition.SHORTAGE))
    mix(a, b)
    assert stands(a) is stands(b) is Condition.SHORTAGE, "what it says later is later"
    assert age(a) == 0
    assert sum(says(row.event, ClockCheck) for row in a.log.all()) == 1, "said once"


def test_an_exercise_that_a_kit_years_ahead_has_begun_can_be_ended(town):
    a, b = town.kit(1), town.kit(2, 3 * YEAR)
    incidents.start(b, "Øvelse fra fremtiden", exercise=True)
    tell(b, a)
    incidents.stop(a)
    mix(a, b)
    assert not a.state.current() and not b.state.current()


def test_a_kit_whose_clock_others_have_found_ahead_knows_no_age_until_it_is_put_right(town):
    a, b = town.kit(1), town.kit(2, 3 * YEAR)
    b.record(water(Condition.SHORTAGE))
    assert b.knows_time, "nobody has told it yet"
    mix(a, b)
    assert a.knows_time and not b.knows_time
    (row,) = (row for row in make_board(b.state, b.roster, b.now(), knows_time=b.knows_time).rows if row.place == PLACE)
    assert row.heard and row.age_s is None and not row.silent
    town.clocks[2].now = 0
    town.later(60)
    b.record(Note("uret er stillet"))
    assert b.knows_time and age(b) is not None


@pytest.mark.parametrize("ahead", [2 * HOUR, 11 * YEAR])
def test_when_a_clock_is_put_right_reports_age_from_when_they_were_made(town, ahead):
    a, b = town.kit(1, ahead), town.kit(2)
    wrong = a.record(Note("uret er foran"))
    town.clocks[1].now = 0
    town.later(300)
    assert a.find(wrong.number).at > a.now(), "nothing tells yet when it was"
    right = a.record(water(Condition.SHORTAGE))
    for _ in range(3):
        town.later(40 * 60)
        tell(a, b)
        assert age(a) == age(b) == town.time - right.at
    assert right.at == NOW + 300 and right.time_sure
    for kit in (a, b):
        placed = kit.find(wrong.number)
        assert placed.at <= right.at and not placed.time_sure and placed.stamp < kit.find(right.number).stamp
        assert [row.event.number for row in kit.reading.rows()].index(wrong.number) < [
            row.event.number for row in kit.reading.rows()
        ].index(right.number)


def test_a_kit_without_a_clock_inherits_no_time_that_others_know_to_be_wrong(town):
    future, right, unset = town.kit(4, 31 * YEAR), town.kit(5), town.kit(3, -YEAR, sure=False)
    future.record(Note("fra 2057"))
    tell(future, unset)
    first = unset.record(water(Condition.OK))
    tell(unset, right)
    town.later(60)
    right.record(water(Condition.CRITICAL))
    mix(future, right, unset)
    assert {stands(kit) for kit in (future, right, unset)} == {Condition.CRITICAL}
    again = unset.record(water(Condition.SHORTAGE))
    assert not again.time_sure and abs(again.at - town.time) < 900
    assert unset.find(first.number).at <= again.at
    mix(future, right, unset)
    assert {stands(kit) for kit in (future, right, unset)} == {Condition.SHORTAGE}


def test_a_kit_that_is_behind_does_not_make_all_others_be_ahead(town):
    behind, *others = town.kit(1, -5 * HOUR), town.kit(2), town.kit(3), town.kit(4)
    for turn in range(4):
        for kit in others:
            town.later(60)
            kit.record(water(Condition.OK if turn % 2 else Condition.SHORTAGE))
            tell(kit, *[one for one in (behind, *others) if one is not kit])
            mix(behind, *others)
    last = others[-1].record(water(Condition.CRITICAL))
    mix(behind, *others)
    for kit in (behind, *others):
        assert kit.find(last.number).time_sure, "the others know better"
        assert stands(kit) is Condition.CRITICAL
    assert is_behind(behind.state, 1) and not is_behind(others[0].state, 2)
    said = [row.event for row in behind.log.all() if says(row.event, ClockCheck)]
    assert len([event for event in said if event.kit == 1]) <= 3, "it stops when it is overruled"


def test_what_was_heard_before_it_is_recorded_counts_from_when_it_was_heard(town):
    kit = town.kit(1)
    kit.record(Note("nu"))
    late = kit.record(water(Condition.SHORTAGE), heard=Heard(town.time - 3 * HOUR, sure=True))
    assert late.at == pytest.approx(town.time - 3 * HOUR, abs=900) and late.time_sure
    assert age(kit) == pytest.approx(3 * HOUR, abs=900)
    assert not kit.record(Note("måske"), heard=Heard(town.time - 60, sure=False)).time_sure


def test_what_a_log_tells_of_clocks_is_known_when_it_is_opened_anew(town, tmp_path):
    a, b = town.kit(1), town.kit(2, 3 * YEAR)
    b.record(water(Condition.CRITICAL))
    tell(b, a)
    town.later(60)
    a.record(water(Condition.OK))
    assert a.kept.keep()
    with ExitStack() as stack:
        again = Kit.open(a.home.folder, now=lambda: town.time)
        stack.callback(again.close)
        assert again.kept.read_to and stands(again) is Condition.OK
        assert [row.event.stamp for row in again.reading.rows()] == sorted(row.event.stamp for row in a.log.all())
        assert [event.number for event in again.log.latest(limit=3)] == [
            event.number for event in a.log.latest(limit=3)
        ]
        assert again.record(Note("nu")).at == town.time


def test_no_clock_takes_the_order_far_ahead_for_long(town):
    kit, other = town.kit(1), town.kit(2, 3 * YEAR)
    other.record(Note("langt fremme"))
    tell(other, kit)
    assert kit.record(Note("nu")).order >> 16 <= (town.time - NOW) + (kit.log.all()[0].event.order >> 16) + 600


times = st.sampled_from([0, 1, 60, 400, 700, HOUR, 5 * HOUR, YEAR, 3 * YEAR])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(1, 4), st.sampled_from(list(Condition))),
        st.tuples(st.just("tell"), st.integers(1, 4), st.integers(1, 4)),
        st.tuples(st.just("clock"), st.integers(1, 4), st.tuples(st.sampled_from([1, -1]), times)),
        st.tuples(st.just("right"), st.integers(1, 4), st.none()),
        st.tuples(st.just("wait"), st.just(0), st.sampled_from([1, 30, 700, 2 * HOUR])),
    ),
    max_size=30,
)


@given(steps, st.integers(0, 1 << 30))
@settings(max_examples=60, deadline=None)
def test_kits_with_any_clocks_and_the_same_events_have_equal_states(steps, seed):
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        town = Town(Path(folder), stack)
        kits = {number: town.kit(number, sure=number != 4) for number in range(1, 5)}
        for what, who, how in steps:
            if what == "say":
                kits[who].record(water(how))
            elif what == "tell" and how != who:
                tell(kits[who], kits[how])
            elif what == "clock":
                town.clocks[who].now = how[0] * how[1]
            elif what == "right":
                town.clocks[who].now = 0
            elif what == "wait":
                town.later(how)
        mix(*kits.values())
        events = [row.event for row in kits[1].log.all()]
        whole = fold(events)
        assert all(kit.state == whole for kit in kits.values())
        assert len({stands(kit) for kit in kits.values()}) == 1
        rng = random.Random(seed)
        assert shuffled(events, rng) == whole
        for clock in town.clocks.values():
            clock.now = 0
        town.later(2 * HOUR)
        last = kits[1].record(water(Condition.OK))
        mix(*kits.values())
        for kit in kits.values():
            assert kit.find(last.number).at == pytest.approx(town.time, abs=1) and stands(kit) is Condition.OK, (
                "the order recovers when the clocks do"
            )


def shuffled(events: list[Event], rng: random.Random) -> State:
    state = State()
    for event in rng.sample(events, len(events)):
        apply(state, event)
    return state


def test_what_was_read_before_a_clock_was_known_to_be_wrong_is_read_where_it_stands_now(town):
    unset, b, c = town.kit(1, sure=False), town.kit(2, 2 * HOUR), town.kit(3)
    assert unset.kept.keep()
    b.record(Note("to timer foran"))
    c.record(Note("rigtigt"))
    tell(b, unset)
    tell(c, unset)
    assert [row.event.number for row in unset.reading.rows()][-1] == "2-0002"
    town.clocks[2].now = -HOUR
    b.record(Note("stillet for langt tilbage"))
    tell(b, unset)
    assert [row.event.number for row in unset.reading.rows()] == [row.event.number for row in unset.log.all()]
    assert unset.reading.latest(1) == unset.log.latest(limit=1)


def test_nothing_is_read_twice_when_the_log_is_kept_while_it_is_read(town):
    kit = town.kit(1)
    assert kit.kept.keep()
    kit.record(Note("læst, før den blev gemt"))
    before = [row.event.id for row in kit.reading.rows()]
    assert kit.kept.keep()
    assert [row.event.id for row in kit.reading.rows()] == before


@pytest.mark.parametrize("ahead", [HOUR / 2, 2 * HOUR])
def test_what_a_wrong_clock_wrote_wins_nothing_when_it_is_right_again_without_having_gone_back(town, ahead):
    a, b = town.kit(1), town.kit(2, ahead)
    b.record(water(Condition.OK))
    mix(a, b)
    town.later(600)
    a.record(water(Condition.CRITICAL))
    mix(a, b)
    town.clocks[2].now = 0
    town.later(3 * HOUR)
    again = b.record(Note("uret er stillet"))
    mix(a, b)
    for kit in (a, b):
        assert stands(kit) is Condition.CRITICAL and age(kit) == 3 * HOUR
        assert kit.find(again.number).at == town.time and kit.find(again.number).time_sure
    town.later(600)
    b.record(water(Condition.SHORTAGE))
    mix(a, b)
    assert stands(a) is stands(b) is Condition.SHORTAGE and age(a) == age(b) == 0


def test_a_clock_that_was_put_right_is_said_to_be_wrong_by_nobody(town):
    a, b = town.kit(1), town.kit(2, 3 * YEAR)
    b.record(Note("tre år foran"))
    mix(a, b)
    assert [one.kit for kit in (a, b) for one in clocks_ahead(kit.state) if one.still] == [2, 2]
    town.clocks[2].now = 0
    b.record(Note("uret er stillet"))
    mix(a, b)
    assert not [one for kit in (a, b) for one in clocks_ahead(kit.state) if one.still]


def test_a_kit_that_was_behind_is_believed_again_when_its_clock_is_right(town):
    behind, b, c = town.kit(1, -5 * HOUR), town.kit(2), town.kit(3)
    for kit in (b, c):
        kit.record(Note("rettidig"))
    mix(behind, b, c)
    assert is_behind(behind.state, 1)
    town.clocks[1].now = 0
    for kit in (b, c):
        kit.record(Note("og igen"))
    mix(behind, b, c)
    assert not is_behind(behind.state, 1)
    town.clocks[2].now = 2 * HOUR
    wrong = b.record(Note("to timer foran"))
    mix(behind, b, c)
    assert behind.find(wrong.number).at == c.find(wrong.number).at == town.time


@pytest.mark.parametrize("ahead", [2 * HOUR, 3 * YEAR])
def test_a_time_that_was_typed_by_a_wrong_clock_is_as_much_earlier_as_what_it_stands_in(town, ahead):
    a, b = town.kit(1), town.kit(2, ahead)
    due = int(b.now()) + 2 * HOUR - EPOCH_UNIX_S
    asked = b.record(Request("tæpper", PLACE, due=due, precedence=Precedence.URGENT))
    sent = b.record(Dispatch("Bo", PLACE, (3,), left=due - 3 * HOUR))
    mix(a, b)
    for kit in (a, b):
        (request,) = make_requests(kit.state, kit.roster, town.time)
        assert request.due_at == town.time + 2 * HOUR and not request.late
        assert make_requests(kit.state, kit.roster, town.time + 3 * HOUR)[0].overdue
        (errand,) = make_errands(kit.state, kit.roster, town.time)
        assert errand.left_at == town.time - HOUR and not errand.overdue
        assert make_errands(kit.state, kit.roster, town.time + 5 * HOUR)[0].overdue, "somebody looks for the runner"
    for number in (asked.number, sent.number):
        here, there = a.find(number), b.find(number)
        assert here.id == there.id and here.body == there.body != here.as_written
        assert carried(here), "it goes on as it was written"


def test_a_word_that_a_clock_is_ahead_puts_nothing_before_the_time_at_which_it_was_said(town):
    a, b, c = town.kit(1), town.kit(2), town.kit(3)
    said = a.record(water(Condition.CRITICAL))
    town.later(5 * HOUR)
    mix(a, b, c)
    lie = ClockCheck(RefBody(*said.ref), 5 * YEAR)
    b.merge([make_event(lie, kit=9, epoch=7, seq=1, hlc=hlc_of_unix(town.time))], "radio")
    mix(a, b, c)
    assert [kit.find(said.number).at for kit in (a, b, c)] == [NOW] * 3
    town.later(60)
    later = a.record(water(Condition.SHORTAGE))
    mix(a, b, c)
    assert [kit.find(later.number).at for kit in (a, b, c)] == [town.time] * 3, "the others have it in time, and say so"
