"""Chits that were written by hand while the kit was dark: enter them in order, see what is missing, correct one.

The time on the paper is kept apart from the time of entry; `acts.chits` says what is recorded.
"""

from collections.abc import Hashable
from functools import partial

from textual.content import Content

from fieldkit.acts import chits as acts
from fieldkit.console.form import Field, Values, choices_of
from fieldkit.console.messages import Deed
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, fact, gap, nothing
from fieldkit.console.typed import GROUPS, address_of, own_name, people_names, place_names, place_of
from fieldkit.console.words import BOLD, DIM, LATE, SOON, clock_da, fitted, to_da
from fieldkit.core.documents import BlankChits, Wanted
from fieldkit.core.facts.chits import CHIT_SORT_DA, EMPTY_SORTS, Chit, ChitSort
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.terms import PRECEDENCE_DA, Precedence
from fieldkit.core.state.chits import ChitKey, told_by
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.tell.written import Written, written
from fieldkit.core.views.board import place_name
from fieldkit.core.views.chits import ChitView, Missing, chit_label, empty_word, make_chits, parse_chit, spans, to_enter

_AUTO = ""
_SORTS = [(_AUTO, "efter teksten"), *((s.value, CHIT_SORT_DA[s]) for s in ChitSort if s not in EMPTY_SORTS)]


class Chits:
    """Enter on a missing number enters it; N goes through all of them in order."""

    tab = "Blanketter"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._views: list[ChitView] = []
        self._missing = Missing((), (), ())
        self._place = own_name(desk.kit)
        """Chits come in piles from one place: the last one's stands in the next form."""

    @property
    def _series(self) -> int:
        return self._desk.kit.identity.kit

    def look(self) -> Count:
        kit = self._desk.kit
        self._views = make_chits(kit.state)
        self._missing = acts.missing(kit)
        return Count(len(self._missing.gaps), late=bool(self._missing.gaps))

    def rows(self, width: int) -> list[Row]:
        rows: list[Row] = []
        if self._missing.gaps:
            rows.append(
                Row("h:gaps", Content.assemble(("Mangler: find dem, eller notér dem som tabt (M)", LATE)), True)
            )
            rows += [self._gap(count) for count in self._missing.gaps]
        if self._missing.ahead:
            told = f"Udskrevet og ikke skrevet ind: {spans(self._missing.ahead, self._series)}"
            rows.append(Row("h:ahead", Content(fitted(told, width)), heading=True))
        if self._views:
            rows.append(
                Row("h:in", Content(f"Skrevet ind ({len(self._views)}): klokken på papiret og indholdet"), True)
            )
            rows += [self._row(view, width) for view in self._views]
        return rows or nothing("Ingen blanketter er skrevet ind. N begynder ved den første.")

    def _gap(self, count: int) -> Row:
        return Row(ChitKey(self._series, count), Content.assemble("  ", (chit_label(self._series, count), SOON)))

    def _row(self, view: ChitView, width: int) -> Row:
        now = self._desk.kit.now()
        written = clock_da(view.at, sure=not view.circa, now=now) if view.at is not None else "ukendt"
        head = f"  {view.label:<9} {written:>9}  "
        said = self._said(view) or CHIT_SORT_DA[view.sort].upper()
        tail = f"  ind {clock_da(view.entered_at, now=now)}"
        text = (fitted(said, width - len(head) - len(tail)), "" if view.said is not None else DIM)
        return Row(view.key, Content.assemble((head, BOLD), text, (tail, DIM)))

    def _said(self, view: ChitView) -> str:
        told = told_by(view.event)
        return sentence(told, self._desk.kit.roster) if told is not None else ""

    def _at(self, key: ChitKey | None) -> ChitView | None:
        return next((view for view in self._views if view.key == key), None)

    def page(self, key: ChitKey | None, width: int) -> tuple[str, list[Row]] | None:
        view = self._at(key)
        if view is None:
            return None
        kit, now = self._desk.kit, self._desk.kit.now()
        written = clock_da(view.at, sure=not view.circa, now=now) if view.at is not None else "ukendt"
        rows = [
            fact("said", "Der står", self._said(view) or CHIT_SORT_DA[view.sort], BOLD),
            fact("at", "Skrevet", f"{written}{f' af {view.who}' if view.who else ''}"),
            fact(
                "in",
                "Indskrevet",
                f"{clock_da(view.entered_at, sure=view.entered_sure, now=now)} af {view.by or 'ukendt'}, {view.number}",
            ),
        ]
        if view.place:
            rows.insert(1, fact("place", "Sted", place_name(view.place, kit.roster)))
        if view.entries > 1:
            rows += [gap("g"), fact("n", "Rettet", f"skrevet ind {view.entries} gange; den seneste gælder")]
        return f"Blanket {view.label}, {CHIT_SORT_DA[view.sort]}", rows

    def actions(self, key: ChitKey | None, *, opened: bool, line: Hashable) -> list[Action]:
        made = [] if opened else [Action("n", "næste i rækkefølge", self._next)]
        view = self._at(key)
        if view is not None:
            return [*made, Action("r", "ret", lambda: self._enter(view.key, old=view))]
        if key is None or key.series != self._series or key.nth not in self._missing.gaps:
            return made
        missing = key
        return [
            *made,
            Action("s", "skriv den ind", lambda: self._enter(missing), enter=True),
            Action("m", "mangler: er tabt", lambda: self._empty(missing, ChitSort.LOST)),
            Action("u", "ubrugt", lambda: self._empty(missing, ChitSort.UNUSED)),
        ]

    def print_request(self, key: Hashable) -> Wanted | None:
        return BlankChits(20)

    def _next(self, after: int = 0) -> None:
        """Ask for the next number that nobody has entered, and after it for the next again."""
        self.look()
        count = to_enter(self._missing, after)
        if count is None:
            self._desk.say("Alle udskrevne blanketter er skrevet ind.")
        else:
            self._enter(ChitKey(self._series, count), going_on=True)

    def _empty(self, key: ChitKey, sort: ChitSort) -> None:
        kit, done = self._desk.kit, f"{chit_label(*key)}: {CHIT_SORT_DA[sort]} ({{number}})."
        self._desk.act(lambda by: acts.leave_empty(kit, key, sort, by=by), done)

    def _enter(self, key: ChitKey, *, old: ChitView | None = None, going_on: bool = False) -> None:
        kit = self._desk.kit

        def recorded(event: Event[Chit]) -> None:
            body = event.body
            if body.said is not None and (place := REGISTRY.of(body.said).origin(body.said)):
                self._place = place_name(place, kit.roster)
            if going_on:
                self._next(body.count)

        title = f"Ret blanket {chit_label(*key)}" if old is not None else f"Blanket {chit_label(*key)}"
        hint = "Klokken: ? når den ikke står der, “mangler” for en tabt, “ubrugt” for en tom."
        fields = chit_fields(self._desk, key, old, self._place)
        self._desk.form(
            f"chit.{key}" if not going_on else "chits",
            f"{title}   {hint}",
            fields,
            partial(read_chit, self._desk, old is not None),
            "Blanketten er skrevet ind som {number}.",
            then=recorded,
            tell=partial(tell_chit, self._desk),
            begin="text" if old is not None else "",
        )


