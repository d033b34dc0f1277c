"""The engine's radio desk: what was said while it was away, full disks, and another process's new epoch."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from kits import closed, meeting_point, secretariat
from phone_texts import all_texts

from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Precedence, Role
from fieldkit.engine.radio_desk import SAVE_EVERY_S, TEXT_ROOM, RadioDesk
from fieldkit.kit import Kit
from fieldkit.link.delivery.outputs import Transmit
from fieldkit.link.node.radio_types import (
    ALERT_APP,
    TEXT_APP,
    Ack,
    ChannelUse,
    Connected,
    PacketIn,
    RadioEvent,
    Send,
    SendAccepted,
)
from fieldkit.link.wire.frame import open_frame
from fieldkit.store.tables.delivery import deliveries
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status
from fieldkit.store.tables.texts import TextState, read_text, set_text, texts_of


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return closed(secretariat(tmp_path / "kit"))


def phone_of(kit: Kit):
    return next(p for p in kit.roster.places if p.kit is None and p.node)


def sent_by(desk: RadioDesk) -> list[Transmit]:
    """The frames that are due within ten minutes."""
    return [out for out in desk.machine.timeout(desk.now() + 600) if isinstance(out, Transmit)]


@contextlib.asynccontextmanager
async def running(kit: Kit, **how) -> AsyncIterator[RadioDesk]:
    """A desk at work until the end: it has looked at what was recorded before, and hears of what is recorded now."""
    desk = RadioDesk(kit, random.Random(1), lambda event: None, **how)
    work = asyncio.create_task(desk.run())
    await asyncio.sleep(0)
    try:
        yield desk
        assert not work.done(), work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def run_desk(kit: Kit) -> None:
    """A desk that ran for a moment, as when an engine is started and stopped."""
    async with running(kit):
        await asyncio.sleep(0.05)


class Radio:
    """A radio that says what a test makes it say; `now` is the desk's own clock, in seconds. Once connected it takes
    what it is given, unless `is_deaf`."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.is_connected = False
        self.is_deaf = False
        self.sent: list[Send] = []

    def begin(self, url: str, tell: Callable[[RadioEvent], None]) -> "Radio":
        self.tell = tell
        return self

    async def run(self) -> None:
        await asyncio.Event().wait()

    def connect(self) -> None:
        self.is_connected = True
        self.tell(Connected(0x0A0F0001, "", "", b"", "2.8", "", "EU_868", "MEDIUM_FAST", 3, True, None, None, (), ()))

    def hear(self, node: int, text: str, **more) -> None:
        said = {"portnum": TEXT_APP, "packet_id": 1, "reply_id": 0, "rx_time": None, "emoji": 0, **more}
        self.tell(
            PacketIn(from_node=node, to_node=0x0A0F0001, channel=0, payload=text.encode(), request_id=0, want_ack=True,
                     pki_encrypted=False, public_key=b"", rx_snr=None, rx_rssi=None, hops=0, **said)
        )  # fmt: skip

    def send(self, request: Send) -> None:
        assert self.is_connected, f"not connected, so nothing is handed over: {request}"
        self.sent.append(request)
        if not self.is_deaf:
            self.tell(SendAccepted(request.token, len(self.sent) + 500))

    def texts(self) -> list[str]:
        return [request.payload.decode() for request in self.sent if request.portnum in (TEXT_APP, ALERT_APP)]


async def test_a_message_recorded_while_no_engine_ran_is_sent_to_the_phone_when_one_starts(home):
    command = Kit.open(home)
    phone = phone_of(command)
    event = command.record(Message("Hent vand", phone.number, Precedence.URGENT))
    engine = Kit.open(home)
    await run_desk(engine)
    assert [text.node for text in texts_of(engine.log, event.id)] == [phone.node]
    assert [(d.place, d.state) for d in deliveries(engine.log, event.id)] == [(phone.number, "queued")]
    await run_desk(Kit.open(home))
    assert len(all_texts(engine.log)) == 1, "the next start does not say it twice"


