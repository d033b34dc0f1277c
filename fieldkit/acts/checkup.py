"""A kit looked through: every device, file, clock, key and limit of it, and what to do about what was found.

It reaches for devices and reads the log from end to end, so it takes a while. What a command or the screen says of it
is theirs: what they advise differently is named by a `Mend`.
"""

import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from enum import Enum, StrEnum, auto
from pathlib import Path
from typing import Any

import msgspec

from fieldkit.acts.erasure import overdue
from fieldkit.core.ask.continuity import OFFER_PERCENT
from fieldkit.core.clock.age import AHEAD_S
from fieldkit.core.clock.durations import about_da
from fieldkit.core.documents import ON_LAST_POWER
from fieldkit.core.errors import FieldkitError, InputError, Remedy, StoreError
from fieldkit.core.facts.event import written_at
from fieldkit.core.facts.keys import Vouch
from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.state.incidents import called
from fieldkit.core.text.wording import in_fours, lines_da, log_lines_da, many_da
from fieldkit.core.views.clocks import ClockAhead, clocks_ahead, is_behind
from fieldkit.devices.machine.power import SHUT_DOWN_PERCENT, read_power, too_low_to_print
from fieldkit.devices.machine.walltime import CLOCK_SOURCE_DA, ClockSource, chip_ahead_s, clock_source
from fieldkit.kit import Kit
from fieldkit.store.files.home import Home
from fieldkit.store.files.kit_key import TELL_KEY_DA, another_key_da
from fieldkit.store.tables.status import WHAT_TO_DO, Device, DeviceState, engine_tells, read_status

LOW_DISK_BYTES = 200_000_000
CHIP_OFF_S = 120


class Check(StrEnum):
    """What is looked at, in the order in which it is told. The last two only where the kit is not looked through."""

    LOG = "log"
    FORKS = "forks"
    GAPS = "gaps"
    NAMES = "names"
    FILES = "files"
    ROSTER = "roster"
    CARDS = "cards"
    KEY = "key"
    CLOCK = "clock"
    BATTERY = "battery"
    DISK = "disk"
    ENGINE = "engine"
    RADIO = "radio"
    PRINTER = "printer"
    FRAMES = "frames"
    SYNC = "sync"
    COPY = "copy"


class Verdict(StrEnum):
    """How it is. UNKNOWN: nobody can tell, or there is none."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"
    UNKNOWN = "unknown"


class Mend(Enum):
    """What to do about a finding where a command or a key does it: each front end has its own words."""

    NUMBER = auto()
    FILES = auto()
    LISTS = auto()
    OLD_FILES = auto()
    CARDS = auto()
    NAMES = auto()
    VOUCH = auto()
    KEY_CHANGE = auto()
    LAST_POWER = auto()
    ENGINE = auto()
    RADIO_SETTINGS = auto()
    TEST_PAGE = auto()
    SET_UP = auto()
    ADDRESS = auto()
    CARRY = auto()
    COPY = auto()


class Finding(msgspec.Struct, frozen=True):
    """What one check saw, and what to do about it: in words, or as a `mend`. `remedy` is about what `detail` says."""

    check: Check
    state: Verdict
    detail: str
    do: str = ""
    mend: Mend | None = None
    remedy: Remedy | None = None


SET_BY_DA: Mapping[ClockSource, str] = {**CLOCK_SOURCE_DA, ClockSource.RTC: "sat af en urchip"}
CHECK_DA: Mapping[Check, str] = {
    Check.LOG: "log",
    Check.FORKS: "numre",
    Check.GAPS: "huller",
    Check.NAMES: "navne",
    Check.FILES: "filer",
    Check.ROSTER: "steder",
    Check.CARDS: "kort",
    Check.KEY: "nøgle",
    Check.CLOCK: "ur",
    Check.BATTERY: "batteri",
    Check.DISK: "disk",
    Check.ENGINE: "motor",
    Check.RADIO: "radio",
    Check.PRINTER: "printer",
    Check.FRAMES: "rammer",
    Check.SYNC: "udveksling",
    Check.COPY: "kopi",
}
VERDICT_DA: Mapping[Verdict, str] = {
    Verdict.OK: "ok",
    Verdict.WARNING: "pas på",
    Verdict.FAULT: "FEJL",
    Verdict.UNKNOWN: "ukendt",
}
VERDICTS: Mapping[DeviceState, Verdict] = {
    DeviceState.OK: Verdict.OK,
    DeviceState.WARNING: Verdict.WARNING,
    DeviceState.FAULT: Verdict.FAULT,
    DeviceState.OFF: Verdict.UNKNOWN,
    DeviceState.UNKNOWN: Verdict.UNKNOWN,
}
"""What a device's state, as the engine told it, comes to."""
Connect = Callable[[tuple[str, int]], AbstractContextManager[object]]
"""Opens a connection to (host, port); OSError when nobody answers."""


