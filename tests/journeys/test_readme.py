"""The README is true: its walk is run as it is printed, its links lead somewhere, its table is the click tree."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from command_line import PROGRAM, fieldkit
from paths import ROOT
from readme_walk import README, WALK, as_printed_if_free, take_walk

from fieldkit.cli.tree import MODULES


@pytest.mark.processes
def test_every_command_of_the_walk_does_what_the_text_says(tmp_path):
    assert len(WALK) >= 15 and any("meshtastic" in line for line in WALK)
    take_walk(tmp_path, as_printed_if_free(), PATH=f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.processes
def test_the_way_back_from_a_copy_that_is_told_makes_the_kit_anew(tmp_path):
    kit, usb = tmp_path / "kit", tmp_path / "usb"
    new = ("init", "--number", "12", "--role", "secretariat", "--place", "sekretariat")
    assert fieldkit(*new, home=kit).status == 0
    number = fieldkit("note", "Før kopien", "--json", home=kit).document["number"]
    (kit / "vault").mkdir(exist_ok=True)
    copy = Path(fieldkit("backup", usb, "--json", home=kit).document["folder"])
    (kit / "log.db").write_bytes(b"x" * 5000)
    assert "Tilbage fra en kopi" in fieldkit("board", home=kit).err
    told = README.partition("## Tilbage fra en kopi\n")[2].partition("\n## ")[0]
    lines = [line.strip() for line in told.splitlines() if line.startswith("    ")]
    steps = "\n".join(lines).replace("/media/usb/kit-12/20261121T14Z", str(copy)).replace("KIT", str(kit))
    assert str(copy) in steps
    path = f"{PROGRAM.parent}:{os.environ['PATH']}"
    subprocess.run(["bash", "-ec", steps], check=True, timeout=60, env={**os.environ, "PATH": path})
    assert number in fieldkit("log", home=kit).out
    assert fieldkit("note", "Efter kopien", "--json", home=kit).document["number"] != number
    assert [path for path in kit.rglob("*") if path.stat().st_mode & 0o077] == []
    key, old_key = (home / "keys" / "municipality.key" for home in (kit, tmp_path / "kit-gammelt"))
    assert key.read_bytes() == old_key.read_bytes()


@pytest.mark.processes
def test_a_municipality_with_a_root_is_made_as_it_is_told(tmp_path):
    told = README.partition("## Flere kit i én kommune\n")[2].partition("\n## ")[0]
    lines = [line.strip() for line in told.splitlines() if line.startswith("    ")]
    steps = "\n".join(lines).replace("KIT1", "kit1").replace("KIT2", "kit2")
    assert len(lines) >= 11
    words = {"FIELDKIT_PASSPHRASE": "fire helt tilfældige ord", "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-ec", steps], check=True, timeout=120, cwd=tmp_path, env={**os.environ, **words})
    for kit in ("kit1", "kit2"):
        found = fieldkit("keys", "kits", "--json", home=tmp_path / kit).lines
        assert [(one["kit"], one["vouched"], one["may_revoke"]) for one in found] == [(1, True, True), (2, True, False)]
        assert fieldkit("keys", "check", home=tmp_path / kit).out.strip().endswith("underskrevet.")


def test_links_lead_to_files():
    for target in re.findall(r"\]\(([^)#]+)\)", README + (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target
    for script in set(re.findall(r"scripts/[a-z-]+", README)):
        assert os.access(ROOT / script, os.X_OK), script
    for module in set(re.findall(r"(?:fieldkit|tests)/[a-z_/]+\.py", README)):
        assert (ROOT / module).is_file(), module


def test_the_table_of_commands_is_the_commands_that_there_are():
    told = re.findall(r"^\| `fieldkit ([a-z]+)` \|", README, re.MULTILINE)
    assert sorted(told) == sorted(name for names in MODULES.values() for name in names)
    assert len(told) == len(set(told))


def test_the_map_of_the_house_names_every_folder():
    house = README.partition("## Husets kort")[2].partition("## Hvad man")[0]
    for part in (ROOT / "fieldkit").iterdir():
        if (part.is_dir() and (part / "__init__.py").exists()) or (part.suffix == ".py" and part.stem != "__init__"):
            assert re.search(rf"(?<![a-z_]){part.name}(?![a-z_])", house), part.name
