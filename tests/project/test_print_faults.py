"""A short run of scripts/print-faults: on faulty printers nothing is doubled, lost or falsely said to be printed. The
long run, of all kinds and twenty jobs each, is by hand."""

import json
import subprocess
import sys

from paths import ROOT

SCRIPT = ROOT / "scripts" / "print_faults.py"
KINDS = {
    # kind: (most that may be confirmed, of four, whether every paper lies there whole)
    "answers all": (4, True),
    "GS r ahead of the paper": (4, True),
    "GS r without status": (0, True),
    "paper out, GS r ahead": (3, True),
    "paper out, GS r ahead, tells nothing": (0, True),
    "paper out, GS r ahead, and its buffer is cleared": (3, False),
    "paper out, GS ( H": (4, True),
    "serial 19,200 without flow control, GS ( H": (4, True),
    "serial 19,200 without flow control, GS r ahead": (4, True),
    "an echo, GS r": (0, True),
    "automatic status, GS r": (4, True),
    "rubbish all the time": (0, True),
    "a line that breaks each 400 bytes": (0, False),
}


def test_on_faulty_printers_confirmed_means_that_it_lies_there():
    chosen = [word for kind in KINDS for word in ("--kind", kind)]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--jobs", "4", "--speed", "6", "--limit", "90", "--at-once", "20", *chosen],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["silent_doubles"], found["lost"], found["false_confirmations"], found["troubles_not_told"]) == (
        (0, 0, 0, 0)
    ), done.stderr
    for kind, (confirmed, is_whole) in KINDS.items():
        one = found["found"][kind]
        assert one["confirmed"] <= confirmed, kind
        assert not is_whole or one["whole"] == 4, kind
    assert found["found"]["answers all"]["confirmed"] == 4, "a good printer is believed"
    assert found["found"]["a line that breaks each 400 bytes"]["copies"] > 0, "what failed comes out in one act"
