"""An exercise on one kit from its start to its end: begins or goes on, does what is due, and stops for anything real.

It sleeps nowhere: `turn` does what is due and says how long nothing is. What is done is noted durably before and after,
so that a run that was killed goes on where it was.
"""

import time
from collections.abc import Callable
from typing import IO

from fieldkit.acts import incidents
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import EXERCISE_BIT, Event, Stamp
from fieldkit.core.facts.said import Incident
from fieldkit.core.state.incidents import called
from fieldkit.kit import Kit
from fieldkit.practice.exercise.play import Field, Player, Refused, stands_at
from fieldkit.practice.exercise.scenario import MUTES, OF_A_KIT, Breakdown, Scenario, Sort
from fieldkit.practice.exercise.schedule import Pace, Step, broken_now, due, steps_of, upcoming
from fieldkit.practice.exercise.wording import text_of, title_of
from fieldkit.store.tables import exercises
from fieldkit.store.tables.exercises import Became, Broken, RunRow, RunState, StepRow, StepState

LOOK_S = 1.0
"""Seconds between two looks at what others recorded: a real incident must not wait."""
SAY_AGAIN_S = 5.0
"""How often it is said again which devices seem broken; also how far the exercise is."""
_BROKEN = {what: Broken(what.value) for what in OF_A_KIT}


