"""What the events tell of clocks is learnt at the price of what is new, however many tell it and in whatever order."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import FLAG_SET_BACK, Event, make_event
from fieldkit.core.facts.said import Note
from fieldkit.core.state.clocks import MOST_CHECKS, Clocks
from fieldkit.core.state.fold import State, apply, apply_all, fold

KITS = st.integers(1, 4)


@st.composite
def words(draw) -> list[Event]:
    """Kits that say of each other's clocks that they are ahead or right, and clocks that are set back."""
    found: list[Event] = []
    for seq in range(1, draw(st.integers(1, 40))):
        hlc = draw(st.integers(0, 1 << 34))
        if draw(st.booleans()):
            ref = RefBody(draw(KITS), 0, draw(st.integers(1, 40)))
            body = ClockCheck(ref, draw(st.sampled_from([0, 600, 90_000])))
            found.append(make_event(body, kit=draw(KITS), epoch=0, seq=seq, hlc=hlc))
        else:
            flags = draw(st.sampled_from([0, FLAG_SET_BACK]))
            found.append(make_event(Note("x"), kit=draw(KITS), epoch=0, seq=seq, hlc=hlc, flags=flags))
    return found


@settings(deadline=None)
@given(words(), st.randoms())
def test_what_is_asked_after_each_word_comes_to_the_same_as_what_is_asked_once(events, rng):
    mixed = events[:]
    rng.shuffle(mixed)
    asked = Clocks()
    for event in mixed:
        asked.learn(event)
        assert asked.placed(event).id == event.id
    once = Clocks(events)
    assert asked == once and asked.digest() == once.digest()
    assert [asked.placed(one).order for one in events] == [once.placed(one).order for one in events]


def test_the_words_of_a_kit_that_floods_count_as_its_latest_do():
    """More than count of one kit about one feed, in any order: what falls out no longer clears or accuses anybody."""
    right = [make_event(ClockCheck(RefBody(3, 0, 1)), kit=2, epoch=0, seq=1, hlc=1 << 16)]
    ahead = [
        make_event(ClockCheck(RefBody(3, 0, seq), 600), kit=2, epoch=0, seq=seq, hlc=seq << 16)
        for seq in range(2, MOST_CHECKS + 3)
    ]
    by_it = [make_event(ClockCheck(RefBody(4, 0, 1)), kit=3, epoch=0, seq=1, hlc=1 << 16)]
    accused = [make_event(ClockCheck(RefBody(4, 0, 1), 900), kit=1, epoch=0, seq=1, hlc=1 << 16)]
    events = right + ahead + by_it + accused
    for seed in range(20):
        mixed = random.Random(seed).sample(events, len(events))
        clocks = Clocks()
        for event in mixed:
            clocks.learn(event)
            clocks.version  # noqa: B018 -- as whoever folds one at a time
        assert clocks.ahead(4, 0, 1) == 900, "who is ahead itself cannot tell that another is right"
        assert clocks == Clocks(events)


class Counted(State):
    """Counts how often all was folded anew."""

    refolds = 0

    def refold(self) -> None:
        self.refolds += 1
        super().refold()


def test_thousands_of_clocks_set_back_that_come_together_are_folded_anew_once():
    events = [
        make_event(Note(f"{seq}"), kit=9, epoch=1, seq=seq, hlc=(5_000_000 - seq) << 16, flags=FLAG_SET_BACK)
        for seq in range(1, 3_000)
    ]
    state = Counted()
    apply_all(state, events)
    assert state.refolds == 1
    one_by_one = State()
    for event in random.Random(1).sample(events[:60], 60):
        apply(one_by_one, event)
    assert one_by_one == fold(events[:60])
