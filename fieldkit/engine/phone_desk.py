"""The desk for phone-only places: their texts become events and are answered; messages to them become texts.

Everything goes through durable queues first. A text is tried again with decay; `modtaget` needs the real ACK of the
place's own radio, `forstået` the words of a person.
"""

import random

from fieldkit.acts import messages, reports
from fieldkit.core.delivery import DeliveryState, has_reached
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.address import ToPlace, addressee_of
from fieldkit.core.facts.body import UNKNOWN_PLACE, unknown_place
from fieldkit.core.facts.event import Event, Ref, in_order, says
from fieldkit.core.facts.said import Ack, Message, Report
from fieldkit.core.facts.terms import Precedence, Role, Trust, Via
from fieldkit.core.phrase.parse import read_back
from fieldkit.core.views.board import place_name, place_of_kit, resolve_place
from fieldkit.core.views.with_chits import every_message
from fieldkit.engine.audience import node_of, phone_places
from fieldkit.kit import Kit
from fieldkit.link.node.phone import (
    HELP,
    Acknowledges,
    AsksHelp,
    HasPersonalData,
    Meaning,
    Reports,
    Says,
    chunks,
    meaning_of,
    outgoing,
)
from fieldkit.link.node.radio_types import ALERT_APP, BROADCAST, TEXT_APP, PacketIn
from fieldkit.store.tables.delivery import raise_to
from fieldkit.store.tables.status import add_problem
from fieldkit.store.tables.texts import (
    Part,
    PhoneText,
    TextState,
    queue_text,
    read_text,
    sent_texts,
    set_text,
    texts_of,
)

RETRY_S: dict[Precedence, tuple[float, ...]] = {
    Precedence.FLASH: (20, 40, 60, 120, 240, 480, 960),
    Precedence.URGENT: (45, 90, 180, 360, 720, 960),
    Precedence.ROUTINE: (90, 240, 600, 960, 960),
    Precedence.INFO: (180, 600, 960),
}
"""Seconds until each next try after the network gave a text up (a node needs some 20 s for that itself)."""
ANSWER_RETRY_S = (30, 120, 300)
OVERHEARD_WAIT_S = (12.0, 30.0)
"""How long a kit that is not the secretariat lets others record a text that was sent to everybody."""
OVERHEARD_SAME_S = 120.0


class Overheard:
    """A text to everybody that another kit will likely record: kept until `due`, then recorded here if nobody did."""

    def __init__(self, packet: PacketIn, due: float) -> None:
        self.packet = packet
        self.due = due


