"""The merged journal as HTML, CSV or JSON: byte for byte the same from every kit that has the same events.

So it holds nothing of the kit that writes it: no time of making, no carrier, no local table, no roster of its own.
Places are numbers; a roster that is handed in (the same files everywhere) gives them names. Order is by `Stamp`, times
are Danish by rule and not by the machine's zone table.
"""

import csv
import io
from collections.abc import Callable, Iterable
from html import escape

import msgspec

from fieldkit.core.clock.danish import danish, danish_date_time
from fieldkit.core.clock.hybrid import iso_of, unix_of
from fieldkit.core.facts.event import Event, Ref, in_order, number_of
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import IncidentState, fold
from fieldkit.core.tell.sentences import kind_words, sentence
from fieldkit.resync import journal_words as words

FORMAT = 1
_FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would take for a formula when a cell begins with it."""


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


class _Document(msgspec.Struct, frozen=True):
    format: int
    events: list[JournalLine]
    forks: list[list[str]]


def journal_lines(events: Iterable[Event], roster: Roster | None = None) -> list[JournalLine]:
    """Every event once, in the order that is the same everywhere."""
    ordered = in_order(events)
    incidents = fold(ordered).incidents
    claims: dict[Ref, int] = {}
    instead: dict[Ref, list[str]] = {}
    for event in ordered:
        claims[event.ref] = claims.get(event.ref, 0) + 1
        old = event.row.replaces(event.body)
        if old is not None:
            instead.setdefault(Ref(old.kit, old.epoch, old.seq), []).append(event.number)
    return [
        JournalLine(
            number=event.number,
            id=event.id.hex(),
            kit=event.kit,
            epoch=event.epoch,
            seq=event.seq,
            at=iso_of(event.hlc),
            local=danish(unix_of(event.hlc)).isoformat(),
            clock=("" if event.time_sure else "ca. ") + danish_date_time(unix_of(event.hlc)),
            at_certain=event.time_sure,
            incident=event.incident,
            incident_name=_name(incidents.get(event.incident)),
            exercise=event.exercise,
            kind=event.kind,
            kind_da=kind_words(event.kind),
            text=sentence(event, roster or Roster()),
            fork=claims[event.ref] > 1,
            replaced_by=tuple(instead.get(event.ref, ())),
            body=msgspec.Raw(event.raw),
        )
        for event in ordered
    ]


def _name(incident: IncidentState | None) -> str:
    return (incident.name.value if incident is not None else None) or ""


def make_journal(events: Iterable[Event], form: str, roster: Roster | None = None) -> str:
    """The journal as `html`, `csv` or `json` (`FORMATS`), ready to be written as UTF-8."""
    return FORMATS[form](journal_lines(events, roster))


def forks_of(lines: Iterable[JournalLine]) -> list[list[JournalLine]]:
    """The lines that claim the same number, side by side."""
    found: dict[Ref, list[JournalLine]] = {}
    for line in lines:
        if line.fork:
            found.setdefault(Ref(line.kit, line.epoch, line.seq), []).append(line)
    return [found[ref] for ref in sorted(found)]


def incident_words(line: JournalLine) -> str:
    """`ØVELSE Strømsvigt nord`; empty outside any incident."""
    if not line.incident:
        return ""
    name = line.incident_name or f"{words.UNNAMED} {line.incident & 0x7FFF}"
    return f"{words.EXERCISE} {name}" if line.exercise else name


def _json(lines: list[JournalLine]) -> str:
    document = _Document(FORMAT, lines, [[line.id for line in branches] for branches in forks_of(lines)])
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"


def _csv(lines: list[JournalLine]) -> str:
    """Semicolons and a byte order mark: what a Danish spreadsheet opens by itself."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(words.CSV_HEADINGS)
    for line in lines:
        writer.writerow(
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
    return "\ufeff" + out.getvalue()


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _html(lines: list[JournalLine]) -> str:
    span = words.span(len(lines), lines[0].clock, lines[-1].clock) if lines else words.NOTHING
    return words.PAGE.format(
        style=words.STYLE,
        title=words.TITLE,
        span=escape(span),
        forks=_html_forks(lines),
        head="".join(f"<th>{escape(name)}</th>" for name in words.HTML_HEADINGS),
        rows="\n".join(_html_row(line) for line in lines),
    )


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


def _html_forks(lines: list[JournalLine]) -> str:
    found = forks_of(lines)
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


FORMATS: dict[str, Callable[[list[JournalLine]], str]] = {"html": _html, "csv": _csv, "json": _json}
