"""Which message a phone's `ok` is about: what it points at, else what it received last, and never a guess."""

from pathlib import Path

import pytest
from heard_desk import Desk

from fieldkit.acts import incidents
from fieldkit.core.delivery import DeliveryState
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Ack, Message
from fieldkit.core.facts.terms import Precedence
from fieldkit.link.node.ports import BROADCAST
from fieldkit.store.tables.texts import last_step, perhaps_last


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "kit")


@pytest.fixture
def two(desk: Desk):
    """Two messages that the phone's radio has, the first in packet 11, the second in packet 12."""
    first, second = (desk.send(Message(text, desk.phone.number, Precedence.URGENT)) for text in ("et", "to"))
    desk.deliver(first, 11)
    desk.deliver(second, 12)
    return first, second


def test_a_thumb_acknowledges_the_packet_it_points_at_and_no_other(desk, two):
    first, _ = two
    assert desk.hear("👍", emoji=1, reply_id=77777) is None and not desk.kit.state.acks
    ack = desk.hear("👍", emoji=1, reply_id=11)
    assert isinstance(ack.body, Ack) and list(desk.kit.state.acks) == [first.ref]
    assert desk.answers_only() == [], "it costs no answer"
    assert desk.hear("👍", emoji=1, reply_id=11) is None


@pytest.mark.parametrize("mark", ["😂", "❤️", "😢", "👎", "❓"])
def test_another_mark_acknowledges_nothing(desk, two, mark):
    assert desk.hear(mark, emoji=1, reply_id=11) is None and not desk.kit.state.acks


def test_a_mark_that_an_app_sends_as_a_number_is_read(desk, two):
    assert isinstance(desk.hear("", emoji=ord("👍"), reply_id=12).body, Ack)


def test_a_mark_points_at_whichever_try_the_phone_got(desk):
    event = desk.send(Message("et", desk.phone.number))
    (text,) = desk.texts_of(event)
    desk.desk.reached(text.text_id, DeliveryState.SENT, desk.now, 21)
    desk.desk.failed(text.text_id, desk.now, reason="MAX_RETRANSMIT")
    desk.desk.reached(text.text_id, DeliveryState.SENT, desk.now, 22)
    desk.restart()
    assert desk.hear("👍", emoji=1, reply_id=21).body.ref.seq == event.seq


def test_a_mark_on_a_text_to_another_place_acknowledges_nothing(desk, two):
    other = next(p for p in desk.kit.roster.places if p.node and p.node != desk.phone.node and p.kit is None)
    assert desk.hear("👍", node=other.node, emoji=1, reply_id=11) is None


def test_a_reply_says_which_message_ok_means(desk, two):
    first, _ = two
    assert desk.hear("ok", reply_id=11).body.ref.seq == first.seq
    assert desk.hear("ok", reply_id=77777) is None, "it points at nothing of ours"
    assert "Hvilken besked?" in desk.answers_only()[-1]


def test_a_number_that_is_written_counts_more_than_what_it_replies_to(desk, two):
    _, second = two
    assert desk.hear(f"ok {second.number}", reply_id=11).body.ref.seq == second.seq


def test_an_ok_with_two_numbers_acknowledges_both_and_what_is_for_others_never(desk, two):
    first, second = two
    other = next(p for p in desk.kit.roster.places if p.node and p.node != desk.phone.node and p.kit is None)
    third = desk.send(Message("tre", other.number, Precedence.URGENT))
    ack = desk.hear(f"ok {first.number} {second.number} {third.number}")
    assert ack.body.ref.seq == first.seq and set(desk.kit.state.acks) == {first.ref, second.ref}
    assert desk.answers_only() == [
        f"{third.number} er ikke til jer. Skriv ok og nummeret på den besked, I har læst.",
        f"Noteret: {first.number}, {second.number} er forstået.",
    ]
    assert [event for event in desk.kit.reading.events() if isinstance(event.body, Message)] == [first, second, third]


