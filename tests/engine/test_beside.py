"""The engine beside the console: it loads and runs in its own thread, says why it ended, and ends when asked."""

import queue
from pathlib import Path

from command_line import until

from fieldkit.core.errors import FieldkitError, StoreError
from fieldkit.core.remedies import StartAgain
from fieldkit.engine import beside
from fieldkit.engine.beside import EngineBeside
from fieldkit.engine.engine import Engine
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, read_status


def engine_state(kit: Kit) -> str:
    status = read_status(kit.log).get(Device.ENGINE)
    return status.text if status else ""


def test_it_runs_until_it_is_stopped(kit):
    said: queue.Queue[FieldkitError] = queue.Queue()
    engine = EngineBeside(kit.home.folder)
    engine.start(said.put)
    until(lambda: engine_state(kit) == "kører", what="the engine")
    assert kit.home.lock_engine() is None, "it holds the folder"
    engine.stop()
    assert engine_state(kit) == "standset"
    lock = kit.home.lock_engine()
    assert lock is not None
    lock.close()
    assert said.empty()


def test_who_leaves_at_once_waits_for_nothing_and_leaves_nothing_running(kit):
    engine = EngineBeside(kit.home.folder)
    engine.start(lambda why: None)
    engine.stop()
    lock = kit.home.lock_engine()
    assert lock is not None
    lock.close()


def test_it_says_why_it_cannot_run(kit):
    said: queue.Queue[FieldkitError] = queue.Queue()
    lock = kit.home.lock_engine()
    engine = EngineBeside(kit.home.folder)
    engine.start(said.put)
    assert "kører allerede" in str(said.get(timeout=30))
    engine.stop()
    assert lock is not None
    lock.close()


def test_what_a_full_disk_has_ended_runs_again_when_there_is_room_and_is_told_of_once(kit, monkeypatch):
    said: queue.Queue[FieldkitError] = queue.Queue()
    tried: list[Path] = []
    run = Engine.run

    async def full_twice(self: Engine) -> None:
        tried.append(self.folder)
        if len(tried) <= 2:
            raise StoreError("Disken er fuld.")
        await run(self)

    monkeypatch.setattr(Engine, "run", full_twice)
    monkeypatch.setattr(beside, "TRY_AGAIN_S", 0.01)
    engine = EngineBeside(kit.home.folder)
    engine.start(said.put)
    until(lambda: engine_state(kit) == "kører", what="the engine, when there is room")
    engine.stop()
    assert [str(why) for why in said.queue] == ["Radio og printer er standset: Disken er fuld."]
    assert len(tried) == 3


def test_a_fault_of_the_program_is_told_as_well(kit, monkeypatch):
    said: queue.Queue[FieldkitError] = queue.Queue()

    async def broken(self, ready=None):
        raise ZeroDivisionError("prøve")

    monkeypatch.setattr("fieldkit.engine.engine.Engine.run", broken)
    engine = EngineBeside(kit.home.folder)
    engine.start(said.put)
    why = said.get(timeout=30)
    assert "ZeroDivisionError" in str(why) and why.remedy == StartAgain()
    engine.stop()
