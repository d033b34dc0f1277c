"""How long a document becomes on paper."""

import pytest

from fieldkit.paper.blocks import Document, Qr, Text
from fieldkit.paper.layout import lay_out
from fieldkit.paper.length import LINE_MM, millimetres


def length(*blocks, columns=32):
    return millimetres(lay_out(Document("Prøve", blocks), columns), columns)


def test_a_line_more_is_a_line_longer_and_a_tall_one_two():
    one = length(Text("a"))
    assert length(Text("a"), Text("b")) - one == pytest.approx(LINE_MM, abs=1)
    assert length(Text("a"), Text("b", tall=True)) - one == pytest.approx(2 * LINE_MM, abs=1)


def test_a_code_is_as_high_as_it_is_wide():
    assert 20 < length(Qr("1234567890" * 12)) - length() < 60


def test_wider_paper_is_shorter():
    text = Text("ord " * 200)
    assert length(text, columns=48) < length(text, columns=32)
