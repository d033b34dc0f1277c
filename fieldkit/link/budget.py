"""The airtime budget: milliseconds sent in the last hour against the share planned, with a reserve for what is urgent.

EU868 allows 10 % of an hour, own sends and relays together (a hard wall in the firmware); half of it is planned for own
sends, so that the node can still relay for others and acknowledge.
"""

from collections import deque

from fieldkit.core.terms import Precedence

HOUR_S = 3600.0
DUTY_LIMIT = 0.10
"""EU_868, 869.40–869.65 MHz."""
SHARES: dict[Precedence, float] = {
    Precedence.FLASH: 0.080,
    Precedence.URGENT: 0.065,
    Precedence.ROUTINE: 0.050,
    Precedence.INFO: 0.035,
}
"""Part of an hour that all own sends together may reach before an event of this precedence must wait."""
HEADS_SHARE = 0.04
"""The same for heads and wants, which keep the network alive but can always be said later."""


class Budget:
    """Own sends of the last hour. Times in seconds, airtime in milliseconds."""

    def __init__(self) -> None:
        self._sent: deque[tuple[float, float]] = deque()
        self._total_ms = 0.0
        self._blocked_until = 0.0
        self.node_percent: float | None = None
        """What the node itself says it sent in the last hour (with relays), in percent; None when unknown."""

    def spend(self, now: float, ms: float) -> None:
        self._sent.append((now, ms))
        self._total_ms += ms

    def used(self, now: float) -> float:
        """Part of the last hour spent, 0..1: own count, or the node's own when that is higher."""
        while self._sent and self._sent[0][0] <= now - HOUR_S:
            self._total_ms -= self._sent.popleft()[1]
        own = self._total_ms / 1000.0 / HOUR_S
        return max(own, (self.node_percent or 0.0) / 100.0)

    def block(self, until: float) -> None:
        """The node refused (duty cycle, rate limit): nothing before `until`."""
        self._blocked_until = max(self._blocked_until, until)

    def wait(self, now: float, ms: float, share: float) -> float:
        """Seconds until a send of `ms` fits under `share` of an hour; 0 when it fits now."""
        if now < self._blocked_until:
            return self._blocked_until - now
        room = share * HOUR_S * 1000.0
        if (self.node_percent or 0.0) / 100.0 * HOUR_S * 1000.0 + ms > room:
            return 60.0  # the node's figure moves with its own hour; look again in a minute
        self.used(now)
        over = self._total_ms + ms - room
        for at, spent in self._sent:
            if over <= 0:
                return 0.0
            over -= spent
            if over <= 0:
                return max(0.0, at + HOUR_S - now)
        return 0.0 if over <= 0 else HOUR_S
