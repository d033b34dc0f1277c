"""H: begin and end an incident or an exercise, each with a question before it happens; and what was learnt of it."""

from contextlib import suppress
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from fieldkit.acts import incidents, ready, typed
from fieldkit.acts.evaluation import incident_meant, learn
from fieldkit.console import messages
from fieldkit.console.exercise import ScriptPage, run_of
from fieldkit.console.form import Field, Values
from fieldkit.console.messages import Deed, World
from fieldkit.console.questions import Ask, Confirm
from fieldkit.console.regions import focus_on, visible
from fieldkit.console.remedies import told
from fieldkit.console.send_bar import SendBar
from fieldkit.console.sheets import Desk
from fieldkit.console.steady import Steady
from fieldkit.console.typed import people_names
from fieldkit.console.word_pick import WordPick
from fieldkit.console.words import clock_da
from fieldkit.core.clock.age import age_s
from fieldkit.core.documents import BoardPicture, EvaluationSheet, Wanted
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import EXERCISE_BIT, Event
from fieldkit.core.facts.lessons import LESSON_POINT_DA, Lesson, LessonPoint
from fieldkit.core.state.incidents import besides, called
from fieldkit.core.tell.lessons import LESSON_QUESTIONS
from fieldkit.core.text.wording import ago_da, named
from fieldkit.core.views.evaluation import lesson_lines
from fieldkit.kit import Kit

REAL, EXERCISE = "real", "exercise"
NONE_DA = "Ingen hændelse er i gang."
AFTERWARDS = "Når den sluttes, bliver alt liggende i loggen, og en ny kan begyndes."
LEADS = "D: drejebogen, kun for den, der leder øvelsen · P: pause"
ROOMY = 22
"""Rows of a screen on which the form for what is real stands below an exercise, and a hint below that."""
NOT_REAL = "Sker der noget virkeligt: tryk B, og begynd det. Det går forud for øvelsen med det samme."


