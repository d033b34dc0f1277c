"""One made-up afternoon of power failure in Eksempelkommune, seen from a meeting point: what the paper tests print."""

from paths import ROOT

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.documents import (
    AnswerSheet,
    Badge,
    BlankChits,
    BoardPicture,
    CardSheet,
    ChannelCard,
    ContactList,
    Docket,
    DocumentKind,
    EmergencyList,
    EvaluationSheet,
    HandoverSheet,
    KeyCard,
    LogSheet,
    NoticeSheet,
    OpenMessages,
    PlaceList,
    Receipt,
    RosterList,
    SignInSheet,
    TestPage,
)
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody, unknown_place
from fieldkit.core.facts.event import EXERCISE_BIT, make_event, number_of
from fieldkit.core.facts.said import Ack, CardAct, CardStep, EntrySort, Hello, Incident, Message, Note, Report
from fieldkit.core.facts.staff import Answer, Crew, Question
from fieldkit.core.facts.terms import Condition, Level, Precedence, Role, Topic, Transport, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Dispatch, DispatchAct, DispatchStatus, Notice, Request, RequestState, RequestStatus
from fieldkit.core.remedies import SeeLists
from fieldkit.core.state.fold import fold
from fieldkit.core.tell.evaluation_parts import Told
from fieldkit.core.tell.parts import names_of
from fieldkit.core.views.evaluation import make_evaluation
from fieldkit.core.views.evaluation_local import Battery, LocalFigures, OnAir, Printed
from fieldkit.paper.documents import ChannelRows, DocumentSource, KeyRows, ListRows
from fieldkit.store.errors import no_such_number
from fieldkit.store.files.cards import load_cards
from fieldkit.store.files.roster import load_roster

NOON = 1_795_258_800
"""21.11.2026 12:00 in Denmark, as Unix seconds."""
KIT = 11
"""The kit that prints, at the meeting point Kløverkærskolen."""
SECRETARIAT = 1
TAG = 0x0042

OK, SHORTAGE, CRITICAL = Condition.OK, Condition.SHORTAGE, Condition.CRITICAL

DOCUMENTS = {
    "receipt": Receipt("11-0003"),
    "receipt-unsure": Receipt("11-0005"),
    "receipt-message": Receipt("1-0004"),
    "receipt-note": Receipt("11-0009"),
    "receipt-request": Receipt("11-0011"),
    "docket": Docket("11-0007"),
    "docket-route": Docket("1-0004", ("raeveengskolen", "pindsvineskolen", "maanelysskolen")),
    "docket-report": Docket("11-0003"),
    "docket-errand": Docket("11-0012"),
    "card": CardSheet("alarm"),
    "card-run": CardSheet("runner"),
    "roster": RosterList("kloeverkaerskolen"),
    "roster-all": RosterList(),
    "signin": SignInSheet(),
    "places": PlaceList(),
    "contacts": ContactList(),
    "board": BoardPicture(),
    "messages": OpenMessages(),
    "log": LogSheet(),
    "handover": HandoverSheet(),
    "evaluation": EvaluationSheet(),
    "notice": NoticeSheet("11-0008"),
    "notice-replaced": NoticeSheet("11-0006"),
    "notice-message": NoticeSheet("1-0004"),
    "answers": AnswerSheet(),
    "answers-one": AnswerSheet(2),
    "chits": BlankChits(2),
    "badge": Badge("forbindelsesofficer"),
    "list": EmergencyList("klasse 3B"),
    "keycard": KeyCard(),
    "channelcard": ChannelCard(),
    "test": TestPage(),
}
"""Golden name → document."""


def _said(topics, hours=None):
    return {topic: TopicState(state, (hours or {}).get(topic)) for topic, state in topics.items()}


