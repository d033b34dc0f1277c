"""Print jobs, newest first: what became of each, why, and what to do; one again, all that failed again, out of the
queue."""

from collections.abc import Callable
from functools import partial

from textual.content import Content

from fieldkit.acts.previews import Preview
from fieldkit.acts.printing import why_waiting
from fieldkit.console import messages
from fieldkit.console.prints.paper_words import STATE_DA, TO_DO, is_forgotten, job_title, much_da, reason_da
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowsOnDemand
from fieldkit.console.sheets import Action, Count, Desk, nothing
from fieldkit.console.words import DIM, LATE, SOON, clock_da, cut, fitted
from fieldkit.core.documents import FailedAgain, JobAgain, danish_of
from fieldkit.core.errors import FieldkitError
from fieldkit.paper.printing import JobState
from fieldkit.store.tables.jobs import JobRow, failed_jobs, job_count, job_rows, withdraw

AT_ONCE = 100
"""Jobs that are read; V reads so many more."""
_LATER = {
    JobState.QUEUED: "venter igen",
    JobState.PRINTING: "printer nu",
    JobState.CONFIRMED: "kom ud",
    JobState.UNCONFIRMED: "blev sendt igen",
}
"""How a copy is, where its original is told of."""
_STYLES = {
    JobState.QUEUED: SOON,
    JobState.PRINTING: SOON,
    JobState.CONFIRMED: DIM,
    JobState.WITHDRAWN: DIM,
    JobState.FAILED: LATE,
    JobState.UNCONFIRMED: "#ffd75f",
}


