"""How many texts are taken one by one from each sender, and what is held back to be summed up. Pure; Unix seconds.

A stuck app or somebody who plays must not fill log, paper and air: what comes faster is kept in words and becomes one
message. Akut and acknowledgements have rates of their own, so that neither waits behind other texts.
"""

from collections import OrderedDict
from enum import Enum
from typing import Generic, TypeVar

from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.facts.terms import Precedence

T = TypeVar("T")
SUM_S = 60.0
"""So long after the first text that is held back, all of them are summed up; twice as long each time it goes on."""
LONGEST_SUM_S = 480.0
AKUT_SUM_S = 15.0
"""The same where anything akut is among them, so that who cries more often than is taken waits a minute at most."""
LONGEST_AKUT_SUM_S = 60.0
SENDERS = 1024
"""Senders that are remembered: node numbers can be forged."""
TEXTS = 30
"""Different texts that are held of one sender; of more only the number."""
SUM_CHARS = 900
SHOWN_CHARS = 160


class Rate(Enum):
    """(how many at once, seconds until the next): three times what the busiest phone of an exercise sent."""

    TEXT = 10, 60.0
    AKUT = 5, 60.0
    READ = 20, 20.0


class Held(Generic[T]):
    """What one sender said faster than it is taken. `T` is what is kept of a text."""

    def __init__(self, first: float) -> None:
        self.first = first
        self.last = first
        self.texts: dict[str, int] = {}
        """How often each came."""
        self._items: dict[str, T] = {}
        self.unkept = 0
        """How many are known by number only."""
        self.precedence = Precedence.ROUTINE

    def add(self, text: str, precedence: Precedence, item: T, now: float) -> None:
        self.last = now
        self.precedence = min(self.precedence, precedence, key=lambda one: one.turn)
        if text in self.texts or len(self.texts) < TEXTS:
            self.texts[text] = self.texts.pop(text, 0) + 1
            self._items.pop(text, None)
            self._items[text] = item
        else:
            self.unkept += 1

    def items(self) -> list[T]:
        """What is kept, the oldest first."""
        return list(self._items.values())

    def latest(self) -> T:
        return self.items()[-1]

    @property
    def count(self) -> int:
        return sum(self.texts.values()) + self.unkept

    def words(self) -> str:
        """All of it as one message; the latest texts, where there is not room for all."""
        shown: list[str] = []
        room = SUM_CHARS
        unshown = self.count
        for text, times in reversed(self.texts.items()):
            short = text if len(text) <= SHOWN_CHARS else f"{text[: SHOWN_CHARS - 1]}…"
            line = f"“{short}”" + (f" ({times} gange)" if times > 1 else "")
            if len(line) > room:
                break
            room -= len(line) + 2
            unshown -= times
            shown.insert(0, line)
        when = f"{danish_clock(self.first)}–{danish_clock(self.last)}"
        more = f" De andre {unshown} er ikke gemt." if unshown else ""
        return f"{self.count} tekster kl. {when}, for mange til at notere hver for sig: {', '.join(shown)}.{more}"


def is_due(due: float, now: float, longest: float) -> bool:
    """Whether a moment is reached that was `longest` seconds ahead at most: one further ahead is of before the clock
    was set back."""
    return not now < due <= now + longest


class Sender(Generic[T]):
    def __init__(self, now: float) -> None:
        self.left = {rate: float(rate.value[0]) for rate in Rate}
        self.at = now
        self.held: Held[T] | None = None
        self.due = 0.0
        self.wait = SUM_S
        self.akut_wait = AKUT_SUM_S
        self.waited_until = 0.0


class Rates(Generic[T]):
    """The senders by node number."""

    def __init__(self) -> None:
        self._senders: OrderedDict[int, Sender[T]] = OrderedDict()

    def take(self, node: int, rate: Rate, now: float) -> bool:
        """Whether a text of this sender is taken by itself now."""
        sender = self._sender(node, now)
        passed = max(0.0, now - sender.at)
        sender.at = now
        for kind in Rate:
            most, each = kind.value
            sender.left[kind] = min(float(most), sender.left[kind] + passed / each)
        if sender.left[rate] < 1:
            return False
        sender.left[rate] -= 1
        return True

    def hold(self, node: int, text: str, precedence: Precedence, item: T, now: float) -> bool:
        """Keep a text to be summed up; whether it is the first one since the last sum."""
        sender = self._sender(node, now)
        is_first = sender.held is None
        if sender.held is None:
            goes_on = now <= sender.waited_until
            sender.wait = min(LONGEST_SUM_S, sender.wait * 2) if goes_on else SUM_S
            sender.akut_wait = min(LONGEST_AKUT_SUM_S, sender.akut_wait * 2) if goes_on else AKUT_SUM_S
            sender.held, sender.due = Held(now), now + sender.wait
        if precedence is Precedence.FLASH:
            sender.due = min(sender.due, now + sender.akut_wait)
        sender.held.add(text, precedence, item, now)
        return is_first

    def due(self) -> float | None:
        """When there is something to sum up next."""
        return min((sender.due for sender in self._senders.values() if sender.held), default=None)

    def sums(self, now: float | None) -> list[tuple[int, Held[T]]]:
        """What is to be summed up by now, or all of it (None), by sender."""
        found = []
        for node, sender in self._senders.items():
            if sender.held is not None and (now is None or is_due(sender.due, now, sender.wait)):
                found.append((node, sender.held))
                sender.held, sender.waited_until = None, sender.due + sender.wait
        return found

    def again(self, node: int, held: Held[T], now: float) -> None:
        """It could not be recorded: it waits for the next time."""
        sender = self._sender(node, now)
        sender.held, sender.due = held, now + sender.wait

    def _sender(self, node: int, now: float) -> Sender[T]:
        sender = self._senders.pop(node, None) or Sender(now)
        self._senders[node] = sender
        while len(self._senders) > SENDERS:
            idle = next((n for n, one in self._senders.items() if one.held is None), None)
            if idle is None:
                break
            del self._senders[idle]
        return sender
