"""A real PostgreSQL for tests of the archive: one server for all of them, started as a user that is not root, and an
archive of its own for each test; a pytest plugin."""

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from paths import ROOT

from fieldkit.archive.checking import Checking
from fieldkit.archive.connection import archive_at
from fieldkit.archive.schema import make_ready
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.body import Body, RefBody
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import Ack, Hello, Incident, Message, Note, Report
from fieldkit.core.facts.terms import Condition, Precedence, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Request

NOBODY = 65_534
"""Whom the server runs as when the tests are root's: PostgreSQL refuses root."""
TEMPLATE = "feltkit_template"
HERE = Checking(1 << 62)
"""Checks in this process: to begin another takes a second."""
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "autovacuum=off")


@dataclass
class Server:
    """A running server: where its socket lies, its port on this machine, and the process."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"
    names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

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


def notes_of(kit: int, count: int, text: str = "linje") -> list[Event]:
    """So many notes of one feed of a kit, from its first sequence on."""
    return [make_event(Note(f"{text} {seq}"), kit=kit, epoch=7, seq=seq, hlc=seq << 16) for seq in range(1, count + 1)]


BEGAN = 1_780_000_000
"""When the incident of `a_day` begins, Unix seconds."""


class Feeds:
    """Makes events of several kits, each with its next sequence; the first of each says where it stands: kit 1 at the
    secretariat, place 1, kit n at the meeting point with place n."""

    def __init__(self, tag: int = 77) -> None:
        self.tag = tag
        self.events: list[Event] = []
        self._seqs: dict[int, int] = {}

    def __call__(self, kit: int, body: Body, after_s: int, *, tag: int | None = None) -> Event[Any]:
        """`kit` says `body`, so many seconds after the beginning."""
        if kit not in self._seqs:
            self._seqs[kit] = 0
            self(kit, Hello(Role.SECRETARIAT if kit == 1 else Role.MEETING_POINT, kit), min(after_s, -60), tag=0)
        seq = self._seqs[kit] = self._seqs[kit] + 1
        made = make_event(body, kit=kit, epoch=7, seq=seq, hlc=hlc_of_unix(BEGAN + after_s) + seq,
                          incident=self.tag if tag is None else tag)  # fmt: skip
        self.events.append(made)
        return made


def a_day() -> list[Event]:
    """One incident of eight hours: reports, a message that is understood, a request that is open."""
    said = Feeds()
    said(1, Incident(said.tag, "Strømsvigt nord"), 0)
    said(2, Report(2, {Topic.WATER: TopicState(Condition.CRITICAL)}), 600)
    message = said(1, Message("Vandvognen kommer kl. 15", to=2, precedence=Precedence.URGENT), 700)
    said(2, Ack(RefBody(*message.ref), by="Øvelse Andersen", place=2), 1300)
    said(2, Request("tæpper", 2, count=40), 1500)
    said(1, Incident(said.tag, stop=True), 8 * 3600)
    return said.events
