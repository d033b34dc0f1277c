"""Requests for assistance: late ones on top; who has it, how far it is, and what could help."""

from collections.abc import Hashable, Sequence
from functools import partial
from operator import attrgetter

from textual.content import Content

from fieldkit.acts import requests, typed
from fieldkit.console.form import Field, Values, choices_of
from fieldkit.console.messages import Deed
from fieldkit.console.row_list import Row, RowsOnDemand
from fieldkit.console.sheets import Action, Count, Desk, fact, gap, mark, nothing
from fieldkit.console.staff.runners import runner_form
from fieldkit.console.typed import own_name, people_names, place_names, place_of, topic_of
from fieldkit.console.words import BOLD, DIM, LATE, cells, clock_da, cut, fitted
from fieldkit.core.clock.age import age_s
from fieldkit.core.clock.said import seconds_from
from fieldkit.core.documents import Receipt, Wanted
from fieldkit.core.facts.terms import PRECEDENCE_DA, TOPIC_DA, TRUST_DA, Precedence, Trust
from fieldkit.core.facts.work import REQUEST_STATE_DA, Request, RequestState, RequestStatus
from fieldkit.core.roster.roster import Resource, distance_m
from fieldkit.core.text.wording import age_da, how_long
from fieldkit.core.views.board import place_name
from fieldkit.core.views.requests import RequestView, make_requests

IN_WORDS = 76
"""Cells from which how far a request is stands as the glossary has it."""
_NARROW = {**REQUEST_STATE_DA, RequestState.WORKING: "udføres"}


class Requests:
    """N asks for something; T, G and X say how far it is."""

    tab = "Anmodninger"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._views: list[RequestView] = []

    def look(self) -> Count:
        kit = self._desk.kit
        self._views = make_requests(kit.state, kit.roster, kit.now())
        return Count(sum(view.open for view in self._views), any(view.late for view in self._views))

    def rows(self, width: int) -> Sequence[Row]:
        made = RowsOnDemand(self._views, attrgetter("event_id"), partial(self._row, width))
        return made or nothing("Ingen anmodninger.")

    def _row(self, width: int, view: RequestView) -> Row:
        kit = self._desk.kit
        bold = BOLD if view.open else DIM
        state = f"{_NARROW[view.state]:<10}" if width < IN_WORDS else f"{REQUEST_STATE_DA[view.state]:<15}"
        head = f"{view.number:<8} {age_da(age_s(view.asked_at, kit.now())):>7}  {state} "
        who = f" ({view.holder})" if view.holder else f" ({view.by})" if view.by else ""
        where = fitted(place_name(view.place, kit.roster), cells(width, 15, 26))
        said = fitted(view.amount + who, width - len(head) - len(where) - 3)
        line = Content.assemble(mark(view.late), (head, bold), where, " ", (said, bold))
        return Row(view.event_id, line)

    def _at(self, key: bytes | None) -> RequestView | None:
        return next((view for view in self._views if view.event_id == key), None)

    def page(self, key: bytes, width: int) -> tuple[str, list[Row]] | None:
        view = self._at(key)
        if view is None:
            return None
        kit, now = self._desk.kit, self._desk.kit.now()
        rows = [
            fact("what", "Hvad", view.amount, BOLD),
            fact("where", "Hvor", place_name(view.place, kit.roster)),
            fact("state", "Står", f"{REQUEST_STATE_DA[view.state]}{f', {view.holder} har den' if view.holder else ''}"),
        ]
        if view.note:
            rows.append(fact("note", "Bemærkning", view.note))
        if view.due_at is not None:
            rows.append(fact("due", "Senest", clock_da(view.due_at, now=now)))
        if view.late_at is not None and view.open and (view.overdue or view.due_at is None):
            over = f"{how_long(now - view.late_at)} over tiden" if view.overdue else ""
            rows.append(fact("late", "Frist", over or clock_da(view.late_at, now=now), LATE if view.overdue else ""))
        elif view.late:
            rows.append(fact("late", "Venter", f"ingen har taget den i {how_long(now - view.asked_at)}", LATE))
        topic = f", {TOPIC_DA[view.topic]}" if view.topic else ""
        trust = "" if view.trust is Trust.VERIFIED else f" ({TRUST_DA[view.trust]})"
        asked = f"{clock_da(view.asked_at, now=now)} af {view.by or place_name(view.asker, kit.roster)}{trust}"
        rows += [
            fact("urgency", "Hastegrad", f"{PRECEDENCE_DA[view.precedence]}{topic}"),
            fact("asked", "Bedt om", asked + (f", fra {view.source}" if view.source else "")),
        ]
        if view.resources:
            rows.append(gap("h", "Det kan hjælpe, det nærmeste først"))
            rows += [self._resource(found, view, width) for found in view.resources]
        elif view.topic is None and view.open:
            rows.append(fact("h", "", "Uden et punkt kan kittet ikke foreslå noget fra ressourcelisten.", DIM))
        return f"Anmodning {view.number}", rows

    def _resource(self, found: Resource, view: RequestView, width: int) -> Row:
        roster = self._desk.kit.roster
        amount = f"{found.amount} {found.unit}".strip() if found.amount is not None else "antal ukendt"
        here, at = roster.place(view.place), roster.by_slug(found.place) if found.place else None
        metres = distance_m(here, at) if here and at else None
        where = at.name if at else "sted ukendt"
        far = f", {metres / 1000:.1f} km".replace(".", ",") if metres is not None else ""
        tail = " ".join(part for part in (found.owner, found.phone) if part)
        text = f"  {found.name}, {amount}: {where}{far}  {tail}"
        return Row(found, Content(cut(text, width)))

    def actions(self, key: bytes | None, *, opened: bool, line: Hashable) -> list[Action]:
        made = [] if opened else [Action("n", "ny", self._new)]
        view = self._at(key)
        if view is None:
            return made
        if view.open:
            made += [
                Action("t", "tag den", lambda: self._take(view, line)),
                Action("g", "gennemført", lambda: self._settle(view, RequestState.DONE)),
                Action("x", "afvis", lambda: self._settle(view, RequestState.DECLINED)),
                Action(
                    "r",
                    "runner",
                    lambda: runner_form(self._desk, route=(view.place,), carry=(self._desk.kit.exact(view.event_id),)),
                ),
            ]
        else:
            made.append(Action("v", "afventer igen", lambda: self._wait(view)))
        return made

    def print_request(self, key: bytes | None) -> Wanted | None:
        view = self._at(key)
        return Receipt(self._desk.kit.exact(view.event_id)) if view is not None else None

    def _take(self, view: RequestView, line: Hashable) -> None:
        """Somebody has it; with the cursor on a resource its owner is meant."""
        meant = line.owner if isinstance(line, Resource) else view.holder or self._desk.operator
        owners = [resource.owner for resource in self._desk.kit.roster.resources if resource.owner]
        names = list(dict.fromkeys([*owners, *people_names(self._desk.kit.roster)]))
        question, taken = f"Hvem tager {view.number} ({view.amount})?", RequestState.WORKING

        def take(name: str) -> Deed[RequestStatus]:
            return lambda kit, by: requests.tell(kit, view.ref, taken, holder=name, by=by)

        self._desk.ask_to(question, take, lambda _name: self._done(view, taken), value=meant, names=names)

    def _settle(self, view: RequestView, state: RequestState) -> None:
        declined = state is RequestState.DECLINED
        question = f"Hvorfor afvises {view.number}?" if declined else "Hvad blev det til? (må være tomt)"

        def settle(note: str) -> Deed[RequestStatus]:
            return lambda kit, by: requests.tell(kit, view.ref, state, note=note, by=by)

        self._desk.ask_to(question, settle, lambda _note: self._done(view, state), may_be_empty=True)

    def _wait(self, view: RequestView) -> None:
        kit, state = self._desk.kit, RequestState.WAITING
        self._desk.act(lambda by: requests.tell(kit, view.ref, state, by=by), self._done(view, state))

    def _done(self, view: RequestView, state: RequestState) -> str:
        return f"Anmodning {view.number} er {REQUEST_STATE_DA[state]} ({{number}})."

    def _new(self) -> None:
        request_form(self._desk)