async def test_a_text_that_was_with_the_node_when_the_kit_stopped_is_tried_again(home):
    kit = Kit.open(home)
    event = kit.record(Message("Hent vand", phone_of(kit).number))
    await run_desk(kit)
    (text,) = texts_of(kit.log, event.id)
    set_text(kit.log, text.text_id, TextState.SENT, kit.now())
    await run_desk(Kit.open(home))
    again = read_text(kit.log, text.text_id)
    assert again.state is TextState.WAITING and again.tries == 1
    for _ in range(10):
        set_text(kit.log, text.text_id, TextState.SENT, kit.now())
        await run_desk(Kit.open(home))
    assert read_text(kit.log, text.text_id).state in (TextState.FAILED, TextState.SENT), "not for ever"


async def test_a_full_disk_does_not_end_the_radio(home):
    kit, radio = Kit.open(home), Radio()
    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now):
        pages = kit.log.conn.execute("PRAGMA page_count").fetchone()[0]
        kit.log.conn.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(Exception, match="fuld"):
            for _ in range(200):
                kit.record(Message("x" * 1000))
        kit.log.conn.execute("PRAGMA query_only=ON")  # from now on the disk refuses every single write
        radio.now += SAVE_EVERY_S
        radio.tell(ChannelUse(3.0, 0.5, None, None, None))
        await asyncio.sleep(0.05)


async def test_an_event_that_is_durable_is_not_reported_as_refused_because_its_queue_is(home):
    kit = Kit.open(home)
    phone = phone_of(kit)
    async with running(kit):
        trigger = "CREATE TRIGGER full BEFORE INSERT ON texts BEGIN SELECT raise(ABORT, 'disk is full'); END"
        kit.log.conn.execute(trigger)
        event = kit.record(Message("Hent vand", phone.number))
    assert kit.log.by_id(event.id) is not None and "fuld" in kit.log.read("SELECT text FROM problems")[0][0]


async def test_the_radio_seals_in_the_epoch_that_a_command_began(home):
    engine = Kit.open(home)
    async with running(engine) as desk:
        old = desk.machine.sealer.epoch
        before = sent_by(desk)
        command = Kit.open(home)
        command.renew_epoch("andre kit kender mere")
        engine.refresh()
        said = engine.record(Message("videre", "all"))
        assert said.epoch == command.identity.epoch == desk.machine.sealer.epoch != old
        frames = sent_by(desk)
    opened = [open_frame(frame.data, engine.keys) for frame in frames]
    assert said.id in {event.id for one in opened for event in one.events}
    assert before and min(frame.token for frame in frames) > max(frame.token for frame in before)


async def test_own_events_that_come_back_in_a_bundle_are_not_sent_to_phones_again(home):
    kit = Kit.open(home)
    body = Message("for længst læst", phone_of(kit).number)
    lost = make_event(body, kit=1, epoch=kit.identity.epoch, seq=9, hlc=60_000_000 << 16)
    async with running(kit):
        kit.merge([lost], "bundle")
    assert not all_texts(kit.log) and not deliveries(kit.log, lost.id)


def test_a_report_of_the_same_place_does_not_stand_for_another(tmp_path):
    """Overheard by a meeting point: `vand!` came from the secretariat by radio, `mad!` never did."""
    from fieldkit.core.facts.said import Hello
    from fieldkit.core.facts.terms import Condition, Topic
    from fieldkit.core.facts.topic_state import TopicState
    from fieldkit.engine.phone_desk import PhoneDesk
    from fieldkit.link.node.radio_types import BROADCAST, TEXT_APP, PacketIn

    now = [1_800_000_000.0]
    kit = meeting_point(tmp_path / "p", number=12, now=lambda: now[0])
    phone = phone_of(kit)
    desk = PhoneDesk(kit, random.Random(1))
    secretariat = [Hello(Role.SECRETARIAT, 1), Report(phone.number, {Topic.WATER: TopicState(Condition.CRITICAL)})]
    hlc = (int(now[0]) - 1_735_689_600) << 16

    def hear(text: str, packet: int) -> None:
        desk.packet(
            PacketIn(phone.node, BROADCAST, 0, TEXT_APP, text.encode(), packet, 0, 0, False, False, b"",
                     None, None, None, 0), now[0])  # fmt: skip

    kit.merge([make_event(secretariat[0], kit=1, epoch=5, seq=1, hlc=hlc)], "radio")
    hear("vand!", 1)
    hear("mad!", 2)
    hear("?", 3)
    kit.merge([make_event(secretariat[1], kit=1, epoch=5, seq=2, hlc=hlc)], "radio")
    now[0] += 60
    assert [list(event.body.topics) for event in desk.tick(now[0])] == [[Topic.FOOD]]
    assert len(all_texts(kit.log)) == 1, "the read-back; help comes from the secretariat, not from every kit"


