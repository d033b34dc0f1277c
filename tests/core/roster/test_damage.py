"""A damaged cell is a fault by file and line, whatever a spreadsheet or a wrong alphabet did; whole ones are none."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import numbers
from paths import ROOT

from fieldkit.core.roster.damage import LONGEST_CELL, Damage, damage_of, damaged_cells
from fieldkit.core.roster.read import SHAPES, table_of
from fieldkit.store.files.roster import load_files, load_roster, load_tables

DATA = ROOT / "data"

ERRORS = [
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#UNKNOWN!",
    "#CONNECT!",
    "#BUSY!",
    "#NUL!",
    "#DIVISION/0!",
    "#VÆRDI!",
    "#REFERENCE!",
    "#NAVN?",
    "#I/T",
    "#OVERLØB!",
    "#HENTER_DATA",
    "#FELT!",
    "#BLOKERET!",
    "#UKENDT!",
    "#BEREGN!",
    "#BEZUG!",
    "#VERDI!",
    "#NV",
    "#####",
    "Err:508",
    "#ERROR!",
    "#REFERENCE!12345",
    "FALSE",
]
WHOLE = [
    ("navn", "Åse Ørsted-Næss"), ("navn", "Børnehuset “Æblet”"), ("navn", "D'Artagnan O’Brien"), ("navn", "Hal #2"),
    ("navn", "Zoë Müller"), ("navn", "André Ångström"), ("navn", "Börje Åkesson"), ("navn", "1. maj-hallen"),
    ("navn", "B&B Skansen"), ("navn", "Naïma"), ("navn", "São João"), ("navn", "Skole 2026"), ("navn", "Maja Marts"),
    ("adresse", "Rådhusgangen 1, 2. tv."), ("adresse", "Vej 3-5"), ("adresse", "C/O Hansen"),
    ("telefon", "00 00 00 01"), ("telefon", "+45 00 00 00 01"), ("telefon", "004500000001"), ("telefon", "112"),
    ("telefon", "114"), ("telefon", "1813"), ("telefon", "lokal 4123"), ("telefon", "00000001 / 00000002"),
    ("telefon", "12345678"), ("telefon", "4512345678"), ("telefon", "298123456"), ("telefon", "tlf. 12 34 56"),
    ("bemærkning", "hvem har nøglen?"), ("bemærkning", "2026-01-31"), ("bemærkning", "kun 8-16"),
    ("bemærkning", "5 µm filter, −5 °C"), ("telefon", "118118"),
    ("bemærkning", "https://example.dk/a?b=1"), ("bemærkning", "– ikke i brug –"), ("bemærkning", "§ 12 og 3 × 4"),
    ("revideret", "2026-01-15"), ("radionavn", "M01"), ("radionavn", "1E5"), ("radio", "!0a0f0001"),
    ("kit", "12"), ("bredde", "55,60128"), ("længde", "9.21591"), ("antal", "10000000"), ("enhed", "stk."),
    ("hvornår", "noget er galt et enkelt sted"), ("kanal", "kurer til sundhedscentret"), ("navn", "-"),
]  # fmt: skip
BROKEN = [
    "BÃ¸rnehuset", "Ã†blegården", "Ã˜velse", "rÃ¥d", "KÃ¦r", "â€“", "RÂ°", "BÃƒÂ¸rn", "B?rnehuset", "?velse Andersen",
    "Tr?skoen", "B\ufffdrnehuset", "B\x9brnehuset", "B›rnehuset", "K‘r", "R†dhus", "B¿rnehuset", "K¾r", "B°rnehuset",
    "Kµr", "RÕdhus", "B|rnehuset", "B├©rnehuset", "B√∏rnehuset", "B&oslash;rnehuset", "B&#248;rnehuset", "B=F8rnehuset",
    "B=C3=B8rnehuset", "B%C3%B8rnehuset", "B\\u00f8rnehuset", "Præst?", "???", "Ïvelse",
]  # fmt: skip
TRICKS = ['="00000001"', "=A1", '=HYPERLINK("http://x")', "@SUM(1+1)", "+cmd|' /C calc'!A0", "'00000001", '"00000001"']
LOST = ["4.1E+07", "4,1E+07", "4,51235E+09", "1E+15", "-1.5E-3"]
DATES = [
    "01-02-2026", "1/2/2026", "2/13/2026", "02-feb", "2. feb", "feb-26", "maj-98", "1-maj", "01-mar-2026", "2026-02-01",
    "01:30:00", "2026-02-01 00:00:00", "1:30",
]  # fmt: skip
ZEROS = ["1234567", "123", "4123", "12345", "223 456", "812345678"]


@pytest.mark.parametrize(
    ("column", "text", "damage"),
    [("navn", text, Damage.ERROR_WORD) for text in ERRORS]
    + [("navn", text, Damage.BROKEN) for text in BROKEN]
    + [("telefon", text, Damage.FORMULA) for text in TRICKS]
    + [("telefon", text, Damage.LOST_DIGITS) for text in LOST]
    + [("navn", text, Damage.DATE) for text in DATES]
    + [("telefon", text, Damage.LOST_ZEROS) for text in ZEROS]
    + [("bemærkning", "x" * (LONGEST_CELL + 1), Damage.TOO_LONG)],
)
def test_what_a_spreadsheet_or_a_wrong_alphabet_did_is_seen(column: str, text: str, damage: Damage) -> None:
    assert damage_of(text, column) is damage


@pytest.mark.parametrize(("column", "text"), WHOLE)
def test_a_whole_cell_is_no_damage(column: str, text: str) -> None:
    assert damage_of(text, column) is None


WORDS = ("Børnehuset", "Ærøgade", "Rådhuset", "Kærvænget", "Ølgod", "Søndergård", "Åbrinken", "Præstø", "Pæregården")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("utf-8", wrong)
        for wrong in ("cp1252", "latin-1", "iso8859-15", "cp1250", "cp850", "cp437", "mac_roman", "ascii")
    ]
    + [(right, "utf-8") for right in ("cp1252", "cp850", "mac_roman")]
    + [("cp850", "cp1252"), ("cp850", "latin-1"), ("cp1252", "cp850"), ("cp1252", "ascii")],
)
def test_danish_words_read_in_a_wrong_alphabet_are_seen(right: str, wrong: str) -> None:
    read = [(word, word.encode(right).decode(wrong, errors="replace")) for word in WORDS]
    assert [text for word, text in read if damage_of(text, "navn") is not Damage.BROKEN] == []


def test_nothing_in_the_sample_is_damaged() -> None:
    tables, _ = load_tables(DATA)
    found = [
        fault
        for file, rows in tables.items()
        if (t := table_of(file))
        for fault in damaged_cells(file, SHAPES[t], rows)
    ]
    assert found == []


PLACES = "nummer;kortnavn;navn;type\n1;a;A;skole\n"


def handed_in(folder: Path, people: str) -> list[str]:
    (folder / "steder.csv").write_text(PLACES, encoding="utf-8")
    (folder / "personer.csv").write_text(people, encoding="utf-8")
    roster, faults = load_roster(folder)
    assert (roster is None) == bool(faults)
    return [str(fault) for fault in faults]


def test_damage_is_a_fault_by_file_and_line_once_for_each_cell(tmp_path: Path) -> None:
    faults = handed_in(tmp_path, "navn;rolle;sted;telefon\n#NAVN?;runner;#I/T;00 00 00 01\nÅse;runner;a;4,1E+07\n")
    assert [fault.split(" er ")[0].split(" har ")[0] for fault in faults] == [
        "personer.csv:2: navn “#NAVN?”",
        "personer.csv:2: sted “#I/T”",
        "personer.csv:3: telefon “4,1E+07”",
    ]


def test_a_heading_with_broken_letters_is_told_and_a_column_that_nobody_reads_is_not(tmp_path: Path) -> None:
    faults = handed_in(tmp_path, "navn;rolle;rÃ¦kkefÃ¸lge;farve\nÅse;runner;1;#NAVN?\n")
    assert len(faults) == 1 and "personer.csv:1: Kolonnen “rÃ¦kkefÃ¸lge” har bogstaver" in faults[0]


def test_no_fault_repeats_a_personal_number(tmp_path: Path) -> None:
    faults = handed_in(tmp_path, 'navn;rolle\n"=""010170-1234""";runner\n')
    assert len(faults) == 1 and "CPR" in faults[0] and "1234" not in faults[0]


