"""Views of the log that a person reads in sqlite-utils, Datasette or any other program that opens SQLite.

Everything in them is worked out from the rows of `events` when somebody looks: nothing is stored twice. They tell what
SQL can know. Times are Danish, by the clock of the kit that wrote: where clocks were wrong, the journal knows better.
Sentences are the journal's.
"""

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from fieldkit.core.clock.hybrid import COUNTER_BITS, EPOCH_UNIX_S
from fieldkit.core.facts import families as families  # every kind has its word
from fieldkit.core.facts.body import Personal
from fieldkit.core.facts.event import EXERCISE_BIT, FLAG_TIME_UNSURE
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.terms import (
    ADDRESSED_DA,
    CONDITION_DA,
    LEVEL_DA,
    PRECEDENCE_DA,
    ROLE_DA,
    TO_ALL,
    TOPIC_DA,
    TRUST_DA,
    VIA_DA,
    Precedence,
    Topic,
    Trust,
    Via,
)
from fieldkit.core.facts.work import REQUEST_STATE_DA, RequestState


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _word(value: str, words: Mapping[Any, str], otherwise: str = "") -> str:
    """The Danish word for a value, and itself for what has none."""
    cases = " ".join(f"WHEN {_text(str(key))} THEN {_text(word)}" for key, word in words.items())
    return f"CASE {value} {cases} ELSE {otherwise or value} END"


def _said(field: str, of: str = "e") -> str:
    return f"json_extract({of}.said, '$.{field}')"


_KINDS = {row.name: row.word for row in REGISTRY.all()}
_FREE = sorted(
    {name.rsplit(".", 1)[-1] for row in REGISTRY.all() for name, sort in row.personal.items() if sort is Personal.FREE}
)
"""Fields in which people write in their own words, whatever the kind."""
_EXERCISE = "ØVELSE "


def _change(month: int) -> str:
    """When the clock changes in the year of `at`: the last Sunday of March and October, 01.00 UTC."""
    return (
        f"CAST(strftime('%s', strftime('%Y', at, 'unixepoch') || '-{month:02d}-25', 'weekday 0', '+1 hour') AS INTEGER)"
    )


_LOCAL = f"at + CASE WHEN at >= {_change(3)} AND at < {_change(10)} THEN 7200 ELSE 3600 END"
_STEPS = "(flags >> 2)"
_AHEAD = f"60 * CASE WHEN {_STEPS} <= 15 THEN {_STEPS} ELSE 15 + 15 * ({_STEPS} - 15) END"
_LINES = f"""
    SELECT *, kit || '-' || printf('%04d', seq) AS nummer,
        CASE WHEN flags & {FLAG_TIME_UNSURE} THEN 'ca. ' ELSE '' END || strftime('%d.%m.%Y %H.%M', local, 'unixepoch')
            AS tid
    FROM (SELECT *, {_LOCAL} AS local FROM (
        SELECT *, (hlc >> {COUNTER_BITS}) + {EPOCH_UNIX_S} - {_AHEAD} AS at,
            CASE WHEN json_valid(body) THEN body ELSE '{{}}' END AS said
        FROM events WHERE kit > 0))
"""
"""Every event with its number, its Danish time and what it says; a row that the disk has damaged says nothing."""
_HELLOS = f"""
    SELECT kit, epoch, {_said("place")} AS place, {_said("role")} AS role, max(hlc) FROM ({_LINES}) e
    WHERE kind = 'hello' GROUP BY kit, epoch
"""
"""What each kit said last of where it stands; of what is told with `max`, SQLite takes the row that has it."""
_ORDER = "ORDER BY e.hlc, e.kit, e.epoch, e.seq, e.id"


