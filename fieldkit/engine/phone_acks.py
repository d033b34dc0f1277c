"""Forstået from a phone: which message an `ok`, a reply or a mark is about. Never guessed: rather asked.

A mark or a reply points at the packet that it is about. A bare `ok` means what the phone received last.
"""

from collections.abc import Callable

from fieldkit.acts import messages
from fieldkit.core.facts.address import ToPlace, addressee_of
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.event import Event, Ref, in_order, number_of
from fieldkit.core.facts.terms import Trust
from fieldkit.core.views.board import resolve_place
from fieldkit.core.views.with_chits import every_message
from fieldkit.engine.heard import TextIn
from fieldkit.engine.repeats import told
from fieldkit.kit import Kit
from fieldkit.link.node.phone import Acknowledges, told_number
from fieldkit.link.node.ports import BROADCAST
from fieldkit.link.node.radio_types import PacketIn
from fieldkit.store.log import Log
from fieldkit.store.tables.texts import perhaps_last, text_in

Answer = Callable[[int, str, float], None]
"""Say something to a node; the last is now, in Unix seconds."""


class PhoneAcks:
    def __init__(self, kit: Kit, answer: Answer) -> None:
        self._kit = kit
        self._answer = answer

    def take(self, meaning: Acknowledges, heard: TextIn, place: int, trust: Trust, now: float) -> Event | None:
        """The acknowledgement that an `ok` from a place becomes, if it does; the first of several."""
        numbers = [meaning, *(Acknowledges(number) for number in meaning.also)]
        read = [event for one in numbers if (event := self._read(one, heard, place, now)) is not None]
        acks = [ack for event in read if (ack := self._acknowledge(event, heard, place, trust, now)) is not None]
        if read and not heard.packet.emoji:
            drill = " (ØVELSE)" if all(event.exercise for event in read) else ""
            self._answer(heard.node, f"Noteret: {', '.join(event.number for event in read)} er forstået{drill}.", now)
        return acks[0] if acks else None

    def _acknowledge(self, event: Event, heard: TextIn, place: int, trust: Trust, now: float) -> Event | None:
        if self._has_read(event.ref, place, trust):
            return None
        by = "telefonen på stedet"
        return messages.acknowledge(self._kit, event.ref, by, place=place, trust=trust, heard=heard.said(now))

    def _read(self, meaning: Acknowledges, heard: TextIn, place: int, now: float) -> Event | None:
        """The event that an `ok` with one number, or with none, says is read; else the phone is told why it is none."""
        open_events = in_order(
            event
            for event in every_message(self._kit.state)
            if place in told(event, self._kit)
            and not self._has_read(event.ref, place)
            and event.ref not in self._kit.state.replaced
        )
        event = self._meant(meaning, heard, place, open_events)
        is_reaction = heard.packet.emoji != 0
        if event is None:
            self._ask_which(meaning, heard, open_events, now)
            return None
        number = told_number(event.number, exercise=event.exercise)
        if resolve_place(event.row.origin(event.body), self._kit.state, self._kit.roster) == place:
            if not is_reaction:
                self._answer(heard.node, f"{number} er jeres egen. Den er noteret.", now)
            return None
        if self._is_for_another(event, place):
            if not is_reaction:
                own = "Skriv ok og nummeret på den besked, I har læst."
                self._answer(heard.node, f"{number} er ikke til jer. {own}", now)
            return None
        return event

    def _is_for_another(self, event: Event, place: int) -> bool:
        """Whether an event is for one other place: `ok` to that is a slip of the finger, or was meant for what was
        overheard. A node that nobody has placed yet may be of that place."""
        to = addressee_of(event.row.audience(event.body).to)
        if not isinstance(to, ToPlace) or place >= UNKNOWN_PLACE:
            return False
        return resolve_place(to.place, self._kit.state, self._kit.roster) != place

    def _meant(self, meaning: Acknowledges, heard: TextIn, place: int, open_events: list[Event]) -> Event | None:
        """The event that an `ok` is about: the one it names or points at, else what the phone had received last when
        it was said. None when nobody knows."""
        log, packet = self._kit.log, heard.packet
        if meaning.number is not None:
            found = [row.event for row in log.find(*meaning.number)]
            found = [event for event in found if event in open_events] or found
            if len({event.ref for event in found}) > 1:  # two kits were made with one number
                return pointed_at(packet, log) if packet.reply_id else None
            return found[-1] if found else None
        if packet.reply_id:
            return pointed_at(packet, log)
        texts = perhaps_last(log, packet.from_node, place, heard.step)
        if not texts:
            only = open_events[0] if len(open_events) == 1 else None
            return only if only is not None and only.at <= heard.came else None
        events = {text.event for text in texts}
        last = next(iter(events))
        row = log.by_id(last) if last is not None and len(events) == 1 else None
        return row.event if row is not None and row.event.row.understood(row.event.body) else None

    def _ask_which(self, meaning: Acknowledges, heard: TextIn, open_events: list[Event], now: float) -> None:
        packet = heard.packet
        is_to_others = packet.to_node == BROADCAST and bool(packet.reply_id) and not self._is_ours(packet)
        if packet.emoji or is_to_others:
            return
        if meaning.number is not None:
            number = number_of(*meaning.number)
            if self._kit.log.find(*meaning.number):
                which = "Hold fingeren på den, I har læst, vælg Svar, og skriv ok."
                self._answer(heard.node, f"Flere beskeder har nummer {number}. {which}", now)
                return
            self._answer(heard.node, f"Kender ikke {number}. Skriv ok og nummeret på beskeden.", now)
        elif open_events:
            numbers = ", ".join(event.number for event in open_events[:4])
            self._answer(heard.node, f"Hvilken besked? Skriv ok og nummeret: {numbers}", now)

    def _has_read(self, ref: Ref, place: int, trust: Trust = Trust.UNVERIFIED) -> bool:
        """Whether forstået was said at a place, and proven at least so well."""
        state, roster = self._kit.state, self._kit.roster
        return any(
            resolve_place(event.body.place, state, roster) == place and trust in (Trust.UNVERIFIED, event.body.trust)
            for event in state.acks.get(ref, {}).values()
        )

    def _is_ours(self, packet: PacketIn) -> bool:
        return text_in(self._kit.log, packet.reply_id) is not None


def pointed_at(packet: PacketIn, log: Log) -> Event | None:
    """The event that a text of ours said, to which a packet replies or reacts; only of texts that the phone got."""
    text = text_in(log, packet.reply_id) if packet.reply_id else None
    if text is None or text.event is None or text.node not in (packet.from_node, BROADCAST):
        return None
    row = log.by_id(text.event)
    return row.event if row is not None else None
