"""The desk for phone-only places: their texts become events and are answered; messages to them become texts.

Everything goes through durable queues first. A text is tried again with decay; `modtaget` needs the real ACK of the
place's own radio, `forstået` the words of a person.
"""

import random

from fieldkit.core.delivery import DeliveryState, has_reached
from fieldkit.core.errors import StoreError
from fieldkit.core.facts.address import ToPlace, addressee_of
from fieldkit.core.facts.body import UNKNOWN_PLACE, unknown_place
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.views.board import place_name, place_of_kit, resolve_place
from fieldkit.engine.audience import node_of, phone_places
from fieldkit.engine.heard import Listening, TextIn
from fieldkit.engine.heard_texts import HeardTexts
from fieldkit.engine.unwritten import Unwritten
from fieldkit.kit import Kit
from fieldkit.link.node.fates import fate_da
from fieldkit.link.node.phone import chunks, outgoing
from fieldkit.link.node.ports import ALERT_APP, BROADCAST, TEXT_APP
from fieldkit.link.node.radio_types import PacketIn
from fieldkit.store.tables.delivery import raise_to
from fieldkit.store.tables.status import add_problem
from fieldkit.store.tables.texts import (
    Part,
    PhoneText,
    TextState,
    note_came,
    note_packet,
    queue_text,
    read_text,
    redirect,
    sent_texts,
    set_text,
    texts_of,
    waiting_texts,
    was_said_to_all,
)

RETRY_S: dict[Precedence, tuple[float, ...]] = {
    Precedence.FLASH: (20, 40, 60, 120, 240, 480, 960),
    Precedence.URGENT: (45, 90, 180, 360, 720, 960),
    Precedence.ROUTINE: (90, 240, 600, 960, 960),
    Precedence.INFO: (180, 600, 960),
}
"""Seconds until each next try after the network gave a text up (a node needs some 20 s for that itself)."""
ANSWER_RETRY_S = (30, 120, 300)
INTRODUCED_S = 10.0
"""Until the first new try of a text that was out of reach, once our node has said who it is: that takes a second or
two, and so do the answers."""


