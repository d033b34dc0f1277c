"""The screen (Textual, Danish, keyboard). Records and reads State; touches no device."""

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldkit.core.errors import FieldkitError

if TYPE_CHECKING:
    from fieldkit.core.documents import Printable
    from fieldkit.kit import Kit


StartEngine = Callable[[Callable[[FieldkitError], None]], None]
"""Starts the engine and returns at once; it calls what it is given, from any thread, with why it ended."""


def quick_start() -> None:
    """Leave garbage collection until the first screen stands, where the app calls `started`.

    A start makes objects and drops hardly any, so looking them through costs a fifth of the time and finds nothing.
    """
    gc.disable()


def started() -> None:
    """Take garbage collection up again; what the start has made lasts as long as the program and is left alone."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def run_console(
    kit: "Kit",
    *,
    start_engine: StartEngine | None = None,
    queue_print: "Callable[[Printable], object] | None" = None,
) -> None:
    """Show the console of an open kit until the person ends it. The screen's library is loaded here, not before.

    `start_engine` is called once after the first paint, with what to call when the engine fails. `queue_print` queues
    a job and returns its number, or raises a FieldkitError that says why not.
    """
    from fieldkit.console.app import FeltkitApp

    FeltkitApp(kit, start_engine=start_engine, queue_print=queue_print).run()
