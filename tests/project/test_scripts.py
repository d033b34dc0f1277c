"""scripts/env and scripts/run as a newcomer meets them, on machines with and without what they need.

The scripts under test are the real ones; the machine round them is made up: a PATH with a stand-in for Python that
says what the case needs, and notes what it was asked to install.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from paths import ROOT

TOOLS = [
    *("bash", "env", "dirname", "cat", "sha256sum", "cut", "flock", "df", "awk", "grep", "rm", "mkdir"),
    *("tail", "sed", "sync", "uname", "cp", "chmod"),
]

PYTHON = r"""#!/usr/bin/env bash
# A stand-in: version $FAKE_VERSION (3 minor), modules, an installer that writes down what it did.
case "$*" in
    *'print("%d.%d"'*) echo "3.$FAKE_MINOR" ;;
    *'version_info < (3, 11)'*) [ "$FAKE_MINOR" -ge 11 ] ;;
    *'import ensurepip'*) [ "$FAKE_VENV" = yes ] ;;
    '-m venv '*)
        mkdir -p "$3/bin" && cp "$FAKE_PYTHON" "$3/bin/python" && echo made >>"$FAKE_LOG" ;;
    '-m pip --version') exit 0 ;;
    '-m pip install '*)
        echo "pip ${!#}" >>"$FAKE_LOG"
        if [ -n "$FAKE_KILL" ]; then kill -KILL $PPID; exit 137; fi
        if [ -n "$FAKE_PIP_ERROR" ]; then echo "$FAKE_PIP_ERROR" >&2; exit 1; fi
        printf '#!/usr/bin/env bash\nprintf "<%%s>" "$@"; echo; pwd; exit 7\n' >.venv/bin/fieldkit
        chmod +x .venv/bin/fieldkit ;;
    *) echo "unexpected: $*" >&2; exit 99 ;;
esac
"""


@dataclass
class Machine:
    """A folder with the project's scripts and a PATH of its own."""

    project: Path
    path: Path
    log: Path
    settings: dict[str, str]

    def run(self, script: str, *arguments: str, cwd: Path | None = None, **settings: str):
        environment = {"PATH": str(self.path), "FAKE_LOG": str(self.log), **self.settings, **settings}
        command = [str(self.project / "scripts" / script), *arguments]
        return subprocess.run(
            command, cwd=cwd or self.project, env=environment, capture_output=True, text=True, timeout=30
        )

    def installed(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    project = tmp_path / "min mappe"  # a space in the path, as people have
    project.mkdir()
    shutil.copytree(ROOT / "scripts", project / "scripts")
    shutil.copy(ROOT / "pyproject.toml", project)
    path = tmp_path / "bin"
    path.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        if found is None:
            pytest.skip(f"{tool} is not on this machine")
        (path / tool).symlink_to(found)
    python = path / "python3"
    python.write_text(PYTHON)
    python.chmod(0o755)
    settings = {"FAKE_PYTHON": str(python), "FAKE_MINOR": "11", "FAKE_VENV": "yes"}
    return Machine(project, path, tmp_path / "log", {**settings, "FAKE_PIP_ERROR": "", "FAKE_KILL": ""})


def test_first_start_installs_and_then_runs_with_arguments_folder_and_exit_status(machine: Machine, tmp_path: Path):
    result = machine.run("run", "board", "--json", "æ ø", cwd=tmp_path)
    assert result.stdout.splitlines() == ["<board><--json><æ ø>", str(tmp_path)]
    assert result.returncode == 7
    assert "Gør klar" in result.stderr
    assert machine.installed() == ["made", "pip ."]


def test_without_arguments_it_is_the_demonstration(machine: Machine):
    assert machine.run("run").stdout.startswith("<demo>")


def test_second_start_is_silent_and_installs_nothing(machine: Machine):
    machine.run("run")
    before = machine.installed()
    result = machine.run("run")
    assert result.stderr == "" and machine.installed() == before


def test_a_changed_project_file_is_installed_once_into_the_same_environment(machine: Machine):
    machine.run("run")
    with (machine.project / "pyproject.toml").open("a") as file:
        file.write("\n# changed\n")
    machine.run("run")
    machine.run("run")
    assert machine.installed() == ["made", "pip .", "pip ."]


def test_test_tools_complete_what_run_made_and_serve_run_too(machine: Machine):
    machine.run("run")
    assert machine.run("env", "test").returncode == 0
    assert machine.run("env", "run").stderr == ""
    assert machine.installed() == ["made", "pip .", "pip .[test]"]


def test_no_python(machine: Machine):
    (machine.path / "python3").unlink()
    result = machine.run("run")
    assert result.returncode == 1
    assert "Python findes ikke" in result.stderr and "apt install python3" in result.stderr


def test_a_python_that_is_too_old(machine: Machine):
    result = machine.run("run", FAKE_MINOR="9")
    assert result.returncode == 1
    assert "Python 3.9 er for gammel" in result.stderr
    assert not (machine.project / ".venv").exists()


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine):
    newer = machine.path / "python3.12"
    newer.write_text(PYTHON.replace("$FAKE_MINOR", "12"))
    newer.chmod(0o755)
    assert machine.run("run", FAKE_MINOR="9", FAKE_PYTHON=str(newer)).returncode == 7


