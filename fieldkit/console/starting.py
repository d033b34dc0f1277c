"""How the screen comes fast and stays quick: what is done beside it. Loads nothing of the screen."""

import gc
from asyncio import sleep
from collections.abc import Callable, Iterable
from time import perf_counter

from fieldkit.core.errors import FieldkitError

StartEngine = Callable[[Callable[[FieldkitError], None]], None]
"""Starts the engine and returns at once; it calls what it is given, from any thread, with why it ended."""

SELDOM = 100
"""How many times the young are looked through before all are: that stops the screen under somebody's fingers."""
SLICE_S = 0.01
"""So long the screen waits for work that is done beside it: far less than a person notices."""


def quick_start() -> None:
    """Leave garbage collection until the first screen stands, where the app calls `started`.

    A start makes objects and drops hardly any, so looking them through costs a fifth of the time and finds nothing.
    """
    gc.disable()


def started() -> None:
    """Take garbage collection up again; what the start has made lasts as long as the program and is left alone."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(*gc.get_threshold()[:2], SELDOM)
        gc.enable()


async def beside(steps: Iterable[object]) -> None:
    """Load what will last in many small steps, a slice at a time; in between keys are answered and the screen drawn.

    Garbage collection leaves alone what was loaded: to look through it all would stop the screen now and then.
    """
    until, loaded = perf_counter() + SLICE_S, False
    for _ in steps:
        loaded = True
        if perf_counter() > until:
            await sleep(0)
            until = perf_counter() + SLICE_S
    if loaded:
        gc.freeze()
