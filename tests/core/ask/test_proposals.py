"""What a person is asked about, when, and what a yes records. Times are minutes after the start of an incident."""

import pytest

from fieldkit.acts.proposals import accept
from fieldkit.core.ask.proposal import AskNeighbour, Asks, Do, Remind, SendRunner, SignRunnerIn
from fieldkit.core.ask.proposals import proposals
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Ack, Hello, Incident, Message, Report
from fieldkit.core.facts.terms import Level, Precedence, Role, Topic, Via
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchAct,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestState,
    RequestStatus,
    Round,
    Silence,
    SilenceStep,
)
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import apply, fold
from fieldkit.core.text.wording import how_long, named
from fieldkit.core.views.board import make_board
from fieldkit.core.views.rounds import GRACE_S, NextStep, make_rounds, round_plan, slot_offset_s

T0 = 40_000_000
TAG = 5
SECRETARIAT, MEETING, NEAR, FAR = 1, 2, 3, 4
ROSTER = Roster(
    places=(
        Place(number=1, slug="sek", name="Sekretariatet", kind=PlaceKind.SECRETARIAT, lat=55.60, lon=9.2, kit=1),
        Place(number=2, slug="moede", name="Uglemoseskolen", kind=PlaceKind.MEETING_POINT, lat=55.61, lon=9.2, kit=2),
        Place(
            number=3, slug="naer", name="Elverskolen", kind=PlaceKind.SCHOOL, lat=55.62, lon=9.2, meeting_point="moede"
        ),
        Place(
            number=4,
            slug="fjern",
            name="Trolleskolen",
            kind=PlaceKind.SCHOOL,
            lat=55.63,
            lon=9.2,
            meeting_point="moede",
        ),
    )
)


class AtKit:
    """What acts need of a kit of the world at one minute."""

    def __init__(self, world, minute, kit):
        self.world, self.minute, self.place = world, minute, kit
        self.state, self.roster = world.state, ROSTER

    def now(self):
        return T0 + EPOCH_UNIX_S + self.minute * 60

    def event_at(self, ref):
        return self.world.events[ref]

    def record(self, body, *, incident=TAG, heard=None):
        assert incident == TAG and heard is None
        return self.world.say(self.minute, self.place, body)


class World:
    """Kits that all hold the same events; `say` records one at a minute after the start."""

    def __init__(self, *, hours=2, first_min=60):
        self.seq, self.events = {}, {}
        self.state = fold([])
        self.say(0, 1, Hello(Role.SECRETARIAT, 1))
        self.say(0, 2, Hello(Role.MEETING_POINT, 2))
        self.say(0, 1, Incident(TAG, "Strømsvigt"))
        self.say(0, 1, Round(hours, T0 + first_min * 60))

    def say(self, minute, kit, body):
        self.seq[kit] = self.seq.get(kit, 0) + 1
        hlc = int(T0 + minute * 60) << 16
        event = make_event(body, kit=kit, epoch=1, seq=self.seq[kit], hlc=hlc, incident=TAG)
        apply(self.state, event)
        self.events[event.ref] = event
        return event

    def asked(self, minute, place=1, role=Role.SECRETARIAT, asks=None):
        found = proposals(self.state, ROSTER, T0 + EPOCH_UNIX_S + minute * 60, place=place, kit=place, role=role)
        return [p for p in found if asks is None or p.asks is asks]

    def at_meeting(self, minute, asks=None):
        return self.asked(minute, 2, Role.MEETING_POINT, asks)

    def rows(self, minute):
        return {row.place: row for row in make_rounds(self.state, ROSTER, T0 + EPOCH_UNIX_S + minute * 60)}

    def yes(self, minute, kit, proposal, **more):
        return list(accept(AtKit(self, minute, kit), proposal, "Vagt", **more))


def ref(event):
    return RefBody(*event.ref)


@pytest.fixture
def world():
    return World(hours=0)


# --- messages and runners


@pytest.mark.parametrize(
    ("precedence", "minutes"), [(Precedence.FLASH, 5), (Precedence.URGENT, 30), (Precedence.ROUTINE, 120)]
)
def test_a_runner_is_proposed_when_the_deadline_for_forstaaet_has_passed_and_not_before(world, precedence, minutes):
    message = world.say(0, 1, Message("Luk salen", 2, precedence))
    assert world.asked(minutes, asks=Asks.UNANSWERED) == []
    found = world.asked(minutes + 1, asks=Asks.UNANSWERED)
    assert [(p.number, p.do, p.yes) for p in found] == [(message.number, Do.DISPATCH, SendRunner(message.ref, (2,)))]
    assert "mangler forstået fra Uglemoseskolen" in found[0].text and "1 min" in found[0].text


