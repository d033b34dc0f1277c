"""How an incident went: every figure is what the events say, the same whatever their order, and nothing is made up."""

import random

import pytest
from an_incident import ALARM, ROSTER, STAFF, TAG, Told, seconds

from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.facts.lessons import Lesson, LessonPoint
from fieldkit.core.facts.said import Ack, EntrySort, Incident, Message, Note
from fieldkit.core.facts.staff import Call, CallResult, Crew, LevelAct, LevelChange
from fieldkit.core.facts.terms import Precedence, Role, Trust
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchAct,
    DispatchStatus,
    Request,
    RequestState,
    RequestStatus,
)
from fieldkit.core.roster.roster import Roster


@pytest.fixture
def told() -> Told:
    return Told()


def test_the_staff_is_counted_from_the_alarm_and_its_two_hours_from_the_decision(told):
    told.say(1, 5, Call("Prøve Andersen", CallResult.REACHED))
    told.staffed()
    told.say(2, 40, Crew("Øvelse Dam", 2))
    told.say(3, 55, Note("vi er her"))
    staff = told.evaluation().staff
    assert (staff.alarm.at, staff.alarm.number) == (ALARM, "1-0002")
    assert (staff.decided.after_s, staff.full.after_s, staff.within_s) == (600, 5400, 7200)
    assert staff.alarm_to_full_s == 5400 and staff.late is False
    assert [(point.place, point.opened.after_s, point.by_crew) for point in staff.points] == [
        (2, 2400, True),
        (3, 3300, False),
    ]
    assert staff.points_open.after_s == 3300


def test_a_staff_that_was_complete_three_hours_after_the_decision_was_late(told):
    told.say(1, 10, LevelChange(2, "direktøren"))
    told.say(1, 200, LevelChange(2, "direktøren", LevelAct.FULL))
    assert told.evaluation().staff.late is True


def test_a_staff_that_nobody_called_complete_is_unknown_and_never_in_time(told):
    told.say(1, 10, LevelChange(2, "direktøren"))
    told.say(1, 30, Crew("Prøve Andersen", 1, STAFF[0].value))
    staff = told.evaluation().staff
    assert staff.full is None and staff.late is None and staff.alarm_to_full_s is None
    assert staff.manned is None and staff.missing == STAFF[1:]
    told.say(1, 50, Crew("Øvelse Bæk", 1, STAFF[1].value))
    assert told.evaluation().staff.manned.after_s == 3000


def test_a_call_before_anybody_pressed_start_was_the_alarm(told):
    told.say(1, -20, Call("Prøve Andersen", CallResult.NO_ANSWER), incident=0)
    told.staffed()
    staff = told.evaluation().staff
    assert staff.alarm.at == ALARM - 1200 and staff.full.after_s == 5400 + 1200


def test_a_decision_that_was_made_before_it_was_written_counts_from_when_it_was_made(told):
    told.say(1, 30, LevelChange(2, "direktøren", at=seconds(12)))
    assert told.evaluation().staff.decided.after_s == 720


def test_a_message_is_understood_when_the_last_of_its_places_has_said_so(told):
    sent = told.say(1, 20, Message("Luk op", Role.MEETING_POINT.value, Precedence.URGENT))
    told.say(2, 23, Ack(sent, "Øvelse Dam", 2))
    (line,) = told.evaluation(25).messages
    assert (line.first_s, line.all_s, line.waiting, line.late) == (180, None, (3,), False)
    told.say(3, 60, Ack(sent, "Prøve Dam", 3))
    (line,) = told.evaluation().messages
    assert (line.first_s, line.all_s, line.waiting, line.late) == (180, 2400, (), True)
    assert [(one.place, one.after_s, one.by) for one in line.read] == [(2, 180, "Øvelse Dam"), (3, 2400, "Prøve Dam")]
    (summed,) = told.evaluation().precedences
    assert (summed.precedence, summed.count, summed.read, summed.late) == (Precedence.URGENT, 1, 1, 1)
    assert (summed.within_s, summed.median_s, summed.slowest_s) == (1800, 2400, 2400)