class PhoneDesk:
    """Texts both ways. `last_alive` is when this kit last listened to its radio (Unix seconds), None when nobody
    knows."""

    def __init__(self, kit: Kit, rng: random.Random, last_alive: float | None = None) -> None:
        self.kit = kit
        self.rng = rng
        self.unwritten: Unwritten[TextIn] = Unwritten()
        self.heard = HeardTexts(kit, rng, self.answer, self.unwritten, Listening(last_alive))

    @property
    def node(self) -> int | None:
        """Our own radio's number, None while unknown."""
        return self.heard.node

    @node.setter
    def node(self, number: int) -> None:
        self.heard.node = number

    def packet(self, packet: PacketIn, now: float) -> Event | None:
        """A text was heard; returns the event it became, if it became one at once."""
        return self.heard.packet(packet, now)

    def due(self) -> float | None:
        """When `tick` has something to do (Unix seconds)."""
        return self.heard.due()

    def tick(self, now: float) -> list[Event]:
        """Record the texts that had to wait, by now."""
        return self.heard.tick(now)

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

    def follow_places(self, now: float) -> None:
        """Send on what waits for a place that has got another radio since: all that the event says to the place then
        waits for that one, and goes at once, for nobody may read the old one."""
        for text in waiting_texts(self.kit.log):
            if text.part is None or text.node == BROADCAST or not 0 < text.part.place < UNKNOWN_PLACE:
                continue
            node = node_of(text.part.place, self.kit.state, self.kit.roster)
            if node is not None and node != text.node:
                redirect(self.kit.log, text, node, now)

    def reached(self, text_id: int, told: DeliveryState, now: float, packet: int = 0) -> None:
        """Our node took the text for sending (SENT, in the packet with this number), some node relayed it (HEARD), or
        the place's own radio has it (RECEIVED). The event has come so far when every text of it to that node has."""
        text = read_text(self.kit.log, text_id)
        if text is None:
            return
        if packet:
            note_packet(self.kit.log, text_id, packet)
        elif told is DeliveryState.RECEIVED and text.state is not TextState.RECEIVED:
            note_came(self.kit.log, text_id)
        if text.state.settled or not has_reached(told, text.state.reached):
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

    def out_of_reach(self, text_id: int, now: float, *, reason: str) -> bool:
        """A text to one node ended as it does when one of the two nodes lacks the other's key, or when it is away.
        Returns whether our node should say who it is before the next try, which then comes soon. At the second time the
        text is said to everybody as well, once and by name: better than not at all."""
        text = read_text(self.kit.log, text_id)
        if text is None or text.state.settled:
            return False
        if text.node == BROADCAST:
            self.failed(text_id, now, reason=reason)
            return False
        if text.tries:
            self._say_to_all(text, now)
        self.failed(text_id, now, reason=reason, wait=None if text.tries else INTRODUCED_S)
        return True

    def failed(
        self, text_id: int, now: float, *, counts: bool = True, reason: str = "", wait: float | None = None
    ) -> None:
        """The network or the node gave it up: try again in `wait` seconds (None: by its precedence), or tell a person
        at last."""
        text = read_text(self.kit.log, text_id)
        if text is None or text.state is TextState.RECEIVED:
            return
        waits = RETRY_S[self._precedence(text)] if text.event else ANSWER_RETRY_S
        if text.tries >= len(waits):
            set_text(self.kit.log, text_id, TextState.FAILED, now)
            where = place_name(
                resolve_place(unknown_place(text.node), self.kit.state, self.kit.roster), self.kit.roster
            )
            fate = f"kom ikke frem ({fate_da(reason)})"
            if was_said_to_all(self.kit.log, self._for_all(text)[0], text.created):
                fate = f"er ikke meldt modtaget ({fate_da(reason)}), men også sendt til alle"
            add_problem(self.kit.log, "radio", f"Teksten til {where} {fate}: {text.text[:40]}", now)
            return
        if wait is None:
            wait = waits[text.tries] * self.rng.uniform(0.8, 1.2) if counts else 5.0
        set_text(self.kit.log, text_id, TextState.WAITING, now + wait, tried=counts)

    def resume(self, now: float) -> None:
        """After a restart: what became of texts that were with the node is not known, so they are tried again. Twice
        on a phone is better than never."""
        for text in sent_texts(self.kit.log):
            self.failed(text.text_id, now, reason="kittet standsede undervejs")

    def _say_to_all(self, text: PhoneText, now: float) -> None:
        """Queue a text to one node for everybody, once: under the channel's key a node without our key reads it too."""
        parts = self._for_all(text)
        if was_said_to_all(self.kit.log, parts[0], text.created):
            return
        for part in parts:
            queue_text(self.kit.log, BROADCAST, part, now, portnum=text.portnum, event=text.event, part=text.part)

    def _for_all(self, text: PhoneText) -> list[str]:
        """A text as it is said to everybody, with the name of whom it is for."""
        place = resolve_place(unknown_place(text.node), self.kit.state, self.kit.roster)
        name = place_name(place, self.kit.roster) if place < UNKNOWN_PLACE else f"{text.node & 0xFFFF:04x}"
        return chunks(f"Til {name}: {text.text}")

    def answer(self, node: int, text: str, now: float) -> None:
        """Queue an answer to a phone; where the disk refuses it is said from memory, once."""
        for part in chunks(text):
            try:
                queue_text(self.kit.log, node, part, now)
            except StoreError:
                self.unwritten.say(node, part, now)

    def _precedence(self, text: PhoneText) -> Precedence:
        row = self.kit.log.by_id(text.event) if text.event else None
        if row is None:
            return Precedence.ROUTINE
        precedence: Precedence = row.event.row.precedence(row.event.body)
        return precedence
