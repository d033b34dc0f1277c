"""The alarm, the level, the meeting points and the first reports."""

from fieldkit.core.ask.proposal import Asks
from fieldkit.core.facts.said import CardAct, EntrySort, Note
from fieldkit.core.facts.staff import Call, CallResult, Crew, LevelChange
from fieldkit.core.facts.terms import Via
from fieldkit.core.facts.work import Round
from fieldkit.core.roster.roster import PersonRole
from fieldkit.practice.town.morning.places import CENTRE, NORTH, NUMBERS, SCHOOL, SOUTH, WEST, Line, Said, report
from fieldkit.practice.town.script import Asked, Begin, Card, NotAsked, Read, Say, Suggested


def alarm() -> list[Line]:
    duty, chief = "Fiktiv Bæk", "Prøve Andersen"
    return [
        ("7.00", CENTRE, Begin("Strømsvigt i Eksempelby"), ""),
        ("7.01", CENTRE, Suggested("alarm"), ""),
        ("7.01", CENTRE, Card("alarm", CardAct.START, by=duty), ""),
        ("7.02", CENTRE, Card("alarm", CardAct.SKIP, 1, duty, "ingen er meldt i fare, 112 er spurgt"), ""),
        (
            "7.04",
            CENTRE,
            Say(
                Note(
                    "Strømmen er væk i hele Eksempelby siden kl. 6.40. Mobilnettet falder ud. Ingen meldt i fare. "
                    "Forsyningen er ringet op og kender ikke årsagen.",
                    EntrySort.ACTION,
                    duty,
                )
            ),
            "",
        ),
        ("7.05", CENTRE, Card("alarm", CardAct.TICK, 2, duty), ""),
        ("7.06", CENTRE, Card("alarm", CardAct.TICK, 3, duty), ""),
        ("7.07", CENTRE, Say(Call("Øvelse Andersen", CallResult.NO_ANSWER, PersonRole.LEADER, duty)), ""),
        ("7.09", CENTRE, Say(Call(chief, CallResult.REACHED, PersonRole.LEADER, duty, note="kommer kl. 7.30")), ""),
        ("7.10", CENTRE, Card("alarm", CardAct.TICK, 4, duty), ""),
        ("7.11", CENTRE, Card("alarm", CardAct.TICK, 6, duty), ""),
        ("7.12", CENTRE, Card("alarm", CardAct.TICK, 9, duty), ""),
        ("7.14", CENTRE, Card("niveau-0-1-2", CardAct.TICK, 1, duty), ""),
        (
            "7.15",
            CENTRE,
            Say(LevelChange(2, f"kriseleder {chief}", reason="hele byen er ramt, og telefonerne falder ud")),
            "",
        ),
        ("7.16", CENTRE, Suggested("sekretariat-start"), ""),
        ("7.16", CENTRE, Card("niveau-0-1-2", CardAct.TICK, 4, duty), ""),
        ("7.17", CENTRE, Card("niveau-0-1-2", CardAct.TICK, 6, duty), ""),
        ("7.18", CENTRE, Card("alarm", CardAct.END, by=duty), ""),
        ("7.20", CENTRE, Say(Crew(duty, 1, PersonRole.ON_CALL)), ""),
        ("7.31", CENTRE, Say(Crew(chief, 1, PersonRole.LEADER)), ""),
        ("7.33", CENTRE, Say(Crew("Attrap Andersen", 1, PersonRole.OPERATIONS)), ""),
        ("7.34", CENTRE, Say(Crew("Øvelse Bæk", 1, PersonRole.LOG_KEEPER)), ""),
    ]


def opening() -> list[Line]:
    lines: list[Line] = [
        ("7.22", CENTRE, Card("sekretariat-start", CardAct.START, by="Fiktiv Bæk"), ""),
        ("7.23", CENTRE, Card("sekretariat-start", CardAct.TICK, 7, "Fiktiv Bæk"), "åbn"),
    ]
    people = {
        NORTH: ("Prøve Dam", "Påhit Gregersen"),
        SOUTH: ("Eksempel Dam", "Øvelse Holm"),
        WEST: ("Attrap Dam", "Prøve Holm"),
    }
    for index, (place, (officer, runner)) in enumerate(people.items()):
        number = NUMBERS[place]
        lines += [
            (f"7.{28 + index}", place, Suggested("moedested-aabn"), ""),
            (f"7.{30 + index}", place, Card("moedested-aabn", CardAct.START, by=officer), ""),
            (f"7.{36 + index}", place, Card("moedested-aabn", CardAct.TICK, 1, officer), ""),
            (f"7.{39 + index}", place, Say(Crew(officer, number, PersonRole.LIAISON_OFFICER)), ""),
            (f"7.{42 + index}", place, Card("moedested-aabn", CardAct.TICK, 2, officer), ""),
            (f"7.{45 + index}", place, Card("moedested-aabn", CardAct.TICK, 3, officer), f"åben-{place}"),
            (f"7.{48 + index}", CENTRE, Read(f"åben-{place}", "Øvelse Bæk"), ""),
            (f"7.{51 + index}", place, Say(Crew(runner, number, PersonRole.RUNNER)), ""),
        ]
    return [
        *lines,
        ("7.46", NORTH, Read("åbn", "Prøve Dam"), ""),
        ("7.47", SOUTH, Read("åbn", "Eksempel Dam"), ""),
        ("7.52", CENTRE, NotAsked(Asks.UNANSWERED), ""),
        ("7.54", CENTRE, Asked(Asks.UNANSWERED, WEST), ""),
        ("7.55", WEST, Asked(Asks.READ), ""),
        ("7.56", WEST, Read("åbn", "Attrap Dam"), ""),
        ("7.57", CENTRE, NotAsked(Asks.UNANSWERED), ""),
    ]


def reports(t: Said) -> list[Line]:
    return [
        ("8.00", CENTRE, Say(Round(1, t("8.30"), "kriseleder Prøve Andersen")), ""),
        ("8.22", CENTRE, Say(report(126, "vand? mad ok varme? 31 beboere 7 voksne", Via.PHONE)), ""),
        ("8.25", NORTH, Say(report(11, "alt ok 4 voksne", Via.OBSERVED, "Prøve Dam")), ""),
        ("8.26", SOUTH, Say(report(12, "strøm! lys? vand ok 5 voksne", Via.OBSERVED, "Eksempel Dam")), ""),
        ("8.27", WEST, Say(report(13, "gul. varme? vand ok 3 voksne", Via.OBSERVED, "Attrap Dam")), ""),
        ("8.31", CENTRE, Say(report(124, "Alt ok, 38 børn og 7 voksne", Via.PHONE)), ""),
        ("8.33", CENTRE, Say(report(130, "telefon! ellers alt ok 12 voksne", Via.PHONE)), ""),
        ("8.34", CENTRE, Say(report(128, "alt ok 9 voksne, har gasblus", Via.PHONE)), ""),
        ("8.36", SCHOOL, Say(report(129, "varme! lys? toilet ok vand ok 212 børn 19 voksne", Via.OBSERVED)), ""),
        ("8.37", CENTRE, Suggested("noedstroem-varme"), ""),
    ]
