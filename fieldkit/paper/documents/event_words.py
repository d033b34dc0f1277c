"""Events in plain Danish: a report's points with the worst first, a message's addressee, any event in one line."""

from collections.abc import Mapping, Sequence

import msgspec

from fieldkit.core.bodies import TO_ALL, Ack, Assign, CardStep, Hello, Incident, Message, Note, Report
from fieldkit.core.bodies_paper import CHIT_SORT_DA, Chit
from fieldkit.core.bodies_staff import StaffBody
from fieldkit.core.bodies_trust import Revoke
from fieldkit.core.bodies_work import WorkBody
from fieldkit.core.chits import chit_label
from fieldkit.core.clock import EPOCH_UNIX_S
from fieldkit.core.event import Event
from fieldkit.core.kinds import Opaque
from fieldkit.core.log_entries import ENTRY_DA
from fieldkit.core.state_paper import told_by
from fieldkit.core.terms import (
    LEVEL_DA,
    PRECEDENCE_DA,
    ROLE_DA,
    TOPIC_DA,
    TRUST_DA,
    VIA_DA,
    Condition,
    Precedence,
    Role,
    Topic,
    Trust,
    Via,
)
from fieldkit.core.topic_state import TopicState
from fieldkit.paper.blocks import Block, KeyValue, Text
from fieldkit.paper.documents.source import DocumentSource
from fieldkit.paper.documents.staff_words import STAFF_KIND_DA, staff_line
from fieldkit.paper.documents.work_words import WORK_KIND_DA, aside, number_words, work_line

ADDRESSED_DA: dict[str, str] = {
    TO_ALL: "alle",
    Role.SECRETARIAT.value: "sekretariatet",
    Role.MEETING_POINT.value: "mødestederne",
    Role.INSTITUTION.value: "institutionerne",
}
KIND_DA: dict[str, str] = {
    "report": "melding",
    "message": "besked",
    "ack": "forstået",
    "incident": "hændelse",
    "hello": "kit",
    "assign": "sted",
    "note": "notat",
    "card": "actioncard",
    "chit": "blanket",
    "revoke": "spærring",
    **WORK_KIND_DA,
    **STAFF_KIND_DA,
}
ACT_DA = {
    "start": "begyndt",
    "tick": "udført",
    "untick": "åbnet igen",
    "skip": "ikke relevant",
    "end": "afsluttet",
    "stop-timer": "uret er stoppet",
}


def to_words(to: int | str, source: DocumentSource) -> str:
    """Whom a message is for: `alle`, `mødestederne` or a place's name."""
    if isinstance(to, int):
        return source.place_name(to)
    return ADDRESSED_DA.get(to, to)


def topic_words(topic: Topic, state: TopicState) -> str:
    """`vand (6 timer)`."""
    if state.hours is None:
        return TOPIC_DA[topic]
    return f"{TOPIC_DA[topic]} ({state.hours} {'time' if state.hours == 1 else 'timer'})"


def by_condition(topics: Mapping[Topic, TopicState]) -> dict[Condition, list[Topic]]:
    """All eleven topics by how they are; those not said are unknown."""
    found: dict[Condition, list[Topic]] = {condition: [] for condition in Condition}
    for topic in Topic:
        found[topics[topic].condition if topic in topics else Condition.UNKNOWN].append(topic)
    return found


def counts_words(children: int | None, staff: int | None) -> str:
    """`43 børn, 6 voksne`; a count that was not said is left out, and empty means that neither was."""
    said = [f"{children} børn"] * (children is not None) + [f"{staff} voksne"] * (staff is not None)
    return ", ".join(said)


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
    parts = [f"niveau {LEVEL_DA[report.level]}"] if report.level is not None else []
    sorted_topics = by_condition(report.topics)
    for condition, word in (
        (Condition.CRITICAL, "KRITISK"),
        (Condition.SHORTAGE, "mangel"),
        (Condition.OK, "ok"),
    ):
        topics = sorted_topics[condition]
        if len(topics) == len(Topic) and condition is Condition.OK:
            parts.append("alt ok")
        elif topics:
            parts.append(f"{word}: " + ", ".join(topic_words(topic, report.topics[topic]) for topic in topics))
    parts += [counts_words(report.children, report.staff), report.note]
    said = "; ".join(part for part in parts if part) or "intet meldt"
    how = VIA_DA[report.via] if report.via is Via.OBSERVED else f"via {VIA_DA[report.via]}"
    return f"{source.place_name(report.place)}: {said}{aside(how, report.by, doubt(report.trust))}"


