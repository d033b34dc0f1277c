"""A printer on USB without USB: what pyusb shows of it, over a virtual printer."""

import array
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from fieldkit.practice.paper.printer import VirtualPrinter

URL = "usb:04b8:0e15"


class UsbWorld:
    """What pyusb shows of one printer: endpoints that take at most 64 bytes a call, and faults on command."""

    class USBError(OSError):
        pass

    class USBTimeoutError(USBError):
        pass

    class NoBackendError(ValueError):
        pass

    def __init__(self, printer: VirtualPrinter) -> None:
        self.printer = printer
        self.replies = bytearray()
        printer.on_reply = self.replies.extend
        self.stalled = self.unplugged = False
        self.held: list[str] = []
        interface = Interface(0, [Endpoint(0x02, self), Endpoint(0x81, self)])
        self.device = UsbDevice([interface], self.held)
        self.core = SimpleNamespace(
            find=lambda idVendor, idProduct: self.device if (idVendor, idProduct) == (0x04B8, 0x0E15) else None,
            USBError=self.USBError,
            USBTimeoutError=self.USBTimeoutError,
            NoBackendError=self.NoBackendError,
        )
        self.util = SimpleNamespace(
            ENDPOINT_OUT=0,
            ENDPOINT_IN=0x80,
            endpoint_direction=lambda address: address & 0x80,
            claim_interface=lambda device, number: self.held.append(f"claim {number}"),
            dispose_resources=lambda device: self.held.append("give back"),
        )

    def transfer(self, timeout: int) -> None:
        assert timeout > 0, "0 would wait for ever"
        if self.unplugged:
            raise self.USBError("No such device")


@dataclass
class Endpoint:
    bEndpointAddress: int
    world: UsbWorld

    def write(self, data: bytes, timeout: int) -> int:
        self.world.transfer(timeout)
        if self.world.stalled:
            raise self.world.USBTimeoutError("timed out")
        taken = data[:37]
        self.world.printer.receive(taken)
        return len(taken)

    def read(self, size: int, timeout: int) -> array.array:  # type: ignore[type-arg]
        self.world.transfer(timeout)
        if not self.world.replies:
            raise self.world.USBTimeoutError("timed out")
        data = bytes(self.world.replies[:size])
        del self.world.replies[:size]
        return array.array("B", data)


@dataclass
class Interface:
    bInterfaceNumber: int
    ends: list[Endpoint]

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self.ends)


@dataclass
class UsbDevice:
    interfaces: list[Interface]
    held: list[str]

    def get_active_configuration(self) -> list[Interface]:
        return self.interfaces

    def is_kernel_driver_active(self, number: int) -> bool:
        return True

    def detach_kernel_driver(self, number: int) -> None:
        self.held.append(f"detach {number}")


def plugged_in(printer: VirtualPrinter, patch: pytest.MonkeyPatch) -> UsbWorld:
    """The printer at `URL`, for as long as the patch lasts."""
    world = UsbWorld(printer)
    for name, module in (("usb", world), ("usb.core", world.core), ("usb.util", world.util)):
        patch.setitem(sys.modules, name, module)
    return world
