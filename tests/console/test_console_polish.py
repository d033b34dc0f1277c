"""The console for somebody who is tired: beginnings of names are taken, drafts outlive a kill, one line for many."""

import pytest
from console_pilot import (
    HERE,
    SECRETARIAT,
    SIZE,
    Clock,
    arrives,
    bodies,
    engines_log,
    press,
    screen,
    settle,
    type_keys,
    write,
)
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input, Static

from fieldkit.acts import incidents
from fieldkit.acts.proposals import asked_now
from fieldkit.console import drafts
from fieldkit.console.app import FeltkitApp
from fieldkit.console.regions import REGIONS
from fieldkit.console.remedies import told
from fieldkit.console.report.draft import marks_from, marks_text
from fieldkit.console.row_list import RowList
from fieldkit.console.tasks import ONE_BY_ONE, gathered, reason_of
from fieldkit.console.typed import address_of, place_typed
from fieldkit.core.ask.proposal import Asks, Proposal, Remind, SayRead
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Ref
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Condition, Precedence, Role, Topic, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Silence, SilenceStep
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.kit import Kit

KOGLESKOVEN = "Børnehaven Kogleskoven"


def after_a_kill(kit: Kit, clock: Clock) -> Kit:
    """The same kit as a program that starts finds it, while the one that was killed has closed nothing."""
    return Kit.open(kit.home.folder, now=clock)


def on_disk(kit: Kit) -> str:
    """Everything that is kept of drafts, as another process reads it."""
    with engines_log(kit) as log:
        return "".join(value for (value,) in log.read("SELECT value FROM meta WHERE key LIKE 'draft.%'"))


async def put(pilot, field: str, text: str) -> None:
    """A text in a field, as somebody who goes there and types."""
    pilot.app.query_one(field, Input).value = ""
    pilot.app.screen.set_focus(pilot.app.query_one(field, Input))
    await write(pilot, text)


async def kept(pilot, kit: Kit, text: str) -> None:
    """Wait for the draft to come to the disk by itself."""
    for _ in range(500):
        if text in on_disk(kit):
            return
        await pilot.pause()
    raise AssertionError(f"{text!r} was never kept: {on_disk(kit)!r}")


def same_beginning() -> Roster:
    names = ("Solskolen", "Solskolens Klub", "Solbo", "Børnehuset Egernet", "Klub Egernet")
    return Roster(
        places=tuple(
            Place(number=number, slug=f"s{number}", name=name, kind=PlaceKind.SCHOOL)
            for number, name in enumerate(names, 1)
        )
    )


def test_the_only_place_that_begins_so_is_meant() -> None:
    roster = same_beginning()
    assert place_typed("solskolen", roster).number == 1, "a whole name is that place, though another begins with it"
    assert place_typed("solskolens", roster).number == 2
    assert place_typed("solb", roster).number == 3
    assert place_typed("børnehuset", roster).number == 4
    for text in ("sol", "egern"):
        with pytest.raises(InputError, match=r"kan være .* eller .*: skriv lidt mere"):
            place_typed(text, roster)
    assert place_typed("klub e", roster).number == 5


def test_what_the_screen_says_of_an_unknown_place_can_be_done_at_the_screen() -> None:
    with pytest.raises(InputError) as caught:
        place_typed("xyzzy", same_beginning())
    assert "F7" in told(caught.value) and "fieldkit" not in told(caught.value)


def test_a_group_is_meant_by_its_beginning_unless_a_place_begins_so_too(staff: Kit) -> None:
    assert address_of("mød", staff.roster) == Role.MEETING_POINT.value
    assert address_of("sek", staff.roster) == Role.SECRETARIAT.value
    assert address_of("alle", staff.roster) == "all"
    assert address_of("kogle", staff.roster) == staff.roster.by_slug("boernehaven-kogleskoven").number
    with pytest.raises(InputError):
        address_of("a", staff.roster)


async def test_the_beginning_of_a_place_is_taken_and_told(staff: Kit) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "kogle")
        await press(pilot, "enter")
        assert f"Stedet er forstået som {KOGLESKOVEN}." in screen(app)
        await type_keys(pilot, "43b")
        assert f"{KOGLESKOVEN}, telefon: 43 børn" in screen(app)
        await press(pilot, "enter", "enter")
    (report,) = bodies(staff, Report)
    assert staff.roster.place(report.place).name == KOGLESKOVEN
    assert report.via is Via.PHONE


