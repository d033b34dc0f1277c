"""What was said between one place and the municipality, and which places' threads need a person."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.facts.body import UNKNOWN_PLACE, Body, RefBody
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import Ack, Assign, Hello, Incident, Message, Report
from fieldkit.core.facts.terms import Condition, Precedence, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import State, apply, fold
from fieldkit.core.views.inbox import make_inbox
from fieldkit.core.views.thread import Other, Thread, ThreadHead, make_thread, make_threads, reporting_places

NOW = EPOCH_UNIX_S + 1_000_000
TAG = 7
SECRETARIAT, NORD, SYD, ASK = 1, 2, 3, 10
ROSTER = Roster(
    places=(
        Place(number=1, slug="sekretariat", name="Sekretariatet", kind=PlaceKind.SECRETARIAT, kit=1),
        Place(number=2, slug="nord", name="Nordskolen", kind=PlaceKind.MEETING_POINT, kit=2),
        Place(number=3, slug="syd", name="Sydskolen", kind=PlaceKind.MEETING_POINT, kit=3),
        Place(number=10, slug="ask", name="Asken", kind=PlaceKind.DAYCARE, meeting_point="nord"),
    )
)
WATER_OK = {Topic.WATER: TopicState(Condition.OK)}
SEQ = count(2)


def said(kit: int, ago: int, body: Body, incident: int = TAG) -> Event:
    return make_event(body, kit=kit, epoch=1, seq=next(SEQ), hlc=hlc_of_unix(NOW - ago), incident=incident)


def started(*events: Event) -> State:
    begin = make_event(Incident(TAG, name="Prøve"), kit=1, epoch=1, seq=1, hlc=hlc_of_unix(NOW - 100_000), incident=TAG)
    return fold([begin, *events])


def thread(state: State, of: Other, place: int, *reports: Event, limit: int = 20) -> Thread:
    return make_thread(state, ROSTER, NOW, of, place=place, kit=place, reports=reports, limit=limit)


def heads(state: State, place: int) -> list[ThreadHead]:
    entries = make_inbox(state, ROSTER, NOW, place=place, kit=place)
    return make_threads(entries, state, ROSTER, place=place)


def texts(found: Thread) -> list[str]:
    return [one.entry.text for one in found.said]


def test_reports_and_messages_of_a_place_both_ways_in_the_order_of_time() -> None:
    report = said(2, 300, Report(NORD, WATER_OK, note="alt vel"))
    ask = said(1, 200, Message("Hvor mange er I?", to=NORD))
    answer = said(2, 100, Message("Vi er 43", to=Role.SECRETARIAT.value))
    beside = said(3, 50, Message("Fra Syd", to=Role.SECRETARIAT.value))
    found = thread(started(report, ask, answer, beside), NORD, SECRETARIAT, report)
    assert texts(found) == ["alt vel", "Hvor mange er I?", "Vi er 43"]
    assert [one.theirs for one in found.said] == [True, False, True]
    assert [one.is_report for one in found.said] == [True, False, False]
    assert not found.more and found.unread is not None and found.unread.entry.text == "Vi er 43"


def test_what_went_out_to_everybody_stands_in_each_thread_and_in_one_of_its_own() -> None:
    wide = said(1, 60, Message("Kog vandet"))
    state = started(wide)
    assert texts(thread(state, NORD, SECRETARIAT)) == texts(thread(state, "all", SECRETARIAT)) == ["Kog vandet"]
    assert [head.of for head in heads(state, SECRETARIAT)] == ["all"]


def test_the_thread_with_the_secretariat_holds_what_is_between_it_and_here_with_our_own_reports() -> None:
    ours = said(2, 90, Report(NORD, WATER_OK, note="vores"))
    to_us = said(1, 60, Message("Til Nord", to=NORD))
    to_them = said(1, 60, Message("Til Syd", to=SYD))
    from_them = said(3, 50, Message("Fra Syd", to=Role.SECRETARIAT.value))
    state = started(ours, to_us, to_them, from_them)
    assert reporting_places(SECRETARIAT, state, ROSTER, place=NORD) == {SECRETARIAT, NORD}
    found = thread(state, SECRETARIAT, NORD, ours)
    assert texts(found) == ["vores", "Til Nord"]
    assert [one.theirs for one in found.said] == [False, True]


def test_an_earlier_report_waits_for_nobody_and_what_is_replaced_does_not_stand() -> None:
    first, second = said(2, 300, Report(NORD, WATER_OK)), said(2, 200, Report(NORD, WATER_OK))
    old = said(1, 100, Message("kl. 8", to=NORD))
    new = said(1, 90, Message("kl. 9", to=NORD, replaces=RefBody(*old.ref)))
    found = thread(started(first, second, old, new), NORD, SECRETARIAT, second, first)
    assert [one.standing for one in found.said] == [False, True, False, True]
    assert [one.waits_here for one in found.said] == [False, True, False, False]


def test_forstaaet_stands_at_what_it_answers() -> None:
    message = said(1, 100, Message("Luk op", to=Role.MEETING_POINT.value))
    read = said(3, 50, Ack(RefBody(*message.ref), by="Prøve Andersen", place=SYD))
    state = started(message, read)
    there, not_there = thread(state, SYD, SECRETARIAT).said[0], thread(state, NORD, SECRETARIAT).said[0]
    reader = there.read_by(SYD)
    assert reader is not None and reader.by == "Prøve Andersen" and not there.waits_for(SYD)
    assert not_there.read_by(NORD) is None and not_there.waits_for(NORD)


def test_a_node_that_was_placed_later_has_its_words_in_the_thread_of_that_place() -> None:
    node = UNKNOWN_PLACE + 0x0BADF00D
    report = said(1, 100, Report(node, WATER_OK, note="fra en ukendt"))
    message = said(1, 90, Message("ok?", to=Role.SECRETARIAT.value, sender=node))
    state = started(report, message, said(1, 1, Assign(0x0BADF00D, ASK)))
    assert node in reporting_places(ASK, state, ROSTER, place=SECRETARIAT)
    assert texts(thread(state, ASK, SECRETARIAT, report)) == ["fra en ukendt", "ok?"]


def test_it_ends_where_enough_was_read_and_says_that_there_is_more() -> None:
    messages = [said(1, 1000 - at, Message(f"nr {at}", to=NORD)) for at in range(30)]
    found = thread(started(*messages), NORD, SECRETARIAT, limit=4)
    assert texts(found) == ["nr 26", "nr 27", "nr 28", "nr 29"] and found.more


def test_another_incidents_words_stand_in_its_own_thread() -> None:
    state = started(said(1, 60, Message("nu", to=NORD)), said(1, 90, Message("før", to=NORD), incident=99))
    assert texts(thread(state, NORD, SECRETARIAT)) == ["nu"]


def test_akut_unread_comes_first_then_what_is_late_then_what_waits_here_then_there() -> None:
    akut = said(3, 10, Message("Brand", to=Role.SECRETARIAT.value, precedence=Precedence.FLASH))
    late = said(2, 99_000, Message("Vand", to=Role.SECRETARIAT.value))
    waits = said(1, 50, Report(ASK, WATER_OK))
    ours = said(1, 20, Message("Hej", to=NORD))
    found = heads(started(akut, late, waits, ours), SECRETARIAT)
    assert [head.of for head in found] == [SYD, NORD, ASK]
    assert (found[1].late_here, found[1].waits_here, found[1].waits_there) == (1, 1, 1)
    assert found[1].latest.text == "Hej" and found[0].cries


def test_what_is_for_the_secretariat_by_its_role_is_in_the_thread_with_that_place() -> None:
    state = started(said(2, 60, Message("Hej", to=Role.SECRETARIAT.value)))
    (head,) = heads(state, NORD)
    assert head.of == SECRETARIAT and head.waits_there == 1


def test_a_place_that_lacks_forstaaet_to_a_message_to_all_is_in_the_list() -> None:
    wide = said(1, 60, Message("Luk op"))
    state = started(said(3, 9_000, Hello(Role.MEETING_POINT, SYD)), wide)
    found = {head.of: head for head in heads(state, SECRETARIAT)}
    assert list(found) == [SYD, "all"] and found[SYD].waits_there == 1


ENDS = st.sampled_from((SECRETARIAT, NORD, SYD, ASK, "all", Role.MEETING_POINT.value, Role.SECRETARIAT.value))


@given(
    st.lists(st.tuples(st.integers(1, 3), ENDS, st.sampled_from((0, NORD, ASK)), st.integers(1, 5_000)), max_size=12),
    st.integers(0, 12),
    st.sampled_from((SECRETARIAT, NORD, SYD)),
    st.sampled_from((SECRETARIAT, NORD, SYD, ASK)),
)
def test_the_index_finds_what_looking_through_all_would(
    drawn: list[tuple[int, Other, int, int]], looked_after: int, place: int, of: int
) -> None:
    """Also what came after it was first looked at, late and out of order."""
    events = [said(kit, ago, Message("x", to=to, sender=sender)) for kit, to, sender, ago in drawn]
    state = started(*events[:looked_after])
    thread(state, of, place)
    for event in events[looked_after:]:
        apply(state, event)
    found = [one.entry.event_id for one in thread(state, of, place).said]
    reads = place == SECRETARIAT or of == place or (place == NORD and of == ASK)
    wanted = []
    for entry in make_inbox(state, ROSTER, NOW, place=place, kit=place):
        readers = _for(entry.to, entry.sender)
        between = (entry.sender == of and place in readers) or (entry.sender == place and of in readers)
        if between or (reads and (entry.sender == of or of in readers)):
            wanted.append(entry.event_id)
    assert sorted(found) == sorted(wanted)


def _for(to: Other, sender: int) -> set[int]:
    if isinstance(to, int):
        return {to} - {sender}
    return set(ROSTER.numbers_of(None if to == "all" else to)) - {sender}