class IncidentView(Steady, Vertical):
    """What runs, how to end it, and the form for a new one."""

    DEFAULT_CSS = """
    IncidentView Horizontal { height: 1; margin: 0 0 1 0; }
    IncidentView .label { width: 13; color: #9fb3c8; }
    IncidentView Input { width: 1fr; }
    IncidentView #running { height: auto; margin: 0 0 1 0; }
    IncidentView #level-says { height: auto; max-height: 3; margin: 0 0 1 0; color: #9fb3c8; }
    IncidentView #wrong { height: 1; color: #ff8a80; }
    IncidentView.low Horizontal, IncidentView.low #level-says { margin: 0; }
    """
    BINDINGS = [
        ("s", "stop", "Slut"),
        ("e", "learn", "Erfaring"),
        ("d", "script", "Drejebog"),
        ("b", "begin", "Begynd"),
        ("o", "exercise", "Øv efter drejebog"),
        ("p", "pause", "Pause"),
        ("g", "files", "Gem i fil"),
        ("x", "erase", "Slet navne"),
        ("k", "ready", "Klar igen"),
    ]
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._desk = Desk(self, kit)
        self._closing = False

    def compose(self) -> ComposeResult:
        ladder = self._kit.roster.levels
        choices = [("", "ikke sat"), *((str(step.level), str(step.level)) for step in ladder)]
        yield Static("Hændelse", classes="title")
        yield Static(id="running", markup=False)
        yield SendBar("S: slut den for alle", id="stop")
        yield SendBar("E: hvad lærte vi?", id="learn")
        yield Static(LEADS, id="script-hint", classes="hint")
        with Vertical(id="begin"):
            with Horizontal():
                yield Static("Hvad", classes="label")
                yield WordPick([(REAL, "hændelse"), (EXERCISE, "øvelse")], REAL, id="what")
            with Horizontal():
                yield Static("Navn", classes="label")
                yield Input(id="name", placeholder="fx Strømsvigt nord", max_length=60)
            with Horizontal():
                yield Static("Niveau", classes="label")
                yield WordPick(choices, "", id="level")
            with Horizontal(id="decided"):
                yield Static("Besluttet af", classes="label")
                yield self._decider()
            yield Static(id="level-says", markup=False)
            yield Static(id="wrong", markup=False)
            yield SendBar("Enter: begynd", id="start")
            yield Static("Enter i et felt: det næste · pil til siden: vælg · Esc: tilbage", classes="hint")
        yield Static(id="more-hint", classes="hint", markup=False)

    def _decider(self) -> Input:
        names = people_names(self._kit.roster)
        suggester = SuggestFromList(names, case_sensitive=False)
        return Input(id="decider", placeholder="navn eller titel", suggester=suggester, max_length=60)

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = False
        self.query_one("#decided").display = False

    def enter(self) -> None:
        self.redraw()
        self._focus()

    def _focus(self) -> None:
        if self._kit.state.current():
            focus_on(self.query_one("#stop", SendBar))
        else:
            focus_on(self.query_one("#what", WordPick))

    def back(self) -> bool:
        return False

    def print_request(self) -> Wanted | None:
        """The picture while something runs; afterwards how it went."""
        over = not self._kit.state.current() and self._kit.state.incidents
        return EvaluationSheet() if over else BoardPicture()

    def watch_world(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        if not visible(self):
            return
        kit = self._kit
        self.set_class(self.app.size.height < ROOMY, "low")
        tag = kit.state.current()
        incident = kit.state.incidents.get(tag)
        self.query_one("#begin").display = not tag or bool(tag & EXERCISE_BIT)  # what is real waits for no exercise
        self._hint(tag)
        self.query_one("#stop").display = bool(tag)
        script = self.query_one("#script-hint", Static)
        script.display = run_of(kit, tag) is not None
        script.update(LEADS if tag else "D: hvad der kom i den seneste øvelse, og hvad det blev til")
        self.query_one("#stop", SendBar).show(f"S: slut {called(kit.state.incidents, tag)} for alle")
        learn = self.query_one("#learn", SendBar)
        learn.display = bool(kit.state.incidents)
        if kit.state.incidents:
            about = incident_meant(kit)
            answers = len(lesson_lines(kit.state, about))
            told = f" ({answers} svar er skrevet)" if answers else ""
            learn.show(f"E: hvad lærte vi af {called(kit.state.incidents, about)}?{told}")
        others = [called(kit.state.incidents, other) for other in besides(kit.state.incidents, tag)]
        if incident is None or incident.started is None:
            text = Content("Ingen hændelse er i gang. Begynd en her:")
        else:
            started = incident.started.at
            what = "ØVELSE" if tag & EXERCISE_BIT else "HÆNDELSE"
            said = incident.level.value or ""
            level = f"\nNiveau: {self._level_name(said) if said.isdecimal() else said}" if said else ""
            since = ago_da(age_s(started, kit.now()))
            also = f"Også i gang: {', '.join(others)}. Skærmen viser kun den øverste.\n\n" if others else ""
            text = Content.assemble(
                (f"{what}: {incident.name.value or ''}", "bold"),
                f"{level}\nBegyndt {clock_da(started, now=kit.now())}, {since}.\n\n",
                (also, "bold #ffd75f"),
                NOT_REAL if tag & EXERCISE_BIT else AFTERWARDS,
            )
        running = self.query_one("#running", Static)
        if running.content != text:
            running.update(text)
        if self.has_focus_within and not self._focus_is_seen:
            self._focus()  # another kit began or ended something: without it no letter would be heard

    @property
    def _focus_is_seen(self) -> bool:
        focused = self.screen.focused
        return focused is not None and all(node.display for node in focused.ancestors_with_self)

    def _hint(self, tag: int) -> None:
        """What else there is; on a small screen the form comes first."""
        practises = ["O: øv efter drejebog"] if not tag or tag & EXERCISE_BIT else []
        after = ["G: gem i en fil", "X: slet navne"] if self._kit.state.incidents else []
        after += ["K: klar igen"] if after and not tag else []
        hint = self.query_one("#more-hint", Static)
        hint.update(" · ".join([*practises, *after]))
        hint.display = bool(practises or after) and not (bool(tag & EXERCISE_BIT) and self.app.size.height < ROOMY)

    @on(WordPick.Changed, "#level")
    def _level(self, event: WordPick.Changed) -> None:
        event.stop()
        says = self._level_name(event.value)
        step = self._kit.roster.level(int(event.value)) if event.value else None
        self.query_one("#decided").display = step is not None
        if step is not None:
            says += f": {step.when}. Besluttes af {step.decides}." if step.when else ""
        self.query_one("#level-says", Static).update(Content(says))

    def _level_name(self, value: str) -> str:
        step = self._kit.roster.level(int(value)) if value else None
        return f"{step.level} {step.name}" if step is not None else value

    @on(Input.Submitted, "#decider")
    def _decided(self, event: Input.Submitted) -> None:
        event.stop()
        focus_on(self.query_one("#start", SendBar))

    @on(Input.Submitted, "#name")
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        if self._typed_name():
            focus_on(self.query_one("#level", WordPick))

    def _typed_name(self) -> str:
        name = " ".join(self.query_one("#name", Input).value.split())
        wrong = "" if name else "Skriv et navn, som alle kan kende igen."
        self.query_one("#wrong", Static).update(Content(wrong))
        return name

    @on(SendBar.Pressed, "#start")
    def _begin(self, event: SendBar.Pressed) -> None:
        event.stop()
        name = self._typed_name()
        if not name:
            focus_on(self.query_one("#name", Input))
            return
        exercise = self.query_one("#what", WordPick).value == EXERCISE
        level = self._level_name(self.query_one("#level", WordPick).value)
        who = " ".join(self.query_one("#decider", Input).value.split()) if level else ""
        try:
            decider = typed.name(who) if who else ""
        except FieldkitError as error:
            self.query_one("#wrong", Static).update(Content(told(error)))
            focus_on(self.query_one("#decider", Input))
            return
        what = "øvelsen" if exercise else "hændelsen"
        at_level = f" på niveau {level}{f', besluttet af {decider}' if decider else ''}" if level else ""
        question = f"Begynd {what.upper()} “{name}”{at_level}? Alle kits får det at vide."
        kit, done = self._kit, f"{what.capitalize()} “{name}” er begyndt ({{number}}). F4 viser de kort, der passer."

        def begun(_event: Event) -> None:
            for field in self.query(Input):
                field.value = ""
            self.query_one("#level", WordPick).value = ""
            self.post_message(messages.ShowRegion("overview"))

        def begin(sure: bool | None) -> None:
            if sure:
                start = messages.Act(
                    lambda _name: incidents.start(kit, name, exercise=exercise, level=level, decided_by=decider),
                    done,
                    then=begun,
                    signed=False,
                )
                self.post_message(start)

        self.app.push_screen(Confirm(question, yes="begynd", danger=not exercise), begin)

    @on(SendBar.Pressed, "#stop")
    def action_stop(self) -> None:
        tag = self._kit.state.current()
        known = self._kit.state.incidents
        if tag not in known:
            self.post_message(messages.Say(NONE_DA))
            return
        others = named([called(known, other) for other in besides(known, tag)])
        left = f" {others} er stadig i gang bagefter." if others else ""
        opened = incidents.still_open(self._kit)
        opened = f" {opened}" if opened else ""
        ask = Confirm(f"Slut {called(known, tag)} for alle kits?{left}{opened}", yes="slut", danger=True)
        self.app.push_screen(ask, self._stop)

    def action_begin(self) -> None:
        """Go to the form for a new one, where it stands."""
        if self.query_one("#begin").display:
            focus_on(self.query_one("#what", WordPick))
        else:
            what = called(self._kit.state.incidents, self._kit.state.current())
            self.post_message(messages.Say(f"{what} er i gang: slut den først (S)."))

    def action_script(self) -> None:
        """Show the leader what comes, where a scenario is played."""
        run = run_of(self._kit, self._kit.state.current())
        if run is not None:
            self.app.push_screen(ScriptPage(self._kit, run.tag))
        else:
            self.post_message(messages.Say("Ingen drejebog er spillet fra dette kit."))

    def action_exercise(self) -> None:
        """Choose a scenario, unless something real runs."""
        tag = self._kit.state.current()
        if tag and not tag & EXERCISE_BIT:
            what = called(self._kit.state.incidents, tag)
            self.post_message(messages.Say(f"{what} er i gang og er virkelig; øv jer bagefter.", fault=True))
            return
        self.post_message(messages.Exercise())

    def action_pause(self) -> None:
        self.post_message(messages.Exercise(pauses=True))

    def action_files(self) -> None:
        self.post_message(messages.ShowWindow("files"))

    def action_ready(self) -> None:
        """Close the incident that has ended, as far as the kit sees that everything is in its place again; the card has
        the rest."""
        app, name = self.app, str(getattr(self.app, "operator", ""))
        if name:
            self._close_by(name)
        else:
            app.push_screen(Ask("Hvem lukker hændelsen? Skriv dit navn.", check=typed.name), self._close_by)

    def _close_by(self, name: str | None) -> None:
        if not name or self._closing:
            return
        self._closing = True
        self.post_message(messages.NameChanged(name))
        self.run_worker(partial(self._close, name), thread=True)

    def _close(self, name: str) -> None:
        """Beside the screen."""
        kit, app = self._kit, self.app
        try:
            said, closed = ready.close_beside(kit.home.folder, kit.own_clock, name)
            shut = partial(self._shut, said, closed=closed)
        except FieldkitError as error:
            shut = partial(self._shut, told(error), fault=True)
        except BaseException:
            self._closing = False
            raise
        with suppress(RuntimeError):  # the screen has ended as well
            app.call_from_thread(shut)

    def _shut(self, said: str, *, closed: bool = True, fault: bool = False) -> None:
        """The card comes to the front for who waits for it, and not under the fingers of who went on."""
        self._closing = False
        waits = visible(self) and not isinstance(self.app.screen, ModalScreen)
        self.post_message(messages.LookAgain())
        if not closed and waits:
            self.post_message(messages.ShowCard(ready.CARD))
        rest = "" if closed else " Kortet her har resten." if waits else " Kortet under F4 har resten."
        self.post_message(messages.Say(said + rest, fault=fault))

    def action_erase(self) -> None:
        self.post_message(messages.ShowWindow("erase"))

    def _stop(self, sure: bool | None) -> None:
        if sure:
            done = "Sluttet ({number}). Alt ligger i loggen."
            self.post_message(messages.Act(lambda _name: incidents.stop(self._kit), done, signed=False))

    @on(SendBar.Pressed, "#learn")
    def action_learn(self) -> None:
        """The questions of the plans, about what runs or ran last."""
        kit = self._kit
        if not kit.state.incidents:
            self.post_message(messages.Say(NONE_DA))
            return
        about = incident_meant(kit)

        def read(values: Values) -> Deed[Lesson]:
            answers = {point: values[point] for point in LessonPoint}
            return lambda kit, by: learn(kit, answers, about=about, by=by)

        fields = [
            Field(point, LESSON_POINT_DA[point].capitalize(), hint=LESSON_QUESTIONS[point]) for point in LessonPoint
        ]
        title = f"{called(kit.state.incidents, about)}: hvad lærte vi? Svar på det, du ved."
        self._desk.form(f"lesson.{about}", title, fields, read, "Noteret som {number}. E igen for den næstes svar.")
