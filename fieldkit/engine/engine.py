"""Starts and stops a kit's desks, watches its power and clock, folds what other processes recorded."""

import asyncio
import contextlib
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from fieldkit.acts import held
from fieldkit.core.documents import ON_LAST_POWER
from fieldkit.core.errors import FieldkitError, StoreError
from fieldkit.devices.machine.power import SHUT_DOWN_PERCENT, Power, read_power, too_low_to_print
from fieldkit.devices.machine.walltime import CLOCK_SOURCE_DA, ClockSource, clock_source
from fieldkit.devices.machine.watchdog import notify
from fieldkit.engine.broken import SAYS_SO, Breakage
from fieldkit.engine.print_desk import PrintDesk
from fieldkit.engine.radio_desk import RadioDesk
from fieldkit.engine.ready_desk import watch_ready
from fieldkit.engine.table_desk import watch_tables
from fieldkit.engine.vault_desk import watch_vault
from fieldkit.kit import Kit
from fieldkit.store import identity
from fieldkit.store.tables.battery import note_battery
from fieldkit.store.tables.status import (
    BEGAN,
    LOG_ROW,
    Device,
    DeviceState,
    DeviceStatus,
    Trouble,
    add_error,
    add_problem,
    end_trouble,
    put_status,
    read_problems,
)

POLL_S = 0.4
"""How often the store is asked whether another process wrote (one PRAGMA, no disk)."""
POWER_EVERY_S = 20.0
SIGN_EVERY_S = 600.0
"""How often the kit signs what it has written since; and when it stops."""
AT_ONCE = 2_000
"""Events of others that are folded between two looks: when a large bundle came in, the radio is served meanwhile."""
KEEP_EVERY_S = 300.0
"""How often what was recorded is kept for the next start, where that is worth it."""


