"""Faulty printers of all kinds, and twenty jobs for each: what was said of them against what lies on the table.

Never two papers of one job without KOPI, never a job of which nothing is told, never "kom ud" of what does not lie
there. One JSON document; ends with 1 otherwise.
"""

import argparse
import asyncio
import contextlib
import json
import re
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from print_witness import (
    COVER,
    ERROR,
    NEAR_END,
    NO,
    OFFLINE,
    OK,
    OUT,
    READ,
    Faults,
    Witness,
)

from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.facts.terms import Role
from fieldkit.devices.printer.job import PrintJob
from fieldkit.devices.printer.step_types import Outcome, Patience
from fieldkit.devices.printer.url import port_for
from fieldkit.devices.printer.worker import IDLE_S, PAUSE_S, RETRY_S, PrintWorker
from fieldkit.engine.print_desk import Journal
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document, Qr, Text
from fieldkit.paper.printing import JobState
from fieldkit.store.files.home import KitConfig
from fieldkit.store.tables import jobs

LINES = 14
SECONDS = ("stall", "status", "probe", "quiet", "settle", "fence", "learn", "poll")
RATES = ("bytes_per_s", "rows_per_s", "fastest_rows_per_s")
ONLY_READ = Faults(printed=NO, parsed=READ)
SERIAL = Faults(serial=True, holds=False, buffer=2048)
SERIAL_READ = replace(SERIAL, printed=NO, parsed=READ)
MIDDLE = 1300
"""Bytes on the table: in the third job."""

