"""What a node tells of itself, for tests that need no conversation with one."""

from dataclasses import replace
from typing import Any

from fieldkit.link.node.plan import CHANNEL_NAME, channel_psk
from fieldkit.link.node.radio_types import Channel, Connected

SECRET = bytes(range(32))
NODE = 0x0A0F0001
OURS = Channel(0, CHANNEL_NAME, "PRIMARY", channel_psk(SECRET))
NONE = tuple(Channel(index, "", "DISABLED", b"") for index in range(1, 8))


def node_there(psk: bytes = OURS.psk, **otherwise: Any) -> Connected:
    """A node as `radio setup` leaves it, on the channel with this key, and otherwise as told."""
    planned = Connected(
        node=NODE,
        long_name="Krisesekretariatet",
        short_name="SEK",
        public_key=bytes(32),
        firmware="2.8.0.7754068",
        hardware="HELTEC_V3",
        region="EU_868",
        preset="MEDIUM_FAST",
        hop_limit=3,
        tx_enabled=True,
        role="CLIENT",
        rebroadcast_mode="ALL",
        channels=(replace(OURS, psk=psk), *NONE),
        nodes=(),
    )
    return replace(planned, **otherwise)


def on_channels(*first: Channel) -> dict[str, Any]:
    """These channels, and the rest of the eight switched off."""
    return {"channels": (*first, *NONE[len(first) - 1 :])}
