"""What the demo's people have done before it opens, and what they do while it is watched: moments, as in a script.

Places come from whatever roster the demo runs on; people are the roster's, or made up. It is always an exercise.
"""

from collections.abc import Sequence
from typing import NamedTuple

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.roster import RosterEdit, RosterTable
from fieldkit.core.facts.said import CardAct, EntrySort, Message, Note, Report
from fieldkit.core.facts.staff import Answer, Call, CallResult, Crew, Handover, LevelChange, Question, QuestionSort
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
    Round,
    Silence,
    SilenceStep,
)
from fieldkit.core.phrase.parse import parse
from fieldkit.core.roster.roster import PersonRole, Place, Roster
from fieldkit.practice.town.script import About, Act, Begin, Card, Moment, Read, Say

_Line = tuple[float, Place, Act, str]
"""Minutes or seconds from the opening, whose kit, act, label."""
BEGAN_MIN = 48
"""Minutes before the demo opens that its exercise began."""
NAME = "Strømsvigt i Eksempelkommune"
_OWN_REPORTS = (
    "alt ok 14 voksne",
    "strøm? vand ok lys ok 9 voksne",
    "gul. mad til 6 timer, varme? 11 voksne, mange forældre spørger",
)


class Cast(NamedTuple):
    """Who plays: the secretariat first of `kits`, then its meeting points; `phones` have no kit."""

    roster: Roster
    kits: Sequence[Place]
    phones: Sequence[Place]

    def person(self, role: PersonRole, place: Place, index: int = 0) -> str:
        """Somebody of the roster with the role at the place; else a made-up name."""
        people = self.roster.people_with(role, place.slug)
        return people[index].name if index < len(people) else f"Øvelse {'ABCD'[index % 4]}"


def own_report(place: Place, index: int) -> Report:
    """What a meeting point sees of itself."""
    said = parse(_OWN_REPORTS[index % len(_OWN_REPORTS)])
    return Report(place.number, said.topics, said.children, said.staff, said.level, said.note, Via.OBSERVED)


def before(cast: Cast, opens: float) -> list[Moment]:
    """The last three quarters of an hour before the demo opens at `opens` (Unix seconds), in the order of time."""
    centre, *points = cast.kits
    told = [*_alarm(cast, centre), *_work(cast, centre, points, opens)]
    for index, point in enumerate(points):
        told += _opening(cast, centre, point, index)
    return [
        Moment(opens + 60 * minute + index / 100, where.slug, act, label)
        for index, (minute, where, act, label) in enumerate(sorted(told, key=lambda line: line[0]))
    ]


def after(cast: Cast) -> list[Moment]:
    """What follows, `at` in seconds from the opening: little enough for the air of a small mesh."""
    centre, *points = cast.kits
    logistics = cast.person(PersonRole.OPERATIONS, centre)
    duty = cast.person(PersonRole.ON_CALL, centre)
    last, first, school = points[-1], points[0], cast.phones[0].number
    runner = cast.person(PersonRole.RUNNER, first)
    told: list[_Line] = [
        (
            30,
            centre,
            Say(
                Message(
                    "Vi samler meldinger hver tredje time. Spørg jeres institutioner, og sig til ved mangel.",
                    Role.MEETING_POINT.value,
                    by=duty,
                )
            ),
            "",
        ),
        (10, centre, Card("alarm", CardAct.TICK, 8, duty), ""),
        (
            16,
            centre,
            About(
                ("tæpper",),
                lambda asked: RequestStatus(asked, RequestState.WORKING, "Drift og logistik", by=logistics),
            ),
            "",
        ),
        (
            46,
            centre,
            Say(
                Message(
                    "Vandvognen er hos jer inden kl. 12. Hvor skal den holde?",
                    school,
                    Precedence.URGENT,
                    by=duty,
                )
            ),
            "",
        ),
        (58, last, About(("opslag",), lambda n: NoticePlace(n, last.number, True, "forbindelsesofficeren")), ""),
        (26, centre, Card("sekretariat-start", CardAct.TICK, 5, duty), ""),
        (70, first, Say(Question("Må vi drikke vandet fra hanen?", first.number, 6)), "vandet"),
        (
            86,
            centre,
            About(
                ("vandet",),
                lambda q: Answer(2, "Vand fra hanen", "Ja, vandet er i orden, så længe der er tryk på.", answers=(q,)),
            ),
            "",
        ),
        (
            105,
            first,
            About(
                ("ærinde",),
                lambda e: DispatchStatus(e, DispatchAct.DELIVERED, school, by="lederen"),
            ),
            "",
        ),
        (
            120,
            first,
            About(("ærinde",), lambda e: DispatchStatus(e, DispatchAct.RETURNED, by=runner)),
            "",
        ),
        (
            140,
            centre,
            About(("tæpper",), lambda asked: RequestStatus(asked, RequestState.DONE, note="tæpperne er fremme")),
            "",
        ),
    ]
    reports: list[_Line] = [
        (9.0 + 14 * index, point, Say(own_report(point, index + 1)), "") for index, point in enumerate(points)
    ]
    return [
        Moment(at, where.slug, act, label)
        for at, where, act, label in sorted([*told, *reports], key=lambda line: line[0])
    ]


