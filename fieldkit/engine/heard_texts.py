"""Texts that are heard from phones: each becomes what it says, once, with the time at which it was heard.

Nothing is lost in silence: what must not or cannot be kept is told to the sender and to the operator, what comes too
fast is summed up, and what there is no room for waits in memory.
"""

import contextlib
import random
from typing import NamedTuple, TypeVar

import msgspec

from fieldkit.acts import messages, reports
from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.errors import FieldkitError, Remedy, StoreError
from fieldkit.core.facts.body import UNKNOWN_PLACE, unknown_place
from fieldkit.core.facts.event import Event, said_at, says
from fieldkit.core.facts.said import Ack
from fieldkit.core.facts.terms import Precedence, Role, Trust, Via
from fieldkit.core.phrase.parse import read_back
from fieldkit.core.text.clean import one_line
from fieldkit.core.views.board import place_name, resolve_place
from fieldkit.engine.heard import Listening, TextIn
from fieldkit.engine.phone_acks import Answer, PhoneAcks, pointed_at
from fieldkit.engine.rates import Held, Rate, Rates, is_due
from fieldkit.engine.repeats import contradicts, is_from, is_message, is_report, said_before, tells_of
from fieldkit.engine.unwritten import Unwritten
from fieldkit.kit import Kit
from fieldkit.link.node.phone import (
    HELP,
    Acknowledges,
    AsksHelp,
    HasPersonalData,
    Meaning,
    Reports,
    Says,
    alarm_of,
    claims_akut,
    is_kits_words,
    meaning_of,
    reaction_of,
    told_number,
)
from fieldkit.link.node.ports import BROADCAST
from fieldkit.link.node.radio_types import PacketIn
from fieldkit.store.tables.status import add_problem
from fieldkit.store.tables.texts import FOR_EVER, last_step

K = TypeVar("K")
V = TypeVar("V")
REMEMBERED = 1024
"""Packets and events of which this program remembers something."""
OVERHEARD_WAIT_S = (12.0, 30.0)
"""How long a kit that is not the secretariat lets others record a text that was sent to everybody."""
OVERHEARD_SAME_S = 120.0


class Overheard(NamedTuple):
    """A text to everybody that another kit will likely record: kept until `due`, then recorded here if nobody did."""

    heard: TextIn
    due: float


