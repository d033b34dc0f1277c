"""What can be done at the screen, as Danish words to find it by and what does it.

Nothing is listed here: regions, their letters, the lists under their tabs and the documents are read from the tables
that make them, so what is new there is found by itself. `SAYS` only adds words that people use for the same.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import NamedTuple, cast

from textual.binding import Binding

from fieldkit.console import messages
from fieldkit.console.colours import THEME_DA, Theme
from fieldkit.console.letters import key_da, letters
from fieldkit.console.palette.host import Host
from fieldkit.console.palette.matching import words_of
from fieldkit.console.regions import BY_NAME, RegionKind, Tab
from fieldkit.console.sheets import Action, Desk, SheetView
from fieldkit.core.documents import DOCUMENTS, wanted_of

Run = Callable[[Host], Awaitable[object] | object]


class Command(NamedTuple):
    """`name` stays the same from day to day: what was used last is kept by it, "" for what is not worth keeping.
    `where` tells what it is, or on which screen it is done; `key` does the same there. `stays`: no window is left."""

    name: str
    title: str
    run: Run
    where: str = ""
    key: str = ""
    also: str = ""
    stays: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(f"{self.title} {self.also} {self.where}")


class Says(NamedTuple):
    """Other words for a command, `title` instead of the one it has by itself, and whether it needs no row that
    somebody has chosen: only then it is done from another screen."""

    also: str = ""
    title: str = ""
    alone: bool = False


SAYS = {
    "overview": Says("tavle situationsbillede steder status board"),
    "overview.problems": Says("filter", "Vis kun problemer på overblikket", alone=True),
    "overview.meeting_point": Says("filter", "Vis kun ét mødested på overblikket", alone=True),
    "inbox": Says("beskeder indbakke post læs tråd"),
    "inbox.new": Says("skriv send besked akut haster", "Ny besked", alone=True),
    "inbox.filter": Says("filter ulæste", "Vis mere eller mindre af meldingerne", alone=True),
    "cards": Says("kort instruks tjekliste"),
    "report": Says("meld skriv melding punkter rapport", "Meld: ny melding om et sted"),
    "journal": Says("logbog journal hændelser"),
    "journal.note": Says("notat beslutning notér", alone=True),
    "journal.search": Says("find led", "Søg i loggen", alone=True),
    "journal.stick": Says("stik usb hent flet kopi", "USB-nøgle: hent og læg loggen", alone=True),
    "staff": Says("personer mandskab bemanding vagt stab"),
    "prints": Says("udskriv papir printer", "Print: papiret til det, der vises"),
    "JOBS": Says("print job kø genudskriv printer", "Udskrifter: køen og det, der kom ud"),
    "PAPERS": Says("print dokument", "Papirer: alt, der kan udskrives"),
    "incident": Says("", "Hændelse og øvelse"),
    "incident.begin": Says("ny start hændelse øvelse alarm", "Begynd en hændelse eller en øvelse", alone=True),
    "incident.stop": Says("afslut luk hændelse øvelse", "Slut hændelsen", alone=True),
    "incident.learn": Says("erfaring evaluering læring", "Hvad lærte vi?", alone=True),
    "incident.script": Says("øvelse scenarie", "Drejebogen (kun for den, der leder)", alone=True),
    "tasks": Says("opgave spørger venter frist gøre", "Opgaver: det, der venter på jer"),
    "neighbours": Says("nabokommune anden kommune"),
    "REQUESTS": Says("bed om bistand hjælp mangler"),
    "REQUESTS.n": Says("anmod bed bistand hjælp", "Ny anmodning", alone=True),
    "RUNNERS.n": Says("send runner bud afsted", "Send en runner", alone=True),
    "NOTICES.n": Says("hæng op plakat", "Nyt opslag", alone=True),
    "QUESTIONS.n": Says("borger spørger henvendelse", "Nyt spørgsmål fra en borger", alone=True),
    "ANSWERS.n": Says("instruks svar borger", "Nyt svar til borgere", alone=True),
    "NOW": Says("venter gøre spørg tavse steder"),
    "ROUNDS": Says("spørg tavse steder rykker melderunde"),
    "STATE": Says("sundhed batteri radio printer ur disk nøgler", "Kittets tilstand"),
    "STATE.b": Says("backup sikkerhedskopi", "Tag en kopi af kittet", alone=True),
    "CHECKUP": Says("doctor tjek fejl sundhed"),
    "CHECKUP.e": Says("doctor tjek eftersyn", "Se kittet efter", alone=True),
    "CHITS": Says("seddel papir blanket"),
    "CHITS.n": Says("skriv blanket ind seddel indtast", "Skriv den næste blanket ind", alone=True),
    "DUTY": Says("bemanding fremmøde mødt"),
    "DUTY.i": Says("meld på vagt ind møde fremmøde", "Meld på vagt", alone=True),
    "CALLS": Says("telefon ring op alarmér nummer"),
    "LEVEL": Says("beredskab trin varsel"),
    "LEVEL.b": Says("beredskab hæv sænk trin", "Beslut niveau", alone=True),
    "LEVEL.v": Says("varsling modtaget", "Notér et varsel", alone=True),
    "SHIFT": Says("overlever afløsning skifte"),
    "PEOPLE": Says("telefon nummer liste mandskab"),
    "PEOPLE.t": Says("ny person liste", "Tilføj en person", alone=True),
    "PLACES.t": Says("nyt sted liste", "Tilføj et sted", alone=True),
    "print.situationsbillede": Says("overblik tavle"),
    "print.mødestedsliste": Says("steder"),
    "print.åbne beskeder": Says("meldinger"),
    "print.kontaktliste": Says("telefon ringeliste"),
    "print.mandskabsliste": Says("personer folk"),
    "print.prøveside": Says("test afprøv printer"),
    "help": Says("taster genveje hvordan forklar", "Hjælp til skærmen her"),
    "back": Says("luk forlad"),
    "name": Says("hvem er du vagt skærm operatør badge", "Skift navn: hvem har vagten ved skærmen?"),
    "take_back": Says("annullér slet sendt", "Fortryd den besked, du lige har sendt"),
    "quit": Says("luk programmet sluk afslut", "Slut skærmen"),
}
"""By a region's name and `region.action`, a tab's and `TAB.letter`, `print.document`, and the app's own actions."""
_NOTHING = Says()


