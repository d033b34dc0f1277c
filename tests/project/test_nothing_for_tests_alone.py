"""What the program does not use is not in it: no function, class or constant that only tests know, and none at all."""

import ast
import tomllib
from collections.abc import Iterator, Mapping

from paths import ROOT
from source_tree import modules

BY_CUSTOM = {
    "COMMANDS": "of a module of commands: `fieldkit.cli.tree` loads the module, then asks for these",
    "KINDS": "of a family of events: `fieldkit.core.facts.families` goes through its modules",
}
"""Names that a module has because others like it have them, and who asks for them."""
PLAYED = {
    ("fieldkit.practice.town.morning", "morning"): "journeys play it; made-up days lie in practice/town",
    ("fieldkit.core.state.fold", "fold"): "what State is by definition; whatever is kept is held against it",
}
"""What only tests use and yet is the program's, and why."""
HANDED_ON = ("command", "group", "migrations")
"""Decorators that hand what they stand on to a list, which is gone through."""
SCRIPTS = [*(ROOT / "scripts").glob("*.py"), *(ROOT / "hardware").glob("*.py"), ROOT / "setup.py"]

Name = tuple[str, str]
"""A module and a name at its top."""


def defined(module: str, tree: ast.Module) -> Iterator[Name]:
    """What a module makes; not what it imports, nor what a decorator hands on."""
    for node in tree.body:
        yield from ((module, name) for name in _made_by(node) if not name.startswith("__"))


def used(module: str, tree: ast.Module, known: Mapping[str, object]) -> Iterator[Name]:
    """What a module needs: of its own outside the thing itself, of others by import, as `module.name`, or by words."""
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield str(node.module), alias.name
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            aliases |= {alias.asname or alias.name: alias.name for alias in node.names}
    for statement in tree.body:
        own = set(_made_by(statement))
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Load()) if name not in own:
                    yield module, name
                case ast.Attribute(attr=name, value=value) if (of := ast.unparse(value)) in aliases:
                    yield aliases[of], name
                case ast.Call(args=parts) | ast.Tuple(elts=parts):
                    words = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
                    yield from ((of, name) for of in words if of in known for name in words)


def unused(sources: Mapping[str, str], scripts: Mapping[str, str]) -> set[Name]:
    """Names of `sources` (by module) that nothing in them or in `scripts` needs."""
    trees = {module: ast.parse(source) for module, source in sources.items()}
    needed = {name for module, tree in trees.items() for name in used(module, tree, sources)}
    needed |= {name for script, source in scripts.items() for name in used(script, ast.parse(source), sources)}
    return {name for module, tree in trees.items() for name in defined(module, tree)} - needed


def _made_by(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            if not any(_hands_on(decorator) for decorator in node.decorator_list):
                yield node.name
        case ast.Assign(targets=targets):
            yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def _hands_on(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func).rpartition(".")[2] in HANDED_ON


def test_the_rule_itself() -> None:
    rooms = {
        "a": "LIMIT = 3\nWIDE = LIMIT\nclass Tool: ...\n@group.command('x')\ndef run() -> Tool: ...",
        "b": "import a as room\nfrom a import Tool\ndef again(): return again() + room.WIDE\ndef shown(): ...",
        "c": "REGIONS = [Region('key', 'b', 'shown')]\nlist_of(REGIONS)",
    }
    assert unused(rooms, {}) == {("b", "again")}, "that it calls itself is no use"
    assert unused(rooms, {"script": "from b import again"}) == set()
    lonely = {**rooms, "b": rooms["b"].replace("room.WIDE", "3"), "c": ""}
    assert unused(lonely, {}) == {("a", "WIDE"), ("b", "again"), ("b", "shown")}


def test_the_program_holds_nothing_that_only_tests_use() -> None:
    sources = {module: path.read_text("utf-8") for module, path in modules().items()}
    found = unused(sources, {path.name: path.read_text("utf-8") for path in SCRIPTS})
    for entry in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"].values():
        found.discard(tuple(entry.split(":")))
    assert PLAYED.keys() <= found, "the program uses it by now: take it out of PLAYED"
    found -= PLAYED.keys()
    assert {(module, name) for module, name in found if name not in BY_CUSTOM} == set(), (
        "take it out, use it where the program does the same by hand, or give it to the tests"
    )
    assert {name for _, name in found} == BY_CUSTOM.keys(), "nobody has it by custom any more: take it out of BY_CUSTOM"
    planted = {**sources, "fieldkit.acts.notes": sources["fieldkit.acts.notes"] + "\n\ndef only_for_tests(): ..."}
    assert ("fieldkit.acts.notes", "only_for_tests") in unused(planted, {})
