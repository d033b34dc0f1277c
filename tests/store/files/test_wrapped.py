"""A secret that is wrapped comes out with its passphrase alone, and whatever the file says harms nobody."""

import re

import pytest

from fieldkit.core.errors import InputError
from fieldkit.store.files.wrapped import unwrap, wrap

WORDS = "tørv hest måne søm"
SECRET = bytes(range(32))


def test_a_secret_comes_back_with_its_words_however_they_were_typed() -> None:
    raw = wrap(SECRET, WORDS)
    assert unwrap(raw, f"  {WORDS}\n") == SECRET
    assert unwrap(raw, "tørv hest ma\u030ane søm") == SECRET
    assert SECRET.hex() not in raw.decode()


def test_two_files_of_one_secret_have_nothing_in_common() -> None:
    one, two = (re.findall(r'"([0-9a-f]+)"', wrap(SECRET, WORDS).decode()) for _ in range(2))
    assert not set(one) & set(two)


def test_other_words_are_refused_in_one_sentence() -> None:
    with pytest.raises(InputError, match=r"^Adgangskoden passer ikke, eller filen er beskadiget; intet blev åbnet\.$"):
        unwrap(wrap(SECRET, WORDS), "tørv hest måne sømm")


def test_words_that_protect_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="mindst 12 tegn"):
        wrap(SECRET, "kort")


def test_a_changed_file_is_refused_wherever_it_was_changed() -> None:
    raw = wrap(SECRET, WORDS)
    lines = raw.decode().splitlines()
    for at, line in enumerate(lines[1:], 1):
        digit = re.search(r"[0-9a-f](?=\"?$)", line)
        assert digit is not None
        other = "2" if digit[0] != "2" else "3"
        changed = [*lines[:at], line[: digit.start()] + other + line[digit.end() :], *lines[at + 1 :]]
        with pytest.raises(InputError):
            unwrap("\n".join(changed).encode(), WORDS)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"wrapped = 1\n",
        b"[" * 100_000,
        b'number = 1\nkey = "00"\n',
        b'wrapped = 1\nn = 32768\nr = 8\np = 3\nsalt = "zz"\nsecret = "00"\n',
        b'wrapped = 1\nn = 32768\nr = 8\np = 3\nsalt = "00"\nsecret = "00"\n',
        b'wrapped = 1\nn = 1073741824\nr = 8\np = 3\nsalt = "00"\nsecret = "00"\n',
        b'wrapped = 1\nn = 3\nr = 8\np = 3\nsalt = "00"\nsecret = "00"\n',
        b'wrapped = 1\nn = 32768\nr = 8\np = 1000000\nsalt = "00"\nsecret = "00"\n',
        b'wrapped = true\nn = 2\nr = 1\np = 1\nsalt = "00"\nsecret = "00"\n',
    ],
)
def test_rubbish_is_refused_before_it_costs_anything(raw: bytes) -> None:
    with pytest.raises(InputError):
        unwrap(raw, WORDS)


def test_a_file_of_a_newer_version_is_said_to_be_one() -> None:
    newer = wrap(SECRET, WORDS).replace(b"wrapped = 1", b"wrapped = 2")
    with pytest.raises(InputError, match="nyere udgave"):
        unwrap(newer, WORDS)
