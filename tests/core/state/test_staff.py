"""The staff's events add up to the same State and the same views, whatever the order, carrier or number of copies."""

import random

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from strategies import of_kinds

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import INCIDENT, EntrySort, Incident, Message, Note
from fieldkit.core.facts.staff import KINDS as STAFF
from fieldkit.core.facts.staff import (
    Answer,
    Call,
    CallResult,
    Crew,
    Handover,
    LevelAct,
    LevelChange,
    Question,
    QuestionClosed,
)
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.facts.work import Dispatch, Request
from fieldkit.core.roster.roster import LevelStep, Person, PersonRole, Place, PlaceKind, Roster
from fieldkit.core.state.fold import apply, fold
from fieldkit.core.text.personal_data import holds_cpr
from fieldkit.core.views.activation import Change, calling_order, make_activation, next_call
from fieldkit.core.views.answers import QuestionState, answer_versions, current_answers, make_questions, next_instruks
from fieldkit.core.views.crew import TeamsState, on_duty, spells, two_teams
from fieldkit.core.views.handover import handover_list
from fieldkit.link.delivery.urgency import urgency
from fieldkit.link.wire.frame import MAX_FRAME, open_frame, pack_events
from fieldkit.link.wire.seal import Sealer

T0 = EPOCH_UNIX_S + 60_000_000
TAG = 5
HOUR = 3600
SECRETARIAT, SCHOOL = 1, 2


def event(body, at=0, *, kit=1, seq=1, tag=TAG):
    """An event `at` seconds after the incident began."""
    return make_event(body, kit=kit, epoch=7, seq=seq, hlc=hlc_of_unix(T0 + at), incident=tag)


def log(*bodies, kit=1, tag=TAG, step=60):
    """Events a minute apart, after the incident's start."""
    start = event(Incident(TAG, name="Strømsvigt"))
    return [start, *(event(b, step * (i + 1), kit=kit, seq=i + 2, tag=tag) for i, b in enumerate(bodies))]


ROSTER = Roster(
    places=(
        Place(number=SECRETARIAT, slug="sekretariat", name="Sekretariatet", kind=PlaceKind.SECRETARIAT, kit=1),
        Place(number=SCHOOL, slug="skolen", name="Skolen", kind=PlaceKind.MEETING_POINT, kit=2),
    ),
    people=(
        Person(name="Øvelse Andersen", role=PersonRole.LEADER, place="sekretariat", order=1),
        Person(name="Prøve Andersen", role=PersonRole.LEADER, order=2, stand_in_for="Øvelse Andersen"),
        Person(name="Fiktiv Bæk", role=PersonRole.ON_CALL, order=1),
        Person(name="Kladde Bæk", role=PersonRole.RUNNER, order=1),
        Person(name="Attrap Bæk", role=PersonRole.RUNNER, order=2),
    ),
    levels=(
        LevelStep(level=0, name="Usædvanlig hændelse", calls=(PersonRole.ON_CALL,)),
        LevelStep(level=1, name="Fagstab", calls=(PersonRole.ON_CALL, PersonRole.LEADER), full_within_min=60),
        LevelStep(
            level=2,
            name="Tværgående krisestab",
            calls=(PersonRole.ON_CALL, PersonRole.LEADER, PersonRole.RUNNER),
            full_within_min=120,
        ),
    ),
)

staff = of_kinds(*STAFF, INCIDENT)


