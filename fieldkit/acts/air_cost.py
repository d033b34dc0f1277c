"""What something costs on the air before it is sent: the bytes of its frame, and how long it keeps the channel busy."""

from typing import NamedTuple

from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event, make_event
from fieldkit.kit import Kit
from fieldkit.link.node.airtime import Preset, broadcast_ms
from fieldkit.link.node.plan import preset_of_plan
from fieldkit.link.wire.frame import on_air, pack_events, room_bits
from fieldkit.link.wire.seal import KEY_BYTES, Sealer

LETTER_BITS = 5.5
"""What a letter costs on the air in Danish text: 5 bits, a little more for capitals and digits (link.codec.text)."""
_SEQ, _EPOCH, _INCIDENT = 147, 0xBEEF, 0x123


class AirCost(NamedTuple):
    """`frame_bytes` of the sealed frame, 0 when it does not fit into one; `room` letters fit besides, or are too many
    when it is negative; `ms` once on the air, under `preset`."""

    frame_bytes: int
    room: int
    ms: int


def cost_of(body: Body, preset: str | Preset, *, kit: int = 12) -> AirCost:
    """As a kit sends it in the middle of a crisis: its 147th event, in some incident."""
    event = make_event(body, kit=kit, epoch=_EPOCH, seq=_SEQ, hlc=hlc_of_unix(1_790_000_000), incident=_INCIDENT)
    room = int(room_bits(event) // LETTER_BITS)
    frame = frame_of(event)
    return AirCost(len(frame), room, round(broadcast_ms(len(frame), preset)) if frame else 0)


def frame_of(event: Event) -> bytes:
    """The frame with it alone, under a key that is nobody's; empty when it does not fit."""
    if not on_air(event):
        return b""
    return pack_events(Sealer(event.kit, event.epoch, 1, bytes(KEY_BYTES)), [event])[0]


def air_cost(kit: Kit, body: Body) -> AirCost:
    """By this kit, on its channel."""
    return cost_of(body, preset_of_plan(kit.config.preset), kit=kit.config.number)


def cost_da(cost: AirCost) -> str:
    """`71 bytes, ca. 0,6 sekunder i luften; plads til ca. 90 tegn mere`."""
    if cost.room < 0 or not cost.frame_bytes:
        return f"ca. {max(1, -cost.room)} tegn for lang til radioen: kort den af, eller send den med en runner"
    seconds = f"{max(cost.ms, 100) / 1000:.1f}".replace(".", ",")
    return f"{cost.frame_bytes} bytes, ca. {seconds} sekunder i luften; plads til ca. {cost.room} tegn mere"
