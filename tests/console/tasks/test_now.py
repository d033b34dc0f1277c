"""What waits now: a line for each, one for many of a kind, and each leads to what it asks about."""

from console_pilot import HERE, SIZE, arrives, at_screen, bodies, fill, press, screen, write
from hypothesis import given
from hypothesis import strategies as st
from kits import Clock

from fieldkit.acts.needs import ONE_BY_ONE, Need, NeedSort, gathered, needs_now, reason_of
from fieldkit.console.app import FeltkitApp
from fieldkit.console.row_list import RowList
from fieldkit.console.tasks.now import LOOKS
from fieldkit.core.ask.proposal import Asks, Proposal, Remind, SayRead, WorkList
from fieldkit.core.documents import Docket, Printable
from fieldkit.core.facts.event import Ref
from fieldkit.core.facts.said import Ack, Message, Report
from fieldkit.core.facts.terms import Level, Precedence
from fieldkit.core.facts.work import Dispatch, Request, Silence, SilenceStep
from fieldkit.kit import Kit


def test_every_list_that_a_question_leads_to_has_its_place_on_the_screen():
    assert set(LOOKS) == set(WorkList)


async def test_an_overdue_message_asks_for_a_runner_and_a_yes_makes_the_docket(crisis: Kit, clock: Clock) -> None:
    sent = crisis.record(Message("Kom med tæpper", to=3, precedence=Precedence.URGENT))
    clock.now += 40 * 60
    asked: list[Printable] = []
    app = FeltkitApp(crisis, queue_print=asked.append)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9")
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


async def test_k_is_about_what_stood_there_when_something_more_urgent_comes(crisis: Kit, clock: Clock) -> None:
    read = arrives(crisis, clock, Message("Er I der?", to=HERE, precedence=Precedence.URGENT), ago=3600)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        app.poll()
        await press(pilot, "f9")
        arrives(crisis, clock, Message("Brand", to=HERE, precedence=Precedence.FLASH), seq=2)
        app.poll()
        await press(pilot, "k")
    (said,) = bodies(crisis, Ack)
    assert said.ref.seq == read.seq


async def test_many_silent_places_share_a_line_that_opens_onto_each(staff: Kit, clock: Clock) -> None:
    clock.now += 5 * 3600
    silent = [need for need in needs_now(staff) if need.proposal and need.proposal.asks is Asks.SILENT]
    assert len(silent) > 50
    app = FeltkitApp(staff)
    app.operator = "Øvelse Andersen"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9")
        rows = app.front.query_one("#rows", RowList)
        lines = app.front.query_one("#lines", RowList)
        assert len(rows.rows) < 5
        told = " ".join(screen(app).split())
        assert f"{len(silent)} steder har ikke meldt: " in told and f"og {len(silent) - 3} andre." in told
        rows.go_to(reason_of(silent[0]))
        await press(pilot, "enter")
        assert len(lines.rows) == len(silent) and f"{len(silent)} steder har ikke meldt" in screen(app)
        await press(pilot, "enter", "j")
        assert f"{len(silent) - 1} steder har ikke meldt" in screen(app), "one is asked, the others are still there"
        await press(pilot, "escape")
        assert rows.key == reason_of(silent[0])
        await press(pilot, "escape")
        assert app.front.id == "overview"
    (step,) = bodies(staff, Silence)
    assert step.step is SilenceStep.RESEND and step.place == silent[0].proposal.about


async def test_all_silent_places_are_asked_by_one_yes_and_count_as_asked(staff: Kit, clock: Clock) -> None:
    clock.now += 5 * 3600
    silent = [need for need in needs_now(staff) if need.proposal and need.proposal.asks is Asks.SILENT]
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9")
        app.front.query_one("#rows", RowList).go_to(reason_of(silent[0]))
        await press(pilot, "s")
        assert f"Spørg {len(silent)} steder med én besked til alle?" in screen(app)
        await press(pilot, "enter")
        assert bodies(staff, Silence) == [], "nobody has said who says yes"
        await write(pilot, "Øvelse")
        await press(pilot, "enter")
        assert f"Der er spurgt om {len(silent)} steder" in screen(app)
        assert "har ikke meldt" not in screen(app)
    (message,) = bodies(staff, Message)
    assert (message.to, message.by) == ("all", "Øvelse")
    assert {step.place for step in bodies(staff, Silence)} == {need.proposal.about for need in silent}


