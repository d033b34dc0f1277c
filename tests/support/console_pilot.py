"""A person at the console of a kit under test: keys in, the words on the screen out, facts in the log."""

import html
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paths import ROOT
from textual.events import Paste
from textual.pilot import Pilot

from fieldkit.acts import incidents
from fieldkit.console.app import FeltkitApp
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.terms import Role
from fieldkit.kit import Kit
from fieldkit.store.files.home import KitConfig
from fieldkit.store.log import Log

SECRETARIAT = 1
"""Roster number of the secretariat."""
HERE = 2
"""Roster number of the meeting point where the kit under test stands (data/steder.csv)."""
SIZE = (80, 24)


class Clock:
    """Time that only a test moves. Unix seconds."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


CELL, LINE = 12.2, 24.4
"""Width and height of a cell in the picture that Textual exports."""


def screen(app: FeltkitApp) -> str:
    """What stands on the screen, line by line, read from the picture that Textual exports."""
    width, height = app.size
    cells = [[" "] * (width + 1) for _ in range(height)]
    for attributes, text in re.findall(r"<text ([^>]*)>([^<]*)</text>", app.export_screenshot()):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if "clip-path" in found:
            row, column = round((float(found["y"]) - 20) / LINE), round(float(found["x"]) / CELL)
            words = html.unescape(text).replace("\xa0", " ")
            cells[row][column : column + len(words)] = words
    return "\n".join("".join(line).rstrip() for line in cells)


async def settle(pilot: Pilot[None]) -> None:
    """Let everything that is under way finish."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


async def write(pilot: Pilot[None], text: str) -> None:
    """Put a text in the field that has the focus, as a terminal pastes it."""
    pilot.app.screen.focused.post_message(Paste(text))
    await settle(pilot)


async def type_keys(pilot: Pilot[None], text: str) -> None:
    """Type a text letter by letter."""
    names = {" ": "space", "?": "question_mark"}
    await press(pilot, *(names.get(letter, letter) for letter in text))


@contextmanager
def engines_log(kit: Kit) -> Iterator[Log]:
    """The store as another process of the kit has it open."""
    log = Log.open(kit.home.log_path)
    try:
        yield log
    finally:
        log.close()


def arrives(kit: Kit, clock: Clock, body: Body, *, kit_number: int = 1, seq: int = 1, ago: int = 60) -> Event:
    """Another kit's event comes in, as the engine's own process would merge it."""
    event = make_event(
        body, kit=kit_number, epoch=9, seq=seq, hlc=hlc_of_unix(clock.now - ago), incident=kit.state.current()
    )
    with engines_log(kit) as log:
        log.insert([event], carrier="radio", arrived=int(clock.now))
    return event


def bodies(kit: Kit, kind: type) -> list:
    return [row.event.body for row in kit.log.all() if isinstance(row.event.body, kind)]


def made(folder: Path, clock: Clock, role: Role, place: int, slug: str) -> Kit:
    """A kit on the sample roster and cards in a running crisis."""
    kit = Kit.create(folder, KitConfig(place, role, slug, place), data=ROOT / "data", cards=ROOT / "cards", now=clock)
    incidents.start(kit, "Strømsvigt nord")
    return kit
