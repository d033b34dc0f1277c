"""The runner's docket (følgeseddel): what is carried, to whom and which way, and the stub that stays."""

from collections.abc import Sequence

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.terms import TRANSPORT_DA, Precedence, Trust
from fieldkit.core.facts.work import Dispatch
from fieldkit.core.remedies import NamePlaces
from fieldkit.core.roster.roster import Place
from fieldkit.core.tell.parts import number
from fieldkit.core.tell.sentences import head_words
from fieldkit.core.tell.work import carried_words
from fieldkit.core.views.errands import ERRAND_STATE_DA, Errand, make_errand
from fieldkit.core.views.understood import readers_of
from fieldkit.paper.blocks import Banner, Blank, Block, Cut, Document, Heading, KeyValue, Rule, SignatureLine, Text
from fieldkit.paper.documents.contents import (
    author,
    contents,
    deadline,
    precedence_of,
    shout,
    spoken,
    trust_of,
    word_count,
)
from fieldkit.paper.documents.routes import place_at, receiving, round_trip, stops_of, way
from fieldkit.paper.documents.source import DocumentSource

FEW = 6
"""Places that are named in one line."""
STUB_WORDS = 12
"""Words of a message that the stub repeats; the whole text stands in the log."""


def docket(event: Event, source: DocumentSource, places: Sequence[Place] = ()) -> Document:
    """The docket of one event, or of a runner's errand with all that it carries. `places` are the stops when given.

    InputError when nobody is addressed or there are too many stops.
    """
    errand = source.state.work.dispatches.get(event.id)
    if errand is not None:
        return _of_errand(errand, source, places)
    sender = _sender(event, source)
    understood: list[Place] = []
    if places:
        stops = round_trip(places, source)
    else:
        stops, understood = stops_of(event, source, sender)
    told = shout(precedence_of(event))
    runner: list[Block] = [
        *source.outdated(event),
        *told,
        *way(stops, source.roster.place(source.place), source),
        KeyValue("Fra", source.place_name(sender)),
        *author(event),
        *deadline(event, source),
        *([KeyValue("Har forstået", _few(understood))] if understood else []),
        *_doubted(event, stops, source),
        Rule(),
        *contents(event, source),
        *word_count(event, source),
        Rule(),
        *trust_of(event),
        SignatureLine("Runnerens navn"),
        *_handing_over(stops),
        *source.codes([event], "Modtageren kan scanne på et kit"),
    ]
    stub: list[Block] = [
        Heading("TALON: bliver her"),
        *told,
        *_to(stops),
        *deadline(event, source),
        KeyValue("Tekst", _opening(spoken(event, source))),
        *word_count(event, source),
        SignatureLine("Runnerens navn"),
        SignatureLine("Udleveret til runneren af"),
        SignatureLine("Afgået kl. / ventes tilbage kl."),
        SignatureLine("Tilbage kl. / modtaget af"),
    ]
    return source.of_event("Følgeseddel", event, [*runner, Cut(), *stub])


def _doubted(event: Event, stops: Sequence[Place], source: DocumentSource) -> list[Block]:
    """Stops in whose name somebody has said forstået, with nothing to prove it."""
    readers = readers_of(event.ref, source.state, source.roster)
    said = {reader.place for reader in readers if reader.trust is not Trust.VERIFIED}
    names = [stop.name for stop in stops if stop.number in said]
    return [KeyValue("Ubekræftet “ok”", f"{', '.join(names)}: spørg, om den er læst", bold=True)] if names else []


