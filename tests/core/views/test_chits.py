"""Chits written by hand: numbers, their own time apart from the time of entry, corrections, what is missing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_day import source_of_day
from strategies import bodies_of, events, feeds

from fieldkit.acts.chits import Filled, chit_of
from fieldkit.core.ask.continuity import chits_offer, paper_offer
from fieldkit.core.ask.proposal import EnterChits, PrintPaper
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, unix_of
from fieldkit.core.documents import Continuity
from fieldkit.core.errors import InputError
from fieldkit.core.facts.chits import MAX_CHIT, Chit, ChitSort
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Incident, Message, Report
from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.chits import ChitKey
from fieldkit.core.state.fold import State, fold
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.views.board import make_board
from fieldkit.core.views.chits import (
    chit_label,
    incident_at,
    make_chits,
    missing_chits,
    parse_chit,
    spans,
    split_circa,
    to_enter,
)
from fieldkit.core.views.inbox import make_inbox
from fieldkit.core.views.rounds import make_rounds
from fieldkit.core.views.with_chits import every_message, every_note
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.codec import BY_KIND
from fieldkit.paper.documents.event_words import event_line

TEN = 60_000_000
"""Ten o'clock: seconds since 2025."""
NOBODY = State()
NO_ROSTER = Roster()


def entered(body, at=TEN + 7200, seq=1, kit=12, incident=0):
    """The chit as an event, typed in at `at`."""
    return make_event(body, kit=kit, epoch=1, seq=seq, hlc=at << 16, incident=incident)


def report(text, at, count=1, **more):
    return chit_of(NOBODY, ChitKey(12, count), Filled(text, place=7, at=at, **more))


def board_row(*told):
    return make_board(fold(told), NO_ROSTER, TEN + 7200 + EPOCH_UNIX_S).rows[0]


@given(bodies_of(Chit), st.sampled_from([1, 2, 9]))
def test_the_air_gives_back_the_very_same_chit(body, own):
    out, codec = BitWriter(), BY_KIND["chit"][0]
    codec.put(out, body, own)
    source = BitReader(out.to_bytes())
    assert codec.take(source, own) == body
    source.end()


@given(st.lists(events(bodies_of(Chit), kit=st.integers(1, 3), seq=st.integers(1, 9)), max_size=8), st.randoms())
def test_any_order_and_any_copy_of_entries_ends_in_the_same_state(told, rng):
    shuffled = [*told, *told]
    rng.shuffle(shuffled)
    one, other = fold(told), fold(shuffled)
    assert one == other
    assert make_chits(one) == make_chits(other)
    assert {key: (event.id, event.hlc) for key, event in one.paper.told.items()} == {
        key: (event.id, event.hlc) for key, event in other.paper.told.items()
    }
    now = float(EPOCH_UNIX_S + (1 << 30))
    assert make_board(one, NO_ROSTER, now) == make_board(other, NO_ROSTER, now)


@given(feeds())
def test_whatever_else_happens_each_number_stands_once(told):
    state = fold(told)
    said = {view.key: view.said for view in make_chits(state) if view.said is not None}
    assert set(said) == set(state.paper.told)
    from_chits = [event for event in (*every_message(state), *every_note(state)) if event.id in _ids(state)]
    assert len(from_chits) == sum(not isinstance(body, Report) for body in said.values())


def _ids(state):
    return {event.id for entries in state.paper.chits.values() for event in entries.values()}


def test_a_report_counts_from_when_it_was_written_not_from_when_it_was_entered():
    at_ten, at_eleven = report("vand!", TEN), report("vand ok", TEN + 3600, 2)
    later_word = entered(at_eleven, TEN + 7000, 1)
    row = board_row(later_word, entered(at_ten, TEN + 7200, 2))
    assert row.topics[Topic.WATER].condition is Condition.OK, "the older paper was typed in last"
    assert row.age_s == 3600
    assert row.number == "12-0001"


