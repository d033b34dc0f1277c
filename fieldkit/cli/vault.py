"""Commands for emergency lists: add, list, show, purge, key. They lie encrypted in HOME/vault, not in the log."""

import sys
from pathlib import Path

import click

from fieldkit.acts import vault as acts
from fieldkit.cli.moments import iso
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option
from fieldkit.cli.output import say, show_json
from fieldkit.cli.private_paper import ask_secret, print_private, sweep_lists, unnoted
from fieldkit.core.text.wording import how_long
from fieldkit.kit import Kit
from fieldkit.paper.layout import as_text, lay_out
from fieldkit.store.vault import vault as store


@click.group()
def vault() -> None:
    """Emergency lists (personal data): kept encrypted apart from the log, destroyed after seven days.

    The passphrase is asked for, or read from FIELDKIT_PASSPHRASE; --key FILE names a key file that the shift carries.
    """


_key = click.option("--key", type=click.Path(path_type=Path), help="Open with this key file instead of a passphrase.")


@vault.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What to call it; default: the file's name.")
@_key
@name_option("--by", help="Who adds it.")
@as_json
@click.pass_obj
def vault_add(places: Places, file: Path, name: str, key: Path | None, by: str, as_json: bool) -> None:
    """Put a list (CSV, XLSX or plain text) in the vault, in place of an older one of the same name.

    \b
    Example: fieldkit vault add /media/usb/klasseliste-3b.csv --name klasseliste-3b
    """
    with open_kit(places) as kit:
        given = acts.handed_in(file, name)
        secret = ask_secret(kit, key, confirm=True)
        sweep_lists(kit)
        info = acts.lock_in(kit, given.name, given.table, secret, unnoted, made=given.made, by=by)
        for fault in given.doubts:
            click.echo(f"SE EFTER: {fault}", err=True)
        if as_json:
            show_json({**_info_json(acts.about(kit, info)), "lines": len(given.table.rows)})
            return
        say(acts.locked_in_da(kit, info, given))
        click.echo(acts.original_da(str(file)), err=True)
        _warn_of_age(kit, info)


@vault.command("list")
@as_json
@click.pass_obj
def vault_list(places: Places, as_json: bool) -> None:
    """List what is in the vault: names, ages and when each is destroyed. Opens nothing.

    \b
    Example: fieldkit vault list --json
    """
    with open_kit(places) as kit:
        sweep_lists(kit)
        found = acts.listed(kit)
        for one in found:
            if as_json:
                show_json(_info_json(one))
            else:
                say(f"{one.info.name:<32} {acts.listed_da(one, kit.now())}")
        if not found and not as_json:
            say("Der er ingen nødlister.")


@vault.command("show")
@click.argument("name")
@_key
@click.option("--print", "on_paper", is_flag=True, help="Print it at once; it never waits in the queue on the disk.")
@click.option("--text", "text_only", is_flag=True, help="Show it as it would stand on paper.")
@name_option("--by", help="Who fetches it.")
@as_json
@click.pass_obj
def vault_show(
    places: Places, name: str, key: Path | None, on_paper: bool, text_only: bool, by: str, as_json: bool
) -> None:
    """Open a list on the screen or print it. The log notes that it was opened, never what is in it.

    \b
    Example: fieldkit vault show klasseliste-3b --print
    """
    with open_kit(places) as kit:
        secret = ask_secret(kit, key)
        sweep_lists(kit)
        if on_paper:
            opened, paper = acts.list_paper(kit, name, secret)
            _warn_of_age(kit, opened.info)
            print_private(kit, paper, by)
            return
        opened = acts.fetch(kit, name, secret, unnoted, by)
        _warn_of_age(kit, opened.info)
        if as_json:
            show_json({**_info_json(acts.about(kit, opened.info)), "columns": opened.columns, "rows": opened.rows})
        elif text_only:
            document, columns = acts.paper_of(kit, opened).document, kit.config.columns
            sys.stdout.buffer.write(as_text(lay_out(document, columns), columns).encode())
        else:
            for line in acts.table_lines(opened):
                say(line)


@vault.command("purge")
@click.option("--all", "everything", is_flag=True, help="Every list, not only those older than seven days.")
@as_json
@click.pass_obj
def vault_purge(places: Places, everything: bool, as_json: bool) -> None:
    """Destroy lists older than seven days, or all, and say what that cannot promise.

    \b
    Example: fieldkit vault purge --all
    """
    with open_kit(places) as kit:
        gone = acts.purge(kit, unnoted, everything=everything)
        if as_json:
            show_json({"destroyed": gone, "left": [info.name for info in store.list_infos(kit.home.vault)]})
        elif gone:
            say(f"Slettet: {', '.join(gone)}.")
        else:
            say("Ingen nødlister var over syv døgn gamle.")
        if gone:
            click.echo(acts.GONE_DA, err=True)


@vault.command("key")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def vault_key(places: Places, file: Path) -> None:
    """Write a new key file, to a USB stick that the shift carries and hands over.

    \b
    Example: fieldkit vault key /media/usb/vagt.key
    """
    acts.new_key(places.home, file)
    say(f"Nøglefilen {file} er lavet; uden den kan listerne, den låser, ikke åbnes.")


def _warn_of_age(kit: Kit, info: store.ListInfo) -> None:
    age = acts.about(kit, info).made_s
    if age is None and not kit.time_sure:
        click.echo(f"Kittets ur er ikke stillet, så alderen på nødlisten {info.name} er ukendt.", err=True)
    elif age is None:
        click.echo(f"Kittets ur var ikke rigtigt, da nødlisten {info.name} kom, så dens alder er ukendt.", err=True)
    elif age > store.OLD_S:
        click.echo(
            f"GAMMEL LISTE: {info.name} er lavet for {how_long(age)} siden; spørg, om der findes en nyere.", err=True
        )


def _info_json(one: acts.Listed) -> dict[str, object]:
    info = one.info
    if info.damaged:
        return {"name": info.name, "state": "damaged"}
    return {
        "name": info.name,
        "state": "ok",
        "made": iso(info.made),
        "added": iso(info.added),
        "age_s": None if one.made_s is None else int(one.made_s),
        "old": one.old,
        "destroyed_at": iso(int(one.destroyed_at)),
        "lock": info.lock,
    }


COMMANDS = [vault]
