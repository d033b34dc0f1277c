"""What belongs to an incident: its own always, another's never, and daily work as far as the variant says."""

import pytest

from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.event import EXERCISE_BIT, make_event
from fieldkit.core.facts.said import Incident, Note
from fieldkit.core.state.fold import fold
from fieldkit.core.state.incidents import LEFT_OVER
from fieldkit.core.views.scope import Scope

NOON = 1_795_258_800
DAY = 24 * 3600
REAL, OTHER, EXERCISE = 0x42, 0x43, 0x44 | EXERCISE_BIT
STATE = fold(
    make_event(Incident(tag, name="x"), kit=1, epoch=1, seq=seq, hlc=hlc_of_unix(NOON), incident=tag)
    for seq, tag in enumerate((REAL, OTHER, EXERCISE), 1)
)
VARIANTS = {
    "alone": Scope.alone,
    "with_day_before": lambda tag: Scope.with_day_before(STATE, tag),
    "whole_log": lambda tag: Scope.whole_log(STATE, tag),
    "with_daily_work": Scope.with_daily_work,
    "to_follow_up": lambda tag: Scope.to_follow_up(STATE, tag),
    "to_send": Scope.to_send,
    "while_it_lasted": lambda tag: Scope.while_it_lasted(STATE, tag),
}


def said(incident, seconds_after_noon):
    """An event of that incident (0: daily work)."""
    return make_event(Note("x"), kit=1, epoch=1, seq=9, hlc=hlc_of_unix(NOON + seconds_after_noon), incident=incident)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("tag", [REAL, EXERCISE])
def test_its_own_belongs_whenever_it_was_said_and_no_other_incidents(variant, tag):
    scope = VARIANTS[variant](tag)
    assert said(tag, 60) in scope and said(tag, -30 * DAY) in scope and scope.has(tag)
    assert said(OTHER, 60) not in scope and not scope.has(OTHER)


@pytest.mark.parametrize(
    ("variant", "real", "exercise", "idle"),
    [  # daily work: from when on with a real incident, whether in an exercise; and what others left while none runs
        ("alone", None, False, False),
        ("with_day_before", DAY, False, False),
        ("whole_log", DAY, False, True),
        ("with_daily_work", 365 * DAY, False, False),
        ("to_follow_up", 365 * DAY, False, True),
        ("to_send", 365 * DAY, True, False),
        ("while_it_lasted", 0, False, False),
    ],
)
def test_daily_work_belongs_as_far_as_the_variant_says(variant, real, exercise, idle):
    make = VARIANTS[variant]
    ages = (-60, DAY, DAY + 1, 365 * DAY)
    found = [said(0, -age) in make(REAL) for age in ages]
    assert found == [real is not None and age <= real for age in ages]
    assert [said(0, -age) in make(EXERCISE) for age in ages] == [exercise] * 4
    assert said(0, -30 * DAY) in make(0), "while no incident runs, daily work is what there is"
    assert (said(REAL, 60) in make(0)) == (said(EXERCISE, 60) in make(0)) == idle


def test_the_day_before_an_incident_that_never_began_is_none():
    unknown = Scope.with_day_before(STATE, 0x99)
    assert said(0x99, 0) in unknown and said(0, 0) not in unknown


def test_while_none_runs_what_is_over_for_long_is_not_followed_up():
    """The incidents that ended last, whatever was begun first; one that never ended, or of which nothing is known, is
    no more over than before."""
    ended = [70, 72, 71, 73, 74]
    events = [
        make_event(Incident(tag, name="x", stop=stop), kit=1, epoch=1, seq=seq, hlc=seq << 16, incident=tag)
        for seq, (tag, stop) in enumerate(
            [*((tag, False) for tag in sorted(ended)), *((tag, True) for tag in ended)], 1
        )
    ]
    state = fold(reversed(events))
    scope = Scope.to_follow_up(state, 0)
    assert [tag for tag in ended if said(tag, 60) in scope] == ended[-LEFT_OVER:]
    assert said(0, 60) in scope and said(99, 60) in scope
    assert said(70, 60) in Scope.to_follow_up(state, 70)


def test_looking_back_ends_where_the_incident_did():
    over = make_event(Incident(REAL, stop=True), kit=1, epoch=1, seq=7, hlc=hlc_of_unix(NOON + DAY), incident=REAL)
    begun = make_event(Incident(REAL, name="x"), kit=1, epoch=1, seq=1, hlc=hlc_of_unix(NOON), incident=REAL)
    scope = Scope.while_it_lasted(fold([over, begun]), REAL)
    assert said(0, 60) in scope and said(0, DAY) in scope and said(0, DAY + 1) not in scope
    assert said(REAL, 3 * DAY) in scope, "what was written later in it belongs to it all the same"
