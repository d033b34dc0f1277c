"""Carrier: a way in which events travel between kits, and what each such way must provide.

The carriers themselves lie further up: radio in `link` and `engine.radio_desk`, slips and bundles in `resync`.
`tests/test_carriers.py` holds each of them against the same contract:

- **Events in.** A parcel (a frame, one code of a slip, a bundle) is checked whole before anything of it is merged: the
  municipality's seal, every event's bounds and id. What is forged, foreign or damaged is refused, with nothing of that
  parcel merged. What passes goes through `Kit.merge` or `Kit.merge_file`: a union by id in one transaction, so that
  all of it is durable and folded, or nothing is; what was known is left as it is, and two events that claim one number
  are both kept. What a kit wrote after it was revoked stands apart; the radio does not bring it at all. None brings
  numbers that no kit reaches.
- **Events out.** The events as they are, the same bytes and ids in the other kit. To make a parcel changes no event.
- **No false word.** To hand a parcel over delivers nothing: only what the other kit says itself makes `received`.
- **It tells** what it brought, as `Brought` where a person stands by.
"""

import msgspec

from fieldkit.core.errors import CarrierError
from fieldkit.core.facts.terms import OpenTerm


class Carrier(OpenTerm):
    """How an event came into this log. OWN: by none, it was recorded here. The words are stored and never change; that
    of a newer version's carrier stays what it is."""

    OWN = "own"
    RADIO = "radio"
    SLIP = "slip"
    BUNDLE = "bundle"


class Brought(msgspec.Struct, frozen=True):
    """What was in the parcels that a person handed in.

    `new` and `known` count events. `forks` are the numbers that two different events claim in this log now; both are
    kept. `rejected` has one error for each parcel that was refused. `renewed`: it knew more of this kit's own feed
    than the kit itself, so a new epoch has begun.
    """

    new: int
    known: int
    forks: tuple[str, ...] = ()
    rejected: tuple[CarrierError, ...] = ()
    renewed: bool = False
    apart: tuple[str, ...] = ()
    """A sentence for each revoked kit of which it brought what stands apart until somebody accepts it."""