def afternoon(tag=TAG):
    """The events of the day, of three kits; `tag` with the exercise bit makes the same day an exercise."""
    cards, _ = load_cards(ROOT / "cards")
    told = []
    seqs = {}

    def say(kit, minute, body, *, sure=True, incident=tag):
        seqs[kit] = seqs.get(kit, 0) + 1
        told.append(
            make_event(
                body,
                kit=kit,
                epoch=7,
                seq=seqs[kit],
                hlc=hlc_of_unix(NOON + 60 * minute),
                incident=incident,
                time_sure=sure,
            )
        )
        return RefBody(kit, 7, seqs[kit])

    say(SECRETARIAT, 0, Hello(Role.SECRETARIAT, 1), incident=0)
    say(KIT, 1, Hello(Role.MEETING_POINT, 11), incident=0)
    say(SECRETARIAT, 5, Incident(tag, name="Strømsvigt i hele kommunen", level="2"))
    say(SECRETARIAT, 9, Note("Alle mødesteder åbner nu.", entry=EntrySort.DECISION, by="Øvelse Andersen"))
    say(
        SECRETARIAT,
        20,
        Message(
            "Åbn varmestue i gymnastiksalen. Meld hver time, hvor mange der er kommet, og hvad I mangler mest. "
            "Send en runner, hvis I ikke kan komme igennem.",
            to=Role.MEETING_POINT.value,
            precedence=Precedence.URGENT,
            by="Model Andersen",
        ),
    )
    say(KIT, 22, CardStep("runner", CardAct.START, version=cards["runner"].version, by="Skabelon Dam"))
    say(
        KIT,
        31,
        Report(
            place=131,
            topics=_said(
                {
                    Topic.WATER: CRITICAL,
                    Topic.HEAT: CRITICAL,
                    Topic.LIGHT: SHORTAGE,
                    Topic.POWER: SHORTAGE,
                    Topic.FOOD: OK,
                    Topic.CALM: OK,
                },
                {Topic.HEAT: 3, Topic.POWER: 6},
            ),
            children=43,
            staff=6,
            level=Level.RED,
            note="to børn mangler medicin kl. 16, tæpper til de små – døren mod nord er låst",
            via=Via.RUNNER,
            by="Eksempel Bæk",
        ),
    )
    say(KIT, 33, CardStep("runner", CardAct.TICK, step=1, by="Skabelon Dam"))
    say(
        KIT,
        40,
        Report(place=unknown_place(0xABCD1234), topics=_said({Topic.TOILET: CRITICAL}), trust=Trust.UNVERIFIED),
        sure=False,
    )
    first_notice = say(
        KIT,
        45,
        Notice("Drikkevand kl. 14", "Der deles drikkevand ud kl. 14 ved hovedindgangen.", expires=_seconds(180)),
    )
    say(
        KIT,
        50,
        Message(
            "Send 60 liter vand og 20 tæpper til Kløverkærskolen. To børn skal have medicin inden kl. 16.",
            to=Role.SECRETARIAT.value,
            precedence=Precedence.FLASH,
            by="Skabelon Dam",
        ),
    )
    say(
        KIT,
        62,
        Notice(
            "Drikkevand kl. 15 ved porten",
            "Der deles drikkevand ud kl. 15 ved porten til skolegården. Tag selv dunke med. 3 liter til hver.",
            expires=_seconds(360),
            replaces=first_notice,
            by="Prøve Dam",
        ),
    )
    moved = "Vi flyttede uddelingen til porten, fordi indgangen er for smal."
    say(KIT, 64, Note(moved, entry=EntrySort.ACTION, by="Prøve Dam"))
    say(KIT, 65, CardStep("runner", CardAct.SKIP, step=3, by="Prøve Dam", reason="runneren har selv vest"))
    say(SECRETARIAT, 70, Ack(RefBody(KIT, 7, 3), by="Øvelse Bæk", place=1))
    say(
        12,
        75,
        Report(
            place=12,
            topics=_said(dict.fromkeys(Topic, OK)),
            children=112,
            staff=14,
            via=Via.OBSERVED,
        ),
    )
    say(12, 77, Ack(RefBody(SECRETARIAT, 7, 4), by="Eksempel Dam", place=12))
    say(
        12,
        80,
        Report(place=136, topics=_said({Topic.WATER: SHORTAGE}, {Topic.WATER: 4}), children=24, trust=Trust.UNVERIFIED),
    )
    request = say(
        KIT,
        82,
        Request(
            "tæpper",
            place=131,
            count=20,
            unit="stk.",
            due=_seconds(180),
            topic=Topic.HEAT,
            precedence=Precedence.URGENT,
            ref=RefBody(KIT, 7, 3),
            by="Eksempel Bæk",
        ),
    )
    errand = say(
        KIT,
        84,
        Dispatch(
            "Påhit Gregersen",
            start=11,
            route=(18, 12),
            refs=(RefBody(SECRETARIAT, 7, 4), request),
            transport=Transport.BICYCLE,
            by="Prøve Dam",
        ),
    )
    say(SECRETARIAT, 90, RequestStatus(request, RequestState.WORKING, holder="Materielgården", by="Model Andersen"))
    say(KIT, 101, DispatchStatus(errand, DispatchAct.DELIVERED, place=18, by="Fiktiv Dam"))
    say(KIT, 103, Crew("Prøve Dam", 11, role="liaison-officer", since=_seconds(5)))
    say(KIT, 104, Question("Hvor kan jeg få vand til min baby?", 11, count=4))
    power = say(SECRETARIAT, 105, Answer(1, "Strøm", "Strømmen ventes tilbage i aften kl. 20."))
    say(
        SECRETARIAT,
        106,
        Answer(2, "Vand", "Hent vand på det nærmeste mødested. Tag selv dunke med.\n3 liter til hver."),
    )
    say(SECRETARIAT, 107, Answer(1, "Strøm", "Ingen ved endnu, hvornår strømmen kommer.", version=2, replaces=power))
    return told


