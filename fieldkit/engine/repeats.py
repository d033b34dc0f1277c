"""The same text from the same phone twice within minutes: people and apps repeat when no mark comes.

Asked of the log, so that it holds over restarts and for what another kit recorded. A repetition is one only while what
was said first still stands: `ja`, `nej`, `ja` is three texts, and so is `ja` to two questions.
"""

from collections.abc import Callable, Iterable

from fieldkit.acts import messages, reports
from fieldkit.core.facts.address import ToPlace, addressee_of
from fieldkit.core.facts.event import Event, says
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Precedence, Trust
from fieldkit.core.phrase.parse import Phrase
from fieldkit.core.views.board import resolve_place
from fieldkit.engine.audience import phone_places
from fieldkit.kit import Kit

SAME_TEXT_S = 600.0
"""After so long a text says again how it is."""


def said_before(
    kit: Kit,
    place: int,
    same: Callable[[Event], bool],
    against: Callable[[Event], bool],
    at: float,
    at_of: Callable[[Event], float],
) -> Event | None:
    """The event that a text from `place`, heard `at` (Unix seconds), has become before; None when it says something.

    `same` whether an event is that text, `against` whether one takes it back, `at_of` when one was heard.
    """
    since = min(at, kit.now()) - SAME_TEXT_S
    for row in reversed(kit.log.arrived_since(int(since))):
        event = row.event
        if same(event) and abs(at_of(event) - at) <= SAME_TEXT_S:
            return event
        if against(event) or place in told(event, kit):
            return None
    return None


def told(event: Event, kit: Kit) -> set[int]:
    """The phone-only places that are told an event."""
    to = addressee_of(event.row.audience(event.body).to)
    named = {to.place} if isinstance(to, ToPlace) and event.row.phone_text is not None else set()
    return named | {place.number for place in phone_places(event, kit.state, kit.roster)}


def is_report(event: Event, said: Phrase, place: int, kit: Kit, trust: Trust | None = None) -> bool:
    """Whether an event is what a text from `place` says, proven so well (None: no matter how well): another report from
    there does not stand for it."""
    if not says(event, Report) or resolve_place(event.body.place, kit.state, kit.roster) != place:
        return False
    body, same = event.body, reports.report_of(event.body.place, said)
    if trust not in (None, body.trust):
        return False
    return all(getattr(same, name) == getattr(body, name) for name in ("topics", "children", "staff", "level", "note"))


def contradicts(event: Event, said: Phrase, place: int, kit: Kit) -> bool:
    """Whether an event says otherwise of something that the text says of `place`."""
    if not says(event, Report) or resolve_place(event.body.place, kit.state, kit.roster) != place:
        return False
    body, mine = event.body, reports.report_of(event.body.place, said)
    if any(body.topics[topic] != state for topic, state in mine.topics.items() if topic in body.topics):
        return True
    pairs = ((getattr(body, name), getattr(mine, name)) for name in ("children", "staff", "level"))
    return any(theirs is not None and ours is not None and theirs != ours for theirs, ours in pairs)


def is_message(
    event: Event, text: str, precedence: Precedence, place: int, kit: Kit, trust: Trust | None = None
) -> bool:
    """Whether an event is this free text from `place`, proven so well (None: no matter how well)."""
    if not says(event, Message) or not is_from(event, place, kit) or trust not in (None, event.body.trust):
        return False
    return event.body.precedence is precedence and event.body.text == messages.message_of(text).text


def is_from(event: Event, place: int, kit: Kit) -> bool:
    """Whether an event is any free text from `place`."""
    return says(event, Message) and resolve_place(event.body.sender, kit.state, kit.roster) == place


def tells_of(event: Event, texts: Iterable[str], place: int, kit: Kit) -> bool:
    """Whether an event is a message from `place` in which one of these texts stands."""
    return says(event, Message) and is_from(event, place, kit) and any(f"“{text}”" in event.body.text for text in texts)