KINDS: Mapping[str, Faults] = {
    # what it answers
    "answers all": Faults(),
    "only GS r": Faults(printed=NO),
    "only status": Faults(printed=NO, parsed=NO),
    "answers nothing": Faults(printed=NO, parsed=NO, status=False),
    "GS r without status": Faults(printed=NO, status=False),
    "GS ( H without status": Faults(status=False),
    "GS r ahead of the paper": ONLY_READ,
    "GS ( H ahead of the paper": Faults(printed=READ),
    "a slow head, GS ( H": Faults(head=350),
    "a slow head, GS r ahead": replace(ONLY_READ, head=350),
    "near end all the time": Faults(trouble=NEAR_END),
    "wrong tokens": Faults(wrong_token=True),
    "each answer twice": Faults(printed=NO, answers_twice=True),
    "late answers": Faults(late=0.2),
    "each seventh answer lost, GS ( H": Faults(loses_answer=7),
    "each seventh answer lost, GS r": Faults(printed=NO, loses_answer=7),
    "status one time in three": Faults(status_one_in=3),
    # paper, cover, knife
    "paper out, GS ( H": Faults(trouble=OUT, trouble_at=MIDDLE, mended_after=4),
    "paper out, GS r": Faults(printed=NO, trouble=OUT, trouble_at=MIDDLE, mended_after=4),
    "paper out, GS r ahead": replace(ONLY_READ, trouble=OUT, trouble_at=MIDDLE, mended_after=4),
    "paper out, GS r ahead, says no paper": replace(
        ONLY_READ, status=False, trouble=OUT, trouble_at=MIDDLE, mended_after=4
    ),
    "paper out, GS r ahead, tells nothing": replace(
        ONLY_READ, status=False, says_paper=False, trouble=OUT, trouble_at=MIDDLE, mended_after=4
    ),
    "paper out, GS ( H ahead": Faults(printed=READ, trouble=OUT, trouble_at=MIDDLE, mended_after=4),
    "paper out, answers nothing": Faults(
        printed=NO, parsed=NO, status=False, trouble=OUT, trouble_at=MIDDLE, mended_after=4
    ),
    "paper out, and its buffer is cleared": Faults(trouble=OUT, trouble_at=MIDDLE, mended_after=4, clears=True),
    "paper out, GS r, and its buffer is cleared": Faults(
        printed=NO, trouble=OUT, trouble_at=MIDDLE, mended_after=4, clears=True
    ),
    "paper out, GS r ahead, and its buffer is cleared": replace(
        ONLY_READ, trouble=OUT, trouble_at=MIDDLE, mended_after=4, clears=True
    ),
    "paper out that it does not sense, GS ( H": Faults(trouble=OUT, trouble_at=MIDDLE, mended_after=4, senses=False),
    "paper out at the first line": Faults(trouble=OUT, trouble_at=1, mended_after=4),
    "cover open": Faults(trouble=COVER, trouble_at=MIDDLE, mended_after=3),
    "cover open, and its buffer is cleared": Faults(trouble=COVER, trouble_at=MIDDLE, mended_after=3, clears=True),
    "switched offline": Faults(printed=NO, trouble=OFFLINE, trouble_at=MIDDLE, mended_after=3),
    "a stuck knife": Faults(trouble=ERROR, trouble_at=MIDDLE, mended_after=3),
    # the line
    "a line that breaks each 1,500 bytes": Faults(drop_every=1500),
    "a line that breaks each 400 bytes": Faults(drop_every=400),
    "a line that breaks once": Faults(drop_at=MIDDLE),
    "a line that is reset once": Faults(drop_at=MIDDLE, reset=True),
    "a line that breaks in a QR code": Faults(drop_in_qr=True),
    "answers kept for the next connection": Faults(printed=NO, drop_at=MIDDLE, keeps_answers=True, late=0.1),
    "takes nothing for a while": Faults(deaf_at=MIDDLE, deaf_for=5),
    "takes nothing for a while, answers nothing": Faults(
        printed=NO, parsed=NO, status=False, deaf_at=MIDDLE, deaf_for=5, buffer=512
    ),
    "not there at first": Faults(absent_for=5),
    "power off and on": Faults(off_at=MIDDLE, off_for=3),
    "power off and on, GS r ahead": replace(ONLY_READ, off_at=MIDDLE, off_for=3),
    "one connection at a time": Faults(one_at_a_time=True),
    # a serial line
    "serial with flow control": Faults(serial=True),
    "serial 19,200 without flow control, GS ( H": SERIAL,
    "serial 19,200 without flow control, GS r": replace(SERIAL, printed=NO),
    "serial 19,200 without flow control, GS r ahead": SERIAL_READ,
    "serial 19,200 without flow control, answers nothing": replace(SERIAL, printed=NO, parsed=NO, status=False),
    "serial 115,200 without flow control, GS ( H": replace(SERIAL, baud=115200),
    "serial 115,200 without flow control, GS r": replace(SERIAL, baud=115200, printed=NO),
    "serial, a buffer of 512 bytes": Faults(serial=True, holds=False, buffer=512),
    "serial, a slow head, a small buffer, GS r": Faults(serial=True, holds=False, buffer=512, head=350, printed=NO),
    "serial, power off and on": replace(SERIAL, off_at=MIDDLE, off_for=2),
    "serial, power off and on, GS r ahead": replace(SERIAL_READ, off_at=MIDDLE, off_for=2),
    # what comes back and is no answer
    "an echo, answers all": Faults(serial=True, holds=False, echo=True),
    "an echo, GS r": Faults(serial=True, holds=False, echo=True, printed=NO),
    "an echo, answers nothing": Faults(serial=True, holds=False, echo=True, printed=NO, parsed=NO, status=False),
    "an echo over TCP, GS r ahead, paper out": replace(
        ONLY_READ, echo=True, trouble=OUT, trouble_at=MIDDLE, mended_after=4
    ),
    "automatic status, GS ( H": Faults(greets=b"\x14\0\0\x0f", asb_every=97),
    "automatic status, GS r": Faults(printed=NO, greets=b"\x14\0\0\x0f", asb_every=97),
    "automatic status in pieces": Faults(greets=b"\x14\0", asb_every=97, asb_torn=True),
    "rubbish at the beginning": Faults(printed=NO, greets=b"hello\r\n\xff\xfe\x00"),
    "rubbish all the time": Faults(printed=NO, babbles=b"\x00\xff", babble_every=150),
    "XON and XOFF": Faults(printed=NO, babbles=b"\x13\x11", babble_every=60),
    "a modem": Faults(serial=True, replies=b"OK\r\n"),
    "a web server": Faults(replies=b"HTTP/1.1 400 Bad Request\r\n\r\n"),
}
"""Each a printer of its own. With GS ( H where nothing else is said."""


