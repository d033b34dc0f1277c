"""Commands of the archive: the logs of many kits and municipalities in PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from fieldkit.cli.kit_keys import finding_json
from fieldkit.cli.opening import Places, open_kit, progress
from fieldkit.cli.options import as_json, names_of_places, output_as, text_option, without_personal_data
from fieldkit.cli.output import say, show_json, write_out
from fieldkit.core.errors import InputError
from fieldkit.core.facts.keys import MOST_MUNICIPALITY
from fieldkit.core.signed.standing import STANDING_DA, Standing
from fieldkit.core.signed.verify import DOUBT_DA
from fieldkit.core.text.wording import lines_da, new_lines_da
from fieldkit.store.files.home import Home
from fieldkit.store.files.keys import MunicipalityKey, read_key, read_keys

if TYPE_CHECKING:
    from fieldkit.archive.connection import Connection
    from fieldkit.archive.load import Loaded
    from fieldkit.archive.verify import Verified

_SHOWN = 20
"""So many of a kind are named to a person; --json names all."""
_CODE = click.IntRange(1, MOST_MUNICIPALITY)
_of_municipality = click.option("--municipality", type=_CODE, metavar="CODE", help="The municipality's code.")


@click.group()
def archive() -> None:
    """The logs of many kits and municipalities in PostgreSQL: load, verify, journal."""


@contextmanager
def _archive_at(url: str, after: str = "") -> "Iterator[Connection]":
    """The archive, for as long as the command takes. InputError when this machine has not what it takes."""
    try:
        from fieldkit.archive.connection import archive_at
    except ImportError as error:
        raise InputError(
            "Arkivet kræver biblioteket psycopg, som ikke er her; hent det med “pip install 'fieldkit[archive]'”."
        ) from error
    with archive_at(url, after) as opened:
        yield opened


@archive.command("load")
@click.argument("url")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", type=click.Path(path_type=Path))
@_of_municipality
@text_option("--region", help="The region that the municipality lies in, for the views of whole regions.", limit=60)
@click.option("--key", type=click.Path(path_type=Path), help="The municipality's key file, to open bundles.")
@as_json
@click.pass_obj
def archive_load(
    places: Places,
    url: str,
    sources: tuple[Path, ...],
    municipality: int | None,
    region: str,
    key: Path | None,
    as_json: bool,
) -> None:
    """Put logs into the archive at URL (postgresql://…), and make the archive when there is none. SOURCE is the folder
    of a kit, of its backups, or a bundle; without any it is the kit in --home. What is there already stays as it is:
    a load that was cut off is simply run again. What is damaged is named and kept out.

    \b
    Example: fieldkit archive load postgresql://arkiv@db.example/feltkit --municipality 751
             fieldkit archive load postgresql:///feltkit /media/usb/kit-12.fkb /media/usb --key kommunens.key
    """
    if not sources:
        with open_kit(places) as kit:
            kit.sign()
    with _archive_at(url, "Kør det samme igen: det, der nåede frem, er i arkivet, og intet bliver dobbelt.") as opened:
        from fieldkit.archive.checking import Checking
        from fieldkit.archive.load import load, municipality_of
        from fieldkit.archive.schema import make_ready
        from fieldkit.archive.sources import sources as found_in

        with found_in(sources or (places.home,), _keys(places, key)) as found, Checking() as checking:
            loads = [(source, municipality_of(source, municipality)) for source in found]
            make_ready(opened)
            told = [
                load(opened, source, code, checking, region=region, told=progress(f"{source.name} lægges i arkivet"))
                for source, code in loads
            ]
    if as_json:
        show_json([msgspec.to_builtins(one) for one in told])
    for one in told:
        _tell_load(one, quiet=as_json)
    if any(one.rejected for one in told):
        raise click.exceptions.Exit(1)


def _keys(places: Places, key: Path | None) -> list[MunicipalityKey]:
    return [read_key(key)] if key is not None else read_keys(Home(places.home).key_path.parent)


def _tell_load(loaded: "Loaded", *, quiet: bool) -> None:
    if not quiet:
        many = "1 ny underskrift" if loaded.checkpoints == 1 else f"{loaded.checkpoints} nye underskrifter"
        signed = f", {many}" if loaded.checkpoints else ""
        news = f"{new_lines_da(loaded.new)}, {loaded.known} var der allerede{signed}"
        say(f"{loaded.source} → kommune {loaded.municipality}: {news}.")
    if not loaded.role:
        click.echo(
            f"Rollen feltkit_{loaded.municipality}, som må læse kommunens hændelser, er ikke lavet: arkivets ejer må "
            "ikke lave roller. Bed databasens bestyrer om den.",
            err=True,
        )
    if loaded.erased:
        click.echo(
            f"Navnene i {lines_da(loaded.erased)} er slettet i arkivet. Databasens filer og kopier har dem, til de er "
            "skrevet over: bed databasens bestyrer om VACUUM FULL feltkit.events.",
            err=True,
        )
    if loaded.rejected:
        shown = _some([one.number for one in loaded.rejected])
        click.echo(f"{loaded.source}: {shown} er beskadiget eller ændret og ikke lagt i arkivet; resten er.", err=True)


@archive.command("verify")
@click.argument("url")
@_of_municipality
@as_json
def archive_verify(url: str, municipality: int | None, as_json: bool) -> None:
    """Check all that lies in the archive at URL again, or one municipality: ids, what each load brought, gaps, forks,
    signatures. Exit 1 when something does not hold; it is named by number.

    \b
    Example: fieldkit archive verify postgresql:///feltkit --municipality 751
    """
    holds = True
    with _archive_at(url) as opened:
        from fieldkit.archive.reading import Municipality, municipalities, one_moment
        from fieldkit.archive.schema import must_be_ready
        from fieldkit.archive.verify import verify

        must_be_ready(opened)
        for code in [municipality] if municipality is not None else municipalities(opened):
            with one_moment(opened):
                told = verify(Municipality(opened, code))
            holds = holds and told.holds
            if as_json:
                show_json({**msgspec.to_builtins(told), "findings": list(map(finding_json, told.findings))})
            else:
                _tell_verified(told)
    if not holds:
        click.echo("Noget i arkivet holder ikke; læg de kits og kopier ind igen, der har det.", err=True)
        raise click.exceptions.Exit(1)


def _tell_verified(told: "Verified") -> None:
    from fieldkit.archive.verify import FLAW_DA

    called = f"Kommune {told.municipality}{f' {told.name}' if told.name else ''}"
    behind = ", ".join(f"{told.standings[one]} {STANDING_DA[one]}" for one in Standing if one in told.standings)
    wrong = len(told.flaws) + len(told.findings)
    verdict = f"{wrong} ting holder ikke." if wrong else "alt holder."
    say(f"{called}: {lines_da(told.events)}{f' ({behind})' if behind else ''}; {verdict}")
    for flawed in told.flaws[:_SHOWN]:
        say(f"  {flawed.number} {FLAW_DA[flawed.flaw]}{f' ({flawed.many} i alt)' if flawed.many else ''}.")
    for finding in told.findings[:_SHOWN]:
        say(f"  {finding.number} {DOUBT_DA[finding.doubt]}.")
    if (more := wrong - len(told.flaws[:_SHOWN]) - len(told.findings[:_SHOWN])) > 0:
        say(f"  … og {more} til; alle er i --json.")
    _tell_some("mangler", [gap for feed in told.feeds for gap in feed.gaps])
    _tell_some("har flere udgaver", [fork for feed in told.feeds for fork in feed.forks])


def _tell_some(what: str, numbers: list[str]) -> None:
    if numbers:
        say(f"  {_some(numbers)} {what}.")


def _some(numbers: list[str]) -> str:
    more = f" og {len(numbers) - _SHOWN} til" if len(numbers) > _SHOWN else ""
    return ", ".join(numbers[:_SHOWN]) + more


@archive.command("journal")
@click.argument("url")
@click.option("--municipality", type=_CODE, required=True, metavar="CODE", help="The municipality's code.")
@output_as("html", "csv", "json", default="html")
@without_personal_data
@names_of_places
def archive_journal(
    url: str, municipality: int, form: str, out: Path | None, without_personal_data: bool, data: Path | None
) -> None:
    """A municipality's journal out of the archive: the same bytes as from a kit that has the same events.

    \b
    Example: fieldkit archive journal postgresql:///feltkit --municipality 751 --format html --out journal.html
    """
    from fieldkit.resync.journal import Choice, journal_pieces
    from fieldkit.store.files.roster import whole_roster

    roster = whole_roster(data) if data is not None else None
    with _archive_at(url) as opened:
        from fieldkit.archive.reading import Municipality, one_moment
        from fieldkit.archive.schema import must_be_ready

        must_be_ready(opened)
        with one_moment(opened):
            archived = Municipality(opened, municipality)
            told = journal_pieces(
                archived.events,
                form,
                archived.standings(),
                roster=roster,
                choice=Choice(personal=not without_personal_data),
                is_apart=archived.is_apart,
            )
            write_out(out, (piece.encode() for piece in told))


COMMANDS = [archive]
