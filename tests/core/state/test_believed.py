"""Whose word counts: the same for the same events in any order, whoever lies."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.facts import families as families
from fieldkit.core.facts.body import Body, Cut, RefBody
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.keys import Accept, Renumber, RevokeKey, WordSigned
from fieldkit.core.facts.said import EntrySort, Hello, Note
from fieldkit.core.facts.terms import Role
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.signed.certificate import Root, make_vouch
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.signed.word import sign_word
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.fold import State, apply, apply_all, fold

ROOT = bytes(range(32))
SEAT, LOST, POINT, TWIN = (public_of(bytes([number]) * 32).hex() for number in (1, 2, 3, 4))


def at(kit: int, seq: int, body: Body, second: int = 0, epoch: int = 1) -> Event:
    return make_event(body, kit=kit, epoch=epoch, seq=seq, hlc=(second or seq) << 16)


def hello(kit: int, key: str, epoch: int = 1, role: Role = Role.MEETING_POINT) -> Event:
    return at(kit, 1, Hello(role, kit, key=key), epoch=epoch)


def vouch(kit: int, key: str, *, may_revoke: bool = False, root: bytes = ROOT) -> Body:
    return make_vouch(root, 999, kit, bytes.fromhex(key), 5, may_revoke=may_revoke)


def note(kit: int, seq: int, epoch: int = 1) -> Event:
    return at(kit, seq, Note(f"{kit} {seq}", EntrySort.NOTE), epoch=epoch)


HELLOS = [hello(1, SEAT, role=Role.SECRETARIAT), hello(2, LOST), hello(3, POINT)]
VOUCHES = [at(1, 2, vouch(1, SEAT, may_revoke=True)), at(1, 3, vouch(2, LOST)), at(1, 4, vouch(3, POINT))]
CUT = RevokeKey(2, LOST, (Cut(1, 5),), by="Øvelse Leder")


WORDS = (Revoke, RevokeKey, Accept, Renumber)


def under(word: Event, secret: bytes | None = None) -> Event:
    """The signature under a word of the kit that says it, or of who has another secret."""
    return at(word.kit, 1000 + word.seq, sign_word(word, secret or bytes([word.kit]) * 32), epoch=word.epoch)


def with_signatures(events: Iterable[Event]) -> list[Event]:
    """The same, and under each word the signature of the kit that says it."""
    events = list(events)
    return [*events, *(under(event) for event in events if type(event.body) in WORDS)]


def unsigned(*events: Event, roots: tuple[Root, ...] = (Root(999, public_of(ROOT)),)) -> Believed:
    return Believed(events, roots)


def believed(*events: Event) -> Believed:
    return unsigned(*with_signatures(events))


def test_what_lies_past_the_cut_stands_apart_and_so_do_new_epochs() -> None:
    now = believed(*HELLOS, *VOUCHES, at(1, 9, CUT))
    assert [now.is_apart(note(2, seq)) for seq in (4, 5, 6, 900)] == [False, False, True, True]
    assert now.is_apart(note(2, 1, epoch=8)) and now.is_cut(2, 1) and now.is_cut(2, 8)
    assert not now.is_apart(note(3, 6)) and not now.is_cut(3, 1) and now.doubted() == {2}


def test_only_whom_the_root_lets_may_cut_off_others_and_no_roster_says_so() -> None:
    by_point = believed(*HELLOS, *VOUCHES, at(3, 9, RevokeKey(1, SEAT, (Cut(1, 2),))))
    assert not by_point.is_apart(note(1, 6)) and not by_point.may_revoke(3, 1) and by_point.may_revoke(1, 1)
    forged = at(3, 2, vouch(3, POINT, may_revoke=True, root=bytes(32)))
    assert not believed(*HELLOS, *VOUCHES, forged).may_revoke(3, 1), "another root than the municipality's"
    elsewhere = at(3, 2, make_vouch(ROOT, 998, 3, bytes.fromhex(POINT), 5, may_revoke=True))
    assert not believed(*HELLOS, *VOUCHES, elsewhere).may_revoke(3, 1), "the same root, for another municipality"
    posing = hello(3, POINT, role=Role.SECRETARIAT)
    assert not believed(*HELLOS, *VOUCHES, posing).may_revoke(3, 1), "what a kit says of itself proves nothing"


def test_without_certificates_a_secretariats_word_counts_and_any_kits_where_there_is_none() -> None:
    assert believed(*HELLOS).may_revoke(1, 1) and not believed(*HELLOS).may_revoke(3, 1)
    assert believed(*HELLOS[1:]).may_revoke(3, 1)


def test_the_lowest_of_several_cuts_counts_and_each_is_taken_back_by_its_author() -> None:
    second = [at(1, 5, vouch(3, POINT, may_revoke=True)), at(3, 2, RevokeKey(2, LOST, (Cut(1, 3), Cut(7, 9))), 10)]
    now = believed(*HELLOS, *VOUCHES, at(1, 9, CUT), *second)
    assert [now.is_apart(note(2, seq)) for seq in (3, 4)] == [False, True]
    assert now.is_apart(note(2, 1, epoch=7)), "one of them does not know that epoch"
    undone = at(3, 3, RevokeKey(2, LOST, undo=True), 11)
    now = believed(*HELLOS, *VOUCHES, at(1, 9, CUT), *second, undone)
    assert [now.is_apart(note(2, seq)) for seq in (5, 6)] == [False, True]


def test_a_kit_that_is_cut_off_cuts_off_nobody_afterwards() -> None:
    revoker = at(1, 5, vouch(2, LOST, may_revoke=True))
    thief = at(2, 6, RevokeKey(1, SEAT, (Cut(1, 2),)), 20)
    now = believed(*HELLOS, *VOUCHES, revoker, at(1, 9, CUT), thief)
    assert not now.is_apart(note(1, 100)) and now.is_apart(note(2, 6))
    itself = at(2, 6, RevokeKey(2, LOST, undo=True), 20)
    assert believed(*HELLOS, *VOUCHES, revoker, at(1, 9, CUT), itself).is_apart(note(2, 6))


def test_what_somebody_accepts_counts() -> None:
    words = [*HELLOS, *VOUCHES, at(1, 9, CUT), at(1, 10, Accept(2, 1, 7, 8, by="Øvelse Leder"))]
    now = believed(*words)
    assert [now.is_apart(note(2, seq)) for seq in (6, 7, 8, 9)] == [True, False, False, True]
    own = believed(*HELLOS, *VOUCHES, at(1, 9, CUT), at(2, 10, Accept(2, 1, 6, 99)))
    assert own.is_apart(note(2, 7)), "it accepts nothing of its own"


def test_of_two_kits_with_one_number_the_other_one_is_believed() -> None:
    twin = [hello(2, TWIN, epoch=44), at(1, 5, vouch(2, TWIN))]
    now = believed(*HELLOS, *VOUCHES, at(1, 9, CUT), *twin)
    assert not now.is_apart(note(2, 500, epoch=44)) and now.is_apart(note(2, 500))
    unvouched = believed(*HELLOS, *VOUCHES, at(1, 9, CUT), twin[0])
    assert unvouched.is_apart(note(2, 500, epoch=44)), "a thief makes a new key and a new epoch"


def test_a_kit_without_a_key_is_cut_off_by_its_number_from_then_on() -> None:
    now = believed(*HELLOS, *VOUCHES, at(1, 9, Revoke(5, by="Øvelse Leder"), 9))
    assert [now.is_apart(note(5, second)) for second in (8, 9, 10)] == [False, True, True]


def test_a_word_counts_only_when_a_key_that_may_say_it_has_signed_it() -> None:
    """Whoever has the municipality's key writes in the secretariat's name, and in an epoch that claims its key."""
    words = [at(1, 9, CUT), at(1, 10, Accept(2, 1, 7, 8)), at(1, 11, Renumber(3, POINT, 77, "Øvelse Leder"))]
    posing = [hello(1, SEAT, epoch=66), at(1, 2, RevokeKey(2, LOST), epoch=66)]
    for forged in (words, posing):
        now = unsigned(*HELLOS, *VOUCHES, *forged)
        assert not now.is_apart(note(2, 900)) and now.number_of(3, bytes.fromhex(POINT)) == 3
        assert now.unproven() == [event for event in forged if type(event.body) in WORDS]
        by_another = [under(event, bytes([2]) * 32) for event in forged]
        assert not unsigned(*HELLOS, *VOUCHES, *forged, *by_another).is_apart(note(2, 900))
    now = unsigned(*HELLOS, *VOUCHES, *words, under(words[0]))
    assert now.is_apart(note(2, 7)) and now.unproven() == words[1:]
    assert believed(*HELLOS, *VOUCHES, *words).unproven() == []


def test_a_signature_is_good_for_no_other_word() -> None:
    right, other = at(1, 9, CUT), at(1, 9, RevokeKey(3, POINT))
    taken = at(1, 40, WordSigned(RefBody(*other.ref), under(right).body.signature))
    now = unsigned(*HELLOS, *VOUCHES, other, taken)
    assert not now.is_apart(note(3, 900)) and now.unproven() == [other]


def test_where_the_root_vouches_for_nobody_a_word_needs_no_signature_and_keeps_its_own_for_when_it_does() -> None:
    cut = at(1, 9, CUT)
    assert unsigned(*HELLOS, cut).is_apart(note(2, 6)) and unsigned(*HELLOS, cut).unproven() == []
    assert unsigned(*HELLOS, cut, under(cut), *VOUCHES).is_apart(note(2, 6))
    assert not unsigned(*HELLOS, cut, *VOUCHES).is_apart(note(2, 6))


SAID = [
    *HELLOS,
    *VOUCHES,
    at(1, 9, CUT),
    at(1, 10, Accept(2, 1, 7, 8)),
    at(3, 9, RevokeKey(2, LOST, (Cut(1, 3),))),
    at(1, 5, vouch(3, POINT, may_revoke=True)),
    at(2, 6, RevokeKey(3, POINT), 20),
    hello(2, TWIN, epoch=44),
    at(1, 12, Revoke(3)),
    *[note(2, seq) for seq in range(2, 10)],
    *[note(2, seq, epoch=44) for seq in (2, 3)],
    *[note(3, seq) for seq in (30, 31)],
]
LIES = [*with_signatures(SAID), at(1, 20, RevokeKey(3, POINT, (Cut(1, 1),)))]
"""The last one is nobody's."""


