"""Pictures of the console in a made-up crisis of the fictitious Eksempelkommune; run by scripts/screenshot.

The same day every time: a fixed clock and fixed events, so that a picture changes only when the console does.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fieldkit.acts import incidents  # noqa: E402
from fieldkit.console.app import FeltkitApp  # noqa: E402
from fieldkit.console.now_line import NowLine  # noqa: E402
from fieldkit.console.wall.app import WallApp  # noqa: E402
from fieldkit.core.carrier import Carrier  # noqa: E402
from fieldkit.core.clock.hybrid import hlc_of_unix  # noqa: E402
from fieldkit.core.delivery import DeliveryState  # noqa: E402
from fieldkit.core.facts.body import (  # noqa: E402
    Body,
    RefBody,
    unknown_place,
)
from fieldkit.core.facts.event import Event, make_event  # noqa: E402
from fieldkit.core.facts.said import Ack, Message, Report  # noqa: E402
from fieldkit.core.facts.staff import Answer, Call, CallResult, Crew, LevelChange, Question  # noqa: E402
from fieldkit.core.facts.terms import (  # noqa: E402
    Precedence,
    Role,
    Topic,
    Transport,
    Trust,
    Via,
)
from fieldkit.core.facts.work import Dispatch, Notice, Request, RequestState, RequestStatus  # noqa: E402
from fieldkit.core.phrase.parse import parse  # noqa: E402
from fieldkit.kit import Kit  # noqa: E402
from fieldkit.paper.printing import PRINTER_STATUS_DA, PrinterStatus  # noqa: E402
from fieldkit.store.files.home import KitConfig  # noqa: E402
from fieldkit.store.tables.delivery import raise_to  # noqa: E402
from fieldkit.store.tables.status import (  # noqa: E402
    AIR_LEFT,
    Device,
    DeviceState,
    DeviceStatus,
    Facts,
    put_status,
)

NOW = 1_795_287_600
"""2026-11-21 20:00 in Denmark."""
START_S = 4 * 3600
"""The crisis has lasted this long."""
SAID: tuple[tuple[int, int, str, bool], ...] = (
    (2, 6, "alt ok 112 børn 14 voksne", True),
    (3, 21, "vand! mad 6t, ellers alt ok 43 børn 6 voksne", True),
    (4, 48, "mangler varme, toilet slut, 65 børn 9 voksne, forældre spørger", True),
    (5, 12, "nødstrøm 3 timer, alt andet ok. 88 børn 11 voksne", True),
    (6, 95, "alt ok 71 børn 8 voksne", True),
    (7, 250, "lys mangler, papir ok, mad ok 54 børn", True),
    (8, 33, "gul uro hos de mindste, vand ok mad ok varme ok 39 børn 7 voksne", False),
    (9, 17, "alt ok 93 børn 12 voksne", True),
    (101, 29, "INGEN STRØM. vand til 4 timer. 22 børn 5 voksne", False),
    (102, 64, "alt ok 31 børn 6 voksne", False),
    (105, 140, "varme? mad ok vand ok 18 børn 4 voksne", False),
)
"""Place, minutes ago, what was typed, whether the sender is proven."""


def make_day(folder: Path, clock: "Clock") -> Kit:
    """The secretariat's kit at eight in the evening."""
    config = KitConfig(1, Role.SECRETARIAT, "sekretariat", 1, radio="serial:", printer="virtual:")
    clock.now = NOW - START_S
    kit = Kit.create(folder, config, data=ROOT / "data", cards=ROOT / "cards", now=clock)
    tag = incidents.start(kit, "Strømsvigt nord", exercise=True, level="2 Tværgående krisestab").incident
    make_work(kit, clock)
    came: list[tuple[int, Event]] = []

    def heard(place: int, seq: int, minutes: int, body: Body) -> None:
        at = hlc_of_unix(NOW - minutes * 60) + seq
        came.append((minutes, make_event(body, kit=place, epoch=1, seq=seq, hlc=at, incident=tag)))

    for place, minutes, text, proven in SAID:
        read = parse(text)
        trust = Trust.VERIFIED if proven else Trust.UNVERIFIED
        told = (read.topics, read.children, read.staff, read.level, read.note)
        heard(place, 1, minutes, Report(place, *told, via=Via.RADIO, trust=trust))
    water = parse("vand! 12 børn").topics
    heard(900, 1, 9, Report(unknown_place(0x0A1B2C3D), water, children=12, trust=Trust.UNVERIFIED))
    heard(
        3,
        2,
        44,
        Message("Vi mangler drikkevand til natten, ca. 60 liter", to="secretariat", precedence=Precedence.URGENT),
    )
    heard(5, 2, 8, Message("Generatoren løber tør kl. 23", "secretariat"))
    clock.now = NOW - 26 * 60
    out = kit.record(
        Message("Åbn døren for borgere kl. 20, og sæt opslag op", to="meeting-point", precedence=Precedence.URGENT)
    )
    for place in (2, 3, 4, 5, 6):
        raise_to(kit.log, out.id, place, DeliveryState.RECEIVED, NOW - 1500)
    for place in (2, 3, 5):
        heard(place, 3, 20, Ack(RefBody(*out.ref), by="Øvelse Andersen", place=place))
    for minutes, event in sorted(came, key=lambda one: one[0], reverse=True):
        clock.now = max(clock.now, NOW - minutes * 60)
        kit.merge([event], Carrier.RADIO)
    clock.now = NOW
    for device, text, facts in DEVICES:
        put_status(kit.log, DeviceStatus(device, DeviceState.OK, text, NOW, facts))
    return kit


