"""What citizens ask and tell at the places: unanswered ones first, those asked most often on top."""

from collections.abc import Hashable, Sequence
from functools import partial
from operator import attrgetter

from textual.content import Content

from fieldkit.acts import citizens, typed
from fieldkit.console.form import Field, Values, choices_of
from fieldkit.console.messages import Deed
from fieldkit.console.row_list import Row, RowsOnDemand
from fieldkit.console.sheets import Action, Count, Desk, PlaceLine, fact, gap, nothing
from fieldkit.console.tasks.answers import answer_form, may_answer
from fieldkit.console.typed import own_name, place_names, place_of
from fieldkit.console.words import BOLD, DIM, SOON, clock_da, fitted
from fieldkit.core.clock.age import age_s
from fieldkit.core.documents import Receipt, Wanted
from fieldkit.core.facts.event import Ref
from fieldkit.core.facts.said import Note
from fieldkit.core.facts.staff import QUESTION_SORT_DA, Question, QuestionClosed, QuestionSort
from fieldkit.core.facts.work import Request
from fieldkit.core.text.wording import age_da, many_da, named
from fieldkit.core.views.answers import QUESTION_STATE_DA, QuestionState, QuestionView, make_questions
from fieldkit.core.views.board import place_name


class Questions:
    """N records one; S answers it, M and L make something else of it, K closes it."""

    tab = "Spørgsmål"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._views: list[QuestionView] = []

    def look(self) -> Count:
        kit = self._desk.kit
        self._views = make_questions(kit.state, kit.roster)
        return Count(sum(view.state is QuestionState.OPEN for view in self._views))

    def rows(self, width: int) -> Sequence[Row]:
        made = RowsOnDemand(self._views, attrgetter("ref"), partial(self._row, width))
        return made or nothing("Borgerne har ikke spurgt om noget endnu.")

    def _row(self, width: int, view: QuestionView) -> Row:
        is_open = view.state is QuestionState.OPEN
        age = age_da(age_s(view.last_at, self._desk.kit.now()))
        times = f"{view.count} gange" if view.count > 1 else ""
        head = f"{view.number:<8} {age:>7} {times:>9}  "
        state = _state(view)
        return Row(
            view.ref,
            Content.assemble(
                "  ",
                (head, BOLD if is_open else DIM),
                (fitted(view.text, width - len(head) - len(state) - 4), BOLD if is_open else DIM),
                "  ",
                (state, SOON if is_open and view.sort is QuestionSort.QUESTION else DIM),
            ),
        )

    def _at(self, key: Ref | None) -> QuestionView | None:
        return next((view for view in self._views if view.ref == key), None)

    def page(self, key: Ref | None, width: int) -> tuple[str, list[Row]] | None:
        view = self._at(key)
        if view is None:
            return None
        kit, now = self._desk.kit, self._desk.kit.now()
        rows = [
            Row("text", Content.assemble((view.text, BOLD))),
            gap("gap"),
            fact("state", "Står", _state(view)),
            fact("count", "Hvor mange", f"{many_da(view.count, 'borger', 'borgere')} har {_verb(view)} det"),
            fact(
                "at",
                "Hvornår",
                f"første gang {clock_da(view.first_at, now=now)}, sidst {clock_da(view.last_at, now=now)}",
            ),
            fact("numbers", "Numre", ", ".join(view.numbers)),
        ]
        if view.reason:
            rows.append(fact("reason", "Hvorfor", view.reason))
        rows.append(gap("h", "Hvor?"))
        rows += [Row(PlaceLine(place), Content(f"  {place_name(place, kit.roster)}")) for place in view.places]
        return f"{QUESTION_SORT_DA[view.sort].capitalize()} {view.number}", rows

    def actions(self, key: Ref | None, *, opened: bool, line: Hashable) -> list[Action]:
        made = [] if opened else [Action("n", "nyt", self._new)]
        view = self._at(key)
        if view is None or view.state is not QuestionState.OPEN:
            return made
        return [
            *made,
            Action("s", "svar", lambda: self._answer(view)),
            Action("m", "til anmodning", lambda: self._request(view)),
            Action("l", "til loggen", lambda: self._note(view)),
            Action("k", "luk", lambda: self._close(view)),
        ]

    def print_request(self, key: Ref | None) -> Wanted | None:
        view = self._at(key)
        kit = self._desk.kit
        return Receipt(kit.exact(kit.event_at(view.ref).id)) if view is not None else None

    def _new(self) -> None:
        kit = self._desk.kit
        fields = (
            Field("text", "Hvad", hint="så kort, som borgerne siger det"),
            Field("sort", "Slags", QuestionSort.QUESTION.value, choices=choices_of(QUESTION_SORT_DA)),
            Field("count", "Hvor mange", hint="så mange har spurgt; tomt: 1"),
            Field("place", "Hvor", own_name(kit), names=place_names(kit.roster)),
        )

        def read(values: Values) -> Deed[Question]:
            text = values["text"]
            count = typed.count(values["count"], least=1) or 1
            place, sort = place_of(values["place"], kit), QuestionSort(values["sort"])
            return lambda kit, by: citizens.ask(kit, text, place=place, count=count, sort=sort, by=by)

        self._desk.form("question", "Hvad spørger og fortæller borgerne?", fields, read, "Noteret som {number}.")

    def _answer(self, view: QuestionView) -> None:
        if may_answer(self._desk):
            answer_form(self._desk, questions=view.refs, about=view.text)

    def _request(self, view: QuestionView) -> None:
        kit = self._desk.kit
        where = view.places[0] if view.places else kit.place

        def ask(what: str) -> Deed[Request]:
            return lambda kit, by: citizens.turn_into_request(kit, view, what, by)

        question = f"Hvad skal der bruges hos {place_name(where, kit.roster)}?"
        self._desk.ask_to(question, ask, lambda _what: _became(view), value=view.text)

    def _note(self, view: QuestionView) -> None:
        kit = self._desk.kit
        names = named([place_name(place, kit.roster) for place in view.places])

        def write(text: str) -> Deed[Note]:
            return lambda kit, by: citizens.turn_into_note(kit, view, text, by)

        line = citizens.as_note(view, view.text, names)
        self._desk.ask_to("Hvad skal der stå i loggen?", write, lambda _text: _became(view), value=line)

    def _close(self, view: QuestionView) -> None:
        def close(reason: str) -> Deed[QuestionClosed]:
            return lambda kit, by: citizens.close(kit, view, reason, by)

        question = f"Hvorfor lukkes {view.number}?"
        self._desk.ask_to(question, close, lambda _reason: f"{view.number} er lukket ({{number}}).")


def _became(view: QuestionView) -> str:
    return f"{view.number} er blevet til {{number}}."


def _verb(view: QuestionView) -> str:
    return "spurgt om" if view.sort is QuestionSort.QUESTION else "fortalt"


def _state(view: QuestionView) -> str:
    if view.instruks:
        return f"instruks {view.instruks}"
    if view.into:
        return f"blev til {view.into}"
    if view.sort is QuestionSort.INFORMATION and view.state is QuestionState.OPEN:
        return "oplysning"
    return QUESTION_STATE_DA[view.state]
