"""A picture of printed paper, dot for dot as the head would burn it: black on slightly warm white, with torn edges."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from fieldkit.practice.paper.escpos_reader import (
    CELL,
    LINE_DOTS,
    Feed,
    Mark,
    Paper,
    PaperCut,
    PrintedImage,
    PrintedLine,
    PrintedQr,
    Side,
    Style,
)

MARGIN = 24
PAPER_COLOUR = (252, 250, 244)
INK = (32, 30, 34)
FACES = ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "FreeMono.ttf")
"""System fonts in order of preference; at FACE_SIZE their cells are font A's 12 x 24 dots."""
FACE_SIZE = 20
GLYPH = (6, 11)
"""Dots of one glyph of Pillow's own bitmap font, used where no such font is; it holds Latin-1, and doubled it fits."""
LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}
"""qrcode's numbers for the levels of error correction."""


@lru_cache(maxsize=1)
def _face() -> ImageFont.FreeTypeFont | None:
    for name in FACES:
        try:
            return ImageFont.truetype(name, FACE_SIZE)
        except OSError:
            continue
    return None


@lru_cache(maxsize=512)
def _glyph(character: str) -> Image.Image:
    """One character of 12 x 24 dots, white on black; what the font lacks is a box."""
    image = Image.new("1", CELL[0], 0)
    face = _face()
    if face is not None:
        ImageDraw.Draw(image).text((0, 19), character, font=face, fill=1, anchor="ls")
        return image
    small = Image.new("1", GLYPH, 0)
    try:
        code = character.encode("latin-1")
    except UnicodeEncodeError:
        ImageDraw.Draw(small).rectangle((0, 2, 4, 9), outline=1)
    else:
        ImageDraw.Draw(small).text((0, 0), code, font=ImageFont.load_default_imagefont(), fill=1)
    image.paste(small.resize((12, 22), Image.Resampling.NEAREST), (0, 1))
    return image


@lru_cache(maxsize=2048)
def _cell(character: str, style: Style) -> Image.Image:
    width, height = CELL[style.font]
    width, height = width * style.wide, height * style.tall
    cell = _glyph(character).resize((width, height), Image.Resampling.NEAREST)
    if style.bold:
        shifted = Image.new("1", (width, height), 0)
        shifted.paste(cell, (style.wide, 0))
        cell = Image.frombytes(
            "1", cell.size, bytes(a | b for a, b in zip(cell.tobytes(), shifted.tobytes(), strict=True))
        )
    if style.underline:
        ImageDraw.Draw(cell).line((0, height - 1, width, height - 1), fill=1)
    if style.inverse:
        cell = Image.frombytes("1", cell.size, bytes(byte ^ 0xFF for byte in cell.tobytes()))
    return cell


def _line_image(line: PrintedLine) -> Image.Image:
    cells = [_cell(character, style) for text, style in line.runs for character in text]
    height = max((cell.height for cell in cells), default=0)
    image = Image.new("1", (max(1, sum(cell.width for cell in cells)), max(LINE_DOTS, height + LINE_DOTS - 24)), 0)
    x = 0
    for cell in cells:
        image.paste(cell, (x, height - cell.height))
        x += cell.width
    return image


def _qr_image(code: PrintedQr) -> Image.Image:
    import qrcode

    drawn: Any = qrcode.QRCode(error_correction=LEVELS[code.level], border=0)
    drawn.add_data(code.data, optimize=0)
    drawn.make(fit=True)
    matrix = drawn.get_matrix()
    image = Image.new("1", (len(matrix), len(matrix)), 0)
    for y, row in enumerate(matrix):
        for x, black in enumerate(row):
            image.putpixel((x, y), int(black))
    return image.resize((len(matrix) * code.dots, len(matrix) * code.dots), Image.Resampling.NEAREST)


def _mark_image(mark: Mark) -> tuple[Image.Image, Side]:
    match mark:
        case PrintedLine():
            return _line_image(mark), mark.side
        case PrintedQr():
            return _qr_image(mark), mark.side
        case PrintedImage(width, rows, side):
            return Image.frombytes("1", (width * 8, len(rows)), b"".join(rows)), side
        case Feed(dots):
            return Image.new("1", (1, max(1, dots)), 0), Side.LEFT
        case PaperCut():
            return Image.new("1", (1, 2 * LINE_DOTS), 0), Side.LEFT


def draw(paper: Paper) -> Image.Image:
    """The whole roll as one picture, as wide as the paper and its margins; a cut is a dashed line."""
    pieces = [(mark, *_mark_image(mark)) for mark in paper.marks]
    height = sum(image.height for _, image, _ in pieces) + 2 * MARGIN
    canvas = Image.new("RGB", (paper.dots + 2 * MARGIN, max(height, 2 * MARGIN + LINE_DOTS)), PAPER_COLOUR)
    pen = ImageDraw.Draw(canvas)
    y = MARGIN
    for mark, image, side in pieces:
        room = max(0, paper.dots - image.width)
        x = MARGIN + {Side.LEFT: 0, Side.CENTER: room // 2, Side.RIGHT: room}[side]
        canvas.paste(INK, (x, y), image)
        if isinstance(mark, PaperCut):
            for start in range(0, canvas.width, 16):
                pen.line((start, y + LINE_DOTS, start + 8, y + LINE_DOTS), fill=(170, 165, 160))
        y += image.height
    return canvas


def png(paper: Paper) -> bytes:
    """`draw` as a PNG file's bytes."""
    out = io.BytesIO()
    draw(paper).save(out, "PNG", optimize=True)
    return out.getvalue()


def save_png(paper: Paper, path: Path) -> None:
    """Write the picture to `path`."""
    path.write_bytes(png(paper))
