"""An exercise on one kit without radio: all of it, once, marked, whatever cuts it off; nothing after a real start."""

import subprocess
import sys

import pytest
from kits import Clock, closed, meeting_point, secretariat
from paths import ROOT
from scenarios import EVERY, INJECTED, SHIPPED, scenario

from fieldkit.acts import incidents, messages
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.views.board import make_board
from fieldkit.kit import Kit
from fieldkit.practice.exercise import play
from fieldkit.practice.exercise.outcome import outcomes
from fieldkit.practice.exercise.run import ExerciseRun
from fieldkit.practice.exercise.schedule import steps_of
from fieldkit.store.files.home import Home
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.tables import exercises
from fieldkit.store.tables.exercises import Broken, RunState, StepState
from fieldkit.store.tables.jobs import job_document, job_rows


class Stage:
    """A secretariat's kit without radio, with a clock that only the test moves; the exercise runs on the same clock."""

    def __init__(self, folder, text=EVERY):
        self.clock = Clock()
        self.kit = secretariat(folder, now=self.clock, printer="virtual:")
        self.text = text
        self.scenario = scenario(self.kit.roster, text)

    def run(self, **more) -> ExerciseRun:
        return ExerciseRun(self.kit, self.scenario, "prøve.toml", clock=self.clock, **more)

    def reopen(self) -> None:
        """As after a power cut: nothing of the former program is left but the disk."""
        home = self.kit.home.folder
        self.kit.log.close()
        self.kit = Kit.open(home, now=self.clock)

    def play(self, running: ExerciseRun, minutes: float = 24 * 60) -> None:
        """Let time pass to the end, or for so many minutes."""
        end = self.clock.now + 60 * minutes
        while (wait := running.turn()) is not None and self.clock.now < end:
            self.clock.now = min(end, self.clock.now + max(wait, 0.01))

    def injected(self) -> list[tuple[str, object]]:
        """Kinds and bodies of all that the exercise recorded."""
        rows = self.kit.log.all()
        return [(row.event.kind, row.event.body) for row in rows if row.event.kind in INJECTED]

    def papers(self) -> list[str]:
        """What was printed, and of which injected event: an exercise that goes on takes a number of its own."""
        numbers = [row.event.number for row in self.kit.log.all() if row.event.kind in INJECTED]
        nth = {number: f"of event {n}" for n, number in enumerate(numbers, 1)}
        return [f"{job.document} {nth.get(job.number, job.number)}" for job in job_rows(self.kit.log)]


@pytest.fixture
def stage(tmp_path):
    made = Stage(tmp_path / "kit")
    yield made
    made.kit.close()