def test_a_word_that_nothing_proves_makes_no_urgent_message_understood(told):
    sent = told.say(1, 20, Message("Luk op", 2, Precedence.FLASH))
    told.say(2, 21, Ack(sent, "", 2, Trust.UNVERIFIED))
    (line,) = told.evaluation().messages
    assert line.all_s is None and line.waiting == (2,) and line.late


def test_what_was_replaced_waits_for_nobody_and_is_not_counted(told):
    old = told.say(1, 20, Message("Luk op kl. 9", 2, Precedence.URGENT))
    new = told.say(1, 22, Message("Luk op kl. 10", 2, Precedence.URGENT, replaces=old))
    told.say(2, 25, Ack(new, "Øvelse Dam", 2))
    evaluation = told.evaluation()
    assert [(line.replaced_by, line.late) for line in evaluation.messages] == [("1-0004", False), ("", False)]
    assert evaluation.precedences[0].count == 1


def test_an_incident_without_a_message_has_none(told):
    evaluation = told.evaluation()
    assert evaluation.messages == () and evaluation.precedences == () and evaluation.runners == ()


def test_a_runner_is_late_from_the_moment_that_somebody_should_have_looked(told):
    back = told.say(2, 30, Dispatch("Påhit Holm", 2, (10,), minutes=30))
    out = told.say(2, 40, Dispatch("Øvelse Holm", 2, (10,), minutes=30))
    told.say(2, 75, DispatchStatus(back, DispatchAct.RETURNED))
    told.stop(120)
    lines = told.evaluation().runners
    assert [(line.number, line.late_s, line.out) for line in lines] == [
        (f"2-{back.seq:04d}", 15 * 60, False),
        (f"2-{out.seq:04d}", 50 * 60, True),
    ]
    assert lines[0].returned_at == ALARM + 75 * 60 and lines[1].returned_at is None


def test_a_request_goes_from_asked_over_taken_to_done(told):
    asked = told.say(2, 30, Request("tæpper", 10, 20, "stk.", seconds(90)))
    told.say(2, 31, Request("vand", 10))
    told.say(1, 40, RequestStatus(asked, RequestState.WORKING, "Materielgården"))
    told.say(1, 100, RequestStatus(asked, RequestState.DONE))
    done, open_ = told.evaluation(110).requests
    assert (done.what, done.taken_s, done.settled_s, done.late) == ("20 stk. tæpper", 600, 4200, True)
    assert (open_.taken_s, open_.settled_s, open_.state) == (None, None, RequestState.WAITING)


def test_a_decision_is_followed_by_what_points_at_it_or_names_its_number(told):
    kept = told.say(1, 10, Note("Alle skoler lukker kl. 12.", EntrySort.DECISION, "direktøren"))
    loose = told.say(1, 11, Note("Vi lejer en generator.", EntrySort.DECISION))
    told.say(1, 5, Note(f"før: 1-{loose.seq:04d}"))
    told.say(2, 20, Note(f"Skolerne er ringet op, se 1-{kept.seq:04d}.", EntrySort.ACTION))
    told.say(2, 21, Note(f"11-{loose.seq:04d} er et andet nummer"))
    told.say(2, 22, Message("Nu", 1, replaces=kept))
    lines = told.evaluation().decisions
    assert [(line.text, line.by, line.followed_by) for line in lines] == [
        ("Alle skoler lukker kl. 12.", "direktøren", ("2-0002", "2-0004")),
        ("Vi lejer en generator.", "", ()),
    ]


def test_lines_are_counted_by_the_hour_and_by_kit(told):
    told.say(2, 59, Note("a"))
    told.say(2, 61, Note("b"))
    told.say(2, 300, Note("c"))
    evaluation = told.evaluation()
    assert [(hour.at - ALARM, hour.count) for hour in evaluation.hours] == [(0, 2), (3600, 1), (18000, 1)]
    assert [(kit.kit, kit.place, kit.count) for kit in evaluation.kits] == [(1, 1, 1), (2, 2, 3)]


