"""How reports, messages, forstået, notes, card steps, incidents, kits and nodes are told."""

from collections.abc import Callable, Mapping

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import (
    CARD_ACT_DA,
    CARD_DID_DA,
    ENTRY_SORT_DA,
    Ack,
    Assign,
    CardDid,
    CardStep,
    Hello,
    Incident,
    Message,
    Note,
    OpenedCard,
    Report,
    SentMessage,
    did_of,
)
from fieldkit.core.facts.terms import (
    ACKNOWLEDGE_WITHIN_S,
    ADDRESSED_DA,
    LEVEL_DA,
    PRECEDENCE_DA,
    ROLE_DA,
    TOPIC_DA,
    VIA_DA,
    Condition,
    Precedence,
    Topic,
    Via,
)
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.tell.parts import (
    Fact,
    From,
    Gap,
    Names,
    Part,
    Poster,
    Telling,
    Title,
    Until,
    Words,
    aside,
    doubt,
    join,
    named,
    number,
)

_CONDITION_WORDS = ((Condition.CRITICAL, "KRITISK"), (Condition.SHORTAGE, "mangel"), (Condition.OK, "ok"))


def address_words(to: int | str, place: Callable[[int], str]) -> str:
    """Whom a message is for: `alle`, `mødestederne`, or a place."""
    return place(to) if isinstance(to, int) else ADDRESSED_DA.get(to, to)


def topic_words(topic: Topic, state: TopicState) -> str:
    """`vand (6 timer)`."""
    if state.hours is None:
        return TOPIC_DA[topic]
    return f"{TOPIC_DA[topic]} ({state.hours} {'time' if state.hours == 1 else 'timer'})"


def counts_words(children: int | None, staff: int | None) -> str:
    """`43 børn, 6 voksne`; a count that was not said is left out, and empty means that neither was."""
    said = [] if children is None else [f"{children} {'barn' if children == 1 else 'børn'}"]
    said += [] if staff is None else [f"{staff} {'voksen' if staff == 1 else 'voksne'}"]
    return ", ".join(said)


def report_words(body: Report, names: Names) -> str:
    """A report, the worst first; topics that were not said are not named."""
    parts = [f"niveau {LEVEL_DA[body.level]}"] if body.level is not None else []
    for condition, word in _CONDITION_WORDS:
        topics = [topic for topic in Topic if topic in body.topics and body.topics[topic].condition is condition]
        timed = any(body.topics[topic].hours is not None for topic in topics)
        if condition is Condition.OK and len(body.topics) == len(Topic) and topics and not timed:
            parts.append("alt ok" if len(topics) == len(Topic) else "resten ok")
        elif topics:
            parts.append(f"{word}: " + ", ".join(topic_words(topic, body.topics[topic]) for topic in topics))
    parts += [counts_words(body.children, body.staff), f"“{body.note}”" if body.note else ""]
    said = "; ".join(part for part in parts if part) or "intet af de elleve punkter"
    how = VIA_DA[body.via] if body.via is Via.OBSERVED else f"via {VIA_DA[body.via]}"
    return f"{names.place(body.place)} melder {said}{aside(how, body.by, doubt(body.trust))}"


def by_condition(topics: Mapping[Topic, TopicState]) -> dict[Condition, list[Topic]]:
    """All eleven topics by how they are; those not said are unknown."""
    found: dict[Condition, list[Topic]] = {condition: [] for condition in Condition}
    for topic in Topic:
        found[topics[topic].condition if topic in topics else Condition.UNKNOWN].append(topic)
    return found


def _report(body: Report, event: Event, names: Names) -> str:
    return report_words(body, names)


def _report_contents(body: Report, event: Event, names: Names) -> list[Part]:
    """A report read back: what is critical first and big, all eleven points, what was not said as unknown."""
    told = {
        condition: ", ".join(topic_words(topic, body.topics.get(topic, TopicState(condition))) for topic in topics)
        for condition, topics in by_condition(body.topics).items()
    }
    parts: list[Part] = []
    if told[Condition.CRITICAL]:
        parts.append(Words(f"KRITISK: {told[Condition.CRITICAL]}", bold=True, tall=True))
    if told[Condition.SHORTAGE]:
        parts.append(Words(f"MANGEL: {told[Condition.SHORTAGE]}", bold=True))
    if body.note:
        parts.append(Fact("Note", body.note, bold=True))
    if body.level is not None:
        parts.append(Fact("Niveau", LEVEL_DA[body.level].upper(), bold=True))
    parts.append(Fact("Børn", "ikke meldt" if body.children is None else str(body.children)))
    parts.append(Fact("Voksne", "ikke meldt" if body.staff is None else str(body.staff)))
    if told[Condition.OK]:
        parts.append(Fact("Ok", _all_or(told[Condition.OK])))
    if told[Condition.UNKNOWN]:
        parts.append(Fact("Ikke meldt", _all_or(told[Condition.UNKNOWN])))
    if body.level is None:
        parts.append(Fact("Niveau", "ikke meldt"))
    return parts


