"""A slip of what the next kit lacks: QR codes on paper, or on this screen for another kit's scanner."""

from functools import partial
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts import slips
from fieldkit.console.apart import Apart
from fieldkit.console.looks import has_danish_letters
from fieldkit.console.questions import FRAME
from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList
from fieldkit.console.steady import Window
from fieldkit.core.errors import FieldkitError
from fieldkit.core.text.wording import lines_da
from fieldkit.kit import Kit
from fieldkit.link.wire.slip import LEAST_DIGITS
from fieldkit.paper.qr import DATA_CODEWORDS, QUIET, modules, modules_of, most_digits

LEVEL: Final = "L"
"""A screen has no creases: the code that holds most will do."""
EDGE = 2
"""Modules of white round a code on the screen, which has no room for all four."""
BESIDE_CELLS = 26
"""Columns for what stands beside the code."""


class SlipPage(Window[None]):
    """Enter prints what is chosen, V shows it here."""

    DEFAULT_CSS = (
        FRAME.format(name="SlipPage")
        + """
    SlipPage RowList { height: auto; max-height: 5; }
    SlipPage #done { height: auto; max-height: 4; }
    SlipPage .fault { height: auto; max-height: 4; }
    """
    )
    BINDINGS = [("escape", "close", "Luk"), ("v", "show", "Vis")]

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._apart = Apart(self, self._say)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Seddel: hvad skal det næste kit have at vide?", classes="question")
            yield RowList(id="choices")
            yield Static("", id="done", markup=False)
            yield Static("", classes="fault", markup=False)
            yield Static("Enter: udskriv · V: vis koderne på skærmen · Esc: luk", classes="hint")
            yield Static("Det næste kit scanner dem i en hvilken som helst skærm.", classes="hint")

    def on_mount(self) -> None:
        self._show()
        missing: dict[str, tuple[int, ...]] = getattr(getattr(self.app, "scans", None), "missing", {})
        if missing:
            self._say(f"Scannet her, men ikke færdig: en seddel mangler {slips.missing_da(missing)}.")
        focus_on(self.query_one(RowList))

    def _show(self) -> None:
        rows = [Row(choice, Content(choice.words)) for choice in slips.choices(self._kit)]
        self.query_one(RowList).show_rows(rows)

    def _say(self, done: str, fault: str = "") -> None:
        self.query_one("#done", Static).update(Content(done))
        self.query_one(".fault", Static).update(Content(fault))

    @on(RowList.OptionSelected)
    def _chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        if not self._kit.config.has_printer:
            self._say("", "Kittet har ingen printer. V viser koderne her på skærmen.")
            return
        self._pack(None)

    def action_show(self) -> None:
        most = room_on(*self.app.size)
        if most < LEAST_DIGITS or not has_danish_letters():
            self._say("", "Skærmen kan ikke vise en kode, der kan scannes; udskriv sedlen, eller tag en USB-nøgle.")
            return
        self._pack(most)

    def _pack(self, most: int | None) -> None:
        """Beside the screen: a whole log takes a while."""
        choice = self.query_one(RowList).key
        if self._apart.busy or not isinstance(choice, slips.Choice):
            return
        self._say("Lægger i koder …")
        kit = self._kit
        work = partial(slips.made_beside, kit.home.folder, kit.own_clock, choice, most)
        self._apart.do(work, partial(self._done, most), lambda made: (_printed(made) if most is None else "", ""))

    def _done(self, most: int | None, made: slips.Made) -> None:
        self._show()
        if most is None:
            self._say(_printed(made))
        else:
            self.app.push_screen(ShownSlip(made.slip, _what(made)), partial(self._shown, made))

    def _shown(self, made: slips.Made, seen: int | None) -> None:
        """Only what was shown whole is not offered once more."""
        many, what, fault = len(made.slip.codes), _what(made), ""
        done = f"Kun {seen or 0} af {slips.codes_da(many)} blev vist: den næste seddel har det hele igen."
        if seen == many:
            done = f"{what[:1].upper()}{what[1:]} vist på skærmen."
            try:
                slips.note_made(self._kit, made.slip)
            except FieldkitError as error:
                done, fault = "", told(error)
        if self.is_attached:  # else somebody has left both by an F-key
            self._show()
            self._say(done, fault)

    def action_close(self) -> None:
        if self._apart.busy:
            self._say("Vent, til sedlen er lagt i koder.")
        else:
            self.dismiss(None)

    def unfinished(self) -> str:
        return "Sedlen lægges stadig i koder." if self._apart.busy else ""


def _what(made: slips.Made) -> str:
    return f"{lines_da(len(made.slip.events))} i {slips.codes_da(len(made.slip.codes))}"


def _printed(made: slips.Made) -> str:
    return f"Lagt til udskrift som job {made.job}: {_what(made)}."


class ShownSlip(Window[int]):
    """One code at a time, as large as the screen takes it; light on dark or dark on light are both read. Gives how many
    of them were shown."""

    DEFAULT_CSS = """
    ShownSlip { background: #000000; }
    ShownSlip #code { width: auto; height: auto; color: #ffffff; background: #000000; }
    ShownSlip #beside { width: 1fr; padding: 1 0 0 2; }
    """
    BINDINGS = [
        ("escape", "close", "Luk"),
        ("right,enter,space", "turn(1)", "Næste"),
        ("left", "turn(-1)", "Forrige"),
    ]

    def __init__(self, slip: slips.Slip, what: str) -> None:
        super().__init__()
        self._slip, self._what = slip, what
        self._at = 0
        self._seen: set[int] = set()

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(id="code", markup=False)
            yield Static(id="beside", markup=False)

    def on_mount(self) -> None:
        self._draw()

    def _draw(self) -> None:
        many = len(self._slip.codes)
        self._seen.add(self._at)
        self.query_one("#code", Static).update(Content("\n".join(drawn(self._slip.codes[self._at]))))
        turn = "Pil: næste kode\n" if many > 1 else ""
        beside = (
            f"Kode {self._at + 1} af {many}\n\n{self._what}\n\nScan alle koder på det andet kit. "
            f"Rækkefølgen er ligegyldig.\n\n{turn}Esc: luk"
        )
        self.query_one("#beside", Static).update(Content(beside))

    def action_turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._slip.codes)
        self._draw()

    def action_close(self) -> None:
        self.dismiss(len(self._seen))


def room_on(width: int, height: int) -> int:
    """Digits of the largest code that a screen of so many cells shows, two modules in the height of one; 0 for none."""
    side = min(2 * height, width - BESIDE_CELLS) - 2 * EDGE
    fitting = [version for version in range(1, len(DATA_CODEWORDS[LEVEL]) + 1) if modules(version) <= side]
    return most_digits(modules(fitting[-1]) + 2 * QUIET, LEVEL, 1) if fitting else 0


def drawn(code: str) -> list[str]:
    """The code in half blocks: what is lit is the white of the paper, as on a dark screen."""
    cut = QUIET - EDGE
    matrix = [row[cut:-cut] for row in modules_of(code, LEVEL)[cut:-cut]]
    if len(matrix) % 2:
        matrix.append([True] * len(matrix[0]))
    pairs = zip(matrix[::2], matrix[1::2], strict=True)
    return ["".join(_HALVES[not top, not below] for top, below in zip(*pair, strict=True)) for pair in pairs]


_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
"""By whether the upper and the lower half are lit."""
