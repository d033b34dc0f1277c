"""Text as the kit keeps it: NFC, no control characters, lines kept, ends trimmed, a sane length."""

import re
import unicodedata

MAX_TEXT = 2000
"""Characters in one free text; a longer one belongs on paper or in several messages."""
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Unicode categories that print nothing: control, format, surrogate, private, unassigned."""

_STEERS = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Characters that a terminal may take for a command, or that turn what stands behind them."""


def tame_json(raw: bytes) -> bytes:
    """The same JSON, in which no text steers a terminal: what the body of a newer version holds is nobody's to change,
    but it is shown."""
    if raw.isascii() and b"\x7f" not in raw:
        return raw
    return _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", raw.decode()).encode()


def clean_text(text: str, limit: int | None = MAX_TEXT) -> str:
    """The same letters for everybody: equal texts become equal bytes, and no ESC ever reaches a printer or screen.

    `limit` None keeps every letter.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable():  # most texts are, and to look at each letter takes ten times as long
        text = "".join(c if c == "\n" or unicodedata.category(c) not in _HIDDEN else " " for c in text)
    return text.strip()[:limit].rstrip()


def one_line(text: str, limit: int | None = MAX_TEXT) -> str:
    """`clean_text` with every run of white space as one space."""
    if not text:  # as most fields of most events are
        return text
    return " ".join(clean_text(text, None).split())[:limit].rstrip()
