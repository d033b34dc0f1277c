"""The bytes a printer gets, read back by an interpreter that was written from the printers' manuals."""

import io
import logging
import os
import platform
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from cheap_printer import FROM_HEAD_TO_EDGE, Cheap
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_read import read
from paper_samples import DOCUMENTS, RECEIPT
from PIL import Image
from sample_day import DOCUMENTS as SAMPLE_DAY
from sample_day import EXERCISE_TAG, source_of_day

from fieldkit.core.errors import InputError
from fieldkit.devices.printer.escpos import REAL_TIME, PrinterProfile, encode, profile_for, slot_test
from fieldkit.devices.printer.pieces import pieces
from fieldkit.paper.abilities import Letters, QrWay
from fieldkit.paper.blocks import Align, Column, Cut, Document, Heading, Qr, Table, Text
from fieldkit.paper.documents import make
from fieldkit.paper.layout import Line, as_text, lay_out
from fieldkit.paper.plain_letters import plain
from fieldkit.paper.widths import WIDTHS
from fieldkit.practice.paper.escpos_reader import Paper as PrintedPaper
from fieldkit.practice.paper.escpos_reader import (
    PaperCut,
    PrintedImage,
    PrintedLine,
    PrintedQr,
    Reader,
    paper_text,
)
from fieldkit.practice.paper.picture import png

PROFILES = [profile_for(32), profile_for(42), profile_for(48), profile_for(42, dots=384)]


def codes(picture: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: f"{p.columns}x{p.dots}")
def test_what_comes_out_is_what_was_laid_out(profile: PrinterProfile) -> None:
    items = lay_out(RECEIPT, profile.columns, job="7")
    paper = read(encode(items, profile), profile.dots)
    assert paper.unknown == []
    assert paper.overflows == 0
    printed = [mark.text for mark in paper.marks if isinstance(mark, PrintedLine)]
    assert printed == [item.text for item in items if isinstance(item, Line)]
    assert sum(isinstance(mark, PaperCut) for mark in paper.marks) == 2


@pytest.mark.parametrize("slot", [2, 5, 19])
def test_danish_is_right_whichever_danish_page_the_slot_holds(slot: int) -> None:
    line = "Rød grød: æøåÆØÅ – ”ja”… é"
    data = encode(lay_out(Document("", (Text(line),), headed=False), 32), profile_for(32, slot=slot))
    assert 'Rød grød: æøåÆØÅ - "ja"... é' in paper_text(read(data))


def test_a_cheap_printer_that_wakes_in_chinese_prints_danish() -> None:
    paper = PrintedPaper()
    Reader(paper, chinese=True).feed(encode(lay_out(RECEIPT, 32), profile_for(32)))
    assert "allerlængste" in paper_text(paper)


def test_headings_are_bold_and_tall_and_nothing_after_them_is() -> None:
    document = Document("", (Heading("Stort", 1), Text("Småt"), Text("Midt", align=Align.CENTER)), headed=False)
    data = encode(lay_out(document, 32), profile_for(32))
    lines = [mark for mark in read(data).marks if isinstance(mark, PrintedLine) and mark.text]
    (big, small, middle, *_) = [(line.runs[0][1], line.side) for line in lines]
    assert (big[0].bold, big[0].tall, big[0].wide) == (True, 2, 1)
    assert (small[0].bold, small[0].tall) == (False, 1)
    assert (small[1].value, middle[1].value) == ("left", "center")
    assert b"\x1b!" not in data, "ESC ! would cancel bold and font"


@pytest.mark.parametrize("qr", [QrWay.PRINTER, QrWay.RASTER, QrWay.COLUMNS])
@pytest.mark.parametrize("columns", [32, 48])
def test_a_code_reads_back_from_the_paper(columns: int, qr: QrWay) -> None:
    digits = "0123456789" * 60
    profile = replace(profile_for(columns), qr=qr)
    paper = read(encode(lay_out(Document("", (Qr(digits),), headed=False), columns), profile), profile.dots)
    assert paper.unknown == []
    assert paper.overflows == 0
    assert codes(png(paper)) == [digits]
    strips = [mark for mark in paper.marks if isinstance(mark, PrintedImage)]
    assert all(len(strip.rows) <= 128 for strip in strips)
    assert bool(strips) is (qr is not QrWay.PRINTER)


def test_a_code_of_bytes_that_would_command_the_printer_becomes_an_image() -> None:
    harmless = encode(lay_out(Document("", (Qr(b"\x00\xffabc"),), headed=False), 32), profile_for(32))
    assert [mark.data for mark in read(harmless).marks if isinstance(mark, PrintedQr)] == [b"\x00\xffabc"]
    dangerous = encode(lay_out(Document("", (Qr(b"a\x10\x14\x01\x00\x08b"),), headed=False), 32), profile_for(32))
    assert not any(command in dangerous for command in REAL_TIME)
    assert any(isinstance(mark, PrintedImage) for mark in read(dangerous).marks)


