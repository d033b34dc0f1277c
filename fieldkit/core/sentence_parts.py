"""What the sentences of every kind share: numbers, what stands in brackets, and times that people said."""

from fieldkit.core.bodies import RefBody
from fieldkit.core.clock import EPOCH_UNIX_S
from fieldkit.core.danish_time import danish_date_time
from fieldkit.core.event import number_of


def number(ref: RefBody) -> str:
    """`12-0147`."""
    return number_of(ref.kit, ref.seq)


def aside(*words: str) -> str:
    """` (Navn, ubekræftet)`; empty words are left out, and nothing is nothing."""
    said = ", ".join(word for word in words if word)
    return f" ({said})" if said else ""


def join(before: str, text: str) -> str:
    """`before` and `text`, or nothing when there is no text."""
    return before + text if text else ""


def moment(seconds: int | None, before: str = "kl. ") -> str:
    """A time that an event tells (seconds since 2025) on a Danish clock; empty for none."""
    return "" if seconds is None else before + danish_date_time(seconds + EPOCH_UNIX_S)
