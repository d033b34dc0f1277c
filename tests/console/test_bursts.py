"""What a hand scanner types is told apart from what a person types, and nothing of the latter is ever taken."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.console.bursts import CODE_STALLS_S, NEXT_KEY_S, Bursts, Code, CodeBegins, is_scan
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.link.wire.seal import Sealer
from fieldkit.link.wire.slip import key_digits, pack_slip

SEALER = Sealer(12, 7, 3, bytes(range(32)))


def slip(many: int = 1, digits: int = 900) -> list[str]:
    events = [
        make_event(Note(f"notat {n}: vandet er tilbage i bygning {n % 7}"), kit=12, epoch=7, seq=n, hlc=n << 10)
        for n in range(1, many + 1)
    ]
    return pack_slip(SEALER, events, digits)


(CODE,) = slip()
CARD = key_digits(3, bytes(range(32)))


def told(bursts: Bursts, *pieces: str) -> tuple[str, list[str]]:
    """What came as keys, and the codes; the pieces follow each other at once."""
    keys, codes = "", []
    for piece in pieces:
        for one in bursts.feed(piece):
            if isinstance(one, Code):
                codes.append(str(one))
            elif not isinstance(one, CodeBegins):
                keys += one
    return keys, codes


def rested(bursts: Bursts) -> tuple[str, list[str]]:
    found = list(bursts.rest())
    return "".join(one for one in found if not isinstance(one, Code)), [
        str(one) for one in found if isinstance(one, Code)
    ]


@pytest.mark.parametrize("code", [CODE, CARD])
@pytest.mark.parametrize("end", ["", "\r", "\r\n", "\t"])
@pytest.mark.parametrize("first", ["", "]Q1"])
def test_a_code_comes_whole_letter_by_letter_or_at_once_and_its_enter_presses_nothing(
    code: str, end: str, first: str
) -> None:
    assert told(Bursts(), first + code + end) == ("", [code])
    assert told(Bursts(), *(first + code + end)) == ("", [code])


def test_what_was_typed_before_and_after_stays_in_its_order() -> None:
    bursts = Bursts()
    assert told(bursts, "vi er 43", CODE, "\r") == ("vi er 43", [CODE])
    assert rested(bursts) == ("", [])
    assert told(bursts, " børn\r") == (" børn\r", [])


def test_an_enter_that_a_person_presses_after_a_scan_counts() -> None:
    bursts = Bursts()
    assert told(bursts, CODE) == ("", [CODE])
    assert rested(bursts) == ("", [])
    assert told(bursts, "\r") == ("\r", [])


def test_several_codes_without_anything_between_them() -> None:
    codes = slip(60)
    assert len(codes) > 2
    assert told(Bursts(), "".join(codes)) == ("", codes)


def test_digits_that_begin_like_a_code_wait_no_longer_than_a_person_notices() -> None:
    bursts = Bursts()
    assert bursts.wait_s is None
    assert told(bursts, "3") == ("", [])
    assert bursts.wait_s == NEXT_KEY_S
    assert rested(bursts) == ("3", []) and bursts.wait_s is None
    assert told(bursts, "33", "5", "8") == ("", [])
    assert rested(bursts) == ("3358", [])


def test_an_early_three_is_let_go_for_the_one_that_begins_the_code() -> None:
    assert told(Bursts(), "33" + CODE) == ("33", [CODE])
    assert told(Bursts(), "]Q" + CODE) == ("]Q", [CODE])
    assert told(Bursts(), "]" + CODE) == ("]", [CODE])


@pytest.mark.parametrize("number", ["33581234", "3358 12 34", "335810300", "3358103001234", "539710099123456", "33"])
@pytest.mark.parametrize("end", ["", "\r"])
def test_a_number_that_begins_like_a_code_is_a_number_however_fast_it_comes(number: str, end: str) -> None:
    bursts = Bursts()
    keys, codes = told(bursts, number + end)
    rest, later = rested(bursts)
    assert (keys + rest, codes + later) == (number + end, [])


def test_a_code_that_stops_midway_is_told_as_one_and_lands_nowhere() -> None:
    bursts = Bursts()
    assert told(bursts, CODE[:60]) == ("", [])
    assert bursts.wait_s == CODE_STALLS_S
    assert rested(bursts) == ("", [CODE[:60]])
    assert told(bursts, CODE[:60] + "\r") == ("", [CODE[:60]])


def test_it_is_told_once_that_a_slow_code_has_begun() -> None:
    bursts = Bursts()
    begun = [one for letter in CODE[:50] for one in bursts.feed(letter) if isinstance(one, CodeBegins)]
    assert len(begun) == 1
    assert not [one for one in Bursts().feed(CODE) if isinstance(one, CodeBegins)]


def test_keys_of_another_keyboard_go_by_a_code_and_do_not_break_it() -> None:
    assert told(Bursts(), CODE[:60], "\x1bOP", CODE[60:70], "\x1b[15~", "j", CODE[70:] + "\r") == (
        "\x1bOP\x1b[15~j",
        [CODE],
    )


def test_digits_of_a_key_and_what_is_pasted_are_never_held_back() -> None:
    bursts = Bursts()
    assert told(bursts, "\x1b[3") == ("\x1b[3", []) and bursts.wait_s is None
    assert told(bursts, "~\x1b[200~3358", "1") == ("~\x1b[200~33581", [])
    assert told(bursts, CODE + "\x1b[201~") == (CODE + "\x1b[201~", [])
    assert told(bursts, CODE) == ("", [CODE])


def test_escape_alone_and_then_a_scan() -> None:
    bursts = Bursts()
    assert told(bursts, "\x1b") == ("\x1b", [])
    assert rested(bursts) == ("", [])
    assert told(bursts, CODE) == ("", [CODE])


def test_a_paste_is_a_scan_only_when_it_is_nothing_else() -> None:
    assert is_scan(CODE) and is_scan(f"{CODE}\n") and is_scan("\n".join(slip(60))) and is_scan(CARD)
    assert is_scan(CODE[:60])
    for text in ("", "3358", "33581234", f"koden er {CODE}", f"{CODE}\nvand ok", "vand ok", "43"):
        assert not is_scan(text), text


@given(st.lists(st.text("3358194\r7Q]\x1b[~Oæa ", max_size=12), max_size=20), st.randoms())
def test_whatever_people_type_comes_out_as_it_went_in(pieces: list[str], dice: random.Random) -> None:
    bursts, came = Bursts(), ""
    for piece in pieces:
        keys, codes = told(bursts, piece)
        came += keys
        if dice.random() < 0.5:
            rest, more = rested(bursts)
            came, codes = came + rest, codes + more
        if codes:
            return  # as good as never: the beginning of a code, and all at once
    came += rested(bursts)[0]
    assert came == "".join(pieces)
