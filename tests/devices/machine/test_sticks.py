"""Which sticks are in: by what the kernel tells of mounts and disks, as recorded on a Pi and a laptop."""

from pathlib import Path

import pytest

from fieldkit.devices.machine.sticks import Stick, stick_of, sticks

ROOT_DISK = "24 1 179:2 / / rw,noatime shared:1 - ext4 /dev/mmcblk0p2 rw"


@pytest.fixture
def machine(tmp_path):
    """A machine with these mounts and disks: `mounts(lines, disks)` gives what is asked of `sticks`."""

    def made(lines, disks=()):
        (tmp_path / "mountinfo").write_text("\n".join([ROOT_DISK, *lines]) + "\n", "utf-8")
        blocks = tmp_path / "class"
        blocks.mkdir()
        for name, bus, removable in disks:
            disk = tmp_path / "devices" / bus / "block" / name.rstrip("0123456789")
            (disk / name).mkdir(parents=True)
            if removable is not None:
                (disk / "removable").write_text(f"{removable}\n", "ascii")
            (blocks / name).symlink_to(disk / name)
        return {"mounts": tmp_path / "mountinfo", "blocks": blocks}

    return made


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            r"36 24 8:1 / /media/oevelse/KINGSTON\040A rw,nosuid shared:2 - vfat /dev/sda1 rw,fmask=0022",
            Stick(Path("/media/oevelse/KINGSTON A"), "vfat"),
        ),
        ("36 24 8:1 / /run/media/oevelse/æøå rw - exfat /dev/sda1 rw", Stick(Path("/run/media/oevelse/æøå"), "exfat")),
        ("36 24 8:1 / /mnt/feltkit ro,noexec - exfat /dev/sda1 ro", Stick(Path("/mnt/feltkit"), "exfat", True)),
        ("36 24 0:52 / /mnt/usb rw - fuseblk /dev/sda1 rw", Stick(Path("/mnt/usb"), "fuseblk")),
        ("36 24 0:52 / /media/usb rw - fuse.fusefat fusefat rw", Stick(Path("/media/usb"), "fusefat")),
    ],
)
def test_a_stick_is_found_where_systems_mount_it(machine, line, found):
    assert sticks(**machine([line], [("sda1", "pci0000:00/usb1/1-1", 1)])) == [found]


@pytest.mark.parametrize(
    ("bus", "removable", "is_one"),
    [
        ("pci0000:00/usb1/1-1", 0, True),  # a disk in a case, that says of itself that it stays
        ("pci0000:00/ata1", 1, True),
        ("pci0000:00/ata1", 0, False),  # the machine's own second disk
        ("pci0000:00/ata1", None, True),  # nobody can tell: the place where it is mounted says as much
    ],
)
def test_what_cannot_be_pulled_out_is_no_stick(machine, bus, removable, is_one):
    there = machine(["36 24 8:1 / /mnt/data rw - ext4 /dev/sda1 rw"], [("sda1", bus, removable)])
    assert bool(sticks(**there)) is is_one


@pytest.mark.parametrize(
    "line",
    [
        "36 24 8:1 / /srv/usb rw - vfat /dev/sda1 rw",
        "36 24 8:1 / /mnt/a/b rw - vfat /dev/sda1 rw",
        "36 24 0:40 / /media/x rw - tmpfs tmpfs rw",
        "36 24 8:1 / /media/x rw",
        "36 24 - vfat",
        "",
    ],
)
def test_what_is_mounted_elsewhere_or_is_no_disk_is_none(machine, line):
    assert sticks(**machine([line], [("sda1", "usb1", 1)])) == []


def test_several_are_all_named_and_a_machine_that_tells_nothing_has_none(machine, tmp_path):
    lines = [f"36 24 8:{n} / /media/usb{n} rw - vfat /dev/sd{disk}1 rw" for n, disk in ((2, "b"), (1, "a"))]
    there = machine(lines, [("sda1", "usb1", 1), ("sdb1", "usb2", 1)])
    assert [stick.folder.name for stick in sticks(**there)] == ["usb1", "usb2"]
    assert sticks(mounts=tmp_path / "nej", blocks=tmp_path) == []


def test_the_mount_behind_a_path_is_the_nearest(machine):
    inner = "37 36 8:2 / /media/usb/x rw - ext4 /dev/sdb1 rw"
    there = machine(["36 24 8:1 / /media/usb rw - vfat /dev/sda1 rw", inner])
    assert stick_of(Path("/media/usb/kit-1.fkb"), there["mounts"]).is_fat
    assert not stick_of(Path("/media/usb/x/kit-1.fkb"), there["mounts"]).is_fat
    assert stick_of(Path("/etc"), there["mounts"]).filesystem == "ext4"
