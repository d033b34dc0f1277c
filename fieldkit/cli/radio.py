"""Commands for the radio node: setup, show, status."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from fieldkit.acts import typed
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say, say_wrapped, show_json
from fieldkit.cli.remedies import advised
from fieldkit.core.errors import DeviceError, InputError
from fieldkit.core.remedies import SetUpRadio
from fieldkit.core.roster.roster import Place, PlaceKind, node_id
from fieldkit.kit import Kit
from fieldkit.link.node.airtime import preset_named
from fieldkit.link.node.plan import channel_psk, differences, preset_of_plan
from fieldkit.link.node.radio_types import Connected, Lost
from fieldkit.store.files.durable import write_whole
from fieldkit.store.tables.status import Device, DeviceState, read_status

if TYPE_CHECKING:  # the protobufs take a while to load: only for those who talk with a radio
    from fieldkit.devices.radio.session import RadioSession
    from fieldkit.devices.radio.setup import Applied

T = TypeVar("T")
SETTING_COLUMNS = 32
SETTING_DA = {
    "region": "region",
    "use_preset": "bruger fast hastighed",
    "preset": "hastighed",
    "own_frequency": "egen frekvens (MHz)",
    "hop_limit": "hop",
    "transmit": "sender",
    "override_duty_cycle": "overskrider sendetidsgrænsen",
    "ignore_mqtt": "afviser trafik fra internettet",
    "ok_to_mqtt": "må lægges på internettet",
    "role": "rolle",
    "rebroadcast_mode": "sender videre",
    "nodeinfo_seconds": "navn hvert (sekunder)",
    "position_seconds": "position hvert (sekunder)",
    "position_smart": "position ved bevægelse",
    "telemetry_seconds": "måling hvert (sekunder)",
    "telemetry_on_air": "målinger i luften",
    "mqtt": "internet (MQTT)",
    "channel_role": "kanalens rolle",
    "channel_name": "kanalens navn",
    "channel_psk": "kanalens nøgle",
    "channel_uplink": "kanalen til internettet",
    "channel_downlink": "kanalen fra internettet",
    "channel_position_bits": "positionens nøjagtighed (bit)",
    "other_channels": "andre kanaler",
    "long_name": "navn",
    "short_name": "kort navn",
    "canned_enabled": "faste beskeder slået til",
    "canned_messages": "faste beskeder",
}
"""What people call each setting; the node's own words (EU_868, CLIENT …) stay, so that they are found in its app."""
STATUS_DA = {
    "engine": "motor",
    "state": "tilstand",
    "text": "radioen siger",
    "node": "radionummer",
    "name": "navn",
    "firmware": "firmware",
    "region": "region",
    "preset": "hastighed",
    "nodes_known": "kendte radioer",
    "channel_percent": "kanalen brugt (%)",
    "tx_percent": "egen sendetid (%)",
    "battery_percent": "radioens batteri (%)",
    "air_left_s": "må sende endnu (s i timen)",
    "air_plain_s": "før rutine venter (s)",
    "kits_heard": "kits hørt i timen",
    "refused": "afviste rammer",
    "replayed": "gentagne rammer",
    "revoked": "fra spærrede kits",
    "impersonated": "i andres navn",
    "forks": "dobbelte numre",
}
_STATE_DA = {
    DeviceState.OK: "ok",
    DeviceState.WARNING: "pas på",
    DeviceState.FAULT: "FEJL",
    DeviceState.OFF: "slukket",
    DeviceState.UNKNOWN: "ukendt",
}
CONNECT_S = 20.0
CANNED = ("alt ok", "vand!", "varme!", "mad?", "hent runner", "ok")
"""What a node without a phone can send by its button."""
_url = click.option("--url", help="Another radio than the kit's own, for example one that is being made ready.")


@click.group()
def radio() -> None:
    """Make the radio node ready, and look at it."""


