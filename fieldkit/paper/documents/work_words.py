"""Events about the work in plain Danish: requests, runners, notices, reporting rounds and silence."""

from fieldkit.core.bodies import RefBody
from fieldkit.core.bodies_work import (
    DISPATCH_ACT_DA,
    REQUEST_STATE_DA,
    SILENCE_STEP_DA,
    Dispatch,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestStatus,
    Round,
    Silence,
    WorkBody,
)
from fieldkit.core.clock import EPOCH_UNIX_S
from fieldkit.core.event import number_of
from fieldkit.core.roster import Transport
from fieldkit.core.terms import PRECEDENCE_DA, TOPIC_DA, Precedence, Trust
from fieldkit.paper.documents.source import DocumentSource

WORK_KIND_DA: dict[str, str] = {
    "request": "anmodning",
    "request-status": "anmodning",
    "dispatch": "runner",
    "dispatch-status": "runner",
    "notice": "opslag",
    "notice-place": "opslag",
    "round": "meldingsrunde",
    "silence": "tavst sted",
}

TRAVEL_DA: dict[Transport, str] = {
    Transport.FOOT: "til fods",
    Transport.BICYCLE: "på cykel",
    Transport.CAR: "i bil",
}


def number_words(ref: RefBody) -> str:
    """`12-0147`."""
    return number_of(ref.kit, ref.seq)


def aside(*words: str) -> str:
    """` (Navn, ubekræftet)`: what is said beside a line; empty words are left out, and nothing is nothing."""
    said = [word for word in words if word]
    return f" ({', '.join(said)})" if said else ""


def work_moment(seconds: int | None, source: DocumentSource) -> str:
    """A time that an event tells (seconds since 2025), with the date; empty for none."""
    return "" if seconds is None else source.moment(seconds + EPOCH_UNIX_S)


def work_clock(seconds: int | None, source: DocumentSource) -> str:
    """The same as `kl. 12:05`, with the day when it is another; empty for none."""
    return "" if seconds is None else f"kl. {source.clock(seconds + EPOCH_UNIX_S)}"


def amount_words(request: Request) -> str:
    """`20 stk. tæpper`, or only what, when no count was said."""
    count = "" if request.count is None else str(request.count)
    return " ".join(word for word in (count, request.unit, request.what) if word)


def route_words(dispatch: Dispatch, source: DocumentSource) -> str:
    """`Østre Skole, Vestre Skole`."""
    return ", ".join(source.place_name(place) for place in dispatch.route) or "rute ikke skrevet"


def carried_words(dispatch: Dispatch) -> str:
    """`nr. 1-0004, 11-0007`."""
    return "nr. " + ", ".join(number_words(ref) for ref in dispatch.refs) if dispatch.refs else "intet på papir"


def work_line(body: WorkBody, source: DocumentSource) -> str:
    """One of these events in one line."""
    match body:
        case Request():
            urgent = "" if body.precedence is Precedence.ROUTINE else f"{PRECEDENCE_DA[body.precedence].upper()}: "
            due = f"senest {work_moment(body.due, source)}" if body.due is not None else ""
            topic = f"om {TOPIC_DA[body.topic]}" if body.topic is not None else ""
            after = f"efter nr. {number_words(body.ref)}" if body.ref is not None else ""
            doubt = "" if body.trust is Trust.VERIFIED else "ubekræftet"
            place = source.place_name(body.place)
            return f"{urgent}{place} mangler {amount_words(body)}{aside(due, topic, after, body.by, doubt)}"
        case RequestStatus():
            holder = f"hos {body.holder}" if body.holder else ""
            note = f": {body.note}" if body.note else ""
            state = REQUEST_STATE_DA[body.state]
            return f"nr. {number_words(body.ref)} er {state}{note}{aside(holder, body.by)}"
        case Dispatch():
            how = TRAVEL_DA[body.transport]
            minutes = f"ventes tilbage efter {body.minutes} min" if body.minutes is not None else ""
            return (
                f"{body.runner} sendt {how} fra {source.place_name(body.start)} til {route_words(body, source)} med "
                f"{carried_words(body)}{aside(minutes, body.by)}"
            )
        case DispatchStatus():
            where = f" på {source.place_name(body.place)}" if body.place else ""
            note = f": {body.note}" if body.note else ""
            at = work_clock(body.at, source)
            act = DISPATCH_ACT_DA[body.act]
            return f"ærinde nr. {number_words(body.ref)}: {act}{where}{note}{aside(at, body.by)}"
        case Notice():
            until = f"gælder til {work_moment(body.expires, source)}" if body.expires is not None else ""
            instead = f"erstatter nr. {number_words(body.replaces)}" if body.replaces is not None else ""
            text = f": {body.text}" if body.text else ""
            return f"{body.title}{text}{aside(until, instead, body.by)}"
        case NoticePlace():
            act = "hængt op" if body.up else "taget ned"
            return f"nr. {number_words(body.ref)} {act} på {source.place_name(body.place)}{aside(body.by)}"
        case Round():
            if not body.hours:
                return f"ingen faste meldinger mere{aside(body.by)}"
            every = "hver time" if body.hours == 1 else f"hver {body.hours}. time"
            return f"alle melder {every} fra {work_moment(body.first, source)}{aside(body.by)}"
        case Silence():
            asked = f" ({source.place_name(body.asked)})" if body.asked else ""
            note = f": {body.note}" if body.note else ""
            step = SILENCE_STEP_DA[body.step]
            return f"{source.place_name(body.place)} er tavst, {step}{asked}{note}{aside(body.by)}"
