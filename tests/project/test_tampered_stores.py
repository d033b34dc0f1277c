"""A short run of scripts/tampered-stores: whatever somebody does to a log, nothing false is believed that nobody names.
The long run is by hand."""

import json
import subprocess
import sys

import pytest
from paths import ROOT

SCRIPT = ROOT / "scripts" / "tampered_stores.py"


@pytest.mark.exhaustive
@pytest.mark.timeout(120)
def test_what_a_checkpoint_covers_is_named_when_somebody_has_changed_it_in_the_file():
    words = [sys.executable, str(SCRIPT), "--stores", "34"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=110)
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["accepted unnamed"] == told["told badly"] == 0, told
    assert told["stores"] == 34 and len(told["kinds"]) >= 30
    assert told["named"] >= 12 and told["refused"] >= 1, "the attacks do something"
