"""F1, and `?` outside fields: help for the screen one stands on, then for all of them.

Keys and their words are read from what makes them: the regions, a screen's letters, a list's, a form's fields. What
only a person can say stands in `fieldkit.console.help_words`.
"""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from fieldkit.console.form import Form
from fieldkit.console.help_words import EVERYWHERE, HELP, STATUS, WINDOWS, Words
from fieldkit.console.letters import key_da, letters
from fieldkit.console.regions import BY_NAME, RegionKind, Tab, focus_on
from fieldkit.console.sheets import Action, SheetView
from fieldkit.console.steady import Window

WIDEST = 100
"""Cells; a longer line is no longer read across."""
AROUND = 5
"""Cells of gaps and scrollbar."""
SHORT = 24
"""Letters of what a mark means, up to which several stand on one line."""
Line = tuple[str, str]
"""What stands before it, "" for nothing and a title when nothing stands behind it; and the text."""


def page_for(front: Widget, window: ModalScreen[object] | None, app_keys: Iterable[BindingType]) -> list[Line]:
    """Everything, the window or the screen that one stands on first."""
    name = str(front.id or "")
    lines: list[Line] = []
    if window is not None:
        lines += [("Her: vinduet", ""), *_window(window), ("", "")]
    if name in BY_NAME:
        if isinstance(front, SheetView):
            lines += [(f"Her: {BY_NAME[name].wide}, {front.sheet.tab}", ""), *_list_here(front), ("", "")]
        lines += [*_region(BY_NAME[name], "" if isinstance(front, SheetView) or window else "Her: ")]
        if not isinstance(front, SheetView):
            lines += _now(getattr(front, "letters", list)())
        lines += [("", "")]
    lines += [("Overalt", ""), *_everywhere(app_keys), *_told(EVERYWHERE), ("", "")]
    lines += [("Statuslinjen", ""), *_told(STATUS), ("", "")]
    for kind in BY_NAME.values():
        if kind.name != name:
            lines += [*_region(kind), ("", "")]
    return lines[:-1]


def drawn(lines: Iterable[Line], width: int) -> Content:
    """The page at `width` cells: further lines of one begin under its first word."""
    pieces: list[str | tuple[str, str]] = []
    for before, text in lines:
        if before and not text:
            pieces.append((f"{before}\n", "bold #7fd0ff"))
            continue
        head = f"  {before}  " if before else "  "
        rest = " " * min(len(head), 6)
        for nth, line in enumerate(wrap(text, min(width, WIDEST), initial_indent=head, subsequent_indent=rest) or [""]):
            if nth == 0 and before:
                pieces += [(line[: len(head)], "bold"), f"{line[len(head) :]}\n"]
            else:
                pieces.append(f"{line}\n")
    return Content.assemble(*pieces)


def _told(words: Words | None) -> Iterator[Line]:
    if words is not None:
        yield from (("", text) for text in words.text)
        yield from _marks(words)


def _marks(words: Words) -> Iterator[Line]:
    """Those of a word or two together, what takes a sentence on a line of its own."""
    short = [(mark, what) for mark, what in words.marks if len(what) <= SHORT]
    if short:
        yield "Mærker", " · ".join(f"{mark} {what}" for mark, what in short)
    yield from (line for line in words.marks if line not in short)


def _keys(bindings: Iterable[BindingType]) -> Iterator[Line]:
    """All in one line, as on a line of keys."""
    told = " · ".join(f"{key_da(each.key)} {each.description.lower()}" for each in letters(bindings))
    if told:
        yield "Taster", told


def _region(kind: RegionKind, before: str = "") -> Iterator[Line]:
    yield f"{before}{kind.wide} ({kind.key.upper()})", ""
    if kind.module:
        yield from _keys(kind.bindings())
    yield from _told(HELP.get(kind.name))
    for tab, sheet in kind.sheets().items():
        yield from _of_list(sheet.tab, tab)
    for tab in Tab:
        if tab.region == kind.name and tab not in kind.sheets():
            yield from _of_list("", tab)


def _of_list(name: str, tab: Tab) -> Iterator[Line]:
    words = HELP.get(tab.name)
    if words is not None:
        yield name, " ".join(words.text)
        yield from _marks(words)


def _now(actions: Iterable[Action]) -> Iterator[Line]:
    if told := " · ".join(f"{action.key.upper() or 'Enter'} {action.word}" for action in actions):
        yield "Taster nu", told


def _list_here(view: SheetView) -> Iterator[Line]:
    """What the letters do with the row that is chosen, and what the list is."""
    yield from _now(view.letters())
    yield from _told(HELP.get(view.tab.name))


def _window(window: ModalScreen[object]) -> Iterator[Line]:
    kinds = [each.__name__ for each in type(window).__mro__]
    yield from _told(next((WINDOWS[name] for name in kinds if name in WINDOWS), None))
    if isinstance(window, Form):
        for field in window.fields:
            what = " eller ".join(word for _, word in field.choices) or field.hint
            yield field.label, what or "skriv det, der er"
    done = [each for each in Binding.make_bindings(type(window).BINDINGS) if each.description]
    if told := " · ".join(f"{key_da(each.key)} {each.description.lower()}" for each in done):
        yield "Taster", told


def _everywhere(app_keys: Iterable[BindingType]) -> Iterator[Line]:
    yield "F-taster", " · ".join(f"{kind.key.upper()} {kind.wide.lower()}" for kind in BY_NAME.values())
    own = [each for each in Binding.make_bindings(app_keys) if "(" not in each.action]
    yield "Taster", " · ".join(f"{key_da(each.key)} {each.description.lower()}" for each in own)


class HelpPage(Window[None]):
    """Any of Esc, F1, `?` and Enter closes it; arrows scroll."""

    DEFAULT_CSS = """
    HelpPage { background: #101418; }
    HelpPage VerticalScroll { height: 1fr; padding: 0 1; }
    HelpPage .hint { dock: bottom; }
    """
    BINDINGS = [("escape,question_mark,enter,f2", "close", "Luk")]

    def __init__(self, lines: list[Line]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(id="help-text")
        yield Static(" Pil op og ned: rul · Ctrl-P: find noget · Esc: luk", classes="hint")

    def on_mount(self) -> None:
        focus_on(self.query_one(VerticalScroll))

    def on_resize(self) -> None:
        self.query_one("#help-text", Static).update(drawn(self._lines, self.app.size.width - AROUND))

    def action_close(self) -> None:
        self.dismiss(None)
