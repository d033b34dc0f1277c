"""How a key file is written and read: a remark for whoever finds it, and a few lines of TOML. What stands in one of its
kind says the module of that kind: `keys`, `kit_key`, `root`, `read_key`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.store.errors import store_errors
from fieldkit.store.files.bounded import SMALL_FILE, read_bounded
from fieldkit.store.files.durable import write_whole

F = TypeVar("F", bound=msgspec.Struct)
T = TypeVar("T")


def write_key_file(path: Path, remark: str, content: msgspec.Struct) -> None:
    """Write it whole, durably and for its owner alone, over what may be there; its folder is made. StoreError when the
    disk refuses."""
    lines = [f"# Feltkit: {remark}"]
    lines += (f"{name} = {_toml(getattr(content, name))}" for name in content.__struct_fields__)
    with store_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, "\n".join(lines) + "\n")


def read_key_file(path: Path, form: type[F], made: Callable[[F], T], refused: InputError) -> T:
    """What is `made` of the file, which is there; `refused` is raised when it is another file, and what `made` cannot
    take is one (ValueError)."""
    raw = read_bounded(path, SMALL_FILE)
    try:
        return made(msgspec.toml.decode(raw, type=form))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise refused from error


def _toml(value: str | int | list[str]) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return msgspec.json.encode(value).decode()  # text with its escapes, and a number, are the same in both
