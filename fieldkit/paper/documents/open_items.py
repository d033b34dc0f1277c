"""What waits for somebody: open messages to and from this place, requests, and runners who are out."""

from fieldkit.core.facts.terms import PRECEDENCE_DA, Precedence
from fieldkit.core.views.errands import make_errands
from fieldkit.core.views.inbox import Direction, Entry, make_inbox
from fieldkit.core.views.requests import make_requests
from fieldkit.paper.blocks import Block, Document, Heading, KeyValue, Rule, Text
from fieldkit.paper.documents.event_words import to_words
from fieldkit.paper.documents.source import DocumentSource, in_parts

PER_PART = 12


def open_items(source: DocumentSource) -> Document:
    """Åbne beskeder: what nobody has said forstået to, whole texts, the most urgent first; then what else is under way.

    For the paper folder: whoever goes on by hand must see what was promised.
    """
    inbox = make_inbox(source.state, source.roster, source.now, place=source.place, kit=source.kit)
    entries = [entry for entry in inbox if entry.open and entry.report is None]
    reports = [entry.number for entry in inbox if entry.open and entry.report is not None]
    told: list[list[Block]] = []
    for direction, title in ((Direction.IN, "Til os"), (Direction.OUT, "Fra os"), (Direction.OTHER, "Andres")):
        mine = [entry for entry in entries if entry.direction is direction]
        heading: list[Block] = [Rule("="), Heading(f"{title.upper()} ({len(mine)})")]
        for entry in mine:
            told.append([*heading, *_entry(entry, source)])
            heading = []
    told += _requests(source) + _runners(source)
    top: list[Block] = [KeyValue("Åbne beskeder", str(len(entries)))]
    if reports:
        top.append(KeyValue("Meldinger uden forstået", f"{len(reports)}: {', '.join(reports)}"))
    if not told and not reports:
        told = [[Text("Intet venter.")]]
    return source.of_now("Åbne beskeder", [*top, *in_parts(told, PER_PART)])


def _entry(entry: Entry, source: DocumentSource) -> list[Block]:
    urgent = "" if entry.precedence is Precedence.ROUTINE else f"{PRECEDENCE_DA[entry.precedence].upper()} "
    waiting = ", ".join(source.place_name(place) for place in entry.waiting[:5])
    more = f" og {len(entry.waiting) - 5} andre" if len(entry.waiting) > 5 else ""
    late = " (overskredet)" if entry.overdue else ""
    at = source.clock(entry.at, sure=entry.time_sure)
    blocks: list[Block] = [
        Rule(),
        Text(f"{urgent}{entry.number} {at}", bold=True),
        Text(f"{source.place_name(entry.sender)} til {to_words(entry.to, source)}", indent=2),
        Text(entry.text, indent=2),
        Text(f"Mangler forstået fra: {waiting}{more}", indent=2),
    ]
    if entry.due_at is not None:
        blocks.append(Text(f"Forstået senest: {source.clock(entry.due_at, sure=entry.time_sure)}{late}", indent=2))
    return blocks


def _requests(source: DocumentSource) -> list[list[Block]]:
    found = [view for view in make_requests(source.state, source.roster, source.now) if view.open]
    told: list[list[Block]] = []
    heading: list[Block] = [Rule("="), Heading(f"ANMODNINGER ({len(found)})")]
    for view in found:
        due = f", inden {source.clock(view.due_at)}" if view.due_at is not None else ""
        holder = f", hos {view.holder}" if view.holder else ""
        told.append([*heading, Text(f"{view.number} {source.place_name(view.place)}: {view.amount}{due}{holder}")])
        heading = []
    return told


def _runners(source: DocumentSource) -> list[list[Block]]:
    found = [errand for errand in make_errands(source.state, source.roster, source.now) if errand.out]
    told: list[list[Block]] = []
    heading: list[Block] = [Rule("="), Heading(f"RUNNERE UDE ({len(found)})")]
    for errand in found:
        ahead = ", ".join(source.place_name(place) for place in errand.ahead) or "på vej hjem"
        told.append([*heading, Text(f"{errand.number} {errand.runner}: {ahead}")])
        heading = []
    return told
