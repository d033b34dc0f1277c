"""The console as a person meets it: keys in, words on an 80x24 screen, facts in the log."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from console_pilot import HERE, ROOT, SIZE, Clock, arrives, bodies, engines_log, press, screen, settle, type_keys, write
from textual.widgets import Input

from fieldkit.acts import incidents
from fieldkit.console.app import FeltkitApp
from fieldkit.console.cards.card_rows import CardLine, CardList
from fieldkit.console.regions import REGIONS
from fieldkit.console.row_list import RowList
from fieldkit.core.cards.types import StartTimer
from fieldkit.core.documents import BoardPicture, CardSheet, Docket, LogSheet, Printable
from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.facts.body import unknown_place
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.facts.said import CardStep, Message, Report
from fieldkit.core.facts.terms import Condition, Level, Precedence, Role, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Dispatch
from fieldkit.core.state.fold import RunKey
from fieldkit.kit import Kit
from fieldkit.store.files.home import KitConfig
from fieldkit.store.tables.delivery import raise_to
from fieldkit.store.tables.status import DeviceStatus, add_problem, put_status

AT_ONE_SCHOOL = "Brombærskolen"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kit(tmp_path: Path, clock: Clock) -> Kit:
    config = KitConfig(2, Role.MEETING_POINT, "uglemoseskolen", HERE)
    made = Kit.create(tmp_path / "kit", config, data=ROOT / "data", cards=ROOT / "cards", now=clock)
    yield made
    made.close()


@pytest.fixture
def crisis(kit: Kit) -> Kit:
    incidents.start(kit, "Strømsvigt nord", level="1 Fagområdets stab")
    return kit


async def test_calm_first_screen_says_what_to_press(kit: Kit) -> None:
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        shown = screen(app)
    assert "Ingen hændelse er i gang" in shown
    assert "F9  begynd en hændelse" in shown
    assert "motor standset" in shown
    for kind in REGIONS:
        assert kind.key.upper() + kind.label in shown


async def test_the_usual_report_takes_ten_keys(crisis: Kit) -> None:
    keys = ["f5", "a", *"43b", "space", *"6v", "enter", "enter"]
    assert len(keys) <= 12
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in keys[:-1]:
            await press(pilot, key)
        assert bodies(crisis, Report) == []
        assert "Uglemoseskolen, set selv: alt ok, 43 børn, 6 voksne" in screen(app)
        await press(pilot, keys[-1])
        shown = screen(app)
    (report,) = bodies(crisis, Report)
    assert report.place == HERE and report.via is Via.OBSERVED and report.trust is Trust.VERIFIED
    assert (report.children, report.staff) == (43, 6)
    assert len(report.topics) == len(Topic)
    assert {state.condition for state in report.topics.values()} == {Condition.OK}
    assert re.search(r"GRØN Uglemoseskolen +nu +(ok +){11}43/6", shown)


async def test_the_report_can_be_for_another_place_and_by_single_keys(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5", "shift+tab", "shift+tab", "ctrl+a", "delete")
        app.screen.focused.value = ""
        await write(pilot, "brombærskolen")
        await press(pilot, "enter")
        await press(pilot, "down", "k", "6", "down", "m", "enter")
        assert "vand kritisk 6 t" in screen(app)
        await press(pilot, "enter")
    (report,) = bodies(crisis, Report)
    assert crisis.roster.place(report.place).name == AT_ONE_SCHOOL
    assert report.topics == {
        Topic.WATER: TopicState(Condition.CRITICAL, 6),
        Topic.HEAT: TopicState(Condition.SHORTAGE),
    }
    assert report.via is Via.PHONE and report.trust is Trust.UNVERIFIED


async def test_words_without_a_fact_are_no_report(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await write(pilot, "hej med jer")
        await press(pilot, "enter", "enter")
        assert "Intet punkt, tal eller farve er forstået" in screen(app)
    assert bodies(crisis, Report) == []


async def test_what_was_not_said_is_never_shown_as_ok(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.OK)}, trust=Trust.UNVERIFIED), ago=12 * 60)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        (line,) = [line for line in screen(app).splitlines() if AT_ONE_SCHOOL in line]
        assert re.search(r"\? +Brombærskolen +12 min +ok( +·){11}", line)
        app.query_one("#places", RowList).go_to(3)
        await press(pilot, "enter")
        opened = screen(app)
    assert re.search(r"vand +ok +for 12 min siden +1-0001", opened)
    assert len(re.findall(r"ukendt +ikke meldt", opened)) == 10
    assert "ubekræftet" in opened


async def test_what_somebody_else_saw_is_marked_as_second_hand(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.OK)}, children=9, via=Via.OBSERVED))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        (line,) = [line for line in screen(app).splitlines() if AT_ONE_SCHOOL in line]
        assert line.endswith("9/?a")


async def test_worst_place_stands_first_and_the_cursor_stays_on_its_place(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.YELLOW))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        places = app.query_one("#places", RowList)
        assert places.key == 3, "untouched, the cursor is on the worst"
        await press(pilot, "down", "up")
        arrives(crisis, clock, Report(4, {Topic.HEAT: TopicState(Condition.CRITICAL)}), seq=2)
        app.poll()
        await settle(pilot)
        assert [row.key for row in places.rows[:2]] == [4, 3]
        assert places.key == 3


async def test_an_untouched_cursor_follows_the_worst_place(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for seq, place in enumerate(range(40, 3, -1), 1):
            arrives(crisis, clock, Report(place, level=Level.RED), seq=seq)
        app.poll()
        await settle(pilot)
        places = app.query_one("#places", RowList)
        assert places.highlighted == 0 and places.scroll_offset.y == 0


async def test_only_problems_and_only_one_meeting_point(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.RED))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "p")
        assert [row.key for row in app.query_one("#places", RowList).rows] == [3]
        await press(pilot, "p", "m", "down", "enter")
        mine = {2} | {place.number for place in crisis.roster.institutions_of("uglemoseskolen")}
        assert {row.key for row in app.query_one("#places", RowList).rows} == mine


async def test_a_report_is_read_and_acknowledged(crisis: Kit, clock: Clock) -> None:
    report = arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.CRITICAL)}, children=43))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.query_one("#places", RowList).go_to(3)
        await press(pilot, "k")
        assert "Hvem har læst den?" in screen(app)
        await write(pilot, "Øvelse")
        await press(pilot, "enter")
        assert f"{report.number} forstået af Øvelse" in screen(app)
        await press(pilot, "enter")
        assert "Forstået af: Øvelse (Uglemoseskolen)" in screen(app)
    (ack,) = crisis.state.acks[report.ref].values()
    assert (ack.body.by, ack.body.place) == ("Øvelse", HERE)


async def test_a_message_in_is_acknowledged_and_the_name_asked_once(crisis: Kit, clock: Clock) -> None:
    first = arrives(crisis, clock, Message("Luk op kl. 18", to=HERE, precedence=Precedence.URGENT))
    second = arrives(crisis, clock, Message("Hent tæpper", to=Role.MEETING_POINT.value), seq=2)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        assert "2 venter på kvittering her" in screen(app)
        await press(pilot, "enter")
        assert "Luk op kl. 18" in screen(app)
        await press(pilot, "k")
        await write(pilot, "Prøve")
        await press(pilot, "enter", "escape")
        assert "1 venter på kvittering her" in screen(app)
        app.query_one("#entries", RowList).go_to(second.id)
        await press(pilot, "k")
        assert "0 venter på kvittering her" in screen(app)
    assert set(crisis.state.acks) == {first.ref, second.ref}


async def test_overdue_stands_on_top_and_says_so(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Rutine", to=HERE), ago=10)
    arrives(crisis, clock, Message("Svar nu", to=HERE, precedence=Precedence.URGENT), seq=2, ago=42 * 60)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        lines = screen(app).splitlines()
    assert "1 over frist" in lines[1]
    assert "Svar nu" in lines[2] and "OVER 12 min" in lines[2]


async def test_a_message_is_written_and_its_delivery_told_in_five_words(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await write(pilot, "Vi mangler æbler")
        assert "16 tegn · plads til ca." in screen(app)
        await press(pilot, "enter")
        assert bodies(crisis, Message) == []
        await press(pilot, "enter")
        (row,) = crisis.state.messages.values()
        assert row.body == Message("Vi mangler æbler", to=Role.SECRETARIAT.value)
        for state, word in (("queued", "i kø"), ("sent", "sendt"), ("heard", "hørt"), ("received", "modtaget")):
            with engines_log(crisis) as log:
                raise_to(log, row.id, 1, state, clock.now)
            app.poll()
            await settle(pilot)
            (line,) = [line for line in screen(app).splitlines() if row.number in line and " ud " in line]
            assert line.rstrip().endswith(word)


async def test_akut_is_not_sent_by_enter_alone(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n", "shift+tab", "a", "enter")
        await write(pilot, "Brand")
        await press(pilot, "enter", "enter", "enter")
        assert "Er det akut?" in screen(app)
        assert bodies(crisis, Message) == []
        await press(pilot, "j")
    (message,) = bodies(crisis, Message)
    assert message.precedence is Precedence.FLASH


async def test_personal_data_is_refused_and_the_draft_kept(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await write(pilot, "Hent 010190-1234")
        await press(pilot, "enter", "enter")
        assert "CPR-nummer" in screen(app)
        await press(pilot, "f2", "f3")
        assert app.query_one("#text", Input).value == "Hent 010190-1234"
    assert bodies(crisis, Message) == []


async def test_unknown_addressee_gets_near_names(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n", "shift+tab", "shift+tab")
        app.query_one("#to", Input).value = ""
        await write(pilot, "brombærskolan")
        await press(pilot, "enter")
        assert f"mente du {AT_ONE_SCHOOL}" in screen(app)


async def test_akut_rings_and_shows_without_taking_the_focus(crisis: Kit, clock: Clock) -> None:
    rung: list[bool] = []

    class Listening(FeltkitApp):
        def bell(self) -> None:
            rung.append(True)

    app = Listening(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "vand ")
        arrives(crisis, clock, Message("Kog vandet", precedence=Precedence.FLASH))
        app.poll()
        await type_keys(pilot, "ok")
        assert "AKUT fra Krisesekretariatet: Kog vandet" in screen(app)
        assert app.query_one("#shorthand", Input).value == "vand ok"
        app.poll()
    assert rung == [True]


async def test_a_card_is_ticked_and_opened_again_with_who_and_why(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4")
        assert "Passer til det, der sker nu" in screen(app)
        app.query_one("#cards-list", RowList).go_to(CardLine(CardList.ALL, "alarm"))
        await press(pilot, "enter", "space")
        assert "Hvem gør det?" in screen(app)
        await write(pilot, "Øvelse")
        await press(pilot, "enter")
        while len(app.screen_stack) > 1:  # what the card offers to do now; not today
            await press(pilot, "escape")
        shown = screen(app)
        assert "1 af " in shown and "[x]  1." in shown
        app.query_one("#steps", RowList).go_to(1)
        await press(pilot, "space")
        await write(pilot, "forkert linje")
        await press(pilot, "enter")
        assert "[ ]  1." in screen(app)
    acts = [(step.act, step.step, step.by, step.reason) for step in bodies(crisis, CardStep)]
    assert acts == [
        ("start", 0, "Øvelse", ""),
        ("tick", 1, "Øvelse", ""),
        ("untick", 1, "Øvelse", "forkert linje"),
    ]
    assert {step.version for step in bodies(crisis, CardStep)} == {crisis.cards["alarm"].version}


async def test_only_a_step_that_may_be_skipped_is_and_never_without_a_reason(crisis: Kit) -> None:
    card, step = next((card, step) for card in crisis.cards.values() for step in card.steps if step.may_skip)
    fixed = next(other for other in card.steps if not other.may_skip)
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4")
        app.query_one("#cards-list", RowList).go_to(CardLine(CardList.ALL, card.id))
        await press(pilot, "enter")
        app.query_one("#steps", RowList).go_to(fixed.number)
        await press(pilot, "i")
        assert "ikke springes over" in screen(app)
        app.query_one("#steps", RowList).go_to(step.number)
        await press(pilot, "i", "enter")
        assert "Skriv noget" in screen(app)
        await write(pilot, "ingen her")
        await press(pilot, "enter")
    run = crisis.state.runs[RunKey(crisis.state.current(), 2, card.id)]
    assert run.steps[step.number].value.act == "skip"
    assert run.steps[step.number].value.reason == "ingen her"


async def test_a_run_keeps_to_the_text_it_was_started_on_and_says_so(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4")
        app.query_one("#cards-list", RowList).go_to(CardLine(CardList.ALL, "alarm"))
        await press(pilot, "enter", "b")
    path = crisis.home.cards / "alarm.md"
    first = crisis.cards["alarm"].steps[0].text
    path.write_text(path.read_text(encoding="utf-8").replace(first, "Gør noget helt andet."), encoding="utf-8")
    again = Kit.open(crisis.home.folder, now=clock)
    assert again.cards["alarm"].steps[0].text == "Gør noget helt andet."
    app = FeltkitApp(again)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4", "enter")
        shown = screen(app)
    again.close()
    assert "Kortet er ændret" in shown and "udgaven fra start" in shown
    assert first[:40] in shown and "Gør noget helt andet" not in shown


async def test_an_unknown_node_is_given_to_a_place(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(unknown_place(0xA1B2C3D4), {Topic.WATER: TopicState(Condition.CRITICAL)}))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Ukendt node a1b2c3d4" in screen(app)
        app.query_one("#places", RowList).go_to(unknown_place(0xA1B2C3D4))
        await press(pilot, "t")
        await write(pilot, "brombærskolen")
        await press(pilot, "enter")
        shown = screen(app).splitlines()
    assert crisis.state.owner(0xA1B2C3D4) == 3
    assert not any("Ukendt node" in line for line in shown[2:20])
    assert any("RØD" in line and AT_ONE_SCHOOL in line for line in shown)


async def test_an_exercise_is_begun_shown_loudly_and_ended(kit: Kit) -> None:
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9", "right", "enter")
        await write(pilot, "Efterår")
        await press(pilot, "enter", "right", "right", "enter", "enter", "j")
        assert screen(app).splitlines()[0].startswith(" ØVELSE  Efterår")
        tag = kit.state.current()
        assert tag & EXERCISE_BIT and kit.state.incidents[tag].level.value.startswith("1 ")
        await press(pilot, "f9", "s", "enter")
        assert kit.state.current() == tag, "Enter alone ends nothing"
        await press(pilot, "j")
        assert "Ingen hændelse" in screen(app).splitlines()[0]
    assert kit.state.current() == 0


def ends_with_where(line: str) -> bool:
    return bool(re.search(r"kit 2( uglemos\w*…?)?\s*$", line))


async def test_status_line_tells_devices_unsent_and_unknowns(crisis: Kit, clock: Clock) -> None:
    at = int(clock.now)
    put_status(crisis.log, DeviceStatus("engine", "ok", "kører", at))
    put_status(crisis.log, DeviceStatus("radio", "fault", "svarer ikke", at))
    raise_to(crisis.log, b"x" * 16, 1, "queued", at)
    crisis.time_sure = False
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        top = screen(app).splitlines()[0]
        assert "radio FEJL" in top and "printer ukendt" in top and "bat. ukendt" in top
        assert "usendt 1" in top and "ca. " in top and ends_with_where(top)
        assert len(top.rstrip()) <= SIZE[0]
        with engines_log(crisis) as log:
            put_status(log, DeviceStatus("clock", "ok", "sat fra nettet", at))
        app.poll()
        await settle(pilot)
        assert "ca. " not in screen(app).splitlines()[0]
        clock.now += 600
        app.poll()
        await settle(pilot)
        assert "motor standset" in screen(app).splitlines()[0]


async def test_a_fault_met_by_the_engine_stands_on_the_message_line(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with engines_log(crisis) as log:
            add_problem(log, "printer", "Printeren mangler papir: læg en ny rulle i.", clock.now)
        app.poll()
        await settle(pilot)
        assert "Printeren mangler papir" in screen(app).splitlines()[-2]


async def test_printing_what_is_shown(crisis: Kit) -> None:
    asked: list[Printable] = []
    app = FeltkitApp(crisis, queue_print=asked.append)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "f4")
        app.query_one("#cards-list", RowList).go_to(CardLine(CardList.ALL, "alarm"))
        await press(pilot, "enter", "f8", "f6", "f8")
    assert asked == [BoardPicture(), CardSheet("alarm"), LogSheet()]


async def test_printing_says_why_not(crisis: Kit) -> None:
    def refuse(_wanted: Printable) -> None:
        raise InputError("Printeren kan ikke.")

    for queue, sentence in ((None, "Ingen printer er sat op"), (refuse, "Printeren kan ikke.")):
        app = FeltkitApp(crisis, queue_print=queue)
        async with app.run_test(size=SIZE) as pilot:
            await press(pilot, "f8")
            assert sentence in screen(app)


async def test_log_is_searched_and_written(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Der er glat på Nørregade", to=HERE))
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "n")
        await write(pilot, "Besluttet at lukke")
        await press(pilot, "enter")
        assert "Besluttet at lukke" in screen(app)
        await press(pilot, "slash")
        await write(pilot, "glat")
        await press(pilot, "enter")
        rows = app.query_one("#events", RowList).rows
        assert len(rows) == 1 and "Nørregade" in rows[0].text.plain
        await press(pilot, "escape")
        assert len(app.query("Journal #events").first(RowList).rows) > 1


async def test_leaving_asks_when_something_is_unsent(crisis: Kit, clock: Clock) -> None:
    raise_to(crisis.log, b"x" * 16, 1, "queued", clock.now)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+q")
        assert "1 er ikke sendt endnu" in screen(app)
        await press(pilot, "enter", "escape")
        assert app.is_running and len(app.screen_stack) == 1
        await press(pilot, "ctrl+c")
        assert app.is_running
        await press(pilot, "ctrl+q", "j")
        assert app.return_code == 0


async def test_help_opens_and_closes_and_letters_in_a_field_are_letters(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        assert "forstået: et menneske" in screen(app)
        await press(pilot, "escape", "f5")
        await type_keys(pilot, "vand? nkN")
        assert app.query_one("#shorthand", Input).value == "vand? nkN"
        assert len(app.screen_stack) == 1


async def test_a_disk_that_refuses_is_told_and_the_draft_kept(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5", "a", "enter")
        crisis.log.read_only = True
        await press(pilot, "enter")
        assert "intet blev noteret" in screen(app)
        assert app.query_one("#shorthand", Input).value == "a"


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
async def test_every_region_fits(crisis: Kit, clock: Clock, size: tuple[int, int]) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.CRITICAL, 6)}, children=112, staff=14))
    arrives(crisis, clock, Message("En lang besked " * 10, to=HERE, precedence=Precedence.URGENT), seq=2)
    app = FeltkitApp(crisis)
    async with app.run_test(size=size) as pilot:
        for kind in REGIONS:
            if not kind.module:
                continue
            await press(pilot, kind.key)
            lines = screen(app).splitlines()
            assert len(lines) <= size[1]
            assert "F9" in lines[-1] and "?" in lines[-1]
            assert "Strømsvigt" in lines[0] and "kit 2" in lines[0]
            assert not app.screen.vertical_scrollbar.display


async def test_nothing_changes_when_nothing_happened(
    crisis: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.poll()
        world = app.world
        for _ in range(5):
            app.poll()
        assert app.world is world
        clock.now += 60
        app.poll()
        assert app.world.minute == world.minute + 1 and app.world.events == world.events


async def test_a_clock_started_by_a_step_rings(crisis: Kit, clock: Clock) -> None:
    card, step = next(
        (card, step) for card in crisis.cards.values() for step in card.steps if isinstance(step.action, StartTimer)
    )
    crisis.record(CardStep(card.id, "start", version=card.version))
    crisis.record(CardStep(card.id, "tick", step.number, card.version))
    app = FeltkitApp(crisis)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "f4")
        assert f"ur: {step.action.label or step.text}"[:40] in screen(app)
        clock.now += step.action.seconds + 60
        app.poll()
        await settle(pilot)
        assert "Uret ringer" in screen(app)


async def test_an_overdue_message_asks_for_a_runner_and_a_yes_makes_the_docket(crisis: Kit, clock: Clock) -> None:
    sent = crisis.record(Message("Kom med tæpper", to=3, precedence=Precedence.URGENT))
    clock.now += 40 * 60
    asked: list[Printable] = []
    app = FeltkitApp(crisis, queue_print=asked.append)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "o")
        assert sent.number in screen(app) and "send en runner?" in screen(app).replace("\n", " ")
        await press(pilot, "enter")
        await write(pilot, "Eksempel Frandsen")
        await press(pilot, "enter")
        assert bodies(crisis, Dispatch) == [], "nobody has said who says yes"
        await write(pilot, "Øvelse")
        await press(pilot, "enter", "enter")
    (dispatch,) = bodies(crisis, Dispatch)
    assert (dispatch.runner, dispatch.route, dispatch.by) == ("Eksempel Frandsen", (3,), "Øvelse")
    (docket,) = asked
    assert isinstance(docket, Docket) and isinstance(crisis.find(docket.number).body, Dispatch)


async def test_engine_is_started_after_the_first_paint_and_says_why_it_ends(crisis: Kit) -> None:
    started: list[Callable[[FieldkitError], None]] = []
    app = FeltkitApp(crisis, start_engine=started.append)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        (failed,) = started
        await asyncio.to_thread(failed, FieldkitError("Radio og printer er standset: kablet er væk."))
        await settle(pilot)
        assert "kablet er væk" in screen(app)
