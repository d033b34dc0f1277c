"""Setting a printer up: what the person sees on the page is kept in kit.toml, and the next paper comes out so."""

import pytest
from command_line import fieldkit
from kits import closed, secretariat

from fieldkit.paper.abilities import Letters, QrWay
from fieldkit.practice.paper.escpos_reader import Paper as PrintedPaper
from fieldkit.practice.paper.escpos_reader import PaperCut, PrintedImage, PrintedQr, Reader
from fieldkit.store.files.home import Home


@pytest.fixture
def home(tmp_path):
    return closed(secretariat(tmp_path / "kit", printer="virtual:"))


def papers(home):
    """What each opening of the virtual printer laid on the table."""
    found = []
    for path in sorted((home / "paper").glob("*.bin")):
        paper = PrintedPaper()
        Reader(paper).feed(path.read_bytes())
        found.append(paper)
    return found


def test_a_good_printer_is_asked_about_and_stays_as_usual(home):
    told = fieldkit("printer", "setup", home=home, stdin="2\n32\nj\nj\n")
    assert told.status == 0, told.err
    assert "Printeren svarer, at siden er kommet ud." in told.out
    assert "32 tegn pr. linje, æ, ø og å (tegntabel 2), QR-koder tegnes af printeren, kniv." in told.out
    (page,) = papers(home)
    assert any(isinstance(mark, PrintedQr) for mark in page.marks)
    config = Home(home).read_config()
    assert (config.letters, config.qr, config.cutter, config.dots) == (Letters.DANISH, QrWay.PRINTER, True, None)


def test_a_cheap_printer_is_found_out_step_by_step_and_the_next_paper_is_right(home):
    told = fieldkit("printer", "setup", home=home, stdin="måske\ningen\n30\nn\nn\nn\nj\n")
    assert told.status == 0, told.err
    assert "Skriv et tal fra 0 til 255" in told.err
    config = Home(home).read_config()
    assert (config.letters, config.code_page, config.columns, config.dots) == (Letters.PLAIN, None, 32, 360)
    assert (config.qr, config.cutter) == (QrWay.COLUMNS, False)
    native, rows, bands = papers(home)
    assert any(isinstance(mark, PrintedQr) for mark in native.marks)
    assert max(len(mark.rows) for mark in rows.marks if isinstance(mark, PrintedImage)) > 24
    assert {len(mark.rows) for mark in bands.marks if isinstance(mark, PrintedImage)} == {24}
    assert fieldkit("print", "test", "--to", home / "out.bin", home=home).status == 0
    paper = PrintedPaper(360)
    Reader(paper).feed((home / "out.bin").read_bytes())
    assert not any(isinstance(mark, PaperCut | PrintedQr) for mark in paper.marks)
    assert all(sequence.startswith(b"\x1bt") for sequence in paper.unknown)  # tables that this one has not


def test_what_is_told_by_options_is_not_asked_and_nothing_is_printed(home):
    answers = ("--code-page", "none", "--columns", "32", "--qr", "raster", "--no-cutter")
    told = fieldkit("printer", "setup", *answers, home=home)
    assert told.status == 0, told.err
    assert "ingen æ, ø og å: de skrives ae, oe og aa, QR-koder sendes som billede, ingen kniv" in told.out
    assert papers(home) == []
    config = Home(home).read_config()
    assert (config.letters, config.qr, config.cutter) == (Letters.PLAIN, QrWay.RASTER, False)
    assert fieldkit("printer", "setup", "--code-page", "5", *answers[2:], home=home).status == 0
    assert (Home(home).read_config().letters, Home(home).read_config().code_page) == (Letters.DANISH, 5)


def test_an_answer_that_cannot_be_is_refused_and_nothing_is_kept(home):
    before = (home / "kit.toml").read_bytes()
    answers = ("--code-page", "5", "--columns", "48", "--dots", "300", "--qr", "none", "--cutter")
    assert "passer ikke på 300 punkter" in fieldkit("printer", "setup", *answers, home=home).refused()
    assert fieldkit("printer", "setup", "--code-page", "æøå", home=home).status == 2
    assert fieldkit("printer", "setup", home=home, stdin="2\n").status != 0  # the person goes away
    assert (home / "kit.toml").read_bytes() == before


def test_without_a_printer_there_is_nothing_to_set_up_and_print_names_the_command(tmp_path, home):
    bare = closed(secretariat(tmp_path / "bare"))
    assert "Kittet har ingen printer" in fieldkit("printer", "setup", home=bare).refused()
    assert fieldkit("print", "setup", home=home).refused() == "Printeren sættes op med “fieldkit printer setup”."
    assert "“fieldkit printer setup”" in fieldkit("print", "test", home=home).out
