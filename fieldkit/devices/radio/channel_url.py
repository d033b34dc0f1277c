"""The channel as the address that Meshtastic's apps take it from: what a phone scans to set its radio up.

`https://meshtastic.org/e/#` and a ChannelSet as base64 for addresses, without padding. The app reads what stands behind
the #; no address is opened on the internet.
"""

from base64 import urlsafe_b64encode

from meshtastic.protobuf import apponly_pb2, config_pb2

from fieldkit.link.node.plan import CHANNEL_NAME, REGION

_BEGINS = "https://meshtastic.org/e/#"
_HOPS = 3


def channel_url(psk: bytes, preset: str) -> str:
    """The address of the municipality's channel, which the app puts in the place of all others. `psk` is the channel's
    32 bytes; ValueError for a preset that the firmware does not have."""
    lora = config_pb2.Config.LoRaConfig
    channels = apponly_pb2.ChannelSet()
    channel = channels.settings.add()
    channel.name, channel.psk = CHANNEL_NAME, psk
    channel.module_settings.position_precision = 0
    to = channels.lora_config
    to.use_preset, to.modem_preset = True, lora.ModemPreset.Value(preset)
    to.region, to.hop_limit, to.tx_enabled = lora.RegionCode.Value(REGION), _HOPS, True
    to.ignore_mqtt, to.config_ok_to_mqtt = True, False
    return _BEGINS + urlsafe_b64encode(channels.SerializeToString()).decode().rstrip("=")
