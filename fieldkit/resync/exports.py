"""Tables for the systems that a crisis staff shares with others (C3, or a spreadsheet in a mail): the situation
picture, decisions, tasks, log lines, and the shared picture of several municipalities.

Each table is a list of columns; docs/exports.md tells what stands in each, and a test holds it to these. As JSON a
value is a word of ours, a number, true, false or null; as CSV what a person reads. What may tell of people is left out
unless it is asked for; the text of a decision and what a request asks for stay, for without them there is nothing to
share.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.clock.danish import danish_date_time
from fieldkit.core.clock.hybrid import iso_at
from fieldkit.core.facts.said import EntrySort
from fieldkit.core.facts.terms import CONDITION_DA, LEVEL_DA, PRECEDENCE_DA, TOPIC_DA, Condition, Topic
from fieldkit.core.facts.work import REQUEST_STATE_DA
from fieldkit.core.signed.standing import STANDING_DA
from fieldkit.core.text.csv_lines import csv_lines, numbers_cell
from fieldkit.core.views.board import TopicCell, place_name
from fieldkit.core.views.requests import make_requests
from fieldkit.core.views.scope import Scope
from fieldkit.core.views.shared import SHARED_SORT_DA, Side, shared_lines
from fieldkit.resync.journal.whole import Journal

Cells = dict[str, Any]
Words = Callable[[Any], str]


class Column(NamedTuple):
    """`key` in JSON, `heading` in CSV; `words`: how a value that is there reads."""

    key: str
    heading: str
    words: Words = str
    personal: bool = False
    """Whether it may tell of people."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What is exported: one's own side first, and the neighbours'; of which incident (a tag); one's own journal."""

    sides: Sequence[Side]
    tag: int
    journal: Journal
    now: float
    personal: bool

    @property
    def own(self) -> Side:
        return self.sides[0]


class Table(NamedTuple):
    """One table: its columns, and its rows by what is exported."""

    columns: tuple[Column, ...]
    rows: Callable[[Exported], Iterable[Cells]]


def export_csv(name: str, what: Exported) -> Iterator[str]:
    """The table as CSV, a line at a time."""
    columns = _columns(name, what)
    rows = (
        ["" if (value := cells.get(column.key)) is None else column.words(value) for column in columns]
        for cells in TABLES[name].rows(what)
    )
    return csv_lines((column.heading for column in columns), rows)


def export_json(name: str, what: Exported) -> Iterator[str]:
    """The table as one JSON document, a row at a time."""
    head = {"format": 1, "table": name, "made": iso_at(int(what.now)), "personal_data": what.personal}
    yield msgspec.json.encode(head).decode()[:-1] + ',"rows":['
    before = "\n"
    keys = [column.key for column in _columns(name, what)]
    for cells in TABLES[name].rows(what):
        yield before + msgspec.json.encode({key: cells.get(key) for key in keys}).decode()
        before = ",\n"
    yield "\n]}\n"


def _columns(name: str, what: Exported) -> list[Column]:
    return [column for column in TABLES[name].columns if what.personal or not column.personal]


# how values read


def _yes(value: bool) -> str:
    return "ja" if value else ""


def _numbers(values: Sequence[str]) -> str:
    return numbers_cell(*values)


def _topics(found: Mapping[str, int | None]) -> str:
    return ", ".join(TOPIC_DA[Topic(topic)] + (f" {hours} t" if hours else "") for topic, hours in found.items())


def _clock(value: str) -> str:
    return danish_date_time(datetime.fromisoformat(value).timestamp())


def _word(words: Mapping[Any, str]) -> Words:
    return lambda value: words.get(value, str(value))  # a newer version may have added one


_WHOSE = (
    Column("municipality", "Kommunekode"),
    Column("municipality_name", "Kommune"),
    Column("incident", "Hændelse"),
    Column("exercise", "Øvelse", _yes),
)
_WHERE = (Column("place", "Stednummer"), Column("place_name", "Sted"))


def _whose(what: Exported, side: Side) -> Cells:
    tag = what.tag if side.own else side.state.current()
    incident = side.state.incidents.get(tag)
    return {
        "municipality": side.municipality,
        "municipality_name": side.name,
        "incident": (incident.name.value or "") if incident else "",
        "exercise": side.exercise,
    }


# the tables


def _situation(what: Exported) -> Iterator[Cells]:
    side = what.own
    for row in side.board(what.now, what.tag).rows:
        yield {
            **_whose(what, side),
            "place": row.place,
            "place_name": row.name,
            "level": row.level,
            "silent": row.silent,
            "said_at": None if row.age_s is None else iso_at(int(what.now) - row.age_s),
            "critical": _in(row.topics, Condition.CRITICAL),
            "shortage": _in(row.topics, Condition.SHORTAGE),
            "ok": _in(row.topics, Condition.OK),
            "children": row.children,
            "staff": row.staff,
            "note": row.note,
            "number": row.number,
        }


def _in(topics: Mapping[Topic, TopicCell], condition: Condition) -> dict[str, int | None]:
    return {str(topic): cell.hours for topic, cell in topics.items() if cell.condition is condition}


def _decisions(what: Exported) -> Iterator[Cells]:
    side = what.own
    scope = Scope.with_day_before(side.state, what.tag)
    notes = [note for note in side.state.notes.values() if note.body.entry is EntrySort.DECISION and note in scope]
    for note in sorted(notes, key=lambda note: note.stamp):
        yield {
            **_whose(what, side),
            "number": note.number,
            "at": iso_at(note.at),
            "at_certain": note.time_sure,
            "text": note.body.text,
            "by": note.body.by,
        }


