"""What admin messages from a node's own client do: read and change its settings, reboot it.

Remote administration is refused elsewhere (the node knows no admin key). Reboots follow firmware 2.8: seven seconds
after the owner, the network or a module changed, none after LoRa or channel changes, one after a transaction's commit.
"""

from typing import TYPE_CHECKING, Any, Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from meshtastic.protobuf import admin_pb2, channel_pb2

from fieldkit.practice.mesh.node_settings import KnownNode, config_message, metadata, module_message, public_half

if TYPE_CHECKING:
    from fieldkit.practice.mesh.node import VirtualNode

REBOOT_S: Final = 7.0
CANNED_BYTES: Final = 200
"""All canned messages together; longer text is cut."""


def act(node: "VirtualNode", payload: bytes) -> bytes | None:
    """Carry out one AdminMessage; returns the answer's payload, None when an acknowledgement is all."""
    request = admin_pb2.AdminMessage()
    try:
        request.ParseFromString(payload)
    except DecodeError:
        return None
    kind = request.WhichOneof("payload_variant") or ""
    answer = admin_pb2.AdminMessage(session_passkey=node.session_passkey())
    if _read(node, kind, request, answer):
        return bytes(answer.SerializeToString())
    change = _CHANGES.get(kind)
    if change is not None:
        change(node, getattr(request, kind))
    return None


def _read(node: "VirtualNode", kind: str, request: Any, answer: Any) -> bool:
    settings = node.settings
    if kind == "get_owner_request":
        answer.get_owner_response.CopyFrom(settings.user)
    elif kind == "get_device_metadata_request":
        answer.get_device_metadata_response.CopyFrom(metadata(settings))
    elif kind == "get_channel_request" and 1 <= request.get_channel_request <= len(settings.channels):
        answer.get_channel_response.CopyFrom(settings.channels[request.get_channel_request - 1])
    elif kind == "get_config_request" and request.get_config_request < len(settings.config):
        name = list(settings.config)[request.get_config_request]
        answer.get_config_response.CopyFrom(config_message(settings, name))
    elif kind == "get_module_config_request" and request.get_module_config_request < len(settings.modules):
        name = list(settings.modules)[request.get_module_config_request]
        answer.get_module_config_response.CopyFrom(module_message(settings, name))
    elif kind == "get_canned_message_module_messages_request":
        answer.get_canned_message_module_messages_response = settings.canned_messages
    elif kind == "get_ringtone_request":
        answer.get_ringtone_response = ""
    elif kind == "get_device_connection_status_request":
        answer.get_device_connection_status_response.SetInParent()
    elif kind == "get_ui_config_request":
        answer.get_ui_config_response.SetInParent()
    else:
        return False
    return True


def _set_owner(node: "VirtualNode", owner: Any) -> None:
    user = node.settings.user
    before = user.SerializeToString()
    if owner.long_name:
        user.long_name = owner.long_name
    if owner.short_name:
        user.short_name = owner.short_name
    if owner.HasField("is_unmessagable"):
        user.is_unmessagable = owner.is_unmessagable
    if user.SerializeToString() != before:
        _changed(node, reboots=True)


def _set_config(node: "VirtualNode", message: Any) -> None:
    name = message.WhichOneof("payload_variant")
    if name is None or name in ("sessionkey", "device_ui"):
        return
    section, wanted = node.settings.config[name], getattr(message, name)
    if name == "security":
        wanted = type(wanted).FromString(wanted.SerializeToString())
        if len(wanted.private_key) == 32 and wanted.private_key != section.private_key:
            wanted.public_key = public_half(wanted.private_key)
            node.settings.user.public_key = wanted.public_key
        elif len(wanted.private_key) != 32:
            wanted.private_key, wanted.public_key = section.private_key, section.public_key
    if section == wanted:
        return
    section.CopyFrom(wanted)
    if name == "device":
        node.settings.user.role = section.role
    _changed(node, reboots=name != "lora")


def _set_module_config(node: "VirtualNode", message: Any) -> None:
    name = message.WhichOneof("payload_variant")
    if name in node.settings.modules and node.settings.modules[name] != getattr(message, name):
        node.settings.modules[name].CopyFrom(getattr(message, name))
        _changed(node, reboots=True)


def _set_channel(node: "VirtualNode", channel: Any) -> None:
    if not 0 <= channel.index < len(node.settings.channels):
        return
    node.settings.channels[channel.index].CopyFrom(channel)
    if channel.role == channel_pb2.Channel.Role.PRIMARY:
        for other in node.settings.channels:
            if other.index != channel.index and other.role == channel_pb2.Channel.Role.PRIMARY:
                other.role = channel_pb2.Channel.Role.SECONDARY
    _changed(node, reboots=False)


def _set_canned(node: "VirtualNode", text: str) -> None:
    node.settings.canned_messages = text.encode()[:CANNED_BYTES].decode(errors="ignore")


def _set_position(node: "VirtualNode", position: Any) -> None:
    own = node.settings.known[node.number]
    own.position = node.settings.position = type(position).FromString(position.SerializeToString())
    node.settings.config["position"].fixed_position = True


def _remove_position(node: "VirtualNode", _: bool) -> None:
    node.settings.known[node.number].position = node.settings.position = None
    node.settings.config["position"].fixed_position = False


def _mark(field: str, value: bool) -> Any:
    def mark(node: "VirtualNode", number: int) -> None:
        known = node.settings.known.get(number)
        if known is not None:
            setattr(known, field, value)

    return mark


def _add_contact(node: "VirtualNode", contact: Any) -> None:
    user = type(contact.user).FromString(contact.user.SerializeToString())
    node.settings.known[contact.node_num] = KnownNode(contact.node_num, user, favourite=True)


def _forget_node(node: "VirtualNode", number: int) -> None:
    if number != node.number:
        node.settings.known.pop(number, None)


def _forget_all(node: "VirtualNode", _: Any) -> None:
    for number in [number for number in node.settings.known if number != node.number]:
        del node.settings.known[number]
    node.reboot_in(REBOOT_S)


def _begin(node: "VirtualNode", _: bool) -> None:
    node.editing = True


def _commit(node: "VirtualNode", _: bool) -> None:
    node.editing = False
    node.apply_settings()
    node.reboot_in(REBOOT_S)


def _reboot(node: "VirtualNode", seconds: int) -> None:
    if seconds >= 0:
        node.reboot_in(seconds)


def _shut_down(node: "VirtualNode", seconds: int) -> None:
    node.shut_down_in(max(seconds, 0))


def _changed(node: "VirtualNode", *, reboots: bool) -> None:
    if node.editing:
        return
    if reboots:
        node.reboot_in(REBOOT_S)
    else:
        node.apply_settings()


_CHANGES: Final[dict[str, Any]] = {
    "set_owner": _set_owner,
    "set_config": _set_config,
    "set_module_config": _set_module_config,
    "set_channel": _set_channel,
    "set_canned_message_module_messages": _set_canned,
    "set_fixed_position": _set_position,
    "remove_fixed_position": _remove_position,
    "set_favorite_node": _mark("favourite", True),
    "remove_favorite_node": _mark("favourite", False),
    "set_ignored_node": _mark("ignored", True),
    "remove_ignored_node": _mark("ignored", False),
    "add_contact": _add_contact,
    "remove_by_nodenum": _forget_node,
    "nodedb_reset": _forget_all,
    "begin_edit_settings": _begin,
    "commit_edit_settings": _commit,
    "reboot_seconds": _reboot,
    "shutdown_seconds": _shut_down,
}
