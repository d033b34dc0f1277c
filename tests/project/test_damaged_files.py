"""A short run of scripts/damaged-files: no damage of any file ends a command in a traceback or begins anything anew.

The long run is by hand."""

import json
import subprocess
import sys

import pytest
from paths import ROOT

SCRIPT = ROOT / "scripts" / "damaged_files.py"


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_a_damaged_or_missing_file_is_one_sentence_at_most_and_begins_nothing_anew():
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--times", "2", "--most", "140"], capture_output=True, text=True, timeout=590
    )
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["wrong"] == 0, told
    assert told["files"] >= 13 and told["damages"] >= 80 and told["commands"] >= 7 * told["damages"]
