"""Finds Danish CPR numbers in text, so that they can be refused on the air, in a QR, in the log and in the roster.

It judges shape and date only: the check digit was given up in 2007 and proves nothing.
"""

import re
from calendar import monthrange
from functools import cache

import msgspec

from fieldkit.core.errors import InputError

_DASH = r"[-‐‑‒–—−]"
_SPACE = r"[ \t\u00a0\u202f]"

_CPR = rf"""
    (?<![0-9])(?<![0-9][.,])                        # not inside a longer number or its decimals
    (?:
        (?: (?<![^\W_]) | (?<=cpr) | (?<=nr) )   # ten digits in a row: not inside a hexadecimal or other code
        [0-9]{{10}} (?![^\W_])
      | [0-9]{{6}} {_SPACE}* {_DASH} {_SPACE}* [0-9]{{4}}
      | [0-9]{{6}} {_SPACE}+ [0-9]{{4}}
      | [0-9]{{2}} {_SPACE} [0-9]{{2}} {_SPACE} [0-9]{{2}} {_SPACE}* (?:{_DASH}|{_SPACE}) {_SPACE}* [0-9]{{4}}
      | [0-9]{{2}} [./] [0-9]{{2}} [./] [0-9]{{2}} {_SPACE}* {_DASH} {_SPACE}* [0-9]{{4}}
    )
    (?![0-9])(?!{_DASH}[0-9])(?![.,][0-9])          # and nothing goes on behind it
    """


@cache
def _shape() -> re.Pattern[str]:
    """Made when the first text with so many digits comes: most programs' starts see none."""
    return re.compile(_CPR, re.VERBOSE | re.IGNORECASE)


SHORTEST = 10
"""Characters of the shortest form, and digits of every form: six and four."""


_DIGIT = re.compile(r"\d")
"""Names have none, and most texts that are looked through are names."""


def find_cpr(text: str) -> list[str]:
    """Every CPR number in the text, as it stands there: ddmmyy and four digits, with dash, spaces or neither.

    The first six digits must be a date that exists in the century that the seventh names, from 1900 on. A date and a
    time written as `120125-1430` look the same and are found too; phone numbers, event numbers and positions are not.
    """
    if len(text) < SHORTEST or _DIGIT.search(text) is None or sum(map(str.isdigit, text)) < SHORTEST:
        return []
    return [match.group() for match in _shape().finditer(text) if _is_birth_date(re.sub(r"[^0-9]", "", match.group()))]


def refuse_cpr(value: object) -> None:
    """InputError when a CPR number is in it, at any depth: none is ever recorded, sent or kept in the clear."""
    if holds_cpr(value):
        raise InputError(
            "Teksten indeholder et CPR-nummer, og det må hverken i luften, i en QR-kode eller i loggen; "
            "skriv den uden og brug nødlisten på papir."
        )


def may_become_cpr(text: str) -> bool:
    """Whether the text ends in what may become a CPR number when the rest is typed: a date of six digits, or more."""
    match = _begun().search(text)
    return match is not None and 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12


@cache
def _begun() -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9])([0-9]{{2}})[ ./]?([0-9]{{2}})[ ./]?[0-9]{{2}}(?:{_SPACE}|{_DASH})*[0-9]{{0,4}}$")


def holds_cpr(value: object) -> bool:
    """Whether any text anywhere in a struct, mapping or sequence holds a CPR number; other values hold none."""
    if isinstance(value, str):
        return bool(find_cpr(value))
    if isinstance(value, msgspec.Struct):
        return any(holds_cpr(getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, dict):
        return any(holds_cpr(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(holds_cpr(part) for part in value)
    return False


def _is_birth_date(digits: str) -> bool:
    day, month, year, seventh = int(digits[0:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    born = _birth_year(year, seventh)
    return born >= 1900 and 1 <= month <= 12 and 1 <= day <= monthrange(born, month)[1]


def _birth_year(year: int, seventh: int) -> int:
    """Century from the seventh digit (the CPR office's table): 1858 to 2057."""
    if seventh <= 3:
        return 1900 + year
    if seventh in (4, 9):
        return (2000 if year <= 36 else 1900) + year
    return (2000 if year <= 57 else 1800) + year
