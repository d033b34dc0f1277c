"""Editing the lists while the crisis runs: change, add and remove a row, and take an edit back.

Each edit is a fact that every kit gets; what may be edited into what is checked as the files are (`core.roster.edits`).
"""

from collections.abc import Mapping
from functools import partial

from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.roster import RosterEdit, RosterTable, RosterUndo, RowAct
from fieldkit.core.remedies import SeeEdits
from fieldkit.core.roster.edits import row_name
from fieldkit.kit import Kit


def change(kit: Kit, table: RosterTable, row: str, cells: Mapping[str, str], by: str = "") -> Event[RosterEdit]:
    """New text in cells of a row, by the name that edits call it (`TableRow.name`); "" empties a cell. InputError as
    in `Kit.check_edit`."""
    return _edited(kit, whole(RosterEdit)(table, row, dict(cells), by=by))


def add(kit: Kit, table: RosterTable, cells: Mapping[str, str], by: str = "") -> Event[RosterEdit]:
    """A new row, called by its own cells. InputError as in `Kit.check_edit`."""
    return _edited(kit, whole(RosterEdit)(table, row_name(table, cells), dict(cells), RowAct.ADDED, by))


def remove(kit: Kit, table: RosterTable, row: str, by: str = "") -> Event[RosterEdit]:
    """A row is gone from the lists; what the log says of it stays. InputError as in `Kit.check_edit`."""
    return _edited(kit, whole(RosterEdit)(table, row, act=RowAct.REMOVED, by=by))


def undo(kit: Kit, edit: Event, by: str = "") -> Event[RosterUndo]:
    """An edit is taken back as if it had not been made; later edits of the same row stay. InputError when it was
    already, and as in `Kit.check_undo`."""
    if edit.ref in kit.state.roster.undone:
        raise InputError(f"{edit.number} er allerede fortrudt.", SeeEdits())
    undone = whole(RosterUndo)(RefBody(*edit.ref), by)
    return kit.record(undone, check=partial(kit.check_undo, undone))


def _edited(kit: Kit, edit: RosterEdit) -> Event[RosterEdit]:
    return kit.record(edit, check=partial(kit.check_edit, edit))
