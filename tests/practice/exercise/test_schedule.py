"""When steps are due: each once, in order, whatever the looks at the clock and the cuts between them."""

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.practice.exercise.scenario import Breakdown, Breaks, Inject, Scenario, Sort
from fieldkit.practice.exercise.schedule import Pace, broken_now, due, steps_of, upcoming

SECONDS = 3600
AT = st.integers(0, SECONDS)


@st.composite
def scenarios(draw):
    injects = draw(st.lists(AT, min_size=1, max_size=8))
    spans = draw(st.lists(st.tuples(AT, AT).filter(lambda span: span[0] < span[1]), max_size=5))
    made = [Inject(line, at, Sort.CUE, text=str(line)) for line, at in enumerate(injects, 1)]
    broken = [Breakdown(100 + n, at, end, Breaks.SILENT, f"sted-{n}") for n, (at, end) in enumerate(spans)]
    return Scenario("Prøve", "", "", SECONDS, "", tuple(made), tuple(broken), "00")


@given(scenarios(), st.lists(st.floats(0, SECONDS), max_size=10))
def test_each_step_is_due_once_in_order_and_none_before_its_time(scenario, looks):
    steps = steps_of(scenario)
    assert [step.nth for step in steps] == list(range(1, len(steps) + 1))
    done: list[int] = []
    for elapsed in [*sorted(looks), SECONDS]:
        for step in due(steps, elapsed, done):
            assert step.at_s <= elapsed
            done.append(step.nth)
    assert done == [step.nth for step in steps]
    assert upcoming(steps, done) is None


@given(scenarios(), st.floats(0, SECONDS), st.integers(0, 20))
def test_a_cut_between_any_two_steps_repeats_none_and_loses_none(scenario, elapsed, cut):
    steps = steps_of(scenario)
    before = [step.nth for step in due(steps, elapsed, ())][:cut]
    after = [step.nth for step in due(steps, SECONDS, before)]
    assert before + after == [step.nth for step in steps]


@given(scenarios())
def test_every_breakdown_is_over_after_its_end_and_begins_before_it(scenario):
    steps = steps_of(scenario)
    done: list[int] = []
    for step in steps:
        done.append(step.nth)
        broken = broken_now(steps, done)
        assert all(one.at_s <= step.at_s for one in broken)
        assert all(one.until_s >= step.at_s for one in broken)
    assert all(one.until_s >= scenario.seconds for one in broken_now(steps, done)), "only what lasts to the end"


@given(st.floats(0.1, 3600), st.floats(0, 5000), st.floats(0, 1000), st.floats(0, 1000))
def test_the_pace_never_goes_back_and_waits_as_long_as_it_must(speed, elapsed, since, later):
    pace = Pace(speed, elapsed, since)
    assert pace.elapsed(since) == elapsed
    assert pace.elapsed(since - later) == elapsed, "a clock that is behind takes nothing back"
    assert pace.elapsed(since + later) >= elapsed
    wait = pace.wait(elapsed + 60, since)
    assert abs(pace.elapsed(since + wait) - (elapsed + 60)) < 1e-3
