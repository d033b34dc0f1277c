"""Runners: who is out with what, where, back when. Overdue ones on top; a runner is looked for until signed in."""

from collections.abc import Hashable, Sequence
from functools import partial
from operator import attrgetter

from textual.content import Content

from fieldkit.acts import runners, typed
from fieldkit.console.form import Field, Values, choices_of
from fieldkit.console.messages import Deed
from fieldkit.console.questions import Choose
from fieldkit.console.row_list import Row, RowsOnDemand
from fieldkit.console.sheets import Action, Count, Desk, PlaceLine, fact, gap, mark, nothing
from fieldkit.console.typed import events_of, person_typed, place_names, places_of
from fieldkit.console.words import BOLD, DIM, LATE, clock_da, fitted, over_da, waits_da
from fieldkit.core.clock.age import age_s
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.clock.said import happened_at
from fieldkit.core.documents import Docket, Wanted
from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.terms import TRANSPORT_DA, Transport
from fieldkit.core.facts.work import MAX_MINUTES, Dispatch, DispatchStatus
from fieldkit.core.roster.roster import PersonRole
from fieldkit.core.text.wording import age_da, named
from fieldkit.core.views.board import place_name
from fieldkit.core.views.errands import ERRAND_STATE_DA, UNKNOWN_ROUTE_S, Errand, make_errands, travel_s
from fieldkit.core.views.with_chits import messages_at
from fieldkit.kit import Kit


