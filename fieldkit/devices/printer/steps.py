"""The protocol of one print job, without I/O: `job_steps` yields what to do and is sent what came of it.

The order is the point: status, a sign that the printer takes in what is sent, then the journal's durable `begin`, then
bytes, never further ahead than was acknowledged, then the fence. Nothing is ever resent.
"""

from collections.abc import Callable, Generator

from fieldkit.devices.printer.pieces import Piece, pieces
from fieldkit.devices.printer.reply import PARSED_QUESTION, printed_question
from fieldkit.devices.printer.step_types import (
    Answer,
    Ask,
    AskStatus,
    Begin,
    Fence,
    Flush,
    Halted,
    Listen,
    Outcome,
    Patience,
    Send,
    Sent,
    Step,
    Steps,
    Traits,
    Way,
)
from fieldkit.devices.printer.talk import Heard
from fieldkit.paper.printing import HOLDING, PRINTER_STATUS_DA, WELL, JobState, PrinterStatus

LOOK = "se, om papiret kom ud."
_CUT_OFF = "Forbindelsen til printeren blev afbrudt."
_FILLER = bytes(12_000)
"""Prints nothing, and ends the longest command that a broken job can have left half: a strip of a picture."""
_TOKENS = 94**4


def job_steps(
    payload: bytes,
    traits: Traits,
    way: Way,
    patience: Patience,
    now: Callable[[], float],
    *,
    salt: int = 0,
    owes: bool = True,
) -> Steps:
    """The protocol of one job on an open port; `now`: seconds. `salt` tells this job's tokens from any older ones;
    `owes`: answers to an older job may still come."""
    course = _Course(pieces(payload, patience.chunk_bytes), traits, way, patience, now, salt)
    course.owes = owes
    return (yield from course.run())


