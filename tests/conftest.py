"""What tests share: kits for the console, and how the property tests draw.

They draw fresh examples on a developer's machine, the same ones in CI; no time limit on either. A new counter-example
must reach a person who can act on it, not stop somebody else's work by chance.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from fieldkit.core.facts.terms import Role

if TYPE_CHECKING:
    from console_pilot import Clock

    from fieldkit.kit import Kit

settings.register_profile("fresh", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same" if os.environ.get("CI") else "fresh")


@pytest.fixture
def clock() -> "Clock":
    """The clock of the kits at a console; imported here, so that other tests need no screen."""
    from console_pilot import Clock

    return Clock()


@pytest.fixture
def point(tmp_path: Path, clock: "Clock") -> "Iterator[Kit]":
    """A meeting point in a crisis."""
    from console_pilot import HERE, made

    kit = made(tmp_path / "point", clock, Role.MEETING_POINT, HERE, "uglemoseskolen")
    yield kit
    kit.close()


@pytest.fixture
def staff(tmp_path: Path, clock: "Clock") -> "Iterator[Kit]":
    """The secretariat in a crisis."""
    from console_pilot import SECRETARIAT, made

    kit = made(tmp_path / "staff", clock, Role.SECRETARIAT, SECRETARIAT, "sekretariat")
    yield kit
    kit.close()
