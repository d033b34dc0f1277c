"""Where a runner goes: the places that an event is for, a short way round, and the way in words."""

from collections.abc import Sequence

from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Trust
from fieldkit.core.remedies import NamePlaces
from fieldkit.core.roster.roster import Place, PlaceKind, distance_m
from fieldkit.core.text.wording import many_da
from fieldkit.core.views.errands import nearest_first
from fieldkit.core.views.inbox import addressed
from fieldkit.core.views.understood import readers_of
from fieldkit.paper.blocks import Blank, Block, Heading, KeyValue, SignatureLine, Text
from fieldkit.paper.documents.source import DocumentSource

MOST_STOPS = 30
"""Places on one docket; more than a runner can visit, and a longer one is a mistake in the address."""


def place_at(number: int, source: DocumentSource) -> Place:
    """The place with this number, or a stand-in of the same name without an address."""
    known = source.roster.place(number)
    return known or Place(number=number, slug="", name=source.place_name(number), kind=PlaceKind.OTHER)


def stops_of(event: Event, source: DocumentSource, sender: int) -> tuple[list[Place], list[Place]]:
    """The places that an event is for and that wait for it, nearest next; and those that have understood it already. An
    unproven word holds no runner back.

    What is addressed to nobody goes to the secretariat; when all have understood, all are visited. InputError when
    there is nobody, or more than `MOST_STOPS`.
    """
    to = event.row.audience(event.body).to
    if to is not None:
        numbers = addressed(to, source.roster, sender)
    else:
        secretariat = source.roster.secretariat
        numbers = (secretariat.number,) if secretariat else ()
    stops = [place_at(number, source) for number in numbers]
    readers = readers_of(event.ref, source.state, source.roster)
    read = {reader.place for reader in readers if reader.trust is Trust.VERIFIED}
    waiting = [stop for stop in stops if stop.number not in read]
    going = waiting or stops
    if not going:
        raise InputError(f"Nr. {event.number} har ingen modtager på listen.", NamePlaces(one=True))
    if len(going) > MOST_STOPS:
        raise InputError(
            f"Nr. {event.number} skal til {len(going)} steder; det er for mange til én følgeseddel.", NamePlaces()
        )
    return round_trip(going, source), [stop for stop in stops if stop.number in read]


def round_trip(places: Sequence[Place], source: DocumentSource) -> list[Place]:
    """A short way round from where this kit stands."""
    return list(nearest_first(source.roster.place(source.place), places))


def way(stops: Sequence[Place], here: Place | None, source: DocumentSource) -> list[Block]:
    """The stops in order with address and distance; the only one big."""
    if len(stops) == 1:
        stop = stops[0]
        return [
            Text("Til"),
            Heading(stop.name, level=1),
            KeyValue("Adresse", stop.address or "ukendt: spørg, før du går"),
            KeyValue("Rute", _leg(here, stop, source)),
        ]
    blocks: list[Block] = [
        Text("Til"),
        Heading(f"{many_da(len(stops), 'sted', 'steder')}, i denne rækkefølge", level=1),
    ]
    for index, stop in enumerate(stops, 1):
        blocks.append(Text(stop.name, bold=True, marker=f"{index}."))
        blocks.append(Text(f"{stop.address or 'adresse ukendt'}; {_leg(here, stop, source)}", indent=3))
        here = stop
    return blocks


def _leg(here: Place | None, stop: Place, source: DocumentSource) -> str:
    metres = distance_m(here, stop) if here is not None else None
    if here is None or metres is None:
        return "vejens længde er ukendt"
    length = f"{round(metres, -2):.0f} m" if metres < 950 else f"{metres / 1000:.1f} km".replace(".", ",")
    return f"fra {here.name}, {length} i luftlinje"


REPLY_LINES = 3
"""Lines to write a reply on; one fewer where several places share a docket."""


def receiving(stops: Sequence[Place]) -> list[Block]:
    """For each place a line to sign on, and room for its reply with the name of who gave it and when."""
    blocks: list[Block] = []
    for index, stop in enumerate(stops, 1):
        named = f"{index}. {stop.name}\n" if len(stops) > 1 else ""
        blocks += [
            SignatureLine(f"{named}Modtaget af / kl."),
            Text("Svar med tilbage:"),
            Blank(REPLY_LINES - (len(stops) > 1), ruled=True),
            SignatureLine("Svar givet af / kl."),
        ]
    return blocks
