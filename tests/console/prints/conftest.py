"""A meeting point in an incident, with a virtual printer, and a console whose papers go into its queue."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kits import Clock, meeting_point

from fieldkit.acts import incidents
from fieldkit.kit import Kit


@pytest.fixture
def desk_kit(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    made = meeting_point(tmp_path / "kit", now=clock, printer="virtual:")
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()
