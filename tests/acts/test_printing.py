"""Queueing documents: what goes first, which chits take numbers, what must never lie on the disk."""

import pytest
from kits import NOW, Clock, meeting_point

from fieldkit.acts import messages, printing
from fieldkit.core.documents import (
    IN_THE_DARK,
    BlankChits,
    BoardPicture,
    Continuity,
    Docket,
    EmergencyList,
    KeyCard,
    NoticeSheet,
    Receipt,
    kind_of,
)
from fieldkit.core.errors import InputError
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.remedies import PrintDirectly
from fieldkit.store.tables.chit_prints import chit_prints
from fieldkit.store.tables.jobs import job_document, job_rows


@pytest.fixture
def kit(tmp_path):
    made = meeting_point(tmp_path / "kit", now=Clock(NOW))
    yield made
    made.close()


def test_a_flash_messages_receipt_and_docket_go_first_and_print_on_the_last_power(kit):
    flash = messages.send(kit, "Der er brand", 3, precedence=Precedence.FLASH)
    routine = messages.send(kit, "Husk mødet", 3)
    for wanted in (Receipt(flash.number), Docket(flash.number), Receipt(routine.number), NoticeSheet(flash.number)):
        printing.queue_document(kit, wanted)
    rows = [(row.document, row.number, row.urgent, row.essential) for row in job_rows(kit.log)]
    assert rows == [
        ("receipt", flash.number, True, True),
        ("docket", flash.number, True, True),
        ("receipt", routine.number, False, True),
        ("notice", flash.number, False, False),
    ]


def test_chits_take_numbers_only_when_they_are_to_lie_on_the_table(kit):
    shown = printing.document_of(kit, BlankChits(2))
    assert shown.number == "2-B001 til 2-B002" and chit_prints(kit.log) == []
    printing.queue_document(kit, BlankChits(2))
    printing.numbered_document_of(kit, BlankChits(3))
    printing.queue_document(kit, BlankChits(1, 40))
    assert [(one.first, one.last) for one in chit_prints(kit.log)] == [(1, 2), (3, 5), (40, 40)]
    assert [row.number for row in job_rows(kit.log)] == ["2-B001 til 2-B002", "2-B040"]


def test_all_that_is_needed_in_the_dark_is_queued_in_one_go_for_the_last_power(kit):
    first = printing.queue_document(kit, Continuity())
    rows = job_rows(kit.log)
    assert first == rows[0].job
    assert [(row.document, row.essential) for row in rows] == [(kind_of(wanted), True) for wanted in IN_THE_DARK]
    assert "Situationsbillede" in job_document(kit.log, first).title
    printing.queue_document(kit, BoardPicture())
    assert not job_rows(kit.log)[-1].essential


@pytest.mark.parametrize("wanted", [EmergencyList("klasse-3b"), KeyCard()])
def test_private_papers_never_lie_in_the_queue(kit, wanted):
    with pytest.raises(InputError, match="må ikke ligge i udskriftskøen") as refused:
        printing.queue_document(kit, wanted)
    assert refused.value.remedy == PrintDirectly(kind_of(wanted)) and job_rows(kit.log) == []


def test_what_is_not_there_is_refused_and_leaves_nothing(kit):
    with pytest.raises(InputError, match="99-0001"):
        printing.queue_document(kit, Receipt("99-0001"))
    assert job_rows(kit.log) == []
