"""The project carries its own knowledge: what its pages and docstrings point at is there, and nothing points outside.

Three ways of pointing: a link between pages, a citation in a docstring (`docs/facts/radio.md, "Airtime"`), and code
named on a page (`fieldkit/kit.py:Kit.record`, in backticks).
"""

import ast
import io
import re
import tokenize
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from paths import ROOT

FOLDERS = ("fieldkit", "scripts", "tests", "hardware", "docs", "cards", "data", "exercises")
WRITTEN = {".py", ".md", ".toml", ".csv", ".txt", ".tcss", ".yaml", ".yml", ".service", ".timer", ".mount", ".path", ""}
"""Suffixes of files that people write; recordings and pictures are made by machines."""
MADE = "tests/data/"
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("hardware/*.md"), *ROOT.glob("*/README.md")})
ROOMS = sorted(path.name for path in (ROOT / "fieldkit").iterdir() if (path / "__init__.py").exists())
SYSTEM = ("bin", "boot", "dev", "etc", "media", "mnt", "opt", "proc", "run", "srv", "sys", "tmp", "usr", "var")
"""Folders of a Linux machine, which any reader has."""

LINK = re.compile(r"!?\[[^\]\n]*\]\(([^()\s]+)\)")
CITED = re.compile(r"docs/[\w./-]+?\.md(?:,\s+[\"“](?P<heading>[^\"”]{1,80})[\"”])?")
NAMED = re.compile(
    r"`(?P<path>(?:fieldkit|tests|scripts|hardware|docs|cards|data|exercises)/[\w./-]*)(?::(?P<name>[A-Za-z_]\w*(?:\.\w+)*))?`"
)
MODULE = re.compile(rf"(?<![\w./])(?:fieldkit\.)?(?P<module>(?:{'|'.join(ROOMS)})\.[a-z_]+(?:\.\w+)*)\b(?![(])")
PAGE = re.compile(r"(?<![\w{}/])(?:[\w.-]+/)*[\w-]+\.md\b")
ABSOLUTE = re.compile(r"(?<![\w.:/~$<>)}%*\]-])/(?P<first>[a-z]+)/[\w.*-]+")
UP = re.compile(r"(?<![\w/.])(?:\.\./)+[\w./-]+")


