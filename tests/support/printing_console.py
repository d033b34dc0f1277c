"""The console with the real queue behind it, the engine's print desk beside it, and how the engine and printer are."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from placed_printer import BRISK

from fieldkit.console.app import FeltkitApp
from fieldkit.core.documents import Printable
from fieldkit.engine.print_desk import PrintDesk
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status


def with_queue(kit: Kit) -> FeltkitApp:
    """Somebody at the screen, as `fieldkit console` starts it."""

    def queue(wanted: Printable) -> int:
        from fieldkit.acts.printing import queue_document

        return queue_document(kit, wanted)

    app = FeltkitApp(kit, queue_print=queue)
    app.operator = "Øvelse Andersen"
    return app


def engine_runs(kit: Kit) -> None:
    """As the engine says it."""
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(kit.now())))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  the desk tells the table, and the table tells nobody
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def print_desk(kit: Kit) -> AsyncIterator[PrintDesk]:
    """The engine's, on the kit opened once more."""
    own = Kit.open(kit.home.folder, now=kit.own_clock)
    desk = PrintDesk(own, lambda: None, BRISK)
    task = asyncio.create_task(desk.run())
    try:
        yield desk
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        own.close()