def _of_lines(kind: str, *more: str, columns: str) -> str:
    """A view of the events of one kind, or of all: each joined with its incident, its kit and the place it names."""
    where = f"WHERE e.kind = {_text(kind)}" if kind else ""
    return f"""
        SELECT e.nummer, e.tid, coalesce(h.navn, '') AS hændelse, {columns}
        FROM ({_LINES}) e LEFT JOIN hændelser h ON h.mærke = e.incident
        LEFT JOIN ({_HELLOS}) k ON k.kit = e.kit AND k.epoch = e.epoch LEFT JOIN steder hos ON hos.nummer = k.place
        LEFT JOIN steder s ON s.nummer = {_said("place")} {" ".join(more)} {where} {_ORDER}
    """


def _pointing(kind: str, field: str, told: str, name: str) -> str:
    """A join with what is told by all events of one kind that point at a line."""
    at = f"json_extract(o.said, '$.{field}[0]')", f"json_extract(o.said, '$.{field}[1]')"
    seq = f"json_extract(o.said, '$.{field}[2]')"
    return f"""
        LEFT JOIN (SELECT {at[0]} AS kit, {at[1]} AS epoch, {seq} AS seq, {told} FROM ({_LINES}) o
            WHERE o.kind = {_text(kind)} GROUP BY 1, 2, 3) {name}
        ON {name}.kit = e.kit AND {name}.epoch = e.epoch AND {name}.seq = e.seq
    """


def _place(number: str, join: str) -> str:
    return f"coalesce({join}.navn, 'Sted ' || nullif({number}, 0), '')"


def _topic(topic: Topic) -> str:
    condition, hours = _said(f"topics.{topic}.condition"), _said(f"topics.{topic}.hours")
    word = _word(f"coalesce({condition}, 'unknown')", CONDITION_DA)
    return f"""{word} || coalesce(' (' || {hours} || ' t)', '') AS "{TOPIC_DA[topic]}\""""


_NOTED_AT = "coalesce(hos.navn, 'Sted ' || nullif(k.place, 0), 'Kit ' || e.kit)"
_AT = _place(_said("place"), "s")
_BY = f"coalesce({_said('by')}, '')"
_HASTE = _word(f"coalesce({_said('precedence')}, '{Precedence.ROUTINE}')", PRECEDENCE_DA)
_TRUSTED = _word(f"coalesce({_said('trust')}, '{Trust.VERIFIED}')", TRUST_DA)
_FREE_FIELDS = ", ".join(map(_text, _FREE))
_FREE_LISTS = ", ".join(_text(f"$.{name}") for name in _FREE)
_WORDS = f"""(SELECT group_concat(j.value, ' · ') FROM json_tree(e.said) j WHERE j.type = 'text'
    AND (j.key IN ({_FREE_FIELDS}) OR j.path IN ({_FREE_LISTS})))"""
_ADDRESSED = _word(f"coalesce({_said('to')}, '{TO_ALL}')", ADDRESSED_DA)
_TO = f"CASE json_type(e.said, '$.to') WHEN 'integer' THEN {_place(_said('to'), 'til')} ELSE {_ADDRESSED} END"
_INCIDENTS = f"(SELECT *, {_said('tag')} AS tag FROM ({_LINES}) e WHERE kind = 'incident')"
_STARTS = f"(SELECT * FROM {_INCIDENTS} e WHERE NOT coalesce({_said('stop')}, 0))"