def test_the_place_that_has_not_answered_is_asked_to_read(world):
    message = world.say(0, 1, Message("Luk salen", 2, Precedence.FLASH))
    found = world.at_meeting(6)
    assert [(p.asks, p.number, p.do) for p in found] == [(Asks.READ, message.number, Do.ACK)]
    world.yes(7, 2, found[0])
    assert world.at_meeting(8) == [] and world.asked(8) == []


def test_orientation_replaced_and_answered_messages_send_nobody(world):
    world.say(0, 1, Message("Kaffe kl. 10", 2, Precedence.INFO))
    old = world.say(0, 1, Message("Luk salen", 2, Precedence.FLASH))
    new = world.say(1, 1, Message("Luk salen nu", 2, Precedence.FLASH, replaces=ref(old)))
    world.say(2, 2, Ack(ref(new), by="Vagt"))
    assert world.asked(600) == []


def test_one_route_for_all_who_have_not_answered_nearest_first(world):
    for place in (3, 4):
        world.say(0, 1, Report(place, children=1))
    world.say(0, 1, Message("Luk salen", "all", Precedence.FLASH))
    found = world.asked(6, asks=Asks.UNANSWERED)
    assert [p.places for p in found] == [(2, 3, 4)]
    assert "Uglemoseskolen, Elverskolen og Trolleskolen" in found[0].text


def test_a_runner_under_way_is_not_proposed_again_and_a_recalled_one_is(world):
    message = world.say(0, 1, Message("Luk salen", 2, Precedence.FLASH))
    sent = world.yes(6, 1, world.asked(6)[0], runner="Øvelse Runner")
    assert sent[0].body == Dispatch("Øvelse Runner", 1, (2,), (ref(message),), by="Vagt")
    assert world.asked(7) == []
    world.say(8, 1, DispatchStatus(ref(sent[0]), DispatchAct.RECALLED))
    assert [p.asks for p in world.asked(9)] == [Asks.UNANSWERED]
    world.say(10, 1, DispatchStatus(ref(sent[0]), DispatchAct.RETURNED))
    assert [p.asks for p in world.asked(11)] == [Asks.UNANSWERED]


def test_a_runner_who_is_back_leads_to_writing_down_who_read_it(world):
    message = world.say(0, 1, Message("Luk salen", 2, Precedence.FLASH))
    left = world.say(6, 1, Dispatch("Øvelse Runner", 1, (2,), (ref(message),)))
    world.say(30, 1, DispatchStatus(ref(left), DispatchAct.RETURNED, by="Logfører"))
    found = world.asked(31)
    assert [(p.asks, p.do, p.places) for p in found] == [(Asks.DELIVERED_UNREAD, Do.ACK, (2,))]
    assert world.yes(32, 1, found[0])[0].body == Ack(ref(message), by="Vagt", place=2)
    assert world.asked(33) == []


def test_a_late_radio_answer_proposes_to_call_the_runner_back(world):
    message = world.say(0, 1, Message("Luk salen", 2, Precedence.FLASH))
    left = world.say(6, 1, Dispatch("Øvelse Runner", 1, (2,), (ref(message),)))
    world.say(8, 2, Ack(ref(message), by="Vagt"))
    found = world.asked(9)
    assert [(p.asks, p.do, p.yes.errand) for p in found] == [(Asks.ANSWERED_RUNNER, Do.RECALL, left.ref)]
    recall, word = world.yes(10, 1, found[0])
    assert recall.body.act is DispatchAct.RECALLED and word.body.to == 2
    assert world.asked(11) == []


def test_an_overdue_runner_comes_first_and_goes_when_signed_in(world):
    world.say(0, 1, Message("Luk salen", 3, Precedence.FLASH))
    left = world.say(0, 1, Dispatch("Øvelse Runner", 1, (2,)))
    minutes = 200
    assert Asks.OVERDUE_RUNNER not in [p.asks for p in world.asked(30)]
    found = world.asked(minutes)
    assert {p.asks for p in found} == {Asks.OVERDUE_RUNNER, Asks.UNANSWERED}
    overdue = next(p for p in found if p.asks is Asks.OVERDUE_RUNNER)
    assert overdue.rank == 0 and "Uglemoseskolen" in overdue.text
    assert overdue.yes == SignRunnerIn(left.ref, (2,))
    assert world.at_meeting(minutes, Asks.OVERDUE_RUNNER) == [], "the runner did not set out from there"
    assert world.yes(minutes, 1, overdue)[0].body == DispatchStatus(ref(left), DispatchAct.RETURNED, by="Vagt")
    assert world.asked(minutes + 1, asks=Asks.OVERDUE_RUNNER) == []


