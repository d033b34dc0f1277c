"""The lists of a municipality as its events tell them, for whoever has none of its files: places and resources that
were added since its files were handed in. Never people.
"""

from fieldkit.core.facts.roster import RosterTable
from fieldkit.core.roster.edits import edited_roster
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.roster import standing_edits

_TOLD = (RosterTable.PLACES, RosterTable.RESOURCES)


def roster_told(state: State) -> Roster:
    """What a reader without the files can know of them; places that no event names stay numbers."""
    return edited_roster({}, [edit for edit in standing_edits(state.roster) if edit.body.table in _TOLD]).roster
