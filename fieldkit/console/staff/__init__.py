"""F7: people: who is on duty, runners, whom to call, the level, changes of shift, the lists of people and places."""

from collections.abc import Callable, Mapping

from fieldkit.console.regions import Tab
from fieldkit.console.sheets import Desk, Sheet, SheetView
from fieldkit.console.staff.calls import Calls
from fieldkit.console.staff.duty import Duty
from fieldkit.console.staff.level import Level
from fieldkit.console.staff.people import People, Places
from fieldkit.console.staff.runners import Runners
from fieldkit.console.staff.shift import Shift
from fieldkit.kit import Kit

SHEETS: Mapping[Tab, Callable[[Desk], Sheet]] = {
    Tab.DUTY: Duty,
    Tab.RUNNERS: Runners,
    Tab.CALLS: Calls,
    Tab.LEVEL: Level,
    Tab.SHIFT: Shift,
    Tab.PEOPLE: People,
    Tab.PLACES: Places,
}


def make_staff(kit: Kit, *, id: str | None = None) -> SheetView:
    """The region."""
    return SheetView(kit, SHEETS, id=id)
