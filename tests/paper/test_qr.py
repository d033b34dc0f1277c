"""QR codes: as large as was reckoned for the paper, and what is read from them is what was put in."""

import os
import random
from typing import Literal

import pytest
import zxingcpp
from PIL import Image

from fieldkit.paper.qr import QUIET, modules, modules_of, version_for

SHAPES: list[str | bytes] = [
    *("".join(random.Random(size).choices("0123456789", k=size)) for size in (1, 2, 3, 17, 154, 155, 700, 1852)),
    "0" * 200,
    "1" * 500,
    "Sted 12: vand ok, æøå".encode(),
    b"\0" * 40,
    b"A" * 400,
    *(os.urandom(size) for size in (1, 14, 80)),
]


@pytest.mark.parametrize("level", ["L", "M"])
@pytest.mark.parametrize("data", SHAPES, ids=lambda data: f"{type(data).__name__}{len(data)}")
def test_a_code_has_its_size_and_says_what_was_put_in(data: str | bytes, level: Literal["L", "M"]) -> None:
    version = version_for(data, level)
    assert version is not None
    rows = modules_of(data, level)
    side = modules(version) + 2 * QUIET
    assert {len(row) for row in rows} == {len(rows)} == {side}
    assert not any(any(row) for row in (*rows[:QUIET], *rows[-QUIET:])), "nothing may stand in the quiet zone"
    assert not any(any((*row[:QUIET], *row[-QUIET:])) for row in rows)
    picture = Image.new("L", (side, side), 255)
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    (found,) = zxingcpp.read_barcodes(picture.resize((side * 3, side * 3), Image.Resampling.NEAREST))
    assert found.bytes == (data.encode() if isinstance(data, str) else data)
    assert found.ec_level == level
