"""What must be there must be there in letters that people can read, in every act; and a refusal leaves nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kits import meeting_point

from fieldkit.acts import activation, cards, citizens, duty, incidents, messages, notes, notices, requests, runners
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import CallResult
from fieldkit.core.facts.work import RequestState
from fieldkit.kit import Kit

THREE = ("vand", "mad", "møde")


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[Kit]:
    made = meeting_point(tmp_path / "kit")
    incidents.start(made, "Strømsvigt")
    yield made
    made.close()


def _skip(kit: Kit, text: str) -> object:
    card, step = next((card, step) for card in kit.cards.values() for step in card.steps if step.may_skip)
    return cards.skip(kit, card.id, step.number, text, begin=True)


def _errand(kit: Kit) -> Event:
    return runners.send(kit, "Øvelse Runner", [12])


ACTS: dict[str, Callable[[Kit, str], object]] = {
    "acknowledge": lambda kit, text: messages.acknowledge(kit, messages.send(kit, "hej", 12).ref, text),
    "level": lambda kit, text: activation.decide(kit, 1, by=text),
    "call": lambda kit, text: activation.note_call(kit, text, CallResult.REACHED),
    "incident": lambda kit, text: incidents.start(kit, text),
    "crew": lambda kit, text: duty.sign_in(kit, text),
    "leaves": lambda kit, text: duty.hand_over(kit, text, "Øvelse B", THREE),
    "comes": lambda kit, text: duty.hand_over(kit, "Øvelse A", text, THREE),
    "fact": lambda kit, text: duty.hand_over(kit, "Øvelse A", "Øvelse B", (text, "vand", "mad")),
    "skip": _skip,
    "note": notes.write,
    "message": lambda kit, text: messages.send(kit, text, "all"),
    "notice": notices.write,
    "request": requests.ask,
    "declined": lambda kit, text: requests.tell(kit, requests.ask(kit, "tæpper").ref, RequestState.DECLINED, note=text),
    "question": citizens.ask,
    "runner": lambda kit, text: runners.send(kit, text, [12]),
    "delivered": lambda kit, text: runners.delivered(kit, _errand(kit).ref, 12, text),
    "back": lambda kit, text: runners.back(kit, _errand(kit).ref, text),
    "recall": lambda kit, text: runners.recall(kit, _errand(kit).ref, by=text),
}


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\x1b\x07\u200b", "Brand\udcff"])
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_must_be_there_is_there_in_letters_that_can_be_read(kit: Kit, act: Callable, text: str) -> None:
    with pytest.raises(InputError):
        act(kit, text)
    last = kit.log.latest(limit=1)[0]
    assert text.strip() not in last.raw.decode() or not text.strip()
    assert last.kind in ("incident", "message", "request", "dispatch"), "only what the act was about, which came before"


def test_a_print_step_prints_nothing_when_it_cannot_be_recorded(kit: Kit) -> None:
    from fieldkit.core.cards.cards import PrintDocument
    from fieldkit.store.tables.jobs import job_rows

    card, step = next(
        (card, step)
        for card in kit.cards.values()
        for step in card.steps
        if isinstance(step.action, PrintDocument) and step.action.wanted is not None
    )
    cards.start(kit, card.id, "Øvelse Vagt")
    with pytest.raises(InputError, match="CPR"):
        cards.tick(kit, card.id, step.number, "Peter 010180-1234")
    assert job_rows(kit.log) == []
    cards.tick(kit.rehearsal(), card.id, step.number, "Øvelse Vagt")
    assert job_rows(kit.log) == [], "nor does a rehearsal"
    assert cards.tick(kit, card.id, step.number, "Øvelse Vagt").job == job_rows(kit.log)[0].job
