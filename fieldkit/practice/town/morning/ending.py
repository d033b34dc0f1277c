"""The power is back: last reports, level down, closing, evaluation."""

from fieldkit.core.ask.proposal import Asks
from fieldkit.core.facts.said import CardAct, EntrySort, Message, Note
from fieldkit.core.facts.staff import Crew, LevelAct, LevelChange
from fieldkit.core.facts.terms import Precedence, Via
from fieldkit.core.facts.work import Round
from fieldkit.core.roster.roster import PersonRole
from fieldkit.practice.town.morning.places import CENTRE, NORTH, NUMBERS, SCHOOL, SOUTH, WEST, Line, Said, report
from fieldkit.practice.town.script import Card, NotAsked, Read, Say, Stop


def ending(t: Said) -> list[Line]:
    chief = "Prøve Andersen"
    lines: list[Line] = [
        ("11.48", CENTRE, Say(Note("Strømmen er tilbage i hele byen kl. 11.46.", EntrySort.NOTE, "Øvelse Bæk")), ""),
        ("12.01", NORTH, Say(report(11, "alt ok 4 voksne", Via.OBSERVED, "Prøve Dam")), ""),
        ("12.02", SOUTH, Say(report(12, "alt ok 5 voksne", Via.OBSERVED, "Eksempel Dam")), ""),
        ("12.03", WEST, Say(report(13, "alt ok 3 voksne", Via.OBSERVED, "Attrap Dam")), ""),
        ("12.04", SCHOOL, Say(report(129, "alt ok 198 børn 19 voksne", Via.OBSERVED)), ""),
        ("12.05", CENTRE, Say(report(127, "alt ok 176 børn 21 voksne", Via.PHONE)), ""),
        (
            "12.10",
            CENTRE,
            Say(LevelChange(0, f"kriseleder {chief}", reason="strømmen er tilbage, og alle steder har meldt")),
            "",
        ),
        (
            "12.11",
            CENTRE,
            Say(
                Message(
                    "Strømmen er tilbage. Mødestederne lukker kl. 12.30. Tak for indsatsen.",
                    "all",
                    Precedence.INFO,
                    by=chief,
                )
            ),
            "",
        ),
        (
            "12.13",
            CENTRE,
            Say(
                Note(
                    "Nøddrift på Eksempelhallen bliver ikke startet, fordi strømmen er stabil.",
                    EntrySort.OMISSION,
                    chief,
                )
            ),
            "",
        ),
        ("12.14", CENTRE, Say(LevelChange(0, f"kriseleder {chief}", LevelAct.STAND_DOWN)), ""),
        ("12.15", CENTRE, Say(Round(0, t("12.15"), chief)), ""),
    ]
    people = {
        NORTH: ("Prøve Dam", "Påhit Gregersen"),
        SOUTH: ("Eksempel Dam", "Øvelse Holm"),
        WEST: ("Attrap Dam", "Prøve Holm"),
    }
    for index, (place, (officer, runner)) in enumerate(people.items()):
        number = NUMBERS[place]
        lines += [
            (f"12.{16 + index}", place, Card("moedested-luk", CardAct.START, by=officer), ""),
            (f"12.{20 + index}", place, Card("moedested-luk", CardAct.TICK, 6, officer), f"lukket-{place}"),
            (f"12.{23 + index}", CENTRE, Read(f"lukket-{place}", "Øvelse Bæk"), ""),
            (f"12.{26 + index}", place, Say(Crew(runner, number, PersonRole.RUNNER, out=True)), ""),
            (f"12.{29 + index}", place, Say(Crew(officer, number, PersonRole.LIAISON_OFFICER, out=True)), ""),
            (f"12.{32 + index}", place, Card("moedested-luk", CardAct.END, by=officer), ""),
        ]
    return [
        *lines,
        ("12.40", CENTRE, Card("evaluering", CardAct.START, by=chief), ""),
        ("12.45", CENTRE, Stop(), ""),
        ("12.47", CENTRE, NotAsked(Asks.SILENT), ""),
        ("12.50", CENTRE, Card("evaluering", CardAct.TICK, 1, chief), ""),
        ("12.55", CENTRE, Card("evaluering", CardAct.TICK, 2, chief), ""),
        (
            "13.10",
            CENTRE,
            Card("evaluering", CardAct.SKIP, 4, chief, "sekretariatet leder selv, det var en kort morgen"),
            "",
        ),
    ]
