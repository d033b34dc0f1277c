"""Time on air of LoRa packets under Meshtastic's presets, and the timing of its channel access. Pure arithmetic.

Formula: SX126x datasheet 6.1.4 (explicit header, CRC, 16 preamble symbols as Meshtastic sets them). Checked in
tests against the table of docs/facts/radio.md, "Airtime", to the millisecond. No budget is kept here, only prices.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

from fieldkit.link.node.ports import PRIVATE_APP

HEADER_BYTES: Final = 16
"""Meshtastic's unencrypted packet header: to, from, id, flags, channel hash, next hop, relay node."""
MAX_PHY_BYTES: Final = 255
"""The largest LoRa packet, header included."""
PKI_OVERHEAD: Final = 12
"""Bytes that a direct message under the receiver's public key grows by: 8 tag, 4 extra nonce."""
SIGNATURE_BYTES: Final = 66
"""Bytes that firmware 2.8 adds to a broadcast that still fits: 64 of signature, 2 of protobuf tag and length."""
PREAMBLE_SYMBOLS: Final = 16
CW_MIN: Final = 3
CW_MAX: Final = 8
"""Contention window exponents: a node waits 0..2^CW slots (RadioInterface.h)."""
PROCESSING_MS: Final = 4500
"""What the firmware grants the far end before it sends again (RadioInterface.h PROCESSING_TIME_MSEC)."""
DUTY_CYCLE_EU868: Final = 0.10
"""Share of a rolling hour that a node may transmit in 869.40–869.65 MHz, relays included."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One modem preset: bandwidth in kHz, spreading factor, coding rate (the x of 4/x), the protobuf enum's number."""

    name: str
    bandwidth_khz: float
    spreading_factor: int
    coding_rate: int
    number: int

    @property
    def symbol_ms(self) -> float:
        """Length of one symbol in milliseconds."""
        return (1 << self.spreading_factor) / self.bandwidth_khz

    @property
    def snr_limit_db(self) -> float:
        """The weakest signal-to-noise ratio that still decodes (SX126x datasheet, table of SNR per factor)."""
        return 10.0 - 2.5 * self.spreading_factor


PRESETS: Final[dict[str, Preset]] = {
    preset.name: preset
    for preset in (
        Preset("LONG_FAST", 250, 11, 5, 0),
        Preset("LONG_SLOW", 125, 12, 8, 1),
        Preset("VERY_LONG_SLOW", 62.5, 12, 8, 2),
        Preset("MEDIUM_SLOW", 250, 10, 5, 3),
        Preset("MEDIUM_FAST", 250, 9, 5, 4),
        Preset("SHORT_SLOW", 250, 8, 5, 5),
        Preset("SHORT_FAST", 250, 7, 5, 6),
        Preset("LONG_MODERATE", 125, 11, 8, 7),
    )
}
"""By the protobuf enum's names. SHORT_TURBO (500 kHz) is left out: EU_868 refuses it."""
OFFERED: Final = ("LONG_FAST", "LONG_MODERATE", "MEDIUM_SLOW", "MEDIUM_FAST", "SHORT_SLOW", "SHORT_FAST")
"""Presets that a node may be set to: they fit EU_868's quarter megahertz; the turbo presets are refused there. From the
farthest reach to the shortest time on air."""


def preset_named(preset: str | Preset) -> Preset:
    """Look a preset up by name (`MEDIUM_FAST`, `MediumFast`, `medium-fast`); KeyError when there is none such."""
    if isinstance(preset, Preset):
        return preset
    wanted = preset.replace("_", "").replace("-", "").upper()
    for known in PRESETS.values():
        if known.name.replace("_", "") == wanted:
            return known
    raise KeyError(preset)


def time_on_air_ms(phy_bytes: int, preset: str | Preset) -> float:
    """Milliseconds that `phy_bytes` (header and payload, 0–255) occupy the air."""
    mode = preset_named(preset)
    symbol = mode.symbol_ms
    low_rate = 2 if symbol >= 16 else 0
    factor = mode.spreading_factor
    blocks = max(ceil((8 * phy_bytes + 44 - 4 * factor) / (4 * (factor - low_rate))), 0)
    return (PREAMBLE_SYMBOLS + 4.25 + 8 + blocks * mode.coding_rate) * symbol


