"""Kittene: every other kit, how far its log and ours have come together, and whether it is believed."""

from typing import Any

from textual.content import Content

from fieldkit.acts.kit_sync import OtherKit, other_kits
from fieldkit.console.kit_state.findings import told
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, fact, gap, nothing
from fieldkit.console.words import DIM, LATE, SOON, clock_da, fitted
from fieldkit.core.documents import Wanted
from fieldkit.core.text.wording import in_fours, lines_da

TECHNICIAN_DA = "At spærre et kit eller skifte nøgle er kommunens teknikers arbejde og gøres ikke her."
KIT_CELLS, PLACE_CELLS = 7, 36
HEARD_CELLS = 13
"""`21.11. 20.55` and a gap."""


class Kits:
    """Only read here."""

    tab = "Kittene"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: dict[int, OtherKit] = {}

    def look(self) -> Count:
        return Count()  # read when it is shown: there may be a hundred

    def rows(self, width: int) -> list[Row]:
        self._read()
        if not self._found:
            return nothing("Kittet har ikke hørt om noget andet kit endnu.")
        order = sorted(
            self._found.values(), key=lambda one: (one.believed, not one.missing, one.heard is None, one.kit)
        )
        rows = [gap("h:head", f"{'kit':>5}  {'sidst hørt':<{HEARD_CELLS}}sted og log")]
        room = width - KIT_CELLS - HEARD_CELLS - max(len(", ".join(words_of(one))) for one in order)
        rows += [self._row(one, max(12, min(room, PLACE_CELLS))) for one in order]
        return [*rows, *(Row(row.key, row.text, heading=True) for row in told("h", TECHNICIAN_DA, width, DIM))]

    def _read(self) -> None:
        self._found = {one.kit: one for one in other_kits(self._desk.kit)}

    def _row(self, one: OtherKit, place_cells: int) -> Row:
        heard = clock_da(one.heard, now=self._desk.kit.now()) if one.heard is not None else "aldrig"
        words = ", ".join(words_of(one))
        style = LATE if not one.believed else SOON if one.missing else ""
        place = fitted(one.place or "ukendt sted", place_cells - 2)
        return Row(
            one.kit,
            Content.assemble(f"{one.kit:>5}  ", (f"{heard:<{HEARD_CELLS}}", DIM), f"{place}  ", (words, style)),
        )

    def page(self, key: Any, width: int) -> tuple[str, list[Row]] | None:
        self._read()
        one = self._found.get(key)
        if one is None:
            return None
        now = self._desk.kit.now()
        rows = [
            fact("place", "sted", one.place or "ukendt"),
            fact("heard", "sidst hørt", clock_da(one.heard, now=now) if one.heard is not None else "aldrig"),
            fact("here", "ligger her", lines_da(one.here)),
            fact("missing", "mangler", lines_da(one.missing) if one.missing else "intet, så vidt vides"),
            fact("lacks", "af vores", lacks_da(one)),
        ]
        for nth, key_of in enumerate(one.keys):
            said = ", ".join(
                [
                    "vidimeret" if key_of.vouched else "uvidimeret",
                    *(["må spærre andre"] if key_of.may_revoke else []),
                    *([] if key_of.believed else ["SPÆRRET"]),
                    *(["nummeret bæres af flere"] if key_of.is_twin else []),
                ]
            )
            rows.append(fact(("key", nth), "kendetal", f"{in_fours(key_of.mark) or 'ingen nøgle'}: {said}"))
        return f"Kit {one.kit}", rows

    def actions(self, key: Any, *, opened: bool, line: Any) -> list[Action]:
        return []

    def print_request(self, key: Any) -> Wanted | None:
        return None


def words_of(one: OtherKit) -> list[str]:
    """How it stands, in few words."""
    words = [] if one.believed else ["SPÆRRET"]
    if one.keys and not one.vouched:
        words.append("uvidimeret")
    if not one.keys:
        return [*words, "intet herfra endnu"]
    words.append(f"mangler {lines_da(one.missing)}" if one.missing else "alt er her")
    if one.lacks:
        words.append(f"har ikke {one.lacks} af vores")
    return words


def lacks_da(one: OtherKit) -> str:
    """What it lacks of ours, as far as it has said."""
    if one.lacks is None:
        return "ukendt: det har ikke sagt, hvad det har herfra"
    return f"det mangler {lines_da(one.lacks)} herfra" if one.lacks else "det har alt herfra"
