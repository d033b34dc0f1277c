"""Saying what can be spared. What is read: `core.views.offers`."""

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.offers import Offer
from fieldkit.core.facts.terms import Topic
from fieldkit.kit import Kit


def offer(
    kit: Kit,
    what: str,
    *,
    place: int | None = None,
    count: int | None = None,
    unit: str = "",
    topic: Topic | None = None,
    by: str = "",
) -> Event[Offer]:
    """So much of something can be had at `place`, by default where this kit stands; a count of 0 takes it back.
    InputError when it does not say what."""
    there = kit.place if place is None else place
    return kit.record(
        whole(Offer, what="Tilbuddet")(typed.need(what, "Tilbuddet"), there, count=count, unit=unit, topic=topic, by=by)
    )