async def test_all_can_be_asked_from_the_page_of_them_and_a_no_asks_nobody(staff: Kit, clock: Clock) -> None:
    clock.now += 5 * 3600
    app = at_screen(staff)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "f9")
        reason = next(key for need in needs_now(staff) if (key := reason_of(need)) is not None)
        app.front.query_one("#rows", RowList).go_to(reason)
        await press(pilot, "enter", "s", "n")
        assert bodies(staff, Message) == [] and bodies(staff, Silence) == []
        await press(pilot, "s", "j")
    assert len(bodies(staff, Message)) == 1


async def test_an_unread_message_stands_there_within_its_time_and_is_read_or_understood_from_there(
    crisis: Kit, clock: Clock
) -> None:
    sent = arrives(crisis, clock, Message("Kom straks", to=HERE, precedence=Precedence.FLASH))
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9")
        assert "AKUT besked fra Krisesekretariatet: “Kom straks” (forstået inden" in " ".join(screen(app).split())
        await press(pilot, "enter")
        assert app.front.id == "inbox" and "Kom straks" in screen(app)
        clock.now = sent.at + 6 * 60
        app.poll()
        await press(pilot, "f9", "k")
        assert "Intet venter på jer lige nu" in screen(app)
    assert len(bodies(crisis, Ack)) == 1


async def test_reports_that_nobody_here_has_read_share_a_line_and_a_red_one_has_its_own(
    staff: Kit, clock: Clock
) -> None:
    for seq, (place, level) in enumerate(((2, None), (3, None), (4, Level.RED)), 1):
        arrives(staff, clock, Report(place, level=level, children=seq), kit_number=place, seq=seq)
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9")
        shown = " ".join(screen(app).split())
        assert "har meldt RØD: ingen her har sagt forstået." in shown
        assert "2 meldinger fra steder venter på forstået her." in shown
        app.front.query_one("#rows", RowList).go_to("reports")
        await press(pilot, "enter")
        assert app.front.id == "inbox"


@given(st.integers(0, 12), st.integers(0, 12))
def test_nothing_is_lost_by_gathering(many: int, others: int) -> None:
    silent = [Proposal(Asks.SILENT, f"silent/{n}/remind", 2, n, "", Remind(n, "")) for n in range(many)]
    read = [Proposal(Asks.READ, f"read/{n}", n % 4, n, "", SayRead(Ref(1, 1, n), 2)) for n in range(others)]
    asked = sorted([*silent, *read], key=lambda proposal: (proposal.rank, proposal.since))
    needs = [Need(NeedSort.ASKED, one.key, one.rank, one.since, one.text, one) for one in asked]
    lines = gathered(needs)
    assert sorted(need.key for line in lines for need in line.needs) == sorted(need.key for need in needs)
    assert len(lines) == others + (1 if many > ONE_BY_ONE else many)
    assert len({line.key for line in lines}) == len(lines)


async def test_a_late_request_in_the_tasks_opens_it(staff: Kit, clock: Clock) -> None:
    asked = staff.record(Request("diesel", HERE, precedence=Precedence.URGENT))
    clock.now += 45 * 60
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9")
        assert f"Anmodning {asked.number}" in screen(app)
        await press(pilot, "home", "enter")
        assert f"Anmodning {asked.number}" in screen(app).splitlines()[3]
        await press(pilot, "t")
        await fill(pilot, "Vej og park")
        await press(pilot, "f9")
        assert not any(asked.number in row.text.plain for row in app.front.query_one("#rows", RowList).rows)
