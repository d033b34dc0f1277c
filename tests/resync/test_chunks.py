"""Chunks: a closed file opens as it was, and nothing else opens at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.resync.chunks import CHUNK, TAG_BYTES, Tampered, close, closed_length, opened

KEY, ALONG = bytes(range(32)), b"head"
WHOLE = CHUNK + TAG_BYTES


def content(length: int) -> bytes:
    return bytes(at * 7 % 251 for at in range(length))


def closed(raw: bytes, key: bytes = KEY, along: bytes = ALONG) -> bytes:
    return b"".join(close(key, [raw], along))


def reopened(raw: bytes, key: bytes = KEY, along: bytes = ALONG) -> bytes:
    return b"".join(opened(key, [raw], along))


@pytest.mark.parametrize("length", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_a_file_of_any_length_comes_back(length: int) -> None:
    raw = content(length)
    made = closed(raw)
    assert len(made) == closed_length(length)
    assert reopened(made) == raw


@given(st.lists(st.integers(1, 2 * CHUNK), min_size=1, max_size=6), st.integers(1, 3 * CHUNK))
def test_the_pieces_in_which_it_comes_change_nothing(cuts: list[int], length: int) -> None:
    raw = content(length)

    def pieces(whole: bytes) -> list[bytes]:
        found, at = [], 0
        for cut in cuts:
            found.append(whole[at : at + cut])
            at += cut
        return [*found, whole[at:]]

    made = b"".join(close(KEY, pieces(raw), ALONG))
    assert made == closed(raw)
    assert b"".join(opened(KEY, pieces(made), ALONG)) == raw


def test_every_change_is_found() -> None:
    made = closed(content(3 * CHUNK + 5))
    one, two, three, end = (made[at : at + WHOLE] for at in range(0, len(made), WHOLE))
    other = closed(content(3 * CHUNK + 5), along=b"another head")
    for name, wrong in {
        "cut in a chunk": made[:-1],
        "cut behind a chunk": one + two + three,
        "cut to the first": one,
        "nothing": b"",
        "a tag alone": made[:TAG_BYTES],
        "swapped": two + one + three + end,
        "repeated": one + one + two + three + end,
        "left out": one + three + end,
        "the end twice": made + end,
        "the end first": end + one + two + three,
        "zeros behind": made + bytes(CHUNK),
        "one byte behind": made + b"\0",
        "a chunk of another file": one + other[WHOLE : 2 * WHOLE] + three + end,
    }.items():
        with pytest.raises(Tampered):
            assert reopened(wrong), name
    for at in range(0, len(made), 4_001):
        with pytest.raises(Tampered):
            reopened(made[:at] + bytes([made[at] ^ 0x10]) + made[at + 1 :])


def test_another_key_and_another_head_open_nothing() -> None:
    made = closed(content(100))
    for key, along in ((bytes(32), ALONG), (KEY, b"heap"), (KEY, b"")):
        with pytest.raises(Tampered):
            reopened(made, key, along)


def test_nothing_of_a_chunk_comes_before_it_is_known_to_be_right() -> None:
    made = closed(content(3 * CHUNK))
    taken = opened(KEY, [made[:WHOLE] + bytes([made[WHOLE] ^ 1]) + made[WHOLE + 1 :]], ALONG)
    assert next(taken) == content(CHUNK)
    with pytest.raises(Tampered):
        next(taken)
