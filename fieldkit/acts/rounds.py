"""Reporting rounds: how often every place reports; asking a place that has not. What is read: `core.views.rounds`."""

from collections.abc import Sequence
from typing import NamedTuple

from fieldkit.acts import messages
from fieldkit.acts.whole import whole
from fieldkit.core.ask.proposal import AskNeighbour, Remind
from fieldkit.core.ask.proposals import about_silent
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import TO_ALL, Precedence, Role
from fieldkit.core.facts.work import Round, Silence, SilenceStep
from fieldkit.core.views.board import place_name
from fieldkit.kit import Kit

HOUR_S = 3600
TOGETHER = 3
"""So many silent places are asked by one message to their whole group: to kits it is one frame, to phones one text,
instead of one to each with its answers and new tries."""
NAMED_AT_ONCE = 3
"""Silent places that one question to their nearest names at most (as `core.text.wording.named` does)."""


class Asked(NamedTuple):
    """The message that asks, and the step of the ladder that was taken with it."""

    message: Event
    step: Event


def call(kit: Kit, hours: int, *, first: int | None = None, by: str = "") -> Event[Round]:
    """Every place reports each `hours` hours; 0 calls the rounds off. `first` is the first round, seconds since 2025,
    by default the next whole hour."""
    start = (int(kit.now()) // HOUR_S + 1) * HOUR_S - EPOCH_UNIX_S if first is None else first
    return kit.record(whole(Round)(hours, start, by=by))


def remind(kit: Kit, place: int, text: str, *, by: str = "") -> Asked:
    """Ask a silent place itself once more."""
    message = messages.send(kit, text, place, precedence=Precedence.URGENT, sender=kit.place, by=by)
    return Asked(message, kit.record(whole(Silence)(place, SilenceStep.RESEND, by=by)))


def ask_neighbour(kit: Kit, place: int, neighbour: int, text: str, *, by: str = "") -> Asked:
    """Ask the place that is nearest to a silent one."""
    message = messages.send(kit, text, neighbour, precedence=Precedence.URGENT, sender=kit.place, by=by)
    return Asked(message, kit.record(whole(Silence)(place, SilenceStep.ASK, asked=neighbour, by=by)))


class Asking(NamedTuple):
    """One message that asks about several silent places, and the steps of the ladder that are taken with it."""

    to: int | str
    text: str
    precedence: Precedence
    steps: tuple[Silence, ...]


def questions(kit: Kit, wanted: Sequence[Remind | AskNeighbour], *, by: str = "") -> list[Asking]:
    """How everybody is asked in as little airtime as possible: many who are to report by one message to the smallest
    group that holds them, a nearest place about all its silent ones at once."""
    reminded = [yes for yes in wanted if isinstance(yes, Remind)]
    steps = [whole(Silence)(yes.place, SilenceStep.RESEND, by=by) for yes in reminded]
    found = []
    if len(reminded) >= TOGETHER:
        said = reminded[0].text
        text = f"Til jer, der ikke har meldt: {said[:1].lower()}{said[1:]}"
        # nobody is to say forstået to it: those who have reported need not, and the others are to report
        found.append(Asking(_group_of(kit, reminded), text, Precedence.INFO, tuple(steps)))
    else:
        pairs = zip(reminded, steps, strict=True)
        found += [Asking(yes.place, yes.text, Precedence.URGENT, (step,)) for yes, step in pairs]
    nearest: dict[int, list[AskNeighbour]] = {}
    for yes in wanted:
        if isinstance(yes, AskNeighbour):
            nearest.setdefault(yes.neighbour, []).append(yes)
    for neighbour, about in nearest.items():
        while about:
            many = _named_at_once(kit, neighbour, about, by)
            some, about = about[:many], about[many:]
            taken = tuple(whole(Silence)(yes.place, SilenceStep.ASK, asked=neighbour, by=by) for yes in some)
            found.append(Asking(neighbour, _about(kit, some), Precedence.URGENT, taken))
    return found


def _named_at_once(kit: Kit, neighbour: int, about: Sequence[AskNeighbour], by: str) -> int:
    """Of how many of these one question asks: what does not fit the air reaches nobody by radio."""
    from fieldkit.acts.air_cost import air_cost  # the radio's side of the program waits until somebody asks

    def fits(many: int) -> bool:
        text = _about(kit, about[:many])
        body = messages.message_of(text, neighbour, Precedence.URGENT, sender=kit.place, by=by)
        return air_cost(kit, body).frame_bytes > 0

    return next((many for many in range(min(NAMED_AT_ONCE, len(about)), 1, -1) if fits(many)), 1)


def _about(kit: Kit, some: Sequence[AskNeighbour]) -> str:
    return about_silent([place_name(yes.place, kit.roster) for yes in some])


def remind_all(kit: Kit, wanted: Sequence[Remind | AskNeighbour], *, by: str = "") -> tuple[Event, ...]:
    """Ask all silent places in one act: the messages, and for each place the step that was taken; in order."""
    recorded: list[Event] = []
    for one in questions(kit, wanted, by=by):
        recorded.append(messages.send(kit, one.text, one.to, precedence=one.precedence, sender=kit.place, by=by))
        recorded += [kit.record(step) for step in one.steps]
    return tuple(recorded)


def _group_of(kit: Kit, reminded: Sequence[Remind]) -> str:
    """The smallest group of the roster in which all of them are."""
    places = {yes.place for yes in reminded}
    groups = [(len(kit.roster.numbers_of(role)), role.value) for role in (Role.INSTITUTION, Role.MEETING_POINT)]
    fitting = [(size, role) for size, role in groups if places <= set(kit.roster.numbers_of(role))]
    return min(fitting, default=(0, TO_ALL))[1]
