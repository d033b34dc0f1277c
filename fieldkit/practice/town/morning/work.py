"""A silent school and the runner, a request, what citizens ask, a notice."""

from fieldkit.core.ask.proposal import Asks
from fieldkit.core.facts.roster import RosterEdit, RosterTable
from fieldkit.core.facts.said import CardAct, Message
from fieldkit.core.facts.staff import Answer, Handover, Question, QuestionSort
from fieldkit.core.facts.terms import Precedence, Role, Topic, Transport, Via
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchAct,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestState,
    RequestStatus,
)
from fieldkit.core.roster.roster import PersonRole
from fieldkit.practice.town.morning.places import CENTRE, NORTH, NUMBERS, SILENT, SOUTH, WEST, Line, Said, report
from fieldkit.practice.town.script import About, Asked, Card, NotAsked, Read, Say, Suggested, Yes


def silence() -> list[Line]:
    officer, runner, here = "Eksempel Dam", "Øvelse Holm", NUMBERS[SILENT]
    return [
        ("8.46", CENTRE, NotAsked(Asks.SILENT, SILENT), ""),
        ("8.48", CENTRE, Asked(Asks.SILENT, SILENT), ""),
        ("8.49", SOUTH, Yes(Asks.SILENT, SILENT, officer), "rykker"),
        ("8.50", CENTRE, NotAsked(Asks.SILENT, SILENT), ""),
        ("9.05", CENTRE, Suggested("rapportering"), ""),
        ("9.06", SOUTH, Yes(Asks.SILENT, SILENT, officer), "nabo"),
        (
            "9.14",
            SOUTH,
            Say(
                Message("Vi kan se skolen, men der er mørkt, og ingen tager telefonen.", 12, sender=128, by="portneren")
            ),
            "svar",
        ),
        ("9.15", SOUTH, Read("svar", officer), ""),
        ("9.25", SOUTH, NotAsked(Asks.SILENT, SILENT), ""),
        ("9.27", SOUTH, Asked(Asks.SILENT, SILENT), ""),
        ("9.27", SOUTH, Card("runner", CardAct.START, by=officer), ""),
        (
            "9.28",
            SOUTH,
            About(
                ("rykker",),
                lambda asked: Dispatch(runner, 12, (here,), (asked,), Transport.FOOT, by=officer),
            ),
            "ærinde",
        ),
        ("9.29", SOUTH, NotAsked(Asks.SILENT, SILENT), ""),
        ("9.30", SOUTH, Card("runner", CardAct.TICK, 2, officer), ""),
        ("9.55", SOUTH, NotAsked(Asks.OVERDUE_RUNNER), ""),
        ("10.00", SOUTH, Asked(Asks.OVERDUE_RUNNER), ""),
        ("10.01", CENTRE, Asked(Asks.OVERDUE_RUNNER), ""),
        (
            "10.06",
            SOUTH,
            About(
                ("ærinde",),
                lambda errand: DispatchStatus(
                    errand,
                    DispatchAct.DELIVERED,
                    here,
                    note="døren var låst, alle var i salen",
                    by="skoleleder Model Friis",
                ),
            ),
            "",
        ),
        ("10.07", SOUTH, Asked(Asks.DELIVERED_UNREAD), ""),
        ("10.07", SOUTH, Yes(Asks.DELIVERED_UNREAD, by="skoleleder Model Friis"), ""),
        (
            "10.08",
            SOUTH,
            About(("ærinde",), lambda errand: DispatchStatus(errand, DispatchAct.RETURNED, by=runner)),
            "",
        ),
        ("10.09", SOUTH, NotAsked(Asks.OVERDUE_RUNNER), ""),
        (
            "10.10",
            SOUTH,
            Say(report(here, "rød. varme! mangler tæpper, vand til 4 timer, 184 børn 21 voksne", Via.RUNNER, runner)),
            "skole",
        ),
        ("10.11", SOUTH, Card("runner", CardAct.END, by=officer), ""),
        (
            "10.11",
            SOUTH,
            Say(
                RosterEdit(
                    RosterTable.PLACES, str(here), {"adresse": "Granstien 62, Eksempelby, ind ved salen"}, by=officer
                )
            ),
            "",
        ),
        ("10.12", CENTRE, NotAsked(Asks.SILENT, SILENT), ""),
    ]


