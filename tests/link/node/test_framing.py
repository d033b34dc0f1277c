"""The stream framing: nothing raises, frames survive any cutting and any text between them, junk cannot grow memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.link.node.framing import MAX_LOG_LINE, MAX_PAYLOAD, WAKE, FrameDecoder, frame

PAYLOADS = st.lists(st.binary(max_size=60), max_size=6)
# Without the first start byte: junk that happens to look like a header may rightly swallow what follows it.
JUNK = st.binary(max_size=40).map(lambda data: data.replace(b"\x94", b""))


@given(st.lists(st.binary(max_size=700), max_size=8))
def test_any_bytes_never_raise_and_never_hold_more_than_a_frame(chunks):
    decoder = FrameDecoder()
    for chunk in chunks:
        for payload in decoder.feed(chunk):
            assert len(payload) <= MAX_PAYLOAD
    decoder.feed(bytes(MAX_PAYLOAD + 4))  # however much of a frame is held, this is its end
    assert decoder.feed(frame(b"next")) == [b"next"]


@given(PAYLOADS, st.lists(JUNK, min_size=7, max_size=7), st.data())
def test_frames_survive_any_cutting_and_junk_between_them(payloads, junk, data):
    stream = (
        WAKE + b"".join(between + frame(payload) for between, payload in zip(junk, payloads, strict=False)) + junk[-1]
    )
    decoder = FrameDecoder()
    out = []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        out += decoder.feed(stream[:cut])
        stream = stream[cut:]
    assert out == payloads


@given(PAYLOADS)
def test_byte_by_byte_gives_what_all_at_once_gives(payloads):
    stream = b"".join(map(frame, payloads))
    decoder = FrameDecoder()
    assert [p for i in range(len(stream)) for p in decoder.feed(stream[i : i + 1])] == payloads
    assert FrameDecoder().feed(stream) == payloads


def test_a_longer_payload_than_a_node_takes_is_refused():
    assert len(frame(bytes(MAX_PAYLOAD))) == MAX_PAYLOAD + 4
    with pytest.raises(ValueError, match="513"):
        frame(bytes(MAX_PAYLOAD + 1))


def test_an_impossible_length_is_text_and_the_next_frame_is_found():
    decoder = FrameDecoder()
    assert decoder.feed(b"\x94\xc3\xff\xff" + frame(b"next")) == [b"next"]


def test_text_between_frames_becomes_log_lines():
    decoder = FrameDecoder()
    assert decoder.feed(b"INFO | boot\r\nhal" + frame(b"x") + "vejs æ\n".encode()) == [b"x"]
    assert decoder.log_lines == ["INFO | boot", "halvejs æ"]


def test_text_without_line_ends_is_given_out_whole_in_pieces():
    decoder = FrameDecoder()
    text = "".join(chr(ord("a") + i % 26) for i in range(3 * MAX_LOG_LINE + 10))
    for at in range(0, len(text), 100):
        decoder.feed(text[at : at + 100].encode())
    decoder.feed(b"\n")
    assert "".join(decoder.log_lines) == text
    assert max(map(len, decoder.log_lines)) <= MAX_LOG_LINE


def test_a_new_connection_forgets_half_a_frame():
    decoder = FrameDecoder()
    decoder.feed(frame(b"half")[:5])
    decoder.reset()
    assert decoder.feed(frame(b"whole")) == [b"whole"]
