"""The tables of exercises: what was begun is known as begun, what is over breaks nothing and plans nothing."""

from fieldkit.acts import incidents
from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.store.tables import exercises
from fieldkit.store.tables.exercises import Became, Broken, RunRow, RunState, StepState

TAG = 0x8001


def begun(kit: Kit) -> RunRow:
    run = RunRow(TAG, "Prøve", "prøve.toml", "00", 1.0, int(kit.now()), 3600, 0.0, RunState.RUNNING)
    exercises.begin_run(kit.log, run, [(1, 0, "melding", "vand!"), (2, 60, "opkald", "Hvad nu?")])
    return run


def test_what_is_written_is_read(kit: Kit):
    run = begun(kit)
    exercises.note_elapsed(kit.log, TAG, 12.5, 2.0)
    (read,) = exercises.runs(kit.log)
    assert (read.name, read.elapsed, read.speed, read.state) == (run.name, 12.5, 2.0, RunState.RUNNING)
    became = Became(("12-0004",), (7,), "læses højt")
    exercises.settle_step(kit.log, TAG, 1, StepState.DONE, became, kit.now())
    one, two = exercises.steps_of_run(kit.log, TAG)
    assert (one.settled, one.became, one.at) == (True, became, int(kit.now()))
    assert (two.state, two.settled, two.at) == (StepState.PLANNED, False, None)


def test_where_the_log_was_when_a_step_was_begun_is_kept_when_it_is_begun_again(kit: Kit):
    begun(kit)
    exercises.begin_step(kit.log, TAG, 1)
    first = exercises.steps_of_run(kit.log, TAG)[0]
    kit.record(Note("imens"))
    exercises.begin_step(kit.log, TAG, 1)
    again = exercises.steps_of_run(kit.log, TAG)[0]
    assert first.state is again.state is StepState.BEGUN
    assert again.known == first.known == kit.log.last_row() - 1


def test_an_exercise_that_is_over_leaves_nothing_broken_and_nothing_planned(kit: Kit):
    begun(kit)
    now = kit.own_clock()
    exercises.say_broken(kit.log, TAG, {Broken.BATTERY: 12, Broken.RADIO: 0}, now)
    assert exercises.broken_at(kit.log, TAG, now) == {Broken.BATTERY: 12, Broken.RADIO: 0}
    assert exercises.broken_at(kit.log, TAG + 1, now) == {}
    exercises.end_run(kit.log, TAG, RunState.BEATEN)
    assert exercises.broken_at(kit.log, TAG, now) == {}
    assert {row.state for row in exercises.steps_of_run(kit.log, TAG)} == {StepState.LEFT_OUT}


def test_words_of_a_newer_version_are_kept_and_break_nothing(kit: Kit):
    begun(kit)
    now = kit.own_clock()
    kit.log.write("INSERT INTO broken VALUES (?,?,?,?)", (TAG, "antenna", 0, int(now) + 5))
    kit.log.write("UPDATE exercise_steps SET state='asleep' WHERE nth=1")
    assert exercises.broken_at(kit.log, TAG, now) == {}
    assert exercises.steps_of_run(kit.log, TAG)[0].state == "asleep"


def test_bookkeeping_of_exercises_is_no_part_of_the_log(kit: Kit):
    before = kit.log.count()
    begun(kit)
    assert kit.log.count() == before
    assert incidents.start(kit, "Prøve", exercise=True).exercise
