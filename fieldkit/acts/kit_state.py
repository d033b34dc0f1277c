"""How this kit is, a line for each part of it, the worst first: from the log, the local tables and the kit's folder, at
once and without asking a device. What asks them and reads all of the log is `acts.checkup`."""

import shutil
from collections.abc import Iterator

from fieldkit.acts import checkup
from fieldkit.acts.checkup import CHECK_DA, Check, Finding, Mend, Verdict, room_da
from fieldkit.acts.kit_sync import other_kits
from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.clock.durations import about_da
from fieldkit.core.documents import danish_of
from fieldkit.core.text.wording import ago_da, lines_da, log_lines_da, many_da, size_da
from fieldkit.core.views.power_left import PowerLeft, Shown, power_left
from fieldkit.devices.machine.power import SHUT_DOWN_PERCENT
from fieldkit.kit import Kit
from fieldkit.store.tables.battery import readings
from fieldkit.store.tables.delivery import unsent
from fieldkit.store.tables.done import Done, last_done
from fieldkit.store.tables.jobs import queued_rows
from fieldkit.store.tables.paper_questions import battery
from fieldkit.store.tables.status import (
    AIR_LEFT,
    AIR_PLAIN,
    BEGAN,
    KITS_HEARD,
    WHAT_TO_DO,
    Device,
    DeviceState,
    DeviceStatus,
    engine_tells,
    read_status,
)

ORDER = (Verdict.FAULT, Verdict.WARNING, Verdict.UNKNOWN, Verdict.OK)
COPY_OLD_S = 24 * 3600
"""A copy that is older than this is worth a new one."""
SHORT_POWER_S = 2 * 3600
"""A battery that lasts shorter than this is worth a word."""
CLOCK_SET_DA = "af sig selv fra nettet eller en urchip; ellers af en tekniker"
"""The screen cannot: the machine's clock is the system's."""
MOST_READINGS = 12
"""Of the battery on its page: the last two hours."""
YEARS_S = 2 * 365 * 86_400
LEAST_LIFE_S = 86_400
"""A log younger than a day says nothing of how fast it grows: it is taken to be a day old."""


