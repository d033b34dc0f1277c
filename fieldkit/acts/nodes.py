"""Radio nodes that no place owns: a person decides whose one is."""

from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Assign
from fieldkit.core.remedies import DoItAnyway
from fieldkit.core.roster.roster import node_id
from fieldkit.core.views.board import place_name
from fieldkit.kit import Kit


def assign(kit: Kit, node: int, place: int, *, anyway: bool = False) -> Event[Assign]:
    """What the radio node with this number said and says comes from a place of the roster; the latest word counts.

    InputError when it is another place's already: what it has said would come to be that of a place that never said it.
    """
    known = kit.roster.by_node(node)
    owner = kit.state.owner(node) or (known.number if known is not None else 0)
    if owner and owner != place and not anyway:
        raise InputError(f"Radio {node_id(node)} hører til {place_name(owner, kit.roster)}.", DoItAnyway())
    return kit.record(whole(Assign)(node, place))