def test_a_code_too_big_for_the_paper_is_refused_with_advice() -> None:
    with pytest.raises(InputError, match="for stor til papiret"):
        encode(lay_out(Document("", (Qr("1" * 6000),), headed=False), 32), profile_for(32))


@given(DOCUMENTS, st.sampled_from(WIDTHS))
@settings(max_examples=150, deadline=None)
def test_no_document_whatever_its_text_can_command_the_printer_or_overflow(document: Document, columns: int) -> None:
    profile = profile_for(columns)
    items = lay_out(document, columns)
    data = encode(items, profile)
    paper = read(data, profile.dots)
    assert paper.unknown == []
    assert paper.overflows == 0
    assert not any(command in data for command in REAL_TIME)
    assert [mark.text for mark in paper.marks if isinstance(mark, PrintedLine)] == [
        item.text for item in items if isinstance(item, Line)
    ]


def test_without_a_knife_a_line_shows_where_to_tear() -> None:
    document = Document("", (Text("runner"), Cut(), Text("stub")), headed=False)
    paper = read(encode(lay_out(document, 32), replace(profile_for(32), has_cutter=False)))
    assert not any(isinstance(mark, PaperCut) for mark in paper.marks)
    assert paper_text(paper).count("riv her") == 1
    assert paper.unknown == []
    assert paper.overflows == 0


def test_the_slot_page_shows_danish_where_the_slot_holds_a_danish_page() -> None:
    text = paper_text(read(slot_test(profile_for(32))))
    right = [int(line.split()[0]) for line in text.splitlines() if "æøåÆØÅ" in line and line[:3].strip().isdigit()]
    assert right == [2, 5, 19]


CHEAP = PrinterProfile(letters=Letters.PLAIN, qr=QrWay.RASTER, has_cutter=False)


def everything(profile: PrinterProfile) -> list[tuple[bytes, str]]:
    """Every document of a day as a job, and as text."""
    source = source_of_day(EXERCISE_TAG)
    found = []
    for wanted in SAMPLE_DAY.values():
        codes = profile.qr is not QrWay.NONE
        items = lay_out(make(wanted, source), profile.columns, job="7", letters=profile.letters, codes=codes)
        found.append((encode(items, profile), as_text(items, profile.columns)))
    return found


@pytest.mark.parametrize(
    "printer",
    [{"knows_fs_dot": False}, {"knows_code_pages": False}, {"knows_code_pages": False, "page": "cp1252"}],
    ids=["stays Chinese", "stays cp437", "stays cp1252"],
)
def test_where_no_danish_letter_comes_out_right_they_are_written_with_two(printer: dict[str, Any]) -> None:
    spoilt = encode(lay_out(Document("", (Text("Tæpper til Ørsted"),), headed=False), 32), profile_for(32))
    assert "Tæpper til Ørsted" not in Cheap(**printer).take(spoilt).text
    for columns in WIDTHS:
        for job, _ in everything(replace(profile_for(columns), letters=Letters.PLAIN)):
            paper = Cheap(**printer).take(job)
            assert paper.text.isascii()
            assert all(len(line) <= columns for line in paper.lines)
            assert "OEVELSE" in paper.text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ærø, Østre Skole, ÅBEN, ØVELSE", "Aeroe, Oestre Skole, AABEN, OEVELSE"),
        ("Å", "AA"),
        ("kl. 14½ – 20 °C, µ", "kl. 14 1/2 - 20  gr.C, u"),
        ("Müller, café, Ñandú ß", "Mueller, cafe, Nandu ss"),
        ("2¾ liter, m²", "2 3/4 liter, m2"),
        ("漢", "?"),
    ],
)
def test_plain_letters_are_what_people_write(text: str, written: str) -> None:
    assert plain(text) == written


@pytest.mark.parametrize("qr", [QrWay.RASTER, QrWay.COLUMNS])
def test_a_printer_that_draws_no_code_gets_it_as_a_picture_and_prints_no_digits(qr: QrWay) -> None:
    code = Document("", (Qr("0123456789" * 12),), headed=False)
    native = Cheap(knows_qr=False).take(encode(lay_out(code, 32), profile_for(32)))
    assert "0123456789" in native.text
    drawn = Cheap(knows_qr=False, knows_raster=qr is QrWay.RASTER).take(
        encode(lay_out(code, 32), profile_for(32, qr=qr))
    )
    assert "0123" not in drawn.text and drawn.pictures
    assert all(width <= 384 for width, _ in drawn.pictures)


def test_a_printer_that_can_draw_no_code_at_all_says_so_in_its_place() -> None:
    for job, text in everything(replace(CHEAP, qr=QrWay.NONE)):
        paper = Cheap(knows_qr=False, knows_raster=False).take(job)
        assert not paper.pictures and "[QR" not in text and "Scan paa et kit" not in text
    assert any("Ingen QR-kode" in text for _, text in everything(replace(CHEAP, qr=QrWay.NONE)))


