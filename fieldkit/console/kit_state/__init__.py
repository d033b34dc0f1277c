"""F10: how this kit is and what a person can do about it: its parts, the other kits, a look through it, its faults."""

from collections.abc import Callable, Mapping

from fieldkit.console.kit_state.checkup import Checkup
from fieldkit.console.kit_state.faults import Faults
from fieldkit.console.kit_state.kits import Kits
from fieldkit.console.kit_state.state import State
from fieldkit.console.regions import Tab
from fieldkit.console.sheets import Desk, Sheet, SheetView
from fieldkit.kit import Kit

SHEETS: Mapping[Tab, Callable[[Desk], Sheet]] = {
    Tab.STATE: State,
    Tab.KITS: Kits,
    Tab.CHECKUP: Checkup,
    Tab.FAULTS: Faults,
}


def make_kit_state(kit: Kit, *, id: str | None = None) -> SheetView:
    """The region."""
    return SheetView(kit, SHEETS, id=id, tables=True)
