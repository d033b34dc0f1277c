"""What a kit writes is read by its owner alone: it holds names, numbers and what was said of people. How it reaches the
disk is `durable`'s matter."""

import os
import stat
from pathlib import Path

OTHERS = 0o077


def write_for_owner_only() -> None:
    """From here on what this process makes is its owner's alone, whoever makes it and wherever it lies."""
    os.umask(os.umask(OTHERS) | OTHERS)


def shut_out_others(path: Path) -> None:
    """Take from all but the owner what they may do with a file, or a folder and all that is in it.

    Nothing happens where the medium knows no rights (a USB stick) or the files are somebody else's.
    """
    try:
        for one in (path, *(path.rglob("*") if path.is_dir() and not path.is_symlink() else ())):
            mode = one.lstat().st_mode
            if mode & OTHERS and (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                one.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except OSError:
        return


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but the owner may do anything with it; what is not there is not."""
    try:
        return bool(path.lstat().st_mode & OTHERS)
    except OSError:
        return False
