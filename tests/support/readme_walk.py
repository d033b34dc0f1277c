"""The walk of the README as a person takes it: one bash, line by line, and what must be seen on the way."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

from command_line import surroundings
from paths import ROOT
from ports import free_ports, hold

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
    "fieldkit print receipt": ["1-0004", "Uglemoseskolen", "KRITISK: varme", "ØVELSE"],
    "fieldkit message": ["1-0005"],
    "fieldkit jobs": ["kvittering", "kom ud"],
    "fieldkit doctor": ["radio     forbundet", "printer   klar"],
    "fieldkit delivery": ["Uglemoseskolen: forstået"],
    "fieldkit lesson": ["Erfaring: gik godt: USB-nøglen nåede frem"],
}
"""Words that a reader must find in what a command answers."""
AFTER_THE_PHONE = ["Børnehuset Regnfrakken", "43 børn", "ubekræftet"]
REPEATABLE = ("fieldkit board", "fieldkit jobs", "fieldkit doctor")
"""A reader who does not see it at once looks again."""


class Shell:
    """A person's terminal: one bash in the folder of the walk."""

    def __init__(self, folder: Path, settings: dict[str, str | None]) -> None:
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder,
            env=surroundings(settings), start_new_session=True,
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


def as_printed_if_free() -> list[str]:
    """The walk as it is printed; on other ports only when somebody on this machine already has those."""
    return WALK if hold(range(4403, 4429)) else on_other_ports()


def on_other_ports() -> list[str]:
    """The walk beside somebody else's."""
    first = free_ports(26)
    return [line.replace("4403", str(first)).replace("4428", str(first + 25)) for line in WALK]


def take_walk(folder: Path, lines: list[str], **settings: str | None) -> None:
    """Type the lines in `folder`, which the walk needs nothing in; `settings` change the environment.

    Fails at the first line that ends badly, or that does not show what the text around it says.
    """
    shell = Shell(folder, settings)
    phoned = False
    try:
        for line in lines:
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
    finally:
        shell.close()
    made = sorted(path.name for path in (folder / "proeve").iterdir())
    assert made == [
        "evaluering.html",
        "hjem.fkb",
        "journal.html",
        "sekretariat",
        "skole",
        "skolens-journal.html",
        "ud.fkb",
    ]
    assert "Strømsvigt i nord" in (folder / "proeve" / "journal.html").read_text(encoding="utf-8")