def commands(app: Host) -> list[Command]:
    """All there are: first what the screen does that is in front."""
    here = list(_here(app))
    seen = {each.name for each in here}
    others = (*_regions(), *_lists(app), *_letters(), *_documents(app), *_own(app), *_themes())
    return [*here, *(each for each in others if each.name not in seen)]


def _here(app: Host) -> Iterator[Command]:
    """What the letters of the screen in front do now, with the row that is chosen there."""
    front = app.front
    name = str(getattr(front, "id", ""))
    if name not in BY_NAME:
        return
    if isinstance(front, SheetView):
        for action in front.letters():
            yield _letter_of_list(front.tab, front.sheet.tab, action, run=_now(action))
        return
    for action in getattr(front, "letters", list)():
        yield Command("", action.word.capitalize(), _now(action), BY_NAME[name].wide, action.key.upper())
    for each in letters(type(front).__dict__.get("BINDINGS", ())):
        yield _letter_of_region(BY_NAME[name], each, here=True)


def _now(action: Action) -> Run:
    return lambda _app: action.do()


def _regions() -> Iterator[Command]:
    for kind in BY_NAME.values():
        says = SAYS.get(kind.name, _NOTHING)
        yield Command(
            kind.name,
            says.title or kind.wide,
            _region(kind.name),
            "skærm",
            kind.key.upper(),
            f"{kind.label} {says.also}",
        )


def _region(name: str) -> Run:
    return lambda app: app.action_region(name)


def _letters() -> Iterator[Command]:
    for kind in BY_NAME.values():
        for each in letters(kind.bindings()):
            if each.action != "print":  # that is about what is in front
                yield _letter_of_region(kind, each, here=False)


