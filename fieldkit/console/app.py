"""FeltkitApp: the screen of one kit. Records what the regions ask for, polls the store, and shows what changed.

It touches no device: engine and printer are reached through the kit's store, or by the callables handed in.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from inspect import isawaitable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from msgspec.structs import replace
from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter
from textual.reactive import var
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Input

from fieldkit.acts import held, typed
from fieldkit.console import messages
from fieldkit.console.colours import THEME_DA, Theme, Themed, keep_theme, kept_theme
from fieldkit.console.looks import Bare, Few, Look, PlainLetters
from fieldkit.console.message_line import MessageLine
from fieldkit.console.messages import World
from fieldkit.console.now_line import NowLine
from fieldkit.console.overview import Overview
from fieldkit.console.recording import Recorder
from fieldkit.console.regions import BY_NAME, REGIONS, KeyLine, Region, Tab, load_region
from fieldkit.console.remedies import advised, told
from fieldkit.console.seat import Seat
from fieldkit.console.starting import StartEngine, started
from fieldkit.console.status_line import StatusLine
from fieldkit.console.steady import FirstScreen, Guard, LeftOut, Steady, Window
from fieldkit.console.typed_ahead import Typed, TypedAhead
from fieldkit.console.watch import StoreWatch
from fieldkit.core.documents import Printable
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import unsent

if TYPE_CHECKING:
    from fieldkit.console.exercise import Exercises
    from fieldkit.console.palette.commands import Command
    from fieldkit.console.scans import Scans
    from fieldkit.console.taking_over import TakingOver


LOW_ROWS = 24
"""A screen with fewer is low."""


class FeltkitApp(Steady, App[None]):
    """The console. Regions and questions are imported when they are first shown: the first screen must come fast.

    `start_engine` is called once after the first paint, with what to call when it fails; `queue_print` queues
    a job and returns its number, or raises a FieldkitError that says why not. `driver_class`: Textual's way to the
    terminal, None for its own. `keep_going`: a fault in a screen is told and does not end the console.
    `look` and `plain_letters`: what the terminal can show. `asks_who`: who sits here is asked when it opens.
    """

    TITLE = "Feltkit"
    CSS_PATH = Path(__file__).with_name("console.tcss")
    ENABLE_COMMAND_PALETTE = False
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW_ROWS, "-high")]
    """Below 24 rows what is `spare` is left out by the style sheet: explanations, and air."""
    BINDINGS = [
        *(
            Binding(key, f"region('{kind.name}')", kind.wide, id=f"region.{kind.name}.{key}", priority=len(key) > 1)
            for kind in REGIONS
            for key in (kind.key, kind.also)
            if key
        ),
        Binding("h", "region('incident')", "Hændelse", id="region.incident"),
        Binding("a", "requests", "Anmodninger", id="requests"),
        Binding("f1", "help", "Hjælp", id="help.f1", priority=True),
        Binding("question_mark", "help", "Hjælp", id="help"),
        Binding("escape", "back", "Tilbage", id="back"),
        Binding("ctrl+z", "take_back", "Fortryd", id="take_back", priority=True),
        Binding("ctrl+n", "name", "Skift navn", id="name"),
        Binding("ctrl+p", "palette", "Find", id="palette", priority=True),
        Binding("ctrl+q", "quit", "Slut", id="quit", priority=True),
    ]
    world: var[World] = var(World())

    def __init__(
        self,
        kit: Kit,
        *,
        start_engine: StartEngine | None = None,
        queue_print: Callable[[Printable], object] | None = None,
        driver_class: type[Driver] | None = None,
        keep_going: bool = False,
        look: Look = Look.FULL,
        plain_letters: bool = False,
        asks_who: bool = False,
    ) -> None:
        super().__init__(driver_class)
        self._asks_who = asks_who
        self._letters: list[LineFilter] = [PlainLetters()] if plain_letters else []
        self._look = look
        self.colours = kept_theme(kit.log)
        self.animation_level = "none"
        self.kit = kit
        self.queue_print = queue_print
        self._start_engine = start_engine
        self._draft_lock: IO[str] | None = None
        self.exercises: Exercises | None = None
        leave = cast(Callable[[ModalScreen[object]], None], self._leave)
        self.typed_ahead = TypedAhead(self, self._typed)
        self.guard: Guard | None = None
        if keep_going:
            self.guard = Guard(
                kit.home.folder, self.say, lambda: self._body.current or "", self._remake, leave, self.call_later
            )
        self.store = StoreWatch(kit, show=self._show_world, say=self.say, bell=self._ring, soon=self.call_later)
        # what is true at the start is no change: the board would be drawn once more for it
        self.set_reactive(FeltkitApp.world, self.store.world)
        self._recorder = Recorder(self._ask_name, self.say, self.store.tell, lambda name: self._seat.taken(name))
        self._seat = Seat(kit, self._recorder, self.say, lambda: self.keeps_drafts, self._show_name)

    @property
    def colours(self) -> Theme:
        """The theme in which all is drawn."""
        return self._colours

    @colours.setter
    def colours(self, theme: Theme) -> None:
        self._colours = theme
        drawn: LineFilter = Themed(theme)
        if self._look is not Look.FULL:
            drawn = Few(theme) if self._look is Look.FEW else Bare()
        self._looks = [*self._letters, drawn]

    def get_line_filters(self) -> Sequence[LineFilter]:
        return self._looks

    def change_colours(self, theme: Theme) -> None:
        """Draw everything in another theme, and remember it for this kit."""
        self.colours = theme
        for each in self.screen_stack:
            for node in each.walk_children(with_self=True):
                node.refresh()
        said = f"Skærmen har nu {THEME_DA[theme]} farver." if theme is not Theme.NIGHT else "Skærmen er nu rød og sort."
        if self._look is Look.NONE:
            said = "Denne terminal har ingen farver. Valget huskes til en, der har."
        try:
            keep_theme(self.kit.log, theme)
        except FieldkitError as error:
            self.say(told(error), fault=True)
        else:
            self.say(said)

    def get_default_screen(self) -> Screen[object]:
        # as the breakpoint will have it: set later it would cost the first screen another layout and another painting
        return FirstScreen(id="_default", classes="-high" if self.size.height >= LOW_ROWS else "-low")

    def compose(self) -> ComposeResult:
        yield StatusLine(self.kit, starting=self._start_engine is not None).data_bind(FeltkitApp.world)
        yield NowLine(self.kit).data_bind(FeltkitApp.world)
        with ContentSwitcher(id="body", initial="overview"):
            yield Overview(self.kit, id="overview").data_bind(FeltkitApp.world)
        yield MessageLine(self.kit).data_bind(FeltkitApp.world)
        yield KeyLine()

    def on_mount(self) -> None:
        if faults := self.kit.library.roster_faults:  # those of the cards are told when the cards are read, at F4
            first = advised(str(faults[0]), faults[0].remedy)
            self.say(f"{len(faults)} fejl i listerne, den første: {first}", fault=True)
        elif by_hand := self.kit.library.lists_since.by_hand:
            self.say(advised(by_hand, self.kit.library.lists_since.remedy))
        self.store.start()
        self.query_one(KeyLine).redraw()
        self.front.enter()
        self.call_after_refresh(started)
        if self._asks_who:
            self.call_after_refresh(self._ask_who)
        if self._start_engine is not None:
            self.call_after_refresh(self._start)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.typed_ahead.take(event)
        else:
            await super().on_event(event)

    async def _typed(self, event: Typed) -> None:
        """Letters on the screen stand as capitals and people press them so: with Shift or Caps Lock they work alike."""
        field = self.focused if isinstance(self.focused, Input) else None
        if isinstance(event, events.Key) and len(event.key) == 1 and event.key.isupper() and field is None:
            event = events.Key(event.key.lower(), event.key.lower())
        if isinstance(event, events.Paste):
            from fieldkit.console.bursts import is_scan  # who pastes can wait for it

            if is_scan(event.text):
                self.post_message(messages.Scanned(event.text))
                return
        if isinstance(event, events.Paste) and field is not None:
            from fieldkit.console.pasting import pasted

            try:
                event = events.Paste(pasted(field, event.text))
            except FieldkitError as error:
                self.say(told(error), fault=True)
                return
        await super().on_event(event)

    def on_unmount(self) -> None:
        self.store.stop()
        if self.exercises is not None:
            self.exercises.close()
        if self._draft_lock is not None:
            self._draft_lock.close()

    @cached_property
    def keeps_drafts(self) -> bool:
        """Whether begun texts outlive this console; no when another console on the kit keeps its own."""
        try:
            self._draft_lock = self.kit.home.lock_drafts()
        except FieldkitError:  # a disk that cannot be written to
            return False
        return self._draft_lock is not None

    @property
    def operator(self) -> str:
        """Who has the screen; asked for when it opens, and else at the first thing that is signed."""
        return self._recorder.operator

    @operator.setter
    def operator(self, name: str) -> None:
        self._recorder.operator = name

    @property
    def front(self) -> Region:
        """The region that is shown."""
        return cast(Region, self._body.visible_content)

    @property
    def _body(self) -> ContentSwitcher:
        return self.screen_stack[0].query_one("#body", ContentSwitcher)

    def say(self, text: str, *, fault: bool = False) -> None:
        """Show a line at the bottom."""
        self.screen_stack[0].query_one(MessageLine).say(text, fault=fault)

    def _say_over(self, text: str, *, fault: bool = False) -> None:
        """The same for what comes by itself: over a window that hides the line as well."""
        self.say(text, fault=fault)
        if isinstance(self.screen, ModalScreen):
            self.notify(text, severity="error" if fault else "information", timeout=8, markup=False)

    def _ring(self) -> None:
        """Something cannot wait: heard, and seen by who looks up. The focus stays where somebody types."""
        self.bell()
        self.screen_stack[0].query_one(MessageLine).flash()

    def _show_world(self, world: World) -> None:
        self.world = world
        self._seat.look()

    def _show_name(self) -> None:
        self.screen_stack[0].query_one(StatusLine).redraw()

    def _ask_who(self) -> None:
        """Unless somebody was faster and has gone on."""
        if not isinstance(self.screen, ModalScreen) and isinstance(self.front, Overview):
            self._taking_over.begin()

    @cached_property
    def _taking_over(self) -> "TakingOver":
        from fieldkit.console.taking_over import TakingOver

        return TakingOver(self, self.kit, self._recorder, self.say, prints=self.queue_print is not None)

    def _ask_name(self, question: str, then: Callable[[str], None], otherwise: Callable[[], object]) -> None:
        from fieldkit.console.questions import Ask
        from fieldkit.console.typed import people_names

        def given(name: str | None) -> None:
            if name:
                then(name)
            else:
                otherwise()

        self.push_screen(Ask(question, names=people_names(self.kit.roster), check=typed.name), given)

    def _handle_exception(self, error: Exception) -> None:
        """Where Textual comes with what nobody caught; who did not is then out of its loop."""
        if self.guard is None:
            super()._handle_exception(error)
        else:
            self.guard.take(error, lost=True)

    async def _remake(self, name: str, leave_out: bool) -> None:
        body = self._body
        for old in body.query_children(f"#{name}"):
            await old.remove()
        await self._make(body, name, LeftOut(name) if leave_out else None)
        if body.current == name:
            body.get_child_by_id(name).display = True
            if not isinstance(self.screen, ModalScreen):
                self.front.enter()

    def _leave(self, window: ModalScreen[object]) -> None:
        if self.screen is window:
            window.dismiss(None)

    def poll(self) -> None:
        """Look at the store now."""
        self.store.poll()

    def _start(self) -> None:
        if self._start_engine is not None:
            self._start_engine(self._engine_failed)

    def _engine_failed(self, why: FieldkitError) -> None:
        self.post_message(messages.EngineFailed(why))  # may be called from any thread

    @on(messages.EngineFailed)
    def _tell_engine_failed(self, message: messages.EngineFailed) -> None:
        self.say(told(message.why), fault=True)
        line = self.screen_stack[0].query_one(StatusLine)
        line.starting = False
        line.redraw()

    async def show_region(self, name: str, ready: Callable[[Region], object] = lambda _region: None) -> Region:
        """Bring a region to the front, made on its first visit; it is told by `ready` before it is drawn."""
        body = self._body
        found = body.query(f"#{name}")
        if not found:
            await self._make(body, name)
        ready(cast(Region, body.get_child_by_id(name)))
        body.current = name
        self.query_one(KeyLine).point_at(name)
        self.front.enter()
        return self.front

    async def _make(self, body: ContentSwitcher, name: str, instead: Widget | None = None) -> None:
        region = instead or cast(Widget, load_region(name)(self.kit, id=name)).data_bind(FeltkitApp.world)
        region.display = False
        await body.mount(region)

    def _leave_windows(self) -> None:
        """Leave what asks something, as by Esc: what was typed stays as a draft."""
        while isinstance(window := self.screen, ModalScreen):
            if isinstance(window, Window) and (goes_on := window.unfinished()):
                self.say(goes_on)
            getattr(window, "action_give_up", window.dismiss)()
            if self.screen is window:
                self.pop_screen()

    async def action_region(self, name: str) -> None:
        """F-keys come before whatever has the focus, so that keys typed ahead land right, and from any window."""
        self._leave_windows()
        if name == "prints":
            await self._show_prints()
        elif name == "overview":
            while (await self.show_region(name)).back():
                pass
        elif name == "tasks":
            self.post_message(messages.ShowSheet(Tab.NOW))
        elif name == "report" and isinstance(self.front, Overview):
            self.post_message(messages.WriteReport(self.front.open_now))
        elif name in BY_NAME:
            await self.show_region(name)

    def action_requests(self) -> None:
        self.post_message(messages.ShowSheet(Tab.REQUESTS))

    async def _show_prints(self) -> None:
        """With what the screen in front shows; pressed there, it prints that."""
        from fieldkit.console.prints import Prints

        front, came_from = self.front, self._body.current or ""
        if isinstance(front, Prints):
            front.print_shown()
        else:
            wanted = front.print_request()
            await self.show_region("prints", lambda region: cast(Prints, region).look_at(wanted, came_from))

    def action_print_now(self) -> None:
        """Print what the screen in front shows, at once."""
        wanted = self.front.print_request()
        if wanted is None:
            self.say("Her er intet at udskrive: vælg et sted, en melding eller et kort først.")
        else:
            self.post_message(messages.PrintRequested(wanted))

    def action_help(self) -> None:
        from fieldkit.console.help import HelpPage, page_for

        window = self.screen if isinstance(self.screen, ModalScreen) else None
        if isinstance(window, HelpPage):
            window.action_close()
        else:
            self.push_screen(HelpPage(page_for(cast(Widget, self.front), window, self.BINDINGS)))

    def action_palette(self) -> None:
        from fieldkit.console.palette import Palette

        if isinstance(self.screen, Palette):
            self.screen.action_give_up()
        else:
            self.push_screen(Palette(), self._do_command)

    async def _do_command(self, command: "Command | None") -> None:
        if command is None:
            return
        if not command.stays:
            self._leave_windows()
        done = command.run(self)
        if isawaitable(done):
            await done

    async def action_back(self) -> None:
        if not self.front.back():
            await self.show_region("overview")

    @on(messages.TakeOver)
    def action_name(self) -> None:
        if not isinstance(self.screen, ModalScreen):
            self._taking_over.ask()

    async def action_take_back(self) -> None:
        try:
            sent = held.take_back(self.kit)
        except FieldkitError as error:
            self.say(told(error), fault=True)
            return
        if sent is None:
            self.say(
                f"Der er intet at fortryde: en besked kan fortrydes i {held.HOLD_S} sekunder, en akut slet ikke. "
                "R på den skriver en ny i stedet."
            )
            return
        self.store.await_held(bool(held.waiting(self.kit)))
        from fieldkit.console.inbox import Inbox

        self._leave_windows()
        cast(Inbox, await self.show_region("inbox")).take_back(sent)
        self.say("Beskeden er ikke sendt. Ret den, eller slet den med Ctrl-T.")
        self.store.tell()

    async def action_quit(self) -> None:
        try:
            waiting = unsent(self.kit.log) + len(held.waiting(self.kit))
        except FieldkitError:
            waiting = 0
        from fieldkit.console.apart import unfinished

        told = unfinished(self)
        if waiting:
            later = " og bliver sendt, når motoren kører"
            if not self.kit.config.has_radio:
                later = ", men kittet har ingen radio: ring, send en runner, eller tag loggen med på en USB-nøgle"
            they = "Den" if waiting == 1 else "De"
            told.append(f"{waiting} er ikke sendt endnu. {they} ligger sikkert i loggen{later}.")
        if not told:
            self.exit()
            return
        from fieldkit.console.questions import Confirm

        if isinstance(self.screen, Confirm):
            self._say_over("Svar først på spørgsmålet; så kan Ctrl-Q slutte.")
        else:
            self.push_screen(Confirm(" ".join([*told, "Slut?"]), yes="slut", danger=True), self._quit)

    def action_help_quit(self) -> None:
        """Ctrl-C ends nothing by accident."""
        self.say("Tryk Ctrl-Q for at slutte.")

    def _quit(self, sure: bool | None) -> None:
        if sure:
            self.exit()

    @on(messages.Act)
    def _act(self, message: messages.Act[Any]) -> None:
        self._recorder.act(message)

    @on(messages.Hold)
    def _hold(self, message: messages.Hold) -> None:
        try:
            held.hold(self.kit, replace(message.body, by=message.body.by or self.operator))
        except FieldkitError as error:
            self.say(told(error), fault=True)
            return
        self.store.await_held(True)
        message.then()
        self.say(f"Besked til {message.to} sendes om {held.HOLD_S} sekunder. Ctrl-Z: fortryd.")

    @on(messages.Say)
    def _say(self, message: messages.Say) -> None:
        self.say(message.text, fault=message.fault)

    @on(messages.NameChanged)
    def _name_changed(self, message: messages.NameChanged) -> None:
        self._seat.give(message.name)

    @on(messages.ScanBegins)
    def _scan_begins(self, _message: messages.ScanBegins) -> None:
        self.say("Læser en seddel …")

    @on(messages.Scanned)
    def _scanned(self, message: messages.Scanned) -> None:
        self.run_worker(self.scans.take(message.digits), group="scans")

    @cached_property
    def scans(self) -> "Scans":
        """The slips that were scanned at this screen since it was started."""
        from fieldkit.console.scans import Scans  # hardly ever asked for

        return Scans(self.kit, self._say_over, self.store.tell)

    @on(messages.LookAgain)
    def _look_again(self, message: messages.LookAgain) -> None:
        self.poll()

    @on(messages.Opened)
    def _opened(self, message: messages.Opened) -> None:
        self.store.seen(message.event_id)

    @on(messages.Unread)
    def _unread(self, message: messages.Unread) -> None:
        self.store.waits(message.event_ids)

    @on(messages.ShowRegion)
    async def _show_region(self, message: messages.ShowRegion) -> None:
        await self.show_region(message.region)

    @on(messages.Exercise)
    def _exercise(self, message: messages.Exercise) -> None:
        from fieldkit.console.exercise import Exercises  # few evenings have one

        if self.exercises is None:
            self.exercises = Exercises(self, self.kit, self.say, self.poll)
        if message.pauses:
            self.exercises.pause_or_go_on()
        else:
            self.exercises.choose()

    @on(messages.ShowWindow)
    def _show_window(self, message: messages.ShowWindow) -> None:
        from fieldkit.console.windows import make_window

        self.push_screen(make_window(message.name, self.kit))

    @on(messages.ShowSheet)
    async def _show_sheet(self, message: messages.ShowSheet) -> None:
        from fieldkit.console.sheets import SheetView

        cast(SheetView, await self.show_region(message.tab.region)).show_tab(message.tab, message.key)

    @on(messages.ShowPlace)
    async def _show_place(self, message: messages.ShowPlace) -> None:
        await cast(Overview, await self.show_region("overview")).point_at(message.place)

    @on(messages.ShowEntry)
    async def _show_entry(self, message: messages.ShowEntry) -> None:
        from fieldkit.console.inbox import Inbox

        cast(Inbox, await self.show_region("inbox")).open_entry(message.event_id)

    @on(messages.ShowCard)
    async def _show_card(self, message: messages.ShowCard) -> None:
        from fieldkit.console.cards import Cards

        cast(Cards, await self.show_region("cards")).open_card(message.card)

    @on(messages.WriteReport)
    async def _write_report(self, message: messages.WriteReport) -> None:
        from fieldkit.console.report import ReportForm

        cast(ReportForm, await self.show_region("report")).write_for(message.place)

    @on(messages.WriteMessage)
    async def _write_message(self, message: messages.WriteMessage) -> None:
        from fieldkit.console.inbox import Inbox

        cast(Inbox, await self.show_region("inbox")).write(message)

    @on(messages.OfferPrint)
    def _offer_print(self, message: messages.OfferPrint) -> None:
        if self.queue_print is None:
            return
        from fieldkit.console.questions import Confirm

        wanted = messages.PrintRequested(message.wanted)

        def answered(yes: bool | None) -> None:
            if yes:
                self.post_message(wanted)

        self.push_screen(Confirm(message.question), answered)

    @on(messages.PrintRequested)
    def _print_requested(self, message: messages.PrintRequested) -> None:
        if self.queue_print is None:
            self.say(
                "Ingen printer er sat op til dette kit; en tekniker skal skrive den i kittets opsætning.", fault=True
            )
            return
        from fieldkit.console.printing import Printing  # every document there is: loaded when one is wanted

        Printing(self, self.kit, self.queue_print, self.say).request(message)