@contextlib.asynccontextmanager
async def on_the_air(kit: Kit) -> AsyncIterator[Radio]:
    """A desk whose radio is connected."""
    radio = Radio()
    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now):
        radio.connect()
        yield radio


async def turn() -> None:
    await asyncio.sleep(0.05)


async def test_a_thumb_on_the_packet_that_carried_a_message_acknowledges_it(home):
    kit = Kit.open(home)
    phone = phone_of(kit)
    async with on_the_air(kit) as radio:
        event = kit.record(Message("Hold børnene inde", phone.number, Precedence.URGENT))
        await turn()
        (number,) = (n for n, sent in enumerate(radio.sent, 501) if sent.to_node == phone.node)
        radio.hear(phone.node, "👍", emoji=1, reply_id=number + 1)
        assert not kit.state.acks
        radio.hear(phone.node, "👍", emoji=1, reply_id=number, packet_id=2)
        assert list(kit.state.acks) == [event.ref]


async def test_a_full_disk_does_not_keep_the_sender_from_being_told(home):
    kit = Kit.open(home)
    phone = phone_of(kit)
    async with on_the_air(kit) as radio:
        kit.log.conn.execute("PRAGMA query_only=ON")
        radio.hear(phone.node, "rød! kloak slut, vand!")
        await turn()
        (answer,) = (sent for sent in radio.sent if sent.to_node == phone.node)
        assert "IKKE noteret" in answer.payload.decode() and answer.want_ack
        radio.tell(Ack(answer.token, phone.node, implicit=False))
        kit.log.conn.execute("PRAGMA query_only=OFF")


async def test_akut_is_handed_over_before_answers_that_waited_longer(home):
    kit = Kit.open(home)
    phone = phone_of(kit)
    async with on_the_air(kit) as radio:
        radio.is_deaf = True
        for number in range(10):
            radio.hear(phone.node, f"test nummer {number}", packet_id=number + 1)
        for _ in range(4):
            await turn()
            radio.tell(ChannelUse(3.0, 0.5, None, None, None))
        waiting = len(radio.texts())
        assert waiting == TEXT_ROOM, "the session gets few at a time"
        kit.record(Message("Kom straks", phone.number, Precedence.FLASH))
        given = [sent.token for sent in radio.sent if sent.portnum == TEXT_APP]
        radio.is_deaf = False
        for token in given:
            radio.tell(SendAccepted(token, 900))
        await turn()
        assert "Kom straks" in radio.texts()[waiting]


async def test_what_the_radio_heard_while_no_engine_ran_counts_from_then(home):
    kit = Kit.open(home)
    before = int(kit.now()) - 3600
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OFF, "standset", before))
    phone = phone_of(kit)
    async with on_the_air(kit) as radio:
        radio.hear(phone.node, "rød, vand til 1 time", rx_time=before + 3000)
        radio.hear(phone.node, "mad til 1 time", rx_time=before - 86_400, packet_id=2)
    known, unknown = (row.event for row in kit.log.all() if row.event.kind == "report")
    assert abs(known.at - (before + 3000)) <= 60 and known.time_sure
    assert not unknown.time_sure
