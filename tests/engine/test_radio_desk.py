"""The engine's radio desk: what was said while it was away, full disks, and another process's new epoch."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from kits import Clock, closed, make_kit, meeting_point, secretariat
from meshtastic.protobuf import admin_pb2
from nodes import NODE, node_there
from phone_texts import all_texts

from fieldkit.acts import rotation
from fieldkit.acts.nodes import assign
from fieldkit.core.delivery import DeliveryState
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Hello, Message, Report
from fieldkit.core.facts.terms import Precedence, Role
from fieldkit.core.remedies import EnterRadio, SetUpRadio
from fieldkit.core.state.vector import Feed
from fieldkit.engine.radio_desk import SAVE_EVERY_S, TEXT_ROOM, RadioDesk, TextToken
from fieldkit.kit import Kit
from fieldkit.link.delivery.outputs import Transmit
from fieldkit.link.node.plan import channel_psk
from fieldkit.link.node.ports import ADMIN_APP, ALERT_APP, BROADCAST, PRIVATE_APP, TEXT_APP
from fieldkit.link.node.radio_types import (
    Ack,
    Channel,
    ChannelUse,
    Connected,
    Loss,
    Lost,
    Nak,
    PacketIn,
    QueueState,
    RadioEvent,
    Send,
    SendAccepted,
    SendRefused,
)
from fieldkit.link.wire.frame import PORTNUM, open_frame, pack_events, pack_heads
from fieldkit.link.wire.frame_types import FeedHeads, Heads
from fieldkit.link.wire.seal import Sealer
from fieldkit.store.tables.delivery import deliveries
from fieldkit.store.tables.peers import heard_kits
from fieldkit.store.tables.status import (
    AIR_LEFT,
    AIR_PLAIN,
    KITS_HEARD,
    Device,
    DeviceState,
    DeviceStatus,
    Trouble,
    put_status,
    read_problems,
    read_status,
    standing,
)
from fieldkit.store.tables.texts import TextState, read_text, set_text, texts_of

OWN = 0x0A0F0001
URL = "tcp://127.0.0.1:4403"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return closed(secretariat(tmp_path / "kit", radio=URL))


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
        self.is_deaf = False
        self.sent: list[Send] = []
        self.introductions = 0
        self.taken_back: list[Send] = []

    def begin(self, url: str, tell: Callable[[RadioEvent], None]) -> "Radio":
        self.tell = tell
        return self

    async def run(self) -> None:
        await asyncio.Event().wait()

    def connect(self, region: str = "EU_868") -> None:
        self.tell(Connected(0x0A0F0001, "", "", b"", "2.8", "", region, "MEDIUM_FAST", 3, True, None, None, (), ()))

    def hear(self, node: int, text: str, **more) -> None:
        said = {"portnum": TEXT_APP, "packet_id": 1, "reply_id": 0, "rx_time": None, "emoji": 0, **more}
        self.tell(
            PacketIn(from_node=node, to_node=0x0A0F0001, channel=0, payload=text.encode(), request_id=0, want_ack=True,
                     pki_encrypted=False, public_key=b"", rx_snr=None, rx_rssi=None, hops=0, **said)
        )  # fmt: skip

    def send(self, request: Send) -> None:
        self.sent.append(request)
        if not self.is_deaf:
            self.tell(SendAccepted(request.token, len(self.sent) + 500))

    def introduce(self) -> None:
        self.introductions += 1

    def take_back(self, which: Callable[[Send], bool]) -> None:
        """What a deaf one has not taken is given back."""
        taken = [one for one in self.sent if which(one) and one not in self.taken_back] if self.is_deaf else []
        self.taken_back += taken
        for one in taken:
            self.tell(SendRefused(one.token, -1, "NOT_CONNECTED", False, 0))

    def texts(self) -> list[tuple[int, str]]:
        """To which node which text was handed over."""
        return [(one.to_node, one.payload.decode()) for one in self.sent if one.portnum in (TEXT_APP, ALERT_APP)]

    def frames(self) -> list[Send]:
        return [one for one in self.sent if one.portnum == PRIVATE_APP]


def ours(kit: Kit, **otherwise):
    """The kit's own node as planned, but for what is told."""
    return node_there(channel_psk(kit.key.secret), **otherwise)


