"""Outside a kind's row, fold and sentence nothing chooses by what kind an event is, in any spelling."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from paths import ROOT

import fieldkit
from fieldkit.core.facts.families import REGISTRY

HOUSE = Path(fieldkit.__file__).parent
MAY = ("core/facts", "core/state", "core/tell")
"""Where the rows, the folds and the sentences stand."""
SAYS = "core.facts.event.says: for numbers that people typed, where another kind is a mistake to tell"
BODIES = {kind.body.__name__ for kind in REGISTRY.all()}
WORDS = {kind.body.kind for kind in REGISTRY.all()}


def modules() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("*.py") if not path.relative_to(HOUSE).as_posix().startswith(MAY))


def choices(source: str) -> Iterator[tuple[int, str]]:
    """Line and spelling of every choice by kind."""
    tree = ast.parse(source)
    bodies = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fieldkit.core.facts")
        for alias in node.names
        if alias.name in BODIES
    }

    def is_body(node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id in bodies

    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, of]) if any(
                map(is_body, ast.walk(of))
            ):
                yield node.lineno, "isinstance"
            case ast.Call(func=ast.Name(id="getattr"), args=[ast.Attribute(attr="body"), _, _]):
                yield node.lineno, "getattr with a silent default"
            case ast.MatchClass(cls=cls) if is_body(cls):
                yield node.lineno, "match"
            case ast.Compare(left=left, comparators=others):
                parts = [left, *others]
                flat = [each for part in parts for each in ast.walk(part)]
                if any(isinstance(part, ast.Call) and _named(part.func, "type") for part in parts) and any(
                    map(is_body, flat)
                ):
                    yield node.lineno, "type(…) is"
                if any(isinstance(part, ast.Attribute) and part.attr == "kind" for part in parts) and any(
                    isinstance(each, ast.Constant) and each.value in WORDS for each in flat
                ):
                    yield node.lineno, ".kind =="
            case ast.BoolOp(values=values) if sum(map(_asks_says, values)) > 1:
                yield node.lineno, "says … or says …"
            case ast.Dict(keys=keys) if sum(key is not None and is_body(key) for key in keys) > 1:
                yield node.lineno, "a table by class"


def _asks_says(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _named(node.func, "says")


def _named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def test_nothing_chooses_by_kind_outside_row_fold_and_sentence():
    found = {
        f"{path.relative_to(HOUSE).as_posix()}:{line}: {spelling}"
        for path in modules()
        for line, spelling in choices(path.read_text(encoding="utf-8"))
    }
    assert not found, "ask the row (core.facts), State or core.tell instead; or " + SAYS


@pytest.mark.parametrize(
    "spelling",
    [
        "isinstance(event.body, Report)",
        "isinstance(event.body, Report | Message)",
        "isinstance(event.body, (Note, Report))",
        "type(event.body) is Report",
        "type(event.body) in (Report, Message)",
        "event.kind == 'report'",
        "row.event.kind in ('report', 'note')",
        "{Report: 1, Message: 2}[type(event.body)]",
        "getattr(event.body, 'trust', None)",
        "says(event, Report) or says(event, Message)",
        "match_of",
    ],
)
def test_every_spelling_of_a_choice_is_seen(spelling):
    source = "from fieldkit.core.facts.said import Message, Note, Report\n"
    if spelling == "match_of":
        source += "match body:\n    case Report(place):\n        pass\n"
    else:
        source += f"chosen = {spelling}\n"
    assert list(choices(source))


def test_what_is_no_choice_is_not_taken_for_one():
    source = "from fieldkit.core.facts.said import Report\nmade = Report(3)\nasked = says(event, Report)\nkind == 'x'\n"
    assert not list(choices(source))
    assert ROOT.is_dir() and modules()
