"""A hand scanner is a keyboard that types very fast: its codes are told apart from what a person types.

A code says how long it is and ends in a check (link.wire.slip). Digits that may be the beginning of one wait for the
next, for as long as no person waits; when it does not come they are keys like all others. Nothing of less than a
code's head is ever taken from somebody who types.
"""

import re
from collections.abc import Iterator

from fieldkit.link.wire.slip import CRC_DIGITS, HEAD_DIGITS, KEY_MAGIC, MAGIC, split_codes

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
"""What a terminal puts round what is pasted (xterm, "bracketed paste mode")."""
NEXT_KEY_S = 0.05
"""From key to key a scanner takes less, also over a slow line, and a person hardly ever."""
CODE_STALLS_S = 0.5
"""A code that has surely begun and goes no further for so long was cut."""
MOST_DIGITS = 7089
"""What the largest QR code holds."""
_LONGEST_ESCAPE = 64
_AIM = re.compile(r"\]Q.")
"""What some scanners type first."""
_LENGTH_ENDS = 9
"""Digits of magic, version and length."""
_ENDS = "\r\n\t"
"""The key that a scanner presses after a code."""


class Code(str):
    """The digits that were scanned, whole or cut."""

    __slots__ = ()


class CodeBegins(str):
    """The digits until now of a code that is still coming."""

    __slots__ = ()


class Bursts:
    """Turns what the terminal sends into text to be read as keys, and codes."""

    def __init__(self) -> None:
        self._held = ""
        """What may be the beginning of a code."""
        self._code = ""
        self._announced = 0
        """How many digits `_code` says that it has; 0 while no code has begun."""
        self._told = False
        self._ended = False
        """A code has just come: the key after it is the scanner's."""
        self._escape = ""
        """A key of several characters that has begun: digits in it are its own."""
        self._in_paste = False

    @property
    def wait_s(self) -> float | None:
        """How long the next character may take; None when nothing waits for it."""
        if self._announced:
            return CODE_STALLS_S
        return NEXT_KEY_S if self._held or self._ended else None

    def feed(self, text: str) -> Iterator[str]:
        """Text in the order in which it came, `Code` where one is complete."""
        keys: list[str] = []
        for letter in text:
            code = self._take(letter, keys)
            if code is not None:
                if keys:
                    yield "".join(keys)
                    keys.clear()
                yield code
        if keys:
            yield "".join(keys)
        if self._announced and not self._told and len(self._code) >= HEAD_DIGITS:
            self._told = True
            yield CodeBegins(self._code)

    def rest(self) -> Iterator[str]:
        """Nothing has come for `wait_s`, or longer."""
        self._ended = False
        if not self._in_paste:
            self._escape = ""
        if (cut := self._cut()) is not None:
            yield cut
        if self._held:
            yield self._held
            self._held = ""

    def _take(self, letter: str, keys: list[str]) -> Code | None:
        if self._escape or letter == "\x1b" or self._in_paste:
            self._pass(letter, keys)
            return None
        if self._announced:
            return self._further(letter, keys)
        if self._ended and letter in _ENDS:
            return None
        self._ended = False
        self._held += letter
        while self._held and not _may_begin(self._held):
            keys.append(self._held[0])
            self._held = self._held[1:]
        digits = _AIM.sub("", self._held, count=1)
        if len(digits) == _LENGTH_ENDS:
            self._held, self._code, self._announced, self._told = "", digits, int(digits[5:]), False
        return None

    def _pass(self, letter: str, keys: list[str]) -> None:
        """A key of several characters, or what is pasted: it goes by a code that is coming, and behind what waits."""
        keys.append(self._held + letter)
        self._held, self._ended = "", False
        if letter == "\x1b" or self._escape:
            self._escape = letter if letter == "\x1b" else self._escape + letter
        if _is_whole(self._escape):
            if self._escape in (PASTE_BEGINS, PASTE_ENDS):
                self._in_paste = self._escape == PASTE_BEGINS
            self._escape = ""

    def _further(self, letter: str, keys: list[str]) -> Code | None:
        if letter.isascii() and letter.isdigit():
            self._code += letter
            return self._whole() if len(self._code) == self._announced else None
        if letter not in _ENDS:
            keys.append(letter)  # somebody else typed it
            return None
        cut = self._cut()
        if isinstance(cut, Code):
            self._ended = True
            return cut
        keys.append((cut or "") + letter)
        return None

    def _whole(self) -> Code:
        code, self._code, self._announced, self._ended = Code(self._code), "", 0, True
        return code

    def _cut(self) -> str | None:
        """The code that goes no further; its digits as text when they are too few to be sure."""
        if not self._announced:
            return None
        sure = len(self._code) >= HEAD_DIGITS
        code = self._whole()
        self._ended = False
        return code if sure else str(code)


def is_scan(text: str) -> bool:
    """Whether a text that came at once, as a paste, is nothing but codes."""
    codes = split_codes(text[: 100 * MOST_DIGITS])
    return bool(codes) and all(len(code) >= HEAD_DIGITS and _may_begin(code[:_LENGTH_ENDS]) for code in codes)


def _may_begin(text: str) -> bool:
    """Whether a code may begin so."""
    if "]Q".startswith(text) or _AIM.fullmatch(text):
        return True
    digits = _AIM.sub("", text, count=1) if text.startswith("]") else text
    if not (digits.isascii() and digits.isdigit()):
        return False
    magic, length = digits[: len(MAGIC)], digits[5:]
    if not (MAGIC.startswith(magic) or KEY_MAGIC.startswith(magic)):
        return False
    return len(length) < 4 or HEAD_DIGITS + CRC_DIGITS <= int(length) <= MOST_DIGITS


def _is_whole(escape: str) -> bool:
    """Whether a key of several characters has ended."""
    if len(escape) < 2:
        return False
    if escape[1] == "[":
        return len(escape) > 2 and ("@" <= escape[-1] <= "~" or len(escape) > _LONGEST_ESCAPE)
    return len(escape) > 2 or escape[1] not in "O"
