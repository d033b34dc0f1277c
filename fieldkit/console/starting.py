"""How the screen comes fast, and what starts the engine beside it. Loads nothing of the screen."""

import gc
from collections.abc import Callable

from fieldkit.core.errors import FieldkitError

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
