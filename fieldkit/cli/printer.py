"""Commands for the kit's printer: setup, which asks the printer and the person who looks at its page."""

from collections.abc import Callable
from typing import TypeVar

import click
import msgspec

from fieldkit.acts.printing import document_of, print_now, profile_of
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import PAPER_WIDTH
from fieldkit.cli.output import say
from fieldkit.core.documents import DocumentKind, TestPage
from fieldkit.core.errors import InputError
from fieldkit.core.remedies import SetPrinter
from fieldkit.kit import Kit
from fieldkit.paper.abilities import Letters, QrWay
from fieldkit.paper.blocks import Document, Heading, Qr
from fieldkit.paper.documents.technical import TEST_DIGITS
from fieldkit.paper.printing import JobState
from fieldkit.paper.widths import DOTS, WIDTHS
from fieldkit.store.files.home import OF_THE_PRINTER, KitConfig

T = TypeVar("T")
NONE = "none"
NO_ANSWER = ("ingen", NONE, "nej", "n")
CODE_PAGES = range(256)
RULER_CHARS = range(24, 81)
CHARACTER_DOTS = 12
LETTERS_DA = {Letters.DANISH: "æ, ø og å", Letters.PLAIN: "ingen æ, ø og å: de skrives ae, oe og aa"}
QR_DA = {
    QrWay.PRINTER: "QR-koder tegnes af printeren",
    QrWay.RASTER: "QR-koder sendes som billede",
    QrWay.COLUMNS: "QR-koder sendes som billede i bånd",
    QrWay.NONE: "ingen QR-koder",
}


@click.group()
def printer() -> None:
    """The kit's printer: setup."""


def _code_page(context: click.Context, param: click.Parameter, said: str | None) -> str | None:
    if said is not None and said.strip().casefold() != NONE and _number(said, CODE_PAGES) is None:
        raise click.BadParameter(f"“{said}” is neither a number from 0 to 255 nor {NONE}", context, param)
    return said


@printer.command("setup")
@click.option("--code-page", callback=_code_page, help="The table with the right æøå on the test page, or none.")
@click.option("--columns", type=PAPER_WIDTH, help="Characters a line.")
@click.option("--dots", type=click.IntRange(1), help="Dots across the paper, where that is not as usual.")
@click.option(
    "--qr",
    type=click.Choice([str(way) for way in QrWay]),
    help="QR codes: drawn by the printer, sent as a picture of rows (raster) or columns, or none.",
)
@click.option("--cutter/--no-cutter", default=None, help="Whether the printer cuts the paper.")
@click.pass_obj
def setup(
    places: Places,
    code_page: str | None,
    columns: str | None,
    dots: int | None,
    qr: str | None,
    cutter: bool | None,
) -> None:
    """Print a test page, ask what came out, and keep the answers in kit.toml. What is told by options is not asked;
    when all is told, nothing is printed.

    \b
    Example: fieldkit printer setup
             fieldkit printer setup --code-page none --columns 32 --qr raster --no-cutter
    """
    with open_kit(places) as kit:
        if not kit.config.has_printer:
            raise InputError("Kittet har ingen printer.", SetPrinter())
        before = kit.config
        # everything that a printer may have, so that the page shows what this one has
        found = msgspec.structs.replace(before, letters=Letters.DANISH, qr=QrWay.PRINTER, cutter=True)
        if columns is not None:
            found = msgspec.structs.replace(found, columns=int(columns), dots=dots)
        elif dots is not None:
            found = msgspec.structs.replace(found, dots=dots)
        if None in (code_page, columns, qr, cutter):
            say("Printeren får en prøveside på to stykker papir. Se på den, og svar her.")
            _show(kit, found, document_of(kit, TestPage()), DocumentKind.TEST)
        found = _letters(found, code_page)
        if columns is None and dots is None:
            found = _width(found)
        if cutter is None:
            cutter = _yes("Blev papiret skåret over efter punkt 5?")
        found = msgspec.structs.replace(found, cutter=cutter)
        found = msgspec.structs.replace(found, qr=QrWay(qr) if qr is not None else _ask_qr(kit, found))
        kit.config = found
        profile_of(kit)  # an InputError, before it is kept
        for name in ("columns", "code_page", *OF_THE_PRINTER):
            if getattr(found, name) != getattr(before, name):
                kit.home.change_config(name, getattr(found, name))
        say(f"Gemt i {kit.home.config_path}: {_told(found)}.")
        say("Det gælder fra næste udskrift. Se efter med “fieldkit print test”.")


