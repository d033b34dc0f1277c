"""A virtual mesh whose event loop turns in a thread of its own, for clients that block in the test's."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fieldkit.practice.mesh.live import VirtualMesh


@contextmanager
def in_thread(mesh: VirtualMesh) -> "Iterator[RunningMesh]":
    """The mesh runs until the block ends."""
    running = RunningMesh(mesh)
    try:
        yield running
    finally:
        running.stop()


class RunningMesh:
    """A mesh and the event loop that turns for it; other threads call into it."""

    def __init__(self, mesh: VirtualMesh) -> None:
        self.mesh = mesh
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.call(self._start)

    async def _start(self) -> None:
        await self.mesh.start()

    def call(self, work: Callable[[], object]) -> object:
        """Do something in the mesh's thread and wait for its result."""

        async def run() -> object:
            result = work()
            return await result if asyncio.iscoroutine(result) else result

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(30)

    def wait_for(self, true: Callable[[], object], seconds: float = 15.0) -> None:
        """Look until something is so; fails after `seconds`."""
        deadline = time.monotonic() + seconds
        seen = threading.Event()
        while not self.call(true):
            assert time.monotonic() < deadline, "it never came about"
            seen.wait(0.05)

    def stop(self) -> None:
        self.call(self.mesh.stop)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
