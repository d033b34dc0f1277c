"""How things are: the situation picture, and the message log for the paper folder."""

from collections.abc import Sequence

from fieldkit.core.facts.event import Event, in_order, number_of
from fieldkit.core.facts.terms import TOPIC_DA, Condition, Level, Topic, Trust
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.roster.roster import PersonRole, PlaceKind
from fieldkit.core.tell.parts import aside
from fieldkit.core.tell.said import by_condition, counts_words, topic_words
from fieldkit.core.tell.sentences import head_words
from fieldkit.core.text.wording import many_da
from fieldkit.core.views.board import Board, BoardRow, make_board
from fieldkit.core.views.crew import Spell, role_words, spells
from fieldkit.core.views.scope import Scope
from fieldkit.paper.blocks import Align, Block, Column, Document, Heading, KeyValue, Rule, SignatureLine, Table, Text
from fieldkit.paper.documents.event_words import event_line
from fieldkit.paper.documents.source import DocumentSource, in_parts

PLACES_PER_PART = 16
FEW = 8
"""Places that are named one a line; more are counted, for nobody finds one in a paragraph of names."""
NO_MEETING_POINT = "uden mødested"
ENTRIES_PER_PART = 40
"""Log entries on one part: what a page of the folder holds beside its neighbours."""


def board_picture(source: DocumentSource) -> Document:
    """Situationsbillede: how many are how, then the worst places first; what nobody reported stands as unknown."""
    board = make_board(source.state, source.roster, source.now, knows_time=source.knows_time)
    silent = sum(1 for row in board.rows if row.silent)
    top: list[Block] = [
        *source.lost_lists,
        *incident_blocks(board),
        Text(levels_words(board.rows), bold=True, tall=True),
        KeyValue("Tavse", f"{silent} af {many_da(len(board.rows), 'sted', 'steder')} (over 3 timer)"),
        Rule(),
        _by_topic(board.rows),
    ]
    heard = [row for row in board.rows if row.level is not Level.GREEN and row.heard]
    green = [row for row in board.rows if row.level is Level.GREEN]
    unheard = [row for row in board.rows if row.level is not Level.GREEN and not row.heard]
    entries: list[list[Block]] = [[Rule(), *place_blocks(row, source)] for row in heard]
    if green:
        first: list[Block] = [Rule("="), Heading(f"GRØNNE ({len(green)})")]
        for row in green:
            entries.append([*first, Text(_green(row, source), indent=2)])
            first = []
    if unheard:
        entries.append(
            [Rule("="), Heading(f"UKENDT, intet hørt ({len(unheard)})"), *places_listed(unheard, board.rows, source)]
        )
    return source.of_now("Situationsbillede", [*top, *in_parts(entries, PLACES_PER_PART)])


def incident_blocks(board: Board) -> list[Block]:
    """What runs now, and its level when one was decided."""
    if not board.tag:
        return [KeyValue("Hændelse", "ingen i gang")]
    level = [KeyValue("Niveau", board.level)] if board.level else []
    others = [KeyValue("Også i gang", ", ".join(board.others))] if board.others else []
    runs = KeyValue("Øvelse" if board.exercise else "Hændelse", board.incident or "uden navn", bold=True)
    return [runs, *level, *others]


def places_listed(some: Sequence[BoardRow], rows: Sequence[BoardRow], source: DocumentSource) -> list[Block]:
    """Some of all places: a few by name, a line each; many counted by the meeting point that they belong to."""
    if len(some) <= FEW:
        return [Text(row.name, indent=2) for row in some]
    of_all: dict[str, int] = {}
    counted: dict[str, int] = {}
    for row in rows:
        meeting_point = _meeting_point(row.place, source)
        of_all[meeting_point] = of_all.get(meeting_point, 0) + 1
        if row in some:
            counted[meeting_point] = counted.get(meeting_point, 0) + 1
    table = Table(
        (Column("Mødested og dets steder"), Column("", 8, Align.RIGHT)),
        tuple((name, f"{count} af {of_all[name]}") for name, count in counted.items()),
    )
    return [table, Text("Hvilke steder der hører til hvilket mødested, står i mødestedslisten.")]


