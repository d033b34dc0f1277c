"""Messages: writing one, and saying that one was understood (forstået). Reports are understood in the same way."""

from typing import TYPE_CHECKING

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.said import Ack, Message
from fieldkit.core.facts.terms import TO_ALL, Precedence, Trust
from fieldkit.core.remedies import NameReader
from fieldkit.core.views.board import place_name
from fieldkit.core.views.inbox import Unfit, unfit_to_understand
from fieldkit.kit import Heard, Kit

if TYPE_CHECKING:
    from fieldkit.acts.air_cost import AirCost


def send(
    kit: Kit,
    text: str,
    to: int | str,
    *,
    precedence: Precedence = Precedence.ROUTINE,
    replaces: Ref | None = None,
    sender: int = 0,
    trust: Trust = Trust.VERIFIED,
    by: str = "",
    heard: Heard | None = None,
) -> Event[Message]:
    """Text for `to`: everybody, a role or a place. One that is too long for the air travels by the other carriers.

    `sender` is the place that it comes from, 0 for this kit's own without saying so; `heard` as in
    `Kit.record`. InputError when it is empty or too long for one event.
    """
    typed.need(text, "Beskeden")
    said = message_of(text, to, precedence, replaces=replaces, sender=sender, trust=trust, by=by)
    return kit.record(said, heard=heard)


def message_of(
    text: str,
    to: int | str = TO_ALL,
    precedence: Precedence = Precedence.ROUTINE,
    *,
    replaces: Ref | None = None,
    sender: int = 0,
    trust: Trust = Trust.VERIFIED,
    by: str = "",
) -> Message:
    """What such a message says. InputError when it is too long."""
    old = RefBody(*replaces) if replaces is not None else None
    return whole(Message, text="Beskeden")(text, to, precedence, replaces=old, sender=sender, trust=trust, by=by)


def cost(kit: Kit, text: str, *, replaces: Ref | None = None, by: str = "") -> "AirCost":
    """What such a message costs on the air, and about how many more letters it may have and still fit; `by` takes some
    of it."""
    from fieldkit.acts.air_cost import air_cost  # the radio's side of the program waits until somebody writes

    return air_cost(kit, Message(text, 1, replaces=RefBody(*replaces) if replaces is not None else None, by=by))


def may_acknowledge(kit: Kit, event: Event, place: int | None = None) -> None:
    """InputError when nobody at `place`, by default here, is to say forstået to it: from there, understood there
    before, or no such thing."""
    at = kit.place if place is None else place
    where = "her" if at == kit.place else f"hos {place_name(at, kit.roster)}"
    match unfit_to_understand(event, kit.state, kit.roster, at):
        case Unfit.KIND:
            raise InputError("Der kan kun siges forstået til en besked eller en melding.")
        case Unfit.OWN:
            whose = "herfra" if at == kit.place else f"fra {place_name(at, kit.roster)}"
            raise InputError(f"Den er {whose}: det er modtageren, der siger forstået.")
        case Unfit.READ:
            raise InputError(f"{event.number} er allerede forstået {where}.")


def acknowledge(
    kit: Kit,
    read: Ref,
    by: str,
    *,
    place: int | None = None,
    trust: Trust = Trust.VERIFIED,
    incident: int | None = None,
    heard: Heard | None = None,
) -> Event[Ack]:
    """Forstået: a person at `place`, by default where this kit stands, has read this. It belongs to the incident of
    what was read, unless another is given; `heard` as in `Kit.record`. InputError without a name, for it would
    not count, and for what nobody says it to. Who is asked for it first asks `may_acknowledge`: a paper that comes late
    may say it of anything."""
    if not typed.is_said(by):
        raise InputError("Forstået uden et navn tæller ikke: skriv, hvem der har læst beskeden.", NameReader())
    typed.must_name(by)
    event = kit.event_at(read)
    if not event.row.understood(event.body):
        may_acknowledge(kit, event)
    where = kit.place if place is None else place
    tag = event.incident if incident is None else incident
    said = whole(Ack)(RefBody(*read), by=by, place=where, trust=trust)
    return kit.record(said, incident=tag, heard=heard)
