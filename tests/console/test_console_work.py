"""The work, the people and the chits at the console: each action by its keys, on an 80x24 screen, facts in the log."""

import pytest
from console_pilot import HERE, SECRETARIAT, SIZE, Clock, arrives, bodies, press, screen, settle, type_keys, write
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.console.row_list import RowList
from fieldkit.console.send_bar import SendBar
from fieldkit.console.staff.calls import CallLine
from fieldkit.core.clock.danish import danish
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.documents import Docket, HandoverSheet, NoticeSheet, Printable
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.chits import Chit, ChitSort
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.staff import (
    Answer,
    Call,
    CallResult,
    Crew,
    Handover,
    LevelAct,
    LevelChange,
    Question,
    QuestionClosed,
)
from fieldkit.core.facts.terms import Condition, Precedence, Topic, Transport
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
from fieldkit.core.roster.roster import Resource
from fieldkit.core.views.chits import make_chits
from fieldkit.kit import Kit
from fieldkit.store.tables.chit_prints import note_chits

LONGEST_LINE = SIZE[0]


def at_screen(kit: Kit, queue: list[Printable] | None = None) -> FeltkitApp:
    def print_it(wanted: Printable) -> int:
        assert queue is not None
        queue.append(wanted)
        return len(queue)

    app = FeltkitApp(kit, queue_print=print_it if queue is not None else None)
    app.operator = "Øvelse Andersen"
    return app


async def fill(pilot, *texts: str) -> None:
    """Each text into its field, Enter after each; "" leaves what stands there."""
    for text in texts:
        if text:
            await write(pilot, text)
        await press(pilot, "enter")


def rows(app: FeltkitApp) -> list[str]:
    """What the open list says, without what has no key."""
    found = app.front.query_one("#rows", RowList)
    return [row.text.plain for row in found.rows if not row.heading]


async def test_tæpper_are_asked_for_taken_by_somebody_and_delivered(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        await type_keys(pilot, "tæpper")
        await fill(pilot, "", "40", "stk.", "", "om 2 t", "varme", "", "")
        assert bodies(point, Request) == [], "nothing is recorded before the last Enter"
        assert "Uglemoseskolen anmoder om 40 stk. tæpper" in screen(app)
        await press(pilot, "enter")
        assert "afventer" in screen(app) and "40 stk. tæpper" in screen(app)
        await press(pilot, "enter")
        assert "Det kan hjælpe, det nærmeste først" in screen(app) and "800 stk." in screen(app)
        await press(pilot, "t")
        await fill(pilot, "Vej og park")
        assert "under udførelse, Vej og park har den" in screen(app)
        await press(pilot, "g")
        await fill(pilot, "38 er kommet")
        assert "gennemført" in screen(app)
    (asked,) = bodies(point, Request)
    assert (asked.what, asked.count, asked.unit, asked.place) == ("tæpper", 40, "stk.", HERE)
    assert asked.topic is Topic.HEAT and asked.by == "Øvelse Andersen"
    assert asked.due == int(point.now()) + 2 * 3600 - EPOCH_UNIX_S
    taken, done = bodies(point, RequestStatus)
    assert (taken.state, taken.holder) == (RequestState.WORKING, "Vej og park")
    assert (done.state, done.note, done.by) == (RequestState.DONE, "38 er kommet", "Øvelse Andersen")


async def test_the_resource_under_the_cursor_names_who_takes_it_and_a_refusal_says_why(point: Kit) -> None:
    point.record(Request("tæpper", HERE, count=40, topic=Topic.HEAT))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "enter")
        lines = app.query_one("#lines", RowList)
        lines.go_to(next(row.key for row in lines.rows if isinstance(row.key, Resource)))
        await press(pilot, "t")
        assert app.screen.query_one(Input).value == "Krisesekretariatet"
        await press(pilot, "escape", "x", "enter")
        assert "Skriv noget" in screen(app) and bodies(point, RequestStatus) == []
        await fill(pilot, "har selv nok")
        assert "afvist" in screen(app)
        await press(pilot, "v")
    declined, again = bodies(point, RequestStatus)
    assert (declined.state, declined.note) == (RequestState.DECLINED, "har selv nok")
    assert again.state is RequestState.WAITING


