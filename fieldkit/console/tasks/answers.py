"""The secretariat's numbered answers to citizens (instruks), the same at every place."""

from collections.abc import Hashable
from textwrap import wrap

from textual.content import Content

from fieldkit.acts import citizens
from fieldkit.console.form import Field, Values
from fieldkit.console.messages import Deed
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, fact, gap, mark, nothing
from fieldkit.console.words import BOLD, DIM, LATE, clock_da, cut, fitted, waits_da
from fieldkit.core.clock.age import age_s
from fieldkit.core.documents import AnswerSheet, Wanted
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import Ref
from fieldkit.core.facts.staff import Answer
from fieldkit.core.text.wording import age_da
from fieldkit.core.views.answers import AnswerView, answer_versions


class Answers:
    """N writes one, V the next version, X takes it back."""

    tab = "Svar"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._versions: list[AnswerView] = []

    def look(self) -> Count:
        self._versions = answer_versions(self._desk.kit.state)
        rivals = any(view.rivals for view in self._current)
        return Count(sum(not view.withdrawn for view in self._current), rivals)

    @property
    def _current(self) -> list[AnswerView]:
        return [view for view in self._versions if view.current]

    def rows(self, width: int) -> list[Row]:
        shown = sorted(self._current, key=lambda view: (view.withdrawn, view.instruks))
        return [self._row(view, width) for view in shown] or nothing("Ingen svar til borgerne endnu.")

    def _row(self, view: AnswerView, width: int) -> Row:
        age = age_da(age_s(view.at, self._desk.kit.now()))
        head = f"{view.instruks:>3}.{view.version:<3} {view.number:<8} {age:>7}  "
        text = "TRUKKET TILBAGE" if view.withdrawn else f"{view.title}: {' '.join(view.text.split())}"
        rival = f"  OGSÅ {', '.join(view.rivals)}" if view.rivals else ""
        pieces = [
            mark(bool(view.rivals)),
            (head, DIM if view.withdrawn else BOLD),
            (fitted(text, width - len(head) - len(rival) - 3), DIM if view.withdrawn else ""),
            (rival, LATE),
        ]
        return Row(view.instruks, Content.assemble(*pieces))

    def _at(self, key: int | None) -> AnswerView | None:
        return next((view for view in self._current if view.instruks == key), None)

    def page(self, key: int | None, width: int) -> tuple[str, list[Row]] | None:
        view = self._at(key)
        if view is None:
            return None
        now = self._desk.kit.now()
        rows = [Row("title", Content.assemble((view.title, BOLD)))]
        lines = [piece for line in view.text.splitlines() for piece in wrap(line, width) or [" "]]
        rows += [Row(f"text.{index}", Content(line)) for index, line in enumerate(lines)]
        rows += [
            gap("gap"),
            fact("state", "Står", "TRUKKET TILBAGE: må ikke gives mere" if view.withdrawn else "gælder"),
            fact(
                "by",
                "Skrevet",
                f"{clock_da(view.at, sure=view.time_sure, now=now)} af {view.by or 'ukendt'}, {view.number}",
            ),
        ]
        if view.questions:
            rows.append(fact("asked", "Svarer på", ", ".join(view.questions)))
        if view.rivals:
            told = f"{', '.join(view.rivals)} blev skrevet på samme tid: skriv næste version (V), så kun én gælder"
            rows.append(fact("rivals", "Også skrevet", told, LATE))
        older = [one for one in self._versions if one.instruks == view.instruks and one.ref != view.ref]
        if older:
            rows.append(gap("h", "Andre versioner"))
        for one in reversed(older):
            text = f"  {one.version}  {one.number:<8} {clock_da(one.at, now=now)}  {' '.join(one.text.split())}"
            rows.append(Row(f"older.{one.number}", Content.assemble((cut(text, width), DIM))))
        return f"Instruks {view.instruks}, version {view.version}", rows

    def actions(self, key: int | None, *, opened: bool, line: Hashable) -> list[Action]:
        made = [] if opened else [Action("n", "nyt svar", self._new)]
        view = self._at(key)
        if view is None:
            return made
        made.append(Action("v", "ny version", lambda: self._version(view)))
        if not view.withdrawn:
            made.append(Action("x", "træk tilbage", lambda: self._withdraw(view)))
            made.append(Action("p", "udskriv", lambda: self._desk.print(AnswerSheet(view.instruks))))
        return made

    def print_request(self, key: int | None) -> Wanted | None:
        view = self._at(key)
        return AnswerSheet(view.instruks) if view is not None else AnswerSheet()

    def _new(self) -> None:
        if may_answer(self._desk):
            answer_form(self._desk)

    def _version(self, view: AnswerView) -> None:
        if may_answer(self._desk):
            answer_form(self._desk, old=view)

    def _withdraw(self, view: AnswerView) -> None:
        if not may_answer(self._desk):
            return

        def withdraw(reason: str) -> Deed[Answer]:
            return lambda kit, by: citizens.withdraw(kit, view, reason, by=by)

        question = f"Hvorfor må instruks {view.instruks} ikke gives mere?"
        self._desk.ask_to(
            question, withdraw, lambda _reason: f"Instruks {view.instruks} er trukket tilbage ({{number}})."
        )


def may_answer(desk: Desk) -> bool:
    """Whether answers are written here; else says where they are."""
    try:
        citizens.may_answer(desk.kit)
    except FieldkitError as error:
        desk.say(told(error))
        return False
    return True


def answer_form(desk: Desk, *, old: AnswerView | None = None, questions: tuple[Ref, ...] = (), about: str = "") -> None:
    """Write an answer, or the next version of `old`; `questions` are those that it answers."""
    fields = (
        Field("title", "Overskrift", old.title if old is not None else "", "ét ord eller to: Strøm"),
        Field("text", "Svar", old.text if old is not None else "", "det, alle steder siger til borgerne"),
    )

    def read(values: Values) -> Deed[Answer]:
        title, text = values["title"], values["text"]
        return lambda kit, by: citizens.answer(kit, title, text, old=old, asked=questions, by=by)

    title = f"Svar på “{about}”" if about else "Nyt svar til borgerne"
    if old is not None:
        title = f"Instruks {old.instruks}, version {old.version + 1}"
    name = f"answer.{old.instruks if old is not None else questions[:1]}"
    desk.form(
        name,
        title,
        fields,
        read,
        f"Svaret til alle steder er noteret som {{number}}{waits_da(desk.kit.config.has_radio)}.",
        begin="text" if old else "",
    )
