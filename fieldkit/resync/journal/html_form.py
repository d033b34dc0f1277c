"""The journal as a page to file, print and look things up in: its head, and a table for each day and incident.

A day's largest table is written as its lines come; those of its other incidents are held until the day ends, or are
written in turns when they grow long: memory does not grow with the log.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape

from fieldkit.core.clock.danish import danish, danish_clock
from fieldkit.core.facts.body import Personal
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.terms import TRUST_DA, Trust
from fieldkit.core.signed.standing import STANDING_DA, Standing
from fieldkit.core.tell.parts import WRITTEN_BY
from fieldkit.resync.journal import html_page, words
from fieldkit.resync.journal.line import JournalLine, Marked
from fieldkit.resync.journal.whole import Journal, Period, Section, clock_of, section_of

MOST_HELD = 5_000
"""Lines of a day's smaller tables that are held; each has about 1 kB."""
_TO_LOOK_AT = frozenset({Standing.CONTRADICTED, Standing.FORKED})
_CLASSES = {Personal.NAME: "n", Personal.CONTACT: "n", Personal.FREE: "f"}
_NAMED = re.compile(r"([Nn]r\. )([0-9]{1,5}-[0-9]{4,9})(?![\w-])")
_MARKS = words.MARKED.format(names='<span class="n">', free='<span class="f">', end="</span>")
_AS_HTML = str.maketrans(
    {**{Marked.OPEN[sort]: f'<span class="{name}">' for sort, name in _CLASSES.items()}, Marked.CLOSE: "</span>"}
)


def html_pieces(journal: Journal) -> Iterator[str]:
    """The page: head, editions of one number, contents, and a section for each day and incident."""
    title = title_of(journal)
    yield html_page.HEAD.format(
        title=escape(title),
        style=html_page.style(title, _period_words(journal), _what(journal), words.PAGE, words.OF_PAGES),
        facts="\n".join(_facts(journal)),
        forks=_forks(journal),
        contents=_contents(journal),
    )
    yield from _sections(journal)
    yield html_page.END


def title_of(journal: Journal) -> str:
    """`Journal: Eksempelkommune`."""
    whose = words.several([name or words.municipality(code, "") for code, name in _municipalities(journal)])
    return f"{words.TITLE}: {whose}" if whose else words.TITLE


def _municipalities(journal: Journal) -> list[tuple[int, str]]:
    return sorted(journal.municipalities.items())


def _what(journal: Journal) -> str:
    """The incidents, for the foot of a printed page."""
    return words.several([journal.incident_words(tag) or words.OUTSIDE for tag in journal.tags()], "; ", 4)


def _period_words(journal: Journal) -> str:
    return _from_to(journal.period) if journal.period is not None else ""


def _from_to(period: Period) -> str:
    return words.period(clock_of(period.first), clock_of(period.last))


def _facts(journal: Journal) -> Iterator[str]:
    """What a journal must say of itself: whose it is, what it covers, what it was kept on, what is missing, by whom."""
    fact = html_page.fact
    whose = [escape(words.municipality(code, name)) for code, name in _municipalities(journal)]
    yield fact(words.MUNICIPALITY, *(whose or [words.NOT_SAID]))
    yield fact(words.CHOSEN, escape(_chosen(journal)))
    if journal.period is None:
        yield fact(words.PERIOD, words.NOTHING)
    else:
        first, last = map(clock_of, journal.period)
        told = [
            f"{escape(journal.incident_words(tag) or words.OUTSIDE)}: {escape(_from_to(journal.periods[tag]))}"
            for tag in journal.tags()
        ]
        yield fact(words.PERIOD, escape(words.span(journal.count, first, last)))
        yield fact(words.INCIDENTS, *_capped(told))
    yield fact(words.KEPT_ON, *_capped([escape(kit) for kit in _kits(journal)]))
    yield fact(words.GAPS, *_capped([escape(gap) for gap in _gaps(journal)] or [words.NO_GAPS]))
    yield fact(words.SIGNED, escape(_signatures(journal)), *([words.apart(journal.apart)] if journal.apart else []))
    yield fact(WRITTEN_BY, _names(journal))
    yield fact(words.PERSONAL, _MARKS if journal.choice.personal else words.ALL_LEFT_OUT)


