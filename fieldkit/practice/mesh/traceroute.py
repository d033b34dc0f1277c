"""The payload of a traceroute packet on its way: each node that it passes adds its number and the signal it heard."""

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from meshtastic.protobuf import mesh_pb2

from fieldkit.practice.mesh.frame import Frame


def passed_on(relay: int, frame: Frame, snr: float) -> mesh_pb2.Data:
    """The packet as the node with number `relay` passes it on."""
    route = _route(frame)
    back = bool(frame.data.request_id)
    (route.route_back if back else route.route).append(relay)
    (route.snr_back if back else route.snr_towards).append(round(snr * 4))
    data = mesh_pb2.Data()
    data.CopyFrom(frame.data)
    data.payload = route.SerializeToString()
    return data


def answered(frame: Frame, snr: float) -> bytes:
    """The payload with which the node that was asked for answers."""
    route = _route(frame)
    route.snr_towards.append(round(snr * 4))
    return bytes(route.SerializeToString())


def finished(frame: Frame, snr: float) -> bytes:
    """The payload that the asking node's client sees: the last hop's signal added."""
    route = _route(frame)
    (route.snr_back if frame.data.request_id else route.snr_towards).append(round(snr * 4))
    return bytes(route.SerializeToString())


def _route(frame: Frame) -> mesh_pb2.RouteDiscovery:
    route = mesh_pb2.RouteDiscovery()
    try:
        route.ParseFromString(frame.data.payload)
    except DecodeError:
        return mesh_pb2.RouteDiscovery()
    return route
