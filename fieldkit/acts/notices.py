"""Notices for citizens: writing one, and saying where it was put up or taken down. What is read: `views.notices`."""

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, Ref, says
from fieldkit.core.facts.terms import TO_ALL
from fieldkit.core.facts.work import Notice, NoticePlace
from fieldkit.kit import Kit


def write(
    kit: Kit,
    title: str,
    text: str = "",
    *,
    to: int | str = TO_ALL,
    expires: int | None = None,
    replaces: Ref | None = None,
    by: str = "",
) -> Event[Notice]:
    """A notice that is to hang at `to`: everywhere, at the places of a role, or at one. It is known by its event's
    number. `expires` seconds since 2025, None never; `replaces` is the notice that comes down for it. InputError
    without a title, or when what is to be replaced is no notice."""
    typed.need(title, "Overskriften")
    old = _notice_at(kit, replaces) if replaces is not None else None
    return kit.record(
        whole(Notice)(
            title, text, to=to, expires=expires, replaces=RefBody(*old.ref) if old is not None else None, by=by
        )
    )


def put_up(
    kit: Kit, notice: Ref, *, place: int | None = None, by: str = "", incident: int | None = None
) -> Event[NoticePlace]:
    """It hangs at `place` now, by default where this kit stands. It belongs to the notice's incident, unless another
    is given. InputError when it is no notice."""
    return _hang(kit, notice, place, by, incident, up=True)


def take_down(
    kit: Kit, notice: Ref, *, place: int | None = None, by: str = "", incident: int | None = None
) -> Event[NoticePlace]:
    """It does not hang at `place` any more; the rest as in `put_up`."""
    return _hang(kit, notice, place, by, incident, up=False)


def _hang(kit: Kit, notice: Ref, place: int | None, by: str, incident: int | None, *, up: bool) -> Event[NoticePlace]:
    found = _notice_at(kit, notice)
    body = whole(NoticePlace)(RefBody(*notice), kit.place if place is None else place, up, by=by)
    return kit.record(body, incident=found.incident if incident is None else incident)


def _notice_at(kit: Kit, notice: Ref) -> Event[Notice]:
    event = kit.event_at(notice)
    if not says(event, Notice):
        raise InputError(f"{event.number} er ikke et opslag.")
    return event
