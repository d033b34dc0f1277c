"""A text as it was heard, and when: also one that our node kept while nobody listened to it. Pure; Unix seconds."""

from typing import NamedTuple

from fieldkit.kit import Heard
from fieldkit.link.node.ports import ALERT_APP
from fieldkit.link.node.radio_types import PacketIn

BACKLOG_S = 10.0
"""So long after a connection a packet may be one that the node had kept: it gives all it has at once."""
WAITED_S = 5.0
"""What is recorded later than this after it came had to wait."""
SLACK_S = 120.0
"""How far the node's clock may be from ours."""
LONGEST_S = 24 * 3600.0
"""A node keeps texts in memory only: older ones are not believed when nobody knows how long it was alone."""


class TextIn(NamedTuple):
    """A text as it came. `came` is when (Unix seconds), `when` what is known of when our node heard it; None for now.
    One that is not sure was heard some time since anybody last listened. `step` is the last step of our texts by then:
    what went out later is not what it answers, however long it waits here."""

    packet: PacketIn
    came: float
    when: Heard | None
    step: int

    @property
    def text(self) -> str:
        return self.packet.payload.decode("utf-8", "replace")

    @property
    def node(self) -> int:
        return self.packet.from_node

    @property
    def at(self) -> float:
        """Unix seconds of when it was heard, as far as anybody knows."""
        return self.came if self.when is None else self.when.at

    def said(self, now: float) -> Heard | None:
        """When it was said, for what is recorded `now`: it may have waited."""
        return Heard(self.came, sure=True) if self.when is None and now - self.came > WAITED_S else self.when

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

    def heard_at(self, rx_time: int | None, now: float) -> Heard | None:
        """When our node heard a packet that comes now. Its clock (`rx_time`) is asked only about what it had kept, and
        believed only where that fits: what we hear ourselves we hear now, whatever its clock shows."""
        if self._since is None or not 0 <= now - self._since <= BACKLOG_S:
            return None
        first = now - LONGEST_S if self._until is None else self._until - SLACK_S
        if rx_time is None or not first <= rx_time <= now + SLACK_S:
            return Heard(now, sure=False)
        return Heard(min(float(rx_time), now), sure=True)
