"""A printer's URL: the forms it may have, and the port that each opens."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit

from fieldkit.core.device_url import names_device
from fieldkit.core.errors import InputError
from fieldkit.devices.printer.alone import AlonePort
from fieldkit.devices.printer.file import FilePort, VirtualPort
from fieldkit.devices.printer.line import Flow, NetworkPort, SerialPort
from fieldkit.devices.printer.port import PrinterPort
from fieldkit.devices.printer.usb import UsbPort

NETWORK_PORT = 9100
BAUD = 19200
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)


@dataclass(frozen=True, slots=True)
class VirtualUrl:
    """A folder that keeps the bytes; relative ones lie in the kit's home."""

    folder: str = "paper"


@dataclass(frozen=True, slots=True)
class NetworkUrl:
    """A printer on TCP."""

    host: str
    port: int = NETWORK_PORT


@dataclass(frozen=True, slots=True)
class SerialUrl:
    """A printer on a serial line, 8N1."""

    device: str
    baud: int = BAUD
    flow: Flow = Flow.NONE


@dataclass(frozen=True, slots=True)
class FileUrl:
    """A device file (/dev/usb/lp0) or a plain file that bytes are added to."""

    path: str


@dataclass(frozen=True, slots=True)
class UsbUrl:
    """A printer straight on USB, by its vendor and product number."""

    vendor: int
    product: int


PrinterUrl: TypeAlias = VirtualUrl | NetworkUrl | SerialUrl | FileUrl | UsbUrl
_FORMS = "virtual:, tcp://VÆRT:9100, serial:/dev/ttyUSB0?baud=19200, file:/dev/usb/lp0, usb:04b8:0e15 eller none"


def parse_printer_url(url: str) -> PrinterUrl | None:
    """The printer that `url` names, None for `none`. InputError with one sentence for anything else."""
    if not names_device(url):
        return None
    scheme, _, rest = url.strip().partition(":")
    match scheme.lower():
        case "virtual":
            return VirtualUrl(rest) if rest else VirtualUrl()
        case "tcp":
            return _network(url, rest)
        case "serial":
            return _serial(url, rest)
        case "file":
            path = rest.removeprefix("//") if rest.startswith("///") else rest
            if not path:
                raise InputError("Printeradressen file: mangler en sti; skriv for eksempel file:/dev/usb/lp0.")
            return FileUrl(path)
        case "usb":
            return _usb(url, rest)
    raise InputError(f"Printeradressen “{url}” forstås ikke; skriv {_FORMS}.")


def _network(url: str, rest: str) -> NetworkUrl:
    advice = "skriv tcp://VÆRT:9100"
    if not rest.startswith("//"):
        raise InputError(f"Printeradressen “{url}” mangler //; {advice}.")
    try:
        parts = urlsplit(f"tcp:{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InputError(f"Porten i printeradressen “{url}” er ikke et tal fra 1 til 65535; {advice}.") from None
    if not host or parts.path not in ("", "/") or parts.query or port == 0:
        raise InputError(f"Printeradressen “{url}” er ikke en vært og en port; {advice}.")
    return NetworkUrl(host, NETWORK_PORT if port is None else port)


def _serial(url: str, rest: str) -> SerialUrl:
    device, _, query = rest.partition("?")
    advice = "skriv for eksempel serial:/dev/ttyUSB0?baud=19200"
    if not device.startswith("/"):
        raise InputError(f"Printeradressen “{url}” mangler en enhed under /dev; {advice}.")
    baud, flow = BAUD, Flow.NONE
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key == "baud" and value.isascii() and value.isdigit() and int(value) in BAUDS:
            baud = int(value)
        elif key == "flow" and value in tuple(Flow):
            flow = Flow(value)
        else:
            raise InputError(
                f"“{key}={value}” i printeradressen “{url}” kan ikke bruges; baud er en af "
                f"{', '.join(map(str, BAUDS))}, og flow er en af {', '.join(Flow)}."
            )
    return SerialUrl(device, baud, flow)


def _usb(url: str, rest: str) -> UsbUrl:
    numbers = rest.split(":")
    try:
        vendor, product = (int(number, 16) for number in numbers)
    except ValueError:
        vendor = product = -1
    if not (0 <= vendor <= 0xFFFF and 0 <= product <= 0xFFFF):
        raise InputError(
            f"Printeradressen “{url}” skal være to tal på fire hexcifre, som lsusb viser dem: usb:04b8:0e15."
        )
    return UsbUrl(vendor, product)


def own_port(url: str, home: Path, wait_s: float) -> PrinterPort | None:
    """As `port_for`, for who prints from the kit in `home`: one at a time, each waits `wait_s` seconds for its turn."""
    port = port_for(url, home)
    return AlonePort(port, home, wait_s) if port is not None else None


def port_for(url: str, home: Path) -> PrinterPort | None:
    """A closed port for `url`; None for `none`. InputError for a wrong URL; nothing is touched yet."""
    where = parse_printer_url(url)
    match where:
        case None:
            return None
        case VirtualUrl(folder):
            return VirtualPort(home / folder)
        case NetworkUrl(host, port):
            return NetworkPort(host, port)
        case SerialUrl(device, baud, flow):
            return SerialPort(device, baud, flow)
        case FileUrl(path):
            return FilePort(Path(path))
        case UsbUrl(vendor, product):
            return UsbPort(vendor, product)
