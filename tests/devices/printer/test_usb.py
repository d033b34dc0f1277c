"""A printer straight on USB, with a stand-in for pyusb and the device behind it. The rest of it is in the contract."""

from pathlib import Path

import pytest
from paper_samples import RECEIPT
from usb_printer import URL, UsbWorld, plugged_in

from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.escpos import encode, profile_for
from fieldkit.devices.printer.port import PortLost
from fieldkit.devices.printer.talk import Talk
from fieldkit.devices.printer.url import port_for
from fieldkit.paper.layout import lay_out
from fieldkit.paper.printing import PrinterStatus
from fieldkit.practice.paper.printer import VirtualPrinter


@pytest.fixture
def usb(monkeypatch: pytest.MonkeyPatch) -> UsbWorld:
    return plugged_in(VirtualPrinter(), monkeypatch)


async def test_usb_writes_count_what_was_taken_and_the_device_is_given_back(usb: UsbWorld, tmp_path: Path) -> None:
    port = port_for(URL, tmp_path)
    assert port is not None
    data = encode(lay_out(RECEIPT, 32), profile_for(32))
    await port.open()
    assert await port.write(data, 5) == len(data)
    assert bytes(usb.printer.kept) == data
    usb.printer.set_status(PrinterStatus.COVER)
    assert await Talk(port).status(1) is PrinterStatus.COVER
    await port.close()
    assert usb.held == ["detach 0", "claim 0", "give back"]


async def test_a_stalled_or_unplugged_usb_printer_is_told(usb: UsbWorld, tmp_path: Path) -> None:
    port = port_for(URL, tmp_path)
    assert port is not None
    await port.open()
    usb.stalled = True
    assert await port.write(b"x" * 10, 0.05) == 0
    assert await port.read(0.05) == b""
    usb.unplugged = True
    with pytest.raises(PortLost, match="se til kablet"):
        await port.write(b"x", 0.05)
    await port.close()
    missing = port_for("usb:04b8:0001", tmp_path)
    assert missing is not None
    with pytest.raises(DeviceError, match="findes ikke på USB"):
        await missing.open()
