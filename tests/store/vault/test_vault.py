"""The vault: what goes in comes out with the right secret and never without it, and nothing of it lies in the open."""

import datetime
import hashlib
import json
import os
import stat
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.remedies import NameList, SeeLists, UseKeyFile
from fieldkit.store.vault.list_files import ListTable, read_list
from fieldkit.store.vault.vault import (
    KEPT_S,
    MAGIC,
    SUFFIX,
    Cost,
    add_list,
    ages,
    key_file,
    list_infos,
    list_name,
    new_key_file,
    open_list,
    passphrase,
    purge,
)

CHEAP = Cost(2, 1, 1)
"""Work that a test can afford; one test pays the real price."""
NOW = 1_800_000_000.0
DAY = 86_400
TABLE = ListTable(("Navn", "CPR", "Medicin"), (("Eksempel Barn", "010115-1234", "astmaspray"), ("Prøve Barn", "", "")))
WORDS = "fire tilfældige øvelsesord"


def put(folder: Path, name: str = "klasse-3b", words: str = WORDS, *, table=TABLE, now=NOW, made=NOW, cost=CHEAP):
    return add_list(folder, name, table, passphrase(words), now, made=made, cost=cost)


def test_a_list_opens_with_its_passphrase_at_the_real_price(tmp_path):
    info = add_list(tmp_path, "klasse-3b", TABLE, passphrase(WORDS), NOW, made=NOW)
    opened = open_list(tmp_path, "klasse-3b", passphrase(WORDS))
    assert (opened.columns, opened.rows) == (TABLE.columns, TABLE.rows)
    assert opened.info == info
    header = header_of(tmp_path / f"klasse-3b{SUFFIX}")
    assert header["cost"]["n"] * header["cost"]["r"] * 128 >= 32 << 20, "guessing costs 32 MB a word at least"


cells = st.text(max_size=12)
tables = st.integers(1, 4).flatmap(
    lambda n: st.builds(
        ListTable,
        st.lists(cells, min_size=n, max_size=n).map(tuple),
        st.lists(st.lists(cells, min_size=n, max_size=n).map(tuple), max_size=6).map(tuple),
    )
)


