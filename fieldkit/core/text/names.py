"""Names as people type them: when two are the same, and the words that stand for all places or for those of a role."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from fieldkit.core.facts.terms import Role


@lru_cache(maxsize=4096)
def fold_name(text: str) -> str:
    """Text for comparing names: lower case, æøå as ae-oe-aa, accents gone, runs of space and hyphen as one space."""
    lowered = unicodedata.normalize("NFC", text).casefold()
    for letter, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("ä", "ae"), ("ö", "oe"), ("ü", "u")):
        lowered = lowered.replace(letter, plain)
    bare = "".join(char for char in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(char))
    return " ".join(bare.replace("-", " ").replace("_", " ").split())


ROLE_WORDS: Mapping[str, Role] = {
    "secretariat": Role.SECRETARIAT,
    "sekretariat": Role.SECRETARIAT,
    "sekretariatet": Role.SECRETARIAT,
    "meeting point": Role.MEETING_POINT,
    "meeting points": Role.MEETING_POINT,
    "moedested": Role.MEETING_POINT,
    "moedesteder": Role.MEETING_POINT,
    "moedestederne": Role.MEETING_POINT,
    "institution": Role.INSTITUTION,
    "institutions": Role.INSTITUTION,
    "institutioner": Role.INSTITUTION,
    "institutionerne": Role.INSTITUTION,
}
"""Folded words that address all places of a role."""

EVERYBODY_WORDS = frozenset({"alle", "all"})
