"""What a virtual node tells its client of itself: the whole answer to want_config, and its parts one by one.

The order is that of firmware 2.8.
"""

from collections.abc import Iterator
from typing import Any, Final

from meshtastic.protobuf import config_pb2, mesh_pb2, module_config_pb2

from fieldkit.practice.mesh.settings import KnownNode, NodeSettings

NONCE_ONLY_CONFIG: Final = 69420
NONCE_ONLY_NODES: Final = 69421
FIRMWARE_VERSION: Final = "2.8.0.virtual"


def handshake(settings: NodeSettings, nonce: int, wall_s: float | None, metrics: Any) -> Iterator[Any]:
    """Every FromRadio that answers want_config_id `nonce`, in order. `metrics` are the node's own DeviceMetrics.

    `wall_s` is Unix time at simulated second 0, None when the node does not know the time.
    """
    own = settings.known[settings.number]
    if nonce != NONCE_ONLY_NODES:
        info = mesh_pb2.MyNodeInfo(
            my_node_num=settings.number,
            reboot_count=settings.reboots,
            min_app_version=30200,
            device_id=settings.public_key[:16],
            pio_env="native",
            nodedb_count=len(settings.known),
        )
        yield mesh_pb2.FromRadio(my_info=info)
        screen = mesh_pb2.FromRadio()
        screen.deviceuiConfig.screen_brightness = 153
        screen.deviceuiConfig.screen_timeout = 30
        yield screen
    yield mesh_pb2.FromRadio(node_info=node_info(own, wall_s, metrics))
    if nonce != NONCE_ONLY_NODES:
        yield mesh_pb2.FromRadio(metadata=metadata(settings))
        for channel in settings.channels:
            yield mesh_pb2.FromRadio(channel=channel)
        for name in settings.config:
            yield mesh_pb2.FromRadio(config=config_message(settings, name))
        for name in settings.modules:
            yield mesh_pb2.FromRadio(moduleConfig=module_message(settings, name))
    if nonce != NONCE_ONLY_CONFIG:
        for known in settings.known.values():
            if known is not own:
                yield mesh_pb2.FromRadio(node_info=node_info(known, wall_s, None))
    if nonce != NONCE_ONLY_NODES:
        yield mesh_pb2.FromRadio(fileInfo=mesh_pb2.FileInfo(file_name="/prefs/config.proto", size_bytes=179))
    yield mesh_pb2.FromRadio(config_complete_id=nonce)


def config_message(settings: NodeSettings, name: str) -> config_pb2.Config:
    """One configuration section as the wire's Config."""
    message = config_pb2.Config()
    getattr(message, name).CopyFrom(settings.config[name])
    getattr(message, name).SetInParent()
    return message


def module_message(settings: NodeSettings, name: str) -> module_config_pb2.ModuleConfig:
    """One module's section as the wire's ModuleConfig."""
    message = module_config_pb2.ModuleConfig()
    getattr(message, name).CopyFrom(settings.modules[name])
    getattr(message, name).SetInParent()
    return message


def metadata(settings: NodeSettings) -> mesh_pb2.DeviceMetadata:
    """What the node says of its firmware."""
    return mesh_pb2.DeviceMetadata(
        firmware_version=FIRMWARE_VERSION,
        device_state_version=25,
        hasWifi=True,
        role=settings.config["device"].role,
        position_flags=811,
        hw_model=mesh_pb2.HardwareModel.PORTDUINO,
        hasPKC=True,
        excluded_modules=settings.excluded_modules,
    )


def node_info(known: KnownNode, wall_s: float | None, metrics: Any) -> mesh_pb2.NodeInfo:
    """A row of the node database as the wire's NodeInfo."""
    info = mesh_pb2.NodeInfo(num=known.number, snr=known.snr, is_favorite=known.favourite, is_ignored=known.ignored)
    if known.user is not None:
        info.user.CopyFrom(known.user)
    if known.position is not None:
        info.position.CopyFrom(known.position)
    if known.hops_away is not None:
        info.hops_away = known.hops_away
    if known.last_heard_s is not None and wall_s is not None:
        info.last_heard = int(wall_s + known.last_heard_s)
    if metrics is not None:
        info.position.SetInParent()
        info.device_metrics.CopyFrom(metrics)
    return info
