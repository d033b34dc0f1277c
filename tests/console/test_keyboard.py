"""No byte from the terminal ends the console or makes it deaf: what is no UTF-8 is read as it was probably meant."""

import itertools
import random

import pytest
from textual import events
from textual.message import Message

from fieldkit.console.keyboard import KeyStream

BEGIN, END = b"\x1b[200~", b"\x1b[201~"


def told(message: Message) -> str:
    if isinstance(message, events.Paste):
        return f"<{message.text}>"
    return message.character or "" if isinstance(message, events.Key) else ""


def typed(stream: KeyStream, data: bytes) -> str:
    """The letters of the keys that come of these bytes, and what is pasted between angle brackets."""
    return "".join(map(told, stream.feed(data)))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a second passes whenever it is looked."""
    now = itertools.count()
    monkeypatch.setattr("textual._parser.get_time", lambda: next(now) / 10)


def waited(stream: KeyStream, looks: int = 1) -> str:
    """The same for what comes of so many looks while nothing comes."""
    return "".join(told(one) for _ in range(looks) for one in stream.look())


@pytest.mark.parametrize(
    ("data", "read"),
    [
        ("mødested æ Ü ☃".encode(), "mødested æ Ü ☃"),
        ("mødested æ Ü".encode("latin-1"), "mødested æ Ü"),
        ("æøåæøå".encode("latin-1"), "æøåæøå"),
        (b"f\xc3\xb8r\xf8r", "førør"),
        (b"\x80\x9b\xffa", "ÿa"),
        (b"\xed\xa0\x80b", "\xed\xa0b"),
    ],
)
def test_what_is_no_utf_8_is_read_as_latin_1(data: bytes, read: str) -> None:
    stream = KeyStream()
    assert typed(stream, data) + waited(stream) == read


def test_a_letter_in_two_parts_is_one_letter_and_one_that_stays_alone_is_read_when_nothing_comes() -> None:
    stream = KeyStream()
    assert typed(stream, b"f\xc3") + typed(stream, b"\xb8r") == "før"
    assert typed(stream, "æ".encode("latin-1")) == "" and waited(stream) == "æ"
    assert typed(stream, "ok æ".encode()) == "ok æ"


def test_a_paste_that_was_cut_ends_after_a_second_and_the_keys_go_on() -> None:
    stream = KeyStream()
    assert typed(stream, BEGIN + b"Vand mangler\nved br") == ""
    assert typed(stream, "øe\xc3".encode("latin-1")) == ""
    assert waited(stream, 9) == "" and waited(stream) == "<Vand mangler\nved brøe\xc3>"
    assert typed(stream, b"ok" + BEGIN + b"hel" + END + b"n") == "ok<hel>n"
    assert waited(stream, 20) == ""


def test_marks_that_come_in_parts_are_seen() -> None:
    stream = KeyStream()
    for byte in BEGIN:
        assert typed(stream, bytes([byte])) == ""
    assert typed(stream, b"a") == "" and waited(stream, 10) == "<a>"


@pytest.mark.parametrize(
    "rubbish", [b"\x1b[48;9:x;1:1;1:1;1:1t", b"\x1b[<" + b"9" * 20 + b";1;1M", b"\x1b[M\x00\x00\x00"]
)
def test_after_what_the_parser_cannot_read_the_next_key_counts(rubbish: bytes) -> None:
    stream = KeyStream()
    typed(stream, rubbish)
    waited(stream, 20)
    assert typed(stream, b"n").endswith("n")


@pytest.mark.parametrize("seed", range(20))
def test_any_bytes_leave_it_hearing(seed: int) -> None:
    rng, stream = random.Random(seed), KeyStream()
    pieces = (b"\x1b", b"\x1b[", BEGIN, END, b"\x1b[<", b"\x1bO", b"\xc3", "æ".encode(), b"\r", b"\x00", b";1;2M")
    for _ in range(500):
        typed(stream, rng.choice((rng.randbytes(rng.randrange(1, 40)), rng.choice(pieces))))
        if rng.random() < 0.2:
            waited(stream)
    waited(stream, 20)
    assert typed(stream, "nø".encode()) == "nø"
