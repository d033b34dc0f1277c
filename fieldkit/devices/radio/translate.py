"""From Meshtastic's protobufs to the plain values of `link.node.radio_types`; nothing else knows both."""

from dataclasses import replace
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from meshtastic.protobuf import channel_pb2, config_pb2, mesh_pb2, telemetry_pb2

from fieldkit.link.node.ports import NODEINFO_APP, POSITION_APP
from fieldkit.link.node.radio_types import REFUSALS, Channel, ChannelUse, NodeInfo, PacketIn, Send

DEFAULT_HOPS = 3
EXTERNAL_POWER = 101
"""A battery level above 100 % is the firmware's way to say that it runs on external power."""


def enum_word(enum: Any, value: int) -> str:
    """The name of an enum value; its number when the firmware is newer than our protobufs."""
    try:
        return str(enum.Name(value))
    except ValueError:
        return str(value)


def error_word(code: int) -> str:
    """The word of a routing error."""
    return enum_word(mesh_pb2.Routing.Error, code)


def routing_code(payload: bytes) -> int | None:
    """The error in a routing answer, 0 for an acknowledgement; None for what answers no packet. Raises DecodeError."""
    routing = mesh_pb2.Routing.FromString(payload)
    if routing.WhichOneof("variant") not in (None, "error_reason"):
        return None
    return int(routing.error_reason)


def refusal_word(code: int) -> str:
    """The word of a SendRefused code."""
    return REFUSALS.get(code) or error_word(code)


def battery(level: int | None) -> tuple[int | None, bool | None]:
    """(percent, on external power) of a reported battery level; unknown stays unknown."""
    if level is None:
        return None, None
    if level >= EXTERNAL_POWER:
        return None, True
    return level, False


def node_info(message: Any) -> NodeInfo:
    """A mesh_pb2.NodeInfo as NodeInfo."""
    metrics = message.device_metrics
    level = metrics.battery_level if metrics.HasField("battery_level") else None
    percent, external = battery(level)
    latitude, longitude, altitude = _place(message.position) if message.HasField("position") else (None, None, None)
    named = message.HasField("user")
    return NodeInfo(
        number=message.num,
        long_name=message.user.long_name,
        short_name=message.user.short_name,
        public_key=message.user.public_key,
        role=enum_word(config_pb2.Config.DeviceConfig.Role, message.user.role) if named else "",
        hardware=enum_word(mesh_pb2.HardwareModel, message.user.hw_model) if named else "",
        latitude=latitude,
        longitude=longitude,
        altitude_m=altitude,
        last_heard=message.last_heard or None,
        snr=message.snr or None,
        hops=message.hops_away if message.HasField("hops_away") else None,
        battery_percent=percent,
        external_power=external,
    )


def _place(position: Any) -> tuple[float | None, float | None, int | None]:
    # Positions on the default channel arrive emptied (precision 0): no fields, or zeroes.
    if not (position.HasField("latitude_i") and position.HasField("longitude_i")):
        return None, None, None
    if position.latitude_i == 0 and position.longitude_i == 0:
        return None, None, None
    altitude = position.altitude if position.HasField("altitude") else None
    return position.latitude_i / 1e7, position.longitude_i / 1e7, altitude


def learnt(known: NodeInfo, packet: PacketIn) -> NodeInfo | None:
    """What a NODEINFO or POSITION packet adds to a node; None when it is no such packet or undecodable."""
    try:
        if packet.portnum == NODEINFO_APP:
            user = mesh_pb2.User.FromString(packet.payload)
            return replace(
                known,
                long_name=user.long_name or known.long_name,
                short_name=user.short_name or known.short_name,
                # As the firmware does: the first key that a node number showed stays.
                public_key=known.public_key or user.public_key,
                role=enum_word(config_pb2.Config.DeviceConfig.Role, user.role),
                hardware=enum_word(mesh_pb2.HardwareModel, user.hw_model),
            )
        if packet.portnum == POSITION_APP:
            latitude, longitude, altitude = _place(mesh_pb2.Position.FromString(packet.payload))
            if latitude is None:
                return None
            return replace(known, latitude=latitude, longitude=longitude, altitude_m=altitude)
    except DecodeError:
        return None
    return None


def channel(message: Any) -> Channel:
    """A channel_pb2.Channel as Channel."""
    return Channel(
        index=message.index,
        name=message.settings.name,
        role=enum_word(channel_pb2.Channel.Role, message.role),
        psk=message.settings.psk,
    )


def packet_in(message: Any) -> PacketIn:
    """A decoded mesh_pb2.MeshPacket as PacketIn."""
    data = message.decoded
    # Signal strength 0 dBm does not occur; it marks packets that came over no radio.
    heard = message.rx_rssi != 0
    return PacketIn(
        from_node=getattr(message, "from"),
        to_node=message.to,
        channel=message.channel,
        portnum=data.portnum,
        payload=data.payload,
        packet_id=message.id,
        reply_id=data.reply_id,
        request_id=data.request_id,
        want_ack=message.want_ack,
        pki_encrypted=message.pki_encrypted,
        public_key=message.public_key,
        rx_time=message.rx_time or None,
        rx_snr=message.rx_snr if heard else None,
        rx_rssi=message.rx_rssi if heard else None,
        hops=message.hop_start - message.hop_limit if message.hop_start >= max(message.hop_limit, 1) else None,
        emoji=data.emoji,
    )


def channel_use(payload: bytes) -> ChannelUse | None:
    """A TELEMETRY payload of our own node; None when it says nothing about channel or battery, or is undecodable."""
    try:
        telemetry = telemetry_pb2.Telemetry.FromString(payload)
    except DecodeError:
        return None
    kind = telemetry.WhichOneof("variant")
    if kind == "device_metrics":
        metrics = telemetry.device_metrics
        percent, external = battery(metrics.battery_level if metrics.HasField("battery_level") else None)
        voltage = metrics.voltage if metrics.HasField("voltage") else None
        return ChannelUse(
            channel_percent=metrics.channel_utilization if metrics.HasField("channel_utilization") else None,
            tx_percent=metrics.air_util_tx if metrics.HasField("air_util_tx") else None,
            battery_percent=percent,
            external_power=external,
            voltage=voltage,
        )
    if kind == "local_stats":
        stats = telemetry.local_stats
        return ChannelUse(stats.channel_utilization, stats.air_util_tx, None, None, None)
    return None


def packet_out(send: Send, packet_id: int, hop_limit: int) -> bytes:
    """The ToRadio bytes of a send. Priority is left to the firmware, which ranks text and acknowledgements itself."""
    to_radio = mesh_pb2.ToRadio()
    packet = to_radio.packet
    packet.to = send.to_node
    packet.id = packet_id
    packet.channel = send.channel_index
    packet.want_ack = send.want_ack
    packet.hop_limit = hop_limit if send.hop_limit is None else send.hop_limit
    packet.decoded.portnum = send.portnum
    packet.decoded.payload = send.payload
    packet.decoded.want_response = send.want_response
    if send.reply_id is not None:
        packet.decoded.reply_id = send.reply_id
    if send.pki:
        packet.pki_encrypted = True
        if send.public_key is not None:
            packet.public_key = send.public_key
    return bytes(to_radio.SerializeToString())
