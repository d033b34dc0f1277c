"""Everything that a kit has queued for phones, whatever became of it."""

from fieldkit.store.log import Log
from fieldkit.store.tables.texts import PhoneText, read_text


def all_texts(log: Log) -> list[PhoneText]:
    """The oldest first."""
    found = (read_text(log, text_id) for (text_id,) in log.read("SELECT text_id FROM texts ORDER BY text_id"))
    return [text for text in found if text is not None]
