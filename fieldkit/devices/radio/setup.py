"""A node made ready for the municipality's channel: what it is set to, what it should be, and the change between.

Everything is read back from the node after the change; doing it twice changes nothing the second time. The duty cycle
(10 % of an hour in EU868) is law and is never widened.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, assert_never

from meshtastic.protobuf import admin_pb2, channel_pb2, mesh_pb2

from fieldkit.core.errors import DeviceError, InputError
from fieldkit.devices.radio import translate
from fieldkit.devices.radio.admin import ANSWER_S, REBOOT_S, RadioAdmin
from fieldkit.devices.radio.session import RadioSession
from fieldkit.link.node.airtime import OFFERED
from fieldkit.link.node.plan import CHANNEL_NAME, REBROADCAST, REGION, ROLE, USUAL_PRESET, called
from fieldkit.link.node.radio_types import Connected, Introduced

Value = str | int | float | bool | bytes

CANNED_BYTES = 200
"""All canned messages with their separators (the firmware's buffer is 201 with its end mark)."""
LONG_NAME_BYTES, SHORT_NAME_BYTES, CHANNEL_NAME_BYTES = 39, 4, 11
INTRODUCE_S = 65.0
"""For a node to say who it is: it refuses for a minute after the last time."""
QUIET_S = 12 * 3600
"""Own telemetry and positions of a node: twice a day costs no air that anybody misses."""
CHANNELS = 8
NO_CHANNELS = "ingen"
NODEINFO_S = 3 * 3600
"""The firmware's default: rare enough, and newcomers ask anyway."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a node shall be. None leaves that setting as it is; `psk` is the channel's own 32 bytes."""

    psk: bytes = field(repr=False)
    preset: str = USUAL_PRESET
    channel_name: str = CHANNEL_NAME
    hop_limit: int = 3
    long_name: str | None = None
    short_name: str | None = None
    canned_messages: tuple[str, ...] | None = None
    override_duty_cycle: bool = False

    def values(self) -> dict[str, Value]:
        """Setting name -> wanted value; InputError when something cannot or must not be set."""
        self._check()
        values: dict[str, Value] = {
            "region": REGION,
            "use_preset": True,
            "preset": self.preset,
            "own_frequency": 0.0,
            "hop_limit": self.hop_limit,
            "transmit": True,
            "override_duty_cycle": False,
            "ignore_mqtt": True,
            "ok_to_mqtt": False,
            "role": ROLE,
            "rebroadcast_mode": REBROADCAST,
            "nodeinfo_seconds": NODEINFO_S,
            "position_seconds": QUIET_S,
            "position_smart": False,
            "telemetry_seconds": QUIET_S,
            "telemetry_on_air": False,
            "mqtt": False,
            "channel_role": "PRIMARY",
            "channel_name": self.channel_name,
            "channel_psk": self.psk,
            "channel_uplink": False,
            "channel_downlink": False,
            "channel_position_bits": 0,
            "other_channels": NO_CHANNELS,
        }
        if self.long_name is not None:
            values["long_name"] = self.long_name
        if self.short_name is not None:
            values["short_name"] = self.short_name
        if self.canned_messages is not None:
            values["canned_enabled"] = bool(self.canned_messages)
            values["canned_messages"] = "|".join(self.canned_messages)
        return values

    def _check(self) -> None:
        if self.override_duty_cycle:
            raise InputError("Sendetidsgrænsen på 10 % er lov og kan ikke ophæves; fjern override_duty_cycle.")
        if len(self.psk) != 32:
            raise InputError(f"Kanalens nøgle er på {len(self.psk)} bytes, men skal være på 32; brug kommunens nøgle.")
        if self.preset not in OFFERED:
            raise InputError(f"Hastigheden {self.preset} må ikke bruges i EU_868; vælg en af {', '.join(OFFERED)}.")
        if not 1 <= self.hop_limit <= 7:
            raise InputError(f"Antal hop er {self.hop_limit}, men skal være 1 til 7; vælg 3.")
        for what, text, most in (
            ("Kanalens navn", self.channel_name, CHANNEL_NAME_BYTES),
            ("Radioens navn", self.long_name, LONG_NAME_BYTES),
            ("Radioens korte navn", self.short_name, SHORT_NAME_BYTES),
        ):
            if text is not None and not (text.isprintable() and 1 <= len(text.encode()) <= most):
                raise InputError(f"{what} “{text}” skal fylde 1 til {most} bytes (æ, ø og å fylder 2); kort det af.")
        canned = self.canned_messages or ()
        if any("|" in text or not text.strip() or not text.isprintable() for text in canned):
            raise InputError("En fast besked er tom eller indeholder tegnet | eller et linjeskift; ret den.")
        size = len("|".join(canned).encode())
        if size > CANNED_BYTES:
            raise InputError(f"De faste beskeder fylder {size} bytes, men højst {CANNED_BYTES} går an; kort dem af.")


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that is not as wanted; `now` and `wanted` are ready to print (keys as fingerprints)."""

    setting: str
    now: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a node: what had to change (nothing: it was right already), which wanted settings it has no
    module for, and the node as it now is."""

    changes: list[Change]
    skipped: tuple[str, ...]
    node: Connected


class Part(StrEnum):
    """What of a node is read and written in one go. The values of the first six are the protobuf's fields."""

    LORA = "lora"
    DEVICE = "device"
    POSITION = "position"
    TELEMETRY = "telemetry"
    MQTT = "mqtt"
    CANNED_MESSAGE = "canned_message"
    CHANNEL = "channel"
    OTHER_CHANNELS = "other_channels"
    OWNER = "owner"
    CANNED_TEXT = "canned_text"


SETTINGS: dict[str, tuple[Part, str]] = {
    "region": (Part.LORA, "region"),
    "use_preset": (Part.LORA, "use_preset"),
    "preset": (Part.LORA, "modem_preset"),
    "own_frequency": (Part.LORA, "override_frequency"),
    "hop_limit": (Part.LORA, "hop_limit"),
    "transmit": (Part.LORA, "tx_enabled"),
    "override_duty_cycle": (Part.LORA, "override_duty_cycle"),
    "ignore_mqtt": (Part.LORA, "ignore_mqtt"),
    "ok_to_mqtt": (Part.LORA, "config_ok_to_mqtt"),
    "role": (Part.DEVICE, "role"),
    "rebroadcast_mode": (Part.DEVICE, "rebroadcast_mode"),
    "nodeinfo_seconds": (Part.DEVICE, "node_info_broadcast_secs"),
    "position_seconds": (Part.POSITION, "position_broadcast_secs"),
    "position_smart": (Part.POSITION, "position_broadcast_smart_enabled"),
    "telemetry_seconds": (Part.TELEMETRY, "device_update_interval"),
    "telemetry_on_air": (Part.TELEMETRY, "device_telemetry_enabled"),
    "mqtt": (Part.MQTT, "enabled"),
    "channel_role": (Part.CHANNEL, "role"),
    "channel_name": (Part.CHANNEL, "settings.name"),
    "channel_psk": (Part.CHANNEL, "settings.psk"),
    "channel_uplink": (Part.CHANNEL, "settings.uplink_enabled"),
    "channel_downlink": (Part.CHANNEL, "settings.downlink_enabled"),
    "channel_position_bits": (Part.CHANNEL, "settings.module_settings.position_precision"),
    "other_channels": (Part.OTHER_CHANNELS, ""),
    "long_name": (Part.OWNER, "long_name"),
    "short_name": (Part.OWNER, "short_name"),
    "canned_enabled": (Part.CANNED_MESSAGE, "enabled"),
    "canned_messages": (Part.CANNED_TEXT, ""),
}
"""Setting name -> (part of the node, field in that part's protobuf)."""

_CONFIGS = {Part.LORA: "LORA_CONFIG", Part.DEVICE: "DEVICE_CONFIG", Part.POSITION: "POSITION_CONFIG"}
_MODULES = {
    Part.TELEMETRY: "TELEMETRY_CONFIG",
    Part.MQTT: "MQTT_CONFIG",
    Part.CANNED_MESSAGE: "CANNEDMSG_CONFIG",
}

_MODULE_BITS = {
    Part.TELEMETRY: mesh_pb2.ExcludedModules.TELEMETRY_CONFIG,
    Part.MQTT: mesh_pb2.ExcludedModules.MQTT_CONFIG,
    Part.CANNED_MESSAGE: mesh_pb2.ExcludedModules.CANNEDMSG_CONFIG,
    Part.CANNED_TEXT: mesh_pb2.ExcludedModules.CANNEDMSG_CONFIG,
}
"""What firmware that was built without a module acknowledges and does not keep, or keeps and does not obey."""

Parts = dict[Part, Any]
"""Part of the node -> its protobuf (OTHER_CHANNELS: a list of them; CANNED_TEXT: a string, or None when the node has no
place for it)."""


def plan(current: Mapping[str, Value], wanted: Wanted) -> list[Change]:
    """What must change, in the table's order; a setting that the node did not tell counts as unknown and changes."""
    goal = wanted.values()
    return [
        Change(name, shown(current[name]) if name in current else "ukendt", shown(goal[name]))
        for name in SETTINGS
        if name in goal and current.get(name) != goal[name]
    ]


def shown(value: Value) -> str:
    """A value for people; a key only as a fingerprint."""
    if isinstance(value, bytes):
        if len(value) < 16:
            return "ingen" if not value else "standardnøgle"
        return "nøgle " + hashlib.blake2s(value, digest_size=4).hexdigest()
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return f"{value:.3f}".replace(".", ",") if value else "ingen"
    return str(value)


async def read(session: RadioSession, *, answer_s: float = ANSWER_S) -> dict[str, Value]:
    """Every setting of the table, asked of the node now; DeviceError when it does not answer."""
    async with RadioAdmin(session, answer_s=answer_s) as admin:
        return _values(await _read(admin, lacks(await admin.connected())))


async def show(session: RadioSession) -> dict[str, str]:
    """Setting name -> value for people."""
    return {name: shown(value) for name, value in (await read(session)).items()}


def lacks(node: Connected) -> frozenset[Part]:
    """The parts that this node's firmware has no module for."""
    return frozenset(part for part, bit in _MODULE_BITS.items() if node.excluded_modules & bit)


async def apply(
    session: RadioSession,
    wanted: Wanted,
    dry_run: bool = False,
    *,
    answer_s: float = ANSWER_S,
    reboot_s: float = REBOOT_S,
) -> Applied:
    """Make the node as wanted and prove it by reading back. What its firmware has no module for is left out and named.

    `dry_run` only tells. DeviceError names the settings that the node did not keep.
    """
    wanted.values()
    async with RadioAdmin(session, answer_s=answer_s, reboot_s=reboot_s) as admin:
        without = lacks(await admin.connected())
        parts = await _read(admin, without)
        if parts[Part.CANNED_TEXT] is None:
            without |= {Part.CANNED_MESSAGE, Part.CANNED_TEXT}
        planned = plan(_values(parts), wanted)
        changes = [change for change in planned if SETTINGS[change.setting][0] not in without]
        skipped = tuple(change.setting for change in planned if change not in changes)
        if changes and not dry_run:
            await _write(admin, parts, changes, wanted.values())
            await admin.after_reboot()
            kept = plan(_values(await _read(admin, without)), wanted)
            left = [change.setting for change in kept if SETTINGS[change.setting][0] not in without]
            if left:
                raise DeviceError(
                    f"Radioen på {session.url} beholdt ikke {', '.join(left)}; prøv igen, eller opdater dens firmware."
                )
        return Applied(changes, skipped, await admin.connected())


async def introduce(session: RadioSession, *, patience_s: float = INTRODUCE_S) -> bool:
    """Have a node that was set up tell all who it is; whether it did. Until then nobody can write to it alone.

    By itself it does so when it boots, unless it did within ten minutes (also if it had no region then and nothing
    went out), and then not for hours.
    """
    told = asyncio.Event()
    unsubscribe = session.subscribe(lambda event: told.set() if isinstance(event, Introduced) else None)
    try:
        session.introduce()
        async with asyncio.timeout(patience_s):
            await told.wait()
    except TimeoutError:
        return False
    finally:
        unsubscribe()
    return True


async def _read(admin: RadioAdmin, without: frozenset[Part]) -> Parts:
    kinds = admin_pb2.AdminMessage
    parts: Parts = {}
    for part, kind in _CONFIGS.items():
        answer = await admin.ask(get_config_request=kinds.ConfigType.Value(kind))
        parts[part] = getattr(answer.get_config_response, part)
    for part, kind in _MODULES.items():
        answer = await admin.ask(get_module_config_request=kinds.ModuleConfigType.Value(kind))
        parts[part] = getattr(answer.get_module_config_response, part)
    # Channels are asked for by index + 1.
    channels = [(await admin.ask(get_channel_request=n)).get_channel_response for n in range(1, CHANNELS + 1)]
    parts[Part.CHANNEL], *parts[Part.OTHER_CHANNELS] = channels
    parts[Part.OWNER] = (await admin.ask(get_owner_request=True)).get_owner_response
    parts[Part.CANNED_TEXT] = None
    if Part.CANNED_TEXT not in without:
        try:
            canned = await admin.ask(tries=1, get_canned_message_module_messages_request=True)
            parts[Part.CANNED_TEXT] = canned.get_canned_message_module_messages_response
        except DeviceError:
            # Firmware that does not tell which modules it lacks answers nothing for this one.
            parts[Part.CANNED_TEXT] = None
    return parts


async def _write(admin: RadioAdmin, parts: Parts, changes: list[Change], goal: Mapping[str, Value]) -> None:
    touched = []
    for change in changes:
        part, path = SETTINGS[change.setting]
        if part is Part.CANNED_TEXT:
            parts[part] = goal[change.setting]
        elif part is not Part.OTHER_CHANNELS:
            _put(parts[part], path, goal[change.setting])
        if part not in touched:
            touched.append(part)
    # One transaction: the node saves and reboots once, and never stands on a new channel with an old region.
    await admin.order(begin_edit_settings=True)
    for part in touched:
        match part:
            case Part.LORA | Part.DEVICE | Part.POSITION:
                await admin.order(set_config={part.value: parts[part]})
            case Part.TELEMETRY | Part.MQTT | Part.CANNED_MESSAGE:
                await admin.order(set_module_config={part.value: parts[part]})
            case Part.CHANNEL:
                parts[part].index = 0
                await admin.order(set_channel=parts[part])
            case Part.OTHER_CHANNELS:
                for index, channel in enumerate(parts[part], 1):
                    if channel.role != channel_pb2.Channel.Role.DISABLED:
                        await admin.order(set_channel=channel_pb2.Channel(index=index))
            case Part.OWNER:
                await admin.order(set_owner=parts[part])
            case Part.CANNED_TEXT:
                await admin.order(set_canned_message_module_messages=parts[part])
            case _:
                assert_never(part)
    await admin.order(commit_edit_settings=True)


def _values(parts: Parts) -> dict[str, Value]:
    return {name: _value(parts, part, path) for name, (part, path) in SETTINGS.items() if parts[part] is not None}


def _value(parts: Parts, part: Part, path: str) -> Value:
    match part:
        case Part.CANNED_TEXT:
            text: str = parts[part]
            return text
        case Part.OTHER_CHANNELS:
            used = [c for c in map(translate.channel, parts[part]) if c.role != "DISABLED"]
            return ", ".join(map(called, used)) or NO_CHANNELS
        case _:
            return _get(parts[part], path)


def _walk(message: Any, path: str) -> tuple[Any, str]:
    *way, last = path.split(".")
    for step in way:
        message = getattr(message, step)
    return message, last


def _get(message: Any, path: str) -> Value:
    message, last = _walk(message, path)
    value: Value = getattr(message, last)
    enum = message.DESCRIPTOR.fields_by_name[last].enum_type
    if enum is None:
        return value
    known = enum.values_by_number.get(value)
    return known.name if known is not None else str(value)


def _put(message: Any, path: str, value: Value) -> None:
    message, last = _walk(message, path)
    enum = message.DESCRIPTOR.fields_by_name[last].enum_type
    setattr(message, last, value if enum is None else enum.values_by_name[value].number)