def radio_status(kit: Kit):
    return read_status(kit.log)[Device.RADIO]


async def settled() -> None:
    """Let the desk take its turns."""
    for _ in range(20):
        await asyncio.sleep(0.005)


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
        assert not radio.sent, "not connected, so nothing is handed over"


@pytest.mark.parametrize(
    ("otherwise", "says", "texts", "frames"),
    [
        ({}, "forbundet", True, True),
        ({"region": "UNSET"}, "region er ikke sat", False, False),
        ({"tx_enabled": False}, "slået fra", False, False),
        ({"channels": (Channel(0, "", "PRIMARY", b"\x01"),)}, "offentlige standardkanal", False, False),
        ({"channels": (Channel(0, "BEREDSKAB", "PRIMARY", bytes(32)),)}, "ikke kommunens nøgle", False, False),
        ({"preset": "LONG_FAST"}, "LONG_FAST", False, False),
        ({"own_frequency_mhz": 868.125}, "868,125 MHz", False, False),
        ({"role": "ROUTER"}, "ROUTER", False, True),
        ({"node": 0x6AF466D7}, "!6af466d7", False, True),
        ({"rebroadcast_mode": "NONE"}, "NONE", True, True),
    ],
)
async def test_a_radio_that_is_not_as_planned_is_never_ok_and_what_it_must_not_say_waits(
    home, otherwise, says, texts, frames
):
    kit, radio = Kit.open(home), Radio()
    phone = phone_of(kit)
    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now) as desk:
        radio.tell(ours(kit, **otherwise))
        event = kit.record(Message("Hent vand", phone.number, Precedence.FLASH))
        await settled()
        for _ in range(3):
            radio.tell(ChannelUse(3.0, 0.5, None, None, None))
            radio.now += 30.0
            await settled()
        told = radio_status(kit)
        assert says in told.text and (told.state is DeviceState.OK) == (not otherwise)
        assert told.facts["channel_percent"] == 3.0
        assert bool(radio.texts()) == texts and bool(radio.frames()) == frames
        assert (len(texts_of(kit.log, event.id)) == 1) and desk.node.health.node is not None
        if not texts:
            assert texts_of(kit.log, event.id)[0].state is TextState.WAITING
            radio.tell(ours(kit))  # set up meanwhile, and back after its reboot
            await settled()
            assert radio.texts() == [(phone.node, texts_of(kit.log, event.id)[0].text)]
            assert radio_status(kit).state is DeviceState.OK


async def test_why_a_frame_was_refused_is_told_in_danish(home):
    """A stranger's under our key's number, one under a key that is not here, and one in our own name."""
    kit, air = Kit.open(home), Air()
    report = make_event(Report(2), kit=2, epoch=1, seq=1, hlc=9 << 16)
    async with running(kit, converse=air.begin, monotonic=lambda: air.now):
        air.frame(pack_events(Sealer(2, 1, kit.key.number, bytes(32)), [report])[0])
        air.frame(pack_events(Sealer(2, 1, kit.key.number + 1, bytes(32)), [report])[0])
        mine = make_event(Report(1), kit=1, epoch=kit.identity.epoch, seq=1, hlc=9 << 16)
        air.frame(pack_events(Sealer(1, kit.identity.epoch, kit.key.number, kit.key.secret), [mine])[0])
        told = " ".join(problem.text for problem in read_problems(kit.log))
    kit.close()
    assert "En ramme blev afvist: dens segl passer ikke" in told
    assert "En ramme blev afvist: den er forseglet med en nøgle, som dette kit ikke har." in told
    assert "i dette kits navn (linje 1-0001, som ikke er i denne log)" in told


async def test_a_kit_without_a_radio_is_not_said_to_look_for_one(tmp_path):
    with contextlib.closing(secretariat(tmp_path / "kit")) as kit:
        async with running(kit, converse=Radio().begin):
            await settled()
            assert (radio_status(kit).state, radio_status(kit).text) == (DeviceState.OFF, "ingen radio")


