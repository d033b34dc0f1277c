"""What tests of the archive share: logs on disk, kits of one municipality, and an archive to put them in."""

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from archives import HERE, row_of
from kits import Municipality, closed

from fieldkit.acts import incidents, messages, notes, requests
from fieldkit.archive.connection import Connection, archive_at
from fieldkit.archive.load import Loaded, load
from fieldkit.archive.sources import sources
from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.event import Event
from fieldkit.store.log import EVENT_COLUMNS, Log

CODE = 751
Rows = Callable[[str], list[tuple]]


@pytest.fixture
def archive(archive_url: str):
    """An archive with nothing in it, as its owner sees it."""
    with archive_at(archive_url) as opened:
        yield opened


@pytest.fixture
def put_in(archive: Connection) -> Callable[..., list[Loaded]]:
    """Loads folders and files into the archive: `put_in(folder, code=751)`."""

    def put(*paths: Path, code: int = CODE, region: str = "") -> list[Loaded]:
        with sources(paths, []) as found:
            return [load(archive, source, code, HERE, region=region) for source in found]

    return put


@pytest.fixture
def rows(archive: Connection) -> Rows:
    """What a query gives, as the archive's owner sees it."""
    return lambda query: list(archive.execute(query.encode()))


@pytest.fixture
def log_of(tmp_path: Path) -> Callable[..., Path]:
    """A folder with a log of just these events, or rows, as they are."""

    def make(events: Iterable[Event | tuple], name: str = "log") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        with closing(Log.open(folder / "log.db", create=True)) as log, log.locked():
            for event in events:
                row = event if isinstance(event, tuple) else row_of(event)
                marks = ",".join("?" * len(EVENT_COLUMNS))
                log.conn.execute(f"INSERT INTO events ({', '.join(EVENT_COLUMNS)}, carrier, arrived) "
                                 f"VALUES ({marks}, 'own', 0)", row)  # fmt: skip
        return folder

    return make


@pytest.fixture
def homes(municipality: Municipality) -> list[Path]:
    """Two kits of one municipality: the second has all of the first, and a few events of its own."""
    one, two = municipality(1), municipality(2)
    incidents.start(one, "Strømsvigt nord")
    for number in range(20):
        notes.write(one, f"Linje {number}: æøå “citat” \\ skråstreg\nny linje\tog tabulator")
    said = messages.send(one, "Vandvognen kommer kl. 15", 2)
    requests.ask(one, "tæpper", place=2, count=40)
    two.merge([row.event for row in one.log.all()], Carrier.BUNDLE)
    messages.acknowledge(two, said.ref, by="Øvelse Andersen")
    notes.write(two, "Fra mødestedet")
    return [closed(one), closed(two)]
