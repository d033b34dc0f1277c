"""A job is cut only where a question may stand, loses nothing, and tells what it costs in paper."""

from hypothesis import given
from hypothesis import strategies as st
from paper_samples import RECEIPT

from fieldkit.devices.printer.escpos import encode, profile_for, slot_test
from fieldkit.devices.printer.pieces import LINE_ROWS, QR_ROWS, pieces
from fieldkit.paper.blocks import Document, Qr, Text
from fieldkit.paper.layout import lay_out

PICTURE = b"\x1dv0\0" + (48).to_bytes(2, "little") + (128).to_bytes(2, "little") + b"\x1dr\x01\n" * 1536
WHOLE = (
    b"Linje\n", b"\x1b@", b"\x1c.", b"\x1bt\x02", b"\x1bE\n", b"\x1d!\n", b"\x1bJ\n", b"\x1dVB\n",
    b"\x1d(k\x0a\x001P0\n\n\n\n\n\n\n", PICTURE,
)  # fmt: skip
"""A line, and each sort of command; several hold what looks like the end of a line."""


@given(st.lists(st.sampled_from(WHOLE)), st.integers(1, 500))
def test_nothing_is_lost_and_no_command_is_cut(parts: list[bytes], most: int) -> None:
    payload = b"".join(parts)
    cut = pieces(payload, most)
    assert b"".join(piece.data for piece in cut) == payload
    ends, at = {0}, 0
    for part in parts:
        at += len(part)
        ends.add(at)
    at = 0
    for piece in cut:
        at += len(piece.data)
        assert at in ends
    assert all(len(piece.data) <= most or len(piece.data) == max(map(len, WHOLE)) or most < 20 for piece in cut)


def test_what_the_kit_prints_is_cut_small_but_for_its_pictures_and_codes() -> None:
    profile = profile_for(32)
    text = Document("Prøve", tuple(Text(f"{n}. vand og tæpper") for n in range(60)))
    for payload in (encode(lay_out(RECEIPT, 32), profile), encode(lay_out(text, 32), profile), slot_test(profile)):
        cut = pieces(payload, 128)
        assert b"".join(piece.data for piece in cut) == payload
        assert all(len(piece.data) <= 128 or piece.data.startswith(b"\x1d(k") for piece in cut)


def test_the_paper_that_a_job_needs_is_counted_in_dot_rows() -> None:
    assert sum(piece.rows for piece in pieces(b"en\nto\n\x1d!\x01tre\n", 128)) == 4 * LINE_ROWS
    assert sum(piece.rows for piece in pieces(PICTURE, 128)) == 128
    code = encode(lay_out(Document("", (Qr("1" * 60),)), 32), profile_for(32))
    assert sum(piece.rows for piece in pieces(code, 128)) > QR_ROWS


def test_after_a_command_that_is_not_known_nothing_is_cut() -> None:
    assert [piece.data for piece in pieces(b"en\n\x1b\x07" + b"to\n" * 100, 8)] == [
        b"en\n",
        b"\x1b\x07" + b"to\n" * 100,
    ]
