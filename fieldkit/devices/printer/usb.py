"""A printer straight on USB, where the kernel has no printer driver for it. Needs the optional package pyusb."""

import asyncio
import importlib
from typing import Any

from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.port import PortLost

PACKET = 64
"""Bytes a transfer: one full-speed bulk packet is taken whole or not at all, so a timeout leaves no doubtful count."""
LEAST_MS = 10
"""pyusb takes a timeout of 0 for "for ever", so no call gets less than this."""


class UsbPort:
    """Bulk endpoints of the first interface that has one out; never resets the device. Every call runs in a thread."""

    def __init__(self, vendor: int, product: int) -> None:
        self.name = f"usb:{vendor:04x}:{product:04x}"
        self.answers = True
        self.loses = False
        self.instant = False
        self._vendor, self._product = vendor, product
        self._usb: Any = None
        self._device: Any = None
        self._interface: int | None = None
        self._out: Any = None
        self._in: Any = None

    async def open(self) -> None:
        """DeviceError when pyusb or the printer is missing, or it is not ours to open."""
        try:
            usb = importlib.import_module("usb")
            importlib.import_module("usb.core")
            importlib.import_module("usb.util")
        except ImportError:
            raise DeviceError(
                f"Printeren {self.name} kræver pakken pyusb; installer den, eller brug file:/dev/usb/lp0."
            ) from None
        self._usb = usb
        try:
            await asyncio.to_thread(self._claim)
        except usb.core.NoBackendError:
            raise DeviceError(
                f"Printeren {self.name} kræver libusb-1.0-0; installer den, eller brug file:/dev/usb/lp0."
            ) from None
        except usb.core.USBError as error:
            await self.close()
            raise DeviceError(f"Printeren {self.name} kan ikke åbnes ({error}); se til ret og kabel.") from error

    def _claim(self) -> None:
        usb = self._usb
        self._device = usb.core.find(idVendor=self._vendor, idProduct=self._product)
        if self._device is None:
            raise DeviceError(f"Printeren {self.name} findes ikke på USB; sæt kablet i, og tænd den.")
        for interface in self._device.get_active_configuration():
            ends = {usb.util.endpoint_direction(end.bEndpointAddress): end for end in interface}
            if usb.util.ENDPOINT_OUT in ends:
                break
        else:
            raise DeviceError(f"USB-enheden {self.name} tager ikke imod udskrift; er det printeren?")
        self._interface = interface.bInterfaceNumber
        self._out = ends[usb.util.ENDPOINT_OUT]
        self._in = ends.get(usb.util.ENDPOINT_IN)
        self.answers = self._in is not None
        if self._device.is_kernel_driver_active(self._interface):
            self._device.detach_kernel_driver(self._interface)
        usb.util.claim_interface(self._device, self._interface)

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        """See PrinterPort; pyusb's returned count is what was taken, and may be short."""
        if self._out is None:
            raise DeviceError(f"Printeren {self.name} er ikke åbnet; prøv igen.")
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        sent = 0
        while sent < len(data):
            wait_ms = max(LEAST_MS, int(1000 * (deadline - loop.time())))
            try:
                sent += int(await asyncio.to_thread(self._out.write, data[sent : sent + PACKET], wait_ms))
            except self._usb.core.USBTimeoutError:
                return sent
            except self._usb.core.USBError as error:
                raise self._lost(error, sent) from error
            if loop.time() >= deadline:
                return sent
        return sent

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        """See PrinterPort."""
        if self._in is None:
            return b""
        try:
            data = await asyncio.to_thread(self._in.read, PACKET, max(LEAST_MS, int(1000 * timeout)))
        except self._usb.core.USBTimeoutError:
            return b""
        except self._usb.core.USBError as error:
            raise self._lost(error, 0) from error
        return bytes(data)

    def _lost(self, error: Exception, written: int) -> PortLost:
        return PortLost(f"Forbindelsen til printeren {self.name} blev afbrudt ({error}); se til kablet.", written)

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        """See PrinterPort; a USB write has reached the printer when it returns."""
        return True

    async def close(self) -> None:
        """See PrinterPort."""
        if self._device is not None:
            try:
                await asyncio.to_thread(self._usb.util.dispose_resources, self._device)
            except self._usb.core.USBError:
                self._out = self._in = None  # unplugged: there is nothing left to give back
        self._device = self._interface = self._out = self._in = None
