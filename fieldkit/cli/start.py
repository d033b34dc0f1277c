"""Commands that start things: init, run, console, demo, mesh; and the console that opens without a command."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from fieldkit.cli.opening import Places, say_progress
from fieldkit.cli.options import PAPER_WIDTH, as_json, text_option
from fieldkit.cli.output import say, say_misnamed, show_json
from fieldkit.core.device_url import NO_DEVICE
from fieldkit.core.documents import Printable
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import NAME_CHARS
from fieldkit.core.facts.keys import MOST_MUNICIPALITY
from fieldkit.core.facts.terms import ROLE_DA, Role
from fieldkit.core.roster.roster import Place, Roster
from fieldkit.kit import Kit
from fieldkit.paper.widths import USUAL_WIDTH
from fieldkit.store.files.home import Home, KitConfig
from fieldkit.store.files.making import refuse_existing
from fieldkit.store.files.root import read_root
from fieldkit.store.files.roster import whole_roster
from fieldkit.store.files.shipped import shipped_cards, shipped_data


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Hold Ctrl-C back while libraries load, until after the block: one of them swallows every exception meanwhile."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def open_console(places: Places) -> None:
    """The screen of the kit in --home, with the engine inside when none runs."""
    if not Home(places.home).exists():
        raise InputError(
            f"Der er intet kit i {places.home}. Lav et: fieldkit init --number N --role meeting-point --place STED. "
            "Eller prøv: fieldkit demo."
        )
    _console(places, with_engine=True)


def _console(places: Places, *, with_engine: bool) -> None:
    from fieldkit.console import run_console
    from fieldkit.console.starting import quick_start
    from fieldkit.engine.beside import EngineBeside

    quick_start()
    if not sys.stdout.isatty():
        raise InputError("Skærmen kræver en terminal; uden skærm bruges “fieldkit run”.")
    kit = Kit.open(places.home, check=True, told=say_progress)
    engine = EngineBeside(places.home) if with_engine and _engine_free(kit) else None

    def queue_print(wanted: Printable) -> int:
        from fieldkit.acts.printing import queue_document  # every document there is: loaded when one is wanted

        return queue_document(kit, wanted)

    try:
        run_console(kit, start_engine=engine.start if engine else None, queue_print=queue_print)
    finally:
        try:
            if engine is not None:
                engine.stop()
        finally:
            kit.close()


def _engine_free(kit: Kit) -> bool:
    lock = kit.home.lock_engine()
    if lock is None:
        return False
    lock.close()
    return True


@click.command()
@click.option(
    "--number", type=click.IntRange(1, 65535), required=True, help="The kit's number; best its place's number."
)
@click.option("--role", type=click.Choice([str(r) for r in Role]), required=True, help="What the kit is for.")
@click.option("--place", required=True, help="Where the kit stands: a slug of the roster.")
@click.option(
    "--radio", default=NO_DEVICE, show_default=True, help="serial:/dev/serial/by-id/…, tcp://HOST:PORT or none."
)
@click.option(
    "--printer", default=NO_DEVICE, show_default=True, help="virtual:, tcp://HOST:9100, serial:…, file:… or none."
)
@click.option("--columns", type=PAPER_WIDTH, default=str(USUAL_WIDTH), show_default=True, help="Paper width.")
@click.option("--key", type=click.Path(path_type=Path), help="The municipality's key file; without it one is made.")
@click.option("--root", type=click.Path(path_type=Path), help="The public half of the municipality's root.")
@click.option(
    "--municipality", type=click.IntRange(0, MOST_MUNICIPALITY), default=0, help="Its code; by default the root's."
)
@text_option("--municipality-name", help="What it is called, for the journal's head.", limit=NAME_CHARS)
@click.option("--data", type=click.Path(path_type=Path), help="Roster folder (CSV, XLSX); default: the sample.")
@click.option(
    "--cards", type=click.Path(path_type=Path), help="Folder of action cards; default: those that came along."
)
@click.pass_obj
def init(
    places: Places,
    number: int,
    role: str,
    place: str,
    radio: str,
    printer: str,
    columns: str,
    key: Path | None,
    root: Path | None,
    municipality: int,
    municipality_name: str,
    data: Path | None,
    cards: Path | None,
) -> None:
    """Make a kit's home. Refuses to overwrite.

    \b
    Example: fieldkit --home /srv/kit init --number 12 --role meeting-point --place uglemoseskolen \\
             --radio serial:/dev/serial/by-id/usb-RAK… --printer file:/dev/usb/lp0 --key kommune.key
    """
    from fieldkit.acts import roster
    from fieldkit.devices.printer.url import parse_printer_url
    from fieldkit.devices.radio.ports import parse_radio_url
    from fieldkit.store.files.cards import load_cards
    from fieldkit.store.files.roster import misnamed

    parse_radio_url(radio)
    parse_printer_url(printer)
    home = Home(places.home)
    refuse_existing(home)
    data, cards = data or shipped_data(), cards or shipped_cards()
    load_cards(cards)
    found = whole_roster(data).resolve(place)
    code = municipality or (read_root(root).municipality if root is not None else 0)
    config = KitConfig(
        number, Role(role), found.slug, found.number, radio, printer, int(columns),
        municipality=code, municipality_name=municipality_name,
    )  # fmt: skip
    kit = Kit.create(places.home, config, data=data, cards=cards, key=key, root=root)
    try:
        roster.remember(kit)
        say(f"Kit {number} ({ROLE_DA[config.role]}, {config.place}) er klar i {places.home}. Åbn det med “fieldkit”.")
        say_misnamed(misnamed(data))
        for doubt in _differs(number, found, kit.roster):
            click.echo(f"{doubt} Ret listen, eller lav kittet igen.", err=True)
        if key is None:
            say(f"Ny nøgle: {home.key_path}. Alle kommunens kit skal have den samme: giv den videre med --key.")
    finally:
        kit.close()


def _differs(number: int, place: Place, roster: Roster) -> Iterator[str]:
    """What the lists say otherwise of which kit stands where."""
    if place.kit is not None and place.kit != number:
        yield f"Listerne siger, at kittet på {place.name} har nummer {place.kit}, ikke {number}."
    other = roster.by_kit(number)
    if other is not None and other.number != place.number:
        yield f"Listerne siger, at kit {number} står på {other.name}, ikke på {place.name}."


@click.command()
@click.option("--for", "seconds", type=float, help="Stop by itself after this many seconds.")
@click.pass_obj
def run(places: Places, seconds: float | None) -> None:
    """The engine alone, without a screen: radio, printer, power.

    \b
    Example: fieldkit --home /srv/kit run
    """
    with _ctrl_c_waits():
        import asyncio

        from fieldkit.engine.engine import Engine

    home = Home(places.home)
    home.read_config()
    engine = Engine(places.home)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, engine.stop)
        if seconds is not None:
            loop.call_later(seconds, engine.stop)
        await engine.run(lambda: click.echo("Motoren kører. Ctrl-C standser den.", err=True))

    asyncio.run(main())
    click.echo("Motoren er standset; alt er gemt.", err=True)


@click.command()
@click.option("--wall", is_flag=True, help="For a projector: large, turns pages by itself, records nothing.")
@click.pass_obj
def console(places: Places, wall: bool) -> None:
    """The screen alone; the engine runs elsewhere (fieldkit run).

    \b
    Example: fieldkit --home /srv/kit console
             fieldkit --home /srv/kit console --wall
    """
    Home(places.home).read_config()
    if wall:
        _wall(places)
    else:
        _console(places, with_engine=False)


def _wall(places: Places) -> None:
    from fieldkit.console.starting import quick_start
    from fieldkit.console.wall import run_wall

    quick_start()
    if not sys.stdout.isatty():
        raise InputError("Storskærmen kræver en terminal.")
    kit = Kit.open(places.home, told=say_progress)
    try:
        run_wall(kit)
    finally:
        kit.close()


@click.command()
@click.option("--headless", is_flag=True, help="Without a screen.")
@click.option("--for", "seconds", type=float, help="Stop after this many seconds (headless: 20 unless given).")
@click.option(
    "--speed", type=click.FloatRange(0.1, 100), default=1.0, show_default=True, help="How fast the made-up places live."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same made-up places.")
@as_json
@click.pass_obj
def demo(places: Places, headless: bool, seconds: float | None, speed: float, seed: int, as_json: bool) -> None:
    """A made-up municipality: secretariat, meeting points and phone-only institutions on a virtual mesh.

    \b
    Example: fieldkit demo
             fieldkit demo --headless --for 20 --json
    """
    with _ctrl_c_waits():
        from fieldkit.cli.demo import run_demo

    result = run_demo(shipped_data(), shipped_cards(), headless=headless, seconds=seconds, speed=speed, seed=seed)
    if as_json:
        show_json(result)
    elif headless:
        for name, value in result.items():
            say(f"{name}: {value}")


@click.command()
@click.option("--nodes", type=click.IntRange(1, 200), default=3, show_default=True, help="How many.")
@click.option(
    "--port", type=click.IntRange(1, 65000), default=4403, show_default=True, help="Node i listens on port + i."
)
@click.option("--data", type=click.Path(path_type=Path), help="Take numbers, names and positions from this roster.")
@click.option("--preset", default="MEDIUM_FAST", show_default=True, help="The channel's speed and reach.")
@click.option(
    "--loss", type=click.FloatRange(0.0, 1.0), default=0.0, show_default=True, help="Part of receptions lost."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same air.")
@click.option("--for", "seconds", type=float, help="Stop by itself after this many seconds.")
def mesh(nodes: int, port: int, data: Path | None, preset: str, loss: float, seed: int, seconds: float | None) -> None:
    """Virtual Meshtastic nodes on loopback that the official clients accept.

    \b
    Example: fieldkit mesh --nodes 3 --port 4403
             meshtastic --host 127.0.0.1:4405 --sendtext "vand! mad ok 43b 6v"
    """
    with _ctrl_c_waits():
        from fieldkit.cli.demo import run_mesh

    run_mesh(nodes, port, data=data, preset=preset, loss=loss, seed=seed, seconds=seconds)


COMMANDS = [init, run, console, demo, mesh]
