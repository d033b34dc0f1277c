"""The kits' own keys: the root that vouches for them, who is believed, and whether the log is what they have signed."""

import os
import sys
from pathlib import Path

import click

from fieldkit.acts import trust
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option, text_option
from fieldkit.cli.output import say, show_json
from fieldkit.cli.passphrases import ask_passphrase, passphrase_file
from fieldkit.core.errors import InputError
from fieldkit.core.facts.keys import MOST_MUNICIPALITY
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.ed25519 import KEY_BYTES, mark_of, public_of
from fieldkit.core.signed.standing import STANDING_DA, Standing
from fieldkit.core.signed.verify import DOUBT_DA, Doubt, Finding
from fieldkit.core.text.wording import in_fours, log_lines_da
from fieldkit.core.views.board import place_name, place_of_kit
from fieldkit.core.views.kit_keys import KitAndKey, kits_and_keys
from fieldkit.kit import Kit
from fieldkit.store.files.bounded import SMALL_FILE, read_bounded
from fieldkit.store.files.durable import write_whole
from fieldkit.store.files.root import add_root, read_root, write_root
from fieldkit.store.files.wrapped import unwrap, wrap
from fieldkit.store.signing import findings
from fieldkit.store.tables.checkpoints import broken

_mark = click.option("--key", "mark", default="", help="How the key's mark begins, where two kits bear the number.")
_kit = click.argument("kit", type=click.IntRange(1, 65535))


@click.command("root")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--municipality", type=click.IntRange(0, MOST_MUNICIPALITY), required=True, help="The code of the municipality."
)
@passphrase_file
def keys_root(file: Path, municipality: int, passphrase_file: Path | None) -> None:
    """Make the municipality's root: FILE, wrapped under a passphrase, for whoever issues kits and for no kit; and
    FILE.pub, for `fieldkit init --root FILE.pub` on every kit.

    \b
    Example: fieldkit keys root rod.key --municipality 999
    """
    public = file.with_name(f"{file.name}.pub")
    for path in (file, public):
        if path.exists():
            raise InputError(f"{path} findes allerede; vælg et andet navn, så ingen rod bliver overskrevet.")
    secret = os.urandom(KEY_BYTES)
    raw = wrap(secret, ask_passphrase("roden", passphrase_file, confirm=True))
    write_root(public, Root(municipality, public_of(secret)))
    write_whole(file, raw)
    say(f"{file} er kommunens rod: gem den, hvor ingen kit er, og skriv adgangskoden ned et andet sted.")
    say(f"{public} skal på alle kits: “fieldkit init --root”, eller “fieldkit keys trust”.")


@click.command("trust")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def keys_trust(places: Places, file: Path) -> None:
    """Let this kit see for whom the municipality's root (its public half) vouches.

    \b
    Example: fieldkit keys trust rod.key.pub
    """
    root = read_root(file)
    with open_kit(places) as kit:
        add_root(kit.home.root_path, root)
        mark = in_fours(mark_of(root.key))
        say(f"Kommunens rod, kommune {root.municipality}, kendetal {mark}. Den gælder fra næste start.")


@click.command("vouch")
@_kit
@click.option("--root", type=click.Path(path_type=Path), required=True, help="The root's file, with its passphrase.")
@click.option("--may-revoke", is_flag=True, help="This kit may say that another is not believed any more.")
@_mark
@passphrase_file
@click.pass_obj
def keys_vouch(places: Places, kit: int, root: Path, may_revoke: bool, mark: str, passphrase_file: Path | None) -> None:
    """Vouch for a kit's key: compare its mark (`keys kits`) with what its own screen says. Prints the number.

    \b
    Example: fieldkit keys vouch 12 --root rod.key
    """
    if root.suffix == ".pub":
        raise InputError(f"{root} er kun rodens offentlige halvdel; vælg filen uden .pub.")
    raw = read_bounded(root, SMALL_FILE)
    with open_kit(places) as own:
        secret = unwrap(raw, ask_passphrase("roden", passphrase_file))
        say(trust.vouch(own, kit, secret, may_revoke=may_revoke, mark=mark).number)


@click.command("revoke")
@_kit
@click.option("--undo", is_flag=True, help="The kit was found again and is whole.")
@text_option("--reason", help="Why, in a few words.")
@name_option("--by", required=True, help="Who decided.")
@_mark
@click.pass_obj
def keys_revoke(places: Places, kit: int, undo: bool, reason: str, by: str, mark: str) -> None:
    """Cut off a kit that is lost: what it writes from now on stands apart, and the radio refuses it. Only a
    secretariat's word counts. Prints the number.

    \b
    Example: fieldkit keys revoke 12 --by "Øvelse Andersen" --reason "stjålet fra bilen"
    """
    with open_kit(places) as own:
        cut_or_take = trust.take_back if undo else trust.revoke
        say(cut_or_take(own, kit, by, reason=reason, mark=mark).number)
    if not undo:
        click.echo(
            f"Kit {kit} har stadig kommunens nøgle: skift den med “fieldkit keys rotate begin”.",
            err=True,
        )


