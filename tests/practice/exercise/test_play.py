"""What goes on the air in an exercise says so, and still means what it meant."""

import pytest
from paths import DATA
from scenarios import SHIPPED, scenario

from fieldkit.core.facts.terms import Precedence
from fieldkit.link.node.phone import Reports, Says, meaning_of
from fieldkit.practice.exercise.play import marked
from fieldkit.practice.exercise.scenario import Sort
from fieldkit.store.files.roster import whole_roster

ROSTER = whole_roster(DATA)
TEXTS = [
    inject.text
    for path in SHIPPED
    for inject in scenario(ROSTER, path.read_text("utf-8")).injects
    if inject.sort is Sort.TEXT
]


@pytest.mark.parametrize("text", [*TEXTS, "vand! mad ok 43b 6v", "rød. varme! 12 børn", "Alt ok, 38 børn og 7 voksne"])
def test_a_text_that_is_marked_tells_the_same(text):
    plain, drill = meaning_of(text), meaning_of(marked(text))
    assert "ØVELSE" in marked(text)
    assert type(plain) is type(drill)
    if isinstance(plain, Reports) and isinstance(drill, Reports):
        assert drill.phrase.topics == plain.phrase.topics
        assert (drill.phrase.children, drill.phrase.staff) == (plain.phrase.children, plain.phrase.staff)
        assert drill.phrase.level == plain.phrase.level
    if isinstance(plain, Says) and isinstance(drill, Says):
        assert drill.precedence == plain.precedence and "ØVELSE" in drill.text


@pytest.mark.parametrize("word", ["AKUT", "akut:", "SOS", "112", "Haster", "hastemelding,", "vigtigt"])
def test_what_is_akut_or_urgent_stays_so_behind_the_mark(word):
    plain, drill = meaning_of(f"{word} vinduet er knust"), meaning_of(marked(f"{word} vinduet er knust"))
    assert isinstance(plain, Says) and isinstance(drill, Says)
    assert drill.precedence == plain.precedence in (Precedence.FLASH, Precedence.URGENT)
    assert drill.text == f"ØVELSE. {plain.text}", "the mark is kept, also where no exercise is known"
