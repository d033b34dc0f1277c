"""Which places were silent over a whole incident, by the rounds that held then, and what was done about it."""

from an_incident import ALARM, Told, seconds

from fieldkit.core.facts.said import Ack, Message, Note, Report
from fieldkit.core.facts.terms import Condition, Topic, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Dispatch, Round, Silence, SilenceStep
from fieldkit.core.views.evaluation_places import MOST_SLOTS

OK = {Topic.WATER: TopicState(Condition.OK)}


def hourly() -> Told:
    """Rounds each hour from the first on, to the end after five."""
    told = Told()
    told.say(1, 10, Round(1, seconds(60)))
    return told


def test_a_place_that_says_nothing_is_silent_from_its_first_slot_until_it_is_heard():
    told = hourly()
    for minute in (61, 121, 181, 241):
        told.say(2, minute, Report(2, OK, via=Via.OBSERVED))
        told.say(1, minute, Report(3, OK, via=Via.PHONE))
    told.say(2, 80, Silence(10, SilenceStep.RESEND, by="Øvelse Dam"))
    told.say(2, 100, Silence(10, SilenceStep.ASK, asked=3))
    told.say(2, 110, Dispatch("Øvelse Holm", 2, (10,)))
    told.say(1, 155, Report(10, OK, via=Via.RUNNER))
    told.say(1, 240, Report(10, OK, via=Via.RUNNER))
    told.stop(300)
    found = told.evaluation().reporting
    assert (found.places, found.reported, found.slots) == (3, 3, 12)
    (place,) = found.silent
    assert (place.place, place.slots, place.missed, place.silent) == (10, 4, 2, 2)
    assert place.since == ALARM + 3600 + 10 * 20, "each place has a slot of its own"
    assert place.heard_at == ALARM + 155 * 60
    assert [(step.step, step.asked, step.by) for step in place.steps] == [
        (SilenceStep.RESEND, 0, "Øvelse Dam"),
        (SilenceStep.ASK, 3, ""),
    ]
    assert place.runners == ("2-0008",)


def test_a_report_half_a_round_before_counts_and_one_after_the_grace_does_not():
    told = hourly()
    for minute in (95, 200, 250):
        told.say(1, minute, Report(10, OK, via=Via.PHONE))
    told.stop(300)
    silent = {place.place: place for place in told.evaluation().reporting.silent}
    assert silent[10].missed == 2, "the slots at 60 and 180; that at 120 has the report from 95"


def test_whatever_people_write_at_a_kit_tells_that_they_are_there():
    told = hourly()
    sent = told.say(1, 20, Message("Luk op", 3))
    for minute in (62, 122, 182, 242):
        told.say(2, minute, Note("vi er her"))
        told.say(1, minute, Ack(sent, place=3))
    told.stop(300)
    silent = {place.place: place for place in told.evaluation().reporting.silent}
    assert set(silent) == {10}
    assert told.evaluation().reporting.missed == 12, "but nobody reported"


def test_what_others_saw_of_a_place_is_no_word_from_there():
    told = hourly()
    for minute in (61, 121, 181, 241):
        told.say(2, minute, Report(10, OK, via=Via.OBSERVED))
    told.stop(300)
    silent = {place.place: place for place in told.evaluation().reporting.silent}
    assert set(silent) == {3, 10}
    assert silent[10].seen == ("2-0003", "2-0004", "2-0005"), "the first was before it was silent"


def test_without_a_round_set_it_is_every_third_hour_and_rounds_that_are_off_ask_nobody():
    told = Told()
    told.stop(7 * 60)
    assert told.evaluation().reporting.slots == 2 * 3
    off = Told()
    off.say(1, 5, Round(0, seconds(5)))
    off.stop(7 * 60)
    assert (off.evaluation().reporting.slots, off.evaluation().reporting.silent) == (0, ())


def test_a_slot_whose_grace_was_not_over_is_not_judged():
    told = Told()
    told.stop(3 * 60 + 10)
    assert told.evaluation().reporting.slots == 0


def test_a_clock_years_ahead_costs_no_more_than_so_many_slots():
    told = hourly()
    told.say(2, 60 * 24 * 365 * 5, Note("mit ur er forkert"))
    found = told.evaluation(60 * 24 * 365 * 6).reporting
    assert found.slots == 3 * MOST_SLOTS
