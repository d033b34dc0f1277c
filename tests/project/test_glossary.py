"""The glossary says what the code says: each fixed word with its Danish one, no more, no fewer, none otherwise."""

import importlib
import pkgutil
import re
from enum import StrEnum
from functools import cache
from types import ModuleType

import pytest
from paths import CARDS, ROOT

from fieldkit.core.documents import DOCUMENTS
from fieldkit.core.facts import families  # noqa: F401 - the kinds are known from here on
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.tell.sentences import kind_words

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROOMS = ("core", "link", "paper", "store")
"""Where fixed words are made; the front ends only use them."""
UNSEEN = {"Belongs", "Open", "Personal"}
"""Words by which the code speaks of kinds of event: no person reads them, so they have no Danish ones."""


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its first two lines."""
    part = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", GLOSSARY, re.MULTILINE | re.DOTALL)
    assert part, f"the glossary has no heading “{heading}”"
    lines = [line for line in part[1].splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def pairs(heading: str) -> list[tuple[str, str]]:
    """(code, Danish) of each row, in order."""
    return [(code.strip("`"), danish) for danish, code, *_ in rows(heading)]


@cache
def modules(rooms: tuple[str, ...] = ROOMS) -> tuple[ModuleType, ...]:
    found = []
    for room in rooms:
        package = importlib.import_module(f"fieldkit.{room}")
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            found.append(importlib.import_module(info.name))
    return tuple(found)


@cache
def word_enums() -> dict[str, type[StrEnum]]:
    """Every enum of words in these rooms, by its name."""
    return {
        value.__name__: value
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, StrEnum)
        and value.__module__ == module.__name__
        and list(value)
    }


def enums_of_facts() -> list[str]:
    return sorted(name for name, enum in word_enums().items() if enum.__module__.startswith("fieldkit.core.facts."))


def danish_of(enum: type[StrEnum]) -> list[dict[str, str]]:
    """Every public table of Danish words whose keys are just this enum's members."""
    members = {member.value for member in enum}
    return [
        {str(key): word for key, word in value.items()}
        for module in modules()
        for name, value in vars(module).items()
        if name.endswith("_DA") and not name.startswith("_") and isinstance(value, dict) and set(value) == members
    ]


def tables_of_enums() -> list[str]:
    return re.findall(r"^### (\w+)$", GLOSSARY, re.MULTILINE)


def test_every_fixed_word_of_events_has_a_table() -> None:
    assert set(enums_of_facts()) - UNSEEN <= set(tables_of_enums())
    assert not any(danish_of(word_enums()[name]) for name in UNSEEN)


def test_no_term_lacks_its_danish_word() -> None:
    lacking = {
        f"{module.__name__}.{name}": missing
        for module in modules((*ROOMS, "acts", "cli", "console", "devices", "engine"))
        for name, table in vars(module).items()
        if name.endswith("_DA") and isinstance(table, dict) and isinstance(next(iter(table)), StrEnum)
        if (missing := [term.name for term in type(next(iter(table))) if not table.get(term)])
    }
    assert lacking == {}


@pytest.mark.parametrize("name", tables_of_enums())
def test_a_table_has_every_member_in_order_with_its_danish_word(name: str) -> None:
    enum = word_enums()[name]
    assert [code for code, _ in pairs(name)] == [member.value for member in enum]
    tables = danish_of(enum)
    assert tables, f"{name} has no table of Danish words"
    for table in tables:
        assert dict(pairs(name)) == table


def test_every_kind_of_event_has_its_word() -> None:
    assert dict(pairs("Kinds of event")) == {kind.name: kind_words(kind.name) for kind in REGISTRY.all()}


def test_every_document_has_its_word() -> None:
    assert dict(pairs("Documents")) == {kind.value: row.danish for kind, row in DOCUMENTS.items()}


def test_what_the_table_of_things_names_is_in_the_code() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "fieldkit").rglob("*.py"))
    for danish, _, code, _ in rows("Things"):
        assert re.search(rf"\b{re.escape(code.strip('`'))}\b", source), f"{code} ({danish}) is nowhere in the code"


def test_the_danish_words_are_those_that_people_meet() -> None:
    read = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (
            *(ROOT / "fieldkit").rglob("*.py"),
            *CARDS.glob("*.md"),
            *(ROOT / name for name in ("README.md", "CHANGELOG.md", "data/README.md")),
        )
    ).lower()
    words = [word.strip() for danish, *_ in rows("Things") for word in re.sub(r"\(.*?\)", "", danish).split(",")]
    unread = [word for word in words if word not in read]
    assert not unread, f"nobody ever reads {unread}"


def test_no_thing_stands_twice() -> None:
    words = [word.strip() for danish, *_ in rows("Things") for word in danish.split(",")]
    assert len(words) == len(set(words))