class Engine:
    """The running devices of the kit in `folder`. One at a time: the folder's lock says so."""

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], float] = time.time,
        power: Callable[[], Power] = read_power,
        rng: random.Random | None = None,
    ) -> None:
        self.folder = folder
        self.power = power
        self._now = now
        self._rng = rng or random.SystemRandom()
        self._stopping: asyncio.Event | None = None
        self._battery: int | None = None
        self._asked_off = False
        self._began = 0

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Run until `stop`. StoreError when another engine runs this kit; device faults are told, never raised."""
        self._stopping = asyncio.Event()
        kit = Kit.open(self.folder, check=True, now=self._now)
        lock = None
        self._began = int(kit.now())
        try:
            lock = kit.home.lock_engine()
            if lock is None:
                raise StoreError(
                    f"Kittet i {self.folder} kører allerede i et andet program; åbn skærmen dér eller luk det."
                )
            if not kit.log.read_only:
                identity.refresh_token(kit.log, self.folder)
                with contextlib.suppress(FieldkitError):  # a full disk: it is said at the next start
                    kit.say_key()
            broken = Breakage(kit)
            printer = PrintDesk(kit, lambda: self._battery, through=broken.printer)
            radio = RadioDesk(kit, self._rng, printer.receipt_for, converse=broken.converse)
            tasks = [
                asyncio.create_task(radio.run(), name="radio"),
                asyncio.create_task(printer.run(), name="printer"),
                asyncio.create_task(self._watch_store(kit, printer, broken), name="store"),
                asyncio.create_task(self._watch_power(kit, broken), name="power"),
                asyncio.create_task(watch_vault(kit), name="vault"),
                asyncio.create_task(watch_tables(kit), name="tables"),
                asyncio.create_task(watch_ready(kit), name="cards"),
                asyncio.create_task(self._keep_up(kit), name="kept"),
                asyncio.create_task(self._sign(kit), name="signatures"),
            ]
            stop = asyncio.create_task(self._stopping.wait(), name="stop")
            notify("READY=1")
            ready()
            try:
                done, _ = await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
                for task in done - {stop}:
                    task.result()  # a desk that ends by itself has failed: tell with what
            finally:
                notify("STOPPING=1")
                for task in [*tasks, stop]:
                    task.cancel()
                await asyncio.gather(*tasks, stop, return_exceptions=True)
                with contextlib.suppress(FieldkitError):
                    kit.sign()
                with contextlib.suppress(FieldkitError):
                    row, now = kit.log.last_row(), int(kit.now())
                    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OFF, "standset", now, {LOG_ROW: row}))
        finally:
            if lock is not None:
                lock.close()
            kit.close()

    def stop(self) -> None:
        """Ask `run` to end; from the loop's own thread."""
        if self._stopping is not None:
            self._stopping.set()

    async def _watch_store(self, kit: Kit, printer: PrintDesk, broken: Breakage) -> None:
        """Fold what console and command line recorded; a full or failing disk is told and tried again."""
        holds = fails = True
        while True:
            try:
                changed = kit.log.changed()
                if kit.refresh(AT_ONCE) or changed:
                    printer.wake()
                if broken.look(again=changed):
                    self._look(kit, broken)
                    printer.wake()
                if changed or holds:
                    held.let_go(kit)
                    holds = bool(held.waiting(kit))
                if fails:
                    end_trouble(kit.log, Trouble.STORE, kit.now())
                    fails = False
            except FieldkitError as error:
                self._tell(kit, "store", error, Trouble.STORE)
                fails = True
            await asyncio.sleep(POLL_S)

    async def _keep_up(self, kit: Kit) -> None:
        """A start after a power cut in the fifth day has then little to fold, and what came since is not held twice."""
        while True:
            await asyncio.sleep(KEEP_EVERY_S)
            kit.kept.catch_up()

    async def _sign(self, kit: Kit) -> None:
        while True:
            await asyncio.sleep(SIGN_EVERY_S)
            try:
                kit.sign()
            except FieldkitError as error:
                self._tell(kit, "store", error)

    async def _watch_power(self, kit: Kit, broken: Breakage) -> None:
        while True:
            try:
                self._look(kit, broken)
            except FieldkitError as error:
                self._tell(kit, "power", error)
            notify("WATCHDOG=1")
            await asyncio.sleep(POWER_EVERY_S)

    def _look(self, kit: Kit, broken: Breakage) -> None:
        real, now = self.power(), int(kit.now())
        power = broken.power(real)
        self._battery = power.percent
        source = ClockSource.NONE if broken.clock else clock_source()
        kit.time_sure = source is not ClockSource.NONE
        clock = DeviceState.OK if kit.time_sure else DeviceState.WARNING
        told = CLOCK_SOURCE_DA[source] + (SAYS_SO if broken.clock else "")
        put_status(kit.log, DeviceStatus(Device.CLOCK, clock, told, now))
        running = DeviceState.FAULT if broken.kit_dead else DeviceState.OK
        put_status(kit.log, DeviceStatus(Device.ENGINE, running, broken.kit_dead or "kører", now, {BEGAN: self._began}))
        self._save(kit, real, now)
        if power.percent is None:
            unknown = DeviceStatus(Device.BATTERY, DeviceState.UNKNOWN, "ukendt", now, {"mains": power.mains})
            put_status(kit.log, unknown)
            self._end_played(kit, now)
            return
        low = too_low_to_print(power.percent)
        text = f"{power.percent} %{SAYS_SO if broken.battery else ''}"
        put_status(
            kit.log,
            DeviceStatus(
                Device.BATTERY,
                DeviceState.WARNING if low else DeviceState.OK,
                text,
                now,
                {"percent": power.percent, "mains": power.mains},
            ),
        )
        if low:
            add_problem(
                kit.log,
                "power",
                f"Batteri {text}: kun {ON_LAST_POWER} udskrives. "
                "Udskriv papirberedskabet nu: situation, kontakter, åbne beskeder og blanketter.",
                now,
                trouble=Trouble.BATTERY,
            )
        else:
            end_trouble(kit.log, Trouble.BATTERY, now)

    @staticmethod
    def _end_played(kit: Kit, now: int) -> None:
        """A battery that was low in an exercise is so no more, also where no gauge can say that it is well."""
        stand = (one for one in read_problems(kit.log, since=now) if one.trouble is Trouble.BATTERY and one.stands)
        if any(SAYS_SO in one.text for one in stand):
            end_trouble(kit.log, Trouble.BATTERY, now)

    def _save(self, kit: Kit, power: Power, now: int) -> None:
        """Note what the battery holds, and turn the kit off before it is empty: by what is so, whatever an exercise has
        it seem."""
        if power.percent is None:
            return
        note_battery(kit.log, power.percent, now)
        if power.percent <= SHUT_DOWN_PERCENT and not power.mains and not self._asked_off:
            self._asked_off = True
            add_problem(kit.log, "power", f"Batteri {power.percent} %: kittet gemmer og slukker.", now)
            kit.log.checkpoint()
            self._ask_power_off()

    @staticmethod
    def _ask_power_off() -> None:
        """systemd watches for this file (hardware/systemd/fieldkit-poweroff.path); the engine needs no rights."""
        folder = os.environ.get("RUNTIME_DIRECTORY", "")
        if folder:
            Path(folder, "poweroff").touch()

    @staticmethod
    def _tell(kit: Kit, source: str, error: FieldkitError, trouble: Trouble | None = None) -> None:
        with contextlib.suppress(FieldkitError):
            add_error(kit.log, source, error, kit.now(), trouble)