def test_a_whole_exercise_is_played_by_one_kit_without_radio(stage):
    running = stage.run()
    running.begin()
    stage.play(running)
    running.close()
    assert running.state is RunState.PLAYED
    rows = exercises.steps_of_run(stage.kit.log, running.tag)
    assert [row.state for row in rows] == [StepState.DONE] * len(steps_of(stage.scenario))
    kinds = [kind for kind, _ in stage.injected()]
    assert kinds == ["warning", "report", "report", "message", "message", "question", "request", "card"]
    texts = rows[2].became.events
    assert len(texts) == 2, "the phone's text is a report and a message"
    assert [job.number for job in job_rows(stage.kit.log)] == [*texts, "opkald 8"]
    assert stage.papers() == ["receipt of event 3", "receipt of event 4", "exercise opkald 8"]
    assert all((row.at - rows[0].at) // 60 == row.due // 60 for row in rows), "each at its time"


def test_everything_of_it_says_that_it_is_an_exercise(stage):
    running = stage.run()
    running.begin()
    stage.play(running)
    events = [row.event for row in stage.kit.log.all() if row.event.incident]
    assert len(stage.injected()) < len(events) and all(
        event.exercise and event.incident == running.tag for event in events
    )
    assert all(job_document(stage.kit.log, job.job).exercise for job in job_rows(stage.kit.log))
    assert make_board(stage.kit.state, stage.kit.roster, stage.kit.now()).exercise


def test_it_goes_faster_when_wanted_and_slower_never_changes_the_order(stage):
    running = stage.run(speed=60.0)
    begun = stage.clock.now
    running.begin()
    stage.play(running)
    assert 60 <= stage.clock.now - begun < 62, "an hour in a minute"
    assert [row.nth for row in exercises.steps_of_run(stage.kit.log, running.tag) if row.settled] == [*range(1, 14)]


# --- a real incident ------------------------------------------------------------------------------------------------


def test_a_real_incident_ends_it_at_once_and_nothing_more_is_injected(stage):
    running = stage.run()
    running.begin()
    stage.play(running, minutes=21)
    assert exercises.broken_at(stage.kit.log, running.tag, stage.clock.now) == {Broken.PAPER: 0}
    other = Kit.open(stage.kit.home.folder, now=stage.clock)
    real = incidents.start(other, "Brand på rådhuset")
    other.close()
    before = stage.injected()
    stage.clock.now += 3600
    assert running.turn() is None
    assert running.state is RunState.BEATEN
    assert stage.injected() == before
    assert exercises.broken_at(stage.kit.log, running.tag, stage.clock.now) == {}
    assert stage.kit.state.current() == real.incident
    incidents.stop(stage.kit)
    assert stage.kit.state.current() == 0, "the exercise does not come back when the real incident is over"
    left = [row for row in exercises.steps_of_run(stage.kit.log, running.tag) if row.state is StepState.LEFT_OUT]
    assert left and all(row.at is None for row in left)


def test_what_is_being_injected_when_a_real_incident_begins_stays_in_the_exercise(stage, monkeypatch):
    """Another process begins it between the look and the record."""
    running = stage.run()
    running.begin()
    other = Kit.open(stage.kit.home.folder, now=stage.clock)
    bodies_of = play.bodies_of
    began = []

    def meanwhile(inject, place):
        if not began:
            began.append(incidents.start(other, "Brand på rådhuset"))
            stage.kit.refresh()
        return bodies_of(inject, place)

    monkeypatch.setattr(play, "bodies_of", meanwhile)
    stage.play(running, minutes=3)
    other.close()
    injected = [row.event for row in stage.kit.log.all() if row.event.kind in INJECTED]
    assert [event.incident for event in injected] == [running.tag], "one came too late to be stopped, and is marked"
    board = make_board(stage.kit.state, stage.kit.roster, stage.kit.now())
    assert not board.exercise and all(row.level is None or str(row.level) == "unknown" for row in board.rows)
    assert running.state is RunState.BEATEN


def test_it_does_not_begin_while_something_real_runs(stage):
    incidents.start(stage.kit, "Strømsvigt nord")
    running = stage.run()
    with pytest.raises(InputError, match="er virkelig"):
        running.begin()
    running.close()
    assert exercises.runs(stage.kit.log) == []


def test_what_is_real_and_began_while_the_exercise_paused_ends_it_too(stage):
    running = stage.run()
    running.begin()
    running.close()
    incidents.start(stage.kit, "Strømsvigt nord")
    again = stage.run()
    with pytest.raises(InputError, match="er virkelig"):
        again.begin()
    again.close()
    (played,) = exercises.runs(stage.kit.log)
    assert played.state is RunState.BEATEN
    incidents.stop(stage.kit)
    assert stage.kit.state.current() == 0


def test_the_person_who_ends_the_exercise_ends_its_scenario(stage):
    running = stage.run()
    running.begin()
    stage.play(running, minutes=5)
    incidents.stop(stage.kit)
    assert running.turn() is None and running.state is RunState.STOPPED
    running.close()
    again = stage.run()
    again.begin()
    assert again.tag != running.tag, "the same file can be played anew"


def test_two_programs_do_not_play_on_one_kit(stage):
    running = stage.run()
    with pytest.raises(InputError, match="i et andet program"):
        stage.run()
    running.close()
    stage.run().close()


# --- cut off --------------------------------------------------------------------------------------------------------


class Cut(BaseException):
    """The power goes here."""


DOORS = [(exercises, "begin_step"), (exercises, "settle_step"), (play, "queue_job"), (play, "queue_document"),
         (Kit, "record")]  # fmt: skip


def unlocked(home):
    """The lock of a program dies with it; in this one process nobody dies."""
    return (home.folder / "nobody.lock").open("a")


def cut_at(monkeypatch, owner, name, nth, *, after):
    real, count = getattr(owner, name), [0]

    def door(*args, **kwargs):
        count[0] += 1
        if count[0] == nth and not after:
            raise Cut
        result = real(*args, **kwargs)
        if count[0] == nth:
            raise Cut
        return result

    monkeypatch.setattr(owner, name, door)
    return count


@pytest.mark.exhaustive
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("owner", "name"), DOORS, ids=[name for _, name in DOORS])
def test_wherever_it_is_cut_off_it_goes_on_and_nothing_is_lost_or_twice(tmp_path, owner, name, after):
    whole = Stage(tmp_path / "whole")
    running = whole.run()
    running.begin()
    whole.play(running)
    expected, papers = whole.injected(), whole.papers()
    whole.kit.close()
    for nth in range(1, 30):
        stage = Stage(tmp_path / f"{nth}")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Home, "lock_exercise", unlocked)
            running = stage.run()
            running.begin()
            count = cut_at(patched, owner, name, nth, after=after)
            try:
                stage.play(running)
                assert count[0] < nth, "that door is not gone through so often"
                break
            except Cut:
                pass
        stage.reopen()
        again = stage.run()
        again.begin()
        assert again.resumed and again.tag == running.tag
        stage.play(again)
        again.close()
        assert stage.injected() == expected, (name, nth)
        assert stage.papers() == papers, (name, nth)
        stage.kit.close()
    stage.kit.close()


