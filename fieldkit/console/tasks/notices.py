"""Notices on the walls: which hang where, which should come down, and which are not up yet."""

from collections.abc import Hashable, Sequence
from functools import partial
from operator import attrgetter

from textual.content import Content

from fieldkit.acts import notices
from fieldkit.console.form import Field, Values
from fieldkit.console.messages import Deed
from fieldkit.console.questions import Ask
from fieldkit.console.row_list import Row, RowsOnDemand
from fieldkit.console.sheets import Action, Count, Desk, PlaceLine, fact, gap, mark, nothing
from fieldkit.console.typed import GROUPS, address_of, own_name, place_names, place_of
from fieldkit.console.words import BOLD, DIM, LATE, clock_da, fitted, to_da
from fieldkit.core.clock.age import age_s
from fieldkit.core.clock.said import seconds_from
from fieldkit.core.documents import NoticeSheet, Wanted
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.work import Notice
from fieldkit.core.text.wording import age_da, many_da
from fieldkit.core.views.board import place_name
from fieldkit.core.views.notices import OUTDATED_DA, NoticeView, Outdated, make_notices

_PLACES_SHOWN = 20


class Notices:
    """N writes one; H and T say that it hangs or was taken down."""

    tab = "Opslag"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._views: list[NoticeView] = []

    def look(self) -> Count:
        kit = self._desk.kit
        self._views = make_notices(kit.state, kit.roster, kit.now())
        wrong = any(view.still_up for view in self._views)
        return Count(sum(view.outdated is None or bool(view.still_up) for view in self._views), wrong)

    def rows(self, width: int) -> Sequence[Row]:
        made = RowsOnDemand(self._views, attrgetter("event_id"), partial(self._row, width))
        return made or nothing("Ingen opslag.")

    def _row(self, width: int, view: NoticeView) -> Row:
        head = f"{view.number:<8} {age_da(age_s(view.at, self._desk.kit.now())):>7}  "
        good = view.outdated is None
        told, style = self._hangs(view)
        room = width - len(head) - len(told) - 4
        return Row(
            view.event_id,
            Content.assemble(
                mark(bool(view.still_up)),
                (head, BOLD if good else DIM),
                (fitted(view.title, room), BOLD if good else DIM),
                "  ",
                (told, style),
            ),
        )

    def _hangs(self, view: NoticeView) -> tuple[str, str]:
        if view.still_up:
            why = _why(view)
            return (f"{why}, HÆNGER ENDNU {many_da(len(view.still_up), 'sted', 'steder')}", LATE)
        if view.outdated is not None:
            return (_why(view), DIM)
        here = self._desk.kit.place
        if here in view.missing:
            return ("mangler her", "bold #ffd75f")
        return (
            (f"hænger {many_da(len(view.up), 'sted', 'steder')}", "")
            if view.up
            else ("hænger ingen steder", "bold #ffd75f")
        )

    def _at(self, key: bytes | None) -> NoticeView | None:
        return next((view for view in self._views if view.event_id == key), None)

    def page(self, key: bytes, width: int) -> tuple[str, list[Row]] | None:
        view = self._at(key)
        if view is None:
            return None
        kit, now = self._desk.kit, self._desk.kit.now()
        rows = [Row("title", Content.assemble((view.title, BOLD)))]
        rows += [Row(f"text.{index}", Content(line or " ")) for index, line in enumerate(view.text.splitlines())]
        rows += [gap("gap"), fact("to", "Gælder for", to_da(view.to, kit.roster))]
        rows.append(fact("by", "Skrevet", f"{clock_da(view.at, now=now)} af {view.by or 'ukendt'}"))
        if view.expires_at is not None:
            rows.append(fact("until", "Udløber", clock_da(view.expires_at, now=now)))
        if view.replaces:
            rows.append(fact("replaces", "Erstatter", view.replaces))
        if view.outdated is not None:
            rows.append(fact("why", "Gælder ikke", _why(view) + "; tag det ned", LATE if view.still_up else ""))
        rows.append(gap("h:places", "Hvor hænger det?"))
        for spot in view.hanging:
            word = ("hænger" if spot.up else "taget ned") + f" {clock_da(spot.at, now=now)} {spot.by}"
            line = Content.assemble("  ", fitted(place_name(spot.place, kit.roster), 30), " ", (word, DIM))
            rows.append(Row(PlaceLine(spot.place), line))
        shown = view.missing[:_PLACES_SHOWN]
        for place in shown:
            line = Content.assemble("  ", fitted(place_name(place, kit.roster), 30), " ", ("ikke meldt ophængt", DIM))
            rows.append(Row(PlaceLine(place), line))
        if len(view.missing) > len(shown):
            more = f"  og {len(view.missing) - len(shown)} andre steder, hvor ingen har meldt det ophængt"
            rows.append(Row("more", Content.assemble((more, DIM))))
        return f"Opslag {view.number}", rows

    def actions(self, key: bytes | None, *, opened: bool, line: Hashable) -> list[Action]:
        made = [] if opened else [Action("n", "nyt", lambda: notice_form(self._desk))]
        view = self._at(key)
        if view is None:
            return made
        if view.outdated is None:
            made.append(Action("h", "hænger", lambda: self._hang(view, line, up=True)))
        made.append(Action("t", "taget ned", lambda: self._hang(view, line, up=False)))
        if view.outdated is not Outdated.REPLACED:
            made.append(Action("e", "erstat", lambda: notice_form(self._desk, old=view)))
        return [
            *made,
            Action("p", "udskriv", lambda: self._desk.print(NoticeSheet(self._desk.kit.exact(view.event_id)))),
        ]

    def print_request(self, key: bytes | None) -> Wanted | None:
        view = self._at(key)
        return NoticeSheet(self._desk.kit.exact(view.event_id)) if view is not None else None

    def _hang(self, view: NoticeView, line: Hashable, *, up: bool) -> None:
        """At the place under the cursor; from the list a person says where, and it is mostly here."""
        kit = self._desk.kit
        word, hangs = ("hænger nu", notices.put_up) if up else ("er taget ned", notices.take_down)

        def hang(place: int) -> None:
            done = f"Opslag {view.number} {word}, {place_name(place, kit.roster)} ({{number}})."
            self._desk.act(lambda by: hangs(kit, view.ref, place=place, by=by), done)

        if isinstance(line, PlaceLine):
            hang(line.place)
            return
        spot = own_name(kit)
        if not up and view.up and kit.place not in view.up:
            spot = place_name(view.up[0], kit.roster)
        question = f"Hvor {'hænger' if up else 'er'} opslag {view.number}{'' if up else ' taget ned'}?"
        ask = Ask(question, value=spot, names=place_names(kit.roster), check=partial(place_of, kit=kit))
        self._desk.ask(ask, lambda text: hang(place_of(text, kit)))


