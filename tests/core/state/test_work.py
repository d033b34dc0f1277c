"""The work folds to the same State in any order; conflicting changes made apart settle the same way at every kit."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import bodies, events, feeds, of_kinds

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, MAX_SECONDS
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.kinds import REGISTRY, body_json
from fieldkit.core.facts.said import REPORT, Ack, Hello, Incident, Message, Report
from fieldkit.core.facts.terms import Precedence, Role, Topic, Transport
from fieldkit.core.facts.work import (
    KINDS,
    MAX_CARRIED,
    MAX_STOPS,
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
from fieldkit.core.roster.roster import Place, PlaceKind, Resource, Roster
from fieldkit.core.state.fold import fold
from fieldkit.core.views.errands import STOP_S, ErrandState, make_errands, nearest_first, travel_s
from fieldkit.core.views.notices import Outdated, make_notices
from fieldkit.core.views.requests import make_requests
from fieldkit.engine.audience import audience
from fieldkit.link.delivery.urgency import urgency

T0 = 40_000_000
"""Seconds since 2025: the hour at which these tests begin."""
NOW = T0 + EPOCH_UNIX_S


def at(kit, seq, seconds, body, incident=0):
    return make_event(body, kit=kit, epoch=1, seq=seq, hlc=(T0 + seconds) << 16, incident=incident)


def ref(event):
    return RefBody(*event.ref)


def place(number, kind=PlaceKind.SCHOOL, lat=55.6, lon=9.2, kit=None, **more):
    return Place(
        number=number, slug=f"sted-{number}", name=f"Skole {number}", kind=kind, lat=lat, lon=lon, kit=kit, **more
    )


ROSTER = Roster(
    places=(
        place(1, PlaceKind.SECRETARIAT, 55.60, 9.20, kit=1),
        place(2, PlaceKind.MEETING_POINT, 55.61, 9.20, kit=2),
        place(3, PlaceKind.SCHOOL, 55.62, 9.20, kit=3),
        place(4, PlaceKind.SCHOOL, None, None),
    ),
    resources=(
        Resource(name="Tæpper", topic=Topic.HEAT, amount=200, place="sted-3"),
        Resource(name="Varmekanon", topic=Topic.HEAT, amount=2, place="sted-1"),
        Resource(name="Drikkevand", topic=Topic.WATER, amount=900),
    ),
)


@settings(max_examples=60)
@given(feeds(), st.lists(events(of_kinds(REPORT, *KINDS)), max_size=12), st.randoms(use_true_random=False))
def test_any_order_and_any_number_of_copies_give_the_same_work(log, loose, rng):
    everything = log + loose
    shuffled = everything + rng.choices(everything, k=5) if everything else []
    rng.shuffle(shuffled)
    assert fold(shuffled).work == fold(everything).work
    assert fold(shuffled + everything) == fold(everything)


@given(bodies)
def test_a_body_read_back_from_json_is_the_same_body(body):
    assert REGISTRY.decode(body.kind, body_json(body)) == body


def test_a_body_keeps_only_what_the_air_can_carry():
    body = Request("tæpper\x1b@\n til 3.a", 2, count=-1, due=MAX_SECONDS + 1)
    assert (body.what, body.count, body.due) == ("tæpper @ til 3.a", None, None)
    long = Dispatch("Øvelse Runner", 1, tuple(range(1, 40)), tuple(RefBody(1, 1, n) for n in range(1, 60)), minutes=0)
    assert (len(long.route), len(long.refs), long.minutes) == (MAX_STOPS, MAX_CARRIED, None)


def orders(*found):
    """The same events at two kits: as they happened, and the other way round with copies."""
    return fold(found), fold([*reversed(found), *found])


def test_two_states_of_one_request_said_apart_settle_on_the_later_and_show_both():
    asked = at(2, 1, 0, Request("tæpper", 2, count=20))
    taken = at(1, 1, 60, RequestStatus(ref(asked), RequestState.WORKING, holder="Vej og park"))
    done = at(2, 2, 61, RequestStatus(ref(asked), RequestState.DONE, note="fundet i kælderen"))
    one, other = orders(asked, taken, done)
    assert one == other
    view = make_requests(one, ROSTER, NOW + 100)[0]
    assert (view.state, view.holder, view.note, view.changes) == (
        RequestState.DONE,
        "Vej og park",
        "fundet i kælderen",
        2,
    )


def test_a_tie_in_time_settles_by_kit_and_not_by_who_came_first():
    asked = at(2, 1, 0, Request("tæpper", 2))
    a = at(1, 1, 60, RequestStatus(ref(asked), RequestState.DONE))
    b = at(3, 1, 60, RequestStatus(ref(asked), RequestState.DECLINED))
    assert fold([asked, a, b]) == fold([b, a, asked])
    assert make_requests(fold([b, asked, a]), ROSTER, NOW)[0].state is RequestState.DECLINED


def test_a_status_that_arrives_before_its_request_counts_when_it_comes():
    asked = at(2, 1, 0, Request("tæpper", 2))
    done = at(1, 1, 60, RequestStatus(ref(asked), RequestState.DONE))
    assert make_requests(fold([done]), ROSTER, NOW) == []
    assert make_requests(fold([done, asked]), ROSTER, NOW)[0].state is RequestState.DONE


def test_late_requests_rise_and_settled_ones_sink():
    calm = at(2, 1, 0, Request("sæbe", 2, precedence=Precedence.INFO))
    due = at(2, 2, 1, Request("vand", 2, due=T0 + 600))
    urgent = at(2, 3, 2, Request("generator", 2, precedence=Precedence.URGENT))
    settled = at(2, 4, 3, Request("lys", 2))
    done = at(1, 1, 10, RequestStatus(ref(settled), RequestState.DONE))
    state = fold([calm, due, urgent, settled, done])
    assert [v.what for v in make_requests(state, ROSTER, NOW + 60)] == ["generator", "vand", "sæbe", "lys"]
    late = make_requests(state, ROSTER, NOW + 601)
    assert [(v.what, v.late) for v in late] == [("vand", True), ("generator", False), ("sæbe", False), ("lys", False)]
    later = make_requests(state, ROSTER, NOW + 2 + 30 * 60 + 1)
    assert [v.what for v in later if v.late] == ["generator", "vand"], "nobody took the urgent one within 30 minutes"


def test_a_request_that_somebody_has_taken_is_late_only_by_its_own_time():
    asked = at(2, 1, 0, Request("generator", 2, precedence=Precedence.FLASH, due=T0 + 7200))
    taken = at(1, 1, 30, RequestStatus(ref(asked), RequestState.WORKING, holder="Vej og park"))
    (waits,) = make_requests(fold([asked]), ROSTER, NOW + 301)
    assert waits.late and not waits.overdue, "nobody has taken it, and its own time has not come"
    assert not make_requests(fold([asked, taken]), ROSTER, NOW + 7200)[0].late
    assert make_requests(fold([asked, taken]), ROSTER, NOW + 7201)[0].late


def test_resources_are_those_of_the_topic_nearest_first():
    asked = at(3, 1, 0, Request("varme", 3, topic=Topic.HEAT))
    other = at(3, 2, 0, Request("noget andet", 3))
    views = {v.what: v for v in make_requests(fold([asked, other]), ROSTER, NOW)}
    assert [r.name for r in views["varme"].resources] == ["Tæpper", "Varmekanon"]
    assert views["noget andet"].resources == ()


def test_requests_of_an_exercise_never_mix_with_the_day():
    real, drill = at(2, 1, 0, Request("vand", 2), 5), at(2, 2, 0, Request("øvevand", 2), 0x8005)
    daily = at(2, 3, 0, Request("papir", 2))
    state = fold([real, drill, daily])
    assert {v.what for v in make_requests(state, ROSTER, NOW, 5)} == {"vand", "papir"}
    assert {v.what for v in make_requests(state, ROSTER, NOW, 0x8005)} == {"øvevand"}


# --- runners


def test_a_runner_signed_in_twice_is_back_with_the_later_signature_at_every_kit():
    left = at(1, 1, 0, Dispatch("Øvelse Runner", 1, (2, 3)))
    first = at(1, 2, 3000, DispatchStatus(ref(left), DispatchAct.RETURNED, by="Logfører"))
    second = at(2, 1, 3001, DispatchStatus(ref(left), DispatchAct.RETURNED, by="Mødested"))
    one, other = orders(left, first, second)
    assert one == other
    errand = make_errands(one, ROSTER, NOW + 9000)[0]
    assert (errand.state, errand.signed_by, errand.out, errand.overdue) == (
        ErrandState.RETURNED,
        "Mødested",
        False,
        False,
    )
    assert len(one.work.errands[left.ref].changes) == 2


def test_the_way_is_distance_times_detour_by_speed_and_five_minutes_a_stop():
    start, one, two = ROSTER.places[0], ROSTER.places[1], ROSTER.places[2]
    # 0.01 degrees of latitude are 1112 m; there and back over two places 4448 m, by street 5782 m
    assert abs(travel_s(start, [one, two], Transport.FOOT) - (5782 / (5 / 3.6) + 2 * STOP_S)) < 10
    assert abs(travel_s(start, [one, two], Transport.BICYCLE) - (5782 / (15 / 3.6) + 2 * STOP_S)) < 10
    assert abs(travel_s(start, [one, two], Transport.CAR) - (5782 / (30 / 3.6) + 2 * STOP_S)) < 10
    assert travel_s(start, [one, ROSTER.places[3]], Transport.CAR) is None
    assert [p.number for p in nearest_first(start, ROSTER.places[1:])] == [2, 3, 4]


def test_an_overdue_runner_is_looked_for_also_when_the_distance_is_unknown():
    near = at(1, 1, 0, Dispatch("Øvelse Et", 1, (2,)))
    far = at(1, 2, 0, Dispatch("Øvelse To", 1, (4,)))
    said = at(1, 3, 0, Dispatch("Øvelse Tre", 1, (4,), minutes=200))
    errands = {e.runner: e for e in make_errands(fold([near, far, said]), ROSTER, NOW + 3601)}
    assert errands["Øvelse Et"].overdue and errands["Øvelse Et"].expected_at is not None
    assert errands["Øvelse To"].overdue and errands["Øvelse To"].expected_at is None
    assert not errands["Øvelse Tre"].overdue and errands["Øvelse Tre"].expected_at == NOW + 200 * 60


def test_a_late_answer_by_radio_closes_the_errand_but_the_runner_is_still_out():
    hello = at(2, 1, 0, Hello(Role.MEETING_POINT, 2))
    message = at(1, 1, 0, Message("Luk gymnastiksalen", 2, Precedence.URGENT))
    left = at(1, 2, 60, Dispatch("Øvelse Runner", 1, (2,), (ref(message),)))
    state = fold([hello, message, left])
    assert make_errands(state, ROSTER, NOW + 70)[0].open
    answered = fold([hello, message, left, at(2, 2, 90, Ack(ref(message), by="Vagt"))])
    errand = make_errands(answered, ROSTER, NOW + 100)[0]
    assert (errand.state, errand.open, errand.out) == (ErrandState.ANSWERED, False, True)
    assert (errand.carried[0].answered_by, errand.carried[0].answered_at) == ("Vagt", NOW + 90)


def test_another_places_answer_does_not_close_the_errand():
    message = at(1, 1, 0, Message("Luk gymnastiksalen", "all", Precedence.URGENT))
    left = at(1, 2, 60, Dispatch("Øvelse Runner", 1, (2,), (ref(message),)))
    ack = at(3, 1, 90, Ack(ref(message), by="Vagt", place=3))
    assert make_errands(fold([message, left, ack]), ROSTER, NOW + 100)[0].state is ErrandState.OUT


def test_delivered_recalled_and_returned_in_turn():
    left = at(1, 1, 0, Dispatch("Øvelse Runner", 1, (2, 3)))
    handed = at(1, 2, 500, DispatchStatus(ref(left), DispatchAct.DELIVERED, 2, at=T0 + 400, by="Skoleleder"))
    recalled = at(1, 3, 600, DispatchStatus(ref(left), DispatchAct.RECALLED, by="Kriseleder"))
    errand = make_errands(fold([left, handed, recalled]), ROSTER, NOW + 700)[0]
    assert (errand.state, errand.out, errand.ahead) == (ErrandState.RECALLED, True, (3,))
    assert (errand.route[0].delivered_at, errand.route[0].signed_by) == (NOW + 400, "Skoleleder")
    back = at(1, 4, 900, DispatchStatus(ref(left), DispatchAct.RETURNED, at=T0 + 850, by="Logfører"))
    errand = make_errands(fold([back, recalled, handed, left]), ROSTER, NOW + 90_000)[0]
    assert (errand.state, errand.out, errand.returned_at) == (ErrandState.RETURNED, False, NOW + 850)


# --- notices and the log


def test_a_notice_taken_down_at_one_kit_and_put_up_at_another_settles_the_same():
    notice = at(1, 1, 0, Notice("Vand", "Vand udleveres her", 2))
    up, down = at(2, 1, 60, NoticePlace(ref(notice), 2, True)), at(1, 2, 61, NoticePlace(ref(notice), 2, False))
    one, other = orders(notice, up, down)
    assert one == other
    assert make_notices(one, ROSTER, NOW + 70)[0].up == ()
    again = at(2, 2, 62, NoticePlace(ref(notice), 2, True))
    assert make_notices(fold([again, down, notice, up]), ROSTER, NOW + 70)[0].up == (2,)


def test_replaced_and_expired_notices_that_still_hang_are_shown_first():
    old = at(1, 1, 0, Notice("Vand kl. 10", to=2))
    new = at(1, 2, 10, Notice("Vand kl. 12", to=2, replaces=ref(old)))
    brief = at(1, 3, 20, Notice("Åbent til 14", to=2, expires=T0 + 100))
    hung = [at(2, n, 30, NoticePlace(ref(e), 2, True)) for n, e in enumerate((old, brief), 1)]
    state = fold([*hung, brief, new, old])
    before = {v.title: v for v in make_notices(state, ROSTER, NOW + 99)}
    assert (before["Vand kl. 10"].outdated, before["Vand kl. 10"].replaced_by) == (Outdated.REPLACED, "1-0002")
    assert before["Åbent til 14"].outdated is None
    assert before["Vand kl. 12"].missing == (2,) and before["Åbent til 14"].missing == ()
    after = make_notices(state, ROSTER, NOW + 100)
    assert [(v.title, v.outdated, v.still_up) for v in after] == [
        ("Åbent til 14", Outdated.EXPIRED, (2,)),
        ("Vand kl. 10", Outdated.REPLACED, (2,)),
        ("Vand kl. 12", None, ()),
    ]


def test_rounds_and_steps_keep_their_latest_word_only():
    said = [at(1, 1, 0, Round(2, T0), 5), at(1, 2, 9, Round(4, T0), 5), at(1, 3, 8, Silence(3, SilenceStep.RESEND), 5)]
    one, other = orders(*said)
    assert one == other and one.reporting.rounds[5].value == Round(4, T0)
    copied = copy.deepcopy(one)
    assert fold([*said, at(2, 1, 1, Report(3), 5)]) != copied


def test_work_goes_to_the_kits_that_it_concerns_as_fast_as_it_must():
    state = fold([at(1, 1, 0, Hello(Role.SECRETARIAT, 1)), at(2, 1, 0, Hello(Role.MEETING_POINT, 2))])
    request = RefBody(3, 1, 9)

    def told(kit, body):
        return set(audience(at(kit, 2, 1, body), state, ROSTER))

    assert told(1, Request("vand", 3)) == {3}
    assert told(1, RequestStatus(request, RequestState.DONE)) == {3}, "whoever asked hears what became of it"
    assert told(1, Dispatch("Øvelse Runner", 1, (2, 3))) == {2, 3}
    assert told(2, DispatchStatus(RefBody(1, 1, 4), DispatchAct.RETURNED)) == {1}
    assert told(1, Notice("Vand", to=2)) == {2}
    assert told(1, Round(2, T0)) == {2}
    assert urgency(at(1, 1, 0, Request("vand", 2, precedence=Precedence.FLASH))) is Precedence.FLASH
    assert urgency(at(1, 1, 0, RequestStatus(request, RequestState.DONE))) is Precedence.ROUTINE
    assert urgency(at(1, 1, 0, NoticePlace(request, 2, True))) is Precedence.INFO


def test_among_all_errands_each_stands_as_in_its_own_incident():
    """What a runner carried was answered in an incident that is over, while another runs."""
    before, now = 6, 7
    message = at(1, 1, 0, Message("Luk salen", 3), before)
    errand = at(1, 2, 0, Dispatch("løber", start=1, route=(3,), refs=(ref(message),)), before)
    state = fold(
        [
            message,
            errand,
            at(3, 1, 60, Ack(ref(message), "skoleleder", 3), before),
            at(1, 3, 90, DispatchStatus(ref(errand), DispatchAct.RETURNED), before),
            at(1, 4, 120, Incident(before, stop=True), before),
            at(1, 5, 180, Incident(now, name="Storm"), now),
        ]
    )
    (listed,) = make_errands(state, ROSTER, NOW + 200, every=True)
    assert (listed.carried[0].answered_at, listed.carried[0].answered_by) == (NOW + 60, "skoleleder")
    assert make_errands(state, ROSTER, NOW + 200) == []
