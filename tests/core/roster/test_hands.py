"""A number or name that events use keeps its meaning: what would change hands is found, and nothing else."""

from collections import Counter

from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Assign, Hello, Message, Note
from fieldkit.core.facts.staff import LevelChange
from fieldkit.core.facts.terms import Role
from fieldkit.core.facts.uses import Used, used_by
from fieldkit.core.roster.hands import changed_hands, changed_people, renumbered, with_former
from fieldkit.core.roster.roster import LevelStep, Person, PersonRole, Place, PlaceKind, Roster


def place(number, slug, name="", **more):
    return Place(number=number, slug=slug, name=name or slug.title(), kind=PlaceKind.SCHOOL, **more)


def person(name, phone=""):
    return Person(name=name, role=PersonRole.RUNNER, phone=phone)


ROSTER = Roster(
    places=(place(1, "et", kit=1), place(2, "to", kit=2, node=0x22), place(3, "tre", node=0x33)),
    people=(person("Åse", "00 00 00 01"), person("Bo", "00 00 00 02")),
    levels=(LevelStep(level=1, name="Lav"), LevelStep(level=2, name="Høj")),
)


def told(after, **used):
    counted = Used(**{name: Counter(dict.fromkeys(keys, 3)) for name, keys in used.items()})
    return [str(change) for change in (*changed_hands(ROSTER, after, counted), *changed_people(ROSTER, after, counted))]


def with_places(*places):
    return Roster(places=places, people=ROSTER.people, levels=ROSTER.levels)


def test_the_same_lists_change_nothing_and_nor_does_what_nobody_used():
    assert told(ROSTER, places=[1, 2, 3], kits=[1, 2], nodes=[0x22], levels=[1, 2], people=["aase", "bo"]) == []
    assert told(Roster(), places=[], kits=[], nodes=[]) == []


def test_a_used_number_may_not_become_another_place_nor_none_nor_get_another_name():
    after = with_places(place(1, "to"), place(2, "andet", "To"), place(3, "tre", "Tredje"))
    assert told(after, places=[1, 2, 3]) == [
        "sted 1 er Et i 3 linjer i loggen og ville komme til at hedde To.",
        "sted 2 er To i 3 linjer i loggen og ville komme til at hedde To (andet).",
        "sted 3 er Tre i 3 linjer i loggen og ville komme til at hedde Tredje.",
    ]
    assert told(with_places(place(1, "et")), places=[2]) == ["sted 2 er To i 3 linjer i loggen og ville forsvinde."]
    assert told(with_places(place(2, "to", "TO  ")), places=[2]) == [], "the same name written otherwise is the same"


def test_a_used_kit_and_radio_may_not_move_to_another_place():
    after = with_places(place(1, "et", kit=2), place(2, "to", kit=1), place(3, "tre", node=0x22))
    assert told(after, kits=[2], nodes=[0x22]) == [
        "kit 2 hører til To, som er brugt i 3 linjer i loggen, og ville høre til Et.",
        "radio !00000022 hører til To, som er brugt i 3 linjer i loggen, og ville høre til Tre.",
    ]
    gone = with_places(place(1, "et"), place(2, "to"), place(3, "tre"))
    assert told(gone, places=[1, 2, 3], kits=[1, 2], nodes=[0x22]) == [], "nobody's is seen for what it is"


def test_a_decided_level_keeps_its_name():
    after = Roster(places=ROSTER.places, people=ROSTER.people, levels=(LevelStep(level=1, name="Høj"),))
    assert told(after, levels=[1, 2]) == [
        "niveau 1 er Lav i 3 linjer i loggen og ville komme til at hedde Høj.",
        "niveau 2 er Høj i 3 linjer i loggen og ville forsvinde.",
    ]


def test_people_of_the_incident_do_not_vanish_nor_swap_their_telephones():
    after = Roster(places=ROSTER.places, people=(person("Bo", "00000001"),), levels=ROSTER.levels)
    assert told(after, people=["aase"]) == [
        "Åse er nævnt i 3 linjer i loggen og står ikke på listen mere.",
        "telefon 00 00 00 01 hører til Åse, som er nævnt i 3 linjer i loggen, og ville høre til Bo.",
    ]
    shifted = Roster(places=ROSTER.places, people=(person("Åse", "00 00 00 02"), person("Bo", "00 00 00 01")))
    assert len([one for one in told(shifted, people=["aase", "bo"]) if "telefon" in one]) == 2
    assert told(Roster(places=ROSTER.places, levels=ROSTER.levels), people=["eva"]) == []


def test_a_number_that_stood_for_a_place_before_is_not_given_to_another():
    former = [place(9, "ni")]
    after = with_places(*ROSTER.places, place(9, "nyt"))
    before = with_former(ROSTER, former, after)
    assert [change.was for change in changed_hands(before, after, Used(places=Counter({9: 2})))] == ["Ni"]
    again = with_places(*ROSTER.places, place(9, "ni"))
    assert changed_hands(with_former(ROSTER, former, again), again, Used(places=Counter({9: 2}))) == []
    assert with_former(ROSTER, former, ROSTER) == ROSTER, "what is gone already is not said to go"


def test_places_that_get_another_number_are_found_also_where_no_event_names_them():
    after = with_places(place(1, "to"), place(2, "et"), place(3, "tre"))
    assert [(change.was, change.now) for change in renumbered(ROSTER, after, Used())] == [
        ("Et", "sted 2"),
        ("To", "sted 1"),
    ]


def test_what_events_use_is_counted_whatever_their_kind():
    bodies = [
        Hello(Role.SECRETARIAT, 1, 0x77),
        Assign(0x55, 3),
        LevelChange(2, by="Åse"),
        Message(to=2, text="x", by="Bo"),
        Note("x", by="Bo"),
    ]
    events = [
        make_event(body, kit=7, epoch=1, seq=n, hlc=n << 16, incident=5) for n, body in enumerate(bodies, start=1)
    ]
    used = used_by(events, 5)
    assert dict(used.places) == {1: 1, 2: 1, 3: 1}
    assert dict(used.kits) == {7: 5} and dict(used.levels) == {2: 1}
    assert dict(used.nodes) == {0x77: 1, 0x55: 1}
    assert used.people["bo"] == 2 and used.people["aase"] == 1
    assert not used_by(events, 0).people and not used_by(events, 6).people