def _capped(told: list[str]) -> list[str]:
    more = len(told) - words.KEPT_MOST
    return [*told[: words.KEPT_MOST], f"og {more} andre"] if more > 0 else told


def _chosen(journal: Journal) -> str:
    choice = journal.choice
    if choice.is_whole:
        return words.WHOLE
    incident = ""
    if choice.incident is not None:
        incident = journal.incident_words(choice.incident) or words.OUTSIDE
    person = (f"“{choice.person}”" if choice.personal else words.ONE_PERSON) if choice.person else ""
    return words.chosen(journal.count, journal.total, incident, journal.called(choice.place), person)


def _kits(journal: Journal) -> Iterator[str]:
    feeds = list(journal.kits())
    several = {feed.kit for feed in feeds if sum(other.kit == feed.kit for other in feeds) > 1}
    for feed in feeds:
        series = f", {words.SERIES} {feed.epoch}" if feed.kit in several else ""
        where = f", {feed.place_name}" if feed.place else ""
        first, last = number_of(feed.kit, feed.first), number_of(feed.kit, feed.last)
        yield f"{words.KIT} {feed.kit}{where}{series}: {words.period(first, last)}"


def _gaps(journal: Journal) -> Iterator[str]:
    for gap in journal.gaps():
        missing = gap.last - gap.first + 1
        between = words.period(number_of(gap.kit, gap.first), number_of(gap.kit, gap.last))
        yield f"{between} ({missing})" if missing > 1 else between


def _signatures(journal: Journal) -> str:
    return "; ".join(f"{journal.signatures[one]} {STANDING_DA[one]}" for one in journal.standings()) or words.NOTHING


def _names(journal: Journal) -> str:
    if not journal.choice.personal:
        return words.NAMES_LEFT_OUT
    shown = [f'<span class="n">{escape(name)}</span>' for name in sorted(journal.names)]
    return words.several(shown) or words.NO_NAMES


def _contents(journal: Journal) -> str:
    if not journal.sections:
        return ""
    links = "".join(
        f'<li><a href="#{section_anchor(one)}">{escape(section_title(journal, one))}</a>: {journal.sections[one]}</li>'
        for one in journal.in_turn()
    )
    return f"<nav><h2>{words.CONTENTS}</h2><ul>{links}</ul></nav>"


def section_anchor(section: Section) -> str:
    """`2026-11-24-3f9a`; days without an incident have 0000."""
    return f"{section.day.isoformat()}-{section.incident:04x}"


def section_title(journal: Journal, section: Section) -> str:
    """`tirsdag 24.11.2026 · ØVELSE Strømsvigt nord`."""
    day = f"{words.DAYS[section.day.weekday()]} {section.day:%d.%m.%Y}"
    return f"{day} · {journal.incident_words(section.incident) or words.OUTSIDE}"


def _sections(journal: Journal) -> Iterator[str]:
    leads = journal.leads()
    held: dict[Section, list[str]] = defaultdict(list)
    begun: dict[Section, int] = defaultdict(int)
    open_now: Section | None = None
    day = None
    for event in journal.events():
        section = section_of(event)
        if section.day != day or sum(map(len, held.values())) >= MOST_HELD:
            yield from _closed(journal, open_now, held, begun)
            open_now, day = None, section.day
        row = _row(journal, event, section)
        if leads[section.day] != section:
            held[section].append(row)
        elif open_now is None:
            open_now = section
            yield _begin(journal, section, begun) + row
        else:
            yield "\n" + row
    yield from _closed(journal, open_now, held, begun)


def _closed(
    journal: Journal, open_now: Section | None, held: dict[Section, list[str]], begun: dict[Section, int]
) -> Iterator[str]:
    """End the table that is being written, and write those that were held."""
    if open_now is not None:
        yield html_page.SECTION_END
    for section, rows in held.items():
        yield _begin(journal, section, begun) + "\n".join(rows) + html_page.SECTION_END
    held.clear()


