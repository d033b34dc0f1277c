"""Tests mirror the tree: whoever changes `fieldkit/core/views/board.py` looks into `tests/core/views/test_board.py`."""

import ast
import re
from pathlib import Path

from paths import ROOT

TESTS, PROGRAM = ROOT / "tests", ROOT / "fieldkit"
APART = {
    "journeys": "from end to end, through many modules",
    "project": "about the project itself: its pages, scripts, package and floors",
    "support": "what tests share",
    "data": "recordings and golden texts",
}
"""Folders of tests that mirror nothing, and what they are."""
BESIDE = {
    "test_carriers.py": "one contract for radio, slip and bundle, which lie on three floors",
    "test_clocks.py": "kits whose clocks are wrong by hours and years, among themselves",
    "archive/test_views.py": "what people ask the archive in SQL, which lies in no module",
    "cli/test_contract.py": "JSON, help and README of every command there is",
    "cli/test_reading.py": "what people read of any command in a terminal of 80 columns",
    "cli/test_refusals.py": "bad input, bad files and bad disks, for any command",
    "cli/test_running.py": "`fieldkit run` from outside: interrupted, killed, without its devices",
    "console/test_screens.py": "every screen there is at four sizes, as it was looked at",
    "core/cards/test_cover_plans.py": "the cards that come with the program, against the plans they are made from",
    "core/state/test_any_order.py": "the fold over all kinds of event and every carrier",
    "core/phrase/test_texts.py": "what tired people write, and what readers say that it tells",
    "core/phrase/test_never_better.py": "sentences that must not be read better than they say",
    "devices/printer/test_emupos.py": "our bytes on somebody else's printer",
    "devices/radio/test_node_contract.py": "what the session may expect of a node, held by every stand-in for one",
    "devices/radio/test_recordings.py": "conversations with real firmware, played to the session machine",
    "link/codec/test_golden_frames.py": "the bytes of every kind, as an earlier version wrote them",
    "link/codec/test_layouts_stay.py": "what every number means in the air, as it was when it was first sent",
    "link/wire/test_escape.py": "records of a newer version, in frames and slips",
    "link/wire/test_old_slips.py": "paper that an earlier version printed",
    "practice/mesh/test_acquaintance.py": "which nodes know whose key, on a mesh that was set up a moment ago",
    "practice/mesh/test_official_client.py": "the official client against the virtual mesh",
    "practice/mesh/test_recordings.py": "what clients of real firmware said, said again to virtual nodes",
    "store/test_append.py": "several processes on one log",
    "store/test_damage.py": "what a worn disk and a newer version must not do to a kit",
}
"""Files about no single module, and what they are about instead. A file named after a module is easier to find."""
OCCASIONS = re.compile(
    r"(?<![a-z])(review|polish|cleanup|misc|more|various|regressions?|fix(es)?|bugs?|issues?|feedback|sprint|phase|new_user)"
    r"(?![a-z])|[0-9]{3}"
)
"""Names that say when or why a test was written, not what about."""


def files_of_tests() -> list[Path]:
    return sorted(path.relative_to(TESTS) for path in TESTS.rglob("test_*.py"))


def lacking(file: Path) -> str | None:
    """What the program would need for this file of tests to mirror it; None when it has that."""
    if file.parts[0] in APART:
        return None
    folder, name = PROGRAM / file.parent, file.stem.removeprefix("test_")
    if not folder.is_dir():
        return f"folder fieldkit/{file.parent}"
    if (folder / f"{name}.py").is_file() or (folder / name).is_dir() or name == folder.name:
        return None
    return f"module or package {name} in fieldkit/{file.parent}"


def test_a_file_of_tests_is_named_after_what_it_is_about_or_says_why_not() -> None:
    wanting = {str(file): wanted for file in files_of_tests() if (wanted := lacking(file))}
    assert {file: f"there is no {wanted}" for file, wanted in wanting.items() if file not in BESIDE} == {}
    assert set(BESIDE) <= set(wanting), "what mirrors the tree by now, or is gone, leaves BESIDE"


def test_every_folder_of_tests_is_one_of_the_program_or_stands_apart() -> None:
    folders = {path.relative_to(TESTS) for path in TESTS.rglob("*") if path.is_dir() and path.name != "__pycache__"}
    assert {str(each) for each in folders if each.parts[0] not in APART and not (PROGRAM / each).is_dir()} == set()
    assert {each.parts[0] for each in folders} >= set(APART)


def test_no_file_or_folder_is_named_after_an_occasion() -> None:
    names = {part for file in files_of_tests() for part in (*file.parts[:-1], file.stem.removeprefix("test_"))}
    assert {name for name in names if OCCASIONS.search(name)} == set(), "say what the tests are about"


def test_names_of_occasions_are_known() -> None:
    for name in ("review_care", "new_user", "console_polish", "issue_9", "more_cards", "fixes", "parser_2026"):
        assert OCCASIONS.search(name), name
    for name in ("rounds", "board_view", "a_newer_kit_among_older", "phrase", "previews", "fixtures", "kinds_27"):
        assert not OCCASIONS.search(name), name


def test_what_tests_share_says_what_it_is() -> None:
    shared = {path.name: ast.get_docstring(ast.parse(path.read_text("utf-8"))) for path in TESTS.glob("support/*.py")}
    assert {name for name, said in shared.items() if not said} == set()
