"""FeltkitApp: the screen of one kit. Records what the regions ask for, polls the store, and shows what changed.

It touches no device: engine and printer are reached through the kit's store, or by the callables handed in.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

import msgspec
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.message import Message as TextualMessage
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from fieldkit.console import messages
from fieldkit.console.message_line import MessageLine
from fieldkit.console.messages import World
from fieldkit.console.overview import Overview
from fieldkit.console.regions import BY_NAME, REGIONS, KeyLine, Region, load_region
from fieldkit.console.status_line import ENGINE_SILENT_S, StatusLine
from fieldkit.core.board import place_name, place_of_kit
from fieldkit.core.bodies import CardStep, Message, Note
from fieldkit.core.clock import unix_of
from fieldkit.core.errors import FieldkitError
from fieldkit.core.event import Event
from fieldkit.core.inbox import addressed
from fieldkit.core.kinds import Body
from fieldkit.core.terms import Precedence
from fieldkit.kit import Kit
from fieldkit.store.card_files import keep_card
from fieldkit.store.delivery import unsent
from fieldkit.store.status import read_status

POLL_S = 1.0
"""How often the screen looks for what other processes wrote: one PRAGMA when nothing did."""
RINGS_FOR_S = 3600
"""An akut message older than this came with a pile of others and does not ring."""


class FeltkitApp(App[None]):
    """The console. Regions and questions are imported when they are first shown: the first screen must come fast.

    `start_engine` is called once after the first paint; `queue_print` takes a document's English name
    and its argument, queues a job and returns its number, or raises a FieldkitError that says why not.
    """

    TITLE = "Feltkit"
    CSS_PATH = Path(__file__).with_name("console.tcss")
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        *(
            Binding(kind.key, f"region('{kind.name}')", kind.wide, id=f"region.{kind.name}", priority=True)
            for kind in REGIONS
        ),
        Binding("o", "region('tasks')", "Opgaver", id="region.tasks"),
        Binding("question_mark", "help", "Hjælp", id="help"),
        Binding("escape", "back", "Tilbage", id="back"),
        Binding("N", "name", "Skift navn", id="name"),
        Binding("ctrl+q", "quit", "Slut", id="quit", priority=True),
    ]
    world: reactive[World] = reactive(World())

    def __init__(
        self,
        kit: Kit,
        *,
        start_engine: Callable[[], None] | None = None,
        queue_print: Callable[[str, str], object] | None = None,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.kit = kit
        self.queue_print = queue_print
        self.operator = ""
        """Who is on duty at this screen; asked for at the first acknowledgement."""
        self._start_engine = start_engine
        self._next_look: asyncio.TimerHandle | None = None
        self._data_version: object = None
        self._events = 0
        self._local = 0
        self._akut: Event | None = None

    def compose(self) -> ComposeResult:
        yield StatusLine(self.kit).data_bind(FeltkitApp.world)
        with ContentSwitcher(id="body", initial="overview"):
            yield Overview(self.kit, id="overview").data_bind(FeltkitApp.world)
        yield MessageLine(self.kit).data_bind(FeltkitApp.world)
        yield KeyLine()

    def on_mount(self) -> None:
        self.kit.listeners.append(self._heard)
        if faults := self.kit.roster_faults:  # those of the cards are told when the cards are read, at F4
            self.say(f"{len(faults)} fejl i listerne, den første: {faults[0]}", fault=True)
        self.poll()
        self.query_one(KeyLine).redraw()
        self.front.enter()
        self._look_again()
        if self._start_engine is not None:
            self.call_after_refresh(self._start)

    def on_unmount(self) -> None:
        if self._next_look is not None:
            self._next_look.cancel()
        if self._heard in self.kit.listeners:
            self.kit.listeners.remove(self._heard)

    @property
    def front(self) -> Region:
        """The region that is shown."""
        body = self.screen_stack[0].query_one("#body", ContentSwitcher)
        return cast(Region, body.visible_content)

    def say(self, text: str, *, fault: bool = False) -> None:
        """Show a line at the bottom."""
        self.screen_stack[0].query_one(MessageLine).say(text, fault=fault)

    def _look_again(self) -> None:
        """Look at the store now and then. On the bare loop: a Textual timer wakes every widget, each second, for
        nothing, and an idle screen must cost the battery nothing."""
        loop = asyncio.get_running_loop()
        if self._is_news():
            self.call_later(self.poll)
        self._next_look = loop.call_later(POLL_S, self._look_again)

    def _is_news(self) -> bool:
        try:
            return (
                self.kit.log.data_version() != self._data_version
                or self.world.minute != int(self.kit.now()) // 60
                or self._akut is not None
            )
        except FieldkitError:
            return True  # `poll` meets the same fault and tells it

    def poll(self) -> None:
        """Fold what others wrote; tell the regions only when something changed."""
        try:
            version = self.kit.log.data_version()
            if version != self._data_version:
                self._data_version = version
                self._local += 1
                self.kit.refresh()
                self._learn_clock()
        except FieldkitError as error:
            self.say(str(error), fault=True)
        self._tell()

    def _learn_clock(self) -> None:
        """The engine looks after the clock; what is recorded here is marked by what it last found."""
        clock = read_status(self.kit.log).get("clock")
        if clock is not None and self.kit.now() - clock.at < ENGINE_SILENT_S:
            self.kit.time_sure = clock.state == "ok"

    def record(self, body: Body, incident: int | None = None) -> Event | None:
        """Make `body` durable and shown; None, and the reason at the bottom, when that could not be."""
        try:
            event = self.kit.record(body, incident=incident)
        except FieldkitError as error:
            self.say(str(error), fault=True)
            return None
        self._tell()
        return event

    def _tell(self) -> None:
        before, self.world = self.world, World(self._events, self._local, int(self.kit.now()) // 60)
        if before.minute and before.minute != self.world.minute and self.kit.state.runs:
            self._ring_timers(before.minute * 60, self.world.minute * 60)
        akut, self._akut = self._akut, None
        if akut is not None and isinstance(akut.body, Message):
            self.bell()
            sender = akut.body.sender or place_of_kit(akut.kit, self.kit.state, self.kit.roster)
            name = place_name(sender, self.kit.roster)
            self.say(f"AKUT fra {name}: {akut.body.text} — F3 for at læse og kvittere ({akut.number})", fault=True)

    def _ring_timers(self, after: int, until: int) -> None:
        from fieldkit.console.cards.runs import timers

        for timer in timers(self.kit.state, self.kit.cards, self.kit.config.number):
            if after < timer.rings_at <= until:
                self.bell()
                self.say(f"Uret ringer: {timer.label} (kortet {timer.card}, F4)", fault=True)

    def _heard(self, event: Event, carrier: str) -> None:
        self._events += 1
        body = event.body
        if isinstance(body, Message) and body.precedence is Precedence.FLASH:
            sender = body.sender or place_of_kit(event.kit, self.kit.state, self.kit.roster)
            recent = self.kit.now() - unix_of(event.hlc) < RINGS_FOR_S
            if recent and sender != self.kit.place and self.kit.place in addressed(body.to, self.kit.roster, sender):
                self._akut = event

    def _start(self) -> None:
        if self._start_engine is None:
            return
        try:
            self._start_engine()
        except FieldkitError as error:
            self.say(str(error), fault=True)

    async def show_region(self, name: str) -> Region:
        """Bring a region to the front, made on its first visit."""
        body = self.query_one("#body", ContentSwitcher)
        found = body.query(f"#{name}")
        if not found:
            region = cast(Widget, load_region(name)(self.kit, id=name)).data_bind(FeltkitApp.world)
            region.display = False
            await body.mount(region)
        body.current = name
        self.query_one(KeyLine).point_at(name)
        self.front.enter()
        return self.front

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F-keys come before whatever has the focus, so that keys typed ahead land right, but not past a question."""
        if action == "region" and isinstance(self.screen, ModalScreen):
            return False
        return super().check_action(action, parameters)

    async def action_region(self, name: str) -> None:
        if name == "print":
            self.action_print()
        elif name == "report" and isinstance(self.front, Overview):
            self.post_message(messages.WriteReport(self.front.open_now))
        elif name in BY_NAME:
            await self.show_region(name)

    def action_print(self) -> None:
        wanted = self.front.print_request()
        if wanted is None:
            self.say("Her er intet at udskrive: vælg et sted, en melding eller et kort først.")
        else:
            self.post_message(messages.PrintRequested(*wanted))

    def action_help(self) -> None:
        from fieldkit.console.help import HelpPage

        self.push_screen(HelpPage())

    async def action_back(self) -> None:
        if not self.front.back():
            await self.show_region("overview")

    def action_name(self) -> None:
        from fieldkit.console.questions import Ask

        self.push_screen(Ask("Hvem har vagten ved skærmen nu?", value=self.operator), self._set_name)

    async def action_quit(self) -> None:
        try:
            waiting = unsent(self.kit.log)
        except FieldkitError:
            waiting = 0
        if not waiting:
            self.exit()
            return
        from fieldkit.console.questions import Confirm

        if isinstance(self.screen, Confirm):
            return
        gone = f"{waiting} er ikke sendt endnu. De ligger sikkert i loggen og bliver sendt, når motoren kører. Slut?"
        self.push_screen(Confirm(gone, yes="slut", danger=True), self._quit)

    def action_help_quit(self) -> None:
        """Ctrl-C ends nothing by accident."""
        self.say("Tryk Ctrl-Q for at slutte.")

    def _quit(self, sure: bool | None) -> None:
        if sure:
            self.exit()

    def _set_name(self, name: str | None) -> None:
        if name:
            self.operator = name
            self.say(f"{name} har vagten ved skærmen.")

    @on(messages.Record)
    def _record(self, message: messages.Record) -> None:
        from fieldkit.console.questions import Ask

        if message.signed and not self.operator:
            self.push_screen(Ask("Hvem gør det? Skriv dit navn."), partial(self._signed, message))
            return
        body = message.body
        if message.signed and isinstance(body, CardStep | Note):
            body = msgspec.structs.replace(body, by=self.operator)
        event = self.record(body, message.incident)
        if event is not None:
            self._keep(body)
            self.say(message.done.replace("{number}", event.number))
            if message.then is not None:
                message.then(event)

    def _signed(self, message: messages.Record, name: str | None) -> None:
        if name:
            self.operator = name
            self._record(message)

    def _keep(self, body: Body) -> None:
        """The text that a card is started on is kept, so that the run can go on by it when the card is edited."""
        if isinstance(body, CardStep) and body.act == "start" and body.card in self.kit.cards:
            try:
                keep_card(self.kit.home.kept_cards, self.kit.cards[body.card])
            except OSError as error:
                self.say(f"Kortets udgave kan ikke gemmes ({error.strerror}); kortet virker alligevel.", fault=True)

    @on(messages.Say)
    def _say(self, message: messages.Say) -> None:
        self.say(message.text, fault=message.fault)

    @on(messages.NameChanged)
    def _name_changed(self, message: messages.NameChanged) -> None:
        self._set_name(message.name)

    @on(messages.Acknowledge)
    def _acknowledge(self, message: messages.Acknowledge) -> None:
        from fieldkit.console.questions import Ask

        if self.operator:
            self._acknowledge_by(message.number, self.operator)
        else:
            self.push_screen(Ask("Hvem har læst den? Skriv dit navn."), partial(self._acknowledge_by, message.number))

    def _acknowledge_by(self, number: str, name: str | None) -> None:
        if not name:
            return
        self.operator = name
        try:
            event = self.kit.acknowledge(number, name)
        except FieldkitError as error:
            self.say(str(error), fault=True)
            return
        self._tell()
        self.say(f"{number} forstået af {name}, noteret som {event.number}. (N skifter navn)")

    @on(messages.ShowRegion)
    async def _show_region(self, message: messages.ShowRegion) -> None:
        await self.show_region(message.region)

    @on(messages.ShowPlace)
    async def _show_place(self, message: messages.ShowPlace) -> None:
        await cast(Overview, await self.show_region("overview")).point_at(message.place)

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

    @on(messages.AcceptProposal)
    def _accept(self, message: messages.AcceptProposal) -> None:
        from fieldkit.console.questions import Ask, Confirm
        from fieldkit.core.proposals import Do, accept

        if not self.operator:
            self.push_screen(Ask("Hvem siger ja? Skriv dit navn."), partial(self._accept_by, message))
            return
        bodies = accept(message.proposal, place=self.kit.place, by=self.operator, runner=message.runner)
        events = [event for body in bodies if (event := self.record(body)) is not None]
        if len(events) < len(bodies) or not events:
            return
        self.say(f"Gjort, noteret som {', '.join(event.number for event in events)}.")
        if message.proposal.do is Do.DISPATCH and self.queue_print is not None:
            docket = messages.PrintRequested("docket", events[0].number)
            self.push_screen(Confirm(f"Udskriv følgesedlen til {message.runner}?"), partial(self._if_sure, docket))

    def _if_sure(self, message: TextualMessage, sure: bool | None) -> None:
        if sure:
            self.post_message(message)

    def _accept_by(self, message: messages.AcceptProposal, name: str | None) -> None:
        if name:
            self.operator = name
            self._accept(message)

    @on(messages.StartIncident)
    async def _start_incident(self, message: messages.StartIncident) -> None:
        try:
            event = self.kit.start_incident(message.name, exercise=message.exercise, level=message.level)
        except FieldkitError as error:
            self.say(str(error), fault=True)
            return
        self._tell()
        await self.show_region("overview")
        what = "Øvelsen" if message.exercise else "Hændelsen"
        self.say(f"{what} “{message.name}” er begyndt ({event.number}). F4 viser de kort, der passer.")

    @on(messages.StopIncident)
    def _stop_incident(self) -> None:
        try:
            event = self.kit.stop_incident()
        except FieldkitError as error:
            self.say(str(error), fault=True)
            return
        self._tell()
        self.say(f"Sluttet ({event.number}). Alt ligger i loggen.")

    @on(messages.PrintRequested)
    def _print_requested(self, message: messages.PrintRequested) -> None:
        if self.queue_print is None:
            self.say("Ingen printer er sat op til dette kit; skriv den i kit.toml og start igen.", fault=True)
            return
        try:
            said = self.queue_print(message.document, message.argument)
        except FieldkitError as error:
            self.say(str(error), fault=True)
            return
        self.say(f"Lagt til udskrift som job {said}." if said else "Lagt til udskrift.")
