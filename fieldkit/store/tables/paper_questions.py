"""What to ask a person about paper, from the log and the kit's local tables; loads no documents and no printer."""

from fieldkit.core.ask.continuity import chits_offer, failed_offer, paper_offer
from fieldkit.core.ask.proposal import Proposal
from fieldkit.core.documents import DocumentKind
from fieldkit.core.state.fold import State
from fieldkit.core.views.chits import missing_chits
from fieldkit.store.log import Log
from fieldkit.store.tables.chit_prints import chit_prints
from fieldkit.store.tables.jobs import failed_jobs, last_essential
from fieldkit.store.tables.status import Device, read_status

BATTERY_STALE_S = 300
"""A battery that nobody has looked at for so long is unknown."""


def battery(log: Log, now: float) -> tuple[int | None, bool | None]:
    """Percent and whether mains is on, as the engine last saw them; None for what is unknown. `now` Unix seconds."""
    status = read_status(log).get(Device.BATTERY)
    if status is None or now - status.at > BATTERY_STALE_S:
        return None, None
    percent, mains = status.facts.get("percent"), status.facts.get("mains")
    return percent if isinstance(percent, int) else None, None if mains is None else bool(mains)


def paper_questions(log: Log, state: State, kit: int, now: float) -> list[Proposal]:
    """Print before it goes dark, print again what did not come out, enter the chits of `kit` afterwards; empty when
    there is nothing to ask."""
    percent, mains = battery(log, now)
    prints = chit_prints(log)
    missing = missing_chits(state, kit, [(one.first, one.last) for one in prints])
    last = max((one.at for one in prints), default=None)
    found = (
        paper_offer(percent, mains, last_essential(log, DocumentKind.BOARD), now),
        failed_offer(len(failed_jobs(log)), now),
        chits_offer(kit, missing, last, percent, mains, now),
    )
    return [proposal for proposal in found if proposal is not None]
