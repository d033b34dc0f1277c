"""A finding as the screen tells it: its line, its page, and what a person here can do about it."""

from collections.abc import Mapping
from textwrap import wrap

from textual.content import Content

from fieldkit.acts.checkup import CHECK_DA, Finding, Mend, Verdict
from fieldkit.console.remedies import advised
from fieldkit.console.row_list import Row
from fieldkit.console.words import DIM, LATE, SOON

ORDER = (Verdict.FAULT, Verdict.WARNING, Verdict.UNKNOWN, Verdict.OK)
"""The worst first."""
STYLE: Mapping[Verdict, str] = {Verdict.FAULT: LATE, Verdict.WARNING: SOON, Verdict.UNKNOWN: DIM, Verdict.OK: ""}
MARK: Mapping[Verdict, str] = {Verdict.FAULT: "!!", Verdict.WARNING: "! ", Verdict.UNKNOWN: "? ", Verdict.OK: "  "}
NAME_CELLS = 14
"""The mark, the part's name, and a gap."""
MEND_DA: Mapping[Mend, str] = {
    Mend.NUMBER: "En tekniker skal give det ene kit et andet nummer.",
    Mend.FILES: "En tekniker skal rette filen.",
    Mend.LISTS: "En tekniker skal læse listerne ind i kittet.",
    Mend.OLD_FILES: "Læg de gamle filer tilbage, eller lad en tekniker læse de nye ind.",
    Mend.CARDS: "En tekniker skal lægge kort i kittet.",
    Mend.NAMES: "De slettes under H Hændelse (X).",
    Mend.VOUCH: "Den, der udsteder kits, skal vidimere det.",
    Mend.KEY_CHANGE: "En tekniker skal gøre skiftet færdigt.",
    Mend.LAST_POWER: "Sæt strøm til, og udskriv papirberedskabet (F8).",
    Mend.ENGINE: "Slut skærmen med Ctrl-Q, og start den igen. Det, der er skrevet, er gemt.",
    Mend.RADIO_SETTINGS: "Hvordan den er sat op, står her, når motoren kører.",
    Mend.TEST_PAGE: "Udskriv noget (F8), og se, om det kommer ud.",
    Mend.SET_UP: "Har kittet en, skal en tekniker skrive den i kittets opsætning.",
    Mend.ADDRESS: "En tekniker skal rette adressen i kittets opsætning.",
    Mend.CARRY: "Det går over radioen, når den kan; ellers bær loggen med en USB-nøgle (U).",
    Mend.COPY: "Tag en kopi på en USB-nøgle (B).",
}


def what(found: Finding) -> str:
    """What was seen, with what would help where the sentence itself says so."""
    return advised(found.detail, found.remedy)


def do(found: Finding) -> str:
    """What to do about it; "" when it is well or nothing can be done."""
    return MEND_DA[found.mend] if found.mend is not None else found.do


def line(key: object, found: Finding, width: int) -> Row:
    """What was seen, and below it what to do, when something is wrong."""
    style = STYLE[found.state]
    pieces: list[str | tuple[str, str]] = [
        (MARK[found.state] + " ", style),
        (f"{CHECK_DA[found.check]:<{NAME_CELLS - 3}}", DIM),
    ]
    room = max(20, width - NAME_CELLS)
    lines = [(text, style) for text in wrap(what(found), room)]
    if found.state is not Verdict.OK:
        lines += [(text, "") for text in wrap(f"→ {do(found)}", room)] if do(found) else []
    for nth, (text, of) in enumerate(lines):
        pieces.append((" " * NAME_CELLS if nth else "", ""))
        pieces.append((text + ("\n" if nth + 1 < len(lines) else ""), of))
    return Row(key, Content.assemble(*pieces))


def page(found: Finding, width: int) -> list[Row]:
    """The whole of it."""
    seen = what(found)
    rows = [*told("what", seen[:1].upper() + seen[1:], width, STYLE[found.state])]
    if do(found):
        rows += [Row("gap", Content(" "), heading=True), *told("do", f"Gør: {do(found)}", width)]
    return rows


def told(key: str, text: str, width: int, style: str = "") -> list[Row]:
    """A text in lines."""
    return [Row((key, nth), Content.assemble((part, style))) for nth, part in enumerate(wrap(text, max(20, width)))]