def body(number: int) -> Document:
    """A paper whose every line says which it is; each third carries a code."""
    lines = tuple(Text(f"J{number:02}.{line:02} vand og tæpper") for line in range(LINES))
    return Document("Prøve", (*lines, *((Qr("1" * 60),) if number % 3 == 0 else ())), number=f"12-{number:04}")


@dataclass
class Found:
    """What came of one kind."""

    confirmed: int = 0
    unconfirmed: int = 0
    failed: int = 0
    waiting: int = 0
    whole: int = 0
    """Jobs that lie on the table whole."""
    copies: int = 0
    """Of those that failed, whole once more, as KOPI."""
    doubles: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    false: list[int] = field(default_factory=list)
    untold: list[int] = field(default_factory=list)
    """Out of paper or the like, and nobody was told within five seconds."""
    reasons: list[str] = field(default_factory=list)
    """What people were told of those that are not confirmed."""
    seconds: float = 0.0

    @property
    def bad(self) -> bool:
        return bool(self.doubles or self.lost or self.false or self.untold)


def laid(table: bytes, number: int) -> tuple[int, int]:
    """How often the job's paper lies there whole: (the original, copies)."""
    text = table.decode("cp850", "replace")
    originals = copies = 0
    whole = "".join(rf"J{number:02}\.{line:02} [^\n]*\n" for line in range(LINES)) + r"(?:(?!J\d\d\.)[\s\S])*?slut 1/1"
    for found in re.finditer(whole, text):
        head = text[: found.start()].rsplit("slut 1/1", 1)[-1]
        if "KOPI" in head:
            copies += 1
        else:
            originals += 1
    return originals, copies


async def try_kind(faults: Faults, folder: Path, count: int, speed: float, limit_s: float) -> Found:
    """Print `count` jobs on one such printer, mend it, and print again what failed."""
    found, begun = Found(), time.monotonic()
    witness = Witness(faults, speed)
    url = await witness.stand()
    config = KitConfig(12, Role.MEETING_POINT, "", 0, "none", url, 32)
    kit = Kit.create(folder, config)
    numbers: dict[int, int] = {}
    for number in range(count):
        document = body(number)
        job = jobs.queue_job(kit.log, document, DocumentKind.BOARD, document.number, kit.now())
        numbers[job] = number
    usual = Patience()
    quick = replace(
        usual,
        **{name: getattr(usual, name) / speed for name in SECONDS},
        **{name: getattr(usual, name) * speed for name in RATES},
        hold=60 / speed,
    )
    told_at: list[float] = []

    def done(job: PrintJob, outcome: Outcome) -> None:
        original = jobs.job_row(kit.log, job.job).copy_of or job.job
        originals, copies = laid(bytes(witness.table), numbers[original])
        if outcome.state is JobState.CONFIRMED and not (copies if job.copy else originals):
            found.false.append(job.job)

    port = port_for(url, folder)
    assert port is not None
    worker = PrintWorker(
        port,
        Journal(kit),
        on_outcome=done,
        on_status=lambda status, sentence: told_at.append(time.monotonic()) if str(status) == faults.trouble else None,
        asked=lambda: jobs.asked_to_go_on(kit.log),
        patience=quick,
        idle_s=IDLE_S / speed,
        retry_s=RETRY_S / speed,
        pause_s=PAUSE_S / speed,
    )
    task = asyncio.create_task(worker.run())
    trouble = asyncio.create_task(_when_in_trouble(witness))

    def states() -> dict[int, str]:
        return {row.job: row.state for row in jobs.job_rows(kit.log, limit=1000)}

    async def settle(seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds / speed):
                while any(state in (JobState.QUEUED, JobState.PRINTING) for state in states().values()):  # noqa: ASYNC110
                    await asyncio.sleep(0.2 / speed)  # the table of jobs tells nobody

    try:
        await settle(limit_s)
        before = states()
        if jobs.failed_jobs(kit.log):
            # A person has looked at the cable and the roll, and asks for all of it again.
            heal(witness)
            jobs.queue_failed(kit.log, kit.now())
            worker.wake()
            await settle(limit_s / 2)
        await asyncio.sleep(6 / speed)  # what is still in the printer comes out
        if trouble.done() and faults.trouble in (OUT, COVER, OFFLINE, ERROR) and faults.status and faults.senses:
            in_time = [at for at in told_at if trouble.result() <= at <= trouble.result() + 5 / speed]
            if not in_time and not faults.echo:
                found.untold.append(0)
    finally:
        if task.done():
            task.result()  # a worker never ends
        for each in (task, trouble):
            each.cancel()
        await asyncio.gather(task, trouble, return_exceptions=True)
        await witness.leave()
    after = {row.job: row for row in jobs.job_rows(kit.log, limit=1000)}
    for job, number in numbers.items():
        originals, copies = laid(bytes(witness.table), number)
        state = before[job]
        found.confirmed += state == JobState.CONFIRMED
        found.unconfirmed += state == JobState.UNCONFIRMED
        found.failed += state == JobState.FAILED
        found.waiting += state == JobState.QUEUED
        found.whole += originals > 0
        found.copies += copies > 0
        if originals > 1:
            found.doubles.append(job)
        row = after[job]
        if row.state == JobState.CONFIRMED and originals == 0:
            found.false.append(job)
        if row.state in (JobState.UNCONFIRMED, JobState.FAILED) and not row.reason:
            found.lost.append(job)
        if row.state == JobState.PRINTING:
            found.lost.append(job)
    kit.close()
    found.reasons = sorted({row.reason for row in after.values() if row.reason})
    found.seconds = round(time.monotonic() - begun, 1)
    return found


