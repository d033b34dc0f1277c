"""Statements of TOML with their lines: as the TOML reader has them, and every fault where it is."""

import string
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.practice.exercise.statements import read_statements

NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=6)
TEXTS = st.text(st.sampled_from("abæ =#[]'\"\\\n"), max_size=12)
HEADERS = st.sampled_from(["indspil", "svigt"])
VALUES = st.one_of(st.integers(-99, 999), st.booleans(), TEXTS, st.lists(st.integers(0, 9), max_size=4))


def written(value: object) -> str:
    """A value as TOML: texts over several lines where they have any, lists over several lines."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"""\n{escaped}"""' if "\n" in value else f'"{escaped}"'
    if isinstance(value, list):
        return "[\n" + "".join(f"  {one}, # et tal\n" for one in value) + "]"
    return str(value)


@given(
    head=st.dictionaries(NAMES, VALUES, max_size=3),
    tables=st.lists(
        st.tuples(st.sampled_from(["indspil", "svigt"]), st.dictionaries(NAMES, VALUES, max_size=4)), max_size=5
    ),
    blank=st.sampled_from(["", "\n", "# en bemærkning [\n"]),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_it_reads_what_the_toml_reader_reads_and_each_line_holds_its_key(head, tables, blank, ends):
    head = {key: value for key, value in head.items() if key not in ("indspil", "svigt")}
    parts = [f"{key} = {written(value)}\n{blank}" for key, value in head.items()]
    for name, entries in tables:
        parts.append(f"[[{name}]]\n" + "".join(f"{key} = {written(value)}\n{blank}" for key, value in entries.items()))
    text = "".join(parts).replace("\n", ends)
    whole = tomllib.loads(text)
    read, wrong = read_statements(text)
    assert wrong == []
    told = {key: entry.value for key, entry in read[0].entries.items()}
    for table in read[1:]:
        told.setdefault(table.name, []).append({key: entry.value for key, entry in table.entries.items()})
    assert told == whole
    lines = text.split("\n")
    for table in read:
        assert table.name == "" or lines[table.line - 1].strip() == f"[[{table.name}]]"
        for key, entry in table.entries.items():
            assert lines[entry.line - 1].startswith(f"{key} =")


@given(st.text(max_size=200))
def test_rubbish_raises_nothing(text):
    read_statements(text)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a = 1\nvrøvl\nb = 2\n= 3\n", [2, 4]),
        ('a = 1\nb = "uden ende\nc = 3', [2]),
        ('a = """uden\nende\n[[indspil]]\nb = 2', [1]),
        ("a = [1,\n2\n[[indspil]]\nb = x", [1, 4]),
        ("a = 1\na = 2", [2]),
        ("[[indspil]\nminut = 1", [1]),
        ("måned = 1\n", [1]),
        ("navn = Vandet er væk\n", [1]),
        ("navn =\n", [1]),
        ('navn = "Vandet" er væk\n', [1]),
        ('a = """\nto\n""" tre\nb = 1', [1]),
        ("a = " + "[" * 5000 + "\nb = 1", [1]),
    ],
)
def test_each_fault_is_told_at_its_line_and_reading_goes_on(text, faults):
    read, wrong = read_statements(text)
    assert [fault.line for fault in wrong] == faults, wrong
    assert all(fault.what[-1] in ".?!" for fault in wrong)
    if "b = 2" in text.split("\n"):
        assert any("b" in table.entries for table in read)
