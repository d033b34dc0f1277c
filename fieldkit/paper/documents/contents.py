"""What an event says, as blocks for slips: how urgent, by when, and the words themselves, big."""

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, unix_of
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.terms import ACKNOWLEDGE_WITHIN_S, PRECEDENCE_DA, Precedence
from fieldkit.core.facts.work import Notice, Request
from fieldkit.core.text.wording import amount_words
from fieldkit.core.views.log_entries import ENTRY_DA
from fieldkit.paper.blocks import Banner, Block, KeyValue, Text
from fieldkit.paper.documents.event_words import event_line, report_blocks, report_line
from fieldkit.paper.documents.source import DocumentSource

SHOUTED = (Precedence.FLASH, Precedence.URGENT)


def precedence_of(event: Event) -> Precedence:
    """How fast it is to be read; routine for kinds that do not say."""
    body = event.body
    return body.precedence if isinstance(body, Message | Request) else Precedence.ROUTINE


def shout(*precedences: Precedence) -> list[Block]:
    """AKUT or HASTER by the highest of them, nothing below."""
    highest = next((precedence for precedence in SHOUTED if precedence in precedences), None)
    return [Banner(PRECEDENCE_DA[highest].upper())] if highest is not None else []


def deadline(event: Event, source: DocumentSource) -> list[Block]:
    """By when a human must have understood a message, or something must be there; nothing when none was set."""
    body = event.body
    if isinstance(body, Request):
        return (
            [] if body.due is None else [_until("Skal være fremme senest", body.due + EPOCH_UNIX_S, source, sure=True)]
        )
    within = ACKNOWLEDGE_WITHIN_S[body.precedence] if isinstance(body, Message) else None
    if within is None:
        return []
    return [_until("Forstået senest", unix_of(event.hlc) + within, source, sure=event.time_sure)]


def _until(words: str, due: int, source: DocumentSource, *, sure: bool) -> KeyValue:
    late = " (overskredet)" if source.now > due else ""
    return KeyValue(words, source.moment(due, sure=sure) + late, bold=True)


def contents(event: Event, source: DocumentSource) -> list[Block]:
    """The words themselves."""
    body = event.body
    if isinstance(body, Report):
        return report_blocks(body, source)
    return [Text(spoken(event, source), tall=True)]


def spoken(event: Event, source: DocumentSource) -> str:
    """The same as plain text: what a runner reads aloud."""
    body = event.body
    match body:
        case Message():
            return body.text
        case Report():
            return report_line(body, source)
        case Request():
            return f"{source.place_name(body.place)} mangler: {amount_words(body.count, body.unit, body.what)}"
        case Note():
            return f"{ENTRY_DA.get(body.entry, body.entry).capitalize()}: {body.text}"
        case Notice():
            return f"{body.title}\n{body.text}".strip()
        case _:
            return event_line(event, source)


def word_count(event: Event, source: DocumentSource) -> list[Block]:
    """How many words, so that the one who copies them can tell whether one was lost; points are not counted."""
    if isinstance(event.body, Report):
        return []
    words = len(spoken(event, source).split())
    return [KeyValue("I alt", f"{words} ord")]
