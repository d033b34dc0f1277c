"""The command simulate: will our places fit on one channel, and on which preset? A table and a plot, or JSON."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldkit.cli.options import as_json
from fieldkit.cli.output import say, show_json
from fieldkit.core.errors import InputError
from fieldkit.core.roster.roster import Roster
from fieldkit.link.node.airtime import OFFERED, preset_named
from fieldkit.store.files.roster import whole_roster
from fieldkit.store.files.shipped import shipped_data

if TYPE_CHECKING:  # the made-up world takes a while to load: only for those who ask for it
    from fieldkit.practice.capacity.simulate import Outcome, Result

BARS = 40
NAMES_SHOWN = 8
CALM = 0.25
"""Channel use at which firmware begins to hold back its own traffic."""


@click.command("simulate")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same result.")
@click.option("--preset", default="MEDIUM_FAST", show_default=True, help="Modem preset.")
@click.option("--all-presets", is_flag=True, help="All that EU_868 has room for, one after the other.")
@click.option("--hours", type=click.FloatRange(0.1, 48), default=4.0, show_default=True, help="Length of the morning.")
@click.option("--loss", type=click.FloatRange(0, 0.95), default=0.0, show_default=True, help="Extra loss, 0 to 0.95.")
@as_json
def simulate_command(
    file: Path | None, seed: int, preset: str, all_presets: bool, hours: float, loss: float, as_json: bool
) -> None:
    """Capacity on simulated air: a municipality through a morning of power failure.

    FILE is a folder with roster files (see `fieldkit roster check`); without it the sample municipality. The same facts
    travel once by this program's protocol and once as stock direct messages with want_ack.

    \b
    Example: fieldkit simulate --json
             fieldkit simulate our-roster --all-presets
    """
    from fieldkit.practice.capacity.simulate import simulate

    roster = _roster(file)
    try:
        presets = OFFERED if all_presets else (preset_named(preset).name,)
    except KeyError as error:
        raise InputError(f"“{preset}” er ingen preset; vælg en af {', '.join(OFFERED)}.") from error
    results = []
    for name in presets:
        try:
            results.append(simulate(roster, preset=name, seed=seed, hours=hours, loss=loss, progress=_tell(name)))
        except ValueError as error:
            raise InputError(
                "Listen har intet krisesekretariat med kit og radio; udfyld radio og kit på dets linje i steder.csv."
            ) from error
    if sys.stderr.isatty():
        click.echo("\r" + " " * 60 + "\r", nl=False, err=True)
    if as_json:
        show_json([_row(result) for result in results] if all_presets else _row(results[0]))
        return
    for result in results:
        _show(result)
    _verdict(results)


def _roster(file: Path | None) -> Roster:
    return whole_roster(file or shipped_data())


def _tell(preset: str) -> Any:
    """How far it is, for people at a terminal."""
    words = {"feltkit": "Feltkit", "direct": "direkte beskeder"}

    def told(what: str, part: float) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{preset}: {words[what]} {part:4.0%} ", nl=False, err=True)

    return told


def _row(result: "Result") -> dict[str, Any]:
    return {
        "preset": result.preset,
        "seed": result.seed,
        "hours": result.hours,
        "loss": result.loss,
        "fits": result.fits,
        "unreachable": result.unreachable,
        "far": result.far,
        "without_position": result.without_position,
        "feltkit": _outcome(result.feltkit),
        "direct": _outcome(result.direct),
    }


def _outcome(outcome: "Outcome") -> dict[str, Any]:
    return {name: getattr(outcome, name) for name in outcome.__struct_fields__}


def _show(result: "Result") -> None:
    from fieldkit.practice.capacity.simulate import HOP_LIMIT

    ours, stock = result.feltkit, result.direct
    say(f"{result.preset} · {ours.nodes} radioer · {_number(result.hours)} timer · seed {result.seed}")
    say(f"{'':34}{'Feltkit':>12}{'direkte':>12}")
    rows: list[tuple[str, str, str]] = [
        ("oplysninger, der skulle frem", str(ours.offered), str(stock.offered)),
        ("nåede frem", _percent(ours.delivered_ratio), _percent(stock.delivered_ratio)),
        ("meldinger hos sekretariatet", _percent(ours.reports_ratio), _percent(stock.reports_ratio)),
        ("halvdelen fremme inden", _seconds(ours.t50_s), _seconds(stock.t50_s)),
        ("99 % fremme inden", _seconds(ours.t99_s), _seconds(stock.t99_s)),
        ("sendetid i alt", _seconds(ours.airtime_s), _seconds(stock.airtime_s)),
        ("sammenstød", str(ours.collisions), str(stock.collisions)),
        ("kanalen optaget ved sekretariatet", _percent(ours.channel_use), _percent(stock.channel_use)),
        ("travleste radio (grænse 10 %)", _percent(ours.busiest_duty), _percent(stock.busiest_duty)),
    ]
    for what, left, right in rows:
        say(f"{what:34}{left:>12}{right:>12}")
    if ours.held_by_all is not None:
        say(f"Feltkit gav desuden hvert kit {_percent(ours.held_by_all)} af alle oplysninger, hvem de end var til.")
    say("")
    say("Fremme efter          Feltkit #, direkte -")
    for (at, part), (_, other) in zip(ours.curve, stock.curve, strict=True):
        say(f"{_seconds(at):>9} {_percent(part):>7} |{_bar(part, other)}| {_percent(other):>7}")
    say("")
    for sentence, names in (
        ("Ingen pakke når", result.unreachable),
        (f"Længere væk end {HOP_LIMIT} mellemled er", result.far),
        ("Uden position i listen (anbragt på skrømt) er", result.without_position),
        ("Ikke alle meldinger nåede frem fra", ours.kits_without_report),
    ):
        if names:
            say(f"{sentence}: {_names(names)}.")
    say("")


def _verdict(results: "list[Result]") -> None:
    from fieldkit.practice.capacity.simulate import DUTY_WALL, ENOUGH

    good = [result for result in results if result.fits]
    if good:
        # the farthest reach whose channel is not crowded: links have most to spare there
        calm = [result for result in good if result.feltkit.channel_use <= CALM]
        best = calm[0] if calm else min(good, key=lambda result: result.feltkit.channel_use)
        say(
            f"Ja: stederne kan være på én kanal med {best.preset}; alle kits' meldinger når frem, og kanalen er "
            f"optaget {_percent(best.feltkit.channel_use)} af tiden."
        )
        return
    tried = "nogen preset" if len(results) > 1 else results[0].preset
    say(
        f"Nej: ikke på {tried}. Ikke alle kits' meldinger og {_percent(ENOUGH)} af resten når frem inden for "
        f"{_percent(DUTY_WALL)} sendetid. Sæt relæer op mellem stederne, del dem på to kanaler, eller prøv "
        "--all-presets."
    )


def _bar(ours: float, stock: float) -> str:
    line = []
    for at in range(BARS):
        part = (at + 0.5) / BARS
        line.append("#" if part <= ours else "-" if part <= stock else " ")
    return "".join(line)


def _percent(part: float) -> str:
    return f"{_number(round(100 * part, 1))} %"


def _seconds(value: float | None) -> str:
    if value is None:
        return "aldrig"
    if value < 100:
        return f"{_number(value)} s"
    return f"{_number(round(value / 60, 1))} min"


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _names(slugs: list[str]) -> str:
    shown = ", ".join(slugs[:NAMES_SHOWN])
    return shown + (f" og {len(slugs) - NAMES_SHOWN} til" if len(slugs) > NAMES_SHOWN else "")


COMMANDS = [simulate_command]
