"""What is heard from phones is noted once, as it was sent; what cannot be kept is told to both ends."""

from pathlib import Path

import pytest
from heard_desk import OWN_NODE, Desk

from fieldkit.acts.nodes import assign
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Ack, Hello, Message, Report
from fieldkit.core.facts.terms import Condition, Precedence, Role, Topic, Trust
from fieldkit.core.views.board import make_board
from fieldkit.link.node.phone import HELP, is_kits_words
from fieldkit.link.node.ports import ALERT_APP, BROADCAST
from fieldkit.store.tables.status import read_problems
from fieldkit.store.tables.texts import due_texts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "kit")


def said(desk: Desk, body: type) -> list:
    return [row.event for row in desk.kit.log.all() if isinstance(row.event.body, body)]


# How it was sent


def test_a_text_on_the_alert_port_is_akut(desk):
    event = desk.hear("Taget er faldet ned, flere er kommet til skade", portnum=ALERT_APP)
    assert event.body.precedence is Precedence.FLASH and event.body.text.startswith("Taget er faldet ned")
    assert event.number in desk.answers()[-1]


@pytest.mark.parametrize("text", ["?", "hjælp", "", "  ", "haster: kom nu", "🆘"])
def test_whatever_stands_in_an_alarm_it_is_akut(desk, text):
    assert desk.hear(text, portnum=ALERT_APP).body.precedence is Precedence.FLASH


def test_an_alarm_that_says_how_it_is_also_stands_on_the_board(desk):
    event = desk.hear("vand! 43b", portnum=ALERT_APP)
    assert event.body.precedence is Precedence.FLASH
    row = next(r for r in make_board(desk.kit.state, desk.kit.roster, desk.now).rows if r.slug == desk.phone.slug)
    assert row.topics[Topic.WATER].condition is Condition.CRITICAL and row.children == 43


def test_an_acknowledgement_sent_as_an_alarm_is_one(desk):
    event = desk.send(Message("kommer I?", desk.phone.number))
    assert isinstance(desk.hear(f"ok {event.number}", portnum=ALERT_APP).body, Ack)


# Twice


def test_the_same_text_twice_within_minutes_is_one_event_with_one_number(desk):
    first = desk.hear("vand til 2 timer")
    desk.now += 240
    assert desk.hear("vand til 2 timer") is None
    assert len(said(desk, Report)) == 1
    answers = desk.answers()
    assert len(answers) == 2 and answers[0] == answers[1] and first.number in answers[1]
    message = desk.hear("Kan I sende tæpper?")
    assert desk.hear("  Kan I  sende tæpper? ") is None
    assert len(said(desk, Message)) == 1 and message.number in desk.answers()[-1]


def test_a_repetition_is_known_after_a_restart(desk):
    first = desk.hear("vand til 2 timer")
    desk.restart()
    assert desk.hear("vand til 2 timer") is None and len(said(desk, Report)) == 1
    assert first.number in desk.answers()[-1]


def test_the_same_text_later_or_from_another_says_something(desk):
    desk.hear("vand ok")
    assert desk.hear("vand ok", node=0xDEADBEEF) is not None
    desk.now += 660
    assert desk.hear("vand ok") is not None


def test_who_says_first_this_then_that_then_this_has_said_three_things(desk):
    assert all(desk.hear(text) for text in ("vand ok", "vand!", "vand ok"))
    assert all(desk.hear(text) for text in ("Vi kommer kl. 18", "Vi kommer alligevel ikke", "Vi kommer kl. 18"))


def test_the_same_word_answers_two_questions(desk):
    desk.send(Message("Har I brød?", desk.phone.number))
    first = desk.hear("ja da")
    desk.send(Message("Har I mælk?", desk.phone.number))
    second = desk.hear("ja da")
    assert second is not None and second.number != first.number


def test_a_repetition_by_a_radio_that_is_proven_is_recorded(desk):
    pinned = next(p for p in desk.kit.roster.places if p.public_key is not None)
    assert desk.hear("vand ok", node=pinned.node).body.trust is Trust.UNVERIFIED
    assert desk.hear("vand ok", node=pinned.node, pki=pinned.public_key).body.trust is Trust.VERIFIED
    assert desk.hear("vand ok", node=pinned.node, pki=pinned.public_key) is None


def test_forstaaet_twice_is_one_acknowledgement(desk):
    event = desk.send(Message("kommer I?", desk.phone.number))
    assert desk.hear(f"ok {event.number}") is not None and desk.hear(f"ok {event.number}") is None
    assert len(said(desk, Ack)) == 1 and desk.answers()[-1] == desk.answers()[-2]


# Not kept


