"""An evaluation as one self-contained HTML page with pictures: no script, no link to the outside, the same bytes from
every kit that knows the same.

What it says is `core.tell.evaluation`; here it becomes elements, and what a picture tells better is drawn.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from html import escape

from fieldkit.core.clock.danish import danish, danish_clock
from fieldkit.core.facts.terms import PRECEDENCE_DA
from fieldkit.core.tell.evaluation import sections
from fieldkit.core.tell.evaluation_parts import Cell, Facts, Grid, Question, Said, Section, Told, chosen_rows, title_of
from fieldkit.core.tell.evaluation_words import UNKNOWN, Part, clock, took
from fieldkit.core.tell.lessons import NO_ANSWER
from fieldkit.core.views.evaluation import Evaluation
from fieldkit.resync.evaluation_style import PAGE, STYLE
from fieldkit.resync.plots import Bar, Span, Tick, bars, columns, spans, steps

TITLE = "Evaluering"
EXERCISE = '<p class="exercise">ØVELSE</p>\n'
_NUMBER = re.compile(r"\d{1,5}-\d{4,9}")
SHARED = "Alle kits, der har den samme log og de samme lister, skriver denne side ens."
WITH_LOCAL = (
    "Tallene er ens fra alle kits, der har den samme log og de samme lister; det, som kun kit {kit} ved, står for sig."
)
ROWS_SHOWN = 500
"""Rows of one table: more nobody reads, and the figures count all of them."""
SHORT = 14
"""Letters of a cell that is not broken over lines."""
DRAWN = 30
"""Rows of one picture."""


def page(told: Told) -> str:
    """The whole page."""
    evaluation = told.evaluation
    made = sections(told)
    foot = SHARED if told.local is None else WITH_LOCAL.format(kit=told.local.kit)
    return PAGE.format(
        title=escape(f"{TITLE}: {title_of(evaluation)}"),
        style=STYLE,
        exercise=EXERCISE if evaluation.exercise else "",
        links="".join(f'<a href="#{section.part}">{escape(section.title)}</a>' for section in made),
        sections="\n".join(_section(section, told) for section in made),
        foot=escape(foot),
    )


def _section(section: Section, told: Told) -> str:
    drawing = _DRAWN.get(section.part)
    drawn = list(drawing(told.evaluation, told)) if drawing is not None else []
    body = "\n".join([*drawn, *(_part(part, bool(drawn)) for part in section.body)])
    return f'<section id="{section.part}">\n<h2>{escape(section.title)}</h2>\n{body}\n</section>'


def _part(part: Said | Facts | Grid | Question, drawn: bool) -> str:
    match part:
        case Said(text):
            return f"<p>{escape(text)}</p>"
        case Facts(pairs):
            inside = "\n".join(f"<dt>{escape(key)}</dt><dd>{_marked(cell)}</dd>" for key, cell in pairs)
            return f"<dl>\n{inside}\n</dl>"
        case Grid():
            return "" if part.drawn and drawn else _table(part)
        case Question():
            return _question(part)


def _marked(cell: Cell) -> str:
    text = escape(cell.text)
    if _NUMBER.fullmatch(cell.text):
        return f'<span class="nr">{text}</span>'
    return f'<span class="late">{text}</span>' if cell.late else text


def _table(grid: Grid) -> str:
    shown = chosen_rows(grid.rows, ROWS_SHOWN)
    head = "".join(f"<th>{escape(heading)}</th>" for heading in grid.headings)
    rows = "\n".join(f"<tr>{_row(grid.headings, row)}</tr>" for row in shown)
    left = len(grid.rows) - len(shown)
    more = f"\n<p>Og {left} til; de står i journalen og er talt med ovenfor.</p>" if left else ""
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>{more}"


def _row(headings: Sequence[str], row: Sequence[Cell]) -> str:
    pairs = zip(headings, row, strict=True)
    return "".join(_cell(heading, cell, first=at == 0) for at, (heading, cell) in enumerate(pairs))


def _cell(heading: str, cell: Cell, *, first: bool) -> str:
    """On a phone a row is a block, where a heading stands before each cell that does not say what it is."""
    kinds = ["first"] if first else ["bare"] if cell.bare else []
    kinds += ["short"] if len(cell.text) <= SHORT else ["long"] if cell.bare else []
    named = "" if first or cell.bare else f' data-h="{escape(heading.lower())}"'
    return f'<td class="{" ".join(kinds)}"{named}>{_marked(cell)}</td>'


def _question(question: Question) -> str:
    answers = "\n".join(
        f"<blockquote>{escape(text)}<footer>{escape(by)}</footer></blockquote>" for text, by in question.answers
    )
    return f'<h3>{escape(question.question)}</h3>\n{answers or f"""<p class="unanswered">{NO_ANSWER}</p>"""}'


def _figure(picture: str, caption: str) -> str:
    return f"<figure>\n{picture}\n<figcaption>{escape(caption)}</figcaption>\n</figure>"


def _ticks(evaluation: Evaluation) -> list[Tick]:
    ahead = danish(evaluation.started_at).utcoffset() or timedelta()
    moments = steps(evaluation.started_at, evaluation.until, ahead.total_seconds())
    return [Tick(at, danish_clock(at)) for at in moments]


def _staff(one: Evaluation, told: Told) -> Iterator[str]:
    staff = one.staff
    limit = None
    if staff.decided is not None and staff.within_s is not None:
        limit = staff.decided.after_s + staff.within_s
    steps_ = [(f"Niveau {staff.level}" if staff.level is not None else "Niveau", staff.decided)]
    steps_ += [(told.names.place(point.place), point.opened) for point in staff.points[:DRAWN]]
    steps_ += [("Alle roller på vagt", staff.manned), ("Fuldtallig stab", staff.full)]
    rows = [
        Bar(
            label,
            None if step is None else float(step.after_s),
            UNKNOWN if step is None else took(step.after_s),
            limit,
            step is not None and limit is not None and step.after_s > limit,
        )
        for label, step in steps_
    ]
    alarm = f"Tid efter alarmen kl. {clock(staff.alarm.at, one.started_at, sure=staff.alarm.sure)}."
    by = f" Den sorte streg er fristen, kl. {clock(staff.alarm.at + limit, one.started_at)}." if limit else ""
    yield _figure(bars("Tid efter alarmen", rows), alarm + by)


def _messages(one: Evaluation, told: Told) -> Iterator[str]:
    rows = []
    for each in one.precedences:
        if each.within_s is None and each.slowest_s is None:
            continue
        word = PRECEDENCE_DA[each.precedence].capitalize()
        for what, value in (("midterste", each.median_s), ("langsomste", each.slowest_s)):
            late = value is not None and each.within_s is not None and value > each.within_s
            text = took(value, "ikke forstået af alle")
            rows.append(Bar(f"{word}, {what}", None if value is None else float(value), text, each.within_s, late))
    if rows:
        caption = "Fra sendt til forstået af alle. Den sorte streg er fristen."
        yield _figure(bars("Fra sendt til forstået", rows), caption)


def _silent(one: Evaluation, told: Told) -> Iterator[str]:
    rows = [
        Span(
            told.names.place(place.place),
            place.since,
            place.heard_at,
            "" if place.heard_at is not None else "ikke hørt igen",
            tuple(float(step.at) for step in place.steps),
            late=True,
        )
        for place in one.reporting.silent
        if place.since is not None
    ][:DRAWN]
    if rows:
        picture = spans("Tavse steder", rows, one.started_at, one.until, _ticks(one))
        caption = "Fra den første runde uden et ord, til stedet blev hørt igen. Streger: det, nogen gjorde."
        yield _figure(picture, caption)


def _runners(one: Evaluation, told: Told) -> Iterator[str]:
    rows = [
        Span(
            line.runner,
            line.left_at,
            line.returned_at,
            f"{took(line.late_s)} over tiden" if line.late_s else "",
            (float(line.expected_at),) if line.expected_at is not None else (),
            line.late_s > 0,
        )
        for line in one.runners[:DRAWN]
    ]
    if rows:
        picture = spans("Runnere", rows, one.started_at, one.until, _ticks(one))
        yield _figure(picture, "Ude fra og til; den sorte streg er, hvornår runneren var ventet.")


def _requests(one: Evaluation, told: Told) -> Iterator[str]:
    rows = [
        Span(
            line.what,
            line.asked_at,
            None if line.settled_s is None else line.asked_at + line.settled_s,
            took(line.settled_s, "ikke afsluttet"),
            () if line.taken_s is None else (float(line.asked_at + line.taken_s),),
            line.late,
        )
        for line in one.requests[:DRAWN]
    ]
    if rows:
        picture = spans("Anmodninger", rows, one.started_at, one.until, _ticks(one))
        yield _figure(picture, "Fra bedt om til afsluttet; den sorte streg er, hvornår nogen tog den.")


def _hours(one: Evaluation, told: Told) -> Iterator[str]:
    values = [(clock(hour.at, one.started_at), hour.count) for hour in one.hours]
    yield _figure(columns("Linjer i loggen", values), "Linjer i loggen i hver time; timer uden linjer er ikke vist.")


_DRAWN: Mapping[Part, Callable[[Evaluation, Told], Iterator[str]]] = {
    Part.STAFF: _staff,
    Part.MESSAGES: _messages,
    Part.SILENT: _silent,
    Part.RUNNERS: _runners,
    Part.REQUESTS: _requests,
    Part.HOURS: _hours,
}
