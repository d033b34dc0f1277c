"""Asking for documents by name: every name is taken, and what cannot be printed is said in the words of the command."""

import pytest
from command_line import fieldkit
from kits import closed, secretariat

from fieldkit.core.documents import DOCUMENTS


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = closed(secretariat(tmp_path_factory.mktemp("paper") / "kit"))
    assert fieldkit("incident", "start", "Prøve", home=made).status == 0
    return made


@pytest.mark.parametrize("word", [word for kind, row in DOCUMENTS.items() for word in (kind, row.danish, *row.also)])
def test_a_document_is_shown_by_any_of_its_names_or_asks_for_what_it_needs(home, word):
    answer = fieldkit("print", word, "--text", home=home)
    kind, row = next((kind, row) for kind, row in DOCUMENTS.items() if word in (kind, row.danish, *row.also))
    if kind == "list":
        assert answer.refused() == "Skriv nødlistens navn; se dem med “fieldkit vault list”."
    elif row.needed:
        assert answer.refused() == f"Skriv {row.asks} efter {kind}."
    else:
        assert answer.status == 0 and answer.out


def test_an_unknown_document_is_answered_with_all_there_are(home):
    said = fieldkit("print", "kvitering", home=home).refused()
    assert said == f"Dokumentet “kvitering” kendes ikke: vælg {', '.join(DOCUMENTS)}."


def test_the_help_names_every_document_with_what_it_needs():
    told = " ".join(fieldkit("print", "--help").out.split()).partition("Print a document: ")[2].partition(";")[0]
    named = told.split(", ")
    assert [words.split()[0] for words in named] == [str(kind) for kind in DOCUMENTS]
    for words, row in zip(named, DOCUMENTS.values(), strict=True):
        assert (len(words.split()) > 1) is bool(row.asks) and ("[" in words) is (bool(row.asks) and not row.needed)
        assert "WHAT" not in words


@pytest.mark.parametrize(
    ("document", "argument", "sentence"),
    [
        ("chits", "mange", "“mange” er ikke et antal blanketter: skriv for eksempel chits 10."),
        ("chits", "99", "99 blanketter kan ikke udskrives på én gang: vælg fra 1 til 50."),
        ("notice", "1-0002 1 døgn", "“1 døgn” er ikke et antal timer: skriv for eksempel notice 1-0002 6."),
        ("answers", "strøm", "Instruks strøm gælder ikke eller findes ikke; se dem med “fieldkit answer list”."),
    ],
)
def test_an_argument_that_cannot_be_used_is_said_with_an_example(home, document, argument, sentence):
    assert fieldkit("print", document, argument, home=home).refused() == sentence


@pytest.mark.parametrize("url", ["virtual:", " VIRTUAL:andet"])
def test_a_printer_that_keeps_its_paper_as_files_says_where_they_lie(tmp_path, url):
    folder = closed(secretariat(tmp_path / "kit", printer=url))
    answer = fieldkit("print", "key-card", home=folder)
    where = folder / (url.partition(":")[2] or "paper")
    assert f"lægger papiret som filer i {where}; slet dem bagefter." in answer.err and list(where.iterdir())


def test_the_test_page_as_text_says_that_only_the_printer_has_its_second_piece(home):
    shown = fieldkit("print", "test", "--text", home=home)
    assert "Se 7 på næste stykke papir" in " ".join(shown.out.split())
    assert shown.err == "Det andet stykke papir, med 6 og 7, kan kun printeren vise.\n"
    in_file = fieldkit("print", "test", "--text", "--to", home.parent / "side.txt", home=home)
    assert in_file.err == shown.err
    assert fieldkit("print", "board", "--text", home=home).err == ""