def test_a_word_at_the_screen_between_two_chits_stands_where_it_belongs():
    typed = make_event(Report(7, report("vand?", 0).report.topics), kit=12, epoch=1, seq=3, hlc=(TEN + 1800) << 16)
    row = board_row(entered(report("vand ok", TEN), seq=1), typed)
    assert row.topics[Topic.WATER].condition is Condition.SHORTAGE
    row = board_row(entered(report("vand!", TEN + 3600), seq=1), typed)
    assert row.topics[Topic.WATER].condition is Condition.CRITICAL


def test_within_one_minute_the_higher_number_was_written_later():
    row = board_row(entered(report("vand!", TEN, 8), seq=1), entered(report("vand ok", TEN, 7), seq=2))
    assert row.topics[Topic.WATER].condition is Condition.CRITICAL


def test_nothing_was_written_after_it_was_entered():
    row = board_row(
        entered(report("vand ok", TEN + 900_000), TEN, 1), entered(report("vand!", TEN + 60, 2), TEN + 600, 2)
    )
    assert row.topics[Topic.WATER].condition is Condition.CRITICAL


def test_a_correction_takes_back_all_that_the_first_entry_said():
    first = entered(report("vand! varme!", TEN), TEN + 7000, 1)
    state = fold([first])
    body = chit_of(state, ChitKey(12, 1), Filled("vand! lys!", place=7, at=TEN), correct=True)
    row = board_row(entered(body, TEN + 7200, 2), first)
    assert set(row.topics) == {Topic.WATER, Topic.LIGHT}
    assert make_chits(fold([first, entered(body, TEN + 7200, 2)]))[0].entries == 2


def test_a_message_that_was_a_note_after_all_leaves_the_inbox_for_the_log():
    first = entered(chit_of(NOBODY, ChitKey(12, 1), Filled("Døren er låst", place=7, at=TEN)), TEN + 60, 1)
    state = fold([first])
    (entry,) = [e for e in make_inbox(state, NO_ROSTER, 0, place=7, kit=12) if e.report is None]
    assert (entry.text, entry.at, entry.number) == ("Døren er låst", TEN + EPOCH_UNIX_S, "12-0001")
    assert entry.event_id == first.id, "how far it came on the air is kept under the event's own id"
    body = chit_of(state, ChitKey(12, 1), Filled("Døren er låst", place=7, at=TEN, sort=ChitSort.NOTE), correct=True)
    for order in ([first, entered(body, TEN + 90, 2)], [entered(body, TEN + 90, 2), first]):
        state = fold(order)
        assert make_inbox(state, NO_ROSTER, 0, place=7, kit=12) == []
        assert [(note.body.text, unix_of(note.hlc)) for note in every_note(state)] == [
            ("Døren er låst", TEN + EPOCH_UNIX_S)
        ]


def test_a_place_that_reported_on_paper_is_not_silent():
    roster = source_of_day().roster
    place = next(place for place in roster.places if place.kind != "secretariat")
    start = make_event(Incident(66, name="Strømsvigt"), kit=1, epoch=1, seq=1, hlc=TEN << 16, incident=66)
    body = chit_of(NOBODY, ChitKey(12, 1), Filled("vand ok", place=place.number, at=TEN + 3 * 3600))
    now = TEN + 4 * 3600 + EPOCH_UNIX_S

    def row(*told):
        return next(r for r in make_rounds(fold(told), roster, now) if r.place == place.number)

    assert row(start).late
    heard = row(start, entered(body, TEN + 4 * 3600, incident=66))
    assert not heard.late
    assert heard.last_at == TEN + 3 * 3600 + EPOCH_UNIX_S


def test_what_is_no_number_gets_one_sentence():
    for text in ("", "B", "12-0147x", "B0", "70000-B1", "B1234567", "-3"):
        with pytest.raises(InputError, match="nummeret på en blanket"):
            parse_chit(text, 12)


@given(st.integers(1, 0xFFFF), st.integers(1, MAX_CHIT))
def test_a_number_is_read_as_it_is_printed(series, count):
    assert parse_chit(chit_label(series, count), 1) == (series, count)
    assert parse_chit(f"b{count}", series) == (series, count)