def written_files() -> list[Path]:
    """Every file of the project that somebody wrote."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    found += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in WRITTEN - {""}]
    return sorted(
        path
        for path in found
        if path.suffix in WRITTEN and "__pycache__" not in path.parts and not told(path).startswith(MADE)
    )


@cache
def prose() -> tuple[tuple[Path, int, str], ...]:
    """What people wrote for people, with its line: whole pages, and the docstrings and comments of code."""
    return tuple(_read_prose())


def _read_prose() -> Iterator[tuple[Path, int, str]]:
    for path in written_files():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".md":
            yield path, 1, text
        elif path.suffix == ".py" and told(path) != "tests/project/test_docs.py":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                    yield path, node.lineno, str(node.value.value)
            for token in tokenize.generate_tokens(io.StringIO(text).readline):
                if token.type == tokenize.COMMENT:
                    yield path, token.start[0], token.string


def told(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def headings(page: Path) -> tuple[str, ...]:
    """The headings of a page as they are read, without marks."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return tuple(re.sub(r"[`*]", "", found).strip() for found in re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE))


def anchor(heading: str) -> str:
    """What a link to the heading ends with, as code hosts make it."""
    kept = "".join(
        sign for sign in heading.lower() if sign in " -_" or unicodedata.category(sign)[0] in ("L", "N", "M")
    )
    return kept.replace(" ", "-")


@cache
def names_in(path: Path) -> frozenset[str]:
    """What a module defines: functions, classes, constants, and the members of its classes."""
    found: set[str] = set()

    def look(body: list[ast.stmt], before: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(before + node.name)
            elif isinstance(node, ast.ClassDef):
                found.add(before + node.name)
                look(node.body, f"{before}{node.name}.")
            elif isinstance(node, ast.Assign):
                found.update(before + target.id for target in node.targets if isinstance(target, ast.Name))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(before + node.target.id)
            elif isinstance(node, ast.If | ast.Try):
                look(node.body, before)

    look(ast.parse(path.read_text(encoding="utf-8")).body, "")
    return frozenset(found)


@pytest.mark.parametrize("page", PAGES, ids=told)
def test_links_lead_to_a_file_and_a_heading_of_the_project(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, wanted = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.is_relative_to(ROOT), f"{target} leads out of the project"
        assert there.exists(), f"{target} is not there"
        if wanted:
            assert wanted in [anchor(heading) for heading in headings(there)], f"{target}: no such heading"


def citations() -> Iterator[tuple[Path, str, str]]:
    for path in written_files():
        for found in CITED.finditer(path.read_text(encoding="utf-8")):
            page = found.group().partition(",")[0]
            yield path, page, " ".join((found["heading"] or "").split())


def test_pages_that_are_cited_have_the_heading() -> None:
    wrong = [
        f"{told(path)}: {page}{f', “{heading}”' if heading else ''}"
        for path, page, heading in citations()
        if not (ROOT / page).is_file() or (heading and heading not in headings(ROOT / page))
    ]
    assert not wrong, "cited and not there:\n" + "\n".join(wrong)


def test_the_facts_are_cited_by_the_code_that_rests_on_them() -> None:
    cited = {page for path, page, _ in citations() if path.suffix == ".py"}
    assert {"docs/facts/radio.md", "docs/facts/printing.md", "docs/facts/store.md", "docs/facts/hardware.md"} <= cited


@pytest.mark.parametrize("page", PAGES, ids=told)
def test_code_that_a_page_names_is_there(page: Path) -> None:
    wrong = []
    for found in NAMED.finditer(page.read_text(encoding="utf-8")):
        path, name = ROOT / found["path"], found["name"]
        if not path.exists() or (name and (path.suffix != ".py" or name not in names_in(path))):
            wrong.append(found.group())
    assert not wrong, f"{told(page)} names what is not there: {', '.join(wrong)}"


def test_docstrings_name_modules_that_are_there() -> None:
    wrong = []
    for path, line, text in prose():
        for found in MODULE.finditer(text) if path.suffix == ".py" else ():
            if not is_named_in_the_house(found["module"]):
                wrong.append(f"{told(path)}:{line}: {found['module']}")
    assert not wrong, "\n".join(wrong)


def is_named_in_the_house(dotted: str) -> bool:
    """Whether `core.views.board` or `core.facts.event.Event.id` is a room, a module, or a name in one."""
    parts = dotted.split(".")
    at = ROOT / "fieldkit"
    while parts and (at / parts[0]).is_dir():
        at /= parts.pop(0)
    if parts and (at / f"{parts[0]}.py").is_file():
        at /= f"{parts.pop(0)}.py"
        return not parts or ".".join(parts) in names_in(at)
    return not parts or ".".join(parts) in names_in(at / "__init__.py")


def test_nothing_refers_to_files_outside_the_project() -> None:
    pages = {told(path) for path in written_files() if path.suffix == ".md"}
    wrong = []
    for path, line, text in prose():
        for found in PAGE.findall(text):
            inside = re.sub(r"^(?:\.\.?/)+", "", found)
            if not any(page == inside or page.endswith(f"/{inside}") for page in pages):
                wrong.append(f"{told(path)}:{line}: {found}")
        for found in ABSOLUTE.finditer(text):
            if found["first"] not in SYSTEM:
                wrong.append(f"{told(path)}:{line}: {found.group()}")
        for found in UP.findall(text):
            if not (path.parent / found).resolve().is_relative_to(ROOT):
                wrong.append(f"{told(path)}:{line}: {found}")
    assert not wrong, "not in the project:\n" + "\n".join(wrong)


def test_every_decision_is_in_the_index_and_says_why() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    numbers = []
    for page in sorted(folder.glob("[0-9]*.md")):
        title = headings(page)[0]
        assert title.startswith(page.name[:5].replace("-", " ")), f"{page.name} begins with another number"
        assert headings(page)[1:] == ("Context", "Decision", "Why", "What would change it"), page.name
        assert f"]({page.name}) | {title[5:]} |" in index, f"{page.name} is not in the index by its title"
        numbers.append(page.name[:4])
    assert numbers == sorted(set(numbers)), "a number twice"


def test_developers_find_every_page_from_the_index() -> None:
    found, waiting = set(), [ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        found.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            there = (page.parent / target.partition("#")[0]).resolve()
            if there.suffix == ".md" and there.is_file() and there not in found:
                waiting.append(there)
    missing = sorted(told(page) for page in (ROOT / "docs").rglob("*.md") if page not in found)
    assert not missing, f"no way leads from docs/README.md to {missing}"
