"""Warnings (varsler) that come in: what of, from which source, who warned, when it came."""

from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import Warned, WarningSource
from fieldkit.core.text.clean import clean_text
from fieldkit.kit import Kit


def receive(
    kit: Kit, text: str, source: WarningSource, *, sender: str = "", received: int | None = None, by: str = ""
) -> Event:
    """A warning came from `sender` (a person, an authority, a channel) at `received` (seconds since 2025; None: now)
    and `by` took it. InputError when it says nothing."""
    if not clean_text(text):
        raise InputError("Varslet er tomt; skriv, hvad der varsles om.")
    return kit.record(Warned(text, source, sender, received, by))
