"""The table of documents: every kind can be named, written and read back, and says in one sentence what it lacks."""

import pytest
from sample_day import DOCUMENTS as PRINTED

from fieldkit.core.document_kind import SLIP
from fieldkit.core.documents import (
    DOCUMENTS,
    ESSENTIAL,
    IN_THE_DARK,
    ON_LAST_POWER,
    AnswerSheet,
    BlankChits,
    Docket,
    DocumentKind,
    NoticeSheet,
    OnCard,
    danish_of,
    kind_named,
    kind_of,
    said_of,
    wanted_of,
)
from fieldkit.core.errors import InputError


def test_every_kind_has_a_row_of_its_own_words():
    assert set(DOCUMENTS) == set(DocumentKind)
    words = [word for kind, row in DOCUMENTS.items() for word in {kind.value, row.danish, *row.also}]
    assert len(words) == len(set(words))
    for kind, row in DOCUMENTS.items():
        assert {kind_named(word) for word in (kind, row.danish.upper(), f" {row.danish} ", *row.also)} == {kind}
    assert kind_named("kvitering") is None


@pytest.mark.parametrize("wanted", PRINTED.values(), ids=PRINTED)
def test_what_a_person_writes_after_the_name_is_read_back(wanted):
    assert wanted_of(kind_of(wanted), said_of(wanted)) == wanted


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        (
            "docket",
            " 12-0147  uglemoseskolen , Kløverkærskolen,",
            Docket("12-0147", ("uglemoseskolen", "Kløverkærskolen")),
        ),
        ("notice", "12-0147 6t", NoticeSheet("12-0147", 6)),
        ("notice", "12-0147", NoticeSheet("12-0147")),
        ("answers", "instruks 2", AnswerSheet(2)),
        ("chits", "20 41", BlankChits(20, 41)),
    ],
)
def test_arguments_as_people_write_them(kind, text, wanted):
    assert wanted_of(DocumentKind(kind), text) == wanted


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("receipt", "i går", "er ikke et nummer"),
        ("docket", "12 uglemoseskolen", "er ikke et nummer"),
        ("log", "12", "er ikke et nummer"),
        ("notice", "12-0147 500", "er ikke et antal timer"),
        ("answers", "strøm", "Instruks strøm gælder ikke"),
        ("chits", "20 0", "er ikke et antal blanketter"),
        ("chits", "1 2 3", "er ikke et antal blanketter"),
        ("chits", "51", "vælg fra 1 til 50"),
    ],
)
def test_arguments_that_cannot_be_read(kind, text, sentence):
    with pytest.raises(InputError, match=sentence):
        wanted_of(DocumentKind(kind), text)


def test_what_needs_an_argument_is_refused_without_one_and_says_what_is_missing():
    for kind, row in DOCUMENTS.items():
        if row.needed:
            with pytest.raises(InputError, match=f"mangler {row.asks.rstrip(',')}"):
                wanted_of(kind, "  ")
        else:
            assert kind_of(wanted_of(kind)) is kind


def test_what_a_card_may_leave_out_is_what_is_not_known_when_it_is_written():
    assert {kind for kind, row in DOCUMENTS.items() if row.on_card is OnCard.ASKS} == {
        DocumentKind.RECEIPT,
        DocumentKind.DOCKET,
        DocumentKind.NOTICE,
        DocumentKind.LIST,
    }


def test_the_last_of_the_battery_is_for_receipts_and_dockets_and_nothing_private_waits_for_the_dark():
    assert {"receipt", "docket"} == ESSENTIAL
    assert not any(DOCUMENTS[kind_of(wanted)].private for wanted in IN_THE_DARK)


def test_a_print_job_of_a_newer_program_keeps_its_own_name():
    order = DocumentKind("order")
    assert (danish_of(DocumentKind("receipt")), danish_of(order)) == ("kvittering", "order")
    assert order not in DOCUMENTS and kind_named("order") is None, "nobody can ask for it"


def test_a_slip_is_made_of_chosen_events_and_asked_for_by_no_name():
    assert SLIP not in DOCUMENTS and kind_named("slip") is None
    assert (SLIP, danish_of(SLIP)) == ("slip", "slip")


def test_what_prints_on_the_last_of_the_battery_is_told_from_the_table():
    assert ON_LAST_POWER == "kvitteringer, følgesedler og papirberedskabet"
    assert [kind for kind in ESSENTIAL if not DOCUMENTS[kind].several] == []