VIEWS = {
    "hændelser": f"""
        SELECT named.tag AS mærke,
            CASE WHEN named.tag & {EXERCISE_BIT} THEN {_text(_EXERCISE)} ELSE '' END || named.name AS navn,
            begun.tid AS begyndt, CASE WHEN latest.stop THEN latest.tid ELSE '' END AS sluttet,
            coalesce(written.linjer, 0) AS linjer
        FROM (SELECT tag, coalesce(nullif({_said("name")}, ''), tag) AS name, max(hlc) FROM {_STARTS} e
            GROUP BY tag) named
        JOIN (SELECT tag, tid, min(hlc) FROM {_STARTS} GROUP BY tag) begun ON begun.tag = named.tag
        JOIN (SELECT tag, tid, {_said("stop")} AS stop, max(hlc) FROM {_INCIDENTS} e GROUP BY tag) latest
            ON latest.tag = named.tag
        LEFT JOIN (SELECT incident, count(*) AS linjer FROM events WHERE kit > 0 GROUP BY incident) written
            ON written.incident = named.tag
    """,
    "steder": f"""
        SELECT nummer, navn FROM (SELECT CAST(j.key AS INTEGER) AS nummer, j.value AS navn, max(e.hlc)
            FROM ({_LINES}) e, json_each(e.said, '$.places') j WHERE e.kind = 'place-names' GROUP BY 1)
    """,
    "journal": _of_lines(
        "",
        columns=f"""
            {_word("e.kind", _KINDS)} AS slags, {_NOTED_AT} AS "noteret hos", {_BY} AS "skrevet af", {_AT} AS sted,
            coalesce({_WORDS}, {_said("name")}, '') AS tekst, e.said AS indhold, lower(hex(e.id)) AS id
        """,
    ),
    "beskeder": _of_lines(
        "message",
        f"LEFT JOIN steder til ON til.nummer = {_said('to')}",
        f"LEFT JOIN steder fra ON fra.nummer = {_said('sender')}",
        _pointing("ack", "ref", "count(*) AS many", "understood"),
        _pointing("message", "replaces", "group_concat(o.nummer, ', ') AS by_what", "instead"),
        columns=f"""
            coalesce({_place(_said("sender"), "fra")}, '') || CASE WHEN coalesce({_said("sender")}, 0) THEN ''
                ELSE {_NOTED_AT} END AS fra,
            {_TO} AS til, {_HASTE} AS hastegrad, {_said("text")} AS tekst, {_BY} AS "skrevet af", {_TRUSTED} AS tillid,
            coalesce(understood.many, 0) AS forstået, coalesce(instead.by_what, '') AS "erstattet af"
        """,
    ),
    "meldinger": _of_lines(
        "report",
        columns=f"""
            {_AT} AS sted, {_word(f"coalesce({_said('level')}, 'unknown')", LEVEL_DA)} AS niveau,
            {", ".join(map(_topic, Topic))}, {_said("children")} AS børn, {_said("staff")} AS voksne,
            coalesce({_said("note")}, '') AS note, {_word(f"coalesce({_said('via')}, '{Via.RADIO}')", VIA_DA)} AS via,
            {_TRUSTED} AS tillid, {_BY} AS "afleveret af"
        """,
    ),
    "anmodninger": _of_lines(
        "request",
        _pointing("request-status", "ref", f"{_said('state', 'o')} AS state, o.tid AS tid, max(o.hlc)", "latest"),
        columns=f"""
            {_AT} AS sted, {_said("count")} AS antal, coalesce({_said("unit")}, '') AS enhed, {_said("what")} AS hvad,
            {_HASTE} AS hastegrad,
            {_word(f"coalesce(latest.state, '{RequestState.WAITING}')", REQUEST_STATE_DA)} AS tilstand,
            coalesce(latest.tid, '') AS ændret, {_BY} AS "bestilt af"
        """,
    ),
    "kit": f"""
        SELECT e.kit, e.epoch AS nummerserie, {_place("k.place", "hos")} AS sted,
            coalesce({_word("k.role", ROLE_DA)}, '') AS rolle, min(e.seq) AS første, max(e.seq) AS sidste,
            count(*) AS linjer, max(e.seq) - min(e.seq) + 1 - count(DISTINCT e.seq) AS mangler
        FROM events e LEFT JOIN ({_HELLOS}) k ON k.kit = e.kit AND k.epoch = e.epoch
        LEFT JOIN steder hos ON hos.nummer = k.place WHERE e.kit > 0 GROUP BY e.kit, e.epoch
    """,
}  # fmt: skip
"""By name, the query. Those that others look into come first."""


def create_views(db: Database) -> None:
    """Make the views, or make them anew."""
    for name in VIEWS:
        db.execute(f'DROP VIEW IF EXISTS "{name}"')
    for name, query in VIEWS.items():
        db.execute(f'CREATE VIEW "{name}" AS {" ".join(query.split())}')
