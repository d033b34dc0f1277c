"""What a phone scans is what the apps of Meshtastic read: the channel, alone, and how the radio is to be set."""

from base64 import urlsafe_b64decode

import pytest
from meshtastic.protobuf import apponly_pb2, config_pb2

from fieldkit.devices.radio.channel_url import channel_url
from fieldkit.link.node.plan import channel_psk


def test_the_address_holds_the_channel_as_the_apps_read_it():
    psk = channel_psk(bytes(32))
    url = channel_url(psk, "MEDIUM_FAST")
    begins, _, rest = url.partition("#")
    assert begins == "https://meshtastic.org/e/" and "=" not in rest
    read = apponly_pb2.ChannelSet.FromString(urlsafe_b64decode(rest + "=" * (-len(rest) % 4)))
    (channel,) = read.settings
    assert (channel.name, channel.psk) == ("BEREDSKAB", psk)
    lora = config_pb2.Config.LoRaConfig
    assert read.lora_config.region == lora.RegionCode.EU_868 and read.lora_config.use_preset
    assert read.lora_config.modem_preset == lora.ModemPreset.MEDIUM_FAST
    assert read.lora_config.tx_enabled and not read.lora_config.override_duty_cycle


def test_another_key_is_another_channel_and_no_preset_is_guessed():
    assert channel_url(channel_psk(bytes(32)), "LONG_FAST") != channel_url(channel_psk(bytes([1]) * 32), "LONG_FAST")
    with pytest.raises(ValueError, match="VERY_FAST"):
        channel_url(bytes(32), "VERY_FAST")
