"""A short run of scripts/tampered-bundles: no bundle that somebody has tampered with is taken in. The long run is by
hand."""

import json
import subprocess
import sys

import pytest
from paths import ROOT

SCRIPT = ROOT / "scripts" / "tampered_bundles.py"


@pytest.mark.exhaustive
@pytest.mark.timeout(300)
def test_a_tampered_bundle_is_refused_in_one_sentence_and_nothing_is_merged():
    words = [sys.executable, str(SCRIPT), "--bundles", "100"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=290)
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["accepted"] == told["refused badly"] == 0, told
    assert told["bundles"] == 100 and len(told["kinds"]) >= 15
