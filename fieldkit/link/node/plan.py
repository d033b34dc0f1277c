"""What the municipality's plan says of the node that a kit speaks through, and where the node that is there differs.

Pure: what the node told of itself is `radio_types.Connected`; how a node is made right is `devices.radio.setup`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from hashlib import blake2s
from typing import Final

from fieldkit.core.roster.roster import node_id
from fieldkit.link.node.airtime import preset_named
from fieldkit.link.node.radio_types import Channel, Connected

REGION: Final = "EU_868"
ROLE: Final = "CLIENT"
REBROADCAST: Final = "ALL"
CHANNEL_NAME: Final = "BEREDSKAB"
USUAL_PRESET: Final = "MEDIUM_FAST"
PUBLIC_PSK_BYTES: Final = 1
"""A key of one byte stands for the key that everybody has, or a variation of it (docs/facts/radio.md, "Security")."""
PUBLIC_PSK: Final = bytes.fromhex("d4f1bb3a20290759f0bcffabcf4e6901")
"""That key written out; its last byte varies."""
PRACTICE_CHANNEL: Final = "OEVELSE"
PRACTICE_PSK: Final = blake2s(b"practice", person=b"fk-pract").digest()
"""The channel of made-up nodes. No secret: whoever has the program has it, so it counts on made-up nodes alone."""
MADE_UP: Final = ".virtual"
"""How the firmware's version ends on a made-up node."""


def channel_psk(secret: bytes) -> bytes:
    """The channel's 32-byte PSK, the same at every kit that holds the municipality's key, and no help to guess that."""
    return blake2s(b"channel", key=secret, person=b"fk-chan1").digest()


class Hold(IntEnum):
    """What waits in the kit while the node is not as planned: what would go to strangers, or to nobody."""

    NOTHING = 0
    TEXTS = 1
    ALL = 2
    """Texts, and the frames between kits."""


