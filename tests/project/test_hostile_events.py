"""A short run of scripts/hostile-events: what others forge trips no command and no screen. The long run is by hand."""

import json
import subprocess
import sys

import pytest
from paths import ROOT

SCRIPT = ROOT / "scripts" / "hostile_events.py"


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_hostile_events_by_every_carrier_trip_no_command_and_no_screen():
    done = subprocess.run([sys.executable, str(SCRIPT), "--events", "300"], capture_output=True, text=True, timeout=590)
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["faults"] == 0, told
    for place in ("sekretariat", "uglemoseskolen"):
        came = told[place]
        assert came["frames"] > 2 and came["refused"] > 2 and came["merged"] > 100, "nothing came in"
        assert came["commands"] > 200 and came["keys"] > 80