def test_a_pause_takes_no_time_of_the_exercise(stage):
    running = stage.run()
    running.begin()
    stage.play(running, minutes=7)
    running.close()
    stage.reopen()
    stage.clock.now += 8 * 3600
    again = stage.run()
    again.begin()
    assert 6.9 < again.pace.elapsed_s / 60 < 7.1
    assert again.ahead is not None and again.ahead.at_s == 8 * 60


def test_a_file_that_was_changed_does_not_go_on_with_the_old_run(stage):
    running = stage.run()
    running.begin()
    running.close()
    stage.scenario = scenario(stage.kit.roster, EVERY + "\n# rettet\n")
    changed = stage.run()
    with pytest.raises(InputError, match="ændret siden"):
        changed.begin()


@pytest.mark.processes
def test_a_program_that_is_killed_goes_on_where_it_was(tmp_path):
    """kill -9 after one step, two, three, at chance moments of what follows, until it has come to its end."""
    home = closed(secretariat(tmp_path / "kit", printer="virtual:"))
    script = tmp_path / "play.py"
    script.write_text(
        "import sys, time\n"
        f"sys.path.insert(0, {str(ROOT / 'tests' / 'support')!r})\n"
        "from pathlib import Path\n"
        "from scenarios import scenario\n"
        "from fieldkit.kit import Kit\n"
        "from fieldkit.practice.exercise.run import ExerciseRun\n"
        "kit = Kit.open(Path(sys.argv[1]))\n"
        "told = lambda step, row: print(step.nth, flush=True)\n"
        "run = ExerciseRun(kit, scenario(kit.roster), 'prøve.toml', speed=3600.0, told=told)\n"
        "run.begin()\n"
        "while (wait := run.turn()) is not None:\n"
        "    time.sleep(min(wait, 0.02))\n"
    )
    killed, done = 0, list[int]()
    while True:
        process = subprocess.Popen([sys.executable, str(script), str(home)], cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        for _ in range(1 + killed % 3):
            line = process.stdout.readline()
            done += [int(line)] if line else []
        process.kill()
        process.stdout.close()
        if process.wait() == 0 or not line:
            break
        killed += 1
        assert killed < 20, "never came to its end"
    assert killed > 3
    assert done == sorted(set(done)), "no step was done twice"
    kit = Kit.open(home)
    (played,) = exercises.runs(kit.log)
    assert played.state is RunState.PLAYED and killed
    kinds = [row.event.kind for row in kit.log.all() if row.event.kind in INJECTED]
    assert kinds == ["warning", "report", "report", "message", "message", "question", "request", "card"]
    assert [job.document for job in job_rows(kit.log)] == ["receipt", "receipt", "exercise"]
    kit.close()


# --- the ones that come along, and what became of it ----------------------------------------------------------------


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_scenarios_that_come_along_play_through_on_one_kit(tmp_path, path):
    stage = Stage(tmp_path / "kit", path.read_text("utf-8"))
    running = stage.run()
    running.begin()
    stage.play(running)
    running.close()
    rows = exercises.steps_of_run(stage.kit.log, running.tag)
    assert [(row.state, row.became.said) for row in rows if row.state is not StepState.DONE] == []
    assert running.state is RunState.PLAYED
    stage.kit.close()


def test_the_report_tells_what_became_of_each(stage):
    running = stage.run()
    running.begin()
    stage.play(running, minutes=9)
    report = next(row.event for row in stage.kit.log.all() if row.event.kind == "message")
    messages.acknowledge(stage.kit, report.ref, "Øvelse Andersen")
    stage.play(running)
    (played,) = exercises.runs(stage.kit.log)
    told = {one.step.nth: one for one in outcomes(stage.kit, played)}
    assert any("forstået af Øvelse Andersen, Krisesekretariatet, efter" in word for word in told[3].came)
    assert any("udskrift 1: venter" in word for word in told[3].came)
    assert told[5].came == (f"spørgsmål {told[5].numbers[0]}: åbent",)
    assert told[6].came == (f"anmodning {told[6].numbers[0]}: afventer",)


def test_a_step_that_cannot_be_done_is_left_out_with_why_and_the_rest_goes_on(stage):
    from fieldkit.acts import cards

    running = stage.run()
    running.begin()
    cards.start(stage.kit, "drikkevand", "vagten")
    stage.play(running)
    rows = exercises.steps_of_run(stage.kit.log, running.tag)
    left = [row for row in rows if row.state is StepState.LEFT_OUT]
    assert [row.nth for row in left] == [7] and "allerede i gang" in left[0].became.said
    assert running.state is RunState.PLAYED


def test_a_kit_that_joins_plays_its_own_part_of_the_one_that_runs(stage):
    joining = stage.run(joins=True)
    joining.begin()
    assert joining.turn() and not joining.tag, "it waits for the one who leads"
    tag = incidents.start(stage.kit, "Prøve", exercise=True).incident
    stage.clock.now += 25 * 60
    joining.turn()
    stage.play(joining, minutes=1)
    assert joining.tag == tag and tag & EXERCISE_BIT
    assert stage.injected() == [], "what others inject is not injected here again"
    assert set(exercises.broken_at(stage.kit.log, tag, stage.clock.now)) == {Broken.PAPER, Broken.BATTERY}


# --- together -------------------------------------------------------------------------------------------------------


TOGETHER = """
navn = "Prøve"
minutter = 60
vejledning = "Til den, der leder."

[[indspil]]
minut = 5
slags = "stikord"
tekst = "Spørg, hvem der er tavs."

[[svigt]]
minut = 20
til = 40
slags = "papir slut"
sted = "uglemoseskolen"
"""


class Pair:
    """A kit that leads and one that joins it, on one clock. Nothing gets from one to the other but by `meet`."""

    def __init__(self, folder):
        self.clock = Clock()
        key = folder / "key"
        write_key(key, new_key())
        self.leads = secretariat(folder / "1", now=self.clock, key=key)
        place = self.leads.roster.resolve("uglemoseskolen")
        self.joins = meeting_point(folder / "2", now=self.clock, key=key, place_number=place.number)
        self.scenario = scenario(self.leads.roster, TOGETHER)

    def lead(self, speed: float = 1.0) -> ExerciseRun:
        run = ExerciseRun(self.leads, self.scenario, "prøve.toml", clock=self.clock, speed=speed)
        run.begin()
        return run

    def join(self) -> ExerciseRun:
        run = ExerciseRun(self.joins, self.scenario, "prøve.toml", clock=self.clock, joins=True)
        run.begin()
        return run

    def meet(self) -> None:
        self.joins.merge([row.event for row in self.leads.log.all()], "radio")
        self.leads.merge([row.event for row in self.joins.log.all()], "radio")

    def wait(self, *running: ExerciseRun, minutes: float) -> None:
        for _ in range(int(60 * minutes)):
            self.clock.now += 1
            for run in running:
                run.turn()

    def broken(self) -> set[Broken]:
        """What seems broken at the kit that joined."""
        return set(exercises.broken_at(self.joins.log, self.joins.state.current(), self.clock.now))


@pytest.fixture
def pair(tmp_path):
    made = Pair(tmp_path)
    yield made
    made.leads.close()
    made.joins.close()


def test_a_pause_reaches_the_kits_that_joined_and_they_go_on_with_the_one_that_leads(pair):
    leading = pair.lead()
    pair.meet()
    joining = pair.join()
    pair.wait(leading, joining, minutes=25)
    assert pair.broken() == {Broken.PAPER}
    said = leading.close()
    assert said is not None and sentence(said) == "Øvelsen holder pause i minut 25"
    assert leading.close() is None, "said once"
    pair.wait(joining, minutes=1)
    assert not joining.pauses, "nobody has told it yet"
    pair.meet()
    pair.wait(joining, minutes=120)
    assert joining.pauses and joining.state is RunState.RUNNING
    assert pair.broken() == set() and joining.elapsed_s == pytest.approx(25 * 60, abs=2)
    again = pair.lead()
    pair.meet()
    pair.wait(again, joining, minutes=10)
    assert pair.broken() == {Broken.PAPER} and joining.elapsed_s == pytest.approx(again.elapsed_s, abs=2)
    pair.wait(again, joining, minutes=26)
    assert joining.state is RunState.PLAYED and pair.broken() == set()


def test_a_kit_that_joins_late_or_comes_back_is_as_far_as_the_one_that_leads(pair):
    leading = pair.lead(speed=2.0)
    pair.wait(leading, minutes=4)
    pair.meet()
    joining = pair.join()
    joining.turn()
    assert joining.elapsed_s == pytest.approx(8 * 60, abs=4), "at the speed of the one that leads"
    joining.close()
    assert pair.joins.state.incidents[joining.tag].pace == pair.leads.state.incidents[joining.tag].pace, (
        "who joined decides for nobody"
    )
    pair.wait(leading, minutes=8)
    back = pair.join()
    assert back.resumed and back.elapsed_s == pytest.approx(24 * 60, abs=4)
    back.turn()
    assert pair.broken() == {Broken.PAPER}


def test_something_real_ends_it_on_a_kit_that_joined_also_while_it_pauses(pair):
    leading = pair.lead()
    pair.meet()
    joining = pair.join()
    pair.wait(leading, joining, minutes=25)
    leading.close()
    pair.meet()
    pair.wait(joining, minutes=1)
    real = incidents.start(pair.leads, "Brand på rådhuset")
    pair.meet()
    assert pair.joins.state.current() == real.incident and pair.broken() == set()
    assert joining.turn() is None and joining.state is RunState.BEATEN
