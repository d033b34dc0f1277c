"""The handover slip: what is open, who is in need, what was decided, and three facts that the one who comes repeats."""

from collections.abc import Mapping, Sequence

from fieldkit.core.cards.cards import Card
from fieldkit.core.facts.staff import FACTS
from fieldkit.core.facts.terms import PRECEDENCE_DA, Level
from fieldkit.core.facts.work import REQUEST_STATE_DA
from fieldkit.core.tell.parts import aside
from fieldkit.core.tell.staff import warning_words
from fieldkit.core.views.answers import QuestionView
from fieldkit.core.views.board import make_board
from fieldkit.core.views.card_progress import own_runs
from fieldkit.core.views.crew import Spell, TeamsState, role_words
from fieldkit.core.views.errands import ERRAND_STATE_DA, Errand
from fieldkit.core.views.handover import SECTION_DA, Deadline, Decision, HandoverList, OpenCard, Section, handover_list
from fieldkit.core.views.inbox import Entry
from fieldkit.core.views.requests import RequestView
from fieldkit.core.views.warnings import WarningView
from fieldkit.paper.blocks import Blank, Block, Checkbox, Document, Heading, KeyValue, Rule, SignatureLine, Text
from fieldkit.paper.documents.action_card import as_started
from fieldkit.paper.documents.event_words import report_line, to_words, waiting_names
from fieldkit.paper.documents.picture import incident_blocks, levels_words, place_blocks, places_listed
from fieldkit.paper.documents.source import DocumentSource

NOBODY = "ingen"
NAMES_SHOWN = 4
"""Places named of those that a message waits for; the rest are counted."""
TEAMS_TOLD = {TeamsState.SOON: "snart: find afløsere nu", TeamsState.NOW: "ja: del staben i to hold nu"}


_TITLES: Mapping[Section, str] = {
    **SECTION_DA,
    Section.UNCONFIRMED: "Sendt, ikke forstået",
    Section.REQUESTS: "Anmodninger i gang",
    Section.QUESTIONS: "Borgerne venter på svar",
    Section.DECISIONS: "Seneste beslutninger",
    Section.WARNINGS: "Seneste varsler",
    Section.CARDS: "Åbne actioncards",
}
"""What the paper calls them; some otherwise, for a narrow line or for who reads only the paper."""


def handover(source: DocumentSource) -> Document:
    """Vagtskifte, for the place where this kit stands."""
    board = make_board(source.state, source.roster, source.now, knows_time=source.knows_time)
    listed = handover_list(
        source.state,
        source.roster,
        source.now,
        place=source.place,
        kit=source.kit,
        battery=source.battery,
        cards=_followed(source),
    )
    red = [row for row in board.rows if row.level is Level.RED]
    silent = [row for row in board.rows if row.silent]
    sections: list[tuple[str, int | None, list[Block]]] = [
        (_TITLES[Section.DEADLINES], None, [_deadline(due, source) for due in listed.deadlines]),
        (_TITLES[Section.WAITING], len(listed.waiting), [_waiting(entry, source) for entry in listed.waiting]),
        (
            _TITLES[Section.UNCONFIRMED],
            len(listed.unconfirmed),
            [_waiting(entry, source) for entry in listed.unconfirmed],
        ),
        (
            _TITLES[Section.UNVERIFIED],
            len(listed.unverified),
            [_unverified(entry, source) for entry in listed.unverified],
        ),
        ("Røde steder", len(red), [block for row in red for block in place_blocks(row, source)]),
        ("Tavse over 3 timer", len(silent), places_listed(silent, board.rows, source) if silent else []),
        (_TITLES[Section.RUNNERS], len(listed.runners), [_runner(errand, source) for errand in listed.runners]),
        (_TITLES[Section.REQUESTS], len(listed.requests), [_request(request, source) for request in listed.requests]),
        (_TITLES[Section.QUESTIONS], len(listed.questions), [_question(q, source) for q in listed.questions]),
        (_TITLES[Section.DECISIONS], None, [_decision(decision, source) for decision in listed.decisions]),
        (_TITLES[Section.CARDS], len(listed.cards), [_card(card) for card in listed.cards]),
    ]
    if listed.warnings:
        sections.append((_TITLES[Section.WARNINGS], None, [_warning(one, source) for one in listed.warnings]))
    blocks: list[Block] = [
        *incident_blocks(board),
        Text(levels_words(board.rows), bold=True, tall=True),
        *_now(listed, source),
        Rule(),
    ]
    for number, (title, count, told) in enumerate(sections, 1):
        blocks.append(Heading(f"{number}. {title}" + (f" ({count})" if count is not None else "")))
        blocks += told or [Text(NOBODY, indent=2)]
    blocks += [
        Rule("="),
        Heading("Den, der møder, gentager tre ting:"),
        Blank(FACTS, ruled=True),
        SignatureLine("Går af vagt / kl."),
        SignatureLine("Møder på vagt / kl."),
    ]
    return source.of_now("Vagtskifte", blocks)


