"""Evaluation, journal and the whole log in a file, on a stick or in the kit's folder, for whoever looks back."""

import re
from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import msgspec

from fieldkit.acts.evaluation import evaluation_of
from fieldkit.acts.evaluation_json import evaluation_json
from fieldkit.acts.journal import journal_of, note_filed, pieces_of
from fieldkit.core.state.incidents import called
from fieldkit.core.text.clean import tame_json
from fieldkit.core.text.names import fold_name
from fieldkit.kit import Kit
from fieldkit.resync.journal.choice import Choice
from fieldkit.store.files.durable import write_pieces
from fieldkit.store.files.filed import EVALUATION, JOURNAL, LOG, free_path, writing_in


class Paper(StrEnum):
    """What is written, and in which form: the word before the point is what, the one behind it the file's ending."""

    EVALUATION_PAGE = f"{EVALUATION}.html"
    JOURNAL_PAGE = f"{JOURNAL}.html"
    JOURNAL_TABLE = f"{JOURNAL}.csv"
    EVALUATION_DATA = f"{EVALUATION}.json"
    JOURNAL_DATA = f"{JOURNAL}.json"
    BUNDLE = LOG


PAPER_DA: dict[Paper, str] = {
    Paper.EVALUATION_PAGE: "Evalueringen som side med billeder",
    Paper.JOURNAL_PAGE: "Journalen som side",
    Paper.JOURNAL_TABLE: "Journalen som tabel til regneark",
    Paper.EVALUATION_DATA: "Evalueringens tal til andre programmer",
    Paper.JOURNAL_DATA: "Journalens linjer til andre programmer",
    Paper.BUNDLE: "Hele loggen som pakke, lukket, til et andet kit",
}


def file_beside(
    home: Path, now: Callable[[], float], paper: Paper, tag: int, folder: Path, *, personal: bool = True
) -> Path:
    """Write `paper` of the incident `tag` in `folder`, on the kit in `home`, opened for it beside whoever has it open.
    Gives the new file; none is ever written over, and only of the whole log the new one takes the place of this kit's
    earlier ones. `personal`: with names of people, of which an evaluation has none.
    A FieldkitError when that cannot be."""
    with closing(Kit.open(home, now=now)) as kit:
        what, form = paper.split(".")
        chosen = Choice(incident=tag, personal=personal)
        with writing_in(folder):
            if paper is Paper.BUNDLE:
                from fieldkit.resync.stick import put_on

                return put_on(kit, folder).path
            path = free_path(folder, _name(kit, tag, what), form)
            if what == JOURNAL:
                write_pieces(path, pieces_of(journal_of(kit, chosen), form))
            else:
                write_pieces(path, [_evaluation(kit, tag, form)])
        if what == JOURNAL:
            note_filed(kit, chosen)
        return path


def _evaluation(kit: Kit, tag: int, form: str) -> bytes:
    from fieldkit.resync.evaluation_page import page

    told = evaluation_of(kit, tag)
    if form == "html":
        return page(told).encode()
    return tame_json(msgspec.json.encode(evaluation_json(told, kit.roster))) + b"\n"


def _name(kit: Kit, tag: int, what: str) -> str:
    words = re.sub(r"[^0-9a-z]+", "-", fold_name(called(kit.state.incidents, tag))).strip("-")[:40].strip("-")
    return f"{what}-{words}" if words else what
