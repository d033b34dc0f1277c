"""What proves and carries: the receipt for what was handed in, and the runner's docket with its stub."""

from collections.abc import Sequence

from fieldkit.core.bodies import Message, Note, Report
from fieldkit.core.clock import unix_of
from fieldkit.core.errors import InputError
from fieldkit.core.event import Event
from fieldkit.core.inbox import addressed
from fieldkit.core.roster import Place, PlaceKind
from fieldkit.core.terms import ACKNOWLEDGE_WITHIN_S, PRECEDENCE_DA, VIA_DA, Precedence
from fieldkit.paper.blocks import Banner, Blank, Block, Cut, Document, Heading, KeyValue, Rule, SignatureLine, Text
from fieldkit.paper.documents.event_words import (
    ENTRY_DA,
    event_line,
    kind_words,
    number_words,
    report_blocks,
    report_line,
    to_words,
    trust_blocks,
)
from fieldkit.paper.documents.source import DocumentSource

MOST_STOPS = 30
"""Places on one docket; more than a runner can visit, and a longer one is a mistake in the address."""
STUB_WORDS = 12
"""Words of a message that the stub repeats; the whole text stands in the log."""
SHOUTED = (Precedence.FLASH, Precedence.URGENT)


def receipt(event: Event, source: DocumentSource) -> Document:
    """The slip that proves that something was handed in, with what the kit understood and a QR that carries it."""
    blocks = [*source.outdated(event), *_received(event, source)]
    if event.kit != source.kit:
        blocks.append(KeyValue("Noteret på", source.kit_name(event.kit)))
    codes = source.codes([event])
    if codes:
        blocks += [Rule(), *codes]
    blocks.append(Text("Gem sedlen: nummeret finder meldingen igen."))
    return source.of_event("Kvittering", event, blocks)


def _received(event: Event, source: DocumentSource) -> list[Block]:
    body = event.body
    match body:
        case Report():
            return [
                Text("Melding fra"),
                Heading(source.place_name(body.place), level=1),
                *report_blocks(body, source),
                Rule(),
                KeyValue("Modtaget via", VIA_DA[body.via]),
                *([KeyValue("Afleveret af", body.by)] if body.by else []),
                *trust_blocks(body.trust),
            ]
        case Message():
            return [
                *_shout(body.precedence),
                KeyValue("Til", to_words(body.to, source), bold=True),
                KeyValue("Fra", source.place_name(source.sender_of(event, body.sender))),
                Rule(),
                Text(body.text, tall=True),
                Rule(),
                KeyValue("Hastegrad", PRECEDENCE_DA[body.precedence]),
                *_deadline(event, body, source),
                *([KeyValue("Erstatter nr.", number_words(body.replaces))] if body.replaces else []),
                *([KeyValue("Skrevet af", body.by)] if body.by else []),
                *trust_blocks(body.trust),
            ]
        case Note():
            return [
                Heading(ENTRY_DA.get(body.entry, body.entry).capitalize(), level=1),
                Text(body.text, tall=True),
                *([KeyValue("Skrevet af", body.by)] if body.by else []),
            ]
        case _:
            return [Heading(kind_words(event).capitalize(), level=1), Text(event_line(event, source))]


def docket(event: Event, source: DocumentSource, places: Sequence[Place] = ()) -> Document:
    """Følgeseddel: the runner's part, then the stub that stays. `places` are the stops; by default all addressed.

    InputError when nobody is addressed or it would be more than `MOST_STOPS` stops.
    """
    body = event.body
    sender = source.sender_of(event, body.sender) if isinstance(body, Message) else _from(event, source)
    stops, settled = _stops(event, source, sender, places)
    shout = _shout(body.precedence) if isinstance(body, Message) else []
    deadline = _deadline(event, body, source) if isinstance(body, Message) else []
    text = body.text if isinstance(body, Message) else _carried(event, source)
    counted = [KeyValue("I alt", _word_count(text))]
    told: list[Block] = report_blocks(body, source) if isinstance(body, Report) else [Text(text, tall=True), *counted]
    runner: list[Block] = [
        *source.outdated(event),
        *shout,
        *_route(stops, source),
        KeyValue("Fra", source.place_name(sender)),
        *deadline,
        *settled,
        Rule(),
        *told,
        Rule(),
        *(trust_blocks(body.trust) if isinstance(body, Message | Report) else []),
        Text("Læs højt for modtageren, og bed om navn og klokkeslæt."),
        *_signatures(stops),
        Text("Svar med tilbage:"),
        Blank(3, ruled=True),
        *source.codes([event], "Modtageren kan scanne på et kit"),
    ]
    stub: list[Block] = [
        Heading("TALON: bliver her"),
        *shout,
        KeyValue("Til", ", ".join(stop.name for stop in stops), bold=True),
        *deadline,
        KeyValue("Tekst", _opening(text)),
        *([] if isinstance(body, Report) else counted),
        SignatureLine("Runnerens navn"),
        SignatureLine("Afgået kl. / ventes tilbage kl."),
        SignatureLine("Tilbage kl. / modtaget af"),
    ]
    return source.of_event("Følgeseddel", event, [*runner, Cut(), *stub])


