"""Tempo: how much longer than on MEDIUM_FAST among a few kits all waits are here. The waits stand where they are used.

Slow presets take longer to flood a frame, many kits must not all speak at once, and a full channel bears less.
"""

from fieldkit.link.delivery.budget import Budget
from fieldkit.link.delivery.peers import Peers
from fieldkit.link.delivery.urgency import stretch
from fieldkit.link.node.airtime import broadcast_ms
from fieldkit.link.wire.frame import MAX_FRAME

LAZY = 10.0
"""How much longer a kit waits with asking for what is most likely not for it."""
CROWD_KITS = 6
"""Kits that may all answer within the ordinary waits."""
HEADS_KITS = 5.0
"""Kits whose periodic heads the channel bears at their full rate; more take turns."""


class Tempo:
    """Factors on waits. `needs_all`: this kit asks at once for what it misses, and tells what it has at the full rate.

    `peers` tells how many kits there are, `budget` how full the channel is.
    """

    def __init__(self, preset: str, budget: Budget, peers: Peers, *, needs_all: bool) -> None:
        self.preset = preset
        self.budget = budget
        self.peers = peers
        self._needs_all = needs_all

    @property
    def kits(self) -> int:
        """Kits heard of, without this one."""
        return len(self.peers.kits())

    @property
    def flood(self) -> float:
        """On what waits for a frame to reach everybody."""
        return stretch(self.preset)

    @property
    def crowd(self) -> float:
        """On waits in which every kit may speak."""
        return self.flood * max(1.0, self.kits / CROWD_KITS)

    @property
    def asking(self) -> float:
        """On waits before asking for what is missing."""
        return self.crowd * (1.0 if self._needs_all else LAZY * max(1.0, self.kits / CROWD_KITS))

    @property
    def silence(self) -> float:
        """On the time for which a kit that is there may be silent."""
        return max(1.0, self.flood, self.kits / HEADS_KITS)

    def heads(self, now: float) -> float:
        """On the period of heads."""
        crowd = 1.0 if self._needs_all else max(1.0, self.kits / HEADS_KITS)
        return max(1.0, self.flood) * crowd * self.budget.slowness(now)

    def air_ms(self, frame: bytes) -> float:
        """Milliseconds that a frame is on the air."""
        return float(broadcast_ms(min(len(frame), MAX_FRAME), self.preset))
