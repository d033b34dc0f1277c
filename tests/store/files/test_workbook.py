"""Workbooks: read as they lie, within bounds; a hostile or damaged one is one sentence, soon and in little memory."""

import io
import random
import time
import tracemalloc
import zipfile
from datetime import datetime
from datetime import time as clock

import pytest
from openpyxl import Workbook
from openpyxl.styles import numbers

from fieldkit.core.errors import InputError
from fieldkit.store.files.roster import load_roster
from fieldkit.store.files.sheet import MOST_COLUMNS, MOST_ROWS, WHY_DA, Unreadable, WorkbookError, column_name
from fieldkit.store.files.workbook import read_workbook
from fieldkit.store.vault.list_files import read_list

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def parts(sheet: str, *, shared: str = "", styles: str = "") -> dict[str, bytes]:
    """The parts of a workbook with one sheet, as Excel lays them."""

    def links(*pairs: tuple[str, str]) -> str:
        each = "".join(
            f'<Relationship Id="r{n}" Type="{LINKS}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(pairs)
        )
        return f'<Relationships xmlns="{RELATIONS}">{each}</Relationships>'

    texts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": links(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        '<sheet name="steder" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": shared or f'<sst xmlns="{MAIN}"/>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    return {name: text.encode() for name, text in texts.items()}


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def rows_of(sheet: str, **more: str) -> dict[int, dict[int, object]]:
    (found,) = read_workbook(packed(parts(f"<sheetData>{sheet}</sheetData>", **more)))
    return found.rows


def test_every_way_of_writing_a_cell_is_read_as_excel_shows_it():
    shared = (
        f'<sst xmlns="{MAIN}"><si><t>Ø</t></si>'
        "<si><r><t>to </t></r><r><t>dele</t></r><rPh><t>udtale</t></rPh></si></sst>"
    )
    row = (
        '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c t="inlineStr"><is><t>her</t></is></c>'
        '<c r="E3" t="str"><f>A1</f><v>svar</v></c><c r="F3" t="e"><f>A1</f><v>#NAVN?</v></c><c r="G3">'
        '<f>A1&amp;B1</f></c><c r="H3" t="b"><v>1</v></c><c r="I3"><v>45.5</v></c><c r="J3"><v>1.2345678E7</v></c>'
        '<c r="K3" s="1"/></row>'
    )
    assert rows_of(row, shared=shared) == {
        3: {1: "Ø", 2: "to dele", 3: "her", 5: "svar", 6: "#NAVN?", 7: "=A1&B1", 8: True, 9: 45.5, 10: 12345678}
    }


def test_numbers_are_read_as_their_format_shows_them():
    book = Workbook()
    sheet = book.active
    sheet.append([12345678, 1, datetime(2026, 1, 31), 0.5, 4.5e17, 3])
    for cell, code in zip(
        sheet[1], ("00\\ 00\\ 00\\ 00", "00000000", "dd-mm-yyyy", "hh:mm", "0", numbers.FORMAT_GENERAL), strict=True
    ):
        cell.number_format = code
    out = io.BytesIO()
    book.save(out)
    (found,) = read_workbook(out.getvalue())
    assert found.rows[1] == {
        1: "12345678",
        2: "00000001",
        3: datetime(2026, 1, 31),
        4: clock(12),
        5: "4.50000000000000E+17",  # Excel keeps fifteen digits: that the rest are lost must be seen
        6: 3,
    }


def test_what_is_hidden_and_merged_is_told():
    sheet = (
        '<cols><col min="2" max="3" width="9" hidden="1"/><col min="5" max="5" width="0"/></cols><sheetData>'
        '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" ht="0"/></sheetData>'
        '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C3"/></mergeCells>'
    )
    (found,) = read_workbook(packed(parts(sheet)))
    assert found.hidden_rows == {1, 2}
    assert [found.column_hidden(column) for column in range(1, 6)] == [False, True, True, False, True]
    assert [one.name for one in found.merged] == ["A1:B2"]
    assert [column_name(number) for number in (1, 26, 27, 16384)] == ["A", "Z", "AA", "XFD"]


def laughs() -> str:
    each = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    return f'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">{each}]><sst xmlns="{MAIN}"><si><t>&i;</t></si></sst>'


