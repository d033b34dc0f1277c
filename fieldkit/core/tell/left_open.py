"""What is still open when somebody is about to end it: counted, the most urgent first."""

from collections.abc import Sequence

from fieldkit.core.text.wording import named
from fieldkit.core.views.handover import HandoverList


def left_open(found: HandoverList) -> str:
    """`Åbent endnu: 1 runner er ude, 3 beskeder mangler forstået og 2 kort.`; "" when nothing is."""
    told = [
        _many(found.runners, "runner er ude", "runnere er ude"),
        _many(found.waiting, "besked skal læses her", "beskeder skal læses her"),
        _many(found.unconfirmed, "besked herfra mangler forstået", "beskeder herfra mangler forstået"),
        _many(found.requests, "anmodning", "anmodninger"),
        _many(found.questions, "spørgsmål uden svar", "spørgsmål uden svar"),
        _many(found.cards, "kort", "kort"),
        _many(found.crew, "på vagt", "på vagt"),
    ]
    told = [each for each in told if each]
    return f"Åbent endnu: {named(told)}." if told else ""


def _many(found: Sequence[object], one: str, several: str) -> str:
    return f"{len(found)} {one if len(found) == 1 else several}" if found else ""
