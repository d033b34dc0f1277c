"""“Hvem er du?”: a person by the beginning of their name, and in which role they come. F-keys leave it."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from fieldkit.acts import typed
from fieldkit.acts.at_screen import Candidate, Near, begun, candidates, slipped
from fieldkit.console.looks import SELECTED
from fieldkit.console.questions import FRAME
from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList, RowsOnDemand, chosen_key
from fieldkit.console.steady import Window
from fieldkit.console.words import DIM, fitted
from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.roster.roster import PERSON_ROLE_DA
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.crew import role_words
from fieldkit.kit import Kit

NUMBERED = 9
"""So many of those on duty here have a digit that chooses them."""
ALIKE = 3
"""So many are offered to whose names somebody came near."""


class Who(Window[Candidate | None]):
    """Gives who sits here; None when they only look. `now` has the screen: the list names them last of those on duty.

    A name that stands in no list is given as it is typed, when it is one.
    """

    DEFAULT_CSS = (
        FRAME.format(name="Who")
        + f"""
    Who RowList {{ height: auto; max-height: 10; }}
    Who RowList > .option-list--option-highlighted {{ background: {SELECTED}; }}
    """
    )
    BINDINGS = [
        ("escape", "give_up", "Se uden navn"),
        Binding("down", "move(1)", "Næste", priority=True),
        Binding("up", "move(-1)", "Forrige", priority=True),
    ]

    def __init__(self, kit: Kit, *, now: str = "", value: str = "") -> None:
        super().__init__()
        self._people = _now_last(candidates(kit), now)
        self._now = now
        self._digits = any(one.near is Near.ON_DUTY for one in self._people)
        self._value = value
        self._moved = False
        """Somebody has gone to a row: then Enter takes it, however little is typed."""

    def compose(self) -> ComposeResult:
        leave = "bliv" if self._now else "se uden navn"
        with Vertical():
            yield Static("Hvem er du?", classes="question")
            field = Input(self._value, placeholder="begyndelsen af dit navn", compact=True, max_length=200)
            field.cursor_blink = False
            yield field
            yield RowList()
            yield Static("", classes="fault", markup=False)
            yield Static(
                f"Enter{' eller tal' if self._digits else ''}: vælg · pil: en anden · Esc: {leave}", classes="hint"
            )

    def on_mount(self) -> None:
        self.query_one(RowList).can_focus = False
        focus_on(self.query_one(Input))
        self._show()

    @property
    def _text(self) -> str:
        return " ".join(self.query_one(Input).value.split())

    def _show(self) -> None:
        text = self._text
        found = begun(text, self._people) if text else [one for one in self._people if one.near < Near.ELSEWHERE]
        if sum(letter.isalnum() for letter in text) >= typed.NAME_LETTERS and not _named(text, found):
            alike = [] if found else slipped(text, self._people)[:ALIKE]
            found = [*found, Candidate(text, (), "", Near.ELSEWHERE), *alike]
            self._complain("Mente du en af dem? Pil ned går til navnet." if alike else "")
        on_duty = [one.name for one in self._people if one.near is Near.ON_DUTY]
        width = max(30, self.app.size.width - 6)
        known = set(self._people)

        def row(one: Candidate) -> Row:
            at = on_duty.index(one.name) + 1 if one.near is Near.ON_DUTY else 0
            digit = str(at) if 0 < at <= NUMBERED and not text else " "
            return Row(one, _line(one, digit, width, listed=one in known, now=self._now))

        rows = self.query_one(RowList)
        rows.show_rows(RowsOnDemand(found, lambda one: one, row))
        rows.display = bool(found)
        self._moved = False
        rows.highlighted = 0 if found and sum(letter.isalnum() for letter in text) >= typed.NAME_LETTERS else None

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        """A digit alone takes one of those on duty here: no name begins with one."""
        event.stop()
        digit, people = self._text, [one for one in self._people if one.near is Near.ON_DUTY][:NUMBERED]
        if len(digit) == 1 and digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(people):
            self.dismiss(people[int(digit) - 1])
            return
        self._complain("")
        self._show()

    def action_move(self, by: int) -> None:
        rows = self.query_one(RowList)
        self._moved = bool(rows.rows)
        if by > 0:
            rows.action_cursor_down()
        else:
            rows.action_cursor_up()

    @on(RowList.OptionSelected)
    def _clicked(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self._take(chosen_key(event))

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        text, chosen = self._text, self.query_one(RowList).key
        if not self._moved:
            if not text:
                self._complain("Skriv begyndelsen af dit navn, eller gå til det med pil ned.")
                return
            try:
                typed.must_name(text)
            except InputError as error:
                self._complain(told(error))
                return
        self._take(chosen or Candidate(text, (), "", Near.ELSEWHERE))

    def _take(self, one: Candidate) -> None:
        try:
            typed.name(one.name)
        except FieldkitError as error:
            self._complain(told(error))
            return
        self.dismiss(one)

    def _complain(self, sentence: str) -> None:
        self.query_one(".fault", Static).update(Content(sentence))

    def action_give_up(self) -> None:
        self.dismiss(None)


class Role(NamedTuple):
    """In which role a person comes; `badge`: with a badge on paper."""

    role: str
    badge: bool = False


class WhichRole(Window[Role | None]):
    """One Enter when the roster knows the role; None to go back to the name."""

    DEFAULT_CSS = FRAME.format(name="WhichRole") + "WhichRole RowList { height: auto; max-height: 12; }"
    BINDINGS = [("escape", "give_up", "Tilbage"), ("b", "badge", "Med rollekort")]

    def __init__(self, who: Candidate, *, prints: bool) -> None:
        super().__init__()
        self._who = who
        self._prints = prints

    def compose(self) -> ComposeResult:
        with Vertical():
            place = f", {self._who.place}" if self._who.place else ""
            yield Static(Content(f"{self._who.name}{place}: i hvilken rolle møder du?"), classes="question")
            yield RowList()
            badge = " · B: på vagt med rollekort" if self._prints else ""
            yield Static(f"Enter: på vagt{badge} · Esc: tilbage", classes="hint")

    def on_mount(self) -> None:
        others = [role.value for role in PERSON_ROLE_DA if role.value not in self._who.roles]
        rows = self.query_one(RowList)
        roles = (*self._who.roles, *others, "") if self._who.roles else ("", *others)  # Enter claims nothing
        rows.show_rows([_role_row(role, self._who.roles) for role in roles])
        focus_on(rows)

    @on(RowList.OptionSelected)
    def _chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self.dismiss(Role(chosen_key(event)))

    def action_badge(self) -> None:
        if self._prints:
            self.dismiss(Role(self.query_one(RowList).key, badge=True))

    def action_give_up(self) -> None:
        self.dismiss(None)


def _now_last(people: Sequence[Candidate], now: str) -> list[Candidate]:
    """Who hands over wants one of the others: they come first."""
    return sorted(people, key=lambda one: (one.near, fold_name(one.name) == fold_name(now)))


def _named(text: str, people: Sequence[Candidate]) -> bool:
    return any(fold_name(one.name) == fold_name(text) for one in people)


def _line(one: Candidate, digit: str, width: int, *, listed: bool, now: str) -> Content:
    if not listed:
        return Content.assemble("  ", one.name, ("  står ikke på listen", DIM))
    name = fitted(one.name, max(16, width // 3))
    roles = fitted(" og ".join(role_words(role) for role in one.roles) or "uden rolle", max(14, width // 4))
    if one.near is Near.ON_DUTY:
        where = "har skærmen nu" if fold_name(one.name) == fold_name(now) else "på vagt her"
    else:
        where = one.place
    room = width - 2 - len(name) - 1 - len(roles) - 1
    return Content.assemble((f"{digit} ", "bold #7fd0ff"), name, " ", roles, " ", (fitted(where, max(0, room)), DIM))


def _role_row(role: str, listed: Sequence[str]) -> Row:
    tail = "  på listen" if role in listed else ""
    return Row(role, Content.assemble(role_words(role) or "uden rolle", (tail, DIM)))
