"""A printer for practice and tests: understands ESC/POS, answers or is silent, fails on command.

`VirtualPrinter` is bytes in, paper and replies out. The line between is another's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fieldkit.devices.printer.file import STATUS_BYTES
from fieldkit.paper.printing import WELL, PrinterStatus
from fieldkit.practice.paper.escpos_reader import (
    Asked,
    Paper,
    PrintedImage,
    PrintedLine,
    PrintedQr,
    Question,
    Reader,
    paper_text,
)
from fieldkit.practice.paper.picture import save_png

BUFFER_BYTES = 4096
"""What a usual printer takes in before it stops its sender."""


@dataclass(frozen=True, slots=True)
class Manners:
    """Which questions the printer answers; cheap copies leave out some or all. `chinese`: wakes in two-byte mode."""

    status: bool = True
    parsed: bool = True
    printed: bool = True
    chinese: bool = False


SILENT = Manners(status=False, parsed=False, printed=False)
"""A printer without a way back."""


class VirtualPrinter:
    """One printer. `status` is set by `set_status`; `rows_left` and `dies_after` make a fault come by itself.

    `rows_left`: lines until the roll ends. `dies_after`: bytes taken until nothing prints or answers any more.
    """

    def __init__(
        self,
        dots: int = 384,
        manners: Manners | None = None,
        *,
        rows_left: int | None = None,
        dies_after: int | None = None,
        bytes_per_s: float | None = None,
    ) -> None:
        self.paper = Paper(dots)
        self.manners = manners or Manners()
        self.status = PrinterStatus.OK
        self.rows_left = rows_left
        self.dies_after = dies_after
        self.bytes_per_s = bytes_per_s
        self.dead = False
        self.kept = bytearray()
        """Every byte that arrived, questions included."""
        self.on_reply: Callable[[bytes], None] = lambda data: None
        self.on_change: Callable[[], None] = lambda: None
        self._reader = Reader(self.paper, chinese=self.manners.chinese)
        self._half = b""

    @property
    def room(self) -> int:
        """Bytes it can still take in: none while it is full or dead."""
        return 0 if self.dead else max(0, BUFFER_BYTES - self._reader.waiting)

    @property
    def stopped(self) -> bool:
        """Whether it takes bytes in without printing them."""
        return self.dead or self.status not in WELL

    def set_status(self, status: PrinterStatus, rows_left: int | None = None) -> None:
        """A person opens the cover, takes out or puts in a roll (of `rows_left` lines; None has no end)."""
        self.status, self.rows_left = status, rows_left
        self._work()
        self.on_change()

    def power_cycle(self) -> None:
        """Off and on: what was taken in and not printed is gone."""
        self.dead, self.dies_after, self._half = False, None, b""
        self._reader = Reader(self.paper, chinese=self.manners.chinese)
        self.on_change()

    def receive(self, data: bytes) -> None:
        """Bytes from the line: status questions are answered at once, the rest is printed in order."""
        if self.dies_after is not None:
            data = data[: self.dies_after]
            self.dies_after -= len(data)
        self.kept += data
        self._take(data)
        self._work()
        if self.dies_after == 0:
            self.dead = True
        self.on_change()

    def _take(self, data: bytes) -> None:
        """Pick real-time status questions out of the stream, wherever they stand."""
        data, self._half = self._half + data, b""
        at = 0
        while (found := data.find(b"\x10", at)) >= 0:
            self._reader.hold(data[at:found])
            at = found
            if len(data) - found < 3 and data[found:] in (b"\x10", b"\x10\x04"):
                self._half = data[found:]
                return
            if data[found + 1 : found + 2] == b"\x04" and 1 <= data[found + 2] <= 4:
                self._answer_status(data[found + 2])
                at = found + 3
            else:
                self._reader.hold(data[found : found + 1])
                at = found + 1
        self._reader.hold(data[at:])

    def _answer_status(self, n: int) -> None:
        if self.manners.status and self.status in STATUS_BYTES:
            self.on_reply(STATUS_BYTES[self.status][n - 1 : n])

    def _work(self) -> None:
        """Print what is held, until it runs out or the paper does."""
        questions: list[Question] = []
        while not self.stopped:
            before = len(self.paper.marks)
            if not self._reader.step(questions):
                break
            for question in questions:
                self._answer(question)
            questions.clear()
            laid = self.paper.marks[before:]
            if self.rows_left is not None and any(
                isinstance(mark, PrintedLine | PrintedQr | PrintedImage) for mark in laid
            ):
                self.rows_left -= len(laid)
                if self.rows_left <= 0:
                    self.status, self.rows_left = PrinterStatus.OUT, None

    def _answer(self, question: Question) -> None:
        if question.kind is Asked.PARSED and self.manners.parsed:
            self.on_reply(b"\x00")
        elif question.kind is Asked.PRINTED and self.manners.printed:
            self.on_reply(b"\x37\x22" + question.value + b"\x00")

    def text(self) -> str:
        """What lies on the table, as UTF-8 text."""
        return paper_text(self.paper)

    def save_png(self, path: Path) -> None:
        """What lies on the table, as a picture."""
        save_png(self.paper, path)
