"""Writing a message and saying forstået: defaults, whose incident, what counts and what is refused."""

import pytest
from kits import make_kit

from fieldkit.acts import incidents, messages, notes
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Ref
from fieldkit.core.facts.said import Ack, EntrySort, Message
from fieldkit.core.facts.terms import TO_ALL, Precedence, Role, Trust
from fieldkit.kit import Kit
from fieldkit.link.wire.frame import on_air

HERE, ELSEWHERE = 12, 13


@pytest.fixture
def kit(tmp_path):
    made = make_kit(tmp_path / "kit", number=2, place_number=HERE)
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()


def test_a_message_is_routine_proven_and_from_here_unless_somebody_says_otherwise(kit):
    assert messages.send(kit, " Vi er her. ", TO_ALL).body == Message("Vi er her.", TO_ALL)
    other = messages.send(
        kit,
        "Vi er her.",
        Role.SECRETARIAT.value,
        precedence=Precedence.FLASH,
        sender=ELSEWHERE,
        trust=Trust.UNVERIFIED,
        by="Øvelse Vagt",
    )
    assert other.body == Message(
        "Vi er her.", "secretariat", Precedence.FLASH, None, ELSEWHERE, Trust.UNVERIFIED, "Øvelse Vagt"
    )


def test_a_message_instead_of_another_takes_its_place(kit):
    old = messages.send(kit, "Vandvognen kommer kl. 15.", ELSEWHERE)
    new = messages.send(kit, "Vandvognen kommer kl. 16.", ELSEWHERE, replaces=old.ref)
    assert new.body.replaces == RefBody(*old.ref) and old.ref in kit.state.replaced


@pytest.mark.parametrize("text", ["", " \n", "\u200b"])
def test_a_message_that_says_nothing_is_refused(kit, text):
    with pytest.raises(InputError, match="tom"):
        messages.send(kit, text, TO_ALL)
    assert not kit.state.messages


def test_personal_data_is_refused_before_it_is_recorded(kit):
    with pytest.raises(InputError, match="CPR"):
        messages.send(kit, "Ring til 010190-1234", TO_ALL)
    assert not kit.state.messages


def test_the_room_that_is_told_is_the_room_that_there_is(kit):
    text = "vand og mad til alle børn "
    fits = next(many for many in range(1, 40) if messages.cost(kit, text * many).room < 0)
    assert messages.cost(kit, "").room > 0 and messages.cost(kit, text * fits).room < 0
    assert on_air(messages.send(kit, text * (fits - 1), 1))
    assert not on_air(messages.send(kit, text * (fits + 1), 1))


def test_forstaaet_is_a_person_here_and_belongs_to_what_was_read(kit):
    sent = messages.send(kit, "Vi er her.", TO_ALL)
    incidents.start(kit, "Vandskade")
    ack = messages.acknowledge(kit, sent.ref, "Øvelse Vagt")
    assert ack.body == Ack(RefBody(*sent.ref), by="Øvelse Vagt", place=HERE)
    assert ack.incident == sent.incident != kit.state.current()
    elsewhere = messages.acknowledge(kit, sent.ref, "telefonen", place=ELSEWHERE, trust=Trust.UNVERIFIED)
    assert (elsewhere.body.place, elsewhere.body.trust) == (ELSEWHERE, Trust.UNVERIFIED)
    assert messages.acknowledge(kit, sent.ref, "Øvelse Vagt", incident=kit.state.current()).incident != sent.incident


def test_forstaaet_without_a_name_does_not_count(kit):
    sent = messages.send(kit, "Vi er her.", TO_ALL)
    with pytest.raises(InputError, match="uden et navn"):
        messages.acknowledge(kit, sent.ref, "  ")
    assert not kit.state.acks


def test_nobody_has_read_what_is_not_here(kit):
    with pytest.raises(InputError, match="9-0007 findes ikke"):
        messages.acknowledge(kit, Ref(9, 1, 7), "Øvelse Vagt")


def test_a_line_in_the_log_is_a_note_unless_it_is_more(kit):
    assert notes.write(kit, "Lyset er gået.").body.entry is EntrySort.NOTE
    decided = notes.write(kit, "Skolen holder åbent.", entry=EntrySort.DECISION, by="Øvelse Leder").body
    assert (decided.entry, decided.by) == ("decision", "Øvelse Leder")
    with pytest.raises(InputError, match="tomt"):
        notes.write(kit, " ")


def test_the_name_of_who_writes_takes_room_on_the_air(point: Kit) -> None:
    assert messages.cost(point, "Vand").room - messages.cost(point, "Vand", by="Øvelse Andersen").room >= 10