def notice_form(desk: Desk, *, old: NoticeView | None = None) -> None:
    """Write a notice, or the one that stands instead of `old`; offers to print it afterwards."""
    kit = desk.kit
    to = to_da(old.to, kit.roster) if old is not None else "alle"
    fields = (
        Field("title", "Overskrift", old.title if old is not None else ""),
        Field("text", "Tekst", old.text if old is not None else ""),
        Field("to", "Gælder for", to, names=[*GROUPS, *place_names(kit.roster)]),
        Field("expires", "Udløber", hint="18.00, om 4 t, i morgen 8; tomt: aldrig"),
    )

    def read(values: Values) -> Deed[Notice]:
        title, text, to = values["title"], values["text"], address_of(values["to"], kit.roster)
        expires = seconds_from(values["expires"], kit.now()) if values["expires"] else None
        replaces = old.ref if old is not None else None
        return lambda kit, by: notices.write(kit, title, text, to=to, expires=expires, replaces=replaces, by=by)

    def written(event: Event) -> None:
        desk.confirm(f"Udskriv opslag {event.number}?", lambda: desk.print(NoticeSheet(desk.kit.exact(event.id))))

    title = f"Nyt opslag i stedet for {old.number}" if old is not None else "Nyt opslag"
    name = f"notice.{old.number}" if old is not None else "notice"
    desk.form(name, title, fields, read, "Opslag {number} er noteret.", then=written, begin="text" if old else "")


def _why(view: NoticeView) -> str:
    if view.outdated is Outdated.REPLACED:
        return f"erstattet af {view.replaced_by}"
    return OUTDATED_DA[view.outdated] if view.outdated is not None else ""
