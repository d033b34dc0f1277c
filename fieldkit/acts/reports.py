"""Reports about the eleven points: how things are at a place, as somebody there said it or somebody else saw it."""

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Trust, Via
from fieldkit.core.phrase.parse import Phrase
from fieldkit.kit import Heard, Kit


def report(
    kit: Kit,
    place: int,
    said: Phrase,
    *,
    via: Via | None = None,
    trust: Trust | None = None,
    by: str = "",
    heard: Heard | None = None,
) -> Event[Report]:
    """How it is at `place`. `via` and `trust` are by default as `usual_via` and `trust_in` have it for what a person
    writes down; `heard` as in `Kit.record`.

    InputError when nothing of it is about the eleven points, a count or a level: then it is a message.
    """
    typed.must_report(said)
    own = place == kit.place
    how = via or usual_via(own=own)
    return kit.record(report_of(place, said, via=how, trust=trust or trust_in(how, own=own), by=by), heard=heard)


def report_of(place: int, said: Phrase, *, via: Via = Via.RADIO, trust: Trust = Trust.VERIFIED, by: str = "") -> Report:
    """What such a report says, also while it is not one yet. InputError when a text of it is too long."""
    return whole(Report)(
        place, said.topics, said.children, said.staff, said.level, said.note, via=via, trust=trust, by=by
    )


def usual_via(*, own: bool) -> Via:
    """How a report that a person writes down has come, when they do not say: seen at their own place, and told to them
    from another. What comes by radio comes without their hand."""
    return Via.OBSERVED if own else Via.PHONE


def trust_in(via: Via, *, own: bool) -> Trust:
    """How far a report is proven that a person writes down: what was seen, or is of the own place, is; what others
    told is not."""
    return Trust.VERIFIED if own or via is Via.OBSERVED else Trust.UNVERIFIED
