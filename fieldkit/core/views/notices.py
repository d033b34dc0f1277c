"""Notices on the walls as people read them: what hangs where, what should hang no longer, what is missing. A view."""

from enum import StrEnum

import msgspec

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.event import Event, Ref, Stamp, number_of
from fieldkit.core.facts.work import Notice, NoticePlace
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.board import resolve_place
from fieldkit.core.views.inbox import addressed
from fieldkit.core.views.scope import Scope


class Outdated(StrEnum):
    """Why a notice should hang no longer. ENDED: its incident or exercise is over."""

    REPLACED = "replaced"
    EXPIRED = "expired"
    ENDED = "ended"


OUTDATED_DA: dict[Outdated, str] = {
    Outdated.REPLACED: "erstattet",
    Outdated.EXPIRED: "udløbet",
    Outdated.ENDED: "hændelsen er slut",
}


class Hanging(msgspec.Struct, frozen=True):
    """The latest word about one notice at one place; `at` Unix seconds."""

    place: int
    up: bool
    at: int
    by: str


class NoticeView(msgspec.Struct, frozen=True):
    """One notice now. `outdated` None while it is good. `still_up`: places where an outdated one hangs. `missing`:
    places that it is for and where a good one was never put up. Times are Unix seconds."""

    ref: Ref
    number: str
    event_id: bytes
    incident: int
    kit: int
    title: str
    text: str
    to: int | str
    by: str
    at: int
    expires_at: int | None
    replaces: str
    replaced_by: str
    outdated: Outdated | None
    hanging: tuple[Hanging, ...]
    still_up: tuple[int, ...]
    missing: tuple[int, ...]

    @property
    def up(self) -> tuple[int, ...]:
        """Places where it hangs."""
        return tuple(spot.place for spot in self.hanging if spot.up)


def make_notices(state: State, roster: Roster, now: float, tag: int | None = None) -> list[NoticeView]:
    """Notices of incident `tag` (by default the one that runs) and every outdated one that still hangs anywhere, but of
    incidents that are over for long.

    Those still hanging first, then the good ones, then the others; within each the newest first.
    """
    tag = state.current() if tag is None else tag
    hung = _hung(state, roster)
    views = [
        _view(event, event.body, hung.get(event.ref, {}), state, roster, now) for event in state.work.notices.values()
    ]
    scope, over = Scope.with_daily_work(tag), state.put_away()
    kept = [view for view in views if scope.has(view.incident) or (view.still_up and view.incident not in over)]
    return sorted(kept, key=lambda view: (_group(view), -view.at, view.number, view.event_id))


def _group(view: NoticeView) -> int:
    return 0 if view.still_up else 1 if view.outdated is None else 2


def _hung(state: State, roster: Roster) -> dict[Ref, dict[int, tuple[Stamp, NoticePlace]]]:
    """By notice and place, an unknown node's word counted as its owner's."""
    found: dict[Ref, dict[int, tuple[Stamp, NoticePlace]]] = {}
    for (ref, said), register in state.work.hung.items():
        if register.stamp is None or register.value is None:
            continue
        places = found.setdefault(ref, {})
        place = resolve_place(said, state, roster)
        if place not in places or register.stamp > places[place][0]:
            places[place] = register.stamp, register.value
    return found


def _view(
    event: Event,
    body: Notice,
    places: dict[int, tuple[Stamp, NoticePlace]],
    state: State,
    roster: Roster,
    now: float,
) -> NoticeView:
    newer = max(state.work.notice_replaced.get(event.ref, ()), default=None)
    expires_at = body.expires + EPOCH_UNIX_S if body.expires is not None else None
    incident = state.incidents.get(event.incident)
    outdated = None
    if newer is not None:
        outdated = Outdated.REPLACED
    elif expires_at is not None and now >= expires_at:
        outdated = Outdated.EXPIRED
    elif incident is not None and incident.ended is not None:
        outdated = Outdated.ENDED
    hanging = tuple(Hanging(place, said.up, stamp.at, said.by) for place, (stamp, said) in sorted(places.items()))
    wanted = addressed(body.to, roster, 0) if outdated is None else ()
    return NoticeView(
        ref=event.ref,
        number=event.number,
        event_id=event.id,
        incident=event.incident,
        kit=event.kit,
        title=body.title,
        text=body.text,
        to=body.to,
        by=body.by,
        at=event.at,
        expires_at=expires_at,
        replaces=number_of(body.replaces.kit, body.replaces.seq) if body.replaces else "",
        replaced_by=number_of(newer.kit, newer.seq) if newer else "",
        outdated=outdated,
        hanging=hanging,
        still_up=tuple(spot.place for spot in hanging if spot.up) if outdated else (),
        missing=tuple(place for place in wanted if place not in places),
    )
