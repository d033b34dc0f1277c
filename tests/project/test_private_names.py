"""A name that begins with `_` is its module's own: no other module of the program reads or imports it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from paths import ROOT

FOREIGN = {"escpos.py": {"_raw", "_send_2d_code_data"}}
"""python-escpos has no other door for what `devices.printer.escpos` mends in it."""


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def is_self(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in ("self", "cls")


def strangers(source: str) -> Iterator[str]:
    """Private names that are not this module's: `line: what`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.lineno}: {alias.name}" for alias in node.names if is_private(alias.name))
        elif isinstance(node, ast.Attribute) and is_private(node.attr) and not is_self(node.value):
            yield f"{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from fieldkit.kit import _hidden", 1),
        ("import fieldkit.kit as kit; kit._hidden()", 1),
        ("machine.outgoing._held", 1),
        ("self._own = cls._own", 0),
        ("from fieldkit import __version__", 0),
    ],
)
def test_a_stranger_is_seen(line, found):
    assert len(list(strangers(line))) == found


def test_no_module_needs_anothers_private_name():
    modules = sorted((ROOT / "fieldkit").rglob("*.py"))
    assert len(modules) > 200
    found = [f"{path.relative_to(ROOT)}:{name}" for path in modules for name in strangers(path.read_text("utf-8"))]
    assert [name for name in found if not allowed(name)] == []


def allowed(name: str) -> bool:
    return name.rpartition(".")[2] in FOREIGN.get(Path(name.partition(":")[0]).name, ())
