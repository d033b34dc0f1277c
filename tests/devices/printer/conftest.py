"""A place for files that printers write."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture
def plain_folder() -> Iterator[Path]:
    """Not under /dev, wherever the tests' other files lie (scripts/test): what is missing there is a device."""
    with TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)