_VOUCHES = 1_000
"""So many of the latest certificates are looked at."""


def _ok(check: Check, detail: str) -> Finding:
    return Finding(check, Verdict.OK, detail)


def _warning(check: Check, detail: str, do: str | Mend, remedy: Remedy | None = None) -> Finding:
    return _finding(check, Verdict.WARNING, detail, do, remedy)


def _fault(check: Check, detail: str, do: str | Mend, remedy: Remedy | None = None) -> Finding:
    return _finding(check, Verdict.FAULT, detail, do, remedy)


def _unknown(check: Check, detail: str, do: str | Mend) -> Finding:
    return _finding(check, Verdict.UNKNOWN, detail, do, None)


def _finding(check: Check, state: Verdict, detail: str, do: str | Mend, remedy: Remedy | None) -> Finding:
    if isinstance(do, Mend):
        return Finding(check, state, detail, mend=do, remedy=remedy)
    return Finding(check, state, detail, do, remedy=remedy)


def _connect(where: tuple[str, int]) -> socket.socket:
    """A connection to (host, port) that somebody takes within two seconds."""
    return socket.create_connection(where, timeout=2.0)


def examine(folder: Path, connect: Connect = _connect, now: Callable[[], float] = time.time) -> Iterator[Finding]:
    """Every device, file, clock, key and limit of the kit in `folder`; `connect` reaches those on a network."""
    home = Home(folder)
    try:
        kit = Kit.open(folder, check=True, now=now)
    except FieldkitError as error:
        yield _fault(Check.LOG, str(error), "Gør, som der står; intet er ændret.", error.remedy)
        return
    try:
        yield from _store(kit)
        yield from _names(kit)
        yield from _files(kit)
        yield from keys(kit)
        yield from clocks(kit)
        yield _battery()
        yield _disk(folder)
        yield from _devices(kit, home, connect)
    finally:
        kit.close()


def _store(kit: Kit) -> Iterator[Finding]:
    if kit.log.read_only:
        yield _fault(
            Check.LOG, f"{kit.log.path} kan kun læses", "Gør plads på disken, eller lad en tekniker se på den."
        )
    elif kit.log.damaged:
        count = len(kit.log.damaged)
        yield _fault(Check.LOG, f"{log_lines_da(count)} er beskadiget på disken", "Flet en pakke ind fra et andet kit.")
    else:
        yield _ok(Check.LOG, lines_da(kit.log.count()))
    forks = kit.log.forks()
    if forks:
        first = f"{forks[0][0]}-{forks[0][2]:04d}"
        yield _warning(
            Check.FORKS,
            f"{many_da(len(forks), 'nummer', 'numre')} er brugt to gange ({first} …)",
            "Vis det i evalueringen.",
        )
    elif doubled := kit.log.doubled():
        first = f"{doubled[0][0]}-{doubled[0][1]:04d}"
        what = f"{many_da(len(doubled), 'nummer', 'numre')} er brugt af to kits med nummer {doubled[0][0]} ({first} …)"
        yield _warning(Check.FORKS, what, Mend.NUMBER)
    else:
        yield _ok(Check.FORKS, "ingen numre er brugt to gange")
    missing = kit.state.vector.gaps()
    if missing:
        count = sum(last - first + 1 for ranges in missing.values() for first, last in ranges)
        yield _warning(Check.GAPS, f"{lines_da(count)} mangler", "De hentes over radioen, eller flet en pakke ind.")
    else:
        yield _ok(Check.GAPS, "ingen huller i de andres logge")


