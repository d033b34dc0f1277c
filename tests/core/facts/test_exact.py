"""Numbers that two kits bear: what tells their events apart, and what may be typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.exact import exact_number, parse_exact
from fieldkit.core.facts.said import Note


def note(text, epoch, seq=2):
    return make_event(Note(text), kit=2, epoch=epoch, seq=seq, hlc=5)


def test_a_number_that_one_event_bears_is_all_there_is_to_say():
    alone = note("a", 1)
    assert exact_number(alone, [alone, note("b", 1, 3)]) == "2-0002"
    assert parse_exact(" 2-0002 ").means(alone) and not parse_exact("2-0003").means(alone)


@given(st.sets(st.integers(0, 0xFFFF), min_size=2, max_size=60))
def test_what_is_told_of_each_event_finds_it_and_no_other(epochs):
    events = [note("samme nummer", epoch) for epoch in epochs]
    for event in events:
        typed = parse_exact(exact_number(event, events))
        assert [one for one in events if typed.means(one)] == [event]


@pytest.mark.parametrize("text", ["2-0002/", "2-0002/xyz", "2-0002/3f/9a", "/3f9a", "2/3f", ""])
def test_what_is_no_number_is_refused_in_one_sentence(text):
    with pytest.raises(InputError, match="ikke et nummer"):
        parse_exact(text)
