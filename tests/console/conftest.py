"""A meeting point before its first incident, and in one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kits import Clock, meeting_point

from fieldkit.acts import incidents
from fieldkit.kit import Kit


@pytest.fixture
def kit(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    made = meeting_point(tmp_path / "kit", now=clock)
    yield made
    made.close()


@pytest.fixture
def crisis(kit: Kit) -> Kit:
    incidents.start(kit, "Strømsvigt nord", level="1 Fagområdets stab")
    return kit