# --- requests and notices


def test_a_late_request_is_asked_about_where_it_matters(world):
    asked = world.say(0, 2, Request("tæpper", 3, count=20, unit="stk.", due=T0 + 600, topic=Topic.HEAT))
    assert world.asked(9) == []
    found = world.asked(22)
    assert [(p.asks, p.number, p.do) for p in found] == [(Asks.LATE_REQUEST, asked.number, Do.REQUEST_STATUS)]
    assert "20 stk. tæpper" in found[0].text and "12 min" in found[0].text and "Elverskolen" in found[0].text
    assert [p.asks for p in world.at_meeting(22)] == [Asks.LATE_REQUEST]
    done = world.yes(23, 1, found[0], state=RequestState.DONE, holder="Vej og park")
    assert done[0].body == RequestStatus(ref(asked), RequestState.DONE, holder="Vej og park", by="Vagt")
    assert world.asked(24) == [] and world.at_meeting(24) == []


def test_a_request_that_nobody_takes_is_asked_about_before_its_own_time_and_not_called_overdue(world):
    world.say(0, 2, Request("tæpper", 3, due=T0 + 7200, precedence=Precedence.URGENT))
    assert world.asked(29) == []
    (found,) = world.asked(45)
    assert found.asks is Asks.LATE_REQUEST
    assert "har ventet 45 min (afventer): ingen har taget den?" in found.text and "over tiden" not in found.text
    (found,) = world.asked(130)
    assert "er 10 min over tiden" in found.text


def test_notices_are_asked_up_and_down_where_they_hang(world):
    notice = world.say(0, 1, Notice("Vand kl. 10", to=2, expires=T0 + 3600))
    up = world.at_meeting(1)
    assert [(p.asks, p.do) for p in up] == [(Asks.MISSING_NOTICE, Do.NOTICE_UP)] and world.asked(1) == []
    assert world.yes(2, 2, up[0])[0].body == NoticePlace(ref(notice), 2, True, by="Vagt")
    assert world.at_meeting(3) == []
    down = world.at_meeting(60)
    assert [(p.asks, p.do) for p in down] == [(Asks.OUTDATED_NOTICE, Do.NOTICE_DOWN)] and "udløbet" in down[0].text
    world.yes(61, 2, down[0])
    assert world.at_meeting(62) == []


def test_the_secretariat_is_asked_for_places_without_a_kit(world):
    old = world.say(0, 1, Notice("Vand kl. 10", to=3))
    world.say(1, 1, NoticePlace(ref(old), 3, True))
    world.say(2, 1, NoticePlace(ref(old), 2, True))
    new = world.say(3, 1, Notice("Vand kl. 12", to=3, replaces=ref(old)))
    found = world.asked(4)
    assert [(p.asks, p.places) for p in found] == [(Asks.OUTDATED_NOTICE, (3,))] and new.number in found[0].text


def test_notices_of_an_ended_incident_are_asked_down(world):
    notice = world.say(0, 1, Notice("Mødested åbent", to=2))
    world.say(1, 2, NoticePlace(ref(notice), 2, True))
    world.say(100, 1, Incident(TAG, stop=True))
    found = world.at_meeting(101)
    assert [p.asks for p in found] == [Asks.OUTDATED_NOTICE] and "hændelsen er slut" in found[0].text


# --- rounds and silence


