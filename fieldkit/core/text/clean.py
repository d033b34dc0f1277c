"""Text as the kit keeps it: NFC, no control characters, lines kept, ends trimmed, a sane length."""

import unicodedata

MAX_TEXT = 2000
"""Characters in one free text; a longer one belongs on paper or in several messages."""
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Unicode categories that print nothing: control, format, surrogate, private, unassigned."""


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
    return " ".join(clean_text(text, None).split())[:limit].rstrip()