async def test_a_beginning_that_may_be_several_stays_and_says_so(staff: Kit) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "klub")
        await press(pilot, "enter")
        assert "“klub” kan være Klub Værkbænken eller Klub Kælkebakken: skriv lidt mere" in screen(app)
        assert app.focused is app.query_one("#where", Input) and app.focused.value == "klub"
        await put(pilot, "#where", "xyzzy")
        await press(pilot, "enter")
        assert "F7 Folk, liste 6 Steder" in screen(app).replace("\n", " ")


async def test_how_the_report_came_stands_when_the_place_is_written_out(point: Kit) -> None:
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await put(pilot, "#where", "brom")
        await press(pilot, "tab", "left", "tab")
        assert app.query_one("#where", Input).value == "Brombærskolen"
        await type_keys(pilot, "vand ok")
        await press(pilot, "enter", "enter")
    (report,) = bodies(point, Report)
    assert (report.place, report.via) == (3, Via.RUNNER)


async def test_a_report_half_written_outlives_a_kill(staff: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "SAVE_AFTER_S", 0.01)
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "kogle")
        await press(pilot, "enter")
        await type_keys(pilot, "vand ok")
        await press(pilot, "down", "down", "k", "6")
        await kept(pilot, staff, "food:critical:6")
        again = after_a_kill(staff, clock)
    app = FeltkitApp(again)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        shown = screen(app)
        assert f"{KOGLESKOVEN}, telefon: mad kritisk 6 t, vand ok" in shown
        assert "En kladde fra" in shown and "er hentet frem igen" in shown
        await type_keys(pilot, " 12b")
        assert app.query_one("#shorthand", Input).value == "vand ok 12b", "a letter does not wipe the draft"
        await press(pilot, "enter", "enter")
        assert on_disk(again) == "", "what is recorded is no draft"
    (report,) = bodies(again, Report)
    assert report.topics[Topic.FOOD] == TopicState(Condition.CRITICAL, 6) and report.children == 12
    again.close()


async def test_leaving_the_form_keeps_the_draft_at_once_and_ctrl_t_throws_it_away(staff: Kit, clock: Clock) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await write(pilot, "kogle")
        await press(pilot, "enter")
        await write(pilot, "vand ok")
        await press(pilot, "f2")
        assert "vand ok" in on_disk(staff)
        app.query_one("#places", RowList).go_to(3)
        await press(pilot, "enter", "f5")
        assert f"Kladden for {KOGLESKOVEN} ligger her. Ctrl-T sletter den." in screen(app)
        await press(pilot, "ctrl+t")
        assert on_disk(staff) == "" and app.query_one("#shorthand", Input).value == ""


async def test_a_draft_of_an_exercise_is_not_put_into_the_crisis(staff: Kit, clock: Clock) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await put(pilot, "#shorthand", "rød 99 børn")
        await press(pilot, "f2")
    assert "rød 99" in on_disk(staff)
    incidents.stop(staff)
    incidents.start(staff, "En anden")
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        assert "rød 99" not in screen(app)


async def test_a_cpr_number_stays_on_the_screen_and_never_comes_to_the_disk(point: Kit) -> None:
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await put(pilot, "#text", "Hent barnet")
        await press(pilot, "f2")
        assert "Hent barnet" in on_disk(point)
        await press(pilot, "f3")
        await put(pilot, "#text", "Hent barnet 010190-1234")
        await press(pilot, "f5")
        await put(pilot, "#shorthand", "a 010190-1234")
        await press(pilot, "f2")
        assert on_disk(point) == "", "nor what stood there before the number"
        await press(pilot, "f3")
        assert app.query_one("#text", Input).value == "Hent barnet 010190-1234"
    for path in point.home.folder.rglob("*"):
        assert not path.is_file() or b"010190-1234" not in path.read_bytes(), path