def _of_errand(event: Event[Dispatch], source: DocumentSource, places: Sequence[Place]) -> Document:
    body = event.body
    stops = list(places) or [place_at(stop, source) for stop in body.route]
    if not stops:
        raise InputError(f"Nr. {event.number} har ingen rute.", NamePlaces())
    carried, missing = _carried(event, source)
    told = shout(*(precedence_of(one) for one in carried))
    left = event.at if body.left is None else body.left + EPOCH_UNIX_S
    sure = event.time_sure or body.left is not None
    errand = make_errand(event, source.state, source.roster, source.now)
    handed_over: list[Block] = [
        KeyValue("Udleveret af", body.by) if body.by else SignatureLine("Udleveret til runneren af")
    ]
    runner: list[Block] = [
        *([Banner(ERRAND_STATE_DA[errand.state].upper())] if not errand.open else []),
        *told,
        KeyValue("Runner", f"{body.runner}, {TRANSPORT_DA[body.transport]}", bold=True),
        *way(stops, source.roster.place(body.start), source),
        KeyValue("Afgang", source.moment(left, sure=sure)),
        *handed_over,
    ]
    for one in carried:
        runner += [Rule("="), *_letter(one, source)]
    if missing:
        numbers = ", ".join(missing)
        runner += [Rule("="), KeyValue("Skriv i hånden", f"nr. {numbers} findes ikke på dette kit", bold=True)]
    if not body.refs:
        runner += [Rule("="), Text("Intet på papir: skriv her, hvad der skal siges."), Blank(4, ruled=True)]
    runner += [
        Rule("="),
        *_handing_over(stops),
        *source.codes([event, *carried], "Modtageren kan scanne på et kit"),
    ]
    stub: list[Block] = [
        Heading("TALON: bliver her"),
        *told,
        KeyValue("Runner", f"{body.runner}, {TRANSPORT_DA[body.transport]}", bold=True),
        KeyValue("Rute", ", ".join(stop.name for stop in stops)),
        KeyValue("Bringer", carried_words(body)),
        KeyValue("Afgang", source.moment(left, sure=sure)),
        *handed_over,
        *_expected(errand, source, sure=sure),
        SignatureLine("Tilbage kl. / modtaget af"),
    ]
    return source.of_event("Følgeseddel", event, [*runner, Cut(), *stub])


def precedences(event: Event, source: DocumentSource) -> list[Precedence]:
    """How urgent the docket is: by the event, and by everything that its errand carries."""
    errand = source.state.work.dispatches.get(event.id)
    return [precedence_of(one) for one in (event, *(_carried(errand, source)[0] if errand is not None else ()))]


def _carried(errand: Event[Dispatch], source: DocumentSource) -> tuple[list[Event], list[str]]:
    """What the runner has along, and the numbers of what this kit does not have."""
    carried: list[Event] = []
    missing: list[str] = []
    for ref in errand.body.refs:
        try:
            carried.append(source.at(ref_of(ref)))
        except InputError:
            missing.append(number(ref))
    return carried, missing


def _sender(event: Event, source: DocumentSource) -> int:
    return source.sender_of(event, event.row.origin(event.body))


def _letter(event: Event, source: DocumentSource) -> list[Block]:
    """One of several things carried."""
    sender = source.place_name(_sender(event, source))
    return [
        Heading(f"Nr. {event.number}, {head_words(event)} fra {sender}"),
        *source.outdated(event),
        *author(event),
        *deadline(event, source),
        *contents(event, source),
        *word_count(event, source),
        *trust_of(event),
    ]


def _handing_over(stops: Sequence[Place]) -> list[Block]:
    return [
        Text("Læs højt for modtageren, og bed om navn og klokkeslæt, også for det svar, du får med tilbage."),
        *receiving(stops),
    ]


def _few(places: Sequence[Place]) -> str:
    """Places by name, the rest counted."""
    named = ", ".join(place.name for place in places[:FEW])
    return f"{named} og {len(places) - FEW} andre" if len(places) > FEW else named


def _to(stops: Sequence[Place]) -> list[Block]:
    """Where the runner went; many places a line each."""
    if len(stops) <= FEW:
        return [KeyValue("Til", ", ".join(stop.name for stop in stops), bold=True)]
    lines = [Text(stop.name, marker=f"{index}.") for index, stop in enumerate(stops, 1)]
    return [KeyValue("Til", f"{len(stops)} steder", bold=True), *lines]


def _expected(errand: Errand | None, source: DocumentSource, *, sure: bool) -> list[Block]:
    if errand is None or errand.expected_at is None:
        return [SignatureLine("Ventes tilbage kl.")]
    return [KeyValue("Ventes tilbage", source.moment(errand.expected_at, sure=sure), bold=True)]


def _opening(text: str) -> str:
    words = text.split()
    if len(words) <= STUB_WORDS + 3:
        return " ".join(words)
    return " ".join(words[:STUB_WORDS]) + " … (hele teksten står i loggen)"
