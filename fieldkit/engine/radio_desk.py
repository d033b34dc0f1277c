"""The radio desk: joins session, delivery machine and phone desk, and tells people how the radio fares."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from fieldkit.core.carrier import Carrier
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.delivery import DeliveryState
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.views.scope import Scope
from fieldkit.devices.radio.session import RadioSession
from fieldkit.engine.audience import audience, kits_at, owns_radio
from fieldkit.engine.kit_link import own_tail, save_memory, start_machine
from fieldkit.engine.node_desk import NodeDesk
from fieldkit.engine.phone_desk import PhoneDesk
from fieldkit.engine.unwritten import SpokenToken
from fieldkit.kit import Kit
from fieldkit.link.delivery.budget import HOUR_S, LIMIT, SHARES
from fieldkit.link.delivery.machine import LinkMachine
from fieldkit.link.delivery.outputs import (
    Forked,
    FromNewer,
    Impersonated,
    Output,
    OwnFeedAhead,
    Progressed,
    Received,
    Refused,
    Transmit,
)
from fieldkit.link.errors import REFUSAL_DA
from fieldkit.link.node.plan import preset_of_plan
from fieldkit.link.node.ports import ALERT_APP, BROADCAST, TEXT_APP
from fieldkit.link.node.radio_types import (
    Ack,
    ChannelUse,
    Connected,
    Lost,
    Nak,
    PacketIn,
    Paused,
    RadioEvent,
    Send,
    SendAccepted,
    SendRefused,
)
from fieldkit.link.wire.frame import PORTNUM, on_air
from fieldkit.resync.newer import read_again
from fieldkit.store.tables.delivery import deliveries, raise_to
from fieldkit.store.tables.newer import keep_frame
from fieldkit.store.tables.peers import note_heard
from fieldkit.store.tables.status import (
    AIR_LEFT,
    AIR_PLAIN,
    KITS_HEARD,
    Device,
    Facts,
    add_error,
    add_problem,
    read_status,
)
from fieldkit.store.tables.texts import TextState, due_texts, note_packet, set_text, texts_of

CATCH_UP_S = 12 * 3600.0
SAVE_EVERY_S = 15.0
TELL_EVERY_S = 900.0
RENEW_EVERY_S = 3600.0
QUEUE_ROOM = 3
"""Frames handed to the session at a time: few, so that an akut one need not wait behind them."""
OWN_CHANNEL = 0
"""The municipality's: a node's first one, on which it sends. Others may be left on a node by whoever had it before."""
TEXT_ROOM = 4
OUT_OF_REACH = (5, 34, 35, 39)
"""MAX_RETRANSMIT, PKI_FAILED, PKI_UNKNOWN_PUBKEY, PKI_SEND_FAIL_PUBLIC_KEY: what a text under PKI ends in when one of
the two nodes lacks the other's key. Firmware 2.8 drops it in silence, so the first of them is the usual one."""


@dataclass(frozen=True, slots=True)
class FrameToken:
    """Names a frame of the delivery machine towards the session: the token of its `Transmit`."""

    number: int


@dataclass(frozen=True, slots=True)
class TextToken:
    """Names a text to a phone towards the session."""

    text_id: int


class Conversation(Protocol):
    """A session with a radio, as `devices.radio.session.RadioSession` is: it tells events until `run` is cancelled."""

    async def run(self) -> None: ...

    def send(self, request: Send) -> None: ...

    def introduce(self) -> None: ...

    def take_back(self, which: Callable[[Send], bool]) -> None: ...


