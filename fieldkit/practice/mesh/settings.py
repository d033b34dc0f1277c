"""What a virtual node is born with and keeps in flash: identity, configuration, channels, the nodes it knows.

What it tells of this is `handshake`, what admin messages change in it `admin`.
"""

import random
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from meshtastic.protobuf import channel_pb2, config_pb2, mesh_pb2, module_config_pb2

from fieldkit.link.node import airtime
from fieldkit.practice.mesh.frame import ChannelKey

DEFAULT_PSK: Final = bytes.fromhex("d4f1bb3a20290759f0bcffabcf4e6901")
"""The public key that the one-byte PSK 1 stands for (Channels.h); known to everybody, hence no secret."""

_PRESET_TITLES: Final = {
    name: "".join(word.capitalize() for word in name.split("_")).replace("Moderate", "Mod") for name in airtime.PRESETS
}
"""Channel name that a nameless channel stands for."""


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """What a virtual node is born with; None lets the mesh choose from its seed.

    Without a `number` the node makes it from its public key, as firmware 2.8 does; a roster written before that has
    numbers of its own. `position` is (latitude, longitude) in degrees. `psk` and `channel` belong to channel 0
    (primary).
    """

    number: int | None = None
    long_name: str | None = None
    short_name: str | None = None
    position: tuple[float, float] | None = None
    private_key: bytes | None = None
    preset: str = "MEDIUM_FAST"
    hop_limit: int = 3
    channel: str = ""
    psk: bytes = b"\x01"
    role: str = "CLIENT"
    rebroadcast_mode: str = "ALL"
    region: str = "EU_868"
    """`UNSET` as from the factory: such a node sends and hears nothing."""
    canned: bool = True
    """False: firmware without the canned-message module."""


@dataclass(slots=True)
class KnownNode:
    """A row of a node's database; `user` None: heard, but no NodeInfo yet. Times are seconds of simulated time."""

    number: int
    user: mesh_pb2.User | None = None
    position: mesh_pb2.Position | None = None
    snr: float = 0.0
    last_heard_s: float | None = None
    hops_away: int | None = None
    favourite: bool = False
    ignored: bool = False

    @property
    def public_key(self) -> bytes:
        """32 bytes, or none when unknown."""
        return bytes(self.user.public_key) if self.user is not None else b""


@dataclass(slots=True)
class NodeSettings:
    """Everything of one node that outlives a reboot."""

    number: int
    user: mesh_pb2.User
    private_key: bytes
    config: dict[str, Any]
    modules: dict[str, Any]
    channels: list[channel_pb2.Channel]
    position: mesh_pb2.Position | None = None
    canned_messages: str = ""
    known: dict[int, KnownNode] = field(default_factory=dict)
    reboots: int = 0
    excluded_modules: int = 0
    """Bits of mesh_pb2.ExcludedModules: what this firmware was built without."""
    node_info_sent_s: float | None = None
    """When NodeInfo last went out (seconds of simulated time); None: never."""
    numbered_by: bytes = b""
    """The public key that the number belongs to: another key means another number at the next boot."""

    @property
    def public_key(self) -> bytes:
        """The node's own 32 bytes."""
        return bytes(self.user.public_key)

    def renumber(self) -> None:
        """After a new key: the number that belongs to it (CRC32, firmware 2.8). Others must get to know it anew."""
        if self.public_key == self.numbered_by:
            return
        own = self.known.pop(self.number)
        self.number = own.number = zlib.crc32(self.public_key)
        self.numbered_by = self.public_key
        self.user.id = f"!{self.number:08x}"
        own.user = self.user
        self.known = {self.number: own, **self.known}

    def take_from(self, factory: "NodeSettings", *, keep_key: bool) -> None:
        """Become what the factory made, with the old key or a new one; the firmware itself stays what it is."""
        if keep_key:
            security = factory.config["security"]
            security.CopyFrom(self.config["security"])
            factory.user.public_key = security.public_key
            factory.private_key = self.private_key
        self.private_key, self.config, self.modules = factory.private_key, factory.config, factory.modules
        self.user, self.channels = factory.user, factory.channels
        self.position, self.canned_messages, self.node_info_sent_s = None, "", None
        self.user.id = f"!{self.number:08x}"
        self.known = {self.number: KnownNode(self.number, self.user, favourite=True)}

    @property
    def has_region(self) -> bool:
        """Whether a region is set: without one the node neither sends nor hears."""
        return bool(self.config["lora"].region != config_pb2.Config.LoRaConfig.RegionCode.UNSET)

    @property
    def sends(self) -> bool:
        """Whether anything goes on the air."""
        return self.has_region and bool(self.config["lora"].tx_enabled)

    @property
    def preset(self) -> airtime.Preset:
        """The preset in force; one that EU_868 refuses falls back to LONG_FAST, as the firmware does."""
        lora = self.config["lora"]
        for preset in airtime.PRESETS.values():
            if preset.number == lora.modem_preset:
                return preset
        return airtime.PRESETS["LONG_FAST"]

    def channel_key(self, index: int) -> ChannelKey | None:
        """Name and key of an enabled channel, None for one that is disabled or does not exist."""
        if not 0 <= index < len(self.channels):
            return None
        channel = self.channels[index]
        if channel.role == channel_pb2.Channel.Role.DISABLED:
            return None
        name = channel.settings.name or _PRESET_TITLES[self.preset.name]
        psk = bytes(channel.settings.psk)
        if not psk and channel.role == channel_pb2.Channel.Role.SECONDARY:
            psk = bytes(self.channels[0].settings.psk)
        return name, expand_psk(psk)

    def channel_index(self, key: ChannelKey) -> int | None:
        """Which own channel a frame's key belongs to, None when it cannot be read."""
        for index in range(len(self.channels)):
            if self.channel_key(index) == key:
                return index
        return None


