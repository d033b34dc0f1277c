"""Radio nodes that no place owns: a person decides whose one is."""

from fieldkit.acts.whole import whole
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Assign
from fieldkit.kit import Kit


def assign(kit: Kit, node: int, place: int) -> Event[Assign]:
    """What the radio node with this number said and says comes from a place of the roster; the latest word counts."""
    return kit.record(whole(Assign)(node, place))