class HeardTexts:
    """`answer` says something to a node; what it could not write down is in `unwritten`, and texts that wait for room
    come there too. `node` is our own radio's number, None while unknown."""

    def __init__(
        self, kit: Kit, rng: random.Random, answer: Answer, unwritten: Unwritten[TextIn], listening: Listening
    ) -> None:
        self.kit = kit
        self.rng = rng
        self.answer = answer
        self.unwritten = unwritten
        self.listening = listening
        self.node: int | None = None
        self.rates: Rates[TextIn] = Rates()
        self.acks = PhoneAcks(kit, answer)
        self._overheard: list[Overheard] = []
        self._seen: dict[tuple[int, int], None] = {}
        self._noted: dict[bytes, TextIn] = {}
        """By id the events that the last texts became."""

    def packet(self, packet: PacketIn, now: float) -> Event | None:
        """A text was heard; returns the event it became, if it became one at once."""
        key = (packet.from_node, packet.packet_id)
        heard = TextIn(packet, now, self.listening.heard_at(packet.rx_time, now), self._last_step())
        if key in self._seen or packet.from_node == self.node or self._is_kits(heard):
            return None
        remember(self._seen, key, None)
        if packet.to_node == self.node or (packet.to_node == BROADCAST and self._is_mine(packet)):
            return self._take(heard, now)
        if packet.to_node == BROADCAST and not packet.emoji:
            wait = self.rng.uniform(*OVERHEARD_WAIT_S)
            self._overheard.append(Overheard(heard, now + (0.0 if self._alone() else wait)))
        return None

    def _last_step(self) -> int:
        with contextlib.suppress(StoreError):  # a log that cannot be read: the text waits for it, and nothing goes out
            return last_step(self.kit.log)
        return FOR_EVER

    def due(self) -> float | None:
        """When `tick` has something to do (Unix seconds)."""
        others = (self.rates.due(), self.unwritten.due())
        return min([*(one.due for one in self._overheard), *(due for due in others if due is not None)], default=None)

    def tick(self, now: float) -> list[Event]:
        """Record what had to wait: overheard texts that nobody else has recorded by now, texts that came too fast, and
        those for which there was no room."""
        ready = [one for one in self._overheard if is_due(one.due, now, OVERHEARD_WAIT_S[1])]
        self._overheard = [one for one in self._overheard if one not in ready]
        return [*self._note_kept(now), *self._note_overheard(ready, now), *self._sum_up(now)]

    def close(self, now: float) -> None:
        """The program ends: what waits in memory is noted, where that can be. What another kit would likely have
        recorded is noted too: twice is better than never."""
        self._note_kept(now)
        self._note_overheard(self._overheard, now)
        self._overheard = []
        self._sum_up(None)

    def _note_overheard(self, ready: list[Overheard], now: float) -> list[Event]:
        taken = (self._take(one.heard, now) for one in ready if not self._left_to_others(one.heard, now))
        return [event for event in taken if event is not None]

    def _take(self, heard: TextIn, now: float, *, counted: bool = False) -> Event | None:
        """The event that a text becomes, if it becomes one; `counted` when it has waited for its turn."""
        try:
            event = self._note(heard, now, counted=counted)
        except StoreError as error:
            self._keep(heard, error, now)
        except FieldkitError as error:
            self.answer(heard.node, f"IKKE noteret: {error}", now)
            self._tell(f"En tekst fra {self._from(heard)} blev ikke noteret: {error}", now, error.remedy)
        else:
            return event
        return None

    def _note(self, heard: TextIn, now: float, *, counted: bool) -> Event | None:
        meaning = self._meaning(heard)
        if meaning is None:
            return None
        taken = counted or self.rates.take(heard.node, _rate(meaning, heard), now)
        before = self._said_before(meaning, heard)
        if before is not None:
            if taken:
                self._answer_to(meaning, before, heard.node, now)
            return None
        if taken:
            return self._act(meaning, heard, now)
        self._hold(meaning, heard, now)
        return None

    def _meaning(self, heard: TextIn) -> Meaning:
        """What a text means by its words and by how it was sent: a reaction says at most that something was read."""
        packet = heard.packet
        if packet.emoji:
            meaning = meaning_of(reaction_of(heard.text, packet.emoji))
            return meaning if isinstance(meaning, Acknowledges) and meaning.number is None else None
        meaning = alarm_of(heard.text) if heard.is_alarm else meaning_of(heard.text)
        if isinstance(meaning, Says) and (pointed := pointed_at(packet, self.kit.log)) is not None:
            return msgspec.structs.replace(meaning, text=f"(svar på {pointed.number}) {meaning.text}")
        return meaning

    def _act(self, meaning: Meaning, heard: TextIn, now: float) -> Event | None:
        kit, node, place = self.kit, heard.node, self._place(heard.node)
        if meaning is None:
            return None
        if isinstance(meaning, AsksHelp):
            self.answer(node, HELP, now)
            return None
        if isinstance(meaning, HasPersonalData):
            return self._refuse_personal_data(heard, now)
        if isinstance(meaning, Acknowledges):
            ack = self.acks.take(meaning, heard, place, self._trust(heard.packet), now)
            beside = self._beside(meaning.words, heard, now)
            return ack or beside
        trust, said = self._trust(heard.packet), heard.said(now)
        event: Event
        if isinstance(meaning, Reports):
            event = reports.report(kit, place, meaning.phrase, via=Via.RADIO, trust=trust, heard=said)
        else:
            assert isinstance(meaning, Says)
            if meaning.phrase is not None and self._said_before(Reports(meaning.phrase), heard) is None:
                reports.report(kit, place, meaning.phrase, via=Via.RADIO, trust=trust, heard=said)
            event = messages.send(
                kit,
                meaning.text,
                Role.SECRETARIAT.value,
                precedence=meaning.precedence,
                sender=place,
                trust=trust,
                heard=said,
            )
        remember(self._noted, event.id, heard)
        self._answer_to(meaning, event, node, now)
        return event

    def _beside(self, words: str, heard: TextIn, now: float) -> Event | None:
        """What was said besides that something was read: a text of its own."""
        meaning = meaning_of(words)
        if meaning is None or self._said_before(meaning, heard) is not None:
            return None
        if self.rates.take(heard.node, _rate(meaning, heard), now):
            return self._act(meaning, heard, now)
        self._hold(meaning, heard, now)
        return None

    def _answer_to(self, meaning: Meaning, event: Event, node: int, now: float) -> None:
        """What a phone is told of its text, also when it comes again."""
        number = told_number(event.number, exercise=event.exercise)
        if isinstance(meaning, Reports):
            self.answer(node, f"{number} {read_back(meaning.phrase)}", now)
        else:
            self.answer(node, f"{number} Modtaget som besked. Et menneske læser den og svarer.", now)
        if isinstance(meaning, Says) and meaning.asks_help:
            self.answer(node, HELP, now)

    def _refuse_personal_data(self, heard: TextIn, now: float) -> Event | None:
        """Nothing of it is kept, and both ends know; that something akut came is a fact by itself."""
        self.answer(heard.node, "IKKE noteret: teksten har et CPR-nummer. Skriv den igen uden.", now)
        is_akut = _is_akut(heard)
        self._tell(
            f"Der kom en {'akut ' if is_akut else ''}tekst fra {self._from(heard)} med et CPR-nummer. "
            "Den er ikke gemt; afsenderen er bedt om at skrive den igen uden.",
            now,
        )
        if not is_akut:
            return None
        text = "(En akut tekst med et CPR-nummer kom herfra. Den er ikke gemt; kontakt stedet.)"
        return self._act(Says(text, Precedence.FLASH), heard, now)

    def _keep(self, heard: TextIn, error: StoreError, now: float) -> None:
        """There is no room for it: that is told without the disk, and it waits in memory."""
        kept = self.unwritten.kept()
        is_known = any((one.node, one.text) == (heard.node, heard.text) for one in kept)
        if is_known or self.unwritten.keep(heard, now):
            what = "Teksten huskes; du får et nummer, når den er noteret."
        else:
            what = "Skriv den igen senere."
        self.answer(heard.node, f"IKKE noteret: kittet kan ikke skrive på sin disk. {what}", now)
        self._tell(f"En tekst fra {self._from(heard)} er ikke noteret endnu: {error}", now, error.remedy)

    def _note_kept(self, now: float) -> list[Event]:
        """Try the texts that wait for room, the oldest first."""
        events = []
        while (heard := self.unwritten.first(now)) is not None:
            try:
                event = self._note(heard, now, counted=True)
            except StoreError:
                self.unwritten.still_full(now)
                break
            except FieldkitError as error:
                self.answer(heard.node, f"IKKE noteret: {error}", now)
                self._tell(f"En tekst fra {self._from(heard)} blev ikke noteret: {error}", now, error.remedy)
                event = None
            self.unwritten.noted()
            if event is not None:
                self._tell(
                    f"En tekst fra {self._from(heard)} måtte vente på plads; den er noteret som {event.number}.", now
                )
                events.append(event)
        return events

    def _hold(self, meaning: Meaning, heard: TextIn, now: float) -> None:
        """A text came sooner after the others than they are taken."""
        if isinstance(meaning, AsksHelp) or heard.packet.emoji:
            return
        name = self._name(heard.node)
        text = one_line(heard.text)
        precedence = meaning.precedence if isinstance(meaning, Says) else Precedence.ROUTINE
        if isinstance(meaning, HasPersonalData):
            self._tell(f"Der kom tekster fra {name} med et CPR-nummer. De er ikke gemt.", now)
            text = "(en tekst med et CPR-nummer, som ikke er gemt)"
            precedence = Precedence.FLASH if _is_akut(heard) else precedence
        if self.rates.hold(heard.node, text, precedence, heard, now):
            self.answer(
                heard.node, "Der kommer mange tekster fra jer. De næste samles i én besked til sekretariatet.", now
            )
            self._tell(f"{name} sender flere tekster, end kittet noterer hver for sig; resten samles.", now)

    def _sum_up(self, now: float | None) -> list[Event]:
        """Record what was held back, by sender; the newest report of it counts as one. `now` None: all, at the end."""
        events: list[Event] = []
        at = self.kit.now() if now is None else now
        for node, held in self.rates.sums(now):
            if self._others_summed(node, held):
                continue
            last = held.latest()
            if held.count == 1:
                event = self._take(last, at, counted=True)
                events += [event] if event is not None else []
                continue
            try:
                event = self._sum(node, held, at)
            except StoreError:
                self.rates.again(node, held, at)
            except FieldkitError as error:
                self._tell(f"{held.count} tekster fra {self._name(node)} blev ikke noteret: {error}", at, error.remedy)
            else:
                events.append(event)
        return events

    def _others_summed(self, node: int, held: Held[TextIn]) -> bool:
        """Whether another kit has recorded what was said to everybody faster than each kit takes it."""
        if self.kit.is_role(Role.SECRETARIAT) or any(text.packet.to_node != BROADCAST for text in held.items()):
            return False
        with contextlib.suppress(StoreError):
            rows, place = self.kit.log.arrived_since(int(held.first - OVERHEARD_SAME_S)), self._place(node)
            others = [row.event for row in rows if row.event.kit != self.kit.identity.kit]
            return any(tells_of(event, held.texts, place, self.kit) for event in others)
        return False

    def _sum(self, node: int, held: Held[TextIn], now: float) -> Event:
        place, trusts = self._place(node), {self._trust(heard.packet) for heard in held.items()}
        trust = Trust.VERIFIED if trusts == {Trust.VERIFIED} else Trust.UNVERIFIED
        for heard in reversed(held.items()):
            if isinstance(meaning := self._meaning(heard), Reports):
                if self._said_before(meaning, heard) is None:
                    said = heard.said(now)
                    reports.report(self.kit, place, meaning.phrase, via=Via.RADIO, trust=trust, heard=said)
                break
        event = messages.send(
            self.kit, held.words(), Role.SECRETARIAT.value, precedence=held.precedence, sender=place, trust=trust
        )
        number = told_number(event.number, exercise=event.exercise)
        self.answer(node, f"{number} {held.count} tekster er samlet i én besked.", now)
        return event

    def _said_before(self, meaning: Meaning, heard: TextIn) -> Event | None:
        """The event that the same text from the same phone has become within minutes, while that still stands."""
        kit, place, trust = self.kit, self._place(heard.node), self._trust(heard.packet)
        mark = self._other_key(heard.packet)

        def is_alike(event: Event) -> bool:
            noted = self._noted.get(event.id)
            return (b"" if noted is None else self._other_key(noted.packet)) == mark

        def at_of(event: Event) -> float:
            noted = self._noted.get(event.id)
            return said_at(None, event) if noted is None else noted.at

        if isinstance(meaning, Reports):
            phrase = meaning.phrase
            return said_before(
                kit,
                place,
                lambda event: is_report(event, phrase, place, kit, trust) and is_alike(event),
                lambda event: contradicts(event, phrase, place, kit),
                heard.at,
                at_of,
            )
        if isinstance(meaning, Says):
            text, precedence = meaning.text, meaning.precedence
            return said_before(
                kit,
                place,
                lambda event: is_message(event, text, precedence, place, kit, trust) and is_alike(event),
                lambda event: is_from(event, place, kit),
                heard.at,
                at_of,
            )
        return None

    def _trust(self, packet: PacketIn) -> Trust:
        """Bekræftet only with PKI and the pinned key; anybody with the channel's key can forge the rest."""
        pinned = self._pinned_key(packet.from_node)
        proven = packet.pki_encrypted and pinned is not None and packet.public_key == pinned
        return Trust.VERIFIED if proven else Trust.UNVERIFIED

    def _pinned_key(self, node: int) -> bytes | None:
        """The key that a node must answer with to be believed."""
        place = self.kit.roster.by_node(node)
        return place.public_key if place else None

    def _other_key(self, packet: PacketIn) -> bytes:
        """The key under which somebody spoke in the name of a node whose key is another; empty for nobody."""
        pinned = self._pinned_key(packet.from_node)
        is_other = packet.pki_encrypted and pinned is not None and packet.public_key != pinned
        return packet.public_key if is_other else b""

    def _place(self, node: int) -> int:
        place = resolve_place(unknown_place(node), self.kit.state, self.kit.roster)
        return (self._stands_at(node) or place) if place >= UNKNOWN_PLACE else place

    def _name(self, node: int) -> str:
        return place_name(self._place(node), self.kit.roster)

    def _from(self, heard: TextIn) -> str:
        return f"{self._name(heard.node)} kl. {danish_clock(heard.at)}"

    def _tell(self, sentence: str, now: float, remedy: Remedy | None = None) -> None:
        """A line for people; on a disk that is full even that cannot be written."""
        with contextlib.suppress(StoreError):
            add_problem(self.kit.log, "radio", sentence, now, remedy)

    def _is_mine(self, packet: PacketIn) -> bool:
        """Whether a text to everybody is for this kit to record at once: for the secretariat's, and when it is about a
        text of ours, which no other kit knows."""
        with contextlib.suppress(StoreError):  # a log that cannot be read: the text waits here until it can
            return self.kit.is_role(Role.SECRETARIAT) or pointed_at(packet, self.kit.log) is not None
        return True

    def _is_kits(self, heard: TextIn) -> bool:
        """Whether a kit says it, to phones. A person may write through that radio too: when the kit is broken, or the
        radio was given to somebody else."""
        return is_kits_words(heard.text) and self._stands_at(heard.node) is not None

    def _stands_at(self, node: int) -> int | None:
        """The place of the kit that has spoken through this node; None when none has."""
        hellos = (hello.value for hello in self.kit.state.kits.values())
        return next((hello.place for hello in hellos if hello is not None and hello.node == node), None)

    def _alone(self) -> bool:
        """Whether no other kit was ever heard of that could record the text."""
        return not set(self.kit.state.kits) - {self.kit.identity.kit}

    def _left_to_others(self, heard: TextIn, now: float) -> bool:
        """Whether another kit has recorded the text, or the secretariat alone answers it."""
        with contextlib.suppress(StoreError):  # a log that cannot be read: nobody is known to have it
            return self._others_have(heard, now)
        return False

    def _others_have(self, heard: TextIn, now: float) -> bool:
        kit, place, meaning = self.kit, self._place(heard.node), self._meaning(heard)
        if isinstance(meaning, AsksHelp | HasPersonalData):
            return not self._alone()  # nothing is lost, and an answer from every kit would fill the air
        since = now - OVERHEARD_SAME_S
        others = [row.event for row in kit.log.arrived_since(int(since)) if row.event.kit != kit.identity.kit]
        match meaning:
            case Reports():
                known = any(is_report(event, meaning.phrase, place, kit) for event in others)
            case Says():
                known = any(is_message(event, meaning.text, meaning.precedence, place, kit) for event in others)
            case Acknowledges():
                read = {
                    (event.body.ref.kit, event.body.ref.seq)
                    for event in others
                    if says(event, Ack) and event.body.place == place
                }
                return bool(read) if meaning.number is None else read.issuperset((meaning.number, *meaning.also))
            case None:
                return False
        before = self._said_before(meaning, heard)  # said again: who recorded it answers it
        return known or (before is not None and before.kit != kit.identity.kit)


def _is_akut(heard: TextIn) -> bool:
    return heard.is_alarm or claims_akut(heard.text)


def _rate(meaning: Meaning, heard: TextIn) -> Rate:
    if isinstance(meaning, Acknowledges):
        return Rate.READ
    if isinstance(meaning, HasPersonalData):
        return Rate.AKUT if _is_akut(heard) else Rate.TEXT
    return Rate.AKUT if isinstance(meaning, Says) and meaning.precedence is Precedence.FLASH else Rate.TEXT


def remember(known: dict[K, V], key: K, value: V) -> None:
    """Keep the last ones only."""
    known[key] = value
    if len(known) > REMEMBERED:
        del known[next(iter(known))]
