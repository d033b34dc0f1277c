"""One node's way to the air: queue of 16 by priority, listen before talk, contention window, duty-cycle account."""

import random
from bisect import insort_right
from collections.abc import Callable
from typing import Final

from fieldkit.link.node import airtime
from fieldkit.practice.mesh.air import US, Agenda, Air
from fieldkit.practice.mesh.frame import DISABLED, NO_ERROR, QUEUE_FULL, Frame

QUEUE_LENGTH: Final = 16
MINUTE: Final = 60 * US

_airtimes: dict[str, list[int]] = {}


def airtimes_us(preset: airtime.Preset) -> list[int]:
    """Microseconds on air for each length 0–255."""
    table = _airtimes.get(preset.name)
    if table is None:
        table = [round(1000 * airtime.time_on_air_ms(length, preset)) for length in range(airtime.MAX_PHY_BYTES + 1)]
        _airtimes[preset.name] = table
    return table


class Transmitter:
    """Queue and channel access of the node with `index` in `air`."""

    def __init__(self, air: Air, agenda: Agenda, rng: random.Random, index: int, preset: airtime.Preset) -> None:
        self._air = air
        self._agenda = agenda
        self._rng = rng
        self._index = index
        self.on_space: Callable[[], None] = lambda: None
        """Called when a full queue gets a free place: the node tells its client."""
        self.early_relay = False
        """A router's relay goes first."""
        self.enabled = True
        """False: no region is set, or sending is switched off; nothing goes out."""
        self._queue: list[Frame] = []
        self._epoch = 0
        self._armed = False
        self._minutes = [0] * 60
        self._minute = 0
        self._usage: list[tuple[int, int]] = [(0, 0)]
        self.sent_count = 0
        self.tune(preset)

    def tune(self, preset: airtime.Preset) -> None:
        """Use another preset from the next packet on."""
        self.preset = preset
        self._airtimes = airtimes_us(preset)
        self._slot_us = round(1000 * airtime.slot_ms(preset))

    def clear(self) -> None:
        """Forget everything that is in RAM: what a reboot does. The duty account goes too, as on real nodes."""
        self._queue.clear()
        self._epoch += 1
        self._armed = False
        self._minutes = [0] * 60

    @property
    def free(self) -> int:
        """Places left in the queue."""
        return QUEUE_LENGTH - len(self._queue)

    def enqueue(self, frame: Frame) -> int:
        """Take a frame for sending; QUEUE_FULL when there is no place and nothing less urgent to give up."""
        if not self.enabled:
            return DISABLED
        queue = self._queue
        if len(queue) >= QUEUE_LENGTH:
            if queue[-1].priority >= frame.priority:
                return QUEUE_FULL
            queue.pop()
        insort_right(queue, frame, key=_urgency)
        self._arm()
        return NO_ERROR

    def cancel(self, key: int) -> bool:
        """Take a waiting frame back; False when it is not (or no longer) waiting."""
        for place, frame in enumerate(self._queue):
            if frame.key == key:
                del self._queue[place]
                return True
        return False

    def holds(self, key: int) -> bool:
        """Whether a frame waits here."""
        return any(frame.key == key for frame in self._queue)

    def sent(self, duration_us: int) -> None:
        """The air tells that a transmission is out: book it, go on with the next."""
        self.sent_count += 1
        self._turn_minutes()
        self._minutes[self._minute % 60] += duration_us
        self._arm()

    def duty_share(self) -> float:
        """Share (0–1) of the rolling hour that this node transmitted."""
        self._turn_minutes()
        return sum(self._minutes) / (60 * MINUTE)

    def minutes_until_free(self, limit: float = airtime.DUTY_CYCLE_EU868) -> int:
        """Whole minutes until the share falls below `limit` if nothing more is sent."""
        self._turn_minutes()
        total = sum(self._minutes)
        for ahead in range(1, 61):
            total -= self._minutes[(self._minute + ahead) % 60]
            if total <= limit * 60 * MINUTE:
                return ahead
        return 60

    def utilisation(self) -> float:
        """Share (0–1) of about the last minute that the channel was occupied here, own sends included."""
        now, heard = self._agenda.now, self._air.heard_us[self._index]
        usage = self._usage
        while len(usage) > 1 and usage[1][0] <= now - MINUTE:
            usage.pop(0)
        if now - usage[-1][0] >= 5 * US:
            usage.append((now, heard))
        start, before = usage[0]
        return min((heard - before) / max(now - start, MINUTE), 1.0)

    def duration_us(self, frame: Frame) -> int:
        """Time on air of a frame on this node's preset."""
        return self._airtimes[frame.length]

    def retransmit_us(self, frame: Frame) -> int:
        """Wait for an acknowledgement before the next try."""
        return round(1000 * airtime.retransmit_ms(frame.length, self.preset, self.utilisation()))

    def _arm(self) -> None:
        if self._armed or not self._queue or self._air.is_sending(self._index):
            return
        self._armed = True
        snr = self._queue[0].heard_snr
        if snr is None:
            slots = self._rng.randrange(1 << airtime.contention_exponent(self.utilisation()))
        else:
            slots = self._rng.choice(airtime.relay_slots(snr, router=self.early_relay))
        # a millisecond of jitter: clocks and interrupts of real nodes are never in step
        self._agenda.after(slots * self._slot_us + self._rng.randrange(1000), self._due, self._epoch)

    def _due(self, epoch: int) -> None:
        if epoch != self._epoch:
            return
        self._armed = False
        if not self._queue or self._air.is_sending(self._index):
            return
        if self._air.is_busy(self._index):
            self._arm()
            return
        was_full = self.free == 0
        frame = self._queue.pop(0)
        self._air.transmit(self._index, frame, self._airtimes[frame.length])
        if was_full:
            self.on_space()

    def _turn_minutes(self) -> None:
        minute = self._agenda.now // MINUTE
        for passed in range(self._minute + 1, min(minute, self._minute + 60) + 1):
            self._minutes[passed % 60] = 0
        self._minute = minute


def _urgency(frame: Frame) -> int:
    return -frame.priority
