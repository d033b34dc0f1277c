"""Which parts of a text tell of another place: what is said of a neighbour says nothing of us."""

from itertools import pairwise

from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.sentences import Part

_NAMES_END = ("skolen", "gården", "huset", "hjemmet", "haven", "hallen")
_ELSEWHERE = frozenset(
    {
        "nede i byen",
        "inde i byen",
        "hele byen",
        "ved siden af",
        "de andre",
        "i byen",
        "hos dem",
        "på den anden side",
        "hjemme hos",
    }
    | listed("overfor ovre derovre derhenne vandværket hjemme derhjemme")
)
_OURS = frozenset({"vi", "her", "vores", "os"})


def mark_others(parts: list[Part]) -> None:
    """Mark the parts that tell of another place."""
    other_now = other_named = False
    for part in parts:
        if part.joint != "og" or part.has(Cue.WE):
            other_now = False
        other_named = other_named or _is_given_away(part)
        if part.has(Cue.FETCHED, Cue.CAME) and part.topics() and part.says("ved", "hos", "fra"):
            part.elsewhere = False  # `vand hentet ved naboen`
            continue
        before_us = _before_us(part)
        near = any(word in _ELSEWHERE or word.startswith(("nabo", "genbo")) for word in before_us)
        if (
            near
            or _is_named(part, len(before_us))
            or (other_named and _is_they(part))
            or _is_a_house(part, parts)
            or _is_there(part)
            or part.says("hos hende", "hos ham", "hendes", "hans")
            or any(before.text == "hos" and word.text in ("hende", "ham") for before, word in pairwise(part.words))
        ):
            other_now = True
        other_named = other_named or near
        part.elsewhere = other_now and part.words[0].text not in _OURS
    for before, part in pairwise(parts):
        if part.elsewhere and part.joint == "og" and part.says("hende", "ham", "hos hende", "hos ham"):
            before.elsewhere = True  # `varme og mad er ok hos hende`


def _before_us(part: Part) -> list[str]:
    """Its words up to `vi`, `vores`."""
    texts: list[str] = []
    for word in part.words:
        if Cue.WE in word.cues:
            break
        texts.append(word.text)
    return texts


def _is_given_away(part: Part) -> bool:
    """`til Solgården`, `fra Mælkebøtten`."""
    pairs = zip(part.words, part.words[1:], strict=False)
    return any(before.text in ("til", "fra") and word.titled and len(word.text) > 6 for before, word in pairs)


def _is_named(part: Part, upto: int) -> bool:
    """`Uglemoseskolen har`; `på Uglemoseskolen` may be where the writer is."""
    for i, word in enumerate(part.words[:upto]):
        inside = i and part.words[i - 1].text in ("på", "i", "fra")
        if word.titled and word.text.endswith(_NAMES_END) and len(word.text) > 8 and not inside:
            return True
    return False


def _is_they(part: Part) -> bool:
    """`de har ingen`, after another place was named."""
    if len(part.words) < 2 or part.words[0].text not in ("de", "hos de"):
        return False
    return part.words[1].text.split()[0] in ("har", "mangler", "får", "siger", "fik", "skal", "kan")


def _is_there(part: Part) -> bool:
    """`på skolen har de ingen varme`."""
    texts = [word.text for word in part.words]
    return texts[0] in ("på", "i", "hos", "nede", "ovre") and any(
        before in ("har", "mangler", "er", "får") and word == "de" for before, word in pairwise(texts)
    )


def _is_a_house(part: Part, parts: list[Part]) -> bool:
    """`kirken har ingen varme`, where the text also speaks of `os`."""
    if len(part.words) < 2 or Cue.ELSEWHERE not in part.words[0].cues:
        return False
    tells = part.words[1].text in ("har", "mangler", "er", "fik")
    return tells and any(other is not part and other.says("os", "vi") for other in parts)
