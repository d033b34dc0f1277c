"""Every kit that has been heard of with its key, who stands behind it, and whether it is believed."""

import msgspec

from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.vector import Vector


class KitAndKey(msgspec.Struct, frozen=True):
    """One kit with one key. `mark` is what people compare, empty for a kit that has none; `is_twin`: another kit bears
    the number as well."""

    kit: int
    mark: str
    vouched: bool
    may_revoke: bool
    believed: bool
    is_twin: bool


def kits_and_keys(believed: Believed, vector: Vector) -> list[KitAndKey]:
    """By number; several of one number where kits were given the same one, or one was made anew."""
    found = []
    for kit in sorted({feed.kit for feed in vector.feeds}):
        epochs = [feed.epoch for feed in vector.feeds if feed.kit == kit]
        keys = sorted(believed.keys_of_kit(kit)) or [""]
        for key in keys:
            of_key = [epoch for epoch in epochs if not key or key in believed.keys_of(kit, epoch)]
            raw = bytes.fromhex(key)
            found.append(
                KitAndKey(
                    kit,
                    mark_of(raw) if key else "",
                    bool(key) and believed.is_vouched(kit, raw),
                    any(believed.may_revoke(kit, epoch) for epoch in of_key),
                    not any(believed.is_cut(kit, epoch) for epoch in of_key),
                    len(keys) > 1,
                )
            )
    return found
