"""What citizens ask is settled once for all its copies; answers are the secretariat's, each with its next version."""

import pytest
from kits import secretariat

from fieldkit.acts import citizens, incidents
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import TITLE_CHARS, RefBody
from fieldkit.core.facts.said import Note
from fieldkit.core.facts.staff import Answer, Question, QuestionClosed, QuestionSort
from fieldkit.core.facts.terms import Role
from fieldkit.core.facts.work import Request
from fieldkit.core.remedies import SeeAnswers, SeeQuestions, SendQuestion
from fieldkit.core.views.answers import QuestionState, current_answers, make_questions

HERE, ELSEWHERE = 1, 3


def kit_of(tmp_path, role):
    made = secretariat(tmp_path / role, role=role, cards=None)
    incidents.start(made, "Strømsvigt")
    return made


@pytest.fixture
def kit(tmp_path):
    made = kit_of(tmp_path, Role.SECRETARIAT)
    yield made
    made.close()


@pytest.fixture
def twice(kit):
    """The same question from two places."""
    return [
        citizens.ask(kit, "Hvornår kommer strømmen?", place=ELSEWHERE, count=12, by="Prøve"),
        citizens.ask(kit, "hvornår kommer strømmen"),
    ]


def closed(kit):
    return [event.body for event in (row.event for row in kit.log.all()) if isinstance(event.body, QuestionClosed)]


def test_a_question_is_of_the_place_where_the_kit_stands_and_of_one_citizen_unless_told_otherwise(kit, twice):
    assert twice[0].body == Question("Hvornår kommer strømmen?", ELSEWHERE, 12, by="Prøve")
    assert twice[1].body == Question("hvornår kommer strømmen", HERE, 1, QuestionSort.QUESTION)


def test_a_question_is_found_by_any_of_its_numbers(kit, twice):
    one, other = (citizens.question(kit, event.number) for event in twice)
    assert one == other and one.refs == tuple(event.ref for event in twice) and one.count == 13
    with pytest.raises(InputError, match="er ikke et spørgsmål fra borgere") as refused:
        citizens.question(kit, "1-0001")
    assert refused.value.remedy == SeeQuestions()


def test_a_request_is_made_where_it_was_asked_first_and_settles_every_copy(kit, twice):
    asked = citizens.question(kit, twice[0].number)
    made = citizens.turn_into_request(kit, asked, "20 tæpper", "Øvelse")
    assert made.body == Request("20 tæpper", asked.places[0], ref=RefBody(*twice[0].ref), by="Øvelse")
    assert closed(kit) == [QuestionClosed(RefBody(*e.ref), RefBody(*made.ref), by="Øvelse") for e in twice]
    (view,) = make_questions(kit.state, kit.roster)
    assert (view.state, view.into) == (QuestionState.CLOSED, made.number)


def test_a_note_tells_where_it_comes_from_and_settles_every_copy(kit, twice):
    asked = citizens.question(kit, twice[1].number)
    text = citizens.as_note(asked, asked.text, "to steder")
    assert text == f"Hvornår kommer strømmen? (borgere, to steder, nr. {twice[0].number})"
    made = citizens.turn_into_note(kit, asked, text, "Øvelse")
    assert made.body == Note(text, by="Øvelse") and len(closed(kit)) == 2


def test_closing_closes_every_copy_with_the_reason(kit, twice):
    event = citizens.close(kit, citizens.question(kit, twice[0].number), "er besvaret på stedet", "Øvelse")
    assert closed(kit) == [QuestionClosed(RefBody(*e.ref), reason="er besvaret på stedet", by="Øvelse") for e in twice]
    assert event.body == closed(kit)[0], "people are told of the copy that was asked first"


def test_an_answer_gets_the_next_number_and_then_versions(kit, twice):
    asked = citizens.question(kit, twice[0].number).refs
    first = citizens.answer(kit, "Strøm", "I morgen kl. 8.", asked=asked, by="Øvelse")
    assert first.body == Answer(1, "Strøm", "I morgen kl. 8.", answers=tuple(RefBody(*r) for r in asked), by="Øvelse")
    second = citizens.answer(kit, "Strøm", "Nu.", old=citizens.current_answer(kit, 1))
    assert second.body == Answer(1, "Strøm", "Nu.", version=2, replaces=RefBody(*first.ref))
    assert citizens.answer(kit, "Vand", "Kog det.").body.number == 2
    gone = citizens.withdraw(kit, citizens.current_answer(kit, 1), "holder ikke", by="Øvelse")
    assert (gone.body.title, gone.body.text, gone.body.version, gone.body.withdrawn) == (
        "Strøm",
        "holder ikke",
        3,
        True,
    )
    assert [view.instruks for view in current_answers(kit.state)] == [2]


def test_a_title_that_would_be_cut_and_a_number_that_is_not_there_are_refused(kit):
    with pytest.raises(
        InputError, match=f"Overskriften er på {TITLE_CHARS + 1} tegn, og der er plads til {TITLE_CHARS}"
    ):
        citizens.answer(kit, "x" * (TITLE_CHARS + 1), "Nu.")
    with pytest.raises(InputError, match="ingen instruks 7") as refused:
        citizens.current_answer(kit, 7)
    assert refused.value.remedy == SeeAnswers()


def test_elsewhere_answers_are_written_only_on_behalf_of_the_secretariat(tmp_path):
    point = kit_of(tmp_path, Role.MEETING_POINT)
    before = point.log.count()
    with pytest.raises(InputError, match="skrives af sekretariatet") as refused:
        citizens.answer(point, "Strøm", "Nu.")
    assert refused.value.remedy == SendQuestion() and point.log.count() == before
    citizens.answer(point, "Strøm", "Nu.", on_behalf=True)
    old = citizens.current_answer(point, 1)
    with pytest.raises(InputError):
        citizens.withdraw(point, old, "holder ikke")
    assert citizens.withdraw(point, old, "holder ikke", on_behalf=True).body.withdrawn
    point.close()
