"""What admin messages from a node's own client do: read and change its settings, reboot it.

Remote administration is refused elsewhere (the node knows no admin key). Reboots follow firmware 2.8: seven seconds
after the owner, the network or a module changed, none after LoRa or channel changes, one after a transaction's commit.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from meshtastic.protobuf import admin_pb2, channel_pb2, mesh_pb2

from fieldkit.practice.mesh.board import Board
from fieldkit.practice.mesh.handshake import config_message, metadata, module_message
from fieldkit.practice.mesh.settings import KnownNode, NodeSettings, NodeSpec, new_settings, public_half

REBOOT_S: Final = 7.0
CANNED: Final = frozenset({"get_canned_message_module_messages_request", "set_canned_message_module_messages"})
"""What firmware without the module acknowledges and does not do; its settings it keeps all the same (recorded)."""
CANNED_BYTES: Final = 200
"""All canned messages together; longer text is cut."""


class Power(Protocol):
    """What a change may do with the node as a whole."""

    def apply_settings(self) -> None:
        """Take up changed settings at once."""
        ...

    def reboot_in(self, seconds: float) -> None:
        """Plan a reboot; a later plan replaces an earlier one."""
        ...

    def shut_down_in(self, seconds: float) -> None:
        """Plan to switch off."""
        ...


class Admin:
    """The administration of one node."""

    def __init__(self, board: Board, power: Power) -> None:
        self.board = board
        self.settings = board.settings
        self.power = power
        self.editing = False
        """Inside a transaction: changes are kept, their effect waits for the commit."""
        self.deaf_to: set[str] = set()
        """Kinds of message that are acknowledged and not obeyed, as by firmware that lacks them: a fault for practice.

        `set_module_config`, `get_ringtone_request` …: the variants of AdminMessage.
        """
        self._passkey = b""

    def clear(self) -> None:
        """Forget a transaction and the session: a reboot."""
        self.editing = False
        self._passkey = b""

    def act(self, payload: bytes) -> bytes | None:
        """Carry out one AdminMessage; returns the answer's payload, None when an acknowledgement is all."""
        request = admin_pb2.AdminMessage()
        try:
            request.ParseFromString(payload)
        except DecodeError:
            return None
        kind = request.WhichOneof("payload_variant") or ""
        answer = admin_pb2.AdminMessage(session_passkey=self._session_passkey())
        if kind in self.deaf_to or (kind in CANNED and _lacks_canned(self.settings)):
            return None
        if _read(self.settings, kind, request, answer):
            return bytes(answer.SerializeToString())
        change = _CHANGES.get(kind)
        if change is not None:
            change(self, getattr(request, kind))
        return None

    def changed(self, *, reboots: bool) -> None:
        """Settings are not as before: see to it that they take effect, now or after a reboot."""
        if self.editing:
            return
        if reboots:
            self.power.reboot_in(REBOOT_S)
        else:
            self.power.apply_settings()

    def _session_passkey(self) -> bytes:
        """Eight bytes, new after each boot, that answers carry."""
        if not self._passkey:
            self._passkey = self.board.rng.randbytes(8)
        return self._passkey


def _read(settings: NodeSettings, kind: str, request: Any, answer: Any) -> bool:
    """Put what a request of this kind asks for into the answer; False when it asks for nothing."""
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


def _lacks_canned(settings: NodeSettings) -> bool:
    return bool(settings.excluded_modules & mesh_pb2.ExcludedModules.CANNEDMSG_CONFIG)


def _set_owner(admin: Admin, owner: Any) -> None:
    user = admin.settings.user
    before = user.SerializeToString()
    if owner.long_name:
        user.long_name = owner.long_name
    if owner.short_name:
        user.short_name = owner.short_name
    if owner.HasField("is_unmessagable"):
        user.is_unmessagable = owner.is_unmessagable
    if user.SerializeToString() != before:
        admin.changed(reboots=True)


