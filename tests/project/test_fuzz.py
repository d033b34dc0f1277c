"""A short run of scripts/fuzz: rubbish ends as the protocol's own error, and nothing grows. The long run is by hand."""

import json
import subprocess
import sys

from paths import ROOT

SCRIPT = ROOT / "scripts" / "fuzz.py"


def test_rubbish_raises_nothing_but_the_protocols_error():
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--inputs", "12000", "--seconds", "20", "--seed", "5"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = json.loads(done.stdout)
    assert done.returncode == 0, found
    assert found["faults"] == 0 and found["grown"] == []
    assert set(found["targets"]) == {"frames", "machine", "stream", "phrases", "slips"}
    for name, target in found["targets"].items():
        assert target["inputs"] > 100, name
    assert found["targets"]["stream"]["accepted"] > 0, "no valid frame among the rubbish: the run shows nothing"
    assert found["targets"]["frames"]["accepted"] > 0
