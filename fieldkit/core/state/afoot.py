"""The part of State that says what goes on beyond its incident: runners who are not back, notices that hang. Folded by
`core.state.fold`.

Whoever looks for them finds them also when the incident is over and its events are not held (`core.state.held`).
"""

from collections.abc import Callable
from typing import Any

import msgspec

from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.work import Dispatch, DispatchAct, DispatchStatus, NoticePlace
from fieldkit.core.state.register import Register


class AfootState(msgspec.Struct):
    """The latest word about each errand and each notice, whatever else was said about it."""

    out: dict[Ref, bool] = {}
    """By errand: whether nobody has signed the runner in."""
    hanging: dict[tuple[Ref, int], Register[bool]] = {}
    """By notice and place number: whether it is up."""

    def is_out(self, ref: Ref) -> bool:
        """Whether nobody has signed in the runner of an errand; so also when another process of the kit has just
        recorded it, and it is folded into other parts of State and not yet into this one."""
        return self.out.get(ref, True)

    def refs(self) -> set[Ref]:
        """Errands and notices that somebody has still to see to."""
        return {ref for ref, out in self.out.items() if out} | {
            ref for (ref, _), hangs in self.hanging.items() if hangs.value
        }


def _dispatch(afoot: AfootState, event: Event[Dispatch], body: Dispatch) -> None:
    afoot.out.setdefault(event.ref, True)


def _dispatch_status(afoot: AfootState, event: Event[DispatchStatus], body: DispatchStatus) -> None:
    if body.act is DispatchAct.RETURNED:
        afoot.out[ref_of(body.ref)] = False


def _notice_place(afoot: AfootState, event: Event[NoticePlace], body: NoticePlace) -> None:
    key = ref_of(body.ref), body.place
    afoot.hanging.setdefault(key, Register()).put(event.stamp, body.up)


HANDLERS: dict[type, Callable[[AfootState, Any, Any], None]] = {
    Dispatch: _dispatch,
    DispatchStatus: _dispatch_status,
    NoticePlace: _notice_place,
}
