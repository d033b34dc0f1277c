"""Phone-only places: texts become events, are answered in 200 bytes, and nothing is called delivered too early."""

from itertools import pairwise
from pathlib import Path

import pytest
from heard_desk import Desk
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.delivery import DeliveryState
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Ack, Hello, Message, Report
from fieldkit.core.facts.terms import Condition, Precedence, Role, Topic, Trust
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.views.board import make_board
from fieldkit.engine.phone_desk import INTRODUCED_S
from fieldkit.link.node.phone import (
    HELP,
    TEXT_BYTES,
    Acknowledges,
    AsksHelp,
    HasPersonalData,
    Reports,
    Says,
    chunks,
    meaning_of,
)
from fieldkit.link.node.ports import ALERT_APP, BROADCAST, TEXT_APP
from fieldkit.store.tables.delivery import deliveries
from fieldkit.store.tables.status import read_problems
from fieldkit.store.tables.texts import due_texts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "kit")


def test_a_text_becomes_a_report_and_is_read_back(desk):
    event = desk.hear("vand! mad ok varme? 43b 6v")
    row = next(r for r in make_board(desk.kit.state, desk.kit.roster, desk.now).rows if r.number == event.number)
    assert (row.slug, row.children, row.staff, row.trust) == (desk.phone.slug, 43, 6, Trust.UNVERIFIED)
    assert row.topics[Topic.WATER].condition is Condition.CRITICAL
    assert desk.answers() == [f"{event.number} Noteret: vand KRITISK, varme mangel, mad ok, 43 børn, 6 voksne."]


def test_the_same_packet_heard_twice_is_one_report(desk):
    assert desk.hear("vand!", packet=7) is not None
    assert desk.hear("vand!", packet=7) is None
    assert len([row for row in desk.kit.log.all() if row.event.kind == "report"]) == 1


def test_only_pki_with_the_pinned_key_is_verified(desk):
    pinned = next(p for p in desk.kit.roster.places if p.public_key is not None)
    good = desk.hear("vand ok", node=pinned.node, pki=pinned.public_key)
    other_key = desk.hear("vand ok", node=pinned.node, pki=bytes(32))
    no_pki = desk.hear("vand ok", node=pinned.node)
    not_pinned = desk.hear("vand ok", pki=bytes(range(32)))
    assert [e.body.trust for e in (good, other_key, no_pki, not_pinned)] == [
        Trust.VERIFIED,
        Trust.UNVERIFIED,
        Trust.UNVERIFIED,
        Trust.UNVERIFIED,
    ]


def test_an_unknown_node_stands_on_the_board_until_somebody_assigns_it(desk):
    desk.hear("mad! 12b", node=0xDEADBEEF)
    slugs = [row.slug for row in make_board(desk.kit.state, desk.kit.roster, desk.now).rows]
    assert "unknown-deadbeef" in slugs


def test_help_and_free_text(desk):
    assert desk.hear("?") is None and desk.answers() == [HELP]
    event = desk.hear("Kan I sende en runner?")
    assert isinstance(event.body, Message) and event.body.sender == desk.phone.number
    assert event.body.to == "secretariat" and event.number in desk.answers()[-1]
    urgent = desk.hear("AKUT: et barn er væk fra legepladsen")
    assert urgent.body.precedence is Precedence.FLASH


def test_hjaelp_is_a_cry_and_is_told_to_people_before_the_manual_is_sent(desk):
    event = desk.hear("hjælp mig")
    assert (event.body.text, event.body.precedence) == ("hjælp mig", Precedence.FLASH)
    assert desk.answers() == [f"{event.number} Modtaget som besked. Et menneske læser den og svarer.", HELP]
    assert desk.hear("hjælp").body.precedence is Precedence.URGENT
    assert desk.hear("info").body.text == "info" and desk.answers()[-1] == HELP


def test_a_cry_that_reports_as_well_is_a_message_and_a_report(desk):
    event = desk.hear("Hjælp! ingen vand, 12 børn")
    assert event.body.precedence is Precedence.FLASH
    report = [row.event.body for row in desk.kit.log.all() if row.event.kind == "report"][-1]
    assert report.topics == {Topic.WATER: TopicState(Condition.CRITICAL)} and report.children == 12


