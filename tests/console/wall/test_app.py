"""The wall stands by itself: it shows what the kit hears, records nothing, and no fault takes it down."""

import pytest
from console_pilot import arrives, engines_log, press, screen, settle
from kits import Clock
from textual.geometry import Region
from textual.strip import Strip
from wall_read import stands

from fieldkit.acts import messages
from fieldkit.console.looks import Look
from fieldkit.console.steady import REPORT
from fieldkit.console.wall import app as wall_app
from fieldkit.console.wall.app import FLASH_S, Wall, WallApp
from fieldkit.console.wall.pages import REST_S, URGENT_S
from fieldkit.console.watch import ENGINE_EVERY
from fieldkit.core.errors import StoreError
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Level, Precedence
from fieldkit.kit import Kit
from fieldkit.store.tables.held import held_in, hold
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status

SIZE = (80, 24)
AKUT = Message("Taget er faldet ned", to="secretariat", precedence=Precedence.FLASH)


def at_wall(kit: Kit, steady: Clock, **more: object) -> WallApp:
    """The wall of a kit, whose pages are turned by a clock that the test moves."""
    return WallApp(kit, now=steady, **more)


def drawn(app: WallApp) -> list[Strip]:
    """The wall as the terminal is given it."""
    return app.query_one(Wall).render_lines(Region(0, 0, *app.size))


async def test_it_turns_its_pages_without_a_key_and_shows_what_the_kit_hears(staff: Kit, clock: Clock) -> None:
    steady = Clock(0)
    app = at_wall(staff, steady)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Situationen" in screen(app) and stands(screen(app), "0", 2)
        arrives(staff, clock, Report(3, {}, level=Level.RED), kit_number=3)
        app.store.poll()
        await settle(pilot)
        assert "1 rødt" in screen(app)
        steady.now += URGENT_S
        app.show()
        await settle(pilot)
        assert stands(screen(app), "Brombærskolen")
        steady.now += URGENT_S
        app.show()
        await settle(pilot)
        assert "Alle steder" in screen(app)


async def test_space_holds_a_page_and_the_arrows_turn(staff: Kit) -> None:
    steady = Clock(0)
    app = at_wall(staff, steady)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "right")
        assert "Alle steder" in screen(app)
        await press(pilot, "space")
        steady.now += 100 * REST_S
        app.show()
        await settle(pilot)
        assert "Alle steder" in screen(app) and "HOLDT" in screen(app)
        await press(pilot, "space")
        assert "HOLDT" not in screen(app) and "Alle steder 1" not in screen(app)
        await press(pilot, "left")
        assert "Alle steder 1" in screen(app)


@pytest.mark.parametrize("key", ["q", "Q", "escape", "ctrl+q"])
async def test_it_ends_by_a_key_and_not_by_ctrl_c(staff: Kit, key: str) -> None:
    app = at_wall(staff, Clock(0))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+c")
        assert app.is_running and "Situationen" in screen(app)
        await press(pilot, key)
    assert app.return_code == 0 and not app.is_running


async def test_what_is_akut_takes_over_rings_and_flashes_once_and_goes_when_it_is_read(
    staff: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady = Clock(0)
    app = at_wall(staff, steady)
    rung: list[bool] = []
    monkeypatch.setattr(app, "bell", lambda: rung.append(True))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "space")
        event = arrives(staff, clock, AKUT, kit_number=3)
        app.store.poll()
        await settle(pilot)
        assert stands(screen(app), "AKUT", 2) and stands(screen(app), "fra Brombærskolen")
        turned = colours(app)
        steady.now += FLASH_S
        app.show()
        await settle(pilot)
        assert colours(app) != turned, "it flashes"
        still = colours(app)
        for _ in range(3):
            steady.now += 10 * REST_S
            clock.now += 60
            app.store.poll()
            app.show()
        await settle(pilot)
        assert stands(screen(app), "AKUT", 2) and len(rung) == 1 and colours(app) == still
        messages.acknowledge(staff, event.ref, "Øvelse Andersen")
        app.store.poll()
        await settle(pilot)
        assert not stands(screen(app), "AKUT", 2) and len(rung) == 1


def colours(app: WallApp) -> list[object]:
    """What lies behind the letters on the rows of the page."""
    rows = drawn(app)[6:20]
    return [{style.bgcolor for _, style, _ in row if style} for row in rows]


