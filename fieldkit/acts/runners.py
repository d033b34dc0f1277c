"""Runners: sending one, and what becomes of the errand: delivered, back, called back. What is read: `views.errands`."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from fieldkit.acts import messages, typed
from fieldkit.acts.whole import FIELD_DA, whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.terms import Precedence, Transport
from fieldkit.core.facts.work import MAX_CARRIED, MAX_STOPS, Dispatch, DispatchAct, DispatchStatus
from fieldkit.core.remedies import SeeErrands
from fieldkit.core.views.errands import Errand, make_errand
from fieldkit.kit import Kit


class Told(StrEnum):
    """Which of the places that still wait for a runner are told of the recall."""

    NOBODY = "nobody"
    NEXT = "next"
    ALL = "all"


class Recalled(NamedTuple):
    """The recall, and the messages to places that wait for the runner."""

    event: Event
    told: tuple[Event, ...] = ()


def send(
    kit: Kit,
    runner: str,
    route: Sequence[int],
    *,
    carry: Sequence[Ref] = (),
    transport: Transport | None = None,
    left: int | None = None,
    minutes: int | None = None,
    by: str = "",
) -> Event[Dispatch]:
    """A runner leaves from here, over the places of `route` and back, with what is to `carry` on paper.

    `transport` is by default what the roster says of the runner; `left` seconds since 2025, None now; `minutes` out and
    back, None by distance. InputError without a place or a name, or with more than one errand can hold.
    """
    if not route:
        raise InputError("Skriv, hvor runneren skal hen.")
    if len(route) > MAX_STOPS or len(carry) > MAX_CARRIED:
        raise InputError(f"En runner kan højst få {MAX_STOPS} steder og {MAX_CARRIED} numre med; del turen i to.")
    typed.need(runner, FIELD_DA["runner"])
    return kit.record(
        whole(Dispatch)(
            runner,
            kit.place,
            route=tuple(route),
            refs=tuple(RefBody(*ref) for ref in carry),
            transport=transport or kit.roster.transport_of(runner),
            left=left,
            minutes=minutes,
            by=by,
        )
    )


def delivered(kit: Kit, errand: Ref, place: int, by: str, *, at: int | None = None) -> Event[DispatchStatus]:
    """It was handed over at `place`, and `by` signed for it there; also told when the runner is long back. `at` seconds
    since 2025, None now. InputError without a name."""
    found = errand_at(kit, errand)
    typed.must_name(typed.required(by, "Navnet på den, der tager imod,"))
    body = whole(DispatchStatus)(RefBody(*errand), DispatchAct.DELIVERED, place=place, at=at, by=by)
    return kit.record(body, incident=found.incident)


def back(
    kit: Kit, errand: Ref, by: str, *, note: str = "", at: int | None = None, incident: int | None = None
) -> Event[DispatchStatus]:
    """The runner is here again and `by` signs for it: nobody looks for the runner any more. `note` is what the runner
    tells, `at` as in `delivered`. InputError without a name, or when the runner was signed in before. It belongs to the
    errand's incident, unless another is given."""
    found = _still_out(kit, errand)
    typed.must_name(typed.required(by, "Navnet på den, der tager imod,"))
    body = whole(DispatchStatus)(RefBody(*errand), DispatchAct.RETURNED, at=at, note=note, by=by)
    return kit.record(body, incident=found.incident if incident is None else incident)


def recall(
    kit: Kit,
    errand: Ref,
    *,
    tell: Told = Told.NOBODY,
    word: str = "",
    note: str = "",
    by: str = "",
    incident: int | None = None,
) -> Recalled:
    """The runner is to turn back; the places ahead that are to be told get `word`, by default that the runner is to go
    home. InputError when the runner was signed in before. It belongs to the errand's incident, unless another is
    given."""
    found = _still_out(kit, errand)
    typed.must_name(typed.required(by, "Navnet på den, der beslutter det,"))
    body = whole(DispatchStatus)(RefBody(*errand), DispatchAct.RECALLED, note=note, by=by)
    event = kit.record(body, incident=found.incident if incident is None else incident)
    text = word or f"Runner {found.runner} ({found.number}) skal vende om og gå hjem."
    waiting = waiting_for(found, tell)
    return Recalled(
        event,
        tuple(
            messages.send(kit, text, place, precedence=Precedence.URGENT, sender=kit.place, by=by) for place in waiting
        ),
    )


def waiting_for(errand: Errand, tell: Told) -> list[int]:
    """The places ahead that are told when the runner is called back."""
    ahead = [place for place in errand.ahead if place]
    match tell:
        case Told.ALL:
            return ahead
        case Told.NEXT:
            return ahead[:1]
        case Told.NOBODY:
            return []


def errand_at(kit: Kit, errand: Ref) -> Errand:
    """The errand that `errand` points at, as it stands now. InputError when it is not here, or is none."""
    event = kit.event_at(errand)
    twins = [one for one in kit.state.work.dispatches.values() if one.ref == errand]  # several when a feed forked
    found = min(twins, key=lambda one: one.stamp, default=None)
    if found is None:
        raise InputError(f"{event.number} er ikke en afsendelse.")
    return make_errand(found, kit.state, kit.roster, kit.now())


def _still_out(kit: Kit, errand: Ref) -> Errand:
    found = errand_at(kit, errand)
    if not found.out:
        signed = f" (modtaget af {found.signed_by})" if found.signed_by else ""
        raise InputError(f"{found.runner} ({found.number}) er allerede tilbage{signed}.", SeeErrands())
    return found
