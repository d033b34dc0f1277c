"""What can be spared, as the latest word on each thing at each place has it. A view."""

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.offers import Offer
from fieldkit.core.state.fold import State
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.scope import Scope


def standing_offers(state: State, tag: int | None = None) -> list[Event[Offer]]:
    """The offers that stand in incident `tag`, by default the one that runs, by place and thing."""
    scope = Scope.with_daily_work(state.current() if tag is None else tag)
    latest: dict[tuple[int, str], Event[Offer]] = {}
    for event in sorted(state.offers.values(), key=lambda event: event.stamp):
        if event in scope:
            latest[event.body.place, fold_name(event.body.what)] = event
    return [event for _, event in sorted(latest.items()) if event.body.count != 0]
