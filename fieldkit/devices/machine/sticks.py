"""Which USB sticks and cards are in, and where they are mounted: what a file can be carried away on.

Mounts come from /proc/self/mountinfo (proc(5)), whether a disk can be pulled out from /sys/block. Where the kernel does
not tell that, a mount in one of the usual places counts.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

USUAL = ("/media/*", "/media/*/*", "/run/media/*/*", "/mnt", "/mnt/*")
"""Where systems mount what people put in; `/mnt/feltkit` is the kit's own (hardware/etc)."""
MOUNTS, BLOCKS = Path("/proc/self/mountinfo"), Path("/sys/class/block")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_FAT = ("vfat", "msdos", "fat")
_NO_DISKS = ("tmpfs", "ramfs", "proc", "sysfs", "overlay", "squashfs", "autofs", "cgroup2", "devtmpfs")


class Stick(msgspec.Struct, frozen=True):
    """Where it is mounted, by which file system (`vfat`, `exfat` …), and whether it can be written to."""

    folder: Path
    filesystem: str
    read_only: bool = False

    @property
    def is_fat(self) -> bool:
        return self.filesystem in _FAT


def sticks(places: Sequence[str] | None = None, mounts: Path | None = None, blocks: Path | None = None) -> list[Stick]:
    """All that are in, by the names of their folders. `places` are patterns of where they are mounted; by default
    `USUAL`, and the kernel tells the rest."""
    places, mounts, blocks = places or USUAL, mounts or MOUNTS, blocks or BLOCKS
    found = {
        stick.folder: stick
        for device, stick in _mounted(mounts)
        if any(stick.folder.match(place) and len(stick.folder.parts) == len(Path(place).parts) for place in places)
        and stick.filesystem not in _NO_DISKS
        and _can_be_pulled(device, blocks)
    }
    return [found[folder] for folder in sorted(found)]


def stick_of(path: Path, mounts: Path | None = None) -> Stick | None:
    """The mount that a path lies on, whatever it is; None when nobody can tell."""
    path = path.resolve()
    on = [stick for _, stick in _mounted(mounts or MOUNTS) if path.is_relative_to(stick.folder)]
    return max(reversed(on), key=lambda stick: len(stick.folder.parts), default=None)


def _mounted(mounts: Path) -> Iterator[tuple[str, Stick]]:
    """Each mount with the device behind it. What is mounted over another comes after it."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        before, dash, after = line.partition(" - ")
        fields, behind = before.split(" "), after.split(" ")
        if not dash or len(fields) < 6 or len(behind) < 2:
            continue
        folder, options = Path(_plain(fields[4])), fields[5].split(",")
        yield _plain(behind[1]), Stick(folder, behind[0].removeprefix("fuse."), "ro" in options)


def _plain(escaped: str) -> str:
    """Blanks stand as `\\040`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), escaped)


def _can_be_pulled(device: str, blocks: Path) -> bool:
    """Whether the disk behind a mount is one that people put in: it says so itself, or it hangs on USB. Unknown is yes:
    the place where it is mounted says as much."""
    entry = blocks / Path(device).name
    if not device.startswith("/dev/") or not entry.exists():
        return True
    where = entry.resolve()
    if any(part.startswith("usb") for part in where.parts):
        return True
    for disk in (where, where.parent):  # of a partition it is the disk that knows
        try:
            return (disk / "removable").read_text("ascii").strip() == "1"
        except (OSError, ValueError):
            continue
    return True