DEVICES: tuple[tuple[Device, str, Facts], ...] = (
    (Device.ENGINE, "kører", {}),
    (Device.RADIO, "forbundet", {"channel_percent": 11.0, AIR_LEFT: 290.0}),
    (Device.PRINTER, PRINTER_STATUS_DA[PrinterStatus.OK], {}),
    (Device.BATTERY, "", {"percent": 78}),
)
"""How the kit is, as its engine would say."""
WORK: tuple[tuple[int, Body], ...] = (
    (238, LevelChange(2, "kommunaldirektøren", reason="strømmen er væk i hele kommunen")),
    (230, Crew("Øvelse Andersen", 1, "leader")),
    (225, Call("Fiktiv Bæk", CallResult.NO_ANSWER, "on-call", "Øvelse Andersen")),
    (224, Call("Påhit Bæk", CallResult.REACHED, "on-call", "Øvelse Andersen")),
    (221, Call("Attrap Andersen", CallResult.REACHED, "operations", "Påhit Bæk")),
    (200, Crew("Attrap Andersen", 1, "operations")),
    (150, Question("Hvornår kommer strømmen igen?", 3, 14)),
    (140, Answer(1, "Strøm", "Strømmen ventes tilbage i morgen kl. 8. Hold køleskabet lukket.")),
    (95, Request("tæpper", 3, 60, "stk.", topic=Topic.HEAT, precedence=Precedence.URGENT, by="skolelederen")),
    (80, Request("diesel til aggregatet", 5, 40, "liter", topic=Topic.POWER)),
    (70, Notice("Drikkevand", "Vand udleveres i gården kl. 12-18. Tag en dunk med.")),
    (60, Question("Er der åbent for vuggestuebørn?", 4, 3)),
    (55, Dispatch("Øvelse Frandsen", 1, route=(3,), transport=Transport.BICYCLE, minutes=40, by="Øvelse Andersen")),
    (30, Dispatch("Prøve Frandsen", 1, route=(4, 5), transport=Transport.CAR, by="Øvelse Andersen")),
)
"""Minutes ago, and what the secretariat recorded."""


def make_work(kit: Kit, clock: "Clock") -> None:
    """What the secretariat did meanwhile."""
    for minutes, body in WORK:
        clock.now = NOW - minutes * 60
        event = kit.record(body)
        if isinstance(body, Request) and body.unit == "liter":
            kit.record(RequestStatus(RefBody(*event.ref), RequestState.WORKING, "Vej og park"))


