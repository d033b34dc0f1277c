"""A short run of scripts/key-fuzz: keys, pastes, mouse and noise end no console. The long run is by hand."""

import json
import subprocess
import sys

import pytest
from paths import ROOT

SCRIPT = ROOT / "scripts" / "key_fuzz.py"


@pytest.mark.exhaustive
@pytest.mark.timeout(300)
def test_no_key_paste_or_noise_ends_the_console() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--inputs", "300", "--seed", "3"], capture_output=True, text=True, timeout=290
    )
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["faults"] == [], told
    assert told["meeting_point"] > 13 and told["secretariat"] > 13, "no key did anything"
