"""Printers that are files: the virtual printer's folder, and a disk that is full."""

from pathlib import Path

import pytest
from paper_read import read_folder

from fieldkit.devices.printer.port import PortLost
from fieldkit.devices.printer.url import port_for


async def test_the_virtual_printer_lays_each_opening_in_its_own_file(tmp_path: Path) -> None:
    port = port_for("virtual:", tmp_path)
    assert port is not None
    for word in (b"en\n", b"to\n"):
        await port.open()
        await port.write(b"\x10\x04\x01", 1)
        await port.write(word, 1)
        await port.write(b"\x1d(H\x06\x00000042", 1)
        assert await port.read(1) == b"\x12\x37\x22" + b"0042\x00"
        await port.close()
    assert [path.name for path in sorted((tmp_path / "paper").iterdir())] == ["print-000001.bin", "print-000002.bin"]
    assert [mark.text for mark in read_folder(tmp_path / "paper").marks] == ["en", "to"]  # type: ignore[union-attr]


async def test_a_full_disk_is_a_lost_port_with_the_count(tmp_path: Path) -> None:
    link = tmp_path / "full"
    link.symlink_to("/dev/full")
    port = port_for(f"file:{link}", tmp_path)
    assert port is not None
    await port.open()
    with pytest.raises(PortLost) as lost:
        await port.write(b"abc", 1)
    assert lost.value.written == 0
    await port.close()
