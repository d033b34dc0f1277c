"""A kit's lists and action cards as they stand: its files, read when first asked for, what was edited since, and how
the files are otherwise than when they were taken in. How a file is read is `files`, what an edit means
`core.roster.edits`.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import structs

from fieldkit.core.errors import InputError, Remedy
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.roster import RosterEdit, RosterTable, RosterUndo
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import Part
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.roster import RosterState, standing_edits
from fieldkit.store.files.home import Home
from fieldkit.store.files.roster import RosterFiles, load_files
from fieldkit.store.log import Log
from fieldkit.store.tables.taken_in import Since, since_taken_in

if TYPE_CHECKING:
    from fieldkit.core.cards.cards import Card
    from fieldkit.core.roster.edits import RosterNow, TableRow


class Library:
    """`edits`: what State has of edits by now."""

    def __init__(self, home: Home, log: Log, edits: Callable[[], RosterState]) -> None:
        self._home, self._log, self._edits = home, log, edits
        self._edited: tuple[tuple[int, int], RosterNow] | None = None

    @cached_property
    def _roster_files(self) -> RosterFiles:
        there = self._home.data.is_dir()
        files = load_files(self._home.data) if there else RosterFiles({}, Roster(), [], frozenset())
        return files._replace(roster=self._with_lost(files.roster, files.faults))

    def _with_lost(self, roster: Roster, faults: list[Fault]) -> Roster:
        lost = dict.fromkeys([*self.lists_since.gone, *(fault.file for fault in faults)])
        return structs.replace(roster, lost=tuple(lost)) if lost else roster

    @cached_property
    def lists_since(self) -> Since:
        """How the lists' files are otherwise than when they were taken in."""
        return since_taken_in(self._log, Part.LISTS, self._home.data)

    @cached_property
    def cards_since(self) -> Since:
        """How the cards' files are otherwise than when they were taken in."""
        return since_taken_in(self._log, Part.CARDS, self._home.cards)

    def read_again(self) -> None:
        """Somebody has taken other lists or cards in: what was read of the former is forgotten."""
        for read in ("_roster_files", "_card_files", "lists_since", "cards_since"):
            self.__dict__.pop(read, None)
        self._edited = None

    def said_of(self) -> Iterator[tuple[str, Remedy | None]]:
        """What is gone, faulty or otherwise in the lists and cards that were read so far, a sentence of each, and what
        would help; nothing is read for it."""
        if "_roster_files" in self.__dict__:
            yield from _said_of(self.lists_since, self._roster_files.faults)
        if "_card_files" in self.__dict__:
            yield from _said_of(self.cards_since, self._card_files[1])

    @property
    def _roster_now(self) -> "RosterNow":
        """Worked out anew when somebody has edited since: both sets of edits only grow."""
        from fieldkit.core.roster.edits import edited_roster  # only where somebody has edited

        so_far = len(self._edits().edits), len(self._edits().undone)
        if self._edited is None or self._edited[0] != so_far:
            files = self._roster_files
            now = edited_roster(files.tables, standing_edits(self._edits(), files.filed))
            self._edited = so_far, now._replace(roster=self._with_lost(now.roster, []))
        return self._edited[1]

    @property
    def _is_edited(self) -> bool:
        return bool(self._edits().edits) and not self._roster_files.faults

    def rows(self, table: RosterTable) -> "list[TableRow]":
        """The rows of one table as they stand now, in the order of what `roster` has of them."""
        from fieldkit.core.roster.edits import table_rows

        return table_rows(self._roster_files.tables, self._roster_now.edits if self._is_edited else (), table)

    @property
    def edits(self) -> list[Event[RosterEdit]]:
        """The edits that the roster as it stands now contains, also those that came with its files."""
        mine = self._roster_now.edits if self._is_edited else []
        filed = [event for event in self._edits().edits.values() if event.id in self._roster_files.filed]
        return sorted([*filed, *mine], key=lambda event: event.stamp)

    @property
    def filed(self) -> Roster:
        """Places and people as the kit's files have them, without what was edited since."""
        return self._roster_files.roster

    def check_edit(self, edit: RosterEdit) -> Roster:
        """The roster with an edit. InputError in one sentence when it points at nothing or would make that faulty."""
        from fieldkit.core.roster.edits import check_edit

        files = self._files_to_edit()
        return check_edit(files.tables, self._roster_now, self._edits(), edit, files.filed)

    def check_undo(self, undo: RosterUndo) -> Roster:
        """The roster without an edit. InputError in one sentence when it cannot be undone."""
        from fieldkit.core.roster.edits import check_undo

        files = self._files_to_edit()
        return check_undo(files.tables, self._roster_now, self._edits(), undo, files.filed)

    def _files_to_edit(self) -> RosterFiles:
        files = self._roster_files
        if files.faults:
            raise InputError(f"Der er fejl i listerne: {files.faults[0]} Ret filen, og indlæs den igen først.")
        if gone := self.lists_since.faults:
            raise InputError(f"Listerne er ikke hele, og intet er rettet: {gone[0].file} mangler.", gone[0].remedy)
        return files

    @cached_property
    def _card_files(self) -> "tuple[dict[str, Card], list[Fault]]":
        gone = self.cards_since.faults
        if not self._home.cards.is_dir():
            return {}, gone
        from fieldkit.store.files.cards import load_cards  # the card reader waits until somebody asks for cards

        try:
            cards, faults = load_cards(self._home.cards)
            return cards, gone + faults
        except InputError as error:  # an empty folder: the kit works on without cards, and says so
            return {}, [*gone, Fault(self._home.cards.name, 0, str(error), error.remedy)]

    @property
    def roster(self) -> Roster:
        """Places and people: the kit's files, read when first asked for, with what was edited since."""
        return self._roster_now.roster if self._is_edited else self._roster_files.roster

    @property
    def cards(self) -> "dict[str, Card]":
        """Action cards by id; read from the kit's files when first asked for."""
        return self._card_files[0]

    @property
    def faults(self) -> list[Fault]:
        """What is wrong in the kit's data and cards."""
        return self.roster_faults + self.card_faults

    @property
    def roster_faults(self) -> list[Fault]:
        """What is wrong in the kit's data, and edits that contradict each other."""
        gone = self.lists_since.faults
        if self._is_edited:
            return gone + [one.fault for one in self._roster_now.left_out]
        return gone + [one for one in self._roster_files.faults if one.file not in self.lists_since.gone]

    @property
    def card_faults(self) -> list[Fault]:
        """What is wrong in the kit's cards."""
        return self._card_files[1]


def _said_of(since: Since, faults: list[Fault]) -> Iterator[tuple[str, Remedy | None]]:
    if since.gone:
        yield since.gone_said, since.remedy
    yield from [(str(fault), fault.remedy) for fault in faults if fault.file not in since.gone][:1]
    if since.by_hand:
        yield since.by_hand, since.remedy