def test_words_beside_an_acknowledgement_are_kept_as_what_they_are(desk):
    event = desk.send(Message("bus kl 14", desk.phone.number))
    ack = desk.hear(f"OK {event.number}, vi har ingen vand og kommer kl 18")
    assert ack.kind == "ack" and (ack.body.ref.kit, ack.body.ref.seq) == (event.kit, event.seq)
    report = [row.event.body for row in desk.kit.log.all() if row.event.kind == "report"][-1]
    assert report.topics[Topic.WATER].condition is Condition.CRITICAL and "kl 18" in report.note


def test_a_cpr_number_is_neither_kept_nor_repeated(desk):
    before = desk.kit.log.count()
    assert desk.hear("barnet 010190-1234 er syg") is None
    assert desk.kit.log.count() == before
    assert "CPR" in desk.answers()[-1] and "010190" not in " ".join(desk.answers())


def test_a_message_goes_out_with_its_number_and_is_acknowledged_by_a_person(desk):
    event = desk.send(Message("Vandvognen kommer kl. 12", desk.phone.number, Precedence.URGENT))
    [text] = due_texts(desk.kit.log, desk.now)
    assert (text.node, text.portnum) == (desk.phone.node, TEXT_APP)
    assert event.number in text.text and "HASTER" in text.text and f"ok {event.number}" in text.text
    assert deliveries(desk.kit.log, event.id)[0].state == "queued"
    desk.desk.reached(text.text_id, DeliveryState.SENT, desk.now)
    assert deliveries(desk.kit.log, event.id)[0].state == "sent"
    desk.desk.reached(text.text_id, DeliveryState.HEARD, desk.now)
    assert deliveries(desk.kit.log, event.id)[0].state == "heard", "a relay is no recipient"
    desk.desk.reached(text.text_id, DeliveryState.RECEIVED, desk.now)
    assert deliveries(desk.kit.log, event.id)[0].state == "received"
    ack = desk.hear(f"OK {event.number}.")
    assert isinstance(ack.body, Ack) and ack.body.place == desk.phone.number
    assert event.ref in desk.kit.state.acks


def test_a_message_in_several_texts_has_come_as_far_as_the_last_of_them(desk):
    event = desk.send(Message("Vandvognen kommer kl. 12 " * 12, desk.phone.number))
    first, second = due_texts(desk.kit.log, desk.now)
    desk.desk.reached(first.text_id, DeliveryState.RECEIVED, desk.now)
    assert [(d.place, d.state) for d in deliveries(desk.kit.log, event.id)] == [
        (desk.phone.number, DeliveryState.QUEUED)
    ]
    desk.desk.reached(second.text_id, DeliveryState.HEARD, desk.now)
    assert deliveries(desk.kit.log, event.id)[0].state is DeliveryState.HEARD
    desk.desk.reached(second.text_id, DeliveryState.RECEIVED, desk.now)
    assert deliveries(desk.kit.log, event.id)[0].state is DeliveryState.RECEIVED


def test_only_akut_overrides_a_phone_on_silent(desk):
    desk.send(Message("brand i skolen", desk.phone.number, Precedence.FLASH))
    assert [text.portnum for text in due_texts(desk.kit.log, desk.now)] == [ALERT_APP]


def test_a_bare_ok_means_the_one_open_message_and_is_never_guessed(desk):
    first = desk.send(Message("kommer I?", desk.phone.number))
    ack = desk.hear("ok")
    assert ack.body.ref.seq == first.seq
    assert desk.hear("ok") is None, "nothing open: it is only politeness"
    second, third = (desk.send(Message(text, desk.phone.number)) for text in ("to", "tre"))
    assert desk.hear("ok") is None
    assert second.number in desk.answers()[-1] and third.number in desk.answers()[-1]
    assert desk.hear("ok 9-9999") is None and "Kender ikke 9-9999" in desk.answers()[-1]


