"""The merged journal as HTML, CSV or JSON: byte for byte the same from every kit that has the same events.

So it holds nothing of the kit that writes it: no time of making, no carrier, no local table, no roster of its own.
Places are numbers; a roster that is handed in (the same files everywhere) gives them names. Order is by `Stamp`, times
are Danish by rule and not by the machine's zone table. It is written a line at a time: the log is gone through once for
what a line must know of later ones, and once more for the lines.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from html import escape

import msgspec

from fieldkit.core.clock.danish import danish, danish_date_time
from fieldkit.core.clock.hybrid import iso_at
from fieldkit.core.facts.event import Event, Ref, Stamp, number_of
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import PARTS, State, apply
from fieldkit.core.state.incidents import IncidentState
from fieldkit.core.tell.parts import WRITTEN_BY
from fieldkit.core.tell.sentences import author, kind_words, sentence
from fieldkit.core.text.clean import tame_json
from fieldkit.resync import journal_words as words

FORMAT = 1
_FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would take for a formula when a cell begins with it."""
_NAMING = frozenset(kind.kind for part in PARTS if "incidents" in part.attributes for kind in part.folds)
"""Kinds that say what an incident is called."""
_PAGE_BITS = 10


class JournalLine(msgspec.Struct, frozen=True):
    """One event. `at` is UTC, `local` Danish time, both ISO 8601; `clock` the same for people, with ca. when unsure.

    `fork`: another event claims the same (kit, epoch, seq). `replaced_by`: numbers of what stands instead of it.
    """

    number: str
    id: str
    kit: int
    epoch: int
    seq: int
    at: str
    local: str
    clock: str
    at_certain: bool
    incident: int
    incident_name: str
    exercise: bool
    kind: str
    kind_da: str
    text: str
    fork: bool
    replaced_by: tuple[str, ...]
    body: msgspec.Raw


Read = Callable[[], Iterable[Event]]
"""Every event once, in the order that is the same everywhere; it is gone through several times."""


class _Marks:
    """Which of very many numbers have been seen: a bit for each, a page of them for neighbours."""

    def __init__(self) -> None:
        self._pages: dict[tuple[int, int, int], int] = {}

    def seen(self, ref: Ref) -> bool:
        """Whether this one was seen before; it is now."""
        page, bit = (ref.kit, ref.epoch, ref.seq >> _PAGE_BITS), 1 << (ref.seq & ((1 << _PAGE_BITS) - 1))
        before = self._pages.get(page, 0)
        self._pages[page] = before | bit
        return bool(before & bit)


class Journal:
    """All lines of a journal, and what must be known of the whole log to write any of them."""

    def __init__(self, read: Read, roster: Roster | None = None) -> None:
        self._read = read
        self._roster = roster or Roster()
        self._incidents = State()
        self._forked: set[Ref] = set()
        self._instead: dict[Ref, list[str]] = {}
        self.count = 0
        self.first: Event | None = None
        self.last: Event | None = None
        self.kits: set[int] = set()
        self.names: set[str] = set()
        """Of those who wrote, as they stand in the events; not of those whom a report came from."""
        self._periods: dict[int, tuple[Event, Event]] = {}
        marks = _Marks()
        for event in read():
            self.count += 1
            self.first, self.last = self.first or event, event
            self.kits.add(event.kit)
            by = author(event)
            if by is not None and by.key == WRITTEN_BY:
                self.names.add(by.value)
            first, last = self._periods.get(event.incident, (event, event))
            self._periods[event.incident] = (min(first, event, key=_when), max(last, event, key=_when))
            if marks.seen(event.ref):
                self._forked.add(event.ref)
            if event.kind in _NAMING:
                apply(self._incidents, event)
            old = event.row.replaces(event.body)
            if old is not None:
                self._instead.setdefault(Ref(old.kit, old.epoch, old.seq), []).append(event.number)

    def incidents(self) -> Iterator[tuple[str, str]]:
        """What each incident is called, and from when to when something was written in it; the earliest first."""
        for first, last in sorted(self._periods.values(), key=lambda period: _when(period[0])):
            name = incident_words(self._line(first)) or words.OUTSIDE
            yield name, words.period(clock_of(first), clock_of(last))

    def lines(self) -> Iterator[JournalLine]:
        return map(self._line, self._read())

    def forks(self) -> list[list[JournalLine]]:
        """The lines that claim the same number, side by side."""
        found: dict[Ref, list[JournalLine]] = {}
        for event in self._read() if self._forked else ():
            if event.ref in self._forked:
                found.setdefault(event.ref, []).append(self._line(event))
        return [found[ref] for ref in sorted(found)]

    def _line(self, event: Event) -> JournalLine:
        return JournalLine(
            number=event.number,
            id=event.id.hex(),
            kit=event.kit,
            epoch=event.epoch,
            seq=event.seq,
            at=iso_at(event.at),
            local=danish(event.at).isoformat(),
            clock=clock_of(event),
            at_certain=event.time_sure,
            incident=event.incident,
            incident_name=_name(self._incidents.incidents.get(event.incident)),
            exercise=event.exercise,
            kind=event.kind,
            kind_da=kind_words(event.kind),
            text=sentence(event, self._roster),
            fork=event.ref in self._forked,
            replaced_by=tuple(self._instead.get(event.ref, ())),
            body=msgspec.Raw(event.raw),
        )