def test_personal_data_is_told_to_both_ends(desk):
    before = desk.kit.log.count()
    assert desk.hear("barnet 010190-1234 er syg") is None
    assert desk.kit.log.count() == before and "IKKE noteret" in desk.answers()[-1]
    problem = read_problems(desk.kit.log)[0].text
    assert desk.phone.name in problem and "ikke gemt" in problem and "010190" not in problem


@pytest.mark.parametrize("how", [{"text": "AKUT: 010190-1234 er væk"}, {"text": "010190-1234", "portnum": ALERT_APP}])
def test_that_something_akut_came_is_noted_even_when_its_words_are_not(desk, how):
    event = desk.hear(**how)
    assert event.body.precedence is Precedence.FLASH and "010190" not in event.body.text
    assert "IKKE noteret" in desk.answers()[0]


def test_a_text_that_is_refused_is_told_to_both_ends(desk):
    hello = desk.kit.log.all()[0].event
    assert desk.hear(f"ok {hello.number}") is None
    assert desk.answers()[-1] == "IKKE noteret: Der kan kun siges forstået til en besked eller en melding."
    assert desk.phone.name in read_problems(desk.kit.log)[0].text


def test_on_a_full_disk_the_sender_is_told_without_it_and_the_text_is_noted_when_there_is_room(desk):
    heard_at = desk.now
    desk.fill_disk()
    assert desk.hear("rød! kloak slut, vand!") is None
    ((_, spoken),) = desk.desk.unwritten.to_say(desk.now)
    assert spoken.node == desk.phone.node and "IKKE noteret" in spoken.text
    desk.now += 6
    assert desk.desk.tick(desk.now) == [], "still full"
    desk.free_disk()
    desk.now += 6
    (event,) = desk.desk.tick(desk.now)
    assert event.body.topics[Topic.WATER].condition is Condition.CRITICAL
    assert desk.answers()[-1].startswith(event.number)
    assert event.number in read_problems(desk.kit.log)[0].text
    assert desk.desk.due() is None and abs(event.at - heard_at) <= 30


def test_what_came_twice_while_the_disk_was_full_is_noted_once(desk):
    desk.fill_disk()
    for _ in range(2):
        desk.hear("rød! kloak slut, vand!")
        desk.now += 20
    assert len(desk.desk.unwritten.to_say(desk.now)) == 2, "each is answered"
    desk.free_disk()
    assert len(desk.desk.tick(desk.now)) == 1 and len(said(desk, Report)) == 1


def test_an_event_that_is_durable_is_not_called_refused_because_its_answer_cannot_be_queued(desk):
    desk.kit.log.conn.execute("CREATE TRIGGER f BEFORE INSERT ON texts BEGIN SELECT raise(ABORT, 'disk is full'); END")
    event = desk.hear("vand!")
    ((_, spoken),) = desk.desk.unwritten.to_say(desk.now)
    assert spoken.text.startswith(event.number) and "IKKE" not in spoken.text


# Too many


def test_a_flood_from_one_sender_becomes_few_events_and_one_sum(desk):
    for number in range(600):
        desk.hear(f"test nummer {number} her")
    assert len(said(desk, Message)) == 10 and len(desk.answers()) == 11
    desk.now += 61
    (event,) = desk.desk.tick(desk.now)
    assert event.body.text.startswith("590 tekster") and "test nummer" in event.body.text
    assert "ikke gemt" in event.body.text, "it says what is left out"
    assert event.body.sender == desk.phone.number and len(said(desk, Message)) == 11
    assert desk.phone.name in read_problems(desk.kit.log)[0].text


def test_a_flood_that_goes_on_is_summed_up_more_and_more_rarely(desk):
    sums = 0
    for number in range(1200):
        desk.hear(f"test nummer {number} her")
        desk.now += 2.4
        sums += sum("for mange til" in event.body.text for event in desk.desk.tick(desk.now))
    assert 3 <= sums <= 8
    assert len(said(desk, Message)) <= 10 + 1200 * 2.4 / 60 + sums


def test_the_same_text_six_hundred_times_is_one_event(desk):
    for _ in range(600):
        desk.hear("vand!")
    desk.now += 120
    assert desk.desk.tick(desk.now) == [] and len(said(desk, Report)) == 1
    assert len(desk.answers()) == 10


def test_a_flood_hides_neither_akut_of_the_same_sender_nor_texts_of_others(desk):
    for number in range(100):
        desk.hear(f"test nummer {number} her")
    assert desk.hear("AKUT: et barn er væk").body.precedence is Precedence.FLASH
    assert desk.hear("mad! 12b", node=0xDEADBEEF) is not None
    event = desk.send(Message("kommer I?", desk.phone.number))
    assert desk.hear(f"ok {event.number}") is not None


