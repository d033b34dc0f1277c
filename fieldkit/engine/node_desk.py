"""The desk for the kit's own node: whether it is as planned, what may be sent with it, its clock, what people are told.

What is sent and heard through it is `radio_desk`; what a trouble is, and what clears it, `radio_health`.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from fieldkit.core.errors import FieldkitError
from fieldkit.devices.radio.admin import clock_order
from fieldkit.engine.heard import BACKLOG_S
from fieldkit.engine.kit_link import plan_of
from fieldkit.engine.radio_health import RadioHealth
from fieldkit.kit import Kit
from fieldkit.link.node.plan import Hold, differences
from fieldkit.link.node.ports import ADMIN_APP
from fieldkit.link.node.radio_types import ChannelUse, Connected, Loss, PacketIn, Send
from fieldkit.store.tables.status import (
    Device,
    DeviceState,
    DeviceStatus,
    Facts,
    Trouble,
    add_problem,
    end_trouble,
    put_status,
)

EVERY_S = 900.0
"""Seconds until what lasts is told again, and until a node that did not take the time is told it again."""


@dataclass(frozen=True, slots=True)
class ClockToken:
    """Names the order to set the node's clock towards the session."""


class NodeDesk:
    """`send` hands a request to the session. Times in seconds of `monotonic`."""

    def __init__(self, kit: Kit, send: Callable[[Send], None], monotonic: Callable[[], float]) -> None:
        self.kit = kit
        self.health = RadioHealth(kit.config.place)
        self._send = send
        self._monotonic = monotonic
        self._shown: DeviceStatus | None = None
        self._told_at = float("-inf")
        self._clock_set_at = float("-inf")
        self._connected_at = float("-inf")
        self._compared = False

    @property
    def may_send(self) -> bool:
        """Whether there is a node, and what it sends goes to those it is for."""
        return self.health.node is not None and self.health.holds < Hold.ALL

    @property
    def may_send_texts(self) -> bool:
        """The same of texts to phones."""
        return self.health.node is not None and self.health.holds < Hold.TEXTS

    def begin(self) -> None:
        """The engine starts: nothing is known of the radio, or there is none."""
        if self.kit.config.has_radio:
            self.show()
            return
        put_status(self.kit.log, DeviceStatus(Device.RADIO, DeviceState.OFF, "ingen radio", int(self.kit.now())))
        self._well(Trouble.RADIO)
        self._well(Trouble.NODE)

    def connected(self, node: Connected) -> None:
        self.health.connected(node)
        self._connected_at = self._monotonic()
        self._well(Trouble.RADIO)
        self.compare()
        self.show()

    def gone(self, reason: Loss, sentence: str) -> None:
        """There is no conversation any more; nobody is told when it was ended here."""
        self.health.gone(sentence)
        if reason is Loss.STOPPED:
            return
        self.show()
        add_problem(self.kit.log, "radio", sentence, self.kit.now(), trouble=Trouble.RADIO)

    def paused(self, word: str, seconds: float) -> None:
        self.health.paused(word, self.kit.now(), seconds)
        self.show()

    def measured(self, use: ChannelUse, counts: Facts) -> None:
        self.health.measured(use, counts)
        self.show()

    def compare(self) -> None:
        """Hold the node against the plan, anew each time: the roster or who owns a node may have changed. What lasts
        is told again, for whoever looks at the screen later."""
        node, known, now = self.health.node, self.health.differences, self._monotonic()
        if node is None:
            return
        self.health.compared(differences(node, plan_of(self.kit, node.node)))
        if self.health.differences != known or not self._compared:
            self._well(Trouble.NODE)  # those that there are now are told below
        self._compared = True
        if self.health.differences and (now - self._told_at >= EVERY_S or self.health.differences != known):
            self._told_at = now
            told = self.health.status(self.kit.now())
            with contextlib.suppress(FieldkitError):  # on a full disk not even that can be written, and texts must go
                add_problem(self.kit.log, "radio", told.text, told.at, told.remedy, Trouble.NODE)

    def _well(self, trouble: Trouble) -> None:
        with contextlib.suppress(FieldkitError):  # the same
            end_trouble(self.kit.log, trouble, self.kit.now())

    def show(self) -> None:
        """Keep the status as it is now, when that is news."""
        status = self.health.status(self.kit.now())
        if self._shown is None or msgspec.structs.replace(status, at=self._shown.at) != self._shown:
            put_status(self.kit.log, status)
            self._shown = status

    def refresh(self) -> None:
        """The same of what changes by itself while there is a node: a comparison, the end of a pause."""
        if self.health.node is not None:
            self.show()

    def look_at_clock(self, packet: PacketIn) -> None:
        """A node whose packets bear no time has none: it gets ours, when that is sure. Its own better source stays, and
        how far it is from our clock is told of what it hears while we listen."""
        node, now = self.health.node, self._monotonic()
        if packet.rx_time is not None and now - self._connected_at > BACKLOG_S:
            self.health.clock(packet.rx_time - self.kit.now())
        if packet.rx_time is not None or node is None or not self.kit.time_sure:
            return
        if now - self._clock_set_at >= EVERY_S:
            self._clock_set_at = now
            self._send(Send(ClockToken(), node.node, ADMIN_APP, clock_order(self.kit.now())))
