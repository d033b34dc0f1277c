"""An evaluation in Danish, as parts of plain sentences, facts and grids: one text for the page and for the paper.

Says what the events say and blames nobody. What only one kit knows is said with that kit's number; what nobody knows
is `ukendt`, and is never counted as good.
"""

from collections import Counter
from collections.abc import Iterable

from fieldkit.core.clock.danish import danish_date_time
from fieldkit.core.facts.lessons import LessonPoint
from fieldkit.core.facts.terms import PRECEDENCE_DA, Precedence
from fieldkit.core.facts.work import REQUEST_STATE_DA, SILENCE_STEP_DA
from fieldkit.core.tell.evaluation_local import local_body
from fieldkit.core.tell.evaluation_parts import Body, Cell, Facts, Grid, Question, Said, Section, Told, title_of
from fieldkit.core.tell.evaluation_words import (
    FIGURE_DA,
    NOTHING,
    PART_DA,
    UNKNOWN,
    VERDICT_DA,
    Part,
    clock,
    figure_words,
    took,
)
from fieldkit.core.tell.lessons import LESSON_QUESTIONS
from fieldkit.core.tell.moments import MOST, moments
from fieldkit.core.tell.parts import Names, aside
from fieldkit.core.tell.said import address_words
from fieldkit.core.tell.sentences import told
from fieldkit.core.text.clean import one_line
from fieldkit.core.text.wording import how_long, many_da
from fieldkit.core.views.crew import role_words
from fieldkit.core.views.errands import ERRAND_STATE_DA
from fieldkit.core.views.evaluation_compare import Verdict, compare
from fieldkit.core.views.evaluation_messages import MessageLine
from fieldkit.core.views.evaluation_places import SilentPlace
from fieldkit.core.views.evaluation_staff import Milestone, OpenedPoint

TEXT_CHARS = 120
"""Of a message or decision in a grid; the whole of it is in the log under its number."""


def sections(of: Told, most: int = MOST) -> list[Section]:
    """Every part, in the order of `Part`; the timeline with so many moments at most."""
    made = {
        Part.OVERVIEW: _overview(of),
        Part.COMPARED: _compared(of),
        Part.STAFF: _staff(of),
        Part.MESSAGES: _messages(of),
        Part.SILENT: _silent(of),
        Part.RUNNERS: _runners(of),
        Part.REQUESTS: _requests(of),
        Part.DECISIONS: _decisions(of),
        Part.HOURS: _hours(of),
        Part.LOCAL: local_body(of),
        Part.TIMELINE: _timeline(of, most),
        Part.LESSONS: _lessons(of),
    }
    return [Section(part, PART_DA[part], body) for part in Part if (body := made[part])]


def _overview(of: Told) -> Body:
    one = of.evaluation
    what = "Øvelsen" if one.exercise else "Hændelsen"
    begun = ("" if one.started_sure else "ca. ") + danish_date_time(one.started_at)
    if one.ended_at is None:
        ended = Said(
            f"{what} er stadig i gang. Tallene er gjort op til kl. {clock(one.until, one.started_at)} og ændrer sig."
        )
    else:
        lasted = f" og varede {how_long(one.ended_at - one.started_at)}"
        ended = Said(f"{what} sluttede kl. {clock(one.ended_at, one.started_at, sure=one.ended_sure)}{lasted}.")
    kits, lines = many_da(len(one.kits), "kit", "kits"), many_da(one.events, "linje", "linjer")
    whose = f"{of.municipality}. " if of.municipality else ""
    said = [Said(f"{whose}Begyndte {begun}. Loggen har {lines} fra {kits}."), ended]
    if one.paused_s:
        said.append(Said(f"Øvelsen holdt pause i {how_long(one.paused_s)} i alt; den tid er talt med i tallene."))
    if one.unsure:
        unsure = many_da(one.unsure, "linje har", "linjer har")
        said.append(Said(f"{unsure} en usikker tid (ca.), fordi et kits ur ikke var stillet. Det gør tallene usikre."))
    if of.apart:
        aside_ = many_da(of.apart, "linje er sat til side", "linjer er sat til side")
        said.append(Said(f"{aside_}, fordi kittet bag er spærret; det er ikke talt med."))
    if one.forked:
        said.append(Said(f"Numre, der har to udgaver: {', '.join(one.forked)}. Begge udgaver er talt med."))
    return (*said, Facts(tuple(_key_figures(of))))


