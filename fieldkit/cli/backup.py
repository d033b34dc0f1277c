"""Commands for copies of a kit on a second medium: backup, and restore."""

from pathlib import Path

import click
import msgspec

from fieldkit.cli.moments import clock
from fieldkit.cli.opening import Places, open_kit, progress
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say, show_json
from fieldkit.cli.passphrases import ask_passphrase, passphrase_file
from fieldkit.core.errors import InputError
from fieldkit.core.text.wording import lines_da


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--with-keys", is_flag=True, help="Also the kit's keys, in one file under a passphrase.")
@passphrase_file
@as_json
@click.pass_obj
def backup(places: Places, folder: Path, with_keys: bool, passphrase_file: Path | None, as_json: bool) -> None:
    """A consistent copy of the kit on a second medium, also while the engine runs. Those of the last 24 hours are kept;
    of a long log fewer, further apart. The keys are asked for once: copies without them leave the file where it is.

    \b
    Example: fieldkit backup /media/usb --with-keys
    """
    from fieldkit.acts import copies
    from fieldkit.store.files.wrapped_keys import wrap_keys

    if passphrase_file is not None and not with_keys:
        raise InputError("Adgangskoden hører til nøglerne: skriv også --with-keys.")
    with open_kit(places) as kit:
        keys = None
        if with_keys:
            words = ask_passphrase("kopien af nøglerne", passphrase_file, confirm=True)
            keys = wrap_keys(kit.home.key_path.parent, words)
        made = copies.take(kit, folder, keys)
    if as_json:
        show_json(msgspec.to_builtins(made, enc_hook=str))
    else:
        say(copies.taken_da(made))
        if with_keys:
            say(f"{made.keys}: kittets nøgler, pakket ind; uden adgangskoden kan ingen åbne dem.")
    if made.same_disk:
        click.echo(copies.same_disk_da(folder), err=True)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--key", type=click.Path(path_type=Path), help="The municipality's key file, instead of wrapped keys.")
@click.option("--without-keys", is_flag=True, help="Leave the wrapped keys where they are: nobody has the passphrase.")
@passphrase_file
@as_json
@click.pass_obj
def restore(
    places: Places, folder: Path, key: Path | None, without_keys: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Make the kit in --home from its copy in DIR: the folder of one hour, or a stick, of which the latest is taken.
    The copy is checked first; a kit that is there is never written over, and keys that lie ready in its folder stay. It
    goes on with a new series of numbers.

    \b
    Example: fieldkit restore /media/usb/kit-12/20261121T14Z
    """
    from fieldkit.store.files.home import Home
    from fieldkit.store.files.making import refuse_existing
    from fieldkit.store.files.wrapped_keys import unwrap_keys
    from fieldkit.store.restore import find_copy, restore

    home = Home(places.home)
    refuse_existing(home)
    copy = find_copy(folder)
    keys: dict[str, bytes] = {}
    if key is not None:
        keys = _key(key)
    elif home.key_path.exists() and not home.making_path.exists():
        pass  # somebody has laid them ready; what the power left of another try goes away
    elif copy.wrapped is not None and not without_keys:
        keys = unwrap_keys(copy.wrapped, ask_passphrase("nøglerne i kopien", passphrase_file))
    elif passphrase_file is not None:
        raise InputError(f"Der ligger ingen indpakkede nøgler ved {copy.folder}; giv kommunens nøgle med --key FIL.")
    made = restore(copy, home, keys, progress("Kopien læses igennem"))
    with open_kit(places) as kit:
        told = {
            "kit": made.number,
            "events": made.events,
            "from": str(copy.folder),
            "epoch": kit.identity.epoch,
            "first": kit.identity.first,
            "keys": list(made.keys),
        }
        has_key, now = kit.key is not None, kit.now()
    if as_json:
        show_json(told)
    else:
        when = f" fra {clock(copy.taken, now)}" if copy.taken is not None else ""
        say(f"Kit {made.number} er gendannet i {places.home} af kopien{when}: {lines_da(made.events)}.")
    if not has_key:
        click.echo(
            "Kittet har ingen nøgle og kan ikke sende: læg kommunens nøglefil i "
            f"{home.key_path}, eller læs et nøglekort med “fieldkit keys scan {home.key_path}”.",
            err=True,
        )
    elif home.kit_key_path.name not in made.keys:
        click.echo(
            "Kittets egen nøgle var ikke med; det har fået en ny og er uvidimeret, til roden har sagt god for den.",
            err=True,
        )
    click.echo("Nødlister er ikke med i en kopi; læg dem ind igen, hvis de skal bruges.", err=True)


def _key(path: Path) -> dict[str, bytes]:
    from fieldkit.store.files.bounded import SMALL_FILE, read_bounded
    from fieldkit.store.files.home import KEY_NAME
    from fieldkit.store.files.keys import read_key

    read_key(path)
    return {KEY_NAME: read_bounded(path, SMALL_FILE)}


COMMANDS = [backup, restore]