def _files(kit: Kit) -> Iterator[Finding]:
    from fieldkit.acts import roster

    places = len(kit.roster.places)
    if kit.faults:
        yield _fault(Check.FILES, str(kit.faults[0]), Mend.FILES, kit.faults[0].remedy)
    for since in (kit.library.lists_since, kit.library.cards_since):
        if since.by_hand:
            yield _warning(Check.FILES, since.by_hand, "Se efter, om det var meningen.", since.remedy)
    for change in roster.replaced_by_hand(kit):
        yield _fault(Check.ROSTER, str(change), Mend.OLD_FILES)
    what = many_da(places, "sted", "steder")
    yield _ok(Check.ROSTER, what) if places else _warning(Check.ROSTER, what, Mend.LISTS)
    count = len(kit.cards)
    what = f"{count} kort"
    yield _ok(Check.CARDS, what) if count else _warning(Check.CARDS, what, Mend.CARDS)


def _names(kit: Kit) -> Iterator[Finding]:
    """Whether names are kept longer than the municipality said."""
    late = overdue(kit)
    if not late:
        days = kit.config.names_days
        yield _ok(
            Check.NAMES,
            f"gemmes i {many_da(days, 'dag', 'dage')} efter en hændelse" if days else "kommunens frist er ikke sat",
        )
    for tag in late:
        what = f"navnene i {called(kit.state.incidents, tag)} er gemt længere, end kommunen har sagt"
        yield _warning(Check.NAMES, what, Mend.NAMES)


def keys(kit: Kit) -> Iterator[Finding]:
    """The municipality's key, this kit's own, and who stands behind it."""
    if kit.key is None:
        yield _fault(
            Check.KEY, "kittet har ingen nøgle og kan ikke sende", "En tekniker skal lægge kommunens nøgle i kittet."
        )
    else:
        yield _ok(Check.KEY, f"nummer {kit.key.number}, kendetal {in_fours(kit.key.fingerprint())}")
    yield from _key_change(kit)
    who, own = kit.identity, kit.own_key
    if kit.log.believed.is_cut(who.kit, who.epoch):
        what = "dette kit er spærret: det, der noteres her, tæller ikke, før nogen godkender det"
        yield _fault(Check.KEY, what, "Giv krisesekretariatet besked.")
    elif kit.roots and own is not None and not kit.log.believed.is_vouched(who.kit, own.public):
        what = f"kommunens rod står ikke inde for dette kits egen nøgle, kendetal {in_fours(mark_of(own.public))}"
        yield _warning(Check.KEY, what, Mend.VOUCH)
    if own is not None and kit.log.believed.keys_of(who.kit, who.epoch) - {own.public.hex()}:
        yield _warning(Check.KEY, another_key_da(own), TELL_KEY_DA)
    yield from _municipality(kit)


def _municipality(kit: Kit) -> Iterator[Finding]:
    """Whether kit.toml, the root and the certificates speak of the same municipality."""
    said = kit.config.municipality
    codes = sorted({root.municipality for root in kit.roots})
    others = [code for code in codes if code != said]
    if others:
        root = f"roden i kittet er for kommune {', '.join(map(str, others))}"
        own = f"kittets opsætning siger kommune {said}" if said else "kittets opsætning siger ingen kommune"
        yield _fault(
            Check.KEY,
            f"{own}, men {root}",
            "En tekniker skal rette kommunen i kittets opsætning eller hente kommunens rod.",
        )
    if codes:
        vouches = [event.body.municipality for event in kit.log.latest_of(Vouch, limit=_VOUCHES)]
        foreign = sorted(set(vouches) - set(codes))
        if foreign:
            many = sum(code in foreign for code in vouches)
            they = "1 vidimering er" if many == 1 else f"{many} vidimeringer er"
            what = f"{they} for kommune {', '.join(map(str, foreign))} og tæller ikke her"
            yield _warning(Check.KEY, what, "Vidimér kittene igen med kommunens egen rod.")


def _key_change(kit: Kit) -> Iterator[Finding]:
    """A change of keys that is not at its end."""
    from fieldkit.acts.rotation import how_far

    found = how_far(kit)
    here = found is not None and kit.keys.get(found.key.number) is not None
    if found is None or not (here or found.in_use):  # what nobody could open and nobody has signed may be made up
        return
    do = Mend.KEY_CHANGE
    if not here:
        yield _fault(Check.KEY, f"kittet har ikke fået nøgle nr. {found.key.number}, som de andre skifter til", do)
    elif found.lost:
        yield _fault(Check.KEY, f"nøgle nr. {found.key.number} er i forkerte hænder: et spærret kit fik den", do)
    elif not found.in_use or found.lacking or len(kit.keys) > 1:
        yield _warning(Check.KEY, f"kommunens nøgle er ved at blive skiftet til nr. {found.key.number}", do)