class PhoneDesk:
    """`node` is our own radio's number, None while unknown."""

    def __init__(self, kit: Kit, rng: random.Random) -> None:
        self.kit = kit
        self.rng = rng
        self.node: int | None = None
        self._overheard: list[Overheard] = []
        self._seen: dict[tuple[int, int], None] = {}

    def packet(self, packet: PacketIn, now: float) -> Event | None:
        """A text was heard; returns the event it became, if it became one at once."""
        key = (packet.from_node, packet.packet_id)
        if key in self._seen or packet.from_node == self.node or self._is_kits(packet.from_node):
            return None
        self._seen[key] = None
        if len(self._seen) > 1024:
            del self._seen[next(iter(self._seen))]
        if packet.to_node == self.node or (packet.to_node == BROADCAST and self.kit.is_role(Role.SECRETARIAT)):
            return self._take(packet, now)
        if packet.to_node == BROADCAST:
            wait = self.rng.uniform(*OVERHEARD_WAIT_S)
            self._overheard.append(Overheard(packet, now + (0.0 if self._alone() else wait)))
        return None

    def due(self) -> float | None:
        """When `tick` has something to do (Unix seconds)."""
        return min((heard.due for heard in self._overheard), default=None)

    def tick(self, now: float) -> list[Event]:
        """Record overheard texts that nobody else has recorded by now."""
        ready = [heard for heard in self._overheard if heard.due <= now]
        self._overheard = [heard for heard in self._overheard if heard.due > now]
        events = [self._take(heard.packet, now) for heard in ready if not self._left_to_others(heard, now)]
        return [event for event in events if event is not None]

    def event_added(self, event: Event, now: float) -> None:
        """An event of this kit that phone-only places must read becomes texts."""
        if event.kit != self.kit.identity.kit or event.epoch != self.kit.identity.epoch:
            return
        row, body = event.row, event.body
        if row.phone_text is None:
            return
        state, roster = self.kit.state, self.kit.roster
        precedence, places = row.precedence(body), phone_places(event, state, roster)
        direct: list[tuple[int, int]] = []
        match addressee_of(row.audience(body).to):
            case ToPlace(number) if number >= UNKNOWN_PLACE and resolve_place(number, state, roster) == number:
                direct.append((number - UNKNOWN_PLACE, number))
            case ToPlace():
                nodes = ((node_of(p.number, state, roster), p.number) for p in places)
                direct += [(node, number) for node, number in nodes if node is not None]
            case _ if places:
                direct.append((BROADCAST, 0))
        sender = row.origin(body) or place_of_kit(event.kit, state, roster)
        text = outgoing(
            event.number,
            place_name(sender, self.kit.roster) if sender else f"kit {event.kit}",
            precedence,
            row.phone_text(body),
            exercise=event.exercise,
        )
        portnum = ALERT_APP if precedence is Precedence.FLASH else TEXT_APP
        for node, place in direct:
            parts = chunks(text)
            for index, part in enumerate(parts, 1):
                queue_text(
                    self.kit.log,
                    node,
                    part,
                    now,
                    portnum=portnum,
                    event=event.id,
                    part=Part(index, len(parts), place),
                )
            for p in [place] if place else [p.number for p in places]:
                raise_to(self.kit.log, event.id, p, DeliveryState.QUEUED, now)

    def reached(self, text_id: int, told: DeliveryState, now: float) -> None:
        """Our node took the text for sending (SENT), some node relayed it (HEARD), or the place's own radio has it
        (RECEIVED). The event has come so far when every text of it to that node has."""
        text = read_text(self.kit.log, text_id)
        if text is None or text.state.settled or not has_reached(told, text.state.reached):
            return
        set_text(self.kit.log, text_id, TextState(told), now)
        if text.event is None or text.part is None:
            return
        parts = [other for other in texts_of(self.kit.log, text.event) if other.node == text.node]
        if not all(has_reached(part.state.reached, told) for part in parts):
            return
        row = self.kit.log.by_id(text.event)
        places = [text.part.place] if text.part.place else []
        if row is not None and not places:
            places = [p.number for p in phone_places(row.event, self.kit.state, self.kit.roster)]
        for place in places:
            raise_to(self.kit.log, text.event, place, told, now)

    def failed(self, text_id: int, now: float, *, counts: bool = True, reason: str = "") -> None:
        """The network or the node gave it up: try again later, or tell a person at last."""
        text = read_text(self.kit.log, text_id)
        if text is None or text.state is TextState.RECEIVED:
            return
        waits = RETRY_S[self._precedence(text)] if text.event else ANSWER_RETRY_S
        if text.tries >= len(waits):
            set_text(self.kit.log, text_id, TextState.FAILED, now)
            where = place_name(
                resolve_place(unknown_place(text.node), self.kit.state, self.kit.roster), self.kit.roster
            )
            add_problem(
                self.kit.log,
                "radio",
                f"Teksten til {where} kom ikke frem ({reason or 'intet svar'}): {text.text[:40]}",
                now,
            )
            return
        wait = waits[text.tries] * self.rng.uniform(0.8, 1.2) if counts else 5.0
        set_text(self.kit.log, text_id, TextState.WAITING, now + wait, tried=counts)

    def resume(self, now: float) -> None:
        """After a restart: what became of texts that were with the node is not known, so they are tried again. Twice
        on a phone is better than never."""
        for text in sent_texts(self.kit.log):
            self.failed(text.text_id, now, reason="kittet standsede undervejs")

    def no_key(self, text_id: int, now: float) -> None:
        """Our node does not know the phone's key yet (it has not heard its NodeInfo), so a direct text cannot be read
        there: say it to everybody once, with the name of whom it is for, rather than not at all."""
        text = read_text(self.kit.log, text_id)
        if text is None or text.state.settled:
            return
        set_text(self.kit.log, text_id, TextState.FAILED, now, tried=True)
        place = resolve_place(unknown_place(text.node), self.kit.state, self.kit.roster)
        name = place_name(place, self.kit.roster) if place < UNKNOWN_PLACE else f"{text.node & 0xFFFF:04x}"
        for part in chunks(f"Til {name}: {text.text}"):
            queue_text(self.kit.log, BROADCAST, part, now, portnum=text.portnum, event=text.event, part=text.part)

    def pinned_key(self, node: int) -> bytes | None:
        """The key that a node must answer with to be believed."""
        place = self.kit.roster.by_node(node)
        return place.public_key if place else None

    def answer(self, node: int, text: str, now: float) -> None:
        """Queue an answer to a phone."""
        for part in chunks(text):
            queue_text(self.kit.log, node, part, now)

    def _take(self, packet: PacketIn, now: float) -> Event | None:
        text = packet.payload.decode("utf-8", "replace")
        meaning = meaning_of(text)
        node = packet.from_node
        place = resolve_place(unknown_place(node), self.kit.state, self.kit.roster)
        try:
            return self._act(meaning, node, place, self._trust(packet), now)
        except FieldkitError as error:
            # a full disk or a refused text: the person at the other end must know that it was not taken
            add_problem(
                self.kit.log,
                "radio",
                f"En tekst fra {place_name(place, self.kit.roster)} blev ikke noteret: {error}",
                now,
                error.remedy,
            )
            return None

    def _act(self, meaning: Meaning, node: int, place: int, trust: Trust, now: float) -> Event | None:
        kit = self.kit
        if meaning is None:
            return None
        if isinstance(meaning, AsksHelp):
            self.answer(node, HELP, now)
            return None
        if isinstance(meaning, HasPersonalData):
            self.answer(node, "IKKE noteret: teksten har et CPR-nummer. Skriv den igen uden.", now)
            return None
        if isinstance(meaning, Acknowledges):
            ack = self._acknowledge(meaning, node, place, trust, now)
            beside = self._act(meaning_of(meaning.words), node, place, trust, now) if meaning.words else None
            return ack or beside
        if isinstance(meaning, Reports):
            phrase = meaning.phrase
            report = reports.report(kit, place, phrase, via=Via.RADIO, trust=trust)
            self.answer(node, f"{report.number} {read_back(phrase)}", now)
            return report
        assert isinstance(meaning, Says)
        event = messages.send(
            kit, meaning.text, Role.SECRETARIAT.value, precedence=meaning.precedence, sender=place, trust=trust
        )
        self.answer(node, f"{event.number} Modtaget som besked. Et menneske læser den og svarer.", now)
        if meaning.phrase is not None:
            reports.report(kit, place, meaning.phrase, via=Via.RADIO, trust=trust)
        if meaning.asks_help:
            self.answer(node, HELP, now)
        return event

    def _acknowledge(self, meaning: Acknowledges, node: int, place: int, trust: Trust, now: float) -> Event | None:
        open_events = in_order(
            event
            for event in every_message(self.kit.state)
            if place in {p.number for p in phone_places(event, self.kit.state, self.kit.roster)} | _addressed(event)
            and place not in self._acked_by(event.ref)
            and event.ref not in self.kit.state.replaced
        )
        chosen: list[Event]
        if meaning.number is None:
            chosen = [*open_events] if len(open_events) == 1 else []
        else:
            chosen = [row.event for row in self.kit.log.find(*meaning.number)][-1:]
        if not chosen:
            if meaning.number is not None:
                self.answer(
                    node,
                    f"Kender ikke {meaning.number[0]}-{meaning.number[1]:04d}. Skriv ok og nummeret på beskeden.",
                    now,
                )
            elif open_events:
                numbers = ", ".join(event.number for event in open_events[:4])
                self.answer(node, f"Hvilken besked? Skriv ok og nummeret: {numbers}", now)
            return None
        event = chosen[0]
        ack = messages.acknowledge(self.kit, event.ref, "telefonen på stedet", place=place, trust=trust)
        self.answer(node, f"Noteret: {event.number} er forstået.", now)
        return ack

    def _acked_by(self, ref: Ref) -> set[int]:
        return {e.body.place for e in self.kit.state.acks.get(ref, {}).values()}

    def _trust(self, packet: PacketIn) -> Trust:
        """Bekræftet only with PKI and the pinned key; anybody with the channel's key can forge the rest."""
        pinned = self.pinned_key(packet.from_node)
        proven = packet.pki_encrypted and pinned is not None and packet.public_key == pinned
        return Trust.VERIFIED if proven else Trust.UNVERIFIED

    def _is_kits(self, node: int) -> bool:
        """Whether a kit speaks through this node: its texts are for phones, its facts come as frames."""
        return any(hello.value is not None and hello.value.node == node for hello in self.kit.state.kits.values())

    def _alone(self) -> bool:
        """Whether no other kit was ever heard of that could record the text."""
        return not set(self.kit.state.kits) - {self.kit.identity.kit}

    def _left_to_others(self, heard: Overheard, now: float) -> bool:
        """Whether another kit has recorded the text, or the secretariat alone answers it."""
        place = resolve_place(unknown_place(heard.packet.from_node), self.kit.state, self.kit.roster)
        meaning = meaning_of(heard.packet.payload.decode("utf-8", "replace"))
        if isinstance(meaning, AsksHelp | HasPersonalData):
            return not self._alone()  # nothing is lost, and an answer from every kit would fill the air
        since = now - OVERHEARD_SAME_S
        others = [row.event for row in self.kit.log.arrived_since(int(since)) if row.event.kit != self.kit.identity.kit]
        match meaning:
            case Reports():
                return any(self._is_report(event, meaning, place) for event in others)
            case Says():
                return any(
                    event.body.text == meaning.text and event.body.sender == place
                    for event in others
                    if says(event, Message)
                )
            case Acknowledges():
                read = [event.body for event in others if says(event, Ack)]
                return any(
                    body.place == place and meaning.number in (None, (body.ref.kit, body.ref.seq)) for body in read
                )
        return False

    def _is_report(self, event: Event, meaning: Reports, place: int) -> bool:
        """Whether another kit has recorded what a place's text says."""
        if not says(event, Report):
            return False
        here = resolve_place(event.body.place, self.kit.state, self.kit.roster)
        return here == place and _says(event.body, meaning)

    def _precedence(self, text: PhoneText) -> Precedence:
        row = self.kit.log.by_id(text.event) if text.event else None
        if row is None:
            return Precedence.ROUTINE
        precedence: Precedence = row.event.row.precedence(row.event.body)
        return precedence


def _says(body: Report, heard: Reports) -> bool:
    """Whether a report says what the text said: another one from the same place does not stand for it."""
    phrase = heard.phrase
    same = reports.report_of(body.place, phrase)
    return all(getattr(same, name) == getattr(body, name) for name in ("topics", "children", "staff", "level", "note"))


def _addressed(event: Event) -> set[int]:
    to = addressee_of(event.row.audience(event.body).to)
    return {to.place} if isinstance(to, ToPlace) else set()
