"""What a full disk does not stop: answers that are said from memory, and texts that are kept there until there is room.

Both are lost when the program ends; that is why the sender is told that the text is NOT noted.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Generic, TypeVar

from fieldkit.engine.rates import is_due

T = TypeVar("T")
TRY_EVERY_S = 5.0
"""How often it is tried whether there is room."""
AGAIN_S = (20.0, 60.0, 180.0)
"""Seconds until an answer that did not arrive is said again."""
MOST = 200
"""So many are kept of each."""


@dataclass(frozen=True, slots=True)
class SpokenToken:
    """Names an answer from memory towards the session."""

    number: int


@dataclass(slots=True)
class Spoken:
    """One answer; `due` is when it is to be said next, None while it is with the radio."""

    node: int
    text: str
    due: float | None
    tries: int = 0


class Unwritten(Generic[T]):
    """`T` is what is kept of a text."""

    def __init__(self) -> None:
        self._answers: OrderedDict[int, Spoken] = OrderedDict()
        self._number = 0
        self._texts: deque[T] = deque()
        self._try_at = 0.0

    # Answers

    def say(self, node: int, text: str, now: float) -> None:
        """An answer that could not be put into the queue on disk."""
        self._number += 1
        self._answers[self._number] = Spoken(node, text, now)
        if len(self._answers) > MOST:
            self._answers.popitem(last=False)

    def to_say(self, now: float) -> list[tuple[SpokenToken, Spoken]]:
        """What is to be said now; it counts as with the radio from here."""
        ready = [
            (SpokenToken(n), one)
            for n, one in self._answers.items()
            if one.due is not None and is_due(one.due, now, AGAIN_S[-1])
        ]
        for _, spoken in ready:
            spoken.due = None
        return ready

    def said(self, token: SpokenToken) -> None:
        """The phone's radio has it."""
        self._answers.pop(token.number, None)

    def failed(self, token: SpokenToken, now: float, *, counts: bool = True) -> None:
        """It did not arrive, or never left (`counts` False)."""
        spoken = self._answers.get(token.number)
        if spoken is None:
            return
        if spoken.tries >= len(AGAIN_S):
            del self._answers[token.number]
            return
        spoken.due = now + (AGAIN_S[spoken.tries] if counts else TRY_EVERY_S)
        spoken.tries += counts

    # Texts

    def keep(self, text: T, now: float) -> bool:
        """Keep a text until it can be noted; whether there was room in memory."""
        self._try_at = now + TRY_EVERY_S
        if len(self._texts) >= MOST:
            return False
        self._texts.append(text)
        return True

    def kept(self) -> tuple[T, ...]:
        return tuple(self._texts)

    def due(self) -> float | None:
        """When to try again; None when nothing is kept."""
        return self._try_at if self._texts else None

    def first(self, now: float) -> T | None:
        """The text to try now."""
        return self._texts[0] if self._texts and is_due(self._try_at, now, TRY_EVERY_S) else None

    def noted(self) -> None:
        """The first text is done with."""
        self._texts.popleft()

    def still_full(self, now: float) -> None:
        self._try_at = now + TRY_EVERY_S