def test_open_messages_are_named_in_the_order_of_time_whenever_they_came(desk):
    sent = [
        make_event(Message(text, desk.phone.number), kit=7, epoch=0, seq=n, hlc=n << 16)
        for n, text in enumerate(("et", "to"), 1)
    ]
    desk.kit.merge(sent[::-1], "radio")
    assert desk.hear("ok") is None
    assert desk.answers()[-1].endswith("7-0001, 7-0002")


def test_a_message_to_all_is_one_text_to_everybody(desk):
    desk.send(Message("Vi mødes kl. 14", "all"))
    texts = due_texts(desk.kit.log, desk.now)
    assert [text.node for text in texts] == [BROADCAST]


def test_a_text_that_does_not_arrive_is_tried_later_and_later_then_told(desk):
    desk.send(Message("svar", desk.phone.number, Precedence.URGENT))
    waits = []
    while due := due_texts(desk.kit.log, desk.now + 100_000):
        [text] = due
        waits.append(text.at - desk.now)
        desk.now = max(desk.now, text.at)
        desk.desk.failed(text.text_id, desk.now, reason="MAX_RETRANSMIT")
    assert waits[1:] and all(later > earlier * 0.8 for earlier, later in pairwise(waits[1:]))
    told = read_problems(desk.kit.log)[0].text
    assert desk.phone.name in told and "kom ikke frem (intet svar)" in told


def test_a_real_ack_after_the_nak_counts(desk):
    event = desk.send(Message("svar", desk.phone.number))
    [text] = due_texts(desk.kit.log, desk.now)
    desk.desk.failed(text.text_id, desk.now, reason="MAX_RETRANSMIT")
    desk.desk.reached(text.text_id, DeliveryState.RECEIVED, desk.now)
    assert deliveries(desk.kit.log, event.id)[0].state == "received"
    assert not due_texts(desk.kit.log, desk.now + 100_000), "it is not sent again"


def test_a_phone_out_of_reach_is_tried_again_soon_and_then_the_text_is_said_to_everybody_by_name_once(desk):
    event = desk.send(Message("svar", desk.phone.number, Precedence.URGENT))
    said_to_all = []
    for round_ in range(10):
        due = due_texts(desk.kit.log, desk.now)
        direct = [text for text in due if text.node != BROADCAST]
        if not direct:
            break
        said_to_all += [(round_, text.text) for text in due if text.node == BROADCAST]
        for text in due:
            if text.node == BROADCAST:
                desk.desk.reached(text.text_id, DeliveryState.HEARD, desk.now)
            else:
                assert desk.desk.out_of_reach(text.text_id, desk.now, reason="MAX_RETRANSMIT")
        if round_ == 0:
            assert not due_texts(desk.kit.log, desk.now)
            desk.now += INTRODUCED_S
        else:
            desk.now += 2000
    [(round_, text)] = said_to_all
    assert round_ == 2, "after the second failure"
    assert text.startswith(f"Til {desk.phone.name}: {event.number} ")
    assert deliveries(desk.kit.log, event.id)[0].state == "heard", "nobody knows that the place has it"
    [problem] = read_problems(desk.kit.log)
    assert "men også sendt til alle" in problem.text and "kom ikke frem" not in problem.text
    assert "kvitter" not in problem.text, "that is what a person does"


def test_what_was_said_to_everybody_is_still_tried_with_the_place_itself(desk):
    event = desk.send(Message("svar", desk.phone.number))
    for _ in range(2):
        [text] = due_texts(desk.kit.log, desk.now)
        desk.desk.out_of_reach(text.text_id, desk.now, reason="MAX_RETRANSMIT")
        desk.now += INTRODUCED_S
    desk.now += 1000
    again = {text.node: text for text in due_texts(desk.kit.log, desk.now)}
    assert set(again) == {BROADCAST, desk.phone.node}
    desk.desk.reached(again[desk.phone.node].text_id, DeliveryState.RECEIVED, desk.now)
    assert deliveries(desk.kit.log, event.id)[0].state == "received"


