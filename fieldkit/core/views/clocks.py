"""Whose clock is wrong, and by how much, as far as the kits have told: for the technician and the evaluation."""

from typing import NamedTuple

from fieldkit.core.facts.refs import ref_of
from fieldkit.core.state.fold import State


class ClockAhead(NamedTuple):
    """The clock of `kit` was found `seconds` ahead of that of kit `by`; not `so` when others say that it was right."""

    kit: int
    by: int
    seconds: int
    so: bool


def clocks_ahead(state: State) -> list[ClockAhead]:
    """The latest that each kit has said of each other's clock, where it was ahead; by numbers of kits."""
    found = []
    for (kit, by), register in sorted(state.clock_checks.items()):
        said = register.value
        if said is not None and said.ahead:
            found.append(ClockAhead(kit, by, said.ahead, state.clocks.ahead(*ref_of(said.ref)) > 0))
    return found


def is_behind(state: State, kit: int) -> bool:
    """Whether this kit's own clock must be behind: it has found several others ahead, and others say that those were
    right."""
    return sum(one.by == kit and not one.so for one in clocks_ahead(state)) > 1
