"""The states of a conversation with a node, what can happen to it, and the one table of what then follows."""

import enum


class State(enum.Enum):
    """Where the conversation stands."""

    CLOSED = enum.auto()
    WAKING = enum.auto()
    CONFIGURING = enum.auto()
    READY = enum.auto()
    DRAINING = enum.auto()
    BROKEN = enum.auto()
    """Given up; the owner closes the connection and may open a new one."""


class Signal(enum.Enum):
    """What can happen to it."""

    OPENED = enum.auto()
    WOKEN = enum.auto()
    CONFIGURED = enum.auto()
    REBOOTED = enum.auto()
    GAVE_UP = enum.auto()
    DRAIN = enum.auto()
    GONE = enum.auto()


TRANSITIONS: dict[State, dict[Signal, State]] = {
    State.CLOSED: {Signal.OPENED: State.WAKING},
    State.WAKING: {Signal.WOKEN: State.CONFIGURING, Signal.GONE: State.CLOSED, Signal.DRAIN: State.BROKEN},
    State.CONFIGURING: {
        Signal.CONFIGURED: State.READY,
        Signal.REBOOTED: State.CONFIGURING,
        Signal.GAVE_UP: State.BROKEN,
        Signal.GONE: State.CLOSED,
        Signal.DRAIN: State.BROKEN,
    },
    State.READY: {
        Signal.REBOOTED: State.CONFIGURING,
        Signal.GAVE_UP: State.BROKEN,
        Signal.GONE: State.CLOSED,
        Signal.DRAIN: State.DRAINING,
    },
    State.DRAINING: {Signal.GAVE_UP: State.BROKEN, Signal.GONE: State.CLOSED},
    State.BROKEN: {Signal.GONE: State.CLOSED},
}