async def _when_in_trouble(witness: Witness) -> float:
    while witness.state in (OK, NEAR_END):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return time.monotonic()


def heal(witness: Witness) -> None:
    """From now on the line holds."""
    witness.faults = replace(witness.faults, drop_every=0, loses_answer=0)
    witness.mend()


async def run(names: list[str], count: int, speed: float, limit_s: float, at_once: int) -> dict[str, Found]:
    turn, found = asyncio.Semaphore(at_once), {}

    async def one(name: str, folder: str) -> None:
        async with turn:
            found[name] = await try_kind(
                KINDS[name], Path(folder) / f"kit{list(KINDS).index(name)}", count, speed, limit_s
            )
            what = "BAD " if found[name].bad else ""
            print(f"{what}{name}: {json.dumps(asdict(found[name]))}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        await asyncio.gather(*(one(name, folder) for name in names))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=20)
    parser.add_argument("--speed", type=float, default=4.0, help="everything so many times faster than life")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds of its time that one kind gets")
    parser.add_argument("--at-once", type=int, default=12)
    parser.add_argument("--kind", action="append", choices=list(KINDS), help="only this one")
    chosen = parser.parse_args()
    names = chosen.kind or list(KINDS)
    found = asyncio.run(run(names, chosen.jobs, chosen.speed, chosen.limit, chosen.at_once))
    sums = {
        "kinds": len(found),
        "jobs": chosen.jobs * len(found),
        "silent_doubles": sum(len(one.doubles) for one in found.values()),
        "lost": sum(len(one.lost) for one in found.values()),
        "false_confirmations": sum(len(one.false) for one in found.values()),
        "troubles_not_told": sum(len(one.untold) for one in found.values()),
        "confirmed": sum(one.confirmed for one in found.values()),
        "unconfirmed": sum(one.unconfirmed for one in found.values()),
        "failed": sum(one.failed for one in found.values()),
        "waiting": sum(one.waiting for one in found.values()),
    }
    print(json.dumps({**sums, "found": {name: asdict(one) for name, one in found.items()}}))
    return int(any(one.bad for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
