"""What a person does with emergency lists: lock in, open, print, destroy. How they are kept: `store.vault`.

The log notes each by the list's name, never what is in it. `sweep` comes before whatever else is done.
"""

import dataclasses
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, TypeVar

from fieldkit.acts import notes
from fieldkit.acts.printing import source_of
from fieldkit.acts.private_papers import PrivatePaper, Unnoted, note, print_private
from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.documents import DOCUMENTS, DocumentKind, EmergencyList
from fieldkit.core.errors import InputError
from fieldkit.core.facts.said import EntrySort
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import PurgeAll
from fieldkit.core.text.wording import how_long, many_da
from fieldkit.kit import Kit
from fieldkit.paper.documents import make
from fieldkit.paper.documents.source import ListRows
from fieldkit.store.errors import store_errors
from fieldkit.store.vault import vault as store
from fieldkit.store.vault.ages import Age
from fieldkit.store.vault.list_files import ListTable, read_list
from fieldkit.store.vault.vault import ListInfo, OpenList, Secret

T = TypeVar("T")
LIST_SUFFIXES = (".csv", ".xlsx", ".xlsm", ".txt")
"""Of files that a list may be handed in as."""
KEY_SUFFIX = ".key"
GONE_DA = (
    "Filerne er overskrevet og slettet. På SD-kort, USB-stik og SSD kan gamle celler overleve; de rummer kun "
    "krypterede bytes, som ikke kan læses uden adgangskoden eller nøglefilen. Papirudgaver makuleres i hånden."
)
_CALLED = DOCUMENTS[DocumentKind.LIST].danish


def key_secret(kit: Kit, path: Path) -> Secret:
    """What a key file opens lists with. InputError when it lies on the kit itself: then it protects nothing."""
    secret = store.key_file(path)
    at_home = path.resolve().is_relative_to(kit.home.folder.resolve())
    own = kit.home.key_path.parent.rglob("*.key")  # also those that are retired
    if at_home or any(secret.material == one.read_bytes() for one in own):
        raise InputError(
            "Den nøgle ligger på selve kittet og beskytter intet; brug en nøglefil på vagtens egen USB-nøgle."
        )
    return secret


def new_key(home: Path, path: Path) -> None:
    """Make a key file that the shift carries. InputError on the kit itself, whose folder is `home`."""
    if path.resolve().is_relative_to(home.resolve()):
        raise InputError("En nøgle på selve kittet beskytter intet; skriv den på vagtens egen USB-nøgle.")
    store.new_key_file(path)


def sweep(kit: Kit) -> list[str]:
    """Destroy what has lain here too long by all that the kit knows, and note it in the log; the names."""
    gone = store.purge(kit.home.vault, kit.own_clock(), sure=kit.time_sure)
    for name in gone:
        notes.write(kit, f"{_CALLED} {name} slettet efter syv døgn", entry=EntrySort.ACTION)
    return gone


def ages(kit: Kit) -> dict[str, Age]:
    """How old each whole list is, by name."""
    return store.ages(kit.home.vault, kit.own_clock(), sure=kit.time_sure)


class Listed(NamedTuple):
    """A list from the outside: seconds since it was made, None when nobody can know; when it is destroyed, Unix seconds
    by the clock of now: seven days after it came, when that has gone right since."""

    info: ListInfo
    made_s: float | None
    destroyed_at: float

    @property
    def old(self) -> bool | None:
        """None when nobody can know."""
        return None if self.made_s is None else self.made_s > store.OLD_S


def listed(kit: Kit) -> list[Listed]:
    """Every list by name; damaged ones too."""
    return [about(kit, info, known) for known in [ages(kit)] for info in store.list_infos(kit.home.vault)]


def about(kit: Kit, info: ListInfo, known: dict[str, Age] | None = None) -> Listed:
    """What is known of one list from the outside; `known` as of `ages`."""
    known, now = ages(kit) if known is None else known, kit.now()
    made_s = known[info.name].made_s if info.name in known else None
    left = store.KEPT_S - (known[info.name].kept_s if info.name in known else 0)
    usual = info.added + store.KEPT_S
    return Listed(info, made_s, usual if abs(now + left - usual) < 60 else now + left)


def listed_da(one: Listed, now: float) -> str:
    """`lavet for 2 timer siden, slettes 4.12. 08.00, adgangskode`."""
    if one.info.damaged:
        return "BESKADIGET: læg listen ind igen"
    lock = "adgangskode" if one.info.lock is store.Lock.PASSPHRASE else "nøglefil"
    words = "for ukendt tid siden" if one.made_s is None else f"for {how_long(one.made_s)} siden"
    old = "" if one.old is False else "  GAMMEL"
    return f"lavet {words}, slettes {danish_clock(one.destroyed_at, now)}, {lock}{old}"


def table_lines(opened: OpenList, width: int | None = None) -> list[str]:
    """An opened list in lines: a table, or, where that is wider than `width`, each row with its headings."""
    rows = [opened.columns, *opened.rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(opened.columns))]
    if width is None or sum(widths) + 2 * len(widths) <= width:
        return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines: list[str] = []
    for row in opened.rows:
        lines += [f"{column}: {cell}" for column, cell in zip(opened.columns, row, strict=True) if cell]
        lines.append("")
    return lines[:-1]


