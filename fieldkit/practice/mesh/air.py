"""The shared air as a discrete-event model: who hears whom, who collides, when. No asyncio, no protobufs, no clock.

Times are whole microseconds of simulated time. A transmission is one event at its start and one at its end; each
receiver is locked on at most one frame, and the stronger survives when it is at least 6 dB stronger (capture).
"""

import heapq
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from fieldkit.link.node import airtime

US: Final = 1_000_000
CAPTURE_DB: Final = 6.0
NOISE_FLOOR_1HZ_DBM: Final = -174.0 + 6.0
"""Thermal noise in one hertz plus a 6 dB noise figure (SX126x datasheet); 250 kHz make it about −114 dBm."""


@dataclass(frozen=True, slots=True)
class Propagation:
    """Log-distance path loss: `free_space_1m_db + 10·exponent·log10(metres)`, and a fixed random part for each link.

    31.2 dB is free space at 1 m and 869 MHz; exponent 3.5 lies between open suburb (about 3) and dense town (about 4).
    `shadowing_db` is the standard deviation of what hills and houses add or spare on one pair of places.
    """

    exponent: float = 3.5
    free_space_1m_db: float = 31.2
    tx_power_dbm: float = 27.0
    shadowing_db: float = 4.0


class Receiver(Protocol):
    """What a node offers the air."""

    def hear(self, frame: object, rssi_dbm: int, snr_db: float) -> None:
        """Take a frame that arrived whole."""

    def sent(self, frame: object, duration_us: int) -> None:
        """The node's own transmission has ended."""


class Agenda:
    """The simulation's future: callbacks in order of time, and of scheduling where times are equal."""

    def __init__(self) -> None:
        self.now = 0
        self._heap: list[tuple[int, int, Callable[..., None], tuple[object, ...]]] = []
        self._order = 0

    def at(self, when_us: int, call: Callable[..., None], *args: object) -> None:
        """Run `call(*args)` at a moment; one that has passed means now."""
        self._order += 1
        heapq.heappush(self._heap, (max(when_us, self.now), self._order, call, args))

    def after(self, delay_us: int, call: Callable[..., None], *args: object) -> None:
        """Run `call(*args)` in `delay_us` microseconds."""
        self.at(self.now + delay_us, call, *args)

    def next_time(self) -> int | None:
        """The moment of the next event, None when nothing is planned."""
        return self._heap[0][0] if self._heap else None

    def run_until(self, when_us: int) -> int:
        """Do everything planned up to and at `when_us`, leave the clock there; returns how many events ran."""
        heap = self._heap
        count = 0
        while heap and heap[0][0] <= when_us:
            when, _, call, args = heapq.heappop(heap)
            self.now = when
            call(*args)
            count += 1
        self.now = max(self.now, when_us)
        return count


@dataclass(slots=True)
class AirStatistics:
    """What happened on the air since the start; receptions are counted at each receiver."""

    transmissions: int = 0
    airtime_us: int = 0
    received: int = 0
    collisions: int = 0
    lost_by_fault: int = 0
    lost_while_sending: int = 0


class Transmission:
    """One frame on its way: who sends it, on which preset, and the receivers in reach when it began."""

    __slots__ = ("duration_us", "frame", "links", "sender")

    def __init__(self, sender: int, frame: object, duration_us: int, links: list[tuple[int, float]]) -> None:
        self.sender = sender
        self.frame = frame
        self.duration_us = duration_us
        self.links = links


