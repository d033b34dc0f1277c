"""An evaluation in Danish: what is unknown is said to be, what is late stands out, and a comparison names the worse."""

import pytest
from an_incident import ROSTER, Told

from fieldkit.core.facts.event import EXERCISE_BIT, in_order
from fieldkit.core.facts.lessons import Lesson
from fieldkit.core.facts.said import Ack, EntrySort, Message, Note
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.tell import evaluation_parts
from fieldkit.core.tell.evaluation import sections
from fieldkit.core.tell.evaluation_parts import Facts, Grid, Question, Said
from fieldkit.core.tell.evaluation_words import PART_DA, Part
from fieldkit.core.tell.moments import moments
from fieldkit.core.tell.parts import names_of
from fieldkit.core.views.evaluation_local import Battery, LocalFigures, OnAir, Printed


def words(told: Told, minute: float = 600, **more) -> dict[Part, str]:
    """All that each part says, a line a row; what is late between stars."""
    evaluation = told.evaluation(minute)
    mine = [event for event in in_order(told.events) if event.incident == told.tag]
    return {
        section.part: "\n".join(line for body in section.body for line in lines(body))
        for section in sections(evaluation_parts.Told(evaluation, mine, names_of(ROSTER), **more))
    }


def lines(body):
    match body:
        case Said(text):
            yield text
        case Facts(pairs):
            yield from (f"{key}: {marked(cell)}" for key, cell in pairs)
        case Grid(headings, rows):
            yield " | ".join(headings)
            yield from (" | ".join(map(marked, row)) for row in rows)
        case Question(_, question, answers):
            yield question
            yield from (f"{text} [{by}]" for text, by in answers)


def marked(cell) -> str:
    return f"*{cell.text}*" if cell.late else cell.text


def test_an_empty_incident_says_in_every_part_that_there_is_nothing():
    told = words(Told())
    assert "stadig i gang" in told[Part.OVERVIEW]
    assert "Alarm til fuld stab: ingen har skrevet, at staben var fuldtallig" in told[Part.OVERVIEW]
    assert told[Part.MESSAGES] == "Der blev ikke sendt nogen beskeder."
    assert told[Part.RUNNERS] == "Ingen runnere blev sendt."
    assert told[Part.REQUESTS] == "Ingen bad om noget."
    assert told[Part.DECISIONS] == "Loggen har ingen linjer, der er skrevet som beslutninger."
    assert "fører hvert kit selv regnskab med" in told[Part.LOCAL]
    assert set(told) == set(Part) - {Part.COMPARED}


def test_what_is_late_stands_out_and_what_waits_names_the_places():
    told = Told()
    sent = told.say(1, 20, Message("Luk op", "meeting-point", Precedence.URGENT))
    told.say(2, 23, Ack(sent, "Øvelse Dam", 2))
    told.stop(100)
    said = words(told)
    assert "*1, heraf 1 uden forstået i tide*" in said[Part.OVERVIEW]
    assert "*1 af 2 efter 3 min; mangler Sydskolen*" in said[Part.MESSAGES]
    assert "Modtaget" not in said[Part.MESSAGES], "that is in no event"
    received = words(told, local=LocalFigures(1, {}, None, None, None))[Part.MESSAGES]
    assert "| ukendt | *1 af 2 efter 3 min; mangler Sydskolen*" in received


def test_the_staff_in_time_or_late_or_nobody_knows():
    told = Told()
    told.staffed()
    assert "altså kl. 10.10. Den var det i tide." in words(told)[Part.STAFF]
    assert "Ikke åbnet, så vidt loggen siger: Nordskolen, Sydskolen." in words(told)[Part.STAFF]


def test_a_decision_that_nobody_followed_is_shown_with_who_made_it():
    told = Told()
    told.say(1, 10, Note("Alle skoler lukker kl. 12.", EntrySort.DECISION, "direktøren"))
    assert "*Alle skoler lukker kl. 12.* | direktøren" in words(told)[Part.DECISIONS]
    told.say(1, 20, Note("Ringet rundt om 1-0003", EntrySort.ACTION))
    assert words(told)[Part.DECISIONS] == "Den ene beslutning er fulgt op i loggen."


def test_an_unsure_time_is_told_with_ca():
    told = Told()
    told.say(1, 10, Note("Vi lukker.", EntrySort.DECISION), sure=False)
    assert "1 linje har en usikker tid (ca.)" in words(told)[Part.OVERVIEW]
    assert "ca. 08.10" in words(told)[Part.DECISIONS]


def test_answers_stand_under_their_question_with_who_gave_them():
    told = Told()
    told.say(1, 10, Lesson(worked="Runnerne\nkendte vejen", by="Prøve Bæk"))
    told.say(2, 11, Lesson(worked="Radioen"))
    assert (
        "Hvad gik godt?\nRunnerne\nkendte vejen [Prøve Bæk, 1-0003]\nRadioen [navn ikke noteret, 2-0002]"
        in (words(told)[Part.LESSONS])
    )


def test_what_one_kit_knows_is_told_with_its_number_and_the_rest_is_unknown():
    nothing = LocalFigures(3, {}, None, None, None)
    told = words(Told(), local=nothing)[Part.LOCAL]
    assert "kit 3 selv" in told and "Batteri: ukendt" in told and "Sendetid: kittet har ingen radio" in told
    much = LocalFigures(
        3, {}, Printed({}, 0, 2, None, 4), OnAir("MEDIUM_FAST", 1, 0.4, 0, 0, 0, 10, 8, 2), Battery(40, 0, 90, 60)
    )
    told = words(Told(), local=much)[Part.LOCAL]
    assert "ladet 50 % op" in told and "2 blev sendt uden svar (20 %)" in told and "Papir: ukendt" in told
    assert "*" in told, "what failed and what was lost stands out"


def test_two_exercises_side_by_side_say_which_was_worse():
    first, second = Told(TAG_OF_EXERCISE, "Forår"), Told(TAG_OF_EXERCISE + 1, "Efterår")
    first.staffed()
    second.staffed()
    second.say(1, 5, Note("hej"))
    first.say(1, 20, Message("Luk op", 2, Precedence.URGENT))
    sent = second.say(1, 20, Message("Luk op", 2, Precedence.URGENT))
    second.say(2, 22, Ack(sent, "Øvelse Dam", 2))
    told = words(second, other=first.evaluation())[Part.COMPARED]
    assert "ØVELSE “Efterår”" in told and "1 er bedre her, 0 er dårligere" in told and "stadig i gang" in told
    back = words(first, other=second.evaluation())[Part.COMPARED]
    assert "Beskeder uden forstået i tide | 100 % | 0 % | *dårligere*" in back


TAG_OF_EXERCISE = 9 | EXERCISE_BIT


def test_a_timeline_keeps_what_counts_most_and_says_what_it_left_out():
    told = Told()
    for minute in range(30):
        told.say(2, minute, Message("x", 2, Precedence.URGENT))
    told.say(1, 29, Note("Vi lukker.", EntrySort.DECISION))
    told.say(1, 30, Note("kun en note"))
    kept, left = moments([event for event in told.events if event.incident], 10)
    assert len(kept) == 10 and left == 22
    assert kept[0].number == "1-0002" and "1-0003" in [event.number for event in kept]
    assert [event.stamp for event in kept] == sorted(event.stamp for event in kept)


@pytest.mark.parametrize("part", Part)
def test_every_part_has_its_title(part):
    assert PART_DA[part]
