"""The README is true: its walk is run as it is printed, its links lead somewhere, its table is the click tree."""

import os
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
from command_line import PROGRAM, ROOT, free_ports, surroundings

from fieldkit.cli.tree import MODULES

README = (ROOT / "README.md").read_text(encoding="utf-8")
WALK = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if line.strip()
]
READY = {"fieldkit mesh": "Noderne lytter", "fieldkit run": "Motoren kører"}
"""What a command that goes on in the background says when the next one may come."""
SEES = {
    "fieldkit board": ["Strømsvigt i nord", "ØVELSE", "Uglemoseskolen", "KRITISK: varme; mangel: vand 4 t", "112 børn"],
    "fieldkit print receipt": ["1-0003", "Uglemoseskolen", "KRITISK: varme", "ØVELSE"],
    "fieldkit message": ["1-0004"],
    "fieldkit jobs": ["kvittering", "udskrevet"],
    "fieldkit doctor": ["radio     forbundet", "printer   klar"],
    "fieldkit delivery": ["Uglemoseskolen: forstået"],
}
"""Words that a reader must find in what a command answers."""
AFTER_THE_PHONE = ["Børnehuset Regnfrakken", "43 børn", "ubekræftet"]
REPEATABLE = ("fieldkit board", "fieldkit jobs", "fieldkit doctor")
"""A reader who does not see it at once looks again."""


class Shell:
    """A person's terminal: one bash in the folder of the walk."""

    def __init__(self, folder: Path) -> None:
        path = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder,
            env=surroundings({"PATH": path}), start_new_session=True,
        )  # fmt: skip
        self.seen: list[str] = []
        self.news = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.news:
                self.seen.append(line)
                self.news.notify_all()

    def wait_for(self, text: str, start: int, seconds: float = 60.0) -> int:
        """Until a line after `start` begins with `text`; the line's index."""
        deadline = time.monotonic() + seconds
        with self.news:
            while True:
                for index in range(start, len(self.seen)):
                    if self.seen[index].startswith(text):
                        return index
                assert self.news.wait(deadline - time.monotonic()), f"no “{text}” in {''.join(self.seen[start:])}"

    def run(self, line: str) -> tuple[int, str]:
        """Type a line; its exit status and all it said."""
        assert self.process.stdin is not None
        start = len(self.seen)
        self.process.stdin.write(line + "\n" + r'printf "\n@@ %s\n" $?' + "\n")
        self.process.stdin.flush()
        end = self.wait_for("@@ ", start)
        if line.endswith("&"):
            self.wait_for(next(ready for begin, ready in READY.items() if line.startswith(begin)), start)
        return int(self.seen[end].split()[1]), "".join(self.seen[start:end])

    def close(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def shell(tmp_path):
    (tmp_path / "data").symlink_to(ROOT / "data")
    opened = Shell(tmp_path)
    yield opened
    opened.close()


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def on_free_ports(lines: list[str]) -> list[str]:
    """The lines as they are printed; on other ports only when somebody on this machine already has those."""
    if all(port_is_free(port) for port in range(4403, 4429)):
        return lines
    first = free_ports(26)
    return [line.replace("4403", str(first)).replace("4428", str(first + 25)) for line in lines]


def test_every_command_of_the_walk_does_what_the_text_says(shell, tmp_path):
    assert len(WALK) >= 15 and any("meshtastic" in line for line in WALK)
    phoned = False
    for line in on_free_ports(WALK):
        words = [word for begin, found in SEES.items() if line.startswith(begin) for word in found]
        if phoned and line == "fieldkit board":
            words += AFTER_THE_PHONE
        deadline = time.monotonic() + 30
        while True:
            status, said = shell.run(line)
            assert status == 0, f"{line}\n{said}"
            missing = [word for word in words if word not in said]
            if not missing or not line.startswith(REPEATABLE) or time.monotonic() > deadline:
                break
        assert not missing, f"{line} does not show {missing}:\n{said}"
        phoned = phoned or line.startswith("meshtastic")
    made = sorted(path.name for path in (tmp_path / "proeve").iterdir())
    assert made == ["hjem.fkb", "journal.html", "sekretariat", "skole", "skolens-journal.html", "ud.fkb"]
    assert "Strømsvigt i nord" in (tmp_path / "proeve" / "journal.html").read_text(encoding="utf-8")


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