def test_while_it_runs_it_is_told_up_to_now_and_says_so(told):
    told.say(1, 10, Note("a"))
    running = told.evaluation(30)
    assert running.running and running.ended_at is None and running.until == ALARM + 1800
    told.stop(20)
    over = told.evaluation(30)
    assert not over.running and over.ended_at == over.until == ALARM + 1200


def test_what_a_kit_wrote_that_had_not_heard_yet_that_it_runs_belongs_to_it(told):
    told.say(2, -10, Note("før", EntrySort.DECISION), incident=0)
    sent = told.say(2, 5, Message("Vi mangler vand", 1, Precedence.URGENT), incident=0)
    told.say(1, 9, Ack(sent, "Øvelse Bæk", 1))
    told.say(2, 6, Note("Vi lukker.", EntrySort.DECISION), incident=0)
    told.stop(60)
    told.say(2, 70, Note("efter", EntrySort.DECISION), incident=0)
    evaluation = told.evaluation()
    assert [(line.number, line.all_s) for line in evaluation.messages] == [("2-0003", 240)]
    assert [line.text for line in evaluation.decisions] == ["Vi lukker."]
    assert evaluation.events == 5


def test_an_exercise_never_mixes_with_anything():
    told = Told(TAG | EXERCISE_BIT)
    told.say(1, 5, Note("daglig", EntrySort.DECISION), incident=0)
    told.say(1, 6, Message("en rigtig", 2), incident=TAG)
    evaluation = told.evaluation()
    assert evaluation.exercise and evaluation.events == 1
    assert evaluation.decisions == () and evaluation.messages == ()


def test_unsure_times_and_numbers_with_two_versions_are_named(told):
    told.say(2, 10, Note("uret stod"), sure=False)
    told.say(2, 11, Note("en"))
    told.say(2, 12, Note("to"), seq=3)
    evaluation = told.evaluation()
    assert evaluation.unsure == 1 and evaluation.forked == ("2-0003",) and evaluation.events == 4


def test_an_answer_that_was_put_right_stands_once(told):
    wrong = told.say(1, 130, Lesson(worked="alt", by="Prøve Bæk"))
    told.say(1, 131, Lesson(worked="næsten alt", plan="nyt nummer", replaces=wrong, by="Prøve Bæk"))
    told.say(2, 132, Lesson(worked="runnerne"))
    lines = told.evaluation().lessons
    assert [line.answers for line in lines] == [
        {LessonPoint.WORKED: "næsten alt", LessonPoint.PLAN: "nyt nummer"},
        {LessonPoint.WORKED: "runnerne"},
    ]


def test_the_figures_are_the_same_in_whatever_order_the_events_came(told):
    told.staffed()
    sent = told.say(1, 20, Message("Luk op", Role.MEETING_POINT.value, Precedence.URGENT))
    told.say(2, 23, Ack(sent, "Øvelse Dam", 2))
    asked = told.say(2, 30, Request("tæpper", 10))
    told.say(1, 40, RequestStatus(asked, RequestState.DONE))
    told.say(1, 41, Lesson(failed="radioen"))
    told.stop(100)
    whole, shuffled = told.evaluation(), list(told.events) * 2
    random.Random(1).shuffle(shuffled)
    assert told.evaluation(events=shuffled) == whole


def test_an_incident_of_which_only_others_lines_are_here_and_no_list_is_told_all_the_same():
    told = Told()
    told.say(2, 3, Note("vi er her"))
    alone = [event for event in told.events if not isinstance(event.body, Incident)]
    evaluation = told.evaluation(roster=Roster(), events=alone)
    assert evaluation.name == "" and evaluation.running and evaluation.events == 1
    assert evaluation.started_at == ALARM + 180 and evaluation.staff.points == ()
    assert evaluation.reporting.places == 0


def test_an_order_by_a_number_that_is_not_here_is_nobodys_follow_up(told):
    told.say(1, 10, Note("Luk.", EntrySort.DECISION))
    told.say(1, 11, RequestStatus(RefBody(9, 9, 9), RequestState.DONE))
    assert told.evaluation(roster=ROSTER).decisions[0].followed_by == ()