def _when(event: Event) -> tuple[float, Stamp]:
    return event.at, event.stamp


def clock_of(event: Event) -> str:
    """Its time for people, with ca. when unsure."""
    return ("" if event.time_sure else "ca. ") + danish_date_time(event.at)


def _name(incident: IncidentState | None) -> str:
    return (incident.name.value if incident is not None else None) or ""


def journal_pieces(read: Read, form: str, roster: Roster | None = None) -> Iterator[str]:
    """The journal as `html`, `csv` or `json` (`FORMATS`), a piece at a time, of a log of any length."""
    return FORMATS[form](Journal(read, roster))


def incident_words(line: JournalLine) -> str:
    """`ØVELSE Strømsvigt nord`; empty outside any incident."""
    if not line.incident:
        return ""
    name = line.incident_name or f"{words.UNNAMED} {line.incident & 0x7FFF}"
    return f"{words.EXERCISE} {name}" if line.exercise else name


def _json(journal: Journal) -> Iterator[str]:
    yield f'{{\n "format": {FORMAT},\n "events": ['
    before = ""
    for line in journal.lines():
        # as in one document: what is inside stands two further in, and no text of JSON has a line end
        yield before + "\n  " + _indented(line).replace("\n", "\n  ")
        before = ","
    yield "\n ],\n" if before else "],\n"
    forks = _indented([[line.id for line in branches] for branches in journal.forks()])
    yield ' "forks": ' + forks.replace("\n", "\n ") + "\n}\n"


def _indented(value: object) -> str:
    return tame_json(msgspec.json.format(msgspec.json.encode(value), indent=1)).decode()


def _csv(journal: Journal) -> Iterator[str]:
    """Semicolons and a byte order mark: what a Danish spreadsheet opens by itself."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")

    def row(cells: Iterable[str]) -> str:
        out.seek(0)
        out.truncate()
        writer.writerow(cells)
        return out.getvalue()

    yield "\ufeff" + row(words.CSV_HEADINGS)
    for line in journal.lines():
        yield row(
            _harmless(cell)
            for cell in (
                line.number,
                line.clock,
                line.local,
                incident_words(line),
                line.kind_da,
                line.text,
                words.YES if line.fork else "",
                ", ".join(line.replaced_by),
                str(line.kit),
                str(line.epoch),
                line.id,
            )
        )


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _html(journal: Journal) -> Iterator[str]:
    first, last = journal.first, journal.last
    span = words.span(journal.count, clock_of(first), clock_of(last)) if first and last else words.NOTHING
    before, after = words.PAGE.split("{rows}")
    yield before.format(
        style=words.STYLE,
        title=words.TITLE,
        span=escape(span),
        kept=_html_kept(journal) if journal.count else "",
        forks=_html_forks(journal.forks()),
        head="".join(f"<th>{escape(name)}</th>" for name in words.HTML_HEADINGS),
    )
    between = ""
    for line in journal.lines():
        yield between + _html_row(line)
        between = "\n"
    yield after.format(title=words.TITLE)


def _html_kept(journal: Journal) -> str:
    """What a journal must say of itself: its incidents and their periods, on which kits it was kept, and by whom."""
    told = [f"{name}: {period}" for name, period in journal.incidents()]
    facts = (
        (words.INCIDENTS, words.several(told, "; ")),
        (words.KEPT_ON, words.several([str(kit) for kit in sorted(journal.kits)])),
        (WRITTEN_BY, words.several(sorted(journal.names - {""})) or words.NO_NAMES),
    )
    return "".join(f"<p>{escape(key)}: {escape(value)}</p>\n" for key, value in facts)


def _html_row(line: JournalLine) -> str:
    marks = [f"{words.REPLACED} {', '.join(line.replaced_by)}"] if line.replaced_by else []
    marks += [words.FORKED] if line.fork else []
    beside = "".join(f' <span class="mark">{escape(mark)}</span>' for mark in marks)
    kind = " ".join(name for name, is_so in (("exercise", line.exercise), ("fork", line.fork)) if is_so)
    cells = (
        f"<td>{line.number}</td>"
        f'<td><time datetime="{line.local}">{escape(line.clock)}</time></td>'
        f"<td>{escape(incident_words(line))}</td><td>{escape(line.kind_da)}</td><td>{escape(line.text)}{beside}</td>"
    )
    return f'<tr id="e{line.id}"{f" class={chr(34)}{kind}{chr(34)}" if kind else ""}>{cells}</tr>'


def _html_forks(found: list[list[JournalLine]]) -> str:
    if not found:
        return ""
    rows = []
    for branches in found:
        first = branches[0]
        cells = "".join(
            f'<td><a href="#e{line.id}">{line.id[:8]}</a> {escape(line.clock)}<br>{escape(line.text)}</td>'
            for line in branches
        )
        rows.append(f"<tr><th>{number_of(first.kit, first.seq)}</th>{cells}</tr>")
    return words.FORKS.format(title=words.FORKS_TITLE, why=words.FORKS_WHY, rows="\n".join(rows))


FORMATS: dict[str, Callable[[Journal], Iterator[str]]] = {"html": _html, "csv": _csv, "json": _json}
