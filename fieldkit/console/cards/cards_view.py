"""Cards: the list, and the card that was opened from it. Ticks, unticks and skips are recorded with who and why."""

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static

from fieldkit.acts import cards
from fieldkit.console import messages
from fieldkit.console.cards.card_rows import CardLine, CardList, OtherRun, action_da, plain_row, run_row, step_rows
from fieldkit.console.cards.runs import RunView, StepLine, others_runs
from fieldkit.console.cards.step_page import StepPage, following
from fieldkit.console.messages import World
from fieldkit.console.questions import Ask, Choose, Confirm, ask_until_done
from fieldkit.console.regions import focus_on, turn_to, visible
from fieldkit.console.remedies import advised, told
from fieldkit.console.row_list import Row, RowList, chosen_key
from fieldkit.console.steady import Steady
from fieldkit.console.words import clock_da, waits_da
from fieldkit.core.cards.grammar import SKIP_QUESTION
from fieldkit.core.cards.types import Action, SendMessage, StartTimer
from fieldkit.core.documents import CardSheet, Wanted
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import CardAct, CardStep
from fieldkit.core.text.wording import soon_da
from fieldkit.core.views.board import place_name, place_of_kit
from fieldkit.kit import Kit

NARROW = 74
"""Below so many cells the keys stand without their words."""
BOTH = 116
"""Cells from which one step and the list of all have room beside each other."""


