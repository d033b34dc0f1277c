"""The top line tells devices, what is unsent and what is unknown."""

import re
from pathlib import Path

from console_pilot import SIZE, at_screen, engines_log, screen, settle
from kits import Clock, meeting_point

from fieldkit.console.app import FeltkitApp
from fieldkit.console.status_line import StatusLine
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import raise_to
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status


def ends_with_where(line: str) -> bool:
    return bool(re.search(r"kit 2( uglemos\w*…?)?\s*$", line))


async def test_status_line_tells_devices_unsent_and_unknowns(crisis: Kit, clock: Clock) -> None:
    at = int(clock.now)
    put_status(crisis.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", at))
    put_status(crisis.log, DeviceStatus(Device.RADIO, DeviceState.FAULT, "svarer ikke", at))
    raise_to(crisis.log, b"x" * 16, 1, "queued", at)
    crisis.time_sure = False
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        top = screen(app).splitlines()[0]
        assert "radio FEJL" in top and "printer ukendt" in top and "batteri ukendt" in top
        assert "usendt 1" in top and "ca. " in top and ends_with_where(top)
        assert len(top.rstrip()) <= SIZE[0]
        with engines_log(crisis) as log:
            put_status(log, DeviceStatus(Device.CLOCK, DeviceState.OK, "sat fra nettet", at))
        app.poll()
        await settle(pilot)
        assert "ca. " not in screen(app).splitlines()[0]
        clock.now += 600
        app.poll()
        await settle(pilot)
        assert "motor standset" in screen(app).splitlines()[0]


async def test_who_sits_here_stands_there_also_on_a_narrow_screen(crisis: Kit, clock: Clock) -> None:
    at = int(clock.now)
    put_status(crisis.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", at))
    put_status(crisis.log, DeviceStatus(Device.RADIO, DeviceState.OFF, "ingen", at))
    put_status(crisis.log, DeviceStatus(Device.PRINTER, DeviceState.FAULT, "intet papir", at))
    for size, words in (
        ((60, 20), ()),
        ((80, 24), ("radio ingen",)),
        ((120, 40), ("kit 2 Uglemoseskolen", "radio ingen")),
    ):
        app = at_screen(crisis)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            top = screen(app).splitlines()[0]
            assert top.rstrip().endswith("Ø. Andersen") and "printer FEJL" in top, size
            assert re.search(r"\d\d\.\d\d", top) and all(word in top for word in words)


def test_a_kit_without_a_radio_does_not_say_that_nothing_is_unsent(crisis: Kit, tmp_path: Path, clock: Clock) -> None:
    with_radio = meeting_point(tmp_path / "with-radio", now=clock, radio="tcp://127.0.0.1")
    assert "usendt" not in StatusLine(with_radio).line(80).plain, "nobody counts while no engine runs"
    put_status(with_radio.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(clock.now)))
    assert "usendt 0" in StatusLine(with_radio).line(80).plain
    assert "usendt" not in StatusLine(crisis).line(80).plain
    with_radio.close()


def test_an_engine_that_has_run_and_stands_still_is_not_starting(crisis: Kit) -> None:
    line = StatusLine(crisis, starting=True)
    assert "motor starter" in line.line(80).plain
    for state, told in ((DeviceState.OK, "radio ukendt"), (DeviceState.OFF, "motor standset")):
        put_status(crisis.log, DeviceStatus(Device.ENGINE, state, "", int(crisis.now())))
        assert told in line.line(80).plain
