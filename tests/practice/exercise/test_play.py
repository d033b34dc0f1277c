"""What goes on the air in an exercise says so, and still means what it meant."""

import math

import pytest
from paths import DATA
from scenarios import SHIPPED, scenario

from fieldkit.core.facts.terms import Precedence
from fieldkit.core.roster.roster import Place
from fieldkit.link.node.phone import Reports, Says, meaning_of
from fieldkit.practice.exercise.play import marked
from fieldkit.practice.exercise.scenario import Sort
from fieldkit.practice.exercise.world import places_in_play
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


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_made_up_net_reaches_every_place_of_a_scenario_that_comes_along(path):
    """By hops of at most three kilometres, which most of its radios bridge (`practice.mesh.air.Propagation`)."""
    here = ROSTER.resolve("sekretariat")
    owners = places_in_play(scenario(ROSTER, path.read_text("utf-8")), here, ROSTER)
    reached, far = [here], [place for place in owners if place.number != here.number]
    while near := [place for place in far if any(metres(place, other) <= 3_000 for other in reached)]:
        reached, far = [*reached, *near], [place for place in far if place not in near]
    assert far == [] and owners[0] is here and len(set(owners)) == len(owners)


def metres(one: Place, other: Place) -> float:
    assert None not in (one.lat, one.lon, other.lat, other.lon)
    east = (one.lon - other.lon) * 111_320 * math.cos(math.radians(one.lat))
    return math.hypot((one.lat - other.lat) * 110_574, east)