def requests(t: Said) -> list[Line]:
    here = NUMBERS[SILENT]
    return [
        (
            "10.12",
            SOUTH,
            About(
                ("skole",),
                lambda told: Request(
                    "tæpper",
                    here,
                    60,
                    "stk.",
                    t("12.00"),
                    Topic.HEAT,
                    Precedence.URGENT,
                    told,
                    by="skoleleder Model Friis",
                ),
            ),
            "tæpper",
        ),
        ("10.13", CENTRE, Suggested("anmodning"), ""),
        ("10.40", CENTRE, NotAsked(Asks.LATE_REQUEST), ""),
        ("10.43", CENTRE, Asked(Asks.LATE_REQUEST), ""),
        (
            "10.44",
            CENTRE,
            Yes(Asks.LATE_REQUEST, by="Attrap Andersen", holder="Drift og logistik"),
            "",
        ),
        ("10.45", CENTRE, NotAsked(Asks.LATE_REQUEST), ""),
        (
            "10.58",
            CENTRE,
            About(
                ("tæpper",),
                lambda asked: RequestStatus(
                    asked, RequestState.WORKING, note="60 tæpper kører fra hallen", by="Attrap Andersen"
                ),
            ),
            "",
        ),
        (
            "11.42",
            SOUTH,
            About(
                ("tæpper",),
                lambda asked: RequestStatus(asked, RequestState.DONE, note="modtaget på skolen", by="Eksempel Dam"),
            ),
            "",
        ),
    ]


def citizens(t: Said) -> list[Line]:
    chief, places = "Øvelse Bæk", (NORTH, SOUTH, WEST)
    lines: list[Line] = [
        (
            "9.40",
            CENTRE,
            Say(
                Notice(
                    "Her kan du få vand",
                    "Tag selv dunke med. 3 liter til hver om dagen. Vandet hentes i skolegården.",
                    Role.MEETING_POINT.value,
                    t("11.50"),
                    by="Fiktiv Andersen",
                )
            ),
            "opslag",
        ),
        ("9.41", NORTH, Say(Question("Hvornår kommer strømmen igen?", 11, 14, by="Prøve Dam")), "spørg-1"),
        ("9.44", WEST, Say(Question("Hvornår kommer strømmen igen", 13, 9, by="Attrap Dam")), "spørg-2"),
        (
            "9.46",
            WEST,
            Say(Question("Der ligger et træ over Viaduktvej", 13, 2, QuestionSort.INFORMATION, "Attrap Dam")),
            "",
        ),
        (
            "9.58",
            CENTRE,
            About(
                ("spørg-1", "spørg-2"),
                lambda one, two: Answer(
                    1,
                    "Hvornår kommer strømmen?",
                    "Vi ved det ikke endnu. Næste besked kl. 11.",
                    answers=(one, two),
                    by=chief,
                ),
            ),
            "svar-1",
        ),
        (
            "11.02",
            CENTRE,
            About(
                ("svar-1",),
                lambda old: Answer(
                    1, "Hvornår kommer strømmen?", "Forsyningen regner med kl. 12.", 2, replaces=old, by=chief
                ),
            ),
            "",
        ),
        (
            "11.10",
            CENTRE,
            Say(
                Handover(
                    "Fiktiv Bæk",
                    "Påhit Bæk",
                    1,
                    PersonRole.ON_CALL,
                    (
                        "60 tæpper er på vej til Bakkekammens Skole",
                        "forsyningen regner med strøm kl. 12",
                        "opslaget om vand gælder til kl. 11.50",
                    ),
                )
            ),
            "",
        ),
    ]
    officers = {NORTH: "Prøve Dam", SOUTH: "Eksempel Dam", WEST: "Attrap Dam"}
    for index, place in enumerate(places):
        number, officer = NUMBERS[place], officers[place]
        lines += [
            (f"9.{47 + index}", place, Asked(Asks.MISSING_NOTICE), ""),
            (
                f"9.{50 + index}",
                place,
                About(("opslag",), lambda n, number=number, by=officer: NoticePlace(n, number, True, by)),
                "",
            ),
            (f"9.{53 + index}", place, NotAsked(Asks.MISSING_NOTICE), ""),
            (f"11.{45 + index}", place, NotAsked(Asks.OUTDATED_NOTICE), ""),
            (f"11.{52 + index}", place, Asked(Asks.OUTDATED_NOTICE), ""),
            (f"11.{55 + index}", place, Yes(Asks.OUTDATED_NOTICE, by=officer), ""),
        ]
    return lines
