"""Nothing that a person wrote is cut off: every act makes its facts through `whole`, and `whole` refuses any loss."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fieldkit.acts
from fieldkit.acts.whole import FIELD_DA, whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts import families as families
from fieldkit.core.facts.body import Body, Several, Text, Whole, rules_of
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.roster import Cells, RosterEdit, RosterTable
from fieldkit.core.facts.said import Message, Note
from fieldkit.core.facts.staff import Handover, Question

ACTS = Path(fieldkit.acts.__file__).parent
BODIES = {row.body.__name__ for row in REGISTRY.all()}
ONLY_MEASURED = {("messages.py", "room")}
"""Functions that weigh a body and never record it."""


def bare_bodies(source: str) -> Iterator[tuple[str, int, str]]:
    """Function, line and name of each body that is made without `whole`."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BODIES:
                    yield function.name, node.lineno, node.func.id


@pytest.mark.parametrize("module", sorted(ACTS.glob("*.py")), ids=lambda path: path.stem)
def test_acts_make_their_facts_whole(module: Path) -> None:
    found = [
        f"{module.name}:{line} makes a {name} without whole()"
        for function, line, name in bare_bodies(module.read_text(encoding="utf-8"))
        if (module.name, function) not in ONLY_MEASURED
    ]
    assert not found


def test_a_bare_body_is_found() -> None:
    assert list(bare_bodies("def write(kit, text):\n    kit.record(Note(text))\n")) == [("write", 2, "Note")]
    assert not list(bare_bodies("def write(kit, text):\n    kit.record(whole(Note)(text))\n"))


@pytest.mark.parametrize("row", REGISTRY.all(), ids=lambda row: row.name)
def test_every_field_that_could_lose_something_has_a_danish_name(row) -> None:
    lossy = {name for name, rule in rules_of(row.body).items() if isinstance(rule, Text | Whole)}
    lossy |= {
        name for name, rule in rules_of(row.body).items() if isinstance(rule, Several) and isinstance(rule.each, Text)
    }
    assert not lossy - set(FIELD_DA)


LOSSY = [
    (row.body, name, rule)
    for row in REGISTRY.all()
    for name, rule in rules_of(row.body).items()
    if isinstance(rule, Text | Whole) or (isinstance(rule, Several) and isinstance(rule.each, Text))
]


def too_much(rule: object) -> object:
    match rule:
        case Text(chars):
            return "x" * (chars + 1)
        case Several(each=Text(chars)):
            return ("x" * (chars + 1),)
        case Whole(_, high):
            return high + 1
    raise AssertionError(rule)


@pytest.mark.parametrize(("body", "name", "rule"), LOSSY, ids=lambda part: getattr(part, "__name__", str(part)[:20]))
def test_no_field_of_any_kind_loses_anything(body: type[Body], name: str, rule: object) -> None:
    with pytest.raises(InputError, match=FIELD_DA[name].split()[0].rstrip(",")):
        whole(body)(**{name: too_much(rule)})


@given(text=st.text(max_size=70))
def test_what_is_let_through_is_kept_as_it_would_be_without_a_limit(text: str) -> None:
    try:
        made = whole(Question)("Vand?", 1, by=text)
    except InputError:
        kept = Text(10_000).kept(text)
        unseen = bool(text.strip()) and not kept
        assert len(kept) > 60 or unseen or any("\ud800" <= letter <= "\udfff" for letter in text)
    else:
        assert made.by == Text(10_000).kept(text)


def test_cells_and_lists_of_texts_are_looked_through() -> None:
    assert isinstance(rules_of(RosterEdit)["cells"], Cells)
    with pytest.raises(InputError, match="Cellen telefon er på 201 tegn"):
        whole(RosterEdit)(RosterTable.PEOPLE, "Øvelse Andersen", {"telefon": "1" * 201})
    with pytest.raises(InputError, match="En af de tre ting er på 121 tegn"):
        whole(Handover)("Øvelse A", "Øvelse B", 1, facts=("vand", "x" * 121, "mad"))


def test_an_act_may_call_a_field_by_its_own_word() -> None:
    with pytest.raises(InputError, match=r"Beskeden er på 2001 tegn, og der er plads til 2000; del den i flere\."):
        whole(Message, text="Beskeden")("x" * 2001)
    with pytest.raises(InputError, match="Notatet er på 2001 tegn, og der er plads til 2000; del det i flere"):
        whole(Note, text="Notatet")("x" * 2001)


@pytest.mark.parametrize("unseen", ["\u200b", "\x1b\x07\u200b", "\u200b \ufeff"])
def test_letters_that_nobody_can_see_are_no_text(unseen: str) -> None:
    with pytest.raises(InputError, match="Navnet er tomt"):
        whole(Question)("Vand?", 1, by=unseen)
