"""Disks with FAT and exFAT, mounted for a test by programs that need no help of the kernel's: fusefat, and exfat-fuse
on a loop device. Where a machine has neither, the test is skipped and says so."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, timeout=60)


@contextmanager
def fat_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk with FAT of this size, mounted."""
    _need("mkfs.vfat", "fusefat", "fusermount")
    image, mount = _image(folder, kilobytes)
    if _run("mkfs.vfat", str(image)).returncode or _run("fusefat", "-o", "rw+", str(image), str(mount)).returncode:
        pytest.skip("no FAT can be mounted here")
    try:
        _wait_for(mount)
        yield mount
    finally:
        _run("fusermount", "-u", str(mount))


@contextmanager
def exfat_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk with exFAT of this size, mounted; that takes rights that few have."""
    _need("mkfs.exfat", "mount.exfat-fuse", "losetup")
    image, mount = _image(folder, kilobytes)
    loop = _run("losetup", "--find", "--show", str(image))
    if loop.returncode:
        pytest.skip("no loop device can be had here")
    device = loop.stdout.strip()
    try:
        if _run("mkfs.exfat", device).returncode or _run("mount.exfat-fuse", device, str(mount)).returncode:
            pytest.skip("no exFAT can be mounted here")
        try:
            _wait_for(mount)
            yield mount
        finally:
            _run("umount", str(mount))
    finally:
        _run("losetup", "-d", device)


def _need(*programs: str) -> None:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    os.environ["PATH"] = path
    if missing := [name for name in programs if shutil.which(name) is None]:
        pytest.skip(f"not on this machine: {', '.join(missing)}")


def _image(folder: Path, kilobytes: int) -> tuple[Path, Path]:
    image, mount = folder / "disk.img", folder / "mount"
    with image.open("wb") as handle:
        handle.truncate(kilobytes << 10)
    mount.mkdir()
    return image, mount


def _wait_for(mount: Path) -> None:
    """A program that mounts goes on in the background."""
    until = time.monotonic() + 10
    while not os.path.ismount(mount):
        if time.monotonic() > until:
            pytest.skip("it was never mounted")
        os.sched_yield()