def _key_figures(of: Told) -> Iterable[tuple[str, Cell]]:
    one = of.evaluation
    staff = one.staff
    late = staff.late
    full = took(staff.alarm_to_full_s, "ingen har skrevet, at staben var fuldtallig")
    yield "Alarm til fuld stab", Cell(full + (" (for sent)" if late else ""), late=bool(late))
    opened = [point for point in staff.points if point.opened is not None]
    if staff.points:
        points = f"{len(opened)} af {len(staff.points)}"
        after = f", det sidste efter {took(staff.points_open.after_s)}" if staff.points_open else ""
        yield "Mødesteder, der åbnede", Cell(points + after, late=len(opened) < len(staff.points))
    counted = [line for line in one.messages if not line.replaced_by]
    yield "Beskeder", _counted(len(counted), sum(line.late for line in counted), "uden forstået i tide")
    silent = sum(bool(place.silent) for place in one.reporting.silent)
    yield "Tavse steder", Cell(f"{silent} af {one.reporting.places}" if silent else NOTHING, silent > 0)
    yield "Runnere", _counted(len(one.runners), sum(bool(line.late_s) for line in one.runners), "over tiden")
    still = sum(line.state.is_open for line in one.requests)
    yield "Anmodninger", _counted(len(one.requests), still, "stadig åben" if still == 1 else "stadig åbne")
    loose = sum(not line.followed_by for line in one.decisions)
    yield "Beslutninger i loggen", _counted(len(one.decisions), loose, "uden ordre eller opfølgning")


def _counted(count: int, amiss: int, what: str) -> Cell:
    """`11, heraf 3 uden forstået i tide`."""
    if not count:
        return Cell(NOTHING)
    return Cell(f"{count}, heraf {amiss or NOTHING} {what}", amiss > 0)


def _compared(of: Told) -> Body:
    if of.other is None:
        return ()
    this, other = of.evaluation, of.other
    found = compare(this, other)
    rows = tuple(
        (
            Cell(FIGURE_DA[one.figure]),
            Cell(figure_words(one.figure, one.this)),
            Cell(figure_words(one.figure, one.other)),
            Cell(VERDICT_DA[one.verdict], one.verdict is Verdict.WORSE),
        )
        for one in found
    )
    counts = Counter(one.verdict for one in found)
    first = danish_date_time(this.started_at), danish_date_time(other.started_at)
    running = " En af dem er stadig i gang, så dens tal ændrer sig." if this.running or other.running else ""
    said = (
        f"Her er {title_of(this)} ({first[0]}), der er {title_of(other)} ({first[1]}). Mindre er bedre i alle tal: "
        f"{counts[Verdict.BETTER]} er bedre her, {counts[Verdict.WORSE]} er dårligere, {counts[Verdict.SAME]} er ens."
        f"{running}"
    )
    return (Said(said), Grid(("Tal", "Her", "Der", "Her er det"), rows))


def _staff(of: Told) -> Body:
    one, staff = of.evaluation, of.evaluation.staff

    def row(what: str, step: Milestone | None, otherwise: str = UNKNOWN, *, late: bool = False) -> tuple[Cell, ...]:
        if step is None:
            return (Cell(what), Cell(otherwise, late, bare=True), Cell(""), Cell(""))
        at = clock(step.at, one.started_at, sure=step.sure)
        after = took(step.after_s) if step is not staff.alarm else ""
        return (Cell(what), Cell(at, late), Cell(after, late), Cell(step.number))

    level = "" if staff.level is None else f" {staff.level}"
    rows = [
        row("Alarm", staff.alarm),
        row(f"Niveau{level} besluttet", staff.decided, "ingen besluttede et niveau, der kalder en stab"),
        *(row(f"{of.names.place(point.place)} åben", point.opened) for point in staff.points if point.opened),
    ]
    if staff.points:
        rows.append(row("Alle mødesteder åbne", staff.points_open, "ikke alle åbnede"))
    missing = ", ".join(role_words(role) for role in staff.missing)
    rows.append(row("Alle kaldte roller på vagt", staff.manned, f"mangler {missing}" if missing else UNKNOWN))
    rows.append(row("Staben fuldtallig", staff.full, "ingen har skrevet det", late=bool(staff.late)))
    if staff.stood_down is not None:
        rows.append(row("Staben ophørt", staff.stood_down))
    said = []
    if staff.decided is not None and staff.within_s is not None:
        by = clock(staff.decided.at + staff.within_s, one.started_at)
        verdict = {None: "Om den var det, er ukendt.", True: "Den blev det for sent.", False: "Den var det i tide."}
        said.append(
            Said(
                f"Staben skulle være fuldtallig {took(staff.within_s)} efter beslutningen, altså kl. {by}. "
                f"{verdict[staff.late]}"
            )
        )
    unsigned = [of.names.place(point.place) for point in staff.points if _unsigned(point)]
    if unsigned:
        said.append(Said(f"Ingen skrev sig på vagt på {', '.join(unsigned)}: tiden er kittets første linje."))
    closed = [of.names.place(point.place) for point in staff.points if point.opened is None]
    if closed:
        said.append(Said(f"Ikke åbnet, så vidt loggen siger: {', '.join(closed)}."))
    return (*said, Grid(("Hvad", "Klokken", "Efter alarmen", "Nr."), tuple(rows)))


