"""Where the counted people are: `40 børn og 5 voksne på gårdspladsen` counts those at the place.

Only places that belong to a school or an institution, and only when nothing but them comes between the count and the
end of the clause: `3 børn på gårdspladsen er syge` and `5 voksne på vej` count nobody.
"""

from fieldkit.core.phrase.spelling import digraphs, plain
from fieldkit.core.phrase.tokens import Item
from fieldkit.core.phrase.words import ASKING_VERBS, LIMITS, OK, Kind

_STANDING_WORDS = "samlet står sidder"
_LEADING_WORDS = "i på ved hos inde ude udenfor indenfor omkring under foran bag"
_PLACES = (
    "pladsen gården hallen salen aulaen kantinen kælderen bygningen pavillonen skolen børnehaven vuggestuen "
    "institutionen klubben fritidshjemmet biblioteket rummet lokalet mødestedet samlingsstedet samlingspunktet teltet "
    "indgangen porten flagstangen plænen græsset banen haven marken"
)
_OTHER_PLACES = "arbejdspladsen banegården kirkegården jernbanen rapporten transporten sporten"


def _spelt(words: str) -> tuple[str, ...]:
    """Each word as items spell it, and as it reads without slash and ring."""
    return tuple(digraphs(word) for word in words.split()) + tuple(plain(word) for word in words.split())


_STANDING = frozenset(_spelt(_STANDING_WORDS))
_LEADING = frozenset(_spelt(_LEADING_WORDS))
"""Words, also in turns of phrase (`ude på`), that may lead up to a place."""
_ENDINGS = _spelt(_PLACES)
"""The last part of a word that names a place: `gårdspladsen`, `gymnastiksalen`."""
_ELSEWHERE = _spelt(_OTHER_PLACES)
_QUIET = (Kind.FILL, Kind.ADVERB)
_RUN = (Kind.NUMBER, Kind.CHILDREN, Kind.STAFF, Kind.AND, *_QUIET)
_OPENINGS = (Kind.COMMA, Kind.STOP, Kind.BUT, Kind.PUNCT, Kind.COLON, Kind.LEVEL)


def names_place(word: str) -> bool:
    """Whether a word, in any spelling, names a place that belongs to a school or an institution."""
    spelt = digraphs(word)
    return spelt.endswith(_ENDINGS) and not spelt.endswith(_ELSEWHERE)


def _names_place(item: Item) -> bool:
    return item.kind is Kind.OTHER and item.word.endswith(_ENDINGS) and not item.word.endswith(_ELSEWHERE)


def past_place(items: list[Item], last: int) -> int:
    """Index of the last item of the places that follow index `last`; `last` itself when none follows."""
    end, led = last, False
    for i in range(last + 1, len(items)):
        item = items[i]
        if led and _names_place(item):
            end, led = i, False
        elif item.word and all(word in _LEADING for word in item.word.split()):
            led = True
        elif item.kind not in _QUIET and item.word not in _STANDING:
            break
    return end


def opens_clause(items: list[Item], first: int) -> bool:
    """Whether only other counts and grammar (`vi har`, `der er`, `i alt`) come before index `first` in its clause."""
    start = first
    while start and items[start - 1].kind in _RUN and items[start - 1].word not in LIMITS:
        start -= 1
    if start and not _may_come_before(items[start - 1]):
        return False
    # `er der 40 børn` asks; `har 40 børn` only leaves out who.
    return items[start].word not in ASKING_VERBS or items[start + 1].kind in (Kind.NUMBER, Kind.ADVERB)


def _may_come_before(item: Item) -> bool:
    if item.word in LIMITS:
        return False
    return item.kind in _OPENINGS or (item.kind is Kind.MARK and item.sense.condition is OK) or _names_place(item)
