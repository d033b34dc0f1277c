"""A store of an earlier version opens in this one and says the same of itself: journal, log, bundle and simulation.

`tests/data/recorded-store` is the folder that the earlier version wrote, and beside it what it said.
"""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from command_line import fieldkit
from kits import meeting_point
from paths import FIXTURES

from fieldkit.core.facts.kinds import FIRST_ESCAPED, REGISTRY
from fieldkit.core.state.fold import fold
from fieldkit.kit import Kit
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.resync.journal import journal_pieces
from fieldkit.store.files.roster import whole_roster
from fieldkit.store.kept import Kept
from fieldkit.store.log import Log
from fieldkit.store.reading import Reading

RECORDED = FIXTURES / "recorded-store"
EVENTS = 318
BUNDLE = "1fa812d9943012443112c2e576a4444ce16818cfb8737f297c3cd3dc12a379bc"
"""Of the bundle that the earlier version exported: format 1, the same bytes each time."""
SOME_TIME = 1_795_300_000.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(RECORDED / "kit", tmp_path / "kit")
    return tmp_path / "kit"


def test_it_opens_and_nothing_is_added_or_lost(home: Path) -> None:
    kit = Kit.open(home)
    try:
        events = [row.event for row in kit.log.all()]
        assert len(events) == EVENTS
        of_that_time = {row.name for row in REGISTRY.all() if row.wire and row.wire[0].number < FIRST_ESCAPED}
        assert of_that_time <= {event.kind for event in events}
        assert {event.kind for event in events} - {row.name for row in REGISTRY.all()} == {"orden"}
        assert kit.state == fold(reversed(events))
        assert not kit.log.forks()
    finally:
        kit.close()


@pytest.mark.parametrize("form", ["html", "csv", "json"])
def test_the_journal_is_the_same_bytes(home: Path, form: str) -> None:
    log = Log.open(home / "log.db")  # the kit itself would say hello first, and by which key it writes now
    try:
        read = Reading(log, Kept.open(log)).events
        told = "".join(journal_pieces(read, form, roster=whole_roster(home / "data"))).encode()
    finally:
        log.close()
    if form == "csv":
        assert told.splitlines() == (RECORDED / "journal.csv").read_bytes().splitlines()
    wanted = dict(line.split() for line in (RECORDED / "journals.sha256").read_text().splitlines())
    assert hashlib.sha256(told).hexdigest() == wanted[form]


def test_the_log_is_the_same_lines(home: Path) -> None:
    told = fieldkit("log", "--json", home=home)
    assert told.status == 0, told.err
    assert told.out == (RECORDED / "log.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("recorded", [True, False])
def test_another_kit_takes_in_the_bundle_that_was_recorded_and_one_that_is_made_now(
    home: Path, tmp_path: Path, recorded: bool
) -> None:
    kit = Kit.open(home, now=lambda: SOME_TIME)
    bundle = tmp_path / "out.fkb"
    if recorded:
        shutil.copyfile(RECORDED / "format-1.fkb", bundle)
        assert hashlib.sha256(bundle.read_bytes()).hexdigest() == BUNDLE
    else:
        assert export_bundle(kit, bundle).events == EVENTS
    other = meeting_point(tmp_path / "other", key=home / "keys" / "municipality.key")
    try:
        assert import_bundle(other, bundle).new == EVENTS
        held = {row.event.id: row.event.raw for row in other.log.all()}
        assert all(held[row.event.id] == row.event.raw for row in kit.log.all())
    finally:
        other.close()
        kit.close()


@pytest.mark.exhaustive
def test_the_simulation_says_the_same() -> None:
    told = fieldkit("simulate", "--seed", "1", "--json")
    assert told.status == 0, told.err
    assert json.loads(told.out) == json.loads((RECORDED / "simulate.json").read_text())
