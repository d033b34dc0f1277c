"""What a printer says back: replies told apart however they are torn, and a status that silence never makes good."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.devices.printer.file import STATUS_BYTES
from fieldkit.devices.printer.reply import Parsed, Printed, RealTime, ReplyParser, Spontaneous, decode_status
from fieldkit.paper.printing import PrinterStatus


@pytest.mark.parametrize(("status", "answers"), list(STATUS_BYTES.items()))
def test_four_answers_make_a_status(status: PrinterStatus, answers: bytes) -> None:
    assert decode_status(dict(enumerate(answers, start=1))) is status


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_good_answers_with_one_missing_are_unknown(missing: int) -> None:
    assert decode_status({n: 0x12 for n in (1, 2, 3, 4) if n != missing}) is PrinterStatus.UNKNOWN
    assert decode_status({}) is PrinterStatus.UNKNOWN


def test_replies_are_told_apart_by_their_fixed_bits_however_they_are_torn() -> None:
    stream = b"\x12\x37\x220042\x00\x00\x10\x00\x0f\x0f\xff\x1e\x0c\x13"
    expected = [
        RealTime(0x12), Printed(b"0042"), Parsed(0), Spontaneous(b"\x10\x00\x0f\x0f"), RealTime(0x1E), Parsed(0x0C),
    ]  # fmt: skip
    assert ReplyParser().feed(stream) == expected
    parser = ReplyParser()
    assert [reply for byte in stream for reply in parser.feed(bytes([byte]))] == expected


@given(st.lists(st.binary(max_size=20)))
def test_no_bytes_whatever_disturb_the_reply_parser(chunks: list[bytes]) -> None:
    parser = ReplyParser()
    for chunk in chunks:
        parser.feed(chunk)
    parser.feed(b"\xff" * 8)
    assert parser.feed(b"\x12") == [RealTime(0x12)]