async def test_each_message_answered_has_its_own_draft_and_all_outlive_a_kill(point: Kit, clock: Clock) -> None:
    first = arrives(point, clock, Message("Har I tæpper?", to=HERE, precedence=Precedence.URGENT))
    second = arrives(point, clock, Message("Har I vand?", to=HERE), seq=2)

    async def answer(app: FeltkitApp, pilot, number: str) -> str:
        app.query_one("#entries", RowList).go_to(point.find(number).id)
        await press(pilot, "s")
        return app.query_one("#text", Input).value

    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        assert await answer(app, pilot, first.number) == f"Svar på {first.number}: "
        assert "De skrev: Har I tæpper?" in screen(app)
        await type_keys(pilot, "ja 40")
        await press(pilot, "escape")
        assert f"tryk S på {first.number} for at skrive videre" in screen(app) and "1 kladde" in screen(app)
        assert await answer(app, pilot, second.number) == f"Svar på {second.number}: "
        await type_keys(pilot, "nej")
        await press(pilot, "escape", "n")
        assert app.query_one("#text", Input).value == ""
        await type_keys(pilot, "kom nu")
        await press(pilot, "escape")
        assert "3 kladder" in screen(app)
        again = after_a_kill(point, clock)
    app = FeltkitApp(again)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        assert "3 kladder" in screen(app)
        assert len([line for line in screen(app).splitlines() if "(kladde)" in line]) == 2
        assert await answer(app, pilot, first.number) == f"Svar på {first.number}: ja 40"
        assert "[haster]" in screen(app)
        await press(pilot, "enter", "enter")
        assert "2 kladder" in screen(app)
        assert await answer(app, pilot, second.number) == f"Svar på {second.number}: nej"
        await press(pilot, "escape")
        assert await answer(app, pilot, first.number) == f"Svar på {first.number}: "
        await press(pilot, "escape", "n")
        assert app.query_one("#text", Input).value == "kom nu"
    assert [body.text for body in bodies(again, Message)][-1] == f"Svar på {first.number}: ja 40"
    again.close()


async def test_an_answer_that_says_nothing_is_not_sent(point: Kit, clock: Clock) -> None:
    asked = arrives(point, clock, Message("Har I tæpper?", to=HERE))
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "s", "enter", "enter", "enter")
        assert "Svaret er tomt" in screen(app)
        await press(pilot, "tab", "enter")
        assert "Svaret er tomt" in screen(app)
    assert [body.text for body in bodies(point, Message)] == [asked.body.text]


async def test_a_message_of_ones_own_is_not_answered(point: Kit) -> None:
    point.record(Message("Kom med tæpper", to=SECRETARIAT))
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "s")
        assert "Den er herfra" in screen(app) and app.focused is app.query_one("#entries", RowList)


async def test_the_message_form_says_what_enter_does_in_each_field(staff: Kit) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        assert "Enter: videre til hastegrad" in screen(app)
        await type_keys(pilot, "kogle")
        await press(pilot, "enter")
        assert app.query_one("#to", Input).value == KOGLESKOVEN
        assert "Enter: videre til beskeden" in screen(app)
        await press(pilot, "enter")
        assert "Enter: videre til Send" in screen(app) and "Enter: send" not in screen(app)
        await type_keys(pilot, "hej")
        await press(pilot, "enter")
        assert "Enter: send" in screen(app) and bodies(staff, Message) == []
        await press(pilot, "up")
        assert app.focused is app.query_one("#text", Input)


@pytest.mark.parametrize("width", [80, 100, 120])
async def test_no_line_of_keys_or_signs_is_cut(point: Kit, clock: Clock, width: int) -> None:
    arrives(point, clock, Message("Har I tæpper?", to=HERE))
    arrives(point, clock, Report(3, {Topic.WATER: TopicState(Condition.OK)}), seq=2)
    app = FeltkitApp(point)

    def whole() -> None:
        """Every hint that is shown has room for all its words."""
        for hint in app.query(".hint").results(Static):
            if hint.size.width:
                assert len(str(hint.content)) <= hint.size.width, str(hint.content)

    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        assert "a set af andre" in screen(app)
        for keys in ([kind.key] for kind in REGIONS if kind.name in ("overview", "inbox", "report")):
            await press(pilot, *keys)
            whole()
        await press(pilot, "f2", "enter")
        whole()
        await press(pilot, "f3", "enter")
        whole()
        await press(pilot, "s")
        for _ in range(4):
            whole()
            await press(pilot, "tab")
        await press(pilot, "f2", "o")
        whole()


