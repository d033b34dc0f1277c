"""A copy of the kit on another medium, taken by a person: the same for screen and commands. How it is made and which
copies are kept is `store.backup`'s."""

from pathlib import Path

from fieldkit.core.text.wording import lines_da, many_da
from fieldkit.kit import Kit
from fieldkit.store.backup import Backup, back_up
from fieldkit.store.tables.done import Done, note_done


def take(kit: Kit, folder: Path, keys: bytes | None = None) -> Backup:
    """Take a copy in `folder`, also while the engine runs; `keys` are the kit's, wrapped. That there is one counts only
    on another disk than the kit's own. InputError and StoreError as `back_up`."""
    made = back_up(kit.log, kit.home, kit.config.number, folder, kit.now(), keys=keys)
    if not made.same_disk:
        note_done(kit.log, Done.COPY, kit.now())
    return made


def taken_da(made: Backup) -> str:
    """What lies there now."""
    return f"{made.folder}: {lines_da(made.events)}; {many_da(made.copies, 'kopi', 'kopier')} ligger der nu."


def same_disk_da(folder: Path) -> str:
    """Why a copy on the kit's own disk is worth little."""
    return f"{folder} ligger på samme disk som kittet og hjælper ikke, hvis den går i stykker; brug helst en USB-nøgle."
