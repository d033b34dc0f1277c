"""Commands for exercises: list, check, print, run, report. The playing itself is in `practice.exercise`."""

from pathlib import Path
from typing import Any

import click

from fieldkit.cli.moments import iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say, show_faults, show_json
from fieldkit.cli.scenario_files import scenario_path
from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.errors import InputError
from fieldkit.core.facts.exercises import FASTEST
from fieldkit.core.roster.roster import Roster
from fieldkit.paper.layout import as_text, lay_out
from fieldkit.practice.exercise.files import print_beforehand, read_file, whole_scenario
from fieldkit.practice.exercise.outcome import Outcome, outcomes
from fieldkit.practice.exercise.papers import beforehand
from fieldkit.practice.exercise.wording import minute
from fieldkit.store.files.cards import load_cards
from fieldkit.store.files.home import Home
from fieldkit.store.files.roster import whole_roster
from fieldkit.store.files.shipped import shipped_cards, shipped_data, shipped_exercises
from fieldkit.store.tables.exercises import RUN_STATE_DA, RunRow, StepState, runs


@click.group()
def exercise() -> None:
    """Exercises: scenarios with injects and breakdowns, played on this kit."""


def _lists(places: Places, data: Path | None) -> tuple[Roster, set[str]]:
    """The lists and cards to hold a scenario against: those asked for, the kit's, or those that came along."""
    if data is None and Home(places.home).exists():
        with open_kit(places) as kit:
            return kit.roster, set(kit.cards)
    return whole_roster(data or shipped_data()), set(load_cards(shipped_cards())[0])


@exercise.command("list")
@as_json
@click.pass_obj
def exercise_list(places: Places, as_json: bool) -> None:
    """The scenarios that came along.

    \b
    Example: fieldkit exercise list
    """
    roster, cards = _lists(places, None)
    for path in sorted(shipped_exercises().glob("*.toml")):
        scenario, faults = read_file(path, roster, cards)
        if as_json:
            name, minutes = (scenario.name, scenario.seconds // 60) if scenario is not None else (None, None)
            show_json({"id": path.stem, "file": str(path), "name": name, "minutes": minutes, "faults": len(faults)})
        elif scenario is None:
            say(f"{path.stem:<24} passer ikke til kittets lister ({len(faults)} fejl)")
        else:
            say(f"{path.stem:<24} {scenario.seconds // 60:>3} min  {scenario.name}")


@exercise.command("check")
@click.argument("file")
@click.option("--data", type=click.Path(path_type=Path), help="Hold it against this roster folder; default: the kit's.")
@as_json
@click.pass_obj
def exercise_check(places: Places, file: str, data: Path | None, as_json: bool) -> None:
    """Name every fault in a scenario by file and line.

    \b
    Example: fieldkit exercise check stroemsvigt-vinter
             fieldkit exercise check vores-oevelse.toml
    """
    path = scenario_path(file)
    scenario, faults = read_file(path, *_lists(places, data))
    if scenario is not None and not as_json:
        many = f"{len(scenario.injects)} indspil og {len(scenario.breakdowns)} svigt"
        say(f"Ingen fejl: “{scenario.name}”, {scenario.seconds // 60} minutter, {many}.")
    show_faults(faults, as_json)


@exercise.command("print")
@click.argument("file")
@click.option("--text", "text_only", is_flag=True, help="Show the papers as text instead of printing.")
@click.pass_obj
def exercise_print(places: Places, file: str, text_only: bool) -> None:
    """Print what must lie ready before an exercise: the leader's list and the envelopes.

    \b
    Example: fieldkit exercise print stroemsvigt-vinter
    """
    with open_kit(places) as kit:
        path = scenario_path(file)
        if text_only:
            papers = beforehand(kit, whole_scenario(path, kit))
            say("\n".join(as_text(lay_out(paper, kit.config.columns), kit.config.columns) for paper in papers).rstrip())
            return
        if not kit.config.has_printer:
            raise InputError("Kittet har ingen printer; vis papirerne med --text.")
        jobs = print_beforehand(kit, path)
        envelopes = f"{len(jobs) - 1} {'kuvert' if len(jobs) == 2 else 'kuverter'}"
        say(f"Job {jobs[0]} til {jobs[-1]} er i kø: drejebogen og {envelopes}.")


@exercise.command("run")
@click.argument("file")
@click.option(
    "--speed", type=click.FloatRange(0.1, FASTEST), default=1.0, show_default=True, help="Faster than real time."
)
@click.option(
    "--join", is_flag=True, help="Another kit leads, pauses and goes on; what happens to this one is played here."
)
@click.option("--mesh", "port", type=click.IntRange(1, 65000), help="Open a virtual mesh here: node i on PORT + i.")
@click.option("--screen", is_flag=True, help="Open this kit's screen meanwhile.")
@click.pass_obj
def exercise_run(places: Places, file: str, speed: float, join: bool, port: int | None, screen: bool) -> None:
    """Play a scenario on this kit; Ctrl-C pauses, the same command goes on. Everything is marked ØVELSE.

    \b
    Example: fieldkit exercise run stroemsvigt-vinter
             fieldkit exercise run stroemsvigt-vinter --screen
             fieldkit exercise run stroemsvigt-vinter --join
    """
    from fieldkit.cli.exercise_run import Wish, play

    play(places, scenario_path(file), Wish(speed, join, port, screen))


@exercise.command("report")
@click.argument("name", required=False, default="")
@as_json
@click.pass_obj
def exercise_report(places: Places, name: str, as_json: bool) -> None:
    """What was injected when in the latest exercise, or in the latest called NAME, and what became of it.

    \b
    Example: fieldkit exercise report
    """
    with open_kit(places) as kit:
        found = [run for run in runs(kit.log) if not name or name.casefold() in run.name.casefold()]
        if not found:
            called = f", der hedder “{name}”" if name else ""
            raise InputError(f"Der er ikke spillet nogen øvelse på dette kit{called}.")
        run = found[-1]
        told = outcomes(kit, run)
        if as_json:
            show_json(_report_json(run, told))
            return
        done = sum(one.step.state is StepState.DONE for one in told)
        say(f"ØVELSE “{run.name}”, begyndt kl. {danish_clock(run.began)}: {RUN_STATE_DA.get(run.state, run.state)}.")
        say(f"{done} af {len(told)} trin er spillet, hastighed {run.speed:g}.")
        for one in told:
            say(_line(one))


def _line(one: Outcome) -> str:
    step = one.step
    match step.state:
        case StepState.DONE:
            when = f"kl. {danish_clock(step.at)}" if step.at is not None else ""
        case StepState.LEFT_OUT:
            when = "udeladt"
        case _:
            when = "venter"
    head = f"{minute(step.due)}  {when:<9}  {step.nth}. {step.title}"
    became = "; ".join([*one.numbers, *([step.became.said] if step.became.said else []), *one.came])
    return f"{head}: {became}" if became else head


def _report_json(run: RunRow, told: list[Outcome]) -> dict[str, Any]:
    steps = [
        {
            "step": one.step.nth,
            "minute": one.step.due // 60,
            "what": one.step.title,
            "text": one.step.text,
            "state": one.step.state,
            "at": iso(one.step.at) if one.step.at is not None else None,
            "numbers": list(one.numbers),
            "jobs": list(one.step.became.jobs),
            "said": one.step.became.said,
            "came": list(one.came),
        }
        for one in told
    ]
    head = {"name": run.name, "file": run.file, "incident": run.tag, "began": iso(run.began), "speed": run.speed}
    return {**head, "minutes": run.seconds // 60, "state": run.state, "steps": steps}


COMMANDS = [exercise]
