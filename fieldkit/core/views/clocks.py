"""Whose clock is wrong, and by how much, as far as the kits have told: for the technician and the evaluation."""

from typing import NamedTuple

from fieldkit.core.facts.refs import ref_of
from fieldkit.core.state.fold import State
from fieldkit.core.state.vector import Feed


class ClockAhead(NamedTuple):
    """The clock of `kit` was found `seconds` ahead of that of kit `by`; not `so` when others say that it was right.
    `still`: nothing tells that it has been put right."""

    kit: int
    by: int
    seconds: int
    so: bool
    still: bool


def clocks_ahead(state: State) -> list[ClockAhead]:
    """The latest that each kit has said of each other's clock, where it was ahead; by numbers of kits."""
    found = []
    for (kit, by), register in sorted(state.clock_checks.items()):
        said = register.value
        if said is not None and said.ahead:
            ref = ref_of(said.ref)
            progress = state.vector.feeds.get(Feed(kit, ref.epoch))
            latest = max(ref.seq, progress.top if progress is not None else 0)
            so, still = (state.clocks.ahead(kit, ref.epoch, seq) > 0 for seq in (ref.seq, latest))
            found.append(ClockAhead(kit, by, said.ahead, so, still))
    return found


def is_behind(state: State, kit: int) -> bool:
    """Whether this kit's own clock must be behind: it has found several others ahead, and others say that those were
    right."""
    return sum(one.by == kit and not one.so for one in clocks_ahead(state)) > 1


def overruled(state: State, kit: int, by: int, epoch: int) -> bool:
    """Whether kit `by` has last said of this feed that its clock is ahead, and others say that it was right."""
    said = state.clock_checks.get((kit, by))
    check = said.value if said is not None else None
    return (
        check is not None
        and check.ahead > 0
        and check.ref.epoch == epoch
        and not state.clocks.ahead(*ref_of(check.ref))
    )