def test_no_venv_module_names_the_package(machine: Machine):
    result = machine.run("run", FAKE_VENV="no")
    assert result.returncode == 1
    assert "sudo apt install python3-venv" in result.stderr


@pytest.mark.parametrize(
    "pip_says, we_say",
    [
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "er der net"),
        ("ERROR: Could not find a version that satisfies the requirement x (from versions: none)", "er der net"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "Disken blev fuld"),
        ("ERROR: Failed building wheel for zxing-cpp", "ikke færdig til denne maskine"),
        ("ERROR: something nobody has seen", "something nobody has seen"),
    ],
)
def test_a_failed_installation_says_what_to_do_and_the_next_start_begins_anew(
    machine: Machine, pip_says: str, we_say: str
):
    result = machine.run("run", FAKE_PIP_ERROR=pip_says)
    assert result.returncode == 1 and result.stdout == ""
    assert we_say in result.stderr
    assert machine.run("run").returncode == 7
    assert machine.installed() == ["made", "pip .", "made", "pip ."]


def test_an_installation_killed_half_way_is_built_anew(machine: Machine):
    machine.run("run", FAKE_KILL="yes")
    assert (machine.project / ".venv").is_dir()
    assert machine.run("run").returncode == 7
    assert machine.installed() == ["made", "pip .", "made", "pip ."]


def test_an_update_without_network_keeps_the_environment_that_works(machine: Machine):
    machine.run("run")
    with (machine.project / "pyproject.toml").open("a") as file:
        file.write("\n# changed\n")
    assert machine.run("run", FAKE_PIP_ERROR="Network is unreachable").returncode == 1
    assert machine.run("run").returncode == 7
    assert machine.installed().count("made") == 1


def test_an_environment_of_a_copied_project_is_made_anew(machine: Machine, tmp_path: Path):
    machine.run("run")
    copy = tmp_path / "kopi"
    shutil.copytree(machine.project, copy)
    moved = Machine(copy, machine.path, machine.log, machine.settings)
    assert moved.run("run").returncode == 7
    assert machine.installed().count("made") == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(machine: Machine):
    machine.project.chmod(0o555)
    try:
        result = machine.run("run")
    finally:
        machine.project.chmod(0o755)
    assert result.returncode == 1 and "kan ikke skrives" in result.stderr


def test_a_script_that_needs_what_tests_share_says_where_it_lies() -> None:
    """Run as people run it, nobody else has put that on the path."""
    shared = {path.stem for path in (ROOT / "tests" / "support").glob("*.py")}
    for path in sorted((ROOT / "scripts").glob("*.py")):
        text = path.read_text("utf-8")
        needed = {
            name
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ImportFrom | ast.Import)
            for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
        }
        assert not needed & shared or '"tests" / "support"' in text, path.name