def _followed(source: DocumentSource) -> dict[str, Card]:
    """The cards as the runs of this kit follow them."""
    runs = own_runs(source.state, source.kit)
    return {name: as_started(card, runs.get(name), source) for name, card in source.cards.items()}


def _now(listed: HandoverList, source: DocumentSource) -> Sequence[Block]:
    crew = ", ".join(_spell(spell, source) for spell in listed.crew) or "ingen er skrevet ind"
    teams = TEAMS_TOLD.get(listed.teams.state)
    return [
        KeyValue("På vagt", crew),
        *([KeyValue("To hold", teams, bold=True)] if teams else []),
        KeyValue("Batteri", "ukendt" if listed.battery is None else f"{listed.battery} %"),
        *([KeyValue("Se efter på bordet", "; ".join(source.unsure_jobs))] if source.unsure_jobs else []),
    ]


def _spell(spell: Spell, source: DocumentSource) -> str:
    """A person on duty; whoever has been at it too long is to be relieved first."""
    role = role_words(spell.role) if spell.role else ""
    since = f"siden {source.clock(spell.since, sure=spell.time_sure)}"
    return f"{spell.name}{aside(role, since, 'skal afløses' if spell.long else '')}"


def _deadline(due: Deadline, source: DocumentSource) -> Checkbox:
    late = "OVERSKREDET: " if due.late else ""
    return Checkbox(
        f"{late}{due.what}", marker=source.clock(due.at, sure=due.sure), note=f"nr. {due.number}" if due.number else ""
    )


def _waiting(entry: Entry, source: DocumentSource) -> Checkbox:
    """A message or report that somebody still has to say forstået to."""
    if entry.report is not None:
        said, note = report_line(entry.report, source), f"meldt {source.clock(entry.at, sure=entry.time_sure)}"
        return Checkbox(said, marker=entry.number, note=note)
    names = waiting_names(entry, source)
    more = len(names) - NAMES_SHOWN
    shown = ", ".join(names[:NAMES_SHOWN]) + (f" og {more} til" if more > 0 else "")
    due = ""
    if entry.due_at is not None:
        due = f"; {'OVERSKREDET' if entry.overdue else 'senest'} {source.clock(entry.due_at, sure=entry.time_sure)}"
    route = f"{source.place_name(entry.sender)} til {to_words(entry.to, source)}"
    text = f"{PRECEDENCE_DA[entry.precedence].upper()}: {entry.text}"
    return Checkbox(text, marker=entry.number, note=f"{route}{due}; venter på {shown}")


def _unverified(entry: Entry, source: DocumentSource) -> Checkbox:
    said = report_line(entry.report, source) if entry.report is not None else entry.text
    return Checkbox(said, marker=entry.number, note="spørg stedet, om det er rigtigt")


def _runner(errand: Errand, source: DocumentSource) -> Checkbox:
    route = ", ".join(source.place_name(stop.place) for stop in errand.route) or "rute ikke skrevet"
    expected = "tid ukendt" if errand.expected_at is None else f"ventes {source.clock(errand.expected_at)}"
    late = ", OVER TIDEN" if errand.overdue else ""
    note = f"{ERRAND_STATE_DA[errand.state]}; sendt {source.clock(errand.left_at)}, {expected}{late}"
    return Checkbox(f"{errand.runner}: {route}", marker=errand.number, note=note)


def _request(request: RequestView, source: DocumentSource) -> Checkbox:
    holder = f", hos {request.holder}" if request.holder else ""
    word = "senest" if request.due_at is not None else "tages senest"
    due = f"; {word} {source.clock(request.late_at)}" if request.late_at is not None else ""
    late = ", OVERSKREDET" if request.overdue else ", INGEN HAR TAGET DEN" if request.late else ""
    note = f"{REQUEST_STATE_DA[request.state]}{holder}{due}{late}"
    return Checkbox(f"{source.place_name(request.place)}: {request.amount}", marker=request.number, note=note)


def _question(question: QuestionView, source: DocumentSource) -> Checkbox:
    asked = f"spurgt {question.count} gange" if question.count > 1 else "spurgt én gang"
    return Checkbox(question.text, marker=question.number, note=asked)


def _decision(decision: Decision, source: DocumentSource) -> Text:
    at = source.clock(decision.at, sure=decision.time_sure)
    return Text(f"{at} {decision.number}: {decision.text}{aside(decision.by)}", indent=2)


def _warning(one: WarningView, source: DocumentSource) -> Text:
    at = source.clock(one.at, sure=one.time_sure)
    told = warning_words(one.text, one.source, one.sender)
    return Text(f"{at} {one.number}: {told}{aside(one.by)}", indent=2)


def _card(card: OpenCard) -> Checkbox:
    done = f"{card.done} trin gjort" if card.total is None else f"{card.done} af {card.total} trin gjort"
    return Checkbox(f"{card.title}: {done}", note=f"næste: {card.next_step}" if card.next_step else "")
