"""What is typed of a place or a group is understood by its beginning."""

import pytest

from fieldkit.console.remedies import told
from fieldkit.console.typed import address_of, person_typed, place_typed
from fieldkit.core.errors import InputError
from fieldkit.core.facts.terms import Role
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.kit import Kit


def same_beginning() -> Roster:
    names = ("Solskolen", "Solskolens Klub", "Solbo", "Børnehuset Egernet", "Klub Egernet")
    return Roster(
        places=tuple(
            Place(number=number, slug=f"s{number}", name=name, kind=PlaceKind.SCHOOL)
            for number, name in enumerate(names, 1)
        )
    )


def test_the_only_place_that_begins_so_is_meant() -> None:
    roster = same_beginning()
    assert place_typed("solskolen", roster).number == 1, "a whole name is that place, though another begins with it"
    assert place_typed("solskolens", roster).number == 2
    assert place_typed("solb", roster).number == 3
    assert place_typed("børnehuset", roster).number == 4
    for text in ("sol", "egern"):
        with pytest.raises(InputError, match=r"kan være .* eller .*: skriv lidt mere"):
            place_typed(text, roster)
    assert place_typed("klub e", roster).number == 5


def test_a_surname_is_enough_where_only_one_has_it_and_a_stranger_keeps_the_name() -> None:
    names = ("Kladde Holm", "Øvelse Bæk", "Prøve Bæk")
    assert person_typed("holm", names) == "Kladde Holm" == person_typed("kladde holm", names)
    for text in ("bæk", "Hol", "Prøve Holm", ""):
        assert person_typed(text, names) == text


def test_what_the_screen_says_of_an_unknown_place_can_be_done_at_the_screen() -> None:
    with pytest.raises(InputError) as caught:
        place_typed("xyzzy", same_beginning())
    assert "F7" in told(caught.value) and "fieldkit" not in told(caught.value)


def test_a_group_is_meant_by_its_beginning_unless_a_place_begins_so_too(staff: Kit) -> None:
    assert address_of("mød", staff.roster) == Role.MEETING_POINT.value
    assert address_of("sek", staff.roster) == Role.SECRETARIAT.value
    assert address_of("alle", staff.roster) == "all"
    assert address_of("kogle", staff.roster) == staff.roster.by_slug("boernehaven-kogleskoven").number
    with pytest.raises(InputError):
        address_of("a", staff.roster)
