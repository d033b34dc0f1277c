"""Requests for assistance: asking for something, and saying how far it is. What is read: `core.views.requests`."""

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.terms import Precedence, Topic
from fieldkit.core.facts.work import Request, RequestState, RequestStatus
from fieldkit.core.remedies import SayWhyDeclined
from fieldkit.kit import Kit


def ask(
    kit: Kit,
    what: str,
    *,
    place: int | None = None,
    count: int | None = None,
    unit: str = "",
    due: int | None = None,
    topic: Topic | None = None,
    precedence: Precedence = Precedence.ROUTINE,
    source: Ref | None = None,
    by: str = "",
) -> Event[Request]:
    """Something is needed at `place`, by default where this kit stands. `source` is the report, message or question
    that it comes from; `due` seconds since 2025. InputError when it does not say what."""
    return kit.record(
        whole(Request)(
            typed.need(what, "Anmodningen"),
            kit.place if place is None else place,
            count=count,
            unit=unit,
            due=due,
            topic=topic,
            precedence=precedence,
            ref=RefBody(*source) if source is not None else None,
            by=by,
        )
    )


def tell(
    kit: Kit,
    request: Ref,
    state: RequestState,
    *,
    holder: str = "",
    note: str = "",
    by: str = "",
    incident: int | None = None,
) -> Event[RequestStatus]:
    """How far a request is, from any state to any: somebody may have been wrong. Without a `holder` or a `note` the
    earlier one stands. It belongs to the request's own incident, unless another is given. InputError when it is
    declined without a note why."""
    if state is RequestState.DECLINED and not typed.is_said(note):
        raise InputError("Begrundelsen mangler.", SayWhyDeclined())
    tag = kit.event_at(request).incident if incident is None else incident
    return kit.record(whole(RequestStatus)(RefBody(*request), state, holder=holder, note=note, by=by), incident=tag)