async def test_it_records_nothing_and_sends_nothing_that_waits(staff: Kit, clock: Clock) -> None:
    app = at_wall(staff, Clock(0))
    hold(staff.log, Message("Hej", "all"), staff.state.current(), clock.now - 60)
    before = [row.event.id for row in staff.log.all()]
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        put_status(staff.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(clock.now)))
        for _ in range(ENGINE_EVERY):
            app.store.look_for_engine()
            app.store.poll()
        await settle(pilot)
        assert "Motoren er standset" in screen(app), "told here, and not written down for the others"
    assert [row.event.id for row in staff.log.all()] == before and len(held_in(staff.log)) == 1
    assert not (staff.home.folder / REPORT).exists()


async def test_an_engine_that_is_killed_is_told_within_seconds(staff: Kit, clock: Clock) -> None:
    lock = staff.home.lock_engine()
    assert lock is not None
    with engines_log(staff) as log:
        put_status(log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(clock.now)))
    app = at_wall(staff, Clock(0))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.store.look_for_engine()
        assert "Motoren" not in screen(app)
        lock.close()  # as when it is killed
        app.store.look_for_engine()
        await settle(pilot)
        assert "Motoren er standset: intet nyt siden" in screen(app)


async def test_a_page_that_fails_is_said_and_the_next_one_comes(staff: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    steady = Clock(0)
    app = at_wall(staff, steady, keep_going=True)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("fieldkit.console.wall.pages._situation", fails)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Siden “Situationen” kan ikke vises (ZeroDivisionError" in screen(app)
        steady.now += URGENT_S
        app.show()
        await settle(pilot)
        assert "Alle steder" in screen(app)
    assert "ZeroDivisionError" in (staff.home.folder / REPORT).read_text(encoding="utf-8")


@pytest.mark.parametrize("error", [StoreError("Disken svarer ikke."), KeyError("x")])
async def test_without_a_fresh_picture_the_last_one_stands_and_says_when_it_is_from(
    staff: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    app = at_wall(staff, Clock(0), keep_going=True)

    def fails(kit: Kit) -> None:
        raise error

    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        whole = wall_app.look_at
        monkeypatch.setattr(wall_app, "look_at", fails)
        clock.now += 60
        app.store.poll()
        await settle(pilot)
        assert "Billedet er fra" in screen(app) and stands(screen(app), "røde")
        monkeypatch.setattr(wall_app, "look_at", whole)
        clock.now += 60
        app.store.poll()
        await settle(pilot)
        assert "Billedet er fra" not in screen(app)


async def test_what_cannot_be_read_of_the_store_is_not_shown_as_fresh(
    staff: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = at_wall(staff, Clock(0), keep_going=True)

    def fails() -> None:
        raise StoreError("Loggen kan ikke læses.")

    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        whole = staff.refresh
        monkeypatch.setattr(staff, "refresh", fails)
        arrives(staff, clock, Report(3, {}, level=Level.RED), kit_number=3)
        clock.now += 120
        app.store.poll()
        await settle(pilot)
        assert "Billedet er fra" in screen(app) and "Loggen kan ikke læses." in screen(app)
        monkeypatch.setattr(staff, "refresh", whole)
        arrives(staff, clock, Report(4, {}, level=Level.RED), kit_number=4)
        app.store.poll()
        await settle(pilot)
        assert "Billedet er fra" not in screen(app) and "2 røde" in screen(app)


async def test_what_stands_is_not_drawn_again(staff: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    app = at_wall(staff, Clock(0))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        wall, again = app.query_one(Wall), list[object]()
        monkeypatch.setattr(wall, "refresh", lambda *regions, **_: again.extend(regions))
        for _ in range(3):
            app.show()
            app.store.poll()
        assert again == []


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60), (30, 8)])
@pytest.mark.parametrize("look", [Look.FULL, Look.FEW, Look.NONE])
async def test_it_fits_every_terminal_and_takes_its_size_as_it_changes(
    staff: Kit, size: tuple[int, int], look: Look
) -> None:
    app = at_wall(staff, Clock(0), look=look, plain_letters=look is Look.NONE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.resize_terminal(*size)
        await settle(pilot)
        assert len(screen(app).split("\n")) == size[1] and "side 1 af" in screen(app)
        strips = drawn(app)
        if look is Look.NONE:
            assert all(text.isascii() for row in strips for text, _, _ in row)
            assert all(style.color is None and style.bgcolor is None for row in strips for _, style, _ in row if style)
