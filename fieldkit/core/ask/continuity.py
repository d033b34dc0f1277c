"""Paper in place of the kit: when to offer printing what people need in the dark, and when to ask for their chits."""

from fieldkit.core.ask.proposal import Asks, EnterChits, PrintPaper, Proposal
from fieldkit.core.documents import Continuity, FailedAgain
from fieldkit.core.views.chits import Missing, spans

OFFER_PERCENT = 15
"""From here on down the kit offers to put itself on paper."""
AGAIN_S = 2 * 3600
"""What was printed longer ago no longer tells how things are."""
WRITING_S = 3600
"""Blank chits are asked for when they have been on the table for so long."""


def paper_offer(battery: int | None, mains: bool | None, printed_at: float | None, now: float) -> Proposal | None:
    """The question at 15 %: print the picture, contacts, open messages and chits now? `battery` in percent, None
    unknown; `printed_at` when that was last done (Unix seconds), None never. None when there is nothing to ask."""
    if battery is None or battery > OFFER_PERCENT or mains:
        return None
    if printed_at is not None and now - printed_at < AGAIN_S:
        return None
    text = (
        f"Batteriet er på {battery} %: udskriv situationsbillede, kontakter, åbne beskeder og blanketter nu, "
        "så arbejdet kan gå videre på papir?"
    )
    return Proposal(Asks.PAPER, "paper-continuity", 0, int(now), text, PrintPaper(Continuity()))


def failed_offer(failed: int, now: float) -> Proposal | None:
    """The question about `failed` papers that did not come out whole: print them all again?"""
    if not failed:
        return None
    what = "1 udskrift kom ikke helt ud" if failed == 1 else f"{failed} udskrifter kom ikke helt ud"
    text = f"{what}. Kassér stykkerne, og se printeren efter. Udskriv igen nu? Der vil stå KOPI."
    return Proposal(Asks.REPRINT, "paper-failed", 1, int(now), text, PrintPaper(FailedAgain()))


def chits_offer(
    series: int, missing: Missing, printed_at: float | None, battery: int | None, mains: bool | None, now: float
) -> Proposal | None:
    """The question afterwards: enter the chits? Not while the battery is low, nor before people had time to write:
    only gaps are asked for at once. `printed_at`: when the last chits were printed, None unknown."""
    waiting = printed_at is not None and now - printed_at < WRITING_S
    counts = missing.gaps if waiting else sorted((*missing.gaps, *missing.ahead))
    if not counts or (battery is not None and battery <= OFFER_PERCENT and not mains):
        return None
    text = f"Blanketter, der ikke er skrevet ind: {spans(counts, series)}. Skriv dem ind i rækkefølge nu?"
    return Proposal(Asks.CHITS, f"chits/{counts[0]}", 4, int(now), text, EnterChits())
