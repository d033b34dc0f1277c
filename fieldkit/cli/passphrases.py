"""How a command gets a passphrase: a person types it, unseen; a script has it in a file or in its environment."""

import os
import sys
from pathlib import Path

import click

from fieldkit.cli.private_paper import PASSPHRASE_VARIABLE
from fieldkit.core.errors import InputError
from fieldkit.store.files.bounded import SMALL_FILE, read_bounded

passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="For scripts: the passphrase is the first line of this file, instead of being asked for.",
)


def ask_passphrase(what: str, file: Path | None, *, confirm: bool = False) -> str:
    """The passphrase that opens or closes `what` (Danish, as in “Adgangskode til …”). `confirm`: it is a new one, and
    asked for twice. InputError when nobody can be asked."""
    if file is not None:
        if not file.is_file():
            raise InputError(f"Filen {file} med adgangskoden findes ikke.")
        lines = read_bounded(file, SMALL_FILE).decode("utf-8", "replace").splitlines()
        return lines[0] if lines else ""
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise InputError(
            f"Adgangskoden mangler; skriv den på et tastatur, sæt {PASSPHRASE_VARIABLE}, eller brug "
            "--passphrase-file FIL."
        )
    said = str(click.prompt(f"Adgangskode til {what}", hide_input=True, err=True))
    if confirm and click.prompt("Skriv den igen", hide_input=True, err=True) != said:
        raise InputError("De to adgangskoder er ikke ens; intet er gemt, prøv igen.")
    return said
