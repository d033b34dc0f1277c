"""The ready desk: ticks the steps of cards of which the kit itself sees that they are done."""

import asyncio
import contextlib

from fieldkit.acts.ready import tick_seen
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit
from fieldkit.store.tables.status import add_error

EVERY_S = 60.0


async def watch_ready(kit: Kit) -> None:
    """Look each minute until cancelled; a disk that refuses is told, and tried again."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            tick_seen(kit)
        except FieldkitError as error:
            with contextlib.suppress(FieldkitError):  # a full disk refuses this line too
                add_error(kit.log, "cards", error, kit.now())