def test_what_a_kit_lives_on_already_is_not_taken_from_it(tmp_path: Path) -> None:
    assert handed_in(tmp_path, "navn;rolle;telefon\nÅse;runner;1234567\n")
    files = load_files(tmp_path)
    assert files.faults == [] and files.roster.people[0].phone == "1234567"


def workbook(folder: Path, *rows: list[object]) -> Workbook:
    (folder / "steder.csv").write_text(PLACES, encoding="utf-8")
    book = Workbook()
    book.active.title = "personer"
    for row in rows:
        book.active.append(row)
    return book


def told(folder: Path, book: Workbook) -> list[str]:
    book.save(folder / "liste.xlsx")
    return [str(fault) for fault in load_roster(folder)[1]]


NAMES = ("Åse", "Bo", "Ib", "Eva", "Kaj")
HEAD: list[object] = ["navn", "rolle", "sted", "telefon"]


def test_a_workbook_is_judged_by_what_stands_in_it_and_by_how_it_looks(tmp_path: Path) -> None:
    book = workbook(
        tmp_path, HEAD, *[[name, "runner", "a", "00 00 00 01"] for name in ("Åse", "Bo", "Ib", "Eva", "Kaj")]
    )
    assert told(tmp_path, book) == []
    sheet = book.active
    sheet["D2"] = '="00 00"&"00 09"'
    sheet.merge_cells("C3:C4")
    sheet.row_dimensions[5].hidden = sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["D"].hidden = True
    faults = told(tmp_path, book)
    for line, words in (
        (1, "Kolonne D er skjult"),
        (2, "telefon “="),
        (3, "Cellerne C3:C4 er slået sammen"),
        (5, "Linje 5 til 6 er skjult"),
    ):
        assert [fault for fault in faults if fault.startswith(f"liste.xlsx#personer:{line}: ") and words in fault], (
            faults
        )
    assert len(faults) == 4


def test_a_hidden_sheet_is_never_read_for_the_one_that_people_see(tmp_path: Path) -> None:
    book = workbook(tmp_path, HEAD, ["Gammel", "runner", "a", ""])
    book.create_sheet("Ark1").append(HEAD)
    for state in ("hidden", "veryHidden"):
        book["personer"].sheet_state = state
        assert [fault.split(": ")[0] for fault in told(tmp_path, book)] == ["liste.xlsx#personer:0"]


def test_a_number_to_ring_keeps_the_zeros_that_its_format_shows(tmp_path: Path) -> None:
    book = workbook(tmp_path, HEAD, ["Åse", "runner", "a", 1], ["Bo", "runner", "a", 1234567])
    book.active["D2"].number_format = "00000000"
    faults = told(tmp_path, book)
    assert [fault.split(" er ")[0] for fault in faults] == ["liste.xlsx#personer:3: telefon “1234567”"]
    book.active["D3"].number_format = "00 00 00 00"
    assert told(tmp_path, book) == []
    assert [person.phone for person in load_files(tmp_path).roster.people] == ["00000001", "01234567"]
    book.active["D3"].number_format = numbers.FORMAT_DATE_YYYYMMDD2
    assert "er blevet til en dato" in told(tmp_path, book)[0]
