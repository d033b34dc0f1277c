"""The airtime budget: milliseconds sent in the last hour against the share planned, with a reserve for what is urgent.

EU868 allows 10 % of an hour (`link.node.airtime.DUTY_CYCLE_EU868`), own sends and relays together (a hard wall in the
firmware); half of it is planned for ordinary own sends, so that the node can still relay for others and acknowledge. A
busy channel slows all but what is urgent.
"""

from collections import deque
from typing import NamedTuple

from fieldkit.core.facts.terms import Precedence
from fieldkit.link.node.airtime import DUTY_CYCLE_EU868

HOUR_S = 3600.0


class Share(NamedTuple):
    """Parts of an hour. own: what all own sends may reach before this waits · node: the same for everything that the
    node sent, relays included, as the node itself counts it."""

    own: float
    node: float


SHARES: dict[Precedence, Share] = {
    Precedence.FLASH: Share(0.080, 0.098),
    Precedence.URGENT: Share(0.065, 0.090),
    Precedence.ROUTINE: Share(0.050, 0.080),
    Precedence.INFO: Share(0.035, 0.070),
}
LIMIT = Share(DUTY_CYCLE_EU868, DUTY_CYCLE_EU868)
"""What may be sent at all."""
HEADS_SHARE = Share(0.040, 0.070)
"""Heads and wants keep the network alive but can always be said later."""
BACKLOG_SHARE = Share(0.025, 0.050)
"""Old events that somebody lacks and nobody waits for."""
BUSY_PERCENT, FULL_PERCENT = 25.0, 40.0
"""Channel use over which periodic traffic halves, and over which only what is urgent goes at its full share: the same
limits at which the firmware's own background modules stop (docs/facts/radio.md, "Airtime")."""
FULL_CHANNEL = 0.2
"""Part of its share that what is not urgent keeps on a full channel: slow, yet never stopped for good."""
FRESH_S = 300.0
"""A channel figure older than this tells nothing; nodes measure each minute."""


class Budget:
    """Own sends of the last hour. Times in seconds, airtime in milliseconds."""

    def __init__(self) -> None:
        self._sent: deque[tuple[float, float]] = deque()
        self._total_ms = 0.0
        self._blocked_until = 0.0
        self._channel: tuple[float, float] | None = None
        self.node_percent: float | None = None
        """What the node itself says it sent in the last hour (with relays), in percent; None when unknown."""

    def spend(self, now: float, ms: float) -> None:
        self._forget(now)
        self._sent.append((now, ms))
        self._total_ms += ms

    def used(self, now: float) -> float:
        """Part of the last hour spent, 0..1: own count, or the node's own when that is higher."""
        self._forget(now)
        return max(self._total_ms / 1000.0 / HOUR_S, (self.node_percent or 0.0) / 100.0)

    def block(self, until: float) -> None:
        """The node refused (duty cycle, rate limit): nothing before `until`."""
        self._blocked_until = max(self._blocked_until, until)

    def channel(self, now: float, percent: float | None) -> None:
        """The node measured how much of the last minute the channel was taken; None when it did not say."""
        self._channel = None if percent is None else (now, percent)

    def channel_percent(self, now: float) -> float | None:
        """The last measure, None when there is none that is fresh."""
        if self._channel is None or not now - FRESH_S <= self._channel[0] <= now + FRESH_S:
            return None
        return self._channel[1]

    def slowness(self, now: float) -> float:
        """How many times longer periodic traffic waits: 1, 2 on a busy channel, 4 on a full one."""
        percent = self.channel_percent(now) or 0.0
        return 4.0 if percent > FULL_PERCENT else 2.0 if percent > BUSY_PERCENT else 1.0

    def wait(self, now: float, ms: float, share: Share, *, urgent: bool = False) -> float:
        """Seconds until a send of `ms` fits under `share` of an hour; 0 when it fits now."""
        if now < self._blocked_until:
            return self._blocked_until - now
        self._forget(now)
        full = not urgent and (self.channel_percent(now) or 0.0) > FULL_PERCENT
        if (self.node_percent or 0.0) / 100.0 + ms / 1000.0 / HOUR_S > share.node:
            return 60.0  # the node's figure moves with its own hour; look again in a minute
        over = self._total_ms + ms - share.own * (FULL_CHANNEL if full else 1.0) * HOUR_S * 1000.0
        if over <= 0:
            return 0.0
        if full:
            return 60.0
        for at, spent in self._sent:
            over -= spent
            if over <= 0:
                return max(1.0, at + HOUR_S - now)
        return HOUR_S

    def left(self, now: float, share: Share) -> float:
        """Seconds on the air that fit now under `share` of an hour, 0 while the node refuses."""
        if now < self._blocked_until:
            return 0.0
        self._forget(now)
        own = share.own - self._total_ms / 1000.0 / HOUR_S
        node = share.node - (self.node_percent or 0.0) / 100.0
        return max(0.0, min(own, node)) * HOUR_S

    def _forget(self, now: float) -> None:
        while self._sent and not now - HOUR_S < self._sent[0][0] <= now + HOUR_S:
            self._total_ms -= self._sent.popleft()[1]
