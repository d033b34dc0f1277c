"""The engine beside a console in one process: its own thread, event loop and connection to the store.

What the engine needs takes longest to load of all, so it is loaded in that thread, while the screen already works.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.core.errors import FieldkitError, StoreError
from fieldkit.core.remedies import StartAgain

if TYPE_CHECKING:
    from fieldkit.engine.engine import Engine

ENDS_WITHIN_S = 10.0
"""How long the engine's last writes may take when the console ends."""
TRY_AGAIN_S = 20.0
"""How long after the store ended the engine it is tried again."""


class EngineBeside:
    """The engine of the kit in `folder`; started once, and stopped when the console ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ended = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._engine: Engine | None = None
        self._thread: threading.Thread | None = None

    def start(self, failed: Callable[[FieldkitError], None]) -> None:
        """Begin, and return at once. `failed` is told from the engine's thread why it ended."""
        self._thread = threading.Thread(target=self._run, args=(failed,), name="fieldkit-engine", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the engine and wait for its last writes."""
        self._ended.set()
        if self._thread is None:
            return
        loop, engine = self._loop, self._engine
        if loop is not None and engine is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just been closed: the engine has ended by itself
                loop.call_soon_threadsafe(engine.stop)
        self._thread.join(ENDS_WITHIN_S)

    def _run(self, failed: Callable[[FieldkitError], None]) -> None:
        """Run it, and again when the store has ended it: a full disk gets room, another program ends."""
        told = ""
        while not self._ended.is_set():
            try:
                from fieldkit.engine.engine import Engine

                asyncio.run(self._main(Engine(self._folder)))
                return
            except StoreError as error:
                if str(error) != told:
                    told = str(error)
                    failed(FieldkitError(f"Radio og printer er standset: {error}", error.remedy))
                self._ended.wait(TRY_AGAIN_S)
            except FieldkitError as error:
                failed(FieldkitError(f"Radio og printer er standset: {error}", error.remedy or StartAgain()))
                return
            except Exception as error:  # noqa: BLE001 - a thread that ends unseen would leave a screen that seems to work
                what = f"Radio og printer er standset af en fejl i programmet ({type(error).__name__}: {error})."
                failed(FieldkitError(what, StartAgain()))
                return

    async def _main(self, engine: "Engine") -> None:
        self._engine = engine
        self._loop = asyncio.get_running_loop()
        if not self._ended.is_set():  # the person may have left while the libraries were loaded
            await engine.run()