def _set_config(admin: Admin, message: Any) -> None:
    name = message.WhichOneof("payload_variant")
    if name is None or name in ("sessionkey", "device_ui"):
        return
    section, wanted = admin.settings.config[name], getattr(message, name)
    if name == "security":
        wanted = type(wanted).FromString(wanted.SerializeToString())
        if len(wanted.private_key) == 32 and wanted.private_key != section.private_key:
            wanted.public_key = public_half(wanted.private_key)
            admin.settings.user.public_key = wanted.public_key
            admin.settings.private_key = bytes(wanted.private_key)
        elif len(wanted.private_key) != 32:
            wanted.private_key, wanted.public_key = section.private_key, section.public_key
    if section == wanted:
        return
    section.CopyFrom(wanted)
    if name == "device":
        admin.settings.user.role = section.role
    admin.changed(reboots=name != "lora")


def _set_module_config(admin: Admin, message: Any) -> None:
    name = message.WhichOneof("payload_variant")
    if name in admin.settings.modules and admin.settings.modules[name] != getattr(message, name):
        admin.settings.modules[name].CopyFrom(getattr(message, name))
        admin.changed(reboots=True)


def _set_channel(admin: Admin, channel: Any) -> None:
    if not 0 <= channel.index < len(admin.settings.channels):
        return
    admin.settings.channels[channel.index].CopyFrom(channel)
    if channel.role == channel_pb2.Channel.Role.PRIMARY:
        for other in admin.settings.channels:
            if other.index != channel.index and other.role == channel_pb2.Channel.Role.PRIMARY:
                other.role = channel_pb2.Channel.Role.SECONDARY
    admin.changed(reboots=False)


def _set_canned(admin: Admin, text: str) -> None:
    admin.settings.canned_messages = text.encode()[:CANNED_BYTES].decode(errors="ignore")


def _set_position(admin: Admin, position: Any) -> None:
    own = admin.settings.known[admin.board.number]
    own.position = admin.settings.position = type(position).FromString(position.SerializeToString())
    admin.settings.config["position"].fixed_position = True


def _remove_position(admin: Admin, _: bool) -> None:
    admin.settings.known[admin.board.number].position = admin.settings.position = None
    admin.settings.config["position"].fixed_position = False


def _mark(field: str, value: bool) -> Callable[[Admin, int], None]:
    def mark(admin: Admin, number: int) -> None:
        known = admin.settings.known.get(number)
        if known is not None:
            setattr(known, field, value)

    return mark


def _add_contact(admin: Admin, contact: Any) -> None:
    user = type(contact.user).FromString(contact.user.SerializeToString())
    admin.settings.known[contact.node_num] = KnownNode(contact.node_num, user, favourite=True)


def _forget_node(admin: Admin, number: int) -> None:
    if number != admin.board.number:
        admin.settings.known.pop(number, None)


def _forget_all(admin: Admin, _: Any) -> None:
    for number in [number for number in admin.settings.known if number != admin.board.number]:
        del admin.settings.known[number]
    admin.power.reboot_in(REBOOT_S)


def _factory_reset(*, keep_key: bool) -> Callable[[Admin, Any], None]:
    def reset(admin: Admin, _: Any) -> None:
        factory = new_settings(NodeSpec(region="UNSET"), admin.board.index, admin.board.rng)
        admin.settings.take_from(factory, keep_key=keep_key)
        admin.power.reboot_in(REBOOT_S)

    return reset


def _set_time(admin: Admin, unix: int) -> None:
    admin.board.set_clock(unix)


def _begin(admin: Admin, _: bool) -> None:
    admin.editing = True


def _commit(admin: Admin, _: bool) -> None:
    admin.editing = False
    admin.power.apply_settings()
    admin.power.reboot_in(REBOOT_S)


def _reboot(admin: Admin, seconds: int) -> None:
    if seconds >= 0:
        admin.power.reboot_in(seconds)


def _shut_down(admin: Admin, seconds: int) -> None:
    admin.power.shut_down_in(max(seconds, 0))


_CHANGES: Final[dict[str, Callable[[Admin, Any], None]]] = {
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
    "factory_reset_config": _factory_reset(keep_key=True),
    "factory_reset_device": _factory_reset(keep_key=False),
    "set_time_only": _set_time,
    "begin_edit_settings": _begin,
    "commit_edit_settings": _commit,
    "reboot_seconds": _reboot,
    "shutdown_seconds": _shut_down,
}
