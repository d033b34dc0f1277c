"""Scenario files: those that came along or lie on a stick, read for a kit or refused, and what is printed of one."""

from collections.abc import Collection
from pathlib import Path

from fieldkit.core.document_kind import EXERCISE_PAPER
from fieldkit.core.errors import InputError
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import SetPrinter
from fieldkit.core.roster.roster import Roster
from fieldkit.kit import Kit
from fieldkit.practice.exercise.papers import beforehand
from fieldkit.practice.exercise.reader import LARGEST_FILE, read_scenario
from fieldkit.practice.exercise.scenario import Scenario
from fieldkit.store.files.bounded import read_bounded
from fieldkit.store.files.shipped import shipped_exercises
from fieldkit.store.tables.jobs import queue_job


def read_file(path: Path, roster: Roster, cards: Collection[str]) -> tuple[Scenario | None, list[Fault]]:
    """The scenario in a file, and every fault by line. StoreError when it cannot be read."""
    raw = read_bounded(path, LARGEST_FILE)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [Fault(path.name, line, "Bogstaverne er ikke i UTF-8; gem filen som UTF-8.")]
    return read_scenario(path.name, text, roster, cards)


def whole_scenario(path: Path, kit: Kit) -> Scenario:
    """The scenario in a file for this kit; InputError that names the first fault and how many there are."""
    scenario, faults = read_file(path, kit.roster, kit.cards)
    if scenario is None:
        many = "en fejl" if len(faults) == 1 else f"{len(faults)} fejl"
        raise InputError(f"Drejebogen kan ikke spilles, den har {many}: {faults[0]}")
    return scenario


def scenarios_in(folders: Collection[Path]) -> list[Path]:
    """The scenario files of some folders, by name; those that came along first."""
    found = sorted(shipped_exercises().glob("*.toml"))
    for folder in folders:
        try:
            found += sorted(path for path in folder.iterdir() if path.suffix.lower() == ".toml" and path.is_file())
        except OSError:  # it was pulled out
            continue
    return found


def print_beforehand(kit: Kit, path: Path) -> list[int]:
    """Queue what must lie ready before an exercise, the leader's list first; the numbers of the jobs. InputError
    without a printer, or for a faulty scenario."""
    papers = beforehand(kit, whole_scenario(path, kit))
    if not kit.config.has_printer:
        raise InputError("Kittet har ingen printer.", SetPrinter())
    return [queue_job(kit.log, paper, EXERCISE_PAPER, paper.number, kit.now()) for paper in papers]
