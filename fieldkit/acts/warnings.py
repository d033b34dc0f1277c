"""Warnings (varsler) that come in: what of, from which source, who warned, when it came."""

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import Warned, WarningSource
from fieldkit.kit import Kit


def receive(
    kit: Kit, text: str, source: WarningSource, *, sender: str = "", received: int | None = None, by: str = ""
) -> Event[Warned]:
    """A warning came from `sender` (a person, an authority, a channel) at `received` (seconds since 2025; None: now)
    and `by` took it. InputError when it says nothing, or when anything of it would be cut off."""
    typed.need(text, "Teksten i varslet")
    made = whole(Warned, text="Teksten i varslet", by="Navnet på den, der tog imod det,")
    return kit.record(made(text, source, sender, received, by))
