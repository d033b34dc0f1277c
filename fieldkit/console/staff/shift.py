"""Change of shift: what is to be handed over, and the three things that the incoming person repeats."""

from collections.abc import Hashable, Iterable

from textual.content import Content

from fieldkit.acts import cards, duty
from fieldkit.console import messages
from fieldkit.console.form import Field, Values
from fieldkit.console.messages import Deed
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, gap
from fieldkit.console.typed import people_names, person_typed
from fieldkit.console.words import LATE, clock_da, cut
from fieldkit.core.clock.said import happened_at
from fieldkit.core.documents import HandoverSheet, Wanted
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import Handover
from fieldkit.core.tell.staff import warning_words
from fieldkit.core.tell.written import report_line
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.board import place_name
from fieldkit.core.views.crew import Spell, on_duty, role_words
from fieldkit.core.views.errands import Errand
from fieldkit.core.views.handover import (
    SECTION_DA,
    Deadline,
    Decision,
    HandoverList,
    OpenCard,
    Section,
    handover_list,
)
from fieldkit.core.views.inbox import Entry
from fieldkit.core.views.requests import RequestView
from fieldkit.core.views.warnings import WarningView
from fieldkit.store.tables.paper_questions import battery

Line = tuple[str, bool]
"""A line of the list, and whether it is late."""


class Shift:
    """The list to go through together; V records that it was handed over, P prints it."""

    tab = "Vagtskifte"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def look(self) -> Count:
        return Count()

    def rows(self, width: int) -> list[Row]:
        kit = self._desk.kit
        percent, _ = battery(kit.log, kit.now())
        found = handover_list(
            kit.state,
            kit.roster,
            kit.now(),
            place=kit.place,
            kit=kit.identity.kit,
            battery=percent,
            cards=cards.followed(kit),
        )
        power = "ukendt" if found.battery is None else f"{found.battery} %"
        rows = [gap("h:top", f"{place_name(kit.place, kit.roster)}. Batteri: {power}. Gå listen igennem sammen.")]
        for section, lines in _sections(self._desk, found):
            rows.append(gap(f"h:{section}", f"{SECTION_DA[section]} ({len(lines)})"))
            rows += [
                Row(f"{section}.{index}", Content.assemble((cut(f"  {text}", width), LATE if late else "")))
                for index, (text, late) in enumerate(lines)
            ]
        return rows

    def page(self, key: Hashable, width: int) -> tuple[str, list[Row]] | None:
        return None

    def actions(self, key: Hashable, *, opened: bool, line: Hashable) -> list[Action]:
        return [
            Action("v", "skift vagt: tre ting gentages", lambda: shift_form(self._desk), enter=True),
            Action("p", "udskriv listen", lambda: self._desk.print(HandoverSheet())),
        ]

    def print_request(self, key: Hashable) -> Wanted | None:
        return HandoverSheet()


def _sections(desk: Desk, found: HandoverList) -> Iterable[tuple[Section, list[Line]]]:
    kit, now = desk.kit, desk.kit.now()

    def name(place: int) -> str:
        return place_name(place, kit.roster) if place else "ukendt"

    def entry(one: Entry) -> str:
        said = report_line(one.report) if one.report is not None else one.text
        return f"{one.number:<8} {name(one.sender)}: {said}"

    def by(who: str) -> str:
        return f" ({who})" if who else ""

    def on_duty_since(one: Spell) -> str:
        return f"{one.name}, {role_words(one.role) or 'uden rolle'}, siden {clock_da(one.since, now=now)}"

    def request(one: RequestView) -> str:
        return f"{one.number:<8} {one.amount}, {name(one.place)}{by(one.holder)}"

    def runner(one: Errand) -> str:
        back = "ventes" if one.expected_at is not None else "tid ukendt, se efter"
        return f"{one.number:<8} {one.runner}, {back} {clock_da(one.alarm_at, now=now)}"

    def decision(one: Decision) -> str:
        when = clock_da(one.at, sure=one.time_sure, now=now)
        return f"{when} {one.number:<8} {one.text}{by(one.by)}"

    def warning(one: WarningView) -> str:
        when = clock_da(one.at, sure=one.time_sure, now=now)
        return f"{when} {one.number:<8} {warning_words(one.text, one.source, one.sender)}{by(one.by)}"

    def deadline(one: Deadline) -> str:
        late = " OVERSKREDET" if one.late else ""
        return f"{clock_da(one.at, sure=one.sure, now=now)}{late}  {one.what} {one.number}"

    def card(one: OpenCard) -> str:
        return f"{one.title}: {one.done} af {one.total if one.total is not None else '?'}, næste: {one.next_step}"

    unread = [(f"{one.number:<8} {one.text} (mangler {len(one.waiting)})", one.overdue) for one in found.unconfirmed]
    yield Section.CREW, [(on_duty_since(one), one.long) for one in found.crew]
    yield Section.WAITING, [(entry(one), one.overdue) for one in found.waiting]
    yield Section.UNCONFIRMED, unread
    yield Section.UNVERIFIED, [(entry(one), False) for one in found.unverified]
    yield Section.REQUESTS, [(request(one), one.late) for one in found.requests]
    yield Section.RUNNERS, [(runner(one), one.overdue) for one in found.runners]
    yield Section.QUESTIONS, [(f"{one.number:<8} {one.text} ({one.count})", False) for one in found.questions]
    yield Section.DECISIONS, [(decision(one), False) for one in found.decisions]
    if found.warnings:
        yield Section.WARNINGS, [(warning(one), False) for one in found.warnings]
    yield Section.DEADLINES, [(deadline(one), one.late) for one in found.deadlines]
    yield Section.CARDS, [(card(one), False) for one in found.cards]


def shift_form(desk: Desk, leaving: Spell | None = None) -> None:
    """Who goes, who comes, and the three things that the one who comes says back; offers the list on paper."""
    kit = desk.kit
    here = on_duty(kit.state, kit.now(), place=kit.place)
    going = leaving.name if leaving is not None else here[0].name if len(here) == 1 else ""
    place = leaving.place if leaving is not None else kit.place
    names = people_names(kit.roster)
    fields = (
        Field("outgoing", "Går", going, names=[one.name for one in here]),
        Field("incoming", "Møder", names=names),
        *(
            Field(f"fact{n}", f"{n}. ting", hint="det, den der møder, gentager: tal, navn, klokkeslæt")
            for n in (1, 2, 3)
        ),
        Field("at", "Klokken", hint="22.00; tomt: nu"),
    )

    def read(values: Values) -> Deed[Handover]:
        going = duty.who_leaves(kit, values["outgoing"], place)
        incoming = person_typed(values["incoming"], names)
        facts = [values[f"fact{n}"] for n in (1, 2, 3)]
        at = happened_at(values["at"], kit.now())
        return lambda kit, _by: duty.hand_over(kit, going, incoming, facts, place=place, at=at)

    def handed(event: Event[Handover]) -> None:
        outgoing, who = event.body.outgoing, desk.operator
        if fold_name(outgoing) == fold_name(who) or (
            not who and place == kit.place
        ):  # others do not sit at this screen
            desk.post(messages.NameChanged(event.body.incoming))
        desk.confirm("Vagten er skiftet. Udskriv vagtskiftelisten?", lambda: desk.print(HandoverSheet()))

    desk.form("shift", "Vagtskifte", fields, read, "Vagtskiftet er noteret som {number}.", then=handed, signed=False)
