"""How things are: the situation picture, the message log for the paper folder, and the handover slip."""

from collections.abc import Sequence

from fieldkit.core.board import Board, BoardRow, make_board
from fieldkit.core.bodies_work import REQUEST_STATE_DA
from fieldkit.core.cards import Card
from fieldkit.core.clock import unix_of
from fieldkit.core.errands import ERRAND_STATE_DA, Errand, make_errands
from fieldkit.core.event import Event, in_order, number_of
from fieldkit.core.inbox import Direction, Entry, make_inbox
from fieldkit.core.log_entries import LogEntry, make_log_entries
from fieldkit.core.requests import RequestView, in_play, make_requests
from fieldkit.core.state import RunState
from fieldkit.core.terms import PRECEDENCE_DA, TOPIC_DA, Condition, Level, Topic, Trust
from fieldkit.core.topic_state import TopicState
from fieldkit.paper.blocks import (
    Align,
    Blank,
    Block,
    Checkbox,
    Column,
    Document,
    Heading,
    KeyValue,
    Rule,
    SignatureLine,
    Table,
    Text,
)
from fieldkit.paper.documents.event_words import (
    by_condition,
    counts_words,
    event_line,
    kind_words,
    report_line,
    to_words,
    topic_words,
)
from fieldkit.paper.documents.source import DocumentSource, in_parts
from fieldkit.paper.documents.work_words import aside

PLACES_PER_PART = 16
ENTRIES_PER_PART = 40
"""Log entries on one part: what a page of the folder holds beside its neighbours."""
DECISIONS = 10
"""Latest decisions that a handover names; the log has the rest."""
NOBODY = "ingen"


def board_picture(source: DocumentSource) -> Document:
    """Situationsbillede: how many are how, then the worst places first; what nobody reported stands as unknown."""
    board = make_board(source.state, source.roster, source.now)
    silent = sum(1 for row in board.rows if row.silent)
    top: list[Block] = [
        *_incident(board),
        Text(_levels(board.rows), bold=True, tall=True),
        KeyValue("Tavse", f"{silent} af {len(board.rows)} steder (over 3 timer)"),
        Rule(),
        _by_topic(board.rows),
    ]
    heard = [row for row in board.rows if row.level is not Level.GREEN and row.age_s is not None]
    green = [row for row in board.rows if row.level is Level.GREEN]
    unheard = [row for row in board.rows if row.level is not Level.GREEN and row.age_s is None]
    entries: list[list[Block]] = [[Rule(), *_place(row, source)] for row in heard]
    if green:
        first: list[Block] = [Rule("="), Heading(f"GRØNNE ({len(green)})")]
        for row in green:
            entries.append([*first, Text(_green(row, source), indent=2)])
            first = []
    if unheard:
        names = Text(", ".join(row.name for row in unheard))
        entries.append([Rule("="), Heading(f"UKENDT, intet hørt ({len(unheard)})"), names])
    return source.of_now("Situationsbillede", [*top, *in_parts(entries, PLACES_PER_PART)])


def _incident(board: Board) -> list[Block]:
    if not board.tag:
        return [KeyValue("Hændelse", "ingen i gang")]
    level = [KeyValue("Niveau", board.level)] if board.level else []
    return [KeyValue("Øvelse" if board.exercise else "Hændelse", board.incident or "uden navn", bold=True), *level]


def _levels(rows: Sequence[BoardRow]) -> str:
    count = {level: sum(1 for row in rows if row.level is level) for level in Level}
    words = ((Level.RED, "RØD"), (Level.YELLOW, "GUL"), (Level.GREEN, "GRØN"), (Level.UNKNOWN, "UKENDT"))
    shown = [f"{word} {count[level]}" for level, word in words]
    return " · ".join(shown[:2]) + "\n" + " · ".join(shown[2:])