class Runners:
    """N sends one; L, B and K say what became of the errand."""

    tab = "Runnere"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._views: list[Errand] = []

    def look(self) -> Count:
        kit = self._desk.kit
        self._views = make_errands(kit.state, kit.roster, kit.now())
        return Count(sum(view.out for view in self._views), any(view.overdue for view in self._views))

    def rows(self, width: int) -> Sequence[Row]:
        made = RowsOnDemand(self._views, attrgetter("event_id"), partial(self._row, width))
        return made or nothing("Ingen runnere er sendt.")

    def _row(self, width: int, view: Errand) -> Row:
        now = self._desk.kit.now()
        head = f"{view.number:<8} {age_da(age_s(view.left_at, now)):>7}  {fitted(view.runner, 18)} "
        when = _when(view, now)
        over = named(self._names(view))
        with_it = f" med {', '.join(item.number for item in view.carried)}" if view.carried else ""
        room = width - len(head) - len(when) - 4
        return Row(
            view.event_id,
            Content.assemble(
                mark(view.overdue),
                (head, BOLD if view.out else DIM),
                (fitted(over + with_it, room), "" if view.out else DIM),
                "  ",
                (when, LATE if view.overdue else "" if view.out else DIM),
            ),
        )

    def _names(self, view: Errand) -> list[str]:
        return [place_name(stop.place, self._desk.kit.roster) for stop in view.route]

    def _at(self, key: bytes | None) -> Errand | None:
        return next((view for view in self._views if view.event_id == key), None)

    def page(self, key: bytes, width: int) -> tuple[str, list[Row]] | None:
        view = self._at(key)
        if view is None:
            return None
        kit, now = self._desk.kit, self._desk.kit.now()
        start = place_name(view.start, kit.roster) if view.start else "ukendt sted"
        left = f"{clock_da(view.left_at, now=now)} fra {start}, {TRANSPORT_DA[view.transport]}"
        rows = [
            fact("runner", "Runner", view.runner, BOLD),
            fact("state", "Står", ERRAND_STATE_DA[view.state] + (", IKKE TILBAGE I TIDE" if view.overdue else "")),
            fact("left", "Gik", left + (f", sendt af {view.by}" if view.by else "")),
        ]
        if view.out:
            guess = clock_da(view.alarm_at, now=now)
            known = (
                f"ventes tilbage {guess}"
                if view.expected_at is not None
                else f"rutens længde er ukendt; se efter {guess}"
            )
            rows.append(fact("back", "Tilbage", known, LATE if view.overdue else ""))
        elif view.returned_at is not None:
            rows.append(fact("back", "Tilbage", f"{clock_da(view.returned_at, now=now)}, modtaget af {view.signed_by}"))
        if view.recalled_at is not None:
            rows.append(fact("recalled", "Kaldt", f"tilbage {clock_da(view.recalled_at, now=now)}"))
        if view.note:
            rows.append(fact("note", "Fortæller", view.note))
        rows.append(gap("h:route", "Rute"))
        for nth, stop in enumerate(view.route):  # the way may lead by one place twice
            told = "ikke afleveret endnu"
            if stop.delivered_at is not None:
                told = f"afleveret {clock_da(stop.delivered_at, now=now)} til {stop.signed_by or 'ukendt'}"
            name = fitted(place_name(stop.place, kit.roster), 30)
            rows.append(Row(PlaceLine(stop.place, nth), Content.assemble("  ", name, " ", (told, DIM))))
        if view.carried:
            rows.append(gap("h:carried", "Med i lommen"))
        for item in view.carried:
            told = "ikke besvaret"
            if item.doubted:
                names = named([place_name(place, kit.roster) for place in item.doubted])
                told = f"ubekræftet “ok” fra {names}: ring og spørg"
            if item.answered_at is not None:
                told = f"besvaret {clock_da(item.answered_at, now=now)} af {item.answered_by}"
            rows.append(Row(item.ref, Content.assemble("  ", f"{item.number:<9}", (told, DIM))))
        return f"Runner {view.runner} ({view.number})", rows

    def actions(self, key: bytes | None, *, opened: bool, line: Hashable) -> list[Action]:
        made = [] if opened else [Action("n", "ny", lambda: runner_form(self._desk))]
        view = self._at(key)
        if view is None:
            return made
        if view.out or any(stop.delivered_at is None for stop in view.route):  # a runner who is back tells it too
            made.append(Action("l", "afleveret", lambda: self._delivered(view, line)))
        if view.out:
            made.append(Action("b", "tilbage", lambda: self._back(view)))
            if view.recalled_at is None:
                made.append(Action("k", "kald tilbage", lambda: self._recall(view)))
        return made

    def print_request(self, key: bytes | None) -> Wanted | None:
        view = self._at(key)
        return Docket(self._desk.kit.exact(view.event_id)) if view is not None else None

    def _delivered(self, view: Errand, line: Hashable) -> None:
        ahead = list(view.ahead) or [stop.place for stop in view.route]
        if isinstance(line, PlaceLine) or len(ahead) == 1:
            self._signed(view, line.place if isinstance(line, PlaceLine) else ahead[0])
            return
        if not ahead:
            self._desk.say("Ruten er ikke skrevet ned; sig til, når runneren er tilbage (B).")
            return
        choices = [(place, place_name(place, self._desk.kit.roster)) for place in ahead]
        self._desk.ask(Choose("Hvor er det afleveret?", choices), partial(self._signed, view))

    def _signed(self, view: Errand, place: int) -> None:
        name = place_name(place, self._desk.kit.roster)

        def signed(by: str) -> Deed[DispatchStatus]:
            return lambda kit, _name: runners.delivered(kit, view.ref, place, by)

        def done(by: str) -> str:
            return f"{view.runner} har afleveret hos {name} til {by} ({{number}})."

        self._desk.ask_to(f"Hvem tog imod hos {name}?", signed, done, signed=False)

    def _back(self, view: Errand) -> None:
        fields = (
            Field("by", "Modtaget af", self._desk.operator, "den, der tager imod runneren"),
            Field("note", "Fortæller", hint="hvad runneren så og hørte; må være tomt"),
            Field("at", "Klokken", hint="14.30; tomt: nu"),
        )

        def read(values: Values) -> Deed[DispatchStatus]:
            at = happened_at(values["at"], self._desk.kit.now())
            by, note = values["by"], values["note"]
            return lambda kit, _name: runners.back(kit, view.ref, by, note=note, at=at)

        done = f"{view.runner} er tilbage ({{number}})."
        title = f"Runner {view.runner} ({view.number}) er tilbage"
        self._desk.form(f"back.{view.number}", title, fields, read, done, signed=False)

    def _recall(self, view: Errand) -> None:
        names = named(
            [place_name(place, self._desk.kit.roster) for place in runners.waiting_for(view, runners.Told.ALL)]
        )
        tell = f" {names} får en besked om det." if names else ""

        told: list[Event] = []

        def work(by: str) -> Event:
            found = runners.recall(self._desk.kit, view.ref, tell=runners.Told.ALL, by=by)
            told.extend(found.told)
            return found.event

        def say(_event: Event) -> None:
            for message in told:
                waits = waits_da(self._desk.kit.config.has_radio)
                self._desk.say(f"{view.runner} er kaldt tilbage; besked {message.number} er noteret{waits}.")

        def recall() -> None:
            self._desk.act(work, f"{view.runner} er kaldt tilbage ({{number}}).", then=say)

        self._desk.confirm(f"Kald {view.runner} tilbage?{tell}", recall)


