"""Danish numbers in words."""

from functools import cache

_ONES = "nul en to tre fire fem seks syv otte ni"
_TEENS = "ti elleve tolv tretten fjorten femten seksten sytten atten nitten"
_TENS = "tyve tredive fyrre halvtreds tres halvfjerds firs halvfems"
_OTHERS: dict[str, float] = {
    "én": 1, "et": 1, "ét": 1, "een": 1, "ene": 1, "hundrede": 100, "hundred": 100, "halvanden": 1.5, "halvandet": 1.5,
    "snes": 20, "halvthundrede": 50, "hundredvis": 100, "halvtreds": 50,
    "fyrretyve": 40, "tresindstyve": 60, "halvtredsindstyve": 50, "firsindstyve": 80, "toogethalvt": 2.5,
    "halvtredje": 2.5, "halvfjerde": 3.5, "halvfemte": 4.5, "dusin": 12, "tredve": 30, "tyvende": 20, "begge": 2,
}  # fmt: skip


@cache
def _table() -> dict[str, float]:
    table: dict[str, float] = {}
    ones = _ONES.split()
    for n, word in enumerate([*ones, *_TEENS.split()]):
        table[word] = n
    for n, tens in enumerate(_TENS.split(), 2):
        table[tens] = n * 10
        for m, one in enumerate(ones[1:], 1):
            for small in {one, "én" if m == 1 else one, "et" if m == 1 else one}:
                table[f"{small}og{tens}"] = n * 10 + m
    return {**table, **_OTHERS}


def numeral(word: str) -> float | None:
    """What number a word is; None when it is none. `en` and `et` are one only where they count something."""
    return _table().get(word)
