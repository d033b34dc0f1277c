"""Papers about the kit itself: the key card and the test page."""

from fieldkit.core.errors import InputError
from fieldkit.core.remedies import MakeKey, PrintKeyCard
from fieldkit.core.text.wording import in_fours
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
from fieldkit.paper.documents.source import ChannelRows, DocumentSource, KeyRows

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
            KeyValue("Kendetal", in_fours(key.fingerprint)),
            Text("To kit har samme nøgle, når kendetallet er det samme."),
            *codes,
            SignatureLine("Udleveret til / dato"),
            Text("Er kortet væk? Sig det straks til sekretariatet, så nøglen kan skiftes."),
        ],
    )


def channel_card(channel: ChannelRows | None, source: DocumentSource) -> Document:
    """Radiokort: the channel as a QR code for the app on a place's phone. InputError when there is no key."""
    if channel is None:
        raise InputError("Der er ingen nøgle, som radioernes kanal kan laves af.", MakeKey())
    wait = [Text("Vent: scan først, når sekretariatet siger til. Indtil da ville stedet ikke kunne høres.", bold=True)]
    return source.of_now(
        "Radiokort",
        [
            Banner("HEMMELIG"),
            *([] if channel.in_use else wait),
            Text("1. Forbind telefonen med stedets radio i Meshtastic-appen."),
            Text("2. Scan koden med telefonens kamera, og åbn den i appen."),
            Text("3. Vælg at erstatte kanalerne (Replace), og gem."),
            Text("4. Skriv en besked, og se, at sekretariatet svarer."),
            KeyValue("Kanal", channel.name),
            KeyValue("Nøgle nr.", str(channel.number)),
            KeyValue("Kendetal", in_fours(channel.fingerprint)),
            Qr(channel.url.encode("ascii"), "Scan med telefonen"),
            Text("Kan koden ikke scannes, så skriv adressen her i telefonens browser:"),
            Text(channel.url),
            Text("Den, der har kortet, kan læse med på kanalen. Giv det tilbage bagefter; det skal makuleres."),
        ],
    )


def test_page(source: DocumentSource) -> Document:
    """Prøveside: letters, sizes, columns, boxes and a QR code, each with what to look for; a ruler and the printer's
    code page slots follow on the next piece.

    The slots cannot be told as blocks, for each is a command to the printer:
    `devices.printer.escpos.slot_test` makes them.
    """
    blocks: list[Block] = [
        Heading("1. Bogstaver"),
        Text("æøå ÆØÅ é ü ö ä ½ ° «» – … “”"),
        Text("Blåbærgrød på Ærø, ørkener og Århus"),
        Checkbox("Rigtige bogstaver ovenfor"),
        Text("Står der andre tegn for ø og Ø, spørgsmålstegn eller kinesiske tegn? Se 7 på næste stykke papir."),
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
        Text("Her skal være et firkantet mønster. Kommer der tal og bogstaver, kan printeren ikke tegne det selv."),
        Qr(TEST_DIGITS, "Skal give 0123456789 fire gange"),
        Checkbox("QR-koden er et mønster"),
        Rule(),
        Heading("5. Kniven"),
        Text("Papiret skal skæres lige under næste linje. Hænger det sammen med næste stykke, er der ingen kniv."),
        Checkbox("Papiret blev skåret"),
    ]
    return source.of_now("Prøveside", blocks)
