"""The municipality's key is changed: who has the next one, give it, put it in use, let the old one go."""

from pathlib import Path

import click

from fieldkit.acts import rotation
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option
from fieldkit.cli.output import say, say_wrapped, show_json
from fieldkit.core.errors import InputError
from fieldkit.core.facts.key_change import MOST_KEYS
from fieldkit.core.text.wording import in_fours
from fieldkit.core.views.key_change import KeyChange
from fieldkit.kit import Kit
from fieldkit.store.files.durable import write_whole
from fieldkit.store.files.keys import read_retired

_by = name_option("--by", required=True, help="Who decided.")


@click.group("rotate", invoke_without_command=True)
@as_json
@click.pass_context
def keys_rotate(ctx: click.Context, as_json: bool) -> None:
    """Change the municipality's key, and with it the radios' channel: `begin` gives every kit its share, `use` puts the
    key in use, `retire` lets the old one go. Without any of them: who has it and who not.

    \b
    Example: fieldkit keys rotate
             fieldkit keys rotate begin --by "Øvelse Andersen"
    """
    if ctx.invoked_subcommand is None:
        with open_kit(ctx.obj) as kit:
            _show(kit, rotation.how_far(kit), as_json)


@keys_rotate.command("begin")
@click.option("--anew", is_flag=True, help="Another key, though the last one has not reached all.")
@click.option("--unvouched", is_flag=True, help="No root vouches for the kits; you have compared their marks.")
@_by
@as_json
@click.pass_obj
def rotate_begin(places: Places, anew: bool, unvouched: bool, by: str, as_json: bool) -> None:
    """Make the next key and seal it to each kit's own key; again, for kits that have come since. Never for a kit that
    is cut off. It travels by radio, stick and slip.

    \b
    Example: fieldkit keys rotate begin --by "Øvelse Andersen"
    """
    with open_kit(places) as kit:
        _show(kit, rotation.begin(kit, by, anew=anew, unvouched=unvouched), as_json)


@keys_rotate.command("give")
@click.argument("kit", type=click.IntRange(1, 65535))
@click.option("--to", "target", type=click.Path(path_type=Path), help="Write the codes to a file, for a stick.")
@click.pass_obj
def rotate_give(places: Places, kit: int, target: Path | None) -> None:
    """Print the share of a kit that was away, or write it to a file: `slip scan` reads it there, and it opens for that
    kit alone.

    \b
    Example: fieldkit keys rotate give 12
             fieldkit keys rotate give 12 --to /media/usb/kit12.txt
    """
    from fieldkit.acts.slips import queue_slip

    with open_kit(places) as own:
        if target is not None and target.exists():
            raise InputError(f"{target} findes allerede; vælg et andet navn.")
        codes, events = rotation.letter_to(own, kit)
        if target is None:
            say(f"Job {queue_slip(own, codes, events)} er i kø; scan sedlen på kit {kit} med “fieldkit slip scan”.")
            return
        write_whole(target, "".join(f"{code}\n" for code in codes))
        say(f"{target} er til kit {kit}; læs den dér med “fieldkit slip scan FIL”. Ingen anden kan åbne den.")


@keys_rotate.command("use")
@click.option("--without-rest", is_flag=True, help="Though some do not have it; they get it afterwards (`give`).")
@_by
@as_json
@click.pass_obj
def rotate_use(places: Places, without_rest: bool, by: str, as_json: bool) -> None:
    """Every kit that has the new key seals with it from now on; the old one still opens.

    \b
    Example: fieldkit keys rotate use --by "Øvelse Andersen"
    """
    with open_kit(places) as kit:
        rotation.put_in_use(kit, by, without_rest=without_rest)
        _show(kit, rotation.how_far(kit), as_json)


@keys_rotate.command("retire")
@click.argument("old", metavar="NUMBER", type=click.IntRange(1, MOST_KEYS))
@_by
@as_json
@click.pass_obj
def rotate_retire(places: Places, old: int, by: str, as_json: bool) -> None:
    """The old key opens no frame and no slip any more, on any kit. It lies in keys/retired, for older bundles.

    \b
    Example: fieldkit keys rotate retire 1 --by "Øvelse Andersen"
    """
    with open_kit(places) as kit:
        rotation.retire(kit, old, by)
        _show(kit, rotation.how_far(kit), as_json)


def _show(kit: Kit, found: KeyChange | None, as_json: bool) -> None:
    older = sorted(number for number in kit.keys if found is None or number != found.key.number)
    retired = [key.number for key in read_retired(kit.home.key_path.parent)]
    if as_json:
        _show_json(kit, found, older, retired)
        return
    if found is None:
        say(f"Kommunens nøgle er ikke skiftet; kittet har nøgle nr. {', '.join(map(str, older)) or 'ingen'}.")
        say("Begynd et skifte med “fieldkit keys rotate begin”.")
        return
    state = "er i brug" if found.in_use else "er på vej"
    say(f"Nøgle nr. {found.key.number}, kendetal {in_fours(found.key.fingerprint)}, {state}.")
    for one in found.holders:
        said = "har den" if one.holds else "mangler den" if one.given else "har ikke fået den tildelt"
        say(f"{one.kit:>5}  {in_fours(one.mark)}  {said}{'' if one.vouched else ', uvidimeret'}")
    for number in found.lost:
        say(f"{number:>5}  SPÆRRET, men fik nøglen tildelt, før det blev spærret")
    if older:
        say(f"Nøgle nr. {', '.join(map(str, older))} åbner stadig.")
    if retired:
        say(f"Nøgle nr. {', '.join(map(str, retired))} er udgået.")
    say_wrapped(_next_step(found, older))


def _next_step(found: KeyChange, older: list[int]) -> str:
    lacking = ", ".join(str(one.kit) for one in found.lacking)
    if found.lost:
        return "Næste skridt: begynd på en ny nøgle med “fieldkit keys rotate begin”, for den her er i forkerte hænder."
    if not found.in_use and lacking:
        return (
            f"Næste skridt: vent på kit {lacking}, eller bær den ud med “fieldkit keys rotate give”. Udskriv imens "
            "kort til telefonstederne med “fieldkit radio card”."
        )
    if not found.in_use:
        return (
            "Næste skridt: alle har den. Udskriv kort til telefonstederne med “fieldkit radio card”, og tag den så i "
            "brug med “fieldkit keys rotate use”."
        )
    if lacking:
        whose = "sin" if len(found.lacking) == 1 else "deres"
        return f"Næste skridt: giv kit {lacking} {whose} del med “fieldkit keys rotate give”."
    if older:
        return (
            "Næste skridt: gør hver radio klar igen med “fieldkit radio setup”, lad telefonstederne scanne deres kort, "
            f"og lad så den gamle nøgle udgå med “fieldkit keys rotate retire {older[0]}”."
        )
    return "Skiftet er færdigt."


def _show_json(kit: Kit, found: KeyChange | None, older: list[int], retired: list[int]) -> None:
    show_json(
        {
            "number": None if found is None else found.key.number,
            "fingerprint": None if found is None else found.key.fingerprint,
            "in_use": found is not None and found.in_use,
            "seals": None if kit.key is None else kit.key.number,
            "kits": []
            if found is None
            else [
                {"kit": one.kit, "mark": one.mark, "vouched": one.vouched, "given": one.given, "holds": one.holds}
                for one in found.holders
            ],
            "lost": [] if found is None else list(found.lost),
            "older": older,
            "retired": retired,
        }
    )