def _all_or(told: str) -> str:
    return "alle elleve punkter" if told.count(", ") == len(Topic) - 1 else told


def _report_slip(body: Report, event: Event, names: Names) -> list[Part]:
    return [
        Words("Melding fra"),
        Title(names.place(body.place)),
        *_report_contents(body, event, names),
        Gap(),
        Fact("Modtaget via", VIA_DA[body.via]),
        *named("Afleveret af", body.by),
        From(body.trust),
    ]


def _message(body: Message, event: Event, names: Names) -> str:
    sender = names.who(event, body.sender, "Kit")
    urgent = "" if body.precedence is Precedence.ROUTINE else f"{PRECEDENCE_DA[body.precedence].upper()}: "
    instead = f"erstatter nr. {number(body.replaces)}" if body.replaces is not None else ""
    beside = aside(instead, body.by, doubt(body.trust))
    return f"{urgent}{sender} til {address_words(body.to, names.place)}: {body.text}{beside}"


def _message_until(body: Message, event: Event[Message]) -> Until | None:
    within = ACKNOWLEDGE_WITHIN_S[body.precedence]
    return None if within is None else Until("Forstået senest", event.at + within, event.time_sure)


def _message_slip(body: Message, event: Event[Message], names: Names) -> list[Part]:
    until = _message_until(body, event)
    sender = names.sender(event, body.sender)
    return [
        Fact("Til", address_words(body.to, names.place), bold=True),
        Fact("Fra", names.place(sender)),
        Gap(),
        Words(body.text, tall=True),
        Gap(),
        Fact("Hastegrad", PRECEDENCE_DA[body.precedence]),
        *([until] if until is not None else []),
        *named("Erstatter nr.", number(body.replaces) if body.replaces else ""),
        *named("Skrevet af", body.by),
        From(body.trust),
    ]


def _message_poster(body: Message) -> Poster:
    return Poster("", body.text, replaces=number(body.replaces) if body.replaces else "")


def _ack(body: Ack, event: Event, names: Names) -> str:
    where = names.who(event, body.place, "kit")
    return f"Nr. {number(body.ref)} er forstået på {where}{aside(body.by, doubt(body.trust))}"


def _incident(body: Incident, event: Event, names: Names) -> str:
    sort = "Øvelsen" if event.exercise else "Hændelsen"
    known = names.incident(body.tag, body.name)
    name = f" “{known}”" if known else ""
    return f"{sort}{name} {'er slut' if body.stop else 'begynder'}{f', niveau {body.level}' if body.level else ''}"


def _hello(body: Hello, event: Event, names: Names) -> str:
    where = f", {names.place(body.place)}" if body.place else ""
    return f"Kit {event.kit} er klar som {ROLE_DA[body.role]}{where}"


def _assign(body: Assign, event: Event, names: Names) -> str:
    return f"Radio !{body.node:08x} hører til {names.place(body.place)}"


def _entry(body: Note) -> str:
    """`beslutning`, `handling` …; an entry of a newer version by its own name."""
    return ENTRY_SORT_DA.get(body.entry, body.entry)


def _note(body: Note, event: Event, names: Names) -> str:
    return f"{_entry(body).capitalize()}: {body.text}{aside(body.by)}"


def _note_slip(body: Note, event: Event, names: Names) -> list[Part]:
    return [Title(_entry(body).capitalize()), Words(body.text, tall=True), *named("Skrevet af", body.by)]


def _card(body: CardStep, event: Event, names: Names) -> str:
    step = f", trin {body.step}" if body.step else ""
    return (
        f"{names.card(body.card)}{step}: {CARD_ACT_DA.get(body.act, body.act)}{join(': ', body.reason)}"
        f"{aside(f'kit {event.kit}', body.by, _did(body))}"
    )


def _did(body: CardStep) -> str:
    """What the kit did when the step was ticked."""
    match did_of(body):
        case None:
            return ""
        case SentMessage(number):
            return f"besked nr. {number}"
        case OpenedCard(card):
            return f"kortet {card} åbnet"
        case CardDid() as done:
            return CARD_DID_DA[done]


TELLINGS: dict[type, Telling] = {
    Report: Telling(
        line=_report,
        contents=_report_contents,
        counted=False,
        slip=_report_slip,
        trust=lambda report: report.trust,
        author="Afleveret af",
        via=lambda report: VIA_DA[report.via],
    ),
    Message: Telling(
        line=_message,
        spoken=lambda message, event, names: message.text,
        slip=_message_slip,
        until=_message_until,
        trust=lambda message: message.trust,
        poster=_message_poster,
    ),
    Ack: Telling(line=_ack),
    Incident: Telling(line=_incident),
    Hello: Telling(line=_hello),
    Assign: Telling(line=_assign),
    Note: Telling(
        line=_note,
        head=_entry,
        log=lambda note, event, names: f"{note.text}{aside(note.by)}",
        spoken=lambda note, event, names: f"{_entry(note).capitalize()}: {note.text}",
        slip=_note_slip,
        poster=lambda note: Poster("", note.text),
    ),
    CardStep: Telling(line=_card),
}