def clocks(kit: Kit) -> Iterator[Finding]:
    """This kit's clock against everything that it can be compared with, and what is known of the others'."""
    found = [*_own_clock(kit), *_others_clocks(kit)]
    yield from found or [_ok(Check.CLOCK, SET_BY_DA[clock_source()])]


def _off_da(ahead_s: int) -> str:
    return f"{about_da(abs(ahead_s))} {'foran' if ahead_s > 0 else 'bag efter'}"


def _own_clock(kit: Kit) -> Iterator[Finding]:
    do = "Stil uret: det, der bliver skrevet siden, får den rigtige tid."
    unset = clock_source() is ClockSource.NONE
    if unset:
        yield _warning(Check.CLOCK, "uret er ikke sat; tider vises med ca.", "Sæt tiden, eller sæt en urchip i.")
    chip = chip_ahead_s()
    if chip is not None and abs(chip) > CHIP_OFF_S:
        yield _warning(Check.CLOCK, f"urchippen er {_off_da(int(chip))} kittets ur", do)
    radio = read_status(kit.log).get(Device.RADIO)
    node = int(radio.facts.get("clock_ahead_s") or 0) if radio is not None else 0
    if node:
        yield _warning(Check.CLOCK, f"radioens ur er {_off_da(node)} kittets", "Stil det af de to, der går forkert.")
    if unset:  # then what is written says nothing of it
        return
    last = kit.log.by_ref(kit.identity.kit, kit.identity.epoch, *[kit.log.head(kit.identity.kit)] * 2)
    ahead = written_at(last[-1].event) - kit.now() if last else 0
    if ahead > AHEAD_S:
        what = f"{last[-1].event.number} er skrevet, da uret var {about_da(int(ahead))} længere fremme end nu"
        yield _warning(Check.CLOCK, what, "Se efter, hvilken af de to tider der er rigtig.")
    own = [one for one in clocks_ahead(kit.state) if one.kit == kit.config.number and one.still]
    if own and ahead <= AHEAD_S:  # else it has been set back since
        most = max(own, key=lambda one: one.seconds)
        yield _warning(Check.CLOCK, f"dette kits ur er {about_da(most.seconds)} foran kit {most.by}’s", do)
    if is_behind(kit.state, kit.config.number):
        yield _warning(Check.CLOCK, "dette kits ur er bag efter de andres", do)


def _others_clocks(kit: Kit) -> Iterator[Finding]:
    others: dict[int, ClockAhead] = {}
    for one in clocks_ahead(kit.state):
        if one.still and one.kit != kit.config.number:
            others[one.kit] = max(others.get(one.kit, one), one, key=lambda seen: seen.seconds)
    for one in others.values():
        what = f"kit {one.kit}’s ur er {about_da(one.seconds)} foran kit {one.by}’s"
        yield _warning(Check.CLOCK, what, "Bed dem der stille uret; deres tider vises med ca.")


def _battery() -> Finding:
    power = read_power()
    if power.percent is None:
        return _unknown(Check.BATTERY, "ingen batterimåler svarer", "Se selv efter, hvor meget strøm der er.")
    return battery_is(power.percent, power.mains, f"{power.percent} %")


def battery_is(percent: int, mains: bool | None, told: str, *, short: bool = False) -> Finding:
    """What so much of a battery comes to, `told` in words; `short`: it lasts for a short time only."""
    if percent <= SHUT_DOWN_PERCENT and not mains:
        return _fault(Check.BATTERY, told, "Sæt strøm til nu; kittet slukker.")
    if (short or percent <= OFFER_PERCENT) and not mains:
        return _warning(Check.BATTERY, told, Mend.LAST_POWER)
    if too_low_to_print(percent):
        return _warning(Check.BATTERY, told, f"Kun {ON_LAST_POWER} udskrives, til det er ladet mere op.")
    return _ok(Check.BATTERY, told)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    told = f"{room_da(free)} fri"
    return _warning(Check.DISK, told, "Frigør plads.") if free < LOW_DISK_BYTES else _ok(Check.DISK, told)


def room_da(free: int) -> str:
    """`83 GB`, `640 MB`."""
    return f"{free // 10**9} GB" if free >= 10**9 else f"{free // 10**6} MB"