def _meeting_point(place: int, source: DocumentSource) -> str:
    """The name of the meeting point that a place is or belongs to."""
    known = source.roster.place(place)
    if known is None:
        return NO_MEETING_POINT
    if known.kind is PlaceKind.MEETING_POINT:
        return known.name
    above = source.roster.by_slug(known.meeting_point) if known.meeting_point else None
    return above.name if above is not None else NO_MEETING_POINT


def levels_words(rows: Sequence[BoardRow]) -> str:
    """How many places are how, in two lines."""
    count = {level: sum(1 for row in rows if row.level is level) for level in Level}
    words = ((Level.RED, "RØD"), (Level.YELLOW, "GUL"), (Level.GREEN, "GRØN"), (Level.UNKNOWN, "UKENDT"))
    shown = [f"{word} {count[level]}" for level, word in words]
    return " · ".join(shown[:2]) + "\n" + " · ".join(shown[2:])


def _by_topic(rows: Sequence[BoardRow]) -> Table:
    columns = (
        Column("Punkt"),
        Column("krit", 4, Align.RIGHT),
        Column("mang", 4, Align.RIGHT),
        Column("ok", 3, Align.RIGHT),
        Column("ukdt", 4, Align.RIGHT),
    )
    shown = []
    for topic in Topic:
        said = [row.topics[topic].condition if topic in row.topics else Condition.UNKNOWN for row in rows]
        order = (Condition.CRITICAL, Condition.SHORTAGE, Condition.OK, Condition.UNKNOWN)
        shown.append((TOPIC_DA[topic], *(str(said.count(condition) or "-") for condition in order)))
    return Table(columns, tuple(shown))


def place_blocks(row: BoardRow, source: DocumentSource) -> list[Block]:
    """One place: its colour, what it lacks, what nobody has said, and when it was heard."""
    words = {Level.RED: "RØD", Level.YELLOW: "GUL", Level.UNKNOWN: "UKENDT", Level.GREEN: "GRØN"}
    sorted_topics = by_condition({t: TopicState(cell.condition, cell.hours) for t, cell in row.topics.items()})
    blocks: list[Block] = [Heading(f"{words[row.level]}: {row.name}")]
    for condition, word in ((Condition.CRITICAL, "KRITISK"), (Condition.SHORTAGE, "Mangel")):
        topics = sorted_topics[condition]
        if topics:
            told = ", ".join(_told(topic, row, source) for topic in topics)
            blocks.append(Text(f"{word}: {told}", bold=condition is Condition.CRITICAL, indent=2))
    counts = counts_words(row.children, row.staff)
    blocks += [Text(counts, indent=2)] if counts else []
    blocks += [Text(row.note, indent=2)] if row.note else []
    unknown = sorted_topics[Condition.UNKNOWN]
    if unknown:
        named = "alle punkter" if len(unknown) == len(Topic) else ", ".join(TOPIC_DA[topic] for topic in unknown)
        blocks.append(Text(f"Ukendt: {named}", indent=2))
    return [*blocks, Text(_heard(row, source), indent=2)]


def _told(topic: Topic, row: BoardRow, source: DocumentSource) -> str:
    """A topic with its hours, and with its own time when it was said before the place's latest report."""
    cell = row.topics[topic]
    words = topic_words(topic, TopicState(cell.condition, cell.hours))
    return words if cell.number == row.number else f"{words}, sagt {_when(cell.age_s, source)}"


def _when(age_s: int | None, source: DocumentSource) -> str:
    return "på et ukendt tidspunkt" if age_s is None else source.clock(source.now - age_s)


