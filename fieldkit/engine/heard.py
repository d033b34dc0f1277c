"""A text as it was heard, and when: also one that our node kept while nobody listened to it. Pure; Unix seconds."""

from typing import NamedTuple

from fieldkit.link.node.radio_types import ALERT_APP, PacketIn

BACKLOG_S = 10.0
"""So long after a connection a packet may be one that the node had kept: it gives all it has at once."""
WAITED_S = 5.0
"""What is recorded later than this after it came had to wait."""
SLACK_S = 120.0
"""How far the node's clock may be from ours."""
LONGEST_S = 24 * 3600.0
"""A node keeps texts in memory only: older ones are not believed when nobody knows how long it was alone."""


class HeardAt(NamedTuple):
    """When a text was heard: None for now. Not `sure`: some time since anybody last listened."""

    at: float | None
    sure: bool


NOW = HeardAt(None, sure=True)


class Heard(NamedTuple):
    """A text as it came. `came` is when (Unix seconds), `when` what is known of when our node heard it."""

    packet: PacketIn
    came: float
    when: HeardAt

    @property
    def text(self) -> str:
        return self.packet.payload.decode("utf-8", "replace")

    @property
    def node(self) -> int:
        return self.packet.from_node

    @property
    def at(self) -> float:
        """Unix seconds of when it was heard, as far as anybody knows."""
        return self.came if self.when.at is None else self.when.at

    def said(self, now: float) -> HeardAt:
        """When it was said, for what is recorded `now`: it may have waited."""
        return HeardAt(self.came, sure=True) if self.when == NOW and now - self.came > WAITED_S else self.when

    @property
    def is_alarm(self) -> bool:
        return self.packet.portnum == ALERT_APP


class Listening:
    """`until`: when somebody last listened to our node before this program did, None when nobody knows."""

    def __init__(self, until: float | None) -> None:
        self._until = until
        self._since: float | None = None

    def begins(self, now: float) -> None:
        """The conversation with the node begins."""
        self._since = now

    def ends(self, now: float) -> None:
        """It is over; what the node hears from now on it keeps."""
        if self._since is not None:
            self._until, self._since = now, None

    def heard_at(self, rx_time: int | None, now: float) -> HeardAt:
        """When our node heard a packet that comes now. Its clock (`rx_time`) is asked only about what it had kept, and
        believed only where that fits: what we hear ourselves we hear now, whatever its clock shows."""
        if self._since is None or not 0 <= now - self._since <= BACKLOG_S:
            return NOW
        first = now - LONGEST_S if self._until is None else self._until - SLACK_S
        if rx_time is None or not first <= rx_time <= now + SLACK_S:
            return HeardAt(None, sure=False)
        return HeardAt(min(float(rx_time), now), sure=True)
