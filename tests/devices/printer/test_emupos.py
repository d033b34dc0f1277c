"""Our bytes on a printer that somebody else wrote: emupos, over TCP, in its own Python. Skipped where it is missing."""

import io
import os
import re
import selectors
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from paths import ROOT
from PIL import Image
from ports import free_ports
from print_journal import Memory

from fieldkit.core.document_kind import DocumentKind
from fieldkit.devices.printer.escpos import encode, profile_for
from fieldkit.devices.printer.job import PrintJob, run_job
from fieldkit.devices.printer.port import PrinterPort
from fieldkit.devices.printer.step_types import Fence, Patience, Traits
from fieldkit.devices.printer.talk import ask_status
from fieldkit.devices.printer.url import port_for
from fieldkit.paper.blocks import Align, Banner, Checkbox, Column, Cut, Document, KeyValue, Qr, Table, Text
from fieldkit.paper.layout import CutMark, Line, lay_out
from fieldkit.paper.printing import JobState, PrinterStatus
from fieldkit.paper.widths import DOTS

HERE = ROOT / ".venv-emupos" / "bin" / "emupos"
EMUPOS = str(HERE) if HERE.exists() else shutil.which("emupos")

pytestmark = [
    pytest.mark.skipif(EMUPOS is None, reason="emupos is not at hand: run scripts/emupos-env (needs Python >= 3.13)"),
    pytest.mark.xdist_group("emupos"),
    pytest.mark.processes,
]

SMALL = """\
type: printer
name: Small 58 mm printer
dpi: 203
width_dots: {dots}
font_a: {{ width: 12, height: 24 }}
font_b: {{ width: 9, height: 17 }}
code_pages: {{ 0: PC437, 2: PC850, 5: PC865, 19: PC858 }}
default_code_page: 0
drawer_sensor_open_level: high
printer_id: {{ model: 1, autocutter: true, maker: X, name: Y }}
serial: {{ baud: 9600, data_bits: 8, parity: none, stop_bits: 1 }}
"""
DIGITS = "314159265358979323846264338327950288" * 12


