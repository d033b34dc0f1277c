"""A script of what people do on several kits: the words of it, and the player that does it as console and commands do.

A moment is a time, a place and an act. Acts name what was said before by its label, never by a number.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from fieldkit.acts import cards, incidents, messages, proposals
from fieldkit.core.ask.proposal import Asks, Proposal
from fieldkit.core.facts.body import Body, RefBody
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import CardAct
from fieldkit.core.facts.terms import Transport
from fieldkit.core.facts.work import RequestState
from fieldkit.kit import Kit


class Begin(NamedTuple):
    """The incident begins."""

    name: str
    level: str = ""
    exercise: bool = False


class Stop(NamedTuple):
    """The incident is over."""


class Say(NamedTuple):
    """Record what points at nothing that was said before."""

    body: Body


class About(NamedTuple):
    """Record what points at earlier events: `make` gets their references in the order of `labels`."""

    labels: tuple[str, ...]
    make: Callable[..., Body]


class Read(NamedTuple):
    """Forstået: `by` has read the event with this label."""

    label: str
    by: str


class Card(NamedTuple):
    """Work on an action card."""

    card: str
    act: CardAct
    step: int = 0
    by: str = ""
    reason: str = ""
    text: str = ""


class Asked(NamedTuple):
    """The kit must propose this now, about that place (its slug; empty: any); nobody says yes here."""

    asks: Asks
    place: str = ""


class NotAsked(NamedTuple):
    """The kit must not propose this now."""

    asks: Asks
    place: str = ""


class Yes(NamedTuple):
    """The kit proposes it, and `by` says yes; the rest is what that person adds."""

    asks: Asks
    place: str = ""
    by: str = ""
    runner: str = ""
    transport: Transport = Transport.FOOT
    state: RequestState = RequestState.WORKING
    holder: str = ""


class Suggested(NamedTuple):
    """The kit must suggest this card now."""

    card: str


Act = Begin | Stop | Say | About | Read | Card | Asked | NotAsked | Yes | Suggested


class Moment(NamedTuple):
    """At `at` (Unix seconds) somebody does something at the kit of the place `where` (slug). What it records first is
    known as `label` from then on."""

    at: float
    where: str
    act: Act
    label: str = ""


class OffScript(Exception):
    """A kit did not propose what the script says that it must, or proposed what it must not; or the script says what
    nobody can do. English, for a log."""


class Player:
    """Plays moments on open kits, by the slugs of their places. `said` holds the labelled events."""

    def __init__(self, kits: Mapping[str, Kit]) -> None:
        self.kits = kits
        self.said: dict[str, Event] = {}

    def play(self, moment: Moment) -> list[Event]:
        """Do what one moment says; returns what was recorded. OffScript when the kit does not act its part.

        The kit must know what the moment points at, and its clock stand at the moment's time; both are the caller's.
        """
        kit = self.kits[moment.where]
        before = len(kit.log.all()) if moment.label else 0
        events = self._do(kit, moment.act)
        if moment.label:
            own = [row.event for row in kit.log.all()[before:] if row.event.kit == kit.identity.kit]
            self.said[moment.label] = own[0]
        return events

    def _do(self, kit: Kit, act: Act) -> list[Event]:
        match act:
            case Begin():
                return [incidents.start(kit, act.name, level=act.level, exercise=act.exercise)]
            case Stop():
                return [incidents.stop(kit)]
            case Say():
                return [kit.record(act.body)]
            case About():
                return [kit.record(act.make(*(self.ref(label) for label in act.labels)))]
            case Read():
                return [messages.acknowledge(kit, self.said[act.label].ref, act.by)]
            case Card():
                return [_work(kit, act)]
            case Yes():
                return list(_accept(kit, act))
            case Asked():
                _asked(kit, act.asks, act.place)
            case NotAsked():
                found = _found(kit, act.asks, act.place)
                if found:
                    raise OffScript(f"kit {kit.identity.kit} proposes {found[0].text!r}")
            case Suggested():
                fitting = [each.card for each in cards.suggestions(kit)]
                if act.card not in fitting:
                    raise OffScript(f"kit {kit.identity.kit} suggests {fitting}, not {act.card}")
        return []

    def ref(self, label: str) -> RefBody:
        """Points at what was said under a label."""
        return RefBody(*self.said[label].ref)


def needs(act: Act) -> tuple[str, ...]:
    """Labels that the kit must have heard of before the act."""
    if isinstance(act, About):
        return act.labels
    return (act.label,) if isinstance(act, Read) else ()


def _work(kit: Kit, act: Card) -> Event:
    match act.act:
        case CardAct.START:
            return cards.start(kit, act.card, act.by)
        case CardAct.TICK:
            return cards.tick(kit, act.card, act.step, act.by, text=act.text).event
        case CardAct.UNTICK:
            return cards.untick(kit, act.card, act.step, act.by, act.reason)
        case CardAct.SKIP:
            return cards.skip(kit, act.card, act.step, act.reason, act.by)
        case CardAct.STOP_TIMER:
            return cards.stop_timer(kit, act.card, act.step, act.by)
        case CardAct.END:
            return cards.end(kit, act.card, act.by)
        case _:
            raise OffScript(f"nobody here can do {act.act!s} on a card")


def _accept(kit: Kit, act: Yes) -> Sequence[Event]:
    return proposals.accept(
        kit,
        _asked(kit, act.asks, act.place),
        act.by,
        runner=act.runner,
        transport=act.transport,
        state=act.state,
        holder=act.holder,
    )


def _found(kit: Kit, asks: Asks, place: str) -> list[Proposal]:
    number = kit.roster.resolve(place).number if place else 0
    found = [proposal for proposal in proposals.asked_now(kit) if proposal.asks is asks]
    return [proposal for proposal in found if not number or number in (proposal.about, *proposal.places)]


def _asked(kit: Kit, asks: Asks, place: str) -> Proposal:
    found = _found(kit, asks, place)
    if not found:
        raise OffScript(f"kit {kit.identity.kit} does not propose {asks} {place}".rstrip())
    return found[0]
