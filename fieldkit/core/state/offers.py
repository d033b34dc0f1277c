"""The part of State that holds what can be spared: whole events by their ids. Folded by `core.state.fold`."""

from collections.abc import Callable
from typing import Any

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.offers import Offer

Offers = dict[bytes, Event[Offer]]


def _offer(offers: Offers, event: Event[Offer], body: Offer) -> None:
    offers[event.id] = event


HANDLERS: dict[type, Callable[[Offers, Any, Any], None]] = {Offer: _offer}
