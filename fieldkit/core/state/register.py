"""Register: the latest value by stamp, the one way in which State changes its mind."""

from typing import Generic, TypeVar

from fieldkit.core.facts.event import Stamp

T = TypeVar("T")


class Register(Generic[T]):
    """The latest value by stamp; empty until something was said.

    Written out rather than generated: every event puts a dozen, and a generated class costs each start its making.
    """

    __slots__ = ("stamp", "value")

    def __init__(self, stamp: Stamp | None = None, value: T | None = None) -> None:
        self.stamp = stamp
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Register) and (self.stamp, self.value) == (other.stamp, other.value)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Register({self.stamp!r}, {self.value!r})"

    def put(self, stamp: Stamp, value: T) -> None:
        if self.stamp is None or stamp > self.stamp:
            self.stamp, self.value = stamp, value

    def merge(self, other: "Register[T]") -> None:
        if other.stamp is not None and other.value is not None:
            self.put(other.stamp, other.value)
