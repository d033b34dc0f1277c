"""The command that looks after the kit: doctor."""

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from fieldkit.cli.opening import Places
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say_wrapped, show_json
from fieldkit.cli.remedies import advised, told
from fieldkit.core.ask.continuity import OFFER_PERCENT
from fieldkit.core.errors import FieldkitError, StoreError
from fieldkit.devices.machine.power import SHUT_DOWN_PERCENT, read_power, too_low_to_print
from fieldkit.devices.machine.walltime import clock_source
from fieldkit.kit import Kit
from fieldkit.store.files.home import Home
from fieldkit.store.tables.status import DeviceState, read_status

LOW_DISK_BYTES = 200_000_000
STALE_S = 60
Connect = Callable[[tuple[str, int]], AbstractContextManager[object]]
"""Opens a connection to (host, port); OSError when nobody answers."""
_NAMES = {
    "log": "log", "forks": "numre", "gaps": "huller", "files": "filer", "roster": "steder", "cards": "kort",
    "key": "nøgle", "clock": "ur", "battery": "batteri", "disk": "disk", "engine": "motor", "radio": "radio",
    "printer": "printer", "frames": "rammer",
}  # fmt: skip
"""What people call each check."""
_WORDS = {"ok": "ok", "warning": "pas på", "fault": "FEJL", "unknown": "ukendt"}


def check(name: str, state: str, detail: str, do: str = "") -> dict[str, Any]:
    """One finding: state ok, warning, fault or unknown; what was seen and what to do."""
    return {"check": name, "state": state, "detail": detail, "do": do}


def _connect(where: tuple[str, int]) -> socket.socket:
    """A connection to (host, port) that somebody takes within two seconds."""
    return socket.create_connection(where, timeout=2.0)


def examine(folder: Path, connect: Connect = _connect) -> Iterator[dict[str, Any]]:
    """Every device, file, clock, key and limit of the kit in `folder`; `connect` reaches those on a network."""
    home = Home(folder)
    try:
        kit = Kit.open(folder, check=True)
    except FieldkitError as error:
        yield check("log", "fault", told(error), "Se sætningen; intet er ændret.")
        return
    try:
        yield from _store(kit)
        yield from _files(kit)
        yield _key(kit)
        yield _clock()
        yield _battery()
        yield _disk(folder)
        yield from _devices(kit, home, connect)
    finally:
        kit.close()


def _store(kit: Kit) -> Iterator[dict[str, Any]]:
    if kit.log.read_only:
        yield check("log", "fault", f"{kit.log.path} kan kun læses", "Gør plads eller giv skriveret på disken.")
    elif kit.log.damaged:
        count = len(kit.log.damaged)
        yield check("log", "fault", f"{count} hændelser er beskadiget på disken", "Flet et bundt ind fra et andet kit.")
    else:
        yield check("log", "ok", f"{kit.log.count()} hændelser")
    forks = kit.log.forks()
    if forks:
        first = f"{forks[0][0]}-{forks[0][2]:04d}"
        yield check("forks", "warning", f"{len(forks)} numre er brugt to gange ({first} …)", "Vis det i evalueringen.")
    elif doubled := kit.log.doubled():
        first = f"{doubled[0][0]}-{doubled[0][1]:04d}"
        what = f"{len(doubled)} numre er brugt af to kit med nummer {doubled[0][0]} ({first} …)"
        yield check("forks", "warning", what, "Giv det ene kit et andet nummer i kit.toml, og vis det i evalueringen.")
    else:
        yield check("forks", "ok", "ingen numre er brugt to gange")
    missing = kit.state.vector.gaps()
    if missing:
        count = sum(last - first + 1 for ranges in missing.values() for first, last in ranges)
        yield check("gaps", "warning", f"{count} hændelser mangler", "De hentes over radioen, eller flet et bundt ind.")
    else:
        yield check("gaps", "ok", "ingen huller i de andres logge")


def _files(kit: Kit) -> Iterator[dict[str, Any]]:
    places = len(kit.roster.places)
    if kit.faults:
        first = advised(str(kit.faults[0]), kit.faults[0].remedy)
        yield check("files", "fault", first, "Ret filen; se alle med roster check og cards lint.")
    yield check(
        "roster", "ok" if places else "warning", f"{places} steder", "" if places else "Indlæs med roster import."
    )
    count = len(kit.cards)
    yield check(
        "cards", "ok" if count else "warning", f"{count} kort", "" if count else "Læg kort i kittets mappe cards."
    )


def _key(kit: Kit) -> dict[str, Any]:
    if kit.key is None:
        return check("key", "fault", "kittet har ingen nøgle og kan ikke sende", "Læg kommunens nøgle i keys/.")
    mark = kit.key.fingerprint()
    return check("key", "ok", f"nummer {kit.key.number}, kendetal {mark[:4]} {mark[4:]}")


