"""Every event as one plain Danish sentence: what happened, for the log, the journal and the screen.

From the event alone, so that it is the same everywhere; places are named from the roster that is handed in, and are
numbers without one. Kinds of a newer version say their name and what they hold.
"""

from collections.abc import Callable
from typing import Any

from fieldkit.core.board import place_name
from fieldkit.core.bodies import TO_ALL, Ack, Assign, CardStep, Hello, Incident, Message, Note, Report
from fieldkit.core.bodies_paper import CHIT_SORT_DA, Chit
from fieldkit.core.bodies_trust import Revoke
from fieldkit.core.chits import chit_label
from fieldkit.core.clean import one_line
from fieldkit.core.event import Event
from fieldkit.core.kinds import Opaque
from fieldkit.core.log_entries import ENTRY_DA
from fieldkit.core.roster import Roster
from fieldkit.core.sentence_parts import aside, join, moment, number
from fieldkit.core.sentences_staff import STAFF_KIND_DA, STAFF_SENTENCES
from fieldkit.core.sentences_work import WORK_KIND_DA, WORK_SENTENCES
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

KIND_DA: dict[str, str] = {
    "report": "melding",
    "message": "besked",
    "ack": "forstået",
    "incident": "hændelse",
    "hello": "kit",
    "assign": "radio",
    "note": "log",
    "card": "actioncard",
    "chit": "blanket",
    "revoke": "spærring",
    **WORK_KIND_DA,
    **STAFF_KIND_DA,
}
ADDRESSED_DA: dict[str, str] = {
    TO_ALL: "alle",
    Role.SECRETARIAT.value: "sekretariatet",
    Role.MEETING_POINT.value: "mødestederne",
    Role.INSTITUTION.value: "institutionerne",
}
CARD_ACT_DA: dict[str, str] = {
    "start": "begyndt",
    "tick": "udført",
    "untick": "åbnet igen",
    "skip": "ikke relevant",
    "end": "afsluttet",
    "stop-timer": "uret er stoppet",
}
CARD_DID_DA: dict[str, str] = {
    "print": "sendt til print",
    "report": "melding åbnet",
    "message": "besked åbnet",
}
_CONDITION_WORDS = ((Condition.CRITICAL, "KRITISK"), (Condition.SHORTAGE, "mangel"), (Condition.OK, "ok"))
_OPAQUE_CHARS = 400
_MOST_CHARS = 10_000
"""No text of an event is cut off."""
_NO_ROSTER = Roster()


def sentence(event: Event, roster: Roster = _NO_ROSTER) -> str:
    """What happened, in one line without a full stop."""
    body = event.body
    tell = SENTENCES.get(type(body))
    said = tell(body, event, lambda place: place_name(place, roster)) if tell else _opaque(event)
    return one_line(said, _MOST_CHARS)


def kind_words(kind: str) -> str:
    """`melding`, `besked` …; the kind itself when this version does not know it."""
    return KIND_DA.get(kind, kind)


def address_words(to: int | str, place: Callable[[int], str]) -> str:
    """Whom a message is for: `alle`, `mødestederne`, or a place."""
    return place(to) if isinstance(to, int) else ADDRESSED_DA.get(to, to)


def topic_words(topic: Topic, state: TopicState) -> str:
    """`vand (6 t)`."""
    return TOPIC_DA[topic] + (f" ({state.hours} t)" if state.hours is not None else "")


def _doubt(trust: Trust) -> str:
    return "" if trust is Trust.VERIFIED else TRUST_DA[trust]


def _report(body: Report, event: Event, place: Callable[[int], str]) -> str:
    parts = [f"niveau {LEVEL_DA[body.level]}"] if body.level is not None else []
    for condition, word in _CONDITION_WORDS:
        topics = [topic for topic in Topic if topic in body.topics and body.topics[topic].condition is condition]
        if condition is Condition.OK and len(body.topics) == len(Topic) and topics:
            parts.append("alt ok" if len(topics) == len(Topic) else "resten ok")
        elif topics:
            parts.append(f"{word}: " + ", ".join(topic_words(topic, body.topics[topic]) for topic in topics))
    if body.children is not None:
        parts.append(f"{body.children} børn")
    if body.staff is not None:
        parts.append(f"{body.staff} voksne")
    if body.note:
        parts.append(f"“{body.note}”")
    said = "; ".join(parts) or "intet af de elleve punkter"
    how = VIA_DA[body.via] if body.via is Via.OBSERVED else f"via {VIA_DA[body.via]}"
    return f"{place(body.place)} melder {said}{aside(how, body.by, _doubt(body.trust))}"