def _letter_of_region(kind: RegionKind, binding: Binding, *, here: bool) -> Command:
    own = binding.action.removeprefix("app.")
    name = own if own != binding.action else f"{kind.name}.{binding.action}"
    says, key = SAYS.get(name, _NOTHING), key_da(binding.key)
    title = says.title or f"{binding.description}"

    async def run(app: Host) -> None:
        if here or says.alone:
            if not here:
                await app.show_region(kind.name)
            await app.run_action(binding.action, app.front)
        else:
            await app.show_region(kind.name)
            app.say(f"Vælg først hvad; tryk så {key}: {binding.description.lower()}.")

    keys = key if here else f"{kind.key.upper()} {key}"
    return Command(name, title, run, kind.wide, keys, says.also)


def _lists(app: Host) -> Iterator[Command]:
    """The lists under their tabs, and what can be done there with no row chosen."""
    for kind in BY_NAME.values():
        for nth, (tab, make) in enumerate(kind.sheets().items(), start=1):
            sheet = make(Desk(app.screen_stack[0], app.kit))
            says = SAYS.get(tab.name, _NOTHING)
            key = f"{kind.key.upper()} {nth}"
            yield Command(tab.name, says.title or sheet.tab, _list(tab), kind.wide, key, says.also)
            for action in sheet.actions(None, opened=False, line=None):
                yield _letter_of_list(tab, sheet.tab, action, run=_in_list(tab, action.key), way=f"{key} ")
    for tab in Tab:
        if tab not in BY_NAME[tab.region].sheets():
            says = SAYS.get(tab.name, _NOTHING)
            yield Command(tab.name, says.title or tab.name, _list(tab), BY_NAME[tab.region].wide, "", says.also)


def _list(tab: Tab) -> Run:
    return lambda app: app.post_message(messages.ShowSheet(tab))


def _in_list(tab: Tab, letter: str) -> Run:
    async def run(app: Host) -> None:
        view = cast(SheetView, await app.show_region(tab.region))
        view.show_tab(tab)
        if (action := next((each for each in view.letters() if each.key == letter), None)) is not None:
            action.do()

    return run


def _letter_of_list(tab: Tab, where: str, action: Action, *, run: Run, way: str = "") -> Command:
    name = f"{tab.name}.{action.key}"
    says = SAYS.get(name, _NOTHING)
    return Command(name, says.title or f"{where}: {action.word}", run, where, way + action.key.upper(), says.also)


def _documents(app: Host) -> Iterator[Command]:
    """What can be printed as it is; what is about one thing is printed where that thing is shown."""
    for kind, row in DOCUMENTS.items():
        if row.needed or row.private:
            continue
        name = f"print.{row.danish}"
        says = SAYS.get(name, _NOTHING)
        wanted = messages.PrintRequested(wanted_of(kind))
        yield Command(name, f"Udskriv {row.danish}", _post(wanted), "Print", "", f"print {says.also}", stays=True)


def _post(message: messages.PrintRequested) -> Run:
    return lambda app: app.post_message(message)


def _own(app: Host) -> Iterator[Command]:
    """What the app's own keys do on every screen."""
    for each in Binding.make_bindings(type(app).__dict__["BINDINGS"]):
        if "(" in each.action or each.action == "palette":
            continue
        says = SAYS.get(each.action, _NOTHING)
        yield Command(
            each.action,
            says.title or each.description,
            _action(each.action),
            "overalt",
            key_da(each.key),
            says.also,
            stays=True,
        )


def _themes() -> Iterator[Command]:
    for theme, word in THEME_DA.items():
        yield Command(
            f"theme.{theme}",
            f"Skift til {word}{'' if word.endswith('farver') else ' farver'}",
            _colours(theme),
            "overalt",
            also="tema farver udseende kontrast",
            stays=True,
        )


def _colours(theme: Theme) -> Run:
    return lambda app: app.change_colours(theme)


def _action(action: str) -> Run:
    return lambda app: app.run_action(action)