class RadioDesk:
    """One kit on one radio. All calls on the engine's event loop."""

    def __init__(
        self,
        kit: Kit,
        rng: random.Random,
        on_received: Callable[[Event], None],
        *,
        converse: Callable[[str, Callable[[RadioEvent], None]], Conversation] = RadioSession,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`converse` begins the session with the radio at a URL, which tells its events to the function it is given."""
        self.kit = kit
        self.rng = rng
        self.on_received = on_received
        """Told of each event that came by radio or that the phone desk recorded (for the receipt)."""
        engine = read_status(kit.log).get(Device.ENGINE)
        self.phones = PhoneDesk(kit, rng, None if engine is None else engine.at)
        self.session = converse(kit.config.radio, self._radio_event)
        self.node = NodeDesk(kit, self.session.send, monotonic)
        self._in_flight = 0
        self._texts_out: set[int] = set()
        """Texts that wait in the session."""
        self._saved_at = 0.0
        self._renewed_at = float("-inf")
        self._told_at: dict[str, float] = {}
        self._monotonic = monotonic
        self._wall = time.time() - monotonic()
        self._wake = asyncio.Event()
        read_again(kit)
        self.machine = start_machine(kit, rng, self.now())

    def now(self) -> float:
        """Seconds since 2025 that never jump back."""
        return self._wall + self._monotonic() - EPOCH_UNIX_S

    async def run(self) -> None:
        """Converse until cancelled."""
        self.kit.listeners.append(self._event_added)
        self._catch_up()
        self.node.begin()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.session.run())
                tasks.create_task(self._pump())
        finally:
            self.kit.listeners.remove(self._event_added)
            with contextlib.suppress(FieldkitError):  # on a full disk nothing more can be written, and the program ends
                self.phones.heard.close(self.kit.now())
                self._save(force=True)

    async def _pump(self) -> None:
        while True:
            self._wake.clear()
            try:
                self._turn()
            except FieldkitError as error:
                self._tell(error)
            wait = 5.0
            if self.node.may_send and self.machine is not None:
                due = self.machine.next_timeout()
                if due is not None and self._in_flight < QUEUE_ROOM:
                    wait = min(wait, max(0.05, due - self.now()))
            overheard = self.phones.due()
            if overheard is not None:
                wait = min(wait, max(0.05, overheard - self.kit.now()))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()

    def _turn(self) -> None:
        self._seal_by_the_key_in_use()
        self.node.compare()
        self._hold_back()
        if self.node.may_send_texts:
            self._say_from_memory()
        for event in self.phones.tick(self.kit.now()):
            self._received(event)
        if self.node.may_send and self.machine is not None and self._in_flight < QUEUE_ROOM:
            self._act(self.machine.timeout(self.now(), room=QUEUE_ROOM - self._in_flight))
        if self.node.may_send_texts:
            self._send_texts()
        self.node.refresh()
        self._save()

    def _seal_by_the_key_in_use(self) -> None:
        """The machine goes on with all that it knows: only its seal is another."""
        key = self.kit.key
        if self.machine is not None and key is not None and self.machine.sealer.secret != key.secret:
            self.machine.seal_with(key.number, key.secret)

    def _say_from_memory(self) -> None:
        """What a full disk could not take: first of all, for on such a disk all else fails."""
        for token, spoken in self.phones.unwritten.to_say(self.kit.now()):
            self.session.send(Send(token, spoken.node, TEXT_APP, spoken.text.encode(), want_ack=True))

    def _send_texts(self) -> None:
        """Few at a time, so that an akut one need not wait behind them."""
        now = self.kit.now()
        self.phones.follow_places(now)
        for text in due_texts(self.kit.log, now)[: max(0, TEXT_ROOM - len(self._texts_out))]:
            set_text(self.kit.log, text.text_id, TextState.SENT, now)
            self._texts_out.add(text.text_id)
            self.session.send(
                Send(
                    TextToken(text.text_id),
                    text.node,
                    text.portnum,
                    text.text.encode(),
                    want_ack=True,
                    pki=False,
                    urgent=text.portnum == ALERT_APP,
                )
            )

    def _event_added(self, event: Event, carrier: Carrier) -> None:
        """A listener of the kit: the event is durable, so what fails here must not look as if it were not."""
        try:
            if self.machine is not None and not self._new_epoch():
                self.machine.added(event, self.now())
            if carrier is Carrier.OWN:  # own events of an earlier life come back in bundles, long since delivered
                self._queue(event)
        except FieldkitError as error:
            self._tell(error)
        self._wake.set()

    def _queue(self, event: Event) -> None:
        """Let it wait for the air. Without a radio there is nothing to wait for; a start with one within half a day
        queues it."""
        if not self.kit.config.has_radio:
            return
        now = self.kit.now()
        if self.machine is not None and event.kit == self.kit.identity.kit and on_air(event):
            for place in filter(self._owns_radio, self._places_of(event)):
                raise_to(self.kit.log, event.id, place, DeliveryState.QUEUED, now)
        self.phones.event_added(event, now)

    def _catch_up(self) -> None:
        """Queue what was recorded while no engine ran, or in the instant when one was killed; the machine itself
        looks at its own feed. Yesterday's messages are left: their time has passed."""
        kit = self.kit
        since, scope = hlc_of_unix(kit.now() - CATCH_UP_S), Scope.to_send(kit.state.current())
        for row in own_tail(kit):
            event = row.event
            late = event.order < since or event not in scope
            if row.carrier is not Carrier.OWN or late or deliveries(kit.log, event.id) or texts_of(kit.log, event.id):
                continue
            self._queue(event)
        if kit.config.has_radio:
            self.phones.resume(kit.now())

    def _received(self, event: Event) -> None:
        """It is durable: that its receipt cannot be queued must not keep the next one from being received."""
        try:
            self.on_received(event)
        except FieldkitError as error:
            self._tell(error)

    def _tell(self, error: FieldkitError) -> None:
        """A line for people; on a disk that is full even that cannot be written, and the radio must go on."""
        with contextlib.suppress(FieldkitError):
            add_error(self.kit.log, "radio", error, self.kit.now())

    def _places_of(self, event: Event) -> list[int]:
        """Places (with kits) whose delivery a person may ask for."""
        kits = audience(event, self.kit.state, self.kit.roster)
        hellos = (self.kit.state.kits.get(kit) for kit in kits)
        said = {hello.value.place for hello in hellos if hello and hello.value}
        return sorted(said | {place.number for place in self.kit.roster.places if place.kit in kits})

    def _radio_event(self, event: RadioEvent) -> None:
        try:
            self._on_radio(event)
        except FieldkitError as error:
            self._tell(error)
        self._wake.set()

    def _on_radio(self, event: RadioEvent) -> None:
        now = self.kit.now()
        if isinstance(event, PacketIn):
            self.node.look_at_clock(event)
        if isinstance(event, SendAccepted | SendRefused) and isinstance(event.token, TextToken):
            self._texts_out.discard(event.token.text_id)
        match event:
            case Connected():
                self._on_connected(event)
            case Lost(reason, sentence):
                self.phones.heard.listening.ends(now)
                self._in_flight = 0
                self.node.gone(reason, sentence)
            case PacketIn(portnum=portnum) if portnum == PORTNUM and self.machine is not None:
                self._act(self.machine.frame(event.payload, self.now()))
            case PacketIn(portnum=portnum, channel=channel, pki_encrypted=False) if (
                portnum in (TEXT_APP, ALERT_APP) and channel != OWN_CHANNEL
            ):
                self._tell_rarely(
                    f"channel {channel}",
                    f"En tekst på radioens kanal {channel} blev ikke taget ind: kittet hører kun kommunens kanal, som "
                    f"er kanal {OWN_CHANNEL}. Gør radioen klar igen, så slås dens andre kanaler fra.",
                )
            case PacketIn(portnum=portnum) if portnum in (TEXT_APP, ALERT_APP):
                recorded = self.phones.packet(event, now)
                if recorded is not None:
                    self._received(recorded)
            case SendAccepted(FrameToken(number)):
                self._in_flight = max(0, self._in_flight - 1)
                if self.machine is not None:
                    self._act(self.machine.sent(number, self.now()))
            case SendRefused(FrameToken(number)):
                self._in_flight = max(0, self._in_flight - 1)
                if self.machine is not None:
                    self.machine.failed(number, self.now())
            case Ack(FrameToken(number), implicit=True) if self.machine is not None:
                self._act(self.machine.heard(number))
            case SendAccepted(TextToken(text_id), packet_id):
                self.phones.reached(text_id, DeliveryState.SENT, now, packet_id)
            case Ack(TextToken(text_id), implicit=implicit):
                self.phones.reached(text_id, DeliveryState.HEARD if implicit else DeliveryState.RECEIVED, now)
            case SendRefused(TextToken(text_id), code, word) | Nak(TextToken(text_id), code, word) if (
                code in OUT_OF_REACH
            ):
                if self.phones.out_of_reach(text_id, now, reason=word):
                    self.session.introduce()
            case SendRefused(TextToken(text_id), code, word, packet_id=packet_id):
                if packet_id:
                    note_packet(self.kit.log, text_id, packet_id)
                # not connected or queue full: the text never left, so it is no try
                self.phones.failed(text_id, now, counts=code > 0, reason=word)
            case Nak(TextToken(text_id), _, word):
                self.phones.failed(text_id, now, reason=word)
            case Ack(SpokenToken() as token, implicit=False):
                self.phones.unwritten.said(token)
            case SendRefused(SpokenToken() as token, code) | Nak(SpokenToken() as token, code):
                self.phones.unwritten.failed(token, now, counts=code > 0)
            case Paused(_, word, seconds):
                if self.machine is not None:
                    self.machine.budget.block(self.now() + seconds)
                self.node.paused(word, seconds)
            case ChannelUse():
                counts: Facts = {}
                if self.machine is not None:
                    self.machine.budget.node_percent = event.tx_percent
                    self.machine.budget.channel(self.now(), event.channel_percent)
                    counts = msgspec.structs.asdict(self.machine.counts) | self._air(self.machine)
                self.node.measured(event, counts)
            case _:
                return

    def _air(self, machine: LinkMachine) -> Facts:
        """How much may still be sent, by tens of seconds (not each packet is news), and how many kits are heard."""
        now, budget = self.now(), machine.budget
        heard = sum(now - at < HOUR_S for at in machine.holdings.peers.heard_at.values())
        left, plain = (int(budget.left(now, share)) // 10 * 10 for share in (LIMIT, SHARES[Precedence.ROUTINE]))
        return {AIR_LEFT: left, AIR_PLAIN: plain, KITS_HEARD: heard}

    def _on_connected(self, event: Connected) -> None:
        self.phones.node = event.node
        self.phones.heard.listening.begins(self.kit.now())
        if self.machine is not None:
            self.machine.tuned(event.preset or preset_of_plan(self.kit.config.preset))
        hello = self.kit.state.kits.get(self.kit.identity.kit)
        if hello is None or hello.value is None or hello.value.node != event.node:
            self.kit.say_hello(event.node)
        self.node.connected(event)
        self._hold_back()
        if self.node.may_send:
            self.session.introduce()

    def _hold_back(self) -> None:
        """What was handed over while the node was as planned, and has not gone, comes back when it is not: after a
        reboot on another channel it would go to strangers."""
        if self.node.may_send_texts or self.node.health.node is None:
            return
        own, frames = self.phones.node, not self.node.may_send
        self.session.take_back(lambda send: send.to_node != own and (frames or send.portnum in (TEXT_APP, ALERT_APP)))

    def _act(self, outputs: list[Output]) -> None:
        for output in outputs:
            match output:
                case Transmit(token, data, urgent, want_ack):
                    self._in_flight += 1
                    self.session.send(
                        Send(FrameToken(token), BROADCAST, PORTNUM, data, want_ack=want_ack, urgent=urgent)
                    )
                case Received(events, _):
                    for event in self.kit.merge(events, Carrier.RADIO):
                        self._received(event)
                case FromNewer(frame, records, kit):
                    keep_frame(self.kit.log, frame, (r.ref for r in records), self.kit.now())
                    self._tell_rarely(
                        "newer",
                        f"Kit {kit} har en nyere udgave af Feltkit og har sendt noget, som dette kit ikke kan læse. "
                        "Det er gemt og bliver læst, når dette kit er opdateret.",
                    )
                case Progressed(event, state, kit):
                    self._progress(event, state, kit)
                case Refused(why):
                    self._tell_rarely(f"refused {why}", f"En ramme blev afvist: {REFUSAL_DA[why]}.")
                case OwnFeedAhead(kit, head, said=True) if not self._may_renew():
                    self._tell_rarely(
                        f"ahead {kit}",
                        f"Kit {kit} siger igen, at det kender dette kits log til {head}, og viser intet af det. "
                        "Nummerrækken er lige skiftet; skift kommunens nøgle, hvis det bliver ved.",
                    )
                case OwnFeedAhead(kit, head):
                    self._renew(kit, head)
                case Forked(kit, feed, seq):
                    what = f"nummer {number_of(feed.kit, seq)}" if feed else "de samme numre"
                    self._tell_rarely(
                        f"fork {kit}",
                        f"Kit {kit} har en anden linje under {what} end dette kit; begge bevares, når de mødes. "
                        "En disk er nok kopieret: udveksl logge med USB-nøgle, og brug kun den ene disk.",
                    )
                case Impersonated(said):
                    self._tell_rarely(
                        "impersonated",
                        f"Nogen sender i dette kits navn ({said}): en kopieret disk eller en stjålen nøgle. "
                        "Sig det til krisesekretariatet, som kan skifte nøglen.",
                    )

    def _tell_rarely(self, what: str, sentence: str) -> None:
        """One line each quarter of an hour however often it happens: a stranger's radio must not fill the list."""
        now = self._monotonic()
        if now - self._told_at.get(what, -TELL_EVERY_S) >= TELL_EVERY_S:
            self._told_at[what] = now
            add_problem(self.kit.log, "radio", sentence, self.kit.now())

    def _progress(self, event: Event, state: DeliveryState, kit: int | None) -> None:
        now = self.kit.now()
        for place in self._places_of(event):
            goes = self._owns_radio(place) if kit is None else kit in kits_at(place, self.kit.state, self.kit.roster)
            if goes:
                raise_to(self.kit.log, event.id, place, state, now)

    def _owns_radio(self, place: int) -> bool:
        """Whether anything is sent to a place at all: what leaves our node has not been heard where there is none."""
        return owns_radio(place, self.kit.state, self.kit.roster)

    def _may_renew(self) -> bool:
        """Whether a mere word may begin a new epoch: once an hour, or a holder of the key might use up the numbers."""
        return self._monotonic() - self._renewed_at >= RENEW_EVERY_S

    def _renew(self, kit: int, head: int) -> None:
        """Another kit has more of our log than we do: this disk is an old copy."""
        self._renewed_at = self._monotonic()
        self.kit.renew_epoch(f"kit {kit} kender vores log til {head}")
        add_problem(
            self.kit.log,
            "store",
            f"Kit {kit} har nyere linjer fra dette kits log, end der er her; disken er nok en gammel kopi. "
            "Numrene fortsætter i en ny serie, og de manglende hentes over radioen.",
            self.kit.now(),
        )

    def _new_epoch(self) -> bool:
        """Go on with a machine of the kit's epoch when that is a new one, begun here or by a command; whether it was.

        It starts from everything folded so far.
        """
        old = self.machine
        if old is None or old.sealer.epoch == self.kit.identity.epoch:
            return False
        self.machine = start_machine(self.kit, self.rng, self.now())
        if self.machine is not None:
            self.machine.go_on_from(old)
        return True

    def _save(self, *, force: bool = False) -> None:
        if self.machine is None or (not force and self._monotonic() - self._saved_at < SAVE_EVERY_S):
            return
        self._saved_at = self._monotonic()
        save_memory(self.kit.log, self.machine)
        heard = self.machine.holdings.peers.heard_at
        note_heard(self.kit.log, {kit: at + EPOCH_UNIX_S for kit, at in heard.items()})