@given(
    st.lists(st.tuples(staff, st.integers(1, 3), st.integers(0, 5), st.sampled_from([0, TAG, 0x8005])), max_size=14),
    st.randoms(use_true_random=False),
)
def test_any_order_and_any_copies_give_the_same_state_and_views(facts, rnd):
    """Times collide on purpose: what is not ordered by time must be ordered by author and number everywhere."""
    found = [
        make_event(body, kit=kit, epoch=7, seq=n + 1, hlc=(60_000_000 + second) << 16, incident=tag)
        for n, (body, kit, second, tag) in enumerate(facts)
    ]
    mixed = [*found, *rnd.sample(found, k=len(found) // 2)]
    rnd.shuffle(mixed)
    one, other = fold(found), fold(mixed)
    assert one == other
    now = T0 + 30 * HOUR
    for tag in (0, TAG, 0x8005):
        assert spells(one, now, tag) == spells(other, now, tag)
        assert on_duty(one, now, tag) == on_duty(other, now, tag)
        assert make_activation(one, ROSTER, now, tag) == make_activation(other, ROSTER, now, tag)
        assert calling_order(one, ROSTER, now, tag=tag) == calling_order(other, ROSTER, now, tag=tag)
        assert answer_versions(one, tag) == answer_versions(other, tag)
        assert make_questions(one, ROSTER, tag) == make_questions(other, ROSTER, tag)
        views = [handover_list(s, ROSTER, now, place=1, kit=1, tag=tag) for s in (one, other)]
        assert views[0] == views[1]


def test_a_person_signs_in_changes_role_and_leaves():
    state = fold(
        log(
            Crew("Øvelse Andersen", SCHOOL, "runner"),
            Crew("øvelse  andersen", SCHOOL, "liaison-officer"),
            Crew("Prøve Bæk", SCHOOL, "kok"),
        )
    )
    both = on_duty(state, T0 + HOUR)
    assert [(s.name, s.role, s.since) for s in both] == [
        ("øvelse andersen", "liaison-officer", T0 + 60),
        ("Prøve Bæk", "kok", T0 + 180),
    ]
    apply(state, event(Crew("Øvelse Andersen", SCHOOL, out=True), HOUR, seq=9))
    assert [s.name for s in on_duty(state, T0 + HOUR)] == ["Prøve Bæk"]
    assert next((s.since, s.until) for s in spells(state, T0 + 2 * HOUR)) == (T0 + 60, T0 + HOUR)


def test_since_is_what_the_person_said_and_a_long_shift_is_told():
    came = T0 - 9 * HOUR
    state = fold(log(Crew("Prøve Bæk", SCHOOL, since=came - EPOCH_UNIX_S)))
    assert on_duty(state, T0 + HOUR)[0].since == came
    assert not on_duty(state, T0 + 2 * HOUR)[0].long
    assert on_duty(state, T0 + 4 * HOUR)[0].long


def test_the_same_name_at_two_places_is_shown_not_guessed():
    state = fold(log(Crew("Prøve Bæk", SCHOOL), Crew("prøve bæk", SECRETARIAT)))
    assert [(s.place, s.elsewhere) for s in on_duty(state, T0 + HOUR)] == [
        (SECRETARIAT, (SCHOOL,)),
        (SCHOOL, (SECRETARIAT,)),
    ]


def test_who_came_before_the_incident_began_is_on_duty_but_not_last_weeks_and_never_in_an_exercise():
    early = event(Crew("Prøve Bæk", SCHOOL), -HOUR, seq=2, tag=0)
    old = event(Crew("Øvelse Andersen", SCHOOL), -7 * 24 * HOUR, seq=3, tag=0)
    exercise = event(Crew("Kladde Bæk", SCHOOL), 60, seq=4, tag=0x8005)
    state = fold([*log(), early, old, exercise])
    assert [s.name for s in on_duty(state, T0 + HOUR, TAG)] == ["Prøve Bæk"]
    assert [s.name for s in on_duty(state, T0 + HOUR, 0x8005)] == ["Kladde Bæk"]


def test_a_handover_signs_one_out_and_the_other_in():
    facts = ("Runner 1-0044 er ude", "Vand er rødt på Skolen", "Møde kl. 18")
    state = fold(
        log(
            Crew("Øvelse Andersen", SECRETARIAT, "leader"),
            Handover("Øvelse Andersen", "Prøve Andersen", SECRETARIAT, "leader", facts),
        )
    )
    assert [(s.name, s.role) for s in on_duty(state, T0 + HOUR)] == [("Prøve Andersen", "leader")]
    (kept,) = state.staff.handovers.values()
    assert kept.body.facts == facts


def test_two_teams_are_warned_of_before_a_day_has_passed_and_proposed_after():
    state = fold(log(Crew("Øvelse Andersen", SECRETARIAT, "leader")))
    assert two_teams(state, ROSTER, T0 + 17 * HOUR).state is TeamsState.NOT_YET
    assert two_teams(state, ROSTER, T0 + 19 * HOUR).state is TeamsState.SOON
    later = two_teams(state, ROSTER, T0 + 25 * HOUR)
    assert later.state is TeamsState.NOW and later.at == T0 + 24 * HOUR
    leader = next(seat for seat in later.seats if seat.role is PersonRole.LEADER)
    assert (leader.first, leader.second) == ("Øvelse Andersen", "Prøve Andersen")
    nobody = next(seat for seat in later.seats if seat.role is PersonRole.COMMUNICATION)
    assert nobody.second == "", "nobody known: help is fetched from outside"


def test_the_clock_runs_from_the_decision_that_raised_the_level():
    state = fold(log(LevelChange(1, "fagchefen"), LevelChange(2, "direktøren", reason="flere byer")))
    at = T0 + 120
    found = make_activation(state, ROSTER, T0 + HOUR)
    assert (found.level, found.name, found.decided_by) == (2, "Tværgående krisestab", "direktøren")
    assert [line.change for line in found.history] == [Change.FIRST, Change.UP]
    assert found.clock.decided_at == at
    assert found.clock.full_by == at + 2 * HOUR
    assert found.clock.endure_until == at + 72 * HOUR
    assert not found.clock.late
    assert found.clock.missing == (PersonRole.ON_CALL, PersonRole.LEADER, PersonRole.RUNNER)
    assert make_activation(state, ROSTER, T0 + 3 * HOUR).clock.late
    assert state.incidents[TAG].level.value == "2", "the board shows the same level"


def test_full_stops_the_clock_and_standing_down_ends_it():
    decided = log(LevelChange(2, "direktøren"), LevelChange(2, "tovholderen", LevelAct.FULL))
    found = make_activation(fold(decided), ROSTER, T0 + 9 * HOUR)
    assert found.clock.full_at == T0 + 120 and not found.clock.late
    down = log(LevelChange(2, "direktøren"), LevelChange(1, "borgmesteren", LevelAct.STAND_DOWN))
    after = make_activation(fold(down), ROSTER, T0 + 9 * HOUR)
    assert after.level == 1 and after.clock is None
    assert after.history[-1].change is Change.STAND_DOWN


def test_a_decision_made_at_another_time_than_it_was_written_counts_from_then():
    state = fold(log(LevelChange(2, "direktøren", at=T0 - HOUR - EPOCH_UNIX_S)))
    assert make_activation(state, ROSTER, T0 + 60).clock.full_by == T0 + HOUR


def test_a_level_given_at_the_start_is_shown_with_nobody_as_decider():
    state = fold([event(Incident(TAG, name="Strømsvigt", level="1"))])
    found = make_activation(state, ROSTER, T0)
    assert (found.level, found.decided_by) == (1, "")


def test_two_levels_decided_apart_settle_alike():
    one = event(LevelChange(1, "fagchefen"), 60, kit=1, seq=2)
    other = event(LevelChange(2, "direktøren"), 60, kit=2, seq=2)
    a, b = fold([*log(), one, other]), fold([*log(), other, one])
    assert a == b
    assert make_activation(a, ROSTER, T0 + HOUR) == make_activation(b, ROSTER, T0 + HOUR)
    assert make_activation(a, ROSTER, T0 + HOUR).level == 2, "the same moment: the higher kit number is last everywhere"


def test_the_calling_order_goes_to_the_stand_in_and_comes_back_to_who_did_not_answer():
    def next_name(*bodies, now=T0 + 30 * 60):
        found = next_call(calling_order(fold(log(LevelChange(1, "x"), *bodies)), ROSTER, now), now)
        return (found.person.name, found.tried) if found else None

    duty = Call("Fiktiv Bæk", CallResult.REACHED)
    leader, stand_in = Call("øvelse andersen", CallResult.NO_ANSWER), Call("Prøve Andersen", CallResult.LEFT_MESSAGE)
    assert next_name() == ("Fiktiv Bæk", 0)
    assert next_name(duty) == ("Øvelse Andersen", 0)
    assert next_name(duty, leader) == ("Prøve Andersen", 0)
    assert next_name(duty, leader, stand_in) == ("Øvelse Andersen", 1)
    assert next_name(duty, leader, Call("Prøve Andersen", CallResult.REACHED)) is None
    assert next_name(duty, Crew("Øvelse Andersen", SECRETARIAT)) is None, "who has come need not be called"
    assert next_name(duty, Call("Øvelse Andersen", CallResult.STAND_IN)) is None


def test_who_did_not_answer_rests_ten_minutes():
    state = fold(log(LevelChange(0, "x"), Call("Fiktiv Bæk", CallResult.NO_ANSWER)))
    found = next_call(calling_order(state, ROSTER, T0 + 180), T0 + 180)
    assert (found.tried, found.due_at) == (1, T0 + 120 + 600)


def test_runners_are_all_called_because_none_stands_in_for_another():
    seats = calling_order(fold(log(LevelChange(2, "x"))), ROSTER, T0 + HOUR)
    assert [seat.people[0].person.name for seat in seats if seat.role is PersonRole.RUNNER] == [
        "Kladde Bæk",
        "Attrap Bæk",
    ]


def test_an_answer_has_versions_and_the_same_question_is_answered_everywhere():
    found = log(
        Question("Hvornår kommer strømmen?", SCHOOL, 12),
        Question("hvornår kommer strømmen", SECRETARIAT, 3),
        Question("Må hunden komme ind?", SCHOOL),
        Answer(1, "Strøm", "I morgen", answers=(RefBody(1, 7, 2),)),
        Answer(1, "Strøm", "I overmorgen", version=2, replaces=RefBody(1, 7, 5)),
    )
    state = fold(found)
    (now_given,) = current_answers(state)
    assert (now_given.instruks, now_given.version, now_given.text) == (1, 2, "I overmorgen")
    assert [v.current for v in answer_versions(state)] == [False, True]
    assert next_instruks(state) == 2
    dog, power = make_questions(state, ROSTER)
    assert (dog.state, dog.text) == (QuestionState.OPEN, "Må hunden komme ind?")
    assert (power.state, power.count, power.places, power.instruks) == (
        QuestionState.ANSWERED,
        15,
        (SECRETARIAT, SCHOOL),
        1,
    )
    apply(state, event(Answer(1, "Strøm", "ukendt", 3, RefBody(1, 7, 6), withdrawn=True), HOUR, seq=20))
    assert current_answers(state) == []
    assert {q.state for q in make_questions(state, ROSTER)} == {QuestionState.OPEN}, (
        "a withdrawn answer answers nothing"
    )


def test_two_new_versions_written_apart_are_shown_as_rivals_the_same_everywhere():
    first = event(Answer(1, "Strøm", "I morgen"), 60, seq=2)
    one = event(Answer(1, "Strøm", "Kl. 8", 2, RefBody(*first.ref)), 120, kit=1, seq=3)
    other = event(Answer(1, "Strøm", "Kl. 9", 2, RefBody(*first.ref)), 120, kit=3, seq=1)
    for order in ([first, one, other], [other, one, first]):
        (view,) = current_answers(fold([*log(), *order]))
        assert (view.text, view.rivals) == ("Kl. 9", (one.number,))
    third = event(Answer(1, "Strøm", "Kl. 9.30", 3, RefBody(*other.ref)), 180, kit=1, seq=4)
    (view,) = current_answers(fold([*log(), third, first, one, other]))
    assert (view.text, view.rivals) == ("Kl. 9.30", ()), "the next version settles it"


def test_a_question_becomes_a_request_or_is_closed_with_a_reason():
    asked = Question("Der mangler tæpper", SCHOOL)
    request = Request("tæpper", SCHOOL, 20, ref=RefBody(1, 7, 2))
    (turned,) = make_questions(fold(log(asked, request)), ROSTER)
    assert (turned.state, turned.into) == (QuestionState.CLOSED, "1-0003")
    (closed,) = make_questions(fold(log(asked, QuestionClosed(RefBody(1, 7, 2), reason="løst"))), ROSTER)
    assert (closed.state, closed.reason) == (QuestionState.CLOSED, "løst")
    again = event(asked, HOUR, kit=2, seq=9)
    (reopened,) = make_questions(fold([*log(asked, request), again]), ROSTER)
    assert reopened.state is QuestionState.OPEN, "asked anew elsewhere"


def test_the_handover_list_has_everything_that_is_open():
    sent = Message("Er I der?", to=SCHOOL, precedence=Precedence.URGENT, sender=SECRETARIAT)
    found = log(
        LevelChange(2, "direktøren"),
        Crew("Øvelse Andersen", SECRETARIAT, "leader"),
        sent,
        Request("tæpper", SCHOOL, 20),
        Dispatch("Kladde Bæk", SECRETARIAT, (SCHOOL,), (RefBody(1, 7, 4),), minutes=30),
        Question("Hvornår kommer strømmen?", SCHOOL, 12),
        Note("Skolen holdes åben i nat", entry=EntrySort.DECISION, by="direktøren"),
        Note("kaffe er brygget"),
    )
    incoming = event(Message("Vi mangler vand", to=SECRETARIAT, sender=SCHOOL), 200, kit=2, seq=1)
    now = T0 + 3 * HOUR
    handed = handover_list(fold([*found, incoming]), ROSTER, now, place=SECRETARIAT, kit=1, battery=None)
    assert handed.battery is None, "unknown is not zero"
    assert [e.number for e in handed.waiting] == ["2-0001"]
    assert [e.number for e in handed.unconfirmed] == ["1-0004"]
    assert [r.number for r in handed.requests] == ["1-0005"]
    assert [e.runner for e in handed.runners] == ["Kladde Bæk"]
    assert [q.number for q in handed.questions] == ["1-0007"]
    assert [d.text for d in handed.decisions] == ["niveau 2 aktiveret", "Skolen holdes åben i nat"]
    assert [s.name for s in handed.crew] == ["Øvelse Andersen"]
    whats = [d.what for d in handed.deadlines]
    assert "staben skal være fuldtallig" in whats and "Kladde Bæk ventes tilbage" in whats
    assert [d.at for d in handed.deadlines] == sorted(d.at for d in handed.deadlines)
    assert next(d for d in handed.deadlines if d.what.startswith("haster")).late


def test_a_school_hands_over_its_own_and_not_the_others_business():
    found = log(Request("tæpper", SCHOOL, 20), Request("vand", 3, 100), Question("Hvornår?", 3))
    handed = handover_list(fold(found), ROSTER, T0 + HOUR, place=SCHOOL, kit=2)
    assert [r.what for r in handed.requests] == ["tæpper"]
    assert handed.questions == ()


def test_each_kind_fits_a_frame_and_decisions_travel_faster_than_sign_ins():
    bodies = [
        Crew("Øvelse Andersen", SCHOOL, "leader"),
        Handover("Øvelse Andersen", "Prøve Andersen", 1, "leader", ("Runner er ude", "Vand er rødt", "Møde kl. 18")),
        LevelChange(2, "kommunaldirektøren", reason="strømmen er væk"),
        Call("Øvelse Andersen", CallResult.LEFT_MESSAGE, "leader", "vagthavende"),
        Question("Hvornår kommer strømmen igen?", SCHOOL, 12),
        Answer(1, "Strøm", "Strømmen ventes tilbage i morgen kl. 8.", answers=(RefBody(1, 7, 2),)),
        QuestionClosed(RefBody(1, 7, 2), reason="løst på stedet"),
    ]
    for body in bodies:
        made = event(body)
        frame, taken = pack_events(Sealer(1, 7, 1, bytes(32)), [made])
        assert taken == 1 and len(frame) <= MAX_FRAME
        assert open_frame(frame, {1: bytes(32)}).events == (made,)
    assert urgency(event(bodies[2])) is Precedence.URGENT
    assert urgency(event(bodies[0])) is Precedence.INFO
    assert urgency(event(msgspec.structs.replace(bodies[5], withdrawn=True))) is Precedence.URGENT


def test_a_cpr_number_is_found_wherever_it_hides():
    assert holds_cpr(Handover("A", "B", 1, facts=("ok", "barnet 010190-1234 er hentet")))
    assert holds_cpr(Crew("Prøve 010190-1234", 1))
    assert holds_cpr({"felt": ["x", {"y": "0101901234"}]})
    assert not holds_cpr(Handover("A", "B", 1, facts=("nr. 12-0147", "tlf. 00 00 00 01")))


def test_crew_events_from_many_places_in_a_shuffled_log_give_one_duty_list():
    rnd = random.Random(4)
    found = [event(Crew(f"Prøve {n % 9}", n % 4 + 1, out=n % 3 == 2), n, kit=n % 4 + 1, seq=n + 10) for n in range(200)]
    shown = on_duty(fold([*log(), *found]), T0 + HOUR)
    assert shown
    for _ in range(5):
        rnd.shuffle(found)
        assert on_duty(fold([*found, *log(), *found[:50]]), T0 + HOUR) == shown
