"""F10: how the kit is, with what to do, by keys alone."""

import pytest
from console_pilot import SIZE, at_screen, engines_log, press, screen, settle
from kits import Clock, meeting_point
from textual.screen import ModalScreen

from fieldkit.acts.checkup import Mend
from fieldkit.console.kit_state.findings import MEND_DA
from fieldkit.console.kit_state.state import Deed
from fieldkit.console.row_list import RowList
from fieldkit.kit import Kit
from fieldkit.store.tables.status import AIR_LEFT, WHAT_TO_DO, Device, DeviceState, DeviceStatus, put_status


def tells(kit: Kit, device: Device, state: DeviceState = DeviceState.OK, text: str = "kører", **facts) -> None:
    with engines_log(kit) as log:
        put_status(log, DeviceStatus(device, state, text, int(kit.now()), facts))


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def equipped(tmp_path, clock: Clock):
    made = meeting_point(tmp_path / "equipped", now=clock, radio="tcp://127.0.0.1", printer="virtual:")
    tells(made, Device.ENGINE)
    tells(made, Device.RADIO, text="forbundet", **{"channel_percent": 12.0, AIR_LEFT: 310, "node": "0000000a"})
    yield made
    made.close()


async def test_each_part_is_told_the_worst_first_and_what_to_do(equipped: Kit) -> None:
    tells(equipped, Device.PRINTER, DeviceState.FAULT, "papir slut", **{WHAT_TO_DO: "Læg en ny rulle i."})
    app = at_screen(equipped)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10")
        told = screen(app)
        assert told.index("papir slut") < told.index("motor")
        assert "→ Læg en ny rulle i." in told
        assert "kanalen er 12 % optaget; kittet må sende ca. 5 min til i denne time" in words(told)


async def test_what_the_engine_tells_meanwhile_stands_there_at_once(equipped: Kit) -> None:
    app = at_screen(equipped)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10")
        assert "papir slut" not in screen(app)
        tells(equipped, Device.PRINTER, DeviceState.FAULT, "papir slut")
        app.poll()
        await settle(pilot)
        assert "papir slut" in screen(app)


async def test_a_part_opens_with_what_more_is_known(equipped: Kit) -> None:
    app = at_screen(equipped)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10")
        app.front.query_one("#rows", RowList).go_to("radio")
        await press(pilot, "enter")
        assert "nummer 0000000a" in words(screen(app))
        await press(pilot, "escape")
        assert "Det kan I gøre her" in screen(app) or "motor" in screen(app)


async def test_an_arrow_on_what_can_be_done_only_moves_the_cursor(equipped: Kit) -> None:
    app = at_screen(equipped)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "end")
        assert app.front.query_one("#rows", RowList).key is Deed.KEY
        await press(pilot, "up", "shift+f5")
        assert app.front.query_one("#rows", RowList).key is Deed.CHANNEL and not isinstance(app.screen, ModalScreen)


async def test_the_stick_page_opens_from_here(equipped: Kit) -> None:
    app = at_screen(equipped)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "u")
        assert "USB-nøgle: loggen fra kit til kit" in screen(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_it_can_be_read_on_every_screen(equipped: Kit, size: tuple[int, int]) -> None:
    app = at_screen(equipped)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "f10")
        for key in ("1", "2", "3", "4"):
            await press(pilot, key)
            assert max(map(len, screen(app).splitlines())) <= size[0]
        await press(pilot, "1", "end")
        assert "Udskriv nøglekortet" in screen(app)


async def test_nothing_that_a_person_reads_is_a_command(equipped: Kit) -> None:
    for said in MEND_DA.values():
        assert "fieldkit" not in said and "--" not in said
    assert set(MEND_DA) == set(Mend)
    app = at_screen(equipped)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in ("f10", "2", "3", "e", "4"):
            await press(pilot, key)
            assert "fieldkit " not in screen(app)
