"""How paper is told on the screen: how long it is, how long it takes, how a job is and what to do. Pure."""

from fieldkit.acts.previews import Preview
from fieldkit.core.text.wording import many_da
from fieldkit.paper.printing import JOB_STATE_DA, JobState
from fieldkit.store.tables.jobs import FORGOTTEN, JobRow

STATE_DA = {
    **JOB_STATE_DA,
    JobState.CONFIRMED: f"{JOB_STATE_DA[JobState.CONFIRMED]} (bekræftet)",
    JobState.UNCONFIRMED: f"{JOB_STATE_DA[JobState.UNCONFIRMED]}: se efter papiret",
}
"""The words of the command line and the papers, with what they mean to who stands there."""
TO_DO = {
    JobState.QUEUED: "Papiret kommer af sig selv, når det er dets tur.",
    JobState.PRINTING: "Vent, til papiret er ude.",
    JobState.CONFIRMED: "Printeren har svaret, at det kom ud.",
    JobState.UNCONFIRMED: "Se efter papiret. Kom det ikke helt ud, så tryk G.",
    JobState.FAILED: "Der kan ligge et stykke af det på bordet. Tryk G, når printeren er klar.",
    JobState.WITHDRAWN: "Intet kom ud. Tryk G, hvis det skal udskrives alligevel.",
}


def length_da(millimetres: int) -> str:
    """`18 cm`, `3,4 m`."""
    if millimetres < 1000:
        return f"{max(1, round(millimetres / 10))} cm"
    return f"{millimetres / 1000:.1f} m".replace(".", ",")


def takes_da(seconds: float) -> str:
    """`under 10 sekunder`, `ca. 40 sekunder`, `ca. 6 minutter`."""
    if seconds < 10:
        return "under 10 sekunder"
    if seconds < 90:
        return f"ca. {round(seconds / 10) * 10} sekunder"
    return f"ca. {many_da(round(seconds / 60), 'minut', 'minutter')}"


def much_da(paper: Preview) -> str:
    """`18 cm papir, under 10 sekunder`, `3,4 m papir (212 stykker), ca. 6 minutter`."""
    slips = f" ({paper.slips} stykker)" if paper.slips > 1 else ""
    return f"{length_da(paper.millimetres)} papir{slips}, {takes_da(paper.seconds)}"


def question_da(paper: Preview) -> str:
    """What a person is asked about a long one."""
    return f"Det bliver {much_da(paper)}. Udskriv?"


def ready_da(paper: Preview) -> str:
    """What is said of a long one to a person who has gone on to something else while it was made."""
    return f"{paper.called} er klar, men ikke udskrevet: det bliver {much_da(paper)}. Bed om det igen."


def job_title(row: JobRow, word: str) -> str:
    """`kvittering 2-0042`, `situationsbillede`, `KOPI 1 af kvittering 2-0042`: `word` is the document's."""
    number = "" if row.number.startswith("log ") else f" {row.number}"
    copy = f"KOPI {row.copies - 1} af " if row.copies > 1 else ""
    return f"{copy}{word}{number}"


def reason_da(row: JobRow) -> str:
    """Why it is as it is, as a sentence; "" when nothing is to be said."""
    text = row.reason.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def is_forgotten(row: JobRow) -> bool:
    """Whether what it printed is no longer kept."""
    return FORGOTTEN in row.reason
