"""Text for a printer that has no Danish letters: every letter as people write it without them, ø as oe."""

import unicodedata
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from fieldkit.paper.blocks import Document, Qr
from fieldkit.paper.charset import UNKNOWN, printable

WRITTEN = {
    "æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss",
    "½": " 1/2", "¼": " 1/4",
    "£": "GBP", "°": " gr.", "·": "-", "µ": "u", "±": "+/-", "÷": "/", "ƒ": "f", "¿": "?", "¡": "!",
    "«": '"', "»": '"', "¬": "-", "¯": "-", "¸": ",", "¨": '"',
}  # fmt: skip
"""What a letter or sign becomes; the others lose their accents."""


def plain(text: str) -> str:
    """`text` in ASCII; a letter that becomes two is all capitals where its neighbours are."""
    shown = printable(text)
    return "".join(
        cell if cell.isascii() else _written(cell, shown[max(0, at - 1) : at] + shown[at + 1 : at + 2])
        for at, cell in enumerate(shown)
    )


def _written(cell: str, neighbours: str) -> str:
    two = WRITTEN.get(cell.lower())
    if two is not None:
        if cell.islower() or not cell.isalpha():
            return two
        loud = not any(one.islower() for one in neighbours)
        return two.upper() if loud else two.capitalize()
    bare = "".join(part for part in unicodedata.normalize("NFKD", cell) if part.isascii())
    return bare or UNKNOWN


def in_plain_letters(document: Document) -> Document:
    """The document with every text in it plain; what its codes carry stays as it is."""
    rewritten: Document = _rewritten(document)
    return rewritten


def _rewritten(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return plain(value)
    if isinstance(value, tuple):
        return tuple(map(_rewritten, value))
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"data"} if isinstance(value, Qr) else set()
        told = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in kept}
        return replace(value, **{name: _rewritten(one) for name, one in told.items()})
    return value