class Cards(Steady, Vertical):
    """Running cards first, then those that fit, then all."""

    DEFAULT_CSS = """
    Cards > Vertical { height: 1fr; }
    Cards > #card { display: none; }
    Cards #card-warning { height: auto; color: #ffd75f; }
    Cards #card-body { height: 1fr; }
    Cards StepPage { width: 3fr; }
    Cards #steps { width: 2fr; }
    """
    BINDINGS = [
        ("space", "toggle_step", "Kryds"),
        ("i", "skip", "Ikke relevant"),
        ("b", "begin", "Begynd"),
        ("l", "lay_away", "Læg væk"),
        ("u", "stop_timer", "Stop ur"),
        ("r", "role", "Rolle"),
        ("v", "turn", "Ét trin eller alle"),
        ("up", "go(-1)", "Forrige trin"),
        ("down", "go(1)", "Næste trin"),
        ("enter", "toggle_step", "Kryds"),
    ]
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._role = ""
        self._card = ""
        """The card that is open, empty when the list is."""
        self._large = True
        """One step at a time; else the list of all. Where there is room both stand beside each other."""
        self._seen: tuple[int, int, int, str] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="all"):
            yield Static(classes="title", id="cards-title")
            yield RowList(id="cards-list")
            yield Static("Enter åbn · R kun én rolle · F8 udskriv kortet", classes="hint")
        with Vertical(id="card"):
            yield Static(classes="title", id="card-title")
            yield Static(classes="columns", id="card-progress")
            yield Static(id="card-warning")
            with Horizontal(id="card-body"):
                yield StepPage()
                yield RowList(id="steps")
            yield Static(classes="hint", id="card-hint")

    def on_mount(self) -> None:
        if faults := self._kit.library.card_faults:
            first = advised(str(faults[0]), faults[0].remedy)
            self.post_message(messages.Say(f"{len(faults)} fejl i kortene, den første: {first}", fault=True))

    def enter(self) -> None:
        self.redraw()
        focus_on(self._steps_or_page if self._card else self.query_one("#cards-list", RowList))

    @property
    def _both(self) -> bool:
        return self.content_size.width >= BOTH

    @property
    def _steps_or_page(self) -> Widget:
        """What has the focus on a card."""
        return self.query_one(StepPage) if self._large and not self._both else self.query_one("#steps", RowList)

    def back(self) -> bool:
        if not self._card:
            return False
        self._card = ""
        turn_to(self.query_one("#all"))
        self.enter()
        return True

    def print_request(self) -> Wanted | None:
        line: CardLine | OtherRun | None = self.query_one("#cards-list", RowList).key
        card = self._card or (line.card if line is not None else "")
        return CardSheet(card) if card in self._kit.cards else None

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self._seen = None
        self.redraw()

    def open_card(self, card: str) -> None:
        """Show one card, with the cursor on its current step."""
        if card not in self._kit.cards:
            self.post_message(messages.Say(f"Kortet “{card}” findes ikke i dette kit.", fault=True))
            return
        self._card = card
        turn_to(self.query_one("#card"))
        self.redraw()
        steps = self.query_one("#steps", RowList)
        current = self._view(card).current
        steps.go_to(current.step.number if current else 1)
        focus_on(self._steps_or_page)

    def redraw(self) -> None:
        width = self.content_size.width
        if not visible(self) or not width:
            return
        seen = (self.world.events, self.world.minute, width, f"{self._card}/{self._role}/{self._large}")
        if seen == self._seen:
            return
        self._seen = seen
        if self._card:
            self._show_card(self._view(self._card))
        else:
            self._show_list(width - 1)

    def _view(self, name: str) -> RunView:
        return cards.follow(self._kit, name)

    def _show_list(self, width: int) -> None:
        kit, now = self._kit, self._kit.now()
        views = {name: self._view(name) for name in kit.cards}
        rows: list[Row] = []
        if running := [view for view in views.values() if view.running]:
            rows.append(Row("h:run", Content("I gang her"), heading=True))
            rows += [run_row(view, now, width) for view in running]
        fresh = {each.card: each.reason for each in cards.suggestions(kit)}
        if fresh:
            rows.append(Row("h:fit", Content("Passer til det, der sker nu"), heading=True))
            rows += [plain_row(CardList.FITTING, views[name], reason, width) for name, reason in fresh.items()]
        if others := others_runs(kit.state, kit.config.number):
            rows.append(Row("h:others", Content("I gang andre steder"), heading=True))
            for key, run in others.items():
                card = kit.cards.get(key.card)
                where = place_name(place_of_kit(key.kit, kit.state, kit.roster), kit.roster)
                done = len(run.settled)
                text = f"  {card.title if card else key.card}: {where}, {done} af {len(card.steps) if card else '?'}"
                rows.append(Row(OtherRun(key.kit, key.card), Content(text)))
        chosen = [view for view in views.values() if self._role in ("", view.card.role)]
        title = f"Alle kort for {self._role}" if self._role else "Alle kort"
        rows.append(Row("h:all", Content(f"{title} ({len(chosen)})"), heading=True))
        rows += [plain_row(CardList.ALL, view, view.card.role, width) for view in chosen]
        self.query_one("#cards-list", RowList).show_rows(rows)
        self.query_one("#cards-title", Static).update(Content("Actioncards" + self._clocks(now)))

    def _clocks(self, now: float) -> str:
        told = []
        for timer in cards.timers(self._kit)[:2]:
            left = int(timer.rings_at - now)
            told.append(f"   ur: {timer.label} " + (soon_da(left) if left > 0 else f"RINGER (trin {timer.step})"))
        return "".join(told)

    def _show_card(self, view: RunView) -> None:
        now = self._kit.now()
        self.query_one("#card-title", Static).update(Content(f"{view.card.title} ({view.card.role})"))
        if view.running and view.started_at is not None:
            since = clock_da(view.started_at, now=now)
            text = f"{view.done} af {len(view.steps)} gjort · begyndt {since} · kl. {clock_da(now)}{self._clocks(now)}"
        elif view.started_at is not None:
            text = f"Lagt væk efter {view.done} af {len(view.steps)}. B tager det frem igen."
        else:
            text = f"Ikke begyndt. {view.card.purpose}"
        self.query_one("#card-progress", Static).update(Content(text))
        warning = ""
        if view.changed:
            kept = view.card.version == view.version
            follows = "her følges udgaven fra start" if kept else "udgaven fra start er her ikke; den nye vises"
            warning = f"Kortet er ændret, efter at det blev begyndt: {follows} ({view.version})."
        self.query_one("#card-warning", Static).update(Content(warning))
        page, steps = self.query_one(StepPage), self.query_one("#steps", RowList)
        page.display, steps.display = self._large or self._both, not self._large or self._both
        width = self.content_size.width
        room = width * 2 // 5 if self._both else width
        steps.show_rows(step_rows(view, self._kit.roster, self._kit.place, now, room - 1, helps=not self._both))
        lay = "L læg væk" if view.running else "B begynd"
        other = "" if self._both else " · V alle trin" if self._large else " · V ét trin"
        more = f" · I ikke relevant · {lay} · U stop ur" if width >= NARROW else f" · I · {lay} · U"
        self.query_one("#card-hint", Static).update(Content(f"Mellemrum: gjort{other}{more} · Esc"))
        self._show_step()

    def _show_step(self) -> None:
        """The step under the cursor, large."""
        view = self._view(self._card)
        line = self._line() or view.current or view.steps[0]
        kit = self._kit
        self.query_one(StepPage).show(view, line, kit.roster, kit.place, cards.timers(kit), kit.now())

    @on(RowList.OptionHighlighted, "#steps")
    def _moved(self, event: RowList.OptionHighlighted) -> None:
        event.stop()
        if self._card and self.query_one(StepPage).display:
            self._show_step()

    def action_turn(self) -> None:
        """One step large, or all of them."""
        if self._card and not self._both:
            self._large = not self._large
            self.enter()

    def action_go(self, by: int) -> None:
        """To the step before or behind."""
        line = self._line()
        if line is not None and 1 <= (number := line.step.number + by) <= len(self._view(self._card).steps):
            self.query_one("#steps", RowList).go_to(number)

    @on(RowList.OptionSelected, "#cards-list")
    def _open(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self.open_card(chosen_key(event).card)

    @on(RowList.OptionSelected, "#steps")
    def _step_chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self.action_toggle_step()

    def _line(self) -> StepLine | None:
        """The step under the cursor."""
        if not self._card:
            return None
        key = self.query_one("#steps", RowList).key
        return next((line for line in self._view(self._card).steps if line.step.number == key), None)

    def action_toggle_step(self) -> None:
        line = self._line()
        if line is None:
            return
        if line.act is not None:
            was = "krydset" if line.act is CardAct.TICK else "springet over"
            question = f"Trin {line.step.number} er {was}. Hvorfor åbnes det igen? (må være tomt)"
            card, number = self._card, line.step.number

            def ask(value: str) -> Ask:
                check = partial(cards.untick, self._kit.rehearsal(), card, number, "")
                return Ask(question, value=value, may_be_empty=True, check=check)

            ask_until_done(self.app, ask, partial(self._untick, line))
        else:
            self._offer(line)

    def _offer(self, line: StepLine) -> None:
        """Ask about what the kit can do before the tick is recorded, so that the tick tells whether it was done."""
        action = line.step.action
        if action is None or isinstance(action, StartTimer):
            self._tick(line)
            return
        can = f"Kittet kan {action_da(action)}."
        done = self._view(self._card).running and cards.did(self._kit, self._card, line.step.number)
        question = f"{can} Det er gjort før på dette trin. Gør det igen?" if done else f"{can} Gør det nu?"
        ask = Confirm(question, yes="ja, og kryds trinnet", no="kryds kun trinnet")
        self.app.push_screen(ask, partial(self._offered, line, action))

    def _offered(self, line: StepLine, action: Action, sure: bool | None) -> None:
        if sure is None:
            return  # Esc: neither done nor ticked
        missing = cards.missing(action) if sure else None
        if not sure:
            self._tick(line, act=False)
        elif missing is cards.Missing.TEXT and isinstance(action, SendMessage):
            card, number = self._card, line.step.number

            def whole(value: str) -> Ask:
                check = partial(self._try_message, card, number)
                return Ask("Skriv beskeden færdig.", value=value, check=check)

            def send(text: str, again: Callable[[], None]) -> None:
                self._tick(line, again=True, text=text, otherwise=again)

            ask_until_done(self.app, whole, send, action.text)
        elif missing is not None:

            def which(value: str) -> Ask:
                return Ask(f"Hvilket nummer eller navn? ({action_da(action)})", value=value)

            def show(name: str, again: Callable[[], None]) -> None:
                self._tick(line, again=True, argument=name, otherwise=again)

            ask_until_done(self.app, which, show)
        else:
            self._tick(line, again=True)

    def _try_message(self, card: str, number: int, text: str) -> None:
        cards.tick(self._kit.rehearsal(), card, number, again=True, text=text, begin=True)

    def _tick(
        self,
        line: StepLine,
        *,
        act: bool = True,
        again: bool = False,
        text: str = "",
        argument: str = "",
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        ticked: list[cards.Ticked] = []

        def work(by: str) -> Event[CardStep]:
            number = line.step.number
            found = cards.tick(
                self._kit, card, number, by, act=act, again=again, text=text, argument=argument, begin=True
            )
            ticked.append(found)
            return found.event

        card = self._card
        self._act(work, line, "udført", then=lambda _event: self._ticked(line, ticked[0]), otherwise=otherwise)

    def _untick(self, line: StepLine, reason: str, again: Callable[[], None]) -> None:
        card, number = self._card, line.step.number
        self._act(lambda by: cards.untick(self._kit, card, number, by, reason), line, "åbnet igen", otherwise=again)

    def action_skip(self) -> None:
        line = self._line()
        if line is None or line.act:
            return
        card, number = self._card, line.step.number
        try:
            cards.may_skip(self._kit, card, number)
        except FieldkitError as error:
            self.post_message(messages.Say(told(error)))
            return
        question = line.step.skip_question or SKIP_QUESTION

        def ask(value: str) -> Ask:
            check = partial(cards.skip, self._kit.rehearsal(), card, number, begin=True)
            return Ask(question, value=value, check=check)

        ask_until_done(self.app, ask, partial(self._skip, line))

    def _skip(self, line: StepLine, reason: str, again: Callable[[], None]) -> None:
        card, number = self._card, line.step.number
        work = partial(cards.skip, self._kit, card, number, reason, begin=True)
        self._act(work, line, "ikke relevant", then=partial(self._go_on, line), otherwise=again)

    def _act(
        self,
        work: Callable[[str], Event[CardStep]],
        line: StepLine,
        words: str,
        *,
        then: messages.Then[CardStep] = None,
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        title = self._view(self._card).card.title
        self.post_message(
            messages.Act(
                work, f"{title}, trin {line.step.number}: {words} ({{number}}).", then=then, otherwise=otherwise
            )
        )

    def action_stop_timer(self) -> None:
        """The clock of the step under the cursor, else the one of this card that rings first."""
        line = self._line()
        if line is None:
            return
        mine = [timer.step for timer in cards.timers(self._kit) if timer.card == self._card]
        if not mine:
            self.post_message(messages.Say("Der går intet ur på dette kort."))
            return
        card, number = self._card, line.step.number if line.step.number in mine else mine[0]
        started = next(one for one in self._view(card).steps if one.step.number == number)
        self._act(lambda by: cards.stop_timer(self._kit, card, number, by), started, "uret er stoppet")

    def action_begin(self) -> None:
        if self._card and not self._view(self._card).running:
            card = self._kit.cards[self._card]
            start = partial(cards.start, self._kit, card.id)
            self.post_message(messages.Act(start, f"{card.title} er begyndt ({{number}})."))

    def action_lay_away(self) -> None:
        view = self._view(self._card) if self._card else None
        if view is None or not view.running:
            return
        left = len(view.steps) - view.done
        open_ = "1 trin er åbent" if left == 1 else f"{left} trin er åbne"
        ask = Confirm(f"Læg kortet væk? {open_}." if left else "Alle trin er gjort. Læg kortet væk?")
        self.app.push_screen(ask, partial(self._lay_away, view))

    def _lay_away(self, view: RunView, sure: bool | None) -> None:
        if sure:
            end = partial(cards.end, self._kit, view.card.id)
            self.post_message(messages.Act(end, f"{view.card.title} er lagt væk ({{number}})."))

    def _go_on(self, line: StepLine, _event: Event | None = None) -> None:
        """The cursor goes to the next open step; it stays on the last."""
        other = following(self._view(self._card), line) if self._card else None
        if other is not None:
            self.query_one("#steps", RowList).go_to(other.step.number)

    def _ticked(self, line: StepLine, ticked: cards.Ticked) -> None:
        """Go on to the next step or to what the tick opened, and say what else the kit did."""
        self._go_on(line)
        if ticked.report:
            self.post_message(messages.WriteReport())
        elif ticked.card:
            self.open_card(ticked.card)
        elif ticked.message is not None:
            waits = waits_da(self._kit.config.has_radio)
            self.post_message(messages.Say(f"Beskeden er noteret som {ticked.message.number}{waits}."))
        elif ticked.job is not None:
            from fieldkit.console.printing import told_of_job  # hardly any step prints

            self.post_message(messages.Say(told_of_job(self._kit, ticked.job)))
        elif ticked.why:
            self.post_message(messages.Say(ticked.why))

    def action_role(self) -> None:
        if self._card:
            return
        roles = sorted({card.role for card in self._kit.cards.values()})
        choices = [("*", "alle roller"), *((role, role) for role in roles)]
        self.app.push_screen(Choose("Vis kort for hvilken rolle?", choices, current=self._role or "*"), self._roled)

    def _roled(self, role: str | None) -> None:
        if role is not None:
            self._role = "" if role == "*" else role
            self.redraw()