async def test_late_requests_stand_on_top_and_mark_the_tab(point: Kit, clock: Clock) -> None:
    point.record(Request("kaffe", HERE))
    point.record(Request("diesel", HERE, precedence=Precedence.URGENT))
    clock.now += 45 * 60
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10")
        assert "Anmodninger 2!" in screen(app)
        first, second = rows(app)
        assert first.startswith("! ") and "diesel" in first and "45 min" in first
        assert "kaffe" in second and not second.startswith("!")


async def test_a_draft_outlives_escape_and_a_wrong_word_is_told(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        await fill(pilot, "vand", "mange")
        await press(pilot, "escape")
        assert "A Arbejde" in screen(app)
        await press(pilot, "n")
        assert app.screen.query_one("#field-what", Input).value == "vand"
        while not isinstance(app.screen.focused, SendBar):
            await press(pilot, "down")
        await press(pilot, "enter")
        assert "“mange” er ikke et antal" in screen(app) and bodies(point, Request) == []


async def test_a_personal_number_is_refused_in_the_form(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        await fill(pilot, "medicin til 010190-1234", "", "", "", "", "", "", "", "")
        assert "CPR-nummer" in screen(app)
    assert bodies(point, Request) == []


async def test_a_runner_is_sent_with_numbers_over_two_places_and_comes_back(point: Kit, clock: Clock) -> None:
    carried = point.record(Message("Kom med tæpper", to=3, precedence=Precedence.URGENT))
    queue: list[Printable] = []
    app = at_screen(point, queue)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "2", "n")
        await type_keys(pilot, "Eksempel Frand")
        await press(pilot, "right", "enter")
        await type_keys(pilot, "Brombærskolen, Traneb")
        await press(pilot, "right", "enter")
        await fill(pilot, carried.number, "", "", "")
        assert "Ventes tilbage kl." in screen(app) and "cykel" in screen(app).replace("\n", "")
        await press(pilot, "enter")
        assert "Udskriv følgesedlen" in screen(app)
        await press(pilot, "enter")
        assert "ventes " in rows(app)[0] and "Eksempel Frandsen" in rows(app)[0]
        await press(pilot, "enter")
        assert carried.number in screen(app) and "ikke afleveret endnu" in screen(app)
        await press(pilot, "l")
        assert "Hvor er det afleveret?" in screen(app)
        await press(pilot, "down", "enter")
        await fill(pilot, "skolelederen")
        assert "til skolelederen" in screen(app)
        await press(pilot, "b")
        await fill(pilot, "vejen er spærret", "", "")
        assert "kvitteret af Øvelse Andersen" in screen(app)
    (sent,) = bodies(point, Dispatch)
    assert (sent.runner, sent.start, sent.route) == ("Eksempel Frandsen", HERE, (3, 4))
    assert sent.refs == (RefBody(*carried.ref),) and sent.transport is Transport.BICYCLE
    delivered, back = bodies(point, DispatchStatus)
    assert (delivered.act, delivered.place, delivered.by) == (DispatchAct.DELIVERED, 4, "skolelederen")
    assert (back.act, back.by, back.note) == (DispatchAct.RETURNED, "Øvelse Andersen", "vejen er spærret")
    (docket,) = queue
    assert isinstance(docket, Docket) and isinstance(point.find(docket.number).body, Dispatch)


async def test_an_overdue_runner_is_marked_and_called_back_with_a_message_to_the_places_ahead(
    point: Kit, clock: Clock
) -> None:
    point.record(Dispatch("Øvelse Frandsen", HERE, route=(3,), minutes=30))
    clock.now += 50 * 60
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "2")
        assert rows(app)[0].startswith("! ") and "OVER 20 min" in rows(app)[0]
        await press(pilot, "k")
        assert "Brombærskolen får en besked om det" in screen(app)
        await press(pilot, "enter")
    (recalled,) = bodies(point, DispatchStatus)
    assert (recalled.act, recalled.by) == (DispatchAct.RECALLED, "Øvelse Andersen")
    (told,) = bodies(point, Message)
    assert told.to == 3 and "Øvelse Frandsen" in told.text and told.precedence is Precedence.URGENT