def _row(number: int, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


TEXT = '<c t="inlineStr"><is><t>x</t></is></c>'


def with_data(data: str, **more: str) -> dict[str, bytes]:
    return parts(f"<sheetData>{data}</sheetData>", **more)


HOSTILE = {
    "entities": lambda: packed(with_data(_row(1, '<c t="s"><v>0</v></c>'), shared=laughs())),
    "external entity": lambda: packed(
        with_data("", shared='<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>')
    ),
    "a cell at the far end of each row": lambda: packed(
        with_data("".join(_row(n, f'<c r="XFD{n}" t="inlineStr"><is><t>x</t></is></c>') for n in range(1, 3000)))
    ),
    "a million rows": lambda: packed(with_data("".join(_row(n, "<c><v>1</v></c>") for n in range(1, 400_000)))),
    "more rows than a list has": lambda: packed(
        with_data("".join(_row(n, "<c><v>1</v></c>") for n in range(1, MOST_ROWS + 2)))
    ),
    "one more column than a list has": lambda: packed(with_data(_row(1, TEXT * (MOST_COLUMNS + 1)))),
    "one long text in each cell": lambda: packed(
        with_data(
            "".join(_row(n, '<c t="s"><v>0</v></c>' * 90) for n in range(1, 3000)),
            shared=f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000_000}</t></si></sst>',
        )
    ),
    "elements within elements": lambda: packed(parts("<a>" * 3_000_000)),
    "one element of many megabytes": lambda: packed(parts('<a b="' + "x" * 15_000_000 + '"/>')),
    "empty elements": lambda: packed(parts("<a/>" * 4_000_000)),
    "zeros": lambda: packed({**with_data(""), "xl/media/big.bin": bytes(300_000_000)}),
    "a thousand merged cells": lambda: packed(
        parts("<mergeCells>" + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 5000)) + "</mergeCells>")
    ),
    "a hundred thousand parts": lambda: packed({**with_data(""), **{f"p{n}": b"" for n in range(30_000)}}),
    "another packing": lambda: packed(with_data(""), zipfile.ZIP_BZIP2),
    "locked": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
    "the old form": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
    "a web page": lambda: b"<html><table><tr><td>navn</td></tr></table></html>",
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_one_sentence_soon_and_in_little_memory(tmp_path, name):
    raw = HOSTILE[name]()
    (tmp_path / "steder.xlsx").write_bytes(raw)
    tracemalloc.start()
    began = time.process_time()
    roster, faults = load_roster(tmp_path)
    took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert roster is None
    assert len([fault for fault in faults if fault.file.startswith("steder.xlsx")]) == 1
    assert peak < 150_000_000
    assert took < 60, "with the tracing; a tenth of it without"
    with pytest.raises(InputError, match=r"steder\.xlsx") as refused:
        read_list(tmp_path / "steder.xlsx")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "why"), [("locked", Unreadable.LOCKED), ("the old form", Unreadable.OLD)])
def test_a_locked_workbook_and_an_old_one_are_told_apart(name, why):
    with pytest.raises(WorkbookError) as refused:
        read_workbook(HOSTILE[name]())
    assert refused.value.why is why
    assert WHY_DA[why].endswith(".xlsx.") or "uden adgangskode" in WHY_DA[why]


def test_a_workbook_damaged_anywhere_gives_sheets_or_one_error():
    book = Workbook()
    for n in range(30):
        book.active.append([n, "navn", datetime(2026, 1, 1), 0.25, "Ø"])
    out = io.BytesIO()
    book.save(out)
    good, chance = out.getvalue(), random.Random(7)
    refused = 0
    for _ in range(600):
        raw = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            read_workbook(bytes(raw[: chance.choice((len(raw), len(raw), chance.randrange(len(raw))))]))
        except WorkbookError:
            refused += 1
    assert refused > 300
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(600):  # and inside the packing, where no sum tells of it
        name = chance.choice(sorted(files))
        inside = bytearray(files[name])
        for _ in range(chance.randint(1, 4)):
            inside[chance.randrange(len(inside))] = chance.choice(b'<>"/&;0123456789ArstIxmlZ \xff\x00')
        try:
            read_workbook(packed({**files, name: bytes(inside)}))
        except WorkbookError:
            refused += 1
    assert refused > 500


@pytest.mark.parametrize(
    "content", [b";" * 10_000_000, b"\n" * 10_000_000, b"1;a;b;skole\n" * 1_000_000, b'"' + b"x\n" * 5_000_000]
)
def test_a_huge_text_file_is_one_sentence_soon_and_in_little_memory(tmp_path, content):
    for name in ("steder.csv", "liste.txt"):
        (tmp_path / name).write_bytes(b"nummer;kortnavn;navn;type\n" + content)
    tracemalloc.start()
    began = time.process_time()
    roster, faults = load_roster(tmp_path)
    assert roster is None and len(faults) == 1
    for name in ("steder.csv", "liste.txt"):
        with pytest.raises(InputError, match=r"alt for stor|Anførselstegnene"):
            read_list(tmp_path / name)
    took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150_000_000
    assert took < 60