def test_the_last_report_of_a_flood_stands_on_the_board(desk):
    for number in range(40):
        desk.hear(f"{number + 1} børn")
    desk.now += 61
    desk.desk.tick(desk.now)
    row = next(r for r in make_board(desk.kit.state, desk.kit.roster, desk.now).rows if r.slug == desk.phone.slug)
    assert row.children == 40


def test_an_akut_flood_is_summed_up_as_akut(desk):
    for number in range(50):
        desk.hear(f"AKUT hjælp til nummer {number}")
    assert len(said(desk, Message)) == 5
    desk.now += 61
    (event,) = desk.desk.tick(desk.now)
    assert event.body.precedence is Precedence.FLASH and event.body.text.startswith("45 tekster")


def test_what_a_flood_held_back_is_recorded_when_the_program_ends(desk):
    for number in range(12):
        desk.hear(f"test nummer {number} her")
    desk.desk.heard.close(desk.now)
    assert "test nummer 11 her" in said(desk, Message)[-1].body.text


def test_what_is_urgent_in_a_flood_makes_its_sum_urgent(desk):
    for number in range(20):
        desk.hear(f"test nummer {number} her")
    desk.hear("haster: vi mangler en nøgle")
    desk.hear("test nummer 21 her")
    desk.now += 61
    (event,) = desk.desk.tick(desk.now)
    assert event.body.precedence is Precedence.URGENT and "vi mangler en nøgle" in event.body.text


def test_a_request_for_the_manual_six_hundred_times_costs_ten_answers(desk):
    for _ in range(600):
        desk.hear("?")
    assert desk.answers() == [HELP] * 10


def test_what_waits_does_not_wait_for_a_clock_that_was_set_back(desk):
    for number in range(12):
        desk.hear(f"test nummer {number} her")
    desk.fill_disk()
    desk.hear("AKUT: et barn er væk")
    desk.free_disk()
    desk.now -= 365 * 86_400
    assert {event.body.precedence for event in desk.desk.tick(desk.now)} == {Precedence.FLASH, Precedence.ROUTINE}
    message = desk.send(Message("kommer I?", desk.phone.number))
    desk.now -= 365 * 86_400
    assert message.id in {text.event for text in due_texts(desk.kit.log, desk.now)}


# To everybody, heard by a kit that is not the secretariat


@pytest.fixture
def point(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "point", Role.MEETING_POINT, 2, "uglemoseskolen")
    desk.kit.merge([make_event(Hello(Role.SECRETARIAT, 1), kit=1, epoch=5, seq=1, hlc=hlc_of_unix(desk.now))], "radio")
    return desk


def by_the_secretariat(desk: Desk, text: str, seq: int) -> None:
    body = Message(text, "secretariat", sender=desk.phone.number, trust=Trust.UNVERIFIED)
    desk.kit.merge([make_event(body, kit=1, epoch=5, seq=seq, hlc=hlc_of_unix(desk.now))], "radio")


def test_a_repetition_of_what_the_secretariat_recorded_is_answered_by_the_secretariat(point):
    by_the_secretariat(point, "Vi mangler tæpper", 2)
    point.now += 300
    assert point.hear("Vi mangler tæpper", to=BROADCAST) is None
    point.now += 60
    assert point.desk.tick(point.now) == [] and point.answers() == []


def test_what_nobody_has_recorded_when_the_program_ends_is_noted_and_what_the_secretariat_has_is_not(point):
    point.hear("Vi mangler tæpper", to=BROADCAST)
    point.hear("Døren er låst", to=BROADCAST)
    by_the_secretariat(point, "Vi mangler tæpper", 2)
    point.desk.heard.close(point.now)
    own = [event.body.text for event in said(point, Message) if event.kit == 2]
    assert own == ["Døren er låst"]
    point.desk.heard.close(point.now)
    assert len(said(point, Message)) == 2, "once"


def test_a_flood_to_everybody_is_summed_up_by_one_kit(point):
    texts = [f"test nummer {number} her" for number in range(40)]
    for text in texts:
        point.hear(text, to=BROADCAST)
    for seq, text in enumerate(texts[:10], 2):
        by_the_secretariat(point, text, seq)
    by_the_secretariat(point, "30 tekster: " + ", ".join(f"“{text}”" for text in texts[20:]), 20)
    found = []
    for _ in range(20):
        point.now += 10
        found += point.desk.tick(point.now)
    assert (
        all(event.body.text in texts for event in found) and len(found) <= 10 and "samlet" not in str(point.answers())
    )


# While nobody listened


