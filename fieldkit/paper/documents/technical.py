"""Papers about the kit itself: the key card and the test page."""

from fieldkit.core.errors import InputError
from fieldkit.core.remedies import PrintKeyCard
from fieldkit.paper.blocks import (
    Align,
    Banner,
    Block,
    Checkbox,
    Column,
    Document,
    Heading,
    KeyValue,
    Qr,
    Rule,
    SignatureLine,
    Table,
    Text,
)
from fieldkit.paper.documents.source import DocumentSource, KeyRows

TEST_DIGITS = "0123456789" * 4


def key_card(key: KeyRows | None, source: DocumentSource) -> Document:
    """Nøglekort: the municipality's key as QR codes, to be locked away. InputError when there is none."""
    if key is None or not key.codes:
        raise InputError("Der er ingen nøgle at udskrive.", PrintKeyCard())
    count = len(key.codes)
    codes = [Qr(code, "" if count == 1 else f"Kode {index}/{count}") for index, code in enumerate(key.codes, 1)]
    return source.of_now(
        "Nøglekort",
        [
            Banner("HEMMELIG"),
            Text("Den, der har kortet, kan tale som kommunen. Lås det inde. Tag aldrig et billede af det.", bold=True),
            KeyValue("Nøgle nr.", str(key.number)),
            KeyValue("Kendetal", " ".join(key.fingerprint[at : at + 4] for at in range(0, len(key.fingerprint), 4))),
            Text("To kit har samme nøgle, når kendetallet er det samme."),
            *codes,
            SignatureLine("Udleveret til / dato"),
            Text("Er kortet væk? Sig det straks til sekretariatet, så nøglen kan skiftes."),
        ],
    )


def test_page(source: DocumentSource) -> Document:
    """Prøveside: letters, sizes, columns, boxes and a QR code; the printer's code page slots follow on the same paper.

    The slots cannot be told as blocks, for each is a command to the printer:
    `devices.printer.escpos.slot_test` makes them.
    """
    blocks: list[Block] = [
        Heading("1. Bogstaver"),
        Text("æøå ÆØÅ é ü ö ä ½ ° «» – … “”"),
        Text("Blåbærgrød på Ærø, ørkener og Århus"),
        Checkbox("Rigtige bogstaver ovenfor"),
        Text("Er de forkerte, så se tabellerne på næste stykke papir, og skriv tallet i kit.toml: code_page = tallet."),
        Rule(),
        Heading("2. Størrelser"),
        Text("Almindelig skrift"),
        Text("Fed skrift", bold=True),
        Text("Høj skrift", tall=True),
        Banner("BRED"),
        Heading("3. Bredde"),
        Text("Stregen går fra kant til kant og fylder præcis én linje:"),
        Rule("="),
        Table(
            (Column("Venstre"), Column("Midt", 8, Align.CENTER), Column("Højre", 8, Align.RIGHT)),
            (("a", "b", "c"), ("længere ord brydes her", "1", "2")),
        ),
        Rule(),
        Heading("4. QR-kode"),
        Qr(TEST_DIGITS, "Skal give 0123456789 fire gange"),
        Rule(),
        Heading("5. Kniven"),
        Text("Papiret skæres eller kan rives lige under næste linje."),
    ]
    return source.of_now("Prøveside", blocks)
