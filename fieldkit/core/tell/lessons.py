"""What was learnt, in Danish: the questions as people are asked them, and the answers as a line."""

from collections.abc import Mapping, Sequence

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.lessons import LESSON_POINT_DA, Lesson, LessonPoint
from fieldkit.core.tell.parts import Fact, Names, Part, Telling, Title, aside, number

LESSON_QUESTIONS: Mapping[LessonPoint, str] = {
    LessonPoint.WORKED: "Hvad gik godt?",
    LessonPoint.FAILED: "Hvad gik galt?",
    LessonPoint.LACKED: "Hvad manglede?",
    LessonPoint.ROLES: "Kendte alle deres rolle og deres actioncard?",
    LessonPoint.PLAN: "Hvilke små ting skal rettes i planen og kortene med det samme?",
    LessonPoint.APPROVAL: "Hvilke større ændringer skal direktion og kommunalbestyrelse godkende?",
    LessonPoint.NEXT: "Hvad gør vi anderledes næste gang, og hvornår øver vi det?",
}
"""By the plans: a main plan, section 4.3, and KL's recommendations 2026 (practise the plans, learn, update them)."""

NO_ANSWER = "Ingen har svaret endnu."


def _lesson(body: Lesson, event: Event, names: Names) -> str:
    told = "; ".join(f"{LESSON_POINT_DA[point]}: {text}" for point, text in body.answers.items())
    instead = f"erstatter nr. {number(body.replaces)}" if body.replaces is not None else ""
    return f"Erfaring: {told or 'intet svar'}{aside(instead, body.by)}"


def _slip(body: Lesson, event: Event, names: Names) -> Sequence[Part]:
    return [Title("Erfaring"), *(Fact(LESSON_QUESTIONS[point], text) for point, text in body.answers.items())]


TELLINGS: dict[type, Telling] = {Lesson: Telling(line=_lesson, slip=_slip)}
