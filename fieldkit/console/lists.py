"""Emergency lists (personal data): shown, printed, put in, destroyed. The log hears a list's name and no more.

What takes long, a passphrase or a printer, is done beside the screen on the kit opened once more.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from fieldkit.acts import typed, vault
from fieldkit.acts.private_papers import Unnoted
from fieldkit.acts.sticks import sticks_in
from fieldkit.console import messages
from fieldkit.console.apart import Apart
from fieldkit.console.questions import FRAME, Ask, Choose, Confirm
from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList
from fieldkit.console.steady import Window
from fieldkit.console.words import BOLD, DIM, LATE, fitted
from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.text.wording import named
from fieldkit.kit import Kit
from fieldkit.store.vault.vault import Lock, OpenList, Secret, list_name, passphrase

T = TypeVar("T")
SHOWN_S = 120
"""A list that nobody presses a key at closes after so long."""
NAME_CELLS = 22
KEYS_DA = (
    "Enter vis · P udskriv · L læg ind · Esc luk",
    "G slet gamle · X slet alle · K ny nøglefil til vagten",
)


class ListsPage(Window[None]):
    """What lies in the vault. Nothing is opened before somebody has said the passphrase, or the key file is in."""

    DEFAULT_CSS = (
        FRAME.format(name="ListsPage")
        + """
    ListsPage RowList { height: auto; max-height: 9; }
    ListsPage #done { height: auto; max-height: 5; }
    ListsPage .fault { height: auto; max-height: 4; }
    """
    )
    BINDINGS = [
        ("escape", "close", "Luk"),
        ("p", "print", "Udskriv"),
        ("l", "add", "Læg ind"),
        ("k", "new_key", "Ny nøglefil"),
        ("g", "purge(False)", "Slet gamle"),
        ("x", "purge(True)", "Slet alle"),
    ]

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._apart = Apart(self, self._refused)
        self._listed: dict[str, vault.Listed] = {}

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content("Nødlister (personoplysninger): slettes efter syv døgn"), classes="question")
            yield RowList(id="lists")
            yield Static("", id="done", markup=False)
            yield Static("", classes="fault", markup=False)
            for line in KEYS_DA:
                yield Static(line, classes="hint", markup=False)

    def on_mount(self) -> None:
        focus_on(self.query_one(RowList))
        self._do("", lambda kit, _unnoted: vault.sweep(kit), lambda gone: _swept(gone))

    # --- beside the screen -------------------------------------------------------------------------------------------

    def _do(
        self,
        doing: str,
        work: Callable[[Kit, Unnoted], T],
        then: Callable[[T], str | None],
        left: Callable[[T], str | None] | None = None,
    ) -> None:
        """Have `work` done on the kit opened once more; `then` says what to tell of it, `left` when nobody looks any
        more."""
        if self._apart.busy:
            return
        self._say(doing)
        kit = self._kit
        beside = partial(vault.beside, kit.home.folder, kit.own_clock, work)
        told_of = left or then
        self._apart.do(
            beside, lambda came: self._done(*came, then), lambda came: (told_of(came[0]) or "", _lost(came[1]))
        )

    def _refused(self, done: str, why: str) -> None:
        self._show()
        self._say(done, why)

    def _done(self, gave: T, on_paper: list[str], then: Callable[[T], str | None]) -> None:
        self._show()
        self._say(then(gave) or "", _lost(on_paper))

    def _say(self, done: str, fault: str = "") -> None:
        self.query_one("#done", Static).update(Content(done))
        self.query_one(".fault", Static).update(Content(fault))

    def _show(self) -> None:
        try:
            found = vault.listed(self._kit)
        except FieldkitError as error:
            self._say("", told(error))
            return
        self._listed = {one.info.name: one for one in found}
        rows = [self._row(one) for one in found]
        none = Row("", Content("Der er ingen nødlister. L lægger en ind fra en USB-nøgle."), heading=True)
        self.query_one(RowList).show_rows(rows or [none])

    def _row(self, one: vault.Listed) -> Row:
        style = LATE if one.info.damaged or one.old is not False else DIM
        text = vault.listed_da(one, self._kit.now())
        return Row(one.info.name, Content.assemble((f"{fitted(one.info.name, NAME_CELLS)} ", BOLD), (text, style)))

    # --- who, and with what ------------------------------------------------------------------------------------------

    def _with_name(self, then: Callable[[str], None]) -> None:
        """The log says who did it."""
        name = str(getattr(self.app, "operator", ""))
        if name:
            then(name)
            return

        def given(said: str | None) -> None:
            if said:
                self.app.post_message(messages.NameChanged(said))
                then(said)

        self.app.push_screen(Ask("Hvem gør det? Skriv dit navn.", check=typed.name), given)

    def _with_secret(self, lock: Lock | None, then: Callable[[Secret], None], *, fresh: bool = False) -> None:
        """The key file of the stick that is in, or the passphrase; a new one is asked for twice."""
        if lock is Lock.KEY:
            try:
                then(self._key())
            except FieldkitError as error:
                self._say("", told(error))
        elif fresh and len(vault.keys_on(sticks_in())) == 1:
            locks = [(Lock.KEY, "Vagtens nøglefil, som ligger på USB-nøglen"), (Lock.PASSPHRASE, "En adgangskode")]
            ask = Choose("Hvad skal låse listen?", locks)
            self.app.push_screen(ask, lambda chosen: self._locked_by(chosen, then, fresh=True))
        else:
            self._locked_by(Lock.PASSPHRASE, then, fresh=fresh)

    def _locked_by(self, lock: Lock | None, then: Callable[[Secret], None], *, fresh: bool) -> None:
        def given(words: str | None) -> None:
            if words is not None:
                then(passphrase(words))

        if lock is Lock.KEY:
            self._with_secret(lock, then)
        elif lock is not None:
            self.app.push_screen(AskSecret(again=fresh), given)

    def _key(self) -> Secret:
        found = vault.keys_on(sticks_in())
        if not found:
            raise InputError("Listen åbnes med vagtens nøglefil: sæt den USB-nøgle i, som filen ligger på.")
        if len(found) > 1:
            names = named([path.name for path in found])
            raise InputError(f"Der ligger flere nøglefiler ({names}): lad kun USB-nøglen med vagtens egen sidde i.")
        return vault.key_secret(self._kit, found[0])

    @property
    def _chosen(self) -> vault.Listed | None:
        return self._listed.get(self.query_one(RowList).key or "")

    # --- what is done ------------------------------------------------------------------------------------------------

    @on(RowList.OptionSelected)
    def _select(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self._open(self._show_list)

    def action_print(self) -> None:
        self._open(self._print)

    def _open(self, do: Callable[[str, str, Secret], None]) -> None:
        """`do` something with the list under the cursor, by a name and with what opens it."""
        one = self._chosen
        if one is None or self._apart.busy:
            return
        info = one.info
        if info.damaged:
            self._say("", "Listen er beskadiget og kan ikke åbnes; læg den ind igen, eller brug papirudgaven.")
            return
        self._with_name(lambda by: self._with_secret(info.lock, lambda secret: do(info.name, by, secret)))

    def _show_list(self, name: str, by: str, secret: Secret) -> None:
        def shown(opened: OpenList) -> None:
            one = self._listed.get(name)
            self.app.push_screen(ShownList(opened, vault.listed_da(one, self._kit.now()) if one is not None else ""))

        self._do(
            "Åbner listen …",
            lambda kit, unnoted: vault.fetch(kit, name, secret, unnoted, by),
            shown,
            lambda _opened: "",
        )

    def _print(self, name: str, by: str, secret: Secret) -> None:
        work = partial(_print_list, name, secret, by)
        self._do("Udskriver …", work, lambda said: said)

    def action_add(self) -> None:
        if self._apart.busy:
            return
        folders = sticks_in()
        found = vault.files_on(folders)
        if not found:
            where = "Der ligger ingen liste på USB-nøglen" if folders else "Der sidder ingen USB-nøgle i kittet"
            self._say("", f"{where}. Læg listen (CSV, XLSX eller tekst) på en nøgle, og sæt den i.")
            return
        choices = [(path, path.name) for path in found]
        self.app.push_screen(Choose("Hvilken fil skal lægges ind?", choices), self._file_chosen)

    def _file_chosen(self, path: Path | None) -> None:
        if path is None:
            return

        def named(name: str | None) -> None:
            if name is not None:
                self._with_name(lambda by: self._with_secret(None, partial(self._add, path, name, by), fresh=True))

        ask = Ask("Hvad skal listen hedde? Navnet står i loggen.", value=_name_of(path), check=list_name)
        self.app.push_screen(ask, named)

    def _add(self, path: Path, name: str, by: str, secret: Secret) -> None:
        self._do("Låser listen inde …", partial(_add, path, name, secret, by), "\n".join)

    def action_new_key(self) -> None:
        """The shift carries it and hands it over."""
        folders = sticks_in()
        if len(folders) != 1:
            none = "Der sidder ingen USB-nøgle i kittet; sæt vagtens egen i."
            self._say("", none if not folders else "Der sidder flere USB-nøgler i; tag de andre ud.")
            return
        path = folders[0] / f"vagt{vault.KEY_SUFFIX}"
        try:
            vault.new_key(self._kit.home.folder, path)
        except FieldkitError as error:
            self._say("", told(error))
            return
        self._say(f"Nøglefilen {path} er lavet; uden den kan listerne, den låser, ikke åbnes.")

    def action_purge(self, everything: bool) -> None:
        if self._apart.busy or not self._listed:
            return
        which = "ALLE nødlister på kittet" if everything else "de nødlister, der er over syv døgn gamle"

        def sure(yes: bool | None) -> None:
            if yes:
                self._do("Sletter …", lambda kit, unnoted: vault.purge(kit, unnoted, everything=everything), _purged)

        self.app.push_screen(Confirm(f"Slet {which}? Det kan ikke fortrydes.", yes="slet", danger=True), sure)

    def action_close(self) -> None:
        if self._apart.busy:
            self._say("Vent, til det er færdigt.")
        else:
            self.dismiss(None)

    def unfinished(self) -> str:
        return "Det, der blev begyndt med nødlisterne, er ikke færdigt endnu." if self._apart.busy else ""


class AskSecret(Window[str | None]):
    """A passphrase that nobody sees; `again` asks for it twice, for it is a new one."""

    DEFAULT_CSS = FRAME.format(name="AskSecret")
    BINDINGS = [("escape", "give_up", "Fortryd")]

    def __init__(self, *, again: bool) -> None:
        super().__init__()
        self._again = again
        self._first = ""

    def compose(self) -> ComposeResult:
        with Vertical():
            new = "Vælg en adgangskode til listen (mindst 10 tegn, fx fire ord)"
            yield Static(new if self._again else "Adgangskode til nødlister", classes="question")
            field = Input(password=True, compact=True)
            field.cursor_blink = False
            yield field
            yield Static("", classes="fault")
            yield Static("Enter: ok · Esc: fortryd", classes="hint")

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        words = event.value
        try:
            passphrase(words)
        except FieldkitError as error:
            self._complain(told(error))
            return
        if self._again and not self._first:
            self._first = words
            event.input.value = ""
            self.query_one(".question", Static).update("Skriv den igen")
            self._complain("")
        elif self._again and words != self._first:
            self._first = ""
            event.input.value = ""
            self.query_one(".question", Static).update("Vælg en adgangskode til listen")
            self._complain("De to adgangskoder er ikke ens; begynd forfra.")
        else:
            event.input.value = ""
            self.dismiss(words)

    def _complain(self, sentence: str) -> None:
        self.query_one(".fault", Static).update(Content(sentence))

    def action_give_up(self) -> None:
        self.dismiss(None)


class ShownList(Window[None]):
    """An opened list over the whole screen. It closes by itself, for whoever looked may have been called away."""

    DEFAULT_CSS = """
    ShownList { background: #101418; }
    ShownList VerticalScroll { height: 1fr; padding: 0 1; }
    ShownList .title { text-style: bold; padding: 0 1; }
    ShownList .hint { dock: bottom; }
    """
    BINDINGS = [("escape,enter", "close", "Luk")]

    def __init__(self, opened: OpenList, age: str) -> None:
        super().__init__()
        self._opened, self._age = opened, age
        self._left_s = SHOWN_S

    def compose(self) -> ComposeResult:
        title = f"PERSONOPLYSNINGER · {self._opened.info.name} · {self._age}"
        yield Static(Content(title), classes="title")
        with VerticalScroll():
            yield Static(id="lines", markup=False)
        yield Static("", classes="hint", markup=False)

    def on_mount(self) -> None:
        self._lay_out()
        self._tell()
        self.set_interval(1.0, self.second)

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        lines = vault.table_lines(self._opened, self.size.width - 3)
        self.query_one("#lines", Static).update(Content("\n".join(lines)))

    def on_key(self, _event: events.Key) -> None:
        self._left_s = SHOWN_S

    def second(self) -> None:
        """One has passed."""
        self._left_s -= 1
        if self._left_s <= 0:
            while not self.is_active and self in self.app.screen_stack:  # what stands over it, as help and Ctrl-P
                self.app.pop_screen()
            self.action_close()
        else:
            self._tell()

    def _tell(self) -> None:
        self.query_one(".hint", Static).update(
            Content(f" Pil op og ned: rul · Esc: luk · lukker om {self._left_s} sekunder")
        )

    def action_close(self) -> None:
        self.query_one("#lines", Static).update("")
        self.dismiss(None)


def _lost(on_paper: list[str]) -> str:
    """What the log could not take."""
    return " ".join(f"Det kunne ikke noteres i loggen. Skriv det på papir: {text}." for text in on_paper)


def _print_list(name: str, secret: Secret, by: str, kit: Kit, unnoted: Unnoted) -> str:
    return vault.print_list(kit, name, secret, unnoted, by)


def _add(path: Path, name: str, secret: Secret, by: str, kit: Kit, unnoted: Unnoted) -> list[str]:
    return vault.add(kit, path, name, secret, unnoted, by)


def _swept(gone: list[str]) -> str:
    return " ".join(f"Nødlisten {name} var over syv døgn gammel og er slettet." for name in gone)


def _purged(gone: list[str]) -> str:
    if not gone:
        return "Ingen nødlister var over syv døgn gamle."
    return f"Slettet: {', '.join(gone)}. {vault.GONE_DA}"


def _name_of(path: Path) -> str:
    try:
        return list_name(path.stem)
    except FieldkitError:
        return ""