def runner_form(desk: Desk, *, route: tuple[int, ...] = (), carry: tuple[str, ...] = ()) -> None:
    """Send a runner; offers the docket afterwards."""
    kit = desk.kit
    near = kit.roster.nearest_with(PersonRole.RUNNER.value, kit.place)
    where = ", ".join(place_name(place, kit.roster) for place in route)
    names = [runner.name for runner in near]
    kinds = [("", "som på listen"), *choices_of(TRANSPORT_DA)]
    fields = (
        Field("runner", "Runner", names=names),
        Field("route", "Steder", where, "i den rækkefølge, med komma imellem", place_names(kit.roster), several=True),
        Field("carry", "Numre med", ", ".join(carry), "numrene på det, der bæres, med komma imellem"),
        Field("transport", "Hvordan", choices=kinds),
        Field("minutes", "Minutter", hint="ud og hjem; tomt: efter afstanden"),
        Field("left", "Gik klokken", hint="14.30; tomt: nu"),
    )

    def read(values: Values) -> Deed[Dispatch]:
        stops = places_of(values["route"], kit)
        carried = [event.ref for event in events_of(values["carry"], kit)]
        runner = person_typed(values["runner"], names)
        transport = Transport(values["transport"]) if values["transport"] else None
        left, minutes = happened_at(values["left"], kit.now()), typed.count(values["minutes"], MAX_MINUTES, 1)
        return lambda kit, by: runners.send(
            kit, runner, stops, carry=carried, transport=transport, left=left, minutes=minutes, by=by
        )

    def tell(event: Event[Dispatch]) -> str:
        return " ".join([f"{desk.told(event)}.", _expected(event.body, kit), *_off_the_way(event.body, kit)])

    def sent(event: Event) -> None:
        desk.confirm(f"Udskriv følgesedlen {event.number}?", lambda: desk.print(Docket(desk.kit.exact(event.id))))

    desk.form("runner", "Send en runner", fields, read, "Runner {number} er sendt.", then=sent, tell=tell)


def _off_the_way(body: Dispatch, kit: Kit) -> list[str]:
    """What is carried to one place, where the way does not lead: said, for it may be meant so."""
    refs = [Ref(ref.kit, ref.epoch, ref.seq) for ref in body.refs]
    carried = [(event.number, event.body.to) for ref in refs for event in messages_at(kit.state, ref)]
    astray = [(number, to) for number, to in carried if isinstance(to, int) and to not in body.route]
    return [f"OBS: {number} er til {place_name(to, kit.roster)}, der ikke er på turen." for number, to in astray]


def _expected(body: Dispatch, kit: Kit) -> str:
    start = body.left + EPOCH_UNIX_S if body.left is not None else kit.now()
    lasts = body.minutes * 60 if body.minutes is not None else None
    if lasts is None:
        lasts = travel_s(
            kit.roster.place(body.start), [kit.roster.place(place) for place in body.route], body.transport
        )
    if lasts is None:
        return f"Afstanden er ukendt: kittet spørger kl. {clock_da(start + UNKNOWN_ROUTE_S)}."
    return f"Ventes tilbage kl. {clock_da(start + lasts)}."


def _when(view: Errand, now: float) -> str:
    if view.overdue:
        return over_da(now - view.alarm_at)
    if view.out:
        words = "" if view.open else f"{ERRAND_STATE_DA[view.state]}, "
        back = "ventes" if view.expected_at is not None else "se efter"
        return f"{words}{back} {clock_da(view.alarm_at, now=now)}"
    return f"tilbage {clock_da(view.returned_at, now=now)}" if view.returned_at is not None else "tilbage"
