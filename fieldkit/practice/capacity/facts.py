"""What a municipality has to say in a morning without power: the same facts, whatever carries them. Pure and seeded.

Everybody is cut off at second 0. Meeting points report when they have opened and each hour after that, institutions
once in the first hour and a half and every second hour; the secretariat tells all meeting points, asks single places,
and is answered.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from fieldkit.core.facts.terms import Precedence
from fieldkit.core.roster.roster import Place

MINUTE = 60.0
HOUR = 3600.0
TEXTS = (
    "vand! mad ok varme? 43b 6v",
    "alt ok, 112 børn og 14 voksne",
    "mangler tæpper og varme, ellers alt ok",
    "ingen strøm. vand til 4 timer. 61b 9v",
    "gul. lys? toilet ok 31b 5v",
    "vand, mad og lys ok. koldt i stuerne",
    "alt ok 58 børn 9 voksne",
    "mad? 27b 4v",
    "ingen varme, 64 børn 11 voksne, vand ok",
    "strøm? powerbank snart slut, 80b 12v",
    "rød. toilet slut, 90b 13v",
    "vand ok varme ok mad ok 40b 6v",
)
ORDERS = (
    "Vandvognen kommer til alle mødesteder inden kl. 12. Gør klar med dunke.",
    "Vandet skal koges, til vi siger noget andet. Sig det til jeres institutioner.",
    "Vi samler tal hver hele time. Skriv kort, og sig til ved mangel.",
)
QUESTIONS = (
    "Kan I tage imod 25 børn fra naboen kl. 11?",
    "Hvor mange tæpper mangler I til i aften?",
    "Vandvognen er hos jer om en time. Hvor skal den holde?",
    "Har I en voksen, der kan køre til materielgården?",
)
ANSWER = "Ja, forstået."
HARD_NEWS = 0.3
"""Part of the later reports that bring something new; the rest say that all is well."""
ANSWERS = 0.85
"""Part of the questions and orders that somebody answers."""


class Sort(Enum):
    """What is said."""

    REPORT = auto()
    ORDER = auto()
    QUESTION = auto()
    ANSWER = auto()


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said at second `at` by the place with index `origin` to those with indexes `to`."""

    number: int
    at: float
    sort: Sort
    origin: int
    to: tuple[int, ...]
    text: str
    precedence: Precedence = Precedence.ROUTINE
    about: int | None = None
    """The fact that an answer answers."""


def morning(places: Sequence[Place], hours: float, seed: int) -> list[Fact]:
    """All facts in order of time. `places[0]` is the secretariat; places with a kit are meeting points and the like."""
    rng = random.Random(f"morning {seed}")
    kits = [index for index, place in enumerate(places) if index and place.kit is not None]
    phones = [index for index, place in enumerate(places) if index and place.kit is None]
    said: list[tuple[float, Sort, int, tuple[int, ...], str, Precedence, int | None]] = []

    def say(
        at: float, sort: Sort, origin: int, to: tuple[int, ...], text: str, precedence: Precedence = Precedence.ROUTINE
    ) -> None:
        if at < hours * HOUR:
            said.append((at, sort, origin, to, text, precedence, None))

    for index in kits:
        at = rng.uniform(5, 40) * MINUTE
        while at < hours * HOUR:
            say(at, Sort.REPORT, index, (0,), rng.choice(TEXTS) if rng.random() < HARD_NEWS or at < HOUR else TEXTS[1])
            at += rng.uniform(50, 70) * MINUTE
    for index in phones:
        at = rng.uniform(10, 90) * MINUTE
        while at < hours * HOUR:
            say(at, Sort.REPORT, index, (0,), rng.choice(TEXTS))
            at += rng.uniform(100, 140) * MINUTE
    at, turn = 12 * MINUTE, 0
    while kits and at < hours * HOUR:
        say(at, Sort.ORDER, 0, tuple(kits), ORDERS[turn % len(ORDERS)], Precedence.URGENT)
        at += 90 * MINUTE
        turn += 1
    at = 25 * MINUTE
    while len(places) > 1 and at < hours * HOUR:
        say(at, Sort.QUESTION, 0, (rng.choice(kits + phones),), rng.choice(QUESTIONS))
        at += rng.uniform(6, 14) * MINUTE
    said.sort(key=lambda one: (one[0], one[2]))
    facts = [Fact(number, *one) for number, one in enumerate(said)]
    for fact in list(facts):
        if fact.sort in (Sort.ORDER, Sort.QUESTION):
            for place in fact.to:
                when = fact.at + rng.uniform(5, 15) * MINUTE
                if rng.random() < ANSWERS and when < hours * HOUR:
                    facts.append(Fact(len(facts), when, Sort.ANSWER, place, (0,), ANSWER, fact.precedence, fact.number))
    return sorted(facts, key=lambda fact: (fact.at, fact.number))
