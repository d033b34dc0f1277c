"""Frames that hold records of a newer version: kept, carried on in bundles, and read again after an update."""

from collections.abc import Iterable

from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.event_check import event_fault
from fieldkit.link.errors import FrameError
from fieldkit.link.wire.frame import open_frame
from fieldkit.resync.owner import Owner
from fieldkit.store.tables.newer import keep_frame, let_go, newer_frames


def take_in(owner: Owner, frames: Iterable[bytes], carrier: Carrier) -> list[Event]:
    """Read what can be read of these frames and keep the others; returns the events that were new. A frame that none
    of our keys has sealed is passed over."""
    new: list[Event] = []
    for frame in frames:
        try:
            opened = open_frame(frame, owner.keys)
        except FrameError:
            continue
        if any(event_fault(event) for event in opened.events):
            continue
        if opened.events:
            new += owner.merge(opened.events, carrier)
        lacking = [one.ref for one in opened.newer if not owner.log.by_ref(*one.feed, one.seq, one.seq)]
        if lacking:
            keep_frame(owner.log, frame, lacking, owner.now())
    return new


def read_again(owner: Owner) -> list[Event]:
    """Try every kept frame, after an update or with a key that came since; what is read whole is let go."""
    if owner.log.read_only:
        return []
    new: list[Event] = []
    for frame in newer_frames(owner.log):
        try:
            opened = open_frame(frame, owner.keys)
        except FrameError:  # its key is gone for now
            continue
        new += owner.merge(opened.events, Carrier.RADIO) if opened.events else []
        if all(owner.log.by_ref(*one.feed, one.seq, one.seq) for one in opened.newer):
            let_go(owner.log, frame)
    return new
