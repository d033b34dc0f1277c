"""A kit with its phone desk, and a hand to put texts on it as phones send them."""

import random
from pathlib import Path

from kits import make_kit
from paths import DATA
from phone_texts import all_texts

from fieldkit.core.delivery import DeliveryState
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Role
from fieldkit.engine.phone_desk import PhoneDesk
from fieldkit.kit import Kit
from fieldkit.link.node.ports import TEXT_APP
from fieldkit.link.node.radio_types import PacketIn
from fieldkit.store.tables.texts import PhoneText, TextState, texts_of

OWN_NODE = 0x0A0F0001


class Desk:
    """A secretariat (or other) kit."""

    def __init__(
        self, folder: Path, role: Role = Role.SECRETARIAT, number: int = 1, place: str = "sekretariat"
    ) -> None:
        self.now = 1_800_000_000.0
        self.folder = folder
        self.packets = 0
        make_kit(folder, number=number, role=role, place=place, data=DATA, now=lambda: self.now).close()
        self.restart()
        self.phone = next(p for p in self.kit.roster.places if p.kit is None and p.public_key is None and p.node)

    def restart(self, last_alive: float | None = None) -> None:
        """The program ends and begins again."""
        self.kit = Kit.open(self.folder, now=lambda: self.now)
        self.desk = PhoneDesk(self.kit, random.Random(1), last_alive)
        self.desk.node = OWN_NODE

    def connect(self, last_alive: float | None) -> None:
        """The conversation with our node begins after a while without one."""
        self.restart(last_alive)
        self.desk.heard.listening.begins(self.now)

    def hear(
        self,
        text: str,
        *,
        node: int | None = None,
        to: int = OWN_NODE,
        pki: bytes | None = None,
        packet: int = 0,
        portnum: int = TEXT_APP,
        emoji: int = 0,
        reply_id: int = 0,
        rx_time: int | None = None,
    ) -> Event | None:
        self.packets += 1
        return self.desk.packet(
            PacketIn(
                from_node=self.phone.node if node is None else node,
                to_node=to,
                channel=0,
                portnum=portnum,
                payload=text.encode(),
                packet_id=packet or self.packets,
                reply_id=reply_id,
                request_id=0,
                want_ack=True,
                pki_encrypted=pki is not None,
                public_key=pki or b"",
                rx_time=rx_time,
                rx_snr=None,
                rx_rssi=None,
                hops=0,
                emoji=emoji,
            ),
            self.now,
        )

    def answers(self) -> list[str]:
        """All that was said to phones."""
        return [text.text for text in all_texts(self.kit.log)]

    def answers_only(self) -> list[str]:
        """What was said to phones of their own texts."""
        return [text.text for text in all_texts(self.kit.log) if text.event is None]

    def send(self, body: Body) -> Event:
        event = self.kit.record(body)
        self.desk.event_added(event, self.now)
        return event

    def texts_of(self, event: Event) -> list[PhoneText]:
        return texts_of(self.kit.log, event.id)

    def deliver(self, event: Event, packet: int) -> None:
        """The phone's radio gets all of it, the first text in this packet."""
        for more, text in enumerate(self.texts_of(event)):
            self._came(text, packet + more)

    def deliver_answers(self) -> None:
        for text in all_texts(self.kit.log):
            if text.event is None and text.state is TextState.WAITING:
                self._came(text, 1000 + text.text_id)

    def _came(self, text: PhoneText, packet: int) -> None:
        self.desk.reached(text.text_id, DeliveryState.SENT, self.now, packet)
        self.desk.reached(text.text_id, DeliveryState.RECEIVED, self.now)

    def fill_disk(self) -> None:
        """From now on the disk refuses every single write."""
        self.kit.log.conn.execute("PRAGMA query_only=ON")

    def free_disk(self) -> None:
        self.kit.log.conn.execute("PRAGMA query_only=OFF")