class Matter(Enum):
    """What of a node can be otherwise than planned."""

    REGION = "region"
    TRANSMIT = "transmit"
    CHANNEL = "channel"
    PRESET = "preset"
    FREQUENCY = "frequency"
    ROLE = "role"
    NUMBER = "number"
    OTHER_CHANNELS = "other-channels"
    REBROADCAST = "rebroadcast"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as planned: a part of a Danish sentence, and what waits until it is."""

    matter: Matter
    text: str
    holds: Hold


@dataclass(frozen=True, slots=True)
class Plan:
    """What the node of one kit shall be. `psk` None: the kit has no key, so no channel is the right one.

    `older` are the channels of keys that are still accepted while keys change. `node` is the number that the roster
    has for the kit's place, None when it has none or somebody decided that the node there belongs to it.
    """

    psk: bytes | None = field(repr=False)
    preset: str = USUAL_PRESET
    older: frozenset[bytes] = field(default=frozenset(), repr=False)
    node: int | None = None


def differences(there: Connected, plan: Plan) -> list[Difference]:
    """Where the node differs from the plan, what holds most first; none when it is as planned."""
    found = [
        *_air(there, plan),
        *_channel(there, plan),
        *_among_others(there, plan),
    ]
    return sorted(found, key=lambda one: -one.holds)


def _air(there: Connected, plan: Plan) -> Iterator[Difference]:
    if there.region is None:
        yield Difference(Matter.REGION, "radioen fortæller ikke, hvilken region den er sat til", Hold.NOTHING)
    elif there.region == "UNSET":
        yield Difference(Matter.REGION, "radioen sender ikke, for dens region er ikke sat", Hold.ALL)
    elif there.region != REGION:
        yield Difference(Matter.REGION, f"radioens region er {there.region}, ikke {REGION}", Hold.ALL)
    if there.tx_enabled is False:
        yield Difference(Matter.TRANSMIT, "radioen sender ikke, for dens sender er slået fra", Hold.ALL)
    if there.own_frequency_mhz:
        mhz = f"{there.own_frequency_mhz:.3f}".replace(".", ",")
        yield Difference(Matter.FREQUENCY, f"radioens frekvens er sat i hånden til {mhz} MHz", Hold.ALL)
    if there.region is not None and there.preset != plan.preset:
        has = there.preset or "sat med egne tal"
        yield Difference(Matter.PRESET, f"radioens hastighed er {has}, ikke {plan.preset}", Hold.ALL)


def _channel(there: Connected, plan: Plan) -> Iterator[Difference]:
    primary = _primary_of(there)
    if primary is None:
        what = "radioen fortæller ikke, hvilken kanal den er på"
        yield Difference(Matter.CHANNEL, what, Hold.ALL if there.channels else Hold.NOTHING)
    elif not _for_practice(there):
        yield from _primary(primary, plan)
    others = other_channels(there)
    if others:
        what = f"radioen er også på {'kanalerne' if len(others) > 1 else 'kanal'} {', '.join(map(called, others))}"
        yield Difference(Matter.OTHER_CHANNELS, what, Hold.NOTHING)


def other_channels(there: Connected) -> list[Channel]:
    """The channels that a node is on besides its first."""
    return [channel for channel in there.channels if channel.role == "SECONDARY"]


def called(channel: Channel) -> str:
    """A channel as people know it: its place on the node, and its name if it has one."""
    return f"{channel.index} “{channel.name}”" if channel.name else str(channel.index)


def _primary(channel: Channel, plan: Plan) -> Iterator[Difference]:
    if not channel.psk or channel.psk == b"\x00":
        yield Difference(Matter.CHANNEL, "radioens kanal er ikke krypteret, så alle kan læse med", Hold.ALL)
    elif len(channel.psk) == PUBLIC_PSK_BYTES or channel.psk[:-1] == PUBLIC_PSK[:-1]:
        yield Difference(Matter.CHANNEL, "radioen er på den offentlige standardkanal, så alle kan læse med", Hold.ALL)
    elif plan.psk is None or channel.psk != plan.psk:
        if channel.psk in plan.older:
            yield Difference(Matter.CHANNEL, "radioens kanal har kommunens forrige nøgle", Hold.NOTHING)
        else:
            yield Difference(Matter.CHANNEL, "radioens kanal har ikke kommunens nøgle", Hold.ALL)
    elif channel.name != CHANNEL_NAME:
        # The name is a part of how nodes know their channel: those of another name do not hear each other.
        what = f"radioens kanal hedder “{channel.name}”, ikke {CHANNEL_NAME}"
        yield Difference(Matter.CHANNEL, what, Hold.ALL)


def _among_others(there: Connected, plan: Plan) -> Iterator[Difference]:
    if there.role not in (None, ROLE):
        yield Difference(Matter.ROLE, f"radioens rolle er {there.role}, ikke {ROLE}", Hold.TEXTS)
    if plan.node is not None and there.node != plan.node and not _for_practice(there):
        what = f"radioens nummer er {node_id(there.node)}, men i listen over steder står {node_id(plan.node)}"
        yield Difference(Matter.NUMBER, what, Hold.TEXTS)
    if there.rebroadcast_mode not in (None, REBROADCAST):
        what = f"radioen sender kun noget af det videre, som den hører ({there.rebroadcast_mode})"
        yield Difference(Matter.REBROADCAST, what, Hold.NOTHING)


def _primary_of(there: Connected) -> Channel | None:
    return next((channel for channel in there.channels if channel.role == "PRIMARY"), None)


def _for_practice(there: Connected) -> bool:
    """Whether this is a made-up node that was not set up as a real one: no roster has its number, nobody hears it."""
    primary = _primary_of(there)
    return there.firmware.endswith(MADE_UP) and primary is not None and primary.psk == PRACTICE_PSK


def preset_of_plan(written: str | None) -> str:
    """The plan's preset by what kit.toml says of it; the usual one when it says nothing or no name of a preset."""
    try:
        return preset_named(written or USUAL_PRESET).name
    except KeyError:
        return USUAL_PRESET
