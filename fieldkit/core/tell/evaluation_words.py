"""The words of an evaluation: what its parts and figures are called, times, durations, and how two of them compare."""

from collections.abc import Mapping
from enum import StrEnum

from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.text.wording import how_long
from fieldkit.core.views.evaluation_compare import UNIT_OF, Figure, Unit, Verdict

UNKNOWN = "ukendt"
NOTHING = "ingen"


class Part(StrEnum):
    """The parts of an evaluation, in the order in which they are read."""

    OVERVIEW = "overview"
    COMPARED = "compared"
    STAFF = "staff"
    MESSAGES = "messages"
    SILENT = "silent"
    RUNNERS = "runners"
    REQUESTS = "requests"
    DECISIONS = "decisions"
    HOURS = "hours"
    LOCAL = "local"
    TIMELINE = "timeline"
    LESSONS = "lessons"


PART_DA: Mapping[Part, str] = {
    Part.OVERVIEW: "Kort fortalt",
    Part.COMPARED: "Bedre eller dårligere?",
    Part.STAFF: "Fra alarm til fuld stab",
    Part.MESSAGES: "Beskeder: fra sendt til forstået",
    Part.SILENT: "Tavse steder",
    Part.RUNNERS: "Runnere",
    Part.REQUESTS: "Anmodninger: fra bedt om til gennemført",
    Part.DECISIONS: "Beslutninger uden ordre eller opfølgning",
    Part.HOURS: "Loggen time for time",
    Part.LOCAL: "Papir, batteri og sendetid",
    Part.TIMELINE: "Forløb",
    Part.LESSONS: "Det, vi lærte",
}
FIGURE_DA: Mapping[Figure, str] = {
    Figure.DECIDED: "Alarm til niveau",
    Figure.POINTS: "Alarm til alle mødesteder åbne",
    Figure.MANNED: "Alarm til alle kaldte roller på vagt",
    Figure.FULL: "Alarm til staben fuldtallig",
    Figure.READ_FLASH: "Akut besked til forstået (midterste)",
    Figure.READ_URGENT: "Haster til forstået (midterste)",
    Figure.READ_ROUTINE: "Rutine til forstået (midterste)",
    Figure.LATE: "Beskeder uden forstået i tide",
    Figure.MISSED: "Faste meldinger, der ikke kom i tide",
    Figure.SILENT: "Tavse steder",
    Figure.RUNNERS: "Runnere over tiden",
    Figure.TAKEN: "Anmodning til taget (midterste)",
    Figure.SETTLED: "Anmodning til afsluttet (midterste)",
    Figure.OPEN: "Anmodninger, der stadig var åbne",
    Figure.LOOSE: "Beslutninger uden ordre eller opfølgning",
}
VERDICT_DA: Mapping[Verdict, str] = {
    Verdict.BETTER: "bedre",
    Verdict.WORSE: "dårligere",
    Verdict.SAME: "ens",
    Verdict.UNKNOWN: "ukendt",
}


def figure_words(figure: Figure, value: int | None) -> str:
    """`15 min`, `20 %`, `3`; `ukendt` for none."""
    if value is None:
        return UNKNOWN
    match UNIT_OF[figure]:
        case Unit.SECONDS:
            return how_long(value)
        case Unit.PERCENT:
            return f"{value} %"
        case Unit.COUNT:
            return str(value)


def took(seconds: int | None, otherwise: str = UNKNOWN) -> str:
    """`12 min`, `2 t 5 min`; `otherwise` for None."""
    return otherwise if seconds is None else how_long(seconds)


def clock(at: int, begun: int, *, sure: bool = True) -> str:
    """`09.12`, with the date on another day than the incident began, and with `ca.` when unsure. Unix seconds."""
    return f"{'' if sure else 'ca. '}{danish_clock(at, begun)}"
