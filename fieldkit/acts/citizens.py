"""Citizens: what they ask and tell is written down, and the secretariat answers, the same at every place.

What stands now: `core.views.answers`.
"""

from collections.abc import Sequence
from typing import TypeVar

from fieldkit.acts import notes, requests, typed
from fieldkit.acts.trust import must_count
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import Body, RefBody
from fieldkit.core.facts.event import Event, Ref, says
from fieldkit.core.facts.said import Note
from fieldkit.core.facts.staff import Answer, Question, QuestionClosed, QuestionSort
from fieldkit.core.facts.terms import Role
from fieldkit.core.facts.work import Request
from fieldkit.core.remedies import SeeAnswers, SeeQuestions, SendQuestion
from fieldkit.core.views.answers import AnswerView, QuestionView, answer_versions, make_questions, next_instruks
from fieldkit.kit import Kit

K = TypeVar("K", bound=Body)
ASKED = "Det, borgerne spørger om,"


def ask(
    kit: Kit,
    text: str,
    *,
    place: int | None = None,
    count: int = 1,
    sort: QuestionSort = QuestionSort.QUESTION,
    by: str = "",
) -> Event[Question]:
    """What citizens ask or tell at `place`, by default where this kit stands; `count` of them so far.

    InputError without a text.
    """
    typed.need(text, ASKED)
    return kit.record(whole(Question, text=ASKED)(text, kit.place if place is None else place, count, sort, by))


def question(kit: Kit, number: str) -> QuestionView:
    """The question with this number, with all that was asked in the same words. InputError when it is none."""
    event = kit.find(number)
    if not says(event, Question):
        raise InputError(f"{number} er ikke et spørgsmål fra borgere.", SeeQuestions())
    must_count(kit, event)
    found = make_questions(kit.state, kit.roster, event.incident)
    return next(view for view in found if event.ref in view.refs)


def turn_into_request(kit: Kit, asked: QuestionView, what: str, by: str = "") -> Event[Request]:
    """Ask for what citizens lack, at the place where they said it first. Every copy of the question is settled by it.
    The event is the request."""
    where = asked.places[0] if asked.places else kit.place
    return _became(kit, asked, requests.ask(kit, what, place=where, source=asked.ref, by=by), by)


def turn_into_note(kit: Kit, asked: QuestionView, text: str, by: str = "") -> Event[Note]:
    """Put what citizens said in the log. Every copy of the question is settled by it. The event is the note."""
    return _became(kit, asked, notes.write(kit, text, by=by), by)


def as_note(asked: QuestionView, text: str, names: str) -> str:
    """What citizens said as a line of the log, with where (the places' names) and under which number."""
    return f"{text} (borgere, {names}, nr. {asked.number})"


def _became(kit: Kit, asked: QuestionView, made: Event[K], by: str) -> Event[K]:
    for ref in asked.refs:
        kit.record(whole(QuestionClosed)(RefBody(*ref), RefBody(*made.ref), by=by))
    return made


def close(kit: Kit, asked: QuestionView, reason: str, by: str = "") -> Event[QuestionClosed]:
    """It needs no answer: each copy of the question is closed, in the order in which they were asked. The event is that
    of the first, whose number people know the question by.

    InputError without a reason.
    """
    typed.need(reason, "Begrundelsen")
    first, *_ = [kit.record(whole(QuestionClosed)(RefBody(*ref), reason=reason, by=by)) for ref in asked.refs]
    return first


def may_answer(kit: Kit, *, on_behalf: bool = False) -> None:
    """Answers are the same everywhere because the secretariat writes them. InputError elsewhere, unless it has decided
    the words and they are written `on_behalf` of it."""
    if not on_behalf and not kit.is_role(Role.SECRETARIAT):
        raise InputError("Svar til borgerne skrives af sekretariatet, så de er ens overalt.", SendQuestion())


def versions(kit: Kit, instruks: int) -> list[AnswerView]:
    """Every version of an instruks, as written. InputError when there is none."""
    found = [view for view in answer_versions(kit.state) if view.instruks == instruks]
    if not found:
        raise InputError(f"Der er ingen instruks {instruks}.", SeeAnswers())
    return found


def current_answer(kit: Kit, instruks: int) -> AnswerView:
    """The version of an instruks that was written last. InputError when there is none."""
    return next(view for view in versions(kit, instruks) if view.current)


def answer(
    kit: Kit,
    title: str,
    text: str,
    *,
    old: AnswerView | None = None,
    asked: Sequence[Ref] = (),
    by: str = "",
    on_behalf: bool = False,
) -> Event[Answer]:
    """Write an answer to the questions `asked`: the next version of `old`, or one with a number of its own.
    InputError without a title or a text, and as in `may_answer`."""
    may_answer(kit, on_behalf=on_behalf)
    typed.need(title, "Overskriften")
    typed.need(text, "Svaret")
    return _record(kit, old, title, text, asked, by)


def withdraw(kit: Kit, old: AnswerView, reason: str, *, by: str = "", on_behalf: bool = False) -> Event[Answer]:
    """An answer must not be given any more; the next version says why. InputError without a reason, and as in
    `may_answer`."""
    may_answer(kit, on_behalf=on_behalf)
    typed.need(reason, "Begrundelsen")
    return _record(kit, old, old.title, reason, (), by, withdrawn=True)


def _record(
    kit: Kit, old: AnswerView | None, title: str, text: str, asked: Sequence[Ref], by: str, *, withdrawn: bool = False
) -> Event[Answer]:
    return kit.record(
        whole(Answer, text="Begrundelsen" if withdrawn else "Svaret")(
            number=old.instruks if old is not None else next_instruks(kit.state),
            title=title,
            text=text,
            version=old.version + 1 if old is not None else 1,
            replaces=RefBody(*old.ref) if old is not None else None,
            answers=tuple(RefBody(*ref) for ref in asked),
            withdrawn=withdrawn,
            by=by,
        )
    )
