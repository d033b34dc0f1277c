"""Kits for tests: made in one way, with a clock that only the test moves. Whoever makes one closes it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from paths import CARDS, DATA

from fieldkit.core.facts.terms import Role
from fieldkit.kit import Kit
from fieldkit.store.files.home import KitConfig
from fieldkit.store.files.keys import MunicipalityKey, new_key, write_key

SAMPLE = {"data": DATA, "cards": CARDS}
NOW = 1_795_258_800.0
"""A morning in November 2026, for kits whose clocks stand. Unix seconds."""


class Clock:
    """Time that only a test moves, from `now` on. Unix seconds."""

    def __init__(self, now: float | None = None) -> None:
        self.now = time.time() if now is None else now

    def __call__(self) -> float:
        return self.now


def make_kit(
    folder: Path,
    *,
    number: int = 12,
    role: Role = Role.MEETING_POINT,
    place: str | None = None,
    place_number: int | None = None,
    data: Path | None = None,
    cards: Path | None = None,
    key: Path | None = None,
    root: Path | None = None,
    now: Callable[[], float] = time.time,
    **devices: Any,
) -> Kit:
    """An open kit, new in `folder`: kit 12 at a place that stands in no list, unless told otherwise.

    `devices` is the rest of kit.toml: radio, printer, columns, code_page.
    """
    config = KitConfig(number, role, place or f"sted-{number}", place_number or number, **devices)
    return Kit.create(folder, config, data=data, cards=cards, key=key, root=root, now=now)


def secretariat(folder: Path, **more: Any) -> Kit:
    """Kit 1, of the sample municipality's secretariat, with its lists and cards; `more` as for make_kit."""
    return make_kit(folder, **{"number": 1, "role": Role.SECRETARIAT, "place": "sekretariat", **SAMPLE, **more})


def meeting_point(folder: Path, **more: Any) -> Kit:
    """Kit 2, at a school of the sample municipality, with its lists and cards; `more` as for make_kit."""
    return make_kit(folder, **{"number": 2, "place": "uglemoseskolen", **SAMPLE, **more})


def closed(kit: Kit) -> Path:
    """The folder of a kit, for commands and processes that open it themselves."""
    kit.close()
    return kit.home.folder


class Municipality:
    """Kits that hold the same key, and are closed together. Their clocks stand, a second apart for each number."""

    def __init__(self, folder: Path, key: MunicipalityKey | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.key, self.kits = folder, folder / "key", list[Kit]()
        write_key(self.key, key or new_key())

    def __call__(self, number: int, **more: Any) -> Kit:
        """Its kit of this number; `more` as for make_kit."""
        its_own: dict[str, Any] = {"number": number, "key": self.key, "now": lambda: NOW + number}
        self.kits.append(make_kit(self.folder / f"kit{number}", **its_own | more))
        return self.kits[-1]

    def close(self) -> None:
        for kit in self.kits:
            kit.close()