def _cut(text: str, most: int = TEXT_CHARS) -> str:
    """On one line; what is left out is said by three dots."""
    whole = one_line(text, 10 * most)
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"


def _unsigned(point: OpenedPoint) -> bool:
    return point.opened is not None and not point.by_crew


def _messages(of: Told) -> Body:
    one = of.evaluation
    if not one.messages:
        return (Said("Der blev ikke sendt nogen beskeder."),)
    sums = tuple(
        (
            Cell(PRECEDENCE_DA[each.precedence]),
            Cell(str(each.count)),
            Cell(str(each.read) if each.within_s is not None else ""),
            Cell(str(each.late) if each.within_s is not None else "", each.late > 0),
            Cell(took(each.median_s, "")),
            Cell(took(each.slowest_s, "")),
            Cell(took(each.within_s, "ingen")),
        )
        for each in one.precedences
    )
    headings = ("Hastegrad", "Beskeder", "Forstået af alle", "For sent", "Midterste", "Langsomste", "Frist")
    local = of.local
    beside = (
        f"Modtaget er det, kit {local.kit} selv har ført regnskab med for det, det har sendt; ellers ukendt."
        if local is not None
        else "Hvornår en besked blev modtaget, ved kun det kit, der sendte den."
    )
    rows = tuple(_message(line, of) for line in one.messages)
    received = ("Modtaget",) if local is not None else ()
    return (
        Grid(headings, sums),
        Said(beside),
        Grid(("Nr.", "Sendt", "Hastegrad", "Fra og til", "Besked", *received, "Forstået"), rows),
    )


def _message(line: MessageLine, of: Told) -> tuple[Cell, ...]:
    names, received = of.names, []
    if of.local is not None:
        known = line.event_id in of.local.received
        received = [Cell(took(of.local.received[line.event_id], "ikke af alle") if known else UNKNOWN)]
    sender = names.place(line.sender) if line.sender else "ukendt sted"
    return (
        Cell(line.number),
        Cell(clock(line.at, of.evaluation.started_at, sure=line.sure)),
        Cell(PRECEDENCE_DA[line.precedence], bare=True),
        Cell(f"{sender} til {address_words(line.to, names.place)}", bare=True),
        Cell(_cut(line.text), bare=True),
        *received,
        Cell(_read_words(line, names), line.late, bare=line.all_s is None),
    )


def _read_words(line: MessageLine, names: Names) -> str:
    if line.replaced_by:
        return f"erstattet af {line.replaced_by}"
    late = " (for sent)" if line.late and line.all_s is not None else ""
    if line.all_s is not None:
        return f"{took(line.all_s)}{late}"
    if line.waiting:
        some = (
            f"{len(line.read)} af {len(line.read) + len(line.waiting)} efter {took(line.first_s)}; "
            if line.read
            else ""
        )
        few = [names.place(place) for place in line.waiting[:3]]
        more = len(line.waiting) - len(few)
        return f"{some}mangler {', '.join(few)}{f' og {more} andre' if more else ''}"
    if line.precedence is Precedence.INFO:
        return "kræver ikke forstået"
    return "ingen kunne sige forstået"


def _silent(of: Told) -> Body:
    report = of.evaluation.reporting
    if not report.slots and not report.silent:
        return (Said("Der var ingen runder, hvor steder skulle melde, før det var slut."),)
    places, slots = many_da(report.places, "sted", "steder"), many_da(report.slots, "fast melding", "faste meldinger")
    head = Said(
        f"{report.reported} af {places} meldte selv. {report.missed} af {slots} "
        "kom ikke inden for et kvarter efter tiden."
    )
    rows = tuple(_silent_place(place, of) for place in report.silent)
    if not rows:
        return (head, Said("Ingen steder var helt tavse i en runde."))
    return (head, Grid(("Sted", "Uden et ord", "Tavst fra", "Hørt igen", "Hvad blev gjort"), rows))


def _silent_place(place: SilentPlace, of: Told) -> tuple[Cell, ...]:
    names, begun = of.names, of.evaluation.started_at
    done = [
        f"{clock(step.at, begun, sure=step.sure)} {SILENCE_STEP_DA[step.step]}"
        + (f": {names.place(step.asked)}" if step.asked else "")
        + aside(step.by)
        + (f": {step.note}" if step.note else "")
        for step in place.steps
    ]
    done += [f"runner {number}" for number in place.runners]
    done += [f"set af andre {number}" for number in place.seen]
    since = clock(place.since, begun) if place.since is not None else ""
    heard = clock(place.heard_at, begun) if place.heard_at is not None else "ikke hørt igen"
    return (
        Cell(names.place(place.place)),
        Cell(f"{place.silent} af {place.slots} runder", place.silent > 0),
        Cell(since),
        Cell(heard, place.heard_at is None, bare=place.heard_at is None),
        Cell("; ".join(done) or "intet er skrevet om det", not done, bare=True),
    )


