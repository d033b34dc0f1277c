"""An incident for tests of how it went: its roster, events at minutes after the alarm, and the evaluation of them."""

from collections.abc import Iterable

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.facts.body import Body, RefBody
from fieldkit.core.facts.event import Event, in_order, make_event
from fieldkit.core.facts.kinds import Belongs
from fieldkit.core.facts.said import Hello, Incident
from fieldkit.core.facts.staff import LevelAct, LevelChange
from fieldkit.core.facts.terms import Role
from fieldkit.core.roster.roster import LevelStep, PersonRole, Place, PlaceKind, Roster
from fieldkit.core.state.fold import fold
from fieldkit.core.views.evaluation import Evaluation, make_evaluation
from fieldkit.core.views.scope import Scope

ALARM = 1_795_244_400
"""21.11.2026 08.00 in Denmark, as Unix seconds."""
TAG = 7
STAFF = (PersonRole.LEADER, PersonRole.LOG_KEEPER)
ROSTER = Roster(
    places=(
        Place(number=1, slug="sekretariat", name="Sekretariatet", kind=PlaceKind.SECRETARIAT, kit=1),
        Place(number=2, slug="nord", name="Nordskolen", kind=PlaceKind.MEETING_POINT, kit=2),
        Place(number=3, slug="syd", name="Sydskolen", kind=PlaceKind.MEETING_POINT, kit=3),
        Place(number=10, slug="ask", name="Asken", kind=PlaceKind.DAYCARE, meeting_point="nord"),
    ),
    levels=(
        LevelStep(level=0, name="daglig"),
        LevelStep(level=2, name="stab", calls=STAFF, full_within_min=120),
    ),
)


class Told:
    """What kits wrote, a line at a time."""

    def __init__(self, tag: int = TAG, name: str = "Prøve") -> None:
        self.tag = tag
        self.events: list[Event] = []
        self.say(1, -5, Hello(Role.SECRETARIAT, 1), incident=0)
        self.say(2, -5, Hello(Role.MEETING_POINT, 2), incident=0)
        self.say(1, 0, Incident(tag, name=name))

    def say(
        self, kit: int, minute: float, body: Body, *, sure: bool = True, incident: int | None = None, seq: int = 0
    ) -> RefBody:
        """Kit `kit` writes it so many minutes after the alarm; `seq` of another line makes a fork."""
        at = hlc_of_unix(ALARM + 60 * minute)
        nth = seq or 1 + max((event.seq for event in self.events if event.kit == kit), default=0)
        tag = self.tag if incident is None else incident
        event = make_event(body, kit=kit, epoch=1, seq=nth, hlc=at, incident=tag, time_sure=sure)
        self.events.append(event)
        return RefBody(*event.ref)

    def staffed(self) -> None:
        """Level 2 after ten minutes, and complete after an hour and a half."""
        self.say(1, 10, LevelChange(2, "direktøren"))
        self.say(1, 90, LevelChange(2, "direktøren", LevelAct.FULL))

    def stop(self, minute: float) -> None:
        self.say(1, minute, Incident(self.tag, stop=True))

    def evaluation(
        self, minute: float = 600, roster: Roster = ROSTER, events: Iterable[Event] | None = None
    ) -> Evaluation:
        """How it went by what was said, so many minutes after the alarm; `events` in another order, or fewer."""
        told = list(self.events if events is None else events)
        state = fold(told)
        mine = [event for event in in_order(told) if event in Scope.while_it_lasted(state, self.tag)]
        mine = [event for event in mine if event.row.belongs is not Belongs.NONE]
        return make_evaluation(state, roster, mine, ALARM + 60 * minute, self.tag)


def seconds(minute: float) -> int:
    """A time as an event tells it, so many minutes after the alarm: seconds since 2025."""
    return int(ALARM + 60 * minute) - EPOCH_UNIX_S
