"""What a person does with emergency lists: lock in, open, print, destroy. How they are kept: `store.vault`.

The log notes each by the list's name, never what is in it. `sweep` comes before whatever else is done.
"""

import dataclasses
from pathlib import Path

from fieldkit.acts import notes
from fieldkit.acts.printing import source_of
from fieldkit.acts.private_papers import PrivatePaper, Unnoted, note
from fieldkit.core.documents import DOCUMENTS, DocumentKind, EmergencyList
from fieldkit.core.errors import InputError
from fieldkit.core.facts.said import EntrySort
from fieldkit.core.remedies import PurgeAll
from fieldkit.kit import Kit
from fieldkit.paper.documents import make
from fieldkit.paper.documents.source import ListRows
from fieldkit.store.vault import vault as store
from fieldkit.store.vault.ages import Age
from fieldkit.store.vault.list_files import ListTable
from fieldkit.store.vault.vault import ListInfo, OpenList, Secret

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
