"""The receipt: the slip that proves that something was handed in."""

from fieldkit.core.facts.event import Event
from fieldkit.paper.blocks import Document, KeyValue, Rule, Text
from fieldkit.paper.documents.contents import precedence_of, shout, slip
from fieldkit.paper.documents.source import DocumentSource


def receipt(event: Event, source: DocumentSource) -> Document:
    """What was handed in, as the kit understood it, with a QR that carries it."""
    blocks = [*source.outdated(event), *shout(precedence_of(event)), *slip(event, source)]
    if event.kit != source.kit:
        blocks.append(KeyValue("Noteret på", source.kit_name(event.kit)))
    codes = source.codes([event])
    if codes:
        blocks += [Rule(), *codes]
    blocks.append(Text("Gem sedlen: nummeret finder sagen igen."))
    return source.of_event("Kvittering", event, blocks)