@settings(max_examples=40)
@given(
    table=tables, words=st.text(alphabet="abcdefæøåé -", min_size=12, max_size=30).filter(lambda w: len(w.strip()) > 9)
)
def test_any_list_comes_back_whole(table, words, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vault")
    put(folder, words=words, table=table)
    opened = open_list(folder, "klasse-3b", passphrase(words))
    assert (opened.columns, opened.rows) == (table.columns, table.rows)


def test_the_same_words_from_another_keyboard_open_it(tmp_path):
    put(tmp_path, words="blåbær på åen")
    again = passphrase(unicodedata.normalize("NFD", " blåbær på åen "))
    assert open_list(tmp_path, "klasse-3b", again).rows == TABLE.rows


def test_nothing_of_it_lies_in_the_open_and_only_the_owner_may_look(tmp_path):
    folder = tmp_path / "vault"
    put(folder)
    (path,) = folder.iterdir()
    raw = path.read_bytes()
    for secret in ("Eksempel", "010115", "astmaspray", "Medicin", WORDS):
        assert secret.encode() not in raw
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_equal_lists_under_one_passphrase_do_not_look_alike(tmp_path):
    put(tmp_path, "a")
    put(tmp_path, "b")
    a, b = (sealed_of(tmp_path / f"{name}{SUFFIX}") for name in "ab")
    assert a != b


def test_a_wrong_passphrase_is_one_sentence_without_a_word_of_the_list(tmp_path):
    put(tmp_path)
    with pytest.raises(InputError, match="Adgangskoden passer ikke") as refused:
        open_list(tmp_path, "klasse-3b", passphrase("noget helt andet"))
    assert "\n" not in str(refused.value) and "Barn" not in str(refused.value)


def test_a_short_passphrase_protects_nothing_and_is_refused():
    with pytest.raises(InputError, match="mindst 10"):
        passphrase("kort")


def test_secrets_and_lists_show_nothing_of_themselves(tmp_path):
    put(tmp_path)
    opened = open_list(tmp_path, "klasse-3b", passphrase(WORDS))
    assert "Barn" not in repr(opened) and "ord" not in repr(passphrase(WORDS))


@settings(max_examples=60)
@given(at=st.integers(0, 10_000), change=st.integers(1, 255), cut=st.booleans())
def test_a_damaged_file_says_so_and_gives_nothing(at, change, cut, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vault")
    put(folder)
    path = folder / f"klasse-3b{SUFFIX}"
    raw = bytearray(path.read_bytes())
    if cut:
        del raw[at % len(raw) :]
    else:
        raw[at % len(raw)] ^= change
    path.write_bytes(raw)
    with pytest.raises(StoreError, match="beskadiget"):
        open_list(folder, "klasse-3b", passphrase(WORDS))
    assert [info.damaged for info in list_infos(folder)] == [True]


def header_of(path: Path) -> dict:
    raw = path.read_bytes()
    size = int.from_bytes(raw[len(MAGIC) : len(MAGIC) + 2], "big")
    return json.loads(raw[len(MAGIC) + 2 :][:size])


def sealed_of(path: Path) -> bytes:
    raw = path.read_bytes()
    size = int.from_bytes(raw[len(MAGIC) : len(MAGIC) + 2], "big")
    return raw[len(MAGIC) + 2 + size : -16]


def forge(path: Path, **changes) -> None:
    """What somebody who can write in the folder, but has no passphrase, could do."""
    header = json.dumps({**header_of(path), **changes}, separators=(",", ":"), ensure_ascii=False).encode()
    content = MAGIC + len(header).to_bytes(2, "big") + header + sealed_of(path)
    path.write_bytes(content + hashlib.blake2s(content, digest_size=16).digest())


def test_a_list_cannot_be_given_another_age_or_name(tmp_path):
    path = tmp_path / f"klasse-3b{SUFFIX}"
    put(tmp_path, now=NOW - 30 * DAY)
    forge(path)
    assert open_list(tmp_path, "klasse-3b", passphrase(WORDS)).rows, "unchanged, it still opens"
    forge(path, added=int(NOW), made=int(NOW))
    with pytest.raises(InputError):
        open_list(tmp_path, "klasse-3b", passphrase(WORDS))


@pytest.mark.parametrize("cost", [{"n": 1 << 30, "r": 8, "p": 1}, {"n": 3, "r": 1, "p": 1}, {"n": 2, "r": 99, "p": 99}])
def test_a_forged_price_cannot_eat_the_kits_memory(tmp_path, cost):
    put(tmp_path)
    forge(tmp_path / f"klasse-3b{SUFFIX}", cost=cost)
    with pytest.raises(StoreError, match="beskadiget"):
        open_list(tmp_path, "klasse-3b", passphrase(WORDS))


def test_a_key_file_opens_what_it_locked_and_nothing_else(tmp_path):
    folder = tmp_path / "vault"
    for name in ("a.key", "b.key"):
        new_key_file(tmp_path / name)
    a, b = key_file(tmp_path / "a.key"), key_file(tmp_path / "b.key")
    add_list(folder, "klasse", TABLE, a, NOW, made=NOW)
    assert open_list(folder, "klasse", a).rows == TABLE.rows
    with pytest.raises(InputError, match="Nøglefilen passer ikke"):
        open_list(folder, "klasse", b)
    with pytest.raises(InputError, match="åbnes med en nøglefil") as locked:
        open_list(folder, "klasse", passphrase(WORDS))
    assert locked.value.remedy == UseKeyFile()
    with pytest.raises(InputError, match="findes allerede"):
        new_key_file(tmp_path / "a.key")
    (tmp_path / "short").write_text("abc")
    with pytest.raises(InputError, match="for kort"):
        key_file(tmp_path / "short")
    with pytest.raises(InputError, match="findes ikke"):
        key_file(tmp_path / "none")


def test_lists_are_destroyed_after_seven_days_and_not_before(tmp_path):
    put(tmp_path, "gammel", now=NOW - KEPT_S - 1)
    put(tmp_path, "næsten", now=NOW - KEPT_S + 60)
    assert purge(tmp_path, NOW) == ["gammel"]
    assert [info.name for info in list_infos(tmp_path)] == ["næsten"]
    assert purge(tmp_path, NOW - 30 * DAY) == [], "a clock that has gone back destroys nothing"
    assert purge(tmp_path, NOW, everything=True) == ["næsten"]
    assert list(tmp_path.iterdir()) == []


def test_a_destroyed_file_was_overwritten_first(tmp_path):
    put(tmp_path)
    path = tmp_path / f"klasse-3b{SUFFIX}"
    before = path.read_bytes()
    os.link(path, tmp_path / "same-cells")
    purge(tmp_path, NOW, everything=True)
    left = (tmp_path / "same-cells").read_bytes()
    assert not path.exists() and len(left) == len(before) and left != before


def test_purging_leaves_damaged_lists_for_a_person_and_takes_half_written_ones(tmp_path):
    put(tmp_path, now=NOW - 30 * DAY)
    (tmp_path / f"Ældre Liste{SUFFIX}").write_bytes(b"rubbish")
    (tmp_path / f"halv{SUFFIX}.new").write_bytes(b"half")
    assert purge(tmp_path, NOW) == ["klasse-3b"]
    assert [path.name for path in tmp_path.iterdir()] == [f"Ældre Liste{SUFFIX}"]
    assert purge(tmp_path, NOW, everything=True) == ["Ældre Liste"]


def test_a_newer_list_takes_the_place_of_the_older_with_its_name(tmp_path):
    put(tmp_path, now=NOW - DAY)
    newer = ListTable(("Navn",), (("Øvelse Barn",),))
    put(tmp_path, table=newer)
    opened = open_list(tmp_path, "klasse-3b", passphrase(WORDS))
    assert (opened.columns, opened.rows) == (newer.columns, newer.rows)
    assert len(list_infos(tmp_path)) == 1


def test_a_list_older_than_a_day_is_old_however_lately_it_was_put_in(tmp_path):
    for made, age in ((NOW - 2 * DAY, 2 * DAY), (NOW - DAY / 2, DAY / 2), (NOW + DAY, 0)):
        put(tmp_path, made=made)
        assert ages(tmp_path, NOW, sure=True)["klasse-3b"].made_s == age
    assert put(tmp_path, made=NOW + DAY).made == int(NOW), "a file from the future is as old as its arrival"


def test_names_are_plain_and_hold_no_personal_number():
    assert list_name("Klasseliste 3.B (påske)") == "klasseliste-3-b-påske"
    assert list_name("../../etc/passwd") == "etc-passwd"
    for bad in ("010115-1234", "barn 010115-1234"):
        with pytest.raises(InputError, match="CPR") as refused:
            list_name(bad)
        assert "1234" not in str(refused.value)
    with pytest.raises(InputError, match="mangler et navn") as nameless:
        list_name("//")
    assert nameless.value.remedy == NameList()


def test_no_such_list_is_one_sentence(tmp_path):
    with pytest.raises(InputError, match="ingen nødliste “ukendt”") as missing:
        open_list(tmp_path, "ukendt", passphrase(WORDS))
    assert missing.value.remedy == SeeLists()
    assert list_infos(tmp_path / "nowhere") == []


def test_reading_csv_as_danish_excel_and_old_systems_write_it(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_bytes('sep=;\nNavn;Tlf;;Bemærkning\nPrøve Åse;00 00 00 01;;"to;\nlinjer"\n;;;\n'.encode("cp1252"))
    table, _ = read_list(path)
    assert table.columns == ("Navn", "Tlf", "Bemærkning")
    assert table.rows == (("Prøve Åse", "00 00 00 01", "to; linjer"),)


def test_reading_a_workbook_keeps_zeros_times_and_sheets(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.title = "3B"
    sheet.append(["Navn", "CPR", "Gives"])
    sheet.append(["Eksempel Barn", 101151234, datetime.datetime(2026, 11, 21, 8, 30)])
    sheet.append(["Prøve Barn", "020214-4321", datetime.datetime(2026, 11, 21)])
    path = tmp_path / "liste.xlsx"
    book.save(path)
    assert read_list(path)[0].rows == (
        ("Eksempel Barn", "0101151234", "2026-11-21 08:30"),
        ("Prøve Barn", "020214-4321", "2026-11-21"),
    )
    other = book.create_sheet("3C")
    other.append(["Navn", "Allergi"])
    other.append(["Øvelse Barn", "nødder"])
    book.save(path)
    table, _ = read_list(path)
    assert table.columns == ("ark", "Navn", "CPR", "Gives", "Allergi")
    assert table.rows[2] == ("3C", "Øvelse Barn", "", "", "nødder")


def test_what_looks_damaged_in_a_list_is_told_by_line_and_column_and_never_repeated(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.title = "3B"
    for row in (["Navn", "Medicin"], ["Eksempel Barn", "=A9"], ["#NAVN?", "BÃ¸rnepanodil"], ["Prøve Barn", "1x2"]):
        sheet.append(row)
    sheet.merge_cells("B3:B4")
    sheet.row_dimensions[4].hidden = True
    book.save(tmp_path / "liste.xlsx")
    _, doubts = read_list(tmp_path / "liste.xlsx")
    assert sorted((fault.line, fault.what.split(" ")[0:2]) for fault in doubts) == [
        (2, ["kolonne", "B"]),
        (3, ["Cellerne", "B3:B4"]),
        (3, ["kolonne", "A"]),
        (3, ["kolonne", "B"]),
        (4, ["Linjen", "er"]),
    ]
    assert "Barn" not in str(doubts) and "panodil" not in str(doubts)
    path = tmp_path / "liste.csv"
    path.write_text("Navn;Tlf\nPr?ve Barn;4,1E+07\n", encoding="utf-8")
    assert [(fault.file, fault.line) for fault in read_list(path)[1]] == [("liste.csv", 2)] * 2


def test_reading_plain_text_takes_each_line(tmp_path):
    path = tmp_path / "rute.txt"
    path.write_text("Rute 1\n\nEksempelvej 1\x1b[2J\n", encoding="utf-8")
    assert read_list(path)[0].rows == (("Rute 1",), ("Eksempelvej 1 [2J",)), "no line can steer a terminal"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("liste.pdf", b"%PDF-1.7 ..."),
        ("liste.txt", b"%PDF-1.7 ..."),
        ("liste.xls", b"\xd0\xcf\x11\xe0"),
        ("liste.xlsx", b"not a workbook"),
        ("liste.csv", b"Navn;CPR\n"),
        ("liste.csv", b""),
        ("liste.csv", b'Navn;CPR\n"Barn;1\n'),
        ("liste.txt", b"\0\1\2"),
        ("liste.txt", b"\n \n"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_that_names_the_file(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=name) as refused:
        read_list(path)
    assert "\n" not in str(refused.value)
    with pytest.raises(InputError, match="findes ikke"):
        read_list(tmp_path / "nowhere.csv")