def _runners(of: Told) -> Body:
    one = of.evaluation
    if not one.runners:
        return (Said("Ingen runnere blev sendt."),)
    rows = []
    for line in one.runners:
        back = clock(line.returned_at, one.started_at) if line.returned_at is not None else "ikke skrevet tilbage"
        over = f"{took(line.late_s)} over tiden" if line.late_s else "i tide"
        rows.append(
            (
                Cell(line.number),
                Cell(line.runner, bare=True),
                Cell(", ".join(of.names.place(place) for place in (line.start, *line.places) if place), bare=True),
                Cell(clock(line.left_at, one.started_at)),
                Cell(clock(line.expected_at, one.started_at) if line.expected_at is not None else UNKNOWN),
                Cell(back, line.out, bare=line.out),
                Cell(over if not line.out or line.late_s else ERRAND_STATE_DA[line.state], line.late_s > 0, bare=True),
            )
        )
    return (Grid(("Nr.", "Runner", "Fra og over", "Gik", "Ventet", "Tilbage", "Hvordan"), tuple(rows)),)


def _requests(of: Told) -> Body:
    one = of.evaluation
    if not one.requests:
        return (Said("Ingen bad om noget."),)
    rows = tuple(
        (
            Cell(line.number),
            Cell(f"{of.names.place(line.place)}: {_cut(line.what)}", bare=True),
            Cell(clock(line.asked_at, one.started_at)),
            Cell(took(line.taken_s, "ikke taget"), line.taken_s is None, bare=line.taken_s is None),
            Cell(took(line.settled_s, "ikke afsluttet"), line.settled_s is None, bare=line.settled_s is None),
            Cell(REQUEST_STATE_DA[line.state] + (", for sent" if line.late else ""), line.late, bare=True),
        )
        for line in one.requests
    )
    return (Grid(("Nr.", "Hvad", "Bedt om", "Taget efter", "Afsluttet efter", "Nu"), rows),)


def _decisions(of: Told) -> Body:
    one = of.evaluation
    loose = [line for line in one.decisions if not line.followed_by]
    if not one.decisions:
        return (Said("Loggen har ingen linjer, der er skrevet som beslutninger."),)
    if not loose:
        told_of = "Den ene beslutning" if len(one.decisions) == 1 else f"Alle {len(one.decisions)} beslutninger"
        return (Said(f"{told_of} er fulgt op i loggen."),)
    rows = tuple(
        (
            Cell(line.number),
            Cell(clock(line.at, one.started_at, sure=line.sure)),
            Cell(_cut(line.text), late=True, bare=True),
            Cell(line.by or UNKNOWN),
        )
        for line in loose
    )
    of_all = many_da(len(one.decisions), "beslutning", "beslutninger")
    head = f"{len(loose)} af {of_all} er ikke nævnt i nogen senere linje."
    return (Said(head), Grid(("Nr.", "Klokken", "Beslutning", "Af"), rows))


def _hours(of: Told) -> Body:
    one = of.evaluation
    hours = tuple((Cell(clock(hour.at, one.started_at)), Cell(str(hour.count))) for hour in one.hours)
    kits = tuple(
        (Cell(f"Kit {kit.kit}"), Cell(of.names.place(kit.place) if kit.place else UNKNOWN), Cell(str(kit.count)))
        for kit in one.kits
    )
    return (Grid(("Timen fra", "Linjer"), hours, drawn=True), Grid(("Kit", "Sted", "Linjer"), kits))


def _timeline(of: Told, most: int) -> Body:
    one = of.evaluation
    found, left_out = moments(of.events, most)
    rows = tuple(
        (
            Cell(clock(event.at, one.started_at, sure=event.time_sure)),
            Cell(event.number, bare=True),
            Cell(_cut(told(event, of.names), 2 * TEXT_CHARS), bare=True),
        )
        for event in found
    )
    others = many_da(left_out, "andet øjeblik", "andre øjeblikke")
    more = (Said(f"{others} er ikke taget med; de står i journalen."),) if left_out else ()
    return (Grid(("Klokken", "Nr.", "Hvad skete der"), rows), *more)


def _lessons(of: Told) -> Body:
    lessons = of.evaluation.lessons
    return tuple(
        Question(
            point,
            LESSON_QUESTIONS[point],
            tuple(
                (line.answers[point], f"{line.by or 'navn ikke noteret'}, {line.number}")
                for line in lessons
                if point in line.answers
            ),
        )
        for point in LessonPoint
    )
