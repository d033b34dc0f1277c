"""When each step of a scenario is due. Pure: seconds of the exercise in, due steps out; no clock, no kit, no memory.

A run is told what it has settled, and is given what is due and not settled: whoever remembers that durably loses
nothing and does nothing twice.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from fieldkit.practice.exercise.scenario import Breakdown, Inject, Scenario


class Step(NamedTuple):
    """One thing to do: an inject, or the beginning or end of a breakdown. `nth` counts from 1 in the order in which
    they are due, and is the number by which people know it."""

    nth: int
    at_s: int
    what: Inject | Breakdown
    ends: bool = False


def steps_of(scenario: Scenario) -> tuple[Step, ...]:
    """Every step in the order in which it is due; what ends comes before what begins in the same second, and else the
    file's order holds."""
    bare: list[tuple[int, int, int, Inject | Breakdown, bool]] = [
        (inject.at_s, 1, inject.line, inject, False) for inject in scenario.injects
    ]
    for broken in scenario.breakdowns:
        bare.append((broken.at_s, 1, broken.line, broken, False))
        if broken.until_s < scenario.seconds:
            bare.append((broken.until_s, 0, broken.line, broken, True))
    bare.sort(key=lambda one: one[:3])
    return tuple(Step(nth, at_s, what, ends) for nth, (at_s, _, _, what, ends) in enumerate(bare, 1))


def due(steps: Collection[Step], elapsed_s: float, settled: Collection[int]) -> list[Step]:
    """Steps whose time has come and which are not settled, in order."""
    return [step for step in steps if step.at_s <= elapsed_s and step.nth not in settled]


def upcoming(steps: Collection[Step], settled: Collection[int]) -> Step | None:
    """The first that is not settled; None when all are."""
    return next((step for step in steps if step.nth not in settled), None)


def broken_now(steps: Collection[Step], settled: Collection[int]) -> list[Breakdown]:
    """Breakdowns that have begun and not ended, by what is settled."""
    begun = [step.what for step in steps if step.nth in settled and not step.ends]
    ended = [step.what for step in steps if step.nth in settled and step.ends]
    return [what for what in begun if isinstance(what, Breakdown) and what not in ended]


@dataclass(slots=True)
class Pace:
    """How far the exercise is: `elapsed_s` seconds of it at `since` (seconds of a clock that never jumps), `speed` of
    them each second from there on, 0 while it pauses."""

    speed: float
    elapsed_s: float
    since: float

    def elapsed(self, now: float) -> float:
        return self.elapsed_s + max(0.0, now - self.since) * self.speed

    def wait(self, until_s: float, now: float) -> float:
        """Seconds of the clock until the exercise is so far; 0 when it is, without end while it pauses."""
        left = max(0.0, until_s - self.elapsed(now))
        return left / self.speed if self.speed else math.inf
