"""How far each event got towards each place (`core.delivery`), kept locally, only ever going up."""

import msgspec

from fieldkit.core.carrier import Carrier
from fieldkit.core.delivery import DeliveryState, has_reached
from fieldkit.core.facts.event import Ref
from fieldkit.core.state.fold import State
from fieldkit.store.log import Log
from fieldkit.store.tables.status import LOG_ROW, DeviceState


class Delivery(msgspec.Struct, frozen=True):
    """One event towards one place: roster number, state, Unix seconds of the last step."""

    place: int
    state: DeliveryState
    at: int


def raise_to(log: Log, event_id: bytes, place: int, told: DeliveryState, at: float) -> None:
    """Note how far an event has come; what it has reached already is not noted again."""
    known = log.read("SELECT state FROM deliveries WHERE event=? AND place=?", (event_id, place))
    if known and has_reached(DeliveryState(known[0][0]), told):
        return
    log.write(
        "INSERT INTO deliveries VALUES (?, ?, ?, ?) "
        "ON CONFLICT (event, place) DO UPDATE SET state=excluded.state, at=excluded.at",
        (event_id, place, told, int(at)),
    )


def deliveries(log: Log, event_id: bytes) -> list[Delivery]:
    """What is known of one event, by place. Acknowledgements are events and come from State, see `with_acks`."""
    rows = log.read("SELECT place, state, at FROM deliveries WHERE event=? ORDER BY place", (event_id,))
    return [Delivery(place, DeliveryState(state), at) for place, state, at in rows]


def unsent(log: Log) -> int:
    """How many (event, place) pairs have not left this kit, and what was recorded since the engine stopped: nobody
    has worked out yet whom that goes to."""
    queued = int(log.read(f"SELECT count(*) FROM deliveries WHERE state='{DeliveryState.QUEUED}'")[0][0])
    engine = log.read(
        f"SELECT at, coalesce(json_extract(status, '$.facts.{LOG_ROW}'), 0) FROM devices "
        "WHERE device='engine' AND json_extract(status, '$.state') != ?",
        (DeviceState.OK,),
    )
    if not engine:
        return queued
    later = "rowid > ? AND carrier=? AND kind IN ('message', 'report', 'ack') AND arrived >= ?"
    at, row = engine[0]
    return queued + int(log.read(f"SELECT count(*) FROM events WHERE {later}", (row, Carrier.OWN, at))[0][0])


def with_acks(found: list[Delivery], acked: dict[int, int]) -> list[Delivery]:
    """Lift the places that have said forstået: `acked` is place → Unix seconds."""
    by_place = {delivery.place: delivery for delivery in found}
    for place, at in acked.items():
        by_place[place] = Delivery(place, DeliveryState.ACKNOWLEDGED, at)
    return [by_place[place] for place in sorted(by_place)]


def acked_places(state: State, kit: int, epoch: int, seq: int) -> dict[int, int]:
    """Places whose people said forstået to an event, and when (Unix seconds, the first time)."""
    found: dict[int, int] = {}
    for event in state.acks.get(Ref(kit, epoch, seq), {}).values():
        at = event.at
        found[event.body.place] = min(found.get(event.body.place, at), at)
    return found
