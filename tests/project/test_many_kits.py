"""A short run of scripts/many-kits: ten kits through everything end with one journal, and what was forged is named.

The long run is by hand."""

import json
import subprocess
import sys

import pytest
from archives import programs_of_postgres
from paths import ROOT

pytestmark = [pytest.mark.exhaustive, pytest.mark.timeout(600)]


def test_ten_kits_through_everything_have_one_truth() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "many_kits.py"), "--events", "200", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=590)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == [] and told["standing"]["contradicted"] == 2 and told["apart"] > 0
    archive = {"archive"} if programs_of_postgres() is not None else set()
    assert set(told["parcels"]) == {"bundle", "slip", "radio"} | archive