def expand_psk(psk: bytes) -> bytes:
    """A PSK as used: empty for none, the public key varied by a one-byte number, else zero-padded to 16 or 32."""
    if not psk or psk == b"\x00":
        return b""
    if len(psk) == 1:
        return DEFAULT_PSK[:-1] + bytes([(DEFAULT_PSK[-1] + psk[0] - 1) & 0xFF])
    return psk.ljust(16 if len(psk) <= 16 else 32, b"\x00")


def public_half(private_key: bytes) -> bytes:
    """The X25519 public key of 32 private bytes."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def new_settings(spec: NodeSpec, index: int, rng: random.Random) -> NodeSettings:
    """Factory settings of the node with this index; draws from `rng` the same number of times for every spec."""
    drawn = rng.randbytes(32)
    private_key = spec.private_key or drawn
    public_key = public_half(private_key)
    number = spec.number if spec.number is not None else zlib.crc32(public_key)
    short = spec.short_name or f"{index + 1:04d}"[-4:]
    user = mesh_pb2.User(
        id=f"!{number:08x}",
        long_name=spec.long_name or f"Virtuel node {index + 1}",
        short_name=short,
        macaddr=b"\x02\x00" + number.to_bytes(4, "big"),
        hw_model=mesh_pb2.HardwareModel.PORTDUINO,
        public_key=public_key,
        role=config_pb2.Config.DeviceConfig.Role.Value(spec.role),
        is_unmessagable=False,
    )
    channels = [channel_pb2.Channel(index=slot, settings=channel_pb2.ChannelSettings()) for slot in range(8)]
    primary = channels[0]
    primary.role = channel_pb2.Channel.Role.PRIMARY
    primary.settings.psk = spec.psk
    primary.settings.name = spec.channel
    primary.settings.module_settings.position_precision = 0
    settings = NodeSettings(
        number, user, private_key, _factory_config(spec, public_key, private_key), _factory_modules(), channels
    )
    settings.numbered_by = public_key
    if not spec.canned:
        settings.excluded_modules = int(mesh_pb2.ExcludedModules.CANNEDMSG_CONFIG)
    if spec.position is not None:
        settings.position = position_of(*spec.position)
    settings.known[number] = KnownNode(number, user, settings.position, favourite=True)
    return settings


def position_of(latitude: float, longitude: float) -> mesh_pb2.Position:
    """Degrees as the protobuf's 1e-7 degrees, marked as set by hand."""
    return mesh_pb2.Position(
        latitude_i=round(latitude * 1e7),
        longitude_i=round(longitude * 1e7),
        location_source=mesh_pb2.Position.LocSource.LOC_MANUAL,
    )


def _factory_config(spec: NodeSpec, public_key: bytes, private_key: bytes) -> dict[str, Any]:
    whole = config_pb2.Config
    device = whole.DeviceConfig(
        role=whole.DeviceConfig.Role.Value(spec.role),
        rebroadcast_mode=whole.DeviceConfig.RebroadcastMode.Value(spec.rebroadcast_mode),
        node_info_broadcast_secs=10800,
    )
    lora = whole.LoRaConfig(
        use_preset=True,
        modem_preset=airtime.preset_named(spec.preset).number,
        region=whole.LoRaConfig.RegionCode.Value(spec.region),
        hop_limit=spec.hop_limit,
        tx_enabled=True,
        tx_power=27,
        sx126x_rx_boosted_gain=True,
        ignore_mqtt=True,
    )
    gps_absent = whole.PositionConfig.GpsMode.NOT_PRESENT
    position = whole.PositionConfig(
        position_broadcast_secs=3600, position_flags=811, gps_mode=gps_absent, fixed_position=spec.position is not None
    )
    return {
        "device": device,
        "position": position,
        "power": whole.PowerConfig(wait_bluetooth_secs=60, sds_secs=0xFFFFFFFF, ls_secs=300, min_wake_secs=10),
        "network": whole.NetworkConfig(ntp_server=""),
        "display": whole.DisplayConfig(screen_on_secs=600),
        "lora": lora,
        "bluetooth": whole.BluetoothConfig(enabled=True, fixed_pin=123456),
        "security": whole.SecurityConfig(public_key=public_key, private_key=private_key, serial_enabled=True),
        "sessionkey": whole.SessionkeyConfig(),
        "device_ui": type(config_pb2.Config().device_ui)(),
    }


def _factory_modules() -> dict[str, Any]:
    whole = module_config_pb2.ModuleConfig()
    modules = {part.name: type(getattr(whole, part.name))() for part in whole.DESCRIPTOR.fields}
    modules["telemetry"].device_update_interval = 0x7FFFFFFF
    return modules
