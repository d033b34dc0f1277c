"""StickList: the USB sticks that are in, as rows of a window that does something with one."""

from pathlib import Path

from textual.content import Content
from textual.message import Message

from fieldkit.acts.sticks import sticks_in
from fieldkit.console.row_list import Row, RowList

LOOK_S = 1.0
"""How often it looks whether a stick came or went, while the window is open."""
NONE_DA = "Der sidder ingen USB-nøgle i kittet; sæt en i, og vent et øjeblik."


class StickList(RowList):
    """Looks by itself. `rests` while one of them is being written or read: then the rows stay."""

    DEFAULT_CSS = "StickList { height: auto; max-height: 5; }"

    class Changed(Message):
        """A stick came or went; `any` is whether one is in."""

        def __init__(self, any_in: bool) -> None:
            super().__init__()
            self.any_in = any_in

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rests = False
        self.folder: Path | None = None
        """One that somebody named beside the sticks."""
        self._found: list[Path] | None = None

    def on_mount(self) -> None:
        self.look()
        self.set_interval(LOOK_S, self.look)

    @property
    def stick(self) -> Path | None:
        """The one under the cursor."""
        return self.key if isinstance(self.key, Path) else None

    def look(self, *, again: bool = False) -> None:
        """Show those that are in; `again` tells of them also when they are the same."""
        found = [*sticks_in(), *([self.folder] if self.folder is not None else [])]
        if self.rests or (found == self._found and not again):
            return
        self._found = found
        rows = [Row(folder, Content(str(folder))) for folder in found]
        self.show_rows(rows or [Row("", Content(NONE_DA), heading=True)])
        self.post_message(self.Changed(bool(found)))