async def test_without_a_radio_nothing_is_said_to_wait_for_one_and_it_goes_when_there_is_one(tmp_path):
    with contextlib.closing(secretariat(tmp_path / "kit")) as kit:
        async with running(kit, converse=Radio().begin):
            event = kit.record(Message("Hent vand", phone_of(kit).number, Precedence.FLASH))
            await settled()
            assert deliveries(kit.log, event.id) == [] and texts_of(kit.log, event.id) == []
        kit.home.change_config("radio", URL)
    with contextlib.closing(Kit.open(tmp_path / "kit")) as kit:
        radio = Radio()
        async with running(kit, converse=radio.begin):
            radio.tell(ours(kit))
            await settled()
            assert [text for _, text in radio.texts()] == [texts_of(kit.log, event.id)[0].text]


async def test_a_wrong_radio_is_told_among_the_problems_with_what_to_do_and_again_while_it_lasts(tmp_path):
    clock = Clock()
    kit, radio = secretariat(tmp_path / "kit", now=clock), Radio()
    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now):
        for _ in range(3):
            radio.tell(ours(kit, region="UNSET"))
            await settled()
        (problem,) = read_problems(kit.log)
        assert "region er ikke sat" in problem.text and problem.remedy == SetUpRadio()
        clock.now += 900
        radio.now += 900
        radio.tell(ChannelUse(3.0, 0.5, None, None, None))
        await settled()
        (again,) = read_problems(kit.log)
        assert (again.at, again.told) == (problem.at, problem.at + 900) and again.problem > problem.problem
        assert again.stands
        radio.tell(ours(kit))
        await settled()
        (ended,) = read_problems(kit.log)
        assert ended.ended == int(clock.now)
    kit.close()


async def test_to_assign_the_node_to_the_kit_s_place_makes_its_number_right(home):
    kit, radio = Kit.open(home), Radio()
    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now):
        radio.tell(ours(kit, node=0x6AF466D7))
        await settled()
        assert radio_status(kit).remedy == EnterRadio("!6af466d7", "sekretariat")
        assign(kit, 0x6AF466D7, kit.place)
        await settled()
        assert radio_status(kit).state is DeviceState.OK


async def test_a_text_follows_its_place_to_another_radio_and_is_there_whole_before_it_is_received(home):
    kit, radio = Kit.open(home), Radio()
    phone = phone_of(kit)
    event = kit.record(Message("Hent vand. " * 30, phone.number))
    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now):
        radio.tell(ours(kit))
        await settled()
        first, *rest = texts_of(kit.log, event.id)
        assert rest and {node for node, _ in radio.texts()} == {phone.node}
        radio.tell(Ack(TextToken(first.text_id), phone.node, implicit=False))
        for text in rest:
            set_text(kit.log, text.text_id, TextState.WAITING, kit.now() + 900)  # nobody answered there
        assign(kit, 0x51, phone.number)
        assign(kit, 0x99, phone.number)
        assign(kit, 0x77, phone.number)
        radio.sent.clear()
        await settled()
        assert sorted(radio.texts()) == sorted((0x77, text.text) for text in texts_of(kit.log, event.id))
        radio.tell(Ack(TextToken(rest[0].text_id), 0x77, implicit=False))
        assert deliveries(kit.log, event.id)[0].state != "received", "a part of it was read at the old radio only"
        for text in texts_of(kit.log, event.id):
            radio.tell(Ack(TextToken(text.text_id), 0x77, implicit=False))
        assert deliveries(kit.log, event.id)[0].state == "received"


