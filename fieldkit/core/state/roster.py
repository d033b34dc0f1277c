"""The part of State about the roster: every edit since the files were handed in, and which of them were undone.

Only sets that grow. What the roster looks like with these on top of the files is worked out by `core.roster.edits`.
"""

import msgspec

from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.roster import RosterEdit, RosterUndo


class RosterState(msgspec.Struct):
    """Everything folded about the roster."""

    edits: dict[bytes, Event[RosterEdit]] = {}
    """By id."""
    undone: set[Ref] = set()


def fold_undo(roster: RosterState, body: RosterUndo) -> None:
    roster.undone.add(ref_of(body.ref))


def standing_edits(roster: RosterState, filed: frozenset[bytes] = frozenset()) -> list[Event[RosterEdit]]:
    """The edits that were not undone, in the order of stamps; without those that the files contain already."""
    found = (event for event in roster.edits.values() if event.ref not in roster.undone and event.id not in filed)
    return sorted(found, key=lambda event: event.stamp)