def _letters(config: KitConfig, said: str | None) -> KitConfig:
    if said is None:
        said = _ask(
            "Punkt 7: hvilket tal står ved en linje med rigtigt æ ø å Æ Ø Å? Skriv tallet, eller “ingen”:",
            lambda text: text if text in NO_ANSWER or _number(text, CODE_PAGES) is not None else None,
            "Skriv et tal fra 0 til 255, eller “ingen”.",
        )
    number = _number(said, CODE_PAGES)
    letters = Letters.PLAIN if number is None else Letters.DANISH
    return msgspec.structs.replace(config, letters=letters, code_page=number)


def _width(config: KitConfig) -> KitConfig:
    count = _ask(
        "Punkt 6: hvor mange tegn er der på linealens første linje?",
        lambda text: _number(text, RULER_CHARS),
        f"Skriv et tal fra {RULER_CHARS[0]} til {RULER_CHARS[-1]}.",
    )
    columns = max((width for width in WIDTHS if width <= count), default=WIDTHS[0])
    usual = count == DOTS[columns] // CHARACTER_DOTS
    return msgspec.structs.replace(config, columns=columns, dots=None if usual else count * CHARACTER_DOTS)


def _ask_qr(kit: Kit, config: KitConfig) -> QrWay:
    """The first way in which a code comes out; each but the first is tried on a page of its own."""
    if _yes("Punkt 4: er der et firkantet mønster, og ikke tal og bogstaver?"):
        return QrWay.PRINTER
    for way in (QrWay.RASTER, QrWay.COLUMNS):
        page = Document("", (Heading("QR-kode som billede"), Qr(TEST_DIGITS)), headed=False)
        _show(kit, msgspec.structs.replace(config, qr=way), page, DocumentKind.RECEIPT)
        if _yes("Er der et helt, firkantet mønster nu, uden hvide striber?"):
            return way
    return QrWay.NONE


def _show(kit: Kit, config: KitConfig, document: Document, kind: DocumentKind) -> None:
    """Print it as a printer of this sort would have it, and tell what the printer says of itself."""
    before, kit.config = kit.config, config
    try:
        outcome = print_now(kit, document, kind)
    finally:
        kit.config = before
    if outcome.state is JobState.CONFIRMED:
        say("Printeren svarer, at siden er kommet ud.")
    else:
        say("Printeren svarer ikke, om siden kom ud. Udskrifter hedder “sendt uden svar”: se altid efter.")


def _told(config: KitConfig) -> str:
    return ", ".join(
        (
            f"{config.columns} tegn pr. linje",
            LETTERS_DA[config.letters] + (f" (tegntabel {config.code_page})" if config.code_page is not None else ""),
            QR_DA[config.qr],
            "kniv" if config.cutter else "ingen kniv",
            *([f"{config.dots} punkter på tværs"] if config.dots is not None else []),
        )
    )


def _number(text: str, among: range) -> int | None:
    said = text.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 3 and int(said) in among else None


def _ask(question: str, understood: Callable[[str], T | None], help_: str) -> T:
    """What a person answers, asked until it is understood."""
    while True:
        answer = understood(str(click.prompt(question, prompt_suffix=" ", err=True)).strip().casefold())
        if answer is not None:
            return answer
        click.echo(help_, err=True)


def _yes(question: str) -> bool:
    meant = {"j": True, "ja": True, "y": True, "n": False, "nej": False}
    return _ask(f"{question} j/n", meant.get, "Skriv j eller n.")


COMMANDS = [printer]
