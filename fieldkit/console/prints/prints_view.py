"""F8, paper: what the screen one came from shows as it will lie on the table; print jobs; every document.

The printer stands on top. On a wide screen the paper stands beside the list, else it has the screen to itself.
"""

from enum import IntEnum
from typing import Any, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from fieldkit.acts import previews
from fieldkit.acts.previews import Preview
from fieldkit.console import messages
from fieldkit.console.messages import World
from fieldkit.console.prints.job_list import Jobs
from fieldkit.console.prints.paper import Paper
from fieldkit.console.prints.paper_list import Papers
from fieldkit.console.prints.paper_words import much_da, question_da, ready_da
from fieldkit.console.prints.printer_line import printer_words
from fieldkit.console.questions import Confirm
from fieldkit.console.regions import Tab, focus_on, visible
from fieldkit.console.remedies import told
from fieldkit.console.row_list import RowList, chosen_key
from fieldkit.console.sheets import Action, Count, Desk, action_of
from fieldkit.console.steady import Steady
from fieldkit.console.words import DIM
from fieldkit.core.documents import Wanted
from fieldkit.core.errors import FieldkitError
from fieldkit.core.text.wording import many_da
from fieldkit.kit import Kit

WIDE = 100
"""Cells from which the paper has room beside the list."""
NOTHING_DA = "Skærmen, du kom fra, har intet, der kan udskrives."
LOOK_DA = ("2 viser det, der er udskrevet.", "3 viser alle papirer, der kan udskrives.")
MADE_DA = "Papiret gøres klar …"


class Part(IntEnum):
    """The three tabs."""

    SHOWN = 0
    JOBS = 1
    PAPERS = 2


class Job(NamedTuple):
    """A job whose paper is looked at."""

    number: int


Subject = Wanted | Job
"""What the paper is of."""


