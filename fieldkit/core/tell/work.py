"""Requests, runners, notices, rounds and silence in Danish."""

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import PRECEDENCE_DA, TOPIC_DA, Precedence, Transport
from fieldkit.core.facts.work import (
    DISPATCH_ACT_DA,
    REQUEST_STATE_DA,
    Dispatch,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestStatus,
    Round,
    Silence,
    SilenceStep,
    request_due_at,
)
from fieldkit.core.tell.parts import (
    Fact,
    From,
    Gap,
    Names,
    Part,
    Poster,
    Telling,
    Title,
    Until,
    Words,
    aside,
    doubt,
    join,
    named,
    number,
)
from fieldkit.core.text.wording import amount_words

_TRAVEL_DA: dict[Transport, str] = {
    Transport.FOOT: "til fods",
    Transport.BICYCLE: "på cykel",
    Transport.CAR: "i bil",
}


def carried_words(dispatch: Dispatch) -> str:
    """`nr. 1-0004, 11-0007`."""
    return f"nr. {', '.join(number(ref) for ref in dispatch.refs)}" if dispatch.refs else "intet på papir"


def _request(body: Request, event: Event, names: Names) -> str:
    urgent = "" if body.precedence is Precedence.ROUTINE else f"{PRECEDENCE_DA[body.precedence].upper()}: "
    return f"{urgent}{names.place(body.place)} anmoder om {amount_words(body.count, body.unit, body.what)}" + aside(
        f"punkt: {TOPIC_DA[body.topic]}" if body.topic is not None else "",
        names.when(body.due, "senest "),
        f"efter nr. {number(body.ref)}" if body.ref is not None else "",
        body.by,
        doubt(body.trust),
    )


def _request_status(body: RequestStatus, event: Event, names: Names) -> str:
    return (
        f"Anmodning nr. {number(body.ref)} er {REQUEST_STATE_DA[body.state]}{join(': ', body.note)}"
        f"{aside(join('hos ', body.holder), body.by)}"
    )


def _dispatch(body: Dispatch, event: Event, names: Names) -> str:
    route = ", ".join(names.place(stop) for stop in body.route) or "steder, der ikke er skrevet"
    back = f"ventes tilbage efter {body.minutes} min" if body.minutes is not None else ""
    return (
        f"{body.runner} sendt {_TRAVEL_DA[body.transport]} fra {names.place(body.start)} til {route} "
        f"med {carried_words(body)}{aside(names.when(body.left, 'afgået '), back, body.by)}"
    )


def _dispatch_status(body: DispatchStatus, event: Event, names: Names) -> str:
    where = f" på {names.place(body.place)}" if body.place else ""
    return (
        f"Ærinde nr. {number(body.ref)}: {DISPATCH_ACT_DA[body.act]}{where}{join(': ', body.note)}"
        f"{aside(names.when(body.at), body.by)}"
    )


def _notice(body: Notice, event: Event, names: Names) -> str:
    instead = f"erstatter nr. {number(body.replaces)}" if body.replaces is not None else ""
    until = names.when(body.expires, "gælder til ")
    return f"Opslag “{body.title}”{join(': ', body.text)}{aside(until, instead, body.by)}"


def _notice_place(body: NoticePlace, event: Event, names: Names) -> str:
    act = "hængt op" if body.up else "taget ned"
    return f"Opslag nr. {number(body.ref)} {act} på {names.place(body.place)}{aside(body.by)}"


def _round(body: Round, event: Event, names: Names) -> str:
    if not body.hours:
        return f"Ingen faste meldinger mere{aside(body.by)}"
    every = "hver time" if body.hours == 1 else f"hver {body.hours}. time"
    return f"Alle steder melder {every}{names.when(body.first, ' fra ')}{aside(body.by)}"


def _silence(body: Silence, event: Event, names: Names) -> str:
    step = {
        SilenceStep.RESEND: "der er rykket for svar",
        SilenceStep.ASK: f"{names.place(body.asked) if body.asked else 'et nabosted'} er spurgt",
        SilenceStep.EXPLAINED: "grunden er kendt",
    }[body.step]
    return f"Intet hørt fra {names.place(body.place)}: {step}{join(': ', body.note)}{aside(body.by)}"


def _request_until(body: Request, event: Event[Request]) -> Until | None:
    due_at = request_due_at(body)
    return None if due_at is None else Until("Skal være fremme senest", due_at, True)


def _request_slip(body: Request, event: Event[Request], names: Names) -> list[Part]:
    until = _request_until(body, event)
    return [
        Words("Anmodning fra"),
        Title(names.place(body.place)),
        Words(amount_words(body.count, body.unit, body.what), bold=True, tall=True),
        *([until] if until is not None else []),
        Gap(),
        Fact("Hastegrad", PRECEDENCE_DA[body.precedence]),
        *named("Punkt", TOPIC_DA[body.topic] if body.topic is not None else ""),
        *named("Efter nr.", number(body.ref) if body.ref else ""),
        *named("Bestilt af", body.by),
        From(body.trust),
    ]


def _request_spoken(body: Request, event: Event[Request], names: Names) -> str:
    return f"{names.place(body.place)} mangler: {amount_words(body.count, body.unit, body.what)}"


def _notice_poster(body: Notice) -> Poster:
    until = None if body.expires is None else body.expires + EPOCH_UNIX_S
    return Poster(body.title, body.text, until, number(body.replaces) if body.replaces else "")


TELLINGS: dict[type, Telling] = {
    Request: Telling(
        line=_request,
        spoken=_request_spoken,
        slip=_request_slip,
        until=_request_until,
        trust=lambda request: request.trust,
        author="Bestilt af",
    ),
    RequestStatus: Telling(line=_request_status),
    Dispatch: Telling(line=_dispatch),
    DispatchStatus: Telling(line=_dispatch_status),
    Notice: Telling(
        line=_notice,
        spoken=lambda notice, event, names: f"{notice.title}\n{notice.text}".strip(),
        poster=_notice_poster,
    ),
    NoticePlace: Telling(line=_notice_place),
    Round: Telling(line=_round),
    Silence: Telling(line=_silence),
}
