"""The registry of kinds is a closed world: what a kind lacks is named here, and nothing decodes before it is closed."""

import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from strategies import bodies, bodies_of

from fieldkit.core.facts import families as families
from fieldkit.core.facts.body import Body, Personal, RefBody, personal_in, rules_of, texts_in
from fieldkit.core.facts.kinds import FIRST_ESCAPED, REGISTRY, Audience, Belongs, Open, Registry
from fieldkit.core.facts.said import KINDS, Report
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.state.fold import FOLDS
from fieldkit.core.tell.sentences import TELLINGS
from fieldkit.link.codec.layouts import compile_struct

PAPER_ONLY = {"erase", "card", "lesson", "offer", "place-names"}
"""Kinds that travel by paper and file: too big or of no use to others while the radio is all there is."""


def lacks(body: type[Body]) -> list[str]:
    """What a kind does not have."""
    row = REGISTRY.named(body.kind)
    if row is None:
        return ["row in its family's KINDS"]
    found = []
    if body not in FOLDS:
        found.append("fold in core/state")
    if body not in TELLINGS:
        found.append("sentence in core/tell")
    if not row.word:
        found.append("Danish word")
    if not row.wire and row.name not in PAPER_ONLY:
        found.append("layout on the air, or a place among those that have none")
    for wire in row.wire:
        compile_struct(body, wire.layout, whole=wire is row.wire[-1])  # ValueError names the fields that it forgets
    for name in ("audience", "precedence", "pace", "open", "origin", "replaces"):
        if not callable(getattr(row, name)):
            found.append(name)
    if not isinstance(row.belongs, Belongs):
        found.append("the incident that it belongs to")
    texts = [name for name, hint in body.__annotations__.items() if hint is str]
    found += [f"a rule for the text {name}: who may stand in it?" for name in texts]
    bodies_of(body)  # TypeError names the type that nobody can draw
    return found


def all_bodies(body: type[Body] = Body) -> list[type[Body]]:
    return [one for child in body.__subclasses__() for one in (child, *all_bodies(child))]


def test_no_kind_lacks_anything():
    known = [body for body in all_bodies() if body.__module__.startswith("fieldkit.") and isinstance(body.kind, str)]
    assert len(known) == len(REGISTRY.all())
    assert {body.kind: lacks(body) for body in known if lacks(body)} == {}


def test_numbers_on_the_air_are_never_taken_twice():
    numbers = [wire.number for row in REGISTRY.all() for wire in row.wire]
    assert sorted(numbers) == sorted(set(numbers))
    assert set(range(1, FIRST_ESCAPED)) - set(numbers) == {23}, "23 was given up before anybody used it"


@given(bodies)
def test_a_row_answers_for_every_body_of_its_kind(body):
    row = REGISTRY.of(body)
    assert type(body) is row.body
    assert isinstance(row.audience(body), Audience)
    assert isinstance(row.precedence(body), Precedence) and isinstance(row.pace(body), Precedence)
    assert isinstance(row.open(body), Open)
    assert isinstance(row.origin(body), int)
    assert row.replaces(body) is None or isinstance(row.replaces(body), RefBody)
    assert row.phone_text is None or isinstance(row.phone_text(body), str)


@given(bodies)
def test_canonical_bodies_stay_as_they_are(body):
    again = type(body)(**{name: getattr(body, name) for name in body.__struct_fields__})
    assert again == body and list(getattr(again, "topics", ())) == list(getattr(body, "topics", ()))


def test_what_a_kind_may_tell_of_people_is_read_from_its_fields():
    assert personal_in(Report) == {"note": Personal.FREE, "by": Personal.NAME}
    told = {row.name: row.personal for row in REGISTRY.all()}
    assert told["roster"]["cells"] is Personal.CONTACT
    assert told["handover"]["facts"] is Personal.FREE
    assert told["chit"]["report.by"] is Personal.NAME
    assert told["hello"] == told["incident"] == {}


@pytest.mark.parametrize("row", REGISTRY.all(), ids=lambda row: row.name)
def test_what_may_tell_of_a_person_is_looked_through_before_it_is_recorded(row):
    assert {name.split(".")[0] for name in row.personal} <= set(texts_in(row.body))


def test_every_rule_stands_on_a_field_that_is_there():
    for row in REGISTRY.all():
        assert list(rules_of(row.body)) == list(row.body.__struct_fields__)


def test_a_name_or_number_is_taken_once_and_a_closed_registry_takes_none():
    registry = Registry()
    registry.add(KINDS)
    with pytest.raises(ValueError, match="report"):
        registry.add(KINDS[:1])
    registry.close()
    with pytest.raises(ValueError, match="comes late"):
        registry.add(KINDS[1:2])


def test_nothing_decodes_before_all_families_have_told_their_kinds():
    script = textwrap.dedent("""
        from fieldkit.core.facts.event import Event
        try:
            Event(1, 1, 1, 0, 0, 0, "note", b'{"text":"x"}').body
        except RuntimeError as error:
            assert "families" in str(error), error
        else:
            raise SystemExit("it decoded")
        import fieldkit.core.facts.families
        assert Event(1, 1, 1, 0, 0, 0, "note", b'{"text":"x"}').body.text == "x"
    """)
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
