"""Evaluation, journal and the whole log in a file, on a stick or in the kit's folder, for whoever looks back."""

import re
from collections.abc import Callable, Iterable
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import msgspec

from fieldkit.acts.evaluation import evaluation_of
from fieldkit.acts.evaluation_json import evaluation_json
from fieldkit.acts.journal import journal_of, note_filed, pieces_of
from fieldkit.core.errors import StoreError
from fieldkit.core.state.incidents import called
from fieldkit.core.text.clean import tame_json
from fieldkit.core.text.names import fold_name
from fieldkit.kit import Kit
from fieldkit.resync.journal.choice import Choice
from fieldkit.store.errors import store_errors
from fieldkit.store.files.durable import write_pieces

AT_HOME = "filer"
"""The folder in the kit's own, where no stick is in."""


class Paper(StrEnum):
    """What is written, and in which form: the word before the point is what, the one behind it the file's ending."""

    EVALUATION_PAGE = "evaluering.html"
    JOURNAL_PAGE = "journal.html"
    JOURNAL_TABLE = "journal.csv"
    EVALUATION_DATA = "evaluering.json"
    JOURNAL_DATA = "journal.json"
    BUNDLE = "log.fkb"


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
    Gives the new file; none is ever written over. `personal`: with names of people, of which an evaluation has none.
    A FieldkitError when that cannot be."""
    with closing(Kit.open(home, now=now)) as kit:
        what, form = paper.split(".")
        if what == "journal":
            chosen = Choice(incident=tag, personal=personal)
            path = _write(folder, _name(kit, tag, what), form, pieces_of(journal_of(kit, chosen), form))
            note_filed(kit, chosen)
            return path
        if paper is Paper.BUNDLE:
            from fieldkit.resync.bundle import export_bundle

            path = _free(folder, f"log-kit-{kit.identity.kit}", form)
            export_bundle(kit, path)
            return path
        return _write(folder, _name(kit, tag, what), form, [_evaluation(kit, tag, form)])


def _evaluation(kit: Kit, tag: int, form: str) -> bytes:
    from fieldkit.resync.evaluation_page import page

    told = evaluation_of(kit, tag)
    if form == "html":
        return page(told).encode()
    return tame_json(msgspec.json.encode(evaluation_json(told, kit.roster))) + b"\n"


def _name(kit: Kit, tag: int, what: str) -> str:
    words = re.sub(r"[^0-9a-z]+", "-", fold_name(called(kit.state.incidents, tag))).strip("-")[:40].strip("-")
    return f"{what}-{words}" if words else what


def _write(folder: Path, name: str, form: str, pieces: Iterable[bytes]) -> Path:
    path = _free(folder, name, form)
    write_pieces(path, pieces)
    return path


def _free(folder: Path, name: str, form: str) -> Path:
    """Where nothing lies yet; the folder is made."""
    with store_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for turn in range(1, 1000):
        path = folder / f"{name}{f'-{turn}' if turn > 1 else ''}.{form}"
        if not path.exists():
            return path
    raise StoreError(f"Der ligger alt for mange filer i {folder}; ryd op, eller brug en anden USB-nøgle.")
