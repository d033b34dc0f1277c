"""Everything that parts of the screen tell each other, on one page. A part posts; `app` or its parent answers.

No part changes the State, the log or a device: it posts an `Act` and friends, and the app does it in one place.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from textual.message import Message

from fieldkit.acts import messages as acts
from fieldkit.console.remedies import told
from fieldkit.core.documents import Printable
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.said import Ack
from fieldkit.core.facts.said import Message as SentMessage
from fieldkit.core.facts.terms import Precedence

if TYPE_CHECKING:
    from fieldkit.acts.previews import Preview
    from fieldkit.console.regions import Tab
    from fieldkit.kit import Kit

K = TypeVar("K", bound=Body)
Then = Callable[[Event[K]], object] | None
"""What to do with the event once it is durable."""
Deed = Callable[["Kit", str], Event[K]]
"""An act with everything that a person filled in: what is left is the kit that it is done on, or a rehearsal of it, and
the name of who does it. It does no more than record; what the kit cannot do is a FieldkitError."""


class World(NamedTuple):
    """What the regions watch: any change means that something they show may have changed.

    events: how many changes of State · local: how many of the kit's local tables · minute: Unix time / 60.
    """

    events: int = 0
    local: int = 0
    minute: int = 0


class Act(Message, Generic[K]):
    """Do something that becomes a fact: `work` gives the event, or several in order, or raises a FieldkitError that is
    shown.

    It is called with the name of the person on duty, who is asked `question` when nobody has said it; when it need not
    be `signed` nobody is asked, and the name may be "". `done` is the Danish line to show when it is durable, {number}
    and {name} filled in. `then` is called with the first event after that; `otherwise` when it could not be, or nobody
    said who does it: what was typed must come back.
    """

    def __init__(
        self,
        work: Callable[[str], Event[K] | Sequence[Event[K]]],
        done: str,
        *,
        then: Then[K] = None,
        otherwise: Callable[[], object] = lambda: None,
        signed: bool = True,
        question: str = "Hvem gør det?",
    ) -> None:
        super().__init__()
        self.otherwise = otherwise
        self.work = work
        self.done = done
        self.then = then
        self.signed = signed
        self.question = question


class Hold(Message):
    """Send this message, which can be taken back for a few seconds. `to`: for whom, as people say it; `then` is called
    when it is durable."""

    def __init__(self, body: SentMessage, to: str, then: Callable[[], object]) -> None:
        super().__init__()
        self.body = body
        self.to = to
        self.then = then


class Say(Message):
    """Show a Danish line at the bottom. `fault` marks it as something that went wrong."""

    def __init__(self, text: str, *, fault: bool = False) -> None:
        super().__init__()
        self.text = text
        self.fault = fault


class EngineFailed(Message):
    """The engine that the console started has ended."""

    def __init__(self, why: FieldkitError) -> None:
        super().__init__()
        self.why = why


class ScanBegins(Message):
    """A hand scanner has begun to type a code; it takes some seconds on a slow one."""


class Scanned(Message):
    """A hand scanner has typed `digits`, or they were pasted: one code, or several under each other. Whatever had the
    focus knows nothing of it."""

    def __init__(self, digits: str) -> None:
        super().__init__()
        self.digits = digits


class LookAgain(Message):
    """Something was written to the kit beside the screen: look at the store now."""


class ShowRegion(Message):
    """Bring a region (`regions.REGIONS`) to the front."""

    def __init__(self, region: str) -> None:
        super().__init__()
        self.region = region


class ShowWindow(Message):
    """Open one of the windows that belong to no screen (`windows.WINDOWS`)."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class Exercise(Message):
    """Choose a scenario to practise by; or hold a pause in the one that is played from this screen, or go on."""

    def __init__(self, *, pauses: bool = False) -> None:
        super().__init__()
        self.pauses = pauses


class ShowSheet(Message):
    """Bring one list of a region to the front, and open the row `key` of it when one is given."""

    def __init__(self, tab: "Tab", key: Hashable | None = None) -> None:
        super().__init__()
        self.tab = tab
        self.key = key


class ShowPlace(Message):
    """Bring the board to the front with the cursor on a place (its roster number)."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


class ShowEntry(Message):
    """Open a message or a report (by its event's id) where it is read and answered."""

    def __init__(self, event_id: bytes) -> None:
        super().__init__()
        self.event_id = event_id


class Opened(Message):
    """Somebody has this event on the screen (by its id): if it is akut it rings no more."""

    def __init__(self, event_id: bytes) -> None:
        super().__init__()
        self.event_id = event_id


class Unread(Message):
    """Events, by their ids, that wait for forstået here and come before everything else."""

    def __init__(self, event_ids: Sequence[bytes]) -> None:
        super().__init__()
        self.event_ids = event_ids


class ShowCard(Message):
    """Open an action card."""

    def __init__(self, card: str) -> None:
        super().__init__()
        self.card = card


class WriteReport(Message):
    """Open the report form, for a place's roster number when one is meant."""

    def __init__(self, place: int | None = None) -> None:
        super().__init__()
        self.place = place


class WriteMessage(Message):
    """Open a new message, filled in as far as is known. `to` is what a person would type, `answers` the number of what
    is answered."""

    def __init__(
        self,
        to: str = "",
        text: str = "",
        precedence: Precedence = Precedence.ROUTINE,
        replaces: Ref | None = None,
        answers: str = "",
    ) -> None:
        super().__init__()
        self.answers = answers
        self.to = to
        self.text = text
        self.precedence = precedence
        self.replaces = replaces


class Written(Message):
    """The message on the writing page was sent; the page is done."""


class PrintRequested(Message):
    """Print this. `seen`: its paper, when a person has said yes to that; `then` gets the job's number when it is
    queued."""

    def __init__(
        self,
        wanted: Printable,
        *,
        seen: "Preview | None" = None,
        then: Callable[[object], object] = lambda _job: None,
    ) -> None:
        super().__init__()
        self.wanted = wanted
        self.seen = seen
        self.then = then


class OfferPrint(Message):
    """Ask `question` and print this on a yes; nothing is asked where no printer is set up."""

    def __init__(self, question: str, wanted: Printable) -> None:
        super().__init__()
        self.question = question
        self.wanted = wanted


class TakeOver(Message):
    """Somebody is to say who sits at this screen now."""


class NameChanged(Message):
    """Another person is on duty at this screen."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def acknowledgement(kit: "Kit", event_id: bytes) -> Act[Ack] | Say:
    """A person here has read the event with this id; or why nobody here is to say so."""
    try:
        read = kit.find(kit.exact(event_id))
        acts.may_acknowledge(kit, read)
    except FieldkitError as error:
        return Say(told(error))

    def work(name: str) -> Event[Ack]:
        return acts.acknowledge(kit, read.ref, name)

    done = f"{read.number} forstået af {{name}}, noteret som {{number}}. (Ctrl-N skifter navn)"
    return Act(work, done, question="Hvem har læst den?")
