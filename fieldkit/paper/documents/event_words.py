"""Events in plain Danish: a report's points with the worst first, a message's addressee, any event in one line."""

from collections.abc import Mapping, Sequence

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Note, Report
from fieldkit.core.facts.terms import LEVEL_DA, TRUST_DA, Condition, Topic, Trust
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.tell.parts import Names, aside
from fieldkit.core.tell.sentences import KIND_DA, address_words, report_words, told, topic_words
from fieldkit.core.views.log_entries import ENTRY_DA
from fieldkit.paper.blocks import Block, KeyValue, Text
from fieldkit.paper.documents.source import DocumentSource


def names_on(source: DocumentSource) -> Names:
    """Names as paper tells them: clocks of the day of printing, the titles of cards, incidents that this kit knows."""

    def card(name: str) -> str:
        known = source.cards.get(name)
        return f"“{known.title}”" if known else f"Actioncard {name}"

    def incident(tag: int, name: str) -> str:
        known = source.state.incidents.get(tag)
        return name or (known.name.value if known else None) or ""

    return Names(
        source.place_name,
        source.sender_of,
        lambda seconds: source.clock(seconds + EPOCH_UNIX_S),
        card,
        incident,
    )


def to_words(to: int | str, source: DocumentSource) -> str:
    """Whom a message is for: `alle`, `mødestederne` or a place's name."""
    return address_words(to, source.place_name)


def by_condition(topics: Mapping[Topic, TopicState]) -> dict[Condition, list[Topic]]:
    """All eleven topics by how they are; those not said are unknown."""
    found: dict[Condition, list[Topic]] = {condition: [] for condition in Condition}
    for topic in Topic:
        found[topics[topic].condition if topic in topics else Condition.UNKNOWN].append(topic)
    return found


def report_blocks(report: Report, source: DocumentSource) -> list[Block]:
    """A report read back: what is critical first and big, all eleven points, what was not said as unknown."""
    named = {
        condition: ", ".join(topic_words(topic, report.topics.get(topic, TopicState(condition))) for topic in topics)
        for condition, topics in by_condition(report.topics).items()
    }
    blocks: list[Block] = []
    if named[Condition.CRITICAL]:
        blocks.append(Text(f"KRITISK: {named[Condition.CRITICAL]}", bold=True, tall=True))
    if named[Condition.SHORTAGE]:
        blocks.append(Text(f"MANGEL: {named[Condition.SHORTAGE]}", bold=True))
    if report.note:
        blocks.append(KeyValue("Note", report.note, bold=True))
    if report.level is not None:
        blocks.append(KeyValue("Niveau", LEVEL_DA[report.level].upper(), bold=True))
    blocks.append(KeyValue("Børn", "ikke meldt" if report.children is None else str(report.children)))
    blocks.append(KeyValue("Voksne", "ikke meldt" if report.staff is None else str(report.staff)))
    if named[Condition.OK]:
        blocks.append(KeyValue("Ok", _all_or(named[Condition.OK])))
    if named[Condition.UNKNOWN]:
        blocks.append(KeyValue("Ikke meldt", _all_or(named[Condition.UNKNOWN])))
    if report.level is None:
        blocks.append(KeyValue("Niveau", "ikke meldt"))
    return blocks


def _all_or(named: str) -> str:
    return "alle elleve emner" if named.count(", ") == len(Topic) - 1 else named


def report_line(report: Report, source: DocumentSource) -> str:
    """A report in one line; topics that were not said are not named."""
    return report_words(report, names_on(source))


def event_line(event: Event, source: DocumentSource) -> str:
    """Any event as a Danish sentence, for the log; of a note only the text, for its sort stands in the head."""
    body = event.body
    return f"{body.text}{aside(body.by)}" if isinstance(body, Note) else told(event, names_on(source))


def kind_words(event: Event) -> str:
    """`melding`, `beslutning` …; a kind of a newer version by its own name."""
    if isinstance(event.body, Note):
        return ENTRY_DA.get(event.body.entry, event.body.entry)
    return KIND_DA.get(event.kind, f"ukendt slags ({event.kind})")


def trust_blocks(trust: Trust) -> Sequence[Block]:
    """Whether the sender is proven, and what to do when not."""
    if trust is Trust.VERIFIED:
        return [KeyValue("Afsender", TRUST_DA[trust])]
    return [KeyValue("Afsender", "UBEKRÆFTET: spørg stedet, før du handler på det", bold=True)]
