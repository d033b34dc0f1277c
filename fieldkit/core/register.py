"""Register: the latest value by stamp, the one way in which State changes its mind."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from fieldkit.core.event import Stamp

T = TypeVar("T")


@dataclass(slots=True)
class Register(Generic[T]):
    """The latest value by stamp; empty until something was said."""

    stamp: Stamp | None = None
    value: T | None = None

    def put(self, stamp: Stamp, value: T) -> None:
        if self.stamp is None or stamp > self.stamp:
            self.stamp, self.value = stamp, value

    def merge(self, other: "Register[T]") -> None:
        if other.stamp is not None and other.value is not None:
            self.put(other.stamp, other.value)