def _tasks(what: Exported) -> Iterator[Cells]:
    side = what.own
    for one in make_requests(side.state, side.roster, what.now, what.tag):
        yield {
            **_whose(what, side),
            "number": one.number,
            "asked_at": iso_at(one.asked_at),
            "place": one.place,
            "place_name": place_name(one.place, side.roster) if one.place else "",
            "thing": one.what,
            "count": one.count,
            "unit": one.unit,
            "topic": one.topic,
            "precedence": one.precedence,
            "state": one.state,
            "due_at": None if one.due_at is None else iso_at(one.due_at),
            "late": one.late,
            "changed_at": None if one.changed_at is None else iso_at(one.changed_at),
            "holder": one.holder,
            "by": one.by,
            "note": one.note,
        }


def _log(what: Exported) -> Iterator[Cells]:
    side, journal = what.own, what.journal
    for event in journal.events():
        line = journal.line(event, journal.shown(event, signed=False))
        yield {
            "municipality": side.municipality,
            "municipality_name": side.name,
            "incident": line.incident_name,
            "exercise": line.exercise,
            "number": line.anchor,
            "at": line.at,
            "at_certain": line.at_certain,
            "place": line.place,
            "place_name": line.place_name,
            "kind": line.kind,
            "kind_words": line.kind_da,
            "text": line.text,
            "via": line.via_da,
            "signature": line.signature,
            "apart": line.apart,
            "replaced_by": list(line.replaced_by),
            "by": line.by,
        }


def _shared(what: Exported) -> Iterator[Cells]:
    names = {side.municipality: _whose(what, side) for side in what.sides}
    for line in shared_lines(what.sides):
        yield {
            **names[line.municipality],
            **msgspec.structs.asdict(line),
            "said_at": None if line.said_at is None else iso_at(line.said_at),
            "as_of": iso_at(line.as_of),
        }


TABLES: Mapping[str, Table] = {
    "situation": Table(
        (
            *_WHOSE,
            *_WHERE,
            Column("level", "Niveau", _word(LEVEL_DA)),
            Column("silent", "Tavs", _yes),
            Column("said_at", "Sagt", _clock),
            Column("critical", "Kritisk", _topics),
            Column("shortage", "Mangel", _topics),
            Column("ok", "Ok", _topics),
            Column("children", "Børn"),
            Column("staff", "Voksne"),
            Column("number", "Nummer", numbers_cell),
            Column("note", "Note", personal=True),
        ),
        _situation,
    ),
    "decisions": Table(
        (
            *_WHOSE,
            Column("number", "Nummer", numbers_cell),
            Column("at", "Tid", _clock),
            Column("at_certain", "Tiden er sikker", _yes),
            Column("text", "Beslutning"),
            Column("by", "Besluttet af", personal=True),
        ),
        _decisions,
    ),
    "tasks": Table(
        (
            *_WHOSE,
            Column("number", "Nummer", numbers_cell),
            Column("asked_at", "Bedt om", _clock),
            *_WHERE,
            Column("thing", "Hvad"),
            Column("count", "Antal"),
            Column("unit", "Enhed"),
            Column("topic", "Emne", _word(TOPIC_DA)),
            Column("precedence", "Hast", _word(PRECEDENCE_DA)),
            Column("state", "Tilstand", _word(REQUEST_STATE_DA)),
            Column("due_at", "Frist", _clock),
            Column("late", "For sent", _yes),
            Column("changed_at", "Ændret", _clock),
            Column("holder", "Hvem har den", personal=True),
            Column("by", "Bedt om af", personal=True),
            Column("note", "Note", personal=True),
        ),
        _tasks,
    ),
    "log": Table(
        (
            *_WHOSE,
            Column("number", "Nummer", numbers_cell),
            Column("at", "Tid", _clock),
            Column("at_certain", "Tiden er sikker", _yes),
            Column("place", "Skrevet på stednummer"),
            Column("place_name", "Skrevet på"),
            Column("kind", "Slags (kode)"),
            Column("kind_words", "Slags"),
            Column("text", "Tekst"),
            Column("via", "Vej"),
            Column("signature", "Underskrift", _word(STANDING_DA)),
            Column("apart", "Sat til side", _yes),
            Column("replaced_by", "Rettet af", _numbers),
            Column("by", "Skrevet af", personal=True),
        ),
        _log,
    ),
    "shared": Table(
        (
            *_WHOSE,
            Column("own", "Egen kommune", _yes),
            Column("as_of", "Billedet er fra", _clock),
            Column("what", "Slags", _word(SHARED_SORT_DA)),
            *_WHERE,
            Column("thing", "Hvad"),
            Column("count", "Antal"),
            Column("unit", "Enhed"),
            Column("topic", "Emne", _word(TOPIC_DA)),
            Column("condition", "Hvor galt", _word(CONDITION_DA)),
            Column("hours", "Timer endnu"),
            Column("precedence", "Hast", _word(PRECEDENCE_DA)),
            Column("state", "Tilstand", _word(REQUEST_STATE_DA)),
            Column("late", "For sent", _yes),
            Column("number", "Nummer", numbers_cell),
            Column("said_at", "Sagt", _clock),
        ),
        _shared,
    ),
}