@click.command("accept")
@_kit
@text_option("--reason", help="Why, in a few words.")
@name_option("--by", required=True, help="Who decided.")
@click.pass_obj
def keys_accept(places: Places, kit: int, reason: str, by: str) -> None:
    """Let count what stands apart of a kit that was cut off, as far as it is here. Prints the numbers.

    \b
    Example: fieldkit keys accept 12 --by "Øvelse Andersen" --reason "noterne er læst igennem"
    """
    with open_kit(places) as own:
        for event in trust.accept(own, kit, by, reason=reason):
            say(event.number)


@click.command("renumber")
@_kit
@click.argument("new", type=click.IntRange(1, 65535))
@name_option("--by", required=True, help="Who decided.")
@click.option("--key", "mark", default="", required=True, help="How the mark of its key begins.")
@click.pass_obj
def keys_renumber(places: Places, kit: int, new: int, by: str, mark: str) -> None:
    """Give one of two kits that bear the number KIT the number NEW; what it has written keeps its numbers.

    \b
    Example: fieldkit keys renumber 12 31 --key 4f02 --by "Øvelse Andersen"
    """
    with open_kit(places) as own:
        say(trust.renumber(own, kit, new, by, mark=mark).number)


@click.command("kits")
@as_json
@click.pass_obj
def keys_kits(places: Places, as_json: bool) -> None:
    """Every kit that this one knows: its key's mark, whether the root vouches for it, whether it is believed.

    \b
    Example: fieldkit keys kits
    """
    with open_kit(places) as kit:
        for one in kits_and_keys(kit.log.believed, kit.state.vector):
            if as_json:
                show_json(one)
            else:
                mark = in_fours(one.mark) if one.mark else "ingen nøgle"
                say(f"{one.kit:>5}  {mark:<19}  {_said_of(one)}{_where(one, kit)}")


@click.command("check")
@as_json
@click.pass_obj
def keys_check(places: Places, as_json: bool) -> None:
    """Whether the log is what the kits have signed: what is missing, contradicted or there twice, by number. What is
    kept of the log to start faster is made anew.

    \b
    Example: fieldkit keys check
    """
    with open_kit(places) as kit:
        kit.kept.forget_all()  # nothing signs that
        kit.sign()
        standings = kit.standings()
        found = list(findings(kit.log, standings))
        many = dict.fromkeys(Standing, 0)
        for event in kit.reading.events():
            many[standings.of(event)] += 1
        spoilt, damaged = broken(kit.log), len(kit.log.damaged)
        unsigned = [event.number for event in kit.log.believed.unproven()]
        if as_json:
            counts = {str(one): count for one, count in many.items()}
            told = list(map(finding_json, found))
            show_json({"events": counts, "findings": told, "broken": spoilt, "damaged": damaged, "unsigned": unsigned})
        else:
            say(", ".join(f"{count} {STANDING_DA[one]}" for one, count in many.items() if count) + ".")
            for finding in found:
                say(f"{finding.number} {DOUBT_DA[finding.doubt]}{_both(finding)}.")
            for number in unsigned:
                say(f"{number} er et ord om, hvem der tæller, og ikke underskrevet af et kit, der må: det tæller ikke.")
            for numbers in spoilt:
                say(f"En underskrift over {numbers} er ændret eller beskadiget, og den tæller ikke; flet en pakke ind.")
            if damaged:
                say(f"{log_lines_da(damaged)} er ændret eller beskadiget på disken og læses ikke; flet en pakke ind.")
        if found or spoilt or damaged or unsigned:
            sys.exit(1)


OF_KITS = [keys_root, keys_trust, keys_vouch, keys_revoke, keys_accept, keys_renumber, keys_kits, keys_check]


def _both(finding: Finding) -> str:
    """The editions of a number that stand against each other, as they are told from one another."""
    signed = list(finding.signed)
    others = [one for one in finding.ids if one not in signed]
    if finding.doubt is Doubt.MISSING:
        return ""
    told = f"underskrevet er {_editions(finding, signed)}"
    return f" ({told}, her er også {_editions(finding, others)})" if others else f" ({told})"


def _editions(finding: Finding, ids: list[bytes]) -> str:
    return " og ".join(f"{finding.number}/{one.hex()[:8]}" for one in ids)


def _said_of(one: KitAndKey) -> str:
    words = ["vidimeret" if one.vouched else "uvidimeret"]
    words += ["må spærre andre"] if one.may_revoke else []
    words += [] if one.believed else ["SPÆRRET"]
    words += ["nummeret bæres af flere"] if one.is_twin else []
    return ", ".join(words)


def _where(one: KitAndKey, kit: Kit) -> str:
    """The place on which the kit stands, as far as anybody here knows."""
    place = place_of_kit(one.kit, kit.state, kit.roster)
    return f": {place_name(place, kit.roster)}" if place else ""


def finding_json(finding: Finding) -> dict[str, object]:
    """As commands tell it to programs."""
    return {
        "number": finding.number,
        "epoch": finding.epoch,
        "finding": str(finding.doubt),
        "here": [one.hex() for one in finding.ids],
        "signed": [one.hex() for one in finding.signed],
    }
