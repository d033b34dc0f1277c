"""The lists of a change of shift and what they are called."""

import msgspec

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.work import Dispatch
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import fold
from fieldkit.core.views.handover import SECTION_DA, HandoverList, Section, handover_list

ABOUT = {"place", "now", "battery", "teams"}
"""Fields of a HandoverList that are no list to go through."""


def test_every_list_of_a_change_of_shift_has_its_heading():
    lists = [field.name for field in msgspec.structs.fields(HandoverList) if field.name not in ABOUT]
    assert lists == [section.value for section in Section]
    assert list(SECTION_DA) == list(Section)
    assert len(set(SECTION_DA.values())) == len(Section)


def test_a_runner_whom_nobody_can_expect_at_a_time_is_looked_for_and_not_expected():
    roster = Roster(places=(Place(number=1, slug="a", name="A", kind=PlaceKind.SECRETARIAT, kit=1),))
    known = make_event(Dispatch("Øvelse Et", 1, minutes=30), kit=1, epoch=1, seq=1, hlc=40_000_000 << 16)
    unknown = make_event(Dispatch("Øvelse To", 1), kit=1, epoch=1, seq=2, hlc=40_000_000 << 16)
    found = handover_list(fold([known, unknown]), roster, EPOCH_UNIX_S + 40_000_060, place=1, kit=1)
    told = {one.number: one.what for one in found.deadlines if one.number}
    assert told == {"1-0001": "Øvelse Et ventes tilbage", "1-0002": "se efter Øvelse To"}
