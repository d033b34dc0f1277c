"""Every document can be printed from the screen: seen first, and told what it is to be about where it must be."""

import pytest
from console_pilot import SIZE, press, screen, settle, type_keys, write
from printing_console import with_queue

from fieldkit.acts import messages
from fieldkit.console.prints.paper import Paper
from fieldkit.console.prints.paper_list import ABOUT
from fieldkit.console.questions import Ask
from fieldkit.core.documents import CONTINUITY, DOCUMENTS, IN_THE_DARK, DocumentKind, kind_of
from fieldkit.core.facts.work import Notice
from fieldkit.kit import Kit
from fieldkit.store.tables.jobs import job_rows

ANSWERS = {
    DocumentKind.RECEIPT: "MESSAGE",
    DocumentKind.DOCKET: "MESSAGE",
    DocumentKind.NOTICE: "NOTICE",
    DocumentKind.CARD: "alarm",
    DocumentKind.CHITS: "3",
    DocumentKind.BADGE: "runner",
}


def test_every_document_is_told_of() -> None:
    assert set(ABOUT) == set(DOCUMENTS)
    assert set(ANSWERS) == {kind for kind, row in DOCUMENTS.items() if row.needed and not row.private}


@pytest.mark.parametrize("kind", [kind for kind, row in DOCUMENTS.items() if not row.private])
async def test_every_document_is_seen_and_then_printed(desk_kit: Kit, kind: DocumentKind) -> None:
    told = messages.send(desk_kit, "Husk mødet", 3)
    notice = desk_kit.record(Notice("Vand", "Vandvognen holder ved skolen"))
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "3")
        app.front.query_one("#rows").go_to(kind)  # type: ignore[attr-defined]
        await press(pilot, "enter")
        if DOCUMENTS[kind].needed:
            assert isinstance(app.screen, Ask)
            answer = ANSWERS[kind].replace("MESSAGE", told.number).replace("NOTICE", notice.number)
            await write(pilot, answer)
            await press(pilot, "enter")
        assert app.front.query_one(Paper).lines and job_rows(desk_kit.log) == []
        await press(pilot, "enter")
        if app.screen.is_modal:
            await press(pilot, "j")
        assert [row.document for row in job_rows(desk_kit.log)] == [kind]


async def test_a_number_that_is_not_there_is_told_while_it_still_stands(desk_kit: Kit) -> None:
    told = messages.send(desk_kit, "Husk mødet", 3)
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "3", "down", "enter")
        assert f"Senest: {told.number}" in " ".join(screen(app).split())
        await write(pilot, "99-0001")
        await press(pilot, "enter")
        assert isinstance(app.screen, Ask) and "99-0001" in screen(app)


async def test_a_list_of_all_can_be_of_one_place_by_the_beginning_of_its_name(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "3")
        app.front.query_one("#rows").go_to(DocumentKind.SIGN_IN)  # type: ignore[attr-defined]
        await settle(pilot)
        assert "O vælg et sted" in screen(app)
        await press(pilot, "o")
        await type_keys(pilot, "bromb")
        await press(pilot, "enter")
        assert "Fremmødeliste Brombærskolen" in screen(app)


async def test_what_is_needed_in_the_dark_is_one_yes(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "3")
        app.front.query_one("#rows").go_to(CONTINUITY)  # type: ignore[attr-defined]
        await press(pilot, "enter", "j")
    assert [row.document for row in job_rows(desk_kit.log)] == [kind_of(wanted) for wanted in IN_THE_DARK]


async def test_an_emergency_list_is_unlocked_where_they_lie(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "3")
        app.front.query_one("#rows").go_to(DocumentKind.LIST)  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert "Nødlister (personoplysninger)" in screen(app)