@given(st.permutations(LIES))
def test_any_order_gives_one_verdict_and_one_state(events: list[Event]) -> None:
    now, first = unsigned(*events), unsigned(*LIES)
    assert now.digest() == first.digest()
    assert [now.is_apart(event) for event in LIES] == [first.is_apart(event) for event in LIES]
    assert fold(events) == fold(LIES)


@given(st.permutations([*LIES, at(1, 6, vouch(2, TWIN))]))
def test_events_that_come_one_by_one_give_the_state_of_all_at_once(events: list[Event]) -> None:
    """Also where a key is said, or vouched for, after what it makes count: the words about keys are the same then."""
    state = State()
    state.believed = unsigned()
    for event in events:
        apply(state, event)
    whole = State()
    whole.believed = unsigned()
    assert state == apply_all(whole, events) and state.believed.digest() == whole.believed.digest()
    assert note(2, 3, epoch=44).id in state.notes and note(2, 9).id not in state.notes


def test_state_leaves_out_what_stands_apart_and_takes_it_in_again() -> None:
    words = [*HELLOS, note(2, 5), note(2, 6), at(1, 9, CUT)]
    state = fold(words)
    assert note(2, 5).id in state.notes and note(2, 6).id not in state.notes
    assert state.vector.has(2, 1, 6), "it is here all the same"
    assert note(2, 6).id in fold([*words, at(1, 10, RevokeKey(2, LOST, undo=True))]).notes


@pytest.mark.parametrize("chain", ["", "0123456789abcdef"])
def test_a_cut_beyond_bounds_is_no_word(chain: str) -> None:
    wild = RevokeKey(2, LOST, (Cut(1, 1 << 31, chain),))
    event = at(1, 9, wild)
    again = Event(event.kit, event.epoch, event.seq, event.hlc, 0, 0, event.kind, event.raw)
    assert not believed(*HELLOS, *VOUCHES, again).doubted()