def _by_topic(rows: Sequence[BoardRow]) -> Table:
    columns = (
        Column("Emne"),
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


def _place(row: BoardRow, source: DocumentSource) -> list[Block]:
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
        named = "alle emner" if len(unknown) == len(Topic) else ", ".join(TOPIC_DA[topic] for topic in unknown)
        blocks.append(Text(f"Ukendt: {named}", indent=2))
    return [*blocks, Text(_heard(row, source), indent=2)]


def _told(topic: Topic, row: BoardRow, source: DocumentSource) -> str:
    """A topic with its hours, and with its own time when it was said before the place's latest report."""
    cell = row.topics[topic]
    words = topic_words(topic, TopicState(cell.condition, cell.hours))
    return words if cell.number == row.number else f"{words}, sagt {source.clock(source.now - cell.age_s)}"


def _heard(row: BoardRow, source: DocumentSource) -> str:
    if row.age_s is None:
        return "aldrig hørt"
    doubt = ", ubekræftet" if row.trust is Trust.UNVERIFIED else ""
    silent = ", TAVS siden" if row.silent else ""
    return f"hørt {source.clock(source.now - row.age_s)}, nr. {row.number}{doubt}{silent}"


def _green(row: BoardRow, source: DocumentSource) -> str:
    counts = counts_words(row.children, row.staff)
    return f"{row.name}: {counts + '; ' if counts else ''}{_heard(row, source)}"


def message_log(source: DocumentSource, since: Event | None = None) -> Document:
    """The log for the paper folder, oldest first: of the incident that runs, or all when none does; after `since`."""
    entries: list[list[Block]] = []
    day = None
    told = [event for event in in_order(source.log()) if not source.tag or in_play(event.incident, source.tag)]
    if since is not None:
        told = [event for event in told if event.stamp > since.stamp]
    for event in told:
        at = source.local(unix_of(event.hlc))
        if at.date() != day:
            day = at.date()
            entries.append([Heading(f"{_WEEKDAY[at.weekday()]} {at.day}.{at.month}.{at.year}")])
        entries.append(_log_entry(event, source))
    top: list[Block] = [KeyValue("Linjer", str(len(told)))]
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
    return source.of_now("Log", [*top, Rule(), *in_parts(entries, ENTRIES_PER_PART)])


_WEEKDAY = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")


def _log_entry(event: Event, source: DocumentSource) -> list[Block]:
    at = source.local(unix_of(event.hlc))
    about = "" if event.time_sure else "ca. "
    exercise = " ØVELSE" if event.exercise and not source.exercise else ""
    return [
        Text(f"{about}{at:%H:%M} {event.number} {kind_words(event)}{exercise}", bold=True),
        Text(event_line(event, source), indent=2),
    ]


def handover(source: DocumentSource) -> Document:
    """Vagtskifte: what is open, who is in need, what was decided, and three facts that the one who comes repeats."""
    board = make_board(source.state, source.roster, source.now)
    inbox = make_inbox(source.state, source.roster, source.now, place=source.place, kit=source.kit)
    waiting = [entry for entry in inbox if (entry.open or entry.overdue) and entry.report is None]
    unread = [entry for entry in inbox if entry.open and entry.report is not None and entry.direction is Direction.IN]
    decided = make_log_entries(source.state, source.roster, entry="decision")[-DECISIONS:]
    out = [errand for errand in make_errands(source.state, source.roster, source.now) if errand.out]
    asked = [request for request in make_requests(source.state, source.roster, source.now) if request.open]
    critical = [[*_place(row, source)] for row in board.rows if row.level is Level.RED]
    silent = [row for row in board.rows if row.silent]
    blocks: list[Block] = [
        *_incident(board),
        Text(_levels(board.rows), bold=True, tall=True),
        KeyValue("Batteri", "ukendt" if source.battery is None else f"{source.battery} %"),
        *([KeyValue("Se efter på bordet", "; ".join(source.unsure_jobs))] if source.unsure_jobs else []),
        Rule(),
        Heading(f"1. Venter på forstået ({len(waiting)})"),
        *(_waiting(entry, source) for entry in waiting),
        *_none(waiting),
        Heading(f"2. Meldinger uden forstået ({len(unread)})"),
        *(_unread(entry, source) for entry in unread),
        *_none(unread),
        Heading(f"3. Røde steder ({len(critical)})"),
        *(block for place in critical for block in place),
        *_none(critical),
        Heading(f"4. Tavse over 3 timer ({len(silent)})"),
        Text(", ".join(row.name for row in silent) or NOBODY, indent=2),
        Heading("5. Åbne actioncards"),
        *_open_cards(source),
        Heading(f"6. Seneste beslutninger ({len(decided)})"),
        *(Text(_decision(entry, source), indent=2) for entry in decided),
        *_none(decided),
        Heading(f"7. Runnere ude ({len(out)})"),
        *(_runner_out(errand, source) for errand in out),
        *_none(out),
        Heading(f"8. Anmodninger i gang ({len(asked)})"),
        *(_asked(request, source) for request in asked),
        *_none(asked),
        Rule("="),
        Heading("Den, der møder, gentager tre ting:"),
        Blank(3, ruled=True),
        SignatureLine("Går af vagt / kl."),
        SignatureLine("Møder på vagt / kl."),
    ]
    return source.of_now("Vagtskifte", blocks)


def _none(entries: Sequence[object]) -> list[Block]:
    return [] if entries else [Text(NOBODY, indent=2)]


def _waiting(entry: Entry, source: DocumentSource) -> Checkbox:
    names = [source.place_name(place) for place in entry.waiting]
    shown = ", ".join(names[:4]) + (f" og {len(names) - 4} til" if len(names) > 4 else "")
    due = ""
    if entry.due_at is not None:
        due = f"{'OVERSKREDET' if entry.overdue else 'senest'} {source.clock(entry.due_at, sure=entry.time_sure)}"
    sender = source.place_name(entry.sender)
    text = f"{PRECEDENCE_DA[entry.precedence].upper()}: {entry.text}"
    note = f"{sender} til {to_words(entry.to, source)}; {due}; venter på {shown}"
    return Checkbox(text, marker=entry.number, note=note)


def _unread(entry: Entry, source: DocumentSource) -> Checkbox:
    said = report_line(entry.report, source) if entry.report is not None else entry.text
    return Checkbox(said, marker=entry.number, note=f"meldt {source.clock(entry.at, sure=entry.time_sure)}")


def _decision(entry: LogEntry, source: DocumentSource) -> str:
    return f"{source.clock(entry.at, sure=entry.time_sure)} {entry.number}: {entry.text}{aside(entry.by)}"


def _runner_out(errand: Errand, source: DocumentSource) -> Checkbox:
    route = ", ".join(source.place_name(stop.place) for stop in errand.route) or "rute ikke skrevet"
    expected = "tid ukendt" if errand.expected_at is None else f"ventes {source.clock(errand.expected_at)}"
    late = ", OVER TIDEN" if errand.overdue else ""
    note = f"{ERRAND_STATE_DA[errand.state]}; sendt {source.clock(errand.left_at)}, {expected}{late}"
    return Checkbox(f"{errand.runner}: {route}", marker=errand.number, note=note)


def _asked(request: RequestView, source: DocumentSource) -> Checkbox:
    holder = f", hos {request.holder}" if request.holder else ""
    due = f"; senest {source.clock(request.late_at)}" if request.late_at is not None else ""
    late = ", OVERSKREDET" if request.late else ""
    note = f"{REQUEST_STATE_DA[request.state]}{holder}{due}{late}"
    return Checkbox(f"{source.place_name(request.place)}: {request.amount}", marker=request.number, note=note)


def _open_cards(source: DocumentSource) -> list[Block]:
    blocks: list[Block] = []
    for key, run in sorted(source.state.runs.items()):
        if key.incident != source.tag or key.kit != source.kit or run.open.value is False:
            continue
        card = source.cards.get(key.card)
        blocks.append(Checkbox(f"{card.title if card else key.card}: {_left(card, run)}"))
    return blocks or _none(())


def _left(card: Card | None, run: RunState) -> str:
    settled = {
        number for number, step in run.steps.items() if step.value is not None and step.value.act in ("tick", "skip")
    }
    if card is None:
        return f"{len(settled)} trin gjort"
    left = [step for step in card.steps if step.number not in settled]
    if not left:
        return "alle trin gjort, ikke afsluttet"
    return f"{len(left)} af {len(card.steps)} trin mangler; næste er {left[0].number}: {left[0].text}"
