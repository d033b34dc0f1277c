"""Does one step of an exercise on an open kit, once: what was done before a power cut is found and not repeated.

What seems broken at this kit itself is only told here; `run` says it to the engine for as long as it lasts.
"""

from collections.abc import Callable
from typing import Protocol

from fieldkit.acts import cards
from fieldkit.acts.printing import queue_document
from fieldkit.core.document_kind import EXERCISE_PAPER
from fieldkit.core.documents import Receipt
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import CardAct, CardStep
from fieldkit.core.roster.roster import Place
from fieldkit.kit import Kit
from fieldkit.practice.exercise.bodies import bodies_of
from fieldkit.practice.exercise.papers import on_the_way
from fieldkit.practice.exercise.scenario import MUTES, OF_A_KIT, Breakdown, Breaks, Inject, Sort
from fieldkit.practice.exercise.schedule import Step
from fieldkit.store.tables.exercises import Became, StepRow, StepState
from fieldkit.store.tables.jobs import job_rows, queue_job

LOOK_BACK = 10_000
"""Print jobs among which one is looked for that was queued before the kit was cut off."""


class Field(Protocol):
    """A made-up world round the kits: phones that can write, nodes that can die."""

    def text(self, place: Place, text: str) -> bool:
        """Send a text from the place's phone; False when it has none there."""

    def mute(self, place: Place, *, on: bool) -> bool:
        """Take the power of the place's node, or give it back; False when there is none there."""


class Refused(Exception):
    """A step that cannot be done now: `str` says why, in Danish. It is left out, and the exercise goes on."""


class Player:
    """Plays steps on `kit` within the exercise `tag`. `field` is the made-up world, None without one."""

    def __init__(self, kit: Kit, tag: int, field: Field | None = None) -> None:
        self.kit, self.tag, self.field = kit, tag, field

    def play(self, step: Step, row: StepRow) -> Became:
        """Do it; `row` as it was before it was begun this time. Refused when it cannot be done, StoreError when the
        disk cannot take it: then it is tried again."""
        if isinstance(step.what, Breakdown):
            return self._break(step.what, ends=step.ends)
        return self._inject(step, step.what, _Found(self.kit, self.tag, row))

    def _inject(self, step: Step, inject: Inject, found: "_Found") -> Became:
        place = self.kit.roster.by_slug(inject.place)
        if inject.place and place is None:
            raise Refused(f"stedet {inject.place} står ikke i kittets lister")
        if inject.sort is Sort.TEXT and place is not None and self._text(place, inject.text, found):
            return Became(said="sendt fra stedets telefon", sent_from=place.number)
        try:
            bodies = bodies_of(inject, place.number if place is not None else self.kit.place)
            events = [found.event(body) or self._record(body) for body in bodies]
            if inject.sort is Sort.CARD:
                events.append(self._card(inject, found))
        except InputError as wrong:
            raise Refused(str(wrong)) from wrong
        jobs = self._papers(step, inject, events, found)
        return Became(tuple(event.number for event in events), tuple(jobs), _SAID.get(inject.sort, ""))

    def _text(self, place: Place, text: str, found: "_Found") -> bool:
        """Whether it goes, or went, the way of a real text, from a phone over the air."""
        if self.field is None:
            return False
        return found.anything_from(place.number) or self.field.text(place, marked(text))

    def _record(self, body: Body) -> Event:
        return self.kit.within(self.tag).record(body)

    def _card(self, inject: Inject, found: "_Found") -> Event:
        card = self.kit.cards.get(inject.card)
        version = card.version if card is not None else ""
        body = CardStep(inject.card, CardAct.START, version=version, by=inject.sender)
        return found.event(body) or cards.start(self.kit.within(self.tag), inject.card, inject.sender)

    def _papers(self, step: Step, inject: Inject, events: list[Event], found: "_Found") -> list[int]:
        kit = self.kit
        if not kit.config.has_printer:
            return []
        if inject.sort is Sort.TEXT:
            return [
                found.job(event.number) or queue_document(kit, Receipt(kit.exact(event.id)), event=event)
                for event in events
            ]
        paper = on_the_way(kit, step)  # a battery that is played must not hold back the play's own papers
        if paper is None:
            return []
        return [
            found.job(paper.number)
            or queue_job(kit.log, paper, EXERCISE_PAPER, paper.number, kit.now(), essential=True)
        ]

    def _break(self, broken: Breakdown, *, ends: bool) -> Became:
        if broken.what in OF_A_KIT and stands_at(self.kit, broken.place):
            return Became(said="virker igen på dette kit" if ends else "sker nu på dette kit")
        place = self.kit.roster.by_slug(broken.place)
        field = self.field if broken.what in MUTES else None
        if field is not None and place is not None and field.mute(place, on=not ends):
            return Became(said=f"den efterlignede radio er {'tændt igen' if ends else 'slukket'}")
        return Became(said=_OVER if ends else _BY_HAND[broken.what])


class _Found:
    """What of a step is in the log and the print queue already: nothing, unless it was begun before."""

    def __init__(self, kit: Kit, tag: int, row: StepRow) -> None:
        self._events: list[Event] = []
        self._jobs: list[tuple[str, int]] = []
        if row.state is StepState.BEGUN and row.known is not None:
            self._events = [
                found.event for found in kit.log.all() if found.rowid > row.known and found.event.incident == tag
            ]
            papers = row.papers or 0
            self._jobs = [(job.number, job.job) for job in job_rows(kit.log, LOOK_BACK) if job.job > papers]
        self._own = kit.identity.kit

    def event(self, body: Body) -> Event | None:
        return self._first(lambda event: event.kit == self._own and event.body == body)

    def anything_from(self, place: int) -> bool:
        return self._first(lambda event: event.row.origin(event.body) == place) is not None

    def job(self, number: str) -> int | None:
        return next((job for named, job in self._jobs if named == number), None)

    def _first(self, fits: Callable[[Event], bool]) -> Event | None:
        return next(filter(fits, self._events), None)


def stands_at(kit: Kit, place: str) -> bool:
    """Whether the kit is where the step is played, by the slug of its place."""
    found = kit.roster.by_slug(place)
    return found is not None and found.number == kit.place


def marked(text: str) -> str:
    """A text as it goes on the air in an exercise. A full stop keeps the first word of a report for itself."""
    return f"ØVELSE. {text.strip()}"


_SAID = {
    Sort.CALL: "læses højt",
    Sort.ENVELOPE: "åbnes nu på stedet",
    Sort.CUE: "til den, der leder",
}
_OVER = "det er forbi: lad det virke igen dér"
_BY_HAND = {
    Breaks.RADIO: "sluk stedets radio, eller lad kittet dér være med i øvelsen",
    Breaks.RELAY: "relæet er dødt: sluk dets radio, eller sig det til dem, der mærker det",
    Breaks.PAPER: "tag papiret ud af stedets printer, eller lad kittet dér være med i øvelsen",
    Breaks.BATTERY: "sig det til stedet, eller lad kittet dér være med i øvelsen",
    Breaks.SILENT: "stedet svarer ikke: lad ingen svare for det",
    Breaks.CLOCK: "sig det til stedet, eller lad kittet dér være med i øvelsen",
    Breaks.KIT: "sluk kittet på stedet, eller lad det være med i øvelsen",
}
"""What the leader does about a breakdown that no program can play."""