class Clock:
    """A wall clock that stands still. Unix seconds."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


SCREENS: dict[str, tuple[str, ...]] = {
    "console": (),
    "console-who": ("ctrl+n", *"prø"),
    "console-place": ("down", "enter"),
    "console-map": ("b",),
    "console-messages": ("f3",),
    "console-thread": ("f3", "enter"),
    "console-report": ("f5", *"brombærskolen", "enter", *"vand", "exclamation_mark", *" 43b 6v"),
    "console-cards": ("f4",),
    "console-card": ("f4", "enter", "b"),
    "console-work": ("a",),
    "console-request": ("a", "enter"),
    "console-now": ("f9",),
    "console-runner": (
        "f7",
        "2",
        "n",
        *"Øvelse F",
        "right",
        "enter",
        *"Brombærskolen, T",
        "right",
        "enter",
        *"1-0011",
    ),
    "console-answers": ("a", "5", "enter"),
    "console-chit": ("a", "6", "n", *"ca. 18.30", "enter", "enter", *"vand", "exclamation_mark", *" mad ok 43b"),
    "console-staff": ("f7",),
    "console-calls": ("f7", "3"),
    "console-level": ("f7", "4"),
    "console-shift": ("f7", "5"),
    "console-prints": ("f8",),
    "console-log": ("f6",),
    "console-kit": ("f10",),
    "console-incident": ("h",),
    "console-palette": ("ctrl+p", *"vand"),
    "console-help": ("f1",),
}
"""Name of the picture, keys that lead to it."""


WIDE: dict[str, tuple[int, int]] = {"console-wide": (120, 40), "console-widest": (160, 50)}
"""Name of the picture of the board, columns and rows of the screen."""
WALL: dict[str, str] = {"wall": "situation", "wall-worst": "worst.0", "wall-all": "all.0", "wall-map": "map"}
"""Name of the picture, the page of the wall that it shows."""


CELL = 12.2
"""Width of a cell in the picture that Textual exports."""
BLANK = "&#160;"
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Fonts that would be fetched from the net; a picture that lies beside the program needs none."""
_TEXT = re.compile(r'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)" ([^>]*)>([^<]*)</text>')


def placed(svg: str) -> str:
    """The picture with blanks at the ends of words as positions: some viewers drop them and push words out of line."""

    def moved(found: re.Match[str]) -> str:
        x, y, length, rest, text = found.groups()
        words = text
        while words.startswith(BLANK):
            words = words.removeprefix(BLANK)
        left = (len(text) - len(words)) // len(BLANK)
        while words.endswith(BLANK):
            words = words.removesuffix(BLANK)
        blanks = (len(text) - len(words)) // len(BLANK)
        start, width = float(x) + left * CELL, float(length) - blanks * CELL
        return f'x="{start:g}" y="{y}" textLength="{width:g}" {rest}>{words}</text>'

    return _TEXT.sub(moved, _FONTS.sub("", svg))


async def draw(kit: Kit, target: Path) -> None:
    """Each screen from a fresh console, when it has found what needs a person."""
    narrow = {name: (keys, (80, 24)) for name, keys in SCREENS.items()}
    wide: dict[str, tuple[tuple[str, ...], tuple[int, int]]] = {name: ((), size) for name, size in WIDE.items()}
    for name, (keys, size) in (narrow | wide).items():
        app = FeltkitApp(kit)
        app.operator = "Øvelse Andersen"
        async with app.run_test(size=size) as pilot:
            while app.screen.query_one(NowLine).needs is None:
                await pilot.pause(0.05)
            await pilot.press(*("space" if key == " " else key for key in keys))
            await pilot.pause()
            path = target / f"{name}.svg"
            path.write_text(placed(app.export_screenshot(title="Feltkit")), encoding="utf-8")


async def draw_wall(kit: Kit, target: Path) -> None:
    """Each page from a fresh wall, turned to as a person does."""
    for name, page in WALL.items():
        app = WallApp(kit, now=lambda: 0.0)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            while app.shown != page:
                await pilot.press("right")
                await pilot.pause()
            path = target / f"{name}.svg"
            path.write_text(placed(app.export_screenshot(title="Feltkit: storskærm")), encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Draw into docs/ or the folder given; PNG only in a folder that was given."""
    os.environ["TZ"] = "Europe/Copenhagen"
    time.tzset()
    target = Path(arguments[0]) if arguments else ROOT / "docs"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        kit = make_day(Path(folder) / "kit", Clock())
        lock = kit.home.lock_engine()  # as if the engine ran
        asyncio.run(draw(kit, target))
        asyncio.run(draw_wall(kit, target))
        if lock is not None:
            lock.close()
        kit.close()
    converter = shutil.which("rsvg-convert")
    for name in (*SCREENS, *WIDE, *WALL):
        path = target / f"{name}.svg"
        if converter and arguments:
            subprocess.run([converter, "-w", "1200", "-o", path.with_suffix(".png"), path], check=True)
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
