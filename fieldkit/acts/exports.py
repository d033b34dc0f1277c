"""Handing the picture on to systems that are shared with others: which incident, and with or without what tells of
people."""

from collections.abc import Iterator

from fieldkit.acts import journal
from fieldkit.acts.neighbours import sides
from fieldkit.kit import Kit
from fieldkit.resync.exports import Exported, export_csv, export_json
from fieldkit.resync.journal.choice import Choice
from fieldkit.resync.journal.whole import Journal

_FORMS = {"csv": export_csv, "json": export_json}


def exported(kit: Kit, table: str, form: str, *, incident: str = "", personal: bool = False) -> Iterator[str]:
    """A table of `resync.exports.TABLES` as `csv` or `json`, a piece at a time. `incident`: by its name, else the one
    that runs; the log is whole where none runs. InputError as `acts.journal.choice`."""
    chosen = journal.choice(kit, incident=incident, personal=personal)
    tag = kit.state.current() if chosen.incident is None else chosen.incident
    if chosen.incident is None and tag:
        chosen = Choice(incident=tag, personal=personal)
    kit.state.look_at(tag)
    told = Journal(kit.reading.events, kit.standings(), roster=kit.roster, choice=chosen, is_apart=kit.is_apart)
    return _FORMS[form](table, Exported(sides(kit), tag, told, kit.now(), personal))