def request_form(desk: Desk) -> None:
    """Ask for something."""
    kit = desk.kit
    points = tuple(TOPIC_DA.values())
    fields = (
        Field("what", "Hvad", hint="tæpper"),
        Field("count", "Hvor mange", hint="40; tomt: ved ikke"),
        Field("unit", "Enhed", hint="stk., liter, personer"),
        Field("place", "Hvor", own_name(kit), names=place_names(kit.roster)),
        Field("due", "Inden", hint="14.30, om 2 t, i morgen 8; tomt: ingen tid sagt"),
        Field("topic", "Punkt", hint="vand, varme …; så foreslår kittet, hvem der har det", names=points),
        Field("precedence", "Hastegrad", Precedence.ROUTINE.value, choices=choices_of(PRECEDENCE_DA)),
        Field("source", "Fra nummer", hint="meldingen eller beskeden, den kommer af"),
    )

    def read(values: Values) -> Deed[Request]:
        what, where = values["what"], place_of(values["place"], kit)
        count = typed.count(values["count"])
        due = seconds_from(values["due"], kit.now()) if values["due"] else None
        topic, precedence = topic_of(values["topic"]), Precedence(values["precedence"])
        source = typed.ref(values["source"], kit)
        return lambda kit, by: requests.ask(
            kit,
            what,
            place=where,
            count=count,
            unit=values["unit"],
            due=due,
            topic=topic,
            precedence=precedence,
            source=source,
            by=by,
        )

    desk.form("request", "Ny anmodning", fields, read, "Anmodning {number} er noteret.")