def test_in_an_exercise_every_number_that_a_phone_is_told_says_so(desk):
    incidents.start(desk.kit, "Efterår", exercise=True)
    other = next(p for p in desk.kit.roster.places if p.node and p.node != desk.phone.node and p.kit is None)
    mine, theirs = desk.send(Message("et", desk.phone.number)), desk.send(Message("to", other.number))
    own = desk.hear("ØVELSE. Vi venter på svar")
    desk.hear(f"ok {mine.number} {theirs.number} {own.number}")
    said = desk.answers_only()
    assert len(said) == 4 and all("ØVELSE" in text for text in said), said
    assert f"{theirs.number} ØVELSE er ikke til jer." in said[-3] and f"{own.number} ØVELSE er jeres egen." in said[-2]


def test_a_reply_in_words_says_what_it_answers(desk, two):
    first, _ = two
    assert desk.hear("ja, det gør vi", reply_id=11).body.text == f"(svar på {first.number}) ja, det gør vi"


def test_a_bare_ok_means_what_the_phone_received_last(desk, two):
    _, second = two
    assert desk.hear("ok").body.ref.seq == second.seq
    assert desk.hear("ok") is None and desk.answers_only()[-1] == desk.answers_only()[-2], "the same said again"


def test_what_was_received_last_is_not_what_was_written_last(desk):
    first, second = (desk.send(Message(text, desk.phone.number)) for text in ("et", "to"))
    desk.deliver(second, 12)
    assert desk.hear("ok").body.ref.seq == second.seq
    desk.deliver(first, 13)
    assert desk.hear("ok").body.ref.seq == first.seq


def test_a_message_that_is_still_here_is_not_what_ok_means(desk):
    first = desk.send(Message("et", desk.phone.number))
    desk.deliver(first, 11)
    desk.send(Message("to", desk.phone.number))
    assert desk.hear("ok").body.ref.seq == first.seq


def test_when_a_later_one_may_have_come_it_is_asked(desk):
    first, second = (desk.send(Message(text, desk.phone.number)) for text in ("et", "to"))
    desk.deliver(first, 11)
    (text,) = desk.texts_of(second)
    desk.desk.reached(text.text_id, DeliveryState.SENT, desk.now, 12)
    desk.desk.failed(text.text_id, desk.now, reason="MAX_RETRANSMIT")
    assert desk.hear("ok") is None and not desk.kit.state.acks
    assert first.number in desk.answers_only()[-1] and second.number in desk.answers_only()[-1]


def test_what_went_out_before_the_last_one_that_came_is_not_what_ok_means(desk):
    first, second = (desk.send(Message(text, desk.phone.number)) for text in ("et", "to"))
    (text,) = desk.texts_of(first)
    desk.desk.reached(text.text_id, DeliveryState.SENT, desk.now, 11)
    desk.desk.failed(text.text_id, desk.now, reason="MAX_RETRANSMIT")
    desk.deliver(second, 12)
    assert desk.hear("ok").body.ref.seq == second.seq


def test_ok_to_an_answer_is_politeness(desk):
    event = desk.send(Message("et", desk.phone.number))
    desk.deliver(event, 11)
    assert desk.hear(f"ok {event.number}") is not None
    desk.hear("vand ok")
    desk.deliver_answers()
    before = len(desk.answers_only())
    assert desk.hear("ok") is None and len(desk.answers_only()) == before
    other = desk.send(Message("to", desk.phone.number))
    desk.hear("mad ok")
    desk.deliver(other, 12)
    desk.deliver_answers()
    assert desk.hear("ok") is None and other.number in desk.answers_only()[-1], "something is open: it is asked"


def test_nobody_acknowledges_what_is_their_own(desk):
    event = desk.hear("Kan I sende en runner?")
    assert desk.hear(f"ok {event.number}") is None and not desk.kit.state.acks
    assert "egen" in desk.answers_only()[-1]