async def test_a_notice_is_written_hung_replaced_and_the_old_one_taken_down(point: Kit) -> None:
    queue: list[Printable] = []
    app = at_screen(point, queue)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "3", "n")
        await fill(pilot, "Drikkevand", "Vand udleveres i gården kl. 12-18.", "", "om 4 t", "")
        await press(pilot, "enter")
        await press(pilot, "h", "enter")
        assert "hænger 1 sted" in screen(app)
        await press(pilot, "e", "enter", "enter")
        await fill(pilot, "om 8 t", "")
        await press(pilot, "escape")
        assert "HÆNGER ENDNU 1 sted" in screen(app) and "Opslag 2!" in screen(app)
        assert rows(app)[0].startswith("! ")
        app.query_one("#rows", RowList).highlighted = 0
        await press(pilot, "t", "enter")
        assert "HÆNGER ENDNU" not in screen(app)
    old, new = bodies(point, Notice)
    assert old.title == new.title == "Drikkevand" and new.replaces is not None
    up, down = bodies(point, NoticePlace)
    assert (up.place, up.up, down.place, down.up) == (HERE, True, HERE, False)
    assert up.ref == down.ref == new.replaces
    assert [type(wanted) for wanted in queue] == [NoticeSheet]


async def test_what_citizens_ask_is_answered_by_the_secretariat_and_the_answer_gets_versions(staff: Kit) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "4", "n")
        await fill(pilot, "Hvornår kommer strømmen igen?", "", "12", "", "")
        assert "12 gange" in screen(app) and "ubesvaret" in screen(app)
        await press(pilot, "s")
        await fill(pilot, "Strøm", "Strømmen ventes tilbage i morgen kl. 8.", "")
        assert "instruks 1" in screen(app)
        await press(pilot, "right")
        assert "  1.1" in rows(app)[0] and "Strøm: Strømmen ventes" in rows(app)[0]
        await press(pilot, "v")
        field = app.screen.query_one("#field-text", Input)
        field.value = "Strømmen er tilbage."
        await press(pilot, "enter", "enter")
        assert "  1.2" in rows(app)[0]
        await press(pilot, "x")
        await fill(pilot, "den gik igen")
        assert "TRUKKET TILBAGE" in screen(app)
    first, second, third = bodies(staff, Answer)
    (question,) = bodies(staff, Question)
    assert (question.count, question.place) == (12, SECRETARIAT)
    asked = next(row.event for row in staff.log.all() if isinstance(row.event.body, Question))
    assert first.answers == (RefBody(*asked.ref),)
    assert [(a.number, a.version, a.withdrawn) for a in (first, second, third)] == [
        (1, 1, False),
        (1, 2, False),
        (1, 3, True),
    ]
    assert second.text == "Strømmen er tilbage." and third.text == "den gik igen"


async def test_a_question_becomes_a_request_a_line_in_the_log_or_is_closed_and_only_there_answered(point: Kit) -> None:
    for text in ("Kan I hente min mor?", "Er broen åben?", "Hvad er klokken?"):
        point.record(Question(text, HERE))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "4", "s")
        assert "Sekretariatet skriver svarene" in screen(app)
        await press(pilot, "m", "enter")
        await press(pilot, "home", "l", "enter")
        await press(pilot, "home", "k")
        await fill(pilot, "uret hænger her")
        assert "Spørgsmål " not in screen(app).splitlines()[1].replace("4Spørgsmål  5", "")
    assert len(bodies(point, Request)) == 1 and len(bodies(point, Note)) == 1
    closed = bodies(point, QuestionClosed)
    assert [one.into is not None for one in closed] == [True, True, False]
    assert closed[2].reason == "uret hænger her" and bodies(point, Answer) == []


def written_at(kit: Kit, hour: int, minute: int) -> int:
    """Seconds since 2025 of the last time that a Danish clock showed this."""
    now = danish(kit.now())
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp()
    return int(at if at <= kit.now() + 300 else at - 86_400) - EPOCH_UNIX_S


