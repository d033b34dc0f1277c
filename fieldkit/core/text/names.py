"""Names as people type them: when two are the same."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def fold_name(text: str) -> str:
    """Text for comparing names: lower case, æøå as ae-oe-aa, accents gone, runs of space and hyphen as one space."""
    lowered = unicodedata.normalize("NFC", text).casefold()
    for letter, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("ä", "ae"), ("ö", "oe"), ("ü", "u")):
        lowered = lowered.replace(letter, plain)
    bare = "".join(char for char in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(char))
    return " ".join(bare.replace("-", " ").replace("_", " ").split())