def test_without_a_knife_the_last_line_comes_past_the_edge_whatever_the_printer_ignores() -> None:
    cut = Cheap(has_knife=False, knows_feed=False).take(encode(lay_out(RECEIPT, 32), profile_for(32)))
    assert cut.fed < FROM_HEAD_TO_EDGE
    for job, _ in everything(CHEAP):
        assert Cheap(has_knife=False, knows_feed=False).take(job).fed >= FROM_HEAD_TO_EDGE
    page = slot_test(profile_for(32))  # before anybody knows what the printer can
    assert Cheap(has_knife=False, knows_feed=False).take(page).fed >= FROM_HEAD_TO_EDGE


def test_the_jobs_of_a_cheap_printer_can_be_interrupted_between_any_two_pieces() -> None:
    for qr in (QrWay.RASTER, QrWay.COLUMNS):
        for job, _ in everything(replace(CHEAP, qr=qr)):
            cut = pieces(job, 128)
            assert b"".join(piece.data for piece in cut) == job
            assert max(len(piece.data) for piece in cut) < 8000
            assert not any(command in job for command in REAL_TIME)


def test_the_ruler_shows_how_many_characters_a_line_has() -> None:
    for profile in (profile_for(32), profile_for(42, dots=384), profile_for(48)):
        printed = [mark for mark in read(slot_test(profile), profile.dots).marks if isinstance(mark, PrintedLine)]
        ruler = next(mark.text for mark in printed if mark.text.startswith("....5"))
        assert len(ruler) == profile.dots // 12


def test_wrong_profiles_are_refused_in_danish() -> None:
    *others, widest = WIDTHS
    with pytest.raises(InputError, match=f"vælg {', '.join(map(str, others))} eller {widest}"):
        profile_for(40)
    with pytest.raises(InputError, match="prøveside"):
        profile_for(32, slot=300)
    for dots in (200, 5000):
        with pytest.raises(InputError, match="vælg fra 288 til 1000 punkter"):
            profile_for(32, dots=dots)
    with pytest.raises(ValueError, match="33 cells"):
        encode([Line("x" * 33)], profile_for(32))


def test_a_list_of_forty_lines_costs_hardly_more_than_its_text() -> None:
    rows = tuple((f"Øvelse Deltager {n:02}", "runner", "[ ]") for n in range(40))
    table = Table((Column("Navn"), Column("Rolle", 8), Column("", 3)), rows)
    items = lay_out(Document("Fremmødeliste", (table,), number="12-0001", time="08.40"), 32)
    plain = as_text(items, 32)
    assert len(encode(items, profile_for(32))) <= 1.1 * len(plain.encode())


def test_the_library_is_imported_without_its_side_effects(tmp_path: Path) -> None:
    """In a fresh process: no temporary folder left, no logging set up, nothing said, and only when needed."""
    script = """
import logging, sys
from fieldkit.devices.printer.escpos import encode, profile_for
from fieldkit.paper.blocks import Document, Qr, Text
from fieldkit.devices.printer.pieces import pieces
from fieldkit.paper.documents import make
from fieldkit.paper.plain_letters import plain
from fieldkit.paper.abilities import Letters, QrWay
from fieldkit.paper.layout import lay_out
from dataclasses import replace
assert not any(name.split('.')[0] == 'escpos' for name in sys.modules)
document = Document('x', (Text('y'), Qr('123')))
encode(lay_out(document, 32), replace(profile_for(32), qr=QrWay.RASTER))
assert logging.root.handlers == [], logging.root.handlers
"""
    places = {"TMPDIR": str(tmp_path / "tmp"), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": "/usr/bin:/bin"}
    (tmp_path / "tmp").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script], env=places, capture_output=True, text=True, cwd=Path.cwd(), check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list((tmp_path / "cache" / "fieldkit" / "escpos").iterdir()) != []
    assert logging.root is logging.getLogger()


@pytest.mark.processes
def test_half_a_table_in_the_cache_and_many_starts_at_once_do_no_harm(tmp_path):
    """A power cut left half a file; then several processes begin to print in the same instant."""
    folder = tmp_path / "fieldkit" / "escpos"
    folder.mkdir(parents=True, mode=0o700)
    (folder / f"{platform.python_version()}.capabilities.pickle").write_bytes(b"\x80\x02}q")
    program = (
        "from fieldkit.devices.printer.escpos import encode, profile_for\n"
        "from fieldkit.paper.blocks import Document, Text\n"
        "from fieldkit.paper.layout import lay_out\n"
        "print(len(encode(lay_out(Document('Prøve', (Text('æøå'),)), 32), profile_for(32))))"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    starts = [
        subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0] for process in starts}
    assert all(process.returncode == 0 for process in starts) and len(said) == 1
    assert [path.suffix for path in folder.iterdir()] == [".pickle"]
