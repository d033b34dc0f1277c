"""A real PostgreSQL for tests of the archive: one server for all of them, started as a user that is not root, and an
archive of its own for each test; a pytest plugin."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from paths import ROOT

from fieldkit.archive.connection import archive_at
from fieldkit.archive.schema import make_ready
from fieldkit.core.facts.event import Event

NOBODY = 65_534
"""Whom the server runs as when the tests are root's: PostgreSQL refuses root."""
TEMPLATE = "feltkit_template"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "autovacuum=off")


@dataclass
class Server:
    """A running server: where its socket lies, its port on this machine, and the process."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"
    names: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str, user: str = "postgres", *, tcp: bool = False) -> str:
        if tcp:
            return f"postgresql://{user}:hemmelig@127.0.0.1:{self.port}/{database}"
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def new_database(self, template: str = "template0") -> str:
        """The name of a new database."""
        name = f"archive_{next(self.names)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY ENCODING 'UTF8'")
        return name

    def run(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(programs: Path, settings: Sequence[str]) -> Iterator[Server]:
    """A new server, as a user that is not root, with these settings; it is gone afterwards, and all that lay in it."""
    folder = Path(tempfile.mkdtemp(prefix="feltkit-pg-"))
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        other = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        os.chown(folder, NOBODY, NOBODY)
    try:
        make = [f"{programs}/initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                "--locale=C", "--no-sync", "--no-instructions"]  # fmt: skip
        subprocess.run(make, check=True, capture_output=True, cwd="/", timeout=60, **other)
        port = _free_port()
        said = [word for each in settings for word in ("-c", each)]
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-k", folder, "-h", "127.0.0.1", "-p", str(port), *said],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **other,
        )  # fmt: skip
        try:
            server = Server(folder, port, process)
            _wait(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs_of_postgres() -> Path | None:
    """The folder with PostgreSQL's programs, None when there is none that suits."""
    found = subprocess.run([ROOT / "scripts" / "postgres-env", "--folder"], capture_output=True, text=True)
    return Path(found.stdout.strip()) if not found.returncode else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server, with an empty archive for others to be copied from."""
    programs = programs_of_postgres()
    if programs is None:
        pytest.skip("there is no PostgreSQL 15 or newer (scripts/postgres-env)")
    with running_server(programs, FAST) as server:
        server.run(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'")
        with archive_at(server.url(TEMPLATE)) as archive:
            make_ready(archive)
        yield server


def _wait(server: Server) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            return server.run("SELECT 1")
        except psycopg.OperationalError:
            assert server.process.poll() is None and time.monotonic() < deadline, "PostgreSQL did not start"
            time.sleep(0.05)


@pytest.fixture
def archive_url(postgres: Server) -> Iterator[str]:
    """The address of an archive with nothing in it, as its owner sees it."""
    name = postgres.new_database(TEMPLATE)
    yield postgres.url(name)
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


def row_of(event: Event) -> tuple[Any, ...]:
    """The columns of an event in a log."""
    return (event.id, event.kit, event.epoch, event.seq, event.hlc, event.incident, event.flags, event.kind,
            event.raw.decode())  # fmt: skip