def chit_fields(desk: Desk, key: ChitKey, old: ChitView | None, place: str) -> tuple[Field, ...]:
    """What stands on a chit, in the order of the paper."""
    kit = desk.kit
    said = old.said if old is not None else None
    now = kit.now()
    clock = ""
    if old is not None:
        clock = clock_da(old.at, sure=not old.circa) if old.at is not None else "?"
        if old.at is not None and clock_da(old.at, now=now) != clock_da(old.at):
            clock = _iso(old.at)
    stood = written(said) if said is not None else Written("")
    if old is not None and old.place:
        place = place_name(old.place, kit.roster)
    to = to_da(stood.to, kit.roster) if stood.to is not None else "sekretariatet"
    return (
        Field("number", "Nummer", chit_label(*key)),
        Field("at", "Klokken", clock, "14.30, ca. 14.30, ?"),
        Field("place", "Sted", place, names=place_names(kit.roster)),
        Field("text", "Tekst", stood.text, "som den står: vand! mad ok 43b"),
        Field("sort", "Slags", old.sort.value if said is not None and old is not None else _AUTO, choices=_SORTS),
        Field("to", "Til", to, names=[*GROUPS, *place_names(kit.roster)]),
        Field("precedence", "Hastegrad", stood.precedence.value, choices=choices_of(PRECEDENCE_DA)),
        Field("who", "Skrevet af", said.by if said is not None else "", "tomt: ukendt", people_names(kit.roster)),
    )


def read_chit(desk: Desk, correct: bool, values: Values) -> Deed[Chit]:
    """Entering the chit. `lost` and `unused` may stand where the time does, as on the command line."""
    kit = desk.kit
    key = parse_chit(values["number"], kit.identity.kit)
    empty = empty_word(values["at"])
    if empty is not None:
        return lambda kit, by: acts.leave_empty(kit, key, empty, by=by, correct=correct)
    at, circa = acts.time_on(values["at"], kit.now())
    place, to = place_of(values["place"], kit), address_of(values["to"], kit.roster)
    sort = ChitSort(values["sort"]) if values["sort"] else None
    filled = acts.Filled(
        values["text"],
        place=place,
        at=at,
        circa=circa,
        sort=sort,
        to=to,
        precedence=Precedence(values["precedence"]),
        who=values["who"],
    )
    return lambda kit, by: acts.enter(kit, key, filled, by=by, correct=correct)


def tell_chit(desk: Desk, event: Event[Chit]) -> str:
    """What was understood, and when it was written."""
    body = event.body
    when = "tid ukendt" if body.at is None else ""
    return f"{desk.told(event)}{f' ({when})' if when and body.said is not None else ''}"


def _iso(unix_s: int) -> str:
    from fieldkit.core.clock.danish import danish, which_hour

    at = danish(unix_s)
    return (at if which_hour(unix_s) else at.replace(tzinfo=None)).isoformat(timespec="minutes")