def event_line(event: Event, source: DocumentSource) -> str:
    """Any event in one Danish line, for the log; kinds of a newer version say their name."""
    body = event.body
    match body:
        case Report():
            return report_line(body, source)
        case Message():
            sender = source.place_name(source.sender_of(event, body.sender))
            urgent = "" if body.precedence is Precedence.ROUTINE else f"{PRECEDENCE_DA[body.precedence].upper()}: "
            instead = f"erstatter nr. {number_words(body.replaces)}" if body.replaces else ""
            told = aside(instead, body.by, doubt(body.trust))
            return f"{urgent}{sender} til {to_words(body.to, source)}: {body.text}{told}"
        case Ack():
            place = source.place_name(source.sender_of(event, body.place))
            return f"nr. {number_words(body.ref)} forstået på {place}{aside(body.by, doubt(body.trust))}"
        case Incident():
            what = "slut" if body.stop else "begynder"
            level = f", niveau {body.level}" if body.level else ""
            name = body.name or _incident_name(body.tag, source)
            return f"{'øvelse' if event.exercise else 'hændelse'} {what}: {name}{level}"
        case Hello():
            return f"kit {event.kit} meldt klar som {ROLE_DA[body.role]}, {source.place_name(body.place)}"
        case Assign():
            return f"radio !{body.node:08x} hører til {source.place_name(body.place)}"
        case Note():
            return f"{body.text}{aside(body.by)}"
        case CardStep():
            card = source.cards.get(body.card)
            step = f", trin {body.step}" if body.step else ","
            why = f": {body.reason}" if body.reason else ""
            return f"{card.title if card else body.card}{step} {ACT_DA.get(body.act, body.act)}{why}{aside(body.by)}"
        case Revoke():
            return (
                f"kit {body.kit} er {'ikke længere spærret' if body.undo else 'spærret'}{aside(body.reason, body.by)}"
            )
        case Chit():
            return _chit_line(event, body, source)
        case _ if isinstance(body, WorkBody):
            return work_line(body, source)
        case _ if isinstance(body, StaffBody):
            return staff_line(body, source)
        case _:
            fields = "; ".join(f"{name}: {value}" for name, value in plain_fields(event).items())
            return f"{kind_words(event)}{': ' + fields if fields else ''}"


def _chit_line(event: Event, body: Chit, source: DocumentSource) -> str:
    """What was written by hand, with the time on the paper; the event's own time is that of entry."""
    told = told_by(event)
    what = event_line(told, source) if told is not None else CHIT_SORT_DA[body.sort]
    if body.at is not None:
        when = f", skrevet {source.clock(body.at + EPOCH_UNIX_S, sure=not body.circa)}"
    else:
        when = ", tidspunkt ukendt" if told is not None else ""
    again = "rettet" if body.correct else ""
    by = f"skrevet ind af {body.by}" if body.by else ""
    return f"{chit_label(body.series, body.count)}{when}: {what}{aside(again, by)}"


def plain_fields(event: Event) -> dict[str, str | int]:
    """The texts and numbers of a body by field name: how kinds that this paper has no words for are still told."""
    body = event.body
    fields = body.fields if isinstance(body, Opaque) else msgspec.to_builtins(body)
    return {name: value for name, value in fields.items() if isinstance(value, str | int) and value != ""}


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


def doubt(trust: Trust) -> str:
    """`ubekræftet`, or nothing when the sender is proven."""
    return "" if trust is Trust.VERIFIED else TRUST_DA[trust]


def _incident_name(tag: int, source: DocumentSource) -> str:
    known = source.state.incidents.get(tag)
    return (known.name.value or "") if known else "uden navn"