class ExerciseRun:
    """One kit's part in an exercise. `joins`: another kit leads, and only what happens to this one is played here, at
    the pace of the one that leads: `speed` counts for what joins only until that has said its own.

    `clock` never jumps (seconds). `told` hears of each step as it was noted once it is done. Close it when it is over.
    """

    def __init__(
        self,
        kit: Kit,
        scenario: Scenario,
        file: str,
        *,
        speed: float = 1.0,
        joins: bool = False,
        field: Field | None = None,
        clock: Callable[[], float] = time.monotonic,
        told: Callable[[Step, StepRow], None] = lambda step, row: None,
    ) -> None:
        self.kit, self.scenario, self.file, self.joins = kit, scenario, file, joins
        self.field, self.told = field, told
        self._clock = clock
        self._speed = speed
        self.pace = Pace(speed, 0.0, clock())
        self.tag = 0
        """The exercise's incident; 0 until it has begun."""
        self.state = RunState.RUNNING
        self.resumed = False
        self.steps = tuple(step for step in steps_of(scenario) if not joins or self._is_own(step))
        self._settled: set[int] = set()
        self._followed: Stamp | None = None
        """When the one that leads said the pace that is kept here."""
        self._said: dict[Broken, int] | None = None
        self._said_at = float("-inf")
        self._lock: IO[str] | None = kit.home.lock_exercise()
        if self._lock is None:
            raise InputError("Der spilles allerede en øvelse på dette kit i et andet program.")

    def close(self) -> Event | None:
        """Let go: what seemed broken works again, and the run can go on later. Gives what tells the kits that joined
        that it pauses, None when there is nothing to tell."""
        kit, pauses = self.kit, None
        if self._lock is None:
            return None
        if self.tag and self.state is RunState.RUNNING:
            exercises.note_elapsed(kit.log, self.tag, self.elapsed_s, self._speed)
            exercises.say_broken(kit.log, self.tag, {}, kit.own_clock())
            if not self.joins and kit.state.current() == self.tag:
                pauses = incidents.go_on(kit, self.tag, self.elapsed_s, 0.0)
        self._lock.close()
        self._lock = None
        return pauses

    def begin(self) -> None:
        """Begin the exercise, go on with it where it was, or wait for the one that another kit leads. InputError while
        a real incident or another exercise runs."""
        kit, current = self.kit, self.kit.state.current()
        if _is_real(current):
            for run in exercises.runs(kit.log):
                if run.state is RunState.RUNNING:  # it began while the exercise paused
                    self._end(run.tag, RunState.BEATEN)
            raise InputError(f"{called(kit.state.incidents, current)} er i gang og er virkelig; øv jer bagefter.")
        for run in exercises.runs(kit.log):
            if run.state is RunState.RUNNING and run.tag != current:
                exercises.end_run(kit.log, run.tag, RunState.STOPPED)
            elif run.state is RunState.RUNNING:
                self._go_on(run)
                return
        if any(run.tag == current for run in exercises.runs(kit.log)):
            raise InputError(f"{called(kit.state.incidents, current)} er spillet; slut den, før en ny begynder.")
        if current:
            self._enter(current)
            self._lead()
        elif not self.joins:
            level = self.scenario.level
            self._enter(incidents.start(kit, self.scenario.name, exercise=True, level=level).incident)
            if self._speed != 1.0:
                self._lead()

    def turn(self) -> float | None:
        """Do what is due; seconds until there is something to do again, None when it is over."""
        kit = self.kit
        kit.refresh()
        if not self.tag:
            current = kit.state.current()
            if current and current & EXERCISE_BIT:
                self._enter(current)
            return LOOK_S
        if self._is_over():
            return None
        self._follow()
        elapsed = self.elapsed_s
        for step in due(self.steps, elapsed, self._settled):
            self._do(step)
            kit.refresh()
            if self._is_over():
                return None
        self._say(elapsed)
        ahead = self.ahead
        if ahead is None and elapsed >= self.scenario.seconds:
            self._end(self.tag, RunState.PLAYED)
            return None
        until = self.scenario.seconds if ahead is None else ahead.at_s
        return min(LOOK_S, self.pace.wait(until, self._clock()))

    @property
    def elapsed_s(self) -> float:
        """How far the exercise is, seconds from its start."""
        return self.pace.elapsed(self._clock())

    @property
    def pauses(self) -> bool:
        """Whether the one that leads has it pause."""
        return not self.pace.speed

    @property
    def ahead(self) -> Step | None:
        """What comes next."""
        return upcoming(self.steps, self._settled)

    # --- beginning ---------------------------------------------------------------------------------------------------

    def _enter(self, tag: int) -> None:
        """A run of this exercise begins here: at its start, or as far as it is where another kit leads."""
        kit, scenario = self.kit, self.scenario
        self.tag, self.pace = tag, Pace(self._speed, 0.0, self._clock())
        if self.joins:
            self._keep_up()
        rows = [(step.nth, step.at_s, title_of(step, kit.roster), text_of(step)) for step in self.steps]
        run = RunRow(
            tag, scenario.name, self.file, scenario.digest, self._speed, self._began(), scenario.seconds,
            self.pace.elapsed_s, RunState.RUNNING,
        )  # fmt: skip
        exercises.begin_run(kit.log, run, rows)

    def _go_on(self, run: RunRow) -> None:
        if run.digest != self.scenario.digest:
            raise InputError(f"“{run.name}” er i gang fra {run.file}, eller filen er ændret siden; slut den først.")
        self.tag, self.resumed = run.tag, True
        rows = exercises.steps_of_run(self.kit.log, run.tag)
        self._settled = {row.nth for row in rows if row.settled}
        self.pace = Pace(self._speed, run.elapsed, self._clock())
        if self.joins:
            self._keep_up()
        self._lead()
        for broken in broken_now(self.steps, self._settled):  # a made-up world has begun anew
            place = self.kit.roster.by_slug(broken.place)
            if self.field is not None and place is not None and broken.what in MUTES:
                self.field.mute(place, on=True)

    def _is_own(self, step: Step) -> bool:
        """Whether it is this kit's own: its devices, and the envelopes that lie here."""
        own = isinstance(step.what, Breakdown) or step.what.sort is Sort.ENVELOPE
        return own and stands_at(self.kit, step.what.place)

    # --- together ----------------------------------------------------------------------------------------------------

    def _lead(self) -> None:
        """Tell those that joined how far it is and how fast it goes from here."""
        if not self.joins:
            incidents.go_on(self.kit, self.tag, self.elapsed_s, self._speed)

    def _follow(self) -> None:
        """Go as the one that leads has said meanwhile."""
        if self.joins and self.kit.state.incidents[self.tag].pace.stamp != self._followed:
            self._keep_up()

    def _keep_up(self) -> None:
        """Be as far as the one that leads is by its last word, or by the exercise's start."""
        said = self.kit.state.incidents[self.tag].pace
        at, elapsed, speed = self._began(), 0, self._speed
        if said.stamp is not None and said.value is not None:
            at, elapsed, speed = said.stamp.at, said.value.elapsed, said.value.speed / 100
        self._followed, self._speed = said.stamp, speed or self._speed
        self.pace = Pace(speed, elapsed + max(0.0, self.kit.now() - at) * speed, self._clock())

    def _began(self) -> int:
        """When the exercise began, Unix seconds."""
        started = self.kit.state.incidents[self.tag].started
        return started.at if started is not None else int(self.kit.now())

    # --- doing -------------------------------------------------------------------------------------------------------

    def _do(self, step: Step) -> None:
        kit, tag = self.kit, self.tag
        before = self._row(step.nth)
        exercises.begin_step(kit.log, tag, step.nth)
        try:
            state, became = StepState.DONE, Player(kit, tag, self.field).play(step, before)
        except Refused as refused:
            state, became = StepState.LEFT_OUT, Became(said=str(refused))
        exercises.settle_step(kit.log, tag, step.nth, state, became, kit.now())
        self._settled.add(step.nth)
        self.told(step, self._row(step.nth))

    def _row(self, nth: int) -> StepRow:
        return next(row for row in exercises.steps_of_run(self.kit.log, self.tag) if row.nth == nth)

    def _say(self, elapsed: float) -> None:
        """Tell the engine what seems broken here, nothing while it pauses, and the disk how far the exercise is."""
        kit = self.kit
        broken = {
            _BROKEN[one.what]: one.percent
            for one in broken_now(self.steps, self._settled)
            if one.what in _BROKEN and stands_at(kit, one.place) and not self.pauses
        }
        now = kit.own_clock()
        if broken != self._said or not 0 <= now - self._said_at < SAY_AGAIN_S:
            exercises.say_broken(kit.log, self.tag, broken, now)
            exercises.note_elapsed(kit.log, self.tag, elapsed, self._speed)
            self._said, self._said_at = broken, now

    # --- ending ------------------------------------------------------------------------------------------------------

    def _is_over(self) -> bool:
        """Whether something else runs now, or nothing. A real incident ends the exercise for all, so that nothing comes
        back to it afterwards."""
        current = self.kit.state.current()
        if current == self.tag:
            return False
        self._end(self.tag, RunState.BEATEN if _is_real(current) else RunState.STOPPED)
        return True

    def _end(self, tag: int, state: RunState) -> None:
        kit = self.kit
        exercises.end_run(kit.log, tag, state)
        self.state = state
        incident = kit.state.incidents.get(tag)
        if state is RunState.BEATEN and not self.joins and incident is not None and incident.open.value:
            kit.record(Incident(tag, stop=True), incident=tag)


def _is_real(tag: int) -> bool:
    return bool(tag) and not tag & EXERCISE_BIT
