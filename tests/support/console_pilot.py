"""A person at the console of a kit under test: keys in, the words on the screen out, facts in the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from kits import Clock
from linux_console import words
from textual.app import App
from textual.events import Key, Paste
from textual.keys import key_to_character
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.console.row_list import RowList
from fieldkit.core.carrier import Carrier
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.documents import Printable
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event, make_event
from fieldkit.kit import Kit
from fieldkit.store.log import Log

SECRETARIAT = 1
"""Roster number of the secretariat."""
HERE = 2
"""Roster number of the meeting point where the kit under test stands (data/steder.csv)."""
SIZE = (80, 24)


SIGNS = {" ": "space", "?": "question_mark", "!": "exclamation_mark", ",": "comma", ".": "full_stop"}
"""Keys that are not named by what they write."""


def screen(app: FeltkitApp) -> str:
    """What stands on the screen, line by line."""
    return words(app)


async def settle(pilot: Pilot[None]) -> None:
    """Let everything finish: nobody works beside, nobody has a message waiting, all is drawn; or the app has ended.

    It is asked for, twice in a row, because a handler may stand between two messages. Pilot's own way is to wait,
    several times for each key, until the processor seems idle: that was three quarters of the time of these tests.
    """
    app, calm = pilot.app, 0
    while calm < 2 and app.is_running:
        await app.workers.wait_for_complete()
        await app.animator.wait_until_complete()
        await pilot.pause(0)
        typed = len(app.typed_ahead) if isinstance(app, FeltkitApp) else 0
        calm = 0 if typed or any(node.message_queue_size for node in _nodes(app)) else calm + 1


def _nodes(app: App[None]) -> Iterator[MessagePump]:
    """All who take messages: the app, its screens and what stands on them."""
    yield app
    for each in app.screen_stack:
        yield from each.walk_children(with_self=True)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys by their names ("f5", "space", "a"); each is done before the next."""
    for key in keys:
        _strike(pilot, key)
        await settle(pilot)


def _strike(pilot: Pilot[None], key: str) -> None:
    assert len(key) > 1 or key.isalnum(), f"{key!r} has a name as a key"
    pilot.app.post_message(Key(key, key_to_character(key)))


async def write(pilot: Pilot[None], text: str) -> None:
    """Put a text in the field that has the focus, as a terminal pastes it."""
    field = pilot.app.screen.focused
    assert field is not None, "no field has the focus"
    field.post_message(Paste(text))
    await settle(pilot)


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Press keys as somebody who looks up when all are pressed: they have come before any of them is answered."""
    for key in keys:
        _strike(pilot, key)
    await settle(pilot)


async def type_keys(pilot: Pilot[None], text: str) -> None:
    """Type a text letter by letter, as somebody who looks up when it is written."""
    for letter in text:
        _strike(pilot, SIGNS.get(letter, letter))
    await settle(pilot)


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
        log.insert([event], carrier=Carrier.RADIO, arrived=int(clock.now))
    return event


def bodies(kit: Kit, kind: type) -> list[Any]:
    return [row.event.body for row in kit.log.all() if isinstance(row.event.body, kind)]


def at_screen(kit: Kit, queue: list[Printable] | None = None) -> FeltkitApp:
    """The console of a kit with somebody at it, whose papers go into `queue`."""

    def print_it(wanted: Printable) -> int:
        assert queue is not None
        queue.append(wanted)
        return len(queue)

    app = FeltkitApp(kit, queue_print=print_it if queue is not None else None)
    app.operator = "Øvelse Andersen"
    return app


async def fill(pilot: Pilot[None], *texts: str) -> None:
    """Each text into its field, Enter after each; "" leaves what stands there."""
    for text in texts:
        if text:
            await write(pilot, text)
        await press(pilot, "enter")


async def put(pilot: Pilot[None], field: str, text: str) -> None:
    """A text in a field, as somebody who goes there and types."""
    pilot.app.query_one(field, Input).value = ""
    pilot.app.screen.set_focus(pilot.app.query_one(field, Input))
    await write(pilot, text)


def rows(app: FeltkitApp) -> list[str]:
    """What the open list says, without what has no key."""
    found = cast(Widget, app.front).query_one("#rows", RowList)
    return [row.text.plain for row in found.rows if not row.heading]
