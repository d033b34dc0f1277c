"""How the screen comes fast and stays quick: what is done beside it. Loads nothing of the screen."""

import gc
from asyncio import sleep
from collections.abc import Callable, Iterable
from functools import cache
from time import perf_counter

from fieldkit.core.errors import FieldkitError

StartEngine = Callable[[Callable[[FieldkitError], None]], None]
"""Starts the engine and returns at once; it calls what it is given, from any thread, with why it ended."""

SELDOM = 100
"""Garbage collection's third threshold: how many times it looks through what is middle-aged before it looks through
all, which stops the screen under somebody's fingers."""
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
    """Do many small steps, a slice at a time; in between keys are answered and the screen is drawn."""
    until = perf_counter() + SLICE_S
    for _ in steps:
        if perf_counter() > until:
            await sleep(0)
            until = perf_counter() + SLICE_S


@cache
def loaded() -> None:
    """What was loaded beside the first screen lasts, and garbage collection leaves it alone as well. Once: what it
    leaves alone is never freed."""
    gc.freeze()
