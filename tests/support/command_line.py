"""The command line as people and scripts meet it: in this process through `main`, and as the real program."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fieldkit.cli import cli, main
from fieldkit.cli.remedies import told
from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.kit import Kit

PROGRAM = Path(sys.executable).with_name("fieldkit")
"""The installed command beside the Python that runs the tests."""
NUMBER = re.compile(r"[0-9]+-[0-9]{4,}")
HEX_ID = re.compile(r"[0-9a-f]{32}")
SLUG = re.compile(r"[a-z0-9-]+")
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,}(Z|[+-][0-9]{2}:[0-9]{2})")


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """One JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def document(self) -> Any:
        """The one JSON document; fails when there is anything else on stdout."""
        return json.loads(self.out)

    def refused(self) -> str:
        """The one sentence of a refusal: status 1, nothing on stdout, one line on stderr, never a traceback."""
        assert self.status == 1, (self.status, self.out, self.err)
        assert self.out == ""
        return self.sentence()

    def sentence(self) -> str:
        """The one line on stderr, in plain words: a beginning, an end, no Python."""
        said = self.err.strip()
        assert "Traceback" not in said and "Error" not in said, said
        assert said.count("\n") == 0, said
        assert said and said[-1] in ".?!", said
        return said


def fieldkit(*arguments: str | Path, home: Path | None = None, stdin: str = "") -> Answer:
    """Run a command in this process, through the program's own entry."""
    where = ["--home", str(home)] if home is not None else []
    with CliRunner().isolation(input=stdin) as (out, err, _):
        try:
            main([*where, *map(str, arguments)])
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
        return Answer(status, out.getvalue().decode(), err.getvalue().decode())


class Command:
    """Commands of one kit as a person types them; a refusal that `main` would show is raised."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.err = ""
        """What the last one said on stderr."""

    def __call__(self, *arguments: str | Path, typed: str = "", env: dict[str, str] | None = None) -> Any:
        """What it said on stdout; with --json, its objects."""
        where = ["--home", str(self.home)]
        result = CliRunner().invoke(cli, [*where, *map(str, arguments)], input=typed, env=env)
        if isinstance(result.exception, FieldkitError):
            raise type(result.exception)(told(result.exception))
        assert result.exit_code == 0, (result.output, result.exception)
        self.err = result.stderr
        if "--json" in arguments:
            return [json.loads(line) for line in result.stdout.splitlines()]
        return result.stdout

    def number(self, *arguments: str | Path) -> str:
        """The number of what it recorded, with which its answer begins."""
        return str(self(*arguments)).split()[0]

    def refuses(self, sentence: str, *arguments: str | Path) -> None:
        """It says no, with these words in its sentence, and nothing is recorded."""
        before = self._events()
        with pytest.raises(InputError, match=sentence):
            self(*arguments)
        assert self._events() == before

    def _events(self) -> int:
        with closing(Kit.open(self.home)) as kit:
            return kit.log.count()


def command(*arguments: str | Path, home: Path | None = None) -> list[str]:
    """The real program's command line."""
    return [str(PROGRAM), *(["--home", str(home)] if home is not None else []), *map(str, arguments)]


def program(
    *arguments: str | Path, home: Path | None = None, stdin: str | None = None, **environment: str | None
) -> Answer:
    """Run the real program; `environment` adds variables, and removes those that are None."""
    done = subprocess.run(
        command(*arguments, home=home),
        input=stdin.encode() if stdin is not None else None,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=60,
        env=surroundings(environment),
    )
    return Answer(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def surroundings(changes: dict[str, str | None]) -> dict[str, str]:
    """This process's environment with changes; FIELDKIT_HOME never leaks in."""
    merged = {**os.environ, "FIELDKIT_HOME": None, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def until(look: Callable[[], Any], *, seconds: float = 20.0, what: str = "") -> Any:
    """Look until something is there; fails with `what` when it does not come."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited {seconds} s for {what or look}"
        time.sleep(0.05)


def wait_for_line(process: "subprocess.Popen[str]", text: str) -> None:
    """Read a program's stderr until a line begins with `text`."""
    assert process.stderr is not None
    seen: list[str] = []
    for line in process.stderr:
        seen.append(line)
        if line.startswith(text):
            return
    raise AssertionError(f"ended without “{text}”: {''.join(seen)}")


def start(arguments: Sequence[str | Path], *, home: Path | None = None) -> "subprocess.Popen[str]":
    """Start the real program and leave it running; the caller ends it."""
    return subprocess.Popen(
        command(*arguments, home=home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings({}),
    )


def end(process: "subprocess.Popen[str]") -> None:
    """End a program that a test started, whatever state it is in."""
    if process.poll() is None:
        process.kill()
    process.communicate()
