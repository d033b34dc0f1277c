"""Documents as they lie on paper: whole words, nothing lost, nothing wider than the roll, whatever people write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_samples import DOCUMENTS, RECEIPT, TEXTS, tables

from fieldkit.paper.blocks import Column, Document, Qr, Table
from fieldkit.paper.charset import BYTES, CODE_PAGES, encode, printable, printable_line
from fieldkit.paper.layout import CutMark, Line, QrCode, as_text, lay_out, wrap
from fieldkit.paper.qr import DATA_CODEWORDS, module_dots, modules, most_digits, version_for
from fieldkit.paper.widths import WIDTHS


@given(DOCUMENTS, st.integers(16, 64), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_nothing_is_wider_than_the_paper_and_every_character_can_be_printed(
    document: Document, width: int, copy: int
) -> None:
    items = lay_out(document, width, job="42", copy=copy)
    for item in items:
        if isinstance(item, Line):
            assert item.cells <= width
            assert all(character in BYTES for character in item.text)
            assert len(encode(item.text)) == len(item.text)
    assert isinstance(items[-1], CutMark)
    assert items[-1].last
    assert all(len(line) <= width for line in as_text(items, width).splitlines() if "[QR" not in line)


@given(TEXTS, st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_wrapping_loses_no_character_and_breaks_no_word_that_fits(text: str, width: int) -> None:
    lines = wrap(text, width)
    shown = printable(text)
    assert "".join("".join(lines).split()) == "".join(shown.split())
    assert all(len(line) <= width for line in lines)
    words = [word for line in lines for word in line.split()]
    fitting = [word for word in shown.split() if len(word) <= width]
    remaining = iter(words)
    assert all(any(word == other for other in remaining) for word in fitting)


@given(tables(), st.integers(16, 64))
@settings(max_examples=200, deadline=None)
def test_a_table_shows_every_letter_of_every_cell_at_any_width(table: Table, width: int) -> None:
    items = lay_out(Document("", (table,), headed=False), width)
    drawn = "".join(item.text for item in items if isinstance(item, Line))
    for row in table.rows:
        for cell in row:
            for letter in set(printable_line(cell)) - {" "}:
                assert drawn.count(letter) >= printable_line(cell).count(letter)


@given(TEXTS)
def test_printable_text_is_settled_and_holds_no_command(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert all(character == "\n" or character in BYTES for character in once)
    assert all(byte >= 0x20 and byte != 0x7F for byte in encode(text))


def test_danish_letters_have_the_bytes_every_danish_page_gives_them() -> None:
    assert encode("æøåÆØÅ").hex(" ") == "91 9b 86 92 9d 8f"
    for page in CODE_PAGES:
        assert encode("Blåbærgrød på Ærø, ÅØÆ é ü ö ½").decode(page) == "Blåbærgrød på Ærø, ÅØÆ é ü ö ½"


def test_signs_people_type_become_signs_the_printer_has() -> None:
    assert printable("“Vand” – nu… ☐ mad ✓ lys → skole €5 ’hej’") == (
        "\"Vand\" - nu... [ ] mad [x] lys -> skole EUR5 'hej'"
    )
    assert printable("a\u030a") == "å", "a letter typed as two code points is one letter"
    assert printable("Łódź ő 日本 👍\u200d🏽") == "Lódz o ?? ??"
    assert printable("a\x1b@\x10\x14b\x00c\x7f\x9bd") == "a@bcd"
    assert printable("en\r\nto\rtre\u2028fire") == "en\nto\ntre\nfire"


def test_a_receipt_on_narrow_paper() -> None:
    assert (
        as_text(lay_out(RECEIPT, 32, job="7", copy=2), 32)
        == """\
================================
          ØVELSE
          KOPI 2
================================
Kvittering
12-0147           14. jan. 08.40
Kit 12 Mødested Øst (fiktivt)
--------------------------------
Fra: Eksempelkommunens
     allerlængste
     institutionsnavn
Punkt         Stand    Timer
--------------------------------
vand          kritisk      6
kommunikation ukendt
[ ] 3. Tænd nødstrøm og sig det
    til sekretariatet
    inden 2 t
         [QR 10 cifre]
            scan her
--------------------------------
ØVELSE · KOPI 2 · 12-0147
job 7                    del 1/2
- - - - - - - - - - - - - - - -
================================
          ØVELSE
          KOPI 2
================================
Kvittering
12-0147           14. jan. 08.40
Kit 12 Mødested Øst (fiktivt)
--------------------------------
Stub
--------------------------------
ØVELSE · KOPI 2 · 12-0147
job 7                   slut 2/2
- - - - - - - - - - - - - - - -
"""
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_number_time_kit_exercise_and_part_stand_on_every_part(width: int) -> None:
    text = as_text(lay_out(RECEIPT, width), width)
    parts = text.split(("- " * width)[:width].rstrip() + "\n")[:-1]
    assert len(parts) == 2
    for part, count in zip(parts, ["del 1/2", "slut 2/2"], strict=True):
        for mark in ("ØVELSE", "12-0147", "14. jan. 08.40", "Kit 12", count):
            assert mark in part
    assert "KOPI" not in text


def test_a_table_too_wide_for_the_paper_is_stacked_not_cut() -> None:
    table = Table(
        (Column("Navn", 20), Column("Rolle", 12), Column("Telefon", 12)),
        (("Øvelse Andersen", "runner", "00 00 00 01"),),
    )
    text = as_text(lay_out(Document("", (table,), headed=False), 32), 32)
    assert text.splitlines()[:3] == ["Øvelse Andersen", "  Rolle: runner", "  Telefon: 00 00 00 01"]
    wide = as_text(lay_out(Document("", (table,), headed=False), 48), 48)
    assert "Øvelse Andersen      runner       00 00 00 01" in wide.splitlines()


def test_a_row_with_too_many_cells_and_an_empty_or_lettered_code_are_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Table((Column(),), (("a", "b"),))
    with pytest.raises(ValueError, match="empty"):
        Qr("")
    with pytest.raises(ValueError, match="digits"):
        Qr("12a")
    with pytest.raises(ValueError, match="narrowest"):
        lay_out(RECEIPT, 12)


@given(st.integers(1, 3000), st.sampled_from(["L", "M"]))
@settings(max_examples=60, deadline=None)
def test_the_version_of_a_code_is_the_one_the_standard_library_of_codes_finds(digits: int, level: str) -> None:
    import qrcode
    from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M

    other = qrcode.QRCode(error_correction={"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M}[level])
    data = "7" * digits
    other.add_data(data, optimize=0)
    assert version_for(data, level) == other.best_fit()  # type: ignore[arg-type]


@pytest.mark.parametrize("dots", [384, 512, 576])
def test_the_most_digits_still_fit_and_one_more_does_not(dots: int) -> None:
    most = most_digits(dots)
    version = version_for("1" * most, "M")
    assert version is not None
    assert (modules(version) + 8) * 4 <= dots
    above = version_for("1" * (most + 1), "M")
    assert above is not None
    assert (modules(above) + 8) * 4 > dots
    assert module_dots(version, dots) == 4
    assert len(DATA_CODEWORDS["L"]) == len(DATA_CODEWORDS["M"]) == 40


def test_a_code_in_the_layout_is_kept_whole() -> None:
    codes = [item for item in lay_out(RECEIPT, 32) if isinstance(item, QrCode)]
    assert codes == [QrCode("0123456789", "M")]