async def test_chits_are_entered_in_order_and_a_lost_one_is_named(point: Kit, clock: Clock) -> None:
    note_chits(point.log, 1, 4, clock.now)
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "6")
        assert "2-B001 til 2-B004" in screen(app)
        await press(pilot, "n")
        assert app.screen.query_one("#field-number", Input).value == "2-B001"
        await fill(pilot, "ca. 14.30", "", "vand! mad ok 43b", "", "", "", "pedellen")
        assert "skrevet ca." in screen(app) and "KRITISK: vand" in screen(app)
        await press(pilot, "enter")
        assert app.screen.query_one("#field-number", Input).value == "2-B002", "the next one is asked for at once"
        await write(pilot, "mangler")
        for _ in range(7):
            await press(pilot, "enter")
        await press(pilot, "enter")
        assert app.screen.query_one("#field-number", Input).value == "2-B003"
        await press(pilot, "escape")
        assert "MANGLER" in screen(app) and "Udskrevet og ikke skrevet ind: 2-B003 til 2-B004" in screen(app)
    first, lost = bodies(point, Chit)
    assert (first.count, first.sort, first.circa, first.by) == (1, ChitSort.REPORT, True, "Øvelse Andersen")
    assert first.at == written_at(point, 14, 30)
    assert first.report.topics[Topic.WATER].condition is Condition.CRITICAL and first.report.by == "pedellen"
    assert (lost.count, lost.sort) == (2, ChitSort.LOST)


async def test_a_gap_is_shown_entered_with_enter_and_a_wrong_chit_is_corrected(point: Kit, clock: Clock) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "6", "n")
        number = app.screen.query_one("#field-number", Input)
        number.value = "2-B002"
        await fill(pilot, "9.15", "", "Vi mangler tæpper", "", "", "", "", "")
        await press(pilot, "escape")
        assert "Mangler: find dem" in screen(app) and "Blanketter 1!" in screen(app)
        assert rows(app)[0].strip() == "2-B001"
        await press(pilot, "home", "enter")
        await fill(pilot, "9.00", "", "alt ok 12 børn", "", "", "", "", "")
        assert "Mangler" not in screen(app)
        app.query_one("#rows", RowList).highlighted = 2
        await press(pilot, "r")
        field = app.screen.query_one("#field-text", Input)
        assert field.value == "Vi mangler tæpper"
        field.value = "Vi mangler 20 tæpper"
        await press(pilot, *["enter"] * 6)
    second = next(view for view in make_chits(point.state) if view.key.nth == 2)
    assert second.said.text == "Vi mangler 20 tæpper" and second.entries == 2
    assert second.at == written_at(point, 9, 15) + EPOCH_UNIX_S, "a correction keeps the time on the paper"


async def test_an_entered_number_is_not_taken_twice(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "6", "n")
        await fill(pilot, "9.00", "", "alt ok", "", "", "", "", "")
        number = app.screen.query_one("#field-number", Input)
        number.value = "2-B001"
        await fill(pilot, "9.00", "", "rød", "", "", "", "", "")
        assert "er allerede skrevet ind" in screen(app)
    assert len(bodies(point, Chit)) == 1


async def test_people_sign_in_and_out_with_the_roster_role(staff: Kit, clock: Clock) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "i")
        await type_keys(pilot, "Prøve Ander")
        await press(pilot, "right")
        await fill(pilot, "", "", "", "", "")
        assert "Prøve Andersen" in screen(app) and "kriseleder" in screen(app)
        clock.now += 13 * 3600
        app.poll()
        await settle(pilot)
        assert rows(app)[0].startswith("! "), "whoever has been on duty for twelve hours should be relieved"
        await press(pilot, "u", "enter")
        assert "Ingen er meldt på vagt" in screen(app)
    came, went = bodies(staff, Crew)
    assert (came.name, came.role, came.place, came.out) == ("Prøve Andersen", "leader", SECRETARIAT, False)
    assert went.out and went.by == "Øvelse Andersen"


async def test_two_teams_are_proposed_after_a_day_and_a_change_of_shift_settles_it(staff: Kit, clock: Clock) -> None:
    staff.record(Crew("Øvelse Andersen", SECRETARIAT, "leader"))
    clock.now += 25 * 3600
    staff.record(Note("lever"))
    queue: list[Printable] = []
    app = at_screen(staff, queue)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7")
        assert "del staben i to hold" in screen(app) and "hold 2: Prøve Andersen" in screen(app)
        await press(pilot, "4")
        assert "Vagtskifte" in screen(app) and "Batteri: ukendt" in screen(app)
        await press(pilot, "v")
        await fill(pilot, "Prøve Andersen", "Runner 1-0044 er ude", "Vand er rødt")
        await press(pilot, "enter", "enter", "enter")
        assert "gentager tre ting; her er 2" in screen(app).replace("\n", " ") and bodies(staff, Handover) == []
        app.screen.query_one("#field-fact3", Input).value = "Møde kl. 18"
        await press(pilot, "enter")
        assert "Udskriv vagtskiftelisten" in screen(app)
        await press(pilot, "enter")
        assert app.operator == "Prøve Andersen"
        await press(pilot, "1")
        assert "Prøve Andersen" in rows(app)[0] and "Øvelse Andersen" not in rows(app)[0]
    (handed,) = bodies(staff, Handover)
    assert (handed.outgoing, handed.incoming, handed.role) == ("Øvelse Andersen", "Prøve Andersen", "leader")
    assert handed.facts == ("Runner 1-0044 er ude", "Vand er rødt", "Møde kl. 18")
    assert queue == [HandoverSheet()]