def _heard(row: BoardRow, source: DocumentSource) -> str:
    if not row.heard:
        return "aldrig hørt"
    doubt = ", ubekræftet" if row.trust is Trust.UNVERIFIED else ""
    silent = ", TAVS siden" if row.silent else ""
    return f"hørt {_when(row.age_s, source)}, nr. {row.number}{doubt}{silent}"


def _green(row: BoardRow, source: DocumentSource) -> str:
    counts = counts_words(row.children, row.staff)
    return f"{row.name}: {counts + '; ' if counts else ''}{_heard(row, source)}"


def message_log(source: DocumentSource, since: Event | None = None) -> Document:
    """The log for the paper folder, oldest first: of the incident that runs, or all when none does; after `since`."""
    entries: list[list[Block]] = []
    day = None
    scope = Scope.whole_log(source.state, source.tag)
    told = in_order(event for event in source.log() if event in scope and (since is None or event.stamp > since.stamp))
    for event in told:
        at = source.local(event.at)
        if at.date() != day:
            day = at.date()
            entries.append([Heading(f"{_WEEKDAY[at.weekday()]} {at.day}.{at.month}.{at.year}")])
        entries.append(_log_entry(event, source))
    top: list[Block] = [*_kept(told, source), KeyValue("Linjer", str(len(told)))]
    if since is not None:
        top.append(KeyValue("Efter nr.", since.number))
    gaps = source.state.vector.gaps()
    missing = [
        number_of(feed.kit, first) + (f" til {number_of(feed.kit, last)}" if last > first else "")
        for feed, ranges in gaps.items()
        for first, last in ranges
    ]
    if missing:
        top.append(KeyValue("Mangler her", ", ".join(missing)))
    if not entries:
        entries = [[Text("Intet er noteret.")]]
    foot: list[Block] = [SignatureLine("Loggen er ført af / kl.")]
    return source.of_now("Log", [*top, Rule(), *in_parts(entries, ENTRIES_PER_PART), *foot])


def _kept(told: Sequence[Event], source: DocumentSource) -> list[Block]:
    """What a log must say of itself: the incident, the period, on which kits it was written, and by whom."""
    incident = source.state.incidents.get(source.tag)
    name = "ingen i gang, hele loggen" if incident is None else incident.name.value or "uden navn"
    blocks: list[Block] = [KeyValue("Øvelse" if source.exercise else "Hændelse", name, bold=True)]
    if told:
        first, last = (source.time_of(pick(told, key=lambda event: event.at)) for pick in (min, max))
        blocks.append(KeyValue("Periode", f"{first} til {last}"))
        blocks.append(KeyValue("Skrevet på kit", ", ".join(map(str, sorted({event.kit for event in told})))))
    mine = [spell for spell in spells(source.state, source.now) if spell.place == source.place]
    keepers = [spell for spell in mine if spell.role == PersonRole.LOG_KEEPER]
    if keepers:
        return [*blocks, KeyValue("Ført af", ", ".join(_spell(spell, source) for spell in keepers))]
    on_duty = ", ".join(_spell(spell, source) for spell in mine)
    return [
        *blocks,
        KeyValue("Ført af", "ingen er skrevet ind som logfører"),
        *([KeyValue("På vagt her", on_duty)] if on_duty else []),
    ]


def _spell(spell: Spell, source: DocumentSource) -> str:
    """A person with role and time on duty."""
    since = source.clock(spell.since, sure=spell.time_sure)
    period = f"siden {since}" if spell.until is None else f"{since} til {source.clock(spell.until)}"
    return f"{spell.name}{aside(role_words(spell.role) if spell.role else '', period)}"


_WEEKDAY = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")


def _log_entry(event: Event, source: DocumentSource) -> list[Block]:
    at = source.hour(event.at, sure=event.time_sure)
    exercise = " ØVELSE" if event.exercise and not source.exercise else ""
    return [
        Text(f"{at} {event.number} {head_words(event)}{exercise}", bold=True),
        Text(event_line(event, source), indent=2),
    ]