def _seconds(minute):
    """A time of the day as an event tells it: seconds since 2025."""
    return int(NOON + 60 * minute) - EPOCH_UNIX_S


def digits_of(told):
    """Digits for the QR codes of these tests: one code for each event, as long as real ones are."""
    return ["".join(f"{byte:03d}" for byte in event.id * 4) for event in told]


def emergency_rows(name):
    """An opened list of made-up children."""
    if name != "klasse 3B":
        raise InputError(f"Nødlisten “{name}” findes ikke.", SeeLists())
    return ListRows(
        ("Navn", "Ring til", "Medicin"),
        (
            ("Øvelse Ært", "far, 00 00 00 91", ""),
            ("Prøve Ølgod", "mor, 00 00 00 92", "insulin kl. 16"),
            ("Attrap Åen-Langefternavnsen", "bedstemor, 00 00 00 93", "astma, spray i tasken"),
        ),
        made=NOON - 26 * 3600,
    )


def evaluated_day(told, roster, tag=TAG):
    """The afternoon as it stands at 13:50, with what the kit that prints has kept of it."""
    state = fold(told)
    mine = [event for event in told if event.incident == tag]
    evaluation = make_evaluation(state, roster, mine, NOON + 110 * 60, tag)
    local = LocalFigures(
        kit=KIT,
        received={event.id: 95 for event in mine if event.number == "11-0007"},
        printed=Printed({DocumentKind.RECEIPT: 4, DocumentKind.DOCKET: 1}, 1, 0, 812, 0),
        on_air=OnAir("MEDIUM_FAST", 14, 5.25, 3, 2, 1, 22, 19, 3),
        battery=Battery(92, NOON + 60, 62, NOON + 108 * 60),
    )
    return Told(evaluation, mine, names_of(roster, state.incidents), local)


def source_of_day(tag=TAG, **changes):
    """What the kit at Kløverkærskolen knows at 13:50."""
    roster, faults = load_roster(ROOT / "data")
    assert roster is not None, faults
    cards, _ = load_cards(ROOT / "cards")
    told = afternoon(tag)
    numbers = {event.number: event for event in told}

    def find(number):
        if number not in numbers:
            raise no_such_number(number)
        return numbers[number]

    given = {
        "state": fold(told),
        "roster": roster,
        "now": NOON + 110 * 60,
        "kit": KIT,
        "place": 11,
        "cards": cards,
        "find": find,
        "at": lambda ref: find(number_of(ref.kit, ref.seq)),
        "log": lambda: told,
        "slip_digits": digits_of,
        "find_list": emergency_rows,
        "channel": ChannelRows(2, "7b01c4e9", "BEREDSKAB", f"https://meshtastic.org/e/#{'CjMS' * 24}", False),
        "key": KeyRows(1, "4f3a90c2", ("1234567890" * 12,)),
        "battery": 62,
        "evaluated": lambda _incident: evaluated_day(told, roster, tag),
        "unsure_jobs": ("job 8: følgeseddel 11-0007, sendt uden svar",),
    }
    return DocumentSource(**{**given, **changes})


EXERCISE_TAG = TAG | EXERCISE_BIT