async def test_the_level_is_decided_with_who_and_the_clock_runs_until_the_staff_is_complete(
    staff: Kit, clock: Clock
) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "3")
        assert "Intet niveau er besluttet" in screen(app)
        await press(pilot, "b", "right", "right", "enter")
        await fill(pilot, "kommunaldirektøren", "strømmen er væk", "")
        await press(pilot, "enter")
        assert "Staben skal være fuldtallig" in screen(app) and "2 t 00 tilbage" in screen(app)
        clock.now += 3 * 3600
        app.poll()
        await settle(pilot)
        assert "OVER TIDEN" in screen(app) and "Niveau 2!" in screen(app)
        await press(pilot, "o")
        assert "Staben skulle være fuldtallig for 1 t siden" in screen(app)
        await press(pilot, "home", "enter")
        assert "Ring til" in screen(app), "the question leads to whom to call"
        await press(pilot, "3", "f")
        await fill(pilot, "tovholderen", "")
        await press(pilot, "enter")
        assert "Staben var fuldtallig" in screen(app)
        await press(pilot, "s", "enter")
        await fill(pilot, "borgmesteren", "", "")
        await press(pilot, "enter")
        assert "Intet niveau er besluttet" in screen(app) and "staben er ophørt af borgmesteren" in screen(app)
    decided, full, down = bodies(staff, LevelChange)
    assert (decided.level, decided.by, decided.reason) == (2, "kommunaldirektøren", "strømmen er væk")
    assert (full.act, full.by) == (LevelAct.FULL, "tovholderen")
    assert (down.act, down.level, down.by) == (LevelAct.STAND_DOWN, None, "borgmesteren")


async def test_the_calling_order_goes_on_to_the_stand_in_and_keeps_every_attempt(staff: Kit) -> None:
    staff.record(LevelChange(1, "fagchefen"))
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "2")
        assert "Ring til Fiktiv Bæk" in screen(app)
        await press(pilot, "f")
        assert "Notér Fiktiv Bæk: fik fat i?" in screen(app)
        await press(pilot, "escape", "i", "enter")
        assert "Ring til Påhit Bæk" in screen(app), "the stand-in is next"
        await press(pilot, "f", "j")
        assert "Ring til Øvelse Andersen" in screen(app), "the seat is filled, the next one is called"
        rows = app.query_one("#rows", RowList)
        rows.go_to(next(row.key for row in rows.rows if isinstance(row.key, CallLine)))
        await press(pilot, "enter")
        assert "Forsøg (1)" in screen(app) and "intet svar" in screen(app)
    first, second = bodies(staff, Call)
    assert (first.name, first.result, first.by) == ("Fiktiv Bæk", CallResult.NO_ANSWER, "Øvelse Andersen")
    assert (second.name, second.result) == ("Påhit Bæk", CallResult.REACHED)


async def test_rival_answers_are_a_task_that_leads_to_them(staff: Kit, clock: Clock) -> None:
    arrives(staff, clock, Answer(1, "Strøm", "I morgen."), kit_number=5)
    arrives(staff, clock, Answer(1, "Strøm", "På torsdag."), kit_number=6)
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "o")
        assert "Instruks 1 “Strøm” er skrevet flere steder" in screen(app)
        await press(pilot, "home", "enter")
        assert "OGSÅ" in screen(app) and "Svar 1!" in screen(app)
        await press(pilot, "v", "enter", "enter")
        assert "OGSÅ" not in screen(app)
        await press(pilot, "o")
        assert "Instruks 1" not in screen(app)
    assert bodies(staff, Answer)[-1].version == 2


