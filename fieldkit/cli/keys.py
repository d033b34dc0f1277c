"""The municipality's key: new, show, card, scan."""

import sys
from pathlib import Path

import click

from fieldkit.cli.key_change import keys_rotate
from fieldkit.cli.kit_keys import OF_KITS
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say, show_json
from fieldkit.core.errors import InputError
from fieldkit.core.facts.key_change import MOST_KEYS
from fieldkit.core.text.wording import in_fours
from fieldkit.link.wire.slip import read_key_digits, split_codes
from fieldkit.resync.owner import key_of
from fieldkit.resync.slips import read_source
from fieldkit.store.files.durable import write_whole
from fieldkit.store.files.keys import MunicipalityKey, add_key, find_key, new_key, read_key, write_key

_NUMBER = click.IntRange(1, MOST_KEYS)
_MOST_DIGITS = 1_000
"""Of the line that a scanner types of a key card; its code has some hundred."""


@click.group()
def keys() -> None:
    """The municipality's key: who holds it can speak as the municipality."""


@keys.command("new")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--number", type=_NUMBER, default=1, show_default=True, help="The next when renewed.")
@as_json
def keys_new(file: Path, number: int, as_json: bool) -> None:
    """Make a municipality key. Give the same file to every kit: `fieldkit init --key FILE`.

    \b
    Example: fieldkit keys new municipality.key
    """
    key = new_key(number)
    write_key(file, key)
    _show(key, file, as_json)


@keys.command("show")
@as_json
@click.pass_obj
def keys_show(places: Places, as_json: bool) -> None:
    """Number and fingerprint (kendetal) of this kit's key; two kits have the same key when both are equal.

    \b
    Example: fieldkit keys show
    """
    with open_kit(places) as kit:
        key = key_of(kit)
        _show(key, find_key(kit.home.key_path.parent, key.number) or kit.home.key_path, as_json)


@keys.command("card")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Write the ESC/POS bytes instead of printing.")
@click.pass_obj
def keys_card(places: Places, target: Path | None) -> None:
    """Print this kit's key as a QR code on a card, to be locked away. It never waits in the queue on the disk.

    \b
    Example: fieldkit keys card
    """
    from fieldkit.acts.printing import payload_of
    from fieldkit.acts.private_papers import key_card
    from fieldkit.cli.private_paper import print_private

    with open_kit(places) as kit:
        key_of(kit)
        paper = key_card(kit)
        if target is None:
            print_private(kit, paper)
            return
        if target.exists():
            raise InputError(f"{target} findes allerede; vælg et andet navn.")
        write_whole(target, payload_of(kit, paper.document, paper.kind))
        say(f"{target} indeholder nøglen; slet filen, når kortet er udskrevet.")


@keys.command("scan")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("source", metavar="[DIGITS|PICTURE|-]", required=False, default="-")
@as_json
def keys_scan(file: Path, source: str, as_json: bool) -> None:
    """Read a key card into FILE, for `fieldkit init --key FILE`. Without a source the scanner types it.

    \b
    Example: fieldkit keys scan municipality.key
    """
    if source == "-":
        texts = [sys.stdin.readline(_MOST_DIGITS)]
    elif "".join(source.split()).isdigit():
        texts = [source]
    else:
        texts = read_source(Path(source))
    codes = [code for text in texts for code in split_codes(text)]
    if len(codes) != 1:
        raise InputError("Der skal være én kode, nemlig nøglekortets; scan det alene.")
    number, secret = read_key_digits(codes[0])
    key = MunicipalityKey(number, secret)
    write_key(file, key)
    _show(key, file, as_json)


@keys.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def keys_add(places: Places, file: Path, as_json: bool) -> None:
    """Give this kit the next key. Old frames stay readable; the highest number seals from the next start on.

    \b
    Example: fieldkit keys add next.key
    """
    key = read_key(file)
    with open_kit(places) as kit:
        if key.number in kit.keys:
            raise InputError(f"Kittet har allerede en nøgle nr. {key.number}; lav den næste med et højere --number.")
        target = add_key(kit.home.key_path.parent, key)
    _show(key, target, as_json)
    if not as_json:
        say("Den gælder først, når motoren starter næste gang: luk “fieldkit” (eller “fieldkit run”), og åbn det igen.")


def _show(key: MunicipalityKey, path: Path, as_json: bool) -> None:
    if as_json:
        show_json({"number": key.number, "fingerprint": key.fingerprint(), "path": str(path)})
    else:
        mark = in_fours(key.fingerprint())
        say(f"Nøgle nr. {key.number}, kendetal {mark}, i {path}. Del den kun fra hånd til hånd.")


for _command in (*OF_KITS, keys_rotate):
    keys.add_command(_command)
COMMANDS = [keys]
