"""Which lists and action cards were taken in: the digest of each file, noted in the kit's log. Says which are gone,
changed or new since. What the files hold, and whether it can be used, is judged where they are read.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2s
from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.core.errors import Remedy
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import Part, TakeInAgain
from fieldkit.store.files.sheet import LARGEST_FILE
from fieldkit.store.log import Log

_READ = {".csv", ".xlsx", ".xlsm", ".md", ".txt"}
"""Ends of the files that lists and cards are read from."""
_NOT_READ = {"README.md"}
_UNREADABLE = ""
Digests = dict[str, str]
"""By a file's name."""


class Since(NamedTuple):
    """The files of a part that are otherwise than when it was taken in, by their names."""

    part: Part
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def remedy(self) -> Remedy:
        return TakeInAgain(self.part)

    @property
    def faults(self) -> list[Fault]:
        """A file that is gone: what stood in it is not nothing."""
        what = f"Filen mangler; den var der, da {_PART_DA[self.part]} blev læst ind."
        return [Fault(name, 0, what, self.remedy) for name in self.gone]

    @property
    def gone_said(self) -> str:
        """All that is gone in one sentence; "" for nothing."""
        if not self.gone:
            return ""
        more = f" og {len(self.gone) - 1} til" if len(self.gone) > 1 else ""
        return f"{self.gone[0]}{more} mangler, men var der, da {_PART_DA[self.part]} blev læst ind."

    @property
    def by_hand(self) -> str:
        """What somebody, or the disk, has changed, in one sentence; "" for nothing. It is used as it is."""
        told = [f"{name} er ændret" for name in self.changed] + [f"{name} er ny" for name in self.new]
        if not told:
            return ""
        more = f" (og {len(told) - 2} til)" if len(told) > 2 else ""
        return f"{' og '.join(told[:2])}{more}, siden {_PART_DA[self.part]} blev læst ind."


_PART_DA: Mapping[Part, str] = {Part.LISTS: "listerne", Part.CARDS: "actionkortene"}


def digests(folder: Path) -> Digests:
    """Of the files that are read; none where there is no such folder, or where the disk does not let it be read."""
    try:
        return {path.name: _digest(path) for path in sorted(folder.iterdir()) if _is_read(path)}
    except OSError:
        return {}


def _is_read(path: Path) -> bool:
    named = path.suffix.lower() in _READ and path.name not in _NOT_READ and not path.name.startswith(("~$", "."))
    return named and path.is_file()


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            raw = handle.read(LARGEST_FILE + 1)
    except OSError:
        return _UNREADABLE
    return blake2s(raw, digest_size=16).hexdigest()


def note(log: Log, part: Part, folder: Path) -> None:
    """What lies in the folder now is what was taken in."""
    _note(log, part, [digests(folder)])


@contextmanager
def changing(log: Log, part: Part, before: Path, after: Path) -> Iterator[None]:
    """While the files of `before` give way to those of `after`, either are what was taken in: the power may go, or the
    disk refuse, on either side."""
    new = digests(after)
    _note(log, part, [*(_noted(log, part) or [digests(before)]), new])
    yield
    _note(log, part, [new])


def since_taken_in(log: Log, part: Part, folder: Path) -> Since:
    """What is otherwise in the folder; nothing where it was never noted what was taken in."""
    noted = _noted(log, part)
    if not noted:
        return Since(part)
    now = digests(folder)
    return min((_since(part, was, now) for was in noted), key=lambda one: sum(map(len, one[1:])))


def _since(part: Part, was: Digests, now: Digests) -> Since:
    stems = {Path(name).stem for name in now}  # `steder.csv` that is `steder.xlsx` now is not gone
    gone = sorted(name for name in was.keys() - now.keys() if Path(name).stem not in stems)
    changed = sorted(name for name in was.keys() & now.keys() if was[name] != now[name])
    return Since(part, tuple(gone), tuple(changed), tuple(sorted(now.keys() - was.keys())))


def _note(log: Log, part: Part, either: list[Digests]) -> None:
    log.set_meta(_key(part), msgspec.json.encode(either).decode())


def _noted(log: Log, part: Part) -> list[Digests]:
    try:
        return msgspec.json.decode(log.get_meta(_key(part)) or "[]", type=list[Digests])
    except msgspec.DecodeError:
        return []


def _key(part: Part) -> str:
    return f"taken-in-{part}"
