"""The part of State about the work: requests, runners and notices. Folded by `core.state.fold.apply`.

Facts are kept by event id, what became of them by reference, so that a status may arrive before its request.
The views (requests, errands, notices, proposals) read it.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchAct,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestState,
    RequestStatus,
)
from fieldkit.core.state.register import Register


class RequestProgress(msgspec.Struct):
    """What became of one request. `changes` holds every change that anybody recorded, also those that lost."""

    state: Register[RequestState] = msgspec.field(default_factory=Register)
    holder: Register[str] = msgspec.field(default_factory=Register)
    note: Register[str] = msgspec.field(default_factory=Register)
    changes: dict[bytes, Event[RequestStatus]] = {}


class ErrandProgress(msgspec.Struct):
    """What became of one runner's errand; `delivered` by place. `changes` holds all that anybody recorded."""

    returned: Register[DispatchStatus] = msgspec.field(default_factory=Register)
    recalled: Register[DispatchStatus] = msgspec.field(default_factory=Register)
    delivered: dict[int, Register[DispatchStatus]] = {}
    changes: dict[bytes, Event[DispatchStatus]] = {}


class WorkState(msgspec.Struct):
    """Everything folded about the work."""

    requests: dict[bytes, Event[Request]] = {}
    request_progress: dict[Ref, RequestProgress] = {}
    dispatches: dict[bytes, Event[Dispatch]] = {}
    errands: dict[Ref, ErrandProgress] = {}
    notices: dict[bytes, Event[Notice]] = {}
    notice_replaced: dict[Ref, set[Ref]] = {}
    """Old notice → the notices that replace it."""
    hung: dict[tuple[Ref, int], Register[NoticePlace]] = {}
    """By (notice, place number)."""


def _request(work: WorkState, event: Event[Request], body: Request) -> None:
    work.requests[event.id] = event


def _request_status(work: WorkState, event: Event[RequestStatus], body: RequestStatus) -> None:
    progress = work.request_progress.setdefault(ref_of(body.ref), RequestProgress())
    progress.changes[event.id] = event
    progress.state.put(event.stamp, body.state)
    if body.holder:
        progress.holder.put(event.stamp, body.holder)
    if body.note:
        progress.note.put(event.stamp, body.note)


def _dispatch(work: WorkState, event: Event[Dispatch], body: Dispatch) -> None:
    work.dispatches[event.id] = event


def _dispatch_status(work: WorkState, event: Event[DispatchStatus], body: DispatchStatus) -> None:
    progress = work.errands.setdefault(ref_of(body.ref), ErrandProgress())
    progress.changes[event.id] = event
    if body.act is DispatchAct.RETURNED:
        progress.returned.put(event.stamp, body)
    elif body.act is DispatchAct.RECALLED:
        progress.recalled.put(event.stamp, body)
    else:
        progress.delivered.setdefault(body.place, Register()).put(event.stamp, body)


def _notice(work: WorkState, event: Event[Notice], body: Notice) -> None:
    work.notices[event.id] = event
    if body.replaces is not None:
        work.notice_replaced.setdefault(ref_of(body.replaces), set()).add(event.ref)


def _notice_place(work: WorkState, event: Event[NoticePlace], body: NoticePlace) -> None:
    work.hung.setdefault((ref_of(body.ref), body.place), Register()).put(event.stamp, body)


HANDLERS: dict[type, Callable[[WorkState, Any, Any], None]] = {
    Request: _request,
    RequestStatus: _request_status,
    Dispatch: _dispatch,
    DispatchStatus: _dispatch_status,
    Notice: _notice,
    NoticePlace: _notice_place,
}