def _word_count(text: str) -> str:
    """So that the one who copies the text can tell whether a word was lost."""
    words = len(text.split())
    return f"{words} ord" if words != 1 else "1 ord"


def _shout(precedence: Precedence) -> list[Block]:
    return [Banner(PRECEDENCE_DA[precedence].upper())] if precedence in SHOUTED else []


def _deadline(event: Event, body: Message, source: DocumentSource) -> list[Block]:
    within = ACKNOWLEDGE_WITHIN_S[body.precedence]
    if within is None:
        return []
    due = unix_of(event.hlc) + within
    late = " (overskredet)" if source.now > due else ""
    return [KeyValue("Forstået senest", source.moment(due, sure=event.time_sure) + late, bold=True)]


def _from(event: Event, source: DocumentSource) -> int:
    body = event.body
    return source.sender_of(event, body.place if isinstance(body, Report) else 0)


def _carried(event: Event, source: DocumentSource) -> str:
    """The text a runner carries for what is no message."""
    body = event.body
    return f"Melding: {report_line(body, source)}" if isinstance(body, Report) else event_line(event, source)


def _stops(
    event: Event, source: DocumentSource, sender: int, places: Sequence[Place]
) -> tuple[list[Place], list[Block]]:
    """The places to visit, nearest next, and a word about those that have read it already."""
    if places:
        return _nearest_next(places, source), []
    body = event.body
    if isinstance(body, Message):
        numbers = addressed(body.to, source.roster, sender)
    else:
        secretariat = source.roster.secretariat
        numbers = (secretariat.number,) if secretariat else ()
    stops = [source.roster.place(number) or _stranger(number, source) for number in numbers]
    read = {source.sender_of(ack, getattr(ack.body, "place", 0)) for ack in _acks(event, source)}
    waiting = [stop for stop in stops if stop.number not in read]
    done = [stop.name for stop in stops if stop.number in read]
    settled: list[Block] = [KeyValue("Har forstået", ", ".join(done))] if done else []
    going = waiting or stops
    if not going:
        raise InputError(f"Nr. {event.number} har ingen modtager på listen: skriv stedet efter nummeret.")
    if len(going) > MOST_STOPS:
        raise InputError(
            f"Nr. {event.number} skal til {len(going)} steder; det er for mange til én følgeseddel: "
            "skriv stederne efter nummeret, adskilt af komma."
        )
    return _nearest_next(going, source), settled


def _acks(event: Event, source: DocumentSource) -> list[Event]:
    return list(source.state.acks.get(event.ref, {}).values())


def _stranger(number: int, source: DocumentSource) -> Place:
    return Place(number=number, slug="", name=source.place_name(number), kind=PlaceKind.OTHER)


def _nearest_next(places: Sequence[Place], source: DocumentSource) -> list[Place]:
    """A short way round from here: always on to the nearest left; places without a position come last."""
    left = list(places)
    here = source.roster.place(source.place)
    route: list[Place] = []
    while left:
        near = source.roster.nearest(here, left) if here is not None else ()
        following = near[0] if near else left[0]
        left.remove(following)
        route.append(following)
        here = following if following.lat is not None else here
    return route


def _route(stops: Sequence[Place], source: DocumentSource) -> list[Block]:
    here = source.roster.place(source.place)
    if len(stops) == 1:
        stop = stops[0]
        return [
            Text("Til"),
            Heading(stop.name, level=1),
            KeyValue("Adresse", stop.address or "ukendt: spørg, før du går"),
            KeyValue("Rute", _leg(here, stop, source)),
        ]
    blocks: list[Block] = [Text("Til"), Heading(f"{len(stops)} steder, i denne rækkefølge", level=1)]
    for index, stop in enumerate(stops, 1):
        blocks.append(Text(stop.name, bold=True, marker=f"{index}."))
        blocks.append(Text(f"{stop.address or 'adresse ukendt'}; {_leg(here, stop, source)}", indent=3))
        here = stop
    return blocks


def _leg(here: Place | None, stop: Place, source: DocumentSource) -> str:
    metres = source.roster.distance_m(here, stop) if here is not None else None
    if here is None or metres is None:
        return "vejens længde er ukendt"
    length = f"{round(metres, -2):.0f} m" if metres < 950 else f"{metres / 1000:.1f} km".replace(".", ",")
    return f"fra {here.name}, {length} i luftlinje"


def _signatures(stops: Sequence[Place]) -> list[Block]:
    if len(stops) == 1:
        return [SignatureLine("Modtaget af / kl.")]
    return [SignatureLine(f"{index}. {stop.name}\nModtaget af / kl.") for index, stop in enumerate(stops, 1)]


def _opening(text: str) -> str:
    words = text.split()
    if len(words) <= STUB_WORDS + 3:
        return " ".join(words)
    return " ".join(words[:STUB_WORDS]) + " … (hele teksten står i loggen)"
