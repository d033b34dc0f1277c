"""Nothing that a person wrote is cut off: every act makes its facts through `whole`, and `whole` refuses any loss."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kits import meeting_point

import fieldkit.acts
from fieldkit.acts import activation, cards, citizens, duty, incidents, messages, notes, notices, requests, runners
from fieldkit.acts.whole import FIELD_DA, whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts import families as families
from fieldkit.core.facts.body import Body, Several, Text, Whole, rules_of
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.roster import Cells, RosterEdit, RosterTable
from fieldkit.core.facts.said import Message, Note
from fieldkit.core.facts.staff import CallResult, Handover, Question
from fieldkit.core.facts.work import RequestState
from fieldkit.kit import Kit

ACTS = Path(fieldkit.acts.__file__).parent
BODIES = {row.body.__name__ for row in REGISTRY.all()}
ONLY_MEASURED = {("messages.py", "cost")}
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
        no_name = sum(letter.isalnum() for letter in kept) < 2
        assert len(kept) > 60 or unseen or no_name or any("\ud800" <= letter <= "\udfff" for letter in text)
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


@pytest.mark.parametrize("letter", ["x", " Ø ", "j."])
def test_one_letter_is_no_name_of_anybody(letter: str) -> None:
    with pytest.raises(InputError, match="er ikke et navn: skriv mindst to bogstaver"):
        whole(Question)("Vand?", 1, by=letter)
    assert whole(Question)("Vand?", 1, by="").by == ""


THREE = ("vand", "mad", "møde")


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[Kit]:
    made = meeting_point(tmp_path / "kit")
    incidents.start(made, "Strømsvigt")
    yield made
    made.close()


def _skip(kit: Kit, text: str) -> object:
    card, step = next((card, step) for card in kit.cards.values() for step in card.steps if step.may_skip)
    return cards.skip(kit, card.id, step.number, text, begin=True)


def _errand(kit: Kit) -> Event:
    return runners.send(kit, "Øvelse Runner", [12])


ACTS: dict[str, Callable[[Kit, str], object]] = {
    "acknowledge": lambda kit, text: messages.acknowledge(kit, messages.send(kit, "hej", 12).ref, text),
    "level": lambda kit, text: activation.decide(kit, 1, by=text),
    "call": lambda kit, text: activation.note_call(kit, text, CallResult.REACHED),
    "incident": lambda kit, text: incidents.start(kit, text),
    "crew": lambda kit, text: duty.sign_in(kit, text),
    "leaves": lambda kit, text: duty.hand_over(kit, text, "Øvelse B", THREE),
    "comes": lambda kit, text: duty.hand_over(kit, "Øvelse A", text, THREE),
    "fact": lambda kit, text: duty.hand_over(kit, "Øvelse A", "Øvelse B", (text, "vand", "mad")),
    "skip": _skip,
    "note": notes.write,
    "message": lambda kit, text: messages.send(kit, text, "all"),
    "notice": notices.write,
    "request": requests.ask,
    "declined": lambda kit, text: requests.tell(kit, requests.ask(kit, "tæpper").ref, RequestState.DECLINED, note=text),
    "question": citizens.ask,
    "runner": lambda kit, text: runners.send(kit, text, [12]),
    "delivered": lambda kit, text: runners.delivered(kit, _errand(kit).ref, 12, text),
    "back": lambda kit, text: runners.back(kit, _errand(kit).ref, text),
    "recall": lambda kit, text: runners.recall(kit, _errand(kit).ref, by=text),
}


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\x1b\x07\u200b", "Brand\udcff"])
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_must_be_there_is_there_in_letters_that_can_be_read(kit: Kit, act: Callable, text: str) -> None:
    with pytest.raises(InputError):
        act(kit, text)
    last = kit.log.latest(limit=1)[0]
    assert text.strip() not in last.raw.decode() or not text.strip()
    assert last.kind in ("place-names", "message", "request", "dispatch"), (
        "only what the act was about, which came before"
    )


def test_a_print_step_prints_nothing_when_it_cannot_be_recorded(kit: Kit) -> None:
    from fieldkit.core.cards.cards import PrintDocument
    from fieldkit.store.tables.jobs import job_rows

    card, step = next(
        (card, step)
        for card in kit.cards.values()
        for step in card.steps
        if isinstance(step.action, PrintDocument) and step.action.wanted is not None
    )
    cards.start(kit, card.id, "Øvelse Vagt")
    with pytest.raises(InputError, match="CPR"):
        cards.tick(kit, card.id, step.number, "Peter 010180-1234")
    assert job_rows(kit.log) == []
    cards.tick(kit.rehearsal(), card.id, step.number, "Øvelse Vagt")
    assert job_rows(kit.log) == [], "nor does a rehearsal"
    assert cards.tick(kit, card.id, step.number, "Øvelse Vagt").job == job_rows(kit.log)[0].job
