"""What a buyer, an installer and systemd see of hardware/ and scripts/install-pi."""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT

HARDWARE = ROOT / "hardware"
INSTALLER = ROOT / "scripts" / "install-pi"
UNITS = sorted((HARDWARE / "systemd").iterdir())


def table(name: str) -> list[dict[str, str]]:
    with (HARDWARE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def power_budget():
    spec = importlib.util.spec_from_file_location("power_budget", HARDWARE / "power_budget.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up while the class is made.
    sys.modules["power_budget"] = module
    spec.loader.exec_module(module)
    return module


def dry_run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([INSTALLER, *arguments], cwd=cwd, capture_output=True, text=True, timeout=60)


# --- tables ---------------------------------------------------------------------------------------------------------


def test_every_row_of_the_bill_of_materials_is_complete():
    rows = table("bill-of-materials.csv")
    assert list(rows[0]) == ["nr", "vare", "eksempel", "antal", "hvor", "skal", "ca_kr", "bemærkning"]
    assert [int(row["nr"]) for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert None not in row and all(row.values()), row
        assert row["skal"] in {"ja", "nej"}
        assert int(row["antal"]) > 0 and int(row["ca_kr"]) >= 0


def test_printer_has_a_supply_of_its_own_on_the_list():
    assert any("strømforsyning til printer" in row["vare"].lower() for row in table("bill-of-materials.csv"))


def test_power_figures_are_ranges_with_a_source():
    for row in table("power-budget.csv"):
        assert 0 < float(row["low_w"]) <= float(row["high_w"]), row
        assert row["basis"].startswith(("kittets tal", "antagelse")) or "mA" in row["basis"], row


def test_runtimes_add_up_from_the_parts():
    """Adds the parts again here, by hand, so that an error in the script is seen and not repeated."""
    watts = {row["part"]: (float(row["low_w"]), float(row["high_w"])) for row in table("power-budget.csv")}
    computed = {row["setup"]: row for row in table("power-runtime.csv")}
    setups = table("power-setups.csv")
    assert set(computed) == {row["setup"] for row in setups}
    for setup in setups:
        row = computed[setup["setup"]]
        share = float(setup["screen_share"])
        low = sum(watts[part][0] for part in setup["parts"].split()) + share * watts["screen_10_inch"][0]
        high = sum(watts[part][1] for part in setup["parts"].split()) + share * watts["screen_10_inch"][1]
        assert float(row["low_w"]) == pytest.approx(low, abs=0.006)
        assert float(row["high_w"]) == pytest.approx(high, abs=0.006)
        assert float(row["pack_10ah_low_h"]) == pytest.approx(31.5 / high, abs=0.06)
        assert float(row["pack_10ah_high_h"]) == pytest.approx(31.5 / low, abs=0.06)


def test_runtime_files_are_what_the_script_makes_of_the_tables_today():
    module = power_budget()
    runtimes = module.compute()
    assert (HARDWARE / "power-runtime.csv").read_text("utf-8") == module.as_csv(runtimes)
    assert module.as_markdown(runtimes) in (HARDWARE / "README.md").read_text("utf-8")


def test_documents_name_only_files_that_exist():
    for document in ("README.md", "wiring.md"):
        text = (HARDWARE / document).read_text("utf-8")
        named = set(re.findall(r"\]\(([^)#:]+)\)", text)) | set(re.findall(r"`((?:systemd|etc)/[^`]+)`", text))
        assert named
        for name in named:
            assert (HARDWARE / name).exists(), f"{document}: {name}"


# --- systemd and udev -----------------------------------------------------------------------------------------------


def instance(unit: str) -> str:
    return unit.replace("@.", "@tty1.")


def system_root(folder: Path) -> Path:
    """A root with the machine's own units, ours, and an executable at every path that ours start."""
    (folder / "usr/lib/systemd").mkdir(parents=True)
    (folder / "lib").symlink_to("usr/lib")
    shutil.copytree("/usr/lib/systemd/system", folder / "usr/lib/systemd/system", symlinks=True)
    target = folder / "etc/systemd/system"
    target.mkdir(parents=True)
    for unit in UNITS:
        shutil.copy(unit, target)
        for command in re.findall(r"^Exec\w+=[-+!:]*(/\S+)", unit.read_text("utf-8"), re.MULTILINE):
            program = folder / command.lstrip("/")
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text("#!/bin/sh\n")
            program.chmod(0o755)
    return folder


def verify(root: Path, unit: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", f"--root={root}", unit]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def verified_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not on this machine")
    if not Path("/usr/lib/systemd/system").is_dir():
        pytest.skip("this machine has no systemd units of its own to check against")
    root = system_root(tmp_path_factory.mktemp("systemd"))
    broken = root / "etc/systemd/system/broken.service"
    broken.write_text("[Service]\nExecStart=relative/path\n")
    if verify(root, "broken.service").returncode == 0:
        pytest.skip("this systemd-analyze finds no fault in a broken unit below --root")
    broken.unlink()
    return root


@pytest.mark.parametrize("unit", [unit.name for unit in UNITS])
def test_systemd_finds_no_fault_in_a_unit(verified_root: Path, unit: str):
    result = verify(verified_root, instance(unit))
    assert result.returncode == 0, result.stderr
    complaints = [line for line in result.stderr.splitlines() if "fieldkit" in line or "feltkit" in line]
    assert not complaints


def test_services_use_one_home_and_one_program():
    for unit in UNITS:
        text = unit.read_text("utf-8")
        assert set(re.findall(r"FIELDKIT_HOME=(\S+)", text)) <= {"/var/lib/fieldkit/kit"}
        for command in re.findall(r"^ExecStart=(.*fieldkit.*)$", text, re.MULTILINE):
            if "/opt/" in command:
                assert command.startswith("/opt/fieldkit/venv/bin/fieldkit "), unit.name


def test_udev_rules_are_matches_then_assignments():
    lines = (HARDWARE / "etc/70-fieldkit.rules").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules
    pair = re.compile(r'[A-Z_]+(\{[^}]+\})?(==|!=|\+=|:=|=)"[^"]*"')
    for rule in rules:
        parts = [part.strip() for part in rule.split(", ")]
        assert all(pair.fullmatch(part) for part in parts), rule
        assert any("==" in part for part in parts) and any("==" not in part for part in parts), rule
    text = "\n".join(rules)
    for vendor, product in (("239a", "8029"), ("10c4", "ea60"), ("1a86", "55d4")):
        radio = [rule for rule in rules if f'"{vendor}"' in rule and product in rule]
        assert any('SYMLINK+="fieldkit-radio"' in rule and 'GROUP="dialout"' in rule for rule in radio), vendor
    assert 'SYMLINK+="fieldkit-printer", GROUP="lp"' in text


# --- the installer --------------------------------------------------------------------------------------------------


def test_dry_run_shows_every_step_and_changes_nothing(tmp_path: Path):
    watched = ["/opt/fieldkit", "/var/lib/fieldkit", "/mnt/feltkit", "/etc/udev/rules.d", "/etc/systemd/system"]

    def picture() -> dict[str, object]:
        seen: dict[str, object] = {}
        for name in watched:
            path = Path(name)
            seen[name] = sorted((str(p), p.lstat().st_mtime_ns) for p in path.rglob("*")) if path.is_dir() else None
        seen["users"] = Path("/etc/passwd").read_bytes() + Path("/etc/group").read_bytes()
        seen["checkout"] = sorted((str(p), p.lstat().st_mtime_ns) for p in HARDWARE.rglob("*"))
        return seen

    before = picture()
    result = dry_run("--dry-run", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert picture() == before and not list(tmp_path.iterdir())
    steps = re.findall(r"^\[prøve\] (\d+)\. (.+)$", result.stdout, re.MULTILINE)
    assert [int(number) for number, _ in steps] == list(range(1, 10))
    assert "intet er ændret" in result.stdout.splitlines()[-1]
    words = ("fieldkit", "pip install", "70-fieldkit.rules", "fieldkit.service", "config.txt", "dialout", "lp", "video")
    for word in words:
        assert word in result.stdout, word


def test_everything_the_installer_refers_to_exists_and_nothing_is_forgotten():
    text = INSTALLER.read_text("utf-8")
    sources = set(re.findall(r'^    "((?:etc|systemd)/\S+) /', text, re.MULTILINE)) | {"etc/config.txt"}
    present = {str(p.relative_to(HARDWARE)) for folder in ("etc", "systemd") for p in (HARDWARE / folder).iterdir()}
    assert sources == present
    enabled = re.search(r"^enabled=\((.+)\)$", text, re.MULTILINE)
    assert enabled is not None
    for unit in enabled[1].split():
        file = HARDWARE / "systemd" / unit.replace("@tty1", "@")
        assert "[Install]" in file.read_text("utf-8"), unit


def test_unknown_option_is_refused_with_the_usage():
    result = dry_run("--force")
    assert result.returncode == 2
    assert "Ukendt valg: --force" in result.stderr and "Brug:" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may install; this is about those who may not")
def test_without_administrator_rights_it_stops_before_it_starts():
    result = dry_run()
    assert result.returncode == 1
    assert "sudo scripts/install-pi" in result.stderr and "2." not in result.stdout


@pytest.mark.parametrize(
    "machine, sentence",
    [
        ('ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04"\n', "kendes ikke"),
        ('ID=debian\nVERSION_ID="11"\nPRETTY_NAME="Debian 11"\n', "for gammel"),
        ('ID=debian\nPRETTY_NAME="Debian sid"\n', "uden versionsnummer"),
    ],
)
def test_an_unknown_system_is_refused_politely(tmp_path: Path, machine: str, sentence: str):
    """The copy of the installer differs only in which file tells it the system's name."""
    (tmp_path / "os-release").write_text(machine, encoding="utf-8")
    copy = tmp_path / "scripts" / "install-pi"
    copy.parent.mkdir()
    copy.write_text(INSTALLER.read_text("utf-8").replace("/etc/os-release", str(tmp_path / "os-release")), "utf-8")
    result = subprocess.run(["bash", copy, "--dry-run"], capture_output=True, text=True, timeout=60)
    stops = [line for line in result.stdout.splitlines() if "Her ville installationen stoppe" in line]
    assert any(sentence in line for line in stops), result.stdout
    assert "skal rettes" in result.stdout.splitlines()[-1]