def _begin(journal: Journal, section: Section, begun: dict[Section, int]) -> str:
    begun[section] += 1
    again = begun[section] > 1
    title = section_title(journal, section) + (f" ({words.GOES_ON})" if again else "")
    return html_page.SECTION.format(
        anchor=section_anchor(section) + (f"-{begun[section]}" if again else ""),
        title=escape(title),
        columns=len(words.HTML_HEADINGS),
        headings="".join(f"<th>{escape(name)}</th>" for name in words.HTML_HEADINGS),
    )


def _row(journal: Journal, event: Event, section: Section) -> str:
    line = journal.line(event, _said(journal, event))
    classes = ["l"]
    classes += ["exercise"] if line.exercise else []
    classes += ["fork"] if line.fork else []
    classes += ["bad"] if line.apart or line.signature in _TO_LOOK_AT else []
    exercise = f'<b class="x">{words.EXERCISE}</b>' if line.exercise else ""
    by = f"<small>{_name(journal, line.by)}</small>" if line.by else ""
    doubt = "" if line.trust is Trust.VERIFIED else TRUST_DA[line.trust]
    via = ", ".join(filter(None, (line.via_da, doubt)))
    cells = (
        f'<td><a href="#{line.anchor}">{line.anchor}</a>{exercise}</td>',
        f'<td><time datetime="{line.local}">{_clock(event, section)}</time></td>',
        f"<td>{escape(line.who)}{by}</td>",
        f"<td>{escape(line.kind_da)}</td>",
        f"<td>{line.text}{_beside(journal, event, line)}</td>",
        f"<td>{escape(via)}</td>",
        f"<td>{escape(line.signature_da)}</td>",
    )
    return f'<tr id="{line.anchor}" class="{" ".join(classes)}">{"".join(cells)}</tr>'


def _name(journal: Journal, name: str) -> str:
    return f'<span class="n">{escape(name)}</span>' if journal.choice.personal else escape(name)


def _clock(event: Event, section: Section) -> str:
    """The time of day, with the date where that is not the section's."""
    if danish(event.at).date() != section.day:
        return clock_of(event)
    return ("" if event.time_sure else "ca. ") + danish_clock(event.at)


def _said(journal: Journal, event: Event) -> str:
    """The sentence without its author, who stands beside it; what may tell of people is marked, or left out, and the
    numbers that it names lead there."""
    if not journal.choice.personal:
        told = escape(journal.shown(event, signed=False))
    elif not REGISTRY.knows(event.body):
        told = f'<span class="f">{escape(journal.shown(event, signed=False))}</span>'
    else:
        told = escape(journal.text(event, Marked.put, signed=False)).translate(_AS_HTML)
    return _NAMED.sub(r'\1<a href="#\2">\2</a>', told)


def _beside(journal: Journal, event: Event, line: JournalLine) -> str:
    """What stands instead of it, and that others have its number."""
    told = f' <span class="mark">{words.FORKED}</span>' if line.fork else ""
    told += f' <span class="mark">{words.APART}</span>' if line.apart else ""
    for anchor, instead in journal.corrections(event):
        said = f" {escape(clock_of(instead))}: {_said(journal, instead)}" if instead is not None else ""
        told += f'<span class="next"><a href="#{anchor}">{words.REPLACED} {anchor}</a>{said}</span>'
    return told


def _forks(journal: Journal) -> str:
    rows = []
    for editions in journal.editions():
        first = editions[0]
        cells = "".join(
            f'<td><a href="#{journal.anchor(one)}">{journal.anchor(one)}</a> {escape(clock_of(one))}<br>'
            f"{_said(journal, one)}</td>"
            for one in editions
        )
        rows.append(f'<tr id="{first.number}"><th>{first.number}</th>{cells}</tr>')
    if not rows:
        return ""
    more = journal.shared - words.KEPT_MOST
    return html_page.FORKS.format(
        title=words.FORKS_TITLE,
        why=words.FORKS_WHY,
        rows="\n".join(rows),
        more=f"<p>{words.more_numbers(more)}</p>" if more > 0 else "",
    )
