"""Lines that people write in the log: what was done, decided or left out, or a plain note."""

from collections.abc import Mapping

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import ENTRY_SORT_DA, EntrySort, Note
from fieldkit.kit import Kit

ENTRY_WORDS: Mapping[str, EntrySort] = {
    **{word: entry for entry, word in ENTRY_SORT_DA.items()},
    **{entry.value: entry for entry in EntrySort},
}
"""What may be typed for the sorts of a line in the log, Danish and English."""


def write(kit: Kit, text: str, *, entry: EntrySort = EntrySort.NOTE, by: str = "") -> Event[Note]:
    """A line in the log. InputError when it is empty or too long."""
    typed.need(text, "Notatet")
    return kit.record(whole(Note, text="Notatet")(text, entry, by))
