"""A name with an underscore is its module's own, or its class's: nobody else needs it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from paths import ROOT

LIBRARIES = {
    ("fieldkit/devices/printer/escpos.py", "_raw"): "python-escpos has no other way to send bytes as they are",
    ("fieldkit/devices/printer/escpos.py", "_send_2d_code_data"): "python-escpos takes only text for a QR code",
    ("tests/practice/mesh/test_official_client.py", "_waitConnected"): "meshtastic tells in no other way that it is up",
    ("fieldkit/console/keyboard.py", "_xterm_parser"): "Textual reads a terminal's letters in no other way",
    ("fieldkit/console/steady.py", "_context"): "Textual tells in no other way whose handler failed",
    ("tests/console/test_steady.py", "_context"): "Textual knows in no other way which app runs beside its own pilot",
    ("fieldkit/core/facts/terms.py", "_name_"): "enum makes a value that is no member in no other way",
    ("fieldkit/core/facts/terms.py", "_value_"): "the same",
    ("tests/support/linux_console.py", "_compositor"): "Textual tells in no other way what the terminal is given",
    ("tests/support/linux_console.py", "_background_screens"): "the same of what a window leaves to be seen behind it",
    ("tests/test_kit.py", "_exit"): "os._exit is how a process dies without a word",
    ("tests/store/files/test_roster_import.py", "_exit"): "the same",
    ("tests/store/tables/test_taken_in.py", "_exit"): "the same",
    ("fieldkit/store/library.py", "_replace"): "a NamedTuple is copied with a change in no other way",
    ("fieldkit/resync/journal/json_form.py", "_asdict"): "a NamedTuple tells its fields by name in no other way",
}
"""(file, name) → why a library leaves no other way."""


def private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def foreign(tree: ast.AST) -> Iterator[str]:
    """Private names that are imported, or imported from, or reached through an object that is neither `self` nor of the
    same class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [alias.name for alias in node.names]
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            yield from (part for name in names for part in name.split(".") if private(part))
    yield from _reached(tree, frozenset())


def _reached(node: ast.AST, own: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.ClassDef):
        own = own | {name for child in ast.walk(node) for name in _defined(child)}
    if isinstance(node, ast.Attribute) and private(node.attr) and node.attr not in own and not _is_self(node.value):
        yield node.attr
    for child in ast.iter_child_nodes(node):
        yield from _reached(child, own)


def _defined(node: ast.AST) -> Iterator[str]:
    """What a statement in a class gives it: methods, fields, and what is set on `self`."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_self(node.value):
        yield node.attr


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def test_the_rule_itself() -> None:
    def found(source: str) -> list[str]:
        return sorted(foreign(ast.parse(source)))

    assert found("from fieldkit.kit import _open, close") == ["_open"]
    assert found("import fieldkit._hidden") == found("from fieldkit._hidden import a") == ["_hidden"]
    assert found("kit.log._rows") == found("def f(self): return self.log._rows") == ["_rows"]
    assert found("class A:\n def f(self): self._x = other._x; return type(self).__name__") == []
    assert found("class A:\n def f(self): return other._x") == ["_x"]


def test_no_module_needs_anothers_private_name() -> None:
    found = {
        (str(path.relative_to(ROOT)), name)
        for folder in ("fieldkit", "tests", "scripts")
        for path in sorted(Path(ROOT / folder).rglob("*.py"))
        for name in foreign(ast.parse(path.read_text("utf-8")))
    }
    assert found - LIBRARIES.keys() == set(), "give it a name without an underscore, or do without it"
    assert LIBRARIES.keys() - found == set(), "not needed any more: take it out of LIBRARIES"
