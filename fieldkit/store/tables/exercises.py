"""Exercises of this kit: which one runs, what has been done of it, and which devices are to seem broken meanwhile.

A step is noted as begun before it is done and as settled after, so that a kit that was cut off between the two looks in
its log before it does it again. A device seems broken only while whoever runs the exercise goes on saying so: when that
program dies, the device works again by itself.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from fieldkit.core.facts.terms import OpenTerm
from fieldkit.store.log import Log

LEASE_S = 15
"""Seconds that a device seems broken after it was last said."""


class RunState(OpenTerm):
    """How an exercise stands. BEATEN: a real incident began."""

    RUNNING = "running"
    PLAYED = "played"
    STOPPED = "stopped"
    BEATEN = "beaten"


RUN_STATE_DA: Mapping[RunState, str] = {
    RunState.RUNNING: "i gang",
    RunState.PLAYED: "spillet til ende",
    RunState.STOPPED: "sluttet undervejs",
    RunState.BEATEN: "afbrudt af en virkelig hændelse",
}


class StepState(OpenTerm):
    """How a step stands. LEFT_OUT: it could not be done, or is no more to be done."""

    PLANNED = "planned"
    BEGUN = "begun"
    DONE = "done"
    LEFT_OUT = "left-out"


class Broken(StrEnum):
    """What the engine can make seem broken at its own kit."""

    RADIO = "radio"
    PAPER = "paper"
    BATTERY = "battery"
    CLOCK = "clock"
    KIT = "kit"


class RunRow(msgspec.Struct, frozen=True):
    """One exercise. `began` Unix seconds; `seconds` from start to end, `elapsed` of them gone; `digest` of its file."""

    tag: int
    name: str
    file: str
    digest: str
    speed: float
    began: int
    seconds: int
    elapsed: float
    state: RunState


class Became(msgspec.Struct, frozen=True):
    """What a step became: numbers of events, numbers of print jobs, and a word for people, "" for none. `sent_from` is
    the place whose phone sent a text, 0 for none: it becomes an event when it has come through the air."""

    events: tuple[str, ...] = ()
    jobs: tuple[int, ...] = ()
    said: str = ""
    sent_from: int = 0


class StepRow(msgspec.Struct, frozen=True):
    """One step. `due` seconds after the start, `at` Unix seconds when it was done. `known` and `papers`: the last event
    of the log and the last print job before it was begun."""

    nth: int
    due: int
    title: str
    text: str
    state: StepState
    at: int | None
    known: int | None
    papers: int | None
    became: Became

    @property
    def settled(self) -> bool:
        return self.state in (StepState.DONE, StepState.LEFT_OUT)


_RUN = "tag, name, file, digest, speed, began, seconds, elapsed, state"
_STEP = "nth, due, title, text, state, at, known, papers, became"


def begin_run(log: Log, run: RunRow, steps: Sequence[tuple[int, int, str, str]]) -> None:
    """Note an exercise with all its steps (nth, due, title, text), in one go."""
    with log.locked():
        log.write(
            f"INSERT INTO exercises ({_RUN}) VALUES (?,?,?,?,?,?,?,?,?)",
            (run.tag, run.name, run.file, run.digest, run.speed, run.began, run.seconds, run.elapsed, run.state),
        )
        for nth, due, title, text in steps:
            log.write(
                f"INSERT INTO exercise_steps (tag, {_STEP}) VALUES (?,?,?,?,?,?,NULL,NULL,NULL,'{{}}')",
                (run.tag, nth, due, title, text, StepState.PLANNED),
            )


def runs(log: Log) -> list[RunRow]:
    """Every exercise that this kit ran, the newest last."""
    rows = log.read(f"SELECT {_RUN} FROM exercises ORDER BY began, rowid")
    return [_run(*row) for row in rows]


def steps_of_run(log: Log, tag: int) -> list[StepRow]:
    """The steps of one, in their order."""
    rows = log.read(f"SELECT {_STEP} FROM exercise_steps WHERE tag=? ORDER BY nth", (tag,))
    return [_step(*row) for row in rows]


def _run(*row: Any) -> RunRow:
    tag, name, file, digest, speed, began, seconds, elapsed, state = row
    return RunRow(tag, name, file, digest, speed, began, seconds, elapsed, RunState(state))


def _step(*row: Any) -> StepRow:
    nth, due, title, text, state, at, known, papers, became = row
    decoded = msgspec.json.decode(became, type=Became)
    return StepRow(nth, due, title, text, StepState(state), at, known, papers, decoded)


def begin_step(log: Log, tag: int, nth: int) -> None:
    """It is about to be done: what the log and the print queue hold now was there before."""
    log.write(
        "UPDATE exercise_steps SET state=?, known=(SELECT coalesce(max(rowid), 0) FROM events), "
        "papers=(SELECT coalesce(max(job), 0) FROM jobs) WHERE tag=? AND nth=? AND known IS NULL",
        (StepState.BEGUN, tag, nth),
    )


def settle_step(log: Log, tag: int, nth: int, state: StepState, became: Became, now: float) -> None:
    """What became of it, and that the exercise is so far; durable when this returns."""
    with log.locked():
        log.write(
            "UPDATE exercise_steps SET state=?, at=?, became=? WHERE tag=? AND nth=?",
            (state, int(now), msgspec.json.encode(became).decode(), tag, nth),
        )
        log.write(
            "UPDATE exercises SET elapsed=max(elapsed, "
            "(SELECT due FROM exercise_steps WHERE tag=?1 AND nth=?2)) WHERE tag=?1",
            (tag, nth),
        )


def note_elapsed(log: Log, tag: int, elapsed: float, speed: float) -> None:
    """How far the exercise is: where it goes on after a pause or a power cut."""
    log.write("UPDATE exercises SET elapsed=?, speed=? WHERE tag=?", (elapsed, speed, tag))


def end_run(log: Log, tag: int, state: RunState) -> None:
    """It is over: what was to seem broken works again, and what was planned is left out."""
    with log.locked():
        log.write("DELETE FROM broken WHERE tag=?", (tag,))
        log.write("UPDATE exercises SET state=? WHERE tag=?", (state, tag))
        log.write(
            "UPDATE exercise_steps SET state=? WHERE tag=? AND state IN (?,?)",
            (StepState.LEFT_OUT, tag, StepState.PLANNED, StepState.BEGUN),
        )


def say_broken(log: Log, tag: int, broken: dict[Broken, int], now: float) -> None:
    """These devices seem broken for `LEASE_S` more, each with its value (percent of the battery), and no others."""
    with log.locked():
        log.write("DELETE FROM broken WHERE tag=?", (tag,))
        for what, value in broken.items():
            log.write("INSERT INTO broken VALUES (?,?,?,?)", (tag, what, value, int(now) + LEASE_S))


def broken_at(log: Log, tag: int, now: float) -> dict[Broken, int]:
    """What is to seem broken in exercise `tag` at `now` (Unix seconds of this machine), with its value. Nothing that
    was said long ago, nor what a clock that was ahead has said."""
    rows = log.read("SELECT what, value, until FROM broken WHERE tag=?", (tag,))
    known = {str(what): what for what in Broken}
    return {known[w]: value for w, value, until in rows if w in known and now < until <= now + 2 * LEASE_S}
