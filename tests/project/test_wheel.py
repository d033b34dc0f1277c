"""The package as somebody meets it who has no checkout: what is in it, and that it works where nothing else is.

The environment it is tried in holds Python, the wheel and what the wheel says that it needs; the project's own
environment lends those, so that no network is wanted.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from paths import ROOT
from readme_walk import on_other_ports, take_walk

import fieldkit

pytestmark = pytest.mark.processes


@dataclass(frozen=True)
class Away:
    """A person's machine: an environment with the package in it, an empty folder to stand in, a home of its own."""

    environment: Path
    folder: Path
    home: Path

    @property
    def settings(self) -> dict[str, str]:
        """All that the environment says."""
        return {"PATH": f"{self.environment / 'bin'}:/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8"}

    def run(self, *command: str) -> str:
        """What a command says; it must succeed."""
        done = subprocess.run(command, cwd=self.folder, env=self.settings, capture_output=True, text=True, timeout=90)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy to build from, as git would hand it out, and with what an earlier build of other modules left behind."""
    passing = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()]
    copy = tmp_path_factory.mktemp("checkout") / "feltkit"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", *passing))
    left = copy / "build" / "lib" / "fieldkit" / "removed_since.py"
    left.parent.mkdir(parents=True)
    left.touch()
    return copy


def make_wheel(source: Path, folder: Path) -> Path:
    """The wheel that pip makes of a checkout or a source archive."""
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, source], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def source_archive(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    build = f"from setuptools import build_meta; build_meta.build_sdist({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=checkout, check=True, capture_output=True)
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_wheel(checkout, tmp_path_factory.mktemp("wheel"))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def read_metadata(wheel: Path) -> Message:
    (text,) = (text for name, text in contents(wheel).items() if name.endswith(".dist-info/METADATA"))
    return BytesParser().parsebytes(text)


def needed(requirements: list[str]) -> set[str]:
    """The distributions that these requirements bring, with all that those need in turn."""
    found: set[str] = set()
    waiting = [(requirement, "") for requirement in requirements]
    while waiting:
        text, extra = waiting.pop()
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        for wanted in ("", *requirement.extras):
            key = f"{requirement.name}[{wanted}]"
            if key not in found:
                found.add(key)
                waiting += [(each, wanted) for each in metadata.distribution(requirement.name).requires or []]
    return {key.partition("[")[0] for key in found}


def lend(requirements: list[str], modules: Path, commands: Path) -> None:
    """Links to what the requirements bring, and to nothing else that the project's own environment has."""
    modules.mkdir()
    for name in needed(requirements):
        lent = metadata.distribution(name)
        for file in lent.files or []:
            if file.parts[0] != "..":
                link, target = modules / file.parts[0], file.parts[0]
            elif file.parent.name == "bin":
                link, target = commands / file.name, str(file)
            else:
                continue  # manuals
            if not link.exists():
                link.symlink_to(Path(str(lent.locate_file(target))))