def test_slots_spread_the_places_and_follow_the_set_rounds():
    world = World(hours=2, first_min=60)
    rows = world.rows(0)
    first = T0 + EPOCH_UNIX_S + 3600
    assert {n: row.next_at for n, row in rows.items()} == {n: first + slot_offset_s(n) for n in (2, 3, 4)}
    assert len({row.next_at for row in rows.values()}) == 3 and not any(row.late for row in rows.values())
    rows = world.rows(65)
    assert {n: row.next_at for n, row in rows.items()} == {n: first + 7200 + slot_offset_s(n) for n in (2, 3, 4)}
    assert all(row.due and not row.late for row in rows.values())
    assert all(row.late and row.silent for row in world.rows(60 + GRACE_S // 60 + 2).values())


def test_a_place_stays_late_through_the_grace_of_the_next_slot():
    world = World(hours=2, first_min=60)
    assert all(world.rows(minute)[4].late for minute in range(80, 400, 5))


def test_an_early_report_counts_for_the_slot_and_an_old_one_does_not():
    world = World(hours=2, first_min=60)
    world.say(10, 2, Report(3, level=Level.GREEN))
    world.say(-30, 2, Report(4, level=Level.GREEN))
    rows = world.rows(80)
    assert (rows[3].late, rows[4].late) == (False, True)
    assert rows[4].age_s == 110 * 60


def test_without_a_set_round_it_is_every_three_hours_from_the_start_and_none_when_called_off():
    world = World(hours=0)
    assert make_rounds(world.state, ROSTER, T0 + EPOCH_UNIX_S + 99 * 3600) == []
    fresh = fold([make_event(Incident(TAG, "x"), kit=1, epoch=1, seq=1, hlc=T0 << 16, incident=TAG)])
    plan = round_plan(fresh, TAG)
    assert (plan.every_s, plan.first_at, plan.number) == (3 * 3600, T0 + EPOCH_UNIX_S + 3 * 3600, "")
    assert round_plan(fresh, 0) is None


def test_the_ladder_goes_from_reminder_over_the_nearest_to_a_runner():
    world = World(hours=2, first_min=60)
    world.say(61, 2, Report(2, level=Level.GREEN))
    world.say(62, 2, Report(3, level=Level.GREEN))
    assert world.asked(70, asks=Asks.SILENT) == []

    (remind,) = world.asked(80, asks=Asks.SILENT)
    assert (remind.do, type(remind.yes), remind.places) == (Do.MESSAGE, Remind, (4,))
    assert "Trolleskolen er tavs" in remind.text
    message, step = world.yes(80, 1, remind)
    assert message.body.to == 4 and step.body == Silence(4, SilenceStep.RESEND, by="Vagt")
    assert world.asked(90, asks=Asks.SILENT) == []

    (ask,) = world.asked(96, asks=Asks.SILENT)
    assert (ask.do, type(ask.yes), ask.places, ask.about) == (Do.MESSAGE, AskNeighbour, (3,), 4)
    assert "Elverskolen" in ask.text, "the nearest that has reported"
    message, step = world.yes(96, 1, ask)
    assert message.body.to == 3 and "Trolleskolen" in message.body.text
    assert step.body == Silence(4, SilenceStep.ASK, asked=3, by="Vagt")
    assert world.asked(110, asks=Asks.SILENT) == []

    (runner,) = world.asked(117, asks=Asks.SILENT)
    assert (runner.do, runner.places) == (Do.DISPATCH, (4,))
    (left,) = world.yes(117, 1, runner, runner="Øvelse Runner")
    assert world.asked(118, asks=Asks.SILENT) == []
    assert world.rows(118)[4].next_step is NextStep.WAIT

    world.say(140, 1, Report(4, level=Level.YELLOW, via=Via.RUNNER))
    world.say(150, 1, DispatchStatus(ref(left), DispatchAct.RETURNED))
    row = world.rows(151)[4]
    assert (row.late, row.silent, row.steps, row.next_step) == (False, False, (), NextStep.NONE)


def test_a_second_hand_answer_is_marked_and_the_place_stays_silent():
    world = World(hours=2, first_min=60)
    world.say(61, 2, Report(2, level=Level.GREEN))
    world.say(62, 2, Report(3, level=Level.GREEN))
    for minute in (80, 96):
        world.yes(minute, 1, world.asked(minute, asks=Asks.SILENT)[0])
    said = world.say(100, 2, Report(4, level=Level.RED, via=Via.OBSERVED, by="Elverskolen"))
    row = world.rows(118)[4]
    assert (row.silent, row.last_at, row.next_step) == (True, None, NextStep.WAIT)
    assert (row.second_hand.number, row.second_hand.source, row.second_hand.by) == (said.number, 2, "Elverskolen")
    board = make_board(world.state, ROSTER, T0 + EPOCH_UNIX_S + 118 * 60)
    assert {r.place: r.second_hand for r in board.rows} == {2: False, 3: False, 4: True}
    (runner,) = world.asked(161, asks=Asks.SILENT)
    assert runner.do is Do.DISPATCH and "Andenhånds fra Elverskolen for 1 t 1 min siden" in runner.text


def test_nobody_waits_for_what_was_seen_by_a_clock_that_is_ahead():
    world = World(hours=2, first_min=60)
    world.say(61, 2, Report(2, level=Level.GREEN))
    world.say(62, 2, Report(3, level=Level.GREEN))
    for minute in (80, 96):
        world.yes(minute, 1, world.asked(minute, asks=Asks.SILENT)[0])
    world.say(100 + 3 * 24 * 60, 2, Report(4, level=Level.RED, via=Via.OBSERVED, by="Elverskolen"))
    (runner,) = world.asked(118, asks=Asks.SILENT)
    assert runner.do is Do.DISPATCH and "Andenhånds fra Elverskolen for ukendt tid siden" in runner.text


def test_what_a_place_observed_of_itself_is_its_own_report():
    world = World(hours=2, first_min=60)
    world.say(61, 2, Report(2, level=Level.GREEN, via=Via.OBSERVED))
    row = world.rows(80)[2]
    assert not row.late and row.second_hand is None


def test_a_place_that_talks_but_does_not_report_is_reminded_only():
    world = World(hours=2, first_min=60)
    world.say(63, 2, Message("Vi har travlt", "secretariat", Precedence.INFO))
    row = world.rows(80)[2]
    assert (row.late, row.silent, row.next_step) == (True, False, NextStep.REMIND)
    world.say(80, 1, Silence(2, SilenceStep.RESEND))
    assert world.rows(170)[2].next_step is NextStep.WAIT


def test_silence_that_somebody_can_explain_is_left_alone_until_the_place_is_heard():
    world = World(hours=2, first_min=60)
    world.say(80, 1, Silence(4, SilenceStep.EXPLAINED, note="Skolen er tømt"))
    assert world.rows(600)[4].next_step is NextStep.NONE and world.rows(600)[4].silent
    world.say(601, 2, Report(4, level=Level.GREEN))
    assert world.rows(602)[4].steps == ()
    assert world.rows(900)[4].next_step is NextStep.REMIND


def test_own_report_is_asked_for_at_its_slot_and_a_meeting_point_looks_after_its_institutions():
    world = World(hours=2, first_min=60)
    found = world.at_meeting(62)
    assert [(p.asks, p.do, p.places) for p in found] == [(Asks.REPORT_DUE, Do.REPORT, (2,))]
    assert world.yes(62, 2, found[0]) == []
    assert {p.about for p in world.at_meeting(80, Asks.SILENT)} == {3, 4}
    assert world.asked(80, 3, Role.INSTITUTION, Asks.SILENT) == []


def test_the_nearest_place_is_told_to_look_for_itself():
    world = World(hours=2, first_min=60)
    world.say(61, 2, Report(2, level=Level.GREEN))
    world.say(80, 1, Silence(3, SilenceStep.RESEND))
    assert world.rows(96)[3].nearest == 2
    near = [p for p in world.at_meeting(96, Asks.SILENT) if p.places == (3,)]
    assert [p.do for p in near] == [Do.REPORT] and "I er nærmest" in near[0].text
    world.say(97, 2, Report(3, level=Level.GREEN, via=Via.OBSERVED))
    assert [p for p in world.at_meeting(98, Asks.SILENT) if p.places == (3,)] == []


def test_the_most_urgent_comes_first_and_the_order_is_the_same_everywhere():
    world = World(hours=2, first_min=60)
    world.say(0, 1, Message("Luk salen", 2, Precedence.ROUTINE))
    world.say(0, 1, Message("Gasudslip", 2, Precedence.FLASH))
    notice = world.say(0, 1, Notice("Vand", to=1, expires=T0 + 60))
    world.say(1, 1, NoticePlace(ref(notice), 1, True))
    found = world.asked(130)
    assert [p.rank for p in found] == sorted(p.rank for p in found)
    assert found[0].text.startswith("Besked 1-0005 (akut)") and found[-1].asks is Asks.OUTDATED_NOTICE
    assert len({p.key for p in found}) == len(found)


def test_wordings_stay_short():
    assert [how_long(s) for s in (-5, 59, 61, 3600, 7500, 90_000)] == [
        *("under 1 min", "under 1 min", "1 min", "1 t", "2 t 5 min", "1 døgn 1 t"),
    ]
    assert [named(list("ABCDE")[:n]) for n in range(6)] == [
        *("", "A", "A og B", "A, B og C", "A, B, C og 1 andet", "A, B, C og 2 andre"),
    ]
