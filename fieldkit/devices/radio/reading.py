"""What one want_config has answered so far, and the Connected that it adds up to."""

from dataclasses import dataclass, field

from meshtastic.protobuf import channel_pb2, config_pb2, mesh_pb2

from fieldkit.devices.radio import translate
from fieldkit.link.node.radio_types import Channel, Connected, NodeInfo

MAX_NODES = 1000
"""Nodes kept; the firmware's own database holds at most 250."""

_LORA, _DEVICE = config_pb2.Config.LoRaConfig, config_pb2.Config.DeviceConfig


@dataclass(slots=True)
class Reading:
    """Filled by the frames that follow one nonce; `connected` is None while the node number is missing."""

    nonce: int
    node: int | None = None
    nodes: dict[int, NodeInfo] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    lora: config_pb2.Config.LoRaConfig | None = None
    device: config_pb2.Config.DeviceConfig | None = None
    firmware: str = ""
    hardware: str = ""
    excluded_modules: int = 0

    def my_info(self, info: mesh_pb2.MyNodeInfo) -> None:
        self.node = info.my_node_num

    def node_info(self, info: mesh_pb2.NodeInfo) -> None:
        if len(self.nodes) < MAX_NODES:
            self.nodes[info.num] = translate.node_info(info)

    def channel(self, channel: channel_pb2.Channel) -> None:
        self.channels[channel.index] = translate.channel(channel)

    def config(self, config: config_pb2.Config) -> None:
        kind = config.WhichOneof("payload_variant")
        if kind == "lora":
            self.lora = config.lora
        elif kind == "device":
            self.device = config.device

    def metadata(self, metadata: mesh_pb2.DeviceMetadata) -> None:
        self.firmware = metadata.firmware_version
        self.hardware = translate.enum_word(mesh_pb2.HardwareModel, metadata.hw_model)
        self.excluded_modules = metadata.excluded_modules

    def connected(self) -> Connected | None:
        if self.node is None:
            return None
        own = self.nodes.get(self.node) or NodeInfo(self.node)
        region = preset = role = rebroadcast = tx_enabled = None
        # A node that does not tell its hop limit would otherwise be made to send with 0 hops.
        hop_limit = translate.DEFAULT_HOPS
        if self.lora is not None:
            region = translate.enum_word(_LORA.RegionCode, self.lora.region)
            preset = translate.enum_word(_LORA.ModemPreset, self.lora.modem_preset) if self.lora.use_preset else None
            hop_limit = self.lora.hop_limit or hop_limit
            tx_enabled = self.lora.tx_enabled
        if self.device is not None:
            role = translate.enum_word(_DEVICE.Role, self.device.role)
            rebroadcast = translate.enum_word(_DEVICE.RebroadcastMode, self.device.rebroadcast_mode)
        return Connected(
            node=own.number,
            long_name=own.long_name,
            short_name=own.short_name,
            public_key=own.public_key,
            firmware=self.firmware,
            hardware=self.hardware,
            region=region,
            preset=preset,
            hop_limit=hop_limit,
            tx_enabled=tx_enabled,
            role=role,
            rebroadcast_mode=rebroadcast,
            channels=tuple(channel for _, channel in sorted(self.channels.items())),
            nodes=tuple(self.nodes.values()),
            excluded_modules=self.excluded_modules,
            own_frequency_mhz=self.lora.override_frequency if self.lora is not None else 0.0,
        )
