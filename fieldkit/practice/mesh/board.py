"""What all parts of one virtual node's firmware stand on: clock, random source, radio, flash, memory of packets.

It decides nothing; the node's power and its periodic duties are `node`.
"""

import random
from dataclasses import dataclass

from fieldkit.practice.mesh.air import US, Agenda, Air
from fieldkit.practice.mesh.frame import ChannelKey, relay_byte
from fieldkit.practice.mesh.packet_memory import PacketMemory
from fieldkit.practice.mesh.settings import NodeSettings
from fieldkit.practice.mesh.transmitter import Transmitter


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all nodes share: the future, the air, the random source, Unix time at simulated second 0 (None: unknown)."""

    agenda: Agenda
    air: Air
    rng: random.Random
    wall_s: float | None = None
    real_pace: bool = True
    """Whether a simulated second is one of ours, so that a node can be told the time."""


class Board:
    """The board of the node with `index` in the air."""

    def __init__(self, around: Surroundings, index: int, settings: NodeSettings) -> None:
        self.agenda = around.agenda
        self.air = around.air
        self.rng = around.rng
        self.wall_s = around.wall_s
        self._real_pace = around.real_pace
        self.index = index
        self.settings = settings
        self.number = settings.number
        self.relay_byte = relay_byte(settings.number)
        self.transmitter = Transmitter(around.air, around.agenda, around.rng, index, settings.preset)
        self.memory = PacketMemory(self.relay_byte)
        self._booted_us = 0
        self._channel_indexes: dict[ChannelKey, int | None] = {}

    @property
    def now_us(self) -> int:
        """Whole microseconds of simulated time since the mesh began."""
        return self.agenda.now

    @property
    def now_s(self) -> float:
        """Seconds of simulated time since the mesh began."""
        return self.agenda.now / US

    @property
    def uptime_s(self) -> int:
        """Whole seconds since boot."""
        return (self.agenda.now - self._booted_us) // US

    def unix_s(self, at_s: float) -> int | None:
        """Unix time of a simulated second, None when the node does not know the time."""
        return None if self.wall_s is None else int(self.wall_s + at_s)

    def set_clock(self, unix: int) -> None:
        """Take the time from the node's client; a node that knows it keeps its own."""
        if self.wall_s is None and self._real_pace:
            self.wall_s = unix - self.now_s

    def new_id(self) -> int:
        """A packet id of the node's own choice; never 0."""
        return self.rng.randrange(1, 1 << 32)

    def boot(self) -> None:
        """Begin with empty RAM, under the number that belongs to the key."""
        self._booted_us = self.agenda.now
        self.settings.renumber()
        self.number = self.settings.number
        self.relay_byte = self.memory.own_byte = relay_byte(self.number)
        self.memory.clear()
        self.transmitter.clear()

    def apply_settings(self) -> None:
        """Take up a changed region, preset and changed channels."""
        self._channel_indexes.clear()
        self.transmitter.enabled = self.settings.sends
        self.transmitter.tune(self.settings.preset)
        self.air.tune(self.index, self.settings.preset, in_band=self.settings.has_region)

    def channel_index(self, key: ChannelKey) -> int | None:
        """Which own channel a frame belongs to, None when it cannot be read."""
        if key not in self._channel_indexes:
            self._channel_indexes[key] = self.settings.channel_index(key)
        return self._channel_indexes[key]
