"""What came in and went out, seen from one place: who must still say forstået, and what is overdue."""

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.facts.body import UNKNOWN_PLACE, Body, RefBody
from fieldkit.core.facts.event import EXERCISE_BIT, Event, make_event
from fieldkit.core.facts.said import Ack, Assign, Hello, Incident, Message, Report
from fieldkit.core.facts.terms import Condition, Level, Precedence, Role, Topic, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import State, fold
from fieldkit.core.views.inbox import Direction, Entry, make_inbox

NOW = EPOCH_UNIX_S + 1_000_000
TAG = 7
ROSTER = Roster(
    places=(
        Place(number=1, slug="sekretariat", name="Sekretariatet", kind=PlaceKind.SECRETARIAT, kit=1),
        Place(number=2, slug="nord", name="Nordskolen", kind=PlaceKind.MEETING_POINT, kit=2),
        Place(number=3, slug="syd", name="Sydskolen", kind=PlaceKind.MEETING_POINT, kit=3),
        Place(number=10, slug="ask", name="Asken", kind=PlaceKind.DAYCARE, meeting_point="nord"),
    )
)


def said(kit: int, seq: int, ago: int, body: Body, incident: int = TAG) -> Event:
    return make_event(body, kit=kit, epoch=1, seq=seq, hlc=hlc_of_unix(NOW - ago), incident=incident)


def started(*events: Event, tag: int = TAG) -> State:
    begin = said(1, 1, 100_000, Incident(tag, name="Prøve"), tag)
    return fold([begin, *events])


def inbox(state: State, place: int, kit: int) -> list[Entry]:
    return make_inbox(state, ROSTER, NOW, place=place, kit=kit)


def test_a_message_is_in_for_whom_it_is_for_and_out_where_it_was_written() -> None:
    state = started(said(1, 2, 60, Message("Luk op", to=Role.MEETING_POINT.value)))
    assert inbox(state, 2, 2)[0].direction is Direction.IN
    assert inbox(state, 1, 1)[0].direction is Direction.OUT
    assert inbox(state, 10, 40)[0].direction is Direction.OTHER


def test_deadline_passes_until_a_human_here_says_forstaaet() -> None:
    urgent = said(1, 2, 31 * 60, Message("Hent diesel", to=2, precedence=Precedence.URGENT))
    late = inbox(started(urgent), 2, 2)[0]
    assert late.overdue and late.open and late.due_at == NOW - 60
    read = said(2, 1, 5, Ack(RefBody(*urgent.ref), by="Øvelse Andersen", place=2))
    done = inbox(started(urgent, read), 2, 2)[0]
    assert not done.overdue and not done.open
    assert [(reader.place, reader.by) for reader in done.readers] == [(2, "Øvelse Andersen")]


def test_the_sender_waits_for_every_place_and_sees_which() -> None:
    message = said(1, 2, 60, Message("Luk op", to=Role.MEETING_POINT.value))
    read = said(3, 1, 5, Ack(RefBody(*message.ref), by="Prøve Andersen", place=3))
    entry = inbox(started(message, read), 1, 1)[0]
    assert entry.waiting == (2,)
    assert entry.open


def test_a_message_to_everybody_waits_only_for_places_that_were_ever_heard() -> None:
    message = said(1, 2, 6_000, Message("Kog vandet", precedence=Precedence.FLASH))
    entry = inbox(started(message), 1, 1)[0]
    assert entry.waiting == () and not entry.overdue and entry.never_heard == (2, 3, 10)
    kit_2 = said(2, 1, 9_000, Hello(Role.MEETING_POINT, 2))
    phone = said(1, 3, 9_000, Report(10, {Topic.WATER: TopicState(Condition.OK)}))
    entry = next(e for e in inbox(started(message, kit_2, phone), 1, 1) if e.report is None)
    assert set(entry.waiting) == {2, 10} and entry.overdue and entry.never_heard == (3,)
    read = [said(2, 2, 5, Ack(RefBody(*message.ref), "A", 2)), said(1, 4, 5, Ack(RefBody(*message.ref), "B", 10))]
    entry = next(e for e in inbox(started(message, kit_2, phone, *read), 1, 1) if e.report is None)
    assert not entry.open and not entry.overdue


def test_what_others_saw_at_a_place_does_not_make_it_one_that_can_answer() -> None:
    message = said(1, 2, 6_000, Message("Kog vandet", to=Role.INSTITUTION.value, precedence=Precedence.FLASH))
    seen = said(1, 3, 9_000, Report(10, {Topic.WATER: TopicState(Condition.OK)}, via=Via.OBSERVED))
    entry = next(e for e in inbox(started(message, seen), 1, 1) if e.report is None)
    assert entry.never_heard == (10,) and not entry.overdue


def test_ok_from_a_place_that_it_is_not_for_is_told_and_counts_for_nobody() -> None:
    message = said(1, 2, 60, Message("Luk op", to=2))
    beside = said(3, 1, 5, Ack(RefBody(*message.ref), by="Prøve Andersen", place=3))
    entry = inbox(started(message, beside), 1, 1)[0]
    assert (entry.asked, entry.understood, entry.waiting) == (frozenset([2]), frozenset(), (2,))
    assert [reader.place for reader in entry.bystanders] == [3] and not entry.readers


