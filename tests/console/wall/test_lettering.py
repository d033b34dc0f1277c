"""Letters across the room: as wide as they are said to be, told apart, and readable with every terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.console.looks import plain
from fieldkit.console.wall.lettering import GLYPHS, cells_wide, drawn, rows_high, shortened

SIZES = st.integers(0, 6)
TEXTS = st.text(st.sampled_from("ABCÆØÅaæøå019 .!?·“é€"), min_size=1, max_size=12)


@given(TEXTS, SIZES, st.booleans(), st.booleans())
def test_a_text_takes_the_room_that_it_says(text: str, size: int, ring: bool, halves: bool) -> None:
    rows = drawn(text, size, ring=ring, halves=halves)
    assert len(rows) == rows_high(size, ring=ring)
    assert {len(row) for row in rows} == {cells_wide(text, size)}


def test_no_two_letters_look_alike() -> None:
    assert len(set(GLYPHS.values())) == len(GLYPHS)
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789") <= set(GLYPHS)


@pytest.mark.parametrize("size", range(7))
def test_a_terminal_without_danish_letters_is_given_no_half_blocks(size: int) -> None:
    seen = set("".join(drawn("RØD 3 T 05, Å?", size, halves=False)))
    assert not seen & set("▀▄")
    assert all(plain(letter).isascii() for letter in seen)


def test_digits_without_half_blocks_are_told_apart() -> None:
    assert len({drawn(digit, 1, halves=False) for digit in "0123456789"}) == 10


@given(st.text(st.sampled_from("abcæøå .-"), min_size=1, max_size=40).filter(str.strip), st.integers(10, 90), SIZES)
def test_a_name_is_shortened_to_its_room(name: str, width: int, size: int) -> None:
    short = shortened(name, width, size)
    assert cells_wide(short, size) <= width or len(short) <= 2
    if cells_wide(name, size) <= width:
        assert short == name


def test_what_sets_a_place_apart_is_kept() -> None:
    assert shortened("Børnehuset Regnfrakken", 74, 1) == "Børn. Regnfrakken"
    assert "Solgård" in shortened("Plejehjemmet Den Gamle Solgård", 60, 1)