class Looked:
    """What is looked up once for all the lines."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.now = kit.now()
        self.status = read_status(kit.log)
        self.runs = engine_tells(self.status, self.now)
        """Whether an engine runs: what it told of the devices holds."""
        self.others = other_kits(kit)

    @property
    def unknown_da(self) -> str:
        """Why nobody knows how a device is."""
        return "ukendt endnu: motoren er lige begyndt" if self.runs else "ukendt, mens motoren er standset"

    def device(self, device: Device) -> DeviceStatus | None:
        """What the engine says of a device now."""
        return self.status.get(device) if self.runs else None


def kit_state(kit: Kit) -> list[Finding]:
    """Every part of the kit, the worst first."""
    looked = Looked(kit)
    found = [
        _engine(looked),
        _radio(looked),
        _battery(looked),
        _printer(looked),
        *_worst(Check.CLOCK, checkup.clocks(kit)),
        _disk(looked),
        *_worst(Check.KEY, checkup.keys(kit)),
        _sync(looked),
        _copy(looked),
        _log(looked),
    ]
    return sorted(found, key=lambda one: ORDER.index(one.state))


def _worst(check: Check, found: Iterator[Finding]) -> Iterator[Finding]:
    """What is worst of a check that finds several things; its page has them all (`more`)."""
    bad = sorted(found, key=lambda one: ORDER.index(one.state))
    yield from bad[:1] or [Finding(check, Verdict.UNKNOWN, "ukendt")]


def _engine(looked: Looked) -> Finding:
    status = looked.status.get(Device.ENGINE)
    if looked.runs and status is not None and status.state is DeviceState.OK:
        began = status.facts.get(BEGAN)
        since = f" siden {danish_clock(float(began), looked.now)}" if isinstance(began, int | float) else ""
        return Finding(Check.ENGINE, Verdict.OK, f"kører{since}")
    if looked.runs and status is not None:
        return Finding(Check.ENGINE, checkup.VERDICTS[status.state], status.text)
    last = f"; sidst set {ago_da(int(looked.now - status.at))}" if status is not None else ""
    return Finding(Check.ENGINE, Verdict.FAULT, f"standset: intet bliver sendt eller udskrevet{last}", mend=Mend.ENGINE)


def _radio(looked: Looked) -> Finding:
    if not looked.kit.config.has_radio:
        return Finding(Check.RADIO, Verdict.UNKNOWN, "kittet har ingen radio")
    status = looked.device(Device.RADIO)
    if status is None:
        return Finding(Check.RADIO, Verdict.UNKNOWN, looked.unknown_da)
    told = "; ".join([status.text, *air_da(status), *_heard_da(looked, status)])
    do = str(status.facts.get(WHAT_TO_DO) or "")
    verdict = checkup.VERDICTS[status.state]
    if verdict is Verdict.OK and status.facts.get(AIR_PLAIN) == 0:
        verdict, do = Verdict.WARNING, "Det, der ikke haster, venter, til der er plads igen; akut går stadig."
    return Finding(Check.RADIO, verdict, told, do, remedy=status.remedy)


def _heard_da(looked: Looked, status: DeviceStatus) -> list[str]:
    """How many kits its radio hears; nothing of a kit that is alone."""
    heard = status.facts.get(KITS_HEARD)
    if not isinstance(heard, int) or not looked.others:
        return []
    return [
        f"{many_da(heard, 'kit', 'kits')} hørt i den seneste time" if heard else "intet kit hørt i den seneste time"
    ]


def air_da(status: DeviceStatus) -> list[str]:
    """How full the channel is and how much the kit may still send in this hour, in words; nothing that is unknown."""
    channel, left = status.facts.get("channel_percent"), status.facts.get(AIR_LEFT)
    said = []
    if isinstance(channel, int | float):
        said.append(f"kanalen er {round(channel)} % optaget")
    if isinstance(left, int | float):
        said.append(
            f"kittet må sende {left_da(left)} til i denne time"
            if left
            else "kittet har sendt alt, hvad det må i denne time"
        )
    return said


def left_da(seconds: float) -> str:
    """Time on the air: `ca. 5 min`, `under 1 min`."""
    return f"ca. {int(seconds) // 60} min" if seconds >= 60 else "under 1 min"


def _battery(looked: Looked) -> Finding:
    percent, mains = battery(looked.kit.log, looked.now) if looked.runs else (None, None)
    if percent is None:
        return Finding(Check.BATTERY, Verdict.UNKNOWN, "ukendt", "Se selv efter, hvor meget strøm der er.")
    left = battery_left(looked.kit, percent, looked.now)
    told = f"{percent} %, {battery_da(left, mains)}"
    short = left.seconds is not None and not left.at_least and left.seconds < SHORT_POWER_S
    return checkup.battery_is(percent, mains, told, short=short)


def battery_left(kit: Kit, percent: int, now: float) -> PowerLeft:
    """How long the battery lasts, from the readings that the engine has kept and what it shows now."""
    shown = [Shown(one.at, one.percent) for one in readings(kit.log) if one.at < now]
    return power_left([*shown, Shown(int(now), percent)], SHUT_DOWN_PERCENT)


def battery_da(left: PowerLeft, mains: bool | None) -> str:
    """How long it lasts, in words."""
    if mains:
        return "strøm er sat til"
    if left.rises:
        return "bliver ladet"
    if left.seconds is None:
        return "hvor længe, vides ikke endnu"
    return f"rækker {'mindst' if left.at_least else 'ca.'} {hours_da(left.seconds)}"


def hours_da(seconds: float) -> str:
    """`5 t`, `1 t 30 min`, `under 30 min`: never more exact than it is known."""
    halves = int(seconds) // 1800
    if not halves:
        return "under 30 min"
    hours, half = divmod(halves, 2)
    if hours >= 6 or not half:
        return f"{hours} t"
    return f"{hours} t 30 min" if hours else "30 min"


def _printer(looked: Looked) -> Finding:
    if not looked.kit.config.has_printer:
        return Finding(Check.PRINTER, Verdict.UNKNOWN, "kittet har ingen printer")
    status = looked.device(Device.PRINTER)
    waiting = len(queued_rows(looked.kit.log))
    waits = f"; {many_da(waiting, 'udskrift', 'udskrifter')} venter" if waiting else ""
    if status is None:
        return Finding(Check.PRINTER, Verdict.UNKNOWN, f"{looked.unknown_da}{waits}")
    verdict = checkup.VERDICTS[status.state]
    do = "" if verdict is Verdict.OK else str(status.facts.get(WHAT_TO_DO) or "Se efter kabel og strøm.")
    return Finding(Check.PRINTER, verdict, f"{status.text}{waits}", do, remedy=status.remedy)


def _disk(looked: Looked) -> Finding:
    free = shutil.disk_usage(looked.kit.home.folder).free
    told = f"{room_da(free)} fri, {disk_da(free, *log_growth(looked.kit))}"
    if free < checkup.LOW_DISK_BYTES:
        return Finding(Check.DISK, Verdict.WARNING, told, "Gør plads, eller skift disken; tag en kopi først.")
    return Finding(Check.DISK, Verdict.OK, told)


def log_growth(kit: Kit) -> tuple[int, float]:
    """Bytes of the log, and the seconds in which it became so large."""
    size = sum(
        path.stat().st_size
        for path in (kit.log.path, kit.log.path.with_name(f"{kit.log.path.name}-wal"))
        if path.exists()
    )
    first = kit.log.read("SELECT arrived FROM events ORDER BY rowid LIMIT 1")
    return size, max(LEAST_LIFE_S, kit.now() - int(first[0][0])) if first else LEAST_LIFE_S


def disk_da(free: int, size: int, life_s: float) -> str:
    """How long the room lasts if the log goes on growing as it has."""
    lasts = free * life_s / max(1, size)
    return "nok til flere år" if lasts > YEARS_S else f"nok til ca. {about_da(int(lasts))} med samme brug"


def _sync(looked: Looked) -> Finding:
    kit = looked.kit
    waiting, missing = unsent(kit.log), sum(one.missing for one in looked.others)
    told = []
    if waiting:
        told.append(f"{waiting} venter på at blive sendt")
    if missing:
        told.append(f"{lines_da(missing)} mangler her")
    silent = [one for one in looked.others if one.heard is None]
    heard = len(looked.others) - len(silent)
    told.append(
        f"{heard} af {many_da(len(looked.others), 'andet kit', 'andre kits')} er hørt"
        if looked.others
        else "kender ingen andre kits"
    )
    if not kit.config.has_radio and not missing:  # nothing waits for the air, and what was carried on nobody counts
        return Finding(Check.SYNC, Verdict.UNKNOWN, "; ".join(["går kun med loggen", *told]), mend=Mend.CARRY)
    if waiting or missing:
        return Finding(Check.SYNC, Verdict.WARNING, "; ".join(told), mend=Mend.CARRY)
    if looked.others and not heard:  # what they have nobody knows
        return Finding(Check.SYNC, Verdict.UNKNOWN, "; ".join(["alt er sendt", *told]), mend=Mend.CARRY)
    return Finding(Check.SYNC, Verdict.OK, "; ".join(["alt er sendt, og intet mangler", *told]))


def _copy(looked: Looked) -> Finding:
    last = last_done(looked.kit.log, Done.COPY)
    if last is None:
        return Finding(Check.COPY, Verdict.WARNING, "der er ikke taget en kopi på et andet medie", mend=Mend.COPY)
    told = f"sidst taget {danish_clock(last, looked.now)}"
    if looked.now - last > COPY_OLD_S:
        return Finding(Check.COPY, Verdict.WARNING, told, mend=Mend.COPY)
    return Finding(Check.COPY, Verdict.OK, told)


def _log(looked: Looked) -> Finding:
    log = looked.kit.log
    size, _ = log_growth(looked.kit)
    told = f"{lines_da(log.last_row())}, {size_da(size)}"
    if log.read_only:
        return Finding(
            Check.LOG,
            Verdict.FAULT,
            "kan kun læses: intet bliver noteret",
            "Gør plads på disken, eller lad en tekniker se på den.",
        )
    if log.damaged:
        damaged = log_lines_da(len(log.damaged))
        return Finding(
            Check.LOG,
            Verdict.FAULT,
            f"{damaged} er beskadiget på disken",
            "Hent dem fra et andet kit med en USB-nøgle.",
        )
    return Finding(Check.LOG, Verdict.OK, told)


def more(kit: Kit, check: Check) -> list[tuple[str, str]]:
    """What else is known of a part, each by its name."""
    looked = Looked(kit)
    match check:
        case Check.RADIO:
            return _more_of_radio(looked)
        case Check.BATTERY:
            latest = readings(kit.log)[-MOST_READINGS:]
            return [(danish_clock(one.at, looked.now), f"{one.percent} %") for one in reversed(latest)]
        case Check.PRINTER:
            return [(f"job {row.job}", f"{danish_of(row.document)} {row.number}") for row in queued_rows(kit.log)]
        case Check.CLOCK:
            return [*((CHECK_DA[one.check], one.detail) for one in checkup.clocks(kit)), ("stilles", CLOCK_SET_DA)]
        case Check.KEY:
            return [(CHECK_DA[one.check], one.detail) for one in checkup.keys(kit)]
        case _:
            return []


def _more_of_radio(looked: Looked) -> list[tuple[str, str]]:
    status = looked.device(Device.RADIO)
    if status is None:
        return []
    facts = status.facts
    plain = facts.get(AIR_PLAIN)
    said: list[tuple[str, object]] = [
        ("nummer", facts.get("node")),
        ("hastighed", facts.get("preset")),
        ("kits hørt", f"{facts[KITS_HEARD]} i den seneste time" if KITS_HEARD in facts else None),
        ("kanalen", _percent(facts.get("channel_percent"), "optaget, af alle tilsammen")),
        ("sendetid", _percent(facts.get("tx_percent"), "af den seneste time brugt; loven tillader 10 %")),
        ("rutine", f"må fylde {left_da(plain)} til, før det venter" if isinstance(plain, int | float) else None),
        ("batteri", _percent(facts.get("battery_percent"), "i radioen")),
        ("afvist", str(checkup.frames(facts).detail)),
    ]
    return [(name, str(text)) for name, text in said if text is not None]


def _percent(value: object, what: str) -> str | None:
    return f"{value:.0f} % {what}" if isinstance(value, int | float) else None
