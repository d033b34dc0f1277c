"""How a kit's radio fares, as a set of troubles: each is cleared by its own cause, and by nothing else.

Pure: told of what happened and asked for the one status that follows. A measurement clears no fault.
"""

from dataclasses import dataclass, field

from fieldkit.core.errors import Remedy
from fieldkit.core.remedies import EnterRadio, SetUpRadio
from fieldkit.core.roster.roster import node_id
from fieldkit.link.node.fates import fate_da
from fieldkit.link.node.plan import Difference, Hold, Matter
from fieldkit.link.node.radio_types import ChannelUse, Connected
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, Facts

HELD_DA = {Hold.TEXTS: "tekster til telefoner venter", Hold.ALL: "alt, hvad der skal sendes, venter"}

CLOCK_OFF_S = 120
"""Less than this between the node's clock and ours is the same time to people."""


@dataclass(slots=True)
class RadioHealth:
    """Of one kit's radio. `place` is the short name of the place that its node belongs to."""

    place: str
    node: Connected | None = None
    """The node while there is a conversation with it."""
    lost: str = ""
    """The sentence of why there is none."""
    differences: list[Difference] = field(default_factory=list)
    _pause: str = ""
    _pause_until: float = 0.0
    _facts: Facts = field(default_factory=dict)

    def connected(self, node: Connected) -> None:
        """There is a conversation: that clears why there was none, and what was measured on another node."""
        self.node, self.lost, self._facts = node, "", {"node": f"{node.node:08x}", "preset": node.preset}

    def gone(self, sentence: str) -> None:
        """There is none; what its node is set to is not known until it is back."""
        self.node, self.lost, self.differences, self._facts = None, sentence, [], {}

    def compared(self, differences: list[Difference]) -> None:
        """What of the node is not as planned, as it stands now."""
        self.differences = differences

    def paused(self, word: str, now: float, seconds: float) -> None:
        """The node takes nothing until then, for the reason that its `word` names; that time passes by itself."""
        self._pause, self._pause_until = f"{fate_da(word)}; kittet venter {int(seconds)} s", now + seconds

    def clock(self, ahead_s: float) -> None:
        """How far the node's clock is ahead of ours."""
        if abs(ahead_s) > CLOCK_OFF_S:
            self._facts["clock_ahead_s"] = round(ahead_s / 60) * 60  # by the minute: not each packet is news
        else:
            self._facts.pop("clock_ahead_s", None)

    def measured(self, use: ChannelUse, counts: Facts) -> None:
        """What the node told of its channel and battery, and the link of its frames."""
        told: Facts = {
            "channel_percent": use.channel_percent,
            "tx_percent": use.tx_percent,
            "battery_percent": use.battery_percent,
        }
        for name, value in told.items():
            if value is not None or name not in self._facts:  # statistics of the channel say nothing of the battery
                self._facts[name] = value
        self._facts |= counts

    @property
    def holds(self) -> Hold:
        """What waits in the kit until the node is as planned."""
        return max((one.holds for one in self.differences), default=Hold.NOTHING)

    def status(self, now: float) -> DeviceStatus:
        """What people are told: every trouble there is, the worst state, and what would help."""
        state, text, remedy = DeviceState.UNKNOWN, "forbinder …", None
        if self.lost:
            state, text = DeviceState.FAULT, self.lost
        elif self.node is not None:
            troubles = self._troubles(now)
            state = DeviceState.FAULT if self.holds else DeviceState.WARNING if troubles else DeviceState.OK
            text, remedy = "; ".join(troubles) or "forbundet", self.remedy()
        return DeviceStatus(Device.RADIO, state, text, int(now), dict(self._facts), remedy)

    def _troubles(self, now: float) -> list[str]:
        pause = [self._pause] if now < self._pause_until else []
        held = [HELD_DA[self.holds]] if self.holds else []
        return [*pause, *(one.text for one in self.differences), *held]

    def remedy(self) -> Remedy | None:
        """To set the node up mends all that is not as planned; a number alone is mended in the roster."""
        if self.node is None or not self.differences:
            return None
        if {one.matter for one in self.differences} == {Matter.NUMBER}:
            return EnterRadio(node_id(self.node.node), self.place)
        return SetUpRadio()
