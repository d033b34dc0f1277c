"""The receipt: the slip that proves that something was handed in."""

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.terms import PRECEDENCE_DA, TOPIC_DA, VIA_DA
from fieldkit.core.facts.work import Request
from fieldkit.core.tell.parts import number
from fieldkit.core.text.wording import amount_words
from fieldkit.core.views.log_entries import ENTRY_DA
from fieldkit.paper.blocks import Block, Document, Heading, KeyValue, Rule, Text
from fieldkit.paper.documents.contents import contents, deadline, precedence_of, shout
from fieldkit.paper.documents.event_words import event_line, kind_words, to_words, trust_blocks
from fieldkit.paper.documents.source import DocumentSource


def receipt(event: Event, source: DocumentSource) -> Document:
    """What was handed in, as the kit understood it, with a QR that carries it."""
    blocks = [*source.outdated(event), *shout(precedence_of(event)), *_received(event, source)]
    if event.kit != source.kit:
        blocks.append(KeyValue("Noteret på", source.kit_name(event.kit)))
    codes = source.codes([event])
    if codes:
        blocks += [Rule(), *codes]
    blocks.append(Text("Gem sedlen: nummeret finder sagen igen."))
    return source.of_event("Kvittering", event, blocks)


def _received(event: Event, source: DocumentSource) -> list[Block]:
    body = event.body
    match body:
        case Report():
            return [
                Text("Melding fra"),
                Heading(source.place_name(body.place), level=1),
                *contents(event, source),
                Rule(),
                KeyValue("Modtaget via", VIA_DA[body.via]),
                *_named("Afleveret af", body.by),
                *trust_blocks(body.trust),
            ]
        case Message():
            return [
                KeyValue("Til", to_words(body.to, source), bold=True),
                KeyValue("Fra", source.place_name(source.sender_of(event, body.sender))),
                Rule(),
                *contents(event, source),
                Rule(),
                KeyValue("Hastegrad", PRECEDENCE_DA[body.precedence]),
                *deadline(event, source),
                *_named("Erstatter nr.", number(body.replaces) if body.replaces else ""),
                *_named("Skrevet af", body.by),
                *trust_blocks(body.trust),
            ]
        case Request():
            return [
                Text("Anmodning fra"),
                Heading(source.place_name(body.place), level=1),
                Text(amount_words(body.count, body.unit, body.what), bold=True, tall=True),
                *deadline(event, source),
                Rule(),
                KeyValue("Hastegrad", PRECEDENCE_DA[body.precedence]),
                *_named("Emne", TOPIC_DA[body.topic] if body.topic is not None else ""),
                *_named("Efter nr.", number(body.ref) if body.ref else ""),
                *_named("Bestilt af", body.by),
                *trust_blocks(body.trust),
            ]
        case Note():
            return [
                Heading(ENTRY_DA.get(body.entry, body.entry).capitalize(), level=1),
                Text(body.text, tall=True),
                *_named("Skrevet af", body.by),
            ]
        case _:
            return [Heading(kind_words(event).capitalize(), level=1), Text(event_line(event, source))]


def _named(key: str, value: str) -> list[Block]:
    return [KeyValue(key, value)] if value else []