def _clock() -> dict[str, Any]:
    source = clock_source()
    if source == "none":
        return check("clock", "warning", "uret er ikke sat; tider vises med ca.", "Sæt tiden, eller sæt en urchip i.")
    return check("clock", "ok", "sat fra nettet" if source == "ntp" else "sat af en urchip")


def _battery() -> dict[str, Any]:
    power = read_power()
    if power.percent is None:
        return check("battery", "unknown", "ingen batterimåler svarer", "Se selv efter, hvor meget strøm der er.")
    if power.percent <= SHUT_DOWN_PERCENT:
        return check("battery", "fault", f"{power.percent} %", "Sæt strøm til nu; kittet slukker.")
    if power.percent <= OFFER_PERCENT and not power.mains:
        return check(
            "battery", "warning", f"{power.percent} %", "Sæt strøm til, og udskriv med “fieldkit print continuity”."
        )
    low = too_low_to_print(power.percent)
    return check("battery", "warning" if low else "ok", f"{power.percent} %", "Sæt strøm til." if low else "")


def _disk(folder: Path) -> dict[str, Any]:
    free = shutil.disk_usage(folder).free
    if free < LOW_DISK_BYTES:
        return check("disk", "warning", f"{free // 1_000_000} MB fri", "Frigør plads.")
    return check("disk", "ok", f"{free // 1_000_000_000} GB fri")


def _devices(kit: Kit, home: Home, connect: Connect) -> Iterator[dict[str, Any]]:
    found = read_status(kit.log)
    now = kit.now()
    engine = found.get("engine")
    running = engine is not None and engine.state is DeviceState.OK and now - engine.at < STALE_S and _holds_lock(home)
    if running:
        yield check("engine", "ok", "kører")
    else:
        yield check("engine", "warning", "kører ikke", "Start med “fieldkit” eller “fieldkit run”.")
    for name, url in (("radio", kit.config.radio), ("printer", kit.config.printer)):
        if url == "none":
            yield check(name, "unknown", "ikke sat op", f"Sæt {name} i {home.config_path}.")
        elif running and name in found:
            state = DeviceState.UNKNOWN if found[name].state is DeviceState.OFF else found[name].state
            text = advised(found[name].text, found[name].remedy)
            yield check(name, state, text, "" if state is DeviceState.OK else "Se efter kabel og strøm.")
        else:
            yield _reach(name, url, connect)
    if running and "radio" in found:
        yield _frames(found["radio"].facts)


def _holds_lock(home: Home) -> bool:
    """Whether an engine lives: one that was killed leaves a status that says so, but no lock."""
    try:
        lock = home.lock_engine()
    except StoreError:
        return True  # a disk that refuses tells nothing: the fresh status stands
    if lock is not None:
        lock.close()
    return lock is None


def _frames(facts: dict[str, Any]) -> dict[str, Any]:
    """Frames that were heard and not applied since the engine began."""
    words = {
        "refused": "fremmede eller beskadigede",
        "replayed": "gentagne",
        "revoked": "fra spærrede kit",
        "impersonated": "i andres navn",
    }
    seen = {word: int(facts.get(name) or 0) for name, word in words.items()}
    told = ", ".join(f"{count} {word}" for word, count in seen.items() if count)
    forged = int(facts.get("impersonated") or 0)
    if not told:
        return check("frames", "ok", "ingen rammer er afvist")
    do = "Nogen taler i et kits navn: skift nøgle, og spær det tabte kit." if forged else ""
    return check("frames", "warning" if forged else "ok", f"afvist: {told}", do)


def _reach(name: str, url: str, connect: Connect) -> dict[str, Any]:
    """Whether a device could be opened at all, without disturbing it more than a moment."""
    if url.startswith("tcp://"):
        try:
            where = urlsplit(url)
            with connect((where.hostname or "", where.port or _usual_port(name))):
                return check(name, "ok", f"{url} svarer")
        except (OSError, ValueError):
            return check(name, "fault", f"{url} svarer ikke", "Se efter kabel, strøm og adresse.")
    path = url.partition(":")[2].partition("?")[0]
    if path.startswith("/"):
        if Path(path).exists():
            return check(name, "ok", f"{path} er der")
        return check(name, "fault", f"{path} findes ikke", "Sæt kablet i, eller ret adressen i kit.toml.")
    return check(name, "ok", url)


def _usual_port(name: str) -> int:
    """What an address without a port means to the device's own driver, which is loaded only when it is asked."""
    if name == "radio":
        from fieldkit.devices.radio.ports import DEFAULT_TCP_PORT

        return DEFAULT_TCP_PORT
    from fieldkit.devices.printer.url import NETWORK_PORT

    return NETWORK_PORT


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
        show_json(findings)
    else:
        for found in findings:
            do = f"  → {found['do']}" if found["do"] else ""
            name = _NAMES.get(found["check"], found["check"])
            say_wrapped(f"{_WORDS[found['state']]:<7} {name:<9} {found['detail']}{do}", hang=18)
    if any(found["state"] == "fault" for found in findings):
        raise click.exceptions.Exit(1)


COMMANDS = [doctor]
