"""How copies of kits lie on a medium: a shelf for each kit, `kit-12`, and on it a folder for each hour in which one was
taken, `20261124T09Z`. What is in the making, or is to go, has another name."""

import re
from datetime import UTC, datetime
from pathlib import Path

_SHELF = re.compile(r"kit-[0-9]{1,5}\Z")
_COPY = re.compile(r"[0-9]{8}T[0-9]{2}Z\Z")
_HOUR = "%Y%m%dT%HZ"


def shelf_name(number: int) -> str:
    """What the shelf of kit `number` is called."""
    return f"kit-{number}"


def copy_name(now: float) -> str:
    """What a copy that is taken `now`, Unix seconds, is called."""
    return datetime.fromtimestamp(now, UTC).strftime(_HOUR)


def is_copy(name: str) -> bool:
    """Whether a folder that is called so is a copy, and a whole one."""
    return _COPY.match(name) is not None


def taken_at(name: str) -> int | None:
    """The hour of a copy that is called so, Unix seconds; None for another name, and for an hour that never was."""
    try:
        return int(datetime.strptime(name, _HOUR).replace(tzinfo=UTC).timestamp()) if is_copy(name) else None
    except ValueError:
        return None


def shelves_in(folder: Path) -> list[Path]:
    """The shelves on a medium, by name; where there are none, the folder itself: perhaps it is one."""
    return [path for path in sorted(folder.iterdir()) if _SHELF.match(path.name) and path.is_dir()] or [folder]


def copies_on(shelf: Path) -> list[Path]:
    """The copies on a shelf, by their hours."""
    return sorted(path for path in shelf.iterdir() if is_copy(path.name))
