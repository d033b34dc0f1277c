"""What commands share for papers that never wait in the queue: what opens a list, and what is said of the paper."""

import os
import sys
from pathlib import Path

import click

from fieldkit.acts import private_papers, vault
from fieldkit.acts.private_papers import PrivatePaper
from fieldkit.cli.output import say
from fieldkit.cli.remedies import told
from fieldkit.core.errors import InputError, StoreError
from fieldkit.kit import Kit
from fieldkit.store.vault.vault import Secret, passphrase

PASSPHRASE_VARIABLE = "FIELDKIT_PASSPHRASE"


def ask_secret(kit: Kit, key: Path | None, *, confirm: bool = False) -> Secret:
    """What opens a list: the key file, or the passphrase asked for at the terminal or read from the environment."""
    if key is not None:
        return vault.key_secret(kit, key)
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is None:
        if not sys.stdin.isatty():
            raise InputError(
                f"Adgangskoden mangler; skriv den på et tastatur, sæt {PASSPHRASE_VARIABLE}, eller brug --key FIL."
            )
        given = click.prompt("Adgangskode til nødlister", hide_input=True, err=True)
        if confirm and click.prompt("Skriv den igen", hide_input=True, err=True) != given:
            raise InputError("De to adgangskoder er ikke ens; intet er gemt, prøv igen.")
    return passphrase(given)


def sweep_lists(kit: Kit) -> None:
    """Destroy what is too old, before anything else is done."""
    for name in vault.sweep(kit):
        click.echo(f"Nødlisten {name} var over syv døgn gammel og er slettet.", err=True)


def unnoted(text: str, error: StoreError) -> None:
    """What the log could not take belongs on paper."""
    click.echo(f"Det kunne ikke noteres i loggen ({told(error)}) Skriv det på papir: {text}.", err=True)


def print_private(kit: Kit, paper: PrivatePaper, by: str = "") -> None:
    """Print it at once, and say how that went."""
    from fieldkit.devices.printer.url import VirtualUrl, parse_printer_url

    title = paper.document.title
    if private_papers.print_private(kit, paper, unnoted, by):
        say(f"{title} er udskrevet.")
    else:
        say(f"{title} er sendt til printeren; se, om papiret kom ud.")
    match parse_printer_url(kit.config.printer):
        case VirtualUrl(folder):
            where = kit.home.folder / folder
            click.echo(f"Den virtuelle printer lægger papiret som filer i {where}; slet dem bagefter.", err=True)