def test_an_answer_that_a_phone_cannot_read_is_said_to_everybody_by_name(desk):
    desk.hear("vand! mad ok 43b 6v")
    for _ in range(2):
        [text] = due_texts(desk.kit.log, desk.now)
        desk.desk.out_of_reach(text.text_id, desk.now, reason="PKI_SEND_FAIL_PUBLIC_KEY")
        desk.now += INTRODUCED_S
    [to_all] = due_texts(desk.kit.log, desk.now)
    assert to_all.node == BROADCAST and to_all.text.startswith(f"Til {desk.phone.name}: ")


def test_a_text_to_everybody_that_nobody_relayed_is_only_tried_again(desk):
    desk.send(Message("Vi mødes kl. 14", "all"))
    for _ in range(3):
        [text] = due_texts(desk.kit.log, desk.now + 100_000)
        assert not desk.desk.out_of_reach(text.text_id, desk.now, reason="MAX_RETRANSMIT"), "no key is lacking"


def test_another_kit_lets_the_secretariat_record_what_all_heard(tmp_path):
    desk = Desk(tmp_path / "kit", Role.MEETING_POINT, 2, "uglemoseskolen")
    hello = make_event(Hello(Role.SECRETARIAT, 1), kit=1, epoch=5, seq=1, hlc=1 << 40)
    desk.kit.merge([hello], "radio")
    assert desk.hear("vand! 43b", to=BROADCAST) is None
    report = Report(desk.phone.number, {Topic.WATER: TopicState(Condition.CRITICAL)}, children=43)
    told = make_event(report, kit=1, epoch=5, seq=2, hlc=(1_800_000_003 - 1_735_689_600) << 16)
    desk.kit.merge([told], "radio")
    desk.now += 60
    assert desk.desk.tick(desk.now) == []
    assert desk.hear("mad! 40b", to=BROADCAST) is None
    desk.kit.log.conn.execute("UPDATE events SET arrived = arrived - 600")
    desk.now += 60
    assert [e.body.children for e in desk.desk.tick(desk.now)] == [40], "nobody else did: nothing is lost"


def test_texts_of_a_kits_own_node_are_for_phones(desk):
    hello = make_event(Hello(Role.MEETING_POINT, 2, 0x0A0F0002), kit=2, epoch=5, seq=1, hlc=1 << 40)
    desk.kit.merge([hello], "radio")
    assert desk.hear("2-0004 RUTINE fra skolen: vand ok", node=0x0A0F0002, to=BROADCAST) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("?", AsksHelp),
        ("hjælp", Says),
        ("hjælp mig", Says),
        ("OK 1-0008, vi kommer kl 18", Acknowledges),
        ("ok 12-0147", Acknowledges),
        ("Forstået 12-147", Acknowledges),
        ("👍", Acknowledges),
        ("ok", Acknowledges),
        ("vand ok", Reports),
        ("hej", Says),
        ("akut", Says),
        ("010190 1234", HasPersonalData),
        ("  ", type(None)),
    ],
)
def test_what_a_text_means(text, kind):
    assert isinstance(meaning_of(text), kind)


@pytest.mark.parametrize("begins", ["AKUT ", "ØVELSE. AKUT ", "112: ", "HASTER "])
def test_a_text_that_claims_haste_keeps_it_beside_the_figures_that_it_gives(begins):
    meaning = meaning_of(f"{begins}et træ er faldet på taget. Alle er ude, 52 børn 9 voksne")
    assert isinstance(meaning, Says) and meaning.precedence in (Precedence.FLASH, Precedence.URGENT)
    assert meaning.phrase is not None and (meaning.phrase.children, meaning.phrase.staff) == (52, 9)


@given(st.text(max_size=600))
def test_any_text_is_understood_as_something_and_cut_at_words(text):
    meaning_of(text)
    words = " ".join(text.split())
    parts = chunks(words)
    assert all(len(part.encode()) <= TEXT_BYTES for part in parts)
    if len(parts) > 1:
        joined = "".join(part.partition(" ")[2] for part in parts)
        assert joined.replace(" ", "") == words.replace(" ", "")


def test_the_help_fits_one_text():
    assert len(HELP.encode()) <= TEXT_BYTES
