"""The command that looks after the kit: doctor."""

from collections.abc import Mapping

import click

from fieldkit.acts.checkup import CHECK_DA, VERDICT_DA, Finding, Mend, Verdict, examine
from fieldkit.cli.opening import Places
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say_wrapped, show_json
from fieldkit.cli.remedies import advised
from fieldkit.store.files.home import Home

MEND_DA: Mapping[Mend, str] = {
    Mend.NUMBER: "Giv det ene kit et andet nummer med keys renumber.",
    Mend.FILES: "Ret filen; se alle med roster check og cards lint.",
    Mend.LISTS: "Indlæs med roster import.",
    Mend.OLD_FILES: "Læg de gamle filer tilbage, eller brug roster import.",
    Mend.CARDS: "Læg kort i kittets mappe cards.",
    Mend.NAMES: "Slet dem med incident erase.",
    Mend.VOUCH: "Den, der udsteder kits, bruger keys vouch.",
    Mend.KEY_CHANGE: "Se, hvad der mangler, med keys rotate.",
    Mend.LAST_POWER: "Sæt strøm til, og udskriv med “fieldkit print continuity”.",
    Mend.ENGINE: "Start med “fieldkit” eller “fieldkit run”.",
    Mend.RADIO_SETTINGS: "Se, hvordan den er sat op, med “fieldkit radio status”.",
    Mend.TEST_PAGE: "Udskriv en prøveside med “fieldkit print test”.",
    Mend.SET_UP: "Sæt {check} i {config}.",
    Mend.ADDRESS: "Ret adressen i {config}.",
    Mend.CARRY: "Flet en pakke ind, og tag en med: “fieldkit stick”.",
    Mend.COPY: "Tag en med “fieldkit backup”.",
}
"""`{check}` is the English word of the check, as kit.toml has it, `{config}` where that lies."""


@click.command()
@as_json
@click.pass_obj
def doctor(places: Places, as_json: bool) -> None:
    """Check every device, file, clock, key and limit; exit 1 on a fault.

    \b
    Example: fieldkit doctor
    """
    findings = list(examine(places.home))
    if as_json:
        show_json([_row(found, places) for found in findings])
    else:
        for found in findings:
            detail, do = advised(found.detail, found.remedy), _do(found, places)
            do = f"  → {do}" if do else ""
            say_wrapped(f"{VERDICT_DA[found.state]:<7} {CHECK_DA[found.check]:<9} {detail}{do}", hang=18)
    if any(found.state is Verdict.FAULT for found in findings):
        raise click.exceptions.Exit(1)


def _row(found: Finding, places: Places) -> dict[str, str]:
    detail = advised(found.detail, found.remedy)
    return {"check": found.check, "state": found.state, "detail": detail, "do": _do(found, places)}


def _do(found: Finding, places: Places) -> str:
    if found.mend is None:
        return found.do
    return MEND_DA[found.mend].format(check=found.check, config=Home(places.home).config_path)


COMMANDS = [doctor]