class _Course:
    """How far one job is. Methods that return Halted end the job by giving an outcome."""

    def __init__(
        self, cut: list[Piece], traits: Traits, way: Way, patience: Patience, now: Callable[[], float], salt: int
    ) -> None:
        self.pieces, self.traits, self.way, self.patience, self.now = cut, traits, way, patience, now
        self.length = sum(len(piece.data) for piece in cut)
        self.rows = sum(piece.rows for piece in cut)
        self.salt = salt
        self.owes = True
        self.unanswered = 0
        """GS r that were asked, less the answers."""
        self._room = 2 * patience.chunk_bytes
        self.fence = traits.fence if way.answers else Fence.NONE
        self.status = PrinterStatus.UNKNOWN
        self.echo = False
        self.begun = 0.0
        """When the first byte left."""
        self.sent = 0
        self.sent_s = 0.0
        """What was sent takes a slow head so long."""
        self.under_way: list[int] = []
        """Bytes of each chunk that is not acknowledged, oldest first."""
        self.tokens: list[bytes] = []
        """Of those chunks, where the printer gives tokens back."""
        self.asked = 0
        self.learning = b""
        """The token of a first GS ( H."""
        self.heard_printed = False
        self.gap = False
        """An answer is missing."""
        self.asked_again = 0
        """Times since the last answer."""
        self.doubtful = False
        """Bytes came that nobody asked for."""
        self.troubled = False
        """After the first byte the printer was not well, or did not say how it was."""
        self.looked_at = self.alive_at = self.well_at = now()

    # --- the whole

    def run(self) -> Steps:
        for part in (self._look_first, self._prove, self._send_all, self._flush):
            halted = yield from part()
            if halted is not None:
                return halted
        if self.fence is Fence.NONE:
            return (yield from self._unacknowledged())
        return (yield from self._fenced())

    def _out(self, state: JobState, reason: str, *, broke: bool = False) -> Outcome:
        return Outcome(state, reason, self.status, self.traits, broke, owes=self.unanswered != 0)

    # --- before the first byte

    def _look_first(self) -> Halted:
        yield from self._ask_status()
        heard = yield from self._listen(0.0)
        if heard is None:
            return self._out(JobState.QUEUED, _CUT_OFF)
        if self.status is not PrinterStatus.UNKNOWN:
            self.traits = Traits(self.traits.fence, tells_status=True)
        elif self.traits.tells_status:
            return self._out(JobState.QUEUED, f"Printeren svarer ikke længere{self._echoes()}; er den tændt?")
        if self.status in HOLDING:
            return self._out(JobState.QUEUED, f"Printeren melder: {PRINTER_STATUS_DA[self.status]}.")
        self._mind_echo()
        return None

    def _mind_echo(self) -> None:
        """An echo looks like an answer to GS r; a token it cannot make."""
        if self.echo and self.fence is not Fence.PRINTED:
            self.fence, self.under_way = Fence.NONE, []

    def _echoes(self) -> str:
        return ", og linjen sender vores egne tegn tilbage" if self.echo else ""

    def _prove(self) -> Halted:
        """Nothing prints, and an answer shows that the printer takes in what is sent. Learns what it answers."""
        if self.fence is Fence.NONE:
            return None
        question = self._printed_question() if self.fence is Fence.PRINTED else PARSED_QUESTION
        answered = yield from self._answers(question)
        if answered is False and self.fence is not Fence.AUTO:
            # What a broken job left half would swallow this one's beginning; or another printer stands there now.
            sent = yield from self._write(_FILLER, self.patience.stall)
            if sent.lost:
                return self._out(JobState.QUEUED, sent.lost)
            self.fence = Fence.AUTO
            answered = yield from self._answers(PARSED_QUESTION)
        if answered is None:
            return self._out(JobState.QUEUED, _CUT_OFF)
        if not answered:
            self.fence = Fence.NONE
        self._mind_echo()
        return None

    def _answers(self, question: bytes) -> Generator[Step, Answer, bool | None]:
        """Whether the printer answers it; None when the way broke. What comes late from before is thrown away."""
        asked = yield Ask(question, self.patience.probe)
        assert isinstance(asked, Sent)
        if asked.lost:
            return None
        self.unanswered += question == PARSED_QUESTION
        late = self.owes and self.fence is not Fence.PRINTED
        until, answered = self.now() + (self.patience.settle if late else self.patience.probe), False
        while not answered and self.now() < until:
            heard = yield from self._listen(max(0.0, until - self.now()))
            if heard is None:
                return None
            answered = question[-4:] in heard.tokens if self.fence is Fence.PRINTED else heard.parsed > 0
        heard = None
        while answered and (heard is None or heard.parsed or heard.tokens):
            heard = yield from self._listen(self.patience.settle if late else self.patience.quiet)
            if heard is None:
                return None
        if answered:
            self.unanswered = 0
        return answered

    # --- the bytes

    def _send_all(self) -> Halted:
        yield Begin()
        self.begun = self.looked_at = self.alive_at = self.well_at = self.now()
        for piece in self.pieces:
            halted = yield from self._wait_for_room(len(piece.data))
            if halted is None:
                halted = yield from self._put(piece)
            if halted is None and self.fence is not Fence.NONE:
                halted = yield from self._ask(len(piece.data))
            if halted is not None:
                return halted
        return None

    def _wait_for_room(self, size: int) -> Halted:
        """Until what is under way and is not acknowledged leaves room for so many bytes, and the printer is well."""
        while True:
            if (self.under_way and sum(self.under_way) + size > self._room) or self.status in HOLDING:
                halted = yield from self._wait(self.patience.poll)
                if halted is not None:
                    return halted
            elif self.now() - self.looked_at >= self.patience.poll:
                yield from self._look()
            else:
                return (yield from self._pace())

    def _pace(self) -> Halted:
        """Where the line loses what is too much, and the printer does not tell what it has printed: no faster than a
        slow head."""
        if not self.way.loses or self.fence is Fence.PRINTED:
            return None
        ahead_s = self.patience.chunk_bytes / self.patience.bytes_per_s
        return (yield from self._wait_until(self.begun + self.sent_s - ahead_s))

    def _put(self, piece: Piece) -> Halted:
        """Write one piece; a line that takes nothing is waited for, with looks at the printer."""
        at, begun, taken_at = 0, self.now(), self.now()
        while at < len(piece.data):
            part = piece.data[at : at + self.patience.chunk_bytes]
            sent = yield from self._write(part, self.patience.poll)
            at += sent.taken
            self.sent += sent.taken
            self.sent_s += self._slow_s(sent.taken, piece.rows * sent.taken / len(piece.data))
            if sent.lost:
                return self._broken(sent.lost)
            if sent.taken:
                taken_at = self.now()
                if self.way.loses and self._room <= at < len(piece.data):  # no fence can stand inside it
                    rows = piece.rows * (at - self._room) / len(piece.data)
                    yield from self._listen(max(0.0, begun + self._slow_s(at - self._room, rows) - self.now()))
                continue
            yield from self._look()
            if self.now() - taken_at >= (self.patience.hold if self.status in HOLDING else self.patience.stall):
                return self._broken(self._stuck())
        return None

    def _slow_s(self, size: int, rows: float) -> float:
        return 0.0 if self.way.instant else max(size / self.patience.bytes_per_s, rows / self.patience.rows_per_s)

    def _ask(self, size: int) -> Halted:
        """Put a fence behind a chunk of so many bytes."""
        self.under_way.append(size)
        if self.fence is Fence.PRINTED:
            question = self._printed_question()
            self.tokens.append(question[-4:])
        else:
            question = PARSED_QUESTION
            self.unanswered += 1
        return (yield from self._put_question(question))

    def _put_question(self, question: bytes) -> Halted:
        asked = yield Ask(question, self.patience.stall)
        assert isinstance(asked, Sent)
        if asked.lost or asked.taken < len(question):
            return self._broken(asked.lost or self._stuck())
        return None

    def _printed_question(self) -> bytes:
        self.asked += 1
        number = (self.salt + self.asked) % _TOKENS
        digits = []
        for _ in range(4):
            number, digit = divmod(number, 94)
            digits.append(0x21 + digit)
        return printed_question(bytes(digits))

    def _stuck(self) -> str:
        if self.status in HOLDING:
            return f"Printeren melder: {PRINTER_STATUS_DA[self.status]}."
        return "Printeren tager ikke imod."

    def _broken(self, why: str) -> Outcome:
        if self.status is PrinterStatus.UNKNOWN or self.status in WELL:
            self.status = PrinterStatus.OFFLINE
        if self.sent == 0:
            return self._out(JobState.QUEUED, why)
        if self.sent == self.length:
            return self._out(JobState.UNCONFIRMED, f"{why} Det hele var sendt; {LOOK}", broke=True)
        return self._out(JobState.FAILED, f"{why} Kun et stykke nåede frem; kassér det, og udskriv igen.", broke=True)

    def _flush(self) -> Halted:
        begun = self.now()
        while True:
            flushed = yield Flush(self.patience.poll)
            if flushed:
                self.alive_at = self.now()
                return None
            yield from self._look()
            if self.now() - begun >= (self.patience.hold if self.status in HOLDING else self.patience.stall):
                why = f"Printeren tog ikke imod det hele i tide; {LOOK}"
                return self._out(JobState.UNCONFIRMED, why, broke=True)

    # --- waiting

    def _wait(self, seconds: float) -> Halted:
        """Listen so long, take what was answered, look at the printer when it is time; an outcome when it is lost."""
        heard = yield from self._listen(seconds)
        if heard is None:
            return self._broken(_CUT_OFF)
        self._take(heard)
        if self.now() - self.looked_at >= self.patience.poll:
            yield from self._look()
        if self.now() - self.well_at >= self.patience.hold:
            return self._not_answered()
        if not self.under_way or self.status in HOLDING:
            return None
        silent_s = self.now() - self.alive_at - self._slow_s(max(self.under_way), 0)
        if silent_s >= self.patience.fence:
            return self._not_answered()
        if silent_s >= self.patience.fence / 3 * (1 + self.asked_again):
            return (yield from self._ask_again())
        return None

    def _ask_again(self) -> Halted:
        """An answer may have been lost on its way, or what it was to answer: the job goes on, and is not confirmed."""
        self.asked_again += 1
        self.gap = True
        size, self.under_way, self.tokens = sum(self.under_way), [], []
        return (yield from self._ask(size))

    def _wait_until(self, moment: float) -> Halted:
        while self.now() < moment:
            halted = yield from self._wait(min(self.patience.poll, moment - self.now()))
            if halted is not None:
                return halted
        return None

    def _not_answered(self) -> Outcome:
        why = PRINTER_STATUS_DA[self.status] if self.status in HOLDING else "intet svar fra printeren"
        if self.sent < self.length:
            return self._broken(f"Printeren gik i stå ({why}).")
        return self._out(JobState.UNCONFIRMED, f"Sendt, men {why}; {LOOK}", broke=True)

    def _take(self, heard: Heard) -> None:
        self.doubtful = self.doubtful or heard.junk > 0
        self.unanswered -= heard.parsed
        if heard.out:
            self.status, self.troubled = PrinterStatus.OUT, True
        self._mind_echo()
        if self.fence is Fence.PRINTED:
            for token in heard.tokens:
                if token not in self.tokens:
                    continue
                count = self.tokens.index(token) + 1
                self.gap = self.gap or count > 1  # the chunk before it was lost with its question
                del self.tokens[:count], self.under_way[:count]
                self.alive_at, self.asked_again = self.now(), 0
        elif heard.parsed and self.fence is not Fence.NONE:
            self.doubtful = self.doubtful or heard.parsed > len(self.under_way)
            del self.under_way[: heard.parsed]
            self.alive_at, self.asked_again = self.now(), 0
        self.heard_printed = self.heard_printed or self.learning in heard.tokens

    def _look(self) -> Generator[Step, Answer, None]:
        """How the printer is, where that can be known: not of one that never tells it, nor over a line that echoes."""
        self.looked_at = self.now()
        if not self.traits.tells_status or self.echo:
            self.status = PrinterStatus.UNKNOWN
            self.well_at = self.now()
            return
        yield from self._ask_status()
        if self.status is PrinterStatus.UNKNOWN:
            yield from self._ask_status()
        self.looked_at = self.now()
        self.troubled = self.troubled or self.status not in WELL
        if self.status in HOLDING:
            self.alive_at = self.now()
        else:
            self.well_at = self.now()

    def _ask_status(self) -> Generator[Step, Answer, None]:
        status = yield AskStatus()
        assert isinstance(status, PrinterStatus)
        self.status = status

    def _write(self, data: bytes, within_s: float) -> Generator[Step, Answer, Sent]:
        sent = yield Send(data, within_s)
        assert isinstance(sent, Sent)
        return sent

    def _listen(self, within_s: float) -> Generator[Step, Answer, Heard | None]:
        heard = yield Listen(within_s)
        assert heard is None or isinstance(heard, Heard)
        self.echo = self.echo or (heard is not None and heard.echo)
        return heard

    # --- after the last byte

    def _unacknowledged(self) -> Steps:
        # Until it is printed: a line that is closed while the printer answers loses what it has not read, and the next
        # job would run into this one.
        halted = yield from self._wait_until(self.begun + self.sent_s)
        if halted is not None:
            return halted
        why = "Linjen sender vores egne tegn tilbage" if self.echo else "Printeren siger ikke, om den har læst det"
        return self._out(JobState.UNCONFIRMED, f"{why}; {LOOK}")

    def _fenced(self) -> Steps:
        """From the last byte on: wait for the answers, and look at the printer while waiting."""
        learning = self.fence is Fence.AUTO
        if learning:
            question = self._printed_question()
            self.learning = question[-4:]
            halted = yield from self._put_question(question)
            if halted is None:
                halted = yield from self._ask(0)  # a printer that does not know it has read past it by then
            if halted is not None:
                return halted
        while self.under_way:
            halted = yield from self._wait(self.patience.poll)
            if halted is not None:
                return halted
        if self.fence is Fence.NONE:  # an echo came to light
            return (yield from self._unacknowledged())
        answered_at = self.now()
        while learning and not self.heard_printed and self.now() - answered_at < self.patience.learn:
            halted = yield from self._wait(min(self.patience.poll, self.patience.learn))
            if halted is not None:
                return halted
        answered_at = self.now() if self.heard_printed else answered_at
        is_printed = self.fence is Fence.PRINTED or self.heard_printed
        self.traits = Traits(Fence.PRINTED if is_printed else Fence.PARSED, self.traits.tells_status)
        ahead = not self.way.instant and answered_at - self.begun < self.rows / self.patience.fastest_rows_per_s
        if self.gap:
            return self._out(JobState.UNCONFIRMED, f"Printeren svarede ikke på det hele; {LOOK}")
        if is_printed and not ahead:
            yield from self._look()
            return self._out(JobState.CONFIRMED, "")
        return (yield from self._settled(self.sent_s / (self.patience.usual if is_printed else 1.0)))

    def _settled(self, paper_s: float) -> Steps:
        """It was answered ahead of the paper: that gets the time that it needs, and the printer is asked again."""
        halted = yield from self._wait_until(self.begun + paper_s)
        while halted is None:
            yield from self._look()
            if self.status not in HOLDING:
                break
            halted = yield from self._wait(self.patience.poll)
        if halted is not None:
            return halted
        if self.doubtful:
            return self._out(JobState.UNCONFIRMED, f"Printerens svar passer ikke til det, den blev spurgt om; {LOOK}")
        if not self.traits.tells_status:
            return self._out(JobState.UNCONFIRMED, f"Printeren svarer, men siger ikke, om der er papir; {LOOK}")
        if self.troubled or self.status not in WELL:
            return self._out(JobState.UNCONFIRMED, f"Printeren gik i stå undervejs; {LOOK}")
        return self._out(JobState.CONFIRMED, "")
