"""Tilstand: a line for each part of the kit, the worst first, and what a person can do with the kit here."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from textual.content import Content

from fieldkit.acts import kit_state
from fieldkit.acts.checkup import CHECK_DA, Finding, Verdict
from fieldkit.console import messages
from fieldkit.console.kit_state import findings
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, fact, gap
from fieldkit.core.documents import Wanted


class Deed(Enum):
    """What can be done with the kit, as it stands below its parts."""

    COPY = "b", "tag kopi", "Tag en kopi af kittet på en USB-nøgle"
    STICK = "u", "USB-nøgle", "Bær loggen fra kit til kit med en USB-nøgle"
    CHANNEL = "r", "radiokort", "Udskriv radiokortet: kanalen til telefonernes radioer"
    KEY = "n", "nøglekort", "Udskriv nøglekortet: kommunens nøgle til et nyt kit"

    def __init__(self, key: str, word: str, told: str) -> None:
        self.key = key
        self.word = word
        self.told = told


class State:
    """Enter opens a part, or does what a line says."""

    tab = "Tilstand"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: list[Finding] = []

    def look(self) -> Count:
        self._found = kit_state.kit_state(self._desk.kit)
        bad = [one for one in self._found if one.state in (Verdict.FAULT, Verdict.WARNING)]
        return Count(len(bad), any(one.state is Verdict.FAULT for one in bad))

    def rows(self, width: int) -> list[Row]:
        parts = [findings.line(found.check, found, width) for found in self._found]
        deeds = [Row(deed, Content.assemble((f" {deed.key.upper()} ", "bold #7fd0ff"), deed.told)) for deed in Deed]
        return [*parts, gap("h:deeds", "Det kan I gøre her"), *deeds]

    def page(self, key: Any, width: int) -> tuple[str, list[Row]] | None:
        found = next((one for one in self._found if one.check is key), None)
        if found is None:
            return None
        rows = findings.page(found, width)
        if more := kit_state.more(self._desk.kit, found.check):
            rows.append(gap("h:more"))
            for nth, (name, text) in enumerate(more):
                rows.append(fact(("more", nth), name, text))
        return f"{CHECK_DA[found.check].capitalize()}", rows

    def actions(self, key: Any, *, opened: bool, line: Any) -> list[Action]:
        does: dict[Deed, Callable[[], None]] = {
            Deed.COPY: self._copy,
            Deed.STICK: self._stick,
            Deed.CHANNEL: self._channel_card,
            Deed.KEY: self._key_card,
        }
        found = [Action(deed.key, deed.word, does[deed]) for deed in Deed]
        if isinstance(key, Deed):
            found.insert(0, Action("", "gør det", does[key], enter=True))
        return found

    def print_request(self, key: Any) -> Wanted | None:
        return None

    def _copy(self) -> None:
        from fieldkit.console.kit_state.copy_page import CopyPage

        self._desk.ask(CopyPage(self._desk.kit), lambda _done: self._changed())

    def _stick(self) -> None:
        from fieldkit.console.sticks import StickPage

        self._desk.ask(StickPage(self._desk.kit, self._changed), lambda _done: None)

    def _changed(self) -> None:
        self._desk.post(messages.LookAgain())

    def _channel_card(self) -> None:
        from fieldkit.console.private_card import CHANNEL_CARD, print_card

        print_card(self._desk, CHANNEL_CARD)

    def _key_card(self) -> None:
        from fieldkit.console.private_card import KEY_CARD, print_card

        print_card(self._desk, KEY_CARD)
