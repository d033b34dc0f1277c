"""The engine ticks by itself what the kit sees is done, and a disk that refuses is told."""

import asyncio

import pytest
from kits import NOW, SAMPLE, Clock, secretariat

from fieldkit.acts import cards, incidents, ready
from fieldkit.core.errors import StoreError
from fieldkit.engine import ready_desk
from fieldkit.store.tables.status import read_problems


async def looked() -> None:
    for _ in range(20):
        await asyncio.sleep(0.002)


async def test_what_is_seen_is_ticked_while_the_engine_runs(tmp_path, monkeypatch):
    clock = Clock(NOW)
    kit = secretariat(tmp_path / "kit", now=clock, **SAMPLE)
    incidents.start(kit, "Strømsvigt nord")
    clock.now += 60
    incidents.stop(kit)
    cards.start(kit, ready.CARD)
    monkeypatch.setattr(ready_desk, "EVERY_S", 0.001)
    work = asyncio.create_task(ready_desk.watch_ready(kit))
    await looked()
    seen = {line.step.number: line.reason for line in cards.follow(kit, ready.CARD).steps if line.act}
    assert "her ligger ingen nødlister" in seen.values() and "intet kit er spærret" in seen.values()
    count = kit.log.count()
    await looked()
    assert kit.log.count() == count, "once"
    with monkeypatch.context() as full:
        full.setattr(ready_desk, "tick_seen", _refuses)
        await looked()
    assert [problem.text for problem in read_problems(kit.log)] == ["Disken er fuld."]
    await looked()
    assert not work.done()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    kit.close()


def _refuses(kit):
    raise StoreError("Disken er fuld.")
