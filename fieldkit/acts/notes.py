"""Lines that people write in the log: what was done, decided or left out, or a plain note."""

from collections.abc import Mapping

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import ENTRY_DA, Note
from fieldkit.kit import Kit

ENTRY_WORDS: Mapping[str, str] = {
    **{word: entry for entry, word in ENTRY_DA.items()},
    **{entry: entry for entry in ENTRY_DA},
}
"""What may be typed for the sorts of a line in the log, Danish and English."""


def write(kit: Kit, text: str, *, entry: str = "note", by: str = "") -> Event[Note]:
    """A line in the log; `entry` is one of `core.facts.said.ENTRIES`. InputError when it is empty or too
    long."""
    typed.need(text, "Notatet")
    return kit.record(whole(Note, text="Notatet")(text, entry, by))
