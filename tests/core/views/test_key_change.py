"""Which key is in use follows from what was said and from who may say so, in whatever order it came."""

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.key_change import KeyHeld, KeyInUse, KeyRetired, KeyShare
from fieldkit.core.facts.keys import RevokeKey
from fieldkit.core.facts.said import Hello
from fieldkit.core.facts.terms import Role
from fieldkit.core.signed.certificate import Root, make_vouch
from fieldkit.core.signed.ed25519 import mark_of, public_of
from fieldkit.core.signed.key_word import make_word
from fieldkit.core.signed.word import sign_word
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.fold import State, apply
from fieldkit.core.views.key_change import KeyVerdict, NamedKey, key_change, sealing, shares_of, verdict

ROOT = bytes(range(32))
SEAT, SECOND, POINT = (bytes([n]) * 32 for n in (1, 2, 3))
KEYS = {1: SEAT, 2: SECOND, 3: POINT}
FIRST, NEXT, RIVAL = NamedKey(1, "00000001"), NamedKey(2, "aaaaaaaa"), NamedKey(2, "bbbbbbbb")


def at(kit: int, seq: int, body: object, hlc: int = 0) -> Event:
    return make_event(body, kit=kit, epoch=1, seq=seq, hlc=hlc or seq << 16, incident=0)


def hello(kit: int) -> Event:
    role = Role.SECRETARIAT if kit == 1 else Role.MEETING_POINT
    return at(kit, 1, Hello(role, kit, None, 1, public_of(KEYS[kit]).hex()))


def vouch(kit: int, *, may: bool) -> Event:
    return at(1, 100 + kit, make_vouch(ROOT, 999, kit, public_of(KEYS[kit]), 0, may_revoke=may))


def used(kit: int, key: NamedKey, *, secret: bytes | None = None) -> Event:
    return at(kit, 10 + key.number + int(key == RIVAL), make_word(KeyInUse, secret or KEYS[kit], kit, *key, "Øvelse"))


def gone(kit: int, key: NamedKey, *, secret: bytes | None = None) -> Event:
    return at(kit, 30 + key.number, make_word(KeyRetired, secret or KEYS[kit], kit, *key, "Øvelse"))


TRUST = [hello(1), hello(2), hello(3), vouch(1, may=True), vouch(2, may=True), vouch(3, may=False)]


def come_to(events: list[Event]) -> tuple[KeyVerdict, State]:
    state = State()
    state.believed = Believed(roots=[Root(999, public_of(ROOT))])
    for event in events:
        apply(state, event)
    return verdict(state.key_changes, state.believed), state


WORDS = [
    used(1, NEXT),
    used(2, RIVAL),
    used(3, NamedKey(7, "cccccccc")),  # may not
    used(1, NamedKey(9, "dddddddd"), secret=POINT),  # in the secretariat's name, signed by another
    gone(1, FIRST),
    gone(2, NamedKey(2, "bbbbbbbb")),  # not older than the one in use
    gone(3, FIRST),
    at(3, 40, KeyHeld(*NEXT)),
]


@given(st.permutations([*TRUST, *WORDS]))
def test_any_order_comes_to_the_same(events: list[Event]) -> None:
    ruling, state = come_to(events)
    assert ruling == KeyVerdict(NEXT, frozenset({FIRST}))
    assert state.key_changes.held == {(3, *NEXT)}


@given(st.permutations([*TRUST, *WORDS, at(2, 50, used(2, NamedKey(5, "eeeeeeee")).body)]))
def test_the_highest_number_counts(events: list[Event]) -> None:
    ruling, _ = come_to(events)
    assert ruling.in_use == (5, "eeeeeeee") and FIRST in ruling.retired


def test_what_a_kit_said_after_it_was_cut_off_changes_nothing() -> None:
    cut = at(2, 60, RevokeKey(1, public_of(SEAT).hex(), (), by="Øvelse"), hlc=1)
    ruling, _ = come_to([*TRUST, used(1, NEXT), gone(1, FIRST), cut, at(2, 61, sign_word(cut, SECOND))])
    assert ruling == KeyVerdict(None, frozenset())


def test_where_nobody_is_vouched_for_two_claims_of_one_feed_settle_nothing() -> None:
    plain = [hello(1), hello(2)]
    assert come_to([*plain, used(1, NEXT)])[0].in_use == NEXT
    thief = at(1, 2, Hello(Role.SECRETARIAT, 1, None, 1, public_of(POINT).hex()))
    assert come_to([*plain, thief, used(1, NEXT), used(1, NamedKey(9, "dddddddd"), secret=POINT)])[0].in_use is None


def test_a_share_that_is_coming_does_not_seal_and_one_in_use_does() -> None:
    held = {1: FIRST.fingerprint, 2: NEXT.fingerprint}
    assert sealing(held, {NEXT}, None) == 1
    assert sealing(held, {NEXT}, NEXT) == 2
    assert sealing(held, set(), None) == 2, "one that a person laid there seals"
    assert sealing({1: FIRST.fingerprint}, {NEXT}, NEXT) == 1, "a kit that has it not goes on with what it has"
    assert sealing(held, {NEXT}, RIVAL) == 1, "another key of that number is not the one in use"
    assert sealing({2: NEXT.fingerprint}, {NEXT}, None) == 2, "the only one"
    assert sealing({}, set(), None) is None


def test_who_is_to_have_it_and_who_has() -> None:
    mark = mark_of(public_of(POINT))
    share = at(1, 70, KeyShare(*NEXT, 3, mark, "00" * 32, "00" * 48))
    made_up = at(3, 71, KeyShare(*NEXT, 2, mark_of(public_of(SECOND)), "00" * 32, "00" * 48))
    _, state = come_to([*TRUST, share, made_up, at(3, 40, KeyHeld(*NEXT))])
    found = key_change(NEXT, state.key_changes, state.believed, state.vector)
    assert [(one.kit, one.given, one.holds) for one in found.holders] == [
        (1, False, False), (2, False, False), (3, True, True)
    ]  # fmt: skip
    assert [one.author for one in shares_of(mark, state.key_changes, state.believed)] == [1]
    assert shares_of(mark_of(public_of(SECOND)), state.key_changes, state.believed) == []
