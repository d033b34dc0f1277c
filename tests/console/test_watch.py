"""The console looks for news, and changes nothing when there is none."""

import pytest
from console_pilot import HERE, SIZE, arrives, at_screen, engines_log, press, screen, settle, type_keys
from kits import Clock
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.console.message_line import MessageLine
from fieldkit.console.messages import ShowEntry, Unread
from fieldkit.console.row_list import RowList
from fieldkit.console.watch import ENGINE_EVERY
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status


async def test_nothing_changes_when_nothing_happened(
    crisis: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.poll()
        world = app.world
        for _ in range(5):
            app.poll()
        assert app.world is world
        clock.now += 60
        app.poll()
        assert app.world.minute == world.minute + 1 and app.world.events == world.events


async def test_an_engine_that_was_killed_is_told_and_one_that_runs_is_not(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        lock = crisis.home.lock_engine()
        assert lock is not None and crisis.home.engine_runs()
        with engines_log(crisis) as log:
            put_status(log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(clock.now)))
        app.poll()
        await settle(pilot)
        for _ in range(ENGINE_EVERY):
            app.store.look_for_engine()
        assert "motor standset" not in screen(app)
        lock.close()  # as when it is killed
        app.store.look_for_engine()
        await settle(pilot)
        assert "motor standset" in screen(app) and "Motoren er standset midt i arbejdet" in screen(app)
        assert not crisis.home.engine_runs()


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bells of every console, one by one."""
    bells: list[str] = []
    monkeypatch.setattr(FeltkitApp, "bell", lambda _app: bells.append("bell"))
    return bells


def comes(crisis: Kit, clock: Clock, text: str = "Ring straks", seq: int = 1) -> Event:
    return arrives(crisis, clock, Message(to=HERE, text=text, precedence=Precedence.FLASH), seq=seq)


async def test_what_is_akut_rings_and_flashes_and_rings_again_until_somebody_says_forstaaet(
    crisis: Kit, clock: Clock, rung: list[str]
) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "van")
        message = comes(crisis, clock)
        app.poll()
        await settle(pilot)
        assert rung == ["bell"] and app.query_one(MessageLine).has_class("flashing")
        assert "AKUT fra Krisesekretariatet" in screen(app) and message.number in screen(app)
        await type_keys(pilot, "d")  # the focus is where it was
        assert app.query_one("#shorthand", Input).value == "vand"
        for after, bells in [(30, 1), (61, 2), (120, 2), (181, 3), (301, 4), (900, 4)]:
            clock.now = message.at + 60 + after
            app.poll()
            assert len(rung) == bells, after
        another = comes(crisis, clock, "Nu også her", seq=2)
        app.poll()
        await settle(pilot)
        assert len(rung) == 5 and "og 1 til" in " ".join(screen(app).split())
        await press(pilot, "f3")
        app.query_one("#entries", RowList).go_to(another.id)
        await press(pilot, "k")
        clock.now += 400
        app.poll()
        assert len(rung) == 5


async def test_who_opens_it_has_seen_it(crisis: Kit, clock: Clock, rung: list[str]) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        message = comes(crisis, clock)
        app.poll()
        app.post_message(ShowEntry(message.id))
        await settle(pilot)
        clock.now += 400
        app.poll()
        assert len(rung) == 1


async def test_what_was_unread_at_the_start_rings_and_what_is_old_does_not(
    crisis: Kit, clock: Clock, rung: list[str]
) -> None:
    message = comes(crisis, clock)
    old = arrives(crisis, clock, Message(to=HERE, text="Før", precedence=Precedence.FLASH), seq=2, ago=2 * 3600)
    crisis.refresh()
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        assert not rung
        for _ in range(2):
            app.post_message(Unread([message.id, old.id]))
            await settle(pilot)
        assert rung == ["bell"]


async def test_nobody_looks_for_bells_while_nothing_is_akut(crisis: Kit, clock: Clock, rung: list[str]) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        arrives(crisis, clock, Message(to=HERE, text="Rutine"))
        arrives(crisis, clock, Message(to=3, text="Ikke hertil", precedence=Precedence.FLASH), seq=2)
        app.poll()
        await settle(pilot)
        clock.now += 400
        app.poll()
        assert not rung and "AKUT" not in screen(app)