class Prints(Steady, Vertical):
    """`look_at` tells what the screen before showed. Digits and left or right change the tab."""

    DEFAULT_CSS = """
    Prints #printer { height: auto; max-height: 2; }
    Prints #prints-body { height: 1fr; }
    Prints #prints-list { width: 1fr; }
    Prints #prints-paper { width: 1fr; }
    Prints.wide #prints-paper { width: 52; margin: 0 0 0 1; }
    Prints #known { height: auto; max-height: 8; }
    """
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._desk = Desk(self, kit)
        self._jobs = Jobs(self._desk, self._changed)
        self._papers = Papers(self._desk, self._show_paper)
        self._part = Part.SHOWN
        self._shown: Wanted | None = None
        self._came_from = ""
        self._open: Subject | None = None
        """Of the list in front."""
        self._paper: Preview | None = None
        self._paper_of: Subject | None = None
        self._made_when: tuple[int, int] | None = None
        """The changes of State and the minute that the paper tells."""
        self._why_none = ""
        self._wants_print = False
        """Somebody has asked for a paper that is not ready yet."""
        self._making: Subject | None = None
        self._seen: object = None

    def compose(self) -> ComposeResult:
        yield Static(id="printer", markup=False)
        yield Static(classes="title tabs", markup=False)
        with Horizontal(id="prints-body"):
            with Vertical(id="prints-list"):
                yield RowList(id="rows")
            with Vertical(id="prints-paper"):
                yield Static(classes="title", id="paper-title", markup=False)
                yield Static(id="known", markup=False)
                yield Paper(id="paper")
        yield Static(classes="hint", id="prints-hint", markup=False)

    # what the app asks of a region

    def look_at(self, wanted: Wanted | None, came_from: str) -> None:
        """The screen in front until now shows this."""
        self._shown, self._came_from = wanted, came_from
        self._part, self._open, self._wants_print = Part.SHOWN, None, False
        self._forget()

    def enter(self) -> None:
        self._seen = None
        self._lay_out(self.content_size.width or self.app.size.width - 2)  # keys that were typed ahead come before that
        if self._is_in_front:
            focus_on(self._where_one_begins)
        self.redraw()

    def back(self) -> bool:
        if self._open is not None:
            self._open, self._wants_print = None, False
            self.enter()
            return True
        came_from, self._came_from = self._came_from, ""
        if came_from:
            self.post_message(messages.ShowRegion(came_from))
        return bool(came_from)

    def print_request(self) -> Wanted | None:
        subject = self._subject()
        return None if isinstance(subject, Job) else subject

    def print_shown(self) -> None:
        """F8 once more: print the paper in front, or show what the screen before showed."""
        if self._part is Part.SHOWN or (self._open is not None and not isinstance(self._open, Job)):
            self._print()
        else:
            self._turn_to(Part.SHOWN)

    def show_tab(self, tab: Tab, key: int | None = None) -> None:
        """Show the jobs, with one of them open when it is given, or the documents."""
        self._came_from = ""
        self._turn_to(Part.JOBS if tab is Tab.JOBS else Part.PAPERS)
        if key is not None:
            self._rows.go_to(key)
            self._open_row(key)

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    @property
    def _rows(self) -> RowList:
        return self.query_one("#rows", RowList)

    # drawing

    def _changed(self) -> None:
        """Something was done here."""
        self.enter()

    def _turn_to(self, part: int) -> None:
        self._part = Part(max(0, min(len(Part) - 1, part)))
        self._open, self._wants_print = None, False
        self._rows.show_rows([])
        self.enter()

    def read_again(self) -> None:
        """The jobs have changed, though nobody has told it yet."""
        self._seen = None
        self.redraw()

    def redraw(self) -> None:
        width = self.content_size.width
        seen = (self.world, width, self._part, self._open)
        if not visible(self) or not width or seen == self._seen:
            return
        self._seen = seen
        try:
            counts = (Count(), self._jobs.look(), self._papers.look())
            words, style = printer_words(self._kit)
        except FieldkitError as error:
            self._desk.say(told(error), fault=True)
            return
        self.query_one("#printer", Static).update(Content.assemble((words, style)))
        self.query_one(".tabs", Static).update(self._tab_line(counts))
        self._lay_out(width)
        if self._part is not Part.SHOWN:
            left = width - 53 if self._is_wide else width
            self._rows.show_rows(self._jobs.rows(left - 1) if self._part is Part.JOBS else self._papers.rows(left - 1))
        self._lay_paper()
        self._hint()

    @property
    def _is_in_front(self) -> bool:
        """What was done beside the screen may end when somebody is elsewhere, and takes no key from them."""
        return visible(self) and not isinstance(self.app.screen, ModalScreen)

    @property
    def _is_wide(self) -> bool:
        return self.has_class("wide")

    def _lay_out(self, width: int) -> None:
        """What has room; the cursor stays where somebody has put it, unless that has none."""
        self.set_class(width >= WIDE and self._part is not Part.SHOWN, "wide")
        in_list = self._part is not Part.SHOWN and self._open is None
        self.query_one("#prints-list").display = self._part is not Part.SHOWN and (in_list or self._is_wide)
        self.query_one("#prints-paper").display = not in_list or self._is_wide
        seen = [self.query_one(Paper), self._rows] if self._is_wide else [self._where_one_begins]
        if self._is_in_front and self.screen.focused not in seen:
            focus_on(self._where_one_begins)

    @property
    def _where_one_begins(self) -> Widget:
        in_list = self._part is not Part.SHOWN and self._open is None
        return self._rows if in_list else self.query_one(Paper)

    def _tab_line(self, counts: tuple[Count, ...]) -> Content:
        pieces: list[str | tuple[str, str]] = []
        for part, name, count in zip(Part, ("Det, du så", self._jobs.tab, self._papers.tab), counts, strict=True):
            pieces.append((f"{part + 1}", "bold #7fd0ff"))
            pieces.append((name, "bold #000000 on #7fd0ff" if part is self._part else ""))
            if count.many:
                style = "bold #ff8a80" if count.late else "#ffd75f"
                pieces.append((f" {count.many}{'!' if count.late else ''}", style))
            pieces.append("  ")
        return Content.assemble(*pieces)

    def _subject(self) -> Subject | None:
        """What the paper in front, or beside the list, is of."""
        if self._part is Part.SHOWN:
            return self._shown
        if self._open is not None or not self._is_wide:
            return self._open
        key = self._rows.key
        if self._part is Part.JOBS:
            beside: Subject | None = Job(key) if key is not None else None
        else:
            beside = self._papers.at_once(key)
        return None if beside is not None and self._is_slow(beside) else beside

    def _is_slow(self, subject: Subject) -> bool:
        if isinstance(subject, Job):
            return previews.is_big_job(self._kit, subject.number)
        return previews.is_slow(self._kit, subject)

    def _forget(self) -> None:
        self._paper, self._paper_of, self._why_none = None, None, ""

    def _lay_paper(self) -> None:
        """Make the paper of the subject, and show it with what is known of it."""
        subject = self._subject()
        self._make_paper(subject)
        self._show_it(subject)

    def _make_paper(self, subject: Subject | None) -> None:
        if subject is None:
            self._forget()
        elif not self._is_slow(subject):
            when = None if isinstance(subject, Job) else (self.world.events, self.world.minute)
            if (subject, when) != (self._paper_of, self._made_when):  # the engine writes without changing any paper
                self._make(subject)
                self._made_when = when
        elif subject != self._paper_of and subject != self._making:
            self._make_apart(subject)

    def _show_it(self, subject: Subject | None) -> None:
        paper = self._paper
        title, known = "", [self._why_none] if self._why_none else []
        row = self._jobs.job(subject.number) if isinstance(subject, Job) else None
        if row is not None:
            title, lines = self._jobs.told(row, paper)
            known = lines + known
        elif paper is not None:
            title, known = paper.called, [f"{much_da(paper)}, {paper.columns} tegn på linjen"]
        elif subject is None and self._part is Part.SHOWN:
            title, known = NOTHING_DA, list(LOOK_DA)
        if paper is not None and paper.left_off:
            known.append(f"Her er begyndelsen; {many_da(paper.left_off, 'linje', 'linjer')} mere kommer på papiret.")
        self.query_one("#paper-title", Static).update(Content(title))
        self.query_one("#known", Static).update(Content("\n".join(known)))
        self.query_one(Paper).lay(
            subject, paper.lines if paper is not None else (), paper.columns if paper is not None else 0
        )

    def _make(self, subject: Subject) -> None:
        try:
            if isinstance(subject, Job):
                row = self._jobs.job(subject.number)
                self._paper = previews.preview_of_job(self._kit, row) if row is not None else None
            else:
                self._paper = previews.preview(self._kit, subject)
            self._why_none = ""
        except FieldkitError as error:
            self._paper, self._why_none = None, told(error)
        self._paper_of = subject

    def _make_apart(self, subject: Subject) -> None:
        """It takes long: beside the screen, on the kit opened once more."""
        self._paper, self._paper_of, self._why_none, self._making = None, None, MADE_DA, subject
        app, home, now = self.app, self._kit.home.folder, self._kit.own_clock

        def run() -> None:
            try:
                found: Preview | FieldkitError = (
                    previews.preview_of_job_apart(home, now, subject.number)
                    if isinstance(subject, Job)
                    else previews.preview_apart(home, now, subject)
                )
            except FieldkitError as error:
                found = error
            app.call_from_thread(self._made, subject, found)

        self.run_worker(run, thread=True)

    def _made(self, subject: Subject, found: Preview | FieldkitError) -> None:
        if self._making == subject:
            self._making = None
        if self._subject() != subject:
            return
        self._paper_of = subject
        self._paper, self._why_none = (None, told(found)) if isinstance(found, FieldkitError) else (found, "")
        self._show_it(subject)
        if self._wants_print:
            self._wants_print = False
            if self._paper is not None and self._paper.is_long and not self._is_in_front:
                self._desk.say(ready_da(self._paper))
            elif self._paper is not None:
                self._print()

    def _actions(self) -> list[Action]:
        if self._part is Part.JOBS:
            key = self._open.number if isinstance(self._open, Job) else self._rows.key
            return self._jobs.actions(key, opened=self._open is not None)
        return self._papers.actions(self._rows.key) if self._part is Part.PAPERS and self._open is None else []

    def letters(self) -> list[Action]:
        """What the letters do now."""
        return self._actions()

    def _hint(self) -> None:
        words = [f"{action.key.upper()} {action.word}" for action in self._actions()]
        if self.print_request() is not None and (self._part is Part.SHOWN or self._open is not None):
            words.insert(0, "Enter eller F8 udskriver")
        elif self._part is not Part.SHOWN and self._open is None and self._rows.key is not None:
            words.insert(0, "Enter åbn" if self._part is Part.JOBS else "Enter vis papiret")
        if self._part is Part.SHOWN or self._open is not None:
            words.append("pil ned: rul")
        words.append("Esc tilbage")
        self.query_one("#prints-hint", Static).update(Content.assemble((" · ".join(words), DIM)))

    # keys

    @on(RowList.OptionHighlighted)
    def _moved(self, event: RowList.OptionHighlighted) -> None:
        event.stop()
        if self._is_wide and self._open is None:
            self._lay_paper()
        self._hint()

    @on(RowList.OptionSelected)
    def _chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self._open_row(chosen_key(event))

    def _open_row(self, key: Any) -> None:
        if self._part is Part.JOBS:
            self._open = Job(key)
            self.enter()
        else:
            self._papers.choose(key)

    def _show_paper(self, wanted: Wanted) -> None:
        """Open the page of a document of the list."""
        self._open = wanted
        self.enter()

    def on_key(self, event: events.Key) -> None:
        letter = event.character or ""
        if event.key in ("left", "right"):
            self._turn_to(self._part + (1 if event.key == "right" else -1))
        elif letter.isascii() and letter.isdigit() and 1 <= int(letter) <= len(Part):
            self._turn_to(int(letter) - 1)
        elif event.key == "enter" and self.query_one(Paper).has_focus:
            self._print()
        elif (action := action_of(self._actions(), letter)) is not None:
            action.do()
        else:
            return
        event.stop()
        event.prevent_default()

    # printing

    def _print(self) -> None:
        """Have the paper in front printed; a long one asks first."""
        wanted, paper = self.print_request(), self._paper
        if wanted is None or (self._part is not Part.SHOWN and self._open is None):
            if self._part is Part.SHOWN:
                self._desk.say("Her er intet at udskrive: vælg et sted, en melding eller et kort først, eller tryk 3.")
            return
        if self._paper_of != wanted:  # typed ahead of the first drawing
            self._make_paper(wanted)
            paper = self._paper
        if self._making == wanted:
            self._wants_print = True
            self._desk.say("Papiret udskrives, når det er gjort klar.")
            return
        if paper is None:
            self._desk.say(self._why_none, fault=True)
            return
        request = messages.PrintRequested(wanted, seen=paper, then=self._queued)
        if paper.is_long:
            question = Confirm(question_da(paper), yes="udskriv", danger=True)
            self._desk.ask(question, lambda yes: self._request(request) if yes else None)
        else:
            self._request(request)

    def _request(self, request: messages.PrintRequested) -> None:
        if previews.is_slow(self._kit, request.wanted):
            request.then = self._point_at
            self._desk.say("Det lægges i kø …")
            self._show_jobs()
        self._desk.post(request)

    def _show_jobs(self) -> None:
        """Enter pressed once more opens one, and prints nothing twice."""
        self._part, self._open = Part.JOBS, None
        self.enter()

    def _queued(self, job: object) -> None:
        """Show the job on its way."""
        self._show_jobs()
        self._point_at(job)

    def _point_at(self, job: object) -> None:
        """For who still looks at the jobs."""
        if job is not None and self._part is Part.JOBS and self._open is None:
            self.read_again()
            self._rows.go_to(job)