async def test_how_far_the_clock_of_the_node_is_from_ours_is_told_of_what_it_hears_while_we_listen(home):
    kit, radio = Kit.open(home), Radio()

    def told(ahead_s: float) -> object:
        at = int(kit.now() + ahead_s)
        radio.tell(PacketIn(7, BROADCAST, 0, 67, b"", 1, 0, 0, False, False, b"", at, None, None, 0))
        radio.now += 60
        desk.node.show()
        return read_status(kit.log)[Device.RADIO].facts.get("clock_ahead_s")

    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now) as desk:
        radio.tell(ours(kit))
        assert told(-7200) is None, "it had kept that for us"
        assert told(-7200) == -7200
        assert told(30) is None, "the same time to people"
        assert told(3 * 3600) == 3 * 3600


async def test_a_node_without_the_time_gets_ours_when_that_is_sure(home):
    kit, radio = Kit.open(home), Radio()

    def hear(rx_time: int | None) -> list[Send]:
        radio.sent.clear()
        packet = PacketIn(7, BROADCAST, 0, 67, b"", 1, 0, 0, False, False, b"", rx_time, None, None, 0)
        radio.tell(packet)
        return [one for one in radio.sent if one.portnum == ADMIN_APP]

    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now):
        kit.time_sure = True
        assert hear(None) == [], "nobody to tell it to"
        radio.tell(ours(kit))
        assert hear(int(kit.now())) == [], "it has the time"
        kit.time_sure = False
        assert hear(None) == [], "ours is as bad"
        kit.time_sure = True
        (order,) = hear(None)
        set_to = admin_pb2.AdminMessage.FromString(order.payload).set_time_only
        assert order.to_node == NODE and abs(set_to - kit.now()) < 5
        assert hear(None) == [], "not with each packet"
        radio.now += 3600
        assert len(hear(None)) == 1


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
        command.renew_epoch("andre kits kender mere")
        engine.refresh()
        said = engine.record(Message("videre", "all"))
        assert said.epoch == command.identity.epoch == desk.machine.sealer.epoch != old
        frames = sent_by(desk)
    opened = [open_frame(frame.data, engine.keys) for frame in frames]
    assert said.id in {event.id for one in opened for event in one.events}
    assert before and min(frame.token for frame in frames) > max(frame.token for frame in before)


async def test_a_key_that_is_put_in_use_by_a_command_seals_at_once_and_the_node_keeps_its_channel_until_set_up(home):
    engine, radio = Kit.open(home), Radio()
    async with running(engine, converse=radio.begin, monotonic=lambda: radio.now) as desk:
        radio.tell(ours(engine))
        command = Kit.open(home)

        async def turned() -> None:
            engine.refresh()
            radio.tell(QueueState(16, 16))
            await settled()

        rotation.begin(command, "Øvelse Andersen", unvouched=True)
        await turned()
        assert (desk.machine.sealer.key_number, sorted(desk.machine.keys)) == (1, [1, 2])
        old = ours(engine)
        rotation.put_in_use(command, "Øvelse Andersen")
        await turned()
        assert desk.machine.sealer == Sealer(1, engine.identity.epoch, 2, command.keys[2])
        assert desk.node.may_send and "kommunens forrige nøgle" in radio_status(engine).text
        rotation.retire(command, 1, "Øvelse Andersen")
        await turned()
        assert sorted(desk.machine.keys) == [2] and not desk.node.may_send, "strangers read on the old channel"
        assert radio_status(engine).state is DeviceState.FAULT
        radio.tell(ours(engine))
        await turned()
        assert desk.node.may_send and radio_status(engine).state is DeviceState.OK and ours(engine) != old
        command.close()
    engine.close()


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
    from fieldkit.link.node.ports import BROADCAST, TEXT_APP
    from fieldkit.link.node.radio_types import PacketIn

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


async def test_our_node_says_who_it_is_when_connected_and_a_silent_one_does_not(home):
    with contextlib.closing(Kit.open(home)) as kit:
        radio = Radio()
        async with running(kit, converse=radio.begin):
            radio.connect("UNSET")
            assert radio.introductions == 0, "nothing would go out, and the next one would be held back for it"
            radio.connect()
            assert radio.introductions == 1


