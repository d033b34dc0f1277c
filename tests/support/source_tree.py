"""The package as its source says it: which file imports which, wherever in the file the import stands."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from paths import ROOT

PACKAGE = ROOT / "fieldkit"


@cache
def modules() -> dict[str, Path]:
    """Dotted name → file, of the whole package; a folder's name is its `__init__`."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str) -> set[str]:
    """Modules of the package that this one names in an import: at the top, in a function or under TYPE_CHECKING."""
    path = modules()[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for name in _named(node, package):
            known = name
            while known and known not in modules():
                known = known.rpartition(".")[0]
            found.add(known)
    return found - {"", module}


def _named(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: -(node.level - 1) or None] if node.level else []
        start = ".".join([*above, *([node.module] if node.module else [])])
        yield from (f"{start}.{alias.name}" for alias in node.names)