@pytest.fixture(scope="module")
def away(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Away:
    """The wheel, installed as people do; pip itself finds that nothing is missing or too old."""
    room = tmp_path_factory.mktemp("away")
    person = Away(room / "environment", room / "folder", room / "home")
    person.folder.mkdir()
    person.home.mkdir()
    venv.create(person.environment, symlinks=True)
    lend(read_metadata(wheel).get_all("Requires-Dist", []), room / "lent", person.environment / "bin")
    python = str(person.environment / "bin" / "python")
    site = Path(person.run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "lent.pth").write_text(f"{room / 'lent'}\n", encoding="utf-8")
    options = ["--quiet", "--no-index", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", *options, wheel], check=True)
    return person


def test_the_source_archive_makes_the_same_wheel(source_archive: Path, wheel: Path, tmp_path: Path):
    assert contents(make_wheel(source_archive, tmp_path)) == contents(wheel)


def test_what_the_installation_on_a_pi_copies_makes_the_same_wheel(checkout: Path, wheel: Path, tmp_path: Path):
    (parts,) = re.findall(
        r"^parts_of_checkout=\((.+)\)$", (ROOT / "scripts/install-pi").read_text("utf-8"), re.MULTILINE
    )
    source = tmp_path / "source"
    source.mkdir()
    for part in parts.split():
        copy = shutil.copytree if (checkout / part).is_dir() else shutil.copy
        copy(checkout / part, source / part)
    assert contents(make_wheel(source, tmp_path)) == contents(wheel)


def test_the_wheel_holds_the_program_the_cards_and_the_data_and_nothing_else(checkout: Path, wheel: Path):
    program = {str(path.relative_to(checkout)) for path in (checkout / "fieldkit").rglob("*") if path.is_file()}
    shipped = {
        f"fieldkit/shipped/{name}/{path.name}"
        for name in ("cards", "data", "exercises")
        for path in (checkout / name).iterdir()
    }
    assert len(shipped) > 50
    information = f"fieldkit-{fieldkit.__version__}.dist-info"
    files = {name for name in contents(wheel) if not name.startswith(f"{information}/")}
    assert files == program | shipped
    assert f"{information}/licenses/LICENSE" in contents(wheel)


def test_the_wheel_says_what_it_is(wheel: Path):
    told = read_metadata(wheel)
    assert (told["Name"], told["Version"]) == ("fieldkit", fieldkit.__version__)
    assert told["License-Expression"] == "GPL-3.0-or-later"
    assert told.get_all("Project-URL") is None and told["Home-page"] is None
    payload = told.get_payload()
    assert isinstance(payload, str) and payload.startswith("# Feltkit")


def test_the_program_comes_from_the_wheel_and_knows_no_checkout(away: Away):
    ask = "import sys, fieldkit.store.files.shipped as s; "
    ask += "print(s.__file__, s.shipped_data(), s.shipped_cards(), *sys.path)"
    said = away.run("python", "-c", ask).split()
    assert all(path.startswith(str(away.environment)) for path in said[:3]), said
    assert not any(path.startswith(str(ROOT)) for path in said)
    assert away.run("fieldkit", "--version").split()[-1] == fieldkit.__version__


def test_the_demo_lives(away: Away):
    result = json.loads(away.run("fieldkit", "demo", "--headless", "--for", "8", "--speed", "8", "--json"))
    assert result["errors"] == []
    assert result["reports"] >= 4 and result["receipts_printed"] >= 1
    assert list(away.folder.iterdir()) == [], "it leaves nothing where somebody stood"


def test_the_sample_municipality_is_reckoned_through(away: Away):
    result = json.loads(away.run("fieldkit", "simulate", "--hours", "0.1", "--json"))
    assert result["feltkit"]["nodes"] >= 20 and result["feltkit"]["delivered_ratio"] > 0


def test_the_cards_and_the_lists_are_without_fault(away: Away):
    assert "Ingen fejl" in away.run("fieldkit", "cards", "lint")
    assert "Ingen fejl" in away.run("fieldkit", "roster", "check")


def test_a_kit_takes_a_report_and_shows_its_receipt(away: Away):
    away.run("fieldkit", "init", "--number", "1", "--role", "secretariat", "--place", "sekretariat")
    report = json.loads(away.run("fieldkit", "report", "uglemoseskolen", "vand! mad ok 43b 6v", "--json"))
    receipt = away.run("fieldkit", "print", "receipt", report["number"], "--text")
    assert report["number"] in receipt and "Uglemoseskolen" in receipt and "KRITISK: vand" in receipt
    kit = away.home / ".local" / "share" / "fieldkit"
    for name in ("cards", "data"):
        assert names_in(kit / name) == names_in(ROOT / name), "copies to change and to keep"


def test_the_walk_of_the_readme_needs_no_checkout(away: Away, tmp_path: Path):
    nothing: dict[str, None] = dict.fromkeys(os.environ)
    take_walk(tmp_path, on_other_ports(), **{**nothing, **away.settings})