def _devices(kit: Kit, home: Home, connect: Connect) -> Iterator[Finding]:
    found = read_status(kit.log)
    running = engine_tells(found, kit.now()) and _engine_lives(home)
    if running:
        yield Finding(Check.ENGINE, VERDICTS[found[Device.ENGINE].state], found[Device.ENGINE].text)
    else:
        yield _warning(Check.ENGINE, "kører ikke", Mend.ENGINE)
    config = kit.config
    for name, device, url, there, reach in (
        (Check.RADIO, Device.RADIO, config.radio, config.has_radio, _reach_radio),
        (Check.PRINTER, Device.PRINTER, config.printer, config.has_printer, _reach_printer),
    ):
        none = _unknown(name, "ikke sat op", Mend.SET_UP)
        if not there:
            yield none
        elif running and device in found:
            verdict = VERDICTS[found[device].state]
            told = found[device]
            # what the engine says of the radio says what to do as well
            usual = "" if device is Device.RADIO else "Se efter kabel og strøm."
            do = str(told.facts.get(WHAT_TO_DO) or usual)
            yield Finding(name, verdict, told.text, "" if verdict is Verdict.OK else do, remedy=told.remedy)
        else:
            try:
                yield reach(url, connect) or none
            except InputError as error:
                yield _fault(name, str(error), Mend.ADDRESS, error.remedy)
    if running and Device.RADIO in found:
        yield frames(found[Device.RADIO].facts)


def _engine_lives(home: Home) -> bool:
    """One that was killed leaves a status that says so, but no lock."""
    try:
        return home.engine_runs()
    except StoreError:
        return True  # a disk that refuses tells nothing: the fresh status stands


def frames(facts: dict[str, Any]) -> Finding:
    """Frames that were heard and not applied since the engine began."""
    words = {
        "refused": "fremmede eller beskadigede",
        "replayed": "gentagne",
        "revoked": "fra spærrede kits",
        "impersonated": "i andres navn",
    }
    seen = {word: int(facts.get(name) or 0) for name, word in words.items()}
    told = ", ".join(f"{count} {word}" for word, count in seen.items() if count)
    forged = int(facts.get("impersonated") or 0)
    if not told:
        return _ok(Check.FRAMES, "ingen rammer er afvist")
    if forged:
        do = "Nogen taler i et kits navn: skift nøgle, og spær det tabte kit."
        return _warning(Check.FRAMES, f"afvist: {told}", do)
    return _ok(Check.FRAMES, f"afvist: {told}")


def _reach_radio(url: str, connect: Connect) -> Finding | None:
    """Whether the radio could be opened at all, without disturbing it more than a moment; None when there is none.
    InputError for a wrong URL."""
    from fieldkit.devices.radio.ports import SerialUrl, TcpUrl, parse_radio_url

    match parse_radio_url(url):
        case TcpUrl(host, port):
            return _not_read(_answers(Check.RADIO, url, (host, port), connect))
        case SerialUrl(path):
            return _not_read(_lies(Check.RADIO, path))
        case None:
            return None


def _not_read(found: Finding) -> Finding:
    """That a radio is there says nothing of how it is set up."""
    if found.state is not Verdict.OK:
        return found
    return msgspec.structs.replace(found, mend=Mend.RADIO_SETTINGS)


def _reach_printer(url: str, connect: Connect) -> Finding | None:
    """The same of the printer."""
    from fieldkit.devices.printer.url import FileUrl, NetworkUrl, SerialUrl, UsbUrl, VirtualUrl, parse_printer_url

    match parse_printer_url(url):
        case NetworkUrl(host, port):
            return _answers(Check.PRINTER, url, (host, port), connect)
        case SerialUrl(device=path) | FileUrl(path):
            return _lies(Check.PRINTER, path)
        case VirtualUrl(folder):
            return _lies(Check.PRINTER, folder) if Path(folder).is_absolute() else _ok(Check.PRINTER, url)
        case UsbUrl():
            return _unknown(Check.PRINTER, f"{url} er ikke prøvet", Mend.TEST_PAGE)
        case None:
            return None


def _answers(name: Check, url: str, where: tuple[str, int], connect: Connect) -> Finding:
    try:
        with connect(where):
            return _ok(name, f"{url} svarer")
    except (OSError, ValueError):
        return _fault(name, f"{url} svarer ikke", "Se efter kabel, strøm og adresse.")


def _lies(name: Check, path: str) -> Finding:
    if Path(path).exists():
        return _ok(name, f"{path} er der")
    return _fault(
        name, f"{path} findes ikke", "Sæt kablet i; ellers skal en tekniker rette adressen i kittets opsætning."
    )
