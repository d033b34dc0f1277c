"""Scenarios for tests: a small one of every sort, and the ones that come with the program."""

from paths import ROOT

from fieldkit.core.roster.roster import Roster
from fieldkit.practice.exercise.reader import read_scenario
from fieldkit.practice.exercise.scenario import Scenario

SHIPPED = sorted((ROOT / "exercises").glob("*.toml"))
EVERY = """
navn = "Prøve"
minutter = 60
vejledning = "Til den, der leder."

[[indspil]]
minut = 0
slags = "varsel"
kilde = "vejr"
fra = "vejrtjenesten"
tekst = "Storm fra vest."

[[indspil]]
minut = 2
slags = "melding"
sted = "uglemoseskolen"
via = "runner"
fra = "skolelederen"
tekst = "vand! mad ok 43 børn 6 voksne"

[[indspil]]
minut = 4
slags = "sms"
sted = "boernehuset-regnfrakken"
tekst = "AKUT røg i kælderen, varme! 31 børn"

[[indspil]]
minut = 6
slags = "besked"
sted = "eksempelby-materielgaard"
hast = "haster"
tekst = "Generatoren er klar."

[[indspil]]
minut = 8
slags = "spørgsmål"
antal = 5
tekst = "Hvornår kommer vandet?"

[[indspil]]
minut = 10
slags = "anmodning"
sted = "uglemoseskolen"
antal = 40
enhed = "stk."
tekst = "tæpper"

[[indspil]]
minut = 12
slags = "actioncard"
kort = "drikkevand"
fra = "vagten"

[[indspil]]
minut = 14
slags = "opkald"
fra = "Lokalradioen"
tekst = "Hvad skal folk gøre?"

[[indspil]]
minut = 16
slags = "kuvert"
sted = "boernehuset-regnfrakken"
tekst = "Der er ti grader i stuerne. Meld det."

[[indspil]]
minut = 18
slags = "stikord"
tekst = "Spørg, hvem der er tavs."

[[svigt]]
minut = 20
til = 30
slags = "papir slut"
sted = "sekretariat"

[[svigt]]
minut = 25
slags = "batteri lavt"
procent = 12
sted = "sekretariat"
"""
"""Every sort of inject, and two breakdowns at the secretariat."""


INJECTED = frozenset({"warning", "report", "message", "question", "request", "card"})
"""Kinds of events that injects become; a kit says other things by itself."""


def scenario(roster: Roster, text: str = EVERY) -> Scenario:
    """The scenario of a text that has no fault."""
    read, faults = read_scenario("prøve.toml", text, roster)
    assert read is not None, faults
    return read