async def test_many_silent_places_share_a_line_that_opens_onto_each(staff: Kit, clock: Clock) -> None:
    clock.now += 5 * 3600
    silent = [proposal for proposal in asked_now(staff) if proposal.asks is Asks.SILENT]
    assert len(silent) > 50
    app = FeltkitApp(staff)
    app.operator = "Øvelse Andersen"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "o")
        rows = app.query_one("#tasks-list", RowList)
        assert len(rows.rows) < 5
        told = " ".join(screen(app).split())
        assert f"{len(silent)} steder har ikke meldt: " in told and f"og {len(silent) - 3} andre." in told
        rows.go_to(reason_of(silent[0]))
        await press(pilot, "enter")
        assert len(rows.rows) == len(silent) and f"{len(silent)} steder har ikke meldt" in screen(app)
        await press(pilot, "enter", "j")
        assert f"{len(silent) - 1} steder har ikke meldt" in screen(app), "one is asked, the others are still there"
        await press(pilot, "escape")
        assert "Opgaver: " in screen(app) and rows.key == reason_of(silent[0])
        await press(pilot, "escape")
        assert app.front.id == "overview"
    (step,) = bodies(staff, Silence)
    assert step.step is SilenceStep.RESEND and step.place == silent[0].about


async def test_the_board_counts_lines_not_places(staff: Kit, clock: Clock) -> None:
    clock.now += 5 * 3600
    lines = gathered(asked_now(staff))
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await app.front._count_tasks()
        await settle(pilot)
        assert f"O: {len(lines)} opgave" in screen(app)


@given(st.integers(0, 12), st.integers(0, 12))
def test_nothing_is_lost_by_gathering(many: int, others: int) -> None:
    silent = [Proposal(Asks.SILENT, f"silent/{n}/remind", 2, n, "", Remind(n, "")) for n in range(many)]
    read = [Proposal(Asks.READ, f"read/{n}", n % 4, n, "", SayRead(Ref(1, 1, n), 2)) for n in range(others)]
    asked = sorted([*silent, *read], key=lambda proposal: (proposal.rank, proposal.since))
    lines = gathered(asked)
    assert sorted(p.key for line in lines for p in line.asked) == sorted(p.key for p in asked)
    assert len(lines) == others + (1 if many > ONE_BY_ONE else many)
    assert len({line.key for line in lines}) == len(lines)


@given(
    st.dictionaries(
        st.sampled_from(list(Topic)),
        st.builds(TopicState, st.sampled_from(list(Condition)), st.none() | st.integers(0, 999)),
    )
)
def test_marks_come_back_as_they_were(marks: dict[Topic, TopicState]) -> None:
    assert marks_from(marks_text(marks)) == marks


def test_marks_of_another_version_are_left_out() -> None:
    assert marks_from("water:ok: gold:ok:3 food:sublime:") == {Topic.WATER: TopicState(Condition.OK)}


async def test_the_beginning_of_a_cpr_number_waits_for_what_comes(point: Kit) -> None:
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await put(pilot, "#text", "Hent barnet")
        await press(pilot, "f2", "f3")
        for begun in ("Hent barnet 010190", "Hent barnet 010190-123", "Hent barnet 01 01 90 1"):
            await put(pilot, "#text", begun)
            await press(pilot, "f2")
            assert "Hent barnet" in on_disk(point) and "90" not in on_disk(point), begun
            await press(pilot, "f3")
        await put(pilot, "#text", "Ring 00 00 00 12 kl. 14.30, vand til 6 timer")
        await press(pilot, "f2")
        assert "14.30" in on_disk(point)
    for path in point.home.folder.rglob("*"):
        assert not path.is_file() or b"010190" not in path.read_bytes(), path


async def test_a_second_console_neither_takes_nor_loses_the_first_ones_drafts(point: Kit, clock: Clock) -> None:
    first, other = FeltkitApp(point), Kit.open(point.home.folder, now=clock)
    async with first.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await put(pilot, "#shorthand", "vand ok 12b")
        await press(pilot, "f2")
        assert "vand ok 12b" in on_disk(point)
        second = FeltkitApp(other)
        async with second.run_test(size=SIZE) as beside:
            await press(beside, "f5")
            assert second.query_one("#shorthand", Input).value == ""
            await put(beside, "#shorthand", "rød")
            await press(beside, "f2")
        assert "vand ok 12b" in on_disk(point)
    third = FeltkitApp(other)
    async with third.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        assert third.query_one("#shorthand", Input).value == "vand ok 12b", "once the first has ended, it is there"
    other.close()
