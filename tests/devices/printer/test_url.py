"""What a printer's URL names; a wrong one is one Danish sentence."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.errors import InputError
from fieldkit.devices.printer.url import FileUrl, NetworkUrl, SerialUrl, UsbUrl, VirtualUrl, parse_printer_url


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("virtual:", VirtualUrl()),
        ("none", None),
        ("tcp://10.0.0.5", NetworkUrl("10.0.0.5", 9100)),
        ("tcp://[::1]:9101", NetworkUrl("::1", 9101)),
        ("serial:/dev/ttyUSB0", SerialUrl("/dev/ttyUSB0", 19200)),
        ("serial:/dev/ttyUSB0?baud=9600&flow=rtscts", SerialUrl("/dev/ttyUSB0", 9600, "rtscts")),
        ("file:/dev/usb/lp0", FileUrl("/dev/usb/lp0")),
        ("file:///tmp/x", FileUrl("/tmp/x")),
        ("usb:04B8:0e15", UsbUrl(0x04B8, 0x0E15)),
    ],
)
def test_printer_urls(url: str, where: object) -> None:
    assert parse_printer_url(url) == where


@pytest.mark.parametrize(
    "url",
    ["", "lp0", "http://x", "tcp:x", "tcp://", "tcp://x:99999", "tcp://x:0", "tcp://x/y", "serial:", "serial:COM1",
     "serial:/dev/x?baud=9601", "serial:/dev/x?speed=1", "file:", "usb:1", "usb:xyz:1", "usb:12345:1", "none:x",
     "tcp://[::1", "serial:/dev/x?baud=²"],
)  # fmt: skip
def test_a_wrong_printer_url_gets_one_danish_sentence(url: str) -> None:
    with pytest.raises(InputError) as met:
        parse_printer_url(url)
    sentence = str(met.value)
    assert sentence.startswith(("Printeradressen", "Porten", "“"))
    assert sentence.endswith(".")
    assert "\n" not in sentence


@given(st.text(max_size=40) | st.text(alphabet="tcpseriafileusb:/?=[]0129", max_size=30))
def test_no_url_whatever_ends_in_anything_but_a_printer_or_a_sentence(url: str) -> None:
    with contextlib.suppress(InputError):
        parse_printer_url(url)