def _message(body: Message, event: Event, place: Callable[[int], str]) -> str:
    sender = place(body.sender) if body.sender else f"Kit {event.kit}"
    urgent = "" if body.precedence is Precedence.ROUTINE else f"{PRECEDENCE_DA[body.precedence].upper()}: "
    instead = f"erstatter nr. {number(body.replaces)}" if body.replaces is not None else ""
    beside = aside(instead, body.by, _doubt(body.trust))
    return f"{urgent}{sender} til {address_words(body.to, place)}: {body.text}{beside}"


def _ack(body: Ack, event: Event, place: Callable[[int], str]) -> str:
    where = place(body.place) if body.place else f"kit {event.kit}"
    return f"Nr. {number(body.ref)} er forstået på {where}{aside(body.by, _doubt(body.trust))}"


def _incident(body: Incident, event: Event, place: Callable[[int], str]) -> str:
    sort = "Øvelsen" if event.exercise else "Hændelsen"
    name = f" “{body.name}”" if body.name else ""
    return f"{sort}{name} {'er slut' if body.stop else 'begynder'}{f', niveau {body.level}' if body.level else ''}"


def _hello(body: Hello, event: Event, place: Callable[[int], str]) -> str:
    where = f", {place(body.place)}" if body.place else ""
    return f"Kit {event.kit} er klar som {ROLE_DA[body.role]}{where}"


def _assign(body: Assign, event: Event, place: Callable[[int], str]) -> str:
    return f"Radio !{body.node:08x} hører til {place(body.place)}"


def _note(body: Note, event: Event, place: Callable[[int], str]) -> str:
    return f"{ENTRY_DA.get(body.entry, body.entry).capitalize()}: {body.text}{aside(body.by)}"


def _card(body: CardStep, event: Event, place: Callable[[int], str]) -> str:
    step = f", trin {body.step}" if body.step else ""
    return (
        f"Actioncard {body.card}{step}: {CARD_ACT_DA.get(body.act, body.act)}{join(': ', body.reason)}"
        f"{aside(f'kit {event.kit}', body.by, _did(body))}"
    )


def _did(body: CardStep) -> str:
    """What the kit did when the step was ticked."""
    if not body.did:
        return ""
    if "-" in body.did and body.did.replace("-", "").isdigit():
        return f"besked nr. {body.did}"
    return CARD_DID_DA.get(body.did, f"kortet {body.did} åbnet")


def _revoke(body: Revoke, event: Event, place: Callable[[int], str]) -> str:
    what = f"Kit {body.kit} er {'ikke længere spærret' if body.undo else 'spærret: det tros ikke mere'}"
    return f"{what}{aside(body.reason, body.by)}"


def _chit(body: Chit, event: Event, place: Callable[[int], str]) -> str:
    told = told_by(event)
    what = SENTENCES[type(told.body)](told.body, told, place) if told is not None else CHIT_SORT_DA[body.sort]
    written = moment(body.at, "ca. " if body.circa else "")
    when = f", skrevet {written}" if written else ", skrevet på et ukendt tidspunkt" if told is not None else ""
    again = "rettet" if body.correct else ""
    return (
        f"Blanket {chit_label(body.series, body.count)}{when}: {what}{aside(again, join('skrevet ind af ', body.by))}"
    )


def _opaque(event: Event) -> str:
    body = event.body
    fields = body.fields if isinstance(body, Opaque) else {}
    told = "; ".join(f"{name}: {value}" for name, value in fields.items())
    if len(told) > _OPAQUE_CHARS:
        told = told[:_OPAQUE_CHARS] + " …"
    return f"Slags “{event.kind}”, som denne udgave ikke kender{join(': ', told)}"


SENTENCES: dict[type, Callable[[Any, Event, Callable[[int], str]], str]] = {
    Report: _report,
    Message: _message,
    Ack: _ack,
    Incident: _incident,
    Hello: _hello,
    Assign: _assign,
    Note: _note,
    CardStep: _card,
    Chit: _chit,
    Revoke: _revoke,
    **WORK_SENTENCES,
    **STAFF_SENTENCES,
}
"""By type of body: (body, event, name of a place) → sentence."""
