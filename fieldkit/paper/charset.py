"""Which characters a receipt printer can show, and what every other character becomes.

One printable character is one cell of paper, so `len()` of printable text is its width. Bytes belong to `encode`.
"""

import unicodedata
from collections.abc import Iterable

CODE_PAGES = ("cp858", "cp850", "cp865")
"""The pages that hold Danish. Only characters with the same byte in all three are used, so that whichever of them
a printer's slot holds, the paper is right. æøåÆØÅ = 91 9b 86 92 9d 8f (docs/facts/printing.md, "Code pages")."""


def _shared_bytes(pages: Iterable[str]) -> dict[str, int]:
    tables = [[bytes([byte]).decode(page) for byte in range(256)] for page in pages]
    shared = {chr(byte): byte for byte in range(0x20, 0x7F)}
    for byte in range(0x80, 0x100):
        shown = {table[byte] for table in tables}
        character = tables[0][byte]
        if len(shown) == 1 and character.isprintable() and not character.isspace():
            shared[character] = byte
    return shared


BYTES = _shared_bytes(CODE_PAGES)
"""Printable character → byte; ASCII, Danish, other western letters and a few signs."""

UNKNOWN = "?"

SUBSTITUTES = {
    "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "−": "-",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "»": '"', "«": '"',
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "‹": "<", "›": ">",
    "…": "...", "•": "*", "‣": "*", "●": "*", "○": "o", "▪": "*", "◦": "-",
    "☐": "[ ]", "☑": "[x]", "☒": "[x]", "✓": "[x]", "✔": "[x]", "✗": "[-]", "✘": "[-]", "✅": "[x]", "❌": "[-]",
    "→": "->", "←": "<-", "↔": "<->", "↑": "^", "↓": "v", "⇒": "=>", "➜": "->", "➔": "->", "➡": "->",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "ca.", "×": "x", "§": "par. ", "¶": "",
    "€": "EUR", "©": "(c)", "®": "(R)", "™": "(TM)", "№": "nr.", "⚠": "!", "‼": "!!", "⁉": "!?",
    "☎": "tlf.", "📞": "tlf.", "¤": "*", "¦": "|", "¹": "1", "³": "3", "⁄": "/",
    "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "OE",
    "ı": "i", "ẞ": "SS", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ŋ": "ng", "Ŋ": "NG",
}  # fmt: skip
"""What a sign the code page lacks becomes; box drawing and the like decompose or end as `?`."""

_LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}


def _cells(character: str) -> str:
    if character in SUBSTITUTES:
        return SUBSTITUTES[character]
    if character in BYTES or character == "\n":
        return character
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Cs", "Mn", "Me"):
        # Commands to the printer, invisible joiners and stray accents: nothing a reader would miss.
        return ""
    parts = unicodedata.normalize("NFKD", character)
    out = [" "] if "⁄" in parts else []  # 2¾ is no 23/4
    for part in parts:
        if part in BYTES:
            out.append(part)
        elif part in SUBSTITUTES:
            out.append(SUBSTITUTES[part])
        elif unicodedata.category(part) not in ("Mn", "Me", "Cc", "Cf"):
            out.append(" " if part.isspace() else UNKNOWN)
    return "".join(out)


def printable(text: str) -> str:
    """`text` in characters the printer has, one cell each; the only character below 0x20 left is the line end.

    Never raises; a character without any likeness becomes `?`. Idempotent.
    """
    for end, newline in _LINE_ENDS.items():
        text = text.replace(end, newline)
    return "".join(_cells(character) for character in unicodedata.normalize("NFC", text))


def printable_line(text: str) -> str:
    """`printable` with every run of spaces and line ends as one space."""
    return " ".join(printable(text).split())


def encode(text: str) -> bytes:
    """Bytes of printable text for a printer set to one of CODE_PAGES; anything else is made printable first."""
    return bytes(BYTES[character] for character in printable(text).replace("\n", " "))
