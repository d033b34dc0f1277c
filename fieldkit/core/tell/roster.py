"""How edits of the roster are told, and what places are called."""

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.roster import TABLE_DA, PlaceNames, RosterEdit, RosterTable, RosterUndo, RowAct
from fieldkit.core.tell.parts import Names, Telling, aside, join, number
from fieldkit.core.text.wording import many_da

ROW_ACT_DA: dict[RowAct, str] = {
    RowAct.CHANGED: "rettet",
    RowAct.ADDED: "tilføjet",
    RowAct.REMOVED: "fjernet",
}


def _roster(body: RosterEdit, event: Event, names: Names) -> str:
    added = body.act is RowAct.ADDED
    is_place = body.table is RosterTable.PLACES and body.row.isascii() and body.row.isdigit()
    row = names.place(int(body.row)) if is_place and not added else body.row
    known = body.row.split(", ") if added else []  # what the row is called by says it already
    cells = ", ".join(
        f"{column} {f'“{text}”' if text else 'tom'}"
        for column, text in body.cells.items()
        if not added or (text and text not in known)
    )
    table = TABLE_DA[body.table].capitalize()
    return f"{table}: {row}, {ROW_ACT_DA[body.act]}{join(': ', cells)}{aside(body.by)}"


def _roster_undo(body: RosterUndo, event: Event, names: Names) -> str:
    return f"Rettelse nr. {number(body.ref)} af listerne er fortrudt{aside(body.by)}"


_NAMES_TOLD = 5
"""So many places are told by name; more were all of them, as at the beginning of an incident."""


def _place_names(body: PlaceNames, event: Event, names: Names) -> str:
    whose = body.name or "kommunen"
    code = f" (kommunekode {body.municipality})" if body.municipality else ""
    if len(body.places) > _NAMES_TOLD:
        return f"Stedernes navne i {whose}{code} er noteret: {many_da(len(body.places), 'sted', 'steder')}"
    told = ", ".join(f"{place} {name}" for place, name in body.places.items())
    return f"Stedernes navne i {whose}{code} er noteret{join(': ', told)}"


TELLINGS: dict[type, Telling] = {
    RosterEdit: Telling(line=_roster),
    RosterUndo: Telling(line=_roster_undo),
    PlaceNames: Telling(line=_place_names, searched=False),  # who looks for a place does not look for all of them
}