def test_a_text_that_the_node_kept_counts_from_when_it_was_heard(desk):
    desk.connect(last_alive=desk.now - 3600)
    event = desk.hear("rød, vand til 1 time", rx_time=int(desk.now) - 600)
    assert event.at == desk.now - 600 and event.time_sure
    row = next(r for r in make_board(desk.kit.state, desk.kit.roster, desk.now).rows if r.slug == desk.phone.slug)
    assert row.age_s == 600
    longer = desk.hear("mad til 1 time", rx_time=int(desk.now) - 3000)
    assert 0 <= desk.now - 3000 - longer.at <= 900 and not longer.time_sure, "to the quarter of an hour, so ca."


@pytest.mark.parametrize("rx_time", [None, 1, 1_700_000_000, 1_900_000_000])
def test_without_a_time_that_can_be_it_is_ca(desk, rx_time):
    desk.connect(last_alive=desk.now - 3600)
    event = desk.hear("rød, vand til 1 time", rx_time=rx_time)
    assert not event.time_sure


def test_an_acknowledgement_that_the_node_kept_counts_from_when_it_was_heard(desk):
    event = desk.send(Message("kommer I?", desk.phone.number))
    desk.now += 3600
    desk.connect(last_alive=desk.now - 3600)
    ack = desk.hear(f"ok {event.number}", rx_time=int(desk.now) - 600)
    assert isinstance(ack.body, Ack) and abs(ack.at - (desk.now - 600)) <= 30 and ack.time_sure


def test_what_is_heard_live_is_heard_now_whatever_the_nodes_clock_shows(desk):
    desk.connect(last_alive=desk.now - 3600)
    desk.now += 30
    event = desk.hear("rød, vand til 1 time", rx_time=int(desk.now) - 1800)
    assert event.time_sure and event.at == desk.now


def test_two_texts_that_the_node_kept_are_a_repetition_only_when_they_were_near_each_other(desk):
    desk.connect(last_alive=desk.now - 7200)
    at = int(desk.now)
    heard = [desk.hear("vand ok", rx_time=at - ago) for ago in (7000, 6990, 1000)]
    assert [event is not None for event in heard] == [True, False, True]


# Reactions


def test_a_reaction_is_no_message_and_costs_nothing(desk):
    before = desk.kit.log.count()
    for mark in ("😂", "❤️", "👍", "?", "‼️", "vand!"):
        for to in (OWN_NODE, BROADCAST):
            assert desk.hear(mark, emoji=1, reply_id=77777, to=to) is None
            assert desk.hear(mark, emoji=1, to=to) is None
    assert desk.kit.log.count() == before and desk.answers() == []


def test_what_a_person_writes_through_a_kits_radio_is_heard(desk):
    """The kit is broken and a phone is paired with its radio; or the radio was given to another place."""
    hello = make_event(Hello(Role.MEETING_POINT, 2, 0x0BAD0002), kit=2, epoch=5, seq=1, hlc=1 << 40)
    desk.kit.merge([hello], "radio")
    assert desk.hear("AKUT kittet er dødt", node=0x0BAD0002).body.sender == 2
    assert desk.answers_only()[-1].startswith("1-0002 Modtaget som besked")
    assign(desk.kit, 0x0BAD0002, desk.phone.number)
    assert desk.hear("vand!", node=0x0BAD0002).body.place == desk.phone.number


def test_whatever_a_kit_says_to_phones_is_known_as_a_kits_own(desk):
    event = desk.send(Message("Der er tæpper. " * 30, desk.phone.number))
    for text in ("vand! mad ok", "hej", "?", "ok 7-0007", "010190 1234", "vand! mad ok"):
        desk.hear(text)
    desk.hear(f"ok {event.number}")
    (first, *_) = desk.texts_of(event)
    for _ in range(2):
        desk.desk.out_of_reach(first.text_id, desk.now, reason="MAX_RETRANSMIT")
    for number in range(12):
        desk.hear(f"besked {number}")
    desk.now += 100
    desk.desk.tick(desk.now)
    said = desk.answers()
    assert len(said) > 15 and [text for text in said if not is_kits_words(text)] == []


def test_a_flood_hides_no_akut_text_with_personal_data_and_repeats_none_of_it(desk):
    for number in range(30):
        desk.hear(f"test nummer {number} her")
    assert desk.hear("AKUT 010190 1234 er faldet").body.precedence is Precedence.FLASH
    for _ in range(6):
        desk.hear("AKUT 010190 1234 er faldet")
    desk.now += 61
    (event,) = desk.desk.tick(desk.now)
    assert event.body.precedence is Precedence.FLASH and "CPR-nummer, som ikke er gemt" in event.body.text
    assert all("010190" not in str(one.body) for one in said(desk, Message))
