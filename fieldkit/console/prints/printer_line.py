"""The line over the region: how the printer is, since when, and what a person can do about it. Reads, never writes."""

from fieldkit.console.status_line import STATE_STYLE
from fieldkit.console.words import DIM, SOON, clock_da
from fieldkit.kit import Kit
from fieldkit.store.tables.status import (
    WHAT_TO_DO,
    Device,
    DeviceState,
    engine_tells,
    read_problems,
    read_status,
)

OVER_S = 6 * 3600
"""So long after its end a fault is still told."""
NONE_DA = "Ingen printer er sat op. Det, der udskrives, venter, til der er en."
SILENT_DA = "Printer: ukendt, for motoren kører ikke. Det, der udskrives, venter."


def printer_words(kit: Kit) -> tuple[str, str]:
    """The line and its style."""
    if not kit.config.has_printer:
        return NONE_DA, SOON
    found, now = read_status(kit.log), kit.now()
    if not engine_tells(found, now):
        return SILENT_DA, SOON
    printer = found.get(Device.PRINTER)
    if printer is None or printer.state is DeviceState.OFF:
        return "Printeren er der ikke set efter endnu.", DIM
    since = clock_da(printer.at, now=now)
    if printer.state is DeviceState.OK:
        return f"Printer: {printer.text}, papir på {kit.config.columns} tegn.{_over(kit)}", ""
    do = str(printer.facts.get(WHAT_TO_DO) or "")
    return f"Printer: {printer.text} siden {since}. {do}".rstrip(), STATE_STYLE.get(printer.state, "")


def _over(kit: Kit) -> str:
    """What was wrong with the printer and is over, from when until when; "" when that is long ago or nothing."""
    since = int(kit.now() - OVER_S)
    ended = [one for one in read_problems(kit.log, since=since) if one.source == "printer" and one.ended is not None]
    fault = max(ended, key=lambda one: one.ended or 0, default=None)
    if fault is None or fault.ended is None:
        return ""
    began, over = clock_da(fault.at, now=kit.now()), clock_da(fault.ended, now=kit.now())
    what = fault.text.removeprefix("Printeren melder: ").partition(".")[0]
    return f" I orden igen {over}; fra {began}: {what[:1].lower()}{what[1:]}."