def _alarm(cast: Cast, centre: Place) -> list[_Line]:
    duty = cast.person(PersonRole.ON_CALL, centre)
    leader, stand_in = cast.person(PersonRole.LEADER, centre), cast.person(PersonRole.LEADER, centre, 1)
    logistics, keeper = cast.person(PersonRole.OPERATIONS, centre), cast.person(PersonRole.LOG_KEEPER, centre)
    return [
        (-48, centre, Begin(NAME, exercise=True), ""),
        (-47, centre, Card("alarm", CardAct.START, by=duty), ""),
        (-46.5, centre, Card("alarm", CardAct.SKIP, 1, duty, "ingen er meldt i fare"), ""),
        (
            -46,
            centre,
            Say(Note("Strømmen er væk i hele Eksempelby, og mobilnettet falder ud.", EntrySort.ACTION, duty)),
            "",
        ),
        (-45.5, centre, Card("alarm", CardAct.TICK, 2, duty), ""),
        (-45, centre, Card("alarm", CardAct.TICK, 3, duty), ""),
        (-44, centre, Say(Call(leader, CallResult.NO_ANSWER, PersonRole.LEADER, duty)), ""),
        (-43, centre, Say(Call(stand_in, CallResult.REACHED, PersonRole.LEADER, duty)), ""),
        (-42.5, centre, Card("alarm", CardAct.TICK, 4, duty), ""),
        (-42, centre, Say(LevelChange(2, stand_in, reason="hele byen er ramt, og telefonerne falder ud")), ""),
        (-41, centre, Say(Crew(duty, centre.number, PersonRole.ON_CALL)), ""),
        (-38, centre, Say(Crew(stand_in, centre.number, PersonRole.LEADER)), ""),
        (-37, centre, Say(Crew(logistics, centre.number, PersonRole.OPERATIONS)), ""),
        (-36, centre, Say(Crew(keeper, centre.number, PersonRole.LOG_KEEPER)), ""),
        (-40, centre, Card("sekretariat-start", CardAct.START, by=duty), ""),
        (-39.5, centre, Card("sekretariat-start", CardAct.TICK, 7, duty), "åbn"),
        (
            -34,
            centre,
            Say(Note("Rådhuset lukker for borgere. Spørgsmål tages på mødestederne.", EntrySort.DECISION, stand_in)),
            "",
        ),
    ]


def _opening(cast: Cast, centre: Place, point: Place, index: int) -> list[_Line]:
    officer, runner = cast.person(PersonRole.LIAISON_OFFICER, point), cast.person(PersonRole.RUNNER, point)
    at, opened = -33.0 + index, f"åben-{point.slug}"
    lines: list[_Line] = [
        (at, point, Card("moedested-aabn", CardAct.START, by=officer), ""),
        (at + 1, point, Say(Crew(officer, point.number, PersonRole.LIAISON_OFFICER)), ""),
        (at + 1.5, point, Say(Crew(runner, point.number, PersonRole.RUNNER)), ""),
        (at + 2, point, Card("moedested-aabn", CardAct.TICK, 2, officer), ""),
        (at + 3, point, Card("moedested-aabn", CardAct.TICK, 3, officer), opened),
        (at + 8, point, Say(own_report(point, index)), ""),
        (at + 6, centre, Read(opened, cast.person(PersonRole.LOG_KEEPER, centre)), ""),
    ]
    if index < 2:  # the others have the message and have not said so: somebody should be asked about that
        lines.append((at + 4, point, Read("åbn", officer), ""))
    return lines


