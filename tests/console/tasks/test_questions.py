"""What citizens ask is answered, turned into work or closed."""

from console_pilot import HERE, SECRETARIAT, SIZE, at_screen, bodies, fill, press, rows, screen
from textual.widgets import Input

from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.said import Note
from fieldkit.core.facts.staff import Answer, Question, QuestionClosed
from fieldkit.core.facts.work import Request
from fieldkit.kit import Kit


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


async def test_closing_a_question_that_was_asked_twice_tells_of_the_first(point: Kit) -> None:
    for _ in range(2):
        point.record(Question("Er broen åben?", HERE))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "4", "home", "k")
        await fill(pilot, "den er åben")
        first, second = (row.event for row in point.log.all() if isinstance(row.event.body, QuestionClosed))
        assert f"er lukket ({first.number})" in screen(app) and second.number not in screen(app)
