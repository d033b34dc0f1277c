"""Papers for an exercise: the leader's list, envelopes that lie closed until their time, and calls to read aloud.

They are made of words that the caller has; every one of them says ØVELSE, also those that are printed days before.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from fieldkit.core.text.wording import many_da
from fieldkit.paper.blocks import Banner, Blank, Block, Checkbox, Document, Heading, KeyValue, Rule, Text
from fieldkit.paper.documents.source import DocumentSource

SAYS_SO = (
    "Det er en øvelse. Gør, som hvis det var rigtigt. Begynd alt, du skriver, med ØVELSE og punktum, og sig det højt."
)


class Line(NamedTuple):
    """A line of the leader's list: when (`+05`), under which number, what it is, and what it says."""

    when: str
    nth: int
    title: str
    text: str


def leaders_list(
    name: str, about: str, guide: str, minutes: int, lines: Sequence[Line], source: DocumentSource
) -> Document:
    """Drejebog: what the leader reads before the start, and every step with room for a tick."""
    blocks: list[Block] = [
        Heading(name, 1),
        Text("Kun for den, der leder øvelsen. Vis den ikke til dem, der øver sig.", bold=True),
        KeyValue("Varighed", many_da(minutes, "minut", "minutter")),
        KeyValue("Begyndt kl.", "________"),
        *([Text(about)] if about else []),
        Rule(),
        Heading("Før og under øvelsen"),
        Text(guide),
        Rule(),
        Heading("Det kommer"),
        Text("Tallet foran er minutter efter start."),
        *(Checkbox(f"{line.when}  {line.nth}. {line.title}", note=line.text) for line in lines),
    ]
    return _exercise("Drejebog", blocks, "drejebog", source)


def envelope(nth: int, minute: int, place: str, text: str, source: DocumentSource) -> Document:
    """Kuvert: the outside, a line to fold at, and inside what has happened at the place. Opened `minute` minutes after
    the start."""
    blocks: list[Block] = [
        Banner(f"KUVERT {nth}"),
        KeyValue("Til", place, bold=True),
        KeyValue("Åbnes", f"{many_da(minute, 'minut', 'minutter')} efter start, kl. ________", bold=True),
        Text("Åbn den ikke før. Fold den nederste kant op til stregen, og luk med tape."),
        Rule("="),
        Blank(4),
        Heading(f"Det er sket på {place}"),
        Text(text),
        Blank(1),
        Text(SAYS_SO),
    ]
    return _exercise(f"Kuvert {nth}", blocks, f"kuvert {nth}", source)


def phone_call(nth: int, sender: str, text: str, source: DocumentSource) -> Document:
    """Opkald: what somebody says on the telephone; the leader reads it aloud or hands it over."""
    blocks: list[Block] = [
        KeyValue("Ringer", sender, bold=True),
        Rule(),
        Text(text, tall=True),
        Rule(),
        Text("Læs det højt som den, der ringer, eller giv sedlen til den, der tager telefonen."),
    ]
    return _exercise(f"Opkald {nth}", blocks, f"opkald {nth}", source)


def _exercise(title: str, blocks: Sequence[Block], number: str, source: DocumentSource) -> Document:
    return replace(source.of_now(title, list(blocks), number), exercise=True)