def test_a_reply_among_phones_is_not_ours(desk, two):
    before = len(desk.answers_only())
    assert desk.hear("ok", to=BROADCAST, reply_id=4242) is None
    assert len(desk.answers_only()) == before


def test_a_number_that_two_kits_bear_is_asked_about_and_a_reply_says_which(desk, two):
    first, second = two
    for epoch in (71, 72):
        body = Message(f"fra serie {epoch}", desk.phone.number, Precedence.URGENT)
        desk.kit.merge([make_event(body, kit=9, epoch=epoch, seq=2, hlc=first.hlc, incident=first.incident)], "bundle")
    assert desk.hear("ok 9-0002") is None and not desk.kit.state.acks
    assert any("Flere beskeder har nummer 9-0002" in text for text in desk.answers_only())
    assert desk.hear(f"ok {second.number}").body.ref.seq == second.seq


@pytest.fixture
def other(desk: Desk):
    """Another phone than the one that the texts are for."""
    return next(p for p in desk.kit.roster.places if p.node and p.node != desk.phone.node and p.kit is None)


def test_what_was_said_to_all_for_another_place_is_not_what_ok_means(desk, other):
    event = desk.send(Message("tæpper kommer", desk.phone.number))
    (text,) = desk.texts_of(event)
    for packet in (21, 22):
        desk.desk.reached(text.text_id, DeliveryState.SENT, desk.now, packet)
        assert desk.desk.out_of_reach(text.text_id, desk.now, reason="MAX_RETRANSMIT")
    (to_all,) = [text for text in desk.texts_of(event) if text.node == BROADCAST]
    desk.desk.reached(to_all.text_id, DeliveryState.SENT, desk.now, 23)
    assert desk.hear("ok", node=other.node) is None, "it overheard what is for another place"
    assert desk.hear("👍", node=other.node, emoji=1, reply_id=23) is None
    assert not desk.kit.state.acks and desk.answers_only() == []
    assert desk.hear("👍", emoji=1, reply_id=23).body.place == desk.phone.number


def test_the_number_of_a_message_to_another_place_is_a_slip_of_the_finger(desk, two, other):
    first, _ = two
    assert desk.hear(f"ok {first.number}", node=other.node) is None and not desk.kit.state.acks
    assert desk.answers_only()[-1].startswith(f"{first.number} er ikke til jer. Skriv ok og nummeret")


def test_a_phone_that_nobody_has_placed_may_say_ok_and_counts_when_it_is_placed(desk, two):
    first, _ = two
    assert desk.hear(f"ok {first.number}", node=0x0BADF00D).body.ref.seq == first.seq


def test_a_bare_ok_that_had_to_wait_means_what_was_received_when_it_was_said(desk):
    first = desk.send(Message("et", desk.phone.number))
    desk.deliver(first, 11)
    desk.fill_disk()
    assert desk.hear("ok") is None
    desk.free_disk()
    desk.deliver(desk.send(Message("to", desk.phone.number)), 12)
    desk.now += 10
    (ack,) = desk.desk.tick(desk.now)
    assert ack.body.ref.seq == first.seq


def test_what_came_after_an_ok_was_said_does_not_make_it_certain(desk):
    first, second = (desk.send(Message(text, desk.phone.number)) for text in ("et", "to"))
    desk.deliver(first, 11)
    (text,) = desk.texts_of(second)
    desk.desk.reached(text.text_id, DeliveryState.SENT, desk.now, 12)
    said = last_step(desk.kit.log)
    desk.desk.reached(text.text_id, DeliveryState.RECEIVED, desk.now)
    log, node, place = desk.kit.log, desk.phone.node, desk.phone.number
    assert {one.event for one in perhaps_last(log, node, place, said)} == {first.id, second.id}
    assert [one.event for one in perhaps_last(log, node, place)] == [second.id]