def _door(place: Place) -> RosterEdit:
    """The list is put right: where people go in tonight."""
    address = f"{place.address}, ind ved salen".removeprefix(", ")
    return RosterEdit(RosterTable.PLACES, str(place.number), {"adresse": address}, by="forbindelsesofficeren")


def _relief(cast: Cast, point: Place) -> Handover:
    """The officer at a meeting point is relieved: three facts are repeated."""
    outgoing, incoming = (cast.person(PersonRole.LIAISON_OFFICER, point, index) for index in range(2))
    facts = ("ti powerbanks er bestilt", "opslaget om vand hænger ved døren", "næste melding om en time")
    return Handover(outgoing, incoming, point.number, PersonRole.LIAISON_OFFICER, facts)


def _work(cast: Cast, centre: Place, points: Sequence[Place], opens: float) -> list[_Line]:
    first, last, school = points[0], points[-1], cast.phones[0]
    duty, keeper = cast.person(PersonRole.ON_CALL, centre), cast.person(PersonRole.LOG_KEEPER, centre)
    now = int(opens) - EPOCH_UNIX_S
    lines: list[_Line] = [
        (
            -32.2,
            first,
            Say(Request("tæpper", first.number, 40, "stk.", now + 7200, Topic.HEAT, Precedence.URGENT)),
            "tæpper",
        ),
        (-28, centre, Say(Round(3, now + 3600, keeper)), ""),
        (-26, last, Say(Request("powerbanks", last.number, 10, "stk.", topic=Topic.POWER)), "powerbanks"),
        (
            -24,
            centre,
            About(
                ("powerbanks",),
                lambda asked: RequestStatus(asked, RequestState.WORKING, "Drift og logistik"),
            ),
            "",
        ),
        (
            -22,
            centre,
            Say(
                Notice(
                    "Her kan du få vand",
                    "Tag selv dunke med. 3 liter til hver om dagen.",
                    Role.MEETING_POINT.value,
                    now + 3 * 3600,
                    by=duty,
                )
            ),
            "opslag",
        ),
        (-17, first, Say(Question("Hvornår kommer strømmen igen?", first.number, 14)), "spørg-1"),
        (-16, last, Say(Question("Hvornår kommer strømmen igen?", last.number, 9)), "spørg-2"),
        (
            -15,
            last,
            Say(Question("Der ligger et træ over vejen ved skolen", last.number, 2, QuestionSort.INFORMATION)),
            "",
        ),
        (-15, last, Say(_door(last)), ""),
        (
            -14,
            first,
            Say(
                Message(
                    "Skriv børn og voksne på listen til runneren.",
                    school.number,
                    by="forbindelsesofficeren",
                )
            ),
            "liste",
        ),
        (
            -12,
            first,
            About(
                ("liste",),
                lambda carried: Dispatch(
                    cast.person(PersonRole.RUNNER, first),
                    first.number,
                    (school.number,),
                    (carried,),
                    Transport.BICYCLE,
                    minutes=30,
                    by=cast.person(PersonRole.LIAISON_OFFICER, first),
                ),
            ),
            "ærinde",
        ),
        (
            -9,
            centre,
            About(
                ("spørg-1", "spørg-2"),
                lambda *asked: Answer(
                    1,
                    "Hvornår kommer strømmen?",
                    "Vi ved det ikke endnu. Ny besked hver time.",
                    answers=asked,
                    by=keeper,
                ),
            ),
            "",
        ),
        (-10, centre, Say(Silence(cast.phones[-1].number, SilenceStep.RESEND, by=duty)), ""),
        (-6, last, Say(_relief(cast, last)), ""),
        (-5, centre, Say(Note("Hallen bliver ikke åbnet som varmestue endnu.", EntrySort.OMISSION, duty)), ""),
    ]
    for index, point in enumerate(points[:-1]):
        lines.append(
            (
                -20.0 + index,
                point,
                About(("opslag",), lambda n, at=point.number: NoticePlace(n, at, True, "forbindelsesofficeren")),
                "",
            )
        )
    return lines
