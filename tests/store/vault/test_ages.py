"""A list's age is counted in time that the kit knows has passed: setting a clock passes none, and none stops it."""

import time

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.store.vault.ages import (
    EARLIEST_UNIX_S,
    MOST_AT_ONCE_S,
    Look,
    after,
    age_of,
    entered,
    keep,
    look,
    path_of,
    read,
)

DAY = 86_400.0
START = EARLIEST_UNIX_S + 300 * DAY


def entered_at(moment, made=None, *, here=False, added=None):
    added = int(moment.wall) if added is None else added
    return entered(after(None, moment), "liste", added, added if made is None else made, here=here)


def kept(ledger):
    return age_of(ledger, "liste").kept_s


def test_days_pass_over_what_the_machine_was_off_when_something_has_set_its_clock():
    ledger = entered_at(Look(START, True), made=START - DAY)
    ledger = after(ledger, Look(START + 8 * DAY, True))
    assert (kept(ledger), age_of(ledger, "liste").made_s) == (8 * DAY, 9 * DAY)


def test_a_machine_that_runs_counts_by_how_long_whatever_its_clock_shows():
    ledger = entered_at(Look(START, True, "boot", 100.0))
    for wall, up in ((START + 10 * DAY, 3700.0), (START - 400 * DAY, 7300.0), (START + 1000 * DAY, 10900.0)):
        ledger = after(ledger, Look(wall, True, "boot", up))
    assert kept(ledger) == 3 * 3600


def test_another_start_says_nothing_of_how_long_it_was_off():
    ledger = entered_at(Look(START, True, "a", 100.0))
    ledger = after(ledger, Look(START + DAY, True, "b", 5.0))
    assert kept(ledger) == DAY
    ledger = after(ledger, Look(START + 500 * DAY, True, "c", 5.0))
    assert kept(ledger) == DAY, "nobody puts a kit away for so long and finds a right clock by chance"


def test_a_clock_that_was_set_back_and_forward_again_passes_what_lies_beyond():
    ledger = entered_at(Look(START, True))
    for wall in (START - 8 * DAY, START + 60):
        ledger = after(ledger, Look(wall, True))
    assert kept(ledger) <= 60
    ledger = after(ledger, Look(START + DAY, True))
    assert DAY - 60 <= kept(ledger) <= DAY + 60


def test_what_a_clock_went_ahead_is_taken_back_with_it():
    ledger = entered_at(Look(START, True))
    for _ in range(40):
        ledger = after(after(ledger, Look(START + DAY / 2, True)), Look(START, True))
    assert kept(ledger) == 0


def test_a_list_of_a_clock_that_was_never_set_begins_when_it_is_first_counted_and_its_age_is_unknown():
    ledger = entered_at(Look(EARLIEST_UNIX_S - 300 * DAY, False))
    ledger = after(ledger, Look(START, True))
    assert (kept(ledger), age_of(ledger, "liste").made_s) == (0, None)
    assert kept(after(ledger, Look(START + 8 * DAY, True))) == 8 * DAY


def test_a_list_that_was_never_counted_is_as_old_as_its_header_says_where_that_can_be_believed():
    now = Look(START, True)
    for added, lain in ((START - 3 * DAY, 3 * DAY), (START - 400 * DAY, 0), (START + 400 * DAY, 0)):
        assert kept(entered_at(now, here=True, added=int(added))) == lain
    assert kept(entered_at(Look(START, False), here=True, added=int(START - 3 * DAY))) == 0


def test_the_machines_own_clock_tells_how_long_it_has_run_and_another_does_not():
    own = look(time.time(), sure=True)
    assert own.sure and own.boot and own.up > 0
    assert look(time.time() + 3600, sure=True).boot == ""
    assert not look(EARLIEST_UNIX_S - 1, sure=True).sure


def test_a_ledger_comes_back_and_a_damaged_one_is_none(tmp_path):
    folder = tmp_path / "vault"
    ledger = entered_at(Look(START, True, "boot", 3.5))
    keep(folder, ledger, ["liste"])
    assert read(folder) == ledger
    path_of(folder).write_bytes(b'{"passed": "x"')
    assert read(folder) is None
    keep(folder, ledger, [])
    assert not path_of(folder).exists()
    keep(tmp_path / "no" / "vault", ledger, ["liste"])


def test_no_single_bit_that_the_disk_turns_in_a_ledger_ends_in_an_error(tmp_path):
    folder = tmp_path / "vault"
    keep(folder, entered_at(Look(START, True, "boot", 3.5)), ["liste"])
    whole = path_of(folder).read_bytes()
    unreadable = 0
    for at in range(8 * len(whole)):
        damaged = bytearray(whole)
        damaged[at // 8] ^= 1 << at % 8
        path_of(folder).write_bytes(damaged)
        unreadable += read(folder) is None
    assert unreadable > len(whole)


def test_a_ledger_that_is_far_too_large_counts_as_none(tmp_path):
    path_of(tmp_path / "vault").write_bytes(b'{"passed":' + b" " * (5 << 20) + b"0}")
    assert read(tmp_path / "vault") is None


steps = st.lists(
    st.tuples(
        st.floats(0, 2 * DAY),
        st.one_of(st.just(0.0), st.floats(-3 * 365 * DAY, -DAY), st.floats(MOST_AT_ONCE_S + 3 * DAY, 3 * 365 * DAY)),
        st.booleans(),
    ),
    max_size=30,
)


@given(steps)
def test_no_jump_of_years_destroys_a_list_and_what_passes_by_a_right_clock_counts(steps):
    truth, wrong = START, 0.0
    ledger = entered_at(Look(truth, True))
    for passes, jump, right in steps:
        truth += passes
        wrong = 0.0 if right else jump or wrong
        before = kept(ledger)
        ledger = after(ledger, Look(truth + wrong, True))
        assert 0 <= kept(ledger) <= before + MOST_AT_ONCE_S
    wall = ledger.last.wall
    for day in range(1, 9):
        ledger = after(ledger, Look(wall + day * DAY, True))
    assert kept(ledger) > 7 * DAY - 1 or ledger.highest[0] > wall, "a clock that goes on counts"