def data_bytes(payload_bytes: int, *, portnum: int = PRIVATE_APP, reply: bool = False) -> int:
    """Bytes of the Data protobuf round a payload: portnum, payload, the reply or request id, the bitfield."""
    return (
        (2 if portnum < 128 else 3)
        + (payload_bytes + _varint_bytes(payload_bytes) + 1 if payload_bytes else 0)
        + (5 if reply else 0)
        + 2
    )


def is_signed(data_length: int) -> bool:
    """Whether firmware 2.8 signs a broadcast whose Data protobuf has this many bytes: whenever it still fits."""
    return HEADER_BYTES + data_length + SIGNATURE_BYTES <= MAX_PHY_BYTES


def phy_bytes(
    payload_bytes: int, *, signed: bool = False, pki: bool = False, portnum: int = PRIVATE_APP, reply: bool = False
) -> int:
    """Bytes on the air for an application payload; may exceed 255, which the firmware answers with TOO_LARGE."""
    return (
        HEADER_BYTES
        + data_bytes(payload_bytes, portnum=portnum, reply=reply)
        + (SIGNATURE_BYTES if signed else 0)
        + (PKI_OVERHEAD if pki else 0)
    )


def packet_ms(
    payload_bytes: int,
    preset: str | Preset,
    *,
    signed: bool = False,
    pki: bool = False,
    portnum: int = PRIVATE_APP,
    reply: bool = False,
) -> int:
    """Milliseconds on air, rounded, of one transmission of `payload_bytes` (no relays, no acknowledgement)."""
    length = phy_bytes(payload_bytes, signed=signed, pki=pki, portnum=portnum, reply=reply)
    return round(time_on_air_ms(length, preset))


def broadcast_ms(payload_bytes: int, preset: str | Preset, *, portnum: int = PRIVATE_APP) -> int:
    """Milliseconds of a broadcast as firmware 2.8 sends it: with the signature whenever that fits."""
    return packet_ms(
        payload_bytes, preset, portnum=portnum, signed=is_signed(data_bytes(payload_bytes, portnum=portnum))
    )


def slot_ms(preset: str | Preset) -> float:
    """One slot of the contention window: channel activity detection of 2.5 symbols, and turnaround (7.6 ms)."""
    return 2.5 * preset_named(preset).symbol_ms + 7.6


def contention_exponent(channel_utilisation: float) -> int:
    """CW of an own packet: 3 on an idle channel to 8 on a full one; `channel_utilisation` is 0–1."""
    return CW_MIN + int(min(max(channel_utilisation, 0.0), 1.0) * (CW_MAX - CW_MIN))


def relay_exponent(snr_db: float) -> int:
    """CW of a relay: weak signals (−20 dB, far away) get the small window and go first, strong ones (10 dB) wait."""
    return CW_MIN + int((min(max(snr_db, -20.0), 10.0) + 20.0) * (CW_MAX - CW_MIN) / 30.0)


def relay_slots(snr_db: float, *, router: bool = False) -> range:
    """Slots among which a relay draws its wait. Routers go first, clients after a fixed 2·CW_MAX slots."""
    exponent = relay_exponent(snr_db)
    return range(2 * exponent) if router else range(2 * CW_MAX, 2 * CW_MAX + (1 << exponent))


def retransmit_ms(phy_length: int, preset: str | Preset, channel_utilisation: float) -> float:
    """How long a sender waits for an acknowledgement before the next of its three transmissions."""
    slots = (1 << contention_exponent(channel_utilisation)) + 2 * CW_MAX + (1 << (CW_MAX + CW_MIN) // 2)
    return 2 * time_on_air_ms(phy_length, preset) + slots * slot_ms(preset) + PROCESSING_MS


def _varint_bytes(value: int) -> int:
    return 1 if value < 128 else 2
