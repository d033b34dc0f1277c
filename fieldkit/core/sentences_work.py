"""Requests, runners, notices, rounds and silence as Danish sentences."""

from collections.abc import Callable
from typing import Any

from fieldkit.core.bodies_work import (
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
)
from fieldkit.core.event import Event
from fieldkit.core.roster import Transport
from fieldkit.core.sentence_parts import aside, join, moment, number
from fieldkit.core.terms import PRECEDENCE_DA, TOPIC_DA, TRUST_DA, Precedence, Trust

Place = Callable[[int], str]

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
_TRAVEL_DA: dict[Transport, str] = {
    Transport.FOOT: "til fods",
    Transport.BICYCLE: "på cykel",
    Transport.CAR: "i bil",
}


def _request(body: Request, event: Event, place: Place) -> str:
    urgent = "" if body.precedence is Precedence.ROUTINE else f"{PRECEDENCE_DA[body.precedence].upper()}: "
    amount = " ".join(word for word in ("" if body.count is None else str(body.count), body.unit, body.what) if word)
    return f"{urgent}{place(body.place)} anmoder om {amount}" + aside(
        f"emne {TOPIC_DA[body.topic]}" if body.topic is not None else "",
        moment(body.due, "senest "),
        f"efter nr. {number(body.ref)}" if body.ref is not None else "",
        body.by,
        "" if body.trust is Trust.VERIFIED else TRUST_DA[body.trust],
    )


def _request_status(body: RequestStatus, event: Event, place: Place) -> str:
    return (
        f"Anmodning nr. {number(body.ref)} er {REQUEST_STATE_DA[body.state]}{join(': ', body.note)}"
        f"{aside(join('hos ', body.holder), body.by)}"
    )


def _dispatch(body: Dispatch, event: Event, place: Place) -> str:
    route = ", ".join(place(stop) for stop in body.route) or "steder, der ikke er skrevet"
    carried = f"nr. {', '.join(number(ref) for ref in body.refs)}" if body.refs else "intet på papir"
    back = f"ventes tilbage efter {body.minutes} min" if body.minutes is not None else ""
    return (
        f"{body.runner} sendt {_TRAVEL_DA[body.transport]} fra {place(body.start)} til {route} med {carried}"
        f"{aside(moment(body.left, 'afgået '), back, body.by)}"
    )


def _dispatch_status(body: DispatchStatus, event: Event, place: Place) -> str:
    where = f" på {place(body.place)}" if body.place else ""
    return (
        f"Ærinde nr. {number(body.ref)}: {DISPATCH_ACT_DA[body.act]}{where}{join(': ', body.note)}"
        f"{aside(moment(body.at), body.by)}"
    )


def _notice(body: Notice, event: Event, place: Place) -> str:
    instead = f"erstatter nr. {number(body.replaces)}" if body.replaces is not None else ""
    return f"Opslag “{body.title}”{join(': ', body.text)}{aside(moment(body.expires, 'gælder til '), instead, body.by)}"


def _notice_place(body: NoticePlace, event: Event, place: Place) -> str:
    act = "hængt op" if body.up else "taget ned"
    return f"Opslag nr. {number(body.ref)} {act} på {place(body.place)}{aside(body.by)}"


def _round(body: Round, event: Event, place: Place) -> str:
    if not body.hours:
        return f"Ingen faste meldinger mere{aside(body.by)}"
    every = "hver time" if body.hours == 1 else f"hver {body.hours}. time"
    return f"Alle steder melder {every}{moment(body.first, ' fra ')}{aside(body.by)}"


def _silence(body: Silence, event: Event, place: Place) -> str:
    step = {
        SilenceStep.RESEND: "der er rykket for svar",
        SilenceStep.ASK: f"{place(body.asked) if body.asked else 'et nabosted'} er spurgt",
        SilenceStep.EXPLAINED: "grunden er kendt",
    }[body.step]
    return f"Intet hørt fra {place(body.place)}: {step}{join(': ', body.note)}{aside(body.by)}"


WORK_SENTENCES: dict[type, Callable[[Any, Event, Place], str]] = {
    Request: _request,
    RequestStatus: _request_status,
    Dispatch: _dispatch,
    DispatchStatus: _dispatch_status,
    Notice: _notice,
    NoticePlace: _notice_place,
    Round: _round,
    Silence: _silence,
}