@radio.command("setup")
@_url
@click.option("--place", help="The place the node belongs to; default: the kit's own.")
@click.option("--preset", help="The same on all nodes; the kit remembers it. Default: as before, else MEDIUM_FAST.")
@click.option("--hop-limit", type=click.IntRange(1, 7), default=3, show_default=True, help="Relays.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@as_json
@click.pass_obj
def setup(
    places: Places, url: str | None, place: str | None, preset: str | None, hop_limit: int, dry_run: bool, as_json: bool
) -> None:
    """Set region, preset, channel BEREDSKAB with the municipality's key, role, names and canned messages; read it back.
    Other channels are switched off.

    \b
    Example: fieldkit radio setup --dry-run
             fieldkit radio setup --url serial:/dev/ttyACM0 --place boernehuset-regnfrakken
    """
    from fieldkit.devices.radio import setup as radio_setup

    with open_kit(places) as kit:
        if kit.key is None:
            raise InputError("Kittet har ingen nøgle; læg kommunens nøgle i keys/ først.")
        owner = typed.known_place(place, kit.roster) if place else kit.roster.place(kit.place)
        wanted = radio_setup.Wanted(
            psk=channel_psk(kit.key.secret),
            preset=_preset(preset) if preset else preset_of_plan(kit.config.preset),
            hop_limit=hop_limit,
            long_name=_fit(owner.name, radio_setup.LONG_NAME_BYTES) if owner else f"Kit {kit.config.number}",
            short_name=_short(owner, radio_setup.SHORT_NAME_BYTES) if owner else f"K{kit.config.number}"[:4],
            canned_messages=CANNED if owner is not None and _is_phone_place(owner) else None,
        )
        wanted.values()  # what must not be set is refused before a node is asked anything

        async def make_ready(session: "RadioSession") -> tuple["Applied", bool]:
            done = await radio_setup.apply(session, wanted, dry_run=dry_run)
            return done, not dry_run and await radio_setup.introduce(session)

        done, introduced = _with_session(kit, url, make_ready)
        own = url is None or url == kit.config.radio
        if own and not dry_run and wanted.preset != preset_of_plan(kit.config.preset):
            kit.home.change_config("preset", wanted.preset)
    if as_json:
        show_json([{"setting": c.setting, "now": c.now, "wanted": c.wanted} for c in done.changes])
        return
    for change in done.changes:
        say_wrapped(f"{_setting(change.setting)} {_value(change.now)} → {_value(change.wanted)}", hang=SETTING_COLUMNS)
    _say_what_became(done, dry_run)
    if introduced:
        say("Radioen har sendt, hvem den er; de radioer, der hørte det, kan nu skrive til den.")
    elif not dry_run:
        say("Radioen har endnu ikke sendt, hvem den er, så andre kan måske ikke nå den; kør kommandoen igen om lidt.")
    if not dry_run:
        _say_number(done.node.node, owner)


def _say_what_became(done: "Applied", dry_run: bool) -> None:
    if done.skipped:
        names = ", ".join(SETTING_DA.get(name, name) for name in done.skipped)
        say_wrapped(f"Sprunget over, for radioens firmware er lavet uden: {names}.")
    if not done.changes:
        say("Radioen er allerede sat rigtigt op; intet blev ændret.")
    elif dry_run:
        say(f"{len(done.changes)} indstillinger ville blive ændret (--dry-run: intet er ændret).")
    else:
        say(f"{len(done.changes)} indstillinger er ændret og læst tilbage.")


def _say_number(node: int, owner: Place | None) -> None:
    """The node's own number, which comes from its key and is known only now; and how it gets into the roster."""
    say(f"Radioens nummer er {node_id(node)}.")
    if owner is not None and owner.node != node:
        has = f"står {node_id(owner.node)}" if owner.node is not None else "står intet nummer"
        do = f"fieldkit roster change steder {owner.slug} radio={node_id(node)}"
        say_wrapped(f"I listen over steder {has} ved {owner.name}; skriv det rigtige ind med “{do}”.")


@radio.command("card")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Write the ESC/POS bytes instead of printing.")
@click.option("--text", "as_text", is_flag=True, help="Only the address that the phone's app takes the channel from.")
@click.pass_obj
def card(places: Places, target: Path | None, as_text: bool) -> None:
    """Print the channel as a QR code that a place's phone scans to set its radio up: of the next key while keys
    change, else of the one in use. It never waits in the queue on the disk.

    \b
    Example: fieldkit radio card
    """
    from fieldkit.acts.printing import channel_of, payload_of
    from fieldkit.acts.private_papers import channel_card, note_shown
    from fieldkit.cli.private_paper import print_private, unnoted

    with open_kit(places) as kit:
        paper = channel_card(kit)
        if as_text:
            note_shown(kit, paper, unnoted)
            channel = channel_of(kit)
            say(channel.url if channel is not None else "")
            return
        if target is None:
            print_private(kit, paper)
            return
        if target.exists():
            raise InputError(f"{target} findes allerede; vælg et andet navn.")
        write_whole(target, payload_of(kit, paper.document, paper.kind))
        note_shown(kit, paper, unnoted)
        say(f"{target} indeholder kanalens nøgle; slet filen, når kortet er udskrevet.")


@radio.command("show")
@_url
@as_json
@click.pass_obj
def show(places: Places, url: str | None, as_json: bool) -> None:
    """Show every setting of the node that matters; keys only as fingerprints.

    \b
    Example: fieldkit radio show
    """
    from fieldkit.devices.radio import setup as radio_setup

    with open_kit(places) as kit:
        settings = _with_session(kit, url, radio_setup.show)
    if as_json:
        show_json(settings)
        return
    for name, value in settings.items():
        say_wrapped(f"{_setting(name)} {_value(value)}", hang=SETTING_COLUMNS)


@radio.command("status")
@_url
@as_json
@click.pass_obj
def status(places: Places, url: str | None, as_json: bool) -> None:
    """Whether the radio is there, and what it knows: from the running engine, or asked directly.

    \b
    Example: fieldkit radio status --json
    """
    with open_kit(places) as kit:
        if url is None and kit.home.engine_runs():
            found = read_status(kit.log).get(Device.RADIO)
            result = {
                "engine": True,
                "state": found.state if found else DeviceState.UNKNOWN,
                "text": advised(found.text, found.remedy) if found else "ukendt",
                **(found.facts if found else {}),
            }
        else:
            connected = _with_session(kit, url, _connected)
            state, text = _judged(kit, connected, own=url is None or url == kit.config.radio)
            result = {
                "engine": False,
                "state": state,
                "text": text,
                "node": f"{connected.node:08x}",
                "name": connected.long_name,
                "firmware": connected.firmware,
                "region": connected.region,
                "preset": connected.preset,
                "nodes_known": len(connected.nodes),
            }
    if as_json:
        show_json(result)
        return
    for name, value in result.items():
        if name == "engine":
            value = "kører, og har radioen" if value else "kører ikke; radioen er spurgt selv"
        elif name == "state":
            value = _STATE_DA[DeviceState(str(value))]
        say_wrapped(f"{STATUS_DA.get(name, name):<24} {_value(value)}", hang=25)


def _judged(kit: Kit, node: Connected, *, own: bool) -> tuple[DeviceState, str]:
    """How a node is that was asked directly. The roster's number is for the kit's own; another's is told by setup."""
    from fieldkit.engine.kit_link import plan_of
    from fieldkit.engine.radio_health import RadioHealth

    plan = plan_of(kit, node.node)
    found = differences(node, plan if own else replace(plan, node=None))
    if own or not found:
        health = RadioHealth(kit.config.place)
        health.connected(node)
        health.compared(found)
        status = health.status(kit.now())
        return status.state, advised(status.text, status.remedy)
    return DeviceState.WARNING, advised("; ".join(one.text for one in found), SetUpRadio())


def _with_session(kit: Kit, url: str | None, work: "Callable[[RadioSession], Awaitable[T]]") -> T:
    """Talk with the node for a moment; InputError while the engine holds it."""
    from fieldkit.devices.radio.ports import parse_radio_url
    from fieldkit.devices.radio.session import RadioSession

    target = url or kit.config.radio
    if kit.config.has_radio and target == kit.config.radio and kit.home.engine_runs():
        raise InputError("Motoren bruger radioen nu; luk “fieldkit” eller “fieldkit run” først, og prøv igen.")
    if parse_radio_url(target) is None:
        raise InputError("Kittet har ingen radio; skriv dens adresse i kit.toml eller giv den med --url.")

    async def talk() -> T:
        trouble: list[str] = []
        session = RadioSession(
            target, lambda event: trouble.append(event.sentence) if isinstance(event, Lost) else None
        )
        running = asyncio.create_task(session.run())
        try:
            try:
                async with asyncio.timeout(CONNECT_S):
                    while session.connected is None:
                        if trouble:
                            raise DeviceError(trouble[0])
                        await asyncio.sleep(0.05)
            except TimeoutError as error:
                raise DeviceError(f"Radioen på {target} svarer ikke; se efter kabel, strøm og adresse.") from error
            return await work(session)
        finally:
            await session.stop()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    return asyncio.run(talk())


async def _connected(session: "RadioSession") -> Connected:
    assert session.connected is not None
    return session.connected


def _setting(name: str) -> str:
    return f"{SETTING_DA.get(name, name):<{SETTING_COLUMNS - 1}}"


def _value(value: object) -> str:
    """A value for people; nothing is told as unknown, an empty text as empty."""
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    return "ukendt" if value is None else str(value) or "(tom)"


def _is_phone_place(place: Place) -> bool:
    return place.kit is None and place.kind not in (PlaceKind.SECRETARIAT, PlaceKind.MEETING_POINT)


def _short(place: Place, size: int) -> str:
    return _fit(place.node_name or f"{place.number}", size)


def _preset(typed: str) -> str:
    """As firmware, kit.toml or a phone writes it: `LONG_FAST`, `LongFast`, `long-fast`."""
    try:
        return preset_named(typed).name
    except KeyError:
        return typed.upper().replace("-", "_")  # refused by that name, with those that may be chosen


def _fit(text: str, size: int) -> str:
    """As many whole letters as fit in `size` bytes."""
    while len(text.encode()) > size:
        text = text[:-1]
    return text.rstrip()


COMMANDS = [radio]
