"""The window of Ctrl-P: a line to type in, and what fits it best under it. Enter does what the cursor is on."""

from contextlib import suppress
from operator import itemgetter
from typing import cast

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from fieldkit.console.palette import things
from fieldkit.console.palette.commands import Command, commands
from fieldkit.console.palette.host import Host
from fieldkit.console.palette.matching import asked_words, cost
from fieldkit.console.regions import focus_on
from fieldkit.console.row_list import Row, RowList, chosen_key
from fieldkit.console.steady import Window
from fieldkit.console.words import DIM, cut
from fieldkit.core.errors import FieldkitError

LATEST = "palette.latest"
"""Where the kit keeps what was used last, by the names of the commands."""
REMEMBERS = 8
SHOWS = 60
"""More rows than this nobody reads: another letter finds it."""
WIDEST = 100
"""Cells; a line longer than that is no longer read across."""
AROUND_CELLS, AROUND_LINES = 5, 7
"""Border, gaps and scrollbar; and border, field, hint and what stays of the screen."""
PLACEHOLDER = "meld, skriv til, et sted, et navn, 12-0147 …"

NOTHING = "Intet passer. Prøv et andet ord, begyndelsen af et navn eller et nummer."


class Palette(Window[Command | None]):
    """Gives what was chosen, None for Esc; whoever opened it does it."""

    DEFAULT_CSS = """
    Palette { align: center top; }
    Palette > Vertical {
        height: auto; width: 1fr; max-width: 100; margin: 1 1 0 1; padding: 0 1;
        background: #202a35; border: round #7fb2e5;
    }
    Palette Input { background: #10161d; }
    Palette Input:focus { background: #10161d; }
    Palette RowList { height: auto; }
    Palette RowList > .option-list--option { text-wrap: nowrap; text-overflow: ellipsis; }
    Palette RowList > .option-list--option-highlighted { background: #1f4e79; }
    """
    BINDINGS = [
        ("escape,ctrl+p", "give_up", "Luk"),
        ("down", "move('down')", "Ned"),
        ("up", "move('up')", "Op"),
        ("pagedown", "move('page_down')", "Side ned"),
        ("pageup", "move('page_up')", "Side op"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Command] = []
        self._shown: list[Command] = []

    @property
    def _feltkit(self) -> Host:
        return cast(Host, self.app)

    def compose(self) -> ComposeResult:
        with Vertical():
            field = Input(placeholder=PLACEHOLDER, id="wanted")
            field.cursor_blink = False
            yield field
            yield RowList(id="found")
            yield Static("Skriv, hvad du vil · pil op og ned: vælg · Enter: gør det · Esc: luk", classes="hint")

    def on_mount(self) -> None:
        """The field stands first: what is found is gathered from every screen, and keys typed meanwhile wait."""
        self.query_one(RowList).can_focus = False
        focus_on(self.query_one(Input))
        self.call_after_refresh(self._gather)

    def _gather(self) -> None:
        kit = self._feltkit.kit
        self._all = [*commands(self._feltkit), *things.cards(kit), *things.places(kit), *things.people(kit)]
        self._show(self.query_one(Input).value)

    def on_resize(self) -> None:
        self.query_one(RowList).styles.max_height = max(3, self.app.size.height - AROUND_LINES)
        if self._all:
            self._draw()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._all:
            self._show(event.value)

    def _show(self, text: str) -> None:
        self._shown = self._found(text)
        self._draw()

    def _found(self, text: str) -> list[Command]:
        asked = asked_words(text)
        if not asked:
            return self._usual()
        kit = self._feltkit.kit
        latest = self._latest()
        found: list[tuple[tuple[int, int, int], Command]] = []
        for nth, each in enumerate([*self._all, *things.at_place(kit, asked)]):
            how = cost(asked, each.words)
            if how is not None:
                used = latest.index(each.name) if each.name in latest else REMEMBERS
                found.append(((how, used, nth), each))
        found.sort(key=itemgetter(0))
        with suppress(FieldkitError):
            return [*things.numbered(kit, text), *(each for _, each in found)][:SHOWS]
        return [each for _, each in found][:SHOWS]

    def _usual(self) -> list[Command]:
        """What was used last, then what can be done here, then the rest."""
        by_name = {each.name: each for each in self._all}
        latest = [by_name[name] for name in self._latest() if name in by_name]
        return [*latest, *(each for each in self._all if each not in latest)][:SHOWS]

    def _draw(self) -> None:
        width = min(WIDEST, self.app.size.width - 2) - AROUND_CELLS
        rows = [Row(nth, _line(each, width - 1)) for nth, each in enumerate(self._shown)]
        found = self.query_one(RowList)
        if not rows:
            none = things.not_here(self.query_one(Input).value) or NOTHING
            rows = [Row(None, Content.assemble((none, DIM)), heading=True)]
        found.show_rows(rows)
        if self._shown:
            found.highlighted = 0
            found.scroll_home(animate=False)

    def action_move(self, way: str) -> None:
        found = self.query_one(RowList)
        getattr(found, f"action_cursor_{way}" if way in ("up", "down") else f"action_{way}")()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._all:
            self._gather()
        key = self.query_one(RowList).key
        if key is not None and self._shown:
            self._give(self._shown[key])

    @on(RowList.OptionSelected)
    def _clicked(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self._give(self._shown[chosen_key(event)])

    def _give(self, command: Command) -> None:
        if command.name:
            latest = [command.name, *(name for name in self._latest() if name != command.name)][:REMEMBERS]
            with suppress(FieldkitError):  # a disk that is full: it is done all the same
                self._feltkit.kit.log.set_meta(LATEST, msgspec.json.encode(latest).decode())
        self.dismiss(command)

    def _latest(self) -> list[str]:
        with suppress(FieldkitError, msgspec.MsgspecError):
            return msgspec.json.decode(self._feltkit.kit.log.get_meta(LATEST) or "[]", type=list[str])
        return []

    def action_give_up(self) -> None:
        self.dismiss(None)


def _line(command: Command, width: int) -> Content:
    """What it does to the left, where and by which key to the right."""
    key, where = command.key, command.where
    tail = f"{where}  {key:>5}" if key else f"{where}{'' if width < 60 else '       '}"
    room = width - len(tail) - 1
    if room < width // 2:
        tail = cut(tail, width // 2 - 1)
        room = width - len(tail) - 1
    return Content.assemble(cut(command.title, room).ljust(room), " ", (tail, DIM))
