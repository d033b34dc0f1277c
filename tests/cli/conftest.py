"""A person at the prompt of a kit."""

from pathlib import Path

import pytest
from command_line import Command
from kits import closed, meeting_point, secretariat

from fieldkit.devices.machine.walltime import ClockSource


@pytest.fixture
def fk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Commands of the secretariat's kit in a crisis; its clock is set, and no passphrase lies in the environment."""
    monkeypatch.setattr("fieldkit.kit.clock_source", lambda: ClockSource.NTP)
    monkeypatch.setattr("fieldkit.engine.engine.clock_source", lambda: ClockSource.NTP)
    monkeypatch.delenv("FIELDKIT_PASSPHRASE", raising=False)
    command = Command(closed(secretariat(tmp_path / "kit", cards=None, printer="virtual:")))
    command("incident", "start", "Strømsvigt nord")
    return command


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a meeting point's kit."""
    return closed(meeting_point(tmp_path / "kit"))
