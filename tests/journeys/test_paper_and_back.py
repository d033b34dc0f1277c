"""From one kit's log over paper to another's: recorded, printed, read from a picture of the table, scanned, merged."""

import asyncio
import contextlib
from pathlib import Path

import msgspec
import pytest
import zxingcpp
from click.testing import CliRunner
from kits import make_kit
from paths import DATA
from PIL import Image
from placed_printer import BRISK, on_tcp

from fieldkit.acts import chits, incidents
from fieldkit.acts.printing import queue_document
from fieldkit.cli import cli
from fieldkit.core.clock.hybrid import seconds_of
from fieldkit.core.documents import Docket, Receipt
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Condition, Precedence, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.state.chits import ChitKey
from fieldkit.engine.print_desk import PrintDesk
from fieldkit.kit import Kit
from fieldkit.paper.widths import DOTS
from fieldkit.practice.paper.printer import VirtualPrinter
from fieldkit.resync.slips import read_source
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.tables.jobs import job_row

SPOKEN = "Blåbærgrød på Ærø – “æøåÆØÅ”… 3 × 5 ½ €"


def make(folder: Path, number: int, key: Path, columns: int = 32) -> Kit:
    return make_kit(folder, number=number, key=key, data=DATA, columns=columns)


@pytest.fixture
def key(tmp_path):
    write_key(tmp_path / "key", new_key())
    return tmp_path / "key"


async def printed(kit: Kit, jobs: list[int], printer: VirtualPrinter) -> None:
    """Let the kit's own desk print these jobs on a printer across the network."""
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        desk = asyncio.create_task(PrintDesk(kit, lambda: None, BRISK).run())
        try:
            async with asyncio.timeout(30):
                while any(job_row(kit.log, job).state != "confirmed" for job in jobs):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        finally:
            desk.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await desk


def codes_on(picture: Path) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(Image.open(picture), zxingcpp.BarcodeFormat.QRCode)]


def scanned(home: Path, *arguments: str, typed: str = ""):
    """`slip scan` as its process answers: status, stdout, stderr."""
    told = CliRunner().invoke(cli, ["--home", str(home), "slip", "scan", *arguments], input=typed)
    return told.exit_code, told.stdout, told.stderr


@pytest.mark.parametrize("columns", list(DOTS))
async def test_a_receipt_in_a_pocket_is_the_same_event_at_the_other_kit(tmp_path, key, columns):
    one, other = make(tmp_path / "a", 12, key, columns), make(tmp_path / "b", 13, key)
    incidents.start(one, "Strømsvigt nord", exercise=True)
    told = Report(31, {Topic.WATER: TopicState(Condition.CRITICAL, 6)}, children=43, note=SPOKEN, by="Øvelse Ægir")
    report = one.record(told)
    message = one.record(Message(SPOKEN, precedence=Precedence.FLASH, by="Prøve Åse"))
    filled = chits.Filled("varme! lys?", place=31, at=seconds_of(report.hlc), who="Skrå Bæk")
    chit = chits.enter(one, ChitKey(12, 7), filled)
    queued = [queue_document(one, Receipt(event.number)) for event in (report, chit)]
    queued.append(queue_document(one, Docket(message.number, ("uglemoseskolen",))))
    printer = VirtualPrinter(DOTS[columns])
    await printed(one, queued, printer)
    assert SPOKEN.split(" –")[0] in " ".join(printer.text().split())
    printer.save_png(tmp_path / "bord.png")

    digits = codes_on(tmp_path / "bord.png")
    assert len(digits) == 3
    assert all(code.isdigit() for code in digits), "digits come through every keyboard layout of a scanner"
    status, out, _ = scanned(other.home.folder, "-", typed="\r\n".join(digits) + "\r\n")
    assert (status, out) == (0, "3 nye linjer, 0 var her allerede.\n")
    other.refresh()
    for event in (report, message, chit):
        (row,) = other.log.find(12, event.seq)
        assert (row.event.id, row.event.body, row.carrier) == (event.id, event.body, "slip")
        assert row.event.exercise
    assert SPOKEN in other.find(message.number).body.text
    status, out, _ = scanned(other.home.folder, "-", typed=digits[0])
    assert (status, out) == (0, "0 nye linjer, 1 var her allerede.\n")
    one.close()
    other.close()


async def test_a_photo_of_the_slip_is_as_good_as_a_scanner(tmp_path, key):
    one, other = make(tmp_path / "a", 12, key), make(tmp_path / "b", 13, key)
    event = one.record(Report(31, {Topic.HEAT: TopicState(Condition.SHORTAGE)}, note=SPOKEN))
    printer = VirtualPrinter()
    await printed(one, [queue_document(one, Receipt(event.number))], printer)
    printer.save_png(tmp_path / "bord.png")
    picture = Image.open(tmp_path / "bord.png").convert("L").rotate(3, expand=True, fillcolor=250)
    picture.resize((picture.width * 3 // 2, picture.height * 3 // 2)).save(tmp_path / "foto.jpg", quality=70)
    assert len(read_source(tmp_path / "foto.jpg")) == 1
    status, out, _ = scanned(other.home.folder, str(tmp_path / "foto.jpg"))
    assert (status, out) == (0, "1 ny linje, 0 var her allerede.\n")
    other.refresh()
    assert other.find(event.number).id == event.id
    one.close()
    other.close()


async def test_damaged_and_foreign_codes_are_refused_and_the_good_ones_merged(tmp_path, key):
    one, other = make(tmp_path / "a", 12, key), make(tmp_path / "b", 13, key)
    write_key(tmp_path / "fremmed", new_key())
    stranger = make(tmp_path / "c", 14, tmp_path / "fremmed")
    events = [one.record(Report(31, {Topic.WATER: TopicState(Condition.OK)}, children=count)) for count in (1, 2)]
    foreign = stranger.record(Report(32, {Topic.WATER: TopicState(Condition.OK)}))
    found = []
    for kit, told in ((one, events), (stranger, [foreign])):
        printer = VirtualPrinter()
        await printed(kit, [queue_document(kit, Receipt(event.number)) for event in told], printer)
        printer.save_png(tmp_path / "bord.png")
        found.append(codes_on(tmp_path / "bord.png"))
    (good, second), (alien,) = found
    wrong = second[:40] + str((int(second[40]) + 1) % 10) + second[41:]

    status, out, err = scanned(other.home.folder, "-", typed="\n".join([wrong, alien, "4711", good]) + "\n")
    assert status == 1
    assert "1 ny linje" in out
    assert "beskadiget" in err
    assert "Sedlens segl passer ikke til dette kits nøgle" in err
    assert "ikke begyndelsen på en Feltkit-kode" in err
    other.refresh()
    arrived = {row.event.id for row in other.log.all()} & {event.id for event in (*events, foreign)}
    assert len(arrived) == 1
    assert arrived < {event.id for event in events}
    for kit in (one, other, stranger):
        kit.close()


async def test_without_a_key_a_receipt_comes_out_all_the_same_without_a_code(tmp_path, key):
    one = make(tmp_path / "a", 12, key)
    event = one.record(Report(31, {Topic.WATER: TopicState(Condition.OK)}))
    one.home.key_path.unlink()
    one.use_keys()
    printer = VirtualPrinter()
    await printed(one, [queue_document(one, Receipt(event.number))], printer)
    printer.save_png(tmp_path / "bord.png")
    assert codes_on(tmp_path / "bord.png") == []
    assert event.number in printer.text()
    one.close()