def files_on(folders: list[Path]) -> list[Path]:
    """Files in these folders that a list may be handed in as, by name."""
    found: list[Path] = []
    for folder in folders:
        try:
            found += sorted(path for path in folder.iterdir() if path.suffix.lower() in LIST_SUFFIXES)
        except OSError:  # it was pulled out
            continue
    return found


def keys_on(folders: list[Path]) -> list[Path]:
    """The key files in these folders: one, where the shift's own stick is in and no other."""
    found: list[Path] = []
    for folder in folders:
        try:
            found += sorted(path for path in folder.iterdir() if path.suffix.lower() == KEY_SUFFIX)
        except OSError:
            continue
    return found


def beside(home: Path, now: Callable[[], float], do: Callable[[Kit, Unnoted], T]) -> tuple[T, list[str]]:
    """Do something with lists on the kit in `home`, opened for it beside whoever has it open: a passphrase takes a
    second, a printer longer. Gives what came of it, and what belongs on paper because the log could not take it."""
    on_paper: list[str] = []
    with closing(Kit.open(home, now=now)) as kit:
        return do(kit, lambda text, _error: on_paper.append(text)), on_paper


class HandedIn(NamedTuple):
    """A list as it lay in a file: what it is to be called, what seems damaged in it, and when the file was made (Unix
    seconds)."""

    name: str
    table: ListTable
    doubts: tuple[Fault, ...]
    made: float


def handed_in(path: Path, name: str) -> HandedIn:
    """The list in a file, called as the file where no name is given. InputError for a name with personal data and for
    what is no list, StoreError when it cannot be read."""
    chosen = store.list_name(name or path.stem)
    with store_errors(path):  # a stick may be pulled out between any two of these
        table, doubts = read_list(path)
        return HandedIn(chosen, table, tuple(doubts), path.stat().st_mtime)


def locked_in_da(kit: Kit, info: ListInfo, given: HandedIn) -> str:
    """That it is in, and until when."""
    gone = danish_clock(about(kit, info).destroyed_at, kit.now())
    rows = many_da(len(given.table.rows), "linje", "linjer")
    return f"Nødlisten {info.name} er låst inde ({rows}); den slettes {gone}."


def original_da(original: str) -> str:
    """What is said of the file that was handed in."""
    return f"Originalen {original} er ikke krypteret; slet den, når den ikke skal bruges mere."


def add(kit: Kit, path: Path, name: str, secret: Secret, unnoted: Unnoted, by: str = "") -> list[str]:
    """Put the list in a file in the vault; in sentences what a person should know. Raises as `handed_in`."""
    given = handed_in(path, name)
    info = lock_in(kit, given.name, given.table, secret, unnoted, made=given.made, by=by)
    return [locked_in_da(kit, info, given), original_da(path.name), *(f"SE EFTER: {fault}" for fault in given.doubts)]


def print_list(kit: Kit, name: str, secret: Secret, unnoted: Unnoted, by: str = "") -> str:
    """Put a list on paper at once, and say how that went."""
    _, paper = list_paper(kit, name, secret)
    if print_private(kit, paper, unnoted, by):
        return f"{paper.document.title} er udskrevet."
    return f"{paper.document.title} er sendt til printeren; se, om papiret kom ud."


def lock_in(
    kit: Kit, name: str, table: ListTable, secret: Secret, unnoted: Unnoted, *, made: float, by: str = ""
) -> ListInfo:
    """Put a list in the vault, in place of an older one of the same name. `made`: of the file handed in, Unix seconds.
    InputError for a name with personal data or none."""
    now, sure = kit.own_clock(), kit.time_sure
    info = store.add_list(kit.home.vault, name, table, secret, now, made=made, sure=sure)
    note(kit, f"{_CALLED} {info.name} lagt ind", unnoted, by)
    return info


def fetch(kit: Kit, name: str, secret: Secret, unnoted: Unnoted, by: str = "") -> OpenList:
    """Open a list to look at it. InputError for a wrong name or secret."""
    opened = store.open_list(kit.home.vault, name, secret)
    note(kit, f"{_CALLED} {opened.info.name} hentet", unnoted, by)
    return opened


def list_paper(kit: Kit, name: str, secret: Secret) -> tuple[OpenList, PrivatePaper]:
    """Open a list to put it on paper. InputError for a wrong name or secret."""
    opened = store.open_list(kit.home.vault, name, secret)
    return opened, paper_of(kit, opened)


def paper_of(kit: Kit, opened: OpenList) -> PrivatePaper:
    """An opened list as it stands on paper."""
    rows = ListRows(opened.columns, opened.rows, float(opened.info.made))
    source = dataclasses.replace(source_of(kit), find_list=lambda _: rows)
    document = make(EmergencyList(opened.info.name), source)
    return PrivatePaper(DocumentKind.LIST, f"{_CALLED} {opened.info.name}", document)


def purge(kit: Kit, unnoted: Unnoted, *, everything: bool = False) -> list[str]:
    """Destroy lists that have lain here for more than seven days, or all; the names. InputError when none has as far as
    the kit knows, and nobody has set the clock: then more may have passed."""
    gone = store.purge(kit.home.vault, kit.own_clock(), sure=kit.time_sure, everything=everything)
    if not gone and not everything and not kit.time_sure:
        raise InputError("Kittets ur er ikke stillet, så listernes alder er ukendt.", PurgeAll())
    for name in gone:
        note(kit, f"{_CALLED} {store.list_name(name)} slettet", unnoted)  # a damaged file may have any name
    return gone
