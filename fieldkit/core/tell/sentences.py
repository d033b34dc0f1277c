"""Every event as one plain Danish sentence: what happened, for the log, the journal and the screen.

From the event alone, so that it is the same everywhere: `Names` says how the reader knows places, times and cards
(paper tells the clock of its day and the titles of cards). Kinds of a newer version say their name and what they hold.
"""

from collections.abc import Callable
from typing import Any

from fieldkit.core.facts.chits import CHIT_SORT_DA, Chit
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import Opaque
from fieldkit.core.facts.roster import TABLE_DA, RosterEdit, RosterTable, RosterUndo, RowAct
from fieldkit.core.facts.said import Ack, Assign, CardStep, Hello, Incident, Message, Note, Report
from fieldkit.core.facts.terms import (
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
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.chits import told_by
from fieldkit.core.tell.parts import Names, aside, doubt, join, names_of, number
from fieldkit.core.tell.staff import STAFF_KIND_DA, STAFF_SENTENCES
from fieldkit.core.tell.work import WORK_KIND_DA, WORK_SENTENCES
from fieldkit.core.text.clean import one_line
from fieldkit.core.views.chits import chit_label
from fieldkit.core.views.log_entries import ENTRY_DA

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
    "roster": "stamdata",
    "roster-undo": "stamdata",
    **WORK_KIND_DA,
    **STAFF_KIND_DA,
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
    return one_line(told(event, names_of(roster)), _MOST_CHARS)


def told(event: Event, names: Names) -> str:
    """The same in the reader's own names; lines that people wrote stay lines."""
    tell = SENTENCES.get(type(event.body))
    return tell(event.body, event, names) if tell else _opaque(event)


def kind_words(kind: str) -> str:
    """`melding`, `besked` …; the kind itself when this version does not know it."""
    return KIND_DA.get(kind, kind)


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
    said = [f"{children} børn"] * (children is not None) + [f"{staff} voksne"] * (staff is not None)
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


def _report(body: Report, event: Event, names: Names) -> str:
    return report_words(body, names)


def _message(body: Message, event: Event, names: Names) -> str:
    sender = names.who(event, body.sender, "Kit")
    urgent = "" if body.precedence is Precedence.ROUTINE else f"{PRECEDENCE_DA[body.precedence].upper()}: "
    instead = f"erstatter nr. {number(body.replaces)}" if body.replaces is not None else ""
    beside = aside(instead, body.by, doubt(body.trust))
    return f"{urgent}{sender} til {address_words(body.to, names.place)}: {body.text}{beside}"


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


def _note(body: Note, event: Event, names: Names) -> str:
    return f"{ENTRY_DA.get(body.entry, body.entry).capitalize()}: {body.text}{aside(body.by)}"


def _card(body: CardStep, event: Event, names: Names) -> str:
    step = f", trin {body.step}" if body.step else ""
    return (
        f"{names.card(body.card)}{step}: {CARD_ACT_DA.get(body.act, body.act)}{join(': ', body.reason)}"
        f"{aside(f'kit {event.kit}', body.by, _did(body))}"
    )


def _did(body: CardStep) -> str:
    """What the kit did when the step was ticked."""
    if not body.did:
        return ""
    if "-" in body.did and body.did.replace("-", "").isdigit():
        return f"besked nr. {body.did}"
    return CARD_DID_DA.get(body.did, f"kortet {body.did} åbnet")


def _revoke(body: Revoke, event: Event, names: Names) -> str:
    what = f"Kit {body.kit} er {'ikke længere spærret' if body.undo else 'spærret: det tros ikke mere'}"
    return f"{what}{aside(body.reason, body.by)}"


ROW_ACT_DA: dict[RowAct, str] = {
    RowAct.CHANGED: "rettet",
    RowAct.ADDED: "tilføjet",
    RowAct.REMOVED: "fjernet",
}


def _roster(body: RosterEdit, event: Event, names: Names) -> str:
    added = body.act is RowAct.ADDED
    is_place = body.table is RosterTable.PLACES and body.row.isascii() and body.row.isdigit()
    row = names.place(int(body.row)) if is_place and not added else body.row
    known = body.row.split(", ") if added else []  # what the row is called by says it already
    cells = ", ".join(
        f"{column} {f'“{text}”' if text else 'tom'}"
        for column, text in body.cells.items()
        if not added or (text and text not in known)
    )
    table = TABLE_DA[body.table].capitalize()
    return f"{table}: {row}, {ROW_ACT_DA[body.act]}{join(': ', cells)}{aside(body.by)}"


def _roster_undo(body: RosterUndo, event: Event, names: Names) -> str:
    return f"Rettelse nr. {number(body.ref)} af listerne er fortrudt{aside(body.by)}"


def _chit(body: Chit, event: Event, names: Names) -> str:
    written = told_by(event)
    what = told(written, names) if written is not None else CHIT_SORT_DA[body.sort]
    at = names.when(body.at, "ca. " if body.circa else "")
    when = f", skrevet {at}" if at else ", skrevet på et ukendt tidspunkt" if written is not None else ""
    again = "rettet" if body.correct else ""
    return (
        f"Blanket {chit_label(body.series, body.count)}{when}: {what}{aside(again, join('skrevet ind af ', body.by))}"
    )


def _opaque(event: Event) -> str:
    body = event.body
    fields = body.fields if isinstance(body, Opaque) else {}
    held = "; ".join(f"{name}: {value}" for name, value in fields.items())
    if len(held) > _OPAQUE_CHARS:
        held = held[:_OPAQUE_CHARS] + " …"
    return f"Slags “{event.kind}”, som denne udgave ikke kender{join(': ', held)}"


SENTENCES: dict[type, Callable[[Any, Event, Names], str]] = {
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
    RosterEdit: _roster,
    RosterUndo: _roster_undo,
    **WORK_SENTENCES,
    **STAFF_SENTENCES,
}
"""By type of body: (body, event, names) → sentence."""
