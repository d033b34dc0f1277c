"""StoreWatch: looks for what other processes of the kit wrote, tells the screen, and rings for what cannot wait."""

import asyncio
from collections.abc import Callable, Sequence

from fieldkit.console.alarm import Alarm
from fieldkit.console.messages import World
from fieldkit.console.recording import Say
from fieldkit.console.remedies import told
from fieldkit.console.words import to_da, waits_da
from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.views.board import place_name, place_of_kit
from fieldkit.kit import Kit
from fieldkit.store.tables.status import (
    ENGINE_SILENT_S,
    Device,
    DeviceState,
    DeviceStatus,
    engine_tells,
    put_status,
    read_status,
)

ENGINE_EVERY = 5
"""Looks after which it is looked whether the engine still runs."""
POLL_S = 1.0
"""How often the screen looks for what other processes wrote: one PRAGMA when nothing did."""
KEEP_AFTER = 1_000
"""So many events are kept for the next start by the screen, when no engine has done it."""
ENGINE_GONE = (
    "Motoren er standset midt i arbejdet: radio og printer hviler. Slut skærmen (Ctrl-Q), og start den igen. Det, der "
    "er skrevet, er gemt."
)
RINGS_FOR_S = 3600
"""An akut message older than this came with a pile of others and does not ring."""


