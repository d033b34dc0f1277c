"""Papers of an exercise, read as text: the outside of an envelope tells nothing of what is inside; all say ØVELSE."""

import pytest
from scenarios import EVERY, scenario

from fieldkit.acts.printing import source_of
from fieldkit.kit import Kit
from fieldkit.paper.documents.exercise import phone_call
from fieldkit.paper.layout import as_text, lay_out
from fieldkit.paper.widths import WIDTHS
from fieldkit.practice.exercise.papers import beforehand


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_printed_beforehand_days_before_any_exercise_runs(staff: Kit, width: int):
    leaders, envelope = [
        as_text(lay_out(paper, width), width) for paper in beforehand(staff, scenario(staff.roster, EVERY))
    ]
    for text in (leaders, envelope):
        assert text.split("\n")[1].strip() == "ØVELSE"
        assert all(len(line) <= width for line in text.split("\n"))
    assert "Kun for den, der leder" in leaders and "Til den, der leder." in leaders
    for title in ("varsel", "melding, Uglemoseskolen", "slut: papir slut", "batteriet viser 12 %"):
        assert title in " ".join(leaders.split()), title
    outside, _, inside = envelope.partition("luk med tape." if "luk med tape." in envelope else "tape.")
    assert "KUVERT 9" in outside
    assert "16 minutter efter start" in " ".join(outside.split())
    assert "ti grader" not in outside and "ti grader" in " ".join(inside.split())
    assert "Begynd alt, du skriver, med ØVELSE" in " ".join(inside.split())


def test_a_call_says_who_rings_and_that_it_is_read_aloud(staff: Kit):
    text = as_text(lay_out(phone_call(4, "Lokalradioen", "Hvad skal folk gøre?", source_of(staff)), 32), 32)
    assert "ØVELSE" in text and "Ringer: Lokalradioen" in text and "Hvad skal folk gøre?" in text