async def test_a_late_request_in_the_tasks_opens_it(staff: Kit, clock: Clock) -> None:
    asked = staff.record(Request("diesel", HERE, precedence=Precedence.URGENT))
    clock.now += 45 * 60
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "o")
        assert f"Anmodning {asked.number}" in screen(app)
        await press(pilot, "home", "enter")
        assert f"Anmodning {asked.number}" in screen(app).splitlines()[2]
        await press(pilot, "t")
        await fill(pilot, "Vej og park")
        await press(pilot, "o")
        assert not any(asked.number in row.text.plain for row in app.query_one("#tasks-list", RowList).rows)


async def test_the_log_is_searched_in_any_case_of_æøå_and_by_place_kind_and_point(point: Kit) -> None:
    point.record(Note("Æblerne i Østerbro er på"))
    point.record(Report(3, {}, children=7))
    point.record(Request("tæpper", HERE, topic=Topic.HEAT))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6")
        for wanted, found in (
            ("æBLERNE I øSTERBRO", "Østerbro"),
            ("BROMBÆRSKOLEN", "7 børn"),
            ("anmodning", "tæpper"),
            ("varme", "tæpper"),
            ("2-0003", "Æblerne"),
        ):
            await press(pilot, "slash")
            app.query_one("#search", Input).value = wanted
            await press(pilot, "enter")
            (line,) = [row.text.plain for row in app.query_one("#events", RowList).rows]
            assert found in line, wanted
            await press(pilot, "escape")


async def test_a_message_to_everybody_is_not_overdue_for_places_never_heard(staff: Kit, clock: Clock) -> None:
    arrives(staff, clock, Report(3, {}, children=7), kit_number=3)
    app = at_screen(staff)
    staff.record(Message("Kog vandet", precedence=Precedence.FLASH))
    clock.now += 3600
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        (line,) = [row.text.plain for row in app.query_one("#entries", RowList).rows if "Kog vandet" in row.text.plain]
        assert "OVER" in line
        await press(pilot, "home", "enter")
        shown = " ".join(screen(app).split())
        assert "Brombærskolen i kø" in shown and "83 steder er aldrig hørt her og tælles ikke med" in shown
        assert "Tranebærskolen" not in shown


@pytest.mark.parametrize("key", ["a", "f7"])
async def test_every_list_fits_the_screen_and_says_its_keys(staff: Kit, clock: Clock, key: str) -> None:
    long = "et meget langt ord uden ende " * 6
    staff.record(Request(long, HERE, count=99_999, unit="stk.", topic=Topic.WATER, by=long))
    staff.record(Dispatch(long, SECRETARIAT, route=(2, 3, 4, 5), refs=()))
    staff.record(Notice(long, long))
    staff.record(Question(long, HERE, 99_999))
    staff.record(Answer(1, long, long))
    staff.record(Chit(1, 3, ChitSort.NOTE, note=Note(long), by=long))
    staff.record(LevelChange(2, long, reason=long))
    for place in (SECRETARIAT, HERE):
        staff.record(Crew("Øvelse Andersen", place, "leader"))
    clock.now += 26 * 3600
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, key)
        for sheet in "123456":
            await press(pilot, sheet)
            for _ in range(2):
                lines = screen(app).splitlines()
                assert len(lines) <= SIZE[1] and all(len(line) <= LONGEST_LINE for line in lines)
                assert not app.screen.vertical_scrollbar.display
                assert "Arbejde ?" in lines[-1] and lines[-3].strip(), "the keys are told"
                for row in app.query_one("SheetView #rows", RowList).rows:
                    assert row.heading or len(row.text.plain) < SIZE[0], row
                await press(pilot, "home", "enter")
                if len(app.screen_stack) > 1:
                    await press(pilot, "escape")
            await press(pilot, "escape")
            if "SheetView" not in {type(app.front).__name__}:
                await press(pilot, key)


async def test_the_number_of_the_list_that_is_shown_leaves_it_as_it_is(staff: Kit) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        for region, sheet, words in (("f7", "5", "Øvelse Andersen"), ("a", "1", "Ingen")):
            await press(pilot, region, sheet)
            before = screen(app)
            assert words in before
            await press(pilot, sheet)
            assert screen(app) == before