class StoreWatch:
    """Calls `show` with another `world` when something changed.

    `say` shows a line, `bell` rings, and `soon` calls what it is given when the screen has time for it. With
    `reads_only` nothing is recorded or noted for the others, and nothing rings.
    """

    def __init__(
        self,
        kit: Kit,
        *,
        show: Callable[[World], None],
        say: Say,
        bell: Callable[[], None],
        soon: Callable[[Callable[[], None]], object],
        reads_only: bool = False,
    ) -> None:
        self._kit = kit
        self._show = show
        self._say = say
        self._bell = bell
        self._soon = soon
        self._reads_only = reads_only
        self._engine_ran: bool | None = None
        self.world = World(minute=int(kit.now()) // 60)
        self._next_look: asyncio.TimerHandle | None = None
        self._data_version: object = None
        self._events = 0
        self._local = 0
        self._looked_at = -1
        self._looks = 0
        self._alarm = Alarm()
        self._knows_waiting = False
        self.holds = not reads_only
        """Whether something waits that was sent and can be taken back: looked for once a second then."""
        self._awaited = False
        """Somebody here was told that it can be: they are told as well when it has gone, whoever recorded it."""

    def start(self) -> None:
        self._kit.listeners.append(self._heard)
        self.poll()
        self._look_again()

    def stop(self) -> None:
        if self._next_look is not None:
            self._next_look.cancel()
        if self._heard in self._kit.listeners:
            self._kit.listeners.remove(self._heard)

    def _look_again(self) -> None:
        """On the bare loop: a Textual timer wakes every widget, each second, for nothing, and an idle screen must
        cost the battery nothing."""
        # before anything is looked at: whatever goes wrong there, it is looked again
        self._next_look = asyncio.get_running_loop().call_later(POLL_S, self._look_again)
        self._looks += 1
        if self._looks % ENGINE_EVERY == 0:
            self.look_for_engine()
        if self._is_news():
            self._soon(self.poll)

    def look_for_engine(self) -> None:
        """An engine that was killed says nothing of it: whoever sees it first does, for every screen."""
        kit = self._kit
        try:
            if self._reads_only:
                self._see_engine(kit.home.engine_runs())
                return
            if not engine_tells(read_status(kit.log), kit.now()):
                return
            if not kit.log.read_only and not kit.home.engine_runs():
                put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OFF, "standset", int(kit.now())))
                self._local += 1
                self._say(ENGINE_GONE, fault=True)
                self.tell()
        except FieldkitError as error:
            self._say(told(error), fault=True)

    def _see_engine(self, runs: bool) -> None:
        before, self._engine_ran = self._engine_ran, runs
        if before is not None and before is not runs:
            self._local += 1
            self.tell()

    def _is_news(self) -> bool:
        try:
            return (
                self._kit.log.data_version() != self._data_version
                or self.world.minute != int(self._kit.now()) // 60
                or (bool(self._alarm) and self._alarm.is_due(self._kit.now()))
                or self.holds
            )
        except FieldkitError:
            return True  # `poll` meets the same fault and tells it

    def poll(self) -> None:
        """Fold what others wrote; tell the regions only when something changed."""
        try:
            version = self._kit.log.data_version()
            if version != self._data_version:
                self._data_version = version
                self._local += 1
                self._kit.refresh()
                self._learn_clock()
            if not self._reads_only and (self.holds or self._local != self._looked_at):
                self._let_go()
        except FieldkitError as error:
            self._say(told(error), fault=True)
        self.tell()

    def await_held(self, awaited: bool) -> None:
        """A message was sent here and waits, or was taken back."""
        self.holds = self._awaited = awaited

    def _let_go(self) -> None:
        from fieldkit.acts import held

        recorded = held.let_go(self._kit)
        for event in recorded:
            to = to_da(event.body.to, self._kit.roster)
            self._say(f"Besked {event.number} til {to} er noteret{waits_da(self._kit.config.has_radio)}.")
        if self._awaited and not held.waiting(self._kit):
            self._awaited = False
            if not recorded:  # the engine was faster
                self._say(f"Beskeden er noteret{waits_da(self._kit.config.has_radio)}.")
        self.holds, self._looked_at = bool(held.waiting(self._kit)), self._local

    def _learn_clock(self) -> None:
        """The engine looks after the clock; what is recorded here is marked by what it last found."""
        clock = read_status(self._kit.log).get(Device.CLOCK)
        if clock is not None and self._kit.now() - clock.at < ENGINE_SILENT_S:
            self._kit.time_sure = clock.state is DeviceState.OK

    def tell(self) -> None:
        """Show what has changed, and ring."""
        kit = self._kit
        before, self.world = self.world, World(self._events, self._local, int(kit.now()) // 60)
        self._show(self.world)
        if self._reads_only:
            return
        if before.minute != self.world.minute:
            kit.kept.catch_up(KEEP_AFTER)
        if before.minute and before.minute != self.world.minute and kit.state.runs:
            self._ring_timers(before.minute * 60, self.world.minute * 60)
        if self._alarm:
            self._ring_akut()

    def seen(self, event_id: bytes) -> None:
        """Somebody has it open: it rings no more. That it was understood is said with K."""
        self._alarm.seen(event_id)

    def waits(self, event_ids: Sequence[bytes]) -> None:
        """These are unread at the start: what is akut among them rings as what comes does. Later ones are heard."""
        if self._knows_waiting:
            return
        self._knows_waiting = True
        try:
            for row in map(self._kit.log.by_id, event_ids):
                if row is not None and self._is_akut_here(row.event):
                    self._alarm.came(row.event, self._kit.now())
        except FieldkitError as error:
            self._say(told(error), fault=True)
        self.tell()

    def _ring_akut(self) -> None:
        """What is akut and unread rings, and is said again each time: the last of several stands on the line."""
        from fieldkit.core.views.understood import readers_of

        kit = self._kit
        for event in self._alarm.waiting:
            here = (reader.place == kit.place for reader in readers_of(event.ref, kit.state, kit.roster))
            if event.ref in kit.state.replaced or any(here):
                self._alarm.seen(event.id)
        ringing = self._alarm.rings(kit.now())
        if not ringing:
            return
        akut = ringing[-1]
        sender = akut.row.origin(akut.body) or place_of_kit(akut.kit, kit.state, kit.roster)
        name = place_name(sender, kit.roster)
        from fieldkit.core.tell.parts import names_of  # the first screen need not wait for it
        from fieldkit.core.tell.sentences import spoken

        text, more = spoken(akut, names_of(kit.roster)), len(self._alarm.waiting) - 1
        others = f" og {more} til" if more else ""
        self._say(f"AKUT fra {name}: {text}: F3, læs, og tryk K ({akut.number}){others}", fault=True)
        self._bell()

    def _ring_timers(self, after: int, until: int) -> None:
        from fieldkit.acts import cards

        for timer in cards.timers(self._kit):
            if after < timer.rings_at <= until:
                self._bell()
                self._say(f"Uret ringer: {timer.label} (kortet {timer.card}, F4)", fault=True)

    def _heard(self, event: Event, carrier: Carrier) -> None:
        self._events += 1
        if self._reads_only:
            return
        if self._is_akut_here(event):
            self._alarm.came(event, self._kit.now())

    def _is_akut_here(self, event: Event) -> bool:
        """Whether it is akut, for people here, and so new that it rings."""
        row, kit = event.row, self._kit
        to = row.audience(event.body).to
        if to is None or row.precedence(event.body) is not Precedence.FLASH:
            return False
        from fieldkit.core.views.inbox import addressed  # the first screen need not wait for it

        sender = row.origin(event.body) or place_of_kit(event.kit, kit.state, kit.roster)
        recent = kit.now() - event.at < RINGS_FOR_S
        return recent and sender != kit.place and kit.place in addressed(to, kit.roster, sender)