@given(st.lists(st.integers(1, 40), unique=True), st.sets(st.integers(1, 40)))
def test_missing_numbers_are_those_that_were_printed_and_not_entered(printed, typed):
    note = Filled("ok her", place=7, at=TEN, sort=ChitSort.NOTE)
    told = [
        entered(chit_of(NOBODY, ChitKey(12, count), note), seq=index + 1) for index, count in enumerate(sorted(typed))
    ]
    state = fold(told)
    missing = missing_chits(state, 12, [(count, count) for count in printed])
    wanted = (set(printed) or set(range(1, max(typed, default=0) + 1))) - typed
    assert set(missing.gaps) | set(missing.ahead) == wanted
    assert all(count < max(typed, default=0) for count in missing.gaps)
    asked, after = [], 0
    while (count := to_enter(missing, after)) is not None and len(asked) < len(wanted):
        asked.append(count)
        after = count
    assert asked == sorted(wanted)
    assert missing_chits(state, 13) == missing_chits(NOBODY, 13)


def test_where_nobody_knows_how_many_were_printed_there_may_always_be_one_more():
    state = fold([entered(report("vand ok", TEN, 3))])
    missing = missing_chits(state, 12)
    assert missing.gaps == (1, 2)
    assert [to_enter(missing, 0), to_enter(missing, 2), to_enter(missing, 4)] == [1, 4, 5]


def test_numbers_in_a_row_are_said_as_a_span():
    assert spans((3, 7, 8, 9), 12) == "12-B003, 12-B007 til 12-B009"


def test_ca_is_kept_and_said():
    assert split_circa("ca. 14.30") == ("14.30", True)
    assert split_circa("cirka 14.30") == ("14.30", True)
    assert split_circa("14.30") == ("14.30", False)
    assert split_circa("carport") == ("carport", False)
    body = report("vand!", TEN, circa=True)
    state = fold([entered(body)])
    assert not state.paper.told[ChitKey(12, 1)].time_sure
    assert "skrevet ca. " in sentence(entered(body))
    assert "ca. " in event_line(entered(body), replace(source_of_day(), state=state))
    unknown = Chit(12, 2, ChitSort.MESSAGE, message=Message("Kom"))
    assert "ukendt tidspunkt" in sentence(entered(unknown))


def test_a_chit_belongs_to_the_incident_that_ran_when_it_was_written():
    told = [
        make_event(Incident(66, name="A"), kit=1, epoch=1, seq=1, hlc=TEN << 16, incident=66),
        make_event(Incident(66, stop=True), kit=1, epoch=1, seq=2, hlc=(TEN + 3600) << 16, incident=66),
        make_event(Incident(0x8001, name="Ø"), kit=1, epoch=1, seq=3, hlc=(TEN + 7200) << 16, incident=0x8001),
    ]
    state = fold(told)
    assert [incident_at(state, at) for at in (TEN - 1, TEN + 60, TEN + 5000, TEN + 7300)] == [0, 66, 0, 0x8001]
    assert incident_at(state, None) == state.current() == 0x8001


def test_paper_is_offered_at_fifteen_percent_once():
    now = 1_800_000_000.0
    assert paper_offer(16, False, None, now) is None
    assert paper_offer(None, False, None, now) is None, "an unknown battery is not a low one"
    assert paper_offer(15, True, None, now) is None, "on mains nothing goes dark"
    offer = paper_offer(15, False, None, now)
    assert offer.yes == PrintPaper(Continuity())
    assert "15 %" in offer.text
    assert paper_offer(12, False, now - 600, now) is None, "it was just printed"
    assert paper_offer(12, False, now - 3 * 3600, now) is not None


def test_chits_are_asked_for_when_people_had_time_to_write_and_there_is_power():
    now = 1_800_000_000.0
    blank = missing_chits(NOBODY, 12, [(1, 20)])
    assert chits_offer(12, blank, now - 60, 80, False, now) is None
    assert chits_offer(12, blank, now - 7200, 9, False, now) is None
    offer = chits_offer(12, blank, now - 7200, 80, False, now)
    assert offer.yes == EnterChits()
    assert "12-B001 til 12-B020" in offer.text
    gap = missing_chits(fold([entered(report("vand ok", TEN, 3))]), 12, [(1, 20)])
    assert "12-B001 til 12-B002." in chits_offer(12, gap, now - 60, None, None, now).text
