"""Two incidents side by side: less is better, and what one does not have is neither."""

from an_incident import Told

from fieldkit.core.facts.said import Ack, Message
from fieldkit.core.facts.staff import LevelChange
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.views.evaluation_compare import UNIT_OF, Figure, Unit, Verdict, compare, figures_of


def exercise(decided: float, read: float, *, full: bool = True) -> Told:
    told = Told()
    if full:
        told.staffed()
    told.say(1, decided, LevelChange(2, "direktøren"))
    sent = told.say(1, 30, Message("Luk op", 2, Precedence.URGENT))
    told.say(2, 30 + read, Ack(sent, "Øvelse Dam", 2))
    told.stop(150)
    return told


def test_each_figure_says_which_went_better():
    spring, autumn = exercise(9, 10).evaluation(), exercise(5, 40).evaluation()
    found = {one.figure: one for one in compare(autumn, spring)}
    assert (found[Figure.DECIDED].this, found[Figure.DECIDED].other) == (300, 540)
    assert found[Figure.DECIDED].verdict is Verdict.BETTER
    assert found[Figure.READ_URGENT].verdict is Verdict.WORSE
    assert (found[Figure.LATE].this, found[Figure.LATE].other) == (100, 0)
    assert found[Figure.FULL].verdict is Verdict.SAME
    back = {one.figure: one.verdict for one in compare(spring, autumn)}
    assert back[Figure.DECIDED] is Verdict.WORSE and back[Figure.READ_URGENT] is Verdict.BETTER


def test_what_nobody_wrote_is_never_better_and_what_neither_has_is_left_out():
    with_it, without = exercise(9, 10).evaluation(), exercise(9, 10, full=False).evaluation()
    found = {one.figure: one.verdict for one in compare(without, with_it)}
    assert found[Figure.FULL] is Verdict.UNKNOWN
    assert Figure.RUNNERS not in found and Figure.TAKEN not in found and Figure.LOOSE not in found


def test_every_figure_has_a_unit_and_a_value_or_none():
    assert set(UNIT_OF) == set(Figure) == set(figures_of(exercise(9, 10).evaluation()))
    assert {UNIT_OF[figure] for figure in Figure} == set(Unit)
