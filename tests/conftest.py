"""What tests share: kits, and how the property tests draw.

They draw fresh examples on a developer's machine, the same ones in CI; no time limit on either. A new counter-example
must reach a person who can act on it, not stop somebody else's work by chance.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from kits import Clock, Municipality, closed, make_kit, meeting_point, secretariat

from fieldkit.acts import incidents
from fieldkit.kit import Kit

pytest_plugins = ["left_out", "archives"]

settings.register_profile("fresh", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same" if os.environ.get("CI") else "fresh")


@pytest.fixture
def clock() -> Clock:
    """The clock of the kits here."""
    return Clock()


@pytest.fixture
def kit(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    """A kit alone, without lists and cards."""
    made = make_kit(tmp_path / "kit", now=clock)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of such a kit, for whoever opens it."""
    return closed(make_kit(tmp_path / "kit"))


@pytest.fixture
def municipality(tmp_path: Path) -> Iterator[Municipality]:
    """Makes kits with one key: `municipality(12)`."""
    made = Municipality(tmp_path)
    yield made
    made.close()


@pytest.fixture
def point(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    """A meeting point of the sample municipality in a crisis."""
    yield from in_crisis(meeting_point(tmp_path / "point", now=clock))


@pytest.fixture
def staff(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    """The secretariat of the sample municipality in a crisis."""
    yield from in_crisis(secretariat(tmp_path / "staff", now=clock))


def in_crisis(made: Kit) -> Iterator[Kit]:
    """A kit while an incident runs there; closed afterwards."""
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()
