"""What a floor may name: below the front ends no command, option or key, and at the screen only keys."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_tree import TREE
from paths import ROOT

PACKAGE = ROOT / "fieldkit"
FRONT_ENDS = ("cli", "console")
BELOW = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in FRONT_ENDS)
SCREEN = sorted((PACKAGE / "console").rglob("*.py"))
HOLE = "\u2026"
"""Stands for what an f-string puts in."""

GROUPED = "|".join(sorted(re.escape(" ".join(path)) for path in TREE if len(path) > 1))
NAMES = {
    "a command": re.compile(rf"(?<!\w)fieldkit\s+(?:[a-zæøå]|{HOLE})|[“`]fieldkit[”`]"),
    "an option": re.compile(rf"(?<![\w-])--(?:[a-z]|{HOLE})"),
    "a key": re.compile(
        r"(?<![\w-])F(?:[1-9]|1[0-2])(?!\w)|(?<!\w)(?:Ctrl|ctrl|Alt|Shift)[-+]|(?<=\w )\([A-ZÆØÅ]\)"
        r"|(?<!\w)(?:Enter|Esc|Tab|Retur|Mellemrum)(?!\w)|(?<!\w)(?i:tryk på [a-zæøå](?!\w)|piletast|tasten?(?!\w))"
    ),
}
"""How a text betrays what it knows of the front ends."""
WITHOUT_THE_PROGRAM = re.compile(rf"(?<![\w-])(?:{GROUPED})(?![\w-])")
"""`vault key` is a command too. Comments in English may have such words in a row."""


def betrays(text: str, *, told: bool = True) -> set[str]:
    """What a text names of the front ends; `told`: it is no docstring, so that a person may read it."""
    found = {what for what, pattern in NAMES.items() if pattern.search(text)}
    return found | {"a command"} if told and WITHOUT_THE_PROGRAM.search(text) else found


def texts(source: str) -> Iterator[tuple[int, str, bool]]:
    """Every text of a module put together as it will be, over several literals and with holes: its line, itself, and
    whether it is more than a docstring."""
    tree = ast.parse(source)
    comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if is_text(node):
            yield getattr(node, "lineno", 0), whole(node), id(node) not in comments


def is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return is_text(node.left) or is_text(node.right)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def whole(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(whole(part) for part in parts)
        case ast.FormattedValue(value=inner) if is_text(inner):
            return whole(inner)
        case ast.BinOp(left=left, right=right):
            return whole(left) + whole(right)
        case _:
            return HOLE


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('"se dem med “fieldkit log”."', "a command"),
        ('"se dem med “fieldkit "\n"log”."', "a command"),
        ('f"lav den med “fieldkit print {name}”."', "a command"),
        ('"lav den med “fieldkit " + how', "a command"),
        ('how + "fieldkit" + " " + "log"', "a command"),
        ('"åbn det med “fieldkit”."', "a command"),
        ('"lav en med “vault key FIL”."', "a command"),
        ("f\"{'her' if x else 'se dem med “fieldkit log”'}\"", "a command"),
        ('"""As `fieldkit print` names it."""', "a command"),
        ('"ret den med --correct."', "an option"),
        ('"åbnes med en nøglefil (--key FIL)."', "an option"),
        ('f"giv den med --{option}"', "an option"),
        ("f\"sig det {f'med --by'} nu\"", "an option"),
        ('"navnene står under F7 Folk"', "a key"),
        ('"slut med Ctrl-Q"', "a key"),
        ('"ret den fra listen (R)"', "a key"),
        ('"Enter går videre"', "a key"),
        ('"brug piletasterne"', "a key"),
    ],
)
def test_every_spelling_is_seen(source, what):
    assert {found for _, text, told in texts(f"x = ({source})") for found in betrays(text, told=told)} == {what}


@pytest.mark.parametrize(
    "text",
    ["fieldkit", "fieldkit.core.errors", "fieldkit-engine", "et felt ---, og så", "-wal", "tag en kopi", "F01", "(R)"],
)
def test_what_is_neither_is_left_alone(text):
    assert not betrays(text)


@pytest.mark.parametrize("path", BELOW, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_below_the_front_ends_names_a_command_an_option_or_a_key(path: Path):
    found = {
        f"{path.relative_to(ROOT)}:{line}: {what} in “{text}”"
        for line, text, told in texts(path.read_text("utf-8"))
        for what in betrays(text, told=told)
    }
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_screen_names_no_command_and_no_option(path: Path):
    found = {
        f"{path.relative_to(ROOT)}:{line}: {what} in “{text}”"
        for line, text, told in texts(path.read_text("utf-8"))
        for what in betrays(text, told=told) & {"a command", "an option"}
    }
    assert not found, "\n".join(sorted(found))
