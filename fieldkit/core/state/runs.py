"""The part of State that holds card runs: how each step stands. Folded by `core.state.fold`."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts.event import Event, Stamp
from fieldkit.core.facts.said import CardAct, CardStep
from fieldkit.core.state.register import Register


class StepState(msgspec.Struct):
    """How one step of a card run stands: ticked, unticked or skipped, by whom, why."""

    act: CardAct
    by: str
    reason: str


class RunKey(NamedTuple):
    """A card run: one per incident, kit and card."""

    incident: int
    kit: int
    card: str


class RunState(msgspec.Struct):
    """A running copy of a card. `version` is the text it was started on; `open` false once ended.

    `did` is what the kit did when a step was ticked, also when it was unticked afterwards; `stopped` who stopped a
    step's timer.
    """

    version: Register[str] = msgspec.field(default_factory=Register)
    open: Register[bool] = msgspec.field(default_factory=Register)
    steps: dict[int, Register[StepState]] = {}
    did: dict[int, set[str]] = {}
    stopped: dict[int, Register[str]] = {}
    started: Stamp | None = None

    @property
    def settled(self) -> set[int]:
        """Steps that nobody waits for any more."""
        return {number for number, step in self.steps.items() if step.value is not None and step.value.act.settles}


def _card(runs: dict[RunKey, RunState], event: Event[CardStep], body: CardStep) -> None:
    run = runs.setdefault(RunKey(event.incident, event.kit, body.card), RunState())
    if run.started is None or event.stamp < run.started:
        run.started = event.stamp
    if body.version:
        run.version.put(event.stamp, body.version)
    if body.act in (CardAct.START, CardAct.END):
        run.open.put(event.stamp, body.act is CardAct.START)
    elif body.step and body.act is CardAct.STOP_TIMER:
        run.stopped.setdefault(body.step, Register()).put(event.stamp, body.by)
    elif body.step:
        if body.did:
            run.did.setdefault(body.step, set()).add(body.did)
        run.steps.setdefault(body.step, Register()).put(event.stamp, StepState(body.act, body.by, body.reason))


HANDLERS: dict[type, Callable[[dict[RunKey, RunState], Any, Any], None]] = {CardStep: _card}