class Air:
    """The medium between nodes that are numbered 0, 1, … in the order in which they join."""

    def __init__(self, agenda: Agenda, rng: random.Random, propagation: Propagation | None = None) -> None:
        self.agenda = agenda
        self.rng = rng
        self.propagation = propagation or Propagation()
        self.statistics = AirStatistics()
        self.loss = 0.0
        """Share of receptions lost at random: a fault for practice, on top of distance and collisions."""
        self._nodes: list[Receiver] = []
        self._metres: list[tuple[float, float]] = []
        self._preset: list[airtime.Preset] = []
        self._on: list[bool] = []
        self._in_band: list[bool] = []
        self._group: list[int] = []
        self._blocked: frozenset[tuple[int, int]] = frozenset()
        self._shadow: dict[tuple[int, int], float] = {}
        self._links: list[list[tuple[int, float]] | None] = []
        self._locked: list[Transmission | None] = []
        self._lock_rssi: list[float] = []
        self._lock_broken: list[bool] = []
        self._noise_until: list[int] = []
        self._noise_rssi: list[float] = []
        self._sending: list[Transmission | None] = []
        self._busy_until: list[int] = []
        self._busy_since: list[int] = []
        self._jam_until: list[int] = []
        self.heard_us: list[int] = []
        """Air occupied as each node heard it since the start, own transmissions included."""

    def join(self, node: Receiver, latitude: float, longitude: float, preset: airtime.Preset) -> int:
        """Put a node at a place (degrees); returns its index."""
        index = len(self._nodes)
        self._nodes.append(node)
        self._metres.append(_metres(latitude, longitude))
        self._preset.append(preset)
        self._on.append(True)
        self._in_band.append(True)
        self._group.append(0)
        sigma = self.propagation.shadowing_db
        for other in range(index):
            self._shadow[other, index] = self.rng.gauss(0, sigma) if sigma else 0.0
        self._links.append(None)
        self._locked.append(None)
        self._lock_rssi.append(0.0)
        self._lock_broken.append(False)
        self._sending.append(None)
        for column in (self._noise_until, self._busy_until, self._busy_since, self._jam_until, self.heard_us):
            column.append(0)
        self._noise_rssi.append(0.0)
        self._forget_links()
        return index

    def tune(self, index: int, preset: airtime.Preset, *, in_band: bool = True) -> None:
        """Change a node's preset: it hears only nodes of the same. Without a region it listens in no band of ours."""
        self._preset[index] = preset
        self._in_band[index] = in_band
        self._locked[index] = None
        self._forget_links()

    def power(self, index: int, on: bool) -> None:
        """Switch a node's radio on or off; off ends what it was receiving and cuts what it was sending."""
        self._on[index] = on
        self._locked[index] = None
        self._sending[index] = None
        self._busy_until[index] = 0
        self._forget_links()

    def partition(self, groups: list[list[int]]) -> None:
        """Let nodes hear only their own group; nodes in no group form one together. `[]` heals."""
        self._group = [0] * len(self._nodes)
        for number, members in enumerate(groups, start=1):
            for index in members:
                self._group[index] = number
        self._forget_links()

    def block(self, pairs: list[tuple[int, int]]) -> None:
        """Let the second of each pair not hear the first (one way only); replaces earlier blocks, `[]` heals."""
        self._blocked = frozenset(pairs)
        self._forget_links()

    def jam(self, duration_us: int, nodes: list[int] | None = None) -> None:
        """Fill the air at some nodes (all when None): nothing is received there, and the channel is never free."""
        until = self.agenda.now + duration_us
        for index in range(len(self._nodes)) if nodes is None else nodes:
            self._jam_until[index] = max(self._jam_until[index], until)
            if self._locked[index] is not None:
                self._lock_broken[index] = True

    def snr(self, sender: int, receiver: int) -> float:
        """Signal-to-noise ratio in dB of one link, whether or not it suffices."""
        return self._rssi(sender, receiver) - noise_floor_dbm(self._preset[receiver])

    def neighbours(self, index: int) -> list[int]:
        """The nodes that hear this one when the air is quiet."""
        return [receiver for receiver, _ in self._reach(index)]

    def is_sending(self, index: int) -> bool:
        """Whether the node is transmitting now."""
        return self._sending[index] is not None

    def is_busy(self, index: int) -> bool:
        """Listen before talk: whether channel activity detection at this node finds somebody.

        A transmission younger than the detection itself (2.5 symbols) is not seen: that is how two nodes that drew
        the same slot collide.
        """
        now = self.agenda.now
        if self._jam_until[index] > now or self._sending[index] is not None:
            return True
        blind = int(2500 * self._preset[index].symbol_ms)
        return self._busy_until[index] > now and self._busy_since[index] <= now - blind

    def transmit(self, index: int, frame: object, duration_us: int) -> None:
        """Send a frame; the node is told by `sent` when it is out."""
        now = self.agenda.now
        end = now + duration_us
        transmission = Transmission(index, frame, duration_us, self._reach(index))
        self.statistics.transmissions += 1
        self.statistics.airtime_us += duration_us
        self.heard_us[index] += duration_us
        self._sending[index] = transmission
        self._locked[index] = None
        locked, broken, strength = self._locked, self._lock_broken, self._lock_rssi
        for receiver, rssi in transmission.links:
            self.heard_us[receiver] += duration_us
            if self._busy_until[receiver] <= now:
                self._busy_since[receiver] = now
            self._busy_until[receiver] = max(self._busy_until[receiver], end)
            if self._sending[receiver] is not None:
                self.statistics.lost_while_sending += 1
                continue
            current = locked[receiver]
            if current is None:
                locked[receiver] = transmission
                strength[receiver] = rssi
                noisy = self._noise_until[receiver] > now and rssi < self._noise_rssi[receiver] + CAPTURE_DB
                broken[receiver] = noisy or self._jam_until[receiver] > now
                continue
            loser = rssi
            if rssi >= strength[receiver] + CAPTURE_DB:
                loser = strength[receiver]
                locked[receiver] = transmission
                strength[receiver] = rssi
                broken[receiver] = self._jam_until[receiver] > now
            elif rssi > strength[receiver] - CAPTURE_DB:
                broken[receiver] = True
            self.statistics.collisions += 1
            if self._noise_until[receiver] <= now or loser > self._noise_rssi[receiver]:
                self._noise_rssi[receiver] = loser
            self._noise_until[receiver] = max(self._noise_until[receiver], end)
        self.agenda.at(end, self._end, transmission)

    def _end(self, transmission: Transmission) -> None:
        sender = transmission.sender
        cut = self._sending[sender] is not transmission
        now = self.agenda.now
        delivered: list[tuple[int, float]] = []
        for receiver, rssi in transmission.links:
            if self._locked[receiver] is not transmission:
                continue
            self._locked[receiver] = None
            if cut or self._lock_broken[receiver] or self._jam_until[receiver] > now:
                continue
            if self._group[receiver] != self._group[sender] or (self.loss and self.rng.random() < self.loss):
                self.statistics.lost_by_fault += 1
                continue
            delivered.append((receiver, rssi))
        self.statistics.received += len(delivered)
        floor = noise_floor_dbm(self._preset[sender])
        if not cut:
            self._sending[sender] = None
            self._nodes[sender].sent(transmission.frame, transmission.duration_us)
        for receiver, rssi in delivered:
            self._nodes[receiver].hear(transmission.frame, round(rssi), _step(rssi - floor))

    def _reach(self, index: int) -> list[tuple[int, float]]:
        known = self._links[index]
        if known is None:
            weakest = self._preset[index].snr_limit_db + noise_floor_dbm(self._preset[index])
            known = self._links[index] = [
                (other, rssi)
                for other in range(len(self._nodes))
                if other != index
                and self._on[other]
                and self._on[index]
                and self._in_band[other]
                and self._in_band[index]
                and self._preset[other] is self._preset[index]
                and self._group[other] == self._group[index]
                and (index, other) not in self._blocked
                and (rssi := self._rssi(index, other)) >= weakest
            ]
        return known

    def _rssi(self, sender: int, receiver: int) -> float:
        (x, y), (other_x, other_y) = self._metres[sender], self._metres[receiver]
        model = self.propagation
        distance = max(math.hypot(x - other_x, y - other_y), 1.0)
        loss = model.free_space_1m_db + 10 * model.exponent * math.log10(distance)
        return model.tx_power_dbm - loss - self._shadow[min(sender, receiver), max(sender, receiver)]

    def _forget_links(self) -> None:
        for index in range(len(self._links)):
            self._links[index] = None


def noise_floor_dbm(preset: airtime.Preset) -> float:
    """Noise power in a preset's bandwidth."""
    return NOISE_FLOOR_1HZ_DBM + 10 * math.log10(preset.bandwidth_khz * 1000)


def _metres(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to metres on a plane that is true near 56° N; a municipality is small."""
    return longitude * 111_320 * math.cos(math.radians(56.0)), latitude * 110_574


def _step(snr_db: float) -> float:
    """The chip tells SNR in quarters of a decibel and saturates at about 12."""
    return min(round(snr_db * 4) / 4, 12.0)