@pytest.mark.parametrize("code", [5, 34, 35, 39])
@pytest.mark.parametrize("told", [Nak, SendRefused])
async def test_our_node_says_who_it_is_before_a_phone_out_of_reach_is_tried_again(home, code, told):
    with contextlib.closing(Kit.open(home)) as kit:
        radio = Radio()
        async with running(kit, converse=radio.begin):
            kit.record(Message("svar", phone_of(kit).number, Precedence.URGENT))
            radio.connect()
            await asyncio.sleep(0.05)
            [text] = [send for send in radio.sent if send.to_node == phone_of(kit).node]
            word = "MAX_RETRANSMIT"
            radio.tell(Nak(text.token, code, word, 1) if told is Nak else SendRefused(text.token, code, word))
            assert radio.introductions == 2
            [waiting] = all_texts(kit.log)
            assert (waiting.state, waiting.tries) == (TextState.WAITING, 1)
            radio.tell(Nak(text.token, 9, "DUTY_CYCLE_LIMIT", 1))
            assert radio.introductions == 2, "that has nothing to do with keys"


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
        assert "Kom straks" in radio.texts()[waiting][1]


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


def text_on(channel: int, text: str, kit: Kit, *, pki: bytes = b"") -> PacketIn:
    return PacketIn(phone_of(kit).node, OWN, channel, TEXT_APP, text.encode(), hash(text) & 0xFFFF, 0, 0, False,
                    bool(pki), pki, None, None, None, 0)  # fmt: skip


async def test_a_text_on_another_channel_that_was_left_on_the_node_is_not_taken_in_and_the_channel_is_named(home):
    kit, radio = Kit.open(home), Radio()
    async with running(kit, converse=radio.begin) as desk:
        desk.phones.node = OWN
        radio.tell(text_on(3, "rød - brand i salen", kit))
        assert not kit.state.reports and not kit.state.messages
        assert any("kanal 3" in problem.text for problem in read_problems(kit.log))
        radio.tell(text_on(3, "vand ok", kit, pki=b"k" * 32))
        radio.tell(text_on(0, "mad ok", kit))
        assert len([row for row in kit.log.all() if row.event.kind == "report"]) == 2
    kit.close()


