"""The vault desk: destroys emergency lists that are more than seven days old, also when nobody opens the vault."""

import asyncio
import contextlib

from fieldkit.acts.vault import sweep
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit
from fieldkit.store.tables.status import add_error

EVERY_S = 3600.0


async def watch_vault(kit: Kit) -> None:
    """Sweep each hour until cancelled; a disk that refuses is told, and tried again."""
    while True:
        try:
            sweep(kit)
        except FieldkitError as error:
            with contextlib.suppress(FieldkitError):  # a full disk refuses this line too
                add_error(kit.log, "vault", error, kit.now())
        await asyncio.sleep(EVERY_S)
