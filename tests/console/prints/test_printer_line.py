"""The line over the papers: whether there is a printer, how it is, and that a fault is over."""

import pytest
from kits import Clock
from printing_console import engine_runs

from fieldkit.acts.printing import what_holds
from fieldkit.console.prints.printer_line import NONE_DA, SILENT_DA, printer_words
from fieldkit.kit import Kit
from fieldkit.store.tables.status import (
    WHAT_TO_DO,
    Device,
    DeviceState,
    DeviceStatus,
    Trouble,
    add_problem,
    end_trouble,
    put_status,
)


def printer(kit: Kit, state: DeviceState, text: str, do: str = "") -> None:
    put_status(kit.log, DeviceStatus(Device.PRINTER, state, text, int(kit.now()), {WHAT_TO_DO: do} if do else {}))


def test_no_printer_is_told_plainly(kit: Kit) -> None:
    assert printer_words(kit)[0] == NONE_DA
    assert what_holds(kit) == "kittet har ingen printer"


def test_without_an_engine_nothing_is_known(desk_kit: Kit) -> None:
    printer(desk_kit, DeviceState.OK, "klar")
    assert printer_words(desk_kit)[0] == SILENT_DA


def test_a_fault_says_since_when_and_what_to_do_and_afterwards_that_it_is_over(desk_kit: Kit, clock: Clock) -> None:
    clock.now = 1_795_258_800.0  # 9.00 on a morning in November
    engine_runs(desk_kit)
    printer(desk_kit, DeviceState.FAULT, "papir slut", "Sæt en ny rulle i.")
    add_problem(
        desk_kit.log, "printer", "Printeren melder: papir slut. Sæt en ny rulle i.", clock.now, trouble=Trouble.PRINTER
    )
    add_problem(desk_kit.log, "printer", "Udskrift 3 (board): kom ikke helt ud", clock.now + 1)
    assert printer_words(desk_kit)[0] == "Printer: papir slut siden 12.00. Sæt en ny rulle i."
    clock.now += 600
    engine_runs(desk_kit)
    printer(desk_kit, DeviceState.OK, "klar")
    end_trouble(desk_kit.log, Trouble.PRINTER, clock.now)
    told = printer_words(desk_kit)[0]
    assert told == "Printer: klar, papir på 32 tegn. I orden igen 12.10; fra 12.00: papir slut."
    clock.now += 7 * 3600
    engine_runs(desk_kit)
    assert printer_words(desk_kit)[0] == "Printer: klar, papir på 32 tegn."


@pytest.mark.parametrize("state", [DeviceState.UNKNOWN, DeviceState.WARNING])
def test_what_is_neither_well_nor_wrong_has_its_own_words(desk_kit: Kit, state: DeviceState) -> None:
    engine_runs(desk_kit)
    assert "ikke set efter" in printer_words(desk_kit)[0]
    printer(desk_kit, state, "ukendt", "Se efter kabel og strøm.")
    assert "ukendt siden" in printer_words(desk_kit)[0] and "kabel" in printer_words(desk_kit)[0]