class Jobs:
    """A row's key is the job's number. `changed` is called when something here changed a job."""

    tab = "Udskrifter"

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        self._desk, self._changed = desk, changed
        self._limit = AT_ONCE
        self._rows: dict[int, JobRow] = {}
        """The newest first."""
        self._later: dict[int, JobRow] = {}
        """By the first job: the newest copy of it that went well, or may yet."""
        self._many = 0
        self._failed: list[int] = []
        self._holds: dict[bool, str] = {}

    def look(self) -> Count:
        """Read the queue anew."""
        kit = self._desk.kit
        rows = job_rows(kit.log, self._limit)
        self._rows = {row.job: row for row in reversed(rows)}
        self._later = {row.copy_of: row for row in rows if row.copy_of is not None and row.state in _LATER}
        self._many = len(rows) if len(rows) < self._limit else job_count(kit.log)
        self._failed = failed_jobs(kit.log)
        self._holds = {must: why_waiting(kit, essential=must) for must in (False, True)}
        waiting = sum(row.state in (JobState.QUEUED, JobState.PRINTING) for row in rows)
        return Count(len(self._failed) or waiting, late=bool(self._failed))

    def rows(self, width: int) -> RowsOnDemand[JobRow] | list[Row]:
        if not self._rows:
            return nothing("Intet er udskrevet fra dette kit. F8 på en skærm viser det papir, der kan udskrives.")
        return RowsOnDemand(list(self._rows.values()), lambda row: row.job, lambda row: self._row(row, width))

    @property
    def more(self) -> str:
        """What is not shown, as words; "" when all is."""
        left = self._many - len(self._rows)
        return f"{left} ældre" if left else ""

    def _row(self, row: JobRow, width: int) -> Row:
        head = f"{row.job:>4} {clock_da(row.created, now=self._desk.kit.now()):>5} "
        what = fitted(job_title(row, danish_of(row.document)), 28 if width >= 70 else 18)
        state = self._state(row)
        later = self._came_later(row)
        style = DIM if later else _STYLES[row.state]
        return Row(row.job, Content.assemble((head, DIM), what, " ", (cut(state, width - len(head + what) - 1), style)))

    def _state(self, row: JobRow) -> str:
        """In a few words."""
        if (later := self._came_later(row)) is not None:
            return f"{STATE_DA[row.state].partition(':')[0]}; {_LATER[later.state]} som job {later.job}"
        if row.state is JobState.QUEUED and (held := self._held(row)):
            return f"venter: {held.partition('. ')[0]}"
        if row.state is JobState.FAILED and row.reason:
            return f"fejlede: {row.reason}"
        return STATE_DA[row.state]

    def _held(self, row: JobRow) -> str:
        return (
            self._holds.get(row.essential, "").rstrip(".") if row.state in (JobState.QUEUED, JobState.PRINTING) else ""
        )

    def _came_later(self, row: JobRow) -> JobRow | None:
        """The copy that went well after this one did not."""
        if row.state not in (JobState.FAILED, JobState.UNCONFIRMED):
            return None
        later = self._later.get(row.copy_of or row.job)
        return later if later is not None and later.job > row.job else None

    def job(self, key: int | None) -> JobRow | None:
        """The job of this number, when it is one of those that are shown."""
        return self._rows.get(key) if key is not None else None

    def told(self, row: JobRow, paper: Preview | None) -> tuple[str, list[str]]:
        """Title of a job's page and what is known of it, a sentence a line."""
        now = self._desk.kit.now()
        size = f"; {much_da(paper)}" if paper is not None else ""
        lines = [f"Lagt i kø {clock_da(row.created, now=now)}{size}"]
        later, held = self._came_later(row), self._held(row)
        since = f" {clock_da(row.at, now=now)}" if row.state not in (JobState.QUEUED, JobState.PRINTING) else ""
        state = f"{STATE_DA[row.state]}: {held}" if held else STATE_DA[row.state]
        lines.append(f"{state[:1].upper()}{state[1:]}{since}. {reason_da(row)}".rstrip())
        if later is not None:
            copy = f"som job {later.job} (KOPI {later.copies - 1})"
            lines.append(f"Det {_LATER[later.state]} {copy}, {clock_da(later.at, now=now)}.")
        elif is_forgotten(row):
            lines.append("Dokumentet kan udskrives på ny fra listen Papirer.")
        elif not held:
            lines.append(TO_DO[row.state])
        return f"Job {row.job}: {job_title(row, danish_of(row.document))}", lines

    def actions(self, key: int | None, *, opened: bool) -> list[Action]:
        made: list[Action] = []
        row = self.job(key)
        if row is not None and not is_forgotten(row):
            made.append(Action("g", "genudskriv", partial(self._again, row)))
        if row is not None and row.state is JobState.QUEUED:
            made.append(Action("x", "tag ud af køen", partial(self._withdraw, row)))
        if self._failed and not opened:
            made.append(Action("a", "alle fejlede igen", self._all_again))
        if self.more and not opened:
            made.append(Action("v", f"vis {self.more}", self._show_more))
        return made

    def _again(self, row: JobRow) -> None:
        """A copy says that it is one; who has the first in hand does not want a second by mistake."""
        came = {
            JobState.QUEUED: "Det venter allerede. ",
            JobState.PRINTING: "Det printes nu. ",
            JobState.CONFIRMED: "Det kom ud. ",
            JobState.UNCONFIRMED: "Se først efter papiret. ",
        }
        question = f"{came.get(row.state, '')}Genudskriv job {row.job}? På papiret kommer der til at stå KOPI."
        wanted = messages.PrintRequested(JobAgain(row.job), then=self._queued)
        self._desk.confirm(question, lambda: self._desk.post(wanted))

    def _all_again(self) -> None:
        many = len(self._failed)
        what = (
            "Genudskriv den udskrift, der fejlede?" if many == 1 else f"Genudskriv de {many} udskrifter, der fejlede?"
        )
        wanted = messages.PrintRequested(FailedAgain(), then=self._queued)
        self._desk.confirm(f"{what} På papiret kommer der til at stå KOPI.", lambda: self._desk.post(wanted))

    def _queued(self, _job: object) -> None:
        self._changed()

    def _withdraw(self, row: JobRow) -> None:
        kit = self._desk.kit

        def do() -> None:
            try:
                withdraw(kit.log, row.job, kit.now())
            except FieldkitError as error:
                self._desk.say(told(error), fault=True)
            else:
                self._desk.say(f"Job {row.job} er taget ud af køen; intet kommer ud.")
            self._changed()

        self._desk.confirm(f"Tag job {row.job} ud af køen? Så kommer det ikke ud.", do)

    def _show_more(self) -> None:
        self._limit += AT_ONCE
        self._changed()