def test_ok_from_a_node_that_was_placed_later_counts_for_that_place() -> None:
    node = UNKNOWN_PLACE + 0x0BADF00D
    message = said(1, 2, 60, Message("Luk op", to=node))
    read = said(1, 3, 5, Ack(RefBody(*message.ref), by="telefonen på stedet", place=node))
    owner = said(1, 4, 1, Assign(0x0BADF00D, 10))
    entry = inbox(started(message, read, owner), 1, 1)[0]
    assert entry.understood == frozenset([10]) and not entry.open


def test_a_places_word_on_its_own_report_is_not_that_somebody_has_read_it() -> None:
    report = said(2, 1, 60, Report(2, via=Via.RADIO, topics={Topic.WATER: TopicState(Condition.OK)}))
    own = said(2, 2, 5, Ack(RefBody(*report.ref), by="telefonen på stedet", place=2))
    (entry,) = inbox(started(report, own), 1, 1)
    assert not entry.readers and entry.open


def test_orientering_asks_nobody() -> None:
    entry = inbox(started(said(1, 2, 90_000, Message("Til orientering", precedence=Precedence.INFO))), 2, 2)[0]
    assert entry.due_at is None and not entry.open and not entry.overdue


def test_what_is_replaced_is_not_overdue_and_names_what_stands_instead() -> None:
    old = said(1, 2, 9_000, Message("Mød kl. 8", to=2, precedence=Precedence.FLASH))
    new = said(1, 3, 60, Message("Mød kl. 9", to=2, precedence=Precedence.FLASH, replaces=RefBody(*old.ref)))
    entries = {entry.number: entry for entry in inbox(started(old, new), 2, 2)}
    assert entries["1-0002"].replaced_by == "1-0003"
    assert not entries["1-0002"].overdue and not entries["1-0002"].open
    assert entries["1-0003"].open


def test_a_report_is_read_by_the_secretariat_and_its_own_meeting_point_only() -> None:
    state = started(said(40, 1, 60, Report(10, {Topic.WATER: TopicState(Condition.CRITICAL)}, children=43)))
    for place, kit in ((1, 1), (2, 2)):
        entry = inbox(state, place, kit)[0]
        assert entry.direction is Direction.IN and entry.open
        assert entry.report is not None and entry.report.children == 43
    assert inbox(state, 3, 3) == []


def test_only_the_latest_report_of_a_place_stands_there_with_what_it_said_itself() -> None:
    first = said(40, 1, 600, Report(10, {Topic.WATER: TopicState(Condition.OK)}, children=43, level=Level.GREEN))
    second = said(40, 2, 60, Report(10, {Topic.FOOD: TopicState(Condition.SHORTAGE)}))
    (entry,) = inbox(started(first, second), 1, 1)
    assert entry.number == "40-0002"
    assert entry.report is not None
    assert set(entry.report.topics) == {Topic.FOOD}
    assert entry.report.children is None and entry.report.level is None


def test_an_exercise_shows_only_its_own() -> None:
    exercise = TAG | EXERCISE_BIT
    real = said(1, 2, 60, Message("Rigtig", to=2), 0)
    drill = said(1, 3, 60, Message("Øvet", to=2), exercise)
    assert [entry.text for entry in inbox(started(real, drill, tag=exercise), 2, 2)] == ["Øvet"]


def test_a_text_from_a_phone_is_in_although_this_kit_recorded_it() -> None:
    entry = inbox(started(said(2, 1, 60, Message("Vi fryser", to=2, sender=10))), 2, 2)[0]
    assert entry.direction is Direction.IN and entry.sender == 10


def test_a_kit_that_moved_is_where_it_says_it_is() -> None:
    moved = said(2, 1, 600, Hello(Role.MEETING_POINT, 3))
    entry = inbox(started(moved, said(2, 2, 60, Message("Hej", to=1))), 1, 1)[0]
    assert entry.sender == 3


@given(st.lists(st.tuples(st.sampled_from(list(Precedence)), st.integers(0, 20_000), st.booleans()), max_size=12))
def test_akut_unread_first_then_overdue_then_open_then_settled(drawn: list[tuple[Precedence, int, bool]]) -> None:
    events = []
    for index, (precedence, ago, read) in enumerate(drawn):
        message = said(1, 2 + index, ago, Message(f"nr {index}", to=2, precedence=precedence))
        events.append(message)
        if read:
            events.append(said(2, 2 + index, 0, Ack(RefBody(*message.ref), by="X", place=2)))
    entries = inbox(started(*events), 2, 2)
    assert len(entries) == len(drawn)
    groups = [0 if e.cries else 1 if e.overdue else 2 if e.open else 3 for e in entries]
    assert groups == sorted(groups)
    assert all(entry.open for entry in entries if entry.overdue)
