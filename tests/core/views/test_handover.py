"""The lists of a change of shift and what they are called."""

import msgspec

from fieldkit.core.views.handover import SECTION_DA, HandoverList, Section

ABOUT = {"place", "now", "battery", "teams"}
"""Fields of a HandoverList that are no list to go through."""


def test_every_list_of_a_change_of_shift_has_its_heading():
    lists = [field.name for field in msgspec.structs.fields(HandoverList) if field.name not in ABOUT]
    assert lists == [section.value for section in Section]
    assert list(SECTION_DA) == list(Section)
    assert len(set(SECTION_DA.values())) == len(Section)
