"""Scenario files as a person names them: by path, or by the name of one that came along."""

from pathlib import Path

from fieldkit.core.errors import InputError
from fieldkit.store.files.shipped import shipped_exercises


def scenario_path(named: str) -> Path:
    """A file, or a scenario that came along, by its name. InputError when there is neither."""
    path = Path(named)
    if path.is_file():
        return path
    shipped = shipped_exercises() / f"{path.name.removesuffix('.toml')}.toml"
    if shipped.is_file():
        return shipped
    raise InputError(f"Der er ingen drejebog “{named}”; se dem, der fulgte med: fieldkit exercise list.")
