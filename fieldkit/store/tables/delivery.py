"""How far each event got towards each place (`core.delivery`), kept locally, only ever going up."""

from collections.abc import Iterable

import msgspec

from fieldkit.core.carrier import Carrier
from fieldkit.core.delivery import DeliveryState, has_reached
from fieldkit.core.facts.terms import Precedence, Trust
from fieldkit.core.views.understood import Reader
from fieldkit.store.log import Log
from fieldkit.store.tables.status import LOG_ROW, DeviceState


class Delivery(msgspec.Struct, frozen=True):
    """One event towards one place: roster number, state, Unix seconds of the last step.

    `trust`: whether it is proven who said forstået there, None when nobody has; `said_at` (Unix seconds) and `by` then
    tell when, and who. Below ACKNOWLEDGED it is a word that is not enough.
    """

    place: int
    state: DeliveryState
    at: int
    trust: Trust | None = None
    said_at: int = 0
    by: str = ""


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


def deliveries_in(log: Log, incident: int) -> dict[bytes, list[Delivery]]:
    """What is known of each event of one incident, as `deliveries`, by the event's id; of others' events nothing is."""
    rows = log.read(
        "SELECT event, place, state, deliveries.at FROM deliveries JOIN events ON events.id = deliveries.event "
        "WHERE incident=? ORDER BY event, place",
        (incident,),
    )
    found: dict[bytes, list[Delivery]] = {}
    for event, place, state, at in rows:
        found.setdefault(bytes(event), []).append(Delivery(place, DeliveryState(state), at))
    return found


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


def is_untaken(log: Log, event_id: bytes) -> bool:
    """Whether no engine has run since the event was recorded: then nobody has worked out whom it goes to."""
    sql = (
        f"SELECT json_extract(status, '$.state'), coalesce(json_extract(status, '$.facts.{LOG_ROW}'), 0) "
        "FROM devices WHERE device='engine'"
    )
    engine, place = log.read(sql), log.read("SELECT rowid FROM events WHERE id=?", (event_id,))
    return not engine or (engine[0][0] != DeviceState.OK and bool(place) and int(place[0][0]) > int(engine[0][1]))


def with_acks(found: list[Delivery], readers: Iterable[Reader], precedence: Precedence) -> list[Delivery]:
    """Lift the places whose people have said forstået to something of this precedence; a word that is not enough is
    told beside how far the event itself has got."""
    by_place = {delivery.place: delivery for delivery in found}
    for reader in readers:
        before = by_place.get(reader.place) or Delivery(reader.place, DeliveryState.QUEUED, reader.at)
        if reader.counts(precedence):
            before = Delivery(reader.place, DeliveryState.ACKNOWLEDGED, reader.at)
        by_place[reader.place] = msgspec.structs.replace(before, trust=reader.trust, said_at=reader.at, by=reader.by)
    return [by_place[place] for place in sorted(by_place)]
