"""All silent places are asked in one act: few messages, and each place's question counts as asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kits import Clock, secretariat

from fieldkit.acts import incidents, rounds
from fieldkit.acts.proposals import asked_now, silent_ones
from fieldkit.core.ask.proposal import AskNeighbour, Asks, Remind
from fieldkit.core.ask.proposals import REMINDER
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Level, Precedence, Role
from fieldkit.core.facts.work import Silence, SilenceStep
from fieldkit.core.views.rounds import NextStep, make_rounds
from fieldkit.kit import Kit
from fieldkit.link.node.phone import TEXT_BYTES, outgoing
from fieldkit.link.wire.frame import on_air


@pytest.fixture
def kit(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    made = secretariat(tmp_path / "kit", now=clock)
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()


def bodies(events: tuple[object, ...], kind: type) -> list:
    return [event.body for event in events if isinstance(event.body, kind)]  # type: ignore[attr-defined]


def remind(*places: int) -> list[Remind | AskNeighbour]:
    return [Remind(place, REMINDER) for place in places]


def test_all_that_are_silent_are_asked_by_one_message_and_each_counts_as_asked(kit: Kit, clock: Clock) -> None:
    clock.now += 3.7 * 3600
    late = [proposal for proposal in asked_now(kit) if proposal.asks is Asks.SILENT]
    assert len(late) > 60
    recorded = rounds.remind_all(kit, silent_ones(late), by="Øvelse Vagt")
    (message,) = bodies(recorded, Message)
    assert (message.to, message.precedence, message.by) == ("all", Precedence.INFO, "Øvelse Vagt")
    steps = bodies(recorded, Silence)
    assert {step.place for step in steps} == {proposal.about for proposal in late}
    assert {(step.step, step.by) for step in steps} == {(SilenceStep.RESEND, "Øvelse Vagt")}
    assert not [proposal for proposal in asked_now(kit) if proposal.asks is Asks.SILENT]
    assert {row.next_step for row in make_rounds(kit.state, kit.roster, clock.now)} == {NextStep.WAIT}


def test_nobody_who_has_reported_is_to_answer_and_a_phone_gets_one_text(kit: Kit) -> None:
    (message,) = bodies(rounds.remind_all(kit, remind(2, 3, 4, 40)), Message)
    assert message.text.startswith("Til jer, der ikke har meldt: vi mangler jeres melding.")
    text = outgoing("1-0123", "Krisesekretariatet", message.precedence, message.text, exercise=True)
    assert len(text.encode()) <= TEXT_BYTES and "svar: ok" not in text


def test_the_smallest_group_that_holds_them_is_asked(kit: Kit) -> None:
    def asked(*places: int) -> str | int:
        (question,) = rounds.questions(kit, remind(*places))
        return question.to

    institutions = kit.roster.numbers_of(Role.INSTITUTION)
    assert asked(2, 3, 4) == Role.MEETING_POINT
    assert asked(*institutions[:3]) == Role.INSTITUTION
    assert asked(2, 3, institutions[0]) == "all"


def test_one_or_two_are_asked_themselves_and_urgently(kit: Kit) -> None:
    recorded = rounds.remind_all(kit, remind(2, 3), by="Øvelse Vagt")
    assert [(one.to, one.precedence, one.text) for one in bodies(recorded, Message)] == [
        (2, Precedence.URGENT, REMINDER),
        (3, Precedence.URGENT, REMINDER),
    ]
    assert [event.body.kind for event in recorded] == ["message", "silence", "message", "silence"]


def test_the_nearest_is_asked_about_all_its_silent_ones_at_once(kit: Kit) -> None:
    wanted = [AskNeighbour(place, 9, "?") for place in (2, 3, 4, 5, 6)] + [AskNeighbour(7, 8, "?")]
    recorded = rounds.remind_all(kit, wanted, by="Øvelse Vagt")
    first, second, third = bodies(recorded, Message)
    assert (first.to, second.to, third.to) == (9, 9, 8)
    assert "intet fra Uglemoseskolen, Brombærskolen og Tranebærskolen." in first.text
    assert "Gærdesmutteskolen og Havtornskolen" in second.text
    assert [(one.place, one.asked, one.step) for one in bodies(recorded, Silence)] == [
        *((place, 9, SilenceStep.ASK) for place in (2, 3, 4, 5, 6)),
        (7, 8, SilenceStep.ASK),
    ]


def test_what_has_reported_meanwhile_is_no_longer_among_the_silent(kit: Kit, clock: Clock) -> None:
    clock.now += 3.7 * 3600
    kit.record(Report(2, level=Level.GREEN))
    assert 2 not in {yes.place for yes in silent_ones(asked_now(kit))}


def test_a_question_about_places_with_long_names_still_fits_the_air(kit: Kit) -> None:
    longest = sorted(kit.roster.places, key=lambda place: len(place.name), reverse=True)[:7]
    wanted = [AskNeighbour(place.number, 2, "?") for place in longest]
    recorded = rounds.remind_all(kit, wanted, by="Øvelse Andersen")
    said = [event for event in recorded if isinstance(event.body, Message)]
    assert all(on_air(event) for event in said), [event.body.text for event in said]
    assert len(said) == 4, "as few as may be"
    assert [one.place for one in bodies(recorded, Silence)] == [place.number for place in longest]
