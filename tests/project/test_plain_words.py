"""What people read on the screen is plain Danish: one word for one thing, no command, no file, no English.

Held over every text in the console and in what the console shows: questions, sentences and acts."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from paths import ROOT

ROOMS = ("console", "core/ask", "core/tell", "core/text", "core/views", "acts", "paper/documents")
SEARCHED = "fieldkit/console/palette/commands.py"
"""Has words that people may search by: those of everybody, not the house's."""
FORBIDDEN = {
    r"\bkvitt(ér|erer?|eret|erede|eres)\b": "one says forstået; a runner is “modtaget af”",
    r"\bet forstået\b": "forstået is said",
    r"\bemner?t?\b": "one of the eleven is a punkt",
    r"\bhast\b": "hastegrad",
    r"\bmandskab(et)?\b|\bbemanding(en)?\b": "folk",
    r"\b(alle|andre|flere|begge|to|disse|spærrede|uvidimerede) kit\b": "kits",
    r"[}\d] (nye? )?hændelser?\b": "an event is a line of the log; a hændelse is the crisis",
    r"\bstatusmelding": "melding",
    r"\bnoder?\b": "radio",
    r"\b(obs|forst\.|modt\.|bat\.|tlf\.|udf\.|intet nr\.|orient\.|mdl\.)(?!\w)": "written out",
    r"\bfieldkit [a-z]|(?<![\w-])--[a-z]|\bkit\.toml\b|\bREADME\b|\bkeys/": "not for who stands at the screen",
    r"\b(backup|bundle|queue|engine|event|frame|timeout|token|default|merge|doctor|roster|place)s?\b": "Danish",
}
"""What no text has, and what is said instead."""
ALLOWED = {
    r"\bemner?t?\b": {"fieldkit/core/views/shared.py"},
    r"\b(backup|bundle|queue|engine|event|frame|timeout|token|default|merge|doctor|roster|place)s?\b": {
        "fieldkit/console/wall/pages.py",
    },
}
PLURAL = re.compile(
    r" (steder|linjer|beskeder|meldinger|kits|minutter|timer|dage|stykker|koder|borgere|anmodninger|udskrifter|numre|"
    r"pladser|kladder|runnere|børn|voksne|gange|navne|kommuner|tekster|punkter|beslutninger)\b"
)
SEVERAL = {
    "{len(silent)} steder",
    "{view.entries} gange",
    "{len(known)} kommuner",
    "{MAX_STOPS} steder",
    "{MAX_CARRIED} numre",
    "{len(stops)} steder",
    "{len(going)} steder",
}
"""Always more than one where they stand."""


def is_sentence(text: str) -> bool:
    """Not a name in code, a style or a pattern: Danish is read by people."""
    return (
        not re.search(r"[{};]\s*\n|\\[bwd]|^[#.>]|SELECT|^[a-z0-9_.-]+$", text)
        and re.search(r"[a-zæøå]{2}", text, re.IGNORECASE) is not None
        and (" " in text or re.search(r"[æøåÆØÅ]|^[A-ZÆØÅ][a-zæøå]+$", text) is not None)
    )


def texts() -> Iterator[tuple[str, int, str]]:
    """(module, line, text); what is put into a text stands as `}`."""
    for room in ROOMS:
        for path in sorted((ROOT / "fieldkit" / room).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            told = {
                id(node.body[0].value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body
                if isinstance(node.body[0], ast.Expr)
            } | {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
            for node in ast.walk(tree):
                if isinstance(node, ast.JoinedStr):
                    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "}" for part in node.values)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told | parts:
                    text = node.value
                else:
                    continue
                if is_sentence(text):
                    yield path.relative_to(ROOT).as_posix(), node.lineno, text


TEXTS = list(texts())


def test_there_is_something_to_read() -> None:
    assert len(TEXTS) > 1500 and any("forstået" in text for _, _, text in TEXTS)


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_text_has_a_word_that_is_not_ours(pattern: str) -> None:
    found = [
        f"{name}:{line}: {text}"
        for name, line, text in TEXTS
        if re.search(pattern, text, re.IGNORECASE if pattern.startswith(r"\bkvitt") else 0)
        and name != SEARCHED
        and name not in ALLOWED.get(pattern, ())
    ]
    assert not found, f"{FORBIDDEN[pattern]}:\n" + "\n".join(found)


def handmade() -> Iterator[tuple[str, int, str]]:
    """A number before a plural, in a text that is not one of two (`… if count == 1 else …`)."""
    for room in ROOMS:
        for path in sorted((ROOT / "fieldkit" / room).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            chosen = {
                id(inner)
                for node in ast.walk(tree)
                if isinstance(node, ast.IfExp)
                for inner in ast.walk(node)
                if isinstance(inner, ast.JoinedStr)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.JoinedStr) and id(node) not in chosen:
                    for put, after in pairwise(node.values):
                        said = str(after.value) if isinstance(after, ast.Constant) else ""
                        if isinstance(put, ast.FormattedValue) and PLURAL.match(said):
                            yield path.relative_to(ROOT).as_posix(), node.lineno, ast.unparse(node)


def test_no_number_stands_before_a_plural_by_hand() -> None:
    found = [
        f"{name}:{line}: {text}" for name, line, text in handmade() if not any(several in text for several in SEVERAL)
    ]
    assert not found, "use `many_da`:\n" + "\n".join(found)