class Emupos:
    """A running emupos with one printer a paper width; its log is read as it comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        api = free_ports(1 + len(DOTS))
        self.ports = dict(zip(DOTS, range(api + 1, api + 1 + len(DOTS)), strict=True))
        lines = ["schema: 1", f"api: {{ host: 127.0.0.1, port: {api} }}", "devices:"]
        for columns, dots in DOTS.items():
            (folder / f"p{columns}.yaml").write_text(SMALL.format(dots=dots))
            lines += [
                f"  - id: p{columns}",
                "    type: printer",
                f"    profile: ./p{columns}.yaml",
                "    connections:",
                f"      - tcp: {{ port: {self.ports[columns]} }}",
                f"    receipts_dir: ./receipts{columns}",
            ]
        (folder / "emupos.yaml").write_text("\n".join(lines) + "\n")
        self._api = f"http://127.0.0.1:{api}"
        self.log = ""
        self.process = subprocess.Popen(
            [str(EMUPOS), "run"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "300", "NO_COLOR": "1"},
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self.process.stdout, selectors.EVENT_READ)

    def until(self, pattern: str, count: int = 1) -> None:
        """Read the log until `pattern` stands in it so often."""
        deadline = time.monotonic() + 30
        assert self.process.stdout is not None
        while len(re.findall(pattern, self.log)) < count:
            assert time.monotonic() < deadline, f"{pattern} not in {self.log}"
            if self._selector.select(1):
                self.log += (self.process.stdout.read() or b"").decode("utf-8", "replace")
            assert self.process.poll() is None, self.log

    def fault(self, verb: str, columns: int, name: str) -> None:
        subprocess.run(
            [str(EMUPOS), "--api", self._api, "fault", verb, f"p{columns}", name], check=True, capture_output=True
        )

    def port(self, columns: int) -> PrinterPort:
        port = port_for(f"tcp://127.0.0.1:{self.ports[columns]}", self.folder)
        assert port is not None
        return port

    def receipts(self, columns: int) -> list[tuple[str, Image.Image]]:
        """Text and picture of each cut sheet, oldest first; two of one millisecond are told apart by the log alone."""
        sheets = [
            self.folder / f"receipts{columns}" / name
            for name in re.findall(rf"p{columns} +printer\.job\.completed .*→ (\S+)", self.log)
        ]
        return [
            (
                sheet.with_suffix(".txt").read_text("utf-8"),
                Image.open(io.BytesIO(sheet.with_suffix(".png").read_bytes())),
            )
            for sheet in sheets
        ]


@pytest.fixture(scope="module")
def emupos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emupos]:
    running = Emupos(tmp_path_factory.mktemp("emupos"))
    try:
        running.until("Showing events")
        yield running
    finally:
        running.process.terminate()
        running.process.wait(20)
        assert running.process.stdout is not None
        running.process.stdout.close()


BRISK = Patience(bytes_per_s=3000.0, rows_per_s=2400.0, settle=0.5)
"""A head ten times as fast as a slow one: it prints no paper that anybody waits for."""
DOCUMENT = Document(
    "Følgeseddel – “prøve”…",
    (
        Banner("AKUT"),
        KeyValue("Til", "Østre Skole (fiktiv), Ærøvej 1"),
        Table(
            (Column("Punkt", 13), Column("Stand", 8), Column("T", align=Align.RIGHT)),
            (("vand", "kritisk", "6"), ("nødstrøm", "ukendt", "")),
        ),
        Checkbox("Blåbærgrød på ærtesuppe – ”hent 3 fade”… æøåÆØÅ", marker="1."),
        Qr(DIGITS, "scan ved ankomst"),
        Cut(),
        Text("Stub, der bliver her. ÆØÅ", align=Align.CENTER),
    ),
    number="12-0147",
    time="14. jan. 08.40",
    kit="Kit 12 Mødested Øst",
    exercise=True,
)


@pytest.mark.parametrize("columns", list(DOTS))
async def test_a_docket_comes_out_right_and_every_command_is_known(emupos: Emupos, columns: int) -> None:
    items = lay_out(DOCUMENT, columns, job="7")
    job = PrintJob(columns, DocumentKind.DOCKET, "12-0147", encode(items, profile_for(columns)))
    journal = Memory(job)
    outcome = await run_job(emupos.port(columns), job, journal, Traits(Fence.PARSED), BRISK)
    assert outcome.state is JobState.CONFIRMED
    assert outcome.status is PrinterStatus.OK
    emupos.until(rf"p{columns} +printer\.job\.completed", 2)
    assert "unknown" not in emupos.log

    first, second = emupos.receipts(columns)
    cut = items.index(CutMark(last=False))
    for (text, _), part in zip((first, second), (items[:cut], items[cut:]), strict=True):
        expected = [item.text.strip() for item in part if isinstance(item, Line) and item.text.strip()]
        assert [line.strip() for line in text.splitlines() if line.strip() and "[qr " not in line] == expected
    assert 'Følgeseddel - "prøve"...' in first[0]
    assert "Blåbærgrød på" in first[0]
    assert first[1].width == DOTS[columns]
    assert [code.text for code in zxingcpp.read_barcodes(first[1])] == [DIGITS]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("paper-near-end", PrinterStatus.NEAR_END),
        ("paper-out", PrinterStatus.OUT),
        ("cover-open", PrinterStatus.COVER),
        ("offline", PrinterStatus.OFFLINE),
    ],
)
async def test_its_faults_are_understood_and_hold_the_queue(emupos: Emupos, fault: str, status: PrinterStatus) -> None:
    job = PrintJob(1, DocumentKind.RECEIPT, "12-0001", encode(lay_out(DOCUMENT, 32), profile_for(32)))
    journal = Memory(job)
    emupos.fault("set", 32, fault)
    try:
        assert await ask_status(emupos.port(32)) is status
        if status is not PrinterStatus.NEAR_END:
            outcome = await run_job(emupos.port(32), job, journal, Traits(Fence.PARSED), BRISK)
            assert (outcome.state, journal.began) == (JobState.QUEUED, [])
    finally:
        emupos.fault("clear", 32, fault)
    assert await ask_status(emupos.port(32)) is PrinterStatus.OK


async def test_a_first_job_learns_that_it_answers_gs_r_only(emupos: Emupos) -> None:
    job = PrintJob(5, DocumentKind.RECEIPT, "12-0005", encode(lay_out(DOCUMENT, 42), profile_for(42)))
    outcome = await run_job(emupos.port(42), job, Memory(job), Traits(), replace(BRISK, learn=0.2))
    assert (outcome.state, outcome.traits) == (JobState.CONFIRMED, Traits(Fence.PARSED, tells_status=True))