class Air(Radio):
    """A radio that takes every send at once and hears a relay of it."""

    def send(self, request: Send) -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(self.tell, SendAccepted(request.token, 1))
        loop.call_soon(self.tell, Ack(request.token, OWN, implicit=True))

    async def on_for(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now += 1.0
            self.tell(QueueState(16, 16))  # wakes the desk: time itself does not pass while a test runs
            for _ in range(5):
                await asyncio.sleep(0)

    def frame(self, frame: bytes) -> None:
        self.tell(PacketIn(OWN + 1, BROADCAST, 0, PORTNUM, frame, 7, 0, 0, False, False, b"", None, None, None, 0))


def sealed_by(number: int, kit: Kit) -> Sealer:
    return Sealer(number, 5, kit.key.number, kit.key.secret)


async def test_nothing_is_told_as_heard_at_a_place_that_owns_no_radio(tmp_path):
    """Kit 2 says itself that it speaks through no node, kit 3 that it does; neither stands in a roster."""
    kit, air = make_kit(tmp_path / "kit", number=1, role=Role.SECRETARIAT), Air()
    for number, node in ((2, None), (3, 0x0A0F0003)):
        hello = Hello(Role.MEETING_POINT, number, node)
        kit.merge([make_event(hello, kit=number, epoch=1, seq=1, hlc=9 << 16)], "bundle")
    async with running(kit, converse=air.begin, monotonic=lambda: air.now):
        air.tell(Connected(OWN, "", "", b"", "2.8", "", "EU_868", "MEDIUM_FAST", 3, True, None, None, (), ()))
        event = kit.record(Message("Kog vandet", precedence=Precedence.FLASH))
        await air.on_for(30)
        assert {d.place: d.state for d in deliveries(kit.log, event.id)} == {3: DeliveryState.HEARD}
        heads = FeedHeads(Feed(1, kit.identity.epoch), 1, event.seq)
        air.frame(pack_heads(sealed_by(2, kit), Heads(60_000_000, 0, (heads,))))
        told = {d.place: d.state for d in deliveries(kit.log, event.id)}
        assert told == {2: DeliveryState.RECEIVED, 3: DeliveryState.HEARD}, "it has come up since"
    kit.close()


async def test_a_mere_word_about_our_log_begins_a_new_epoch_once_an_hour(home):
    kit, air = Kit.open(home), Air()

    def word(top: int) -> int:
        heads = FeedHeads(Feed(1, kit.identity.epoch), 1, top)
        air.frame(pack_heads(sealed_by(2, kit), Heads(60_000_000, 0, (heads,))))
        return kit.identity.epoch

    async with running(kit, converse=air.begin, monotonic=lambda: air.now):
        first = kit.identity.epoch
        begun = word(900)
        assert begun != first
        assert {word(5000 + more) for more in range(5)} == {begun}
        shown = make_event(Report(2), kit=1, epoch=begun, seq=7000, hlc=9 << 16)
        air.frame(pack_events(sealed_by(2, kit), [shown])[0])
        again = kit.identity.epoch
        assert again != begun, "an event of ours that is not here is more than a word"
        air.now += 3600
        assert word(9000) != again
    kit.close()


@pytest.mark.parametrize(
    ("otherwise", "frames_too"),
    [({"channels": (Channel(0, "", "PRIMARY", b"\x01"),)}, True), ({"role": "ROUTER"}, False)],
)
async def test_what_waits_in_the_session_goes_to_no_node_that_comes_back_otherwise_than_planned(
    home, otherwise, frames_too
):
    kit, radio = Kit.open(home), Radio()
    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now):
        radio.tell(ours(kit))
        radio.is_deaf = True
        event = kit.record(Message("Hent vand", phone_of(kit).number, Precedence.FLASH))
        await settled()
        (text,) = texts_of(kit.log, event.id)
        assert text.state is TextState.SENT and radio.texts() and radio.frames()
        radio.tell(ours(kit, **otherwise))  # it has rebooted, and was set up by somebody else
        await settled()
        assert read_text(kit.log, text.text_id).state is TextState.WAITING
        taken = {one.portnum for one in radio.taken_back}
        assert taken == ({ALERT_APP, PRIVATE_APP} if frames_too else {ALERT_APP})
        radio.is_deaf = False
        radio.tell(ours(kit))
        kit.log.write("UPDATE texts SET at = at - 10")
        radio.tell(QueueState(16, 16))
        await settled()
        assert read_text(kit.log, text.text_id).tries == 0 and len(radio.texts()) == 2


async def test_what_may_still_be_sent_and_who_is_heard_is_told_with_the_channel(tmp_path):
    kit, radio = secretariat(tmp_path / "kit", now=Clock()), Radio()
    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now) as desk:
        radio.tell(ours(kit))
        await settled()
        desk.machine.holdings.peers.heard_at.update({5: desk.now() - 60, 6: desk.now() - 7200})
        radio.tell(ChannelUse(12.0, 4.0, None, None, None))
        await settled()
        facts = read_status(kit.log)[Device.RADIO].facts
        assert (facts[AIR_LEFT], facts[KITS_HEARD]) == (216 // 10 * 10, 1), "6 of 10 % of an hour"
        assert facts[AIR_PLAIN] == 144 // 10 * 10, "relays count, up to 8 %"
        radio.now += SAVE_EVERY_S
        radio.tell(ChannelUse(12.0, 4.0, None, None, None))
        await settled()
        assert set(heard_kits(kit.log)) == {5, 6}
    kit.close()


async def test_a_radio_that_is_back_ends_its_fault(tmp_path):
    kit, radio = secretariat(tmp_path / "kit", now=Clock()), Radio()
    async with running(kit, converse=radio.begin, monotonic=lambda: radio.now):
        radio.tell(Lost(Loss.UNPLUGGED, "Radioen er trukket ud."))
        await settled()
        assert standing(kit.log) == {Trouble.RADIO}
        radio.tell(ours(kit))
        await settled()
        assert standing(kit.log) == set()
    kit.close()
