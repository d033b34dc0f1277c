"""What an event says, as blocks for slips: how urgent, by when, and the words themselves, big."""

from collections.abc import Callable, Sequence
from typing import Any

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import PRECEDENCE_DA, TRUST_DA, Precedence, Trust
from fieldkit.core.tell import sentences
from fieldkit.core.tell.parts import Fact, From, Gap, Part, Title, Until, Words
from fieldkit.paper.blocks import Banner, Block, Heading, KeyValue, Rule, Text
from fieldkit.paper.charset import printable
from fieldkit.paper.documents.event_words import names_on
from fieldkit.paper.documents.source import DocumentSource

SHOUTED = (Precedence.FLASH, Precedence.URGENT)


def precedence_of(event: Event) -> Precedence:
    """How fast it is to be read."""
    precedence: Precedence = event.row.precedence(event.body)
    return precedence


def shout(*precedences: Precedence) -> list[Block]:
    """AKUT or HASTER by the highest of them, nothing below."""
    highest = next((precedence for precedence in SHOUTED if precedence in precedences), None)
    return [Banner(PRECEDENCE_DA[highest].upper())] if highest is not None else []


def deadline(event: Event, source: DocumentSource) -> list[Block]:
    """By when people must have done something about it; nothing when none was set."""
    until = sentences.until(event)
    return [_until(until, source)] if until is not None else []


def contents(event: Event, source: DocumentSource) -> list[Block]:
    """The words themselves."""
    return blocks_of(sentences.contents(event, names_on(source)), source)


def slip(event: Event, source: DocumentSource) -> list[Block]:
    """All that stands on a receipt about it."""
    return blocks_of(sentences.slip(event, names_on(source)), source)


def spoken(event: Event, source: DocumentSource) -> str:
    """The same as plain text: what a runner reads aloud."""
    return sentences.spoken(event, names_on(source))


def word_count(event: Event, source: DocumentSource) -> list[Block]:
    """How many words, so that the one who copies them can tell whether one was lost; points are not counted."""
    if not sentences.telling(event).counted:
        return []
    return [KeyValue("I alt", f"{words_in(spoken(event, source))} ord, tal talt med")]


def words_in(text: str) -> int:
    """Words as a person counts them on the paper: what has a letter or a digit; a dash by itself is none."""
    return sum(any(cell.isalnum() for cell in word) for word in printable(text).split())


def author(event: Event) -> list[Block]:
    """Who wrote it, gave it or asked for it; that nobody's name was taken down is said too."""
    told = sentences.author(event)
    return [KeyValue(told.key, told.value or "navn ikke noteret", bold=told.bold)] if told is not None else []


def trust_of(event: Event) -> list[Block]:
    """Whether the sender is proven, for what somebody else has said."""
    trust = sentences.telling(event).trust
    return [_from(From(trust(event.body)))] if trust is not None else []


def blocks_of(parts: Sequence[Part], source: DocumentSource) -> list[Block]:
    """The parts of a slip as blocks."""
    return [_BLOCKS[type(part)](part, source) for part in parts]


def _until(until: Until, source: DocumentSource) -> KeyValue:
    late = " (overskredet)" if source.now > until.at else ""
    return KeyValue(until.words, source.moment(until.at, sure=until.sure) + late, bold=True)


def _from(said: From) -> KeyValue:
    """Whether the sender is proven, and what to do when not."""
    if said.trust is Trust.VERIFIED:
        return KeyValue("Afsender", TRUST_DA[said.trust])
    return KeyValue("Afsender", "UBEKRÆFTET: spørg stedet, før du handler på det", bold=True)


_BLOCKS: dict[type, Callable[[Any, DocumentSource], Block]] = {
    Words: lambda part, source: Text(part.text, bold=part.bold, tall=part.tall),
    Title: lambda part, source: Heading(part.text, level=1),
    Fact: lambda part, source: KeyValue(part.key, part.value, bold=part.bold),
    Gap: lambda part, source: Rule(),
    Until: _until,
    From: lambda part, source: _from(part),
}
