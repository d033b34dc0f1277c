"""`--fast`: leaves out the tests that are marked as slow, draws few examples, and says so; a pytest plugin.

A test bears the mark of what it costs (`pytest --markers`). In a fast run a test that took long without a mark is named
as well: it wants one.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

MARKS = ("processes", "real_time", "exhaustive")
"""What a fast run leaves out; pyproject.toml says what each means."""
LONG_S = 1.5
"""Seconds in one test that somebody who waits for the whole notices."""
EXAMPLES = 20
"""Of each property, unless its test says how many it wants."""
Counted = dict[str, dict[str, int]]
"""Mark → folder → how many tests."""
_counted = pytest.StashKey[Counted]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help=f"Leave out tests that are marked {', '.join(MARKS)}.")


def pytest_configure(config: pytest.Config) -> None:
    """Before the tests are read: they take over what is the rule then."""
    if config.getoption("fast"):
        settings.register_profile("few", settings(), max_examples=EXAMPLES)
        settings.load_profile("few")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("fast"):
        return
    out = {item: mark for item in items if (mark := next(filter(item.get_closest_marker, MARKS), None))}
    config.hook.pytest_deselected(items=list(out))
    items[:] = [item for item in items if item not in out]
    counted: Counted = {mark: {} for mark in MARKS}
    for (mark, folder), count in sorted(Counter((mark, _folder(item)) for item, mark in out.items()).items()):
        counted[mark][folder] = count
    config.stash[_counted] = counted


def _folder(item: pytest.Item) -> str:
    """`tests/cli` of `tests/cli/test_radio.py::…`, however deep it lies."""
    parts = Path(item.nodeid.partition("::")[0]).parts
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands over what it left out: the one who tells collects nothing."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = session.config.stash.get(_counted, None)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object | None) -> None:
    counted = getattr(node, "workeroutput", {}).get("left_out")
    if counted is not None:
        node.config.stash[_counted] = counted


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    counted = config.stash.get(_counted, None)
    if counted is None:
        return
    total = sum(sum(folders.values()) for folders in counted.values())
    terminalreporter.section("left out by --fast")
    for mark, folders in counted.items():
        if not folders:
            continue
        where = ", ".join(f"{folder} {count}" for folder, count in folders.items())
        terminalreporter.line(f"{mark:<11}{sum(folders.values()):>5}  {where}")
    terminalreporter.line(
        f'{total} tests. Only those: scripts/test -m "{" or ".join(MARKS)}"; everything: scripts/test'
    )
    terminalreporter.line(f"{EXAMPLES} examples of each property, not {settings.get_profile('fresh').max_examples}.")
    for report in terminalreporter.getreports("passed"):
        if report.when == "call" and report.duration > LONG_S:
            terminalreporter.line(f"{report.duration:.1f} s and no mark: {report.nodeid}")
